//! `cargo xtask random`: the engines in lockstep over as many random programs as are asked for.

#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use cpu_ops::Platform;
use stitch8_tests::lockstep::{Batch, COURSES, Tally, compare};
use stitch8_tests::{arguments, disturbed};

/// How often it is told how far it is.
const NEWS: Duration = Duration::from_mins(1);

/// The most programs, which are more than there is ever time for.
const MOST_PROGRAMS: u64 = 1_000_000_000;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask random", about = "Both engines in lockstep over programs made up at random")]
struct Arguments {
    /// Programs, over all platforms; 100,000, or with --minutes as many as it has the time for
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_PROGRAMS))]
    programs: Option<u64>,
    /// The number of the first program
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Budgets that each program is run at
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=COURSES.len() as u64))]
    budgets: u64,
    /// Compile one program in N with full effort, and the others quickly; 1 for all
    #[arg(long, value_name = "N", default_value_t = 53, value_parser = clap::value_parser!(u64).range(1..))]
    full: u64,
    /// Meddle with registers, stack, memory and states between runs
    #[arg(long, conflicts_with = "budgets")]
    disturbed: bool,
    /// End after so many minutes, whatever is left
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
    /// Only this platform
    #[arg(long, value_name = "ID", value_parser = arguments::platform)]
    platform: Option<&'static Platform>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let platforms = arguments::platforms(arguments.platform);
    let programs = arguments.programs.unwrap_or(if arguments.minutes.is_some() { MOST_PROGRAMS } else { 100_000 });
    let began = Instant::now();
    let share = arguments.minutes.map(|minutes| Duration::from_secs(60 * minutes) / platforms.len() as u32);
    let mut sum = Tally::default();
    for &platform in &platforms {
        let started = Instant::now();
        let batch = Batch {
            platform,
            first: arguments.seed,
            programs: programs.div_ceil(platforms.len() as u64),
            full: arguments.full,
            courses: arguments.budgets as usize,
        };
        let told = Mutex::new((started, 0));
        let done = |so_far: &Tally| {
            let mut told = told.lock().expect("nobody panicked");
            // At once, for who ends this early is not told the sum.
            for difference in &so_far.differences[told.1..] {
                eprintln!("{}: {difference}", platform.id);
            }
            told.1 = so_far.differences.len();
            if told.0.elapsed() > NEWS {
                told.0 = Instant::now();
                eprintln!(
                    "{}: {} of {} programs, {} differences, {:.0?}",
                    platform.id,
                    so_far.programs,
                    batch.programs,
                    so_far.differences.len(),
                    started.elapsed()
                );
            }
            share.is_none_or(|share| started.elapsed() < share)
        };
        let tally = if arguments.disturbed {
            disturbed::compare(platform, batch.first, batch.programs, batch.full, done)
        } else {
            compare(batch, done)
        };
        report(platform.id, &tally, started.elapsed());
        sum.add(tally);
    }
    report("all", &sum, began.elapsed());
    ExitCode::from(u8::from(!sum.differences.is_empty()))
}

/// One line on what was found, and more if there are differences.
fn report(name: &str, tally: &Tally, took: Duration) {
    println!(
        "{name:16} {:>9} programs ({} with full effort, {} on the oracle), {:>12} instructions, {:.0} % compiled, {} regions, {} written over: {} in {took:.1?}",
        tally.programs,
        tally.fully,
        tally.with_oracle,
        tally.executed,
        tally.native_share() * 100.0,
        tally.compiled,
        tally.invalidated,
        match tally.differences.len() {
            0 => "no difference".to_owned(),
            Tally::TOLD => format!("{} differences and perhaps more", Tally::TOLD),
            some => format!("{some} differences"),
        },
    );
    for difference in &tally.differences {
        println!("  {difference}");
    }
}
