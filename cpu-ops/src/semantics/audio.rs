//! Sound.

use crate::step::Step;

/// FX18: sound timer = vX.
#[inline(always)]
pub const fn set_sound(s: Step<'_>) {
    s.registers.sound = s.vx();
}
