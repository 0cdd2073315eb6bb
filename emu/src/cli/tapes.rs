//! Arguments of the commands that record what is played, and play what was recorded.

use std::path::PathBuf;

use clap::Args;

use super::files::Files;
use crate::machine::Machine;
use crate::recording::{Player, Recorder, RecorderError, RecordingError};
use crate::rom::Rom;
use crate::tape::Tape;

/// What to record, or to play.
#[derive(Debug, Args)]
pub(super) struct TapeArguments {
    /// Record what is played: how it began, and all keys; what is taken back by rewinding is not in it
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Play what was recorded: platform, quirks, font, speed, seed, flag registers and keys are the recording's. In which frame
    /// the program comes to something else than it did then, if ever, is told
    #[arg(long, value_name = "FILE", conflicts_with_all =
        ["record", "load_state", "platform", "quirk", "ipf", "font", "seed"])]
    play: Option<PathBuf>,
}

impl TapeArguments {
    /// With what is read and what is written.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        files.read("--play", self.play.as_deref()).written("--record", self.record.as_deref())
    }

    /// What to play of `rom`, if anything.
    pub(super) fn player(&self, rom: &Rom) -> Result<Option<Player>, RecordingError> {
        let player = self.play.as_ref().map(|path| Player::read(path)?.of_rom(rom, path));
        player.transpose()
    }

    /// Whether something is to be recorded.
    pub(super) fn is_recording(&self) -> bool {
        self.record.is_some()
    }

    /// Whether nothing is recorded, and nothing played.
    #[cfg(any(feature = "terminal", feature = "window"))]
    pub(super) fn is_none(&self) -> bool {
        self.record.is_none() && self.play.is_none()
    }

    /// Refuses what cannot be recorded to, before anything is opened or written.
    #[cfg(any(feature = "terminal", feature = "window"))]
    pub(super) fn check(&self) -> Result<(), RecorderError> {
        self.record.as_ref().map_or(Ok(()), |path| Recorder::check(path))
    }

    /// The tape that plays `player`, or that records `machine` if that was asked for.
    pub(super) fn tape(&self, player: Option<Player>, machine: &Machine) -> Result<Tape, RecorderError> {
        match (player, &self.record) {
            (Some(player), _) => Ok(Tape::Play(Box::new(player))),
            (None, Some(path)) => Ok(Tape::Record(Recorder::begin(path, machine)?)),
            (None, None) => Ok(Tape::None),
        }
    }
}
