//! Faults in skips, jumps, calls and returns.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Quirk, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/flow.rs",
        item: "fn computed_jump(",
        faults: &[
            fault(Quirk, "quirk jump inverted", "if s.has(Quirk::Jump)", "if !s.has(Quirk::Jump)"),
            fault(Value, "BNNN: v1 added", "s.registers.v[0]", "s.registers.v[1]"),
            fault(
                Bound,
                "BNNN: stays in its page",
                "s.operands.nnn() as u32 + offset as u32",
                "s.operands.nnn() as u32 & 0xF00 | (s.operands.nnn() as u32 + offset as u32) & 0xFF",
            ),
        ],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn call(",
        faults: &[
            fault(
                Bound,
                "2NNN: one call too many",
                "depth >= s.profile.stack_depth()",
                "depth > s.profile.stack_depth()",
            ),
            fault(
                Bound,
                "2NNN: one call too few",
                "depth >= s.profile.stack_depth()",
                "depth + 1 >= s.profile.stack_depth()",
            ),
            fault(
                Bound,
                "2NNN: stack of eight slots",
                "stack[(depth & 0xF) as usize]",
                "stack[(depth & 0x7) as usize]",
            ),
            fault(Value, "2NNN: returns to the call", "= s.next;", "= s.next - 2;"),
            fault(Bound, "2NNN: two slots a call", "s.registers.sp = depth + 1;", "s.registers.sp = depth + 2;"),
        ],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn return_from_call(",
        faults: &[
            fault(Bound, "00EE: underflow unnoticed", "wrapping_sub(1)", "saturating_sub(1)"),
            fault(
                Bound,
                "00EE: underflow one early",
                "if depth as usize >= STACK_SLOTS",
                "if depth as usize >= STACK_SLOTS || depth == 0",
            ),
            fault(Bound, "00EE: stack of eight slots", "stack[depth as usize]", "stack[(depth & 0x7) as usize]"),
            fault(Bound, "00EE: nothing popped", "s.registers.sp = depth;", "let _ = depth;"),
        ],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_if_byte(",
        faults: &[fault(Value, "3XNN: inverted", "s.vx() == s.operands.nn()", "s.vx() != s.operands.nn()")],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_unless_byte(",
        faults: &[fault(Value, "4XNN: inverted", "s.vx() != s.operands.nn()", "s.vx() == s.operands.nn()")],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_if_equal(",
        faults: &[fault(Value, "5XY0: inverted", "s.vx() == s.vy()", "s.vx() != s.vy()")],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_unless_equal(",
        faults: &[fault(Value, "9XY0: inverted", "s.vx() != s.vy()", "s.vx() == s.vy()")],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_if_key(",
        faults: &[fault(Value, "EX9E: inverted", "s.bus.is_down", "!s.bus.is_down")],
    },
    Group {
        file: "semantics/flow.rs",
        item: "fn skip_unless_key(",
        faults: &[fault(Value, "EXA1: inverted", "!s.bus.is_down", "s.bus.is_down")],
    },
];
