//! `stitch8 explain`: what becomes of one region of a program, from guest code to machine code.

#[cfg(feature = "jit")]
mod explained;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use super::program::ProgramArguments;

#[derive(Debug, Args)]
#[command(mut_arg("ipf", |ipf| ipf.help("Instructions executed a frame; 50,000 otherwise")))]
#[cfg_attr(not(feature = "jit"), allow(dead_code, reason = "all of it is about the recompiler"))]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    /// Where the region begins, such as 0x20E; the hottest region is found by running the program otherwise
    #[arg(long, value_name = "ADDR", value_parser = address)]
    at: Option<u32>,
    /// What to show
    #[arg(long, value_enum, default_value_t = Show::All)]
    stage: Show,
    /// Frames to run before; 0 with --at, 60 of 50,000 instructions (or --ipf) without
    #[arg(long, value_name = "N")]
    frames: Option<u64>,
    #[command(flatten)]
    program: ProgramArguments,
}

/// The stages that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Show {
    /// The guest code, block by block
    Guest,
    /// What is stitched from it, in LLVM's representation
    Ir,
    /// The same, optimized
    Optimized,
    /// The machine code, beside the guest instructions it is for
    Assembly,
    /// All of them
    All,
}

/// An address as everything here prints it: hexadecimal, with or without `0x`.
fn address(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let form = || "an address is hexadecimal, such as 0x20E or 20E".to_owned();
    if digits.starts_with('+') { Err(form()) } else { u32::from_str_radix(digits, 16).map_err(|_| form()) }
}

#[cfg(not(feature = "jit"))]
pub(super) fn run(_: &Arguments) -> Result<(), Failure> {
    Err(anyhow::anyhow!("explain: this build has no recompiler, build it with the feature jit").into())
}

#[cfg(feature = "jit")]
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    Ok(super::output::print(&explained::text(arguments)?)?)
}
