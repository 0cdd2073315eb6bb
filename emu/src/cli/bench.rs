//! `stitch8 bench`: the engines in turn on one program, after runs in which what is hot is compiled.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use super::code_cache::CodeCacheArguments;
use super::perf::PerfArguments;
use super::program::ProgramArguments;
use crate::engine::EngineKind;
use crate::headless::{Ending, Job, Report, Runner};
use crate::rom::Rom;
use crate::setup::Setup;

/// Frames of fewer instructions than this take as long to begin as to execute, some twenty nanoseconds.
const SHORT_FRAME: u64 = 32;

/// Frames of a program that does not end, unless the user says otherwise.
const FRAMES: u64 = 200;
/// Instructions of such a frame: enough for the work to show beside the turning of frames.
const INSTRUCTIONS_PER_FRAME: u64 = 100_000;

/// Runs in a row that compile nothing, after which all that gets hot is taken to be compiled: what a run comes to rarely gets hot late.
const QUIET_RUNS: u32 = 8;

/// The longest that is waited for that.
const MAX_WARM_UP: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
#[command(mut_arg("ipf", |ipf| ipf.help("Instructions executed a frame; 100,000 otherwise")))]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    #[command(flatten)]
    program: ProgramArguments,
    /// Frames a round; a program that jumps to itself ends its round earlier
    #[arg(long, value_name = "N", default_value_t = FRAMES, value_parser = clap::value_parser!(u64).range(1..))]
    frames: u64,
    /// Rounds an engine
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Print one JSON object and not text for people
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    perf: PerfArguments,
}

/// One engine on the program.
struct Contestant {
    runner: Runner,
    /// The first run, from power-on with nothing compiled.
    first: Duration,
    /// Time spent compiling in the first run, which waits for it.
    compiling: Duration,
    /// Runs after the first, until nothing was compiled any more.
    warm_ups: u32,
    /// Executed in a run, and passed over because the program waits.
    instructions: u64,
    idle: u64,
    /// Frames in a run.
    frames: u64,
    /// What each round took.
    seconds: Vec<f64>,
}

/// The rounds of one engine, summed up.
struct Summary {
    median: f64,
    minimum: f64,
    maximum: f64,
    first: Duration,
    compiling: Duration,
    warm_ups: u32,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    arguments.perf.check(true)?;
    let loaded = arguments.program.load(&arguments.rom, 0)?;
    let (mut setup, rom) = (loaded.setup(), loaded.rom);
    if arguments.program.ipf.is_none() {
        setup.instructions_per_frame = INSTRUCTIONS_PER_FRAME;
    }
    let job = Job { setup, frames: arguments.frames, until_halt: true, pokes: Vec::new(), keys: Vec::new() };
    let warm_up = |&kind| Contestant::warm_up(kind, &rom, &job, arguments.perf);
    let mut contestants = EngineKind::ALL.iter().map(warm_up).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..arguments.rounds {
        for contestant in &mut contestants {
            contestant.round(&job)?;
        }
    }
    if contestants[0].instructions == 0 {
        return Err(anyhow::anyhow!("{}: it ends at once, and there is nothing to measure", rom.title).into());
    }
    // An engine may notice later than another that the program waits: all have the same work to do.
    let Contestant { instructions, idle, frames, .. } = contestants[0];
    let summaries: Vec<Summary> = contestants.iter().map(|contestant| contestant.summary(instructions)).collect();
    let text = if arguments.json {
        format!("{:#}\n", as_json(&rom, &setup, (instructions, idle), arguments.rounds, &summaries))
    } else {
        let mut text = as_text(&rom, (instructions, idle), arguments.rounds, &summaries);
        text.push_str(&remark(instructions, frames));
        text
    };
    Ok(super::output::print(&text)?)
}

/// Runs the program once: what faults on the way is not measured.
fn run_whole(runner: &mut Runner, job: &Job) -> Result<Report, Failure> {
    let report = runner.run(job, |_| ());
    match report.ending {
        Ending::Fault(fault) => Err(Failure::Guest(fault.into())),
        _ => Ok(report),
    }
}

impl Contestant {
    /// Runs the program a first time, which compiles what is hot, and on until that is all.
    fn warm_up(kind: EngineKind, rom: &Rom, job: &Job, perf: PerfArguments) -> Result<Self, Failure> {
        // What compiling takes is part of what is measured.
        let code_cache = CodeCacheArguments::OFF;
        let engine = super::engine(kind, job.setup.profile(), super::Purpose::Measure, perf, code_cache)?;
        let mut runner = Runner::new(rom, job, engine, false);
        let report = run_whole(&mut runner, job)?;
        let compiling = compiling(&runner);
        let instructions = report.counts.instructions - report.idle;
        let (mut warm_ups, mut quiet, started) = (0, 0, Instant::now());
        while kind != EngineKind::Interpreter && quiet < QUIET_RUNS && started.elapsed() < MAX_WARM_UP {
            let before = requested(&runner);
            runner.reset();
            run_whole(&mut runner, job)?;
            warm_ups += 1;
            quiet = if requested(&runner) == before { quiet + 1 } else { 0 };
        }
        let (first, idle, frames) = (report.elapsed, report.idle, report.counts.frames);
        Ok(Self { runner, first, compiling, warm_ups, instructions, idle, frames, seconds: Vec::new() })
    }

    /// Runs the program once more, from power-on.
    fn round(&mut self, job: &Job) -> Result<(), Failure> {
        self.runner.reset();
        let before = compiling(&self.runner);
        let elapsed = run_whole(&mut self.runner, job)?.elapsed;
        // What has become hot only now was compiled while the program waited.
        let compiled = compiling(&self.runner).saturating_sub(before);
        self.seconds.push(elapsed.saturating_sub(compiled).as_secs_f64());
        Ok(())
    }

    /// How fast it executes the `instructions` of the program.
    fn summary(&self, instructions: u64) -> Summary {
        let speed = |seconds: &f64| if *seconds > 0.0 { instructions as f64 / seconds / 1e6 } else { 0.0 };
        let mut mips: Vec<f64> = self.seconds.iter().map(speed).collect();
        mips.sort_by(f64::total_cmp);
        Summary {
            median: mips[mips.len() / 2],
            minimum: mips[0],
            maximum: mips[mips.len() - 1],
            first: self.first,
            compiling: self.compiling,
            warm_ups: self.warm_ups,
        }
    }
}

/// Regions asked for so far.
#[cfg(feature = "jit")]
fn requested(runner: &Runner) -> u64 {
    runner.machine().engine().statistics().map_or(0, |statistics| statistics.units_requested)
}

/// Nothing compiles.
#[cfg(not(feature = "jit"))]
fn requested(_: &Runner) -> u64 {
    0
}

/// Time spent waiting for compiled code so far.
#[cfg(feature = "jit")]
fn compiling(runner: &Runner) -> Duration {
    let statistics = runner.machine().engine().statistics();
    statistics.map_or(Duration::ZERO, |statistics| Duration::from_micros(statistics.waited_microseconds))
}

/// Nothing compiles.
#[cfg(not(feature = "jit"))]
fn compiling(_: &Runner) -> Duration {
    Duration::ZERO
}

/// How many times faster the last engine is than the first.
fn ratio(summaries: &[Summary]) -> f64 {
    summaries[summaries.len() - 1].median / summaries[0].median
}

fn as_json(rom: &Rom, setup: &Setup, (instructions, idle): (u64, u64), rounds: u32, summaries: &[Summary]) -> Value {
    let mut object = json!({
        "rom_sha1": rom.sha1(),
        "platform": setup.platform.id,
        "instructions": instructions,
        "idle_instructions": idle,
        "rounds": rounds,
        "ratio": ratio(summaries),
    });
    for (kind, summary) in EngineKind::ALL.iter().zip(summaries) {
        object[kind.name()] = json!({
            "mips": { "median": summary.median, "minimum": summary.minimum, "maximum": summary.maximum },
            "first_run_seconds": summary.first.as_secs_f64(),
            "compile_seconds": summary.compiling.as_secs_f64(),
            "warm_up_runs": summary.warm_ups,
        });
    }
    object
}

/// What is to be said of programs that do next to nothing in a frame.
fn remark(instructions: u64, frames: u64) -> String {
    let each = instructions / frames.max(1);
    if each >= SHORT_FRAME {
        return String::new();
    }
    format!(
        "\nThe program waits: it executes {each} instructions a frame, and what was measured is how long it takes to begin frames.\n"
    )
}

fn as_text(rom: &Rom, (instructions, idle): (u64, u64), rounds: u32, summaries: &[Summary]) -> String {
    use std::fmt::Write as _;
    let waiting = if idle == 0 {
        String::new()
    } else {
        format!(" and {idle} that nobody has to execute, since the program waits")
    };
    let mut text = format!(
        "{}: {instructions} instructions{waiting}; millions of them a second in {rounds} alternating rounds, after a first run and\n\
         as many more, to warm up, as it takes until nothing is compiled any more\n\n\
         engine           median    minimum    maximum     first run   compiling  warm-up\n",
        super::output::printable(&rom.title)
    );
    for (kind, summary) in EngineKind::ALL.iter().zip(summaries) {
        let _ = writeln!(
            text,
            "{:<12} {:>10.1} {:>10.1} {:>10.1} {:>10.1} ms {:>8.1} ms {:>8}",
            kind.name(),
            summary.median,
            summary.minimum,
            summary.maximum,
            summary.first.as_secs_f64() * 1000.0,
            summary.compiling.as_secs_f64() * 1000.0,
            summary.warm_ups
        );
    }
    if summaries.len() > 1 {
        let _ = writeln!(text, "\nratio of medians {:.2}", ratio(summaries));
    }
    text
}
