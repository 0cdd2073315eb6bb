//! Uses of macros and string modes.
//!
//! Input: the name and the tokens after it. Output: an expansion inserted into
//! the token stream.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step};
use crate::macros::Letter;
use crate::names::Name;
use crate::statement::definition::{displayed_unit, unit_span};
use crate::stream::{Letters, Use};
use crate::token::{Token, Value};

impl Assembler<'_> {
    /// Takes a macro's arguments and inserts its body.
    pub(super) fn use_macro(&mut self, name: Name, token: Token) -> Step {
        let Some(definition) = self.symbols.macro_named(name) else { return Ok(()) };
        let counter = Value::Number(f64::from(definition.calls));
        definition.calls = definition.calls.wrapping_add(1);
        let (body, arguments) = (definition.body.clone(), definition.arguments);
        let mut bindings = Vec::with_capacity(arguments + 1);
        bindings.push(Token { value: counter, span: token.span });
        for place in 1..=arguments {
            let Some(argument) = self.take() else {
                return Err(self.missing_argument(name, place, arguments));
            };
            bindings.push(argument);
        }
        let origin = Use { name, span: token.span };
        self.stream.expand_macro(origin, &body, bindings).map_err(|exhausted| self.exhausted(exhausted))
    }

    fn missing_argument(&mut self, name: Name, place: usize, arguments: usize) -> Fault {
        match self.next(&format!("argument {place} of {arguments} of the macro '{}'", self.shown(name))) {
            Err(fault) => fault,
            Ok(token) => {
                let kind = ErrorKind::UnexpectedEnd { expected: "a macro argument".to_owned() };
                Fault::new(kind, token.span)
            }
        }
    }

    /// Takes a string and inserts what its characters expand to.
    pub(super) fn use_string_mode(&mut self, name: Name, token: Token) -> Step {
        let string = self.string("a string")?;
        let string_span = self.last_span();
        self.charge(self.text(string).len())?;
        let text = self.names.shared_text(string);
        let Some(mode) = self.symbols.mode_named(name) else { return Ok(()) };
        let first_call = mode.calls;
        let mut letters: Vec<(u16, Letter)> = Vec::new();
        for (place, unit) in text.encode_utf16().enumerate() {
            let Some(letter) = mode.letters.get(&unit) else {
                let kind = ErrorKind::UncoveredCharacter { name: self.shown(name), character: displayed_unit(unit) };
                let hint = "add the character to an alphabet of this :stringmode";
                return Err(Fault::hinted(kind, unit_span(string_span, &text, place), hint));
            };
            letters.push((unit, letter.clone()));
        }
        mode.calls = mode.calls.wrapping_add(u32::try_from(letters.len()).unwrap_or(u32::MAX));
        let letters = Letters { text: letters.into_boxed_slice(), first_call, at: 0 };
        let origin = Use { name, span: token.span };
        self.stream.expand_letters(origin, letters).map_err(|exhausted| self.exhausted(exhausted))
    }
}
