//! Faults below the instructions: timers, keys, memory, random numbers, operands, decoding.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/system.rs",
        item: "fn wait_for_key(",
        faults: &[
            fault(
                Value,
                "FX0A: highest of several keys",
                "s.bus.keys.trailing_zeros() as u8",
                "15 - s.bus.keys.leading_zeros() as u8",
            ),
            fault(Value, "FX0A: does not wait for the release", "if s.bus.is_down(latched)", "if false"),
            fault(Value, "FX0A: key not forgotten", "s.bus.latched_key = NO_KEY;", ""),
        ],
    },
    Group {
        file: "semantics/audio.rs",
        item: "fn set_sound(",
        faults: &[fault(Value, "FX18: delay timer set", "s.registers.sound", "s.registers.delay")],
    },
    Group {
        file: "bus.rs",
        item: "fn read(",
        faults: &[fault(
            Bound,
            "reading does not wrap at the end of memory",
            "(address & profile.address_mask()) as usize",
            "{\n            let _ = profile;\n            address as usize\n        }",
        )],
    },
    Group {
        file: "bus.rs",
        item: "fn write(",
        faults: &[fault(
            Bound,
            "writing does not wrap at the end of memory",
            "(address & profile.address_mask()) as usize",
            "{\n            let _ = profile;\n            address as usize\n        }",
        )],
    },
    Group {
        file: "bus.rs",
        item: "fn is_down(",
        faults: &[
            fault(Bound, "keys: three bits of vX", "key & 0xF", "key & 0x7"),
            fault(Bound, "keys: five bits of vX", "self.keys >> (key & 0xF)", "(self.keys as u32) >> (key & 0x1F)"),
        ],
    },
    Group {
        file: "registers.rs",
        item: "fn next_random(",
        faults: &[
            fault(Value, "CXNN: the upper half is never reached", ">> 56", ">> 57"),
            fault(Value, "CXNN: constant", "self.random = self.random", "self.random = 0u64"),
        ],
    },
    Group {
        file: "registers.rs",
        item: "fn tick_timers(",
        faults: &[
            fault(Bound, "delay timer wraps at 0", "self.delay.saturating_sub(1)", "self.delay.wrapping_sub(1)"),
            fault(Bound, "sound timer wraps at 0", "self.sound.saturating_sub(1)", "self.sound.wrapping_sub(1)"),
            fault(Bound, "delay timer counts by two", "self.delay.saturating_sub(1)", "self.delay.saturating_sub(2)"),
            fault(Bound, "sound timer counts by two", "self.sound.saturating_sub(1)", "self.sound.saturating_sub(2)"),
        ],
    },
    Group {
        file: "step.rs",
        item: "fn vy(",
        faults: &[fault(Value, "vY is vX", "self.operands.y()", "self.operands.x()")],
    },
    Group { file: "operands.rs", item: "fn n(", faults: &[fault(Bound, "N: three bits", "& 0xF", "& 0x7")] },
    Group {
        file: "operands.rs",
        item: "fn short(",
        faults: &[
            fault(Bound, "NNN: eleven bits", "word & 0xFFF", "word & 0x7FF"),
            fault(Bound, "X: three bits", "word >> 8 & 0xF |", "word >> 8 & 0x7 |"),
            fault(Bound, "Y: three bits", "word >> 4 & 0xF)", "word >> 4 & 0x7)"),
        ],
    },
    Group {
        file: "operands.rs",
        item: "fn nn(",
        faults: &[fault(Bound, "NN: seven bits", "(self.0 >> 16) as u8", "(self.0 >> 16) as u8 & 0x7F")],
    },
    Group {
        file: "decode.rs",
        item: "fn word_at(",
        faults: &[
            fault(
                Bound,
                "an instruction may end past the end of memory",
                "pc + 1 >= profile.memory_bytes()",
                "pc >= profile.memory_bytes()",
            ),
            fault(
                Bound,
                "the last two bytes are no instruction",
                "pc + 1 >= profile.memory_bytes()",
                "pc + 2 >= profile.memory_bytes()",
            ),
        ],
    },
    Group {
        file: "font.rs",
        item: "const VIP_SMALL:",
        faults: &[fault(Value, "digit B: one pixel", "0xF575F", "0xE575F")],
    },
];
