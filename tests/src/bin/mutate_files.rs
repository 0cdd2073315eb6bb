//! `cargo xtask mutate-files`: files that are nearly right, given to the command one after the other.

#![forbid(unsafe_code)]

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use stitch8_tests::mutate::kinds::{Case, KINDS, Kind, Source, Workplace};
use stitch8_tests::mutate::trial::{KIB, SECONDS, Trial, Verdict};

/// How often it is told how far it is.
const NEWS: Duration = Duration::from_mins(1);

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask mutate-files",
    about = "Damaged files of every kind, each given to the command in a process of its own"
)]
struct Arguments {
    /// Files a kind
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    count: u64,
    /// What they are made from: the same seed, the same files
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The number of the first file of each kind
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// Only this kind (repeatable)
    #[arg(long, value_name = "NAME", value_parser = KINDS.map(|kind| kind.name))]
    kind: Vec<String>,
    /// The command to give them to
    #[arg(long, value_name = "FILE")]
    command: PathBuf,
    /// Where files that something is wrong with are kept
    #[arg(long, value_name = "DIR", default_value = "stitch8-failures")]
    failures: PathBuf,
}

/// One file in so many may have been held up and tried again. More of them are the command's own doing.
const ONE_IN: u64 = 1000;

/// What the files of a kind came to.
#[derive(Debug, Default)]
struct Tally {
    files: u64,
    /// It ran, and there was nothing to say.
    accepted: u64,
    /// It ran, and something was said of the file.
    told: u64,
    /// The guest faulted, or a check failed.
    failed: u64,
    refused: u64,
    slowest: Duration,
    most_computed: Duration,
    most_bytes: u64,
    /// It took too long once or twice, and not when it was tried again.
    held_up: u64,
    bad: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(bad) => {
            eprintln!("{bad} problems; the files are kept in {}", arguments.failures.display());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("mutate-files: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<u64> {
    let command = std::fs::canonicalize(&arguments.command)?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut bad = 0;
    println!("At most {SECONDS} s and {} MiB each.\n", KIB >> 10);
    println!(
        "| kind | files | run | run, with a remark | fault or failed check | refused | slowest | most processor time | most memory | held up | bad |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for kind in
        KINDS.iter().filter(|kind| arguments.kind.is_empty() || arguments.kind.iter().any(|name| name == kind.name))
    {
        let folder = tempfile::tempdir()?;
        let place =
            Workplace { command: command.clone(), folder: folder.path().to_owned(), repository: repository.clone() };
        let tally = try_kind(arguments, kind, &place)?;
        println!("{}", tally.row(kind.name));
        bad += tally.bad;
    }
    Ok(bad)
}

fn try_kind(arguments: &Arguments, kind: &Kind, place: &Workplace) -> io::Result<Tally> {
    let source = Source::of(*kind, place)?;
    let always = kind.always.map(|text| text(place));
    let (started, mut told) = (Instant::now(), Instant::now());
    let mut tally = Tally::default();
    for number in arguments.first..arguments.first + arguments.count {
        let case = source.case(place, arguments.seed, number);
        let Verdict { trial, problem, waits } = Verdict::of(place, &case, always.as_deref())?;
        if let Some(problem) = problem {
            tally.bad += 1;
            let kept = keep(&arguments.failures, kind, number, &case)?;
            println!("{}: {problem} ({:?}): stitch8 {}", kept.display(), trial.code, case.arguments.join(" "));
            println!("  {}", trial.err.lines().take(5).collect::<Vec<_>>().join("\n  "));
        } else if !waits.is_empty() {
            tally.held_up += 1;
            println!("{} {number}: took {waits:.2?}, and then {:.2?}", kind.name, trial.elapsed);
        }
        tally.add(&trial);
        if told.elapsed() > NEWS {
            told = Instant::now();
            eprintln!("{}: {} of {} files, {:.0?}", kind.name, tally.files, arguments.count, started.elapsed());
        }
    }
    if tally.held_up > 1 + tally.files / ONE_IN {
        println!("{}: {} files were held up: too many for the machine to be the cause", kind.name, tally.held_up);
        tally.bad += 1;
    }
    Ok(tally)
}

/// Keeps a file that something is wrong with.
fn keep(folder: &Path, kind: &Kind, number: u64, case: &Case) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}-{number}", kind.name));
    std::fs::write(&path, &case.bytes)?;
    Ok(path)
}

impl Tally {
    fn add(&mut self, trial: &Trial) {
        self.files += 1;
        match trial.code {
            Some(0) if trial.err.is_empty() => self.accepted += 1,
            Some(0) => self.told += 1,
            Some(1) => self.failed += 1,
            Some(2) => self.refused += 1,
            _ => {}
        }
        self.slowest = self.slowest.max(trial.elapsed);
        self.most_computed = self.most_computed.max(trial.computed);
        self.most_bytes = self.most_bytes.max(trial.most_bytes);
    }

    fn row(&self, name: &str) -> String {
        let Self { files, accepted, told, failed, refused, held_up, bad, .. } = self;
        format!(
            "| {name} | {files} | {accepted} | {told} | {failed} | {refused} | {} ms | {} ms | {} MiB | {held_up} | {bad} |",
            self.slowest.as_millis(),
            self.most_computed.as_millis(),
            self.most_bytes >> 20,
        )
    }
}
