//! Register arithmetic. A result's flag is written last, so that vF as a destination ends up as the flag.

use crate::quirks::Quirk;
use crate::step::Step;

/// 6XNN: vX = NN.
#[inline(always)]
pub const fn set_byte(mut s: Step<'_>) {
    s.set_vx(s.operands.nn());
}

/// 7XNN: vX += NN; vF is left alone.
#[inline(always)]
pub const fn add_byte(mut s: Step<'_>) {
    s.set_vx(s.vx().wrapping_add(s.operands.nn()));
}

/// 8XY0: vX = vY.
#[inline(always)]
pub const fn copy(mut s: Step<'_>) {
    s.set_vx(s.vy());
}

/// 8XY1: vX |= vY.
#[inline(always)]
pub const fn or(mut s: Step<'_>) {
    s.set_vx(s.vx() | s.vy());
    reset_flag_after_logic(s);
}

/// 8XY2: vX &= vY.
#[inline(always)]
pub const fn and(mut s: Step<'_>) {
    s.set_vx(s.vx() & s.vy());
    reset_flag_after_logic(s);
}

/// 8XY3: vX ^= vY.
#[inline(always)]
pub const fn xor(mut s: Step<'_>) {
    s.set_vx(s.vx() ^ s.vy());
    reset_flag_after_logic(s);
}

/// 8XY4: vX += vY; vF = carry.
#[inline(always)]
pub const fn add(mut s: Step<'_>) {
    let (sum, carry) = s.vx().overflowing_add(s.vy());
    s.set_vx(sum);
    s.set_flag(carry);
}

/// 8XY5: vX -= vY; vF = no borrow.
#[inline(always)]
pub const fn subtract(mut s: Step<'_>) {
    let (difference, borrow) = s.vx().overflowing_sub(s.vy());
    s.set_vx(difference);
    s.set_flag(!borrow);
}

/// 8XY7: vX = vY - vX; vF = no borrow.
#[inline(always)]
pub const fn subtract_from(mut s: Step<'_>) {
    let (difference, borrow) = s.vy().overflowing_sub(s.vx());
    s.set_vx(difference);
    s.set_flag(!borrow);
}

/// 8XY6: vX = vY >> 1, or vX >> 1 under [`Quirk::Shift`]; vF = the bit shifted out.
#[inline(always)]
pub const fn shift_right(mut s: Step<'_>) {
    let source = shift_source(&s);
    s.set_vx(source >> 1);
    s.set_flag(source & 1 != 0);
}

/// 8XYE: vX = vY << 1, or vX << 1 under [`Quirk::Shift`]; vF = the bit shifted out.
#[inline(always)]
pub const fn shift_left(mut s: Step<'_>) {
    let source = shift_source(&s);
    s.set_vx(source << 1);
    s.set_flag(source & 0x80 != 0);
}

/// CXNN: vX = a random byte & NN.
#[inline(always)]
pub const fn random(mut s: Step<'_>) {
    let byte = s.registers.next_random();
    s.set_vx(byte & s.operands.nn());
}

#[inline(always)]
const fn reset_flag_after_logic(mut s: Step<'_>) {
    if s.has(Quirk::Logic) {
        s.set_flag(false);
    }
}

#[inline(always)]
const fn shift_source(s: &Step<'_>) -> u8 {
    if s.has(Quirk::Shift) { s.vx() } else { s.vy() }
}
