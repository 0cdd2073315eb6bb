//! The interpreter: decodes an instruction once, then executes it by number.
//!
//! A [`Watch`] lets the recompiler look over its shoulder; alone it runs unwatched, at no cost.

mod cells;
mod dispatch;
mod idle;
mod proceed;

#[cfg(feature = "jit")]
use cpu_ops::Loose;
#[cfg(feature = "jit")]
use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::flow::Span;
use cpu_ops::{Exit, Profile, State};

use crate::code_map::CodeMap;
use crate::engine::Run;
use cells::Cells;
use dispatch::Turn;

/// Looks on while the interpreter runs, and may stop it between two instructions.
pub trait Watch {
    /// Control has been transferred to `pc`, which closes a loop or does not. `true` stops before the instruction there.
    fn arrive(&mut self, pc: u32, closes_loop: bool) -> bool;
    /// A computed jump leads to `pc`.
    fn computed(&mut self, pc: u32);
    /// The skip at `pc` skips, or does not.
    #[inline(always)]
    fn skip(&mut self, _pc: u32, _skips: bool) {}
    /// A store has hit bytes that are code to someone. `true` stops before the next instruction.
    fn code_written(&mut self, span: Span) -> bool;
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    #[inline(always)]
    fn arrive(&mut self, _: u32, _: bool) -> bool {
        false
    }
    #[inline(always)]
    fn computed(&mut self, _: u32) {}
    #[inline(always)]
    fn code_written(&mut self, _: Span) -> bool {
        false
    }
}

/// Why a watched run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// For a reason of the guest.
    Exit(Exit),
    /// The watch wanted it.
    Watch,
}

/// Executes instructions one by one.
#[derive(Debug)]
pub struct Interpreter {
    cells: Cells,
    /// Bytes that are decoded here, or compiled by whoever owns this interpreter.
    pub(crate) code: CodeMap,
    profile: Profile,
    /// See [`Interpreter::idle`].
    idle: u64,
}

impl Interpreter {
    /// An interpreter for programs of `profile`, with nothing decoded.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self::with_cells(Cells::new(profile, true), profile)
    }

    /// One that executes every turn of a loop, though it be idle: to compare others with.
    #[must_use]
    pub fn untiring(profile: Profile) -> Self {
        Self::with_cells(Cells::new(profile, false), profile)
    }

    fn with_cells(cells: Cells, profile: Profile) -> Self {
        Self { cells, code: CodeMap::new(profile), profile, idle: 0 }
    }

    /// Forgets everything decoded, and what others counted as code. To be called when memory has changed other
    /// than by running.
    pub fn memory_changed(&mut self) {
        self.cells.clear();
        self.code.clear();
    }

    /// Runs up to `budget` instructions.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        let (executed, pause) = self.run_watched(state, budget, &mut Unwatched);
        let Pause::Exit(exit) = pause else { unreachable!("nobody watched") };
        Run { executed, exit }
    }

    /// Runs up to `budget` instructions while `watch` looks on. Returns how many were executed and why it
    /// stopped. The first instruction is executed without asking.
    pub fn run_watched<W: Watch>(&mut self, state: &mut State, budget: u64, watch: &mut W) -> (u64, Pause) {
        let pc = state.registers.pc;
        let mut turn =
            Turn { code: &mut self.code, watch, profile: self.profile, pc, left: budget, idle: 0, pause: None };
        let pause = loop {
            if turn.left == 0 {
                break Pause::Exit(Exit::BudgetSpent);
            }
            turn.run(state, &mut self.cells);
            if let Some(pause) = turn.pause {
                break pause;
            }
        };
        state.registers.pc = turn.pc;
        self.idle += turn.idle;
        (budget - turn.left, pause)
    }

    /// How many of the instructions that it told were executed nobody had to execute, because they were turns of loops that wait
    /// for a timer or a key.
    #[must_use]
    pub fn idle(&self) -> u64 {
        self.idle
    }

    /// Whether the instruction at `pc` closes a loop that waits for a timer or a key, as far as is known.
    #[cfg(feature = "jit")]
    pub(crate) fn closes_idle_loop(&self, pc: u32) -> bool {
        self.cells.at(pc).closes_idle_loop()
    }

    /// Whether an instruction at `pc` has been executed, or begun to be, since memory was changed from outside: this one, or another that it
    /// was before the program wrote over it.
    #[cfg(feature = "jit")]
    pub(crate) fn has_executed(&self, pc: u32) -> bool {
        self.cells.at(pc).has_executed()
    }

    /// Reads the part `loose` of the instruction at `pc` in `memory` each time it is executed from now on. It does not count as code here
    /// any more.
    #[cfg(feature = "jit")]
    pub(crate) fn loosen(&mut self, memory: &[u8; MEMORY_BYTES], pc: u32, loose: Loose) {
        self.cells.loosen(&mut self.code, memory, pc, loose);
    }

    /// Drops the cells that contain bytes of `span`, which have been written by others.
    #[cfg(feature = "jit")]
    pub(crate) fn forget(&mut self, span: Span) {
        self.cells.forget(&mut self.code, span);
    }
}
