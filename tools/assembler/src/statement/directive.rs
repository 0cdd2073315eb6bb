//! Directives that place bytes or check the program.
//!
//! Input: the tokens after the directive's word. Output: bytes, a new address,
//! or a failed assertion.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step, WarningKind, suggest};
use crate::expression::arithmetic;
use crate::forward::Form;
use crate::keyword::Keyword;
use crate::names::Name;

impl Assembler<'_> {
    /// `:byte value` or `:byte { expression }`.
    pub(super) fn byte_directive(&mut self) -> Step {
        let byte = if self.next_is(Keyword::OpenBrace) {
            arithmetic::low_byte(self.braced_expression()?)
        } else {
            self.byte()?
        };
        self.emit(byte)
    }

    /// `:pointer address` or `:pointer { expression }`: two bytes.
    pub(super) fn pointer(&mut self) -> Step {
        let address = if self.next_is(Keyword::OpenBrace) {
            arithmetic::low_word(self.braced_expression()?)
        } else {
            self.address16(0, Form::Word)?
        };
        let [high, low] = address.to_be_bytes();
        self.emit_pair(high, low)
    }

    /// `:pointer24 address` or `:pointer24 { expression }`: three bytes.
    pub(super) fn pointer24(&mut self) -> Step {
        let [_, top, high, low] = if self.next_is(Keyword::OpenBrace) {
            arithmetic::wrap_to_i32(self.braced_expression()?).to_be_bytes()
        } else {
            let [high, low] = self.address16(0, Form::Word24)?.to_be_bytes();
            [0, 0, high, low]
        };
        self.emit(top)?;
        self.emit_pair(high, low)
    }

    /// `:org address` or `:org { expression }`.
    pub(super) fn org(&mut self) -> Step {
        let value = if self.next_is(Keyword::OpenBrace) { self.braced_expression()? } else { self.constant_value()? };
        let address = arithmetic::low_word(value);
        self.image.set_here(address);
        let value = value as i64;
        if value != i64::from(address) {
            self.diagnostics.warn(WarningKind::WrappedOrg { value, address }, self.last);
        }
        Ok(())
    }

    /// `:call address` or `:call { expression }`.
    pub(super) fn call_directive(&mut self) -> Step {
        let address = if self.next_is(Keyword::OpenBrace) {
            arithmetic::low_word(self.braced_expression()?)
        } else {
            self.address12(Form::Low12)?
        };
        self.emit_address(0x20, address)
    }

    /// `:unpack nibble address` or `:unpack long address`: loads the address
    /// into two registers.
    pub(super) fn unpack(&mut self) -> Step {
        let address = if self.take_if(Keyword::Long) {
            self.address16(0, Form::UnpackWord)?
        } else {
            let nibble = self.nibble()?;
            (u16::from(nibble) << 12) | self.address12(Form::Unpack12)?
        };
        let [high, low] = address.to_be_bytes();
        let high_register = self.unpack_register(Keyword::UnpackHi, 0);
        let low_register = self.unpack_register(Keyword::UnpackLo, 1);
        self.emit_pair(0x60 | high_register, high)?;
        self.emit_pair(0x60 | low_register, low)
    }

    fn unpack_register(&self, alias: Keyword, default: u8) -> u8 {
        self.symbols.register(Name::of(alias)).unwrap_or(default)
    }

    /// `:assert message { expression }`; the message may be left out.
    pub(super) fn assert(&mut self) -> Step {
        let start = self.last_span();
        let message = if self.next_is(Keyword::OpenBrace) { None } else { Some(self.string("a message")?) };
        let value = self.braced_expression()?;
        if value != 0.0 && !value.is_nan() {
            return Ok(());
        }
        let message = message.filter(|name| !self.text(*name).is_empty()).map(|name| self.shown(name));
        let shown = suggest::shortened(&value.to_string());
        Err(Fault::hinted(ErrorKind::AssertionFailed { message }, start, format!("the expression is {shown}")))
    }
}
