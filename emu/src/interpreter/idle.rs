//! Idle loops: those in which a program waits for a timer or a key, and of which a turn or two a run are executed.
//!
//! Within a run no timer counts and no key moves. A loop that comes back to where it was with registers and screen as they
//! were, having changed nothing else, will therefore do so for the rest of the budget: whole turns of it are taken
//! off at once, and what remains is executed one by one, so that the state is what executing them all would leave.
//!
//! A jump that closes a loop which *may* be of this kind is marked when it is decoded. Whether it is one, only executing a
//! turn of it tells, or two, for a program may draw something and take it away again while it waits; a mark that has
//! been wrong [`TRIES`] times in a row is taken away. A mark is a hint and no more: that code changes under it does no harm.

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::display::Display;
use cpu_ops::flow::{Effect, FlowKind};
use cpu_ops::table::OPS;
use cpu_ops::{Instr, Profile, Registers, State, decode};

use super::cells::Cells;
use super::dispatch::Turn;
use super::proceed::Executed;
use super::{Pause, Unwatched, Watch};

/// How often in a row a marked loop may turn out not to be idle.
pub(super) const TRIES: u8 = 16;

/// The longest loop that is marked, in bytes.
const MAX_BYTES: u32 = 256;

/// The turns that a loop has to come back to where it was.
const MAX_TURNS: u32 = 2;

/// The most instructions of these, what they call included.
const MAX_INSTRUCTIONS: u64 = 400;

/// Whether `jump` closes a loop that may be idle: one that jumps over little, where it asks for a timer or a key, or calls what
/// may do so. Looks at no more than `looks` instructions, and counts them off.
pub(super) fn may_be_closed_by(jump: &Instr, memory: &[u8; MEMORY_BYTES], profile: Profile, looks: &mut u32) -> bool {
    let mut pc = jump.target();
    if jump.op.info().flow != FlowKind::Jump || pc >= jump.pc || jump.pc - pc > MAX_BYTES {
        return false;
    }
    while pc < jump.pc && *looks > 0 {
        *looks -= 1;
        let Some(instr) = decode(memory, pc, profile) else { return false };
        if matches!(instr.op.info().effect, Effect::Poll | Effect::Stack) {
            return true;
        }
        pc = instr.next();
    }
    false
}

/// The tags, as bits, of the instructions with one of `effects`.
const fn tags(effects: &[Effect]) -> u64 {
    let mut tags = 0;
    let mut row = 0;
    while row < OPS.len() {
        let mut index = 0;
        while index < effects.len() {
            if OPS[row].effect as u8 == effects[index] as u8 {
                tags |= 1 << (row + 1);
            }
            index += 1;
        }
        row += 1;
    }
    tags
}

/// Those that an idle loop may have.
const HARMLESS: u64 = tags(&[Effect::Registers, Effect::Poll, Effect::Stack, Effect::Screen]);

/// Those of them that change the screen.
const DRAWING: u64 = tags(&[Effect::Screen]);

/// What a loop has to come back to.
struct Start {
    registers: Registers,
    /// As it was before the first instruction that may have changed it.
    screen: Option<Display>,
}

impl Start {
    /// Whether `state` is as it was then.
    fn is(&self, state: &State) -> bool {
        self.registers == state.registers && self.screen.as_ref().is_none_or(|screen| *screen == state.bus.display)
    }
}

impl<W: Watch> Turn<'_, W> {
    /// Goes on after a marked jump to `target`, `at` being the jump: executes a turn of the loop or two, and takes off as many
    /// more as the budget has if that has changed nothing.
    #[cold]
    #[inline(never)]
    pub(super) fn idle(&mut self, state: &mut State, cells: &mut Cells, at: Executed, target: u32) {
        let mut start = Start { registers: state.registers.clone(), screen: None };
        self.left += at.left - 1;
        self.pc = target;
        // The jump has been executed.
        let (mut executed, mut turns) = (1, 0);
        while self.left > 0 && self.pause.is_none() {
            let tag = cells.at(self.pc).tight_tag(&state.bus.memory, self.pc);
            if self.pc == at.pc {
                turns += 1;
                if start.is(state) {
                    let whole = self.left - self.left % executed;
                    self.left -= whole;
                    self.idle += whole;
                    return cells.set_tries(at.pc, TRIES);
                }
            }
            let goes_on = turns < MAX_TURNS && executed < MAX_INSTRUCTIONS && HARMLESS >> tag & 1 != 0;
            if !goes_on || state.registers.sp < start.registers.sp {
                return cells.set_tries(at.pc, cells.at(at.pc).tries().saturating_sub(1));
            }
            if DRAWING >> tag & 1 != 0 && start.screen.is_none() {
                start.screen = Some(state.bus.display.clone());
            }
            // Once it has left, it is most likely about to work, and that is for whoever looks on to see.
            let has_left = state.registers.sp == start.registers.sp && !(target..=at.pc).contains(&self.pc);
            if !has_left {
                self.step_alone(state, cells);
            } else if self.step(state, cells) {
                return cells.set_tries(at.pc, cells.at(at.pc).tries().saturating_sub(1));
            }
            executed += 1;
        }
    }

    /// Executes the instruction at pc. Whether who looks on wants to stop there.
    fn step(&mut self, state: &mut State, cells: &mut Cells) -> bool {
        let left = self.left - 1;
        self.left = 0;
        self.go_on(state, cells, self.pc, 1);
        // What was not executed, because it is at fault, is left over.
        self.left += left;
        matches!(self.pause, Some(Pause::Watch))
    }

    /// Executes the instruction at pc with nobody looking on.
    fn step_alone(&mut self, state: &mut State, cells: &mut Cells) {
        let Self { profile, pc, .. } = *self;
        let mut alone =
            Turn { code: &mut *self.code, watch: &mut Unwatched, profile, pc, left: 0, idle: 0, pause: None };
        alone.go_on(state, cells, pc, 1);
        let Turn { pc, left, pause, .. } = alone;
        (self.pc, self.left, self.pause) = (pc, self.left - 1 + left, pause);
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;
    use cpu_ops::bus::Bus;

    use super::*;

    #[test]
    fn a_tag_is_a_bit_of_its_row() {
        let by_table = |wanted: fn(Effect) -> bool| {
            let rows = OPS.iter().zip(1..).filter(|(info, _)| wanted(info.effect));
            rows.map(|(_, tag)| 1 << tag).fold(0, |bits, bit: u64| bits | bit)
        };
        assert_eq!(tags(&[Effect::Screen]), by_table(|effect| effect == Effect::Screen));
        assert_eq!(tags(&[Effect::Screen]), DRAWING);
        assert_eq!(HARMLESS, by_table(|effect| effect != Effect::Beyond));
        assert_eq!(tags(&[]), 0);
    }

    #[test]
    fn no_more_is_looked_at_than_was_agreed_on() {
        let platform = Platform::DEFAULT;
        let profile = platform.profile(platform.quirks);
        let mut memory = Bus::new().memory;
        // Ten additions, a question for a key, a jump back over them.
        for at in (0x200..0x214).step_by(2) {
            memory[at..at + 2].copy_from_slice(&[0x71, 0x01]);
        }
        memory[0x214..0x218].copy_from_slice(&[0xE1, 0x9E, 0x12, 0x00]);
        let jump = decode(&memory, 0x216, profile).expect("it is in memory");
        let mut looks = 15;
        assert!(may_be_closed_by(&jump, &memory, profile, &mut looks));
        assert_eq!(looks, 4);
        assert!(!may_be_closed_by(&jump, &memory, profile, &mut looks));
        assert_eq!(looks, 0);
        assert!(!may_be_closed_by(&jump, &memory, profile, &mut looks));
    }
}
