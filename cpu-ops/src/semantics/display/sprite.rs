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
pub fn draw(mut s: Step<'_>) -> bool {
    let is_hires = match s.profile.screen() {
        ScreenModel::Single => false,
        ScreenModel::Switched => s.bus.display.hires,
        ScreenModel::Doubled => !s.bus.display.doubled,
    };
    let is_doubled = matches!(s.profile.screen(), ScreenModel::Doubled);
    let is_large = s.operands.n() == 0 && s.profile.includes(InstructionSet::SuperChip);
    let shape = Shape {
        column: s.vx() & if is_hires { 127 } else { 63 },
        top: s.vy() & if is_hires { 63 } else { 31 },
        rows: if is_large { 16 } else { s.operands.n() },
        across: if is_large && (is_hires || !is_doubled) { 16 } else { 8 },
        is_hires,
        wraps: s.has(Quirk::Wrap),
        counts: is_doubled && is_hires,
    };
    let rows_hit = draw_planes(s.bus, s.profile, s.registers.i as u16, shape);
    if shape.counts {
        s.registers.v[0xF] = rows_hit;
        return false;
    }
    s.set_flag(rows_hit != 0);
    s.has(Quirk::Vblank)
}

/// Draws the sprite at `address` on the selected planes. Returns in how many rows a pixel went dark; where they need
/// not be counted, 1 if there is any. On a doubled screen's high resolution the rows that are cut off at the bottom
/// count as well.
#[inline(always)]
fn draw_planes(bus: &mut Bus, profile: Profile, mut address: u16, shape: Shape) -> u8 {
    // Where there is one resolution and one plane, little is left of this for an engine that knows the operands.
    if matches!(profile.screen(), ScreenModel::Single)
        && let Some((lines, sprite)) = whole(bus, profile, 0, address, shape)
    {
        return shape.flip::<1>(lines, sprite);
    }
    let mut hits = 0;
    for plane in 0..planes(profile) {
        if is_selected(bus, profile, plane) {
            hits += draw_plane(bus, profile, plane, address, shape);
            address = address.wrapping_add(shape.bytes() as u16);
        }
    }
    hits
}

/// Draws the sprite at `address` on one plane.
#[inline(never)]
fn draw_plane(bus: &mut Bus, profile: Profile, plane: usize, address: u16, shape: Shape) -> u8 {
    match whole(bus, profile, plane, address, shape) {
        Some((lines, sprite)) if shape.across == 16 => shape.flip::<2>(lines, sprite),
        Some((lines, sprite)) => shape.flip::<1>(lines, sprite),
        None => draw_clipped(bus, profile, plane, address, shape),
    }
}

/// The rows of `plane` that the sprite at `address` is drawn on, and its bytes, if no row of it is beyond the bottom, no
/// byte of it beyond the end of memory, and a pixel drawn is a pixel of the picture memory.
#[inline(always)]
fn whole(bus: &mut Bus, profile: Profile, plane: usize, address: u16, shape: Shape) -> Option<(&mut [u128], &[u8])> {
    let (top, rows) = (shape.top as usize, shape.rows as usize);
    let start = (address & profile.address_mask()) as usize;
    let is_doubled = matches!(profile.screen(), ScreenModel::Doubled);
    let is_whole = top + rows <= shape.height() && start + shape.bytes() <= profile.memory_bytes() as usize;
    if !is_whole || is_doubled && !shape.is_hires {
        return None;
    }
    let lines = bus.display.planes.get_mut(plane)?.get_mut(top..top + rows)?;
    Some((lines, bus.memory.get(start..start + shape.bytes())?))
}

/// A sprite's size and place, and what becomes of it at an edge.
#[derive(Clone, Copy)]
struct Shape {
    column: u8,
    top: u8,
    rows: u8,
    /// Pixels across, 8 or 16.
    across: u8,
    is_hires: bool,
    /// Whether what is beyond an edge wraps.
    wraps: bool,
    /// Whether the rows are counted in which a pixel goes dark.
    counts: bool,
}

impl Shape {
    /// Bytes of the sprite on one plane.
    #[inline(always)]
    const fn bytes(self) -> usize {
        self.rows as usize * (self.across as usize / 8)
    }

    /// Rows of the screen.
    #[inline(always)]
    const fn height(self) -> usize {
        if self.is_hires { HIRES_HEIGHT } else { HIRES_HEIGHT / 2 }
    }

    /// Draws rows of `BYTES` bytes from `sprite`, one a line. Returns how many turned a pixel dark; if they need
    /// not be counted, 1 if there is any.
    #[inline(always)]
    fn flip<const BYTES: usize>(self, lines: &mut [u128], sprite: &[u8]) -> u8 {
        let column = self.column as u32 % HALF_BITS;
        let is_in_one_half = column + 8 * BYTES as u32 <= HALF_BITS || !self.is_hires && !self.wraps;
        if !is_in_one_half || self.counts {
            self.flip_across::<BYTES>(lines, sprite)
        } else if (self.column as u32) < HALF_BITS {
            flip_half::<BYTES, false>(lines, sprite, column)
        } else {
            flip_half::<BYTES, true>(lines, sprite, column)
        }
    }

    /// As [`Self::flip`], wherever a row ends.
    #[inline(always)]
    fn flip_across<const BYTES: usize>(self, lines: &mut [u128], sprite: &[u8]) -> u8 {
        let (mut hits, mut dark) = (0, 0);
        for (line, row) in lines.iter_mut().zip(sprite.as_chunks::<BYTES>().0) {
            let pixels = self.place(pixels(row));
            hits += (*line & pixels != 0) as u8;
            dark |= *line & pixels;
            *line ^= pixels;
        }
        if self.counts { hits } else { (dark != 0) as u8 }
    }

    /// A row, its leftmost pixel in the most significant bit, moved to its column; what is beyond the edge is gone, or
    /// has wrapped.
    #[inline(always)]
    const fn place(self, pixels: u64) -> u128 {
        let column = self.column as u32;
        // What is in the half of the row that the column is in, and what runs over into the other.
        let within = pixels >> (column % HALF_BITS);
        let over = pixels << 1 << (HALF_BITS - 1 - column % HALF_BITS);
        let wrapped = if self.wraps { over } else { 0 };
        if !self.is_hires {
            join(within | wrapped, 0)
        } else if column < HALF_BITS {
            join(within, over)
        } else {
            join(wrapped, within)
        }
    }
}

/// Draws a sprite that the bottom of the screen or the end of memory cuts or wraps, or whose pixels are doubled,
/// row by row. Returns the rows in which a pixel went dark; on a doubled screen's high resolution the rows that
/// are cut off count as well.
#[cold]
#[inline(never)]
const fn draw_clipped(bus: &mut Bus, profile: Profile, plane: usize, address: u16, shape: Shape) -> u8 {
    let is_doubled = matches!(profile.screen(), ScreenModel::Doubled);
    let height = shape.height();
    let lines = &mut bus.display.planes[plane % PLANES];
    let mut hits = 0;
    let mut row = 0;
    while row < shape.rows {
        let line = (shape.top + row) as usize;
        if line >= height && !shape.wraps {
            return if shape.counts { hits + shape.rows - row } else { hits };
        }
        let at = address.wrapping_add(row as u16 * (shape.across as u16 / 8));
        let left = bus.memory[(at & profile.address_mask()) as usize];
        let right = bus.memory[(at.wrapping_add(1) & profile.address_mask()) as usize];
        let pixels = shape.place(if shape.across == 16 { pixels(&[left, right]) } else { pixels(&[left]) });
        let line = line % height;
        hits += if is_doubled && !shape.is_hires {
            let wide = double(pixels);
            flip_row(&mut lines[2 * line % HIRES_HEIGHT], wide)
                | flip_row(&mut lines[(2 * line + 1) % HIRES_HEIGHT], wide)
        } else {
            flip_row(&mut lines[line % HIRES_HEIGHT], pixels)
        } as u8;
        row += 1;
    }
    hits
}

/// Draws rows of `BYTES` bytes from `sprite`, `column` pixels from the left of one half of a line each; what is beyond
/// the half is gone. Returns 1 if a pixel went dark.
#[inline(always)]
fn flip_half<const BYTES: usize, const RIGHT: bool>(lines: &mut [u128], sprite: &[u8], column: u32) -> u8 {
    let mut dark = 0;
    for (line, row) in lines.iter_mut().zip(sprite.as_chunks::<BYTES>().0) {
        let pixels = pixels(row) >> column;
        let half = if RIGHT { *line } else { *line >> HALF_BITS } as u64;
        dark |= half & pixels;
        *line ^= if RIGHT { join(0, pixels) } else { join(pixels, 0) };
    }
    (dark != 0) as u8
}

/// A row of a sprite, its leftmost pixel in the most significant bit.
#[inline(always)]
const fn pixels<const BYTES: usize>(row: &[u8; BYTES]) -> u64 {
    let left = (row[0] as u64) << (HALF_BITS - 8);
    if BYTES > 1 { left | (row[BYTES - 1] as u64) << (HALF_BITS - 16) } else { left }
}

/// A row from its halves.
#[inline(always)]
const fn join(left: u64, right: u64) -> u128 {
    (left as u128) << HALF_BITS | right as u128
}

/// Flips the pixels of a row. Returns whether one went dark.
#[inline(always)]
const fn flip_row(line: &mut u128, pixels: u128) -> bool {
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
