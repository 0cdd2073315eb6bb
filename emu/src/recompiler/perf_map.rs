//! The map by which Linux' `perf` names compiled code: `/tmp/perf-PID.map`, a line a function.
//!
//! Code that is dropped stays in the map: the format has no word for it, and `perf` takes the last line that an
//! address is in.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use object::{Object, ObjectSymbol, SymbolKind};

/// The map of this process.
#[derive(Clone, Debug)]
pub struct PerfMap {
    file: Arc<File>,
}

impl PerfMap {
    /// Where `perf` looks for the map of this process.
    #[must_use]
    pub fn path() -> PathBuf {
        PathBuf::from(format!("/tmp/perf-{}.map", std::process::id()))
    }

    /// Begins the map. One that a process of the same number left behind is replaced.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub fn create() -> io::Result<Self> {
        let path = Self::path();
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // The folder is everybody's: nothing that somebody else put there is written to.
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        Ok(Self { file: Arc::new(file) })
    }

    /// Adds the functions of an object file whose `symbol` was linked to `address`. `name` makes their names in the
    /// map from their symbols.
    pub(super) fn add(&self, object: &[u8], symbol: &str, address: usize, name: impl Fn(&str) -> String) {
        for (offset, bytes, function) in functions(object, symbol) {
            let line = format!("{:x} {bytes:x} {}\n", (address as u64).wrapping_add(offset), name(&function));
            if let Err(error) = (&*self.file).write_all(line.as_bytes()) {
                log::warn!("{}: {error}", Self::path().display());
            }
        }
    }
}

/// The functions in the section of `symbol`: how far behind it each begins, how long it is, and its symbol.
fn functions(object: &[u8], symbol: &str) -> Vec<(u64, u64, String)> {
    let Ok(file) = object::File::parse(object) else { return Vec::new() };
    let all: Vec<_> =
        file.symbols().filter(|other| other.kind() == SymbolKind::Text && other.is_definition()).collect();
    let Some(known) = all.iter().find(|other| other.name() == Ok(symbol)) else { return Vec::new() };
    all.iter()
        .filter(|other| other.section_index() == known.section_index())
        .filter_map(|other| {
            let offset = other.address().wrapping_sub(known.address());
            Some((offset, other.size(), other.name().ok()?.to_owned()))
        })
        .collect()
}
