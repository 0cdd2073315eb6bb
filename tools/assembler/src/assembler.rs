//! The assembler's state and its main loop.
//!
//! Input: a source and options. Output: the finished assembly or the errors.
//! Statements are read one after the other; after an error, reading resumes at
//! the next place that looks like the start of a statement.

mod finish;
mod reader;
mod recovery;

use crate::assembly::Assembly;
use crate::control::Blocks;
use crate::debug::DebugInfo;
use crate::diagnostics::Diagnostics;
use crate::error::{Errors, Fault, Step};
use crate::expression::Pending;
use crate::forward::Forwards;
use crate::image::Image;
use crate::listing::Listing;
use crate::names::Names;
use crate::options::Options;
use crate::source::{Source, Span};
use crate::stream::TokenStream;
use crate::symbols::Symbols;
use crate::token::Value;
use crate::{assembly::Features, lexer};

/// Everything known while a source is assembled.
#[derive(Debug)]
pub(crate) struct Assembler<'s> {
    pub(crate) source: &'s Source,
    pub(crate) options: Options,
    pub(crate) names: Names,
    pub(crate) symbols: Symbols,
    pub(crate) stream: TokenStream,
    pub(crate) image: Image,
    pub(crate) forwards: Forwards,
    pub(crate) blocks: Blocks,
    pub(crate) debug: DebugInfo,
    pub(crate) listing: Listing<'s>,
    pub(crate) diagnostics: Diagnostics<'s>,
    pub(crate) features: Features,
    /// Whether the program begins with a jump to `main`.
    pub(crate) has_entry_jump: bool,
    /// How many tokens all macro and string-mode bodies hold.
    pub(crate) stored_tokens: usize,
    /// Storage that expressions use in turn.
    pub(crate) pending_operators: Vec<Pending>,
    /// Whether assembly must end before the last statement.
    pub(crate) stopped: bool,
    /// The token taken last.
    pub(crate) last: Span,
}

impl<'s> Assembler<'s> {
    /// Reads the tokens of `source` and prepares an empty program.
    pub(crate) fn new(source: &'s Source, options: Options) -> Self {
        let mut names = Names::new();
        let lexed = lexer::lex(source.text(), &mut names);
        let mut diagnostics = Diagnostics::new(source);
        for fault in lexed.faults {
            diagnostics.report(fault);
        }
        Self {
            source,
            options,
            names,
            symbols: Symbols::new(),
            stream: TokenStream::new(lexed.tokens),
            image: Image::new(options.max_program_bytes),
            forwards: Forwards::default(),
            blocks: Blocks::default(),
            debug: DebugInfo::default(),
            listing: Listing::new(source),
            diagnostics,
            features: Features::default(),
            has_entry_jump: true,
            stored_tokens: 0,
            pending_operators: Vec::new(),
            stopped: lexed.cut_short,
            last: Span::default(),
        }
    }

    /// Assembles the whole source.
    pub(crate) fn run(mut self) -> Result<Assembly, Errors> {
        if let Err(fault) = self.emit_pair(0, 0) {
            self.diagnostics.report(fault);
        }
        while !self.stopped && !self.diagnostics.is_full() && self.stream.peek(0).is_some() {
            self.listed_statement();
        }
        self.finish()
    }

    /// Assembles one statement and notes the bytes it made.
    fn listed_statement(&mut self) {
        let start = self.image.here();
        let emitted = self.image.emitted();
        let Some(first) = self.stream.peek(0) else { return };
        let outermost = self.stream.open_uses().next().map(|origin| origin.span);
        let is_data = matches!(first.value, Value::Number(_));
        if let Err(fault) = self.statement() {
            let fault = self.with_call_sites(fault);
            self.report_and_recover(fault, first);
        }
        let length = self.image.emitted() - emitted;
        if length > 0 {
            let span = self.statement_span(first.span);
            self.listing.add(start, length, span, outermost, is_data);
        }
    }

    /// From a statement's first token to its last when both were written in
    /// one piece; otherwise only the first.
    fn statement_span(&self, first: Span) -> Span {
        let in_one_piece = self.last.end >= first.end && self.stream.open_uses().next().is_none();
        if in_one_piece { Span { start: first.start, end: self.last.end } } else { first }
    }

    /// Adds the expansions being read to a fault.
    fn with_call_sites(&self, mut fault: Fault) -> Fault {
        if fault.call_sites.is_empty() {
            fault.call_sites = self.call_sites();
        }
        fault
    }

    /// Appends one byte to the program.
    pub(crate) fn emit(&mut self, byte: u8) -> Step {
        self.image.emit(byte).map_err(|kind| Fault::new(kind, self.last))
    }

    /// Appends two bytes to the program.
    pub(crate) fn emit_pair(&mut self, high: u8, low: u8) -> Step {
        self.emit(high)?;
        self.emit(low)
    }

    /// Appends an instruction whose low 12 bits are an address.
    pub(crate) fn emit_address(&mut self, opcode: u8, address: u16) -> Step {
        let [high, low] = address.to_be_bytes();
        self.emit_pair(opcode | (high & 0x0F), low)
    }
}
