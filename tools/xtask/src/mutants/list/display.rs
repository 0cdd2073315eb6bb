//! Faults in what acts on the screen as a whole: clearing, scrolling, resolutions, planes.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/display.rs",
        item: "fn clear(",
        faults: &[
            fault(
                Bound,
                "00E0: only the upper half of the high resolution",
                "s.bus.display.planes[plane] = [0; HIRES_HEIGHT];",
                "let mut row = 0;\n            while row < HIRES_HEIGHT / 2 {\n                \
                 s.bus.display.planes[plane][row] = 0;\n                row += 1;\n            }",
            ),
            fault(
                Bound,
                "00E0: last row left out",
                "s.bus.display.planes[plane] = [0; HIRES_HEIGHT];",
                "let mut row = 0;\n            while row < s.bus.display.height() - 1 {\n                \
                 s.bus.display.planes[plane][row] = 0;\n                row += 1;\n            }",
            ),
            fault(Value, "00E0: every plane", "if is_selected(s.bus, s.profile, plane)", "if true"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn select_planes(",
        faults: &[
            fault(Bound, "FX01: one bit", "& XO_CHIP_PLANES", "& 1"),
            fault(Value, "FX01: the other planes", "s.operands.x() as u8 &", "!(s.operands.x() as u8) &"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn scroll_down(",
        faults: &[
            fault(Bound, "00CN: last row left out", "let mut y = height;", "let mut y = height - 1;"),
            fault(Bound, "00CN: first row left out", "while y > 0", "while y > 1"),
            fault(Bound, "00CN: first row lost", "if y >= distance", "if y > distance"),
            fault(Bound, "00CN: one row less", "rows[(y - distance) %", "rows[(y - distance + 1) %"),
            fault(Bound, "00CN: past the edge", "(s.bus.display.height(),", "(HIRES_HEIGHT,"),
            fault(Value, "00CN: what is left stays lit", "else { 0 }", "else { rows[y % HIRES_HEIGHT] }"),
            fault(Value, "00CN: every plane", "if is_selected(s.bus, s.profile, plane)", "if true"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn scroll_up(",
        faults: &[
            fault(Bound, "00DN: first row left out", "let mut y = 0;", "let mut y = 1;"),
            fault(Bound, "00DN: last row left out", "while y < height", "while y + 1 < height"),
            fault(Bound, "00DN: last row lost", "if from < height", "if from + 1 < height"),
            fault(Bound, "00DN: last row wraps", "if from < height", "if from <= height"),
            fault(Bound, "00DN: one row more", "let from = y + distance;", "let from = y + distance + 1;"),
            fault(Value, "00DN: what is left stays lit", "else { 0 }", "else { rows[y % HIRES_HEIGHT] }"),
            fault(Value, "00DN: every plane", "if is_selected(s.bus, s.profile, plane)", "if true"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "const SIDEWAYS:",
        faults: &[
            fault(Bound, "00FB, 00FC: by three pixels", "u32 = 4;", "u32 = 3;"),
            fault(Bound, "00FB, 00FC: by five pixels", "u32 = 4;", "u32 = 5;"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn scroll_right(",
        faults: &[
            fault(Bound, "00FB: first row left out", "let mut y = 0;", "let mut y = 1;"),
            fault(Bound, "00FB: last row left out", "while y < HIRES_HEIGHT", "while y + 1 < HIRES_HEIGHT"),
            fault(Bound, "00FB: lores past the edge", "else { LORES_ROW }", "else { u128::MAX }"),
            fault(Bound, "00FB: hires cut off in the middle", "{ u128::MAX } else", "{ LORES_ROW } else"),
            fault(Bound, "00FB: wraps", "rows[y] >> SIDEWAYS", "rows[y].rotate_right(SIDEWAYS)"),
            fault(Value, "00FB: every plane", "if is_selected(s.bus, s.profile, plane)", "if true"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn scroll_left(",
        faults: &[
            fault(Bound, "00FC: first row left out", "let mut y = 0;", "let mut y = 1;"),
            fault(Bound, "00FC: last row left out", "while y < HIRES_HEIGHT", "while y + 1 < HIRES_HEIGHT"),
            fault(Bound, "00FC: wraps", "rows[y] <<= SIDEWAYS", "rows[y] = rows[y].rotate_left(SIDEWAYS)"),
            fault(Value, "00FC: every plane", "if is_selected(s.bus, s.profile, plane)", "if true"),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn set_resolution(",
        faults: &[
            fault(Value, "00FE, 00FF: screen models exchanged", "if matches!(", "if !matches!("),
            fault(Value, "00FE, 00FF: exchanged", "*hires = high;", "*hires = !high;"),
            fault(Value, "00FE, 00FF on the HP 48: exchanged", "*doubled = !high;", "*doubled = high;"),
            fault(
                Value,
                "00FE, 00FF on the HP 48: cleared",
                "*doubled = !high;",
                "*doubled = !high;\n        *planes = [[0; HIRES_HEIGHT]; PLANES];",
            ),
            fault(Value, "00FE, 00FF: not cleared", "*planes = [[0; HIRES_HEIGHT]; PLANES];", "let _ = planes;"),
            fault(
                Bound,
                "00FE, 00FF: only the first plane cleared",
                "*planes = [[0; HIRES_HEIGHT]; PLANES];",
                "planes[0] = [0; HIRES_HEIGHT];",
            ),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn is_selected(",
        faults: &[fault(Value, "planes: selection inverted", "& 1 != 0", "& 1 == 0")],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn planes(",
        faults: &[
            fault(Bound, "planes: the second where there is one", "else { 1 }", "else { 2 }"),
            fault(Bound, "planes: the first alone", "XO_CHIP_PLANES.count_ones() as usize", "1"),
        ],
    },
    Group {
        file: "state.rs",
        item: "pub fn with_font(",
        faults: &[fault(
            Value,
            "the HP 48 starts at the high resolution",
            "state.bus.display.doubled = true;",
            "state.bus.display.doubled = false;",
        )],
    },
];
