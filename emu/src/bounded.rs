//! Reading files of bounded size: what somebody names may be a device that never ends.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// All of the file at `path`, unless it has more than `most` bytes.
///
/// # Errors
///
/// If it cannot be read, or is larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_open(&File::open(path)?, most)
}

/// What is left of an open file, unless it is more than `most` bytes.
///
/// # Errors
///
/// If it cannot be read, or is larger.
pub fn read_open(file: &File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// As [`read`], of text.
///
/// # Errors
///
/// If it cannot be read, is larger, or is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|_| io::Error::other("it is no UTF-8 text"))
}
