//! Rewinding: every frame of the last minutes, in bounded memory.
//!
//! A machine's future is a function of its state and the keys pressed. So a state is kept once a second only, and for each
//! frame after it the keys: that is a *segment*. To go back by a frame within one, its frames are run once more, all at
//! once, and their states kept until it has been left. [The decision](../../docs/decisions/0008-how-to-go-back.md) has the
//! figures.

use std::collections::VecDeque;

use cpu_ops::State;

use crate::machine::Machine;
use crate::setup::Setup;
use crate::state::{Snapshot, pack, unpack};

/// Frames of a segment: a second.
const FRAMES: usize = 60;

/// The most bytes that may be kept, all told.
pub const MAX_BYTES: usize = 64_000_000;

/// Bytes of the states of one segment, while it is unfolded.
const UNFOLDED: usize = (FRAMES + 1) * (size_of::<State>() + size_of::<Snapshot>());

/// The past of a machine.
#[derive(Debug)]
pub struct Rewind {
    segments: VecDeque<Segment>,
    /// How the machine was set up in the last frame.
    setup: Option<Setup>,
    /// What the segments take.
    bytes: usize,
    limit: usize,
    /// The states of the last segment: at its beginning, and after each of its frames as far as that is known. Nothing if
    /// nobody has gone back in it.
    unfolded: Vec<Snapshot>,
}

/// A second, or less.
#[derive(Debug)]
struct Segment {
    /// The state that it begins with, packed.
    start: Box<[u8]>,
    /// The keys of each of its frames.
    keys: Vec<u16>,
    /// Whether it begins where the one before it ends; otherwise a state was loaded, or the machine reset.
    continues: bool,
}

/// What has been undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// A frame.
    Frame,
    /// A reset, or a state being loaded.
    Jump,
}

impl Segment {
    fn bytes(&self) -> usize {
        self.start.len() + FRAMES * size_of::<u16>() + size_of::<Self>()
    }
}

impl Default for Rewind {
    fn default() -> Self {
        Self::with_limit(MAX_BYTES)
    }
}

impl Rewind {
    /// No past, and room for one of `bytes` bytes.
    #[must_use]
    pub fn with_limit(bytes: usize) -> Self {
        let limit = bytes.saturating_sub(UNFOLDED);
        Self { segments: VecDeque::new(), setup: None, bytes: 0, limit, unfolded: Vec::new() }
    }

    /// `machine` is about to run a frame with `keys`.
    pub fn frame(&mut self, machine: &Machine, keys: u16) {
        let is_full = self.segments.back().is_none_or(|segment| segment.keys.len() == FRAMES);
        if is_full || self.setup.as_ref() != Some(machine.setup()) {
            self.begin(machine, true);
        }
        // What was unfolded is of a future that is not to be.
        self.unfolded.clear();
        if let Some(segment) = self.segments.back_mut() {
            segment.keys.push(keys);
        }
    }

    /// `machine` has come to where it is not by running: it was reset, or a state was loaded.
    pub fn jumped(&mut self, machine: &Machine) {
        self.unfolded.clear();
        self.begin(machine, false);
    }

    fn begin(&mut self, machine: &Machine, continues: bool) {
        let mut keys = Vec::new();
        keys.reserve_exact(FRAMES);
        let segment = Segment { start: pack(&machine.snapshot()).into_boxed_slice(), keys, continues };
        self.setup = Some(*machine.setup());
        self.bytes += segment.bytes();
        self.segments.push_back(segment);
        while self.bytes > self.limit && self.segments.len() > 1 {
            self.bytes -= self.segments.pop_front().map_or(0, |segment| segment.bytes());
        }
    }

    /// Takes `machine`, whose past this is, back by one step. Returns which; None if this is as far as it goes.
    pub fn back(&mut self, machine: &mut Machine) -> Option<Undone> {
        let undone = loop {
            let segment = self.segments.back_mut()?;
            if segment.keys.pop().is_some() {
                break Undone::Frame;
            }
            if self.segments.len() == 1 {
                return None;
            }
            let left = self.segments.pop_back()?;
            self.bytes -= left.bytes();
            self.unfolded.clear();
            if !left.continues {
                break Undone::Jump;
            }
        };
        if self.unfolded.is_empty() {
            self.unfold(machine);
        }
        let frames = self.segments.back()?.keys.len();
        self.unfolded.truncate(frames + 1);
        machine.restore(self.unfolded.last()?);
        self.setup = Some(*machine.setup());
        Some(undone)
    }

    /// Runs the last segment once more.
    fn unfold(&mut self, machine: &mut Machine) {
        let Some(segment) = self.segments.back() else { return };
        segment.rerun(machine, |machine| self.unfolded.push(machine.snapshot()));
    }

    /// Shows `look` the machine after each of the last `frames` frames, the oldest first, or as many as are known.
    pub fn review(&self, machine: &mut Machine, frames: usize, mut look: impl FnMut(&Machine)) {
        let now = machine.snapshot();
        let (mut first, mut found) = (self.segments.len(), 0);
        while first > 0 && found < frames {
            first -= 1;
            found += self.segments[first].keys.len();
        }
        let mut skip = found.saturating_sub(frames);
        for segment in self.segments.range(first..) {
            let mut is_start = true;
            segment.rerun(machine, |machine| match (std::mem::take(&mut is_start), skip) {
                (true, _) => {}
                (false, 0) => look(machine),
                (false, _) => skip -= 1,
            });
        }
        machine.restore(&now);
    }

    /// How many frames one can go back.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.segments.iter().map(|segment| segment.keys.len()).sum()
    }

    /// Bytes that are kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + self.unfolded.len() * (size_of::<State>() + size_of::<Snapshot>())
    }
}

impl Segment {
    /// Runs `machine` through it. Shows `look` the machine at its beginning and after each of its frames.
    fn rerun(&self, machine: &mut Machine, mut look: impl FnMut(&Machine)) {
        machine.restore(&unpack(&self.start).expect("it was packed here"));
        look(machine);
        for &keys in &self.keys {
            machine.frame(keys);
            look(machine);
        }
    }
}
