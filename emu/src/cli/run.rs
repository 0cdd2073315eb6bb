//! `stitch8 run`: frames without a window, and a report.

mod report;

use std::io::IsTerminal;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use cpu_ops::State;
use indicatif::{ProgressBar, ProgressStyle};

use super::capture::{Capture, CaptureArguments};
use super::code_cache::CodeCacheArguments;
use super::files::Files;
use super::look::LookArguments;
use super::output::print;
use super::perf::PerfArguments;
use super::program::ProgramArguments;
use super::settings::NamedSettings;
use super::states::StateArguments;
use super::stats::StatsArguments;
use super::tapes::TapeArguments;
use super::{Failure, Purpose};
use crate::engine::EngineKind;
use crate::flags::{FlagFile, has_flags};
use crate::headless::{Ending, Job, Report, Runner};
use crate::keys::KeyPress;
use crate::lockstep::describe_fault;
use crate::look::Look;
use crate::machine::Machine;
use crate::number::number;
use crate::picture::Picture;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::signals;
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
    #[command(flatten)]
    settings: NamedSettings,
    /// What the random generator starts from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Frames to run; 0 shows the loaded state [default: 600, or as many as a recording has]
    #[arg(long, value_name = "N")]
    frames: Option<u64>,
    /// Stop after the frame in which the program jumps to itself
    #[arg(long)]
    until_halt: bool,
    /// interpreter, recompiler or lockstep (both, compared after each frame); the fastest there is otherwise
    #[arg(long, value_name = "NAME", value_parser = choice)]
    engine: Option<Choice>,
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
    #[command(flatten)]
    capture: CaptureArguments,
    /// Pixels of the screenshot a pixel of the screen; of the GIF, a pixel of a 64 x 32 screen
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
    #[command(flatten)]
    code_cache: CodeCacheArguments,
}

/// What `--engine` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Engine(EngineKind),
    /// The recompiler, checked against the interpreter.
    Lockstep,
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

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    arguments.files().check()?;
    let rom = arguments.rom.as_deref().map_or_else(|| Ok(Rom::built_in()), Rom::read)?;
    let player = arguments.tapes.player(&rom)?;
    let settings = arguments.settings.read()?;
    let database = arguments.program.database_by(&settings);
    let mut snapshot = arguments.states.load(&rom, arguments.program.ipf)?;
    if let Some(player) = &player {
        snapshot = Some(player.start().clone());
    }
    let loaded = arguments.program.prepare_by(&settings, rom, &database, arguments.seed, snapshot.as_ref())?;
    let wished = || settings.first(&loaded.rom.sha1(), |section| section.engine).map(|(kind, _)| Choice::Engine(kind));
    let choice = arguments.engine.or_else(wished).unwrap_or(Choice::Engine(EngineKind::best()));
    let is_recompiled = choice != Choice::Engine(EngineKind::Interpreter);
    arguments.stats.check(is_recompiled, arguments.json)?;
    arguments.perf.check(is_recompiled)?;
    let mut frames = arguments.frames.unwrap_or(FRAMES);
    if let Some(player) = &player {
        frames = arguments.frames.map_or(player.frames(), |frames| frames.min(player.frames()));
    }
    let setup = snapshot.as_ref().map_or(loaded.setup(), |snapshot| snapshot.setup);
    let look = arguments.look.choose_by(&settings, &loaded.rom.sha1(), setup.platform, loaded.known.as_ref());
    let rom = loaded.rom;
    arguments.check_pokes(&setup)?;
    let title = loaded.known.as_ref().map_or(&rom.title, |known| &known.title).clone();
    if arguments.writes_while_running() {
        signals::hear();
    }
    let mut outputs = Outputs::begin(arguments, frames, &setup, look, title)?;
    let job = Job {
        setup,
        frames,
        until_halt: arguments.until_halt,
        pokes: arguments.poke.clone(),
        keys: arguments.key.clone(),
    };
    let (kind, purpose) = (choice.kind(), arguments.purpose(choice));
    let engine = super::engine(kind, setup.profile(), purpose, arguments.perf, arguments.code_cache)?;
    // Never dropped: that would wait for a region that is still being compiled, and nobody needs any more.
    let mut runner = ManuallyDrop::new(Runner::new(&rom, &job, engine, choice == Choice::Lockstep));
    if let Some(file) = &outputs.flags {
        runner.set_flags(*file.stored());
    }
    if let Some(snapshot) = &snapshot {
        runner.restore(snapshot);
    }
    let mut tape = arguments.tapes.tape(player, runner.machine())?;
    outputs.start(runner.machine());
    let report = run_with_progress(&mut runner, &job, &mut tape, |machine| outputs.frame(machine));
    if matches!(report.ending, Ending::Interrupted) {
        return interrupted(outputs, tape);
    }
    let extent = report::played(&tape);
    // Each is written, whatever becomes of the other.
    let recorded = tape.finish();
    let picture = Picture::of(&runner.state().bus.display);
    let verdict = verdict(&report.ending, runner.state(), &setup);
    let written = outputs.finish(arguments, runner.machine()).and(recorded.map_err(anyhow::Error::from));
    match (&verdict, written) {
        (Ok(()), written) => written?,
        // What the program did is what was asked for.
        (Err(_), Err(error)) => super::warn(&format!("{error:#}")),
        (Err(_), Ok(())) => {}
    }
    let text = if arguments.stats.instead_of_report() {
        String::new()
    } else if arguments.json {
        format!("{:#}\n", report::as_json(arguments, &rom, &runner, &report, &picture, extent))
    } else {
        report::as_text(arguments, &rom, &runner, &report, &picture, extent)
    };
    let stats = arguments.stats.write(runner.machine().engine());
    print(&(text + stats.as_deref().unwrap_or_default()))?;
    stats?;
    verdict
}

/// What a run that came to that end is for whoever started it.
fn verdict(ending: &Ending, state: &State, setup: &Setup) -> Result<(), Failure> {
    match ending {
        Ending::Frames | Ending::SelfJump | Ending::Exited => Ok(()),
        Ending::Fault(fault) => {
            Err(Failure::Guest(anyhow::anyhow!(describe_fault(state, fault, setup).trim_end().to_owned())))
        }
        Ending::Difference(difference) => Err(Failure::Guest(anyhow::anyhow!("{difference}"))),
        Ending::NotAsRecorded(difference) => Err(Failure::Guest((*difference).into())),
        Ending::Interrupted => unreachable!("it has no report"),
    }
}

/// Ends the process by the signal that has come. What was to be written when the run is over is not, and leaves nothing behind; what has been
/// recorded is.
fn interrupted(outputs: Outputs, tape: Tape) -> Result<(), Failure> {
    drop(outputs);
    tape.finish()?;
    signals::end_as_asked();
    Err(Failure::Told)
}

impl Choice {
    /// The engine that runs the program.
    fn kind(self) -> EngineKind {
        match self {
            Self::Engine(kind) => kind,
            Self::Lockstep => EngineKind::best(),
        }
    }
}

impl Arguments {
    /// What is read and what is written.
    fn files(&self) -> Files<'_> {
        let files = Files::default().read("the ROM", self.rom.as_deref()).written("--flags", self.flags.as_deref());
        let files = files.written("--screenshot", self.screenshot.as_deref()).written("--wav", self.wav.as_deref());
        let files = self.program.files(self.settings.files(files));
        self.stats.files(self.capture.files(self.tapes.files(self.states.files(files))))
    }

    /// Whether there are files that are begun before the run and finished after it.
    fn writes_while_running(&self) -> bool {
        self.wav.is_some() || self.capture.is_film() || self.tapes.is_recording()
    }

    /// What the engine is wanted for.
    fn purpose(&self, engine: Choice) -> Purpose {
        match engine {
            Choice::Engine(_) if self.sync => Purpose::Repeat,
            Choice::Engine(_) => Purpose::Run,
            Choice::Lockstep => Purpose::Compare,
        }
    }

    /// Refuses to set a byte that is outside of memory.
    fn check_pokes(&self, setup: &Setup) -> anyhow::Result<()> {
        let size = setup.profile().memory_bytes();
        let Some((address, _)) = self.poke.iter().find(|(address, _)| u32::from(*address) >= size) else {
            return Ok(());
        };
        let last = setup.profile().address_mask();
        anyhow::bail!("--poke: 0x{address:X} is outside of {}'s memory, which ends at 0x{last:X}", setup.platform.id)
    }
}

/// The files that a run writes, but for a recording, which goes along with it.
struct Outputs {
    flags: Option<FlagFile>,
    wav: Option<Recording>,
    capture: Capture,
    look: Look,
}

impl Outputs {
    /// Opens them all, so that what cannot be written is known before the run.
    fn begin(arguments: &Arguments, frames: u64, setup: &Setup, look: Look, title: String) -> anyhow::Result<Self> {
        if let Some(path) = &arguments.screenshot {
            Picture::can_be_written(path)?;
        }
        let flags = arguments.flags.as_ref().map(|path| open_flags(path, setup)).transpose()?;
        arguments.states.check()?;
        let wav = arguments.wav.as_ref().map(|path| record(path, frames)).transpose()?;
        let capture = arguments.capture.begin(frames, &look, arguments.scale, title)?;
        Ok(Self { flags, wav, capture, look })
    }

    /// `machine` is about to run its first frame.
    fn start(&mut self, machine: &Machine) {
        if let Some(wav) = &mut self.wav {
            wav.go_on_from(machine.counts().frames, machine.phase());
        }
        self.capture.start(machine);
    }

    /// `machine` has run a frame.
    fn frame(&mut self, machine: &Machine) {
        if let Some(wav) = &mut self.wav {
            wav.frame(machine.cue());
        }
        self.capture.frame(machine);
    }

    /// `machine` has run its last frame. Each file is written, whatever becomes of the others; the first
    /// error is told.
    fn finish(mut self, arguments: &Arguments, machine: &Machine) -> anyhow::Result<()> {
        let stored = self.flags.as_mut().map_or(Ok(()), |file| file.store(&machine.state().bus.flags));
        let heard = self.wav.map_or(Ok(()), Recording::finish);
        let saved = arguments.states.save(machine);
        let (filmed, screenshot) = self.capture.finish(machine);
        let shot = arguments.screenshot.as_ref().map_or(Ok(()), |path| {
            let (picture, caption) = screenshot?;
            let turned = self.look.rotation.turn(&picture);
            Ok(turned.write_png(path, &self.look.palette, arguments.scale.into(), &caption)?)
        });
        stored?;
        heard?;
        saved?;
        filmed?;
        shot
    }
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
fn run_with_progress(runner: &mut Runner, job: &Job, tape: &mut Tape, look: impl FnMut(&Machine)) -> Report {
    let go_on = || if signals::have_come() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    if !std::io::stderr().is_terminal() {
        return runner.run_taped(job, tape, |_| go_on(), look);
    }
    let started = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let progress = |frame| {
        match &bar {
            Some(bar) => bar.set_position(frame),
            None if started.elapsed() > PATIENCE => {
                let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} frames, {eta} left")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
                bar = Some(ProgressBar::new(job.frames).with_style(style));
            }
            None => {}
        }
        go_on()
    };
    let report = runner.run_taped(job, tape, progress, look);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    report
}
