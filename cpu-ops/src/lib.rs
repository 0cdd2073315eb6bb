//! The guest CPU: its state, its instructions, and what each of them means.
//!
//! Every meaning is written once, here, as one small function in [`semantics`] and one row in the
//! [`table`]. The crate is compiled twice: natively, where the interpreter calls the functions, and to
//! LLVM bitcode, where the recompiler stitches calls to the very same functions into regions of host
//! code. It therefore has no dependencies, no `std`, and nothing in it can panic.
//!
//! It must not know LLVM, files, clocks, or which engine runs it.

#![no_std]
#![cfg_attr(not(stitch8_bitcode), forbid(unsafe_code))]

pub mod bus;
pub mod code_map;
pub mod decode;
mod disassemble;
pub mod display;
pub mod flow;
pub mod font;
pub mod loose;
pub mod operands;
pub mod platform;
pub mod profile;
pub mod quirks;
pub mod registers;
pub mod semantics;
pub mod state;
pub mod step;
pub mod table;

#[cfg(stitch8_bitcode)]
mod exports;

pub use bus::Bus;
pub use decode::{Instr, decode};
pub use flow::{Exit, Fault, FaultKind, FlowKind};
pub use font::Font;
pub use loose::Loose;
pub use operands::Operands;
pub use platform::{Platform, SoundModel};
pub use profile::Profile;
pub use quirks::{Quirk, Quirks};
pub use registers::Registers;
pub use state::State;
pub use step::Step;
pub use table::Op;
