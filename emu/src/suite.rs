//! Suites: ROMs with what is expected of them, run on every engine.
//!
//! ```text
//! manifest (TOML) -manifest-> Section -case-> Case -run-> Outcome -report, junit, drawing, bless-> text and files
//! ```
//!
//! A *case* is one headless run; a *suite* is the cases of one manifest. What is wrong with a manifest is a
//! [`Problem`] with a file and a line; it keeps its case from running, and no other.

pub mod bless;
mod case;
mod drawing;
mod expected;
mod files;
mod junit;
mod manifest;
mod report;
mod rows;
mod run;
mod screen;
mod sound;

use std::path::Path;
use std::sync::Arc;

pub use case::Case;
pub use drawing::{file_names, write_pictures};
pub use expected::{Exit, Expected, Mismatch, Register};
pub use junit::write_junit;
use manifest::Source;
pub use report::{Record, Table, Tally, Verdict, write_failure};
pub use run::{Finding, Options, Outcome, Trouble, run_all};
pub use screen::ExpectedScreen;
pub use sound::ExpectedSound;

use crate::bounded;
use crate::database::Database;
use crate::engine::EngineKind;
use crate::headless::Job;
pub use crate::problem::Problem;
use crate::rom::Rom;
use crate::setup::{Choice, SetupError, Wishes};

/// Frames that a case runs unless it says otherwise.
pub const DEFAULT_FRAMES: u64 = 600;

/// The cases of one manifest, or of one folder of ROMs.
#[derive(Debug)]
pub struct Suite {
    /// What to call it.
    pub name: String,
    /// Its cases, in the manifest's order.
    pub entries: Vec<Entry>,
    /// What is wrong with the manifest outside of its cases.
    pub problems: Vec<Problem>,
    /// The manifest, if there is one.
    source: Option<Source>,
    /// Those of its cases that are not to be run.
    left_out: Vec<Entry>,
}

/// A case, or why there is none.
#[derive(Debug)]
pub struct Entry {
    /// What to call it, unlike all others of the suite.
    pub name: String,
    /// Where it is: `manifest.toml:12`, or a ROM's path.
    pub place: String,
    /// What is to be done.
    pub plan: Plan,
}

/// What is to be done with an entry of a suite.
#[derive(Debug)]
pub enum Plan {
    /// It is run.
    Run(Box<Case>),
    /// The manifest says why it is not run.
    Skip(String),
    /// It cannot be run.
    Refuse(Problem),
}

impl Plan {
    /// The screen that is expected of a case that is to be run.
    #[must_use]
    pub fn expected_screen(&self) -> Option<&ExpectedScreen> {
        if let Self::Run(case) = self { case.expected.screen.as_ref() } else { None }
    }

    /// Whether there is a place for a picture of its screen that is still to be recorded.
    #[must_use]
    pub fn lacks_picture(&self) -> bool {
        self.expected_screen().is_some_and(ExpectedScreen::lacks_picture)
    }
}

impl Suite {
    /// The suite at `path`: a manifest; a folder with a `manifest.toml` in it; or a folder of ROMs, each of which
    /// is then run for [`DEFAULT_FRAMES`], as `database` knows it, and must not fault. A manifest says itself how its
    /// ROMs are run.
    ///
    /// # Errors
    ///
    /// If there is no such file, it is no TOML, or the folder has neither manifest nor ROMs.
    pub fn open(path: &Path, database: &Database) -> Result<Self, Problem> {
        if !path.is_dir() {
            return manifest::suite(Source::open(path)?);
        }
        let inside = path.join("manifest.toml");
        if inside.exists() { manifest::suite(Source::open(&inside)?) } else { Self::of_folder(path, database) }
    }

    /// The conformance set that is part of this program.
    ///
    /// # Errors
    ///
    /// If its manifest is no TOML.
    pub fn built_in() -> Result<Self, Problem> {
        manifest::suite(Source::built_in()?)
    }

    /// The suite that `text` describes, which is called `label` in messages; the files that it names are those of the
    /// conformance set that is part of this program.
    ///
    /// # Errors
    ///
    /// If it is no TOML.
    pub fn of_text(label: &str, text: &str) -> Result<Self, Problem> {
        manifest::suite(Source::of_text(label, text))
    }

    /// All `*.ch8` in `folder`, with nothing expected of them.
    fn of_folder(folder: &Path, database: &Database) -> Result<Self, Problem> {
        let entries = std::fs::read_dir(folder).map_err(|error| Problem::new(folder.display(), error))?;
        let mut paths: Vec<_> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ch8")))
            .collect();
        if paths.is_empty() {
            return Err(Problem::new(folder.display(), "there is neither a manifest.toml nor a .ch8 file in it"));
        }
        paths.sort();
        let name = folder.file_name().map_or_else(|| "ROMs".to_owned(), |name| name.to_string_lossy().into_owned());
        let entries = paths.iter().map(|path| smoke(path, database)).collect();
        Ok(Self { name, entries, problems: Vec::new(), source: None, left_out: Vec::new() })
    }

    /// Everything that is wrong with the suite, in the order of the manifest's lines.
    #[must_use]
    pub fn all_problems(&self) -> Vec<&Problem> {
        let refused = self.entries.iter().filter_map(|entry| match &entry.plan {
            Plan::Refuse(problem) => Some(problem),
            Plan::Run(_) | Plan::Skip(_) => None,
        });
        let mut problems: Vec<&Problem> = self.problems.iter().chain(refused).collect();
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    /// Whether there is a manifest that new screens and sounds can be written to.
    #[must_use]
    pub fn can_be_blessed(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.path.is_some())
    }

    /// Skips the entries that are for none of `engines`.
    pub fn skip_without(&mut self, engines: &[EngineKind]) {
        for entry in &mut self.entries {
            if let Plan::Run(case) = &entry.plan
                && !engines.iter().any(|&engine| case.is_for(engine))
            {
                entry.plan = Plan::Skip("for other engines".to_owned());
            }
        }
    }

    /// Keeps only the entries whose names contain `text`, capital or small.
    pub fn retain_named(&mut self, text: &str) {
        let text = text.to_lowercase();
        self.left_out.extend(self.entries.extract_if(.., |entry| !entry.name.to_lowercase().contains(&text)));
    }
}

/// The entry of a ROM with nothing expected of it.
fn smoke(path: &Path, database: &Database) -> Entry {
    let case = || {
        bounded::refuse_special(path).map_err(|error| Problem::new(path.display(), error))?;
        let rom = Rom::read(path).map_err(|error| Problem::new("", error))?;
        let known = database.find(&rom.sha1());
        let setup = match Choice::of(&rom, known.as_ref(), &Wishes::default()) {
            Ok(choice) => choice.setup,
            Err(error @ SetupError::Unsupported { .. }) => return Ok(Plan::Skip(error.to_string())),
            Err(error) => return Err(Problem::new(path.display(), error)),
        };
        let job = Job { setup, frames: DEFAULT_FRAMES, until_halt: false, pokes: Vec::new(), keys: Vec::new() };
        Ok(Plan::Run(Box::new(Case { rom: Arc::new(rom), job, engines: None, expected: Expected::default() })))
    };
    Entry {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        place: path.display().to_string(),
        plan: case().unwrap_or_else(Plan::Refuse),
    }
}
