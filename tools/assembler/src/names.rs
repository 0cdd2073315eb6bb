//! Interning of words, so that later stages compare numbers instead of text.
//!
//! Input: word texts. Output: small [`Name`] handles; the language's own words
//! and the register names have fixed handles.

use std::collections::HashMap;
use std::rc::Rc;

use crate::keyword::{KEYWORDS, Keyword};

/// A handle for one distinct word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

/// Both letter cases of the register prefix.
const PREFIXES: [char; 2] = ['v', 'V'];

/// Every hexadecimal digit that can name a register.
const DIGITS: &str = "0123456789abcdefABCDEF";

impl Name {
    /// The handle as a table index.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }

    /// The handle of a word of the language.
    pub(crate) const fn of(keyword: Keyword) -> Self {
        Self(keyword as u32)
    }

    /// The word of the language this is, if any.
    pub(crate) fn keyword(self) -> Option<Keyword> {
        KEYWORDS.get(self.index()).map(|row| row.keyword)
    }

    /// The register this names when no alias hides it.
    pub(crate) fn builtin_register(self) -> Option<u8> {
        let place = self.index().checked_sub(KEYWORDS.len())?;
        if place >= PREFIXES.len() * DIGITS.len() {
            return None;
        }
        let digit = u8::try_from(place % DIGITS.len()).ok()?;
        Some(if digit < 16 { digit } else { digit - 6 })
    }
}

/// The set of interned words.
#[derive(Debug)]
pub(crate) struct Names {
    texts: Vec<Rc<str>>,
    handles: HashMap<Rc<str>, Name>,
}

impl Names {
    /// A set holding the language's words and the register names.
    pub(crate) fn new() -> Self {
        let mut names = Self { texts: Vec::new(), handles: HashMap::new() };
        for row in KEYWORDS {
            names.intern(row.text);
        }
        for prefix in PREFIXES {
            for digit in DIGITS.chars() {
                names.intern(&format!("{prefix}{digit}"));
            }
        }
        names
    }

    /// The handle of `text`, made on first use.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.handles.get(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Rc<str> = text.into();
        self.texts.push(Rc::clone(&text));
        self.handles.insert(text, name);
        name
    }

    /// The text of a handle made by this set.
    pub(crate) fn text(&self, name: Name) -> &str {
        &self.texts[name.index()]
    }

    /// A shared copy of the text of a handle made by this set.
    pub(crate) fn shared_text(&self, name: Name) -> Rc<str> {
        Rc::clone(&self.texts[name.index()])
    }

    /// Every interned word that is neither the language's nor a register.
    pub(crate) fn user_names(&self) -> impl Iterator<Item = Name> + '_ {
        let first = KEYWORDS.len() + PREFIXES.len() * DIGITS.len();
        (first..self.texts.len()).filter_map(|index| u32::try_from(index).ok().map(Name))
    }
}
