//! Arguments of the commands that can go on from a saved state, and save one.

use std::path::PathBuf;

use clap::Args;

use super::files::Files;
use crate::machine::Machine;
use crate::replace::Replacement;
use crate::rom::Rom;
use crate::state::{self, Snapshot, StateFileError};

/// The state to begin with.
#[derive(Debug, Args)]
pub(super) struct LoadArguments {
    /// Go on from a state of this ROM that was saved; platform, quirks, font, speed and seed are the state's
    #[arg(long, value_name = "FILE", conflicts_with_all = ["platform", "quirk", "font", "seed"])]
    load_state: Option<PathBuf>,
}

/// The states to begin with and to keep.
#[derive(Debug, Args)]
pub(super) struct StateArguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Save the state after the last frame; `--load-state` goes on from it, on either engine
    #[arg(long, value_name = "FILE")]
    save_state: Option<PathBuf>,
}

impl LoadArguments {
    /// The state of `rom` to begin with, if there is one, at `speed` if that was asked for.
    pub(super) fn load(&self, rom: &Rom, speed: Option<u64>) -> Result<Option<Snapshot>, StateFileError> {
        let Some(path) = &self.load_state else { return Ok(None) };
        let mut snapshot = state::read(path, rom)?;
        snapshot.setup.instructions_per_frame = speed.unwrap_or(snapshot.setup.instructions_per_frame);
        Ok(Some(snapshot))
    }
}

impl StateArguments {
    /// With what is read and what is written. To go on from a state and to keep it where it was is nothing lost.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        let loaded = self.load.load_state.as_deref().filter(|_| self.load.load_state != self.save_state);
        files.read("--load-state", loaded).written("--save-state", self.save_state.as_deref())
    }

    /// As [`LoadArguments::load`].
    pub(super) fn load(&self, rom: &Rom, speed: Option<u64>) -> Result<Option<Snapshot>, StateFileError> {
        self.load.load(rom, speed)
    }

    /// Whether a state can be saved where that was asked for: known before a run that takes its time.
    pub(super) fn check(&self) -> Result<(), StateFileError> {
        let Some(path) = &self.save_state else { return Ok(()) };
        let begun = Replacement::begin(path).map(drop);
        begun.map_err(|problem| StateFileError::Unwritten { path: path.clone(), problem })
    }

    /// Saves what `machine` has come to, if that was asked for.
    pub(super) fn save(&self, machine: &Machine) -> Result<(), StateFileError> {
        self.save_state.as_ref().map_or(Ok(()), |path| state::write(path, &machine.snapshot(), machine.rom()))
    }
}
