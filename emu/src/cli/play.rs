//! `stitch8 play`: a ROM in a window.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::program::ProgramArguments;
use super::{Failure, Purpose, watch};
use crate::engine::EngineKind;
use crate::flags::has_flags;
use crate::frontend::keeper::{self, Keeper};
use crate::frontend::{self, Ending, Options};
use crate::machine::Machine;
use crate::picture::Palette;
use crate::rom::Rom;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file; the built-in game otherwise
    rom: Option<PathBuf>,
    /// Start the program anew whenever its file changes; while that has errors, show them and stand still. The flag
    /// registers go from one version to the next, and are not kept after that
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
    /// The colours
    #[arg(long, value_name = "NAME", value_parser = super::palette, default_value = Palette::ALL[0].name)]
    palette: &'static Palette,
    /// How loud it is, in percent; a sound server has a volume besides
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    volume: u8,
    /// Be silent until F9 is pressed
    #[arg(long)]
    mute: bool,
}

fn engine_kind(name: &str) -> Result<EngineKind, String> {
    name.parse().map_err(|error| {
        let names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("{error}; there are: {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let seed = arguments.seed.unwrap_or_else(seed_by_clock);
    let load = |rom: &Rom| {
        let setup = arguments.program.setup(rom, seed)?;
        let engine = super::engine(arguments.engine, setup.profile(), Purpose::Run)?;
        anyhow::Ok(Machine::new(rom, setup, engine))
    };
    let (rom, mut machine, watch) = match &arguments.rom {
        Some(path) if arguments.watch => {
            watch::refuse_unwatchable(path)?;
            let (rom, machine) = watch::nothing_yet(path);
            (rom, machine, Some(watch::watch(path, move || load(&Rom::read(path)?))))
        }
        path => {
            let rom = path.as_deref().map_or_else(|| Ok(Rom::built_in()), Rom::read)?;
            let machine = load(&rom)?;
            (rom, machine, None)
        }
    };
    // A program that is being written has another SHA-1 each time.
    let keeper = if watch.is_none() { keeper(&rom, &mut machine) } else { None };
    let options = Options {
        title: rom.title,
        scale: arguments.scale,
        palette: arguments.palette,
        volume: arguments.volume,
        mute: arguments.mute,
    };
    let played = frontend::play(&mut machine, &options, watch, keeper, |line| eprintln!("stitch8: {line}"));
    let ending = played.map_err(|error| {
        Failure::NoDisplay(anyhow::anyhow!("{error}; to run a ROM without a display: stitch8 run ROM"))
    })?;
    match ending {
        Ending::Closed => Ok(()),
        Ending::Fault(_) => Err(Failure::Told),
    }
}

/// Sets the flag registers of `machine` to what they were when `rom` was last played. What keeps them now; nothing does
/// if that is of no use, and the user is told.
fn keeper(rom: &Rom, machine: &mut Machine) -> Option<Keeper> {
    if !has_flags(machine.setup()) {
        return None;
    }
    let Some(path) = keeper::path_of(&rom.sha1()) else {
        log::debug!("flag registers are not kept: the system has no folder for data of programs");
        return None;
    };
    match Keeper::open(&path) {
        Ok(keeper) => {
            machine.set_flags(*keeper.stored());
            Some(keeper)
        }
        Err(error) => {
            eprintln!("stitch8: {error}");
            None
        }
    }
}

/// A number that differs from one start to the next.
fn seed_by_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}
