//! Idle loops: those in which a program waits for a timer or a key, and which cost nothing.
//!
//! Within a run no timer counts and no key moves. A loop that comes back to where it was with all registers as they
//! were, having changed nothing else, will therefore do so for the rest of the budget: whole turns of it are taken
//! off at once, and what remains is executed one by one, so that the state is what executing them all would leave.
//!
//! A jump that closes a loop which *may* be of this kind is marked when it is decoded. Whether it is one, only executing a
//! turn of it tells; a mark that has been wrong [`TRIES`] times in a row is taken away. A mark is a hint and no more: that code
//! changes under it does no harm.

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::flow::{Effect, FlowKind};
use cpu_ops::table::OPS;
use cpu_ops::{Instr, Profile, State, decode};

use super::cells::Cells;
use super::dispatch::Turn;
use super::proceed::Executed;
use super::{Unwatched, Watch};

/// How often in a row a marked loop may turn out not to be idle.
pub(super) const TRIES: u8 = 16;

/// The longest loop that is marked, in bytes.
const MAX_BYTES: u32 = 128;

/// The most instructions of a turn, what it calls included.
const MAX_TURN: u64 = 160;

/// Whether `jump` closes a loop that may be idle: a short one that asks for a timer or a key, or may do so in what it
/// calls, and by itself changes nothing but registers.
pub(super) fn may_be_closed_by(jump: &Instr, memory: &[u8; MEMORY_BYTES], profile: Profile) -> bool {
    let mut pc = jump.target();
    if jump.op.info().flow != FlowKind::Jump || pc >= jump.pc || jump.pc - pc > MAX_BYTES {
        return false;
    }
    let mut asks = false;
    while pc < jump.pc {
        let Some(instr) = decode(memory, pc, profile) else { return false };
        match instr.op.info().effect {
            Effect::Registers => {}
            Effect::Poll | Effect::Stack => asks = true,
            Effect::Beyond => return false,
        }
        pc = instr.next();
    }
    asks
}

/// The tags, as bits, of the instructions that an idle loop may have.
const HARMLESS: u64 = {
    let mut tags = 0;
    let mut row = 0;
    while row < OPS.len() {
        if !matches!(OPS[row].effect, Effect::Beyond) {
            tags |= 1 << (row + 1);
        }
        row += 1;
    }
    tags
};

impl<W: Watch> Turn<'_, W> {
    /// Goes on after a marked jump to `target`, `at` being the jump: executes a turn of the loop, and takes off as many more as the
    /// budget has if that has changed nothing.
    #[cold]
    #[inline(never)]
    pub(super) fn idle(&mut self, state: &mut State, cells: &mut Cells, at: Executed, target: u32) {
        let before = state.registers.clone();
        self.left += at.left - 1;
        self.pc = target;
        let mut turn = 1;
        let mut came_back = false;
        while self.left > 0 && turn < MAX_TURN && self.pause.is_none() && state.registers.sp >= before.sp {
            came_back = self.pc == at.pc;
            if came_back || HARMLESS >> cells.at(self.pc).tag() & 1 == 0 {
                break;
            }
            self.step_alone(state, cells);
            turn += 1;
        }
        if came_back && state.registers == before {
            let whole = self.left - self.left % turn;
            self.left -= whole;
            self.idle += whole;
            cells.set_tries(at.pc, TRIES);
        } else if self.left > 0 {
            cells.set_tries(at.pc, cells.at(at.pc).tries().saturating_sub(1));
        }
    }

    /// Executes the instruction at pc with nobody looking on.
    fn step_alone(&mut self, state: &mut State, cells: &mut Cells) {
        let Self { profile, pc, .. } = *self;
        let mut alone =
            Turn { code: &mut *self.code, watch: &mut Unwatched, profile, pc, left: 0, idle: 0, pause: None };
        alone.go_on(state, cells, pc, 1);
        // What was not executed, because it is at fault, is left over.
        let Turn { pc, left, pause, .. } = alone;
        (self.pc, self.left, self.pause) = (pc, self.left - 1 + left, pause);
    }
}
