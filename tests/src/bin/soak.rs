//! `cargo xtask soak`: ROMs for hours of emulated time on both engines in lockstep, with scripted keys.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use stitch8::database::Database;
use stitch8::rom::Rom;
use stitch8::setup::{Choice, Wishes};
use stitch8_tests::machines::roms_in;
use stitch8_tests::soak::{FRAMES_AN_HOUR, Outcome, soak};

/// The most that a run may grow after its first ten minutes, in KiB.
const MOST_GROWTH: i64 = 8 << 10;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask soak", about = "ROMs for hours of emulated time, both engines in lockstep")]
struct Arguments {
    /// Emulated hours a ROM, of 60 frames a second
    #[arg(long, value_name = "H", default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    hours: u64,
    /// The folder of ROMs
    #[arg(long, value_name = "DIR", default_value = "roms/games")]
    roms: PathBuf,
    /// Only ROMs whose names contain this (repeatable)
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Which keys are pressed when
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let paths = match programs_in(&arguments.roms, &arguments.only) {
        Ok(paths) if !paths.is_empty() => paths,
        Ok(_) => return refuse(&format!("{}: no ROM there", arguments.roms.display())),
        Err(error) => return refuse(&format!("{}: {error}", arguments.roms.display())),
    };
    let frames = arguments.hours * FRAMES_AN_HOUR;
    let database = Database::embedded();
    println!(
        "| ROM | platform | emulated h | instructions | restarts | regions | written over | MiB at 10 min | at the end | hash | took |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |");
    let (mut bad, mut ran) = (0, 0);
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let rom = match Rom::read(path) {
            Ok(rom) => rom,
            Err(error) => return refuse(&error.to_string()),
        };
        let known = database.find(&rom.sha1());
        let setup = match Choice::of(&rom, known.as_ref(), &Wishes::default()) {
            Ok(choice) => choice.setup,
            Err(error) => {
                println!("| {name} | left out: {error} |");
                continue;
            }
        };
        let started = Instant::now();
        let outcome = soak(&rom, setup, frames, arguments.seed);
        ran += 1;
        println!("{}", row(&name, setup.platform.id, &outcome, started));
        if let Some(difference) = &outcome.difference {
            bad += 1;
            println!("{name}: {difference}");
        }
        // Of a short run, or where the system does not tell, nothing is known.
        if outcome.growth().is_some_and(|growth| growth > MOST_GROWTH) {
            bad += 1;
            println!("{name}: grew by more than {MOST_GROWTH} KiB");
        }
    }
    if ran == 0 {
        return refuse(&format!("{}: none of the ROMs there can be run", arguments.roms.display()));
    }
    ExitCode::from(u8::from(bad > 0))
}

fn row(name: &str, platform: &str, outcome: &Outcome, started: Instant) -> String {
    let memory = |kib: Option<i64>| kib.map_or("-".to_owned(), |kib| format!("{:.1}", kib as f64 / 1024.0));
    format!(
        "| {name} | {platform} | {:.1} | {} | {} | {} | {} | {} | {} | {} | {:.0} s |",
        outcome.frames as f64 / FRAMES_AN_HOUR as f64,
        outcome.instructions,
        outcome.restarts,
        outcome.compiled,
        outcome.invalidated,
        memory(outcome.early_kib),
        memory(outcome.late_kib),
        &outcome.hash[..16],
        started.elapsed().as_secs_f64(),
    )
}

fn refuse(problem: &str) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(2)
}

/// The ROM files in `folder` whose names contain one of `only`, in the order of their names.
fn programs_in(folder: &Path, only: &[String]) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = roms_in(folder)?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        only.is_empty() || only.iter().any(|text| name.contains(text.as_str()))
    });
    Ok(paths)
}
