//! Vectors as files: `platform.json`, which says what machine they are for, and one file an instruction.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use cpu_ops::{Platform, Quirk, Quirks, font};
use serde::{Deserialize, Serialize};

use super::Vector;
use super::reader;
use crate::bounded;
use crate::replace::Replacement;
use crate::setup::no_platform;

/// The file that says what machine the others are for.
pub const PLATFORM_FILE: &str = "platform.json";
/// The format that is written and read.
pub const FORMAT: u32 = 1;
/// The largest [`PLATFORM_FILE`], in bytes.
const MAX_BYTES: u64 = 64 << 10;

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

impl FolderError {
    /// What `serde_json` says of the file at `path`, with the place in front.
    fn malformed(path: &Path, error: &serde_json::Error) -> Self {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string().replace(&place, "");
        Self::Malformed { path: path.to_owned(), line: error.line(), column: error.column(), message }
    }
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

/// Writes `machine` as the [`PLATFORM_FILE`] of `folder`, whole or not at all.
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
    write(&file_of(folder, name), |out| {
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

/// What machine the vectors in `folder` are for.
///
/// # Errors
///
/// If it is no folder of vectors.
pub fn machine(folder: &Path) -> Result<(&'static Platform, Quirks), FolderError> {
    let path = folder.join(PLATFORM_FILE);
    let io = |source| FolderError::Io { path: path.clone(), source };
    bounded::refuse_special(&path).map_err(io)?;
    let text = bounded::read(&path, MAX_BYTES).map_err(io)?;
    let machine: Machine = serde_json::from_slice(&text).map_err(|error| FolderError::malformed(&path, &error))?;
    machine.resolve().map_err(|message| FolderError::Value { path, message })
}

/// What machine the vectors in `folder` are for, and their files in the order of their names.
///
/// # Errors
///
/// If it is no folder of vectors.
pub fn open(folder: &Path) -> Result<(&'static Platform, Quirks, Vec<PathBuf>), FolderError> {
    let (platform, quirks) = machine(folder)?;
    let path = folder.join(PLATFORM_FILE);
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

/// Calls `each` with one after another of the vectors in the file at `path`, until it answers with an error.
///
/// # Errors
///
/// If the file cannot be read, or is not what it should be: where. What `each` answers is inside.
pub fn for_each_vector<E>(
    path: &Path,
    each: impl FnMut(Vector) -> Result<(), E>,
) -> Result<Result<(), E>, FolderError> {
    let io = |source| FolderError::Io { path: path.to_owned(), source };
    bounded::refuse_special(path).map_err(io)?;
    let file = std::fs::File::open(path).map_err(io)?;
    reader::for_each(file, each).map_err(|error| match error.io_error_kind() {
        Some(io::ErrorKind::InvalidData) => FolderError::Value { path: path.to_owned(), message: error.to_string() },
        Some(_) => io(error.into()),
        None => FolderError::malformed(path, &error),
    })
}

/// Where in `folder` the vectors of the instruction called `name` are.
#[must_use]
pub fn file_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("json")
}
