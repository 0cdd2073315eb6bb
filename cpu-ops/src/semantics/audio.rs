//! Sound.

use crate::step::Step;

/// F002: the sample pattern = the 16 bytes at I.
#[inline(always)]
pub const fn load_pattern(s: Step<'_>) {
    let mut index = 0;
    while index < 16 {
        s.bus.pattern[index & 0xF] = s.read_at_i(index as u16);
        index += 1;
    }
}

/// FX3A: the pattern's pitch = vX.
#[inline(always)]
pub const fn set_pitch(s: Step<'_>) {
    s.bus.pitch = s.vx();
}

/// FX18: sound timer = vX.
#[inline(always)]
pub const fn set_sound(s: Step<'_>) {
    s.registers.sound = s.vx();
}
