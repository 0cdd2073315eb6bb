//! Machine code of earlier processes: object files in a folder of the user's, one a region.
//!
//! What is read from there is called, so that whoever can write there can do what the user can: the folder and its files
//! must belong to the user and be writable by nobody else (`folder`). A file is used if it is whole and if all
//! that decides the code is in it as it is now (`key`), and else it is as if it were not there.

mod entry;
mod folder;
pub mod key;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

pub use entry::Entry;
use folder::Folder;
use key::Key;

/// The environment variable that names another folder than the user's own for caches; if it is empty, none is used.
pub const VARIABLE: &str = "STITCH8_CODE_CACHE";

/// The most bytes that the files may have.
pub const MOST_BYTES: u64 = 64 << 20;

/// What part of the most bytes is written between two looks at how large the folder has become.
const WRITTEN_BETWEEN_TIDYINGS: u64 = 16;

/// A folder of machine code. Its clones are about the same one.
#[derive(Clone, Debug)]
pub struct Store {
    folder: Arc<Folder>,
    most_bytes: u64,
    /// Bytes written by this process.
    written: Arc<AtomicU64>,
}

impl Store {
    /// The folder that the environment names, or the one in the system's folder for caches; `None` if there is to be none.
    #[must_use]
    pub fn usual_folder() -> Option<PathBuf> {
        match std::env::var_os(VARIABLE) {
            Some(folder) if folder.is_empty() => None,
            Some(folder) => Some(folder.into()),
            None => Some(choose_native_strategy().ok()?.cache_dir().join("stitch8").join("code")),
        }
    }

    /// The store in `folder`, which is made if it is not there, of up to `most_bytes` bytes. The files that were used longest
    /// ago go first.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made, belongs to another user, or can be written to by others; or if the system does not tell.
    pub fn open(folder: &Path, most_bytes: u64) -> std::io::Result<Self> {
        Ok(Self { folder: Arc::new(Folder::open(folder)?), most_bytes, written: Arc::default() })
    }

    /// What is kept for `key`, if it is there and unharmed.
    pub(super) fn load(&self, key: &Key) -> Option<Entry> {
        let name = key.name();
        let bytes = match self.folder.read(&name) {
            Ok(bytes) => bytes?,
            Err(error) => {
                log::debug!("code cache: {name} is ignored: {error}");
                return None;
            }
        };
        match Entry::from_bytes(&bytes, key) {
            Ok(entry) => Some(entry),
            Err(reason) => {
                log::debug!("code cache: {name} is ignored: {reason}");
                None
            }
        }
    }

    /// Keeps `entry` for `key`. If that cannot be done, it is not.
    pub(super) fn save(&self, key: &Key, entry: &Entry) {
        let name = key.name();
        let bytes = entry.to_bytes(key);
        if let Err(error) = self.folder.write(&name, &bytes) {
            log::debug!("code cache: {name} is not written: {error}");
            return;
        }
        let size = bytes.len() as u64;
        let before = self.written.fetch_add(size, Ordering::Relaxed);
        let step = (self.most_bytes / WRITTEN_BETWEEN_TIDYINGS).max(1);
        if before == 0 || before / step != (before + size) / step {
            self.folder.tidy(self.most_bytes);
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
