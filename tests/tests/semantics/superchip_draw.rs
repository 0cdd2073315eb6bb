//! Sprites on SUPER-CHIP: DXYN at the high resolution, DXY0 at both, and what the HP 48 does otherwise.

use cpu_ops::Exit;
use cpu_ops::Quirk::{Vblank, Wrap};

use crate::check::Part::{self, Byte, Doubled, Ends, Hires, I, Line, V};
use crate::draw::{FIFTEEN, SPRITE};
use crate::superchip::{LEFT, LEGACY, SWITCHED, check_each};

/// A sprite at `SPRITE` of which all pixels are lit, as large as any.
fn solid() -> Vec<Part> {
    (0..32).map(|offset| Byte(SPRITE + offset, 0xFF)).chain([I(SPRITE)]).collect()
}

/// `lines` lines of the first plane from `first` on, which are all `pixels`.
fn lines(first: usize, lines: usize, pixels: u128) -> Vec<Part> {
    (first..first + lines).map(|y| Line(0, y, pixels)).collect()
}

fn all(parts: &[&[Part]]) -> Vec<Part> {
    parts.concat()
}

#[test]
fn sprites_at_the_high_resolution() {
    let sprite = [Hires(true), I(SPRITE), Byte(SPRITE, 0xA5), Byte(SPRITE + 1, 0x81), V(0xF, 0x55)];
    let at = |x, y| all(&[&sprite, &[V(1, x), V(2, y)]]);
    check_each(
        SWITCHED,
        &[(Vblank, false)],
        &[
            (0xD122, &at(0, 0), &[Line(0, 0, 0xA5 << 120), Line(0, 1, 0x81 << 120), V(0xF, 0)]),
            (0xD122, &at(60, 40), &[Line(0, 40, 0xA5 << 60), Line(0, 41, 0x81 << 60), V(0xF, 0)]),
            (0xD122, &at(120, 62), &[Line(0, 62, 0xA5), Line(0, 63, 0x81), V(0xF, 0)]),
            // The start wraps around the screen.
            (0xD122, &at(128 + 8, 64 + 1), &[Line(0, 1, 0xA5 << 112), Line(0, 2, 0x81 << 112), V(0xF, 0)]),
            (0xD122, &at(248, 254), &[Line(0, 62, 0xA5), Line(0, 63, 0x81), V(0xF, 0)]),
        ],
    );
}

#[test]
fn edges_at_the_high_resolution() {
    let sprite = [Hires(true), I(SPRITE), Byte(SPRITE, 0xFF), Byte(SPRITE + 1, 0x81), V(1, 124), V(2, 63)];
    check_each(
        SWITCHED,
        &[(Vblank, false), (Wrap, false)],
        &[
            (0xD122, &sprite, &[Line(0, 63, 0xF)]),
            // What is cut off cannot collide.
            (
                0xD122,
                &all(&[&sprite, &[Line(0, 0, u128::MAX), Line(0, 63, 0xF << 124)]]),
                &[Line(0, 63, 0xF << 124 | 0xF)],
            ),
        ],
    );
    check_each(
        SWITCHED,
        &[(Vblank, false), (Wrap, true)],
        &[
            (0xD122, &sprite, &[Line(0, 63, 0xF << 124 | 0xF), Line(0, 0, 1 << 124 | 1 << 3)]),
            (
                0xD122,
                &all(&[&sprite, &[Line(0, 0, 1 << 124)]]),
                &[Line(0, 63, 0xF << 124 | 0xF), Line(0, 0, 1 << 3), V(0xF, 1)],
            ),
        ],
    );
}

#[test]
fn large_sprites_are_sixteen_by_sixteen() {
    let bytes = [Byte(SPRITE + 1, 0x01), Byte(SPRITE + 2, 0x80), Byte(SPRITE + 30, 0x40), Byte(SPRITE + 31, 0x02)];
    let low = all(&[&bytes, &[I(SPRITE), Byte(SPRITE + 32, 0xFF), V(1, 10), V(2, 8), V(0xF, 0x55)]]);
    let high = all(&[&low, &[Hires(true), V(1, 100), V(2, 40)]]);
    check_each(
        SWITCHED,
        &[(Vblank, false)],
        &[
            (
                0xD120,
                &low,
                &[Line(0, 8, LEFT >> 25), Line(0, 9, LEFT >> 10), Line(0, 23, LEFT >> 11 | LEFT >> 24), V(0xF, 0)],
            ),
            (
                0xD120,
                &high,
                &[
                    Line(0, 40, LEFT >> 115),
                    Line(0, 41, LEFT >> 100),
                    Line(0, 55, LEFT >> 101 | LEFT >> 114),
                    V(0xF, 0),
                ],
            ),
            // In the last pixel, and in the first.
            (
                0xD120,
                &all(&[&low, &[Line(0, 23, LEFT >> 24)]]),
                &[Line(0, 8, LEFT >> 25), Line(0, 9, LEFT >> 10), Line(0, 23, LEFT >> 11), V(0xF, 1)],
            ),
        ],
    );
}

#[test]
fn large_sprites_at_the_edges() {
    let low = all(&[&solid(), &[V(1, 56), V(2, 30)]]);
    let high = all(&[&solid(), &[Hires(true), V(1, 120), V(2, 62)]]);
    let right = 0xFF << 64;
    check_each(
        SWITCHED,
        &[(Vblank, false), (Wrap, false)],
        &[(0xD120, &low, &lines(30, 2, right)), (0xD120, &high, &lines(62, 2, 0xFF))],
    );
    check_each(
        SWITCHED,
        &[(Vblank, false), (Wrap, true)],
        &[
            (0xD120, &low, &all(&[&lines(30, 2, 0xFF << 120 | right), &lines(0, 14, 0xFF << 120 | right)])),
            (0xD120, &high, &all(&[&lines(62, 2, 0xFF << 120 | 0xFF), &lines(0, 14, 0xFF << 120 | 0xFF)])),
        ],
    );
}

#[test]
fn low_pixels_of_the_hp_48_are_two_by_two() {
    let waits = Ends(Exit::DisplayWait);
    let sprite = [I(SPRITE), Byte(SPRITE, 0xA0), V(1, 3), V(2, 5), V(0xF, 0x55)];
    let pixels = 0b11_00_11 << 116;
    check_each(
        LEGACY,
        &[(Vblank, true), (Wrap, false)],
        &[
            (0xD121, &sprite, &[Line(0, 10, pixels), Line(0, 11, pixels), V(0xF, 0), waits]),
            // Half a pixel collides, in either line, and the flag is 1 even if more do.
            (
                0xD121,
                &all(&[&sprite, &[Line(0, 10, 1 << 116)]]),
                &[Line(0, 10, pixels & !(1 << 116)), Line(0, 11, pixels), V(0xF, 1), waits],
            ),
            (
                0xD121,
                &all(&[&sprite, &[Line(0, 11, 3 << 120)]]),
                &[Line(0, 10, pixels), Line(0, 11, 3 << 116), V(0xF, 1), waits],
            ),
            (0xD121, &all(&[&sprite, &lines(10, 2, pixels)]), &[Line(0, 10, 0), Line(0, 11, 0), V(0xF, 1), waits]),
            // At the edges it is cut off, which is not counted.
            (0xD122, &[I(SPRITE), Byte(SPRITE, 0xFF), V(1, 63), V(2, 31)], &all(&[&lines(62, 2, 3), &[waits]])),
        ],
    );
    check_each(
        LEGACY,
        &[(Vblank, false)],
        &[(0xD121, &sprite, &[Line(0, 10, pixels), Line(0, 11, pixels), V(0xF, 0)])],
    );
}

#[test]
fn large_low_sprites_of_the_hp_48_are_eight_by_sixteen() {
    let data = all(&[&FIFTEEN, &[Byte(SPRITE + 15, 0xFF), Byte(SPRITE + 16, 0xFF), I(SPRITE)]]);
    let mut then = lines(30, 2, 0xFFFF << 112);
    for row in 0..15_u128 {
        // Each bit of 0x81, 0x82 ... twice.
        let pixels = (0..8).filter(|bit| (0x81 + row) >> bit & 1 != 0).map(|bit| 3 << (2 * bit)).sum::<u128>();
        then.extend(lines(2 * row as usize, 2, pixels << 112));
    }
    check_each(LEGACY, &[(Vblank, false)], &[(0xD120, &data, &then)]);
}

#[test]
fn the_high_resolution_of_the_hp_48_counts_rows() {
    // It waits for no display, whatever the quirk.
    let at = |x, y| all(&[&solid(), &[Doubled(false), V(1, x), V(2, y), V(0xF, 0x55)]]);
    let lit = |first, count| lines(first, count, LEFT);
    let left = 0xFF << 120;
    check_each(
        LEGACY,
        &[(Wrap, false)],
        &[
            (0xD123, &at(0, 20), &all(&[&lines(20, 3, left), &[V(0xF, 0)]])),
            (
                0xD123,
                &all(&[&at(0, 20), &lit(21, 9)]),
                &all(&[&lines(20, 1, left), &lines(21, 2, left & !LEFT), &[V(0xF, 2)]]),
            ),
            // Rows that are cut off at the bottom count; columns at the right do not.
            (0xD125, &at(0, 62), &all(&[&lines(62, 2, left), &[V(0xF, 3)]])),
            (
                0xD125,
                &all(&[&at(0, 62), &lit(63, 1)]),
                &all(&[&lines(62, 1, left), &lines(63, 1, left & !LEFT), &[V(0xF, 4)]]),
            ),
            (0xD121, &at(124, 0), &[Line(0, 0, 0xF), V(0xF, 0)]),
            (0xD120, &at(0, 60), &all(&[&lines(60, 4, 0xFFFF << 112), &[V(0xF, 12)]])),
            (0xD120, &all(&[&at(0, 0), &lit(0, 16)]), &all(&[&lines(0, 16, 0x7FFF << 112), &[V(0xF, 16)]])),
        ],
    );
    check_each(
        LEGACY,
        &[(Wrap, true)],
        &[(0xD122, &all(&[&at(0, 63), &lit(0, 1)]), &[Line(0, 63, left), Line(0, 0, left & !LEFT), V(0xF, 1)])],
    );
}
