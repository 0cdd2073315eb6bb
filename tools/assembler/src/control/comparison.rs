//! Conditions of `if` and `while`.
//!
//! Input: a register, a comparison and usually a value. Output: code that
//! skips the next instruction when the condition does not hold.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step};
use crate::keyword::Keyword;
use crate::names::Name;
use crate::token::Token;

/// A comparison in a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Key,
    NotKey,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
}

/// `vf -= vx` after vf holds the other operand.
const SUBTRACT: u8 = 0x5;

/// `vf =- vx` after vf holds the other operand.
const REVERSE_SUBTRACT: u8 = 0x7;

/// Skips the next instruction when vf is zero.
const SKIP_IF_CLEAR: u8 = 0x3F;

/// Skips the next instruction when vf is not zero.
const SKIP_IF_SET: u8 = 0x4F;

impl Comparison {
    fn of(keyword: Keyword) -> Option<Self> {
        Some(match keyword {
            Keyword::Equal => Self::Equal,
            Keyword::NotEqual => Self::NotEqual,
            Keyword::Key => Self::Key,
            Keyword::NotKey => Self::NotKey,
            Keyword::Less => Self::Less,
            Keyword::Greater => Self::Greater,
            Keyword::LessEqual => Self::LessEqual,
            Keyword::GreaterEqual => Self::GreaterEqual,
            _ => return None,
        })
    }

    fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Key => Self::NotKey,
            Self::NotKey => Self::Key,
            Self::Less => Self::GreaterEqual,
            Self::Greater => Self::LessEqual,
            Self::LessEqual => Self::Greater,
            Self::GreaterEqual => Self::Less,
        }
    }
}

impl Assembler<'_> {
    /// Compiles a condition, or its opposite.
    pub(super) fn condition(&mut self, negate: bool) -> Step {
        let register = self.register()?;
        let token = self.next("a comparison")?;
        let written = token.word().and_then(Name::keyword).and_then(Comparison::of);
        let comparison = written.ok_or_else(|| self.unknown_comparison(token))?;
        match if negate { comparison.negated() } else { comparison } {
            Comparison::Equal => self.skip_unless(register, 0x90, 0x40),
            Comparison::NotEqual => self.skip_unless(register, 0x50, 0x30),
            Comparison::Key => self.emit_pair(0xE0 | register, 0xA1),
            Comparison::NotKey => self.emit_pair(0xE0 | register, 0x9E),
            Comparison::Less => self.ordering(register, REVERSE_SUBTRACT, SKIP_IF_SET),
            Comparison::Greater => self.ordering(register, SUBTRACT, SKIP_IF_SET),
            Comparison::LessEqual => self.ordering(register, SUBTRACT, SKIP_IF_CLEAR),
            Comparison::GreaterEqual => self.ordering(register, REVERSE_SUBTRACT, SKIP_IF_CLEAR),
        }
    }

    fn unknown_comparison(&self, token: Token) -> Fault {
        let kind = ErrorKind::UnknownComparison { found: self.shown_token(token) };
        let text = token.word().map_or("", |name| self.text(name));
        let hint = match text {
            "=" | ":=" => "equality is written '=='",
            "=<" => "this is written '<='",
            "=>" => "this is written '>='",
            _ => "the comparisons are == != < > <= >= key and -key",
        };
        Fault::hinted(kind, token.span, hint)
    }

    /// A single skip that compares with a register or a constant.
    fn skip_unless(&mut self, register: u8, register_opcode: u8, constant_opcode: u8) -> Step {
        if self.next_is_register() {
            let other = self.register()?;
            self.emit_pair(register_opcode | register, other << 4)
        } else {
            let value = self.byte()?;
            self.emit_pair(constant_opcode | register, value)
        }
    }

    /// An ordering by subtraction in vf.
    fn ordering(&mut self, register: u8, subtraction: u8, skip: u8) -> Step {
        if self.next_is_register() {
            let other = self.register()?;
            self.emit_pair(0x8F, other << 4)?;
        } else {
            let value = self.byte()?;
            self.emit_pair(0x6F, value)?;
        }
        self.emit_pair(0x8F, (register << 4) | subtraction)?;
        self.emit_pair(skip, 0)
    }
}
