//! Jumps, calls, returns and skips: 1NNN, BNNN, 2NNN, 00EE, 3XNN, 4XNN, 5XY0, 9XY0.

use cpu_ops::Quirk::Jump;
use cpu_ops::{Exit, FaultKind, Platform};

use crate::check::Part::{Byte, Depth, Ends, Faults, Pc, Stack, V};
use crate::check::{check, check_on};

/// Return addresses that are all different.
const ADDRESSES: [u32; 16] =
    [0x202, 0x204, 0x206, 0x208, 0x20A, 0x20C, 0x20E, 0x210, 0x212, 0x214, 0x216, 0x218, 0x21A, 0x21C, 0x21E, 0x220];

#[test]
fn jumps() {
    check(
        &[],
        &[
            (0x1400, &[V(0, 5)], &[Pc(0x400)]),
            (0x1401, &[], &[Pc(0x401)]),
            (0x1000, &[], &[Pc(0x000)]),
            (0x1FFF, &[], &[Pc(0xFFF)]),
            (0x1302, &[], &[Pc(0x302)]),
            (0x1300, &[Pc(0x302)], &[Pc(0x300)]),
            (0x1305, &[Pc(0x301)], &[Pc(0x305)]),
        ],
    );
}

#[test]
fn a_jump_to_itself_ends_the_run() {
    let ends = Ends(Exit::SelfJump);
    check(
        &[],
        &[
            (0x1300, &[V(0, 5)], &[Pc(0x300), ends]),
            (0x1301, &[Pc(0x301)], &[Pc(0x301), ends]),
            (0x1FFE, &[Pc(0xFFE)], &[Pc(0xFFE), ends]),
        ],
    );
}

#[test]
fn computed_jumps_add_v0() {
    check(
        &[(Jump, false)],
        &[
            (0xB400, &[V(4, 0x77)], &[Pc(0x400)]),
            (0xB400, &[V(0, 0x05), V(4, 0x77)], &[Pc(0x405)]),
            (0xB4F0, &[V(0, 0xFF)], &[Pc(0x5EF)]),
            (0xB012, &[V(0, 0x21)], &[Pc(0x033)]),
            // Past the end of memory, where the next instruction faults.
            (0xBFFF, &[V(0, 0xFF), V(0xF, 0x01)], &[Pc(0x10FE)]),
        ],
    );
}

#[test]
fn computed_jumps_add_vx_under_the_quirk() {
    check(
        &[(Jump, true)],
        &[
            (0xB400, &[V(0, 0x77)], &[Pc(0x400)]),
            (0xB400, &[V(0, 0x77), V(4, 0x05)], &[Pc(0x405)]),
            (0xB4F0, &[V(4, 0xFF)], &[Pc(0x5EF)]),
            (0xB012, &[V(0, 0x21)], &[Pc(0x033)]),
            (0xBFFF, &[V(0, 0x01), V(0xF, 0xFF)], &[Pc(0x10FE)]),
        ],
    );
}

#[test]
fn calls_and_returns() {
    check(
        &[],
        &[
            (0x2400, &[], &[Pc(0x400), Stack(&[0x302])]),
            (0x2400, &[Stack(&[0x202])], &[Pc(0x400), Stack(&[0x202, 0x302])]),
            (0x2401, &[Pc(0x301)], &[Pc(0x401), Stack(&[0x303])]),
            (0x2400, &[Pc(0xFFE)], &[Pc(0x400), Stack(&[0x1000])]),
            (0x2FFF, &[], &[Pc(0xFFF), Stack(&[0x302])]),
            // A call is no jump, even to itself.
            (0x2300, &[], &[Pc(0x300), Stack(&[0x302])]),
            (0x00EE, &[Stack(&[0x402])], &[Pc(0x402), Depth(0)]),
            (0x00EE, &[Stack(&[0x402, 0x405])], &[Pc(0x405), Depth(1)]),
            (0x00EE, &[Stack(&[0x1000])], &[Pc(0x1000), Depth(0)]),
            (0x00EE, &[Stack(&[0x300])], &[Pc(0x300), Depth(0)]),
        ],
    );
}

#[test]
fn the_stack_has_twelve_levels_on_the_vip_and_sixteen_later() {
    const ELEVEN: &[u32] = ADDRESSES.split_at(11).0;
    const TWELVE: &[u32] = ADDRESSES.split_at(12).0;
    const FIFTEEN: &[u32] = ADDRESSES.split_at(15).0;
    const TWELFTH: [u32; 12] = {
        let mut addresses = [0x302; 12];
        addresses.split_at_mut(11).0.copy_from_slice(ELEVEN);
        addresses
    };
    const SIXTEENTH: [u32; 16] = {
        let mut addresses = [0x302; 16];
        addresses.split_at_mut(15).0.copy_from_slice(FIFTEEN);
        addresses
    };
    let platform = |id| Platform::by_id(id).expect("it exists");
    let overflows = Faults(FaultKind::StackOverflow);
    check_on(
        platform("originalChip8"),
        &[],
        &[
            (0x2400, &[Stack(ELEVEN)], &[Pc(0x400), Stack(&TWELFTH)]),
            (0x2400, &[Stack(TWELVE)], &[overflows]),
            (0x00EE, &[Stack(TWELVE)], &[Pc(0x218), Depth(11)]),
        ],
    );
    for id in ["modernChip8", "chip48"] {
        check_on(
            platform(id),
            &[],
            &[
                (0x2400, &[Stack(FIFTEEN)], &[Pc(0x400), Stack(&SIXTEENTH)]),
                (0x2400, &[Stack(&ADDRESSES)], &[overflows]),
                (0x2300, &[Stack(&ADDRESSES)], &[overflows]),
                (0x2401, &[Stack(&ADDRESSES), Pc(0x305)], &[overflows]),
                (0x00EE, &[Stack(&ADDRESSES)], &[Pc(0x220), Depth(15)]),
            ],
        );
    }
    for platform in Platform::ALL {
        check_on(platform, &[], &[(0x00EE, &[], &[Faults(FaultKind::StackUnderflow)])]);
    }
}

#[test]
fn skips() {
    let skipped = Pc(0x304);
    check(
        &[],
        &[
            (0x3112, &[V(1, 0x12), V(0xF, 0x55)], &[skipped]),
            (0x3112, &[V(1, 0x13)], &[]),
            (0x3100, &[V(1, 0x00)], &[skipped]),
            (0x31FF, &[V(1, 0xFF)], &[skipped]),
            (0x3F12, &[V(0xF, 0x12)], &[skipped]),
            (0x4112, &[V(1, 0x12), V(0xF, 0x55)], &[]),
            (0x4112, &[V(1, 0x13)], &[skipped]),
            (0x4100, &[V(1, 0x00)], &[]),
            (0x41FF, &[V(1, 0x00)], &[skipped]),
            (0x4F12, &[V(0xF, 0x13)], &[skipped]),
            (0x5120, &[V(1, 0x80), V(2, 0x80)], &[skipped]),
            (0x5120, &[V(1, 0x80), V(2, 0x00)], &[]),
            (0x5110, &[V(1, 0x80)], &[skipped]),
            (0x51F0, &[V(1, 0x01), V(0xF, 0x01)], &[skipped]),
            (0x9120, &[V(1, 0x80), V(2, 0x80)], &[]),
            (0x9120, &[V(1, 0x80), V(2, 0x00)], &[skipped]),
            (0x9110, &[V(1, 0x80)], &[]),
            (0x9F10, &[V(1, 0x01), V(0xF, 0x02)], &[skipped]),
        ],
    );
}

#[test]
fn odd_addresses_and_the_last_ones() {
    check(
        &[],
        &[
            (0x3112, &[V(1, 0x12), Pc(0x301)], &[Pc(0x305)]),
            (0x3112, &[V(1, 0x13), Pc(0x301)], &[Pc(0x303)]),
            (0x61AB, &[Pc(0x37F)], &[Pc(0x381), V(1, 0xAB)]),
            (0x61AB, &[Pc(0x000), Byte(2, 0), Byte(3, 0)], &[Pc(0x002), V(1, 0xAB)]),
            (0x61AB, &[Pc(0xFFE)], &[Pc(0x1000), V(1, 0xAB)]),
            (0x61AB, &[Pc(0xFFD)], &[Pc(0xFFF), V(1, 0xAB)]),
            (0x3100, &[Pc(0xFFC)], &[Pc(0x1000)]),
            (0x3100, &[Pc(0xFFD)], &[Pc(0x1001)]),
            (0x3100, &[Pc(0xFFE)], &[Pc(0x1002)]),
        ],
    );
}
