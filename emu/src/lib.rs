//! Stitch8: a CHIP-8 emulator with two engines and one definition of every opcode.
//!
//! [`Engine`](engine::Engine) executes instructions: the [`interpreter`] one by one, the `recompiler` by stitching
//! precompiled ones together and compiling them.
//!
//! Only the `recompiler`, which touches LLVM and calls what it has made, and [`process`], which ends this one, have `unsafe` code.

#[forbid(unsafe_code)]
pub mod bounded;
#[forbid(unsafe_code)]
pub mod buttons;
#[forbid(unsafe_code)]
pub mod cli;
#[forbid(unsafe_code)]
pub mod code_map;
#[forbid(unsafe_code)]
pub mod database;
#[forbid(unsafe_code)]
pub mod engine;
#[forbid(unsafe_code)]
pub mod film;
#[forbid(unsafe_code)]
pub mod flags;
#[forbid(unsafe_code)]
pub mod frontend;
#[forbid(unsafe_code)]
pub mod headless;
#[forbid(unsafe_code)]
pub mod interpreter;
#[forbid(unsafe_code)]
pub mod keyboard;
#[forbid(unsafe_code)]
pub mod keys;
#[forbid(unsafe_code)]
pub mod lockstep;
#[forbid(unsafe_code)]
pub mod look;
#[forbid(unsafe_code)]
pub mod machine;
#[forbid(unsafe_code)]
pub mod number;
#[forbid(unsafe_code)]
pub mod picture;
#[forbid(unsafe_code)]
pub mod printable;
#[forbid(unsafe_code)]
pub mod problem;
pub mod process;
#[cfg(feature = "jit")]
pub mod recompiler;
#[forbid(unsafe_code)]
pub mod recording;
#[forbid(unsafe_code)]
pub mod replace;
#[forbid(unsafe_code)]
pub mod rewind;
#[forbid(unsafe_code)]
pub mod rom;
#[forbid(unsafe_code)]
pub mod settings;
#[forbid(unsafe_code)]
pub mod setup;
#[forbid(unsafe_code)]
pub mod signals;
#[forbid(unsafe_code)]
pub mod sound;
#[forbid(unsafe_code)]
pub mod speaker;
#[forbid(unsafe_code)]
pub mod state;
#[forbid(unsafe_code)]
pub mod suite;
#[forbid(unsafe_code)]
pub mod tape;
#[forbid(unsafe_code)]
pub mod vectors;

pub use cpu_ops;
