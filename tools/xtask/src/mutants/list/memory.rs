//! Faults in what moves between registers and memory.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Flag, Quirk, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/memory.rs",
        item: "fn advance_i(",
        faults: &[
            fault(
                Quirk,
                "quirk memoryLeaveIUnchanged inverted",
                "if s.has(Quirk::MemoryLeaveIUnchanged)",
                "if !s.has(Quirk::MemoryLeaveIUnchanged)",
            ),
            fault(
                Quirk,
                "quirk memoryIncrementByX inverted",
                "else if s.has(Quirk::MemoryIncrementByX)",
                "else if !s.has(Quirk::MemoryIncrementByX)",
            ),
            fault(Bound, "FX55, FX65: I moved one too far", "s.operands.x() as u32 + 1", "s.operands.x() as u32 + 2"),
            fault(Bound, "quirk memoryLeaveIUnchanged: I moved by one", "        0\n", "        1\n"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn store_registers(",
        faults: &[
            fault(Bound, "FX55: one register less", "split_at_checked(count)", "split_at_checked(count - 1)"),
            fault(Bound, "FX55: one register more", "split_at_checked(count)", "split_at_checked(count + 1)"),
            fault(
                Bound,
                "FX55: last byte not noticed as code",
                "span_at_i(&s, count as u16)",
                "span_at_i(&s, count as u16 - 1)",
            ),
            fault(Value, "FX55: I not moved", "    advance_i(s);\n", ""),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn load_registers(",
        faults: &[
            fault(Bound, "FX65: one register less", "s.operands.x() + 1", "s.operands.x()"),
            fault(Bound, "FX65: one register more", "s.operands.x() + 1", "s.operands.x() + 2"),
            fault(Value, "FX65: I not moved", "    advance_i(s);", "    let _ = s;"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn store_decimal(",
        faults: &[
            fault(Bound, "FX33: hundreds one late", "write_at_i(0,", "write_at_i(1,"),
            fault(Bound, "FX33: ones one late", "write_at_i(2,", "write_at_i(3,"),
            fault(Bound, "FX33: last byte not noticed as code", "span_at_i(&s, 3)", "span_at_i(&s, 2)"),
            fault(Value, "FX33: tens are not cut off", "value / 10 % 10", "value / 10"),
            fault(Value, "FX33: hundreds at most 1", "value / 100", "value / 100 % 2"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn span_at_i(",
        faults: &[fault(
            Bound,
            "FX55, FX33: code past the end not noticed",
            "s.registers.i as u16 & s.profile.address_mask()",
            "s.registers.i as u16",
        )],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn point_at_digit(",
        faults: &[
            fault(Bound, "FX29: five bits of vX", "s.vx() & 0xF", "s.vx() & 0x1F"),
            fault(Bound, "FX29: three bits of vX", "s.vx() & 0xF", "s.vx() & 0x7"),
            fault(Bound, "FX29: digits four rows apart", "* font::SMALL_HEIGHT", "* (font::SMALL_HEIGHT - 1)"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn add_to_i(",
        faults: &[fault(
            Flag,
            "FX1E: flag set",
            "s.registers.i = ",
            "s.registers.v[0xF] = (s.registers.i + s.vx() as u32 > 0xFFF) as u8;\n    s.registers.i = ",
        )],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn set_i(",
        faults: &[
            fault(Bound, "ANNN: eleven bits", "s.operands.nnn()", "(s.operands.nnn() & 0x7FF)"),
            fault(Bound, "F000: fifteen bits", "s.operands.nnn()", "(s.operands.nnn() & 0x7FFF)"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn store_range(",
        faults: &[
            fault(Bound, "5XY2: one register less", "while offset < count", "while offset + 1 < count"),
            fault(Bound, "5XY2: one register more", "while offset < count", "while offset <= count"),
            fault(Bound, "5XY2: first register left out", "let mut offset = 0;", "let mut offset = 1;"),
            fault(Value, "5XY2: always upwards", "if first <= last", "if true"),
            fault(Value, "5XY2: always downwards", "if first <= last", "if false"),
            fault(
                Bound,
                "5XY2: last byte not noticed as code",
                "span_at_i(&s, count as u16)",
                "span_at_i(&s, count as u16 - 1)",
            ),
            fault(
                Value,
                "5XY2: I moved",
                "    span_at_i(&s, count as u16)",
                "    let span = span_at_i(&s, count as u16);\n    s.registers.i = (s.registers.i + count as u32) & 0xFFFF;\n    span",
            ),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn load_range(",
        faults: &[
            fault(Bound, "5XY3: one register less", "while offset < count", "while offset + 1 < count"),
            fault(Bound, "5XY3: one register more", "while offset < count", "while offset <= count"),
            fault(Bound, "5XY3: first register left out", "let mut offset = 0;", "let mut offset = 1;"),
            fault(Value, "5XY3: always upwards", "if first <= last", "if true"),
            fault(Value, "5XY3: always downwards", "if first <= last", "if false"),
            fault(
                Value,
                "5XY3: I moved",
                "        offset += 1;\n    }",
                "        offset += 1;\n    }\n    s.registers.i = (s.registers.i + count as u32) & 0xFFFF;",
            ),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn save_flags(",
        faults: &[
            fault(Bound, "FX75: one flag less", "register < flags_moved", "register + 1 < flags_moved"),
            fault(Bound, "FX75: one flag more", "register < flags_moved", "register <= flags_moved"),
            fault(Bound, "FX75: first flag left out", "let mut register = 0;", "let mut register = 1;"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn load_flags(",
        faults: &[
            fault(Bound, "FX85: one flag less", "register < flags_moved", "register + 1 < flags_moved"),
            fault(Bound, "FX85: one flag more", "register < flags_moved", "register <= flags_moved"),
            fault(Bound, "FX85: first flag left out", "let mut register = 0;", "let mut register = 1;"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn flags_moved(",
        faults: &[
            fault(Bound, "FX75, FX85: sixteen flags on SUPER-CHIP", "{ 16 } else { 8 }", "{ 16 } else { 16 }"),
            fault(Bound, "FX75, FX85: eight flags on XO-CHIP", "{ 16 } else { 8 }", "{ 8 } else { 8 }"),
            fault(Bound, "FX75, FX85: seven flags", "{ 16 } else { 8 }", "{ 16 } else { 7 }"),
            fault(Bound, "FX75, FX85: fifteen flags", "{ 16 } else { 8 }", "{ 15 } else { 8 }"),
        ],
    },
    Group {
        file: "semantics/memory.rs",
        item: "fn point_at_large_digit(",
        faults: &[
            fault(Bound, "FX30: five bits of vX", "s.vx() & 0xF", "s.vx() & 0x1F"),
            fault(Bound, "FX30: three bits of vX", "s.vx() & 0xF", "s.vx() & 0x7"),
            fault(Bound, "FX30: digits nine rows apart", "* font::LARGE_HEIGHT", "* (font::LARGE_HEIGHT - 1)"),
            fault(Value, "FX30: small digits", "font::LARGE_ADDRESS", "font::SMALL_ADDRESS"),
        ],
    },
];
