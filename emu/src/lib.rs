//! Stitch8: a CHIP-8 emulator with two engines and one definition of every opcode.
//!
//! [`Engine`](engine::Engine) executes instructions: the [`interpreter`] one by one, the `recompiler` by stitching
//! precompiled ones together and compiling them.

pub mod buttons;
pub mod cli;
pub mod code_map;
pub mod database;
pub mod engine;
pub mod film;
pub mod flags;
#[cfg(feature = "window")]
pub mod frontend;
pub mod headless;
pub mod interpreter;
pub mod keys;
pub mod lockstep;
pub mod look;
pub mod machine;
pub mod picture;
#[cfg(feature = "jit")]
pub mod recompiler;
pub mod recording;
pub mod replace;
pub mod rewind;
pub mod rom;
pub mod setup;
pub mod sound;
pub mod speaker;
pub mod state;
pub mod suite;
pub mod tape;

pub use cpu_ops;
