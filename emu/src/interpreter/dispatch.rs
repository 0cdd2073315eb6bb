//! Threaded dispatch: a function an op, each of which ends by calling that of the next instruction.
//!
//! The functions are generated from the op table and know an instruction only by its flow kind. All have one signature, whose
//! arguments fit in registers, so that an optimized build makes each of those last calls a jump: pc, the budget and the table
//! stay where they are, and every op has a jump of its own for the processor to predict. Nothing depends on that, for
//! the calls are counted: after [`CALLS`] of them the functions return, and [`Turn::run`] is called anew.

use cpu_ops::decode::word_at;
use cpu_ops::flow::Span;
use cpu_ops::profile::ScreenModel;
use cpu_ops::semantics::{alu, audio, display, flow, memory, system};
use cpu_ops::table::{OPS, number};
use cpu_ops::{Exit, Fault, FaultKind, Profile, Quirks, State, Step, for_each_op};

use super::cells::{Cell, Cells};
use super::proceed::{self, Executed};
use super::{Pause, Watch};
use crate::code_map::CodeMap;

/// How many functions may call each other before all return. Where the calls do not become jumps they take stack:
/// some 200 bytes each.
const CALLS: u64 = 128;

/// The function of an op: executes the instruction in the cell, at the given pc, with that much left of the budget, and then what
/// comes after it.
type Handler<'a, W> = fn(&mut Turn<'a, W>, &mut State, &mut Cells, u32, u64, Cell);

/// What the functions share, and where they say what came of it.
pub(super) struct Turn<'a, W> {
    pub(super) code: &'a mut CodeMap,
    pub(super) watch: &'a mut W,
    pub(super) profile: Profile,
    /// Where the next instruction is.
    pub(super) pc: u32,
    /// What is left of the budget.
    pub(super) left: u64,
    /// What has been taken off the budget for turns of idle loops that nobody executed.
    pub(super) idle: u64,
    /// Why the run is over, if it is.
    pub(super) pause: Option<Pause>,
}

impl<W: Watch> Turn<'_, W> {
    /// Executes some instructions from `pc` on: [`CALLS`] of them, or `left`, or until there is a pause.
    #[inline(always)]
    pub(super) fn run(&mut self, state: &mut State, cells: &mut Cells) {
        let turn = self.left.min(CALLS);
        self.left -= turn;
        let pc = self.pc;
        self.go_on(state, cells, pc, turn);
    }

    /// Executes the instruction at `pc`, unless enough have been.
    #[inline(always)]
    pub(super) fn go_on(&mut self, state: &mut State, cells: &mut Cells, pc: u32, left: u64) {
        if left == 0 {
            self.pc = pc;
            return;
        }
        let cell = cells.at(pc);
        let handler = Self::HANDLERS[usize::from(cell.tag() & TAGS)];
        handler(self, state, cells, pc, left, cell);
    }

    /// Ends the run before the instruction at `pc`, with `left` more to go.
    #[inline(always)]
    pub(super) fn stop(&mut self, pc: u32, left: u64, pause: Pause) {
        self.pc = pc;
        self.left += left;
        self.pause = Some(pause);
    }

    /// The guest stops at `pc` because of `kind`.
    #[cold]
    #[inline(never)]
    pub(super) fn fault(&mut self, state: &State, pc: u32, left: u64, kind: FaultKind) {
        // A word is read without regard to the profile: at the very end of memory it is only for show.
        let profile = Profile::new(Quirks::NONE, 16, 16, &[], ScreenModel::Single);
        let opcode = if kind == FaultKind::OutOfMemory { None } else { word_at(&state.bus.memory, pc, profile) };
        self.stop(pc, left, Pause::Exit(Exit::Fault(Fault { kind, pc, opcode: opcode.unwrap_or(0) })));
    }

    /// Goes on after a control transfer to `pc`.
    #[inline(always)]
    pub(super) fn arrive(&mut self, state: &mut State, cells: &mut Cells, pc: u32, closes_loop: bool, left: u64) {
        if self.watch.arrive(pc, closes_loop) {
            return self.stop(pc, left, Pause::Watch);
        }
        self.go_on(state, cells, pc, left);
    }

    /// Decodes the instruction at `pc`, or what of it is loose, and executes it.
    fn decode(&mut self, state: &mut State, cells: &mut Cells, pc: u32, left: u64, cell: Cell) {
        if let Some(cell) = cell.tightened(&state.bus.memory, pc) {
            return Self::HANDLERS[usize::from(cell.tag() & TAGS)](self, state, cells, pc, left, cell);
        }
        if !cells.decode(self.code, &state.bus.memory, pc) {
            return self.fault(state, pc, left, FaultKind::OutOfMemory);
        }
        self.go_on(state, cells, pc, left);
    }

    /// Bytes that are code to someone have been written. Whether to stop before the next instruction.
    #[inline(never)]
    pub(super) fn code_written(&mut self, state: &State, cells: &mut Cells, span: Span) -> bool {
        cells.update(self.code, &state.bus.memory, span);
        self.watch.code_written(span)
    }
}

/// The tags that a cell can have: all, so that the dispatch needs no test of whether there is a function for one.
const TAGS: u8 = 0x3F;

const _: () = assert!(OPS.len() <= TAGS as usize, "0 stands for what is not decoded");

macro_rules! define_handlers {
    ($($pattern:literal $set:ident $name:ident $flow:ident $effect:ident $module:ident::$function:ident $mnemonic:literal;)*) => {
        /// The function of each op, named as the variants of `Op`.
        #[allow(non_snake_case, reason = "they are named as the variants of Op")]
        impl<'a, W: Watch> Turn<'a, W> {
            /// The functions by tag: that of an op by one more than its number, and 0 decodes.
            const HANDLERS: [Handler<'a, W>; TAGS as usize + 1] = {
                let mut handlers = [Self::decode as Handler<'a, W>; TAGS as usize + 1];
                $(handlers[number::$name as usize + 1] = Self::$name;)*
                handlers
            };

            $(fn $name(&mut self, state: &mut State, cells: &mut Cells, pc: u32, left: u64, cell: Cell) {
                let next = pc + OPS[number::$name as usize].len as u32;
                let outcome = $module::$function(Step {
                    registers: &mut state.registers,
                    bus: &mut state.bus,
                    next,
                    operands: cell.operands(),
                    profile: self.profile,
                });
                proceed::$flow(self, state, cells, Executed { pc, next, cell, left }, outcome);
            })*
        }
    };
}

for_each_op!(define_handlers);
