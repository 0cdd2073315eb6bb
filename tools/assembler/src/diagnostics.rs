//! Collection of errors and warnings.
//!
//! Input: faults and warnings as they are found. Output: bounded lists of
//! them, in source order.

use crate::error::{AssemblyError, Errors, Fault, Warning, WarningKind};
use crate::limits::{MAX_ERRORS, MAX_WARNINGS};
use crate::source::{Source, Span};

/// Everything reported so far.
#[derive(Debug)]
pub(crate) struct Diagnostics<'s> {
    source: &'s Source,
    errors: Vec<AssemblyError>,
    warnings: Vec<Warning>,
}

impl<'s> Diagnostics<'s> {
    /// No reports yet.
    pub(crate) const fn new(source: &'s Source) -> Self {
        Self { source, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Keeps an error unless there are too many or the place has one already.
    pub(crate) fn report(&mut self, fault: Fault) {
        let repeated = self.errors.iter().any(|error| error.span == fault.span && error.kind == fault.kind);
        if !self.is_full() && !repeated {
            self.errors.push(AssemblyError::new(self.source, fault));
        }
    }

    /// Keeps a warning unless there are too many.
    pub(crate) fn warn(&mut self, kind: WarningKind, span: Span) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(Warning::new(self.source, kind, span));
        }
    }

    /// Whether no further error is kept.
    pub(crate) const fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    /// The warnings, or the errors if there are any.
    pub(crate) fn into_result(mut self, stopped_early: bool) -> Result<Vec<Warning>, Errors> {
        if self.errors.is_empty() {
            return Ok(self.warnings);
        }
        self.errors.sort_by_key(|error| error.span);
        Err(Errors { errors: self.errors, file: self.source.name().to_owned(), stopped_early })
    }
}
