//! The comparison that the recompiler lives by: whatever the budget, both engines leave the same state.

use cpu_ops::{Bus, Exit, Platform, Profile, State};
use fastrand::Rng;
use stitch8::engine::{Engine, Run};
use stitch8::interpreter::Interpreter;

/// Both engines for one profile, kept from program to program.
#[derive(Debug)]
pub struct Pair {
    platform: &'static Platform,
    profile: Profile,
    reference: Interpreter,
    checked: Engine,
    /// Whether a region may fail to be compiled.
    may_fail: bool,
}

/// The states of both engines, which are the same between two runs.
#[derive(Debug)]
pub struct States {
    expected: Box<State>,
    found: Box<State>,
}

impl States {
    /// Does the same to both.
    pub fn each(&mut self, mut change: impl FnMut(&mut State)) {
        change(&mut self.expected);
        change(&mut self.found);
    }

    /// What both are.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.expected
    }
}

/// How a program is run on both engines.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// The budget of each run. After a run the timers tick and the keys change.
    pub budget: u64,
    /// How many runs there are, unless the program stops.
    pub runs: u64,
}

impl Pair {
    /// The interpreter and `checked`, both for programs of `profile` on `platform`.
    #[must_use]
    pub fn new(platform: &'static Platform, profile: Profile, checked: Engine) -> Self {
        Self { platform, profile, reference: Interpreter::untiring(profile), checked, may_fail: false }
    }

    /// As this one, where regions may fail to be compiled, and be interpreted.
    #[must_use]
    pub fn forgiving(self) -> Self {
        Self { may_fail: true, ..self }
    }

    /// Runs `program` on both engines and compares the whole state after each run. Returns how many
    /// instructions were executed.
    ///
    /// # Panics
    ///
    /// If the engines differ; `name` says in which program.
    pub fn check(&mut self, name: &str, program: &[u8], course: Course) -> u64 {
        self.compare(name, program, course).unwrap_or_else(|difference| panic!("{difference}"))
    }

    /// As [`Pair::check`].
    ///
    /// # Errors
    ///
    /// If the engines differ: where, and in what.
    pub fn compare(&mut self, name: &str, program: &[u8], course: Course) -> Result<u64, String> {
        let mut random = Rng::with_seed(course.budget);
        self.compare_with_keys(name, program, course, |_| if random.bool() { 0 } else { random.u16(..) })
    }

    /// As [`Pair::compare`], with the keys down in each run that `keys` says for its number.
    ///
    /// # Errors
    ///
    /// If the engines differ: where, and in what.
    pub fn compare_with_keys(
        &mut self,
        name: &str,
        program: &[u8],
        course: Course,
        mut keys: impl FnMut(u64) -> u16,
    ) -> Result<u64, String> {
        let mut states = self.begin(Box::new(State::new(self.platform, program, 0x5EED)));
        let mut executed = 0;
        for run in 0..course.runs {
            let down = keys(run);
            states.each(|state| state.bus.keys = down);
            let went = self.run(&mut states, course.budget, || format!("{name}, {course:?}, run {run}"))?;
            executed += went.executed;
            if matches!(went.exit, Exit::Fault(_) | Exit::Halted | Exit::SelfJump) {
                break;
            }
            states.each(|state| state.registers.tick_timers());
        }
        self.end(&states, || format!("{name}, {course:?}"))?;
        Ok(executed)
    }

    /// Both engines with `state`, whatever they had before.
    #[must_use]
    pub fn begin(&mut self, state: Box<State>) -> States {
        let states = States { expected: state.clone(), found: state };
        self.memory_changed(&states);
        states
    }

    /// Two engines like these with nothing decoded or compiled, for programs of another profile, as where a player changes a quirk. Both must be told
    /// next what memory holds.
    ///
    /// # Panics
    ///
    /// If the engine that is checked does not start anew.
    pub fn change_profile(&mut self, profile: Profile) {
        let kind = self.checked.kind();
        (self.profile, self.reference) = (profile, Interpreter::untiring(profile));
        self.checked = self.checked.for_profile(profile);
        assert_eq!(self.checked.kind(), kind, "it does not start anew");
    }

    /// What both are for.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Tells both engines that memory has changed other than by running.
    pub fn memory_changed(&mut self, states: &States) {
        self.reference.memory_changed();
        self.checked.memory_changed(&states.found);
    }

    /// Compares all of both states, what no program can reach included, which [`Pair::run`] leaves out: it would be most of what
    /// that compares, run after run.
    ///
    /// # Errors
    ///
    /// If the engines differ: where, which is what `place` says, and in what; or if a region could not be compiled, for nothing of it
    /// was compared.
    pub fn end(&self, states: &States, place: impl FnOnce() -> String) -> Result<(), String> {
        let States { expected, found } = states;
        if let Some(problem) = uncompiled(&self.checked).filter(|_| !self.may_fail) {
            return Err(format!("after {}, profile {:#x}: {problem}", place(), self.profile.bits()));
        }
        if expected == found {
            return Ok(());
        }
        let run = Run { executed: 0, exit: Exit::BudgetSpent };
        Err(difference(
            &format!("after {}, profile {:#x}", place(), self.profile.bits()),
            (expected, run),
            (found, run),
        ))
    }

    /// Runs both engines once, and compares all that they leave, where a program can reach it.
    ///
    /// # Errors
    ///
    /// If the engines differ: where, which is what `place` says, and in what.
    pub fn run(&mut self, states: &mut States, budget: u64, place: impl FnOnce() -> String) -> Result<Run, String> {
        let States { expected, found } = states;
        let expected_run = self.reference.run(expected, budget);
        let found_run = self.checked.run(found, budget);
        if expected_run != found_run || !are_equal(expected, found, self.profile.memory_bytes() as usize) {
            let place = format!("{}, profile {:#x}", place(), self.profile.bits());
            return Err(difference(&place, (expected, expected_run), (found, found_run)));
        }
        Ok(expected_run)
    }

    /// The engine that is checked.
    #[must_use]
    pub fn checked(&self) -> &Engine {
        &self.checked
    }
}

/// How many regions `engine` could not compile, if any: the interpreter would be compared with itself there.
#[must_use]
pub fn uncompiled(engine: &Engine) -> Option<String> {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics().filter(|statistics| statistics.units_failed > 0) {
        return Some(format!("{} regions could not be compiled", statistics.units_failed));
    }
    let _ = engine;
    None
}

/// Whether the states are equal, of memory the first `reach` bytes.
fn are_equal(one: &State, other: &State, reach: usize) -> bool {
    // Every field is named: a new one is to be compared.
    let State { registers, bus: Bus { display, memory, stack, pattern, flags, keys, pitch, latched_key } } = one;
    let bus = &other.bus;
    *registers == other.registers
        && memory[..reach] == bus.memory[..reach]
        && *display == bus.display
        && (*stack, *pattern, *flags) == (bus.stack, bus.pattern, bus.flags)
        && (*keys, *pitch, *latched_key) == (bus.keys, bus.pitch, bus.latched_key)
}

/// What the two engines have left behind differently, in a few lines.
fn difference(place: &str, expected: (&State, Run), found: (&State, Run)) -> String {
    let (state, other) = (&expected.0.bus, &found.0.bus);
    let parts = [
        ("memory", state.memory != other.memory),
        ("the screen", state.display != other.display),
        ("the stack", state.stack != other.stack),
    ];
    let parts: Vec<&str> = parts.iter().filter(|(_, differs)| *differs).map(|(part, _)| *part).collect();
    format!(
        "{place}:\n  interpreter {:X?} {:X?}\n  recompiler  {:X?} {:X?}\n  besides: {}",
        expected.1,
        expected.0.registers,
        found.1,
        found.0.registers,
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") + " differ" }
    )
}
