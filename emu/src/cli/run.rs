//! `stitch8 run`: frames without a window, and a report.

use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use cpu_ops::State;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::look::LookArguments;
use super::perf::PerfArguments;
use super::program::ProgramArguments;
use super::stats::StatsArguments;
use super::{Failure, Purpose};
use crate::engine::{Engine, EngineKind};
use crate::flags::{FlagFile, has_flags};
use crate::headless::{Ending, Job, Report, Runner};
use crate::keys::KeyPress;
use crate::lockstep::{describe, describe_fault};
use crate::picture::Picture;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::Cue;
use crate::sound::wav::{self, Recording};

/// How long a run takes before it gets a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file
    rom: PathBuf,
    #[command(flatten)]
    program: ProgramArguments,
    /// What the random generator starts from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Frames to run; 0 shows the loaded state
    #[arg(long, value_name = "N", default_value_t = 600)]
    frames: u64,
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
    #[arg(long, value_name = "ADDR=BYTE", value_parser = poke)]
    poke: Vec<(u16, u8)>,
    /// Hold a key, such as A@60-65: down before frame 60, up before frame 65 (repeatable)
    #[arg(long, value_name = "K@DOWN-UP")]
    key: Vec<KeyPress>,
    /// Keep the flag registers of SUPER-CHIP and XO-CHIP in a file, from one run to the next; all are 0 at the start
    /// otherwise, so that runs are repeatable
    #[arg(long, value_name = "FILE")]
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
    let loaded = arguments.program.load(&arguments.rom, arguments.seed)?;
    let is_recompiled = arguments.engine != Choice::Engine(EngineKind::Interpreter);
    arguments.stats.check(is_recompiled, arguments.json)?;
    arguments.perf.check(is_recompiled)?;
    let look = arguments.look.choose(loaded.setup().platform, loaded.known.as_ref());
    let (setup, rom) = (loaded.setup(), loaded.rom);
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
    let mut recording = arguments.wav.as_ref().map(|path| record(path, arguments.frames)).transpose()?;
    let job = Job {
        setup,
        frames: arguments.frames,
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
    let report = run_with_progress(&mut runner, &job, recording.as_mut());
    // Each is written, whatever becomes of the other.
    let stored = flags.as_mut().map(|file| file.store(&runner.state().bus.flags)).transpose();
    recording.map(Recording::finish).transpose()?;
    stored?;

    let picture = Picture::of(&runner.state().bus.display);
    if let Some(path) = &arguments.screenshot {
        look.rotation.turn(&picture).write_png(path, &look.palette, arguments.scale.into())?;
    }
    let text = if arguments.stats.instead_of_report() {
        String::new()
    } else if arguments.json {
        format!("{:#}\n", report_as_json(arguments, &rom, &runner, &report, &picture))
    } else {
        report_as_text(arguments, &rom, &runner, &report, &picture)
    };
    print(&(text + &arguments.stats.write(runner.machine().engine())?))?;
    match report.ending {
        Ending::Frames | Ending::SelfJump | Ending::Exited => Ok(()),
        Ending::Fault(fault) => {
            Err(Failure::Guest(anyhow::anyhow!(describe_fault(runner.state(), &fault, &setup).trim_end().to_owned())))
        }
        Ending::Difference(difference) => Err(Failure::Guest(anyhow::anyhow!("{difference}"))),
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
fn run_with_progress(runner: &mut Runner, job: &Job, mut recording: Option<&mut Recording>) -> Report {
    let hear = |cue: &Cue| {
        if let Some(recording) = &mut recording {
            recording.frame(cue);
        }
    };
    if !std::io::stderr().is_terminal() {
        return runner.run_heard(job, |_| (), hear);
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
    let report = runner.run_heard(job, progress, hear);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    report
}

fn report_as_json(arguments: &Arguments, rom: &Rom, runner: &Runner, report: &Report, picture: &Picture) -> Value {
    let setup = runner.machine().setup();
    let mut object = json!({
        "rom_sha1": rom.sha1(),
        "platform": setup.platform.id,
        "engine": arguments.engine.to_string(),
        "frames": report.counts.frames,
        "instructions": report.counts.instructions,
        "idle_instructions": report.counts.idle,
        "seconds": report.elapsed.as_secs_f64(),
        "mips": report.mips(),
        "screen": { "width": picture.width, "height": picture.height, "sha1": picture.sha1() },
        "exit": report.ending.name(),
    });
    if arguments.frames == 0 {
        object["state"] = state_as_json(runner.state());
    }
    match &report.ending {
        Ending::Fault(fault) => {
            object["fault"] = json!({
                "message": fault.to_string(), "pc": fault.pc, "opcode": format!("{:04X}", fault.opcode),
            });
        }
        Ending::Difference(difference) => {
            object["difference"] = json!({ "frame": difference.frame, "instruction": difference.instruction });
        }
        Ending::Frames | Ending::SelfJump | Ending::Exited => {}
    }
    if let Some(statistics) = statistics_as_json(runner.machine().engine()) {
        object["recompiler"] = statistics;
    }
    object
}

/// The registers and the stack.
fn state_as_json(state: &State) -> Value {
    let registers = &state.registers;
    json!({
        "pc": registers.pc,
        "i": registers.i,
        "v": registers.v,
        "delay": registers.delay,
        "sound": registers.sound,
        "stack": state.bus.stack[..usize::from(registers.sp)],
    })
}

/// The recompiler's statistics, if the engine is one.
fn statistics_as_json(engine: &Engine) -> Option<Value> {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics() {
        let mut value = json!(statistics);
        value["native_share"] = json!(statistics.native_share());
        return Some(value);
    }
    let _ = engine;
    None
}

fn report_as_text(arguments: &Arguments, rom: &Rom, runner: &Runner, report: &Report, picture: &Picture) -> String {
    let setup = runner.machine().setup();
    let ending = match &report.ending {
        Ending::Frames => "all frames run".to_owned(),
        Ending::SelfJump => "the program jumps to itself".to_owned(),
        Ending::Exited => "the program ended itself".to_owned(),
        Ending::Fault(fault) => fault.to_string(),
        Ending::Difference(_) => "the engines differ".to_owned(),
    };
    let counts = report.counts;
    let mut text = format!(
        "rom          {} ({} bytes, SHA-1 {})\nplatform     {}, {} instructions a frame\nengine       {}\n\
         frames       {}\ninstructions {} ({} idle)\ntime         {:.3} s, {:.1} million instructions a second\n\
         screen       {} x {}, SHA-1 {}\nexit         {ending}\n",
        rom.title,
        rom.bytes.len(),
        rom.sha1(),
        setup.platform.id,
        setup.instructions_per_frame,
        arguments.engine,
        counts.frames,
        counts.instructions,
        counts.idle,
        report.elapsed.as_secs_f64(),
        report.mips(),
        picture.width,
        picture.height,
        picture.sha1(),
    );
    text.push_str(&statistics_as_text(runner.machine().engine()));
    if arguments.frames == 0 {
        text.push_str(&describe(runner.state()));
    }
    text
}

/// The recompiler's statistics, if the engine is one.
fn statistics_as_text(engine: &Engine) -> String {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics() {
        let phases = statistics.microseconds;
        return format!(
            "recompiler   {} units compiled, {} bytes of code, {} invalidations, {:.1} % run natively\n\
             compile time {:.1} ms: discover {}, stitch {}, optimize {}, codegen {}, link {} us; once before, the ops {} us\n",
            statistics.units_compiled,
            statistics.code_bytes,
            statistics.invalidations,
            statistics.native_share() * 100.0,
            phases.total() as f64 / 1000.0,
            phases.discover,
            phases.stitch,
            phases.optimize,
            phases.codegen,
            phases.link,
            statistics.specialize_microseconds,
        );
    }
    let _ = engine;
    String::new()
}
