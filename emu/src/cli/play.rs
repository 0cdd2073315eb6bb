//! `stitch8 play`: a ROM in a window.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Command, FromArgMatches as _};

use super::code_cache::CodeCacheArguments;
use super::comfort::ComfortArguments;
use super::look::LookArguments;
use super::perf::PerfArguments;
use super::program::ProgramArguments;
use super::settings::SettingsArguments;
use super::states::LoadArguments;
use super::surface::{SurfaceArguments, Teller};
use super::tapes::TapeArguments;
use super::{Failure, Purpose, watch};
use crate::database::{Database, Known};
use crate::flags::has_flags;
use crate::frontend::keeper::{self, Keeper};
use crate::frontend::recent::{self, Recent};
use crate::frontend::watch::Watch;
use crate::frontend::{self, Check, Ending, Next, Options, PlayError};
use crate::look::Look;
use crate::machine::Machine;
use crate::recording::Player;
use crate::rom::{Rom, SOURCE_ENDING};
use crate::settings::Settings;
use crate::setup::Why;
use crate::state::Snapshot;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file; the built-in game otherwise
    rom: Option<PathBuf>,
    /// Start the program anew whenever its file changes; while that has errors, show them and stand still. The flag
    /// registers go from one version to the next, and are not kept after that
    #[arg(long, requires = "rom", conflicts_with_all = ["load_state", "record", "play"])]
    watch: bool,
    #[command(flatten)]
    program: ProgramArguments,
    #[command(flatten)]
    settings: SettingsArguments,
    /// What the random generator starts from; the clock decides otherwise
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    state: LoadArguments,
    #[command(flatten)]
    tapes: TapeArguments,
    #[command(flatten)]
    surface: SurfaceArguments,
    #[command(flatten)]
    comfort: ComfortArguments,
    #[command(flatten)]
    code_cache: CodeCacheArguments,
    #[command(flatten)]
    look: LookArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut ending = play(arguments)?;
    while let Ending::Another(next) = ending {
        ending = play(&arguments.of_another(next))?;
    }
    match ending {
        Ending::Fault(_) | Ending::NotAsRecorded => Err(Failure::Told),
        Ending::Closed | Ending::Another(_) => Ok(()),
    }
}

impl Arguments {
    /// Those for another program: what was asked for this one is not for that.
    fn of_another(&self, next: Next) -> Self {
        let nothing = Command::new("").no_binary_name(true);
        let matches = Self::augment_args(nothing).get_matches_from(std::iter::empty::<&str>());
        let otherwise = Self::from_arg_matches(&matches).expect("no argument is needed");
        Self {
            comfort: self.comfort.of_another(&next),
            rom: Some(next.rom),
            program: self.program.of_another(),
            settings: self.settings.clone(),
            surface: self.surface,
            code_cache: self.code_cache,
            ..otherwise
        }
    }
}

/// What a program's machine is made of.
struct Loader<'a> {
    arguments: &'a Arguments,
    settings: Settings,
    database: Database,
    seed: u64,
}

/// A program that is about to be played.
struct Program<'load> {
    /// What files with pictures of it are called.
    stem: String,
    /// The SHA-1 that its flag registers are kept under, if they are.
    sha1: Option<String>,
    machine: Machine,
    look: Look,
    /// What it goes on from.
    snapshot: Option<Snapshot>,
    /// What plays it.
    player: Option<Player>,
    /// What the database knows of it.
    known: Option<Known>,
    /// What loads it again when its file has changed.
    watch: Option<Watch<'load>>,
}

impl Loader<'_> {
    /// A machine for `rom` and how it looks, as it is set up for `snapshot` if there is one.
    fn load(&self, rom: Rom, snapshot: Option<&Snapshot>) -> anyhow::Result<(Machine, Look)> {
        let Self { arguments, settings, database, seed } = self;
        let loaded = arguments.program.prepare_by(settings, rom, database, *seed, snapshot)?;
        let setup = snapshot.map_or(loaded.setup(), |snapshot| snapshot.setup);
        let sha1 = loaded.rom.sha1();
        let (kind, _) = arguments.comfort.choose(settings, &sha1).engine;
        let (profile, perf) = (setup.profile(), PerfArguments::default());
        let engine = super::engine(kind, profile, Purpose::Run, perf, arguments.code_cache)?;
        let look = arguments.look.choose_by(settings, &sha1, setup.platform, loaded.known.as_ref());
        Ok((Machine::new(&loaded.rom, setup, engine), look))
    }

    /// The program in the file at `path`, or the built-in one.
    fn program(&self, path: Option<&Path>) -> Result<Program<'_>, Failure> {
        let rom = path.map_or_else(|| Ok(Rom::built_in()), Rom::read)?;
        let mut snapshot = self.arguments.state.load(&rom, self.arguments.program.ipf)?;
        let player = self.arguments.tapes.player(&rom)?;
        if let Some(player) = &player {
            snapshot = Some(player.start().clone());
        }
        let (stem, known) = (rom.title.clone(), self.database.find(&rom.sha1()));
        // A recording begins with its own flag registers, and what it does to them has been done before.
        let sha1 = player.is_none().then(|| rom.sha1());
        let (machine, look) = self.load(rom, snapshot.as_ref())?;
        Ok(Program { stem, sha1, machine, look, snapshot, player, known, watch: None })
    }

    /// The program in the file at `path`, which is watched: until that is loaded, one that does nothing.
    fn watched<'load>(&'load self, path: &'load Path) -> Result<Program<'load>, Failure> {
        watch::refuse_unwatchable(path)?;
        let (rom, machine) = watch::nothing_yet(path);
        // A window keeps the look that it was opened with: that of the program in the file now.
        let now = Rom::read(path).map_err(anyhow::Error::from).and_then(|rom| self.load(rom, None));
        let otherwise = || self.arguments.look.choose_by(&self.settings, "", machine.setup().platform, None);
        let look = now.map_or_else(|_| otherwise(), |(_, look)| look);
        let watch = watch::watch(path, || {
            watch::refuse_unwatchable(path)?;
            Ok(self.load(Rom::read(path)?, None)?.0)
        });
        // A program that is being written has another SHA-1 each time: its flag registers are not kept.
        let (sha1, snapshot, player, known) = (None, None, None, None);
        Ok(Program { stem: rom.title, sha1, machine, look, snapshot, player, known, watch: Some(watch) })
    }
}

/// Plays a program until its window is closed.
fn play(arguments: &Arguments) -> Result<Ending, Failure> {
    let seed = arguments.seed.unwrap_or_else(seed_by_clock);
    let (settings, place) = arguments.settings.read()?;
    let database = arguments.program.database_by(&settings);
    let loader = Loader { arguments, settings, database, seed };
    let path = arguments.rom.as_deref();
    let program = match path {
        Some(path) if arguments.watch => loader.watched(path)?,
        path => loader.program(path)?,
    };
    let Program { stem, sha1, mut machine, look, snapshot, player, known, watch } = program;
    let keeper = sha1.and_then(|sha1| keeper(&sha1, &mut machine));
    if let Some(snapshot) = &snapshot {
        machine.restore(snapshot);
    }
    arguments.tapes.check()?;
    let comfort = arguments.comfort.choose(&loader.settings, &machine.rom().sha1());
    let check = |path: &Path| {
        let (program, Loader { settings, database, .. }) = (arguments.program.of_another(), &loader);
        let rom = Rom::read(path).map_err(|error| error.to_string())?;
        program.prepare_by(settings, rom, database, seed, None).map(drop).map_err(|error| format!("{error:#}"))
    };
    let options = Options {
        title: known.as_ref().map_or_else(|| stem.clone(), |known| known.title.clone()),
        stem,
        recent: recent(path, &loader.database),
        check: Check(&check),
        // Who goes on with something has asked for it.
        is_built_in: path.is_none() && snapshot.is_none() && arguments.tapes.is_none(),
        known,
        look,
        scale: comfort.scale.0,
        settings: place.path(),
        layout: Some(comfort.layout.0).filter(|_| comfort.layout.1 != Why::Default),
        moved: comfort.moved,
        scaling: comfort.scaling.0,
        blend: comfort.blend.0,
        full_screen: comfort.full_screen,
        volume: comfort.volume.0,
        mute: comfort.mute.0,
    };
    let (teller, open) = (Teller::default(), |options: &Options<'_>| arguments.surface.open(options));
    let tape = |machine: &Machine| arguments.tapes.tape(player, machine);
    let outcome = frontend::play(&mut machine, &options, open, watch, keeper, tape, |line| teller.tell(line));
    teller.finish();
    outcome.map_err(|error| match error {
        PlayError::Surface(error) => {
            Failure::NoDisplay(anyhow::anyhow!("{error}; to run a ROM without a display: stitch8 run ROM"))
        }
        PlayError::Recorder(error) => error.into(),
    })
}

/// The programs that were played lately, other than `rom`, which is played now and is the latest from now on.
fn recent(rom: Option<&Path>, database: &Database) -> Vec<Recent> {
    let Some(list) = keeper::data_folder().map(|folder| folder.join("recent")) else { return Vec::new() };
    let mut recent = recent::read(&list);
    if let Some(rom) = rom {
        recent::remember(&list, rom);
        let now = std::fs::canonicalize(rom).ok();
        recent.retain(|other| Some(other) != now.as_ref());
    }
    recent.into_iter().map(|path| Recent { title: title_of(&path, database), path }).collect()
}

/// What the program in a file is called: as the database knows it, or else by the file's name.
fn title_of(path: &Path, database: &Database) -> String {
    // It takes time to assemble a source, which nobody has asked for.
    let is_source = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(SOURCE_ENDING));
    let rom = if is_source { None } else { Rom::read(path).ok() };
    let known = rom.and_then(|rom| database.find(&rom.sha1()));
    known.map_or_else(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), |known| known.title)
}

/// Sets the flag registers of `machine` to what they were when the ROM with this SHA-1 was last played. What keeps them now; nothing does
/// if that is of no use, and the user is told.
fn keeper(sha1: &str, machine: &mut Machine) -> Option<Keeper> {
    if !has_flags(machine.setup()) {
        return None;
    }
    let Some(path) = keeper::path_of(sha1) else {
        log::debug!("flag registers are not kept: the system has no folder for data of programs");
        return None;
    };
    match Keeper::open(&path) {
        Ok(keeper) => {
            machine.set_flags(*keeper.stored());
            Some(keeper)
        }
        Err(error) => {
            super::warn(&error.to_string());
            None
        }
    }
}

/// A number that differs from one start to the next.
fn seed_by_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}
