//! `linker`: writes the module of `cpu-ops`, as bitcode or as text.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Compiles cpu-ops to one verified, optimized LLVM module and writes it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to write: `.ll` gives readable text, anything else bitcode
    #[arg(short, long, default_value = "ops.ll")]
    output: PathBuf,
    /// The folder of the crate cpu-ops
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../cpu-ops"))]
    ops: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match write(&arguments.ops, &arguments.output) {
        Ok(bytes) => {
            println!("{}: {bytes} bytes", arguments.output.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("linker: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the module and writes it to `output`. Returns the file's size.
fn write(ops: &Path, output: &Path) -> Result<usize, linker::Error> {
    let bitcode = linker::build(&linker::ops::request(ops))?;
    let is_text = output.extension().is_some_and(|extension| extension == "ll");
    let contents = if is_text { bitcode.text.as_bytes() } else { &bitcode.bytes };
    std::fs::write(output, contents).map_err(|source| linker::Error::File { path: output.to_owned(), source })?;
    Ok(contents.len())
}
