//! `stitch8 disasm`: a ROM as Octo source, or its bytes as instructions, one a line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use cpu_ops::{Platform, State, decode};
use octo_disasm::{Symbols, disassemble};

use super::Failure;
use super::files::Files;
use super::output::{print, write_text};
use super::program::ProgramArguments;
use crate::bounded;
use crate::rom::Rom;
use crate::setup::{Setup, SetupError, Wishes};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    /// Only list the instructions, one a line, with their addresses
    #[arg(long)]
    plain: bool,
    /// A file of names for addresses, one a line, such as: 02A4 ball
    #[arg(long, value_name = "FILE", conflicts_with = "plain")]
    symbols: Option<PathBuf>,
    /// Write to a file and not to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    program: ProgramArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let files = Files::default().read("the ROM", Some(&arguments.rom)).read("--symbols", arguments.symbols.as_deref());
    files.written("--output", arguments.output.as_deref()).check()?;
    let rom = Rom::read(&arguments.rom)?;
    let setup = setup(&arguments.program, &rom)?;
    let text = if arguments.plain {
        listing(&rom, &setup)
    } else {
        let symbols = arguments.symbols.as_deref().map(read_symbols).transpose()?.unwrap_or_default();
        disassemble(&rom.bytes, setup.platform.entry, setup.profile(), &symbols)?
    };
    match &arguments.output {
        Some(path) => write_text(path, &text)?,
        None => print(&text)?,
    }
    Ok(())
}

/// The setup for reading `rom`. Nothing is run: what is for no platform that there is, or too large for the one that it
/// was to have, is read as another's that it fits; unless the user asked for a platform.
fn setup(arguments: &ProgramArguments, rom: &Rom) -> anyhow::Result<Setup> {
    let known = arguments.database().find(&rom.sha1());
    match arguments.choose(rom, known.as_ref(), 0) {
        Err(SetupError::TooLarge { .. } | SetupError::Unsupported { .. }) if arguments.platform.is_none() => {
            let others = [Platform::DEFAULT].into_iter().chain(Platform::ALL);
            let platform = others.into_iter().find(|platform| rom.bytes.len() <= platform.program_bytes());
            let wishes = Wishes { platform, quirks: arguments.quirk.clone(), ..Wishes::default() };
            Ok(Setup::choose(rom, &wishes)?)
        }
        chosen => Ok(chosen?.setup),
    }
}

/// The largest file of symbols, in bytes.
const MAX_SYMBOLS: u64 = 16 << 20;

/// The symbols in the file at `path`.
fn read_symbols(path: &Path) -> anyhow::Result<Symbols> {
    let name = path.display().to_string();
    let text = bounded::read_text(path, MAX_SYMBOLS).with_context(|| name.clone())?;
    Ok(Symbols::parse(&name, &text)?)
}

/// Every instruction from the first byte on, whether it is ever reached or not.
fn listing(rom: &Rom, setup: &Setup) -> String {
    let state = State::new(setup.platform, &rom.bytes, 0);
    let entry = u32::from(setup.platform.entry);
    let end = entry + rom.bytes.len() as u32;
    let mut text = String::new();
    let mut pc = entry;
    while pc < end {
        match decode(&state.bus.memory, pc, setup.profile()) {
            Some(instr) if instr.next() <= end => {
                let _ = writeln!(text, "{pc:04X}  {:04X}  {instr}", instr.word);
                pc = instr.next();
            }
            _ => {
                let byte = state.bus.memory[pc as usize];
                let _ = writeln!(text, "{pc:04X}  {byte:02X}    0x{byte:02X}");
                pc += 1;
            }
        }
    }
    text
}
