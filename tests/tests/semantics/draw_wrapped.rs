//! DXYN wrapping around the edges under the quirk.

use cpu_ops::Quirk::{Vblank, Wrap};

use crate::check::Part::{Byte, I, Row, V};
use crate::check::check;
use crate::draw::{FIFTEEN, SPRITE, left};

#[test]
fn pixels_beyond_the_right_edge_come_in_at_the_left() {
    check(
        &[(Wrap, true), (Vblank, false)],
        &[
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 56)], &[Row(0, 0xFF)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 57)], &[Row(0, 0x8000_0000_0000_007F)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 60)], &[Row(0, 0xF000_0000_0000_000F)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 63)], &[Row(0, 0xFE00_0000_0000_0001)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x7F), V(1, 127)], &[Row(0, 0xFE00_0000_0000_0000)]),
        ],
    );
}

#[test]
fn rows_beyond_the_bottom_come_in_at_the_top() {
    let given = [&FIFTEEN[..], &[I(SPRITE), V(2, 31)]].concat();
    let mut then = vec![left(31, 0x81)];
    then.extend((0..14).zip(0x82..).map(|(y, pixels)| left(y, pixels)));
    check(
        &[(Wrap, true), (Vblank, false)],
        &[
            (
                0xD123,
                &[I(SPRITE), Byte(SPRITE, 1), Byte(SPRITE + 1, 2), Byte(SPRITE + 2, 4), V(2, 30)],
                &[left(30, 1), left(31, 2), left(0, 4)],
            ),
            (0xD12F, &given, &then),
            // Around the corner.
            (
                0xD122,
                &[I(SPRITE), Byte(SPRITE, 0xC0), Byte(SPRITE + 1, 0xC0), V(1, 63), V(2, 31)],
                &[Row(31, 0x8000_0000_0000_0001), Row(0, 0x8000_0000_0000_0001)],
            ),
        ],
    );
}

#[test]
fn pixels_that_have_wrapped_collide() {
    check(
        &[(Wrap, true), (Vblank, false)],
        &[
            (
                0xD121,
                &[I(SPRITE), Byte(SPRITE, 0x0F), V(1, 60), left(0, 0xFF)],
                &[Row(0, 0x0F00_0000_0000_0000), V(0xF, 1)],
            ),
            (0xD122, &[I(SPRITE), Byte(SPRITE + 1, 0x0F), V(2, 31), left(0, 0xFF)], &[left(0, 0xF0), V(0xF, 1)]),
            (0xD121, &[I(SPRITE), Byte(SPRITE, 0x0F), V(1, 60), left(0, 0x0F)], &[left(0, 0xFF)]),
        ],
    );
}
