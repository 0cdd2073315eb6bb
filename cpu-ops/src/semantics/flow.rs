//! Skips, jumps, calls and returns.

use crate::bus::STACK_SLOTS;
use crate::flow::FaultKind;
use crate::quirks::Quirk;
use crate::step::Step;

/// 1NNN: to NNN. All there is to it is the row's flow kind.
#[inline(always)]
pub const fn jump(_: Step<'_>) {}

/// BNNN: to NNN + v0, or, under [`Quirk::Jump`], BXNN: to XNN + vX.
#[inline(always)]
pub const fn computed_jump(s: Step<'_>) -> u32 {
    let offset = if s.has(Quirk::Jump) { s.vx() } else { s.registers.v[0] };
    s.operands.nnn() as u32 + offset as u32
}

/// 2NNN: pushes the address of the next instruction, then to NNN.
#[inline(always)]
pub const fn call(s: Step<'_>) -> Result<(), FaultKind> {
    let depth = s.registers.sp;
    if depth >= s.profile.stack_depth() as u64 {
        return Err(FaultKind::StackOverflow);
    }
    s.bus.stack[(depth & 0xF) as usize] = s.next;
    s.registers.sp = depth + 1;
    Ok(())
}

/// 00EE: to the address on top of the stack, which is popped.
#[inline(always)]
pub const fn return_from_call(s: Step<'_>) -> Result<u32, FaultKind> {
    // On an empty stack this wraps to what is no slot.
    let depth = s.registers.sp.wrapping_sub(1);
    if depth as usize >= STACK_SLOTS {
        return Err(FaultKind::StackUnderflow);
    }
    s.registers.sp = depth;
    Ok(s.bus.stack[depth as usize])
}

/// 3XNN: skips if vX is NN.
#[inline(always)]
pub const fn skip_if_byte(s: Step<'_>) -> bool {
    s.vx() == s.operands.nn()
}

/// 4XNN: skips if vX is not NN.
#[inline(always)]
pub const fn skip_unless_byte(s: Step<'_>) -> bool {
    s.vx() != s.operands.nn()
}

/// 5XY0: skips if vX is vY.
#[inline(always)]
pub const fn skip_if_equal(s: Step<'_>) -> bool {
    s.vx() == s.vy()
}

/// 9XY0: skips if vX is not vY.
#[inline(always)]
pub const fn skip_unless_equal(s: Step<'_>) -> bool {
    s.vx() != s.vy()
}

/// EX9E: skips if the key in the low four bits of vX is down.
#[inline(always)]
pub const fn skip_if_key(s: Step<'_>) -> bool {
    s.bus.is_down(s.vx())
}

/// EXA1: skips if the key in the low four bits of vX is up.
#[inline(always)]
pub const fn skip_unless_key(s: Step<'_>) -> bool {
    !s.bus.is_down(s.vx())
}
