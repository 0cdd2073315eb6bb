//! Programs of every kind, on every platform, with the recompiler in each way that it works in: waited for or beside the emulation, eager
//! or as it is while playing.

mod subject;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use cpu_ops::{Exit, Platform, State};
use fastrand::Rng;
use stitch8::engine::Engine;
use stitch8::lockstep::Lockstep;
use stitch8::machine::FrameEnd;
use stitch8::recompiler::{Effort, Settings};
use stitch8::rom::Rom;
use stitch8::setup::{Setup, SetupError, Wishes};

use crate::compare::{Course, Pair, uncompiled};
use crate::lockstep::{COURSES, Tally};
use crate::machines::random_keys;
use crate::workers::for_each_case;
pub use subject::{Kind, Subject, files, made_up};

/// How often in a run it is waited for what is being compiled, where the emulation does not wait by itself.
const RESTS: u64 = 8;
/// How long at a time.
const REST: Duration = Duration::from_millis(5);
/// Made-up programs that nothing has been compiled of are not worth their while: so long are those courses where hot is what has been
/// gone through a thousand times.
const LONG: [Course; 2] = [Course { budget: 30_000, runs: 16 }, Course { budget: 1700, runs: 200 }];

/// How the recompiler works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is called.
    pub name: &'static str,
    /// Whether everything is compiled that comes up a second time, or only what the default settings call hot.
    pub eager: bool,
    /// Whether code is compiled while the program runs, or waited for.
    pub background: bool,
}

impl Way {
    /// Every one.
    pub const ALL: [Self; 4] = [
        Self { name: "threshold 1, synchronous", eager: true, background: false },
        Self { name: "threshold 1, background", eager: true, background: true },
        Self { name: "default, synchronous", eager: false, background: false },
        Self { name: "default, background", eager: false, background: true },
    ];

    fn settings(self, effort: Effort) -> Settings {
        let settings = if self.eager { Settings { threshold: 1, ..Settings::eager() } } else { Settings::default() };
        Settings { background: self.background, effort, ..settings }
    }

    /// The budgets that made-up program `number` is run at.
    fn course(self, number: u64) -> Course {
        if self.eager { COURSES[number as usize % COURSES.len()] } else { LONG[number as usize % LONG.len()] }
    }
}

/// One comparison, of one program or of a few that are made up.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What is run.
    pub subject: &'a Subject,
    /// Where.
    pub platform: &'static Platform,
    /// How.
    pub way: Way,
    /// How much is done to make its code fast.
    pub effort: Effort,
    /// Frames, and instructions in each, of a program from a file.
    pub frames: (u64, Option<u64>),
}

/// What came of the cases of one kind in one way.
#[derive(Debug)]
pub struct Row {
    /// Which programs.
    pub kind: Kind,
    /// Which way.
    pub way: Way,
    /// Cases that were run, and what they came to.
    pub tally: Tally,
    /// Programs that are too long for a platform, and were not run there.
    pub unfit: u64,
}

/// Runs `cases` on all cores, and tells `done` how many have been.
///
/// # Panics
///
/// If LLVM does not start.
pub fn compare(cases: &[Case], done: impl Fn(usize) + Sync) -> Vec<Row> {
    let rows: Mutex<Vec<Row>> = Mutex::default();
    let finished = AtomicUsize::new(0);
    for_each_case(
        cases.len() as u64,
        || (),
        |(), number| {
            let case = &cases[number as usize];
            let tally = case.run();
            let mut rows = rows.lock().expect("nobody panicked");
            let row = row(&mut rows, case.subject.kind(), case.way);
            match tally {
                Some(tally) => row.tally.add(tally),
                None => row.unfit += 1,
            }
            done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        },
    );
    let mut rows = rows.into_inner().expect("nobody panicked");
    rows.sort_by_key(|row| (row.kind, Way::ALL.iter().position(|way| *way == row.way)));
    rows
}

/// The row for that kind and way, which is added where there is none.
fn row(rows: &mut Vec<Row>, kind: Kind, way: Way) -> &mut Row {
    let at = rows.iter().position(|row| (row.kind, row.way) == (kind, way)).unwrap_or_else(|| {
        rows.push(Row { kind, way, tally: Tally::default(), unfit: 0 });
        rows.len() - 1
    });
    &mut rows[at]
}

impl Case<'_> {
    /// What the comparison came to; nothing where the program does not fit into the platform's memory.
    fn run(&self) -> Option<Tally> {
        match self.subject {
            Subject::File { rom, .. } => self.run_file(rom),
            Subject::MadeUp { kind, first, count } => Some(self.run_made_up(*kind, *first, *count)),
        }
    }

    fn run_file(&self, rom: &Rom) -> Option<Tally> {
        let (frames, instructions_per_frame) = self.frames;
        let wishes =
            Wishes { platform: Some(self.platform), instructions_per_frame, seed: 0x5EED, ..Wishes::default() };
        let setup = match Setup::choose(rom, &wishes) {
            Ok(setup) => setup,
            Err(SetupError::TooLarge { .. }) => return None,
            Err(error) => panic!("{}: {error}", self.name(&rom.title)),
        };
        let engine = Engine::recompiler(setup.profile(), &self.way.settings(self.effort)).expect("LLVM starts");
        let mut both = Lockstep::new(rom, setup, engine);
        let mut tally = self.begun(1);
        for (frame, keys) in (0..frames).zip(random_keys(frames, frames as usize)) {
            match both.frame(keys) {
                Ok(FrameEnd::Over | FrameEnd::SelfJump) => {}
                Ok(FrameEnd::Halted | FrameEnd::Fault(_)) => break,
                Err(difference) => {
                    tally.differences.push(format!("{}: {difference}", self.name(&rom.title)));
                    break;
                }
            }
            self.rest(frame, frames, both.machine().engine());
        }
        let engine = both.machine().engine();
        tally.differences.extend(uncompiled(engine).map(|problem| format!("{}: {problem}", self.name(&rom.title))));
        tally.executed = both.machine().counts().instructions;
        tally.count(engine);
        Some(tally)
    }

    fn run_made_up(&self, kind: Kind, first: u64, count: u64) -> Tally {
        let profile = self.platform.profile(self.platform.quirks);
        let engine = Engine::recompiler(profile, &self.way.settings(self.effort)).expect("LLVM starts");
        let mut pair = Pair::new(self.platform, profile, engine);
        let mut tally = self.begun(count);
        for number in first..first + count {
            let program = made_up(kind, self.platform, number);
            match self.run_program(&mut pair, &program, number) {
                Ok(executed) => tally.executed += executed,
                Err(difference) => tally.differences.push(difference),
            }
        }
        tally.count(pair.checked());
        tally
    }

    /// Runs a made-up program on both engines. Returns how many instructions it executed.
    fn run_program(&self, pair: &mut Pair, program: &[u8], number: u64) -> Result<u64, String> {
        let course = self.way.course(number);
        let place = || self.name(&format!("program {number}, {course:?}"));
        let mut random = Rng::with_seed(number);
        let mut states = pair.begin(Box::new(State::new(self.platform, program, number)));
        let mut executed = 0;
        for run in 0..course.runs {
            let keys = if random.bool() { 0 } else { random.u16(..) };
            states.each(|state| state.bus.keys = keys);
            let went = pair.run(&mut states, course.budget, || format!("{}, run {run}", place()))?;
            executed += went.executed;
            if matches!(went.exit, Exit::Fault(_) | Exit::Halted | Exit::SelfJump) {
                break;
            }
            states.each(|state| state.registers.tick_timers());
            self.rest(run, course.runs, pair.checked());
        }
        pair.end(&states, place)?;
        Ok(executed)
    }

    /// Waits a little now and then for what is being compiled: a program that is over before its code is there compares nothing.
    fn rest(&self, run: u64, runs: u64, engine: &Engine) {
        let is_due = run.is_multiple_of(runs.div_ceil(RESTS)) && self.way.background;
        if is_due && is_compiling(engine) {
            thread::sleep(REST);
        }
    }

    fn begun(&self, programs: u64) -> Tally {
        let fully = if self.effort == Effort::Full { programs } else { 0 };
        Tally { programs, fully, ..Tally::default() }
    }

    fn name(&self, program: &str) -> String {
        format!("{program} on {}, {}", self.platform.id, self.way.name)
    }
}

/// Whether there are regions that were asked for and have not come.
fn is_compiling(engine: &Engine) -> bool {
    engine.statistics().is_some_and(|s| {
        s.units_requested > s.units_compiled + s.units_loaded + s.units_failed + s.units_stale + s.units_cancelled
    })
}
