//! Statements: what each word at the start of a statement does.
//!
//! Input: the tokens of one statement. Output: bytes in the image or entries
//! in the tables. Words of the language come first, then macros and string
//! modes, then registers; any other word is a call.

mod assignment;
mod definition;
mod directive;
mod expansion;

use crate::assembler::Assembler;
use crate::error::Step;
use crate::forward::Form;
use crate::keyword::Keyword;
use crate::names::Name;
use crate::operand;
use crate::token::{Token, Value};

impl Assembler<'_> {
    /// Assembles one statement.
    pub(crate) fn statement(&mut self) -> Step {
        let token = self.next("a statement")?;
        let name = match token.value {
            Value::Number(value) => {
                let byte = operand::literal_byte(value, token)?;
                return self.emit(byte);
            }
            Value::Word(name) => name,
        };
        let keyword = name.keyword();
        if let Some(keyword) = keyword.filter(|keyword| keyword.row().reserved) {
            return self.keyword_statement(keyword, token);
        }
        if self.symbols.is_macro(name) {
            return self.use_macro(name, token);
        }
        if self.symbols.mode_named(name).is_some() {
            return self.use_string_mode(name, token);
        }
        match keyword.filter(|keyword| keyword.row().opens_statement) {
            Some(keyword) => self.keyword_statement(keyword, token),
            None => self.register_statement_or_call(name, token),
        }
    }

    fn register_statement_or_call(&mut self, name: Name, token: Token) -> Step {
        match self.symbols.register(name) {
            Some(register) => self.assign_register(register),
            None => self.call(token),
        }
    }

    /// A call of a subroutine by its name alone.
    fn call(&mut self, token: Token) -> Step {
        let address = self.address12_of(token, Form::Low12)?;
        self.emit_address(0x20, address)
    }

    fn keyword_statement(&mut self, keyword: Keyword, token: Token) -> Step {
        match keyword {
            Keyword::Label => self.define_label(0),
            Keyword::Next => self.define_label(1),
            Keyword::Unpack => self.unpack(),
            Keyword::Breakpoint => self.breakpoint(),
            Keyword::Monitor => self.monitor(),
            Keyword::Proto => self.next("a name").map(|_| ()),
            Keyword::AliasDef => self.define_alias(),
            Keyword::Unalias => self.remove_alias(),
            Keyword::ConstDef => self.define_constant(),
            Keyword::CalcDef => self.define_calculated(),
            Keyword::MacroDef => self.define_macro(),
            Keyword::StringMode => self.define_string_mode(),
            Keyword::Byte => self.byte_directive(),
            Keyword::Pointer | Keyword::Pointer16 => self.pointer(),
            Keyword::Pointer24 => self.pointer24(),
            Keyword::Org => self.org(),
            Keyword::Assert => self.assert(),
            Keyword::Call => self.call_directive(),
            Keyword::If => self.if_statement(),
            Keyword::Else => self.else_statement(),
            Keyword::End => self.end_statement(),
            Keyword::Loop => self.loop_statement(),
            Keyword::While => self.while_statement(),
            Keyword::Again => self.again_statement(),
            Keyword::Delay => self.assign_from_register(0x15),
            Keyword::Buzzer => self.assign_from_register(0x18),
            Keyword::Pitch => self.assign_pitch(),
            Keyword::Index => self.assign_index(),
            _ => self.instruction(keyword, token),
        }
    }

    /// Instructions written as a word and its operands.
    fn instruction(&mut self, keyword: Keyword, token: Token) -> Step {
        match keyword {
            Keyword::Semicolon | Keyword::Return => self.emit_pair(0x00, 0xEE),
            Keyword::Clear => self.emit_pair(0x00, 0xE0),
            Keyword::Bcd => self.register_instruction(0x33),
            Keyword::Save => self.transfer(0x55, 0x02),
            Keyword::Load => self.transfer(0x65, 0x03),
            Keyword::Jump => self.jump(0x10),
            Keyword::Jump0 => self.jump(0xB0),
            Keyword::Native => self.jump(0x00),
            Keyword::Sprite => self.sprite(),
            Keyword::Plane => self.plane(),
            Keyword::Audio => self.xo_chip(0xF0, 0x02),
            Keyword::ScrollDown => {
                let rows = self.nibble()?;
                self.super_chip(0xC0 | rows)
            }
            Keyword::ScrollUp => {
                let rows = self.nibble()?;
                self.xo_chip(0x00, 0xD0 | rows)
            }
            Keyword::ScrollRight => self.super_chip(0xFB),
            Keyword::ScrollLeft => self.super_chip(0xFC),
            Keyword::Exit => self.super_chip(0xFD),
            Keyword::Lores => self.super_chip(0xFE),
            Keyword::Hires => self.super_chip(0xFF),
            Keyword::SaveFlags => self.flags(0x75),
            Keyword::LoadFlags => self.flags(0x85),
            // A word that belongs inside a statement: refused as a call.
            _ => self.call(token),
        }
    }

    fn super_chip(&mut self, low: u8) -> Step {
        self.features.super_chip = true;
        self.emit_pair(0x00, low)
    }

    fn xo_chip(&mut self, high: u8, low: u8) -> Step {
        self.features.xo_chip = true;
        self.emit_pair(high, low)
    }

    /// An instruction with one register operand.
    fn register_instruction(&mut self, low: u8) -> Step {
        let register = self.register()?;
        self.emit_pair(0xF0 | register, low)
    }

    /// `save` or `load`, of v0 to a register or of a range of registers.
    fn transfer(&mut self, low: u8, range_nibble: u8) -> Step {
        let register = self.register()?;
        if !self.take_if(Keyword::Minus) {
            return self.emit_pair(0xF0 | register, low);
        }
        let last = self.register()?;
        self.xo_chip(0x50 | register, (last << 4) | range_nibble)
    }

    /// An instruction with one address operand.
    fn jump(&mut self, opcode: u8) -> Step {
        let address = self.address12(Form::Low12)?;
        self.emit_address(opcode, address)
    }

    fn sprite(&mut self) -> Step {
        let x = self.register()?;
        let y = self.register()?;
        let rows = self.nibble()?;
        self.features.super_chip |= rows == 0;
        self.emit_pair(0xD0 | x, (y << 4) | rows)
    }

    fn plane(&mut self) -> Step {
        let mask = self.plane_mask()?;
        self.xo_chip(0xF0 | mask, 0x01)
    }

    fn flags(&mut self, low: u8) -> Step {
        let register = self.register()?;
        self.features.super_chip = true;
        self.features.xo_chip |= register > 7;
        self.emit_pair(0xF0 | register, low)
    }
}
