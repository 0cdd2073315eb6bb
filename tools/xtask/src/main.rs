//! `cargo xtask`: checks and measurements of the repository that are too slow, or too odd, for `cargo test`.

#![forbid(unsafe_code)]

mod bench_table;
mod mutants;
mod stress;
mod sweep;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Checks and measurements of the repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Plant one fault after the other in a copy of cpu-ops, and see whether the conformance set notices
    Mutants(mutants::Arguments),
    /// Measure the engines beside a plain switch and hand translations, and print the table in the README
    BenchTable(bench_table::Arguments),
    /// Execute every word on every platform, on both engines and on an independent oracle, and compare
    Sweep(sweep::Arguments),
    /// Compile thousands of regions beside a program that keeps rewriting itself, and print what memory that takes
    Stress(stress::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::BenchTable(arguments) => bench_table::run(&arguments),
        Task::Sweep(arguments) => sweep::run(&arguments),
        Task::Stress(arguments) => stress::run(&arguments),
    }
}

/// The workspace this program was built in.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("the package is in tools/").to_owned()
}
