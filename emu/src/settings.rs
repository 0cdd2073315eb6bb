//! Settings: what the user wants each time, from a TOML file; for all programs, and for single ones by their SHA-1.
//!
//! A file says what it says: a key that is unknown or a value that is no good is a [`Problem`] with its line, and all else
//! holds. Knows neither the command line, which wins, nor the database, which loses.

pub mod edit;
mod section;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::bounded;
use crate::problem::{Lines, Problem, plain};
use crate::rom::is_sha1;
use crate::setup::Why;
pub use section::{SCALES, Section};

/// The largest file, in bytes.
const MAX_BYTES: u64 = 256 << 10;

/// How often what is no TOML is taken out of a file before all of it is left alone: once, but for strings of many lines.
const PASSES: usize = 8;
/// Arrays and tables in braces without an end that are told apart from what follows them: each takes a look at all of the file.
const MOST_WITHOUT_END: usize = 16;

/// How many problems are told. A file with more of them is no file of settings.
const MOST_PROBLEMS: usize = 20;

/// What the user wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// For all programs.
    general: Section,
    /// For those with these SHA-1s, in small letters.
    roms: BTreeMap<String, Section>,
}

/// Where settings are unless the user says otherwise: in the folder that the system has for a user's configuration. None if
/// the system does not say where that is.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    Some(choose_native_strategy().ok()?.config_dir().join("stitch8").join("settings.toml"))
}

impl Settings {
    /// The settings in the file at `path`, and what is wrong with them.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn read(path: &Path) -> Result<(Self, Vec<Problem>), io::Error> {
        let text = bounded::read_text(path, MAX_BYTES)?;
        let (mut settings, problems) = Self::of_text(&path.display().to_string(), &text);
        // What the file names lies beside it.
        if let (Some(database), Some(folder)) = (&mut settings.general.database, path.parent()) {
            *database = folder.join(&database);
        }
        Ok((settings, problems))
    }

    /// The settings that `text` says, and what is wrong with them; `file` is what to call it.
    #[must_use]
    pub fn of_text(file: &str, text: &str) -> (Self, Vec<Problem>) {
        let mut reader = Reader { file, lines: Lines::of(text), problems: Vec::new(), untold: 0 };
        let readable = readable(&mut reader, text);
        let mut table = DeTable::parse(&readable).map(Spanned::into_inner).unwrap_or_default();
        let mut settings = Self::default();
        if let Some(roms) = table.remove("rom") {
            settings.roms = reader.roms(&roms);
        }
        settings.general = section::read(&mut reader, &table, true);
        (settings, reader.told())
    }

    /// What is wanted for all programs.
    #[must_use]
    pub fn general(&self) -> &Section {
        &self.general
    }

    /// What is said of the program with this SHA-1, and of all; what comes first wins.
    #[must_use]
    pub fn sections(&self, sha1: &str) -> impl DoubleEndedIterator<Item = (Why, &Section)> {
        let own = self.roms.get(&sha1.to_ascii_lowercase()).map(|section| (Why::RomSettings, section));
        own.into_iter().chain([(Why::Settings, &self.general)])
    }

    /// The first of what `choose` finds in [`Settings::sections`].
    pub fn first<T>(&self, sha1: &str, choose: impl Fn(&Section) -> Option<T>) -> Option<(T, Why)> {
        self.sections(sha1).find_map(|(why, section)| Some((choose(section)?, why)))
    }
}

/// `text` with blanks instead of what is no TOML, so that all else is where it was; the reader is told what is wrong with that.
fn readable(reader: &mut Reader<'_>, text: &str) -> String {
    let mut lines: Vec<Cow<'_, str>> = text.split('\n').map(Cow::Borrowed).collect();
    let mut bad = HashSet::new();
    let (mut passes, mut without_end) = (0, 0);
    while passes < PASSES {
        let readable = lines.join("\n");
        let (table, errors) = DeTable::parse_recoverable(&readable);
        if errors.is_empty() {
            return readable;
        }
        // All that follows what has no end seems wrong, and is not.
        let unclosed = || errors.iter().find_map(|error| Some((unclosed(&table, error, &readable)?, error)));
        if without_end < MOST_WITHOUT_END
            && let Some((at, error)) = unclosed()
        {
            without_end += 1;
            let line = reader.lines.line(at);
            bad.insert(line);
            reader.complain(at, || plain(error));
            lines[line - 1] = Cow::Owned(" ".repeat(lines[line - 1].len()));
            continue;
        }
        passes += 1;
        let mut seen = HashSet::new();
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let line = reader.lines.line(at).min(lines.len());
            // Once, whatever else is wrong with it.
            if !seen.insert(line) {
                continue;
            }
            if bad.insert(line) {
                reader.complain(at, || plain(error));
            }
            let is_head = |line: &str| line.trim_start().starts_with('[');
            // If it was to begin a table, nobody knows what the lines up to the next one are about.
            let about = if is_head(&lines[line - 1]) { lines.len() } else { line };
            let end = (line..about).find(|&next| is_head(&lines[next])).unwrap_or(about);
            for line in &mut lines[line - 1..end] {
                *line = Cow::Owned(" ".repeat(line.len()));
            }
        }
    }
    String::new()
}

/// Where the array or the table in braces begins that `error` says has no end, if it says so: the last one before that with more than a line in it.
fn unclosed(table: &Spanned<DeTable<'_>>, error: &toml::de::Error, text: &str) -> Option<usize> {
    fn last(table: &DeTable<'_>, at: usize, text: &str) -> Option<usize> {
        let begins = table.values().filter_map(|value| {
            let (start, slice) = (value.span().start, &text[value.span()]);
            let closing = if slice.starts_with('{') { '}' } else { ']' };
            let is_open = start < at && (!slice.ends_with(closing) || slice.contains('\n') && at <= value.span().end);
            match value.get_ref() {
                DeValue::Array(_) => is_open.then_some(start),
                DeValue::Table(_) if slice.starts_with('{') => is_open.then_some(start),
                DeValue::Table(inner) => last(inner, at, text),
                _ => None,
            }
        });
        begins.max()
    }
    let message = error.message();
    let is_unclosed = message.starts_with("unclosed array,") || message.starts_with("unclosed inline table");
    last(table.get_ref(), error.span().filter(|_| is_unclosed)?.start, text)
}

/// From a table to sections.
struct Reader<'text> {
    file: &'text str,
    lines: Lines,
    problems: Vec<Problem>,
    /// How many more there are.
    untold: usize,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> usize {
        self.lines.line(offset)
    }

    /// Something is wrong at `offset`; what, is only worked out if it will be told.
    fn complain<M: Into<String>>(&mut self, offset: usize, message: impl FnOnce() -> M) {
        if self.problems.len() == MOST_PROBLEMS {
            self.untold += 1;
            return;
        }
        let line = Some(self.line(offset));
        self.problems.push(Problem { file: self.file.to_owned(), line, message: message().into() });
    }

    /// The problems, in the order of their lines, and how many more there are.
    fn told(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.line);
        if self.untold > 0 {
            self.problems.push(Problem::new(self.file, format!("{} more things are wrong with it", self.untold)));
        }
        self.problems
    }

    fn roms(&mut self, roms: &Spanned<DeValue<'_>>) -> BTreeMap<String, Section> {
        let DeValue::Table(roms) = roms.get_ref() else {
            self.complain(roms.span().start, || "`rom` is no table; a ROM's settings go below [rom.\"SHA-1\"]");
            return BTreeMap::new();
        };
        let mut sections = BTreeMap::new();
        for (key, value) in roms {
            let sha1 = key.get_ref().to_ascii_lowercase();
            let is_sha1 = is_sha1(&sha1);
            match value.get_ref() {
                DeValue::Table(table) if is_sha1 => {
                    sections.insert(sha1, section::read(self, table, false));
                }
                DeValue::Table(_) => {
                    let message = || format!("`{sha1}` is no SHA-1; `stitch8 config ROM` prints that of a ROM");
                    self.complain(key.span().start, message);
                }
                _ => self.complain(key.span().start, || "a ROM's settings go below [rom.\"SHA-1\"]"),
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests;
