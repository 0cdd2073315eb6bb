//! Drawing sprites.

use super::{is_selected, planes};
use crate::bus::Bus;
use crate::display::{HIRES_HEIGHT, HIRES_WIDTH, PLANES};
use crate::profile::{InstructionSet, Profile, ScreenModel};
use crate::quirks::Quirk;
use crate::step::Step;

/// Bits of half a row of picture memory, which is a row at the low resolution: shifting one is less than half the work
/// of shifting a row.
const HALF_BITS: u32 = HIRES_WIDTH as u32 / 2;

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
    let is_doubled = matches!(s.profile.screen(), ScreenModel::Doubled);
    let is_large = s.operands.n() == 0 && s.profile.includes(InstructionSet::SuperChip);
    let shape = Shape {
        column: s.vx() & if is_hires { 127 } else { 63 },
        top: s.vy() & if is_hires { 63 } else { 31 },
        rows: if is_large { 16 } else { s.operands.n() },
        is_wide: is_large && (is_hires || !is_doubled),
        is_hires,
    };
    let mut hits = 0;
    let mut address = s.registers.i;
    let mut plane = 0;
    while plane < planes(s) {
        if is_selected(s, plane) {
            hits += match shape.draw_whole(s.bus, s.profile, plane, address) {
                Some(hits) => hits,
                None => draw_clipped(s.bus, s.profile, plane, address, shape),
            };
            address = address.wrapping_add(shape.bytes() as u16);
        }
        plane += 1;
    }
    hits
}

/// A sprite's size and place.
#[derive(Clone, Copy)]
struct Shape {
    column: u8,
    top: u8,
    rows: u8,
    /// Whether it is 16 and not 8 pixels wide.
    is_wide: bool,
    is_hires: bool,
}

impl Shape {
    /// Bytes of the sprite on one plane.
    #[inline(always)]
    const fn bytes(self) -> usize {
        self.rows as usize * (1 + self.is_wide as usize)
    }

    /// Rows of the screen.
    #[inline(always)]
    const fn height(self) -> usize {
        if self.is_hires { HIRES_HEIGHT } else { HIRES_HEIGHT / 2 }
    }

    /// Draws the sprite at `address` if no row of it is beyond the bottom, no byte of it beyond the end of memory,
    /// and a pixel drawn is a pixel of the picture memory. Returns the rows in which one went dark.
    #[inline(always)]
    const fn draw_whole(self, bus: &mut Bus, profile: Profile, plane: usize, address: u16) -> Option<u8> {
        let (top, rows) = (self.top as usize, self.rows as usize);
        let start = (address & profile.address_mask()) as usize;
        let is_doubled = matches!(profile.screen(), ScreenModel::Doubled);
        let is_whole = top + rows <= self.height() && start + self.bytes() <= profile.memory_bytes() as usize;
        if !is_whole || is_doubled && !self.is_hires {
            return None;
        }
        let Some((_, sprite)) = bus.memory.split_at_checked(start) else { return None };
        let Some((_, lines)) = bus.display.planes[plane].split_at_mut_checked(top) else { return None };
        let Some((lines, _)) = lines.split_at_mut_checked(rows) else { return None };
        let wrap = profile.has(Quirk::Wrap);
        Some(if self.is_wide {
            self.draw_rows::<2>(lines, sprite, wrap, is_doubled)
        } else {
            self.draw_rows::<1>(lines, sprite, wrap, is_doubled)
        })
    }

    /// Draws rows of `BYTES` bytes from `sprite`, one a line. Returns how many turned a pixel dark; if they need
    /// not be counted, 1 if there is any.
    #[inline(always)]
    const fn draw_rows<const BYTES: usize>(
        self,
        mut lines: &mut [u128],
        mut sprite: &[u8],
        wrap: bool,
        counts: bool,
    ) -> u8 {
        let (mut hits, mut dark) = (0, 0);
        loop {
            let rest = lines;
            let Some((line, below)) = rest.split_first_mut() else { break };
            let Some((row, following)) = sprite.split_first_chunk::<BYTES>() else { break };
            let mut pixels = (row[0] as u64) << (HALF_BITS - 8);
            if BYTES > 1 {
                pixels |= (row[BYTES - 1] as u64) << (HALF_BITS - 16);
            }
            let pixels = self.place(pixels, wrap);
            hits += (*line & pixels != 0) as u8;
            dark |= *line & pixels;
            *line ^= pixels;
            (lines, sprite) = (below, following);
        }
        if counts { hits } else { (dark != 0) as u8 }
    }

    /// A row, its leftmost pixel in the most significant bit, moved to its column; what is beyond the edge is gone, or
    /// has wrapped.
    #[inline(always)]
    const fn place(self, pixels: u64, wrap: bool) -> u128 {
        let column = self.column as u32;
        if !self.is_hires {
            return join(if wrap { pixels.rotate_right(column) } else { pixels >> column }, 0);
        }
        // What is in the half of the row that the column is in, and what runs over into the other.
        let within = pixels >> (column % HALF_BITS);
        let over = pixels << 1 << (HALF_BITS - 1 - column % HALF_BITS);
        if column < HALF_BITS { join(within, over) } else { join(if wrap { over } else { 0 }, within) }
    }
}

/// Draws a sprite that the bottom of the screen or the end of memory cuts or wraps, or whose pixels are doubled,
/// row by row. Returns the rows in which a pixel went dark; on a doubled screen's high resolution the rows that
/// are cut off count as well.
#[cold]
#[inline(never)]
const fn draw_clipped(bus: &mut Bus, profile: Profile, plane: usize, address: u16, shape: Shape) -> u8 {
    let is_doubled = matches!(profile.screen(), ScreenModel::Doubled);
    let (wrap, height) = (profile.has(Quirk::Wrap), shape.height());
    let lines = &mut bus.display.planes[plane % PLANES];
    let mut hits = 0;
    let mut row = 0;
    while row < shape.rows {
        let line = (shape.top + row) as usize;
        if line >= height && !wrap {
            return if is_doubled && shape.is_hires { hits + shape.rows - row } else { hits };
        }
        let at = address.wrapping_add(row as u16 * (1 + shape.is_wide as u16));
        let left = bus.memory[(at & profile.address_mask()) as usize];
        let mut pixels = (left as u64) << (HALF_BITS - 8);
        if shape.is_wide {
            let right = bus.memory[(at.wrapping_add(1) & profile.address_mask()) as usize];
            pixels |= (right as u64) << (HALF_BITS - 16);
        }
        let pixels = shape.place(pixels, wrap);
        let line = line % height;
        hits += if is_doubled && !shape.is_hires {
            let wide = double(pixels);
            flip(&mut lines[2 * line % HIRES_HEIGHT], wide) | flip(&mut lines[(2 * line + 1) % HIRES_HEIGHT], wide)
        } else {
            flip(&mut lines[line % HIRES_HEIGHT], pixels)
        } as u8;
        row += 1;
    }
    hits
}

/// A row from its halves.
#[inline(always)]
const fn join(left: u64, right: u64) -> u128 {
    (left as u128) << HALF_BITS | right as u128
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
    let mut spread = row >> HALF_BITS;
    spread = (spread | spread << 32) & 0x0000_0000_FFFF_FFFF_0000_0000_FFFF_FFFF;
    spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF_0000_FFFF_0000_FFFF;
    spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF_00FF_00FF_00FF_00FF;
    spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F_0F0F_0F0F_0F0F_0F0F;
    spread = (spread | spread << 2) & 0x3333_3333_3333_3333_3333_3333_3333_3333;
    spread = (spread | spread << 1) & 0x5555_5555_5555_5555_5555_5555_5555_5555;
    spread | spread << 1
}
