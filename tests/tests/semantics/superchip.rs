//! SUPER-CHIP without its sprites: 00CN, 00FB, 00FC, 00FD, 00FE, 00FF, FX30, FX75, FX85.

use cpu_ops::Exit;
use cpu_ops::{Platform, Quirk};

use crate::check::Part::{Byte, Doubled, Ends, Flag, Hires, I, Line, V};
use crate::check::{Case, check_on};

/// Every platform that has the instructions of SUPER-CHIP 1.0.
pub const ALL: &[&str] = &["superchip1", "superchip", "superchip-legacy", "xochip"];
/// Those whose screen is cleared when its resolution changes.
pub const SWITCHED: &[&str] = &["superchip1", "superchip", "xochip"];
/// The one whose screen is always 128 x 64.
pub const LEGACY: &[&str] = &["superchip-legacy"];
/// The leftmost pixel of a line.
pub const LEFT: u128 = 1 << 127;

/// Checks `cases` on each platform of `ids`, whatever the quirks that are not `fixed`.
pub fn check_each(ids: &[&str], fixed: &[(Quirk, bool)], cases: &[Case]) {
    for id in ids {
        check_on(Platform::by_id(id).expect("it is emulated"), fixed, cases);
    }
}

#[test]
fn a_program_ends_itself() {
    check_each(ALL, &[], &[(0x00FD, &[V(0xF, 0x55)], &[Ends(Exit::Halted)])]);
}

#[test]
fn changing_the_resolution_clears_the_screen() {
    let lit = [Line(0, 0, LEFT), Line(0, 31, 1 << 64)];
    let dark = [Line(0, 0, 0), Line(0, 31, 0)];
    let lit_high = [&[Hires(true), Line(0, 63, 1)], &lit[..]].concat();
    let dark_high = [&[Hires(true), Line(0, 63, 0)], &dark[..]].concat();
    let dark_low = [&[Hires(false), Line(0, 63, 0)], &dark[..]].concat();
    check_each(
        SWITCHED,
        &[],
        &[
            (0x00FF, &[V(0xF, 0x55), I(0x400)], &[Hires(true)]),
            (0x00FF, &lit, &dark_high),
            (0x00FF, &lit_high, &dark_high),
            (0x00FE, &lit, &dark),
            (0x00FE, &lit_high, &dark_low),
        ],
    );
}

#[test]
fn on_the_hp_48_nothing_is_cleared() {
    let lit = [Line(0, 0, LEFT), Line(0, 63, 1), V(0xF, 0x55)];
    let lit_high = [&[Doubled(false)], &lit[..]].concat();
    check_each(
        LEGACY,
        &[],
        &[
            (0x00FF, &lit, &[Doubled(false)]),
            (0x00FF, &lit_high, &[]),
            (0x00FE, &lit, &[]),
            (0x00FE, &lit_high, &[Doubled(true)]),
        ],
    );
}

#[test]
fn scrolling_down_at_the_high_resolution() {
    check_each(
        &["superchip", "xochip"],
        &[],
        &[
            (
                0x00C1,
                &[Hires(true), Line(0, 0, 5), Line(0, 62, 6), Line(0, 63, 7), V(0xF, 0x55)],
                &[Line(0, 0, 0), Line(0, 1, 5), Line(0, 62, 0), Line(0, 63, 6)],
            ),
            (0x00C0, &[Hires(true), Line(0, 0, 5), Line(0, 63, 7)], &[]),
            (
                0x00CF,
                &[Hires(true), Line(0, 0, 5), Line(0, 20, LEFT), Line(0, 48, 6), Line(0, 49, 7)],
                &[
                    Line(0, 0, 0),
                    Line(0, 15, 5),
                    Line(0, 20, 0),
                    Line(0, 35, LEFT),
                    Line(0, 48, 0),
                    Line(0, 49, 0),
                    Line(0, 63, 6),
                ],
            ),
        ],
    );
}

#[test]
fn scrolling_down_at_the_low_resolution() {
    check_each(
        &["superchip", "xochip"],
        &[],
        &[
            (
                0x00C2,
                &[Line(0, 0, LEFT), Line(0, 29, LEFT >> 1), Line(0, 30, LEFT >> 2)],
                &[Line(0, 0, 0), Line(0, 2, LEFT), Line(0, 29, 0), Line(0, 30, 0), Line(0, 31, LEFT >> 1)],
            ),
            (0x00CF, &[Line(0, 17, LEFT)], &[Line(0, 17, 0)]),
        ],
    );
    // By lines of the high resolution, all 64 of them.
    check_each(
        LEGACY,
        &[],
        &[
            (
                0x00C1,
                &[Line(0, 30, 5), Line(0, 31, 5), Line(0, 62, 6), Line(0, 63, 7)],
                &[Line(0, 30, 0), Line(0, 32, 5), Line(0, 62, 0), Line(0, 63, 6)],
            ),
            (0x00C1, &[Doubled(false), Line(0, 31, 5)], &[Line(0, 31, 0), Line(0, 32, 5)]),
        ],
    );
}

#[test]
fn scrolling_sideways() {
    let (first, last) = (Line(0, 0, LEFT | 0xFF), Line(0, 63, 0x10));
    let cases: [Case; 2] = [
        (0x00FB, &[Hires(true), first, last, V(0xF, 0x55)], &[Line(0, 0, LEFT >> 4 | 0xF), Line(0, 63, 1)]),
        (
            0x00FC,
            &[Hires(true), first, last, Line(0, 9, 0x1F << 123)],
            &[Line(0, 0, 0xFF0), Line(0, 63, 0x100), Line(0, 9, 1 << 127)],
        ),
    ];
    check_each(&["superchip", "superchip-legacy", "xochip"], &[], &cases);
    // A pixel of the low resolution is in the upper half of its line.
    check_each(
        &["superchip", "xochip"],
        &[],
        &[
            (
                0x00FB,
                &[Line(0, 0, LEFT | 0x1F << 64), Line(0, 31, 1 << 68)],
                &[Line(0, 0, LEFT >> 4 | 1 << 64), Line(0, 31, 1 << 64)],
            ),
            (0x00FC, &[Line(0, 0, LEFT | 1 << 64), Line(0, 31, 1 << 64)], &[Line(0, 0, 1 << 68), Line(0, 31, 1 << 68)]),
        ],
    );
}

#[test]
fn large_digits_are_found_by_the_low_four_bits() {
    // They come after the small ones, which end at 0x50.
    check_each(
        ALL,
        &[],
        &[
            (0xF130, &[V(1, 0), V(0xF, 0x55)], &[I(0x50)]),
            (0xF130, &[V(1, 1)], &[I(0x5A)]),
            (0xF130, &[V(1, 9)], &[I(0xAA)]),
            (0xF130, &[V(1, 0xF3)], &[I(0x6E)]),
            (0xFF30, &[V(0xF, 0x0F)], &[I(0xE6)]),
        ],
    );
}

#[test]
fn eight_flag_registers() {
    check_each(
        &["superchip1", "superchip", "superchip-legacy"],
        &[],
        &[
            (0xF075, &[V(0, 1), V(1, 2), I(0x400)], &[Flag(0, 1)]),
            (0xF275, &[V(0, 1), V(1, 2), V(2, 3), V(3, 4)], &[Flag(0, 1), Flag(1, 2), Flag(2, 3)]),
            (0xF775, &[V(6, 1), V(7, 2), V(8, 3)], &[Flag(6, 1), Flag(7, 2)]),
            (0xFF75, &[V(7, 2), V(8, 3), V(0xF, 4)], &[Flag(7, 2)]),
            (0xF085, &[Flag(0, 1), Flag(1, 2), I(0x400), Byte(0x400, 9)], &[V(0, 1)]),
            (0xF285, &[Flag(0, 1), Flag(2, 3), Flag(3, 4), V(1, 9)], &[V(0, 1), V(1, 0), V(2, 3)]),
            (0xF785, &[Flag(6, 1), Flag(7, 2), V(8, 9)], &[V(6, 1), V(7, 2)]),
            (0xFF85, &[Flag(7, 2), V(8, 9), V(0xF, 0x55)], &[V(7, 2)]),
        ],
    );
}
