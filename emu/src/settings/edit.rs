//! Edits: values that go into a file of settings in which all else stays as the user wrote it, comments included.
//!
//! A value goes where the file has one of that name: among those of the one ROM, which win, or else among those for all. What is
//! taken out of the file stays in it as a comment.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Key, RawString, Table, TableLike, Value as TomlValue};

use super::{MAX_BYTES, Settings};
use crate::bounded;
use crate::problem::{Lines, plain_message};
use crate::replace;

/// What is to be in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table that the key is in; none for a key that is in no table.
    pub table: Option<&'static str>,
    /// The key. One of the keypad may be in the file in small letters.
    pub key: String,
    /// The value; none if there is to be none, for the one ROM or for all.
    pub value: Option<Value>,
    /// Whether the value is for the one ROM even if the file has none of that name for it.
    pub is_own: bool,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A number.
    Number(u32),
    /// True or false.
    Truth(bool),
}

/// Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file cannot be read.
    #[error("cannot read {path}: {problem}; nothing was written", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// It is no TOML, so that nobody knows where values go.
    #[error("{path}:{line}: {problem}; nothing was written", path = path.display())]
    NoToml {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// Its own structure leaves no place for a value.
    #[error("{path}: `{table}` is no table; nothing was written", path = path.display())]
    NoTable {
        /// The file.
        path: PathBuf,
        /// What is no table.
        table: String,
    },
    /// The file cannot be written.
    #[error("cannot write {path}: {problem}", path = path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: io::Error,
    },
}

/// The settings in the file at `path`, as far as it can be read; none if there is no file.
#[must_use]
pub fn now(path: &Path) -> Settings {
    Settings::read(path).map(|(settings, _)| settings).unwrap_or_default()
}

/// Makes `changes` in the file at `path`, which need not exist, for all ROMs, or for the one with this SHA-1 where the file has a value
/// of that name for it. It is replaced as a whole.
///
/// # Errors
///
/// If the file cannot be read or written, or is no TOML. It is then as it was.
pub fn change(path: &Path, sha1: &str, changes: &[Change]) -> Result<(), EditError> {
    let text = match bounded::refuse_pipe(path).and_then(|()| bounded::read_text(path, MAX_BYTES)) {
        Ok(text) => text,
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => String::new(),
        Err(problem) => return Err(EditError::Unreadable { path: path.to_owned(), problem }),
    };
    let edited = edited(path, &text, sha1, changes)?;
    if edited == text {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        // If it cannot be made, the file cannot either, and that is told.
        let _ = fs::create_dir_all(folder);
    }
    replace::write_regular(path, edited.as_bytes())
        .map_err(|problem| EditError::Unwritable { path: path.to_owned(), problem })
}

/// `text` with `changes` in it, as [`change`] makes them; `path` is what to call it.
///
/// # Errors
///
/// If it is no TOML, or has something else where a table is to be.
pub fn edited(path: &Path, text: &str, sha1: &str, changes: &[Change]) -> Result<String, EditError> {
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| EditError::NoToml {
        path: path.to_owned(),
        line: Lines::of(text).line(error.span().map_or(0, |span| span.start)),
        problem: plain_message(error.message()),
    })?;
    let with_comments = with_changes(document.clone(), path, sha1, changes, true)?;
    // There is no place for a comment at the end of a table in braces.
    let is_toml = with_comments.parse::<DocumentMut>().is_ok();
    let edited = if is_toml { with_comments } else { with_changes(document, path, sha1, changes, false)? };
    // TOML's writer ends lines its own way.
    let (lines, as_on_windows) = (text.matches('\n').count(), text.matches("\r\n").count());
    // But not those inside of texts of several lines.
    let as_on_windows = as_on_windows > 0 && lines == as_on_windows;
    Ok(if as_on_windows { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited })
}

/// `document` with `changes` in it. What is taken out stays in it if `comments` are wanted.
fn with_changes(
    mut document: DocumentMut,
    path: &Path,
    sha1: &str,
    changes: &[Change],
    comments: bool,
) -> Result<String, EditError> {
    let mut left = String::new();
    for change in changes {
        let Some(value) = &change.value else {
            for own in [true, false] {
                let section = if own { self::own(&mut document, sha1) } else { Some(general(&mut document)) };
                if let Some(table) = section.and_then(|section| holder(section, change)) {
                    left.extend(take(table, change, comments));
                }
            }
            continue;
        };
        if let Some(table) = own(&mut document, sha1).and_then(|own| holder(own, change)) {
            put(table, change, value);
            continue;
        }
        let no_table = |table: &str| EditError::NoTable { path: path.to_owned(), table: table.to_owned() };
        let section =
            if change.is_own { make_own(&mut document, sha1).map_err(no_table)? } else { general(&mut document) };
        match change.table {
            Some(name) => put(table_in(section, name).ok_or_else(|| no_table(name))?, change, value),
            None => put(section, change, value),
        }
    }
    if !left.is_empty() {
        let end = text(Some(document.trailing()));
        let gap = if end.is_empty() || end.ends_with('\n') { "" } else { "\n" };
        document.set_trailing(format!("{end}{gap}{left}"));
    }
    Ok(document.to_string())
}

fn general(document: &mut DocumentMut) -> &mut dyn TableLike {
    document.as_table_mut()
}

/// The table of the ROM with this SHA-1, if there is one.
fn own<'document>(document: &'document mut DocumentMut, sha1: &str) -> Option<&'document mut dyn TableLike> {
    let roms = document.get_mut("rom")?.as_table_like_mut()?;
    let name = roms.iter().map(|(name, _)| name.to_owned()).find(|name| name.eq_ignore_ascii_case(sha1))?;
    roms.get_mut(&name)?.as_table_like_mut()
}

/// The table of the ROM with this SHA-1, which is made if there is none; or what is in its way.
fn make_own<'document>(
    document: &'document mut DocumentMut,
    sha1: &str,
) -> Result<&'document mut dyn TableLike, &'static str> {
    if own(document, sha1).is_none() {
        let mut roms = Table::new();
        // Nothing is in it but other tables.
        roms.set_implicit(true);
        let roms = document.entry("rom").or_insert(Item::Table(roms)).as_table_like_mut().ok_or("rom")?;
        roms.entry(sha1).or_insert_with(|| Item::Table(Table::new()));
    }
    own(document, sha1).ok_or("rom")
}

/// The table called `name` in `section`, which is made if there is none; or none if something else has that name.
fn table_in<'table>(section: &'table mut dyn TableLike, name: &str) -> Option<&'table mut dyn TableLike> {
    section.entry(name).or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()
}

/// The table in `section` that has the key of `change`, if one has.
fn holder<'table>(section: &'table mut dyn TableLike, change: &Change) -> Option<&'table mut dyn TableLike> {
    let table = match change.table {
        None => section,
        Some(name) => section.get_mut(name)?.as_table_like_mut()?,
    };
    key_in(table, change).is_some().then_some(table)
}

/// The key of `change` as `table` has it.
fn key_in(table: &dyn TableLike, change: &Change) -> Option<String> {
    let is_it =
        |key: &&str| if change.table.is_some() { key.eq_ignore_ascii_case(&change.key) } else { *key == change.key };
    table.iter().map(|(key, _)| key).find(is_it).map(str::to_owned)
}

/// Puts `value` into `table`, in the place of what was there.
fn put(table: &mut dyn TableLike, change: &Change, value: &Value) {
    let mut value = match value {
        Value::Text(text) => TomlValue::from(text),
        Value::Texts(texts) => TomlValue::Array(texts.iter().collect::<Array>()),
        Value::Number(number) => TomlValue::from(i64::from(*number)),
        Value::Truth(truth) => TomlValue::from(*truth),
    };
    let key = key_in(table, change).unwrap_or_else(|| change.key.clone());
    if let Some(old) = table.get(&key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(&key) {
        Some(item) => *item = Item::Value(value),
        None => drop(table.insert(&key, Item::Value(value))),
    }
}

/// Takes the key out of `table`, and leaves a comment where it was, if `comments` are wanted. Returns it if there is no place
/// for it there.
fn take(table: &mut dyn TableLike, change: &Change, comments: bool) -> Option<String> {
    let name = key_in(table, change)?;
    let after = table.iter().map(|(key, _)| key.to_owned()).skip_while(|key| *key != name).nth(1);
    let before = table.iter().map(|(key, _)| key.to_owned()).take_while(|key| *key != name).last();
    let (key, item) = table.get_key_value(&name).map(|(key, item)| (key.clone(), item.clone()))?;
    table.remove(&name);
    let comment = comment(&key, &item).filter(|_| comments)?;
    if let Some(mut next) = after.and_then(|after| table.key_mut(&after)) {
        let prefix = text(next.leaf_decor().prefix());
        next.leaf_decor_mut().set_prefix(format!("{comment}{prefix}"));
        return None;
    }
    // Nothing follows in its table: it goes below the line above.
    let Some(last) = before.and_then(|before| table.get_mut(&before)).and_then(Item::as_value_mut) else {
        return Some(comment);
    };
    let suffix = text(last.decor().suffix());
    last.decor_mut().set_suffix(format!("{suffix}\n{}", comment.trim_end()));
    None
}

/// `key` and what it was as a comment of whole lines, with the comments above it. None if it was in no line of its own.
fn comment(key: &Key, item: &Item) -> Option<String> {
    let value = item.as_value()?;
    let line = format!("{} ={value}", key.display_repr().trim());
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let comment = |line: &str| if is_comment(line) { format!("{}\n", line.trim()) } else { format!("# {line}\n") };
    let lines: String = line.lines().map(comment).collect();
    Some(format!("{}{lines}", text(key.leaf_decor().prefix()).trim_matches(' ')))
}

fn text(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
