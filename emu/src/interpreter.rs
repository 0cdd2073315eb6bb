//! The interpreter: decodes an instruction once, then executes it by number.
//!
//! A [`Watch`] lets the recompiler look over its shoulder; alone it runs unwatched, at no cost.

mod cells;
mod dispatch;
mod proceed;

use cpu_ops::flow::Span;
use cpu_ops::{Exit, Profile, State};

use crate::code_map::CodeMap;
use crate::engine::Run;
use cells::Cells;
use dispatch::Turn;

/// Looks on while the interpreter runs, and may stop it between two instructions.
pub trait Watch {
    /// Control has been transferred to `pc`. `true` stops before the instruction there.
    fn arrive(&mut self, pc: u32) -> bool;
    /// A store has hit bytes that are code to someone. `true` stops before the next instruction.
    fn code_written(&mut self, span: Span) -> bool;
}

/// Nobody looks on.
struct Unwatched;

impl Watch for Unwatched {
    #[inline(always)]
    fn arrive(&mut self, _: u32) -> bool {
        false
    }
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
}

impl Interpreter {
    /// An interpreter for programs of `profile`, with nothing decoded.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self { cells: Cells::new(profile), code: CodeMap::new(profile), profile }
    }

    /// Forgets everything decoded, and what others counted as code. To be called when memory has changed other
    /// than by running.
    pub fn memory_changed(&mut self) {
        *self = Self::new(self.profile);
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
        let mut turn = Turn { code: &mut self.code, watch, profile: self.profile, pc, left: budget, pause: None };
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
        (budget - turn.left, pause)
    }

    /// Whether the instruction at `pc` has been executed, or begun to be, since it became what it is. Another operand makes it no
    /// other instruction.
    #[cfg(feature = "jit")]
    pub(crate) fn has_executed(&self, pc: u32) -> bool {
        self.cells.at(pc).tag() != 0
    }

    /// Drops the cells that contain bytes of `span`, which have been written by others.
    #[cfg(feature = "jit")]
    pub(crate) fn forget(&mut self, span: Span) {
        self.cells.forget(&mut self.code, span);
    }
}
