//! Loose instructions: those that are read from memory, in part, each time they are executed.
//!
//! A program that rewrites itself mostly stores into the number of an instruction: what is added, compared with, or pointed at. An
//! engine that has decoded or compiled such an instruction can go on with what it has, if it takes the number from memory.

use core::ops::Range;

use crate::bus::MEMORY_BYTES;
use crate::decode::Instr;
use crate::flow::FlowKind;
use crate::operands::Operands;
use crate::table::{OpInfo, ROWS_OF_HIGH_DIGIT};

/// Which part of an instruction is read each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Loose {
    /// The second byte, which is a number and nothing else.
    SecondByte = 1,
    /// The second word of a four-byte instruction.
    SecondWord = 2,
    /// All of a two-byte instruction, which is a number but for its first digit. That says whether it is still the same instruction,
    /// and has to be asked first.
    Word = 3,
}

impl Loose {
    /// The part whose number is. The bits are those of a `Loose`, or else it is the whole word.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Self::SecondByte,
            2 => Self::SecondWord,
            _ => Self::Word,
        }
    }

    /// The part of `instr` in which other bytes make it no other instruction, name no other register, and do not lead elsewhere.
    #[must_use]
    pub const fn number_of(instr: &Instr) -> Option<Self> {
        let info = instr.op.info();
        if matches!(info.flow, FlowKind::Jump | FlowKind::Call) {
            return None;
        }
        if info.len == 4 {
            return Some(Self::SecondWord);
        }
        let digits = info.pattern.as_bytes();
        let is_number = digits[2] == b'N' && digits[3] == b'N' && is_alone_with_its_first_digit(info);
        if is_number { Some(Self::SecondByte) } else { None }
    }

    /// [`Loose::Word`], if `instr` is a number but for its first digit, and has nothing to do with where the program goes.
    #[must_use]
    pub const fn word_of(instr: &Instr) -> Option<Self> {
        let info = instr.op.info();
        let is_number = info.pattern.as_bytes()[1] == b'N' && is_alone_with_its_first_digit(info);
        if is_number && matches!(info.flow, FlowKind::Next) { Some(Self::Word) } else { None }
    }

    /// Addresses of its bytes, the instruction being at `pc`.
    #[must_use]
    pub const fn bytes(self, pc: u32) -> Range<u32> {
        match self {
            Self::SecondByte => pc + 1..pc + 2,
            Self::SecondWord => pc + 2..pc + 4,
            Self::Word => pc..pc + 2,
        }
    }

    /// Whether the instruction at `pc`, which began with the digit `digit`, still does.
    #[inline(always)]
    #[must_use]
    pub const fn is_same(memory: &[u8; MEMORY_BYTES], pc: u32, digit: u32) -> bool {
        (memory[pc as usize % MEMORY_BYTES] >> 4) as u32 == digit
    }

    /// The operands of the instruction at `pc`, which are `operands` but for this part.
    #[inline(always)]
    #[must_use]
    pub const fn operands(self, memory: &[u8; MEMORY_BYTES], pc: u32, operands: Operands) -> Operands {
        let at = pc as usize;
        match self {
            Self::SecondByte => operands.with_second_byte(memory[(at + 1) % MEMORY_BYTES]),
            Self::SecondWord => operands.with_second_word(word_at(memory, at + 2)),
            Self::Word => Operands::short(word_at(memory, at)),
        }
    }
}

impl Instr {
    /// The same with 0 in the part that is `loose`.
    #[must_use]
    pub const fn without(self, loose: Loose) -> Self {
        match loose {
            Loose::SecondByte => Self { operands: self.operands.with_second_byte(0), word: self.word & 0xFF00, ..self },
            Loose::SecondWord => Self { operands: self.operands.with_second_word(0), ..self },
            Loose::Word => Self { operands: Operands::short(0), word: self.word & 0xF000, ..self },
        }
    }
}

/// Whether no other instruction begins with the same digit, on any platform.
#[must_use]
pub const fn is_alone_with_its_first_digit(info: &OpInfo) -> bool {
    let (first, end) = ROWS_OF_HIGH_DIGIT[(info.value >> 12) as usize];
    info.mask == 0xF000 && end - first == 1
}

/// The word at `at`.
#[inline(always)]
const fn word_at(memory: &[u8; MEMORY_BYTES], at: usize) -> u16 {
    u16::from_be_bytes([memory[at % MEMORY_BYTES], memory[(at + 1) % MEMORY_BYTES]])
}
