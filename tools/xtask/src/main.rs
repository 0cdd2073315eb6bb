//! `cargo xtask`: checks and measurements of the repository that are too slow, or too odd, for `cargo test`.

#![forbid(unsafe_code)]

mod bench_table;
mod fuzz;
mod mutants;
mod mutate_files;
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
    /// Run all fuzz targets in turn
    Fuzz(fuzz::Arguments),
    /// Give damaged files of every kind to the command
    MutateFiles(program::Arguments),
    /// Run every program on every platform, both engines in lockstep, in each way that the recompiler works
    Matrix(program::Arguments),
    /// Run both engines in lockstep over programs made up at random
    Random(program::Arguments),
    /// Run ROMs for hours of emulated time on both engines in lockstep
    Soak(program::Arguments),
    /// Execute every word on every platform, on both engines and on an independent oracle, and compare
    Sweep(sweep::Arguments),
    /// Compile thousands of regions beside a program that keeps rewriting itself, and print what memory that takes
    Stress(program::Arguments),
    /// Play games at 60 frames a second, and print how long the emulation of a frame takes
    FrameTimes(program::Arguments),
    /// Play in a window on a virtual display, and print when frames were shown, how soon keys were, and what it took
    Pacing(program::Arguments),
    /// Compile what is hot in the bench programs and games, and print how long a region takes
    CompileTimes(program::Arguments),
    /// Start the bench programs and games with and without machine code of an earlier start, and print how soon they run natively
    StartTimes(program::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::BenchTable(arguments) => bench_table::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::MutateFiles(arguments) => mutate_files::run(&arguments),
        Task::Matrix(arguments) => program::run("stitch8-tests", "matrix", &arguments),
        Task::Random(arguments) => program::run("stitch8-tests", "random", &arguments),
        Task::Soak(arguments) => program::run("stitch8-tests", "soak", &arguments),
        Task::Sweep(arguments) => sweep::run(&arguments),
        Task::Stress(arguments) => program::run("stitch8-tests", "stress", &arguments),
        Task::FrameTimes(arguments) => program::run("stitch8-benches", "frame-times", &arguments),
        Task::Pacing(arguments) => program::run("stitch8-benches", "pacing", &arguments),
        Task::CompileTimes(arguments) => program::run("stitch8-benches", "compile-times", &arguments),
        Task::StartTimes(arguments) => program::run("stitch8-benches", "start-times", &arguments),
    }
}

/// The workspace this program was built in.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("the package is in tools/").to_owned()
}
