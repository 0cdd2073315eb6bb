//! What is run: files, and programs that are made up.

use std::fmt;
use std::io;
use std::path::Path;

use cpu_ops::Platform;
use stitch8::rom::Rom;

use crate::machines::roms_in;
use crate::random_program::{branching_program, random_program, rewriting_program};

/// Made-up programs that share a recompiler, which is what takes time to make.
const TOGETHER: u64 = 16;

/// Where a program is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file in a folder; its name.
    Folder(&'static str),
    /// Any instructions, made up at random.
    Random,
    /// A loop full of branches, made up at random.
    Branching,
    /// Loops that rewrite themselves, made up at random.
    SelfModifying,
}

impl Kind {
    /// All that is made up.
    pub const MADE_UP: [Self; 3] = [Self::Random, Self::Branching, Self::SelfModifying];
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::Folder(name) => name,
            Self::Random => "random",
            Self::Branching => "random branches",
            Self::SelfModifying => "random, self-modifying",
        })
    }
}

/// A program, or a few.
#[derive(Debug)]
pub enum Subject {
    /// One from a file.
    File {
        /// The name of its folder.
        folder: &'static str,
        /// What is in it.
        rom: Rom,
    },
    /// Some that are made up.
    MadeUp {
        /// Of which kind.
        kind: Kind,
        /// The number of the first.
        first: u64,
        /// How many.
        count: u64,
    },
}

impl Subject {
    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::File { folder, .. } => Kind::Folder(folder),
            Self::MadeUp { kind, .. } => *kind,
        }
    }

    /// `count` programs of each kind that is made up.
    #[must_use]
    pub fn made_up(first: u64, count: u64) -> Vec<Self> {
        let parts = |kind| {
            (0..count).step_by(TOGETHER as usize).map(move |from| Self::MadeUp {
                kind,
                first: first + from,
                count: TOGETHER.min(count - from),
            })
        };
        Kind::MADE_UP.into_iter().flat_map(parts).collect()
    }
}

/// The programs in `folder`, in the order of their names.
///
/// # Errors
///
/// If the folder or a program cannot be read.
pub fn files(name: &'static str, folder: &Path) -> io::Result<Vec<Subject>> {
    let paths = roms_in(folder)?;
    let read = |path| Rom::read(path).map_err(io::Error::other);
    paths.iter().map(|path| Ok(Subject::File { folder: name, rom: read(path)? })).collect()
}

/// Program `number` of `kind` for `platform`.
///
/// # Panics
///
/// If programs of that kind are from files.
#[must_use]
pub fn made_up(kind: Kind, platform: &Platform, number: u64) -> Vec<u8> {
    match kind {
        Kind::Folder(name) => panic!("{name} is a folder"),
        Kind::Random => random_program(platform, number, 4 + (number % 40) as u16),
        Kind::Branching => branching_program(number),
        Kind::SelfModifying => rewriting_program(platform, number, 1 + (number % 4) as u16),
    }
}
