//! Symbol files: names that the user gives to addresses.
//!
//! Input: text with one `ADDR NAME` a line, the address in hexadecimal, `#` beginning a comment. Output:
//! [`Symbols`], or an error that names file and line.

use std::collections::{BTreeMap, HashMap};

use crate::words;

/// Names of addresses. An address can have several; code uses the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    file: String,
    by_address: BTreeMap<u16, Vec<Symbol>>,
}

/// One name and the line it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    pub(crate) name: String,
    pub(crate) line: usize,
}

/// What is wrong with a symbol file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {kind}")]
pub struct SymbolError {
    /// The file.
    pub file: String,
    /// The line, counting from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: SymbolErrorKind,
}

/// What can be wrong with a symbol file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SymbolErrorKind {
    /// A line is something else than an address and a name.
    #[error("a line is an address in hexadecimal and a name, such as: 02A4 draw_ball")]
    Malformed,
    /// The first word is no address.
    #[error("{0:?} is no address; addresses are hexadecimal, 0 to FFFF")]
    Address(String),
    /// The second word is no name.
    #[error(
        "{0:?} is no name in Octo; names begin with a letter or '_', have no `#` and no quotation mark in them, and are \
         neither registers nor words of the language"
    )]
    Name(String),
    /// Two lines have the same name.
    #[error("{name} is the name on line {first} already")]
    Duplicate {
        /// The name.
        name: String,
        /// The line that had it first.
        first: usize,
    },
    /// The name `main` is claimed for an address where the program does not start.
    #[error("main is where a program starts, and this one starts at {start:04X}")]
    Main {
        /// The address that can have the name.
        start: u32,
    },
}

impl Symbols {
    /// Reads symbols from `text`, which errors call `file`.
    ///
    /// # Errors
    ///
    /// If a line is not an address and a name, or a name is used twice or is none that Octo accepts.
    pub fn parse(file: &str, text: &str) -> Result<Self, SymbolError> {
        let mut symbols = Self { file: file.to_owned(), by_address: BTreeMap::new() };
        let mut lines_of_names = HashMap::new();
        for (line, content) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
            let content = content.split('#').next().unwrap_or_default();
            let error = |kind| SymbolError { file: file.to_owned(), line, kind };
            let mut words = content.split_whitespace();
            let (address, name) = match (words.next(), words.next(), words.next()) {
                (None, ..) => continue,
                (Some(address), Some(name), None) => (address, name),
                _ => return Err(error(SymbolErrorKind::Malformed)),
            };
            let value = hexadecimal(address).ok_or_else(|| error(SymbolErrorKind::Address(address.to_owned())))?;
            if !words::is_name(name) {
                return Err(error(SymbolErrorKind::Name(name.to_owned())));
            }
            if let Some(first) = lines_of_names.insert(name, line) {
                return Err(error(SymbolErrorKind::Duplicate { name: name.to_owned(), first }));
            }
            symbols.by_address.entry(value).or_default().push(Symbol { name: name.to_owned(), line });
        }
        Ok(symbols)
    }

    /// Every address that has names, and its names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[Symbol])> {
        self.by_address.iter().map(|(&address, symbols)| (u32::from(address), symbols.as_slice()))
    }

    /// The names of `address`.
    pub(crate) fn at(&self, address: u32) -> &[Symbol] {
        let symbols = u16::try_from(address).ok().and_then(|address| self.by_address.get(&address));
        symbols.map_or(&[], Vec::as_slice)
    }

    /// The error of kind `kind` at the line of `symbol`.
    pub(crate) fn error(&self, symbol: &Symbol, kind: SymbolErrorKind) -> SymbolError {
        SymbolError { file: self.file.clone(), line: symbol.line, kind }
    }
}

/// The address written `word`, with or without `0x`.
fn hexadecimal(word: &str) -> Option<u16> {
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")).unwrap_or(word);
    // A sign would be accepted by the conversion.
    if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}
