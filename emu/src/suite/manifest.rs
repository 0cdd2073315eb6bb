//! Manifests: from TOML text to sections, each key in its place. What the values mean is up to `case`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::case::{self, Context};
use super::files::{Files, Search};
use super::{Entry, Plan, Suite};
use crate::bounded;
use crate::printable::in_one_line;
use crate::problem::{Lines, Problem, plain};

/// A key with the place of key and value, which problems are reported at.
pub type Pairs<T> = BTreeMap<Spanned<String>, Spanned<T>>;

/// What a manifest can have at its top.
const TOP: &str = "name, rom-folders, [defaults] and [[case]]";

/// The largest manifest, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// The most cases of a manifest.
const MAX_CASES: usize = 10_000;

/// The most keys that are told to be unknown at the top of a manifest.
const MAX_UNKNOWN: usize = 20;

/// The text of a manifest and where it is from.
#[derive(Debug)]
pub struct Source {
    /// What to call it in messages: its path.
    label: String,
    pub(super) text: String,
    lines: Lines,
    /// What its paths are relative to.
    pub(super) files: Files,
    /// Where it can be written.
    pub(super) path: Option<PathBuf>,
}

/// What holds for each case that does not say otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Defaults {
    pub platform: Option<Spanned<String>>,
    pub quirks: BTreeMap<Spanned<String>, bool>,
    pub ipf: Option<Spanned<u64>>,
    pub seed: Option<u64>,
    pub frames: Option<u64>,
    pub until_halt: Option<bool>,
}

/// A `[[case]]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    pub name: Option<Spanned<String>>,
    pub rom: Option<Spanned<String>>,
    pub sha1: Option<Spanned<String>>,
    pub platform: Option<Spanned<String>>,
    pub quirks: BTreeMap<Spanned<String>, bool>,
    pub ipf: Option<Spanned<u64>>,
    pub seed: Option<u64>,
    pub pokes: Pairs<toml::Value>,
    pub keys: Vec<Spanned<String>>,
    pub frames: Option<Spanned<u64>>,
    pub until_halt: Option<bool>,
    pub engines: Option<Vec<Spanned<String>>>,
    pub skip: Option<String>,
    pub screen: Option<Spanned<String>>,
    pub rows: Option<Spanned<Vec<Spanned<String>>>>,
    pub picture: Option<Spanned<String>>,
    pub sound: Option<Spanned<String>>,
    pub registers: Pairs<i64>,
    pub memory: Pairs<toml::Value>,
    pub pattern: Option<[u8; 16]>,
    pub exit: Option<super::expected::Exit>,
    pub fault: Option<Spanned<String>>,
}

impl Source {
    /// The manifest at `path`.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let bytes = bounded::read(path, MAX_BYTES).map_err(|error| Problem::new(path.display(), error))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::new(path.display(), "this is no text; a manifest is a TOML file"))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self {
            label: path.display().to_string(),
            lines: Lines::of(&text),
            text,
            files: Files::Folder(folder),
            path: Some(path.to_owned()),
        })
    }

    /// The manifest of the built-in conformance set.
    pub fn built_in() -> Result<Self, Problem> {
        let label = "built-in manifest.toml";
        let text = Files::BuiltIn.text("manifest.toml").map_err(|message| Problem::new(label, message))?;
        let text = text.ok_or_else(|| Problem::new(label, "this program was built without it"))?;
        Ok(Self::of_text(label, &text))
    }

    /// A manifest beside the built-in conformance set.
    pub fn of_text(label: &str, text: &str) -> Self {
        let lines = Lines::of(text);
        Self { label: label.to_owned(), text: text.to_owned(), lines, files: Files::BuiltIn, path: None }
    }

    /// Something wrong at a place in the text.
    pub fn problem(&self, at: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem { file: self.label.clone(), line: Some(self.line(at)), message: message.into() }
    }

    fn line(&self, at: &Range<usize>) -> usize {
        self.lines.line(at.start)
    }

    /// What TOML's or serde's reader has to say, in one line.
    fn parse_problem(&self, error: &toml::de::Error, otherwise: Range<usize>) -> Problem {
        let message = plain(error);
        self.problem(&error.span().unwrap_or(otherwise), message)
    }

    fn read<T: DeserializeOwned>(&self, value: Spanned<DeValue<'_>>) -> Result<T, Problem> {
        let at = value.span();
        T::deserialize(ValueDeserializer::from(value)).map_err(|error| self.parse_problem(&error, at))
    }
}

/// The suite that `source` describes. A case that cannot be run has its problem in its place.
pub fn suite(source: Source) -> Result<Suite, Problem> {
    let mut top = DeTable::parse(&source.text).map_err(|error| source.parse_problem(&error, 0..0))?.into_inner();
    let mut problems = Vec::new();
    let name = match top.remove("name") {
        Some(value) => source.read(value).map_err(|problem| problems.push(problem)).ok(),
        None => None,
    };
    let defaults: Defaults = top.remove("defaults").map_or_else(|| Ok(Defaults::default()), |it| source.read(it))?;
    let search = search(&source, top.remove("rom-folders"), &mut problems);
    let cases = match top.remove("case") {
        Some(value) => cases(&source, value)?,
        None => Vec::new(),
    };
    for key in top.keys().take(MAX_UNKNOWN) {
        let message = format!("unknown key `{}`; a manifest has {TOP}", key.as_ref());
        problems.push(source.problem(&key.span(), message));
    }
    if cases.is_empty() {
        problems.push(source.problem(&(0..0), "there is no [[case]] in this manifest"));
    }
    let context = Context::new(&source, &search, &defaults)?;
    let entries = entries(&source, &context, cases);
    let name = name.unwrap_or_else(|| source.label.clone());
    Ok(Suite { name, entries, problems, source: Some(source), left_out: Vec::new() })
}

/// The files among which ROMs are looked for by SHA-1.
fn search(source: &Source, folders: Option<Spanned<DeValue<'_>>>, problems: &mut Vec<Problem>) -> Search {
    let mut search = Search::new(&source.files);
    let Some(folders) = folders else { return search };
    match source.read::<Vec<Spanned<String>>>(folders) {
        Err(problem) => problems.push(problem),
        Ok(folders) => {
            for folder in &folders {
                if let Err(message) = search.add_folder(&source.files, folder.as_ref()) {
                    problems.push(source.problem(&folder.span(), message));
                }
            }
        }
    }
    search
}

/// The values of `[[case]]`, one a case.
fn cases<'a>(source: &Source, value: Spanned<DeValue<'a>>) -> Result<Vec<Spanned<DeValue<'a>>>, Problem> {
    let at = value.span();
    match value.into_inner() {
        DeValue::Array(cases) if cases.len() > MAX_CASES => {
            Err(source.problem(&at, format!("there are {} cases; a manifest has {MAX_CASES} at most", cases.len())))
        }
        DeValue::Array(cases) if cases.iter().all(|case| case.get_ref().is_table()) => Ok(cases.into_iter().collect()),
        _ => Err(source.problem(&at, "a case begins with [[case]], in two pairs of brackets")),
    }
}

/// An entry for each case; no two have the same name.
fn entries(source: &Source, context: &Context, cases: Vec<Spanned<DeValue<'_>>>) -> Vec<Entry> {
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut entries = Vec::new();
    for value in cases {
        let at = value.span();
        let mut name = provisional_name(&value).unwrap_or_else(|| format!("case {}", entries.len() + 1));
        let place = format!("{}:{}", source.label, source.line(&at));
        let taken = lines.get(&name).copied();
        let plan = source.read::<Section>(value).and_then(|section| {
            let built = case::build(context, &section, &at);
            let Some(line) = taken else { return built };
            let at = section.name.as_ref().map_or(at.clone(), Spanned::span);
            let message = format!("the case in line {line} has this name already; `name` gives it another");
            Err(source.problem(&at, message))
        });
        if taken.is_some() {
            let mut numbered = (entries.len() + 1..).map(|number| format!("{name} ({number})"));
            name = numbered.find(|name| !lines.contains_key(name)).expect("there is always another number");
        }
        lines.entry(name.clone()).or_insert_with(|| source.line(&at));
        entries.push(Entry { name, place, plan: plan.unwrap_or_else(Plan::Refuse) });
    }
    entries
}

/// What to call a case, whatever else is wrong with it: its name, else its ROM's.
fn provisional_name(value: &Spanned<DeValue<'_>>) -> Option<String> {
    let text = |key| value.get_ref().get(key).and_then(|value| value.get_ref().as_str());
    let stem = |path| Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = text("name").map(str::to_owned).or_else(|| text("rom").and_then(stem));
    let name = name.or_else(|| text("sha1").and_then(|sha1| sha1.get(..8)).map(str::to_owned));
    // A name goes to terminals and files: no line breaks and no escapes.
    name.map(|name| in_one_line(&name, " ").trim().to_owned()).filter(|name| !name.is_empty())
}
