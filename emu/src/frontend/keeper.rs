//! Keeping flag registers while a program is played: when they are written, and what the user is told.
//!
//! They are written as soon as they change, for nobody knows when a window is closed for good; but not more often than
//! once a second, whatever the program does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::flags::{FlagFile, Flags, FlagsError};
use crate::replace;

/// The least time between two attempts to write.
const INTERVAL: Duration = Duration::from_secs(1);

/// Keeps the flag registers of one program.
#[derive(Debug)]
pub struct Keeper {
    file: FlagFile,
    /// When the file may be written again.
    due: Option<Instant>,
    /// Whether the user has been told that it cannot be.
    told: bool,
}

/// Where flag registers of the program with this SHA-1 are kept: in the folder that the system has for data of
/// programs. None if the system does not say where that is.
#[must_use]
pub fn path_of(sha1: &str) -> Option<PathBuf> {
    Some(data_folder()?.join("flags").join(sha1))
}

/// The folder for what this program keeps. None if the system does not say where that is.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    Some(choose_native_strategy().ok()?.data_dir().join("stitch8"))
}

impl Keeper {
    /// The keeper of the file at `path`, which need not exist yet.
    ///
    /// # Errors
    ///
    /// If it is of no use. It is not touched then.
    pub fn open(path: &Path) -> Result<Self, FlagsError> {
        Ok(Self { file: FlagFile::open(path)?, due: None, told: false })
    }

    /// What the program begins with.
    #[must_use]
    pub fn stored(&self) -> &Flags {
        self.file.stored()
    }

    /// Takes in the flag registers after a frame. Returns what the user should be told.
    pub fn frame(&mut self, flags: &Flags, now: Instant) -> Option<FlagsError> {
        if flags == self.file.stored() || self.due.is_some_and(|due| now < due) {
            return None;
        }
        self.due = Some(now + INTERVAL);
        self.write(flags)
    }

    /// Takes in the flag registers after the last frame.
    #[must_use]
    pub fn finish(mut self, flags: &Flags) -> Option<FlagsError> {
        self.write(flags)
    }

    fn write(&mut self, flags: &Flags) -> Option<FlagsError> {
        if flags == self.file.stored() {
            return None;
        }
        let error = self.store(flags).err()?;
        if std::mem::replace(&mut self.told, true) { None } else { Some(error) }
    }

    /// Writes the file, and makes its folder if it is the first there.
    fn store(&mut self, flags: &Flags) -> Result<(), FlagsError> {
        let path = self.file.path();
        fs::create_dir_all(replace::folder_of(path)).map_err(|problem| FlagsError::Unwritten {
            path: path.to_owned(),
            problem: io::Error::new(problem.kind(), format!("its folder cannot be made: {problem}")),
        })?;
        self.file.store(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Flags = [1; 16];
    const TWO: Flags = [2; 16];

    fn stored(path: &Path) -> Flags {
        *FlagFile::open(path).unwrap().stored()
    }

    #[test]
    fn a_change_is_written_at_once_and_further_ones_a_second_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("flags");
        let mut keeper = Keeper::open(&path).unwrap();
        let start = Instant::now();
        assert!(keeper.frame(&[0; 16], start).is_none());
        assert!(!path.exists(), "nothing has changed");
        assert!(keeper.frame(&ONE, start).is_none());
        assert_eq!(stored(&path), ONE);
        assert!(keeper.frame(&TWO, start + Duration::from_millis(999)).is_none());
        assert_eq!(stored(&path), ONE);
        assert!(keeper.frame(&TWO, start + Duration::from_secs(1)).is_none());
        assert_eq!(stored(&path), TWO);
        assert!(keeper.finish(&ONE).is_none());
        assert_eq!(stored(&path), ONE);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_once_and_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("folder").join("flags");
        let mut keeper = Keeper::open(&path).unwrap();
        // A file where the folder should be: nobody, not even root, can write below it.
        fs::write(folder.path().join("folder"), "").unwrap();
        let start = Instant::now();
        let error = keeper.frame(&ONE, start).expect("it is told").to_string();
        assert!(error.contains("cannot write the flag registers to") && error.lines().count() == 1, "{error}");
        assert!(error.contains("flags: its folder cannot be made: "), "{error}");
        assert!(keeper.frame(&TWO, start + INTERVAL).is_none(), "it has been told");
        fs::remove_file(folder.path().join("folder")).unwrap();
        assert!(keeper.finish(&TWO).is_none());
        assert_eq!(stored(&path), TWO);
    }

    #[test]
    fn a_file_of_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flags");
        fs::write(&path, "my letters").unwrap();
        assert!(Keeper::open(&path).unwrap_err().to_string().contains("flags is no file of flag registers"));
        assert_eq!(fs::read(&path).unwrap(), b"my letters");
    }
}
