//! The address register and what moves between registers and memory. Addresses wrap at the end of memory.

use crate::flow::Span;
use crate::font;
use crate::profile::InstructionSet;
use crate::quirks::Quirk;
use crate::step::Step;

/// ANNN: I = NNN; F000 NNNN: I = NNNN.
#[inline(always)]
pub const fn set_i(s: Step<'_>) {
    s.registers.i = s.operands.nnn() as u32;
}

/// FX1E: I += vX; vF is left alone.
#[inline(always)]
pub const fn add_to_i(s: Step<'_>) {
    s.registers.i = (s.registers.i + s.vx() as u32) & 0xFFFF;
}

/// FX29: I = address of the font's digit in the low four bits of vX.
#[inline(always)]
pub const fn point_at_digit(s: Step<'_>) {
    s.registers.i = (font::SMALL_ADDRESS + (s.vx() & 0xF) as u16 * font::SMALL_HEIGHT) as u32;
}

/// FX30: I = address of the font's large digit in the low four bits of vX.
#[inline(always)]
pub const fn point_at_large_digit(s: Step<'_>) {
    s.registers.i = (font::LARGE_ADDRESS + (s.vx() & 0xF) as u16 * font::LARGE_HEIGHT) as u32;
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
pub const fn store_registers(s: Step<'_>) -> Span {
    let count = s.operands.x() + 1;
    if let Some((moved, _)) = s.registers.v.split_at_checked(count) {
        s.bus.write_block(s.profile, s.registers.i as u16, moved);
    }
    let span = span_at_i(&s, count as u16);
    advance_i(s);
    span
}

/// FX65: v0 to vX come from memory from I on. I moves as `advance_i` says.
#[inline(always)]
pub const fn load_registers(s: Step<'_>) {
    if let Some((moved, _)) = s.registers.v.split_at_mut_checked(s.operands.x() + 1) {
        s.bus.read_block(s.profile, s.registers.i as u16, moved);
    }
    advance_i(s);
}

/// 5XY2: vX to vY, in that order, go to memory from I on. I stays.
#[inline(always)]
pub const fn store_range(mut s: Step<'_>) -> Span {
    let (first, last) = (s.operands.x(), s.operands.y());
    let count = first.abs_diff(last) + 1;
    let mut offset = 0;
    while offset < count {
        let register = if first <= last { first + offset } else { first.wrapping_sub(offset) };
        s.write_at_i(offset as u16, s.registers.v[register & 0xF]);
        offset += 1;
    }
    span_at_i(&s, count as u16)
}

/// 5XY3: vX to vY, in that order, come from memory from I on. I stays.
#[inline(always)]
pub const fn load_range(s: Step<'_>) {
    let (first, last) = (s.operands.x(), s.operands.y());
    let count = first.abs_diff(last) + 1;
    let mut offset = 0;
    while offset < count {
        let register = if first <= last { first + offset } else { first.wrapping_sub(offset) };
        s.registers.v[register & 0xF] = s.read_at_i(offset as u16);
        offset += 1;
    }
}

/// FX75: v0 to vX go to the flag registers, of which there are eight, sixteen on XO-CHIP.
#[inline(always)]
pub const fn save_flags(s: Step<'_>) {
    let mut register = 0;
    while register < flags_moved(&s) {
        s.bus.flags[register & 0xF] = s.registers.v[register & 0xF];
        register += 1;
    }
}

/// FX85: v0 to vX come from the flag registers, of which there are eight, sixteen on XO-CHIP.
#[inline(always)]
pub const fn load_flags(s: Step<'_>) {
    let mut register = 0;
    while register < flags_moved(&s) {
        s.registers.v[register & 0xF] = s.bus.flags[register & 0xF];
        register += 1;
    }
}

/// How many flag registers an instruction moves.
#[inline(always)]
const fn flags_moved(s: &Step<'_>) -> usize {
    let there_are = if s.profile.includes(InstructionSet::XoChip) { 16 } else { 8 };
    let wanted = s.operands.x() + 1;
    if wanted < there_are { wanted } else { there_are }
}

/// Moves I past the registers moved, X+1 bytes; X bytes under [`Quirk::MemoryIncrementByX`]; not at all
/// under [`Quirk::MemoryLeaveIUnchanged`].
#[inline(always)]
const fn advance_i(s: Step<'_>) {
    let moved: u32 = if s.has(Quirk::MemoryLeaveIUnchanged) {
        0
    } else if s.has(Quirk::MemoryIncrementByX) {
        s.operands.x() as u32
    } else {
        s.operands.x() as u32 + 1
    };
    s.registers.i = (s.registers.i + moved) & 0xFFFF;
}

/// The span of `len` bytes from I on.
#[inline(always)]
const fn span_at_i(s: &Step<'_>, len: u16) -> Span {
    Span { start: s.registers.i as u16 & s.profile.address_mask(), len }
}
