//! Ten slots for the states of each ROM, in the folder that the system has for data of programs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::keeper::data_folder;
use crate::bounded;
use crate::machine::Machine;
use crate::picture::Picture;
use crate::state::{self, SavedState, Snapshot, StateFileError};

/// How many slots a ROM has.
pub const SLOTS: u8 = 10;

/// What is in a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// What to say of it.
    pub remark: String,
    /// The screen of the state in it; none if there is none that is of use.
    pub thumbnail: Option<Picture>,
}

/// The slots, of which one is chosen: 0 to 9.
#[derive(Clone, Copy, Debug, Default)]
pub struct States {
    slot: u8,
}

impl States {
    /// Chooses the next slot. Returns what to say of it.
    pub fn next(&mut self, machine: &Machine) -> String {
        self.slot = (self.slot + 1) % SLOTS;
        let path = self.path(machine);
        let remark = if path.is_ok_and(|path| path.exists()) { "" } else { ", empty" };
        format!("slot {}{remark}", self.slot)
    }

    /// Saves what `machine` has come to. Returns what to say of that.
    ///
    /// # Errors
    ///
    /// If it cannot be saved, and why. What was in the slot still is.
    pub fn save(self, machine: &Machine) -> Result<String, String> {
        let path = self.path(machine)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
        }
        let written = state::write(&path, &machine.snapshot(), machine.rom());
        written.map_err(|error| error.to_string())?;
        Ok(format!("saved in slot {}", self.slot))
    }

    /// The state in the slot, one of the program of `machine`.
    ///
    /// # Errors
    ///
    /// If there is none, or it is of no use, and why.
    pub fn load(self, machine: &Machine) -> Result<Snapshot, String> {
        let path = self.path(machine)?;
        look(&path, machine).map(|state| state.snapshot).map_err(|error| match error {
            StateFileError::Unreadable { problem, .. } if problem.kind() == io::ErrorKind::NotFound => {
                format!("slot {} is empty; F2 saves a state in it", self.slot)
            }
            // Players know slots, and not where their files are.
            error => {
                let is_of_no_use = matches!(error, StateFileError::NoUse { .. });
                let remedy = if is_of_no_use { "; F2 saves over it" } else { "" };
                let slot = format!("slot {}", self.slot);
                format!("{}{remedy}", error.to_string().replacen(&path.display().to_string(), &slot, 1))
            }
        })
    }

    /// What to say when the state of the slot has been loaded.
    #[must_use]
    pub fn loaded(self) -> String {
        format!("loaded from slot {}", self.slot)
    }

    /// Chooses `slot`.
    pub fn choose(&mut self, slot: u8) {
        self.slot = slot % SLOTS;
    }

    /// The slot that is chosen.
    #[must_use]
    pub fn chosen(self) -> u8 {
        self.slot
    }

    /// What is in each slot.
    #[must_use]
    pub fn list(machine: &Machine) -> Vec<Slot> {
        let slot = |slot| {
            let path = Self { slot }.path(machine).ok().filter(|path| path.exists());
            let Some(path) = path else { return Slot { remark: "empty".to_owned(), thumbnail: None } };
            match look(&path, machine) {
                Ok(saved) => Slot {
                    remark: played(saved.snapshot.counts.frames, saved.snapshot.setup.platform.frames_per_second),
                    thumbnail: Some(saved.thumbnail),
                },
                Err(_) => Slot { remark: "of no use".to_owned(), thumbnail: None },
            }
        };
        (0..SLOTS).map(slot).collect()
    }

    /// Where the slot's file is.
    fn path(self, machine: &Machine) -> Result<PathBuf, String> {
        let folder = data_folder().ok_or("states cannot be kept: the system has no folder for data of programs")?;
        Ok(folder.join("states").join(machine.rom().sha1()).join(format!("{}.state", self.slot)))
    }
}

/// How long `frames` take, as minutes and seconds.
fn played(frames: u64, frames_per_second: u32) -> String {
    let seconds = frames / u64::from(frames_per_second.max(1));
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What is in a slot's file. A pipe in its place, nobody has named, and nobody may ever write to it.
fn look(path: &Path, machine: &Machine) -> Result<SavedState, StateFileError> {
    bounded::refuse_pipe(path).map_err(|problem| StateFileError::Unreadable { path: path.to_owned(), problem })?;
    state::look(path, machine.rom())
}
