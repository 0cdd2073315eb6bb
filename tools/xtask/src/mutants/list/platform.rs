//! Faults in the platforms.

use super::{Group, fault};
use crate::mutants::mutant::Kind::Platform;

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "platform.rs",
        item: "const ORIGINAL:",
        faults: &[
            fault(Platform, "originalChip8 without quirk vblank", "&[Quirk::Vblank, Quirk::Logic]", "&[Quirk::Logic]"),
            fault(Platform, "originalChip8 without quirk logic", "&[Quirk::Vblank, Quirk::Logic]", "&[Quirk::Vblank]"),
            fault(
                Platform,
                "originalChip8 with quirk wrap",
                "&[Quirk::Vblank, Quirk::Logic]",
                "&[Quirk::Vblank, Quirk::Logic, Quirk::Wrap]",
            ),
            fault(
                Platform,
                "originalChip8 with quirk memoryLeaveIUnchanged",
                "&[Quirk::Vblank, Quirk::Logic]",
                "&[Quirk::Vblank, Quirk::Logic, Quirk::MemoryLeaveIUnchanged]",
            ),
            fault(Platform, "originalChip8: stack one shorter", "stack_depth: 12,", "stack_depth: 11,"),
            fault(Platform, "originalChip8: 2 KiB of memory", "memory_bits: 12,", "memory_bits: 11,"),
            fault(Platform, "originalChip8: 8 KiB of memory", "memory_bits: 12,", "memory_bits: 13,"),
            fault(Platform, "originalChip8: stack one longer", "stack_depth: 12,", "stack_depth: 13,"),
        ],
    },
    Group {
        file: "platform.rs",
        item: "const CHIP48:",
        faults: &[
            fault(
                Platform,
                "chip48 without quirk shift",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]",
                "&[Quirk::MemoryIncrementByX, Quirk::Jump]",
            ),
            fault(
                Platform,
                "chip48 without quirk memoryIncrementByX",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]",
                "&[Quirk::Shift, Quirk::Jump]",
            ),
            fault(
                Platform,
                "chip48 without quirk jump",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX]",
            ),
            fault(
                Platform,
                "chip48 with quirk wrap",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump, Quirk::Wrap]",
            ),
            fault(
                Platform,
                "chip48 with quirk memoryLeaveIUnchanged",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump]",
                "&[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump, Quirk::MemoryLeaveIUnchanged]",
            ),
            fault(Platform, "chip48: stack one shorter", "stack_depth: 16,", "stack_depth: 15,"),
            fault(Platform, "chip48: 2 KiB of memory", "memory_bits: 12,", "memory_bits: 11,"),
            fault(Platform, "chip48: 8 KiB of memory", "memory_bits: 12,", "memory_bits: 13,"),
        ],
    },
    Group {
        file: "platform.rs",
        item: "const MODERN:",
        faults: &[
            fault(Platform, "modernChip8 with quirk shift", "Quirks::NONE", "Quirks::of(&[Quirk::Shift])"),
            fault(
                Platform,
                "modernChip8 with quirk memoryIncrementByX",
                "Quirks::NONE",
                "Quirks::of(&[Quirk::MemoryIncrementByX])",
            ),
            fault(
                Platform,
                "modernChip8 with quirk memoryLeaveIUnchanged",
                "Quirks::NONE",
                "Quirks::of(&[Quirk::MemoryLeaveIUnchanged])",
            ),
            fault(Platform, "modernChip8 with quirk wrap", "Quirks::NONE", "Quirks::of(&[Quirk::Wrap])"),
            fault(Platform, "modernChip8 with quirk jump", "Quirks::NONE", "Quirks::of(&[Quirk::Jump])"),
            fault(Platform, "modernChip8 with quirk vblank", "Quirks::NONE", "Quirks::of(&[Quirk::Vblank])"),
            fault(Platform, "modernChip8 with quirk logic", "Quirks::NONE", "Quirks::of(&[Quirk::Logic])"),
            fault(Platform, "modernChip8: stack one shorter", "stack_depth: 16,", "stack_depth: 15,"),
            fault(Platform, "modernChip8: 2 KiB of memory", "memory_bits: 12,", "memory_bits: 11,"),
            fault(Platform, "modernChip8: 8 KiB of memory", "memory_bits: 12,", "memory_bits: 13,"),
        ],
    },
];
