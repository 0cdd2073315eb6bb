//! Stored token sequences: macro bodies and string modes.
//!
//! Input: the tokens of a definition. Output: bodies in which every parameter
//! is already tied to its place in the argument list, so that an expansion
//! needs no name lookups.

use std::collections::HashMap;
use std::rc::Rc;

use crate::keyword::Keyword;
use crate::names::Name;
use crate::token::{Token, Value};

/// One token of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyToken {
    /// The token as written.
    pub token: Token,
    /// The binding that replaces it during expansion, if any.
    pub slot: Option<u16>,
}

/// A body that expansions share.
pub(crate) type Body = Rc<[BodyToken]>;

/// A macro definition.
#[derive(Debug)]
pub(crate) struct Macro {
    /// What the macro expands to. Slot 0 is the call counter, slot `n` the
    /// `n`th argument.
    pub body: Body,
    /// How many arguments a use takes.
    pub arguments: usize,
    /// How often the macro has been used.
    pub calls: u32,
}

/// What a string mode does with one character.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What the character expands to, with the slots of [`LETTER_BINDINGS`].
    pub body: Body,
    /// The character's place in its alphabet.
    pub value: u32,
}

/// The names a string-mode body may use, in slot order.
const LETTER_BINDINGS: [Keyword; 4] = [Keyword::Calls, Keyword::Char, Keyword::CharIndex, Keyword::CharValue];

/// A string mode: for each UTF-16 code unit it covers, what to expand to.
#[derive(Debug, Default)]
pub(crate) struct StringMode {
    /// The covered characters.
    pub letters: HashMap<u16, Letter>,
    /// How many characters have been expanded.
    pub calls: u32,
}

/// The body of a macro with the given parameter names.
pub(crate) fn macro_body(tokens: Vec<Token>, parameters: &[Name]) -> Body {
    let mut slots = HashMap::from([(Name::of(Keyword::Calls), 0)]);
    slots.extend(parameters.iter().copied().zip(1..));
    bind(tokens, &slots)
}

/// The body of a string-mode definition.
pub(crate) fn letter_body(tokens: Vec<Token>) -> Body {
    let slots = LETTER_BINDINGS.into_iter().map(Name::of).zip(0..).collect();
    bind(tokens, &slots)
}

fn bind(tokens: Vec<Token>, slots: &HashMap<Name, u16>) -> Body {
    let tie = |token: Token| {
        let slot = match token.value {
            Value::Word(name) => slots.get(&name).copied(),
            Value::Number(_) => None,
        };
        BodyToken { token, slot }
    };
    tokens.into_iter().map(tie).collect()
}
