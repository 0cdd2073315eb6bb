//! What the benches share: the programs of `roms/bench`, and all that can run them.

#![forbid(unsafe_code)]

pub mod limit;
pub mod play;
pub mod runner;
pub mod switch;

use std::path::Path;

use cpu_ops::State;
use stitch8::engine::{Engine, EngineKind};
use stitch8::rom::Rom;
use stitch8::setup::{Setup, Wishes};

/// A program that works hard for a while, then jumps to itself.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file.
    pub rom: Rom,
    /// How it is run.
    pub setup: Setup,
}

impl Program {
    /// The program about to start.
    #[must_use]
    pub fn state(&self) -> Box<State> {
        Box::new(State::new(self.setup.platform, &self.rom.bytes, self.setup.seed))
    }
}

/// Every program of `roms/bench`, by name; from its source, which tells the platform it is for.
///
/// # Panics
///
/// If the folder is not there or a file in it is no ROM.
#[must_use]
pub fn programs() -> Vec<Program> {
    read("bench")
}

/// Every program of `roms/games`, as [`programs`].
///
/// # Panics
///
/// As [`programs`].
#[must_use]
pub fn games() -> Vec<Program> {
    read("games")
}

fn read(folder: &str) -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut programs: Vec<Program> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "8o"))
        .map(|path| {
            let rom = Rom::read(&path).expect("our own programs can be read");
            let setup = Setup::choose(&rom, &Wishes::default()).expect("our own programs fit");
            Program { rom, setup }
        })
        .collect();
    programs.sort_by(|a, b| a.rom.title.cmp(&b.rom.title));
    programs
}

/// A fresh engine of `kind` for `program`, which compiles while the program waits.
///
/// # Panics
///
/// If LLVM does not start.
#[must_use]
pub fn engine(kind: EngineKind, program: &Program) -> Engine {
    match kind {
        EngineKind::Interpreter => Engine::interpreter(program.setup.profile()),
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            let settings = stitch8::recompiler::Settings::default();
            Engine::recompiler(program.setup.profile(), &settings).expect("LLVM starts")
        }
    }
}
