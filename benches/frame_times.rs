//! How long the emulation of a frame takes while a game is played, as a table on the standard output: what
//! `cargo xtask frame-times` calls. Each line is a process of its own, so that each starts cold and its memory is its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Parser;
use stitch8::engine::EngineKind;
use stitch8_benches::play::{Frame, Play, most_resident};

/// The games that are played unless all are.
const GAMES: [&str; 2] = ["games/skyline.8o", "games/pearlbay.8o"];

/// Instructions a frame of a machine much faster than any of the time: there is something to compile then.
const FAST: u64 = 100_000;

/// What a frame's emulation may take at most: a quarter of a frame.
const GOAL: Duration = Duration::from_millis(4);

/// Plays games and measures every frame.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask frame-times", after_help = HELP)]
struct Arguments {
    /// How long each is played
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Instructions a frame (repeatable); otherwise those the game is made for, and 100,000
    #[arg(long, value_name = "N")]
    ipf: Vec<u64>,
    /// Every program of roms/, and that on the recompiler alone
    #[arg(long)]
    all: bool,
    /// Only the programs that have this in their paths
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// A line for each frame over 4 ms as well: when it was and what happened meanwhile
    #[arg(long)]
    slow: bool,
    /// Measure one program, and print its line
    #[arg(long, hide = true)]
    one: Option<PathBuf>,
    /// What plays it
    #[arg(long, hide = true)]
    engine: Option<EngineKind>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match (&arguments.one, arguments.engine) {
        (Some(path), Some(engine)) => one(path, engine, &arguments),
        _ => every(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("frame-times: {error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

/// Prints the table, a process a line.
fn every(arguments: &Arguments) -> Done {
    println!("{}", line(&HEADER.map(str::to_owned)));
    let speeds: Vec<Option<u64>> = match (arguments.ipf.as_slice(), arguments.all) {
        ([], false) => vec![None, Some(FAST)],
        ([], true) => vec![Some(FAST)],
        (asked, _) => asked.iter().copied().map(Some).collect(),
    };
    let engines = if arguments.all { &EngineKind::ALL[EngineKind::ALL.len() - 1..] } else { EngineKind::ALL };
    for path in programs(arguments)? {
        for &speed in &speeds {
            for engine in engines {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("--one").arg(&path).args(["--engine", engine.name()]);
                command.args(["--seconds", &arguments.seconds.to_string()]);
                if arguments.slow {
                    command.arg("--slow");
                }
                if let Some(speed) = speed {
                    command.args(["--ipf", &speed.to_string()]);
                }
                let status = command.status()?;
                if !status.success() {
                    return Err(format!("{} on the {engine}: {status}", path.display()).into());
                }
            }
        }
    }
    Ok(())
}

/// The programs to play, by their sources, which tell the platform.
fn programs(arguments: &Arguments) -> Result<Vec<PathBuf>, std::io::Error> {
    let roms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms");
    let mut paths: Vec<PathBuf> = if arguments.all {
        let mut found = Vec::new();
        for folder in ["games", "bench", "conformance"] {
            for entry in std::fs::read_dir(roms.join(folder))? {
                found.push(entry?.path());
            }
        }
        found.retain(|path| path.extension().is_some_and(|extension| extension == "8o"));
        found.sort();
        found
    } else {
        GAMES.iter().map(|game| roms.join(game)).collect()
    };
    paths.retain(|path| path.display().to_string().contains(&arguments.filter));
    Ok(paths)
}

/// What the columns mean.
const HELP: &str = "Times are of the emulation of a frame, in milliseconds by the clock; \"on a CPU\" is the longest without \
    the time in which the system gave the processor to others. Preempted: frames in which it did. Waited: frames in \
    which the emulation itself waited for something. Native: instructions that compiled code executed. Memory: the most that \
    the process had, the files mapped into it included.";

/// The columns.
const HEADER: [&str; 15] = [
    "program",
    "engine",
    "a frame",
    "frames",
    "median",
    "99 %",
    "99.9 %",
    "longest",
    "on a CPU",
    "over 4 ms",
    "preempted",
    "waited",
    "regions",
    "native",
    "memory",
];

/// Plays one program and prints its line.
fn one(path: &Path, engine: EngineKind, arguments: &Arguments) -> Done {
    let mut play = Play::new(path, engine, arguments.ipf.first().copied())?;
    play.run(arguments.seconds);
    let frames = play.frames();
    let count = |holds: fn(&Frame) -> bool| frames.iter().filter(|frame| holds(frame)).count().to_string();
    let mut clock: Vec<Duration> = frames.iter().map(|frame| frame.clock).collect();
    clock.sort();
    let processor = frames.iter().map(|frame| frame.processor).max().unwrap_or_default();
    let memory = most_resident().map_or("-".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6));
    let (regions, native) = compiled(&play);
    let cells = [
        path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        engine.name().to_owned(),
        play.machine().setup().instructions_per_frame.to_string(),
        frames.len().to_string(),
        milliseconds(quantile(&clock, 500)),
        milliseconds(quantile(&clock, 990)),
        milliseconds(quantile(&clock, 999)),
        milliseconds(quantile(&clock, 1000)),
        milliseconds(processor),
        count(|frame| frame.clock > GOAL),
        count(|frame| frame.preempted),
        count(|frame| frame.waited),
        regions,
        native,
        memory,
    ];
    println!("{}", line(&cells));
    if arguments.slow {
        print_slow(frames);
    }
    Ok(())
}

/// A line for each frame that took longer than it should.
fn print_slow(frames: &[Frame]) {
    let before = std::iter::once(None).chain(frames.iter().map(Some));
    for (number, (frame, before)) in frames.iter().zip(before).enumerate().filter(|(_, (frame, _))| frame.clock > GOAL)
    {
        let (requested, compiled) = before.map_or((0, 0), |before| (before.requested, before.compiled));
        println!(
            "  frame {number}: {} ms, {} on a CPU; {}{}; {} regions asked for, {} put to use, {} at work before",
            milliseconds(frame.clock),
            milliseconds(frame.processor),
            if frame.preempted { "preempted" } else { "not preempted" },
            if frame.waited { ", waited" } else { "" },
            frame.requested - requested,
            frame.compiled - compiled,
            requested - compiled,
        );
    }
}

/// How many regions were compiled, and the share of instructions that they executed.
#[cfg(feature = "jit")]
fn compiled(play: &Play) -> (String, String) {
    let statistics = play.machine().engine().statistics();
    statistics.map_or(("-".to_owned(), "-".to_owned()), |done| {
        (done.units_compiled.to_string(), format!("{:.1} %", done.native_share() * 100.0))
    })
}

/// Nothing compiles.
#[cfg(not(feature = "jit"))]
fn compiled(_: &Play) -> (String, String) {
    ("-".to_owned(), "-".to_owned())
}

/// One line of the table.
fn line(cells: &[String; 15]) -> String {
    const WIDTHS: [usize; 15] = [22, 12, 8, 7, 7, 7, 7, 8, 9, 10, 10, 7, 8, 8, 10];
    let (names, numbers) = cells.split_at(2);
    let mut text = String::new();
    for (cell, width) in names.iter().zip(WIDTHS) {
        let _ = write!(text, "{cell:<width$} ");
    }
    for (cell, &width) in numbers.iter().zip(&WIDTHS[2..]) {
        let _ = write!(text, "{cell:>width$} ");
    }
    text.trim_end().to_owned()
}

/// Of sorted times, the one that so many thousandths of them do not exceed.
fn quantile(sorted: &[Duration], thousandths: usize) -> Duration {
    let rank = (sorted.len() * thousandths).div_ceil(1000);
    sorted.get(rank.max(1) - 1).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1e3)
}
