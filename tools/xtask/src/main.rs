//! `cargo xtask`: checks and measurements of the repository that are too slow, or too odd, for `cargo test`.

#![forbid(unsafe_code)]

mod bench_table;
mod mutants;
mod program;
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
    Stress(program::Arguments),
    /// Play games at 60 frames a second, and print how long the emulation of a frame takes
    FrameTimes(program::Arguments),
    /// Compile what is hot in the bench programs and games, and print how long a region takes
    CompileTimes(program::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::BenchTable(arguments) => bench_table::run(&arguments),
        Task::Sweep(arguments) => sweep::run(&arguments),
        Task::Stress(arguments) => program::run("stitch8-tests", "stress", &arguments),
        Task::FrameTimes(arguments) => program::run("stitch8-benches", "frame-times", &arguments),
        Task::CompileTimes(arguments) => program::run("stitch8-benches", "compile-times", &arguments),
    }
}

/// The workspace this program was built in.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("the package is in tools/").to_owned()
}
