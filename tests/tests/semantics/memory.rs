//! I and memory: ANNN, FX1E, FX29, FX33, FX55, FX65.

use cpu_ops::Quirk::{self, MemoryIncrementByX, MemoryLeaveIUnchanged};

use crate::check::Part::{self, Byte, I, V};
use crate::check::check;

#[test]
fn i_is_sixteen_bits_wide() {
    check(
        &[],
        &[
            (0xA000, &[I(0xFFFF)], &[I(0x000)]),
            (0xAFFF, &[], &[I(0xFFF)]),
            (0xA301, &[V(0xF, 0x55)], &[I(0x301)]),
            (0xF11E, &[I(0x400), V(1, 0x00), V(0xF, 0x55)], &[]),
            (0xF11E, &[I(0x400), V(1, 0xFF), V(0xF, 0x55)], &[I(0x4FF)]),
            (0xF11E, &[I(0xFFF), V(1, 0x01), V(0xF, 0x55)], &[I(0x1000)]),
            (0xF11E, &[I(0xFFF), V(1, 0xFF), V(0xF, 0x55)], &[I(0x10FE)]),
            (0xF11E, &[I(0xFFFF), V(1, 0x01), V(0xF, 0x55)], &[I(0x0000)]),
            (0xF11E, &[I(0xFF80), V(1, 0xFF), V(0xF, 0x55)], &[I(0x007F)]),
            (0xFF1E, &[I(0x400), V(0xF, 0x03)], &[I(0x403)]),
        ],
    );
}

#[test]
fn digits_are_found_by_the_low_four_bits() {
    check(
        &[],
        &[
            (0xF129, &[V(1, 0x00), I(0xFFFF)], &[I(0x00)]),
            (0xF129, &[V(1, 0x01)], &[I(0x05)]),
            (0xF129, &[V(1, 0x0A)], &[I(0x32)]),
            (0xF129, &[V(1, 0x0F)], &[I(0x4B)]),
            (0xF129, &[V(1, 0x10)], &[I(0x00)]),
            (0xF129, &[V(1, 0xA9)], &[I(0x2D)]),
            (0xFF29, &[V(0xF, 0xFF)], &[I(0x4B)]),
        ],
    );
}

/// Three digits at 0x400.
const fn digits(hundreds: u8, tens: u8, ones: u8) -> [Part; 3] {
    [Byte(0x400, hundreds), Byte(0x401, tens), Byte(0x402, ones)]
}

#[test]
fn decimals_have_every_digit_in_every_place() {
    const OLD: [Part; 3] = digits(0xAA, 0xBB, 0xCC);
    let given = |value| [&[V(1, value), I(0x400), Byte(0x403, 0xDD)], &OLD[..]].concat();
    let rows = [
        (0, digits(0, 0, 0)),
        (1, digits(0, 0, 1)),
        (9, digits(0, 0, 9)),
        (10, digits(0, 1, 0)),
        (28, digits(0, 2, 8)),
        (37, digits(0, 3, 7)),
        (46, digits(0, 4, 6)),
        (55, digits(0, 5, 5)),
        (64, digits(0, 6, 4)),
        (73, digits(0, 7, 3)),
        (82, digits(0, 8, 2)),
        (99, digits(0, 9, 9)),
        (100, digits(1, 0, 0)),
        (101, digits(1, 0, 1)),
        (127, digits(1, 2, 7)),
        (128, digits(1, 2, 8)),
        (199, digits(1, 9, 9)),
        (200, digits(2, 0, 0)),
        (249, digits(2, 4, 9)),
        (250, digits(2, 5, 0)),
        (255, digits(2, 5, 5)),
    ];
    for (value, then) in rows {
        check(&[], &[(0xF133, &given(value), &then)]);
    }
}

#[test]
fn decimals_wrap_at_the_end_of_memory() {
    check(
        &[],
        &[
            (0xF133, &[V(1, 123), I(0xFFD)], &[Byte(0xFFD, 1), Byte(0xFFE, 2), Byte(0xFFF, 3)]),
            (0xF133, &[V(1, 123), I(0xFFE)], &[Byte(0xFFE, 1), Byte(0xFFF, 2), Byte(0x000, 3)]),
            (0xF133, &[V(1, 123), I(0xFFF)], &[Byte(0xFFF, 1), Byte(0x000, 2), Byte(0x001, 3)]),
            (0xF133, &[V(1, 123), I(0x1400)], &[Byte(0x400, 1), Byte(0x401, 2), Byte(0x402, 3)]),
            (0xF133, &[V(1, 123), I(0xFFFF)], &[Byte(0xFFF, 1), Byte(0x000, 2), Byte(0x001, 3)]),
            (0xFF33, &[V(0xF, 123), I(0x400)], &[Byte(0x400, 1), Byte(0x401, 2), Byte(0x402, 3)]),
        ],
    );
}

/// v0 to vF, and what FX55 makes of them at 0x400 for X = F.
const ALL: [Part; 16] =
    registers([0x10, 0x21, 0x32, 0x43, 0x54, 0x65, 0x76, 0x87, 0x98, 0xA9, 0xBA, 0xCB, 0xDC, 0xED, 0xFE, 0x0F]);
const ALL_STORED: [Part; 16] =
    stored([0x10, 0x21, 0x32, 0x43, 0x54, 0x65, 0x76, 0x87, 0x98, 0xA9, 0xBA, 0xCB, 0xDC, 0xED, 0xFE, 0x0F]);

const fn registers(values: [u8; 16]) -> [Part; 16] {
    let mut parts = [V(0, 0); 16];
    let mut x = 0;
    while x < 16 {
        parts[x] = V(x, values[x]);
        x += 1;
    }
    parts
}

const fn stored(values: [u8; 16]) -> [Part; 16] {
    let mut parts = [Byte(0, 0); 16];
    let mut x = 0;
    while x < 16 {
        parts[x] = Byte(0x400 + x as u16, values[x]);
        x += 1;
    }
    parts
}

/// The quirks that decide where I is afterwards, and by how much it has moved for X = 0, 1 and F.
type Advance = (&'static [(Quirk, bool)], [u16; 3]);

const ADVANCES: [Advance; 3] = [
    (&[(MemoryLeaveIUnchanged, false), (MemoryIncrementByX, false)], [1, 2, 16]),
    (&[(MemoryLeaveIUnchanged, false), (MemoryIncrementByX, true)], [0, 1, 15]),
    (&[(MemoryLeaveIUnchanged, true)], [0, 0, 0]),
];

#[test]
fn registers_are_stored() {
    for (quirks, [by_0, by_1, by_15]) in ADVANCES {
        let all = [&ALL[..], &[I(0x400)]].concat();
        let all_stored = [&ALL_STORED[..], &[I(0x400 + by_15)]].concat();
        check(
            quirks,
            &[
                (0xF055, &[V(0, 0x11), V(1, 0x22), I(0x400)], &[Byte(0x400, 0x11), I(0x400 + by_0)]),
                (
                    0xF155,
                    &[V(0, 0x11), V(1, 0x22), V(2, 0x33), I(0x400)],
                    &[Byte(0x400, 0x11), Byte(0x401, 0x22), I(0x400 + by_1)],
                ),
                (0xFF55, &all, &all_stored),
                // Over the end of memory; I itself is wider.
                (0xF155, &[V(0, 0x11), V(1, 0x22), I(0xFFF)], &[Byte(0xFFF, 0x11), Byte(0x000, 0x22), I(0xFFF + by_1)]),
                (0xF055, &[V(0, 0x11), I(0x1400)], &[Byte(0x400, 0x11), I(0x1400 + by_0)]),
                (
                    0xF155,
                    &[V(0, 0x11), V(1, 0x22), I(0xFFFF)],
                    &[Byte(0xFFF, 0x11), Byte(0x000, 0x22), I(0xFFFF_u16.wrapping_add(by_1))],
                ),
            ],
        );
    }
}

#[test]
fn registers_are_loaded() {
    for (quirks, [by_0, by_1, by_15]) in ADVANCES {
        let all = [&ALL_STORED[..], &[I(0x400)]].concat();
        let all_loaded = [&ALL[..], &[I(0x400 + by_15)]].concat();
        check(
            quirks,
            &[
                (
                    0xF065,
                    &[V(0, 0x99), V(1, 0x99), Byte(0x400, 0x11), Byte(0x401, 0x22), I(0x400)],
                    &[V(0, 0x11), I(0x400 + by_0)],
                ),
                (
                    0xF165,
                    &[V(2, 0x99), Byte(0x400, 0x11), Byte(0x401, 0x22), Byte(0x402, 0x33), I(0x400)],
                    &[V(0, 0x11), V(1, 0x22), I(0x400 + by_1)],
                ),
                (0xFF65, &all, &all_loaded),
                (0xF165, &[Byte(0xFFF, 0x11), Byte(0x000, 0x22), I(0xFFF)], &[V(0, 0x11), V(1, 0x22), I(0xFFF + by_1)]),
                (0xF065, &[Byte(0x400, 0x11), I(0x1400)], &[V(0, 0x11), I(0x1400 + by_0)]),
                (
                    0xF165,
                    &[Byte(0xFFF, 0x11), Byte(0x000, 0x22), I(0xFFFF)],
                    &[V(0, 0x11), V(1, 0x22), I(0xFFFF_u16.wrapping_add(by_1))],
                ),
            ],
        );
    }
}

#[test]
fn a_store_may_hit_the_very_instruction() {
    let at_300 = &[(MemoryLeaveIUnchanged, true)];
    check(at_300, &[(0xF155, &[V(0, 0x12), V(1, 0x34), I(0x300)], &[Byte(0x300, 0x12), Byte(0x301, 0x34)])]);
    check(&[], &[(0xF133, &[V(1, 123), I(0x2FF)], &[Byte(0x2FF, 1), Byte(0x300, 2), Byte(0x301, 3)])]);
}
