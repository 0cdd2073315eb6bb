//! Settings of one assembly run.
//!
//! Input: the caller's choices. Output: a plain [`Options`] value.

use crate::limits::{CHIP8_PROGRAM_BYTES, XO_CHIP_PROGRAM_BYTES};

/// Settings of one assembly run.
///
/// The default accepts every program the 64 KB XO-CHIP address space can hold
/// and keeps the ROM exactly as the source lays it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Largest allowed ROM in bytes; values above
    /// [`XO_CHIP_PROGRAM_BYTES`] have no further effect.
    pub max_program_bytes: usize,
    /// Whether zero bytes at the end of the ROM are removed, as Octo's
    /// command-line tool does when it writes a file.
    pub trim_trailing_zeros: bool,
}

impl Options {
    /// Settings for the classic 3,584-byte program limit.
    #[must_use]
    pub const fn chip8() -> Self {
        Self { max_program_bytes: CHIP8_PROGRAM_BYTES, trim_trailing_zeros: false }
    }

    /// Settings for the 65,024-byte XO-CHIP program limit.
    #[must_use]
    pub const fn xo_chip() -> Self {
        Self { max_program_bytes: XO_CHIP_PROGRAM_BYTES, trim_trailing_zeros: false }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::xo_chip()
    }
}
