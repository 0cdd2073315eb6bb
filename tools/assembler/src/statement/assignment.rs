//! Assignments to registers, timers and the index register.
//!
//! Input: the tokens from the operator on. Output: one instruction.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step};
use crate::forward::Form;
use crate::keyword::Keyword;
use crate::names::Name;
use crate::token::Token;

impl Assembler<'_> {
    /// An assignment to a v register that has been read already.
    pub(super) fn assign_register(&mut self, register: u8) -> Step {
        let token = self.next("an operator")?;
        match token.word().and_then(Name::keyword) {
            Some(Keyword::Assign) => self.set_register(register),
            Some(Keyword::AddAssign) => self.add(register),
            Some(Keyword::SubAssign) => self.subtract(register),
            Some(Keyword::OrAssign) => self.combine(register, 0x1),
            Some(Keyword::AndAssign) => self.combine(register, 0x2),
            Some(Keyword::XorAssign) => self.combine(register, 0x3),
            Some(Keyword::ShrAssign) => self.combine(register, 0x6),
            Some(Keyword::RevSubAssign) => self.combine(register, 0x7),
            Some(Keyword::ShlAssign) => self.combine(register, 0xE),
            _ => {
                Err(self.unknown_operator(token, "a v register", "the operators are := += -= =- |= &= ^= >>= and <<="))
            }
        }
    }

    fn set_register(&mut self, register: u8) -> Step {
        if self.next_is_register() {
            return self.combine(register, 0x0);
        }
        if self.take_if(Keyword::Random) {
            let mask = self.byte()?;
            return self.emit_pair(0xC0 | register, mask);
        }
        if self.take_if(Keyword::Key) {
            return self.emit_pair(0xF0 | register, 0x0A);
        }
        if self.take_if(Keyword::Delay) {
            return self.emit_pair(0xF0 | register, 0x07);
        }
        let value = self.byte()?;
        self.emit_pair(0x60 | register, value)
    }

    fn add(&mut self, register: u8) -> Step {
        if self.next_is_register() {
            return self.combine(register, 0x4);
        }
        let value = self.byte()?;
        self.emit_pair(0x70 | register, value)
    }

    fn subtract(&mut self, register: u8) -> Step {
        if self.next_is_register() {
            return self.combine(register, 0x5);
        }
        let value = self.byte()?;
        self.emit_pair(0x70 | register, value.wrapping_neg())
    }

    /// An operation on two registers.
    fn combine(&mut self, register: u8, operation: u8) -> Step {
        let other = self.register()?;
        self.emit_pair(0x80 | register, (other << 4) | operation)
    }

    /// `delay := vx` or `buzzer := vx`.
    pub(super) fn assign_from_register(&mut self, low: u8) -> Step {
        self.expect(Keyword::Assign)?;
        let register = self.register()?;
        self.emit_pair(0xF0 | register, low)
    }

    /// `pitch := vx`.
    pub(super) fn assign_pitch(&mut self) -> Step {
        self.features.xo_chip = true;
        self.assign_from_register(0x3A)
    }

    /// An assignment to `i`.
    pub(super) fn assign_index(&mut self) -> Step {
        let token = self.next("an operator")?;
        match token.word().and_then(Name::keyword) {
            Some(Keyword::Assign) => self.set_index(),
            Some(Keyword::AddAssign) => {
                let register = self.register()?;
                self.emit_pair(0xF0 | register, 0x1E)
            }
            _ => Err(self.unknown_operator(token, "i", "i takes only := and +=")),
        }
    }

    fn set_index(&mut self) -> Step {
        if self.take_if(Keyword::Hex) {
            let register = self.register()?;
            return self.emit_pair(0xF0 | register, 0x29);
        }
        if self.take_if(Keyword::BigHex) {
            self.features.super_chip = true;
            let register = self.register()?;
            return self.emit_pair(0xF0 | register, 0x30);
        }
        if self.take_if(Keyword::Long) {
            self.features.xo_chip = true;
            let [high, low] = self.address16(2, Form::Word)?.to_be_bytes();
            self.emit_pair(0xF0, 0x00)?;
            return self.emit_pair(high, low);
        }
        let address = self.address12(Form::Low12)?;
        self.emit_address(0xA0, address)
    }

    fn unknown_operator(&self, token: Token, target: &'static str, hint: &str) -> Fault {
        let kind = ErrorKind::UnknownOperator { found: self.shown_token(token), target };
        Fault::hinted(kind, token.span, hint)
    }
}
