//! The planes of XO-CHIP: FX01, and what 00E0, 00CN, 00DN, 00FB, 00FC, 00FE, 00FF and DXYN do with them.

use cpu_ops::Quirk::{Vblank, Wrap};

use crate::check::Part::{self, Byte, Hires, I, Line, Planes, V};
use crate::draw::SPRITE;
use crate::superchip::LEFT;
use crate::xochip::check_xo;

/// Something in both planes: line 8 of the first, line 8 of the second, not the same.
const LIT: [Part; 2] = [Line(0, 8, LEFT >> 8), Line(1, 8, LEFT >> 16)];

/// [`LIT`] with the planes of `mask` selected.
fn lit(mask: u8) -> Vec<Part> {
    [&LIT[..], &[Planes(mask), V(0xF, 0x55)]].concat()
}

#[test]
fn planes_are_selected_by_a_mask_of_two_bits() {
    check_xo(
        &[],
        &[
            (0xF001, &[], &[Planes(0)]),
            (0xF101, &[Planes(3)], &[Planes(1)]),
            (0xF201, &[V(2, 9), V(0xF, 0x55)], &[Planes(2)]),
            (0xF301, &[], &[Planes(3)]),
            (0xF401, &[], &[Planes(0)]),
            (0xFE01, &[], &[Planes(2)]),
        ],
    );
}

#[test]
fn clearing_and_scrolling_act_on_the_selected_planes() {
    for mask in 0..4 {
        // What becomes of each plane's line, if its plane is selected.
        let moved = |to: usize, first: u128, second: u128| {
            let mut then = Vec::new();
            for (plane, pixels) in [first, second].into_iter().enumerate().filter(|(plane, _)| mask >> plane & 1 != 0) {
                then.extend([Line(plane, 8, 0), Line(plane, to, pixels)]);
            }
            then
        };
        check_xo(
            &[],
            &[
                (0x00E0, &lit(mask), &moved(8, 0, 0)),
                (0x00C3, &lit(mask), &moved(11, LEFT >> 8, LEFT >> 16)),
                (0x00D3, &lit(mask), &moved(5, LEFT >> 8, LEFT >> 16)),
                (0x00FB, &lit(mask), &moved(8, LEFT >> 12, LEFT >> 20)),
                (0x00FC, &lit(mask), &moved(8, LEFT >> 4, LEFT >> 12)),
                // These act on all planes, and leave the selection.
                (0x00FE, &lit(mask), &[Line(0, 8, 0), Line(1, 8, 0)]),
                (0x00FF, &lit(mask), &[Hires(true), Line(0, 8, 0), Line(1, 8, 0)]),
            ],
        );
    }
}

#[test]
fn scrolling_up() {
    check_xo(
        &[],
        &[
            (
                0x00D1,
                &[Hires(true), Line(0, 0, 5), Line(0, 1, 6), Line(0, 63, 7), V(0xF, 0x55)],
                &[Line(0, 0, 6), Line(0, 1, 0), Line(0, 62, 7), Line(0, 63, 0)],
            ),
            (0x00D0, &[Hires(true), Line(0, 0, 5), Line(0, 63, 7)], &[]),
            (
                0x00DF,
                &[Hires(true), Line(0, 14, 5), Line(0, 15, 6), Line(0, 63, 7)],
                &[Line(0, 14, 0), Line(0, 15, 0), Line(0, 0, 6), Line(0, 48, 7), Line(0, 63, 0)],
            ),
            (
                0x00D2,
                &[Line(0, 1, LEFT), Line(0, 2, LEFT >> 1), Line(0, 31, LEFT >> 2)],
                &[Line(0, 1, 0), Line(0, 2, 0), Line(0, 0, LEFT >> 1), Line(0, 29, LEFT >> 2), Line(0, 31, 0)],
            ),
        ],
    );
}

/// Four bytes at I: 0x81, 0x82, 0x83, 0x84.
fn sprite(mask: u8) -> Vec<Part> {
    let bytes = (0..4).map(|n| Byte(SPRITE + n, 0x81 + n as u8));
    bytes.chain([I(SPRITE), Planes(mask), V(0xF, 0x55)]).collect()
}

const fn left(plane: usize, y: usize, pixels: u8) -> Part {
    Line(plane, y, (pixels as u128) << 120)
}

#[test]
fn the_first_plane_has_the_first_rows() {
    check_xo(
        &[(Vblank, false), (Wrap, false)],
        &[
            (0xD122, &sprite(0), &[V(0xF, 0)]),
            (0xD122, &sprite(1), &[left(0, 0, 0x81), left(0, 1, 0x82), V(0xF, 0)]),
            (0xD122, &sprite(2), &[left(1, 0, 0x81), left(1, 1, 0x82), V(0xF, 0)]),
            (0xD122, &sprite(3), &[left(0, 0, 0x81), left(0, 1, 0x82), left(1, 0, 0x83), left(1, 1, 0x84), V(0xF, 0)]),
            // Rows that are cut off are there nevertheless.
            (0xD122, &[&sprite(3)[..], &[V(2, 31)]].concat(), &[left(0, 31, 0x81), left(1, 31, 0x83), V(0xF, 0)]),
        ],
    );
}

#[test]
fn large_sprites_have_32_bytes_a_plane() {
    let bytes = [Byte(SPRITE, 0x80), Byte(SPRITE + 31, 0x01), Byte(SPRITE + 33, 0x02), Byte(SPRITE + 62, 0x40)];
    let given = [&bytes[..], &[I(SPRITE), Planes(3), Hires(true)]].concat();
    let then = [Line(0, 0, LEFT), Line(0, 15, LEFT >> 15), Line(1, 0, LEFT >> 14), Line(1, 15, LEFT >> 1), V(0xF, 0)];
    check_xo(&[(Vblank, false)], &[(0xD120, &given, &then)]);
}

#[test]
fn any_selected_plane_can_collide() {
    let over = |mask, plane, y, pixels| [&sprite(mask)[..], &[left(plane, y, pixels)]].concat();
    check_xo(
        &[(Vblank, false)],
        &[
            // In the first row of the first plane alone, in the last of the second alone.
            (0xD121, &over(3, 0, 0, 0x80), &[left(0, 0, 0x01), left(1, 0, 0x82), V(0xF, 1)]),
            (0xD121, &over(3, 1, 0, 0x80), &[left(0, 0, 0x81), left(1, 0, 0x02), V(0xF, 1)]),
            // What is lit in another plane is no matter.
            (0xD121, &over(1, 1, 0, 0xFF), &[left(0, 0, 0x81), V(0xF, 0)]),
            (0xD121, &over(2, 0, 0, 0xFF), &[left(1, 0, 0x81), V(0xF, 0)]),
        ],
    );
}
