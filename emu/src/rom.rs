//! ROM files: reading them, and what can be told from the file alone.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use sha1::{Digest, Sha1};

/// The most bytes that any platform can load; a file larger than that is not read.
pub const MAX_BYTES: u64 = 65_536 - 512;

/// A program as it is in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rom {
    /// Its bytes, at least one.
    pub bytes: Vec<u8>,
    /// What to call it: its file's name without folder and ending.
    pub title: String,
    /// The file's ending in lower case, without the dot; empty if there is none.
    pub ending: String,
}

/// Why a file is no ROM.
#[derive(Debug, thiserror::Error)]
pub enum RomError {
    /// The file could not be read.
    #[error("{path}: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no file.
    #[error("{path} is a folder; a ROM is a file, such as game.ch8", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// There is nothing in it.
    #[error("{path} is empty; a ROM has at least one byte", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// No platform could load it.
    #[error("{path} has {bytes} bytes; no platform loads more than {MAX_BYTES}", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, or as many of its bytes as were read.
        bytes: u64,
    },
}

impl Rom {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is a folder, is empty, or is larger than any platform's memory.
    pub fn read(path: &Path) -> Result<Self, RomError> {
        let unreadable = |source| RomError::Unreadable { path: path.to_owned(), source };
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(RomError::Folder { path: path.to_owned() });
        }
        if metadata.len() > MAX_BYTES {
            return Err(RomError::TooLarge { path: path.to_owned(), bytes: metadata.len() });
        }
        // What is no regular file has no length to go by, and may have no end.
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        read.map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(RomError::TooLarge { path: path.to_owned(), bytes: bytes.len() as u64 });
        }
        if bytes.is_empty() {
            return Err(RomError::Empty { path: path.to_owned() });
        }
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { bytes, title: part(path.file_stem()), ending: part(path.extension()).to_lowercase() })
    }

    /// A program that is part of this one.
    #[must_use]
    pub fn embedded(title: &str, bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), title: title.to_owned(), ending: "ch8".to_owned() }
    }

    /// The game that starts when no ROM is named.
    #[must_use]
    pub fn built_in() -> Self {
        Self::embedded("built-in game", include_bytes!("../../roms/games/default.ch8"))
    }

    /// The SHA-1 of its bytes in hexadecimal: what databases of programs know it by.
    #[must_use]
    pub fn sha1(&self) -> String {
        hex_sha1(&self.bytes)
    }

    /// The platform that the file's ending stands for.
    ///
    /// # Errors
    ///
    /// If it stands for one that is not emulated: its name.
    pub fn platform_by_ending(&self) -> Result<Option<&'static Platform>, &'static str> {
        match self.ending.as_str() {
            "sc8" => Err("superchip"),
            "xo8" => Err("xochip"),
            "mc8" => Err("megachip8"),
            "c8x" => Err("chip8x"),
            _ => Ok(None),
        }
    }
}

/// The SHA-1 of `bytes` in hexadecimal.
#[must_use]
pub fn hex_sha1(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
