//! The past of a session: going back in it, recording it, and playing a recorded one.

use crate::machine::{FrameEnd, Machine};
use crate::recording::Difference;
use crate::rewind::Rewind;
use crate::tape::Tape;

/// What has been played, and how.
#[derive(Debug, Default)]
pub struct Past {
    rewind: Rewind,
    tape: Tape,
    /// Where the machine came to something else than what is played.
    difference: Option<Difference>,
    /// What the user should be told.
    note: Option<String>,
    /// Whether the user has been told that no more is recorded.
    told: bool,
}

impl Past {
    /// No past yet. `tape` records it, or plays one.
    #[must_use]
    pub fn new(tape: Tape) -> Self {
        Self { tape, ..Self::default() }
    }

    /// Runs a frame of `machine` with `keys`, or as it was recorded. Returns how the frame ended, and whether the machine
    /// was taken elsewhere before it.
    pub fn frame(&mut self, machine: &mut Machine, keys: u16) -> (FrameEnd, bool) {
        let mut jumped = false;
        while let Some(snapshot) = self.tape.jump() {
            machine.restore(&snapshot);
            self.rewind.jumped(machine);
            jumped = true;
        }
        let keys = self.tape.keys(keys).unwrap_or_else(|| {
            self.note = Some("the recording is over; the keys are yours".to_owned());
            self.tape = Tape::None;
            keys
        });
        self.tape.frame(machine, keys);
        self.rewind.frame(machine, keys);
        let end = machine.frame(keys);
        let ran = self.tape.ran(machine);
        if let Some(problem) = self.tape.problem().filter(|_| !self.told) {
            (self.note, self.told) = (Some(problem), true);
        }
        if let Err(difference) = ran {
            self.note = Some(difference.to_string());
            self.difference.get_or_insert(difference);
            self.tape = Tape::None;
        }
        (end, jumped)
    }

    /// `machine` has come to where it is because the user wanted it: it was reset, or a state was loaded. That ends what is
    /// played; what is recorded goes on from there.
    pub fn jumped(&mut self, machine: &Machine) {
        if matches!(self.tape, Tape::Play(_)) {
            self.note = Some("the recording is no longer played; the keys are yours".to_owned());
        }
        self.rewind.jumped(machine);
        self.tape.jumped(machine);
    }

    /// Takes `machine` back by a frame, or to before a jump. Returns whether there was anything to take back. What is
    /// recorded, or played, goes on from there.
    pub fn back(&mut self, machine: &mut Machine) -> bool {
        let undone = self.rewind.back(machine);
        if let Some(undone) = undone {
            self.tape.undo(undone);
        }
        undone.is_some()
    }

    /// Whether the machine is to be taken elsewhere before the next frame.
    #[must_use]
    pub fn is_jump_due(&self) -> bool {
        self.tape.is_jump_due()
    }

    /// Whether there is nothing to take back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rewind.frames() == 0
    }

    /// The frames that can be taken back.
    #[must_use]
    pub fn rewind(&self) -> &Rewind {
        &self.rewind
    }

    /// Whether keys are a recording's.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        matches!(self.tape, Tape::Play(_))
    }

    /// What the user should be told, once.
    pub fn take_note(&mut self) -> Option<String> {
        self.note.take()
    }

    /// Where the machine first came to something else than what was played, if it did.
    #[must_use]
    pub fn difference(&self) -> Option<Difference> {
        self.difference
    }

    /// Ends what is recorded. Returns what the user should be told, and has not been.
    pub fn finish(&mut self) -> Option<String> {
        let finished = std::mem::take(&mut self.tape).finish();
        finished.err().filter(|_| !self.told).map(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::recording::{Player, Recorder};
    use crate::rom::Rom;
    use crate::setup::{Setup, Wishes};

    fn machine() -> (Rom, Machine) {
        let rom = Rom::built_in();
        let setup = Setup::choose(&rom, &Wishes::default()).unwrap();
        let machine = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
        (rom, machine)
    }

    /// Records 200 frames with a reset after half of them. Returns the machine after each frame.
    fn record(path: &std::path::Path) -> Vec<crate::state::Snapshot> {
        let (_, mut machine) = machine();
        let mut past = Past::new(Tape::Record(Recorder::begin(path, &machine).unwrap()));
        let mut after = Vec::new();
        for frame in 0..200_u16 {
            if frame == 100 {
                machine.reset();
                past.jumped(&machine);
            }
            past.frame(&mut machine, frame / 9 % 2);
            after.push(machine.snapshot());
        }
        assert_eq!(past.finish(), None);
        after
    }

    #[test]
    fn one_can_go_back_in_what_is_played_and_it_plays_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rec");
        let expected = record(&path);
        let (rom, mut machine) = machine();
        let player = Player::read(&path).unwrap().of_rom(&rom, &path).unwrap();
        let mut past = Past::new(Tape::Play(Box::new(player)));
        let mut frame = 0;
        // Back and forth, over the reset again and again.
        for (forth, back) in [(90, 40), (70, 30), (25, 60), (85, 100), (200, 0)] {
            for _ in 0..forth.min(200 - frame) {
                past.frame(&mut machine, 0xFFFF);
                assert!(machine.snapshot() == expected[frame], "frame {frame}");
                frame += 1;
            }
            for _ in 0..back {
                frame -= usize::from(machine.counts().frames > 0);
                assert!(past.back(&mut machine));
            }
        }
        assert_eq!((frame, past.is_playing(), past.take_note()), (200, true, None));
        past.frame(&mut machine, 0);
        assert!(!past.is_playing() && past.take_note().is_some_and(|note| note.contains("over")));
        assert_eq!(past.difference(), None);
    }

    #[test]
    fn a_reset_ends_what_is_played_and_a_difference_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rec");
        record(&path);
        let play = || Past::new(Tape::Play(Box::new(Player::read(&path).unwrap())));
        let (_, mut machine) = machine();
        let mut past = play();
        for _ in 0..10 {
            past.frame(&mut machine, 0);
        }
        machine.reset();
        past.jumped(&machine);
        assert!(!past.is_playing() && past.take_note().is_some_and(|note| note.contains("no longer played")));
        let mut past = play();
        for _ in 0..10 {
            past.frame(&mut machine, 0);
        }
        machine.poke(0xFF0, 0x55);
        past.frame(&mut machine, 0);
        assert_eq!(past.difference().map(|difference| difference.frame), Some(11));
        assert!(!past.is_playing() && past.take_note().is_some_and(|note| note.contains("frame 11")));
    }
}
