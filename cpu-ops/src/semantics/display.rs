//! Clearing and drawing.

use crate::display::{HIRES_HEIGHT, HIRES_WIDTH};
use crate::quirks::Quirk;
use crate::step::Step;

/// Pixels across at the low resolution.
const WIDTH: u32 = HIRES_WIDTH as u32 / 2;
/// Pixels down at the low resolution.
const HEIGHT: usize = HIRES_HEIGHT / 2;

/// 00E0: makes the screen dark.
#[inline(always)]
pub const fn clear(s: Step<'_>) {
    s.bus.display.planes[0] = [0; HIRES_HEIGHT];
}

/// DXYN: draws the N rows of eight pixels at I at column vX and row vY, by exclusive or; vF = whether a
/// pixel went dark. The start wraps around the screen; what lies beyond the right and bottom edges is cut
/// off, or wraps as well under [`Quirk::Wrap`]. Gives up the rest of the frame under [`Quirk::Vblank`].
#[inline(always)]
pub const fn draw(mut s: Step<'_>) -> bool {
    let column = s.vx() as u32 % WIDTH;
    let top = s.vy() as usize % HEIGHT;
    let wrap = s.has(Quirk::Wrap);
    let rows = s.operands.n() as usize;
    let mut collided = 0;
    let mut row = 0;
    while row < rows {
        let y = top + row;
        if y >= HEIGHT && !wrap {
            break;
        }
        let pixels = (s.read_at_i(row as u16) as u64) << (WIDTH - 8);
        let placed = if wrap { pixels.rotate_right(column) } else { pixels >> column };
        let line = &mut s.bus.display.planes[0][y % HEIGHT];
        let wide = (placed as u128) << 64;
        collided |= *line & wide;
        *line ^= wide;
        row += 1;
    }
    s.set_flag(collided != 0);
    s.has(Quirk::Vblank)
}
