//! `stitch8 test`, from the outside: manifests in, table, files and exit code out.

mod bless;
mod problems;
mod runs;
mod support;
