//! The programs played lately: a small file of text, a path a line, the latest first.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bounded;
use crate::replace;

/// How many are kept.
const MANY: usize = 10;
/// More bytes than the file has.
const MAX_BYTES: u64 = 64 << 10;

/// A program that was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Its file.
    pub path: PathBuf,
    /// What to call it.
    pub title: String,
}

/// The programs in the file at `path` that are there now, the latest first. A file that is of no use has none.
#[must_use]
pub fn read(path: &Path) -> Vec<PathBuf> {
    let mut paths = all(path);
    paths.retain(|path| path.is_file());
    paths
}

/// The programs in the file at `path`, those as well that are away, and may come back with a disk.
fn all(path: &Path) -> Vec<PathBuf> {
    let text = bounded::refuse_pipe(path).and_then(|()| bounded::read_text(path, MAX_BYTES)).unwrap_or_default();
    text.lines().map(PathBuf::from).filter(|path| path.is_absolute()).take(MANY).collect()
}

/// Puts `program` first in the file at `path`. That it cannot be written is no reason to tell the user while he wants to
/// play; a debug line says it.
pub fn remember(path: &Path, program: &Path) {
    // A path with a line break in it, or of other characters, cannot be a line of text.
    let Some(program) =
        fs::canonicalize(program).ok().filter(|path| path.to_str().is_some_and(|text| !text.contains(['\n', '\r'])))
    else {
        return;
    };
    let mut all = all(path);
    if all.first() == Some(&program) {
        return;
    }
    all.retain(|other| *other != program);
    all.insert(0, program);
    all.truncate(MANY);
    let lines: String = all.iter().filter_map(|path| Some(format!("{}\n", path.to_str()?))).collect();
    if let Some(folder) = path.parent() {
        // If it cannot be made, the file cannot either.
        let _ = fs::create_dir_all(folder);
    }
    if let Err(error) = replace::write_regular(path, lines.as_bytes()) {
        log::debug!("what was played lately is not kept: cannot write {}: {error}", path.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_is_first_and_none_is_twice() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (list, program) = (root.join("new/recent"), |name: &str| root.join(name));
        let names = || -> Vec<String> {
            read(&list).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        assert!(names().is_empty());
        for name in ["a", "b", "c", "b", "b"] {
            fs::write(program(name), "").unwrap();
            remember(&list, &program(name));
        }
        assert_eq!(names(), ["b", "c", "a"]);
        fs::remove_file(program("c")).unwrap();
        assert_eq!(names(), ["b", "a"], "what is not there cannot be played");
        remember(&list, &program("a"));
        fs::write(program("c"), "").unwrap();
        assert_eq!(names(), ["a", "b", "c"], "it was away");
        remember(&list, &program("nowhere"));
        for number in 0..20 {
            fs::write(program(&number.to_string()), "").unwrap();
            remember(&list, &program(&number.to_string()));
        }
        assert_eq!((names().len(), names()[0].as_str(), names()[9].as_str()), (MANY, "19", "10"));
    }

    #[test]
    fn a_file_of_anything_else_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("recent");
        for bytes in [&b"\xFF\xFE\0"[..], b"relative.ch8\n\n/\n", b"/no/such/file"] {
            fs::write(&list, bytes).unwrap();
            assert!(read(&list).is_empty());
        }
        // One that cannot be read or written changes nothing.
        assert!(read(folder.path()).is_empty());
        remember(folder.path(), &list);
    }
}
