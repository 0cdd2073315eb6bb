//! Quirks: the documented differences between platforms, under the names of the public CHIP-8 database.

use core::fmt;
use core::str::FromStr;

/// One documented difference in what instructions do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Quirk {
    /// 8XY6 and 8XYE shift vX in place and ignore vY.
    Shift,
    /// FX55 and FX65 advance I by X, one less than the registers they move.
    MemoryIncrementByX,
    /// FX55 and FX65 leave I alone; wins over [`Quirk::MemoryIncrementByX`].
    MemoryLeaveIUnchanged,
    /// DXYN wraps around the edges of the screen and does not clip.
    Wrap,
    /// BXNN jumps to XNN + vX, where BNNN jumps to NNN + v0.
    Jump,
    /// DXYN draws at most once a frame: it gives up what is left of the frame's budget.
    Vblank,
    /// 8XY1, 8XY2 and 8XY3 set vF to 0.
    Logic,
}

impl Quirk {
    /// Every quirk, in the order of the public database.
    pub const ALL: [Self; 7] = [
        Self::Shift,
        Self::MemoryIncrementByX,
        Self::MemoryLeaveIUnchanged,
        Self::Wrap,
        Self::Jump,
        Self::Vblank,
        Self::Logic,
    ];

    /// The quirk's name in the public database and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::MemoryIncrementByX => "memoryIncrementByX",
            Self::MemoryLeaveIUnchanged => "memoryLeaveIUnchanged",
            Self::Wrap => "wrap",
            Self::Jump => "jump",
            Self::Vblank => "vblank",
            Self::Logic => "logic",
        }
    }

    /// One line on what the quirk does when it is on.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Shift => "8XY6/8XYE shift vX and ignore vY",
            Self::MemoryIncrementByX => "FX55/FX65 add X to I, not X+1",
            Self::MemoryLeaveIUnchanged => "FX55/FX65 leave I unchanged",
            Self::Wrap => "DXYN wraps at the screen's edges instead of clipping",
            Self::Jump => "BXNN jumps to XNN + vX instead of NNN + v0",
            Self::Vblank => "DXYN waits for the next frame after drawing",
            Self::Logic => "8XY1/8XY2/8XY3 set vF to 0",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl FromStr for Quirk {
    type Err = UnknownQuirk;

    fn from_str(name: &str) -> Result<Self, UnknownQuirk> {
        let mut index = 0;
        while index < Self::ALL.len() {
            if Self::ALL[index].name() == name {
                return Ok(Self::ALL[index]);
            }
            index += 1;
        }
        Err(UnknownQuirk)
    }
}

/// No quirk has the name that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownQuirk;

impl fmt::Display for UnknownQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such quirk")
    }
}

impl core::error::Error for UnknownQuirk {}

/// A set of quirks that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quirks(u8);

impl Quirks {
    /// The set with every quirk off.
    pub const NONE: Self = Self(0);

    /// The set of exactly the quirks in `on`.
    #[must_use]
    pub const fn of(on: &[Quirk]) -> Self {
        let mut set = Self::NONE;
        let mut index = 0;
        while index < on.len() {
            set = set.with(on[index], true);
            index += 1;
        }
        set
    }

    /// This set with `quirk` switched on or off.
    #[must_use]
    pub const fn with(self, quirk: Quirk, on: bool) -> Self {
        if on { Self(self.0 | quirk.bit()) } else { Self(self.0 & !quirk.bit()) }
    }

    /// Whether `quirk` is on.
    #[inline(always)]
    #[must_use]
    pub const fn has(self, quirk: Quirk) -> bool {
        self.0 & quirk.bit() != 0
    }

    /// The quirks as bits, bit K being the K-th of [`Quirk::ALL`].
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set whose [`Quirks::bits`] are `bits`; the highest bit means nothing and is dropped.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0x7F)
    }
}
