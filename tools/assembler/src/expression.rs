//! Evaluation of expressions at assembly time.
//!
//! Input: tokens after an opening brace. Output: one floating-point value.
//! There is no precedence: every operator takes everything to its right, and
//! parentheses are the only grouping. Pending operators wait on an explicit
//! stack.

pub(crate) mod arithmetic;
mod operator;

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step, suggest};
use crate::keyword::Keyword;
use crate::lexer::number;
use crate::limits::MAX_EXPRESSION_DEPTH;
use crate::names::Name;
use crate::token::{Token, Value};

use operator::{Binary, Unary};

/// Longest word, in bytes, that is read as a number free of charge.
const ORDINARY_WORD: usize = 64;

/// What waits for the value to its right.
#[derive(Debug)]
pub(crate) enum Pending {
    Unary(Unary),
    Binary(f64, Binary),
    Parenthesis,
}

/// What the next token of an expression contributes.
enum Operand {
    /// A value that an operator may follow.
    Terminal(f64),
    /// A value that ends its part of the expression.
    Final(f64),
    /// Something that waits for a value.
    Pending(Pending),
}

impl Assembler<'_> {
    /// Evaluates `{ expression }`.
    pub(crate) fn braced_expression(&mut self) -> Step<f64> {
        self.expect(Keyword::OpenBrace)?;
        let mut stack = std::mem::take(&mut self.pending_operators);
        stack.clear();
        let value = self.expression(&mut stack);
        self.pending_operators = stack;
        let value = value?;
        self.expect(Keyword::CloseBrace)?;
        Ok(value)
    }

    fn expression(&mut self, stack: &mut Vec<Pending>) -> Step<f64> {
        loop {
            let value = match self.operand()? {
                Operand::Pending(pending) => {
                    self.push_pending(stack, pending)?;
                    continue;
                }
                Operand::Terminal(value) => match self.binary_operator() {
                    Some(operator) => {
                        self.push_pending(stack, Pending::Binary(value, operator))?;
                        continue;
                    }
                    None => value,
                },
                Operand::Final(value) => value,
            };
            if let Some(value) = self.reduce(stack, value)? {
                return Ok(value);
            }
        }
    }

    fn push_pending(&self, stack: &mut Vec<Pending>, pending: Pending) -> Step {
        if stack.len() >= MAX_EXPRESSION_DEPTH {
            let kind = ErrorKind::LimitExceeded { what: "nested operators", limit: MAX_EXPRESSION_DEPTH };
            return Err(Fault::new(kind, self.last_span()));
        }
        stack.push(pending);
        Ok(())
    }

    /// Applies pending operators to a finished value. Returns the result, or
    /// nothing when a closed parenthesis is followed by another operator.
    fn reduce(&mut self, stack: &mut Vec<Pending>, mut value: f64) -> Step<Option<f64>> {
        while let Some(pending) = stack.pop() {
            match pending {
                Pending::Unary(operator) => value = operator.apply(value, &self.image),
                Pending::Binary(left, operator) => value = operator.apply(left, value),
                Pending::Parenthesis => {
                    self.expect(Keyword::CloseParen)?;
                    if let Some(operator) = self.binary_operator() {
                        stack.push(Pending::Binary(value, operator));
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some(value))
    }

    /// Takes the next token when it is a binary operator.
    fn binary_operator(&mut self) -> Option<Binary> {
        let operator = Binary::of(self.peek(0)?.word()?.keyword()?)?;
        self.take();
        Some(operator)
    }

    fn operand(&mut self) -> Step<Operand> {
        let token = self.next("an expression")?;
        let name = match token.value {
            Value::Number(value) => return Ok(Operand::Terminal(value)),
            Value::Word(name) => name,
        };
        let keyword = name.keyword();
        if keyword == Some(Keyword::StrLen) {
            let text = self.string("the string to measure")?;
            let length = self.utf16_length(text)?;
            return Ok(Operand::Final(f64::from(length)));
        }
        if let Some(operator) = keyword.and_then(Unary::of) {
            return Ok(Operand::Pending(Pending::Unary(operator)));
        }
        if let Some(value) = self.named_value(token, name)? {
            return Ok(Operand::Terminal(value));
        }
        match keyword {
            Some(Keyword::OpenParen) => Ok(Operand::Pending(Pending::Parenthesis)),
            Some(Keyword::Ord) => {
                let text = self.string("the character to convert")?;
                self.first_code_unit(text).map(Operand::Terminal)
            }
            _ => Err(self.unknown_operand(token, name)),
        }
    }

    /// The value of a word that stands for one: a fixed constant, a register
    /// number, a decimal number, a constant or a label.
    fn named_value(&mut self, token: Token, name: Name) -> Step<Option<f64>> {
        match name.keyword() {
            Some(Keyword::Pi) => return Ok(Some(std::f64::consts::PI)),
            Some(Keyword::Euler) => return Ok(Some(std::f64::consts::E)),
            Some(Keyword::Here) => return Ok(Some(arithmetic::from_address(self.image.here()))),
            _ => {}
        }
        if let Some(register) = self.symbols.register_value(name) {
            return Ok(Some(register));
        }
        let length = self.text(name).len();
        if length > ORDINARY_WORD {
            self.charge(length)?;
        }
        let known = number::expression_word(self.text(name))
            .or_else(|| self.symbols.constant(name))
            .or_else(|| self.symbols.label_value(name));
        if known.is_some() {
            return Ok(known);
        }
        if self.is_pending(name) {
            let kind = ErrorKind::ForwardReference { name: self.shown(name) };
            let hint = "expressions are evaluated where they stand, so a label must come before them";
            return Err(Fault::hinted(kind, token.span, hint));
        }
        Ok(None)
    }

    fn unknown_operand(&mut self, token: Token, name: Name) -> Fault {
        let kind = ErrorKind::Undefined { name: self.shown(name), role: "a value" };
        let text = self.text(name);
        let hint = if matches!(name.keyword(), Some(Keyword::CloseBrace | Keyword::CloseParen)) {
            Some("an operand is missing before this".to_owned())
        } else {
            self.near_values(name)
                .or_else(|| suggest::glued_tokens(text))
                .or_else(|| Some("values must be defined before the expression that uses them".to_owned()))
        };
        Fault::new(kind, token.span).with_hint(hint)
    }

    fn utf16_length(&mut self, name: Name) -> Step<u32> {
        let bytes = self.text(name).len();
        self.charge(bytes)?;
        let units = self.text(name).encode_utf16().count();
        Ok(u32::try_from(units).unwrap_or(u32::MAX))
    }

    fn first_code_unit(&self, name: Name) -> Step<f64> {
        self.text(name).encode_utf16().next().map(f64::from).ok_or_else(|| {
            let kind = ErrorKind::Expected { expected: "a character".to_owned(), found: "an empty string".to_owned() };
            Fault::new(kind, self.last_span())
        })
    }
}
