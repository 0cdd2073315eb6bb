//! The opcode sweep in its long form: a program of the tests' package, which knows both engines and the oracle.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Start states of each word
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    states: u64,
    /// Random programs a platform, for the oracle
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    programs: u64,
    /// Only this platform
    #[arg(long, value_name = "ID")]
    platform: Option<String>,
}

/// Builds and runs the program that sweeps, which tells what it finds.
pub fn run(arguments: &Arguments) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--release", "--package", "stitch8-tests", "--bin", "sweep", "--"])
        .args(["--states", &arguments.states.to_string(), "--programs", &arguments.programs.to_string()])
        .current_dir(crate::workspace());
    if let Some(id) = &arguments.platform {
        command.args(["--platform", id]);
    }
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "the sweep has not come through: {status}");
    Ok(())
}
