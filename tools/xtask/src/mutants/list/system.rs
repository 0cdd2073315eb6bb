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
        file: "semantics/audio.rs",
        item: "fn set_pitch(",
        faults: &[fault(Value, "FX3A: number of the register", "s.vx()", "s.operands.x() as u8")],
    },
    Group {
        file: "semantics/audio.rs",
        item: "fn load_pattern(",
        faults: &[
            fault(Bound, "F002: last byte left out", "while index < 16", "while index < 15"),
            fault(Bound, "F002: first byte left out", "let mut index = 0;", "let mut index = 1;"),
            fault(Bound, "F002: read one late", "index as u16", "index as u16 + 1"),
        ],
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
        item: "fn read_block(",
        faults: &[
            fault(
                Bound,
                "reading a block does not wrap at the end of memory",
                "start + to.len() <= profile.memory_bytes() as usize",
                "true",
            ),
            fault(
                Bound,
                "reading a block around the end: first byte left out",
                "let mut index = 0;",
                "let mut index = 1;",
            ),
            fault(Bound, "reading a block around the end: last byte left out", "while index <", "while index + 1 <"),
        ],
    },
    Group {
        file: "bus.rs",
        item: "fn write_block(",
        faults: &[
            fault(
                Bound,
                "writing a block does not wrap at the end of memory",
                "start + from.len() <= profile.memory_bytes() as usize",
                "true",
            ),
            fault(
                Bound,
                "writing a block around the end: first byte left out",
                "let mut index = 0;",
                "let mut index = 1;",
            ),
            fault(Bound, "writing a block around the end: last byte left out", "while index <", "while index + 1 <"),
        ],
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
        file: "decode.rs",
        item: "fn skipped_bytes(",
        faults: &[fault(
            Bound,
            "skips: half of a long instruction",
            "op_of(word, profile).info().len as u32",
            "{\n            let _ = word;\n            2\n        }",
        )],
    },
    Group {
        file: "decode.rs",
        item: "fn extent(",
        faults: &[
            fault(Bound, "skips: what follows not noticed as code", "{ 2 } else { 0 }", "{ 0 } else { 0 }"),
            fault(Bound, "skips: second byte after not noticed as code", "{ 2 } else { 0 }", "{ 1 } else { 0 }"),
        ],
    },
    Group {
        file: "operands.rs",
        item: "fn long(",
        faults: &[fault(Bound, "F000 NNNN: twelve bits", "(second as u32) <<", "(second as u32 & 0xFFF) <<")],
    },
    Group {
        file: "font.rs",
        item: "const VIP_SMALL:",
        faults: &[fault(Value, "digit B of the VIP: one pixel", "0xF575F", "0xE575F")],
    },
    Group {
        file: "font.rs",
        item: "const HP48_SMALL:",
        faults: &[fault(Value, "digit B of the HP 48: one pixel", "0xE9E9E", "0xF9E9E")],
    },
    Group {
        file: "font.rs",
        item: "const HP48_LARGE:",
        faults: &[fault(Value, "large digit 7 of the HP 48: one pixel", "0xFFFF_0306_0C18", "0xFFFF_0307_0C18")],
    },
    Group {
        file: "font.rs",
        item: "const OCTO_LARGE:",
        faults: &[fault(Value, "large digit 7 of Octo: one pixel", "0xFFFF_0303_060C", "0xFFFF_0303_070C")],
    },
];
