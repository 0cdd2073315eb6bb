//! `stitch8 run`: frames without a window, and a report.

mod report;

use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::look::LookArguments;
use super::perf::PerfArguments;
use super::program::ProgramArguments;
use super::states::StateArguments;
use super::stats::StatsArguments;
use super::tapes::TapeArguments;
use super::{Failure, Purpose};
use crate::engine::EngineKind;
use crate::flags::{FlagFile, has_flags};
use crate::headless::{Ending, Job, Report, Runner};
use crate::keys::KeyPress;
use crate::lockstep::describe_fault;
use crate::machine::Machine;
use crate::picture::Picture;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::wav::{self, Recording};
use crate::tape::Tape;

/// Frames of a run of which nobody says how long it shall be.
const FRAMES: u64 = 600;

/// How long a run takes before it gets a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file; with `--play` the built-in game otherwise
    #[arg(required_unless_present = "play")]
    rom: Option<PathBuf>,
    #[command(flatten)]
    program: ProgramArguments,
    /// What the random generator starts from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Frames to run, 600 otherwise, or as many as a recording has; 0 shows the loaded state
    #[arg(long, value_name = "N")]
    frames: Option<u64>,
    /// Stop after the frame in which the program jumps to itself
    #[arg(long)]
    until_halt: bool,
    /// interpreter, recompiler or lockstep (both, compared after each frame); the fastest there is otherwise
    #[arg(long, value_name = "NAME", value_parser = choice, default_value_t = Choice::Engine(EngineKind::best()))]
    engine: Choice,
    /// Wait for each region to be compiled, so that what runs natively when is repeatable
    #[arg(long)]
    sync: bool,
    /// Set a byte of memory after loading, such as 0x1FF=3 (repeatable)
    #[arg(long, value_name = "ADDR=BYTE", value_parser = poke, conflicts_with = "play")]
    poke: Vec<(u16, u8)>,
    /// Hold a key, such as A@60-65: down before frame 60, up before frame 65 (repeatable)
    #[arg(long, value_name = "K@DOWN-UP", conflicts_with = "play")]
    key: Vec<KeyPress>,
    #[command(flatten)]
    states: StateArguments,
    #[command(flatten)]
    tapes: TapeArguments,
    /// Keep the flag registers of SUPER-CHIP and XO-CHIP in a file, from one run to the next; all are 0 at the start
    /// otherwise, so that runs are repeatable
    #[arg(long, value_name = "FILE", conflicts_with = "play")]
    flags: Option<PathBuf>,
    /// Write the last screen as a PNG file
    #[arg(long, value_name = "FILE.png")]
    screenshot: Option<PathBuf>,
    /// Pixels of the screenshot a pixel of the screen
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    scale: u16,
    #[command(flatten)]
    look: LookArguments,
    /// Write what is heard as a WAV file, 48,000 samples a second
    #[arg(long, value_name = "FILE.wav")]
    wav: Option<PathBuf>,
    /// Print one JSON object and not text for people
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    stats: StatsArguments,
    #[command(flatten)]
    perf: PerfArguments,
}

/// What `--engine` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Engine(EngineKind),
    /// The recompiler, checked against the interpreter.
    Lockstep,
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Engine(kind) => kind.fmt(f),
            Self::Lockstep => f.write_str("lockstep"),
        }
    }
}

fn choice(name: &str) -> Result<Choice, String> {
    if name == "lockstep" && EngineKind::ALL.len() > 1 {
        return Ok(Choice::Lockstep);
    }
    name.parse().map(Choice::Engine).map_err(|error| {
        let mut names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        if names.len() > 1 {
            names.push("lockstep");
        }
        format!("{error}; there are: {}", names.join(", "))
    })
}

fn poke(text: &str) -> Result<(u16, u8), String> {
    let form = || "a poke is ADDR=BYTE, such as 0x1FF=3 or 511=0x03; ADDR up to 0xFFFF, BYTE up to 0xFF".to_owned();
    let (address, value) = text.split_once('=').ok_or_else(form)?;
    let address = number(address).and_then(|number| u16::try_from(number).ok()).ok_or_else(form)?;
    let value = number(value).and_then(|number| u8::try_from(number).ok()).ok_or_else(form)?;
    Ok((address, value))
}

/// A decimal number, or a hexadecimal one after `0x`.
pub(super) fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    // Rust would take a sign as well.
    if digits.starts_with('+') { None } else { u32::from_str_radix(digits, radix).ok() }
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let rom = arguments.rom.as_deref().map_or_else(|| Ok(Rom::built_in()), Rom::read)?;
    let player = arguments.tapes.player(&rom)?;
    let loaded = arguments.program.prepare(rom, &arguments.program.database(), arguments.seed)?;
    let is_recompiled = arguments.engine != Choice::Engine(EngineKind::Interpreter);
    arguments.stats.check(is_recompiled, arguments.json)?;
    arguments.perf.check(is_recompiled)?;
    let mut snapshot = arguments.states.load(&loaded.rom, arguments.program.ipf)?;
    let mut frames = arguments.frames.unwrap_or(FRAMES);
    if let Some(player) = &player {
        snapshot = Some(player.start().clone());
        frames = arguments.frames.map_or(player.frames(), |frames| frames.min(player.frames()));
    }
    let setup = snapshot.as_ref().map_or(loaded.setup(), |snapshot| snapshot.setup);
    let look = arguments.look.choose(setup.platform, loaded.known.as_ref());
    let rom = loaded.rom;
    if let Some((address, _)) =
        arguments.poke.iter().find(|(address, _)| u32::from(*address) >= setup.profile().memory_bytes())
    {
        let last = setup.profile().address_mask();
        let problem =
            format!("--poke: 0x{address:X} is outside of {}'s memory, which ends at 0x{last:X}", setup.platform.id);
        return Err(anyhow::anyhow!(problem).into());
    }
    if let Some(path) = &arguments.screenshot {
        Picture::can_be_written(path)?;
    }
    let mut flags = arguments.flags.as_ref().map(|path| open_flags(path, &setup)).transpose()?;
    arguments.states.check()?;
    let mut recording = arguments.wav.as_ref().map(|path| record(path, frames)).transpose()?;
    let job = Job {
        setup,
        frames,
        until_halt: arguments.until_halt,
        pokes: arguments.poke.clone(),
        keys: arguments.key.clone(),
    };
    let (kind, purpose) = match arguments.engine {
        Choice::Engine(kind) if arguments.sync => (kind, Purpose::Measure),
        Choice::Engine(kind) => (kind, Purpose::Run),
        Choice::Lockstep => (EngineKind::best(), Purpose::Compare),
    };
    let engine = super::engine(kind, setup.profile(), purpose, arguments.perf)?;
    // Never dropped: that would wait for a region that is still being compiled, and nobody needs any more.
    let mut runner = ManuallyDrop::new(Runner::new(&rom, &job, engine, arguments.engine == Choice::Lockstep));
    if let Some(file) = &flags {
        runner.set_flags(*file.stored());
    }
    if let Some(snapshot) = &snapshot {
        runner.restore(snapshot);
        if let Some(recording) = &mut recording {
            recording.go_on_from(snapshot.counts.frames, &snapshot.phase);
        }
    }
    let mut tape = arguments.tapes.tape(player, runner.machine())?;
    let report = run_with_progress(&mut runner, &job, &mut tape, recording.as_mut());
    let extent = report::played(&tape);
    // Each is written, whatever becomes of the others.
    let recorded = tape.finish();
    let stored = flags.as_mut().map(|file| file.store(&runner.state().bus.flags)).transpose();
    recording.map(Recording::finish).transpose()?;
    stored?;
    recorded?;
    arguments.states.save(runner.machine())?;

    let picture = Picture::of(&runner.state().bus.display);
    if let Some(path) = &arguments.screenshot {
        look.rotation.turn(&picture).write_png(path, &look.palette, arguments.scale.into())?;
    }
    let text = if arguments.stats.instead_of_report() {
        String::new()
    } else if arguments.json {
        format!("{:#}\n", report::as_json(arguments, &rom, &runner, &report, &picture, extent))
    } else {
        report::as_text(arguments, &rom, &runner, &report, &picture, extent)
    };
    print(&(text + &arguments.stats.write(runner.machine().engine())?))?;
    match report.ending {
        Ending::Frames | Ending::SelfJump | Ending::Exited => Ok(()),
        Ending::Fault(fault) => {
            Err(Failure::Guest(anyhow::anyhow!(describe_fault(runner.state(), &fault, &setup).trim_end().to_owned())))
        }
        Ending::Difference(difference) => Err(Failure::Guest(anyhow::anyhow!("{difference}"))),
        Ending::NotAsRecorded(difference) => Err(Failure::Guest(difference.into())),
    }
}

/// Writes to the standard output; one that has been closed is told of as any other error.
fn print(text: &str) -> anyhow::Result<()> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| anyhow::anyhow!("cannot write the report: {error}"))
}

/// The file of flag registers at `path`.
fn open_flags(path: &Path, setup: &Setup) -> anyhow::Result<FlagFile> {
    anyhow::ensure!(
        has_flags(setup),
        "--flags: {} has no flag registers; superchip and xochip have",
        setup.platform.id
    );
    Ok(FlagFile::open(path)?)
}

/// A recording of `frames` frames.
fn record(path: &Path, frames: u64) -> anyhow::Result<Recording> {
    let limit = wav::MAX_FRAMES;
    anyhow::ensure!(frames <= limit, "--wav: a WAV file has room for {limit} frames, not for {frames}; try --frames");
    Ok(Recording::begin(path)?)
}

/// Runs the job. On a terminal, a run of some length shows how far it is.
fn run_with_progress(runner: &mut Runner, job: &Job, tape: &mut Tape, mut recording: Option<&mut Recording>) -> Report {
    let look = |machine: &Machine| {
        if let Some(recording) = &mut recording {
            recording.frame(machine.cue());
        }
    };
    if !std::io::stderr().is_terminal() {
        return runner.run_taped(job, tape, |_| (), look);
    }
    let started = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let progress = |frame| match &bar {
        Some(bar) => bar.set_position(frame),
        None if started.elapsed() > PATIENCE => {
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} frames, {eta} left")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar = Some(ProgressBar::new(job.frames).with_style(style));
        }
        None => {}
    };
    let report = runner.run_taped(job, tape, progress, look);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    report
}
