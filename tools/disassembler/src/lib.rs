//! A disassembler: from the bytes of a CHIP-8 program to Octo source that assembles to the same bytes.
//!
//! ```text
//! ROM -program-> Program -trace-> Trace -pictures-> Pictures -labels-> Labels -source-> text
//! ```
//!
//! It follows the control flow from where the program starts and takes for code what it reaches; the rest
//! is data, and what the program draws is a picture. What an instruction is called and how it continues
//! comes from the op table of `cpu-ops`. It must not know files, nor the assembler.
//!
//! Programs of fewer than two bytes are the one exception to the round trip: Octo makes none, so they come
//! back with zeros added.
//!
//! ```
//! use cpu_ops::Platform;
//! use octo_disasm::{Symbols, disassemble};
//!
//! let platform = Platform::DEFAULT;
//! let profile = platform.profile(platform.quirks);
//! let text = disassemble(&[0x60, 0x05, 0x12, 0x00], platform.entry, profile, &Symbols::default())?;
//! assert_eq!(text, ": main\n\tv0 := 0x05\n\tjump main\n");
//! # Ok::<(), octo_disasm::Error>(())
//! ```

#![forbid(unsafe_code)]

mod labels;
mod pictures;
mod program;
mod source;
mod statement;
mod symbols;
mod tables;
mod trace;
mod words;

use cpu_ops::Profile;

pub use symbols::{SymbolError, SymbolErrorKind, Symbols};

use labels::Labels;
use pictures::Pictures;
use program::Program;
use source::Writer;
use trace::Trace;

/// Why a program cannot be disassembled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The program does not fit into 64 KiB.
    #[error("a program of {bytes} bytes does not fit into memory from 0x{start:03X} on")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// Where it was to be loaded.
        start: u16,
    },
    /// The symbols do not fit the program.
    #[error(transparent)]
    Symbol(#[from] SymbolError),
}

/// Octo source for the program `rom`, which is loaded and started at address `start` on the platform of
/// `profile`. `symbols` names addresses; others get names made of their use and address.
///
/// # Errors
///
/// If the program does not fit into 64 KiB, or a symbol claims the name `main` for an address where the
/// program does not start.
pub fn disassemble(rom: &[u8], start: u16, profile: Profile, symbols: &Symbols) -> Result<String, Error> {
    let program = Program::new(rom, start, profile)?;
    let trace = Trace::of(&program);
    let pictures = Pictures::find(&program, &trace);
    let labels = Labels::choose(&program, &trace, &pictures, symbols)?;
    Ok(Writer::new(&program, &trace, &pictures, &labels).write())
}
