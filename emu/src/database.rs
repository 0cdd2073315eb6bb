//! Databases of programs: what is known of a ROM by its SHA-1.
//!
//! The format is that of `programs.json` of the public CHIP-8 database <https://github.com/chip-8/chip-8-database>: a list of
//! programs, each with a map from the SHA-1 of a ROM to what is known of it. Of that, what decides how a program runs
//! and looks is read, and names of platforms, quirks and fonts are taken as they are: a newer database may have more
//! of them than this version knows. One edition, in the crate `chip8_db`, is part of this program, and so is a list of the
//! programs that come with it, `roms/programs.json`.

mod record;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::{bounded, printable};
pub use record::{Colours, Record};
use record::{Hash, Program};

/// The most bytes of a database file: ten times what the public one has.
const MAX_BYTES: u64 = 4 << 20;

/// What to look ROMs up in: a file, if there is one, and then what is part of this program.
#[derive(Debug, Default)]
pub struct Database {
    file: Option<Index>,
}

/// What is known of a ROM.
#[derive(Clone, Debug)]
pub struct Known {
    /// The program's title.
    pub title: String,
    /// Who wrote it; maybe nobody known.
    pub authors: Vec<String>,
    /// When it was released, as `YYYY-MM-DD` or the beginning of that, where an `x` is an unknown digit.
    pub release: Option<String>,
    /// How it wants to be run and shown.
    pub record: Record,
    /// Where that is from.
    pub origin: Origin,
}

/// Which database knows a ROM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The edition of the public database that is part of this program.
    Embedded,
    /// The list of the programs that come with this one.
    Ours,
    /// A file.
    File(Arc<Path>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("the embedded database"),
            Self::Ours => f.write_str("Stitch8's own list of programs"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Why a file is no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It could not be read.
    #[error("{path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said. It is part of the message, and so no source of the error besides.
        problem: std::io::Error,
    },
    /// It is larger than any database.
    #[error("{path} has more than {MAX_BYTES} bytes; a database has not", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// It is not what it should be.
    #[error(
        "{path}:{line}:{column}: {problem}; expected a list of programs as in programs.json of chip-8-database: \
         [{{\"title\": \"Name\", \"roms\": {{\"SHA-1 of the ROM\": {{\"platforms\": [\"xochip\"]}}}}}}]",
        path = path.display()
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column in bytes, counted from 1, where reading stopped: at what is wrong or just after it.
        column: usize,
        /// What is wrong there, in words.
        problem: String,
    },
}

impl Database {
    /// The edition that is part of this program, alone.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The database in the file at `path`; what that does not know is looked up in the embedded one.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no database.
    pub fn read(path: &Path) -> Result<Self, DatabaseError> {
        let unreadable = |problem| DatabaseError::Unreadable { path: path.to_owned(), problem };
        let bytes = bounded::beginning(path, MAX_BYTES + 1).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(DatabaseError::TooLarge { path: path.to_owned() });
        }
        Self::parse(path, &bytes)
    }

    /// As [`Database::read`], but that a pipe or a device is refused: for a path that another file names.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no database.
    pub fn read_regular(path: &Path) -> Result<Self, DatabaseError> {
        let unreadable = |problem| DatabaseError::Unreadable { path: path.to_owned(), problem };
        bounded::refuse_special(path).map_err(unreadable)?;
        Self::read(path)
    }

    /// As [`Database::read`], if `bytes` is what is in the file.
    ///
    /// # Errors
    ///
    /// If it is no database.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, DatabaseError> {
        let origin: Arc<Path> = path.into();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let index = Index::of(bytes, Origin::File(origin)).map_err(|error| malformed(path, &error))?;
        Ok(Self { file: Some(index) })
    }

    /// What is known of the ROM with this SHA-1, which is in hexadecimal and lower case.
    #[must_use]
    pub fn find(&self, sha1: &str) -> Option<Known> {
        let in_file = self.file.as_ref().and_then(|index| index.find(sha1));
        in_file.or_else(|| find_embedded(sha1)).or_else(|| ours().find(sha1))
    }
}

/// The database that is part of this program, as its crate has it.
fn embedded() -> &'static chip8_db::Database {
    static EMBEDDED: OnceLock<chip8_db::Database> = OnceLock::new();
    EMBEDDED.get_or_init(chip8_db::Database::new)
}

/// The SHA-1s of all ROMs in the embedded database, in hexadecimal and lower case, in no order.
#[cfg(test)]
pub fn embedded_hashes() -> impl Iterator<Item = &'static str> {
    embedded().hashes.keys().map(String::as_str)
}

fn find_embedded(sha1: &str) -> Option<Known> {
    let program = embedded().get_metadata_from_hash(sha1).program?;
    // Read as a file is, so that there is one reading of the format.
    let program = serde_json::to_value(program).and_then(serde_json::from_value::<Program>);
    let program = program.expect("a test reads every program of the embedded database");
    known(&program, sha1, &Origin::Embedded)
}

/// The programs that come with this one.
fn ours() -> &'static Index {
    static OURS: OnceLock<Index> = OnceLock::new();
    let list = include_bytes!("../../roms/programs.json");
    OURS.get_or_init(|| Index::of(list, Origin::Ours).expect("a test looks every program of ours up"))
}

/// A list of programs, and which of them a ROM is one of. What all ROMs of a program share is there once: a title may be long,
/// and its ROMs many.
#[derive(Debug)]
struct Index {
    programs: Vec<Program>,
    /// Places in the list.
    places: HashMap<Hash, usize>,
    origin: Origin,
}

impl Index {
    /// That of a list in `json`, which is from `origin`. The first program that knows a ROM is right.
    fn of(json: &[u8], origin: Origin) -> Result<Self, serde_json::Error> {
        let programs: Vec<Program> = serde_json::from_slice(json)?;
        let mut places = HashMap::new();
        for (place, program) in programs.iter().enumerate() {
            for hash in program.roms.keys() {
                places.entry(hash.clone()).or_insert(place);
            }
        }
        Ok(Self { programs, places, origin })
    }

    fn find(&self, sha1: &str) -> Option<Known> {
        self.places.get(sha1).and_then(|&place| known(&self.programs[place], sha1, &self.origin))
    }
}

/// What is known of one ROM of `program`.
fn known(program: &Program, sha1: &str, origin: &Origin) -> Option<Known> {
    let record = program.roms.get(sha1)?.clone();
    Some(Known {
        title: one_line(&program.title),
        authors: record.authors.iter().chain(&program.authors).next().into_iter().flatten().map(one_line).collect(),
        release: record.release.as_ref().or(program.release.as_ref()).map(one_line),
        record,
        origin: origin.clone(),
    })
}

/// `text` without what would make more than a line of it, or do more than to be shown: a file may say anything.
fn one_line(text: impl AsRef<str>) -> String {
    printable::in_one_line(text.as_ref(), "\u{FFFD}")
}

/// What `serde_json` says, with the place in front.
fn malformed(path: &Path, error: &serde_json::Error) -> DatabaseError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let problem = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text).to_owned();
    DatabaseError::Malformed { path: path.to_owned(), line, column, problem }
}

#[cfg(test)]
mod tests;
