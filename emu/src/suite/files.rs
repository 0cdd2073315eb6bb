//! Where the files that a manifest names are: beside it in a folder, or in this program.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::bounded;
use crate::rom::{MAX_BYTES, Rom, hex_sha1};

/// The largest text file that a manifest names, in bytes.
const MAX_TEXT_BYTES: u64 = 1 << 20;

/// The files of the built-in conformance set: path below `roms/conformance`, and content.
static BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/conformance.rs"));

/// The files beside a manifest.
#[derive(Debug)]
pub enum Files {
    /// In this folder.
    Folder(PathBuf),
    /// In this program.
    BuiltIn,
}

impl Files {
    /// The content of the text file at `path`, `None` if there is none.
    pub fn text(&self, path: &str) -> Result<Option<String>, String> {
        let bytes = match self {
            Self::Folder(folder) => {
                let path = folder.join(path);
                match bounded::refuse_special(&path).and_then(|()| bounded::read(&path, MAX_TEXT_BYTES)) {
                    Ok(bytes) => bytes,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    Err(error) => return Err(format!("{}: {error}", path.display())),
                }
            }
            Self::BuiltIn => match built_in(path) {
                Some(bytes) => bytes.to_vec(),
                None => return Ok(None),
            },
        };
        String::from_utf8(bytes).map(Some).map_err(|_| format!("{path} is no UTF-8 text"))
    }

    /// The ROM at `path`.
    pub fn rom(&self, path: &str) -> Result<Rom, String> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(path);
                bounded::refuse_special(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                Rom::read(&path).map_err(|error| error.first())
            }
            Self::BuiltIn => {
                let bytes = built_in(path).ok_or_else(|| format!("{path} is not built in"))?;
                Ok(Rom::embedded(path, bytes))
            }
        }
    }

    /// The file at `path`, if it could be written.
    pub fn path(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(path)),
            Self::BuiltIn => None,
        }
    }

    /// The files of `folder`, which is a path from the manifest; a built-in set has just the one folder.
    fn list(&self, folder: &str) -> Result<Vec<String>, String> {
        match self {
            Self::Folder(base) => {
                let path = base.join(folder);
                let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
                let entries = std::fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let names = entries.flatten().filter(|entry| entry.path().is_file());
                let paths = names.map(|entry| Path::new(folder).join(entry.file_name()));
                let mut paths: Vec<String> = paths.map(|path| path.to_string_lossy().into_owned()).collect();
                paths.sort();
                Ok(paths)
            }
            Self::BuiltIn => Ok(BUILT_IN.iter().map(|(path, _)| (*path).to_owned()).collect()),
        }
    }

    fn sha1(&self, path: &str) -> Option<String> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(path);
                // Of what is in a folder, that is larger than a ROM, or no file, nothing is read. What it says of its length need not be so.
                let fits =
                    std::fs::metadata(&path).is_ok_and(|file| file.is_file() && (1..=MAX_BYTES).contains(&file.len()));
                fits.then(|| bounded::read(&path, MAX_BYTES).ok()).flatten().map(|bytes| hex_sha1(&bytes))
            }
            Self::BuiltIn => built_in(path).map(hex_sha1),
        }
    }
}

/// The content of a file of the conformance set.
fn built_in(path: &str) -> Option<&'static [u8]> {
    BUILT_IN.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}

/// The files among which a ROM is looked for by its SHA-1. They are read when the first one is asked for.
#[derive(Debug)]
pub struct Search {
    paths: Vec<String>,
    /// Why those in the manifest's folder are not among them.
    problem: Option<String>,
    by_sha1: OnceCell<HashMap<String, String>>,
}

impl Search {
    /// A search among the files in the manifest's folder.
    pub fn new(files: &Files) -> Self {
        let (paths, problem) = files.list("").map_or_else(|problem| (Vec::new(), Some(problem)), |paths| (paths, None));
        Self { paths, problem, by_sha1: OnceCell::new() }
    }

    /// Why the files in the manifest's folder could not be looked at, if that is so.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Searches `folder` as well.
    pub fn add_folder(&mut self, files: &Files, folder: &str) -> Result<(), String> {
        self.paths.extend(files.list(folder)?);
        Ok(())
    }

    /// The path of the file whose SHA-1 is `sha1`, in small letters.
    pub fn path(&self, files: &Files, sha1: &str) -> Option<&str> {
        let index = || {
            // Of files that are alike, the first one found is named.
            let found = self.paths.iter().rev();
            found.filter_map(|path| files.sha1(path).map(|sha1| (sha1, path.clone()))).collect()
        };
        self.by_sha1.get_or_init(index).get(sha1).map(String::as_str)
    }
}
