//! Faults in arithmetic, logic, shifts and random numbers.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Flag, Quirk, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/alu.rs",
        item: "fn add(",
        faults: &[
            fault(Flag, "8XY4: flag inverted", "s.set_flag(carry);", "s.set_flag(!carry);"),
            fault(Flag, "8XY4: flag not set", "s.set_flag(carry);", "let _ = carry;"),
            fault(
                Flag,
                "8XY4: result written after the flag",
                "s.set_vx(sum);\n    s.set_flag(carry);",
                "s.set_flag(carry);\n    s.set_vx(sum);",
            ),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn subtract(",
        faults: &[
            fault(Flag, "8XY5: flag inverted", "s.set_flag(!borrow);", "s.set_flag(borrow);"),
            fault(Flag, "8XY5: flag not set", "s.set_flag(!borrow);", "let _ = !borrow;"),
            fault(
                Flag,
                "8XY5: result written after the flag",
                "s.set_vx(difference);\n    s.set_flag(!borrow);",
                "s.set_flag(!borrow);\n    s.set_vx(difference);",
            ),
            fault(Flag, "8XY5: no flag if equal", "s.set_flag(!borrow);", "s.set_flag(!borrow && difference != 0);"),
            fault(Value, "8XY5: operands swapped", "s.vx().overflowing_sub(s.vy())", "s.vy().overflowing_sub(s.vx())"),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn subtract_from(",
        faults: &[
            fault(Flag, "8XY7: flag inverted", "s.set_flag(!borrow);", "s.set_flag(borrow);"),
            fault(Flag, "8XY7: flag not set", "s.set_flag(!borrow);", "let _ = !borrow;"),
            fault(
                Flag,
                "8XY7: result written after the flag",
                "s.set_vx(difference);\n    s.set_flag(!borrow);",
                "s.set_flag(!borrow);\n    s.set_vx(difference);",
            ),
            fault(Flag, "8XY7: no flag if equal", "s.set_flag(!borrow);", "s.set_flag(!borrow && difference != 0);"),
            fault(Value, "8XY7: operands swapped", "s.vy().overflowing_sub(s.vx())", "s.vx().overflowing_sub(s.vy())"),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn shift_right(",
        faults: &[
            fault(Flag, "8XY6: flag inverted", "s.set_flag(source & 1 != 0);", "s.set_flag(source & 1 == 0);"),
            fault(Flag, "8XY6: flag not set", "s.set_flag(source & 1 != 0);", "let _ = source & 1 != 0;"),
            fault(
                Flag,
                "8XY6: result written after the flag",
                "s.set_vx(source >> 1);\n    s.set_flag(source & 1 != 0);",
                "s.set_flag(source & 1 != 0);\n    s.set_vx(source >> 1);",
            ),
            fault(Value, "8XY6: highest bit kept", "s.set_vx(source >> 1);", "s.set_vx(source >> 1 | source & 0x80);"),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn shift_left(",
        faults: &[
            fault(Flag, "8XYE: flag inverted", "s.set_flag(source & 0x80 != 0);", "s.set_flag(source & 0x80 == 0);"),
            fault(Flag, "8XYE: flag not set", "s.set_flag(source & 0x80 != 0);", "let _ = source & 0x80 != 0;"),
            fault(
                Flag,
                "8XYE: result written after the flag",
                "s.set_vx(source << 1);\n    s.set_flag(source & 0x80 != 0);",
                "s.set_flag(source & 0x80 != 0);\n    s.set_vx(source << 1);",
            ),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn add_byte(",
        faults: &[fault(
            Flag,
            "7XNN: flag set",
            "s.set_vx(s.vx().wrapping_add(s.operands.nn()));",
            "let (sum, carry) = s.vx().overflowing_add(s.operands.nn());\n    s.set_vx(sum);\n    s.set_flag(carry);",
        )],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn copy(",
        faults: &[fault(Value, "8XY0: the wrong way", "s.set_vx(s.vy());", "s.registers.v[s.operands.y()] = s.vx();")],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn or(",
        faults: &[fault(Flag, "8XY1: quirk logic forgotten", "reset_flag_after_logic(s);", "let _ = s;")],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn and(",
        faults: &[fault(Flag, "8XY2: quirk logic forgotten", "reset_flag_after_logic(s);", "let _ = s;")],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn xor(",
        faults: &[fault(Flag, "8XY3: quirk logic forgotten", "reset_flag_after_logic(s);", "let _ = s;")],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn reset_flag_after_logic(",
        faults: &[
            fault(Quirk, "quirk logic inverted", "if s.has(Quirk::Logic)", "if !s.has(Quirk::Logic)"),
            fault(Flag, "quirk logic: flag set to 1", "s.set_flag(false)", "s.set_flag(true)"),
        ],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn shift_source(",
        faults: &[fault(Quirk, "quirk shift inverted", "if s.has(Quirk::Shift)", "if !s.has(Quirk::Shift)")],
    },
    Group {
        file: "semantics/alu.rs",
        item: "fn random(",
        faults: &[
            fault(Value, "CXNN: not masked", "byte & s.operands.nn()", "byte"),
            fault(Value, "CXNN: or instead of and", "byte & s.operands.nn()", "byte | s.operands.nn()"),
        ],
    },
];
