//! What has no meaning: a fault with opcode and address, and no other effect.

use cpu_ops::FaultKind::{MachineCode, OutOfMemory, UnknownOpcode};
use cpu_ops::profile::InstructionSet::{SuperChip, XoChip};
use cpu_ops::{FaultKind, Platform};

use crate::check::Part::{self, Faults, I, Keys, Pc, Row, Sound, Stack, V};
use crate::check::{Case, check_on};

/// A state in which there is something to destroy.
const GIVEN: [Part; 7] = [V(0, 0x12), V(0xF, 0x55), I(0x456), Keys(0x8001), Row(3, 0xFF), Sound(9), Stack(&[0x222])];

fn check_faults(kind: FaultKind, words: &[u16]) {
    let fault = [Faults(kind)];
    let cases: Vec<Case> = words.iter().map(|&word| (word, &GIVEN[..], &fault[..])).collect();
    for platform in Platform::ALL {
        let is_fault = |case: &&Case| !is_known(platform, case.0);
        let cases: Vec<Case> = cases.iter().filter(is_fault).copied().collect();
        check_on(platform, &[], &cases);
    }
}

/// Whether `word` begins an instruction that `platform` has beyond the base set.
fn is_known(platform: &Platform, word: u16) -> bool {
    let has = |set| platform.sets.contains(&set);
    match word {
        0x00FF | 0xF130 | 0xF175 | 0xF185 => has(SuperChip),
        0x00DF | 0x5122 | 0xF000 | 0xF101 | 0xF002 | 0xF13A => has(XoChip),
        _ => false,
    }
}

#[test]
fn machine_code_is_not_run() {
    check_faults(MachineCode, &[0x0000, 0x0001, 0x00DF, 0x00E1, 0x00EF, 0x00FF, 0x0123, 0x0230, 0x0FFF]);
}

#[test]
fn unknown_opcodes_fault() {
    check_faults(UnknownOpcode, &[0x5001, 0x5122, 0x512F, 0x8128, 0x8129, 0x812A, 0x812D, 0x812F, 0x9121, 0x912F]);
    check_faults(UnknownOpcode, &[0xE000, 0xE19D, 0xE19F, 0xE1A0, 0xE1A2, 0xEFFF]);
    check_faults(UnknownOpcode, &[0xF000, 0xF101, 0xF002, 0xF106, 0xF108, 0xF10B, 0xF114, 0xF119, 0xF11D, 0xF128]);
    check_faults(UnknownOpcode, &[0xF12A, 0xF130, 0xF132, 0xF134, 0xF13A, 0xF154, 0xF156, 0xF175, 0xF185, 0xFFFF]);
}

#[test]
fn an_instruction_must_lie_wholly_inside_memory() {
    let fault = [Faults(OutOfMemory)];
    for platform in Platform::ALL.iter().filter(|platform| platform.memory_bits == 12) {
        check_on(
            platform,
            &[],
            &[
                (0x6012, &[Pc(0xFFF)], &fault),
                (0x6012, &[Pc(0x1000)], &fault),
                (0x6012, &[Pc(0x1001)], &fault),
                (0x6012, &[Pc(0x10FE)], &fault),
            ],
        );
    }
}

#[test]
fn the_memory_of_xo_chip_ends_at_64_kib() {
    let platform = Platform::by_id("xochip").expect("it is emulated");
    let fault = [Faults(OutOfMemory)];
    let cases: [Case; 4] = [
        (0x6012, &[Pc(0xFFFE)], &[V(0, 0x12)]),
        (0x6012, &[Pc(0xFFFF)], &fault),
        (0x6012, &[Pc(0x1_0000)], &fault),
        (0x6012, &[Pc(0x1_00FE)], &fault),
    ];
    check_on(platform, &[], &cases);
}

#[test]
fn a_long_instruction_must_lie_wholly_inside_memory() {
    let platform = Platform::by_id("xochip").expect("it is emulated");
    check_on(platform, &[], &[(0xF000, &[Pc(0xFFFE)], &[Faults(OutOfMemory)])]);
}

#[test]
fn a_fault_at_an_odd_address_names_it() {
    check_on(Platform::DEFAULT, &[], &[(0x5121, &[Pc(0x333)], &[Faults(UnknownOpcode)])]);
    check_on(Platform::DEFAULT, &[], &[(0x0333, &[Pc(0x333)], &[Faults(MachineCode)])]);
}
