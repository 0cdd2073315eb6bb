//! Programs made up at random that nevertheless go on for a while: jumps stay inside, memory operands are
//! mostly data and sometimes the program itself, and every instruction of the platform occurs.

use cpu_ops::Platform;
use cpu_ops::profile::InstructionSet::{Scroll, SuperChip, XoChip};
use fastrand::Rng;

/// Where programs are loaded, in bytes.
const ENTRY: u16 = 0x200;
/// Where most of the memory operands are: outside of the program.
const DATA: u16 = 0x600;

/// A program of `instructions` words or a little more for `platform`, a function of `seed` and platform alone.
#[must_use]
pub fn random_program(platform: &Platform, seed: u64, instructions: u16) -> Vec<u8> {
    let mut random = Rng::with_seed(seed);
    let mut bytes = Vec::new();
    while bytes.len() < 2 * usize::from(instructions) {
        match beyond_base(&mut random, platform) {
            Some(0xF000) => {
                bytes.extend_from_slice(&[0xF0, 0x00]);
                bytes.extend_from_slice(&long_operand(&mut random, instructions).to_be_bytes());
            }
            Some(word) => bytes.extend_from_slice(&word.to_be_bytes()),
            None => bytes.extend_from_slice(&random_instruction(&mut random, instructions).to_be_bytes()),
        }
    }
    // Whatever runs off the end starts again.
    bytes.extend_from_slice(&(0x1000 | ENTRY).to_be_bytes());
    bytes
}

/// Now and then the first word of an instruction that `platform` has beyond the base set.
fn beyond_base(random: &mut Rng, platform: &Platform) -> Option<u16> {
    let x = random.u16(0..16) << 8;
    let y = random.u16(0..16) << 4;
    let n = random.u16(0..16);
    let (set, word) = match random.u32(0..100) {
        0..2 => (Scroll, 0x00C0 | n),
        2 => (Scroll, [0x00FB, 0x00FC][random.usize(0..2)]),
        3..5 => (SuperChip, [0x00FE, 0x00FF][random.usize(0..2)]),
        5..7 => (SuperChip, 0xD000 | x | y),
        7 => (SuperChip, [0xF030, 0xF075, 0xF085][random.usize(0..3)] | x),
        8 if random.u8(0..20) == 0 => (SuperChip, 0x00FD),
        9 => (XoChip, 0x00D0 | n),
        10..13 => (XoChip, [0x5002, 0x5003][random.usize(0..2)] | x | y),
        13..16 => (XoChip, 0xF000),
        16..19 => (XoChip, 0xF001 | random.u16(0..4) << 8),
        19 => (XoChip, [0xF002, 0xF03A | x][random.usize(0..2)]),
        _ => return None,
    };
    platform.sets.contains(&set).then_some(word)
}

/// An address for `F000`: mostly as that of other memory instructions, sometimes anywhere, rarely the end.
fn long_operand(random: &mut Rng, instructions: u16) -> u16 {
    match random.u8(0..4) {
        0 => random.u16(..),
        1 => 0xFFFF - random.u16(0..20),
        _ => memory_operand(random, instructions),
    }
}

fn random_instruction(random: &mut Rng, instructions: u16) -> u16 {
    let x = random.u16(0..16) << 8;
    let y = random.u16(0..16) << 4;
    let byte = u16::from(random.u8(..));
    let n = random.u16(0..16);
    match random.u32(0..100) {
        0..12 => 0x6000 | x | byte,
        12..24 => 0x7000 | x | byte,
        24..42 => 0x8000 | x | y | [0, 1, 2, 3, 4, 5, 6, 7, 0xE][random.usize(0..9)],
        42..46 => 0x3000 | x | byte & 7,
        46..50 => 0x4000 | x | byte & 7,
        50..54 => 0x5000 | x | y,
        54..58 => 0x9000 | x | y,
        58..65 => 0x1000 | target(random, instructions),
        65..68 => 0x2000 | target(random, instructions),
        68..70 => 0x00EE,
        70..76 => 0xA000 | memory_operand(random, instructions),
        76..78 => 0xC000 | x | byte,
        78..82 => 0xD000 | x | y | n,
        82 => 0x00E0,
        83 => 0xE09E | x,
        84 => 0xE0A1 | x,
        85 => 0xB000 | target(random, instructions),
        86..88 => 0xF01E | x,
        88 => 0xF029 | x,
        89..91 => 0xF033 | x,
        91..93 => 0xF055 | x,
        93..95 => 0xF065 | x,
        95 => 0xF007 | x,
        96 => 0xF015 | x,
        97 => 0xF018 | x,
        98 => 0xF00A | x,
        _ => random_word(random),
    }
}

/// An address in the program, rarely between two of its instructions.
fn target(random: &mut Rng, instructions: u16) -> u16 {
    ENTRY + 2 * random.u16(0..instructions) + u16::from(random.u8(0..40) == 0)
}

/// An address for memory instructions: mostly data, sometimes the program itself, rarely the end of memory.
fn memory_operand(random: &mut Rng, instructions: u16) -> u16 {
    match random.u8(0..20) {
        0..3 => target(random, instructions),
        3 => 0xFFF - random.u16(0..20),
        _ => DATA + random.u16(0..0x400),
    }
}

/// Any word, instruction or not.
fn random_word(random: &mut Rng) -> u16 {
    if random.u8(0..4) == 0 { random.u16(..) } else { 0x6000 | random.u16(0..0x1000) }
}
