//! Damaged files of every kind, given to the command as it is released.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::program::{self, Arguments};

/// Builds the command, and runs the program of the tests' package that makes the files.
pub fn run(arguments: &Arguments) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--package", "stitch8"])
        .current_dir(crate::workspace())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the command cannot be built: {status}");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::workspace().join("target"), Into::into);
    let command = target.join("release").join(format!("stitch8{}", std::env::consts::EXE_SUFFIX));
    program::run("stitch8-tests", "mutate-files", &arguments.after(["--command".into(), command.into()]))
}
