//! Pictures: which data the program draws.
//!
//! Input: the program and its [`Trace`]. Output: [`Pictures`], by address. From each instruction that points `i`
//! at data the code is followed for a while, into subroutines and back out of them; what is drawn before `i`
//! is pointed elsewhere is a picture.

use std::collections::BTreeMap;

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::{FlowKind, Instr};

use crate::program::Program;
use crate::statement::{self, IndexEffect};
use crate::trace::{Byte, Trace};

/// The most instructions looked at from one that points at data. It bounds the time a hostile program takes.
const MAX_STEPS: usize = 96;

/// The most calls that are followed into each other.
const MAX_DEPTH: usize = 4;

/// The most callers that a return from an unknown caller is followed to.
const MAX_CALLERS: usize = 8;

/// What is drawn from an address on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Picture {
    /// Bytes of one picture.
    bytes: u32,
    /// Bytes in a row: 1 or 2.
    row: u8,
    /// Whether more pictures follow: the program adds to `i` before it draws.
    more: bool,
}

/// All pictures of a program.
#[derive(Debug)]
pub(crate) struct Pictures {
    starts: BTreeMap<u32, Picture>,
    /// For each address of the program how many bytes are in a row of the picture there; 0 if there is none.
    rows: Vec<u8>,
}

impl Pictures {
    /// Finds the pictures in `program`.
    pub(crate) fn find(program: &Program, trace: &Trace) -> Self {
        let mut pictures = Self { starts: BTreeMap::new(), rows: vec![0; program.end() as usize] };
        let mut walk = Walk { program, trace, seen: vec![0; MEMORY_BYTES], pending: Vec::new() };
        let mut number = 0;
        for pc in (program.start()..program.end()).filter(|&pc| trace.is_reached(pc)) {
            let Some(instr) = program.instr(pc) else { continue };
            let target = statement::points_at(&instr);
            let Some(target) = target.filter(|&at| program.contains(at) && trace.byte(at) == Byte::Data) else {
                continue;
            };
            number += 1;
            if let Some(found) = walk.picture(&instr, number) {
                pictures.starts.entry(target).or_default().merge(found);
            }
        }
        pictures.spread(program, trace);
        pictures
    }

    /// Whether a picture starts at `address`.
    pub(crate) fn starts_at(&self, address: u32) -> bool {
        self.starts.contains_key(&address)
    }

    /// How many bytes are in a row of the picture that the byte at `address` of the program belongs to; 0 if it
    /// belongs to none.
    pub(crate) fn row(&self, address: u32) -> u8 {
        self.rows[address as usize]
    }

    /// Marks the bytes of each picture: those that are drawn or, where more pictures follow, all up to the next
    /// address that code refers to.
    fn spread(&mut self, program: &Program, trace: &Trace) {
        for (&start, picture) in &self.starts {
            let ends = |at: u32| picture.more && at > start && trace.references(at).any();
            let length = if picture.more { u32::MAX - start } else { picture.bytes };
            let places = (start..program.end().min(start + length)).take_while(|&at| !ends(at));
            for at in places.take_while(|&at| trace.byte(at) == Byte::Data) {
                self.rows[at as usize] = picture.row;
            }
        }
    }
}

impl Picture {
    /// What the instruction `draw` draws. Sprites of no rows are 16 pixels wide and high, where they are
    /// anything at all.
    fn drawn_by(draw: &Instr, moved: bool) -> Self {
        match u32::from(draw.operands.n()) {
            0 => Self { bytes: 32, row: 2, more: moved },
            rows => Self { bytes: rows, row: 1, more: moved },
        }
    }

    fn merge(&mut self, other: Self) {
        self.bytes = self.bytes.max(other.bytes);
        self.row = self.row.max(other.row);
        self.more |= other.more;
    }
}

/// A place that is still to be looked at.
#[derive(Clone, Copy, Debug)]
struct Place {
    pc: u32,
    /// Whether `i` was added to on the way.
    moved: bool,
    /// Where to return to, innermost last.
    returns: [u32; MAX_DEPTH],
    depth: usize,
}

impl Place {
    /// The place `pc`, reached from here.
    const fn to(self, pc: u32) -> Self {
        Self { pc, ..self }
    }
}

/// The way from an instruction that points at data to those that draw it.
struct Walk<'a> {
    program: &'a Program,
    trace: &'a Trace,
    /// For each address the number of the walk that saw it last, times two; one more if `i` was added to.
    seen: Vec<u32>,
    pending: Vec<Place>,
}

impl Walk<'_> {
    /// What is drawn after `origin` has pointed `i` at it. The `number` of each walk is higher than the last.
    fn picture(&mut self, origin: &Instr, number: u32) -> Option<Picture> {
        let mut picture: Option<Picture> = None;
        self.pending.clear();
        self.pending.push(Place { pc: origin.next(), moved: false, returns: [0; MAX_DEPTH], depth: 0 });
        for _ in 0..MAX_STEPS {
            let Some(mut place) = self.pending.pop() else { break };
            let Some(instr) = self.program.instr(place.pc).filter(|instr| self.trace.is_reached(instr.pc)) else {
                continue;
            };
            let stamp = number << 1 | u32::from(place.moved);
            let seen = &mut self.seen[place.pc as usize];
            if *seen >= stamp {
                continue;
            }
            *seen = stamp;
            match statement::index_effect(&instr) {
                IndexEffect::Replaced => continue,
                IndexEffect::Moved => place.moved = true,
                IndexEffect::Kept => {}
            }
            if instr.op.info().flow == FlowKind::Draw {
                let drawn = Picture::drawn_by(&instr, place.moved);
                picture.get_or_insert_default().merge(drawn);
            }
            self.go_on(place, &instr);
        }
        picture
    }

    /// Adds the places that follow `place`, where `instr` is.
    fn go_on(&mut self, place: Place, instr: &Instr) {
        match instr.op.info().flow {
            FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store | FlowKind::Fault => {
                self.pending.push(place.to(instr.next()));
            }
            FlowKind::Skip => {
                self.pending.push(place.to(self.program.skip_target(instr)));
                self.pending.push(place.to(instr.next()));
            }
            FlowKind::Jump => self.pending.push(place.to(instr.target())),
            FlowKind::Call if place.depth < MAX_DEPTH => {
                let mut callee = place.to(instr.target());
                callee.returns[callee.depth] = instr.next();
                callee.depth += 1;
                self.pending.push(callee);
            }
            FlowKind::Call => self.pending.push(place.to(instr.next())),
            FlowKind::Return if place.depth > 0 => {
                let depth = place.depth - 1;
                self.pending.push(Place { depth, ..place.to(place.returns[depth]) });
            }
            FlowKind::Return => {
                let callers = self.trace.return_sites(instr.pc).iter().take(MAX_CALLERS);
                self.pending.extend(callers.map(|&caller| place.to(caller)));
            }
            FlowKind::ComputedJump | FlowKind::Halt => {}
        }
    }
}
