//! The sequence of tokens the parser reads, with expansions inserted.
//!
//! Input: the source tokens and the expansions the parser asks for. Output:
//! one token at a time, with lookahead, and the chain of expansions each came
//! through. Expansions are kept on an explicit stack, so their depth never
//! touches the program's own stack.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::limits::{MAX_EXPANSION_DEPTH, MAX_PROCESSED_TOKENS};
use crate::macros::{Body, BodyToken, Letter};
use crate::names::Name;
use crate::source::Span;
use crate::token::{Token, Value};

/// Which bound an expansion broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exhausted {
    /// Too many tokens were processed.
    Tokens,
    /// Too many expansions are open.
    Depth,
}

/// The use that caused an expansion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    /// The macro or string mode.
    pub name: Name,
    /// Where it was used.
    pub span: Span,
}

/// What the slots of a body stand for during one expansion.
#[derive(Debug)]
enum Bindings {
    /// No slots: tokens given back to the stream.
    None,
    /// A macro: the call counter and the arguments.
    Macro(Box<[Token]>),
    /// A string mode: the characters still to come.
    Letters(Letters),
}

/// A string being expanded by a string mode.
#[derive(Debug)]
pub(crate) struct Letters {
    /// Each character with what it expands to.
    pub text: Box<[(u16, Letter)]>,
    /// The call counter of the first character.
    pub first_call: u32,
    /// The character whose body is being read.
    pub at: usize,
}

#[derive(Debug)]
struct Frame {
    origin: Use,
    body: Body,
    next: usize,
    bindings: Bindings,
}

/// The parser's token supply.
#[derive(Debug)]
pub(crate) struct TokenStream {
    source: Vec<Token>,
    source_next: usize,
    frames: Vec<Frame>,
    lookahead: VecDeque<Token>,
    processed: usize,
    exhausted: bool,
}

impl TokenStream {
    /// A stream of the given source tokens.
    pub(crate) fn new(source: Vec<Token>) -> Self {
        Self { source, source_next: 0, frames: Vec::new(), lookahead: VecDeque::new(), processed: 0, exhausted: false }
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> Option<Token> {
        self.lookahead.pop_front().or_else(|| self.pull())
    }

    /// The token `distance` places ahead; 0 is the next one.
    pub(crate) fn peek(&mut self, distance: usize) -> Option<Token> {
        while self.lookahead.len() <= distance {
            let token = self.pull()?;
            self.lookahead.push_back(token);
        }
        self.lookahead.get(distance).copied()
    }

    /// Whether the token budget has run out.
    pub(crate) const fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Counts `amount` further tokens against the budget.
    pub(crate) fn charge(&mut self, amount: usize) -> Result<(), Exhausted> {
        self.processed = self.processed.saturating_add(amount);
        if self.processed > MAX_PROCESSED_TOKENS {
            self.exhausted = true;
            return Err(Exhausted::Tokens);
        }
        Ok(())
    }

    /// Inserts the expansion of a macro; `bindings` fills the body's slots.
    pub(crate) fn expand_macro(&mut self, origin: Use, body: &Body, bindings: Vec<Token>) -> Result<(), Exhausted> {
        let bindings = Bindings::Macro(bindings.into_boxed_slice());
        self.push(Frame { origin, body: Rc::clone(body), next: 0, bindings })
    }

    /// Inserts the expansion of a string.
    pub(crate) fn expand_letters(&mut self, origin: Use, letters: Letters) -> Result<(), Exhausted> {
        let Some((_, first)) = letters.text.first() else { return Ok(()) };
        let body = Rc::clone(&first.body);
        self.push(Frame { origin, body, next: 0, bindings: Bindings::Letters(letters) })
    }

    /// Drops every open expansion, so that reading goes on after the
    /// outermost use.
    pub(crate) fn abandon_expansions(&mut self) {
        if !self.frames.is_empty() {
            self.frames.clear();
            self.lookahead.clear();
        }
    }

    /// The uses being expanded, outermost first.
    pub(crate) fn open_uses(&self) -> impl DoubleEndedIterator<Item = Use> + '_ {
        let real = |frame: &&Frame| !matches!(frame.bindings, Bindings::None);
        self.frames.iter().filter(real).map(|frame| frame.origin)
    }

    fn push(&mut self, frame: Frame) -> Result<(), Exhausted> {
        self.return_lookahead(frame.origin);
        while self.frames.last_mut().is_some_and(Frame::is_finished) {
            self.frames.pop();
        }
        if self.frames.len() >= MAX_EXPANSION_DEPTH {
            return Err(Exhausted::Depth);
        }
        self.frames.push(frame);
        Ok(())
    }

    /// Puts tokens that were only looked at back below a new expansion.
    fn return_lookahead(&mut self, origin: Use) {
        if self.lookahead.is_empty() {
            return;
        }
        let body: Body = self.lookahead.drain(..).map(|token| BodyToken { token, slot: None }).collect();
        self.frames.push(Frame { origin, body, next: 0, bindings: Bindings::None });
    }

    /// Takes a token from the innermost expansion, or from the source.
    fn pull(&mut self) -> Option<Token> {
        if self.charge(1).is_err() {
            return None;
        }
        while let Some(frame) = self.frames.last_mut() {
            if let Some(token) = frame.pull() {
                return Some(token);
            }
            self.frames.pop();
        }
        let token = self.source.get(self.source_next).copied()?;
        self.source_next += 1;
        Some(token)
    }
}

impl Frame {
    /// Moves on to the next character's body when one is used up; tells
    /// whether nothing is left.
    fn is_finished(&mut self) -> bool {
        loop {
            if self.next < self.body.len() {
                return false;
            }
            let Bindings::Letters(letters) = &mut self.bindings else { return true };
            let Some((_, letter)) = letters.text.get(letters.at + 1) else { return true };
            letters.at += 1;
            self.body = Rc::clone(&letter.body);
            self.next = 0;
        }
    }

    fn pull(&mut self) -> Option<Token> {
        if self.is_finished() {
            return None;
        }
        let BodyToken { token, slot } = self.body[self.next];
        self.next += 1;
        let Some(slot) = slot else { return Some(token) };
        Some(match &self.bindings {
            Bindings::None => token,
            Bindings::Macro(bindings) => match bindings[usize::from(slot)] {
                counter if slot == 0 => Token { value: counter.value, span: token.span },
                argument => argument,
            },
            Bindings::Letters(letters) => Token { value: letters.binding(slot), span: token.span },
        })
    }
}

impl Letters {
    /// The value of a slot for the current character.
    fn binding(&self, slot: u16) -> Value {
        let (unit, letter) = &self.text[self.at];
        let place = u32::try_from(self.at).unwrap_or(u32::MAX);
        Value::Number(match slot {
            0 => f64::from(self.first_call.wrapping_add(place)),
            1 => f64::from(*unit),
            2 => f64::from(place),
            _ => f64::from(letter.value),
        })
    }
}
