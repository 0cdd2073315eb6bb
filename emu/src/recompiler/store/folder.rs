//! A folder of files that are written whole, and read if nobody but the user could have written them.
//!
//! The folder has mode 0700 and each file 0600 when they are made. A folder or file that belongs to another user, or that group
//! or others may write to, is refused. Where the system does not know of such things, there is no store.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::entry::MAGIC;
use crate::{bounded, replace};

/// The most bytes of a file.
const MOST_FILE_BYTES: u64 = 1 << 20;

/// Files that were used so lately are not marked as used again.
const FRESH: Duration = Duration::from_hours(1);

/// What a file takes of a disk is a multiple of this.
const BLOCK_BYTES: u64 = 4096;

/// The folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`, made if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be made or is not the user's alone.
    pub fn open(path: &Path) -> io::Result<Self> {
        // What is there may be of use, and if not, that is the better reason.
        make(path).or_else(|error| if path.exists() { Ok(()) } else { Err(error) })?;
        let metadata = fs::metadata(path)?;
        if !metadata.is_dir() {
            return Err(io::Error::other("it is not a folder"));
        }
        check_owner(&metadata)?;
        Ok(Self { path: path.to_owned() })
    }

    /// What is in the file `name`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or somebody else could have written it.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = match open(&self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        // Of the file that is open, and not of what has its name by now.
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        check_owner(&metadata)?;
        let bytes = bounded::read_open(&file, MOST_FILE_BYTES)?;
        let now = SystemTime::now();
        if metadata.modified().is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age > FRESH)) {
            // The owner may, though it is open for reading. If not, it goes earlier than it should.
            let _ = file.set_modified(now);
        }
        Ok(Some(bytes))
    }

    /// Writes the file `name`, all of it or nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or would be too large to be read.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() as u64 > MOST_FILE_BYTES {
            return Err(io::Error::other(format!("it has more than {MOST_FILE_BYTES} bytes")));
        }
        replace::write_private(&self.path.join(name), bytes)
    }

    /// If the files that were written here have more than `most` bytes, deletes some, those that were used longest ago first, until an eighth is
    /// free. Unfinished files that a process left behind an hour ago go as others do. What has another name is not counted and stays, and what
    /// does not begin as files here do stays.
    pub fn tidy(&self, most: u64) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        // What another process has deleted meanwhile is gone.
        let files = entries.flatten().filter_map(|entry| Some((entry.metadata().ok()?, entry.path())));
        let mut files: Vec<(SystemTime, u64, PathBuf)> = files
            .filter(|(metadata, path)| metadata.is_file() && is_ours(path, metadata))
            .map(|(metadata, path)| {
                let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                (used, metadata.len().next_multiple_of(BLOCK_BYTES), path)
            })
            .collect();
        let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        if bytes <= most {
            return;
        }
        files.sort();
        for (_, size, path) in files {
            if bytes <= most - most / 8 {
                break;
            }
            if !begins_as_ours(&path) {
                continue;
            }
            match fs::remove_file(&path) {
                Ok(()) => bytes -= size,
                // Another process has tidied as well.
                Err(error) if error.kind() == io::ErrorKind::NotFound => bytes -= size,
                Err(error) => log::debug!("code cache: {} stays: {error}", path.display()),
            }
        }
    }
}

/// Whether a file has a name as those have that are written here: a key's, or one that was not finished and that nobody writes to any more. The
/// user may keep others in the folder.
fn is_ours(path: &Path, metadata: &Metadata) -> bool {
    let is_key = |name: &str| {
        name.len() == super::key::NAME_DIGITS && name.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_left = || metadata.modified().is_ok_and(|written| written.elapsed().is_ok_and(|age| age > FRESH));
    path.file_name()
        .and_then(OsStr::to_str)
        .is_some_and(|name| is_key(name) || replace::is_unfinished(name) && is_left())
}

/// Whether a file's first bytes are those of an entry, as far as it has any.
fn begins_as_ours(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut bytes));
    read.is_ok() && MAGIC.starts_with(&bytes)
}

/// Makes the folder `path`, and those that it is in, for the user alone.
#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens a file, and neither follows a link nor waits for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)
}

/// Refuses what is not the user's, or what others can write to.
#[cfg(unix)]
fn check_owner(metadata: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    check_ids(metadata.uid(), metadata.mode(), rustix::process::geteuid().as_raw())
}

/// The same of an owner and a mode, for the user `user`.
#[cfg(unix)]
pub(super) fn check_ids(owner: u32, mode: u32, user: u32) -> io::Result<()> {
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    if owner != user {
        return Err(io::Error::other(format!("it belongs to user {owner}, and this is user {user}")));
    }
    if mode & WRITABLE_BY_OTHERS != 0 {
        return Err(io::Error::other(format!(
            "others can write to it (mode {:o}); if you trust what is in it: chmod go-w",
            mode & 0o777
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn make(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

#[cfg(not(unix))]
fn check_owner(_: &Metadata) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
