//! What going back in time costs, recording, and saving a state to a file: a table in Markdown.
//!
//! Beside what is done, a state a second and the keys of each frame, it measures what could have been done: each frame as
//! its difference from the one before, compressed.

use std::path::Path;
use std::time::{Duration, Instant};

use cpu_ops::State;
use stitch8::engine::Engine;
use stitch8::machine::Machine;
use stitch8::recording::Recorder;
use stitch8::rewind::Rewind;
use stitch8::rom::Rom;
use stitch8::setup::Setup;
use stitch8::state::{encode, read, write};
use stitch8_tests::machines::{ours, random_keys, writes_everything};

/// Ten minutes.
const FRAMES: usize = 36_000;
/// States saved and loaded.
const SAVES: u32 = 200;

fn main() {
    println!(
        "| program | keys: kB, µs a frame | differences: kB, µs a frame | back: µs a frame, 99 % below \
         | recording: kB, µs a frame | saving: µs, with the file | loading: µs |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for game in ["skyline", "lanterns", "updraft", "pearlbay"] {
        measure(game, &ours(&format!("games/{game}.ch8"), None));
    }
    measure("planes, 1000 a frame", &ours("bench/planes.ch8", Some(1000)));
    measure("fills memory each frame", &writes_everything());
}

fn measure(name: &str, (rom, setup): &(Rom, Setup)) {
    let mut machine = Machine::new(rom, *setup, engine(setup));
    let (mut rewind, mut differences) = (Rewind::default(), Differences::default());
    let folder = std::env::temp_dir().join(format!("stitch8-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a place for temporary files");
    let path = folder.join("recording");
    let mut recorder = Recorder::begin(&path, &machine).expect("it can be written");
    let (mut kept, mut recording_time) = (Duration::ZERO, Duration::ZERO);
    for keys in random_keys(1, FRAMES) {
        let started = Instant::now();
        rewind.frame(&machine, keys);
        kept += started.elapsed();
        let started = Instant::now();
        recorder.frame(&machine, keys);
        recording_time += started.elapsed();
        machine.frame(keys);
        let started = Instant::now();
        recorder.ran(&machine);
        recording_time += started.elapsed();
        differences.frame(machine.state());
    }
    let bytes = rewind.bytes();
    assert_eq!(rewind.frames(), FRAMES, "ten minutes are kept");
    recorder.finish().expect("it can be written");
    let recording = std::fs::metadata(&path).expect("it was written").len();
    let [pack, save, load] = save_and_load(&folder, &machine, rom);
    std::fs::remove_dir_all(&folder).expect("it is ours");
    let step = |_| {
        let started = Instant::now();
        rewind.back(&mut machine).expect("there are as many");
        started.elapsed()
    };
    let mut steps: Vec<Duration> = (0..FRAMES).map(step).collect();
    steps.sort_unstable();
    let (back, most) = (steps.iter().sum::<Duration>(), steps[FRAMES * 99 / 100]);
    let frames = FRAMES as u32;
    println!(
        "| {name} | {}, {:.1} | {}, {:.1} | {:.1}, {:.0} | {}, {:.1} | {:.0}, {:.0} | {:.0} |",
        bytes / 1000,
        microseconds(kept / frames),
        differences.bytes / 1000,
        microseconds(differences.elapsed / frames),
        microseconds(back / frames),
        microseconds(most),
        recording / 1000,
        microseconds(recording_time / frames),
        microseconds(pack),
        microseconds(save),
        microseconds(load),
    );
}

/// The engine that a program is played with.
fn engine(setup: &Setup) -> Engine {
    #[cfg(feature = "jit")]
    {
        let settings = stitch8::recompiler::Settings { background: true, ..Default::default() };
        Engine::recompiler(setup.profile(), &settings).expect("LLVM starts")
    }
    #[cfg(not(feature = "jit"))]
    Engine::interpreter(setup.profile())
}

/// How long it takes to make a file's bytes of the state that `machine` has come to, to write that file, and to go on from it.
fn save_and_load(folder: &Path, machine: &Machine, rom: &Rom) -> [Duration; 3] {
    let path = folder.join("state");
    let started = Instant::now();
    let bytes: usize = (0..SAVES).map(|_| encode(&machine.snapshot(), rom).len()).sum();
    assert!(bytes > 0);
    let pack = started.elapsed() / SAVES;
    let started = Instant::now();
    for _ in 0..SAVES {
        write(&path, &machine.snapshot(), rom).expect("it can be written");
    }
    let save = started.elapsed() / SAVES;
    let mut other = Machine::new(rom, *machine.setup(), engine(machine.setup()));
    let started = Instant::now();
    for _ in 0..SAVES {
        other.restore(&read(&path, rom).expect("it has just been written"));
    }
    [pack, save, started.elapsed() / SAVES]
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// Memory and screen of each frame, as the difference from those of the frame before.
#[derive(Default)]
struct Differences {
    last: Vec<u8>,
    bytes: usize,
    elapsed: Duration,
}

impl Differences {
    fn frame(&mut self, state: &State) {
        let started = Instant::now();
        let mut now = state.bus.memory.to_vec();
        now.extend(state.bus.display.planes.iter().flatten().flat_map(|row| row.to_be_bytes()));
        self.last.resize(now.len(), 0);
        let difference: Vec<u8> = now.iter().zip(&self.last).map(|(now, last)| now ^ last).collect();
        self.bytes += lz4_flex::block::compress(&difference).len();
        self.last = now;
        self.elapsed += started.elapsed();
    }
}
