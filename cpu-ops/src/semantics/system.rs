//! Timers, the keypad, and what is no instruction.

use crate::bus::NO_KEY;
use crate::flow::FaultKind;
use crate::step::Step;

/// FX07: vX = delay timer.
#[inline(always)]
pub const fn read_delay(mut s: Step<'_>) {
    s.set_vx(s.registers.delay);
}

/// FX15: delay timer = vX.
#[inline(always)]
pub const fn set_delay(s: Step<'_>) {
    s.registers.delay = s.vx();
}

/// FX0A: waits for a key to go down and up again, then vX = that key.
///
/// Of several keys that are down the lowest is taken. A key that is down already when the wait starts
/// counts as having gone down.
#[inline(always)]
pub const fn wait_for_key(mut s: Step<'_>) -> bool {
    let latched = s.bus.latched_key;
    if latched == NO_KEY {
        if s.bus.keys != 0 {
            s.bus.latched_key = s.bus.keys.trailing_zeros() as u8;
        }
        return false;
    }
    if s.bus.is_down(latched) {
        return false;
    }
    s.bus.latched_key = NO_KEY;
    s.set_vx(latched);
    true
}

/// 00FD: the program is over. All there is to it is the row's flow kind.
#[inline(always)]
pub const fn exit(_: Step<'_>) {}

/// 0NNN: calls machine code of the original computer, which is not emulated.
#[inline(always)]
pub const fn machine_routine(_: Step<'_>) -> FaultKind {
    FaultKind::MachineCode
}

/// Any other word.
#[inline(always)]
pub const fn unknown(_: Step<'_>) -> FaultKind {
    FaultKind::UnknownOpcode
}
