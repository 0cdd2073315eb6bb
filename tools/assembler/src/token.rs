//! Tokens: the units Octo source is read in.
//!
//! Input: nothing. Output: the token type shared by the lexer, the macro
//! expander and the parser.

use crate::names::Name;
use crate::source::Span;

/// What a token stands for.
///
/// Octo makes no difference between a quoted string and a bare word with the
/// same text, so both become [`Value::Word`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    /// A numeric literal.
    Number(f64),
    /// A bare word or the contents of a string literal.
    Word(Name),
}

/// One token with its place in the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Token {
    /// What the token stands for.
    pub value: Value,
    /// Where the token was written.
    pub span: Span,
}

impl Token {
    /// The token's name, unless it is a number.
    pub(crate) fn word(self) -> Option<Name> {
        match self.value {
            Value::Word(name) => Some(name),
            Value::Number(_) => None,
        }
    }

    /// Whether the token is exactly the word `name`.
    pub(crate) fn is(self, name: Name) -> bool {
        self.value == Value::Word(name)
    }
}
