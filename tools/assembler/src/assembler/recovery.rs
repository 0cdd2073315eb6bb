//! Going on after an error, and hints for misspelt names.
//!
//! Input: the statement that failed. Output: a token stream that stands at the
//! next likely statement, and tables in which the failed definition no longer
//! causes further errors.

use crate::assembler::Assembler;
use crate::error::{Fault, suggest};
use crate::keyword::{KEYWORDS, Keyword};
use crate::names::Name;
use crate::token::Token;

impl Assembler<'_> {
    /// Reports a fault and moves on to the next likely statement.
    pub(super) fn report_and_recover(&mut self, fault: Fault, first: Token) {
        let line = self
            .source
            .line_of(self.stream.open_uses().next().map_or(fault.span, |outermost| outermost.span).range().start);
        let is_if = first.is(Name::of(Keyword::If));
        self.diagnostics.report(fault);
        self.stream.abandon_expansions();
        while let Some(token) = self.stream.peek(0) {
            let same_line = self.source.line_of(token.span.range().start) <= line;
            if !same_line || resumes_statements(token) {
                return;
            }
            self.take();
            if is_if && token.is(Name::of(Keyword::Begin)) {
                self.blocks.open_failed_branch(first.span);
                return;
            }
        }
    }

    /// A hint for a name that should be a constant or label.
    pub(crate) fn near_values(&self, wrong: Name) -> Option<String> {
        let is_value = |name: Name| self.symbols.constant(name).is_some() || self.symbols.label(name).is_some();
        suggest::near(self.text(wrong), self.user_names(is_value))
    }

    /// A hint for a name that should be a register.
    pub(crate) fn near_registers(&self, wrong: Name) -> Option<String> {
        suggest::near(self.text(wrong), self.user_names(|name| self.symbols.is_alias(name)))
    }

    /// A hint for a word that is neither a statement nor a defined name.
    pub(crate) fn near_anything(&self, wrong: Name) -> Option<String> {
        let text = self.text(wrong);
        let keywords = KEYWORDS.iter().filter(|row| row.opens_statement || row.reserved);
        let words = keywords.map(|row| row.text).filter(|word| word.len() > 2);
        let names = self.user_names(|name| self.symbols.is_defined(name));
        suggest::near(text, words.chain(names)).or_else(|| suggest::glued_tokens(text))
    }

    fn user_names(&self, wanted: impl Fn(Name) -> bool) -> impl Iterator<Item = &str> {
        self.names.user_names().filter(move |&name| wanted(name)).map(|name| self.text(name))
    }
}

/// Whether a token on the failed line can only begin a new statement.
fn resumes_statements(token: Token) -> bool {
    let keyword = token.word().and_then(Name::keyword);
    keyword.is_some_and(|keyword| {
        matches!(
            keyword,
            Keyword::Semicolon
                | Keyword::Return
                | Keyword::If
                | Keyword::Else
                | Keyword::End
                | Keyword::Loop
                | Keyword::While
                | Keyword::Again
        ) || (keyword.row().opens_statement && keyword.text().starts_with(':'))
    })
}
