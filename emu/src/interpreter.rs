//! The interpreter: decodes an instruction once, then executes it by number.
//!
//! The dispatch is generated from the op table and knows an instruction only by its flow kind. A
//! [`Watch`] lets the recompiler look over its shoulder; alone it runs unwatched, at no cost.

mod cells;

use cpu_ops::decode::word_at;
use cpu_ops::flow::Span;
use cpu_ops::profile::ScreenModel;
use cpu_ops::semantics::{alu, audio, display, flow, memory, system};
use cpu_ops::table::{OPS, number};
use cpu_ops::{Exit, Fault, FaultKind, Profile, State, Step, for_each_op};

use crate::code_map::CodeMap;
use crate::engine::Run;
use cells::Cells;

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
        let mut pc = state.registers.pc;
        let mut left = budget;
        let pause = self.execute(state, &mut pc, &mut left, watch);
        state.registers.pc = pc;
        (budget - left, pause)
    }

    /// The loop. `pc` and `left` are exact when it returns.
    #[allow(clippy::too_many_lines, reason = "one arm a flow kind, and all of them share the loop's variables")]
    fn execute<W: Watch>(&mut self, state: &mut State, at: &mut u32, budget: &mut u64, watch: &mut W) -> Pause {
        let profile = self.profile;
        let (mut pc, mut left) = (*at, *budget);

        // One arm a row: the row's function, then what its flow kind says.
        macro_rules! dispatch {
            ($($pattern:literal $set:ident $name:ident $flow:ident $module:ident::$function:ident $mnemonic:literal;)*) => {
                loop {
                    if left == 0 {
                        break Pause::Exit(Exit::BudgetSpent);
                    }
                    let cell = self.cells.at(pc);
                    match cell.tag() & TAGS {
                        $(tag::$name => {
                            let next = pc + OPS[number::$name as usize].len as u32;
                            let outcome = $module::$function(Step {
                                registers: &mut state.registers,
                                bus: &mut state.bus,
                                next,
                                operands: cell.operands(),
                                profile,
                            });
                            proceed!($flow, cell, next, outcome);
                        })*
                        _ => {
                            if !self.decode(state, pc) {
                                break fault(state, pc, FaultKind::OutOfMemory);
                            }
                        }
                    }
                }
            };
        }
        // One arm a flow kind.
        macro_rules! proceed {
            (Next, $cell:ident, $next:ident, $outcome:ident) => {{
                let () = $outcome;
                left -= 1;
                pc = $next;
            }};
            (Skip, $cell:ident, $next:ident, $outcome:ident) => {{
                let skips: bool = $outcome;
                left -= 1;
                pc = if skips { $next + $cell.skipped_bytes() } else { $next };
            }};
            (Jump, $cell:ident, $next:ident, $outcome:ident) => {{
                let () = $outcome;
                left -= 1;
                let target = u32::from($cell.operands().nnn());
                if target == pc {
                    break Pause::Exit(Exit::SelfJump);
                }
                pc = target;
                if watch.arrive(pc) {
                    break Pause::Watch;
                }
            }};
            (Call, $cell:ident, $next:ident, $outcome:ident) => {{
                let called: Result<(), FaultKind> = $outcome;
                if let Err(kind) = called {
                    break fault(state, pc, kind);
                }
                left -= 1;
                pc = u32::from($cell.operands().nnn());
                if watch.arrive(pc) {
                    break Pause::Watch;
                }
            }};
            (Return, $cell:ident, $next:ident, $outcome:ident) => {{
                match $outcome {
                    Ok(target) => {
                        let target: u32 = target;
                        left -= 1;
                        pc = target;
                    }
                    Err(kind) => break fault(state, pc, kind),
                }
                if watch.arrive(pc) {
                    break Pause::Watch;
                }
            }};
            (ComputedJump, $cell:ident, $next:ident, $outcome:ident) => {{
                let target: u32 = $outcome;
                left -= 1;
                pc = target;
                if watch.arrive(pc) {
                    break Pause::Watch;
                }
            }};
            (Draw, $cell:ident, $next:ident, $outcome:ident) => {{
                let waits: bool = $outcome;
                left -= 1;
                pc = $next;
                if waits {
                    break Pause::Exit(Exit::DisplayWait);
                }
            }};
            (Wait, $cell:ident, $next:ident, $outcome:ident) => {{
                let done: bool = $outcome;
                left -= 1;
                if !done {
                    break Pause::Exit(Exit::KeyWait);
                }
                pc = $next;
            }};
            (Store, $cell:ident, $next:ident, $outcome:ident) => {{
                let span: Span = $outcome;
                left -= 1;
                pc = $next;
                if self.code.hits(span) {
                    self.cells.forget(&mut self.code, span);
                    if watch.code_written(span) {
                        break Pause::Watch;
                    }
                }
            }};
            (Halt, $cell:ident, $next:ident, $outcome:ident) => {{
                let () = $outcome;
                break Pause::Exit(Exit::Halted);
            }};
            (Fault, $cell:ident, $next:ident, $outcome:ident) => {{
                let kind: FaultKind = $outcome;
                break fault(state, pc, kind);
            }};
        }

        let pause = for_each_op!(dispatch);
        (*at, *budget) = (pc, left);
        pause
    }

    /// Decodes the instruction at `pc` into its cell; `false` if it is not wholly inside memory.
    #[cold]
    #[inline(never)]
    fn decode(&mut self, state: &State, pc: u32) -> bool {
        self.cells.decode(&mut self.code, &state.bus.memory, pc)
    }

    /// Whether the instruction at `pc` has been executed, or begun to be, since its bytes were last written.
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

/// The guest stops at `pc` because of `kind`.
#[cold]
fn fault(state: &State, pc: u32, kind: FaultKind) -> Pause {
    // A word is read without regard to the profile: at the very end of memory it is only for show.
    let profile = Profile::new(cpu_ops::Quirks::NONE, 16, 16, &[], ScreenModel::Single);
    let opcode = if kind == FaultKind::OutOfMemory { None } else { word_at(&state.bus.memory, pc, profile) };
    Pause::Exit(Exit::Fault(Fault { kind, pc, opcode: opcode.unwrap_or(0) }))
}

/// The tags that a cell can have: all, so that the dispatch needs no test of whether there is an arm for one.
const TAGS: u8 = 0x3F;

const _: () = assert!(OPS.len() <= TAGS as usize, "0 stands for what is not decoded");

macro_rules! define_tags {
    ($($pattern:literal $set:ident $name:ident $flow:ident $module:ident::$function:ident $mnemonic:literal;)*) => {
        /// The tags of the ops: one more than their numbers.
        #[allow(non_upper_case_globals, reason = "they are named as the variants of Op")]
        mod tag {
            $(pub(super) const $name: u8 = super::number::$name + 1;)*
        }
    };
}

for_each_op!(define_tags);
