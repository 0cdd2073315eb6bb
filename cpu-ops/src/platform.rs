//! Platforms: named sets of quirks, sizes and speeds, as data. Identifiers are those of the public CHIP-8
//! database.

use crate::font::{self, Font};
use crate::profile::{InstructionSet, Profile, ScreenModel};
use crate::quirks::{Quirk, Quirks};

/// A computer, or a later interpreter, that CHIP-8 programs were written for.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its identifier.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Quirks that are on, unless the user says otherwise.
    pub quirks: Quirks,
    /// Binary logarithm of the memory size in bytes.
    pub memory_bits: u8,
    /// Where programs are loaded and started, in bytes.
    pub entry: u16,
    /// Return addresses that the stack holds.
    pub stack_depth: u8,
    /// Frames a second: how often the timers count and the screen is shown.
    pub frames_per_second: u32,
    /// Instructions executed a frame, unless the user says otherwise.
    pub instructions_per_frame: u32,
    /// The instructions it has.
    pub sets: &'static [InstructionSet],
    /// Its picture memory.
    pub screen: ScreenModel,
    /// The digits in its memory, unless the user says otherwise.
    pub font: &'static Font,
    /// What it sounds with.
    pub sound: SoundModel,
}

/// What is heard while the sound timer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundModel {
    /// The tone of the COSMAC VIP, which is too slow to be heard when it is asked for just one frame, and is heard as
    /// well while the key that ends a key wait is held down.
    Vip,
    /// A tone.
    Tone,
    /// The sample pattern, at its pitch.
    Pattern,
}

impl Platform {
    /// The platforms that are emulated.
    pub const ALL: &'static [Self] = &[ORIGINAL, MODERN, CHIP48, SUPERCHIP1, SUPERCHIP, SUPERCHIP_LEGACY, XOCHIP];

    /// The platform of a program of which nothing is known.
    pub const DEFAULT: &'static Self = &MODERN;

    /// The platform called `id`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|platform| platform.id == id)
    }

    /// The largest program it can load, in bytes.
    #[must_use]
    pub const fn program_bytes(&self) -> usize {
        (1 << self.memory_bits) - self.entry as usize
    }

    /// What its instructions depend on, with `quirks` on.
    #[must_use]
    pub const fn profile(&self, quirks: Quirks) -> Profile {
        Profile::new(quirks, self.memory_bits, self.stack_depth, self.sets, self.screen)
    }
}

const ORIGINAL: Platform = Platform {
    id: "originalChip8",
    name: "COSMAC VIP CHIP-8",
    quirks: Quirks::of(&[Quirk::Vblank, Quirk::Logic]),
    memory_bits: 12,
    entry: 0x200,
    stack_depth: 12,
    frames_per_second: 60,
    instructions_per_frame: 15,
    sets: &[InstructionSet::Base],
    screen: ScreenModel::Single,
    font: &font::VIP,
    sound: SoundModel::Vip,
};

const MODERN: Platform = Platform {
    id: "modernChip8",
    name: "Modern CHIP-8",
    quirks: Quirks::NONE,
    memory_bits: 12,
    entry: 0x200,
    stack_depth: 16,
    frames_per_second: 60,
    instructions_per_frame: 12,
    sets: &[InstructionSet::Base],
    screen: ScreenModel::Single,
    font: &font::VIP,
    sound: SoundModel::Tone,
};

const CHIP48: Platform = Platform {
    id: "chip48",
    name: "CHIP-48 for the HP 48",
    quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]),
    memory_bits: 12,
    entry: 0x200,
    stack_depth: 16,
    frames_per_second: 60,
    instructions_per_frame: 30,
    sets: &[InstructionSet::Base],
    screen: ScreenModel::Single,
    font: &font::SCHIP,
    sound: SoundModel::Tone,
};

const SUPERCHIP1: Platform = Platform {
    id: "superchip1",
    name: "SUPER-CHIP 1.0",
    quirks: CHIP48.quirks,
    memory_bits: 12,
    entry: 0x200,
    stack_depth: 16,
    frames_per_second: 60,
    instructions_per_frame: 30,
    sets: &[InstructionSet::Base, InstructionSet::SuperChip],
    screen: ScreenModel::Switched,
    font: &font::SCHIP,
    sound: SoundModel::Tone,
};

const SUPERCHIP: Platform = Platform {
    id: "superchip",
    name: "SUPER-CHIP 1.1 as today's interpreters have it",
    quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),
    memory_bits: 12,
    entry: 0x200,
    stack_depth: 16,
    frames_per_second: 60,
    instructions_per_frame: 30,
    sets: &[InstructionSet::Base, InstructionSet::SuperChip, InstructionSet::Scroll],
    screen: ScreenModel::Switched,
    font: &font::SCHIP,
    sound: SoundModel::Tone,
};

const SUPERCHIP_LEGACY: Platform = Platform {
    id: "superchip-legacy",
    name: "SUPER-CHIP 1.1 as on the HP 48",
    quirks: SUPERCHIP.quirks.with(Quirk::Vblank, true),
    screen: ScreenModel::Doubled,
    ..SUPERCHIP
};

const XOCHIP: Platform = Platform {
    id: "xochip",
    name: "XO-CHIP",
    quirks: Quirks::of(&[Quirk::Wrap]),
    memory_bits: 16,
    entry: 0x200,
    stack_depth: 16,
    frames_per_second: 60,
    instructions_per_frame: 1000,
    sets: &[InstructionSet::Base, InstructionSet::SuperChip, InstructionSet::Scroll, InstructionSet::XoChip],
    screen: ScreenModel::Switched,
    font: &font::OCTO,
    sound: SoundModel::Pattern,
};
