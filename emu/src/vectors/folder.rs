//! Vectors as files: `platform.json`, which says what machine they are for, and one file an instruction.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use cpu_ops::{Platform, Quirk, Quirks, font};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Vector;
use crate::bounded;
use crate::replace::Replacement;
use crate::setup::no_platform;

/// The file that says what machine the others are for.
pub const PLATFORM_FILE: &str = "platform.json";
/// The format that is written and read.
pub const FORMAT: u32 = 1;
/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// What machine the vectors of a folder are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The edition of the format: [`FORMAT`].
    pub format: u32,
    /// The platform's identifier.
    pub platform: String,
    /// The quirks that are on; all others are off.
    pub quirks: Vec<String>,
    /// Bytes of memory.
    pub memory: u32,
    /// Return addresses that fit on the stack.
    pub stack: u8,
    /// Address of the small digits, five bytes each.
    pub digits: u16,
    /// Address of the large digits, ten bytes each.
    pub large_digits: u16,
    /// What the vectors were made from.
    pub seed: u64,
}

/// Why a folder of vectors cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system says so.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A value is not what it should be.
    #[error("{}: {message}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl Machine {
    /// The machine of `platform` with `quirks`.
    #[must_use]
    pub fn of(platform: &Platform, quirks: Quirks, seed: u64) -> Self {
        let on = Quirk::ALL.into_iter().filter(|&quirk| quirks.has(quirk));
        Self {
            format: FORMAT,
            platform: platform.id.to_owned(),
            quirks: on.map(|quirk| quirk.name().to_owned()).collect(),
            memory: 1 << platform.memory_bits,
            stack: platform.stack_depth,
            digits: font::SMALL_ADDRESS,
            large_digits: font::LARGE_ADDRESS,
            seed,
        }
    }

    /// The platform and the quirks.
    ///
    /// # Errors
    ///
    /// If there are no such.
    fn resolve(&self) -> Result<(&'static Platform, Quirks), String> {
        if self.format != FORMAT {
            return Err(format!("`format` is {}; this program reads format {FORMAT}", self.format));
        }
        let platform = Platform::by_id(&self.platform)
            .ok_or_else(|| format!("`platform` is {:?}: {}", self.platform, no_platform(&self.platform)))?;
        let mut quirks = Quirks::NONE;
        for name in &self.quirks {
            let quirk: Quirk = name.parse().map_err(|error| format!("quirk {name:?}: {error}"))?;
            quirks = quirks.with(quirk, true);
        }
        let expected = Self::of(platform, quirks, self.seed);
        let same = |machine: &Self| (machine.memory, machine.stack, machine.digits, machine.large_digits);
        if same(&expected) != same(self) {
            return Err(format!("memory, stack and addresses of the digits are not those of {}", platform.id));
        }
        Ok((platform, quirks))
    }
}

/// Writes `value` as the JSON file `name` in `folder`, whole or not at all.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_machine(folder: &Path, machine: &Machine) -> Result<(), FolderError> {
    write(&folder.join(PLATFORM_FILE), |out| {
        serde_json::to_writer_pretty(&mut *out, machine)?;
        out.write_all(b"\n")
    })
}

/// Writes `vectors` as the JSON file of the instruction called `name`, one vector a line.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_vectors(folder: &Path, name: &str, vectors: &[Vector]) -> Result<(), FolderError> {
    write(&folder.join(name).with_extension("json"), |out| {
        for (number, vector) in vectors.iter().enumerate() {
            out.write_all(if number == 0 { b"[\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, vector)?;
        }
        out.write_all(b"\n]\n")
    })
}

fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&mut std::fs::File>) -> io::Result<()>,
) -> Result<(), FolderError> {
    let attempt = || {
        let mut file = Replacement::begin(path)?;
        let mut out = BufWriter::new(file.file());
        content(&mut out)?;
        out.flush()?;
        drop(out);
        file.finish()
    };
    attempt().map_err(|source| FolderError::Io { path: path.to_owned(), source })
}

/// What machine the vectors in `folder` are for, and their files in the order of their names.
///
/// # Errors
///
/// If it is no folder of vectors.
pub fn open(folder: &Path) -> Result<(&'static Platform, Quirks, Vec<PathBuf>), FolderError> {
    let path = folder.join(PLATFORM_FILE);
    let machine: Machine = read(&path)?;
    let (platform, quirks) = machine.resolve().map_err(|message| FolderError::Value { path: path.clone(), message })?;
    let entries = std::fs::read_dir(folder).map_err(|source| FolderError::Io { path: folder.to_owned(), source })?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "json") && *file != path)
        .collect();
    files.sort();
    if files.is_empty() {
        let message = "there are no vectors beside it: no other file ends in .json".to_owned();
        return Err(FolderError::Value { path, message });
    }
    Ok((platform, quirks, files))
}

/// The vectors in the file at `path`.
///
/// # Errors
///
/// If it cannot be read, or is not what it should be: where.
pub fn read_vectors(path: &Path) -> Result<Vec<Vector>, FolderError> {
    read(path)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, FolderError> {
    let io = |source| FolderError::Io { path: path.to_owned(), source };
    bounded::refuse_special(path).map_err(io)?;
    let bytes = bounded::beginning(path, MAX_BYTES + 1).map_err(io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(FolderError::Value {
            path: path.to_owned(),
            message: format!("it is larger than {MAX_BYTES} bytes"),
        });
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string().replace(&place, "");
        FolderError::Malformed { path: path.to_owned(), line: error.line(), column: error.column(), message }
    })
}
