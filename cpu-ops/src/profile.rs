//! A profile: all that an instruction's meaning may depend on besides the state, as one small constant.
//!
//! The interpreter passes it along; the recompiler passes it as a constant, so that every test of it
//! folds away.

use crate::quirks::{Quirk, Quirks};

/// A group of instructions that platforms have or lack as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum InstructionSet {
    /// The instructions of the original CHIP-8, which every platform has.
    Base,
    /// SUPER-CHIP 1.0: the high resolution, 16 x 16 sprites, large digits, flag registers, the exit.
    SuperChip,
    /// SUPER-CHIP 1.1: scrolling.
    Scroll,
    /// XO-CHIP: planes, register ranges, long addresses, sampled sound.
    XoChip,
}

impl InstructionSet {
    /// The platform whose instructions these are, as people call it, and the identifier of one that has them.
    #[must_use]
    pub const fn home(self) -> (&'static str, &'static str) {
        match self {
            Self::Base => ("CHIP-8", "modernChip8"),
            Self::SuperChip | Self::Scroll => ("SUPER-CHIP", "superchip"),
            Self::XoChip => ("XO-CHIP", "xochip"),
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// What the picture memory is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ScreenModel {
    /// 64 x 32 pixels.
    Single,
    /// 64 x 32 or 128 x 64 pixels, cleared when the program changes from one to the other.
    Switched,
    /// 128 x 64 pixels always, as on the HP 48: at the low resolution each pixel drawn is 2 x 2 of them.
    Doubled,
}

/// Quirks, memory size, stack depth, instruction sets and the screen, packed into 32 bits.
///
/// | bits | meaning |
/// |---|---|
/// | 0-7 | [`Quirks::bits`] |
/// | 8-12 | binary logarithm of the memory size in bytes, 0 to 16 |
/// | 13-17 | stack depth, 0 to 16 |
/// | 18-29 | instruction sets, bit 18 + K being the K-th [`InstructionSet`] |
/// | 30-31 | the [`ScreenModel`] |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Profile(u32);

impl Profile {
    /// Packs a profile. `memory_bits` is the binary logarithm of the memory size, at most 16;
    /// `stack_depth` is at most [`STACK_SLOTS`](crate::bus::STACK_SLOTS).
    #[must_use]
    pub const fn new(
        quirks: Quirks,
        memory_bits: u8,
        stack_depth: u8,
        sets: &[InstructionSet],
        screen: ScreenModel,
    ) -> Self {
        assert!(memory_bits <= 16, "the state holds 64 KiB of memory");
        assert!(stack_depth <= 16, "the state holds 16 return addresses");
        let mut bits =
            quirks.bits() as u32 | (memory_bits as u32) << 8 | (stack_depth as u32) << 13 | (screen as u32) << 30;
        let mut index = 0;
        while index < sets.len() {
            bits |= sets[index].bit() << 18;
            index += 1;
        }
        Self(bits)
    }

    /// The packed form.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The profile whose packed form is `bits`.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The quirks that are on.
    #[must_use]
    pub const fn quirks(self) -> Quirks {
        Quirks::from_bits(self.0 as u8)
    }

    /// Whether `quirk` is on.
    #[inline(always)]
    #[must_use]
    pub const fn has(self, quirk: Quirk) -> bool {
        self.quirks().has(quirk)
    }

    /// Whether the instructions of `set` exist.
    #[inline(always)]
    #[must_use]
    pub const fn includes(self, set: InstructionSet) -> bool {
        self.0 >> 18 & set.bit() != 0
    }

    /// What the picture memory is made of.
    #[inline(always)]
    #[must_use]
    pub const fn screen(self) -> ScreenModel {
        match self.0 >> 30 {
            0 => ScreenModel::Single,
            1 => ScreenModel::Switched,
            _ => ScreenModel::Doubled,
        }
    }

    /// Bytes of memory.
    #[inline(always)]
    #[must_use]
    pub const fn memory_bytes(self) -> u32 {
        1 << (self.0 >> 8 & 0x1F)
    }

    /// The highest address: what an address is masked with to wrap at the end of memory.
    #[inline(always)]
    #[must_use]
    pub const fn address_mask(self) -> u16 {
        (self.memory_bytes() - 1) as u16
    }

    /// How many return addresses the stack holds.
    #[inline(always)]
    #[must_use]
    pub const fn stack_depth(self) -> u8 {
        (self.0 >> 13 & 0x1F) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Platform;

    #[test]
    fn a_profile_is_its_bits() {
        for platform in Platform::ALL {
            let profile = platform.profile(platform.quirks);
            assert_eq!(Profile::from_bits(profile.bits()), profile, "{}", platform.id);
        }
    }

    #[test]
    fn instructions_are_at_home_on_a_platform_that_has_them() {
        use InstructionSet::{Base, Scroll, SuperChip, XoChip};
        for set in [Base, SuperChip, Scroll, XoChip] {
            let (_, id) = set.home();
            assert!(Platform::ALL.iter().any(|platform| platform.id == id && platform.sets.contains(&set)), "{id}");
        }
    }
}
