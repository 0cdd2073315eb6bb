//! What callers see when assembly fails or finds something doubtful.
//!
//! Input: faults found by the other stages, with the source. Output: error and
//! warning values that name file, line and column, quote the source line and
//! render through `miette`.

mod fault;
mod kind;
mod quoted;
pub(crate) mod suggest;

use std::fmt;

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

use crate::source::{Source, Span};

pub(crate) use fault::{CallSite, Fault, Step};
pub use kind::{ErrorKind, WarningKind};
use quoted::Quoted;

/// Where in the source something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Name of the source.
    pub file: String,
    /// Line, counting from 1.
    pub line: usize,
    /// Column in characters, counting from 1.
    pub column: usize,
    /// The text of that line.
    pub source_line: String,
}

impl fmt::Display for Location {
    /// Writes `file:line:column`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Location {
    fn new(source: &Source, span: Span) -> Self {
        let offset = span.range().start;
        let line = source.line_of(offset);
        Self {
            file: source.name().to_owned(),
            line,
            column: source.column_of(offset),
            source_line: source.quoted_line(line),
        }
    }
}

/// One error in the source.
#[derive(Debug, Clone, Error, Diagnostic)]
#[error("{kind}")]
pub struct AssemblyError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where it is wrong.
    pub location: Location,
    /// What to do about it, when there is something useful to say.
    #[help]
    pub hint: Option<String>,
    /// The offending bytes of the source.
    pub span: Span,
    #[source_code]
    source_code: Quoted,
    #[label(collection)]
    labels: Vec<LabeledSpan>,
}

impl AssemblyError {
    pub(crate) fn new(source: &Source, fault: Fault) -> Self {
        let fault = fault.into_details();
        let source_code = Quoted::new(source);
        let marked = |span| source_code.marked(span).range();
        let mut labels = vec![LabeledSpan::new_primary_with_span(Some("here".to_owned()), marked(fault.span))];
        labels.extend(fault.call_sites.iter().map(|site| {
            LabeledSpan::new_with_span(Some(format!("in this use of '{}'", site.name)), marked(site.span))
        }));
        Self {
            location: Location::new(source, fault.span),
            kind: fault.kind,
            hint: fault.hint,
            span: fault.span,
            source_code,
            labels,
        }
    }
}

/// Something the assembler accepts but the author probably did not mean.
#[derive(Debug, Clone, Error, Diagnostic)]
#[error("{kind}")]
#[diagnostic(severity(Warning))]
pub struct Warning {
    /// What is doubtful.
    pub kind: WarningKind,
    /// Where it was found.
    pub location: Location,
    #[source_code]
    source_code: Quoted,
    #[label("here")]
    span: miette::SourceSpan,
}

impl Warning {
    pub(crate) fn new(source: &Source, kind: WarningKind, span: Span) -> Self {
        let source_code = Quoted::new(source);
        let span = source_code.marked(span);
        Self { kind, location: Location::new(source, span), source_code, span: span.range().into() }
    }
}

/// Every error found in one source, in source order.
#[derive(Debug, Clone, Error, Diagnostic)]
#[error("{} in {file}{}", count_text(.errors.len()), if *.stopped_early { "; stopped early" } else { "" })]
pub struct Errors {
    /// The errors; never empty.
    #[related]
    pub errors: Vec<AssemblyError>,
    /// Name of the source.
    pub file: String,
    /// Whether assembly stopped before it had read the whole source.
    pub stopped_early: bool,
}

fn count_text(count: usize) -> String {
    if count == 1 { "1 error".to_owned() } else { format!("{count} errors") }
}
