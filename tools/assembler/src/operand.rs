//! Operands of instructions: registers and values of fixed width.
//!
//! Input: tokens. Output: register numbers and values checked against their
//! range; addresses of labels not defined yet become forward references.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step, suggest};
use crate::expression::arithmetic;
use crate::forward::Form;
use crate::keyword::Keyword;
use crate::names::Name;
use crate::token::{Token, Value};

/// The range a value must lie in.
#[derive(Debug, Clone, Copy)]
struct Width {
    role: &'static str,
    min: i32,
    max: i32,
}

const NIBBLE: Width = Width { role: "a 4-bit value", min: 0, max: 0xF };
const BYTE: Width = Width { role: "an 8-bit value", min: -128, max: 0xFF };
const ADDRESS: Width = Width { role: "a 12-bit address", min: 0, max: 0xFFF };
const WORD: Width = Width { role: "a 16-bit value", min: 0, max: 0xFFFF };
const PLANES: Width = Width { role: "the plane mask", min: 0, max: 3 };
const REGISTER: Width = Width { role: "a register number", min: 0, max: 15 };

impl Assembler<'_> {
    /// Whether the next token names a register.
    pub(crate) fn next_is_register(&mut self) -> bool {
        let name = self.peek(0).and_then(Token::word);
        name.is_some_and(|name| self.symbols.register(name).is_some())
    }

    /// Takes a register and returns its number.
    pub(crate) fn register(&mut self) -> Step<u8> {
        let token = self.next("a register")?;
        let register = token.word().and_then(|name| self.symbols.register(name));
        register.ok_or_else(|| self.not_a_register(token))
    }

    fn not_a_register(&self, token: Token) -> Fault {
        let kind = ErrorKind::Expected { expected: "a register".to_owned(), found: self.shown_token(token) };
        let near = token.word().and_then(|name| self.near_registers(name));
        let hint = near.unwrap_or_else(|| "registers are v0 to vf and names made by :alias".to_owned());
        Fault::hinted(kind, token.span, hint)
    }

    /// Takes a value of 4 bits.
    pub(crate) fn nibble(&mut self) -> Step<u8> {
        self.small_value(NIBBLE)
    }

    /// Takes a set of drawing planes. As in Octo, what is behind a point does not make it too large.
    pub(crate) fn plane_mask(&mut self) -> Step<u8> {
        let (value, token) = self.constant(PLANES)?;
        in_range(value.floor(), PLANES, token).map_err(|_| out_of_range(value, PLANES, token))?;
        Ok(arithmetic::low_byte(value))
    }

    /// Takes a value of 8 bits, signed or unsigned.
    pub(crate) fn byte(&mut self) -> Step<u8> {
        self.small_value(BYTE)
    }

    /// Takes a value that must be known now and fit in a byte.
    fn small_value(&mut self, width: Width) -> Step<u8> {
        let (value, token) = self.constant(width)?;
        in_range(value, width, token).map(arithmetic::low_byte)
    }

    /// Takes a value that must be known now. Whether it fits is not looked at.
    fn constant(&mut self, width: Width) -> Step<(f64, Token)> {
        let token = self.next(width.role)?;
        let value = match token.value {
            Value::Number(value) => value,
            Value::Word(name) => self.known_value(token, name, width)?,
        };
        Ok((value, token))
    }

    fn known_value(&self, token: Token, name: Name, width: Width) -> Step<f64> {
        self.refuse_non_value(token, name, width)?;
        let value = self.symbols.constant(name).or_else(|| self.symbols.label_value(name));
        value.ok_or_else(|| {
            let kind = ErrorKind::Undefined { name: self.shown(name), role: width.role };
            let hint = self.near_values(name).or_else(|| suggest::glued_tokens(self.text(name)));
            let fallback = "define it with :const or :calc before this line";
            Fault::hinted(kind, token.span, hint.unwrap_or_else(|| fallback.to_owned()))
        })
    }

    /// Fails when a name can only be something other than a value.
    fn refuse_non_value(&self, token: Token, name: Name, width: Width) -> Step {
        let is_keyword = name.keyword().is_some_and(|keyword| keyword.row().reserved);
        if !is_keyword && self.symbols.register(name).is_none() {
            return Ok(());
        }
        let kind = ErrorKind::Expected { expected: width.role.to_owned(), found: self.shown_token(token) };
        let hint = is_keyword.then(|| "is something missing before it?".to_owned());
        Err(Fault::new(kind, token.span).with_hint(hint))
    }

    /// Takes an address of 12 bits. A name not defined yet becomes a forward
    /// reference to the instruction that is emitted next.
    pub(crate) fn address12(&mut self, form: Form) -> Step<u16> {
        let token = self.next("an address")?;
        self.address12_of(token, form)
    }

    /// The 12-bit address `token` stands for.
    pub(crate) fn address12_of(&mut self, token: Token, form: Form) -> Step<u16> {
        let value = match token.value {
            Value::Number(value) => value,
            Value::Word(name) => {
                if self.symbols.register(name).is_some() {
                    self.refuse_non_value(token, name, ADDRESS)?;
                }
                match self.symbols.constant(name).or_else(|| self.symbols.label_value(name)) {
                    Some(value) => value,
                    None => return self.forward_reference(token, name, 0, form),
                }
            }
        };
        let value = in_range(value, ADDRESS, token)?;
        Ok(arithmetic::low_word(value))
    }

    /// Takes a value of 16 bits. A name not defined yet becomes a forward
    /// reference `offset` bytes after the current address.
    pub(crate) fn address16(&mut self, offset: usize, form: Form) -> Step<u16> {
        let token = self.next("a 16-bit value")?;
        if let Some(value) = self.known_word(token)? {
            return Ok(value);
        }
        match token.value {
            Value::Word(name) => self.forward_reference(token, name, offset, form),
            Value::Number(_) => Ok(0),
        }
    }

    /// Takes a value of 16 bits that must be known now.
    pub(crate) fn word(&mut self) -> Step<u16> {
        let token = self.next("a 16-bit value")?;
        self.known_word(token)?.ok_or_else(|| {
            let name = token.word().map_or_else(String::new, |name| self.shown(name));
            let hint = token.word().and_then(|name| self.near_values(name));
            Fault::new(ErrorKind::ForwardReference { name }, token.span).with_hint(hint)
        })
    }

    /// The 16-bit value of a token, unless it is a name not defined yet.
    fn known_word(&self, token: Token) -> Step<Option<u16>> {
        let value = match token.value {
            Value::Number(value) => value,
            Value::Word(name) => {
                self.refuse_non_value(token, name, WORD)?;
                match self.symbols.constant(name).or_else(|| self.symbols.label_value(name)) {
                    Some(value) => value,
                    None => return Ok(None),
                }
            }
        };
        let value = in_range(value, WORD, token)?;
        Ok(Some(arithmetic::low_word(value)))
    }

    /// Notes a reference to a label defined later; its place holds zero.
    fn forward_reference(&mut self, token: Token, name: Name, offset: usize, form: Form) -> Step<u16> {
        self.check_name(name, token.span, "a label")?;
        let place = self.image.here() + offset;
        let call_sites = if self.forwards.contains(name) { Vec::new() } else { self.call_sites() };
        self.forwards.add(name, (place, form), || (token.span, call_sites));
        Ok(0)
    }

    /// Takes the value of a constant or label that must be known now.
    pub(crate) fn constant_value(&mut self) -> Step<f64> {
        let token = self.next("a constant value")?;
        let name = match token.value {
            Value::Number(value) => return Ok(value),
            Value::Word(name) => name,
        };
        if self.is_pending(name) {
            let kind = ErrorKind::ForwardReference { name: self.shown(name) };
            let hint = "a constant takes its value where it stands, so the label must come first";
            return Err(Fault::hinted(kind, token.span, hint));
        }
        let role = Width { role: "a constant value", ..WORD };
        if name.keyword().is_some_and(|keyword| keyword.row().reserved) {
            self.refuse_non_value(token, name, role)?;
        }
        let value = self.symbols.label_value(name).or_else(|| self.symbols.constant(name));
        value.ok_or_else(|| {
            let kind = ErrorKind::Undefined { name: self.shown(name), role: role.role };
            let hint = if name == Name::of(Keyword::OpenBrace) {
                Some("use :calc to define a name by an expression".to_owned())
            } else {
                self.near_values(name)
            };
            Fault::new(kind, token.span).with_hint(hint)
        })
    }

    /// Takes a register or a register number in braces; fractions are kept.
    pub(crate) fn register_or_expression(&mut self) -> Step<f64> {
        if !self.next_is(Keyword::OpenBrace) {
            let token = self.next("a register")?;
            let register = token.word().and_then(|name| self.symbols.register_value(name));
            return register.ok_or_else(|| self.not_a_register(token));
        }
        let opening = self.peek(0);
        let value = self.braced_expression()?;
        if !(value.is_nan() || (0.0..16.0).contains(&value)) {
            let token = opening.unwrap_or(Token { value: Value::Number(value), span: self.last_span() });
            return Err(out_of_range(value, REGISTER, token));
        }
        Ok(value)
    }
}

/// Checks a value against a range; a value that is not a number passes, and
/// counts as zero.
fn in_range(value: f64, width: Width, token: Token) -> Step<f64> {
    if value < f64::from(width.min) || value > f64::from(width.max) {
        return Err(out_of_range(value, width, token));
    }
    Ok(value)
}

fn out_of_range(value: f64, width: Width, token: Token) -> Fault {
    let Width { role, min, max } = width;
    let hint = (max == ADDRESS.max)
        .then_some("only addresses below 4096 can be reached this way; 'i := long' reaches all memory")
        .or((max == PLANES.max && value > 0.0)
            .then_some("the bytes 0xFX 0x01 choose planes X of a machine that has four"))
        .map(str::to_owned);
    Fault::new(ErrorKind::OutOfRange { value, role, min, max }, token.span).with_hint(hint)
}

/// Checks that a raw number in a program fits in a byte.
pub(crate) fn literal_byte(value: f64, token: Token) -> Step<u8> {
    let width = Width { role: "a literal byte", ..BYTE };
    in_range(value, width, token).map(arithmetic::low_byte)
}
