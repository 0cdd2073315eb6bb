//! Definitions of labels, constants, aliases, macros and string modes.
//!
//! Input: the tokens after the directive's word. Output: entries in the symbol
//! tables. A definition that fails still enters its name, so that uses of it
//! do not fail as well.

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step};
use crate::forward;
use crate::keyword::Keyword;
use crate::limits::{MAX_MACRO_ARGUMENTS, MAX_STORED_TOKENS, PROGRAM_START};
use crate::macros::{self, Letter, Macro};
use crate::names::Name;
use crate::source::Span;
use crate::token::Token;

impl Assembler<'_> {
    /// `: name` or, with an offset of 1, `:next name`.
    pub(super) fn define_label(&mut self, offset: usize) -> Step {
        let mut target = self.image.here() + offset;
        let name = self.identifier("a label")?;
        let span = self.last_span();
        let at_start = target == PROGRAM_START || target == PROGRAM_START + 2;
        if at_start && name == Name::of(Keyword::Main) && self.symbols.label(name).is_none() {
            self.has_entry_jump = false;
            self.image.release_entry_jump();
            target = PROGRAM_START;
        }
        if self.symbols.label(name).is_some() {
            return Err(self.already_defined(name, span, "a label"));
        }
        if self.symbols.is_alias(name) {
            return Err(self.already_defined(name, span, "an alias"));
        }
        self.symbols.define_label(name, target, span);
        self.forwards.resolve(name, target, &mut self.image).map_err(|pending| {
            let kind = forward::out_of_reach(self.shown(name), target);
            let hint = "use 'i := long' or ':unpack long', or move the label below address 0x1000";
            let mut fault = Fault::hinted(kind, pending.first_use, hint);
            fault.call_sites = pending.call_sites;
            fault
        })
    }

    fn already_defined(&self, name: Name, span: Span, role: &'static str) -> Fault {
        Fault::new(ErrorKind::AlreadyDefined { name: self.shown(name), role }, span)
    }

    /// `:alias name register` or `:alias name { expression }`.
    pub(super) fn define_alias(&mut self) -> Step {
        let name = self.identifier("an alias")?;
        let span = self.last_span();
        if self.symbols.label(name).is_some() {
            return Err(self.already_defined(name, span, "a label"));
        }
        let register = self.register_or_expression();
        self.symbols.define_alias(name, register.as_ref().map_or(0.0, |&register| register), span);
        register.map(|_| ())
    }

    /// `:unalias name`: from here on the name is no register.
    pub(super) fn remove_alias(&mut self) -> Step {
        let name = self.identifier("an alias")?;
        if self.symbols.remove_alias(name) {
            return Ok(());
        }
        let kind = ErrorKind::Undefined { name: self.shown(name), role: "an alias" };
        Err(Fault::new(kind, self.last_span()).with_hint(self.near_registers(name)))
    }

    /// `:const name value`.
    pub(super) fn define_constant(&mut self) -> Step {
        let name = self.identifier("a constant")?;
        let span = self.last_span();
        if self.symbols.constant(name).is_some() {
            return Err(self.already_defined(name, span, "a constant"));
        }
        let value = self.constant_value();
        self.symbols.define_constant(name, value.as_ref().map_or(f64::NAN, |&value| value), span);
        value.map(|_| ())
    }

    /// `:calc name { expression }`.
    pub(super) fn define_calculated(&mut self) -> Step {
        let name = self.identifier("a calculated constant")?;
        let span = self.last_span();
        if self.symbols.is_fixed_constant(name) {
            return Err(self.already_defined(name, span, "a fixed constant"));
        }
        let value = self.braced_expression();
        self.symbols.calculate_constant(name, value.as_ref().map_or(f64::NAN, |&value| value), span);
        value.map(|_| ())
    }

    /// `:macro name arguments { body }`.
    pub(super) fn define_macro(&mut self) -> Step {
        let name = self.identifier("a macro")?;
        if self.symbols.is_macro(name) {
            let span = self.last_span();
            self.skip_to_body()?;
            self.braced_tokens()?;
            return Err(self.already_defined(name, span, "a macro"));
        }
        let mut parameters = Vec::new();
        while !self.next_is(Keyword::OpenBrace) {
            let parameter = self.identifier("a macro argument")?;
            if parameters.len() >= MAX_MACRO_ARGUMENTS {
                let kind = ErrorKind::LimitExceeded { what: "macro arguments", limit: MAX_MACRO_ARGUMENTS };
                return Err(Fault::new(kind, self.last_span()));
            }
            parameters.push(parameter);
        }
        let tokens = self.braced_tokens()?;
        let body = macros::macro_body(tokens, &parameters);
        self.symbols.define_macro(name, Macro { body, arguments: parameters.len(), calls: 0 });
        Ok(())
    }

    /// Passes over the arguments of a macro definition.
    fn skip_to_body(&mut self) -> Step {
        while !self.next_is(Keyword::OpenBrace) {
            self.next("'{'")?;
        }
        Ok(())
    }

    /// `:stringmode name alphabet { body }`.
    pub(super) fn define_string_mode(&mut self) -> Step {
        let name = self.identifier("a string mode")?;
        let alphabet = self.string("an alphabet")?;
        let alphabet_span = self.last_span();
        let tokens = self.braced_tokens()?;
        let body = macros::letter_body(tokens);
        self.charge(self.text(alphabet).len())?;
        let text = self.names.shared_text(alphabet);
        let mode = self.symbols.mode_or_new(name);
        let mut repeated = None;
        for (unit, value) in text.encode_utf16().zip(0..) {
            if mode.letters.contains_key(&unit) {
                repeated = Some((unit, value as usize));
                break;
            }
            mode.letters.insert(unit, Letter { body: body.clone(), value });
        }
        let Some((unit, place)) = repeated else { return Ok(()) };
        let character = displayed_unit(unit);
        let kind = ErrorKind::DuplicateCharacter { name: self.shown(name), character };
        Err(Fault::new(kind, unit_span(alphabet_span, &text, place)))
    }

    /// Takes `{`, everything up to the matching `}`, and that brace.
    fn braced_tokens(&mut self) -> Step<Vec<Token>> {
        self.expect(Keyword::OpenBrace)?;
        let opening = self.last_span();
        let mut tokens = Vec::new();
        let mut depth = 1_usize;
        loop {
            let Some(token) = self.take() else {
                return Err(self.unclosed_body(opening));
            };
            if token.is(Name::of(Keyword::OpenBrace)) {
                depth += 1;
            } else if token.is(Name::of(Keyword::CloseBrace)) {
                depth -= 1;
                if depth == 0 {
                    return Ok(tokens);
                }
            }
            if self.stored_tokens >= MAX_STORED_TOKENS {
                let kind = ErrorKind::LimitExceeded { what: "stored macro tokens", limit: MAX_STORED_TOKENS };
                return Err(Fault::new(kind, token.span));
            }
            self.stored_tokens += 1;
            tokens.push(token);
        }
    }

    fn unclosed_body(&self, opening: Span) -> Fault {
        if self.stream.is_exhausted() {
            return self.exhausted(crate::stream::Exhausted::Tokens);
        }
        Fault::new(ErrorKind::Unclosed { word: "{", closer: "}" }, opening)
    }
}

/// The place of one UTF-16 code unit of a string token; the whole token when
/// escapes make the place unclear.
pub(super) fn unit_span(token: Span, text: &str, place: usize) -> Span {
    let quotes = match token.range().len().checked_sub(text.len()) {
        Some(quotes @ (0 | 2)) => quotes / 2,
        _ => return token,
    };
    let mut units = 0;
    for (offset, character) in text.char_indices() {
        units += character.len_utf16();
        if units > place {
            let start = token.range().start + quotes + offset;
            return Span::new(start, start + character.len_utf8());
        }
    }
    token
}

/// A UTF-16 code unit as a character for messages.
pub(super) fn displayed_unit(unit: u16) -> char {
    char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
}
