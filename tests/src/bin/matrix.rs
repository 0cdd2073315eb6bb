//! `cargo xtask matrix`: every program there is, on every platform, in every way that the recompiler works.

#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use cpu_ops::Platform;
use stitch8::recompiler::Effort;
use stitch8_tests::arguments;
use stitch8_tests::matrix::{Case, Row, Subject, Way, compare, files};

/// Instructions in a frame at which a program from a file is run, besides its platform's own number.
const FAST: u64 = 20_000;
/// How often it is told how far it is.
const NEWS: Duration = Duration::from_mins(1);

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask matrix",
    about = "Both engines in lockstep: every program, every platform, compiled beside the program and waited for, eagerly and by default"
)]
struct Arguments {
    /// Frames of a program from a file, at each of two speeds
    #[arg(long, value_name = "N", default_value_t = 1200, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    frames: u64,
    /// Programs made up, of each kind for each platform and way
    #[arg(long, value_name = "N", default_value_t = 400)]
    programs: u64,
    /// The number of the first that is made up
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// A folder of other people's programs; it is no error if it is missing
    #[arg(long, value_name = "DIR", default_value = "../shared/roms")]
    roms: PathBuf,
    /// Only this platform
    #[arg(long, value_name = "ID", value_parser = arguments::platform)]
    platform: Option<&'static Platform>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let subjects = match subjects(&arguments) {
        Ok(subjects) => subjects,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    let platforms = arguments::platforms(arguments.platform);
    let cases = cases(&subjects, &platforms, arguments.frames);
    let started = Instant::now();
    let told = Mutex::new(started);
    let rows = compare(&cases, |done| {
        let mut last = told.lock().expect("nobody panicked");
        if last.elapsed() > NEWS {
            *last = Instant::now();
            eprintln!("{done} of {} cases, {:.0?}", cases.len(), started.elapsed());
        }
    });
    println!("| programs | recompiler | runs | instructions | compiled code | regions | written over | differences |");
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    rows.iter().for_each(report);
    let unfit: u64 = rows.iter().map(|row| row.unfit).sum();
    let runs: u64 = rows.iter().map(|row| row.tally.programs).sum();
    let differences: usize = rows.iter().map(|row| row.tally.differences.len()).sum();
    println!(
        "{runs} runs on {} platforms, {unfit} left out that do not fit into memory: {differences} differences in {:.0?}",
        platforms.len(),
        started.elapsed()
    );
    ExitCode::from(u8::from(differences > 0))
}

/// All programs.
fn subjects(arguments: &Arguments) -> Result<Vec<Subject>, String> {
    let mut subjects = Subject::made_up(arguments.seed, arguments.programs);
    for (name, folder) in [("bench", "roms/bench"), ("conformance", "roms/conformance"), ("games", "roms/games")] {
        subjects.extend(files(name, folder.as_ref()).map_err(|error| format!("{folder}: {error}"))?);
    }
    let folder = arguments.roms.display();
    if arguments.roms.is_dir() {
        subjects.extend(files("other people's", &arguments.roms).map_err(|error| format!("{folder}: {error}"))?);
    } else {
        eprintln!("{folder}: no such folder, so that other people's programs are left out");
    }
    Ok(subjects)
}

/// Every one of `subjects` on every one of `platforms`, in every way.
fn cases<'a>(subjects: &'a [Subject], platforms: &[&'static Platform], frames: u64) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for subject in subjects {
        let speeds: &[Option<u64>] =
            if matches!(subject, Subject::File { .. }) { &[None, Some(FAST)] } else { &[None] };
        for &platform in platforms {
            for way in Way::ALL {
                cases.extend(speeds.iter().map(|speed| Case {
                    subject,
                    platform,
                    way,
                    effort: Effort::Full,
                    frames: (frames, *speed),
                }));
            }
        }
    }
    cases
}

fn report(row: &Row) {
    let tally = &row.tally;
    println!(
        "| {} | {} | {} | {} | {:.0} % | {} | {} | {} |",
        row.kind,
        row.way.name,
        tally.programs,
        tally.executed,
        tally.native_share() * 100.0,
        tally.compiled,
        tally.invalidated,
        tally.differences.len()
    );
    for difference in &tally.differences {
        println!("{difference}");
    }
}
