//! The format of recordings: a header and records, each complete as soon as it is written.
//!
//! | bytes | what |
//! |---|---|
//! | 0-17 | `stitch8 recording` and a line feed |
//! | 18-19 | the version of the format |
//! | 20- | records |
//!
//! A record is its length and that length's CRC-32, the record as postcard writes it, and its CRC-32. All numbers are
//! little-endian. So a byte that was changed is told from a file that was cut short, which is no fault: the program was
//! killed while it recorded.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::rom::hex;
use crate::state::Damage;

/// What a file begins with.
pub(super) const MAGIC: &[u8; 18] = b"stitch8 recording\n";
/// The version written, and the only one read.
pub(super) const VERSION: u16 = 1;
/// Bytes before the first record.
pub(super) const HEADER: usize = 20;
/// Bytes before and after what is in a record.
const HEAD: usize = 8;
const TAIL: usize = 4;

/// One thing that happened.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Record<'a> {
    /// The first record: the program, and the state that the machine begins with.
    Start {
        /// What the ROM was called.
        title: &'a str,
        /// Its SHA-1.
        rom: [u8; 20],
        /// The state.
        snapshot: &'a [u8],
    },
    /// These keys are down from this frame on, counted from 0.
    Keys {
        /// The frame.
        frame: u64,
        /// Bit K is key K.
        keys: u16,
    },
    /// Before this frame the machine comes to another state: by a reset, a state that was loaded, or another speed.
    Jump {
        /// The frame.
        frame: u64,
        /// The state.
        snapshot: &'a [u8],
    },
    /// Checksums of the state after frames, without a gap from the last such record to this many frames.
    Sums {
        /// How many frames there are now.
        frame: u64,
        /// A checksum a frame.
        sums: Vec<u32>,
    },
    /// The recording was ended after this many frames, and not killed.
    End {
        /// How many frames there are.
        frame: u64,
    },
}

/// A file is no recording that can be played.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file could not be read.
    #[error("cannot read the recording {path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: std::io::Error,
    },
    /// It is something else.
    #[error("{path} is no recording", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It is one of another version.
    #[error(
        "{path} is a recording of another version of this program: its format is {version}, and only {VERSION} can be read",
        path = path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u16,
    },
    /// It was one once.
    #[error("{path} is a damaged recording: at byte {offset}, {problem}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        offset: usize,
        /// What.
        problem: Damage,
    },
    /// It is one of another ROM.
    #[error("{path} is a recording of another ROM, {title} (SHA-1 {}), and not of {expected}", hex(rom), path = path.display())]
    OtherRom {
        /// The file.
        path: PathBuf,
        /// What that ROM was called.
        title: String,
        /// Its SHA-1.
        rom: [u8; 20],
        /// What the ROM is called that it should have been of.
        expected: String,
    },
}

/// The header.
pub(super) fn header() -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes
}

/// A record as it is in a file.
pub(super) fn encode(record: &Record<'_>) -> Vec<u8> {
    let contents = postcard::to_allocvec(record).expect("it grows as needed");
    let length = (contents.len() as u32).to_le_bytes();
    let mut bytes = Vec::with_capacity(HEAD + contents.len() + TAIL);
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&crc32fast::hash(&length).to_le_bytes());
    bytes.extend_from_slice(&contents);
    bytes.extend_from_slice(&crc32fast::hash(&contents).to_le_bytes());
    bytes
}

/// The record that `bytes` begin with, and how many of them it takes. None if they end before it does.
pub(super) fn decode(bytes: &[u8]) -> Result<Option<(Record<'_>, usize)>, Damage> {
    let number = |bytes: &[u8]| bytes.try_into().map(u32::from_le_bytes).ok();
    let Some((head, rest)) = bytes.split_at_checked(HEAD) else { return Ok(None) };
    if number(&head[4..]) != Some(crc32fast::hash(&head[..4])) {
        return Err(Damage("the checksum of a record's length is wrong"));
    }
    let length = number(&head[..4]).unwrap_or_default() as usize;
    let Some((contents, rest)) = rest.split_at_checked(length) else { return Ok(None) };
    let Some((tail, _)) = rest.split_at_checked(TAIL) else { return Ok(None) };
    if number(tail) != Some(crc32fast::hash(contents)) {
        return Err(Damage("the checksum of a record is wrong"));
    }
    match postcard::take_from_bytes(contents) {
        Ok((record, [])) => Ok(Some((record, HEAD + length + TAIL))),
        _ => Err(Damage("a record cannot be read")),
    }
}
