//! How soon a program runs natively, with and without machine code of an earlier start: what `cargo xtask start-times` calls.
//!
//! Every program of roms/bench and roms/games runs as fast as it goes, its code compiled or loaded beside it, from a cold start.
//! What is kept goes to a temporary folder of the program's own.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::recompiler::store::{MOST_BYTES, Store};
use stitch8::recompiler::{Settings, Statistics};
use stitch8_benches::{Program, games, programs};

/// Instructions a frame: few enough to see between two when code arrives.
const FRAME: u64 = 20_000;

/// What the columns mean.
const HELP: &str = "Milliseconds by the clock from the program's first instruction: until compiled code has been executed, \
    and until the last region was there. Interpreted: millions of instructions until the end of the run, and their share of all. \
    Compiled, loaded: regions. Disk and link: milliseconds for all regions that were loaded, by the clock and on a processor.";

/// Starts every program without a store, with an empty one, and with what that has kept.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask start-times", after_help = HELP)]
struct Arguments {
    /// Starts of each kind; of those with what is kept, each has what all before have kept
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Milliseconds that a program runs, unless it ends itself
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    milliseconds: u64,
    /// Only the programs that have this in their names
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
}

/// What one start came to.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// When compiled code had been executed.
    native: Option<Duration>,
    /// When the last region arrived.
    settled: Option<Duration>,
    done: Statistics,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    println!(
        "{:<16} {:<9} {:>10} {:>10} {:>12} {:>8} {:>9} {:>7} {:>7} {:>7}",
        "program", "start", "native ms", "last ms", "interpreted", "of all", "compiled", "loaded", "disk", "link"
    );
    for program in programs().into_iter().chain(games()) {
        if !program.rom.title.contains(&arguments.filter) {
            continue;
        }
        let folder = tempfile::tempdir()?;
        let longest = Duration::from_millis(arguments.milliseconds);
        for round in 0..arguments.rounds {
            print(&program, &format!("cold {}", round + 1), &start(&program, None, longest)?);
        }
        for round in 0..=arguments.rounds {
            let name = if round == 0 { "keeping".to_owned() } else { format!("kept {round}") };
            print(&program, &name, &start(&program, Some(folder.path()), longest)?);
        }
    }
    Ok(())
}

/// Runs `program` from a cold start, with what is kept in `folder`.
fn start(program: &Program, folder: Option<&Path>, longest: Duration) -> Result<Start, Box<dyn std::error::Error>> {
    let store = folder.map(|folder| Store::open(folder, MOST_BYTES)).transpose()?;
    let settings = Settings { background: true, store, ..Settings::default() };
    let mut setup = program.setup;
    setup.instructions_per_frame = FRAME;
    let mut machine = Machine::new(&program.rom, setup, Engine::recompiler(setup.profile(), &settings)?);
    let done = |machine: &Machine| machine.engine().statistics().expect("it is a recompiler");
    let (started, mut native, mut settled, mut regions) = (Instant::now(), None, None, 0);
    for frame in 0.. {
        let end = machine.frame(stitch8_benches::play::keys(frame));
        let (now, done) = (started.elapsed(), done(&machine));
        if done.native_instructions > 0 {
            native.get_or_insert(now);
        }
        if done.units_compiled + done.units_loaded > regions {
            regions = done.units_compiled + done.units_loaded;
            settled = Some(now);
        }
        if end != FrameEnd::Over || now > longest {
            break;
        }
    }
    Ok(Start { native, settled, done: done(&machine) })
}

fn print(program: &Program, name: &str, start: &Start) {
    let Start { native, settled, done } = start;
    let time = |time: Option<Duration>| time.map_or("-".to_owned(), |time| format!("{:.2}", time.as_secs_f64() * 1e3));
    println!(
        "{:<16} {name:<9} {:>10} {:>10} {:>12.2} {:>6.2} % {:>9} {:>7} {:>7.2} {:>7.2}",
        program.rom.title,
        time(*native),
        time(*settled),
        done.interpreted_instructions as f64 / 1e6,
        (1.0 - done.native_share()) * 100.0,
        done.units_compiled,
        done.units_loaded,
        done.microseconds.disk as f64 / 1e3,
        done.microseconds.link as f64 / 1e3,
    );
}
