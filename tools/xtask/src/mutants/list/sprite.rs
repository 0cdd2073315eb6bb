//! Faults in drawing sprites.

use super::{Group, fault};
use crate::mutants::mutant::Kind::{Bound, Flag, Quirk, Value};

/// The faults, a group an item.
pub const GROUPS: &[Group] = &[
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn draw(",
        faults: &[
            fault(Quirk, "quirk vblank inverted", "    s.has(Quirk::Vblank)", "    !s.has(Quirk::Vblank)"),
            fault(Flag, "DXYN: flag inverted", "s.set_flag(rows_hit != 0);", "s.set_flag(rows_hit == 0);"),
            fault(
                Flag,
                "DXYN: flag only ever set",
                "s.set_flag(rows_hit != 0);",
                "if rows_hit != 0 {\n        s.set_flag(true);\n    }",
            ),
            fault(
                Value,
                "DXYN: I moved",
                "s.set_flag(rows_hit != 0);",
                "s.set_flag(rows_hit != 0);\n    s.registers.i += 1;",
            ),
            fault(
                Flag,
                "DXYN on the HP 48: hires flag is 0 or 1",
                "s.registers.v[0xF] = rows_hit;",
                "s.registers.v[0xF] = (rows_hit != 0) as u8;",
            ),
            fault(
                Flag,
                "DXYN on the HP 48: lores flag counts rows",
                "counts: is_doubled && is_hires",
                "counts: is_doubled",
            ),
            fault(Flag, "DXYN: hires flag counts rows", "counts: is_doubled && is_hires", "counts: is_hires"),
            fault(Quirk, "DXYN on the HP 48: hires waits", "return false;", "return s.has(Quirk::Vblank);"),
            fault(
                Value,
                "DXYN: always lores",
                "ScreenModel::Switched => s.bus.display.hires",
                "ScreenModel::Switched => false",
            ),
            fault(
                Value,
                "DXYN: always hires",
                "ScreenModel::Switched => s.bus.display.hires",
                "ScreenModel::Switched => true",
            ),
            fault(Value, "DXYN on the HP 48: resolutions exchanged", "!s.bus.display.doubled", "s.bus.display.doubled"),
            fault(Bound, "DXYN: lores column not wrapped", "{ 127 } else { 63 }", "{ 127 } else { 127 }"),
            fault(Bound, "DXYN: lores column: five bits", "{ 127 } else { 63 }", "{ 127 } else { 31 }"),
            fault(Bound, "DXYN: hires column: six bits", "{ 127 } else { 63 }", "{ 63 } else { 63 }"),
            fault(Bound, "DXYN: lores row not wrapped", "{ 63 } else { 31 }", "{ 63 } else { 63 }"),
            fault(Bound, "DXYN: hires row not wrapped", "{ 63 } else { 31 }", "{ 127 } else { 31 }"),
            fault(Bound, "DXYN: hires row: five bits", "{ 63 } else { 31 }", "{ 31 } else { 31 }"),
            fault(
                Value,
                "DXY0: 16 rows where there should be none",
                "s.operands.n() == 0 && s.profile.includes(InstructionSet::SuperChip)",
                "s.operands.n() == 0",
            ),
            fault(Bound, "DXY0: 15 rows", "if is_large { 16 }", "if is_large { 15 }"),
            fault(Bound, "DXY0: 17 rows", "if is_large { 16 }", "if is_large { 17 }"),
            fault(Value, "DXY0: lores 8 x 16", "(is_hires || !is_doubled)", "is_hires"),
            fault(Quirk, "quirk wrap inverted", "wraps: s.has(Quirk::Wrap)", "wraps: !s.has(Quirk::Wrap)"),
            fault(Value, "DXY0 on the HP 48: lores 16 x 16", "is_large && (is_hires || !is_doubled)", "is_large"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn draw_planes(",
        faults: &[
            fault(Flag, "DXYN: only the last plane collides", "hits += draw_plane", "hits = draw_plane"),
            fault(Bound, "DXYN: first plane left out", "0..planes(profile)", "1..planes(profile)"),
            fault(
                Value,
                "DXYN: both planes from the same bytes",
                "address = address.wrapping_add(shape.bytes() as u16);",
                "address = address.wrapping_add(0);",
            ),
            fault(Bound, "DXY0: second plane after 16 bytes", "shape.bytes() as u16", "shape.rows as u16"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn whole(",
        faults: &[
            fault(
                Bound,
                "DXYN: bottom edge one row late",
                "top + rows <= shape.height()",
                "top + rows <= shape.height() + 1",
            ),
            fault(
                Bound,
                "DXYN: rows past the end of memory",
                "start + shape.bytes() <= profile.memory_bytes() as usize",
                "true",
            ),
            fault(Value, "DXYN on the HP 48: lores pixels not doubled", " || is_doubled && !shape.is_hires", ""),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn flip<",
        faults: &[
            fault(
                Bound,
                "DXYN: what crosses the middle is cut off",
                "let is_in_one_half = column + 8 * BYTES as u32 <= HALF_BITS ||",
                "let is_in_one_half = column + 8 <= HALF_BITS ||",
            ),
            fault(Bound, "DXYN: lores columns cut off", "!self.is_hires && !self.wraps", "!self.is_hires"),
            fault(Bound, "DXYN: hires columns cut off", "!self.is_hires && !self.wraps", "!self.wraps"),
            fault(Flag, "DXYN on the HP 48: rows in one half not counted", " || self.counts", ""),
            fault(
                Bound,
                "DXYN: the halves of hires exchanged",
                "(self.column as u32) < HALF_BITS",
                "(self.column as u32) >= HALF_BITS",
            ),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn flip_half<",
        faults: &[
            fault(Flag, "DXYN: only the last row collides", "dark |= half & pixels;", "dark = half & pixels;"),
            fault(Flag, "DXYN: whatever is drawn collides", "dark |= half & pixels;", "dark |= pixels;"),
            fault(Value, "DXYN: or instead of exclusive or", "*line ^= if", "*line |= if"),
            fault(Flag, "DXYN: collides with the other half", "if RIGHT { *line }", "if !RIGHT { *line }"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn pixels<",
        faults: &[
            fault(Bound, "DXYN: one column to the left", "<< (HALF_BITS - 8)", "<< (HALF_BITS - 7)"),
            fault(Bound, "DXY0: right half one column to the left", "<< (HALF_BITS - 16)", "<< (HALF_BITS - 15)"),
            fault(Bound, "DXY0: right half is the left one", "row[BYTES - 1]", "row[0]"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn flip_across<",
        faults: &[
            fault(
                Flag,
                "DXYN across the middle: only the last row collides",
                "dark |= *line & pixels;",
                "dark = *line & pixels;",
            ),
            fault(Flag, "DXYN on the HP 48: only the last row counts", "hits += (", "hits = ("),
            fault(Flag, "DXYN on the HP 48: rows not counted", "if self.counts { hits }", "if false { hits }"),
            fault(Value, "DXYN across the middle: or instead of exclusive or", "*line ^= pixels;", "*line |= pixels;"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "const fn place(",
        faults: &[
            fault(Bound, "DXYN: columns cut off, rows wrapped", "if self.wraps { over", "if false { over"),
            fault(Bound, "DXYN: columns wrapped, rows cut off", "if self.wraps { over", "if true { over"),
            fault(Bound, "DXYN: lores columns end at the edge", "join(within | wrapped, 0)", "join(within, 0)"),
            fault(Bound, "DXYN: hires columns end in the middle", "join(within, over)", "join(within, 0)"),
            fault(Bound, "DXYN: one column too far beyond the middle", "pixels << 1 <<", "pixels <<"),
            fault(
                Bound,
                "DXYN across the middle: the halves of hires exchanged",
                "if column < HALF_BITS",
                "if column >= HALF_BITS",
            ),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "const fn draw_clipped(",
        faults: &[
            fault(Flag, "DXYN at an edge: only the last row collides", "hits += if", "hits = if"),
            fault(Flag, "DXYN on the HP 48: rows cut off not counted", "hits + shape.rows - row", "hits"),
            fault(
                Flag,
                "DXYN on the HP 48: rows cut off, one more",
                "hits + shape.rows - row",
                "hits + shape.rows - row + 1",
            ),
            fault(Flag, "DXYN: rows cut off collide", "if shape.counts {", "if shape.is_hires {"),
            fault(Flag, "DXYN on the HP 48: lores rows cut off collide", "if shape.counts {", "if is_doubled {"),
            fault(Bound, "DXYN at an edge: one row more", "while row < shape.rows", "while row <= shape.rows"),
            fault(Bound, "DXYN at an edge: one row less", "while row < shape.rows", "while row + 1 < shape.rows"),
            fault(Bound, "DXYN at an edge: first row left out", "let mut row = 0;", "let mut row = 1;"),
            fault(
                Bound,
                "DXYN: cut off one row early",
                "line >= height && !shape.wraps",
                "line + 1 >= height && !shape.wraps",
            ),
            fault(
                Bound,
                "DXYN: cut off one row late",
                "line >= height && !shape.wraps",
                "line > height && !shape.wraps",
            ),
            fault(Bound, "DXYN: rows below the edge kept", "line >= height && !shape.wraps", "false"),
            fault(
                Bound,
                "DXYN: a wrapped row lands outside",
                "let line = line % height;",
                "let line = line % HIRES_HEIGHT;",
            ),
            fault(
                Bound,
                "DXY0 at an edge: rows one byte apart",
                "row as u16 * (shape.across as u16 / 8)",
                "row as u16",
            ),
            fault(Bound, "DXY0 at an edge: right half is the left one", "at.wrapping_add(1)", "at"),
            fault(
                Value,
                "DXYN on the HP 48: hires drawn as lores",
                "if is_doubled && !shape.is_hires {",
                "if is_doubled {",
            ),
            fault(
                Bound,
                "DXYN on the HP 48: one row for two",
                "\n                | flip_row(&mut lines[(2 * line + 1) % HIRES_HEIGHT], wide)",
                "",
            ),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn flip_row(",
        faults: &[
            fault(
                Flag,
                "DXYN at an edge: what is drawn dark does not collide",
                "*line & pixels != 0",
                "*line & pixels & !*line != 0",
            ),
            fault(Flag, "DXYN at an edge: whatever is drawn collides", "*line & pixels != 0", "pixels != 0"),
            fault(Value, "DXYN at an edge: or instead of exclusive or", "*line ^= pixels;", "*line |= pixels;"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn double(",
        faults: &[fault(Bound, "DXYN on the HP 48: half a column", ";\n    spread | spread << 1", ";\n    spread")],
    },
];
