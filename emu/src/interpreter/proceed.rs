//! What comes after an instruction, by its flow kind: a function for each, named as the variants of `FlowKind`, which gets what the
//! op's function returned.
#![allow(non_snake_case, reason = "they are named as the variants of FlowKind")]

use cpu_ops::flow::Span;
use cpu_ops::{Exit, FaultKind, State};

use super::cells::{Cell, Cells};
use super::dispatch::Turn;
use super::{Pause, Watch};

/// An instruction that has been executed, and what it was executed with.
#[derive(Clone, Copy)]
pub(super) struct Executed {
    pub(super) pc: u32,
    /// Address of the instruction after it.
    pub(super) next: u32,
    pub(super) cell: Cell,
    /// What is left of the budget, this instruction included.
    pub(super) left: u64,
}

#[inline(always)]
pub(super) fn Next<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, (): ()) {
    turn.go_on(state, cells, at.next, at.left - 1);
}

/// Two ways on, each with a jump of its own: of one that both share, the processor knows only late where it goes.
#[inline(always)]
pub(super) fn Skip<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, skips: bool) {
    turn.watch.skip(at.pc, skips);
    if skips {
        turn.go_on(state, cells, at.next + at.cell.skipped_bytes(), at.left - 1);
    } else {
        turn.go_on(state, cells, at.next, at.left - 1);
    }
}

#[inline(always)]
pub(super) fn Jump<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, (): ()) {
    let target = u32::from(at.cell.operands().nnn());
    if target == at.pc {
        return turn.stop(target, at.left - 1, Pause::Exit(Exit::SelfJump));
    }
    if at.cell.tries() != 0 {
        return turn.idle(state, cells, at, target);
    }
    // Two ways on, as after a skip.
    if target < at.pc {
        turn.arrive(state, cells, target, true, at.left - 1);
    } else {
        turn.arrive(state, cells, target, false, at.left - 1);
    }
}

#[inline(always)]
pub(super) fn Call<W: Watch>(
    turn: &mut Turn<'_, W>,
    state: &mut State,
    cells: &mut Cells,
    at: Executed,
    called: Result<(), FaultKind>,
) {
    match called {
        Ok(()) => turn.arrive(state, cells, u32::from(at.cell.operands().nnn()), false, at.left - 1),
        Err(kind) => turn.fault(state, at.pc, at.left, kind),
    }
}

#[inline(always)]
pub(super) fn Return<W: Watch>(
    turn: &mut Turn<'_, W>,
    state: &mut State,
    cells: &mut Cells,
    at: Executed,
    target: Result<u32, FaultKind>,
) {
    match target {
        Ok(target) => turn.arrive(state, cells, target, false, at.left - 1),
        Err(kind) => turn.fault(state, at.pc, at.left, kind),
    }
}

#[inline(always)]
pub(super) fn ComputedJump<W: Watch>(
    turn: &mut Turn<'_, W>,
    state: &mut State,
    cells: &mut Cells,
    at: Executed,
    target: u32,
) {
    turn.watch.computed(target);
    turn.arrive(state, cells, target, false, at.left - 1);
}

#[inline(always)]
pub(super) fn Draw<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, waits: bool) {
    if waits {
        return turn.stop(at.next, at.left - 1, Pause::Exit(Exit::DisplayWait));
    }
    turn.go_on(state, cells, at.next, at.left - 1);
}

#[inline(always)]
pub(super) fn Wait<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, done: bool) {
    if !done {
        return turn.stop(at.pc, at.left - 1, Pause::Exit(Exit::KeyWait));
    }
    turn.go_on(state, cells, at.next, at.left - 1);
}

#[inline(always)]
pub(super) fn Store<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, cells: &mut Cells, at: Executed, span: Span) {
    if turn.code.hits(span) && turn.code_written(state, cells, span) {
        return turn.stop(at.next, at.left - 1, Pause::Watch);
    }
    turn.go_on(state, cells, at.next, at.left - 1);
}

#[inline(always)]
pub(super) fn Halt<W: Watch>(turn: &mut Turn<'_, W>, _: &mut State, _: &mut Cells, at: Executed, (): ()) {
    turn.stop(at.pc, at.left, Pause::Exit(Exit::Halted));
}

#[inline(always)]
pub(super) fn Fault<W: Watch>(turn: &mut Turn<'_, W>, state: &mut State, _: &mut Cells, at: Executed, kind: FaultKind) {
    turn.fault(state, at.pc, at.left, kind);
}
