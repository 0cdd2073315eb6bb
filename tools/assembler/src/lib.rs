//! An assembler for the Octo assembly language of CHIP-8, SUPER-CHIP and
//! XO-CHIP.
//!
//! Input: a [`Source`] text and [`Options`]. Output: an [`Assembly`] with the
//! ROM, its symbols, debugging marks and a listing; or [`Errors`] that name
//! file, line and column and render through `miette`.
//!
//! The bytes agree with those of Octo itself. No input makes the assembler
//! panic or hang: the bounds in [`limits`] turn hostile input into errors.
//!
//! Beyond Octo's language the assembler knows
//!
//! - `:pointer16`, another name for `:pointer`, and `:pointer24`, which stores
//!   an address in three bytes;
//! - `:unalias name`, which ends the life of a register alias;
//! - `ord "c"` in expressions, the code of a character;
//! - labels as 8-bit and 4-bit values where their address fits.
//!
//! None of these words is reserved, so programs that use them as names keep
//! their meaning. A word directly followed by a string, as in `word"text"`, is
//! an error.
//!
//! ```
//! use octo_asm::{Options, Source, assemble};
//!
//! let source = Source::new("blink.8o", ": main  v0 := 5  jump main");
//! let assembly = assemble(&source, &Options::default())?;
//! assert_eq!(assembly.rom, [0x60, 0x05, 0x12, 0x00]);
//! # Ok::<(), octo_asm::Errors>(())
//! ```

#![forbid(unsafe_code)]

mod assembler;
mod assembly;
mod control;
mod debug;
mod diagnostics;
mod error;
mod expression;
mod forward;
mod image;
mod keyword;
mod lexer;
pub mod limits;
mod listing;
mod macros;
mod names;
mod operand;
mod options;
mod source;
mod statement;
mod stream;
mod symbols;
mod token;

pub use assembly::{
    Assembly, Features, FieldKind, FormatPart, ListingLine, Monitor, MonitorExtent, MonitorTarget, Symbol, SymbolValue,
};
pub use error::{AssemblyError, ErrorKind, Errors, Location, Warning, WarningKind};
pub use options::Options;
pub use source::{Source, Span};

/// Assembles one source text.
///
/// # Errors
///
/// Returns every error found, in source order; see [`ErrorKind`] for what can
/// go wrong.
pub fn assemble(source: &Source, options: &Options) -> Result<Assembly, Errors> {
    assembler::Assembler::new(source, *options).run()
}
