//! Flag registers between runs: the sixteen bytes that FX75 stores and FX85 loads, in a file.
//!
//! A file of flag registers is two lines of text, the second being flag registers 0 to 15 in hexadecimal:
//!
//! ```text
//! stitch8 flags 1
//! 00 00 2A 00 00 00 00 00 00 00 00 00 00 00 00 00
//! ```

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use cpu_ops::profile::InstructionSet;

use crate::bounded;
use crate::replace::Replacement;
use crate::setup::Setup;

/// The values of the flag registers.
pub type Flags = [u8; 16];

/// The first line, less the version at its end.
const MAGIC: &str = "stitch8 flags ";
/// The version written, and the only one read.
const VERSION: &str = "1";
/// More bytes than a file of flag registers has.
const MAX_BYTES: u64 = 256;

/// A file of flag registers.
#[derive(Clone, Debug)]
pub struct FlagFile {
    path: PathBuf,
    /// What is in it.
    stored: Flags,
}

/// Flag registers could not be read or written. What was in the file still is.
#[derive(Debug, thiserror::Error)]
pub enum FlagsError {
    /// The file could not be read.
    #[error("cannot read the flag registers in {path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// It is not such a file, or no longer.
    #[error("{path} is no file of flag registers: {problem}; with it out of the way there will be a new one", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file could not be written.
    #[error("cannot write the flag registers to {path}: {problem}", path = path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
}

/// Whether a program set up like this has flag registers.
#[must_use]
pub fn has_flags(setup: &Setup) -> bool {
    setup.profile().includes(InstructionSet::SuperChip)
}

impl FlagFile {
    /// The file at `path`. If there is none, all flag registers are zero, and it is made when they no longer are.
    ///
    /// # Errors
    ///
    /// If there is something else at `path`, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, FlagsError> {
        let bytes = match bounded::refuse_pipe(path).and_then(|()| bounded::beginning(path, MAX_BYTES)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), stored: Flags::default() });
            }
            Err(problem) => return Err(FlagsError::Unreadable { path: path.to_owned(), problem }),
        };
        let stored = parse(&bytes).map_err(|problem| FlagsError::Damaged { path: path.to_owned(), problem })?;
        Ok(Self { path: path.to_owned(), stored })
    }

    /// What is in it.
    #[must_use]
    pub fn stored(&self) -> &Flags {
        &self.stored
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes `flags`, unless they are what is in it. The file is replaced as a whole.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn store(&mut self, flags: &Flags) -> Result<(), FlagsError> {
        if *flags == self.stored {
            return Ok(());
        }
        let write = || {
            let mut replacement = Replacement::begin(&self.path)?;
            replacement.file().write_all(format(flags).as_bytes())?;
            replacement.finish()
        };
        write().map_err(|problem| FlagsError::Unwritten { path: self.path.clone(), problem })?;
        self.stored = *flags;
        Ok(())
    }
}

fn format(flags: &Flags) -> String {
    let bytes: Vec<String> = flags.iter().map(|flag| format!("{flag:02X}")).collect();
    format!("{MAGIC}{VERSION}\n{}\n", bytes.join(" "))
}

fn parse(bytes: &[u8]) -> Result<Flags, &'static str> {
    if bytes.is_empty() {
        return Err("it is empty");
    }
    let first_line = "its first line is not that of such a file";
    let text = str::from_utf8(bytes).map_err(|_| first_line)?;
    let version = text.lines().next().and_then(|line| line.strip_prefix(MAGIC)).ok_or(first_line)?;
    if version.trim_end() != VERSION {
        return Err("it is from another version of this program");
    }
    let second_line = "its second line is not 16 bytes in hexadecimal";
    let byte = |digits: &str| {
        // Rust would take a sign as well.
        let plain = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if plain { u8::from_str_radix(digits, 16).ok() } else { None }
    };
    let values: Option<Vec<u8>> = text.lines().nth(1).unwrap_or_default().split_whitespace().map(byte).collect();
    let flags = values.and_then(|values| Flags::try_from(values).ok()).ok_or(second_line)?;
    if text.lines().skip(2).any(|line| !line.trim().is_empty()) {
        return Err("there is more in it than two lines");
    }
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: Flags = [0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0, 0, 9, 10, 11, 12, 13, 14, 15];

    #[test]
    fn what_is_written_is_read() {
        for flags in [FLAGS, [0; 16], [0xFF; 16]] {
            assert_eq!(parse(format(&flags).as_bytes()), Ok(flags));
        }
        // As an editor on another system may have left it.
        let text = format(&FLAGS).to_lowercase().replace('\n', "\r\n");
        assert_eq!(parse(text.as_bytes()), Ok(FLAGS));
    }

    #[test]
    fn a_file_cut_short_anywhere_is_noticed() {
        let text = format(&FLAGS);
        // The last byte is a line break, which nobody misses.
        for length in 0..text.len() - 1 {
            assert!(parse(&text.as_bytes()[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn foreign_files_are_noticed() {
        let of_version = |version: &str| format(&FLAGS).replace("flags 1", version).into_bytes();
        let cases: [&[u8]; 7] = [
            b"\xFF\xFE\x00",
            b"hello\n",
            &[0; 256],
            &of_version("flags 2"),
            &of_version("flags"),
            b"stitch8 flags 1\n00 00\n",
            &[format(&FLAGS).as_bytes(), b"and more\n"].concat(),
        ];
        for bytes in cases {
            assert!(parse(bytes).is_err(), "{bytes:?}");
        }
        assert!(parse(b"stitch8 flags 1\n+1 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n").is_err(), "a sign");
    }
}
