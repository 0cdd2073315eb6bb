//! `stitch8 info`: what is known of a ROM.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use cpu_ops::Quirk;

use super::Failure;
use super::program::ProgramArguments;
use crate::rom::Rom;
use crate::setup::Setup;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    #[command(flatten)]
    program: ProgramArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let rom = Rom::read(&arguments.rom)?;
    let platform = match arguments.program.setup(&rom, 0) {
        Ok(setup) => describe(&setup, arguments.program.platform.is_some(), &rom),
        Err(error) if rom.hint.is_some() => format!("platform     {error}\n"),
        Err(error) => return Err(error.into()),
    };
    let text = format!(
        "file         {}\nsize         {} bytes\nSHA-1        {}\n{platform}",
        arguments.rom.display(),
        rom.bytes.len(),
        rom.sha1()
    );
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

/// The setup, a line each.
fn describe(setup: &Setup, is_asked_for: bool, rom: &Rom) -> String {
    let why = match rom.hint {
        _ if is_asked_for => "as asked for",
        Some(_) => "by the file's ending",
        None => "the default",
    };
    let on: Vec<&str> = Quirk::ALL.iter().filter(|&&quirk| setup.quirks.has(quirk)).map(|quirk| quirk.name()).collect();
    let quirks = if on.is_empty() { "none".to_owned() } else { on.join(", ") };
    format!(
        "platform     {} ({}), {why}\nquirks on    {quirks}\nspeed        {} instructions a frame, 60 frames a second\n",
        setup.platform.id, setup.platform.name, setup.instructions_per_frame,
    )
}
