//! How long a region takes to compile, as a table on the standard output: what `cargo xtask compile-times` calls.
//!
//! Every program of roms/bench and roms/games is run as fast as it goes, the emulation waiting for each region, so that the
//! same regions are compiled each time. Times are of a processor, and of several rounds the fastest counts: other programs of the
//! machine get in between and disturb the caches.

use std::collections::BTreeMap;

use clap::Parser;
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::recompiler::{Error, Phases, Settings};
use stitch8_benches::{Program, games, programs};

/// Instructions a frame.
const FAST: u64 = 200_000;

/// Frames that a program is run for, unless it ends itself.
const FRAMES: u32 = 1200;

/// Compiles what is hot in every program.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask compile-times", after_help = HELP)]
struct Arguments {
    /// Rounds a program
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Only the programs that have this in their names
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// Transfers of control to an address after which it is compiled
    #[arg(long, value_name = "N", default_value_t = Settings::default().threshold)]
    threshold: u32,
    /// A line for each region as well
    #[arg(long)]
    regions: bool,
}

/// What the columns mean.
const HELP: &str = "Times are in milliseconds on a processor a region, from discovery to code that can be called. The ops are made fit for \
    a platform once a process, before its first region: that is told apart. The phases are means.";

/// A region, and the fastest that it was compiled.
#[derive(Clone, Copy, Debug)]
struct Region {
    instructions: u64,
    bytes: u64,
    phases: Phases,
}

fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    println!(
        "{:<16} {:>7} {:>6} {:>8} {:>8} {:>8} {:>8}  {:>8} {:>8} {:>8} {:>8} {:>8}",
        "program",
        "regions",
        "instrs",
        "bytes",
        "median",
        "99 %",
        "longest",
        "stitch",
        "optimize",
        "codegen",
        "link",
        "ops once"
    );
    let mut all = BTreeMap::new();
    let mut most_ops = 0;
    for program in programs().into_iter().chain(games()) {
        if !program.rom.title.contains(&arguments.filter) {
            continue;
        }
        let mut found = BTreeMap::new();
        let mut ops = 0;
        for _ in 0..arguments.rounds {
            ops = ops.max(compile(&program, arguments.threshold, &mut found)?);
        }
        if arguments.regions {
            for (entry, region) in &found {
                print(&format!("  {entry:04X}"), &std::iter::once(region), 0);
            }
        }
        print(&program.rom.title, &found.values(), ops);
        most_ops = most_ops.max(ops);
        all.extend(found.into_iter().map(|(entry, region)| ((program.rom.title.clone(), entry), region)));
    }
    print("all", &all.values(), most_ops);
    Ok(())
}

/// Runs `program` from a cold start, and adds its regions to `found`. Returns what it took to specialize the ops.
fn compile(program: &Program, threshold: u32, found: &mut BTreeMap<u32, Region>) -> Result<u64, Error> {
    let mut setup = program.setup;
    setup.instructions_per_frame = FAST;
    let settings = Settings { threshold, ..Settings::default() };
    let mut machine = Machine::new(&program.rom, setup, Engine::recompiler(setup.profile(), &settings)?);
    for frame in 0..FRAMES {
        if machine.frame(stitch8_benches::play::keys(frame)) != FrameEnd::Over {
            break;
        }
    }
    let report = machine.engine().report().expect("it is a recompiler");
    // Of several at one address it is not known what each took.
    for record in report.regions.iter().filter(|record| record.compiled == 1) {
        let region =
            Region { instructions: record.instructions, bytes: record.code_bytes, phases: record.microseconds };
        let fastest = found.entry(record.entry).or_insert(region);
        if region.phases.total() < fastest.phases.total() {
            *fastest = region;
        }
    }
    Ok(report.totals.specialize_microseconds)
}

/// A line of the table.
fn print<'a>(name: &str, regions: &(impl Iterator<Item = &'a Region> + Clone), ops: u64) {
    let mut totals: Vec<u64> = regions.clone().map(|region| region.phases.total()).collect();
    totals.sort_unstable();
    let quantile = |thousandths: usize| {
        let rank = (totals.len() * thousandths).div_ceil(1000);
        totals.get(rank.max(1) - 1).copied().unwrap_or(0)
    };
    let mean = |phase: fn(&Phases) -> u64| {
        regions.clone().map(|region| phase(&region.phases)).sum::<u64>() / (totals.len() as u64).max(1)
    };
    println!(
        "{name:<16} {:>7} {:>6} {:>8} {:>8} {:>8} {:>8}  {:>8} {:>8} {:>8} {:>8} {:>8}",
        totals.len(),
        regions.clone().map(|region| region.instructions).sum::<u64>(),
        regions.clone().map(|region| region.bytes).sum::<u64>(),
        milliseconds(quantile(500)),
        milliseconds(quantile(990)),
        milliseconds(quantile(1000)),
        milliseconds(mean(|phases| phases.stitch)),
        milliseconds(mean(|phases| phases.optimize)),
        milliseconds(mean(|phases| phases.codegen)),
        milliseconds(mean(|phases| phases.link)),
        milliseconds(ops),
    );
}

fn milliseconds(microseconds: u64) -> String {
    format!("{:.2}", microseconds as f64 / 1e3)
}
