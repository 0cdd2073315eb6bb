//! Faults in the platforms that have more than the instructions of CHIP-8, and in what a fault says of them.

use super::{Group, fault};
use crate::mutants::mutant::Kind::Platform;

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "platform.rs",
        item: "const SUPERCHIP1:",
        faults: &[
            fault(
                Platform,
                "superchip1 without quirk shift",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::Shift, false),",
            ),
            fault(
                Platform,
                "superchip1 without quirk memoryIncrementByX",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::MemoryIncrementByX, false),",
            ),
            fault(
                Platform,
                "superchip1 with quirk memoryLeaveIUnchanged",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::MemoryLeaveIUnchanged, true),",
            ),
            fault(
                Platform,
                "superchip1 with quirk wrap",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::Wrap, true),",
            ),
            fault(
                Platform,
                "superchip1 without quirk jump",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::Jump, false),",
            ),
            fault(
                Platform,
                "superchip1 with quirk vblank",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::Vblank, true),",
            ),
            fault(
                Platform,
                "superchip1 with quirk logic",
                "quirks: CHIP48.quirks,",
                "quirks: CHIP48.quirks.with(Quirk::Logic, true),",
            ),
            fault(Platform, "superchip1: stack one shorter", "stack_depth: 16,", "stack_depth: 15,"),
            fault(Platform, "superchip1: 8 KiB of memory", "memory_bits: 12,", "memory_bits: 13,"),
            fault(
                Platform,
                "superchip1 with scrolling",
                "InstructionSet::SuperChip]",
                "InstructionSet::SuperChip, InstructionSet::Scroll]",
            ),
            fault(Platform, "superchip1 with one resolution", "ScreenModel::Switched", "ScreenModel::Single"),
            fault(Platform, "superchip1 with the screen of the HP 48", "ScreenModel::Switched", "ScreenModel::Doubled"),
        ],
    },
    Group {
        file: "platform.rs",
        item: "const SUPERCHIP:",
        faults: &[
            fault(
                Platform,
                "superchip without quirk shift",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::Shift, false),",
            ),
            fault(
                Platform,
                "superchip without quirk memoryLeaveIUnchanged",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::MemoryLeaveIUnchanged, false),",
            ),
            fault(
                Platform,
                "superchip with quirk wrap",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::Wrap, true),",
            ),
            fault(
                Platform,
                "superchip without quirk jump",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::Jump, false),",
            ),
            fault(
                Platform,
                "superchip with quirk vblank",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::Vblank, true),",
            ),
            fault(
                Platform,
                "superchip with quirk logic",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]),",
                "quirks: Quirks::of(&[Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump]).with(Quirk::Logic, true),",
            ),
            fault(Platform, "superchip: stack one shorter", "stack_depth: 16,", "stack_depth: 15,"),
            fault(Platform, "superchip: 8 KiB of memory", "memory_bits: 12,", "memory_bits: 13,"),
            fault(Platform, "superchip without scrolling", ", InstructionSet::Scroll]", "]"),
            fault(
                Platform,
                "superchip with XO-CHIP",
                "InstructionSet::Scroll]",
                "InstructionSet::Scroll, InstructionSet::XoChip]",
            ),
            fault(Platform, "superchip with one resolution", "ScreenModel::Switched", "ScreenModel::Single"),
            fault(Platform, "superchip with the screen of the HP 48", "ScreenModel::Switched", "ScreenModel::Doubled"),
        ],
    },
    Group {
        file: "platform.rs",
        item: "const SUPERCHIP_LEGACY:",
        faults: &[
            fault(
                Platform,
                "superchip-legacy without quirk vblank",
                "quirks: SUPERCHIP.quirks.with(Quirk::Vblank, true),",
                "quirks: SUPERCHIP.quirks.with(Quirk::Vblank, false),",
            ),
            fault(
                Platform,
                "superchip-legacy with the screen of today",
                "ScreenModel::Doubled",
                "ScreenModel::Switched",
            ),
        ],
    },
    Group {
        file: "platform.rs",
        item: "const XOCHIP:",
        faults: &[
            fault(
                Platform,
                "xochip with quirk shift",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::Shift, true),",
            ),
            fault(
                Platform,
                "xochip with quirk memoryIncrementByX",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::MemoryIncrementByX, true),",
            ),
            fault(
                Platform,
                "xochip with quirk memoryLeaveIUnchanged",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::MemoryLeaveIUnchanged, true),",
            ),
            fault(
                Platform,
                "xochip without quirk wrap",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::Wrap, false),",
            ),
            fault(
                Platform,
                "xochip with quirk jump",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::Jump, true),",
            ),
            fault(
                Platform,
                "xochip with quirk vblank",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::Vblank, true),",
            ),
            fault(
                Platform,
                "xochip with quirk logic",
                "quirks: Quirks::of(&[Quirk::Wrap]),",
                "quirks: Quirks::of(&[Quirk::Wrap]).with(Quirk::Logic, true),",
            ),
            fault(Platform, "xochip: stack one shorter", "stack_depth: 16,", "stack_depth: 15,"),
            fault(Platform, "xochip: 32 KiB of memory", "memory_bits: 16,", "memory_bits: 15,"),
            fault(Platform, "xochip without XO-CHIP", ", InstructionSet::XoChip]", "]"),
            fault(Platform, "xochip without scrolling", "InstructionSet::Scroll, ", ""),
            fault(Platform, "xochip with one resolution", "ScreenModel::Switched", "ScreenModel::Single"),
            fault(Platform, "xochip with the screen of the HP 48", "ScreenModel::Switched", "ScreenModel::Doubled"),
        ],
    },
    Group {
        file: "decode.rs",
        item: "fn op_of(",
        faults: &[fault(
            Platform,
            "every platform has every instruction",
            "profile.includes(info.set)",
            "{\n            let _ = profile;\n            true\n        }",
        )],
    },
    Group {
        file: "decode.rs",
        item: "fn set_beyond_base(",
        faults: &[fault(
            Platform,
            "faults name no other platform",
            "!matches!(info.set, InstructionSet::Base)",
            "matches!(info.set, InstructionSet::Base)",
        )],
    },
    Group {
        file: "profile.rs",
        item: "fn home(",
        faults: &[
            fault(
                Platform,
                "faults name XO-CHIP for SUPER-CHIP",
                "(\"SUPER-CHIP\", \"superchip\")",
                "(\"XO-CHIP\", \"xochip\")",
            ),
            fault(
                Platform,
                "faults name SUPER-CHIP for XO-CHIP",
                "(\"XO-CHIP\", \"xochip\")",
                "(\"SUPER-CHIP\", \"superchip\")",
            ),
        ],
    },
];
