//! What every instruction does, as tables worked out by hand from the reference.
//!
//! A table goes through [`check::check`]: each row on the interpreter, on the recompiler alone, and on the
//! recompiler behind instructions that make all of its registers constants.

mod check;
mod memory;
mod timers_and_keys;

mod alu;
mod draw;
mod draw_wrapped;
mod faults;
mod flow;
mod logic_and_shifts;
mod programs;
mod superchip;
mod superchip_draw;
mod xochip;
mod xochip_planes;
