//! The operators of expressions.
//!
//! Input: operand values. Output: the result, with the host language's rules
//! for bitwise operators on 32-bit integers.

use crate::expression::arithmetic::{self, truth, wrap_to_i32};
use crate::image::Image;
use crate::keyword::Keyword;

/// An operator with one operand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unary(Keyword);

/// An operator with two operands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binary(Keyword);

impl Unary {
    /// The operator a keyword stands for before an operand.
    pub(super) const fn of(keyword: Keyword) -> Option<Self> {
        match keyword {
            Keyword::Minus
            | Keyword::Complement
            | Keyword::Not
            | Keyword::Peek
            | Keyword::Sin
            | Keyword::Cos
            | Keyword::Tan
            | Keyword::Exp
            | Keyword::Log
            | Keyword::Abs
            | Keyword::Sqrt
            | Keyword::Sign
            | Keyword::Ceil
            | Keyword::Floor => Some(Self(keyword)),
            _ => None,
        }
    }

    /// The operator's result; `@` reads `image`.
    pub(super) fn apply(self, value: f64, image: &Image) -> f64 {
        match self.0 {
            Keyword::Complement => f64::from(!wrap_to_i32(value)),
            Keyword::Not => truth(value == 0.0 || value.is_nan()),
            Keyword::Peek => f64::from(image.peek(wrap_to_i32(value))),
            Keyword::Sin => libm::sin(value),
            Keyword::Cos => libm::cos(value),
            Keyword::Tan => libm::tan(value),
            Keyword::Exp => libm::exp(value),
            Keyword::Log => libm::log(value),
            Keyword::Abs => value.abs(),
            Keyword::Sqrt => value.sqrt(),
            Keyword::Sign => arithmetic::sign(value),
            Keyword::Ceil => value.ceil(),
            Keyword::Floor => value.floor(),
            _ => -value,
        }
    }
}

impl Binary {
    /// The operator a keyword stands for after an operand.
    pub(super) const fn of(keyword: Keyword) -> Option<Self> {
        match keyword {
            Keyword::Minus
            | Keyword::Plus
            | Keyword::Times
            | Keyword::Divide
            | Keyword::Remainder
            | Keyword::And
            | Keyword::Or
            | Keyword::Xor
            | Keyword::Shl
            | Keyword::Shr
            | Keyword::Pow
            | Keyword::Min
            | Keyword::Max
            | Keyword::Less
            | Keyword::Greater
            | Keyword::LessEqual
            | Keyword::GreaterEqual
            | Keyword::Equal
            | Keyword::NotEqual => Some(Self(keyword)),
            _ => None,
        }
    }

    /// The operator's result.
    // Comparing for exact equality is what the `==` and `!=` operators mean.
    #[allow(clippy::float_cmp)]
    pub(super) fn apply(self, left: f64, right: f64) -> f64 {
        match self.0 {
            Keyword::Plus => left + right,
            Keyword::Times => left * right,
            Keyword::Divide => left / right,
            Keyword::Remainder => left % right,
            Keyword::And => f64::from(wrap_to_i32(left) & wrap_to_i32(right)),
            Keyword::Or => f64::from(wrap_to_i32(left) | wrap_to_i32(right)),
            Keyword::Xor => f64::from(wrap_to_i32(left) ^ wrap_to_i32(right)),
            Keyword::Shl => f64::from(wrap_to_i32(left) << (wrap_to_i32(right) & 31)),
            Keyword::Shr => f64::from(wrap_to_i32(left) >> (wrap_to_i32(right) & 31)),
            Keyword::Pow => arithmetic::power(left, right),
            Keyword::Min => arithmetic::minimum(left, right),
            Keyword::Max => arithmetic::maximum(left, right),
            Keyword::Less => truth(left < right),
            Keyword::Greater => truth(left > right),
            Keyword::LessEqual => truth(left <= right),
            Keyword::GreaterEqual => truth(left >= right),
            Keyword::Equal => truth(left == right),
            Keyword::NotEqual => truth(left != right),
            _ => left - right,
        }
    }
}
