//! The recompiler under stress, in its long form: a program of the tests' package.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Regions to compile
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    regions: u64,
    /// Times to link and free code that is compiled already
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    relinks: u64,
    /// Lines of each table
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    lines: u64,
}

/// Builds and runs the program, which prints what memory it takes while it goes on.
pub fn run(arguments: &Arguments) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--package", "stitch8-tests", "--bin", "stress", "--"])
        .args(["--regions", &arguments.regions.to_string()])
        .args(["--relinks", &arguments.relinks.to_string()])
        .args(["--lines", &arguments.lines.to_string()])
        .current_dir(crate::workspace())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the recompiler has not come through: {status}");
    Ok(())
}
