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

/// At most the first `most` bytes of the file at `path`: for those who have their own words for a file that has more.
///
/// # Errors
///
/// If it cannot be read.
pub fn beginning(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// Refuses what is neither a file nor a folder, and may have no end, or wait for ever for one who writes to it. A file that names
/// other files is not to decide that; a user who names a pipe has a reason.
///
/// # Errors
///
/// If there is a pipe or a device at `path`.
pub fn refuse_special(path: &Path) -> io::Result<()> {
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Err(io::Error::other("it is a pipe or a device, and no regular file"))
        }
        // Whoever reads it says what is wrong.
        _ => Ok(()),
    }
}

/// Refuses a pipe, where nobody has named it: to open one waits for whoever writes to it.
///
/// # Errors
///
/// If there is a pipe at `path`.
pub fn refuse_pipe(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if std::fs::metadata(path).is_ok_and(|metadata| std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())) {
        return Err(io::Error::other("it is a pipe, and no regular file"));
    }
    let _ = path;
    Ok(())
}

/// As [`read`], of text.
///
/// # Errors
///
/// If it cannot be read, is larger, or is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|_| io::Error::other("it is no UTF-8 text"))
}
