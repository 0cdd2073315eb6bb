//! The address register and what moves between registers and memory. Addresses wrap at the end of memory.

use crate::flow::Span;
use crate::font;
use crate::quirks::Quirk;
use crate::step::Step;

/// ANNN: I = NNN.
#[inline(always)]
pub const fn set_i(s: Step<'_>) {
    s.registers.i = s.operands.nnn();
}

/// FX1E: I += vX; vF is left alone.
#[inline(always)]
pub const fn add_to_i(s: Step<'_>) {
    s.registers.i = s.registers.i.wrapping_add(s.vx() as u16);
}

/// FX29: I = address of the font's digit in the low four bits of vX.
#[inline(always)]
pub const fn point_at_digit(s: Step<'_>) {
    s.registers.i = font::SMALL_ADDRESS + (s.vx() & 0xF) as u16 * font::SMALL_HEIGHT;
}

/// FX33: the hundreds, tens and ones of vX go to I, I+1 and I+2.
#[inline(always)]
pub const fn store_decimal(mut s: Step<'_>) -> Span {
    let value = s.vx();
    s.write_at_i(0, value / 100);
    s.write_at_i(1, value / 10 % 10);
    s.write_at_i(2, value % 10);
    span_at_i(&s, 3)
}

/// FX55: v0 to vX go to memory from I on. I moves as `advance_i` says.
#[inline(always)]
pub const fn store_registers(mut s: Step<'_>) -> Span {
    let last = s.operands.x();
    let mut register = 0;
    while register <= last {
        s.write_at_i(register as u16, s.registers.v[register & 0xF]);
        register += 1;
    }
    let span = span_at_i(&s, last as u16 + 1);
    advance_i(s);
    span
}

/// FX65: v0 to vX come from memory from I on. I moves as `advance_i` says.
#[inline(always)]
pub const fn load_registers(s: Step<'_>) {
    let last = s.operands.x();
    let mut register = 0;
    while register <= last {
        s.registers.v[register & 0xF] = s.read_at_i(register as u16);
        register += 1;
    }
    advance_i(s);
}

/// Moves I past the registers moved, X+1 bytes; X bytes under [`Quirk::MemoryIncrementByX`]; not at all
/// under [`Quirk::MemoryLeaveIUnchanged`].
#[inline(always)]
const fn advance_i(s: Step<'_>) {
    let moved = if s.has(Quirk::MemoryLeaveIUnchanged) {
        0
    } else if s.has(Quirk::MemoryIncrementByX) {
        s.operands.x() as u16
    } else {
        s.operands.x() as u16 + 1
    };
    s.registers.i = s.registers.i.wrapping_add(moved);
}

/// The span of `len` bytes from I on.
#[inline(always)]
const fn span_at_i(s: &Step<'_>, len: u16) -> Span {
    Span { start: s.registers.i & s.profile.address_mask(), len }
}
