//! Programs made up at random that nevertheless go on for a while: jumps stay inside, memory operands are
//! mostly data and sometimes the program itself, and every instruction of the platform occurs.

mod branching;
mod rewriting;

use std::ops::Range;

use cpu_ops::Platform;
use cpu_ops::profile::InstructionSet::{Scroll, SuperChip, XoChip};
use fastrand::Rng;

use crate::choices::{Bytes, Choices};

/// Where programs are loaded, in bytes.
const ENTRY: u16 = 0x200;
/// The addresses that a jump can name.
const JUMPS: u16 = 0xFFF;
/// Where most of the memory operands are: outside of the program.
const DATA: u16 = 0x600;
/// One in so many instructions begins a long stretch without a way out.
const STRETCHES: u16 = 150;
/// One in so many begins a loop that rewrites itself.
const REWRITING_LOOPS: u16 = 100;
/// One in so many begins a loop full of branches.
const BRANCHING_LOOPS: u16 = 120;
/// How long a stretch is, in instructions.
const STRETCH: Range<u16> = 20..64;
/// Bytes of choices that [`chosen_program`] makes an instruction from: as many as the one with the most choices needs.
pub const BYTES_AN_INSTRUCTION: usize = 6;

/// What the bytes begin with that [`chosen_program`] makes several instructions from. The first choice of one instruction is the
/// same for many a byte.
pub const SEVERAL: u8 = 0xFF;

/// Where a program is.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Its first address, in bytes.
    pub entry: u16,
    /// About how many instructions it has.
    pub instructions: u16,
}

/// A program of `instructions` words or a little more for `platform`, a function of `seed` and platform alone.
#[must_use]
pub fn random_program(platform: &Platform, seed: u64, instructions: u16) -> Vec<u8> {
    let mut bytes = random_instructions(platform, &mut Rng::with_seed(seed), Extent { entry: ENTRY, instructions });
    push_end(&mut bytes);
    bytes
}

/// A program without an end: control runs on to whatever is behind it.
#[must_use]
pub fn random_instructions(platform: &Platform, random: &mut Rng, extent: Extent) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < 2 * usize::from(extent.instructions) {
        if random.once_in(STRETCHES) {
            push_stretch(&mut bytes, random, extent);
            bytes.truncate(2 * usize::from(extent.instructions));
        } else if random.once_in(REWRITING_LOOPS) {
            push_rewriting_loop(&mut bytes, random, platform, extent);
        } else if random.once_in(BRANCHING_LOOPS) {
            push_branching_loop(&mut bytes, random, extent);
        } else {
            push_instruction(&mut bytes, random, platform, extent);
        }
    }
    bytes
}

/// The program for `platform` that `chosen` stands for, with an instruction for each [`BYTES_AN_INSTRUCTION`] of it, up
/// to `most`: to change one of these bytes changes one instruction. Where they begin with [`SEVERAL`] it is several: a stretch, or a
/// loop that rewrites itself.
#[must_use]
pub fn chosen_program(platform: &Platform, chosen: &[u8], most: usize) -> Vec<u8> {
    let chunks = chosen.chunks(BYTES_AN_INSTRUCTION).take(most);
    let extent = Extent { entry: ENTRY, instructions: chunks.len().max(1) as u16 };
    let mut bytes = Vec::new();
    for chunk in chunks {
        match chunk {
            [SEVERAL, seed @ ..] => push_several(&mut bytes, seed, platform, extent),
            _ => push_instruction(&mut bytes, &mut Bytes(chunk), platform, extent),
        }
    }
    push_end(&mut bytes);
    bytes
}

/// Adds the instructions that `seed` stands for.
fn push_several(bytes: &mut Vec<u8>, seed: &[u8], platform: &Platform, extent: Extent) {
    let seed = seed.iter().fold(0, |seed, &byte| seed << 8 | u64::from(byte));
    let random = &mut Rng::with_seed(seed);
    match random.below(4) {
        0 => push_stretch(bytes, random, extent),
        1 => push_branching_loop(bytes, random, extent),
        _ => push_rewriting_loop(bytes, random, platform, extent),
    }
}

/// Adds an instruction to a program that is to have that extent.
fn push_instruction(bytes: &mut Vec<u8>, choices: &mut impl Choices, platform: &Platform, extent: Extent) {
    let word = match beyond_base(choices, platform) {
        Some(word) => word,
        None => base(choices, extent),
    };
    bytes.extend_from_slice(&word.to_be_bytes());
    if word == 0xF000 {
        bytes.extend_from_slice(&long_operand(choices, extent).to_be_bytes());
    }
}

/// Adds instructions that go on to the next, more of them than a block may have.
fn push_stretch(bytes: &mut Vec<u8>, random: &mut Rng, extent: Extent) {
    for _ in 0..random.u16(STRETCH) {
        let word = match random.below(8) {
            0 => 0x6000 | x(random) | nn(random),
            1 => 0xA000 | memory_operand(random, extent),
            2 => 0xF065 | x(random),
            3..5 => 0x7000 | x(random) | nn(random),
            _ => 0x8000 | random.one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 0xE]) | x(random) | y(random),
        };
        bytes.extend_from_slice(&word.to_be_bytes());
    }
}

/// Adds a loop that rewrites itself.
fn push_rewriting_loop(bytes: &mut Vec<u8>, choices: &mut impl Choices, platform: &Platform, extent: Extent) {
    let at = extent.entry.wrapping_add(bytes.len() as u16);
    let words = rewriting::rewriting_loop(choices, platform, at);
    bytes.extend(words.into_iter().flat_map(u16::to_be_bytes));
}

/// Adds a loop full of branches.
fn push_branching_loop(bytes: &mut Vec<u8>, choices: &mut impl Choices, extent: Extent) {
    let at = extent.entry.wrapping_add(bytes.len() as u16);
    bytes.extend(branching::branching_loop(choices, at).into_iter().flat_map(u16::to_be_bytes));
}

/// A program that is such a loop, over and over, a function of `seed` alone.
#[must_use]
pub fn branching_program(seed: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_branching_loop(&mut bytes, &mut Rng::with_seed(seed), Extent { entry: ENTRY, instructions: 0 });
    push_end(&mut bytes);
    bytes
}

/// A program of so many loops that rewrite themselves, over and over, a function of `seed` and platform alone.
#[must_use]
pub fn rewriting_program(platform: &Platform, seed: u64, loops: u16) -> Vec<u8> {
    let (mut bytes, mut random) = (Vec::new(), Rng::with_seed(seed));
    for _ in 0..loops {
        push_rewriting_loop(&mut bytes, &mut random, platform, Extent { entry: ENTRY, instructions: 0 });
    }
    push_end(&mut bytes);
    bytes
}

/// Whatever runs off the end starts again.
fn push_end(bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(0x1000 | ENTRY).to_be_bytes());
}

/// Now and then the first word of an instruction that `platform` has beyond the base set.
fn beyond_base(choices: &mut impl Choices, platform: &Platform) -> Option<u16> {
    let (set, word) = match choices.below(100) {
        0..2 => (Scroll, 0x00C0 | choices.below(16)),
        2 => (Scroll, choices.one_of(&[0x00FB, 0x00FC])),
        3..5 => (SuperChip, choices.one_of(&[0x00FE, 0x00FF])),
        5..7 => (SuperChip, 0xD000 | x(choices) | y(choices)),
        7 => (SuperChip, choices.one_of(&[0xF030, 0xF075, 0xF085]) | x(choices)),
        8 if choices.once_in(20) => (SuperChip, 0x00FD),
        9 => (XoChip, 0x00D0 | choices.below(16)),
        10..13 => (XoChip, choices.one_of(&[0x5002, 0x5003]) | x(choices) | y(choices)),
        13..16 => (XoChip, 0xF000),
        16..19 => (XoChip, 0xF001 | choices.below(4) << 8),
        19 => (XoChip, if choices.once_in(2) { 0xF002 } else { 0xF03A | x(choices) }),
        _ => return None,
    };
    platform.sets.contains(&set).then_some(word)
}

/// The digit X of an instruction.
fn x(choices: &mut impl Choices) -> u16 {
    choices.below(16) << 8
}

/// The digit Y of an instruction.
fn y(choices: &mut impl Choices) -> u16 {
    choices.below(16) << 4
}

/// The last two digits of an instruction.
fn nn(choices: &mut impl Choices) -> u16 {
    choices.byte().into()
}

/// An address for `F000`: mostly as that of other memory instructions, sometimes anywhere, rarely the end.
fn long_operand(choices: &mut impl Choices, extent: Extent) -> u16 {
    match choices.below(4) {
        0 => choices.word(),
        1 => 0xFFFF - choices.below(20),
        _ => memory_operand(choices, extent),
    }
}

/// An instruction of the base set, or rarely none at all.
fn base(choices: &mut impl Choices, extent: Extent) -> u16 {
    match choices.below(100) {
        0..12 => 0x6000 | x(choices) | nn(choices),
        12..24 => 0x7000 | x(choices) | nn(choices),
        24..42 => 0x8000 | choices.one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 0xE]) | x(choices) | y(choices),
        42..46 => 0x3000 | x(choices) | choices.below(8),
        46..50 => 0x4000 | x(choices) | choices.below(8),
        50..54 => 0x5000 | x(choices) | y(choices),
        54..58 => 0x9000 | x(choices) | y(choices),
        58..65 => 0x1000 | target(choices, extent),
        65..68 => 0x2000 | target(choices, extent),
        68..70 => 0x00EE,
        70..76 => 0xA000 | memory_operand(choices, extent),
        76..78 => 0xC000 | x(choices) | nn(choices),
        78..82 => 0xD000 | x(choices) | y(choices) | choices.below(16),
        82 => 0x00E0,
        83 => 0xE09E | x(choices),
        84 => 0xE0A1 | x(choices),
        85 => 0xB000 | target(choices, extent),
        86..88 => 0xF01E | x(choices),
        88 => 0xF029 | x(choices),
        89..91 => 0xF033 | x(choices),
        91..93 => 0xF055 | x(choices),
        93..95 => 0xF065 | x(choices),
        95 => 0xF007 | x(choices),
        96 => 0xF015 | x(choices),
        97 => 0xF018 | x(choices),
        98 => 0xF00A | x(choices),
        _ if choices.once_in(4) => choices.word(),
        _ => 0x6000 | x(choices) | nn(choices),
    }
}

/// An address in the program, rarely between two of its instructions.
fn target(choices: &mut impl Choices, extent: Extent) -> u16 {
    let address = 2 * choices.below(extent.instructions) + u16::from(choices.once_in(40));
    extent.entry.wrapping_add(address) & JUMPS
}

/// An address for memory instructions: mostly data, sometimes the program itself, rarely the end of memory.
fn memory_operand(choices: &mut impl Choices, extent: Extent) -> u16 {
    match choices.below(20) {
        0..5 => target(choices, extent),
        5 => 0xFFF - choices.below(20),
        _ => DATA + choices.below(0x400),
    }
}
