//! `cargo xtask stress`: thousands of regions compiled beside a running program, and what memory that takes.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use stitch8::recompiler::Error;
use stitch8_tests::stress::footprint::Footprint;
use stitch8_tests::stress::relink::Relinker;
use stitch8_tests::stress::{Progress, Stress};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask stress", about = "Compile regions beside a program that keeps rewriting itself")]
struct Arguments {
    /// Regions to compile
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    regions: u64,
    /// Times to link and free code that is compiled already
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    relinks: u64,
    /// Lines of each table
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    lines: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match compile(&arguments).and_then(|()| relink(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stress: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles regions while the program runs.
fn compile(arguments: &Arguments) -> Result<(), Error> {
    let mut stress = Stress::new()?;
    let started = Instant::now();
    println!(
        "{:>8} {:>11} {:>8} {:>9} {:>8} {:>7} {:>5} {:>7} {:>9} {:>9}  {:<26} {:>7}",
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
        "after"
    );
    for line in 1..=arguments.lines {
        stress.until(arguments.regions * line / arguments.lines);
        print(&stress.progress(), started);
    }
    Ok(())
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
    let Progress { statistics, footprint, longest } = progress;
    let (mappings, resident) = as_text(*footprint);
    let longest = format!("{:.2} ms ({:.2} ms)", milliseconds(longest.clock), milliseconds(longest.processor));
    println!(
        "{:>8} {:>11} {:>8} {:>9} {:>8} {:>7} {:>5} {:>5.1} % {mappings:>9} {resident:>9}  {longest:<26} {:>5.0} s",
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
        (footprint.mappings.to_string(), format!("{:.1} MB", footprint.resident as f64 / 1e6))
    })
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
