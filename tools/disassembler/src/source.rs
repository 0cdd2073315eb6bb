//! The source text: every byte of the program once, as a statement, as a picture or as a number.
//!
//! Input: the program and all that was found out about it. Output: Octo source. An instruction is written as a
//! statement only if the assembler makes the same bytes of it and the reader the same sense; else as numbers,
//! with the statement beside them.

use std::fmt::Write as _;

use cpu_ops::{FlowKind, Instr};

use crate::labels::{Labels, MAIN, Opening};
use crate::pictures::Pictures;
use crate::program::Program;
use crate::statement;
use crate::trace::{Byte, Trace};

/// Numbers in a line of data.
const BYTES_IN_LINE: usize = 8;

/// Writes the source of one program.
pub(crate) struct Writer<'a> {
    program: &'a Program,
    trace: &'a Trace,
    pictures: &'a Pictures,
    labels: &'a Labels,
    /// For each address whether the instruction that starts there is written as a statement.
    as_statement: Vec<bool>,
    text: String,
    /// Whether what was written last has an end that a blank line should show.
    ended: bool,
}

impl<'a> Writer<'a> {
    /// A writer that has written nothing.
    pub(crate) fn new(program: &'a Program, trace: &'a Trace, pictures: &'a Pictures, labels: &'a Labels) -> Self {
        let as_statement = vec![false; program.end() as usize];
        Self { program, trace, pictures, labels, as_statement, text: String::new(), ended: false }
    }

    /// Writes everything.
    pub(crate) fn write(mut self) -> String {
        // Backwards: whether a skip is a statement depends on what follows it.
        for pc in (self.program.start()..self.program.end()).rev() {
            self.as_statement[pc as usize] = self.code_at(pc).is_some_and(|instr| self.can_be_statement(&instr));
        }
        let mut at = self.open();
        while at < self.program.end() {
            at = match self.code_at(at) {
                Some(instr) => self.instruction(&instr),
                None => self.data(at),
            };
        }
        self.text
    }

    /// The instruction that is to be written at `pc`.
    fn code_at(&self, pc: u32) -> Option<Instr> {
        if self.trace.byte(pc) == Byte::Start { self.program.instr(pc) } else { None }
    }

    fn can_be_statement(&self, instr: &Instr) -> bool {
        let info = instr.op.info();
        // `:next` names the second byte of a statement; there is nothing that names a later one.
        let is_whole = !self.labels.any_in(instr.pc + 2, instr.next());
        statement::is_exact(instr) && is_whole && (info.flow != FlowKind::Skip || self.skips_statement(instr))
    }

    /// Whether what `skip` passes over is one statement, and can be reached in no other way.
    fn skips_statement(&self, skip: &Instr) -> bool {
        let (next, target) = (skip.next(), self.program.skip_target(skip));
        let follows = next < self.program.end() && self.as_statement[next as usize];
        follows && self.code_at(next).is_some_and(|instr| instr.next() == target) && !self.labels.any_in(next, target)
    }

    /// Writes what comes before the program's bytes; returns the address of the first that is to be written.
    fn open(&mut self) -> u32 {
        for (value, name) in self.labels.constants() {
            let _ = writeln!(self.text, ":const {name} 0x{value:03X}");
        }
        self.ended = !self.text.is_empty();
        let start = self.program.start();
        match self.labels.opening() {
            Opening::Jump => {
                let after_jump = self.code_at(start).map_or(start, |jump| jump.next());
                self.line(format_args!("# Octo puts a jump to {MAIN} here."));
                self.ended = true;
                after_jump
            }
            Opening::Main => {
                // Where names are constants the start has no label, but Octo wants one.
                if !self.labels.defined_in_place() || self.program.end() == start {
                    self.separate();
                    let _ = writeln!(self.text, ": {MAIN}");
                }
                start
            }
        }
    }

    /// Writes the instruction `instr`; returns the address of what follows.
    fn instruction(&mut self, instr: &Instr) -> u32 {
        self.name(instr.pc);
        if !self.as_statement[instr.pc as usize] {
            self.as_numbers(instr);
            self.ended = false;
            return instr.next();
        }
        self.name_inside(instr.pc + 1);
        let text = statement::text(instr, self.labels);
        let flow = instr.op.info().flow;
        if flow != FlowKind::Skip {
            self.line(format_args!("{text}"));
            self.ended = ends(flow);
            return instr.next();
        }
        self.ended = false;
        let Some(skipped) = self.code_at(instr.next()) else { return instr.next() };
        if skipped.op.info().flow == FlowKind::Skip {
            self.line(format_args!("{text} # else past the next test"));
            return skipped.pc;
        }
        self.line(format_args!("{text} {}", statement::text(&skipped, self.labels)));
        skipped.next()
    }

    /// Writes `instr` as numbers, with its statement as a comment.
    fn as_numbers(&mut self, instr: &Instr) {
        let statement = statement::text(instr, self.labels);
        let mut at = instr.pc;
        while at < instr.next() {
            if at > instr.pc {
                self.name(at);
            }
            let end = self.labels.next_after(at).map_or(instr.next(), |label| label.min(instr.next()));
            let numbers = numbers(self.program.bytes(at, end));
            if at == instr.pc {
                self.line(format_args!("{numbers} # {statement}"));
            } else {
                self.line(format_args!("{numbers}"));
            }
            at = end;
        }
    }

    /// Writes the data from `from` up to the next label or code; returns the address after it.
    fn data(&mut self, from: u32) -> u32 {
        self.separate();
        self.name(from);
        let limit = self.labels.next_after(from).unwrap_or(u32::MAX).min(self.program.end());
        let end = (from..limit).find(|&at| self.trace.byte(at) != Byte::Data).unwrap_or(limit);
        let mut at = from;
        while at < end {
            let row = self.pictures.row(at);
            let next = (at..end).find(|&at| self.pictures.row(at) != row).unwrap_or(end);
            match usize::from(row) {
                0 => self.number_rows(at, next),
                row => self.picture_rows(at, next, row),
            }
            at = next;
        }
        self.ended = true;
        end
    }

    /// Writes the bytes from one address up to another as numbers.
    fn number_rows(&mut self, from: u32, to: u32) {
        for line in self.program.bytes(from, to).chunks(BYTES_IN_LINE) {
            self.line(format_args!("{}", numbers(line)));
        }
    }

    /// Writes the bytes from one address up to another as pixels, `row` bytes a line.
    fn picture_rows(&mut self, from: u32, to: u32, row: usize) {
        for line in self.program.bytes(from, to).chunks(row) {
            let (mut numbers, mut pixels) = (String::new(), String::new());
            for byte in line {
                let _ = write!(numbers, "0b{byte:08b} ");
                pixels.extend((0..8).rev().map(|bit| if byte >> bit & 1 == 1 { '#' } else { '.' }));
            }
            self.line(format_args!("{numbers}# {pixels}"));
        }
    }

    /// Writes the names of `address`, of which everything before is written.
    fn name(&mut self, address: u32) {
        let names = self.labels.names(address);
        if names.is_empty() {
            return;
        }
        if self.ended || self.trace.references(address).called {
            self.separate();
        }
        let overlapping = self.overlapping(address);
        let word = if self.labels.defined_in_place() { ":" } else { "#" };
        for name in names {
            let _ = writeln!(self.text, "{word} {name}{overlapping}");
        }
    }

    /// Writes the names of `address`, the byte before which is yet to be written.
    fn name_inside(&mut self, address: u32) {
        let overlapping = self.overlapping(address);
        let word = if self.labels.defined_in_place() { ":next" } else { "# next:" };
        for name in self.labels.names(address) {
            self.line(format_args!("{word} {name}{overlapping}"));
        }
    }

    /// A comment that tells of an instruction at `address` that is not written because it overlaps another.
    fn overlapping(&self, address: u32) -> String {
        let hidden = self.trace.is_reached(address) && self.trace.byte(address) != Byte::Start;
        match self.program.instr(address).filter(|_| hidden) {
            Some(instr) => format!(" # also code: {}", statement::text(&instr, self.labels)),
            None => String::new(),
        }
    }

    /// Writes a blank line, unless there is one or nothing precedes it.
    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.ended = false;
    }

    fn line(&mut self, content: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.text, "\t{content}");
    }
}

/// Whether the control flow never goes on after an instruction of this kind.
fn ends(flow: FlowKind) -> bool {
    matches!(flow, FlowKind::Jump | FlowKind::Return | FlowKind::ComputedJump | FlowKind::Halt)
}

/// `bytes` as hexadecimal numbers.
fn numbers(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5);
    for byte in bytes {
        let _ = write!(text, "{}0x{byte:02X}", if text.is_empty() { "" } else { " " });
    }
    text
}
