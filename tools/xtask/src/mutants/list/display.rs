//! Faults in clearing and drawing.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Flag, Quirk, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/display.rs",
        item: "fn draw(",
        faults: &[
            fault(Quirk, "quirk wrap inverted", "let wrap = s.has(Quirk::Wrap);", "let wrap = !s.has(Quirk::Wrap);"),
            fault(Quirk, "quirk vblank inverted", "    s.has(Quirk::Vblank)", "    !s.has(Quirk::Vblank)"),
            fault(Flag, "DXYN: flag inverted", "s.set_flag(collided != 0);", "s.set_flag(collided == 0);"),
            fault(
                Flag,
                "DXYN: flag only ever set",
                "s.set_flag(collided != 0);",
                "if collided != 0 {\n        s.set_flag(true);\n    }",
            ),
            fault(Flag, "DXYN: only the last row collides", "collided |= *line & wide;", "collided = *line & wide;"),
            fault(
                Flag,
                "DXYN: what is drawn dark does not collide",
                "collided |= *line & wide;",
                "collided |= *line & wide & !*line;",
            ),
            fault(Bound, "DXYN: one row more", "while row < rows", "while row <= rows"),
            fault(Bound, "DXYN: one row less", "while row < rows", "while row + 1 < rows"),
            fault(Bound, "DXYN: first row left out", "let mut row = 0;", "let mut row = 1;"),
            fault(Bound, "DXYN: cut off one row early", "y >= HEIGHT && !wrap", "y + 1 >= HEIGHT && !wrap"),
            fault(Bound, "DXYN: cut off one row late", "y >= HEIGHT && !wrap", "y > HEIGHT && !wrap"),
            fault(Bound, "DXYN: rows below the edge kept", "y >= HEIGHT && !wrap", "false"),
            fault(Bound, "DXYN: column not wrapped", "s.vx() as u32 % WIDTH", "s.vx() as u32 % (2 * WIDTH)"),
            fault(Bound, "DXYN: column wrapped one early", "s.vx() as u32 % WIDTH", "s.vx() as u32 % (WIDTH - 1)"),
            fault(Bound, "DXYN: row not wrapped", "s.vy() as usize % HEIGHT", "s.vy() as usize % (2 * HEIGHT)"),
            fault(Bound, "DXYN: row wrapped one early", "s.vy() as usize % HEIGHT", "s.vy() as usize % (HEIGHT - 1)"),
            fault(Bound, "DXYN: a wrapped row lands outside", "planes[0][y % HEIGHT]", "planes[0][y & 0x3F]"),
            fault(Bound, "DXYN: bytes read one late", "s.read_at_i(row as u16)", "s.read_at_i(row as u16 + 1)"),
            fault(Bound, "DXYN: one column to the left", "<< (WIDTH - 8)", "<< (WIDTH - 7)"),
            fault(
                Bound,
                "DXYN: columns cut off, rows wrapped",
                "if wrap { pixels.rotate_right(column) }",
                "if false { pixels.rotate_right(column) }",
            ),
            fault(
                Bound,
                "DXYN: columns wrapped, rows cut off",
                "if wrap { pixels.rotate_right(column) }",
                "if true { pixels.rotate_right(column) }",
            ),
            fault(Value, "DXYN: or instead of exclusive or", "*line ^= wide;", "*line |= wide;"),
            fault(
                Value,
                "DXYN: I moved",
                "s.set_flag(collided != 0);",
                "s.set_flag(collided != 0);\n    s.registers.i += 1;",
            ),
        ],
    },
    Group {
        file: "semantics/display.rs",
        item: "fn clear(",
        faults: &[
            fault(
                Bound,
                "00E0: only the upper half",
                "s.bus.display.planes[0] = [0; HIRES_HEIGHT];",
                "let mut row = 0;\n    while row < HEIGHT / 2 {\n        s.bus.display.planes[0][row] = 0;\n        row += 1;\n    }",
            ),
            fault(
                Bound,
                "00E0: last row left out",
                "s.bus.display.planes[0] = [0; HIRES_HEIGHT];",
                "let mut row = 0;\n    while row < HEIGHT - 1 {\n        s.bus.display.planes[0][row] = 0;\n        row += 1;\n    }",
            ),
        ],
    },
];
