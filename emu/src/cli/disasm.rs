//! `stitch8 disasm`: a ROM's bytes as instructions, one a line.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use cpu_ops::{State, decode};

use super::Failure;
use super::program::ProgramArguments;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    #[command(flatten)]
    program: ProgramArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (rom, setup) = arguments.program.load(&arguments.rom, 0)?;
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
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
