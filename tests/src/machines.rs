//! Machines with our own programs, on either engine, and keys pressed at random.

use std::io;
use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use fastrand::Rng;
use stitch8::database::Database;
use stitch8::engine::{Engine, EngineKind};
use stitch8::machine::{FrameEnd, Machine};
#[cfg(feature = "jit")]
use stitch8::recompiler::Settings;
use stitch8::rom::Rom;
use stitch8::setup::{Choice, Setup, Wishes};

/// The engines, the recompiler compiling what is only lukewarm, at once.
///
/// # Panics
///
/// If LLVM does not start.
#[must_use]
pub fn engine(kind: EngineKind, setup: &Setup) -> Engine {
    match kind {
        EngineKind::Interpreter => Engine::interpreter(setup.profile()),
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            let settings = Settings { threshold: 100, least_work: 0, ..Settings::default() };
            Engine::recompiler(setup.profile(), &settings).expect("LLVM starts")
        }
    }
}

/// The ROM files in `folder`, in the order of their names.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn roms_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "ch8" || ending == "sc8" || ending == "xo8"));
    paths.sort();
    Ok(paths)
}

/// The program at `path` below `roms/`, set up as the database says, at `speed` if that is given.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn ours(path: &str, speed: Option<u64>) -> (Rom, Setup) {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms");
    let rom = Rom::read(&folder.join(path)).expect("it can be read");
    let known = Database::embedded().find(&rom.sha1());
    let wishes = Wishes { seed: 7, instructions_per_frame: speed, ..Wishes::default() };
    let setup = Choice::of(&rom, known.as_ref(), &wishes).expect("it can be set up").setup;
    (rom, setup)
}

/// The program `bytes` on `platform`.
///
/// # Panics
///
/// If it does not fit.
#[must_use]
pub fn of_bytes(bytes: &[u8], platform: &'static Platform, speed: u64) -> (Rom, Setup) {
    let rom = Rom::embedded("test.ch8", bytes);
    let wishes = Wishes { platform: Some(platform), instructions_per_frame: Some(speed), seed: 7, ..Wishes::default() };
    let setup = Setup::choose(&rom, &wishes).expect("it fits");
    (rom, setup)
}

/// The keys of so many frames: now and then one goes down or up.
#[must_use]
pub fn random_keys(seed: u64, frames: usize) -> Vec<u16> {
    let mut random = Rng::with_seed(seed);
    let mut keys = 0_u16;
    let mut next = || {
        if random.u8(0..12) == 0 {
            keys ^= 1 << random.u8(0..16);
        }
        keys
    };
    (0..frames).map(|_| next()).collect()
}

/// Runs a frame for each of `keys`, or until the program ends.
pub fn run(machine: &mut Machine, keys: &[u16]) {
    for &keys in keys {
        if matches!(machine.frame(keys), FrameEnd::Halted | FrameEnd::Fault(_)) {
            return;
        }
    }
}

/// The worst there is for what keeps the past: a program of XO-CHIP that fills memory from 0x300 to 0xFEFF with random
/// bytes, 14 at a time, in 83,000 instructions, again and again, at a speed that does it once a frame.
///
/// # Panics
///
/// If there is no XO-CHIP.
#[must_use]
pub fn writes_everything() -> (Rom, Setup) {
    // 200: i := long 300 / vE := 0 / vF := 0 / 208: v0 := random FF and so on to vD
    let mut words = vec![0xF000, 0x0300, 0x6E00, 0x6F00];
    words.extend((0..14).map(|x| 0xC0FF | x << 8));
    // save vD / vF += 1 / if vF != 0 then jump 208 / vE += 1 / if vE != 12 then jump 208 / jump 200
    words.extend([0xFD55, 0x7F01, 0x3F00, 0x1208, 0x7E01, 0x3E12, 0x1208, 0x1200]);
    let bytes: Vec<u8> = words.iter().flat_map(|word: &u16| word.to_be_bytes()).collect();
    of_bytes(&bytes, Platform::by_id("xochip").expect("there is one"), 100_000)
}
