//! `stitch8 play`: a ROM in a window.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::program::ProgramArguments;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file; the built-in game otherwise
    rom: Option<PathBuf>,
    #[command(flatten)]
    program: ProgramArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let _ = arguments;
    Err(Failure::NoDisplay(anyhow::anyhow!("the window is not built")))
}
