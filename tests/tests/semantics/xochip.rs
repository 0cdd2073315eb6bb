//! XO-CHIP without its planes: 5XY2, 5XY3, F000 NNNN and skips over it, F002, FX3A, flag registers, 64 KiB of memory.

use cpu_ops::FaultKind::StackOverflow;
use cpu_ops::Quirk::{self, Jump, MemoryIncrementByX, MemoryLeaveIUnchanged, Vblank};

use crate::check::Part::{self, Byte, Depth, Faults, Flag, I, Keys, Pattern, Pc, Pitch, Row, Stack, V};
use crate::check::{Case, HERE};
use crate::superchip::check_each;

/// Checks `cases` on XO-CHIP.
pub fn check_xo(fixed: &[(Quirk, bool)], cases: &[Case]) {
    check_each(&["xochip"], fixed, cases);
}

/// v0 to vF: 0x10 to 0x1F.
const REGISTERS: [Part; 16] = {
    let mut parts = [V(0, 0); 16];
    let mut x = 0;
    while x < 16 {
        parts[x] = V(x, 0x10 + x as u8);
        x += 1;
    }
    parts
};

#[test]
fn register_ranges_are_stored_in_the_order_given() {
    let at = |i| [&REGISTERS[..], &[I(i)]].concat();
    let up: Vec<Part> = (0..16).map(|n| Byte(0x400 + n, 0x10 + n as u8)).collect();
    let down: Vec<Part> = (0..16).map(|n| Byte(0x400 + n, 0x1F - n as u8)).collect();
    check_xo(
        &[],
        &[
            (0x5362, &at(0x400), &[Byte(0x400, 0x13), Byte(0x401, 0x14), Byte(0x402, 0x15), Byte(0x403, 0x16)]),
            (0x5632, &at(0x400), &[Byte(0x400, 0x16), Byte(0x401, 0x15), Byte(0x402, 0x14), Byte(0x403, 0x13)]),
            (0x5992, &at(0x400), &[Byte(0x400, 0x19)]),
            (0x5EF2, &at(0x400), &[Byte(0x400, 0x1E), Byte(0x401, 0x1F)]),
            (0x50F2, &at(0x400), &up),
            (0x5F02, &at(0x400), &down),
            (0x5012, &at(0xFFFF), &[Byte(0xFFFF, 0x10), Byte(0x0000, 0x11)]),
            (0x5012, &at(0x0FFF), &[Byte(0x0FFF, 0x10), Byte(0x1000, 0x11)]),
        ],
    );
}

#[test]
fn register_ranges_are_loaded_in_the_order_given() {
    let bytes: Vec<Part> = (0..17).map(|n| Byte(0x400 + n, 0x80 + n as u8)).collect();
    let given = [&REGISTERS[..], &bytes, &[I(0x400)]].concat();
    let up: Vec<Part> = (0..16).map(|x| V(x, 0x80 + x as u8)).collect();
    let down: Vec<Part> = (0..16).map(|x| V(x, 0x8F - x as u8)).collect();
    check_xo(
        &[],
        &[
            (0x5363, &given, &[V(3, 0x80), V(4, 0x81), V(5, 0x82), V(6, 0x83)]),
            (0x5633, &given, &[V(6, 0x80), V(5, 0x81), V(4, 0x82), V(3, 0x83)]),
            (0x5993, &given, &[V(9, 0x80)]),
            (0x50F3, &given, &up),
            (0x5F03, &given, &down),
            (0x5123, &[I(0xFFFF), Byte(0xFFFF, 7), Byte(0, 8)], &[V(1, 7), V(2, 8)]),
        ],
    );
}

#[test]
fn a_long_address_is_one_instruction() {
    let long = |high, low| [Byte(0x302, high), Byte(0x303, low)];
    let after = Pc(HERE + 4);
    check_xo(
        &[],
        &[
            (0xF000, &[&long(0x12, 0x34)[..], &[V(0xF, 0x55)]].concat(), &[I(0x1234), after]),
            (0xF000, &long(0xFF, 0xFF), &[I(0xFFFF), after]),
            (0xF000, &[&long(0x00, 0x00)[..], &[I(0x1234)]].concat(), &[I(0x0000), after]),
            (0xF000, &long(0x80, 0x01), &[I(0x8001), after]),
        ],
    );
}

#[test]
fn skips_step_over_a_whole_long_address() {
    const LONG: [Part; 2] = [Byte(0x302, 0xF0), Byte(0x303, 0x00)];
    let before = |parts: &[Part]| [&LONG[..], parts].concat();
    let (over, on) = (Pc(HERE + 6), Pc(HERE + 2));
    check_xo(
        &[],
        &[
            (0x3105, &before(&[V(1, 5)]), &[over]),
            (0x3105, &before(&[V(1, 6)]), &[on]),
            (0x4105, &before(&[V(1, 6)]), &[over]),
            (0x4105, &before(&[V(1, 5)]), &[on]),
            (0x5120, &before(&[V(1, 6), V(2, 6)]), &[over]),
            (0x5120, &before(&[V(1, 6)]), &[on]),
            (0x9120, &before(&[V(1, 6)]), &[over]),
            (0x9120, &before(&[V(1, 6), V(2, 6)]), &[on]),
            (0xE19E, &before(&[V(1, 6), Keys(0x40)]), &[over]),
            (0xE19E, &before(&[V(1, 6)]), &[on]),
            (0xE1A1, &before(&[V(1, 6)]), &[over]),
            (0xE1A1, &before(&[V(1, 6), Keys(0x40)]), &[on]),
            // These words have two bytes.
            (0x3100, &[Byte(0x302, 0xF0), Byte(0x303, 0x02)], &[Pc(HERE + 4)]),
            (0x3100, &[Byte(0x302, 0xF1), Byte(0x303, 0x00)], &[Pc(HERE + 4)]),
            (0x3100, &[], &[Pc(HERE + 4)]),
        ],
    );
    // Where there are no long addresses the word has two bytes.
    check_each(&["superchip", "modernChip8"], &[], &[(0x3105, &before(&[V(1, 5)]), &[Pc(HERE + 4)])]);
}

#[test]
fn the_sample_pattern_and_its_pitch() {
    let at = |start: u16| (0..16).map(move |n| Byte(start.wrapping_add(n), 0xA0 + n as u8));
    let pattern: [u8; 16] = std::array::from_fn(|n| 0xA0 + n as u8);
    let given = |start: u16| at(start).chain([I(start), Byte(start.wrapping_add(16), 9)]).collect::<Vec<_>>();
    check_xo(
        &[],
        &[
            (0xF002, &given(0x400), &[Pattern(pattern)]),
            (0xF002, &given(0x8400), &[Pattern(pattern)]),
            (0xF002, &given(0xFFF8), &[Pattern(pattern)]),
            (0xF13A, &[V(1, 0)], &[Pitch(0)]),
            (0xF13A, &[V(1, 255), V(0xF, 0x55)], &[Pitch(255)]),
            (0xFF3A, &[V(0xF, 112)], &[Pitch(112)]),
        ],
    );
}

#[test]
fn sixteen_flag_registers() {
    let flags: Vec<Part> = (0..16).map(|n| Flag(n, 0x10 + n as u8)).collect();
    check_xo(
        &[],
        &[
            (0xFF75, &REGISTERS, &flags),
            (0xFF85, &flags, &REGISTERS),
            (0xF875, &[V(7, 1), V(8, 2), V(9, 3)], &[Flag(7, 1), Flag(8, 2)]),
            (0xF885, &[Flag(7, 1), Flag(8, 2), Flag(9, 3)], &[V(7, 1), V(8, 2)]),
        ],
    );
}

#[test]
fn addresses_wrap_at_64_kib() {
    check_xo(
        &[(MemoryIncrementByX, false), (MemoryLeaveIUnchanged, false), (Vblank, false)],
        &[
            (0xF11E, &[I(0xFFFF), V(1, 3), V(0xF, 0x55)], &[I(2)]),
            (0xF11E, &[I(0x0FFF), V(1, 3)], &[I(0x1002)]),
            (0xF155, &[I(0xFFFF), V(0, 7), V(1, 8)], &[Byte(0xFFFF, 7), Byte(0, 8), I(1)]),
            (0xF155, &[I(0x0FFF), V(0, 7), V(1, 8)], &[Byte(0x0FFF, 7), Byte(0x1000, 8), I(0x1001)]),
            (0xF165, &[I(0xFFFF), Byte(0xFFFF, 7), Byte(0, 8)], &[V(0, 7), V(1, 8), I(1)]),
            (0xF133, &[I(0xFFFE), V(1, 123)], &[Byte(0xFFFE, 1), Byte(0xFFFF, 2), Byte(0, 3)]),
            (0xD122, &[I(0xFFFF), Byte(0xFFFF, 0x11), Byte(0, 0x22)], &[Row(0, 0x11 << 56), Row(1, 0x22 << 56)]),
        ],
    );
}

/// Return addresses that are all different, and beyond 4 KiB.
const ADDRESSES: [u32; 16] = [
    0x1202, 0x2204, 0x3206, 0x4208, 0x520A, 0x620C, 0x720E, 0x8210, 0x9212, 0xA214, 0xB216, 0xC218, 0xD21A, 0xE21C,
    0xF21E, 0xF220,
];

#[test]
fn programs_run_beyond_4_kib() {
    const DEEPER: [u32; 16] = {
        let mut addresses = ADDRESSES;
        addresses[15] = 0x9002;
        addresses
    };
    check_xo(
        &[(Jump, false)],
        &[
            (0xBFFF, &[V(0, 0xFF)], &[Pc(0x10FE)]),
            (0x6105, &[Pc(0x0FFF)], &[V(1, 5), Pc(0x1001)]),
            (0x6105, &[Pc(0x9000)], &[V(1, 5), Pc(0x9002)]),
            (0x3100, &[Pc(0x9000), Byte(0x9002, 0xF0)], &[Pc(0x9006)]),
            (0x1234, &[Pc(0x9000)], &[Pc(0x234)]),
            (0x00EE, &[Stack(&ADDRESSES)], &[Depth(15), Pc(0xF220)]),
            (0x2400, &[Pc(0x9000), Stack(&ADDRESSES), Depth(15)], &[Stack(&DEEPER), Pc(0x400)]),
            (0x2400, &[Stack(&ADDRESSES)], &[Faults(StackOverflow)]),
        ],
    );
}
