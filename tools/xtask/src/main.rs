//! `cargo xtask`: checks of the repository that are too slow, or too odd, for `cargo test`.

#![forbid(unsafe_code)]

mod mutants;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Checks of the repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Plant one fault after the other in a copy of cpu-ops, and see whether the conformance set notices
    Mutants(mutants::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Mutants(arguments) => mutants::run(&arguments),
    }
}
