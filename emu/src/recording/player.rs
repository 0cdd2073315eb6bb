//! Playing a recording: which keys are down in which frame, and whether the machine comes to what it came to then.

use std::path::Path;

use super::format::{HEADER, MAGIC, Record, RecordingError, VERSION, decode};
use super::{MAX_BYTES, SUMS, fingerprint};
use crate::bounded;
use crate::machine::Machine;
use crate::rewind::Undone;
use crate::rom::Rom;
use crate::state::{Damage, Snapshot, unpack};

/// A recording, and how far it has been played.
#[derive(Debug)]
pub struct Player {
    title: String,
    rom: [u8; 20],
    start: Snapshot,
    /// From which frame on which keys are down, by frame.
    keys: Vec<(u64, u16)>,
    /// Before which frame the machine comes to which state, by frame. The states are packed, and known to be some.
    jumps: Vec<(u64, Box<[u8]>)>,
    /// The checksum of the state after each frame, as far as it is known.
    sums: Vec<u32>,
    /// How many frames there are.
    frames: u64,
    is_finished: bool,
    /// Frames played.
    frame: u64,
    /// Jumps made.
    jumped: usize,
}

/// The machine has come to something else than when it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recording is of something else from frame {frame} on: up to there the states are the same")]
pub struct Difference {
    /// The first frame after which the state is not the one that was recorded, counted from 1.
    pub frame: u64,
}

impl Player {
    /// Reads the recording in the file at `path`. Of one that was killed it is what had been written by then.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is none.
    pub fn read(path: &Path) -> Result<Self, RecordingError> {
        let bytes = bounded::read(path, MAX_BYTES)
            .map_err(|problem| RecordingError::Unreadable { path: path.to_owned(), problem })?;
        Self::parse(path, &bytes)
    }

    /// The recording that `bytes` are, those of the file at `path`.
    ///
    /// # Errors
    ///
    /// If they are none.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, RecordingError> {
        let foreign = || RecordingError::Foreign { path: path.to_owned() };
        let damaged =
            |offset, problem| RecordingError::Damaged { path: path.to_owned(), offset, problem: Damage(problem) };
        let Some((header, mut rest)) = bytes.split_at_checked(HEADER).filter(|_| bytes.starts_with(MAGIC)) else {
            return Err(foreign());
        };
        let version = u16::from_le_bytes([header[HEADER - 2], header[HEADER - 1]]);
        if version != VERSION {
            return Err(RecordingError::Version { path: path.to_owned(), version });
        }
        let mut player: Option<Self> = None;
        loop {
            let offset = bytes.len() - rest.len();
            let decoded = decode(rest).map_err(|problem| damaged(offset, problem.0))?;
            let Some((record, length)) = decoded else { break };
            let taken = match (&mut player, record) {
                (None, Record::Start { title, rom, snapshot }) => unpack(snapshot).map(|start| {
                    player = Some(Self::new(title, rom, start));
                }),
                (None, _) => Err(Damage("it does not begin with a state")),
                (Some(player), record) => player.take(record),
            };
            taken.map_err(|problem| damaged(offset, problem.0))?;
            rest = &rest[length..];
        }
        player.ok_or_else(|| damaged(bytes.len() - rest.len(), "it is cut short"))
    }

    fn new(title: &str, rom: [u8; 20], start: Snapshot) -> Self {
        Self {
            title: title.to_owned(),
            rom,
            start,
            keys: Vec::new(),
            jumps: Vec::new(),
            sums: Vec::new(),
            frames: 0,
            is_finished: false,
            frame: 0,
            jumped: 0,
        }
    }

    /// Takes in a record after the first.
    fn take(&mut self, record: Record<'_>) -> Result<(), Damage> {
        let (Record::Keys { frame, .. }
        | Record::Jump { frame, .. }
        | Record::Sums { frame, .. }
        | Record::End { frame }) = record
        else {
            return Err(Damage("it begins a second time"));
        };
        if self.is_finished {
            return Err(Damage("it goes on after its end"));
        }
        if frame < self.frames {
            return Err(Damage("its frames are not in order"));
        }
        self.frames = frame;
        match record {
            Record::Keys { frame, keys } => self.keys.push((frame, keys)),
            Record::Jump { frame, snapshot } => {
                unpack(snapshot)?;
                self.jumps.push((frame, snapshot.into()));
            }
            Record::Sums { frame, sums } => {
                self.sums.extend(sums);
                if self.sums.len() as u64 != frame {
                    return Err(Damage("it has not one checksum a frame"));
                }
            }
            Record::Start { .. } | Record::End { .. } => self.is_finished = true,
        }
        // Else a few bytes could be a year of frames.
        if frame > (self.sums.len() + SUMS) as u64 {
            return Err(Damage("it has not one checksum a frame"));
        }
        Ok(())
    }

    /// The same, if it is a recording of `rom`.
    ///
    /// # Errors
    ///
    /// If it is another ROM's.
    pub fn of_rom(self, rom: &Rom, path: &Path) -> Result<Self, RecordingError> {
        if self.rom == rom.digest() {
            return Ok(self);
        }
        let expected = rom.title.clone();
        Err(RecordingError::OtherRom { path: path.to_owned(), title: self.title, rom: self.rom, expected })
    }

    /// What the machine begins with.
    #[must_use]
    pub fn start(&self) -> &Snapshot {
        &self.start
    }

    /// How many frames it has.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// How many frames have been played.
    #[must_use]
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// Whether it was ended, and not killed.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Where the machine shall be before it runs the next frame, if not where it is. To be asked until there is nothing.
    pub fn jump(&mut self) -> Option<Snapshot> {
        let (_, snapshot) = self.jumps.get(self.jumped).filter(|(frame, _)| *frame == self.frame)?;
        self.jumped += 1;
        unpack(snapshot).ok()
    }

    /// Whether the machine shall be elsewhere before it runs the next frame.
    #[must_use]
    pub fn is_jump_due(&self) -> bool {
        self.jumps.get(self.jumped).is_some_and(|(frame, _)| *frame == self.frame)
    }

    /// The keys of the next frame. None if there is no more.
    #[must_use]
    pub fn keys(&self) -> Option<u16> {
        if self.frame >= self.frames {
            return None;
        }
        let changes = self.keys.partition_point(|&(frame, _)| frame <= self.frame);
        Some(changes.checked_sub(1).map_or(0, |last| self.keys[last].1))
    }

    /// `machine` has run the frame.
    ///
    /// # Errors
    ///
    /// If it has come to something else than when it was recorded.
    pub fn ran(&mut self, machine: &Machine) -> Result<(), Difference> {
        let sum = self.sums.get(self.frame as usize);
        self.frame += 1;
        if sum.is_some_and(|&sum| sum != fingerprint(machine.state())) {
            return Err(Difference { frame: self.frame });
        }
        Ok(())
    }

    /// The last frame, or the last jump, is taken back.
    pub fn undo(&mut self, undone: Undone) {
        match undone {
            Undone::Frame => self.frame = self.frame.saturating_sub(1),
            Undone::Jump => self.jumped = self.jumped.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::{encode, header};
    use super::*;
    use crate::engine::Engine;
    use crate::setup::{Choice, Wishes};
    use crate::state::pack;

    #[test]
    fn hardly_a_frame_is_without_a_checksum() {
        let rom = Rom::built_in();
        let setup = Choice::of(&rom, None, &Wishes::default()).unwrap().setup;
        let snapshot = pack(&Machine::new(&rom, setup, Engine::interpreter(setup.profile())).snapshot());
        let start = Record::Start { title: "", rom: rom.digest(), snapshot: &snapshot };
        let frames = |last: Record<'_>| {
            Player::parse(Path::new("a.rec"), &[header(), encode(&start), encode(&last)].concat())
                .map(|player| player.frames())
                .map_err(|error| error.to_string())
        };
        let most = SUMS as u64;
        assert_eq!(frames(Record::Keys { frame: most, keys: 1 }), Ok(most));
        for last in [
            Record::Keys { frame: most + 1, keys: 1 },
            Record::Jump { frame: 1 << 40, snapshot: &snapshot },
            Record::End { frame: 20_000_000_000 },
        ] {
            let error = frames(last).unwrap_err();
            assert!(error.contains("it has not one checksum a frame"), "{error}");
        }
    }
}
