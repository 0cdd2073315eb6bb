//! Save states as files.
//!
//! | bytes | what |
//! |---|---|
//! | 0-13 | `stitch8 state` and a line feed |
//! | 14-15 | the version of the format |
//! | 16-19 | how many bytes follow after the header |
//! | 20-23 | their CRC-32 |
//! | 24- | title and SHA-1 of the ROM, a thumbnail, and the snapshot, as postcard writes them |
//!
//! Numbers of the header are little-endian.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Snapshot;
use super::packed::{Damage, checksum, pack, unpack};
use crate::bounded;
use crate::picture::Picture;
use crate::replace::Replacement;
use crate::rom::{Rom, hex};

/// What a file begins with.
const MAGIC: &[u8; 14] = b"stitch8 state\n";
/// The version written, and the only one read.
const VERSION: u16 = 1;
/// Bytes before what the checksum is of.
const HEADER: usize = 24;
/// More bytes than a file has.
const MAX_BYTES: u64 = 256 << 10;
/// The most pixels that a side of a thumbnail has.
const MAX_SIDE: u8 = 128;
/// The most bytes of a title that are kept.
const MAX_TITLE: usize = 200;

/// A state that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedState {
    /// What the ROM was called.
    pub title: String,
    /// The SHA-1 of the ROM.
    pub rom: [u8; 20],
    /// The screen.
    pub thumbnail: Picture,
    /// The machine.
    pub snapshot: Snapshot,
}

/// Bytes that are no saved state of the ROM.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// They are something else.
    #[error("is no saved state")]
    Foreign,
    /// They are one of another version.
    #[error("is a state of another version of this program: its format is {0}, and only {VERSION} can be read")]
    Version(u16),
    /// They were one once.
    #[error("is a damaged state: {0}")]
    Damaged(Damage),
    /// They are one of another ROM.
    #[error("is a state of another ROM, {title} (SHA-1 {}), and not of {expected}", hex(rom))]
    OtherRom {
        /// What that ROM was called.
        title: String,
        /// Its SHA-1.
        rom: [u8; 20],
        /// What the ROM is called that it should have been of.
        expected: String,
    },
}

/// A file of a saved state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    /// It could not be read.
    #[error("cannot read the state {path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// What it is.
    #[error("{path} {problem}", path = path.display())]
    NoUse {
        /// The file.
        path: PathBuf,
        /// Why it is of no use.
        problem: FileError,
    },
    /// It could not be written. What was there before still is.
    #[error("cannot write the state to {path}: {problem}", path = path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
}

/// What is in a file, after its header.
#[derive(Serialize, Deserialize)]
struct Contents<'a> {
    title: &'a str,
    rom: [u8; 20],
    /// Pixels across and down, and a byte a pixel, as one block of LZ4.
    thumbnail: (u8, u8, &'a [u8]),
    snapshot: &'a [u8],
}

/// The file of `snapshot`, which is one of `rom`. The same snapshot is the same file.
#[must_use]
pub fn encode(snapshot: &Snapshot, rom: &Rom) -> Vec<u8> {
    let screen = Picture::of(&snapshot.state.bus.display);
    let masks = lz4_flex::block::compress(&screen.masks);
    let contents = Contents {
        title: &rom.title[..rom.title.floor_char_boundary(MAX_TITLE)],
        rom: rom.digest(),
        thumbnail: (screen.width as u8, screen.height as u8, &masks),
        snapshot: &pack(snapshot),
    };
    let contents = postcard::to_allocvec(&contents).expect("it grows as needed");
    let mut bytes = Vec::with_capacity(HEADER + contents.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(contents.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&checksum(&contents).to_le_bytes());
    bytes.extend_from_slice(&contents);
    bytes
}

/// The state that `bytes`, those of a whole file, are.
///
/// # Errors
///
/// If they are none.
pub fn decode(bytes: &[u8]) -> Result<SavedState, FileError> {
    let damaged = |problem| FileError::Damaged(Damage(problem));
    if !bytes.starts_with(MAGIC) {
        // A file of ours that was cut short is told from one of something else.
        let is_beginning = !bytes.is_empty() && MAGIC.starts_with(bytes);
        return Err(if is_beginning { damaged("it is cut short") } else { FileError::Foreign });
    }
    let Some((header, contents)) = bytes.split_at_checked(HEADER) else { return Err(damaged("it is cut short")) };
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let version = u16::from_le_bytes([header[14], header[15]]);
    if version != VERSION {
        return Err(FileError::Version(version));
    }
    match (number(16) as usize).cmp(&contents.len()) {
        std::cmp::Ordering::Greater => return Err(damaged("it is cut short")),
        std::cmp::Ordering::Less => return Err(damaged("there is more in it than there should be")),
        std::cmp::Ordering::Equal => {}
    }
    if number(20) != checksum(contents) {
        return Err(damaged("its checksum is not that of its contents"));
    }
    saved_state(contents).map_err(FileError::Damaged)
}

fn saved_state(contents: &[u8]) -> Result<SavedState, Damage> {
    let unreadable = Damage("its fields cannot be read");
    let (contents, rest): (Contents<'_>, _) = postcard::take_from_bytes(contents).map_err(|_| unreadable)?;
    let (width, height, masks) = contents.thumbnail;
    let masks = match (width, height) {
        (1..=MAX_SIDE, 1..=MAX_SIDE) => {
            let mut pixels = vec![0; usize::from(width) * usize::from(height)];
            let length = lz4_flex::block::decompress_into(masks, &mut pixels);
            length.is_ok_and(|length| length == pixels.len()).then_some(pixels)
        }
        _ => None,
    };
    let masks = masks.ok_or(Damage("its thumbnail cannot be decompressed"))?;
    if !rest.is_empty() || contents.title.len() > MAX_TITLE {
        return Err(unreadable);
    }
    Ok(SavedState {
        title: contents.title.to_owned(),
        rom: contents.rom,
        thumbnail: Picture { width: width.into(), height: height.into(), masks },
        snapshot: unpack(contents.snapshot)?,
    })
}

impl SavedState {
    /// The same, if it is one of `rom`.
    ///
    /// # Errors
    ///
    /// If it is another ROM's.
    pub fn of_rom(self, rom: &Rom) -> Result<Self, FileError> {
        if self.rom == rom.digest() {
            return Ok(self);
        }
        Err(FileError::OtherRom { title: self.title, rom: self.rom, expected: rom.title.clone() })
    }
}

/// Writes `snapshot`, which is one of `rom`, to the file at `path`, which is replaced as a whole.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, snapshot: &Snapshot, rom: &Rom) -> Result<(), StateFileError> {
    let write = || {
        let mut replacement = Replacement::begin(path)?;
        replacement.file().write_all(&encode(snapshot, rom))?;
        replacement.finish()
    };
    write().map_err(|problem| StateFileError::Unwritten { path: path.to_owned(), problem })
}

/// Reads the state of `rom` in the file at `path`.
///
/// # Errors
///
/// If it cannot be read, is none, or is another ROM's.
pub fn read(path: &Path, rom: &Rom) -> Result<Snapshot, StateFileError> {
    look(path, rom).map(|state| state.snapshot)
}

/// As [`read`], with what else there is in the file.
///
/// # Errors
///
/// As [`read`].
pub fn look(path: &Path, rom: &Rom) -> Result<SavedState, StateFileError> {
    let bytes = bounded::beginning(path, MAX_BYTES)
        .map_err(|problem| StateFileError::Unreadable { path: path.to_owned(), problem })?;
    let state = decode(&bytes).and_then(|state| state.of_rom(rom));
    state.map_err(|problem| StateFileError::NoUse { path: path.to_owned(), problem })
}
