//! One instruction being executed: all that its semantic function may see.

use crate::bus::Bus;
use crate::operands::Operands;
use crate::profile::Profile;
use crate::quirks::Quirk;
use crate::registers::Registers;

/// The number of the flag register, vF.
const FLAG: usize = 0xF;

/// An instruction at work: the state it changes and the constants it was given.
///
/// Engines build one for each instruction; after inlining nothing of it is left.
pub struct Step<'a> {
    /// The registers. Their `pc` is the engine's business: no semantic function reads or writes it.
    pub registers: &'a mut Registers,
    /// Everything else.
    pub bus: &'a mut Bus,
    /// Address of the instruction after this one, in bytes.
    pub next: u32,
    /// The instruction's operands.
    pub operands: Operands,
    /// Quirks and sizes.
    pub profile: Profile,
}

impl Step<'_> {
    /// The value of vX.
    #[inline(always)]
    #[must_use]
    pub const fn vx(&self) -> u8 {
        self.registers.v[self.operands.x()]
    }

    /// The value of vY.
    #[inline(always)]
    #[must_use]
    pub const fn vy(&self) -> u8 {
        self.registers.v[self.operands.y()]
    }

    /// Sets vX.
    #[inline(always)]
    pub const fn set_vx(&mut self, value: u8) {
        self.registers.v[self.operands.x()] = value;
    }

    /// Sets vF to 1 or 0.
    #[inline(always)]
    pub const fn set_flag(&mut self, flag: bool) {
        self.registers.v[FLAG] = flag as u8;
    }

    /// Whether `quirk` is on.
    #[inline(always)]
    #[must_use]
    pub const fn has(&self, quirk: Quirk) -> bool {
        self.profile.has(quirk)
    }

    /// The byte `offset` bytes after I.
    #[inline(always)]
    #[must_use]
    pub const fn read_at_i(&self, offset: u16) -> u8 {
        self.bus.read(self.profile, (self.registers.i as u16).wrapping_add(offset))
    }

    /// Sets the byte `offset` bytes after I.
    #[inline(always)]
    pub const fn write_at_i(&mut self, offset: u16, value: u8) {
        self.bus.write(self.profile, (self.registers.i as u16).wrapping_add(offset), value);
    }
}
