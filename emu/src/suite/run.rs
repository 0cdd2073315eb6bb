//! Runs cases, several at a time, each on fresh engines.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use cpu_ops::Profile;

use super::expected::Mismatch;
use super::sound::Listener;
use super::{Case, Entry, Plan};
use crate::engine::{Engine, EngineKind};
use crate::headless::{Ending, Runner};
use crate::picture::Picture;
use crate::sound::Cue;

/// How often control is transferred to an address before the recompiler compiles it. Most cases are over before
/// anything gets as hot as in a game, and what has not been compiled has not been tested.
#[cfg(feature = "jit")]
const THRESHOLD: u32 = 1;

/// How cases are run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The engines, at least one. The interpreter and another one are compared after each frame.
    pub engines: Vec<EngineKind>,
    /// Cases that run at the same time, at least one.
    pub jobs: usize,
}

/// What a case came to.
#[derive(Debug)]
pub struct Outcome {
    /// What each engine came to.
    pub findings: Vec<Finding>,
    /// What went wrong apart from expectations.
    pub trouble: Option<Trouble>,
    /// How long it took on all engines.
    pub elapsed: Duration,
}

/// What an engine came to.
#[derive(Debug)]
pub struct Finding {
    /// The engine.
    pub engine: EngineKind,
    /// The expectations that it did not meet.
    pub mismatches: Vec<Mismatch>,
    /// The screen it left.
    pub picture: Picture,
    /// The SHA-1 of what was heard; empty if nobody asked.
    pub sound: String,
}

/// What goes wrong apart from expectations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The engines differ: where and how, on several lines.
    Difference(String),
    /// An engine did not start, or has a bug that stopped it.
    Broken(String),
}

impl Outcome {
    /// Whether the engines agree with each other and with what is expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.trouble.is_none() && self.findings.iter().all(|finding| finding.mismatches.is_empty())
    }

    /// Whether nothing but the screen and the sound is other than expected.
    #[must_use]
    pub fn can_be_blessed(&self) -> bool {
        let mut mismatches = self.findings.iter().flat_map(|finding| &finding.mismatches).peekable();
        self.trouble.is_none()
            && mismatches.peek().is_some()
            && mismatches.all(|it| matches!(it, Mismatch::Screen { .. } | Mismatch::Sound { .. }))
    }
}

/// Runs all `entries` that can be run, and calls `done` with each entry's number and outcome, in order and as soon
/// as may be.
pub fn run_all(entries: &[Entry], options: &Options, mut done: impl FnMut(usize, Option<Outcome>)) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, entries.len().max(1)) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(entry) = entries.get(number) else { break };
                    let outcome = match &entry.plan {
                        Plan::Run(case) => Some(run_guarded(case, &options.engines)),
                        Plan::Skip(_) | Plan::Refuse(_) => None,
                    };
                    // The receiver outlives this thread's scope.
                    let _ = sender.send((number, outcome));
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, outcome) in receiver {
            early.insert(number, outcome);
            while let Some(outcome) = early.remove(&due) {
                done(due, outcome);
                due += 1;
            }
        }
    });
}

/// Runs a case. A panic is its outcome: a bug in one case must not hide the others.
fn run_guarded(case: &Case, engines: &[EngineKind]) -> Outcome {
    let started = Instant::now();
    let engines: Vec<EngineKind> = engines.iter().copied().filter(|&engine| case.is_for(engine)).collect();
    let (findings, trouble) = panic::catch_unwind(AssertUnwindSafe(|| run(case, &engines))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        (Vec::new(), Some(Trouble::Broken(format!("an engine panicked: {text}"))))
    });
    Outcome { findings, trouble, elapsed: started.elapsed() }
}

/// What a run came to.
struct Run {
    ending: Ending,
    runner: Runner,
    /// The SHA-1 of what was heard; empty if nobody asked.
    sound: String,
}

/// With the interpreter and another engine, one run in lockstep speaks for both; only where they differ must each
/// be run alone to know what it comes to.
fn run(case: &Case, engines: &[EngineKind]) -> (Vec<Finding>, Option<Trouble>) {
    let checked = engines.iter().copied().find(|&engine| engine != EngineKind::Interpreter);
    let lockstep = checked.filter(|_| engines.contains(&EngineKind::Interpreter));
    let mut findings = Vec::new();
    let mut trouble = None;
    if let Some(checked) = lockstep {
        match run_on(case, checked, true) {
            Ok(Run { ending: Ending::Difference(difference), .. }) => {
                trouble = Some(Trouble::Difference(difference.to_string()));
            }
            Ok(run) => {
                findings.extend(engines.iter().map(|&engine| finding(case, engine, &run)));
                return (findings, None);
            }
            Err(message) => return (findings, Some(Trouble::Broken(message))),
        }
    }
    for &engine in engines {
        match run_on(case, engine, false) {
            Ok(run) => findings.push(finding(case, engine, &run)),
            Err(message) => return (findings, Some(Trouble::Broken(message))),
        }
    }
    (findings, trouble)
}

fn run_on(case: &Case, engine: EngineKind, lockstep: bool) -> Result<Run, String> {
    let engine = fresh_engine(engine, case.job.setup.profile())?;
    let mut runner = Runner::new(&case.rom, &case.job, engine, lockstep);
    let mut listener = case.expected.sound.as_ref().map(|_| Listener::new());
    let hear = |cue: &Cue| listener.iter_mut().for_each(|listener| listener.frame(cue));
    let report = runner.run_heard(&case.job, |_| (), hear);
    Ok(Run { ending: report.ending, runner, sound: listener.map_or_else(String::new, Listener::sha1) })
}

fn finding(case: &Case, engine: EngineKind, run: &Run) -> Finding {
    let state = run.runner.state();
    let picture = Picture::of(&state.bus.display);
    let mismatches = case.expected.compare(state, &picture, &run.sound, &run.ending);
    Finding { engine, mismatches, picture, sound: run.sound.clone() }
}

#[cfg_attr(not(feature = "jit"), allow(clippy::unnecessary_wraps, reason = "a recompiler may fail to start"))]
fn fresh_engine(kind: EngineKind, profile: Profile) -> Result<Engine, String> {
    match kind {
        EngineKind::Interpreter => Ok(Engine::interpreter(profile)),
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            use crate::recompiler::Settings;
            let settings = Settings { threshold: THRESHOLD, ..Settings::eager() };
            Engine::recompiler(profile, &settings).map_err(|error| format!("the recompiler does not start: {error}"))
        }
    }
}
