//! `stitch8 info`: what is known of a ROM.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use cpu_ops::Quirk;

use super::Failure;
use super::program::ProgramArguments;
use crate::rom::Rom;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    #[command(flatten)]
    program: ProgramArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let rom = Rom::read(&arguments.rom)?;
    let setup = arguments.program.setup(&rom, 0)?;
    let why = if arguments.program.platform.is_some() { "as asked for" } else { "the default" };
    let on: Vec<&str> = Quirk::ALL.iter().filter(|&&quirk| setup.quirks.has(quirk)).map(|quirk| quirk.name()).collect();
    let quirks = if on.is_empty() { "none".to_owned() } else { on.join(", ") };
    let text = format!(
        "file         {}\nsize         {} bytes\nSHA-1        {}\nplatform     {} ({}), {why}\nquirks on    {quirks}\n\
         speed        {} instructions a frame, 60 frames a second\n",
        arguments.rom.display(),
        rom.bytes.len(),
        rom.sha1(),
        setup.platform.id,
        setup.platform.name,
        setup.instructions_per_frame,
    );
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
