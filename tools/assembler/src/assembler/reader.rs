//! Reading tokens on behalf of the parser.
//!
//! Input: the token stream. Output: tokens, names and strings, or faults that
//! say what was expected.

use crate::assembler::Assembler;
use crate::error::{CallSite, ErrorKind, Fault, Step, suggest};
use crate::keyword::{Keyword, RESERVED_PREFIX};
use crate::limits::{MAX_EXPANSION_DEPTH, MAX_PROCESSED_TOKENS};
use crate::names::Name;
use crate::source::Span;
use crate::stream::Exhausted;
use crate::token::{Token, Value};

/// Most expansions named with one error.
const MAX_CALL_SITES: usize = 6;

impl Assembler<'_> {
    /// The token taken last.
    pub(crate) const fn last_span(&self) -> Span {
        self.last
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The text of a name, shortened for a message.
    pub(crate) fn shown(&self, name: Name) -> String {
        suggest::shortened(self.text(name))
    }

    /// A token, worded for a message.
    pub(crate) fn shown_token(&self, token: Token) -> String {
        match token.value {
            Value::Number(value) => format!("the number {value}"),
            Value::Word(name) if self.symbols.register(name).is_some() => {
                format!("the register {}", self.shown(name))
            }
            Value::Word(name) => format!("'{}'", self.shown(name)),
        }
    }

    /// Whether a name is used but not defined yet.
    pub(crate) fn is_pending(&self, name: Name) -> bool {
        self.forwards.contains(name)
    }

    /// The token `distance` places ahead.
    pub(crate) fn peek(&mut self, distance: usize) -> Option<Token> {
        self.stream.peek(distance)
    }

    /// Whether the next token is a certain word.
    pub(crate) fn next_is(&mut self, keyword: Keyword) -> bool {
        self.peek(0).is_some_and(|token| token.is(Name::of(keyword)))
    }

    /// Takes the next token if there is one.
    pub(crate) fn take(&mut self) -> Option<Token> {
        let token = self.stream.next()?;
        self.last = token.span;
        Some(token)
    }

    /// Takes the next token when it is a certain word.
    pub(crate) fn take_if(&mut self, keyword: Keyword) -> bool {
        let matches = self.next_is(keyword);
        if matches {
            self.take();
        }
        matches
    }

    /// Takes the next token, which must exist.
    pub(crate) fn next(&mut self, expected: &str) -> Step<Token> {
        self.take().ok_or_else(|| self.end_of_source(expected))
    }

    /// Takes the next token, which must be a certain word.
    pub(crate) fn expect(&mut self, keyword: Keyword) -> Step {
        if self.take_if(keyword) {
            return Ok(());
        }
        let expected = format!("'{}'", keyword.text());
        let token = self.next(&expected)?;
        let found = self.shown_token(token);
        Err(Fault::new(ErrorKind::Expected { expected, found }, token.span))
    }

    /// Takes a word that is not a number: a string or a free name.
    pub(crate) fn string(&mut self, expected: &str) -> Step<Name> {
        let token = self.next(expected)?;
        token.word().ok_or_else(|| {
            let found = self.shown_token(token);
            Fault::new(ErrorKind::Expected { expected: expected.to_owned(), found }, token.span)
        })
    }

    /// Takes a name the program may define; `role` says as what.
    pub(crate) fn identifier(&mut self, role: &'static str) -> Step<Name> {
        let token = self.next(role)?;
        let Some(name) = token.word() else {
            let found = self.shown_token(token);
            let expected = format!("a name for {role}");
            return Err(Fault::new(ErrorKind::Expected { expected, found }, token.span));
        };
        self.check_name(name, token.span, role)?;
        Ok(name)
    }

    /// Fails when a name is one of the language's own.
    pub(crate) fn check_name(&self, name: Name, span: Span, role: &'static str) -> Step {
        let is_keyword = name.keyword().is_some_and(|keyword| keyword.row().reserved);
        if !is_keyword && !self.text(name).starts_with(RESERVED_PREFIX) {
            return Ok(());
        }
        let kind = ErrorKind::ReservedName { name: self.shown(name), role };
        Err(Fault::hinted(kind, span, "is something missing before it?"))
    }

    /// Counts extra work against the token budget.
    pub(crate) fn charge(&mut self, amount: usize) -> Step {
        self.stream.charge(amount).map_err(|exhausted| self.exhausted(exhausted))
    }

    /// The fault for a bound the token stream ran into.
    pub(crate) fn exhausted(&self, exhausted: Exhausted) -> Fault {
        let (what, limit) = match exhausted {
            Exhausted::Tokens => ("tokens after expansion", MAX_PROCESSED_TOKENS),
            Exhausted::Depth => ("nested expansions", MAX_EXPANSION_DEPTH),
        };
        let hint = "does a macro use itself?";
        Fault::hinted(ErrorKind::LimitExceeded { what, limit }, self.last, hint)
    }

    /// The expansions being read, outermost first.
    pub(crate) fn call_sites(&self) -> Vec<CallSite> {
        let site = |origin: crate::stream::Use| CallSite { name: self.shown(origin.name), span: origin.span };
        self.stream.open_uses().take(MAX_CALL_SITES).map(site).collect()
    }

    fn end_of_source(&self, expected: &str) -> Fault {
        if self.stream.is_exhausted() {
            return self.exhausted(Exhausted::Tokens);
        }
        let end = self.source.text().len();
        let kind = ErrorKind::UnexpectedEnd { expected: expected.to_owned() };
        Fault::new(kind, Span::new(end, end))
    }
}
