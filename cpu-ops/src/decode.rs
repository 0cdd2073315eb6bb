//! Decoding: bytes at an address to an instruction.

use crate::flow::FlowKind;
use crate::operands::Operands;
use crate::profile::{InstructionSet, Profile};
use crate::table::{OPS, Op, ROWS_OF_HIGH_DIGIT};

/// A decoded instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instr {
    /// Which instruction it is.
    pub op: Op,
    /// Its operands.
    pub operands: Operands,
    /// Its address, in bytes.
    pub pc: u32,
    /// Its first word.
    pub word: u16,
}

impl Instr {
    /// Its length in bytes.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.op.info().len as u32
    }

    /// Address of the instruction after it, in bytes.
    #[must_use]
    pub const fn next(&self) -> u32 {
        self.pc + self.size()
    }

    /// How many bytes from its address on decide what it does. More than its length if it is a skip on a
    /// platform with four-byte instructions: the word after it says how far it skips.
    #[must_use]
    pub const fn extent(&self, profile: Profile) -> u32 {
        let looks_ahead = matches!(self.op.info().flow, FlowKind::Skip) && has_long_instructions(profile);
        self.size() + if looks_ahead { 2 } else { 0 }
    }

    /// Where it jumps or calls to, if its flow kind is a jump or a call; if it is a computed jump, what it adds a register to.
    #[must_use]
    pub const fn target(&self) -> u32 {
        self.operands.nnn() as u32
    }
}

/// Decodes the instruction at `pc` in `memory`, of which the profile says how many bytes exist.
///
/// Every word decodes, if only to the op that faults as unknown. `None` means that the instruction does
/// not lie wholly inside memory.
#[must_use]
pub const fn decode(memory: &[u8; crate::bus::MEMORY_BYTES], pc: u32, profile: Profile) -> Option<Instr> {
    let Some(word) = word_at(memory, pc, profile) else { return None };
    let op = op_of(word, profile);
    let operands = if op.info().len == 4 {
        let Some(second) = word_at(memory, pc + 2, profile) else { return None };
        Operands::long(word, second)
    } else {
        Operands::short(word)
    };
    Some(Instr { op, operands, pc, word })
}

/// The word at `pc`, most significant byte first, if it lies wholly inside memory.
#[must_use]
pub const fn word_at(memory: &[u8; crate::bus::MEMORY_BYTES], pc: u32, profile: Profile) -> Option<u16> {
    if pc + 1 >= profile.memory_bytes() {
        return None;
    }
    Some(u16::from_be_bytes([memory[(pc & 0xFFFF) as usize], memory[((pc + 1) & 0xFFFF) as usize]]))
}

/// The instruction that `word` begins on the platform of `profile`.
#[must_use]
pub const fn op_of(word: u16, profile: Profile) -> Op {
    let (first, end) = ROWS_OF_HIGH_DIGIT[(word >> 12) as usize];
    let mut row = first as usize;
    while row < end as usize {
        let info = &OPS[row];
        if word & info.mask == info.value && profile.includes(info.set) {
            return info.op;
        }
        row += 1;
    }
    Op::Unknown
}

/// How many bytes a skip passes over when the instruction after it is at `next`: that instruction's length.
#[must_use]
pub const fn skipped_bytes(memory: &[u8; crate::bus::MEMORY_BYTES], next: u32, profile: Profile) -> u32 {
    match word_at(memory, next, profile) {
        Some(word) => op_of(word, profile).info().len as u32,
        None => 2,
    }
}

/// How many of the bytes from `next` on decide how long the instruction there is: none on a platform where all are of one length.
#[must_use]
pub const fn bytes_that_tell_length(memory: &[u8; crate::bus::MEMORY_BYTES], next: u32, profile: Profile) -> u32 {
    if !has_long_instructions(profile) {
        return 0;
    }
    let mut row = 0;
    while row < OPS.len() {
        let info = &OPS[row];
        if info.len == 4 && info.value >> 8 == memory[(next & 0xFFFF) as usize] as u16 {
            return 2;
        }
        row += 1;
    }
    1
}

/// Whether the platform has instructions of four bytes.
const fn has_long_instructions(profile: Profile) -> bool {
    let mut row = 0;
    while row < OPS.len() {
        if OPS[row].len == 4 && profile.includes(OPS[row].set) {
            return true;
        }
        row += 1;
    }
    false
}

/// The set, other than the base set, in which `word` begins an instruction.
#[must_use]
pub const fn set_beyond_base(word: u16) -> Option<InstructionSet> {
    let (first, end) = ROWS_OF_HIGH_DIGIT[(word >> 12) as usize];
    let mut row = first as usize;
    while row < end as usize {
        let info = &OPS[row];
        if word & info.mask == info.value && !matches!(info.set, InstructionSet::Base) {
            return Some(info.set);
        }
        row += 1;
    }
    None
}
