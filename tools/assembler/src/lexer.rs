//! Splitting source text into tokens.
//!
//! Input: the source text. Output: tokens with their places, plus the faults
//! found on the way. Words end at whitespace or at a `#` comment; string
//! literals keep their whitespace.

pub(crate) mod number;

use crate::error::{ErrorKind, Fault, Step};
use crate::limits::{MAX_ERRORS, MAX_SOURCE_BYTES, MAX_SOURCE_TOKENS};
use crate::names::Names;
use crate::source::Span;
use crate::token::{Token, Value};

/// The tokens of a source and everything wrong with their spelling.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub tokens: Vec<Token>,
    pub faults: Vec<Fault>,
    /// Whether the end of the text was never reached.
    pub cut_short: bool,
}

/// Splits `text` into tokens, interning words into `names`.
pub(crate) fn lex(text: &str, names: &mut Names) -> Lexed {
    let mut lexed = Lexed::default();
    if text.len() > MAX_SOURCE_BYTES {
        let kind = ErrorKind::LimitExceeded { what: "source bytes", limit: MAX_SOURCE_BYTES };
        lexed.faults.push(Fault::new(kind, Span::default()));
        lexed.cut_short = true;
        return lexed;
    }
    let mut scanner = Scanner { text, at: 0, names };
    loop {
        match scanner.token() {
            Ok(Some(token)) if lexed.tokens.len() < MAX_SOURCE_TOKENS => lexed.tokens.push(token),
            Ok(Some(token)) => {
                let kind = ErrorKind::LimitExceeded { what: "source tokens", limit: MAX_SOURCE_TOKENS };
                lexed.faults.push(Fault::new(kind, token.span));
                lexed.cut_short = true;
                return lexed;
            }
            Ok(None) => return lexed,
            Err(fault) => {
                lexed.faults.push(fault);
                if lexed.faults.len() > MAX_ERRORS {
                    lexed.cut_short = true;
                    return lexed;
                }
            }
        }
    }
}

/// Octo's whitespace; a byte order mark counts as blank as well.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{B}' | '\u{FEFF}')
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    names: &'a mut Names,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(is_blank);
            let mut skipped = rest.len() - trimmed.len();
            if trimmed.starts_with('#') {
                skipped += trimmed.find('\n').unwrap_or(trimmed.len());
            }
            if skipped == 0 {
                return;
            }
            self.at += skipped;
        }
    }

    /// The next token, or `None` at the end of the text.
    fn token(&mut self) -> Step<Option<Token>> {
        self.skip_blanks_and_comments();
        match self.rest().bytes().next() {
            None => Ok(None),
            Some(b'"') => self.string().map(Some),
            Some(_) => self.word().map(Some),
        }
    }

    fn word(&mut self) -> Step<Token> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| is_blank(c) || c == '#' || c == '"').unwrap_or(rest.len());
        let word = &rest[..length];
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        if rest[length..].starts_with('"') {
            let quote = Span::new(self.at, self.at + 1);
            self.string()?;
            let hint = format!("put a space between {word} and the quote");
            return Err(Fault::hinted(ErrorKind::GluedString, quote, hint));
        }
        let value = number::literal(word).map_or_else(|| Value::Word(self.names.intern(word)), Value::Number);
        Ok(Token { value, span })
    }

    /// Reads a string literal; `self.at` is at its opening quote.
    fn string(&mut self) -> Step<Token> {
        let start = self.at;
        let mut contents = String::new();
        let mut bad_escape = None;
        let mut chars = self.text[start..].char_indices().skip(1);
        while let Some((offset, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = start + offset + 1;
                    if let Some(fault) = bad_escape {
                        return Err(fault);
                    }
                    let value = Value::Word(self.names.intern(&contents));
                    return Ok(Token { value, span: Span::new(start, self.at) });
                }
                '\\' => {
                    let Some((escape_at, escape)) = chars.next() else { break };
                    if let Some(meaning) = escape_meaning(escape) {
                        contents.push(meaning);
                    } else {
                        let end = start + escape_at + escape.len_utf8();
                        bad_escape.get_or_insert_with(|| bad_escape_fault(escape, start + offset, end));
                    }
                }
                _ => contents.push(c),
            }
        }
        self.at = self.text.len();
        let hint = "the string began here and no closing quote follows";
        Err(Fault::hinted(ErrorKind::UnterminatedString, Span::new(start, start + 1), hint))
    }
}

fn escape_meaning(escape: char) -> Option<char> {
    Some(match escape {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'v' => '\u{B}',
        '0' => '\0',
        '\\' => '\\',
        '"' => '"',
        _ => return None,
    })
}

fn bad_escape_fault(escape: char, start: usize, end: usize) -> Fault {
    let hint = r#"the escapes are \t \n \r \v \0 \\ and \""#;
    Fault::hinted(ErrorKind::UnknownEscape(escape), Span::new(start, end), hint)
}
