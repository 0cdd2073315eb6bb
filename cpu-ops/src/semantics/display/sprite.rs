//! Drawing sprites.

use super::is_selected;
use crate::display::{HIRES_HEIGHT, HIRES_WIDTH, PLANES};
use crate::profile::{InstructionSet, ScreenModel};
use crate::quirks::Quirk;
use crate::step::Step;

/// Bits of a row of picture memory.
const ROW_BITS: u32 = HIRES_WIDTH as u32;

/// DXYN: draws the N rows of eight pixels at I at column vX and row vY, by exclusive or, on each selected
/// plane, the second one's rows following the first one's; vF = whether a pixel went dark.
///
/// From SUPER-CHIP on N = 0 stands for 16 rows of 16 pixels. The start wraps around the screen; what lies
/// beyond the right and bottom edges is cut off, or wraps as well under [`Quirk::Wrap`]. Gives up the rest of
/// the frame under [`Quirk::Vblank`].
///
/// [`ScreenModel::Doubled`] differs: at the low resolution every pixel is drawn as 2 x 2, N = 0 stands for 16
/// rows of 8; at the high resolution vF counts the rows in which a pixel went dark or which are cut off at
/// the bottom, and nothing is given up.
#[inline(always)]
pub const fn draw(mut s: Step<'_>) -> bool {
    let is_hires = match s.profile.screen() {
        ScreenModel::Single => false,
        ScreenModel::Switched => s.bus.display.hires,
        ScreenModel::Doubled => !s.bus.display.doubled,
    };
    let rows_hit = if is_hires { draw_at(&mut s, true) } else { draw_at(&mut s, false) };
    if is_hires && matches!(s.profile.screen(), ScreenModel::Doubled) {
        s.registers.v[0xF] = rows_hit;
        return false;
    }
    s.set_flag(rows_hit != 0);
    s.has(Quirk::Vblank)
}

/// Draws at one of the two resolutions. Returns in how many rows a pixel went dark; on a doubled screen's
/// high resolution the rows that are cut off at the bottom count as well.
#[inline(always)]
const fn draw_at(s: &mut Step<'_>, is_hires: bool) -> u8 {
    let (width, height) = if is_hires { (HIRES_WIDTH, HIRES_HEIGHT) } else { (HIRES_WIDTH / 2, HIRES_HEIGHT / 2) };
    let is_doubled = matches!(s.profile.screen(), ScreenModel::Doubled);
    let column = (s.vx() as usize % width) as u32;
    let top = s.vy() as usize % height;
    let wrap = s.has(Quirk::Wrap);
    let is_large = s.operands.n() == 0 && s.profile.includes(InstructionSet::SuperChip);
    let is_wide = is_large && (is_hires || !is_doubled);
    let rows = if is_large { 16 } else { s.operands.n() as usize };

    let mut hits = 0;
    let mut at = 0;
    let mut plane = 0;
    while plane < PLANES {
        if is_selected(s, plane) {
            let mut row = 0;
            while row < rows {
                let y = top + row;
                if y >= height && !wrap {
                    break;
                }
                let pixels = read_row(s, at + row as u16 * (1 + is_wide as u16), is_wide);
                let placed = place(pixels, column, is_hires, wrap);
                let line = y % height;
                let planes = &mut s.bus.display.planes;
                hits += if is_doubled && !is_hires {
                    let wide = double(placed);
                    flip(&mut planes[plane][2 * line % HIRES_HEIGHT], wide)
                        | flip(&mut planes[plane][(2 * line + 1) % HIRES_HEIGHT], wide)
                } else {
                    flip(&mut planes[plane][line], placed)
                } as u8;
                row += 1;
            }
            if is_doubled && is_hires {
                hits += (rows - row) as u8;
            }
            at += rows as u16 * (1 + is_wide as u16);
        }
        plane += 1;
    }
    hits
}

/// A row of a sprite, `offset` bytes after I, its leftmost pixel in the most significant bit.
#[inline(always)]
const fn read_row(s: &Step<'_>, offset: u16, is_wide: bool) -> u128 {
    let left = (s.read_at_i(offset) as u128) << (ROW_BITS - 8);
    if is_wide { left | (s.read_at_i(offset.wrapping_add(1)) as u128) << (ROW_BITS - 16) } else { left }
}

/// The row moved to its column; what is beyond the edge is gone, or has wrapped.
#[inline(always)]
const fn place(pixels: u128, column: u32, is_hires: bool, wrap: bool) -> u128 {
    if is_hires {
        return if wrap { pixels.rotate_right(column) } else { pixels >> column };
    }
    // Half a row is half the work.
    let half = (pixels >> (ROW_BITS / 2)) as u64;
    let placed = if wrap { half.rotate_right(column) } else { half >> column };
    (placed as u128) << (ROW_BITS / 2)
}

/// Flips the pixels of a row. Returns whether one went dark.
#[inline(always)]
const fn flip(line: &mut u128, pixels: u128) -> bool {
    let dark = *line & pixels != 0;
    *line ^= pixels;
    dark
}

/// A row of 64 pixels, in the upper half, with each pixel twice.
#[inline(always)]
const fn double(row: u128) -> u128 {
    let mut spread = row >> (ROW_BITS / 2);
    spread = (spread | spread << 32) & 0x0000_0000_FFFF_FFFF_0000_0000_FFFF_FFFF;
    spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF_0000_FFFF_0000_FFFF;
    spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF_00FF_00FF_00FF_00FF;
    spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F_0F0F_0F0F_0F0F_0F0F;
    spread = (spread | spread << 2) & 0x3333_3333_3333_3333_3333_3333_3333_3333;
    spread = (spread | spread << 1) & 0x5555_5555_5555_5555_5555_5555_5555_5555;
    spread | spread << 1
}
