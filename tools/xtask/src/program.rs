//! Tasks that are programs of other packages, which know the engines: built and run with the arguments given.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// The program's own arguments; --help names them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    rest: Vec<OsString>,
}

impl Arguments {
    /// These after others.
    pub fn after<const N: usize>(&self, first: [OsString; N]) -> Self {
        Self { rest: first.into_iter().chain(self.rest.iter().cloned()).collect() }
    }
}

impl From<Vec<String>> for Arguments {
    fn from(rest: Vec<String>) -> Self {
        Self { rest: rest.into_iter().map(OsString::from).collect() }
    }
}

/// Builds the program `name` of `package` and runs it.
pub fn run(package: &str, name: &str, arguments: &Arguments) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--package", package, "--bin", name, "--"])
        .args(&arguments.rest)
        .current_dir(crate::workspace())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "{name}: {status}");
    Ok(())
}
