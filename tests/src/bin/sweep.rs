//! `cargo xtask sweep`: the opcode sweep in its long form.

#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use cpu_ops::Platform;
use stitch8_tests::arguments;
use stitch8_tests::sweep::{Found, compiled, oracle, programs};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask sweep", about = "Every word on every platform, on both engines and the oracle")]
struct Arguments {
    /// Start states of each word
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    states: u64,
    /// Random programs a platform, for the oracle
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    programs: u64,
    /// Only this platform
    #[arg(long, value_name = "ID", value_parser = arguments::platform)]
    platform: Option<&'static Platform>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let platforms = arguments::platforms(arguments.platform);
    let Arguments { states, programs, .. } = arguments;
    let began = Instant::now();
    let mut sums = [Found::default(), Found::default(), Found::default()];
    for &platform in &platforms {
        let started = Instant::now();
        let found = oracle::sweep(platform, states);
        report(platform, "words, interpreter and oracle", &found, started.elapsed());
        sums[0].add(found);

        let started = Instant::now();
        let found = programs::sweep(platform, programs);
        report(platform, "instructions of random programs, interpreter and oracle", &found, started.elapsed());
        sums[1].add(found);

        let started = Instant::now();
        let regions = AtomicUsize::new(0);
        let found = compiled::sweep(platform, usize::MAX, states, |of| {
            let done = regions.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(100) {
                eprintln!("{}: {done} of {of} regions, {:.0?}", platform.id, started.elapsed());
            }
        });
        report(platform, "words, recompiler and interpreter", &found, started.elapsed());
        sums[2].add(found);
    }
    let [by_oracle, by_programs, by_recompiler] = &sums;
    println!(
        "65,536 words x {} platforms x {states} states in {:.0?}: {} differences between interpreter and oracle, and {} in \
         {} random programs; {} between recompiler and interpreter, {} of {} instructions compiled",
        platforms.len(),
        began.elapsed(),
        by_oracle.different,
        by_programs.different,
        programs * platforms.len() as u64,
        by_recompiler.different,
        by_recompiler.native,
        by_recompiler.compared
    );
    // What was interpreted on both sides was not compared.
    let is_compiled = by_recompiler.native * 100 >= by_recompiler.compared * 99;
    if !is_compiled {
        println!("too few of them were compiled to tell");
    }
    ExitCode::from(u8::from(!is_compiled || sums.iter().any(|found| found.different > 0)))
}

/// One line on what was found, and more if there are differences.
fn report(platform: &Platform, what: &str, found: &Found, took: Duration) {
    println!("{:16} {:>9} {what}: {} differences, {took:.1?}", platform.id, found.compared, found.different);
    for told in &found.told {
        println!("  {told}");
    }
}
