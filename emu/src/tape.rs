//! A tape: what records a machine, or plays it, or neither.

use crate::machine::Machine;
use crate::recording::{Difference, Player, Recorder, RecorderError};
use crate::rewind::Undone;
use crate::state::Snapshot;

/// What goes along with a machine, frame by frame.
#[derive(Debug, Default)]
pub enum Tape {
    /// Nothing.
    #[default]
    None,
    /// What it does is recorded.
    Record(Recorder),
    /// It does what was recorded.
    Play(Box<Player>),
}

impl Tape {
    /// Where the machine shall be before it runs the next frame. To be asked until there is nothing.
    pub fn jump(&mut self) -> Option<Snapshot> {
        if let Self::Play(player) = self { player.jump() } else { None }
    }

    /// Whether the machine shall be elsewhere before it runs the next frame.
    #[must_use]
    pub fn is_jump_due(&self) -> bool {
        if let Self::Play(player) = self { player.is_jump_due() } else { false }
    }

    /// Whether there is a next frame, and the machine shall be elsewhere before it.
    #[must_use]
    pub fn goes_on_elsewhere(&self) -> bool {
        self.is_jump_due() && self.keys(0).is_some()
    }

    /// The keys of the next frame, if someone presses `keys`. None if what was played is over.
    #[must_use]
    pub fn keys(&self, keys: u16) -> Option<u16> {
        if let Self::Play(player) = self { player.keys() } else { Some(keys) }
    }

    /// `machine` is about to run a frame with `keys`.
    pub fn frame(&mut self, machine: &Machine, keys: u16) {
        if let Self::Record(recorder) = self {
            recorder.frame(machine, keys);
        }
    }

    /// `machine` has run the frame.
    ///
    /// # Errors
    ///
    /// If it has come to something else than when it was recorded.
    pub fn ran(&mut self, machine: &Machine) -> Result<(), Difference> {
        match self {
            Self::None => Ok(()),
            Self::Record(recorder) => {
                recorder.ran(machine);
                Ok(())
            }
            Self::Play(player) => player.ran(machine),
        }
    }

    /// `machine` has come to where it is because someone wanted it, and not by running. Whatever was played is over.
    pub fn jumped(&mut self, machine: &Machine) {
        match self {
            Self::None => {}
            Self::Record(recorder) => recorder.jumped(machine),
            Self::Play(_) => *self = Self::None,
        }
    }

    /// The last frame, or the last jump, is taken back.
    pub fn undo(&mut self, undone: Undone) {
        match self {
            Self::None => {}
            Self::Record(recorder) => recorder.undo(undone),
            Self::Play(player) => player.undo(undone),
        }
    }

    /// Why no more is recorded, if that is so.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if let Self::Record(recorder) = self { recorder.problem() } else { None }
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// If a recording could not be written whole.
    pub fn finish(self) -> Result<(), RecorderError> {
        if let Self::Record(recorder) = self { recorder.finish() } else { Ok(()) }
    }
}
