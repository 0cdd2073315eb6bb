//! `stitch8 play`: a ROM in a window.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::look::LookArguments;
use super::program::ProgramArguments;
use super::{Failure, Purpose, watch};
use crate::engine::EngineKind;
use crate::frontend::{self, Ending, Options};
use crate::machine::Machine;
use crate::rom::Rom;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file; the built-in game otherwise
    rom: Option<PathBuf>,
    /// Start the program anew whenever its file changes; while that has errors, show them and stand still
    #[arg(long, requires = "rom")]
    watch: bool,
    #[command(flatten)]
    program: ProgramArguments,
    /// What the random generator starts from; the clock decides otherwise
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// interpreter or recompiler; the fastest there is otherwise
    #[arg(long, value_name = "NAME", value_parser = engine_kind, default_value_t = EngineKind::best())]
    engine: EngineKind,
    /// Pixels of the window a pixel of the 64 x 32 screen
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=32))]
    scale: u16,
    #[command(flatten)]
    look: LookArguments,
}

fn engine_kind(name: &str) -> Result<EngineKind, String> {
    name.parse().map_err(|error| {
        let names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("{error}; there are: {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let seed = arguments.seed.unwrap_or_else(seed_by_clock);
    let database = arguments.program.database();
    let load = |rom: Rom| {
        let loaded = arguments.program.prepare(rom, &database, seed)?;
        let setup = loaded.setup();
        let engine = super::engine(arguments.engine, setup.profile(), Purpose::Run)?;
        let look = arguments.look.choose(setup.platform, loaded.known.as_ref());
        anyhow::Ok((Machine::new(&loaded.rom, setup, engine), look))
    };
    let (title, (mut machine, look), watch) = match &arguments.rom {
        Some(path) if arguments.watch => {
            watch::refuse_unwatchable(path)?;
            let (rom, machine) = watch::nothing_yet(path);
            // A window keeps the look that it was opened with: that of the program in the file now.
            let look = Rom::read(path).map_err(anyhow::Error::from).and_then(load).map(|(_, look)| look);
            let look = look.unwrap_or_else(|_| arguments.look.choose(machine.setup().platform, None));
            (rom.title, (machine, look), Some(watch::watch(path, move || Ok(load(Rom::read(path)?)?.0))))
        }
        path => {
            let rom = path.as_deref().map_or_else(|| Ok(Rom::built_in()), Rom::read)?;
            (rom.title.clone(), load(rom)?, None)
        }
    };
    let options = Options { title, scale: arguments.scale, look };
    let played = frontend::play(&mut machine, &options, watch, |line| eprintln!("stitch8: {line}"));
    let ending = played.map_err(|error| {
        Failure::NoDisplay(anyhow::anyhow!("{error}; to run a ROM without a display: stitch8 run ROM"))
    })?;
    match ending {
        Ending::Closed => Ok(()),
        Ending::Fault(_) => Err(Failure::Told),
    }
}

/// A number that differs from one start to the next.
fn seed_by_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}
