//! The oracle's own table of platforms.

use cpu_ops::{Quirk, Quirks};

/// What a platform has, and the quirks a program runs under.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a platform is a list of yes and no")]
pub struct Rules {
    /// Bytes of memory.
    pub memory: usize,
    /// Return addresses the stack holds.
    pub stack: usize,
    /// SUPER-CHIP 1.0: high resolution, exit, large sprites and digits, flag registers.
    pub super_chip: bool,
    /// SUPER-CHIP 1.1: scrolls.
    pub scrolls: bool,
    /// XO-CHIP.
    pub xo_chip: bool,
    /// The screen of the HP 48: 128 x 64 pixels always, four for one at the low resolution.
    pub legacy_screen: bool,
    /// 8XY6 and 8XYE ignore vY.
    pub shift: bool,
    /// FX55 and FX65 add X to I.
    pub memory_increment_by_x: bool,
    /// FX55 and FX65 leave I alone.
    pub memory_leave_i: bool,
    /// Sprites wrap around.
    pub wrap: bool,
    /// BXNN adds vX.
    pub jump: bool,
    /// A draw gives up the rest of the frame.
    pub vblank: bool,
    /// 8XY1 to 8XY3 set vF to 0.
    pub logic: bool,
}

/// CHIP-8 without any quirk.
const PLAIN: Rules = Rules {
    memory: 4096,
    stack: 16,
    super_chip: false,
    scrolls: false,
    xo_chip: false,
    legacy_screen: false,
    shift: false,
    memory_increment_by_x: false,
    memory_leave_i: false,
    wrap: false,
    jump: false,
    vblank: false,
    logic: false,
};

impl Rules {
    /// The rules of the platform called `id` in the public database, with its own quirks.
    ///
    /// # Panics
    ///
    /// If the oracle does not know the platform.
    #[must_use]
    pub fn of(id: &str) -> Self {
        match id {
            "originalChip8" => Self { stack: 12, vblank: true, logic: true, ..PLAIN },
            "modernChip8" => PLAIN,
            "chip48" => Self { shift: true, memory_increment_by_x: true, jump: true, ..PLAIN },
            // Decided here: as today's interpreters show it, not as the HP 48 does.
            "superchip1" => Self { super_chip: true, ..Self::of("chip48") },
            "superchip" => {
                Self { super_chip: true, scrolls: true, shift: true, memory_leave_i: true, jump: true, ..PLAIN }
            }
            "superchip-legacy" => Self { legacy_screen: true, vblank: true, ..Self::of("superchip") },
            "xochip" => Self { memory: 65_536, super_chip: true, scrolls: true, xo_chip: true, wrap: true, ..PLAIN },
            _ => panic!("the oracle does not know the platform {id}"),
        }
    }

    /// The same platform with the quirks in `quirks` on, and no other.
    #[must_use]
    pub fn with_quirks(self, quirks: Quirks) -> Self {
        Self {
            shift: quirks.has(Quirk::Shift),
            memory_increment_by_x: quirks.has(Quirk::MemoryIncrementByX),
            memory_leave_i: quirks.has(Quirk::MemoryLeaveIUnchanged),
            wrap: quirks.has(Quirk::Wrap),
            jump: quirks.has(Quirk::Jump),
            vblank: quirks.has(Quirk::Vblank),
            logic: quirks.has(Quirk::Logic),
            ..self
        }
    }
}
