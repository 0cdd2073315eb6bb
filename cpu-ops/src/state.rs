//! The whole state of a guest: what a save state holds, and what two engines must agree on.

use crate::bus::Bus;
use crate::font::{self, Font};
use crate::platform::Platform;
use crate::profile::ScreenModel;
use crate::registers::Registers;

/// Registers and bus. Two machines that are equal here behave alike from here on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The registers.
    pub registers: Registers,
    /// Everything else.
    pub bus: Bus,
}

impl State {
    /// A machine of `platform` at power-on, its own font in memory, with `program` loaded at the platform's entry
    /// address.
    ///
    /// Of a program larger than [`Platform::program_bytes`] only that many bytes are loaded; callers check
    /// first. `seed` starts the random generator.
    #[must_use]
    pub fn new(platform: &Platform, program: &[u8], seed: u64) -> Self {
        Self::with_font(platform, platform.font, program, seed)
    }

    /// As [`State::new`], with another font in memory.
    #[must_use]
    pub fn with_font(platform: &Platform, font: &Font, program: &[u8], seed: u64) -> Self {
        let mut state = Self { registers: Registers::new(platform.entry as u32, seed), bus: Bus::new() };
        let digits = font.small.iter().chain(&font.large);
        for (byte, digit) in state.bus.memory.iter_mut().skip(font::SMALL_ADDRESS as usize).zip(digits) {
            *byte = *digit;
        }
        if platform.screen as u8 == ScreenModel::Doubled as u8 {
            state.bus.display.hires = true;
            state.bus.display.doubled = true;
        }
        let room = state.bus.memory.iter_mut().skip(platform.entry as usize).take(platform.program_bytes());
        for (byte, value) in room.zip(program) {
            *byte = *value;
        }
        state
    }
}
