//! The command line: arguments in, exit code out.
//!
//! Exit codes everywhere: 0 done, 1 guest fault, difference or failed check, 2 usage or unreadable file,
//! 3 neither a display nor a terminal to play in.

mod asm;
mod bench;
mod capture;
mod code_cache;
mod comfort;
mod config;
mod disasm;
mod explain;
mod files;
mod info;
mod look;
mod output;
mod perf;
#[cfg(any(feature = "terminal", feature = "window"))]
mod play;
mod program;
mod run;
mod settings;
mod shell;
mod states;
mod stats;
#[cfg(any(feature = "terminal", feature = "window"))]
mod surface;
mod tapes;
mod test;
mod vectors;
#[cfg(any(feature = "terminal", feature = "window"))]
mod watch;

use clap::{Parser, Subcommand};
use code_cache::CodeCacheArguments;
use cpu_ops::Profile;
use output::{printable, printable_colours, printable_lines, tell};
use perf::PerfArguments;

use crate::engine::{Engine, EngineKind};
use crate::rom::RomError;

/// Plays and examines CHIP-8 programs.
#[derive(Debug, Parser)]
#[command(name = "stitch8", version, args_conflicts_with_subcommands = true)]
#[command(after_help = help())]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[cfg(any(feature = "terminal", feature = "window"))]
    #[command(flatten)]
    play: play::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play a ROM in a window, or in a terminal
    #[cfg(any(feature = "terminal", feature = "window"))]
    #[command(after_help = crate::frontend::controls::help())]
    Play(play::Arguments),
    /// Run a ROM without a window
    Run(Box<run::Arguments>),
    /// Assemble Octo source to a ROM
    Asm(asm::Arguments),
    /// Compare the engines' speed on a ROM
    Bench(bench::Arguments),
    /// Show what becomes of a region: guest code, LLVM's representation, and machine code
    Explain(explain::Arguments),
    /// Run a suite of test ROMs on every engine
    Test(test::Arguments),
    /// Write single-step vectors, which other emulators can be tested with, or run those of a folder
    Vectors(vectors::Arguments),
    /// Turn a ROM into Octo source
    Disasm(disasm::Arguments),
    /// Tell what is known of a ROM and how it would run without settings; or list platforms and quirks
    Info(info::Arguments),
    /// Tell what holds when a ROM is played, and who decided it: command line, settings, database or platform
    #[command(after_help = config::HELP)]
    Config(config::Arguments),
    /// Print what a shell needs to complete this command
    #[command(after_help = shell::COMPLETIONS_HELP)]
    Completions(shell::CompletionsArguments),
    /// Print the manual page, or write those of all commands to a folder
    #[command(after_help = shell::MAN_HELP)]
    Man(shell::ManArguments),
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// The guest faulted, engines differed, or a check failed.
    Guest(anyhow::Error),
    /// The guest faulted, and the user was told when it did.
    #[cfg_attr(
        not(any(feature = "terminal", feature = "window")),
        allow(dead_code, reason = "only a window tells before the end")
    )]
    Told,
    /// The arguments or a file are no good.
    Usage(anyhow::Error),
    /// There is no display to open a window on.
    NoDisplay(anyhow::Error),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Guest(_) | Self::Told => 1,
            Self::Usage(_) => 2,
            Self::NoDisplay(_) => 3,
        }
    }

    /// Says it on the standard error output, unless it has been said. A source's errors are shown in the source.
    fn tell(&self) {
        let error = match self {
            Self::Told => return,
            Self::Guest(error) | Self::Usage(error) | Self::NoDisplay(error) => error,
        };
        match error.downcast_ref() {
            Some(RomError::Source(errors)) => tell(&shown(&miette::Report::new(errors.as_ref().clone()))),
            _ => tell(&format!("stitch8: {}\n", self.printable(&format!("{error:#}")))),
        }
    }
}

impl Failure {
    /// The text as it can be printed. Only what is said of a guest is longer than a line.
    fn printable(&self, text: &str) -> String {
        if matches!(self, Self::Guest(_)) { printable_lines(text) } else { printable(text) }
    }
}

/// What is wrong with a source, shown in it. A source may contain anything.
fn shown(report: &miette::Report) -> String {
    printable_colours(&format!("{report:?}")).into_owned()
}

/// Tells the user of something that is no reason to stop.
fn warn(text: &str) {
    tell(&format!("stitch8: {}\n", printable(text)));
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Usage(error.into())
    }
}

/// A file that is larger than the user lets files be is an error as any other, and not the end of the process.
fn survive_large_files() {
    // If it cannot be caught, it is as it would have been.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> u8 {
    survive_large_files();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match execute(cli) {
        Ok(()) => 0,
        Err(failure) => {
            failure.tell();
            failure.code()
        }
    }
}

fn execute(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Asm(arguments)) => asm::run(&arguments),
        Some(Command::Bench(arguments)) => bench::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Test(arguments)) => test::run(&arguments),
        Some(Command::Vectors(arguments)) => vectors::run(&arguments),
        Some(Command::Disasm(arguments)) => disasm::run(&arguments),
        Some(Command::Info(arguments)) => info::run(&arguments),
        Some(Command::Config(arguments)) => config::run(&arguments),
        Some(Command::Completions(arguments)) => shell::completions(&arguments),
        Some(Command::Man(arguments)) => shell::man(&arguments),
        #[cfg(any(feature = "terminal", feature = "window"))]
        Some(Command::Play(arguments)) => play::run(&arguments),
        #[cfg(any(feature = "terminal", feature = "window"))]
        None => play::run(&cli.play),
        #[cfg(not(any(feature = "terminal", feature = "window")))]
        None => Err(anyhow::anyhow!("this build has no window; try: stitch8 run ROM").into()),
    }
}

/// What the help ends with.
fn help() -> String {
    let examples = "Examples:\n  \
        stitch8                         play the built-in game\n  \
        stitch8 game.ch8                play a ROM, or Octo source\n  \
        stitch8 game.8o --watch         play it, and start it anew whenever the file is saved\n  \
        stitch8 game.ch8 --record a.rec record how it is played\n  \
        stitch8 run game.ch8 --play a.rec --gif a.gif\n  \
        \x20                               play that without a window, and film it\n  \
        stitch8 asm game.8o             assemble Octo source to game.ch8\n  \
        stitch8 run game.ch8 --json     run 600 frames without a window\n  \
        stitch8 bench game.ch8          compare the interpreter and the recompiler\n  \
        stitch8 explain game.ch8        show the machine code of its hottest region\n  \
        stitch8 info game.ch8           tell how it would run, and why\n  \
        stitch8 info --list             list platforms, quirks, fonts and palettes\n  \
        stitch8 config game.ch8         tell what the settings make of it, and where they are\n  \
        stitch8 test suite.toml         run test ROMs and compare screens\n  \
        stitch8 vectors --check DIR     run single-step vectors on every engine\n\n";
    let codes = "Exit codes:\n  \
        0   done\n  \
        1   the program did what has no meaning, engines differed, or a check failed\n  \
        2   the arguments or a file are no good\n  \
        3   there is neither a display nor a terminal to play in\n\n";
    let variables = "RUST_LOG=stitch8=debug tells what is compiled and why compiled code is left.\n\
        STITCH8_DUMP=folder writes every stage of each compiled unit to files.\n\
        STITCH8_CODE_CACHE=folder keeps compiled code there and not in the system's folder for caches; if empty, none.";
    #[cfg(any(feature = "terminal", feature = "window"))]
    let keys = crate::frontend::controls::help() + "\n";
    #[cfg(not(any(feature = "terminal", feature = "window")))]
    let keys = "";
    format!("{examples}{keys}{codes}{variables}")
}

/// Prints what clap has to say: help in full, an error in one line.
fn usage(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        // Help and version go to the standard output; who closes that has read enough.
        return match error.print() {
            Err(problem) if problem.kind() != std::io::ErrorKind::BrokenPipe => {
                tell(&format!("stitch8: cannot write to the standard output: {problem}\n"));
                2
            }
            _ => 0,
        };
    }
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let line: Vec<&str> = first.trim_start_matches("error: ").split_whitespace().collect();
    tell(&format!("stitch8: {} (try --help)\n", printable(&line.join(" "))));
    2
}

/// What an engine is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// To be played with, or run for its result: nothing may hold it up.
    Run,
    /// To be run for its result, and for what runs natively when, which is to be repeatable.
    Repeat,
    /// To be measured: compiling is timed apart from running.
    Measure,
    /// To be compared with the interpreter: as much as possible shall be compiled.
    Compare,
}

/// The engine of the kind asked for; `perf` tells whether `perf` shall know its compiled code, `code_cache` whether that may
/// be from earlier. What is compared is always compiled here.
#[cfg_attr(not(feature = "jit"), allow(clippy::unnecessary_wraps, reason = "a recompiler may fail to start"))]
fn engine(
    kind: EngineKind,
    profile: Profile,
    purpose: Purpose,
    perf: PerfArguments,
    code_cache: CodeCacheArguments,
) -> anyhow::Result<Engine> {
    match kind {
        EngineKind::Interpreter => {
            let _ = (purpose, perf, code_cache);
            Ok(Engine::interpreter(profile))
        }
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            use crate::recompiler::{Settings, dump};
            let dump = dump::Dump::from_environment().map_err(|(folder, error)| {
                anyhow::anyhow!("{}: cannot make the folder {}: {error}", dump::VARIABLE, folder.display())
            })?;
            let settings = if purpose == Purpose::Compare { Settings::eager() } else { Settings::default() };
            let (background, perf_map) = (purpose == Purpose::Run, perf.map()?);
            let trials = settings.trials && purpose != Purpose::Repeat;
            // A dump is to show how code is made.
            let store = if purpose == Purpose::Compare || dump.is_some() { None } else { code_cache.store() };
            match Engine::recompiler(profile, &Settings { background, trials, store, dump, perf_map, ..settings }) {
                Err(error) if purpose == Purpose::Run => {
                    log::error!("the recompiler does not start, all is interpreted: {error}");
                    Ok(Engine::interpreter(profile))
                }
                made => Ok(made?),
            }
        }
    }
}
