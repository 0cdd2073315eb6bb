//! The screen: 00E0, and DXYN clipping at the edges.

use cpu_ops::Exit;
use cpu_ops::Quirk::{Vblank, Wrap};

use crate::check::Part::{self, Byte, Ends, I, Row, V};
use crate::check::check;

/// Where the sprites are.
pub const SPRITE: u16 = 0x400;

/// Fifteen rows of a sprite: 0x81, 0x82 ... 0x8F.
pub const FIFTEEN: [Part; 15] = {
    let mut parts = [Byte(0, 0); 15];
    let mut row = 0;
    while row < 15 {
        parts[row] = Byte(SPRITE + row as u16, 0x81 + row as u8);
        row += 1;
    }
    parts
};

/// Row `y` with the byte `pixels` at the left edge.
pub const fn left(y: usize, pixels: u8) -> Part {
    Row(y, (pixels as u64) << 56)
}

#[test]
fn clearing_makes_the_screen_dark() {
    check(
        &[],
        &[
            (0x00E0, &[], &[]),
            (
                0x00E0,
                &[Row(0, u64::MAX), Row(15, 1), Row(31, 1 << 63), V(0xF, 0x55)],
                &[Row(0, 0), Row(15, 0), Row(31, 0)],
            ),
        ],
    );
}

#[test]
fn a_sprite_is_placed_by_its_left_upper_corner() {
    check(
        &[(Vblank, false)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80), V(0xF, 0x55)], &[left(0, 0x80), V(0xF, 0)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xA5), V(1, 8), V(2, 3)], &[Row(3, 0x00A5_0000_0000_0000)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 1), V(2, 31)], &[Row(31, 0x7F80_0000_0000_0000)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x81), V(1, 56)], &[Row(0, 0x81)]),
            // Rows come one after another; those after the Nth are not drawn.
            (
                0xD122,
                &[I(SPRITE), Byte(SPRITE, 0x11), Byte(SPRITE + 1, 0x22), Byte(SPRITE + 2, 0x33), V(2, 5)],
                &[left(5, 0x11), left(6, 0x22)],
            ),
            // X and Y the same register; vF as a coordinate, read before it becomes the flag.
            (0xD111, &[I(SPRITE), Byte(SPRITE, 0x80), V(1, 4)], &[Row(4, 1 << 59)]),
            (0xDF21, &[I(SPRITE), Byte(SPRITE, 0x80), V(0xF, 8)], &[Row(0, 1 << 55), V(0xF, 0)]),
            (0xD1F1, &[I(SPRITE), Byte(SPRITE, 0x80), V(0xF, 8)], &[left(8, 0x80), V(0xF, 0)]),
        ],
    );
}

#[test]
fn no_rows_and_fifteen_rows() {
    let given = [&FIFTEEN[..], &[I(SPRITE), V(2, 17), V(0xF, 0x55)]].concat();
    let mut then = vec![V(0xF, 0)];
    then.extend((17..32).zip(0x81..).map(|(y, pixels)| left(y, pixels)));
    check(&[(Vblank, false)], &[(0xD120, &given, &[V(0xF, 0)]), (0xD12F, &given, &then)]);
}

#[test]
fn the_start_wraps_around_the_screen_always() {
    check(
        &[(Vblank, false)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xC0), V(1, 64), V(2, 32)], &[left(0, 0xC0)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xC0), V(1, 65), V(2, 33)], &[Row(1, 0x6000_0000_0000_0000)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80), V(1, 0xFF), V(2, 0xFF)], &[Row(31, 1)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80), V(1, 0x80), V(2, 0xE0)], &[left(0, 0x80)]),
        ],
    );
}

#[test]
fn pixels_beyond_the_edges_are_cut_off() {
    let given = [&FIFTEEN[..], &[I(SPRITE), V(1, 63), V(2, 31)]].concat();
    check(
        &[(Wrap, false), (Vblank, false)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 57)], &[Row(0, 0x7F)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 60)], &[Row(0, 0x0F)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 63)], &[Row(0, 0x01)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x7F), V(1, 63)], &[]),
            (
                0xD123,
                &[I(SPRITE), Byte(SPRITE, 1), Byte(SPRITE + 1, 2), Byte(SPRITE + 2, 4), V(2, 30)],
                &[left(30, 1), left(31, 2)],
            ),
            (0xD12F, &given, &[Row(31, 1)]),
            // What is cut off cannot collide.
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x0F), V(1, 60), left(0, 0xFF)], &[]),
            (0xD122, &[I(SPRITE), Byte(SPRITE + 1, 0xFF), V(2, 31), left(0, 0xFF)], &[]),
        ],
    );
}

#[test]
fn pixels_that_go_dark_set_the_flag() {
    check(
        &[(Vblank, false)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), left(0, 0xFF)], &[left(0, 0x00), V(0xF, 1)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x0F), left(0, 0x18)], &[left(0, 0x17), V(0xF, 1)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x0F), left(0, 0xF0), V(0xF, 1)], &[left(0, 0xFF), V(0xF, 0)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x00), left(0, 0xFF), V(0xF, 1)], &[V(0xF, 0)]),
            // In the first row only, and in the last row only.
            (
                0xD122,
                &[I(SPRITE), Byte(SPRITE, 0x80), Byte(SPRITE + 1, 0x80), left(0, 0x80)],
                &[left(0, 0), left(1, 0x80), V(0xF, 1)],
            ),
            (
                0xD122,
                &[I(SPRITE), Byte(SPRITE, 0x80), Byte(SPRITE + 1, 0x80), left(1, 0x80)],
                &[left(0, 0x80), left(1, 0), V(0xF, 1)],
            ),
            // At the right edge.
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80), V(1, 63), Row(0, 3)], &[Row(0, 2), V(0xF, 1)]),
        ],
    );
}

#[test]
fn sprites_wrap_at_the_end_of_memory() {
    let drawn = &[left(0, 0x11), left(1, 0x22)];
    check(
        &[(Vblank, false)],
        &[
            (0xD122, &[I(0xFFF), Byte(0xFFF, 0x11), Byte(0x000, 0x22)], drawn),
            (0xD122, &[I(0x1FFF), Byte(0xFFF, 0x11), Byte(0x000, 0x22)], drawn),
            (0xD122, &[I(0xFFFF), Byte(0xFFF, 0x11), Byte(0x000, 0x22)], drawn),
        ],
    );
}

#[test]
fn drawing_gives_up_the_frame_under_the_quirk() {
    let waits = Ends(Exit::DisplayWait);
    check(
        &[(Vblank, true)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80)], &[left(0, 0x80), waits]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x80), left(0, 0x80)], &[left(0, 0), V(0xF, 1), waits]),
            (0xD120, &[], &[waits]),
            (0x00E0, &[left(0, 0x80)], &[left(0, 0)]),
        ],
    );
}
