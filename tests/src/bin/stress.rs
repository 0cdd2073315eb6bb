//! `cargo xtask stress`: thousands of regions compiled beside a running program, and what memory that takes.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use stitch8::recompiler::{Effort, Error, Statistics};
use stitch8_tests::stress::footprint::Footprint;
use stitch8_tests::stress::relink::Relinker;
use stitch8_tests::stress::{Options, Progress, Rewriting, Stress};

/// The most bytes that the process may grow by.
const GROWTH: u64 = 16_000_000;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask stress", about = "Compile regions beside a program that keeps rewriting itself")]
struct Arguments {
    /// Regions to compile
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    regions: u64,
    /// Regions to invalidate, in place of those to compile
    #[arg(long, value_name = "N", conflicts_with = "regions")]
    invalidations: Option<u64>,
    /// Compile regions quickly and not with full effort: several times as many in the time
    #[arg(long)]
    quick: bool,
    /// Let the program wait for each region: nothing is compiled in vain
    #[arg(long)]
    wait: bool,
    /// Times to link and free code that is compiled already
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    relinks: u64,
    /// Lines of each table
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    lines: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match compile(&arguments).and_then(|holds| relink(&arguments).map(|()| holds)) {
        Ok(holds) => ExitCode::from(u8::from(!holds)),
        Err(error) => {
            eprintln!("stress: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles regions while the program runs. `false` if the process has grown meanwhile by more than it may.
fn compile(arguments: &Arguments) -> Result<bool, Error> {
    let mut stress = Stress::new(Options {
        rewriting: if arguments.invalidations.is_some() { Rewriting::Always } else { Rewriting::Seldom },
        effort: if arguments.quick { Effort::Quick } else { Effort::Full },
        background: !arguments.wait,
    })?;
    let started = Instant::now();
    println!(
        "{:>8} {:>11} {:>8} {:>9} {:>8} {:>7} {:>5} {:>7} {:>9} {:>9}  {:<26} {:<18} {:>7}",
        "compiled",
        "invalidated",
        "evicted",
        "cancelled",
        "in vain",
        "failed",
        "kept",
        "native",
        "mappings",
        "resident",
        "longest frame (processor)",
        "interpreter's",
        "after"
    );
    let (number, count): (u64, fn(&Statistics) -> u64) = match arguments.invalidations {
        Some(number) => (number, |statistics| statistics.invalidations),
        None => (arguments.regions, |statistics| statistics.units_compiled),
    };
    let mut resident = Vec::new();
    for line in 1..=arguments.lines {
        stress.until(number * line / arguments.lines, count);
        let progress = stress.progress();
        print(&progress, started);
        resident.extend(progress.footprint.map(|footprint| footprint.resident));
    }
    // Until the first line it gets what it needs for all that follow.
    let growth = resident.first().map_or(0, |first| resident.last().unwrap_or(first).saturating_sub(*first));
    println!("grown by {:.1} MB between the first line and the last; {:.0} MB are allowed", mega(growth), mega(GROWTH));
    Ok(growth <= GROWTH)
}

/// Links and frees code.
fn relink(arguments: &Arguments) -> Result<(), Error> {
    let mut relinker = Relinker::new()?;
    let started = Instant::now();
    println!("\n{:>8} {:>9} {:>9} {:>7}", "linked", "mappings", "resident", "after");
    for line in 1..=arguments.lines {
        let times = arguments.relinks * line / arguments.lines;
        relinker.until(times)?;
        let (mappings, resident) = as_text(Footprint::now());
        println!("{times:>8} {mappings:>9} {resident:>9} {:>5.0} s", started.elapsed().as_secs_f64());
    }
    Ok(())
}

fn print(progress: &Progress, started: Instant) {
    let Progress { statistics, footprint, longest, interpreter_longest } = progress;
    let (mappings, resident) = as_text(*footprint);
    let [longest, interpreters] = [longest, interpreter_longest]
        .map(|frame| format!("{:.2} ms ({:.2} ms)", milliseconds(frame.clock), milliseconds(frame.processor)));
    println!(
        "{:>8} {:>11} {:>8} {:>9} {:>8} {:>7} {:>5} {:>5.1} % {mappings:>9} {resident:>9}  {longest:<26} {interpreters:<18} {:>5.0} s",
        statistics.units_compiled,
        statistics.invalidations,
        statistics.units_evicted,
        statistics.units_cancelled,
        statistics.units_stale,
        statistics.units_failed,
        statistics.units_live,
        statistics.native_share() * 100.0,
        started.elapsed().as_secs_f64(),
    );
}

/// Mappings and resident size, where the system tells.
fn as_text(footprint: Option<Footprint>) -> (String, String) {
    footprint.map_or(("-".to_owned(), "-".to_owned()), |footprint| {
        (footprint.mappings.to_string(), format!("{:.1} MB", mega(footprint.resident)))
    })
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
