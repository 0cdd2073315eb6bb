//! ROM files and Octo sources: reading them, and what can be told from the file alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use octo_asm::{Assembly, Options, Source};
use sha1::{Digest, Sha1};

use crate::bounded;

/// The most bytes that any platform can load; a file larger than that is not read.
pub const MAX_BYTES: u64 = 65_536 - 512;

/// The ending of Octo source files, which are assembled when they are read.
pub const SOURCE_ENDING: &str = "8o";

/// The most bytes of an Octo source.
const MAX_SOURCE_BYTES: u64 = octo_asm::limits::MAX_SOURCE_BYTES as u64;

/// A program as it is in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rom {
    /// Its bytes, at least one.
    pub bytes: Vec<u8>,
    /// What to call it: its file's name without folder and ending.
    pub title: String,
    /// The identifier of the platform that the file's ending, or its source, stands for, emulated or not; and which of
    /// the two it is.
    pub hint: Option<(&'static str, Clue)>,
}

/// What of a program tells how to run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    /// Its file's ending.
    Ending,
    /// Its Octo source.
    Source,
}

/// Why a file is no ROM.
#[derive(Debug, thiserror::Error)]
pub enum RomError {
    /// The file could not be read.
    #[error("{path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said. It is part of the message, and so no source of the error besides.
        problem: std::io::Error,
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
    /// It is to be Octo source, and is not even text.
    #[error("{path} is not text: byte {offset} is no UTF-8, and it is not Latin-1 either; save it as UTF-8", path = path.display())]
    NoText {
        /// The file.
        path: PathBuf,
        /// Where the text ends.
        offset: usize,
    },
    /// It is Octo source with errors in it.
    #[error("{0}")]
    Source(Box<octo_asm::Errors>),
    /// No platform could load it.
    #[error("{path} has {bytes} bytes; {rule} more than {limit}", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, or as many of its bytes as were read.
        bytes: u64,
        /// Who sets the limit, in words.
        rule: &'static str,
        /// The most that there may be.
        limit: u64,
    },
}

impl RomError {
    /// It in one line: of the errors of a source the first, with its place.
    #[must_use]
    pub fn first(&self) -> String {
        let Self::Source(errors) = self else { return self.to_string() };
        let Some(first) = errors.errors.first() else { return self.to_string() };
        let more = errors.errors.len() - 1;
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        format!("{}: {first}{more}", first.location)
    }
}

impl Rom {
    /// Reads the file at `path`; an Octo source is assembled.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is a folder, is empty, is larger than any platform's memory, or does not assemble.
    pub fn read(path: &Path) -> Result<Self, RomError> {
        let (title, ending) = name_of(path);
        if ending == SOURCE_ENDING {
            let (assembly, _) = assemble(path, &Options::default())?;
            let hint = match assembly.features {
                features if features.xo_chip => Some(("xochip", Clue::Source)),
                features if features.super_chip => Some(("superchip", Clue::Source)),
                _ => None,
            };
            return Ok(Self { bytes: assembly.rom, title, hint });
        }
        Ok(Self {
            bytes: read_bounded(path, MAX_BYTES, "no platform loads")?,
            title,
            hint: platform_of_ending(&ending),
        })
    }

    /// A program that is part of this one, as if it had been read from `file`.
    #[must_use]
    pub fn embedded(file: &str, bytes: &[u8]) -> Self {
        let (title, ending) = name_of(Path::new(file));
        Self { bytes: bytes.to_vec(), title, hint: platform_of_ending(&ending) }
    }

    /// The game that starts when no ROM is named.
    #[must_use]
    pub fn built_in() -> Self {
        Self::embedded("Skyline.ch8", include_bytes!("../../roms/games/skyline.ch8"))
    }

    /// The SHA-1 of its bytes in hexadecimal: what databases of programs know it by.
    #[must_use]
    pub fn sha1(&self) -> String {
        hex_sha1(&self.bytes)
    }

    /// The same as bytes.
    #[must_use]
    pub fn digest(&self) -> [u8; 20] {
        Sha1::digest(&self.bytes).into()
    }
}

/// Assembles the Octo source at `path`. Returns the source as well, for what refers to it.
///
/// # Errors
///
/// If it cannot be read, is no text, or has errors.
pub fn assemble(path: &Path, options: &Options) -> Result<(Assembly, Source), RomError> {
    let text = decode(read_bounded(path, MAX_SOURCE_BYTES, "Octo source may not have")?)
        .map_err(|offset| RomError::NoText { path: path.to_owned(), offset })?;
    let source = Source::new(path.display().to_string(), text);
    match octo_asm::assemble(&source, options) {
        Ok(assembly) => Ok((assembly, source)),
        Err(errors) => Err(RomError::Source(Box::new(errors))),
    }
}

/// The text that `bytes` are: UTF-8, or else Latin-1, as older sources have it in their comments. If there are control characters in it, as in
/// what is no text at all, the error is the offset where UTF-8 ends.
fn decode(bytes: Vec<u8>) -> Result<String, usize> {
    String::from_utf8(bytes).or_else(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        if bytes.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()) {
            return Err(offset);
        }
        // Somebody's editor marked as UTF-8 what was not.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).iter().copied();
        // What is a control character in Latin-1 is a quotation mark or a dash in what is called so.
        Ok(bytes.map(|byte| if (0x80..0xA0).contains(&byte) { '\u{FFFD}' } else { byte.into() }).collect())
    })
}

/// The bytes of the file at `path`: at least one, at most `limit`, which is `rule`'s.
fn read_bounded(path: &Path, limit: u64, rule: &'static str) -> Result<Vec<u8>, RomError> {
    let unreadable = |problem| RomError::Unreadable { path: path.to_owned(), problem };
    let too_large = |bytes| RomError::TooLarge { path: path.to_owned(), bytes, rule, limit };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(RomError::Folder { path: path.to_owned() });
    }
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    // What is no regular file has no length to go by, and may have no end.
    let bytes = bounded::beginning(path, limit + 1).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    if bytes.is_empty() {
        return Err(RomError::Empty { path: path.to_owned() });
    }
    Ok(bytes)
}

/// A file's name without folder and ending, and the ending in lower case, without the dot.
fn name_of(path: &Path) -> (String, String) {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    (part(path.file_stem()), part(path.extension()).to_lowercase())
}

/// The identifier of the platform that a file's ending stands for.
fn platform_of_ending(ending: &str) -> Option<(&'static str, Clue)> {
    let id = match ending {
        "sc8" => Some("superchip"),
        "xo8" => Some("xochip"),
        "mc8" => Some("megachip8"),
        "c8x" => Some("chip8x"),
        _ => None,
    };
    id.map(|id| (id, Clue::Ending))
}

/// Whether `text` is a SHA-1 in hexadecimal.
#[must_use]
pub fn is_sha1(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The SHA-1 of `bytes` in hexadecimal.
#[must_use]
pub fn hex_sha1(bytes: &[u8]) -> String {
    hex(&Sha1::digest(bytes))
}

/// `bytes` in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_utf_8_or_latin_1() {
        let text = |bytes: &[u8]| decode(bytes.to_vec());
        assert_eq!(text("# caf\u{E9}\r\n\t: main".as_bytes()).as_deref(), Ok("# caf\u{E9}\r\n\t: main"));
        assert_eq!(text(b"# caf\xE9\r\n\t: main").as_deref(), Ok("# caf\u{E9}\r\n\t: main"));
        assert_eq!(text(b"# it\x92s").as_deref(), Ok("# it\u{FFFD}s"));
        assert_eq!(text(b"\xEF\xBB\xBF# \xE9").as_deref(), Ok("# \u{E9}"));
        // A ROM, and UTF-16.
        assert_eq!(text(b"\xFF\xFE:\0 \0"), Err(0));
        assert_eq!(text(&[0x12, 0x04, 0x61, 0xFF, 0x00]), Err(3));
    }
}
