//! Errors while they travel inside the assembler.
//!
//! Input: the place and kind of a problem. Output: a [`Fault`], small enough
//! to return from every parsing step.

use std::ops::{Deref, DerefMut};

use crate::error::ErrorKind;
use crate::source::Span;

/// The result of one parsing step.
pub(crate) type Step<T = ()> = Result<T, Fault>;

/// A use of a macro or string mode that was being expanded.
#[derive(Debug, Clone)]
pub(crate) struct CallSite {
    /// The macro or string mode.
    pub name: String,
    /// Where it was used.
    pub span: Span,
}

/// A problem at a place in the source.
#[derive(Debug)]
pub(crate) struct Fault(Box<Details>);

/// What a [`Fault`] says.
#[derive(Debug)]
pub(crate) struct Details {
    pub kind: ErrorKind,
    pub span: Span,
    pub hint: Option<String>,
    /// Expansions the place was reached through, outermost first.
    pub call_sites: Vec<CallSite>,
}

impl Fault {
    /// A fault of `kind` at `span`.
    pub(crate) fn new(kind: ErrorKind, span: Span) -> Self {
        Self(Box::new(Details { kind, span, hint: None, call_sites: Vec::new() }))
    }

    /// A fault with a hint.
    pub(crate) fn hinted(kind: ErrorKind, span: Span, hint: impl Into<String>) -> Self {
        Self::new(kind, span).with_hint(Some(hint.into()))
    }

    /// The fault with another hint, or none.
    pub(crate) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.0.hint = hint;
        self
    }

    /// The fault's contents.
    pub(crate) fn into_details(self) -> Details {
        *self.0
    }
}

impl Deref for Fault {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}
