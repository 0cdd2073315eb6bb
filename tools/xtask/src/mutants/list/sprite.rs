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
                "if is_hires && matches!(s.profile.screen(), ScreenModel::Doubled) {",
                "if matches!(s.profile.screen(), ScreenModel::Doubled) {",
            ),
            fault(
                Flag,
                "DXYN: hires flag counts rows",
                "if is_hires && matches!(s.profile.screen(), ScreenModel::Doubled) {",
                "if is_hires {",
            ),
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
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn draw_at(",
        faults: &[
            fault(Quirk, "quirk wrap inverted", "let wrap = s.has(Quirk::Wrap);", "let wrap = !s.has(Quirk::Wrap);"),
            fault(Flag, "DXYN: only the last row collides", "hits += if", "hits = if"),
            fault(Flag, "DXYN on the HP 48: rows cut off not counted", "hits += (rows - row) as u8;", ""),
            fault(Flag, "DXYN on the HP 48: rows cut off, one more", "(rows - row) as u8", "(rows - row + 1) as u8"),
            fault(Flag, "DXYN: rows cut off collide", "if is_doubled && is_hires {", "if is_hires {"),
            fault(
                Flag,
                "DXYN on the HP 48: lores rows cut off collide",
                "if is_doubled && is_hires {",
                "if is_doubled {",
            ),
            fault(Bound, "DXYN: one row more", "while row < rows", "while row <= rows"),
            fault(Bound, "DXYN: one row less", "while row < rows", "while row + 1 < rows"),
            fault(Bound, "DXYN: first row left out", "let mut row = 0;", "let mut row = 1;"),
            fault(Bound, "DXYN: first plane left out", "let mut plane = 0;", "let mut plane = 1;"),
            fault(Bound, "DXYN: cut off one row early", "y >= height && !wrap", "y + 1 >= height && !wrap"),
            fault(Bound, "DXYN: cut off one row late", "y >= height && !wrap", "y > height && !wrap"),
            fault(Bound, "DXYN: rows below the edge kept", "y >= height && !wrap", "false"),
            fault(Bound, "DXYN: column not wrapped", "s.vx() as usize % width", "s.vx() as usize % (2 * width)"),
            fault(Bound, "DXYN: column wrapped one early", "s.vx() as usize % width", "s.vx() as usize % (width - 1)"),
            fault(Bound, "DXYN: row not wrapped", "s.vy() as usize % height", "s.vy() as usize % (2 * height)"),
            fault(Bound, "DXYN: row wrapped one early", "s.vy() as usize % height", "s.vy() as usize % (height - 1)"),
            fault(Bound, "DXYN: a wrapped row lands outside", "let line = y % height;", "let line = y % HIRES_HEIGHT;"),
            fault(
                Value,
                "DXY0: 16 rows where there should be none",
                "s.operands.n() == 0 && s.profile.includes(InstructionSet::SuperChip)",
                "s.operands.n() == 0",
            ),
            fault(Bound, "DXY0: 15 rows", "if is_large { 16 }", "if is_large { 15 }"),
            fault(Bound, "DXY0: 17 rows", "if is_large { 16 }", "if is_large { 17 }"),
            fault(Value, "DXY0: lores 8 x 16", "(is_hires || !is_doubled)", "is_hires"),
            fault(Value, "DXY0 on the HP 48: lores 16 x 16", "is_large && (is_hires || !is_doubled)", "is_large"),
            fault(Bound, "DXY0: rows one byte apart", "at + row as u16 * (1 + is_wide as u16)", "at + row as u16"),
            fault(Value, "DXYN: both planes from the same bytes", "at += rows as u16 * (1 + is_wide as u16);", ""),
            fault(Bound, "DXYN: second plane after the rows drawn", "at += rows as u16 *", "at += row as u16 *"),
            fault(
                Bound,
                "DXY0: second plane after 16 bytes",
                "at += rows as u16 * (1 + is_wide as u16);",
                "at += rows as u16;",
            ),
            fault(Value, "DXYN on the HP 48: hires drawn as lores", "if is_doubled && !is_hires {", "if is_doubled {"),
            fault(
                Bound,
                "DXYN on the HP 48: one row for two",
                "\n                        | flip(&mut planes[plane][(2 * line + 1) % HIRES_HEIGHT], wide)",
                "",
            ),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn read_row(",
        faults: &[
            fault(Bound, "DXYN: bytes read one late", "(s.read_at_i(offset) as", "(s.read_at_i(offset + 1) as"),
            fault(Bound, "DXYN: one column to the left", "<< (ROW_BITS - 8)", "<< (ROW_BITS - 7)"),
            fault(Bound, "DXY0: right half one column to the left", "<< (ROW_BITS - 16)", "<< (ROW_BITS - 15)"),
            fault(Bound, "DXY0: right half is the left one", "offset.wrapping_add(1)", "offset"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn place(",
        faults: &[
            fault(Bound, "DXYN: lores columns cut off, rows wrapped", "if wrap { half", "if false { half"),
            fault(Bound, "DXYN: lores columns wrapped, rows cut off", "if wrap { half", "if true { half"),
            fault(Bound, "DXYN: hires columns cut off, rows wrapped", "if wrap { pixels", "if false { pixels"),
            fault(Bound, "DXYN: hires columns wrapped, rows cut off", "if wrap { pixels", "if true { pixels"),
            fault(Bound, "DXYN: hires columns wrap in the middle", "if is_hires {", "if is_hires && !wrap {"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn flip(",
        faults: &[
            fault(
                Flag,
                "DXYN: what is drawn dark does not collide",
                "*line & pixels != 0",
                "*line & pixels & !*line != 0",
            ),
            fault(Flag, "DXYN: whatever is drawn collides", "*line & pixels != 0", "pixels != 0"),
            fault(Value, "DXYN: or instead of exclusive or", "*line ^= pixels;", "*line |= pixels;"),
        ],
    },
    Group {
        file: "semantics/display/sprite.rs",
        item: "fn double(",
        faults: &[fault(Bound, "DXYN on the HP 48: half a column", ";\n    spread | spread << 1", ";\n    spread")],
    },
];
