//! Arguments that every command which runs a ROM has: which ROM, and how.

use std::path::{Path, PathBuf};

use clap::Args;
use cpu_ops::{Font, Platform, Quirk};

use super::files::Files;
use crate::database::{Database, DatabaseError, Known};
use crate::rom::Rom;
use crate::settings::Settings;
use crate::setup::{Choice, MAX_INSTRUCTIONS, Setup, SetupError, Why, Wishes, no_platform};
use crate::state::Snapshot;

/// How to run a ROM.
#[derive(Clone, Debug, Args)]
pub(super) struct ProgramArguments {
    /// The platform to run it on; the database or the file's ending decides otherwise
    #[arg(long, value_name = "ID", value_parser = platform)]
    pub(super) platform: Option<&'static Platform>,
    /// Switch a quirk of the platform on or off (repeatable)
    #[arg(long, value_name = "NAME=on|off", value_parser = quirk)]
    pub(super) quirk: Vec<(Quirk, bool)>,
    /// Instructions executed a frame; the database or the platform decides otherwise
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_INSTRUCTIONS))]
    pub(super) ipf: Option<u64>,
    /// The built-in digits; the database or the platform decides otherwise
    #[arg(long, value_name = "ID", value_parser = font)]
    pub(super) font: Option<&'static Font>,
    /// Look the ROM up in this file first, in the format of chip-8-database's programs.json
    #[arg(long, value_name = "FILE.json")]
    pub(super) database: Option<PathBuf>,
}

/// A ROM and how it is to run.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) rom: Rom,
    /// What the database knows of it.
    pub(super) known: Option<Known>,
    pub(super) choice: Choice,
}

impl Loaded {
    pub(super) fn setup(&self) -> Setup {
        self.choice.setup
    }
}

impl ProgramArguments {
    /// Those for another program: where it is looked up, and nothing of how this one was to run.
    #[cfg(any(feature = "terminal", feature = "window"))]
    pub(super) fn of_another(&self) -> Self {
        let (platform, quirk, ipf, font) = (None, Vec::new(), None, None);
        Self { platform, quirk, ipf, font, database: self.database.clone() }
    }

    /// With what is read.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        files.read("--database", self.database.as_deref())
    }

    /// The database to look ROMs up in.
    pub(super) fn database(&self) -> Database {
        self.database_by(&Settings::default())
    }

    /// As [`ProgramArguments::database`], by the user's settings as well.
    pub(super) fn database_by(&self, settings: &Settings) -> Database {
        let file = self.database.as_deref();
        match (file, settings.general().database.as_deref()) {
            // The settings are not to decide that a command waits for whoever writes to a pipe.
            (None, Some(path)) => or_embedded("`database` in the settings", Database::read_regular(path)),
            (file, _) => database(file),
        }
    }

    /// How `rom` is to run, of which the database knows `known`.
    pub(super) fn choose(&self, rom: &Rom, known: Option<&Known>, seed: u64) -> Result<Choice, SetupError> {
        self.choose_by(&Settings::default(), rom, known, seed)
    }

    /// As [`ProgramArguments::choose`], by the user's settings as well.
    pub(super) fn choose_by(
        &self,
        settings: &Settings,
        rom: &Rom,
        known: Option<&Known>,
        seed: u64,
    ) -> Result<Choice, SetupError> {
        let wishes = Wishes {
            platform: self.platform,
            quirks: self.quirk.clone(),
            font: self.font,
            instructions_per_frame: self.ipf,
            seed,
        };
        let mut layers = vec![(Why::Asked, &wishes)];
        let sha1 = rom.sha1();
        layers.extend(settings.sections(&sha1).map(|(why, section)| (why, &section.wishes)));
        Choice::of_layers(rom, known, &layers)
    }

    /// Looks `rom` up and sets it up.
    pub(super) fn prepare(&self, rom: Rom, database: &Database, seed: u64) -> anyhow::Result<Loaded> {
        self.prepare_by(&Settings::default(), rom, database, seed, None)
    }

    /// As [`ProgramArguments::prepare`], by the user's settings as well; what goes on from `start` is for the platform that it was on.
    pub(super) fn prepare_by(
        &self,
        settings: &Settings,
        rom: Rom,
        database: &Database,
        seed: u64,
        start: Option<&Snapshot>,
    ) -> anyhow::Result<Loaded> {
        let known = database.find(&rom.sha1());
        let platform = start.map_or(self.platform, |snapshot| Some(snapshot.setup.platform));
        let choice = Self { platform, ..self.clone() }.choose_by(settings, &rom, known.as_ref(), seed)?;
        Ok(Loaded { rom, known, choice })
    }

    /// Reads `path`, looks it up and sets it up.
    pub(super) fn load(&self, path: &Path, seed: u64) -> anyhow::Result<Loaded> {
        let rom = Rom::read(path)?;
        self.prepare(rom, &self.database(), seed)
    }
}

/// The database in `file`, or the embedded one. If the file is none, the user is told, and the embedded one has to do.
pub(super) fn database(file: Option<&Path>) -> Database {
    file.map_or_else(Database::embedded, |path| or_embedded("--database", Database::read(path)))
}

/// What was read, or the embedded database; `who` named the file.
fn or_embedded(who: &str, read: Result<Database, DatabaseError>) -> Database {
    read.unwrap_or_else(|error| {
        super::warn(&format!("{who}: {error}; the embedded database is used instead"));
        Database::embedded()
    })
}

pub(super) fn platform(id: &str) -> Result<&'static Platform, String> {
    Platform::by_id(id).ok_or_else(|| no_platform(id))
}

fn font(id: &str) -> Result<&'static Font, String> {
    let ids = || Font::ALL.iter().map(|font| font.id).collect::<Vec<_>>().join(", ");
    Font::by_id(id).ok_or_else(|| format!("there is no such font; there are: {}", ids()))
}

pub(super) fn quirk(text: &str) -> Result<(Quirk, bool), String> {
    let (name, value) = text.split_once('=').ok_or("a quirk is NAME=on or NAME=off")?;
    let quirk =
        name.parse().map_err(|error| format!("{error}; there are: {}", Quirk::ALL.map(Quirk::name).join(", ")))?;
    match value {
        "on" => Ok((quirk, true)),
        "off" => Ok((quirk, false)),
        _ => Err(format!("a quirk is on or off, not {value:?}")),
    }
}
