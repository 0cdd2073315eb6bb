//! The comparison that the recompiler lives by: whatever the budget, both engines leave the same state.

use cpu_ops::{Exit, Platform, Profile, State};
use fastrand::Rng;
use stitch8::engine::Engine;
use stitch8::interpreter::Interpreter;

/// Both engines for one profile, kept from program to program.
#[derive(Debug)]
pub struct Pair {
    platform: &'static Platform,
    profile: Profile,
    reference: Interpreter,
    checked: Engine,
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
        Self { platform, profile, reference: Interpreter::new(profile), checked }
    }

    /// Runs `program` on both engines and compares the whole state after each run. Returns how many
    /// instructions were executed.
    ///
    /// # Panics
    ///
    /// If the engines differ; `name` says in which program.
    pub fn check(&mut self, name: &str, program: &[u8], course: Course) -> u64 {
        let mut expected = Box::new(State::new(self.platform, program, 0x5EED));
        let mut found = expected.clone();
        self.reference.memory_changed();
        self.checked.memory_changed(&found);
        let mut keys = Rng::with_seed(course.budget);
        let mut executed = 0;
        for run in 0..course.runs {
            let down = if keys.bool() { 0 } else { keys.u16(..) };
            expected.bus.keys = down;
            found.bus.keys = down;
            let expected_run = self.reference.run(&mut expected, course.budget);
            let found_run = self.checked.run(&mut found, course.budget);
            let place = || format!("{name}, {:?}, run {run}, profile {:#x}", course, self.profile.bits());
            assert_eq!(expected_run, found_run, "{}", place());
            assert_eq!(expected.registers, found.registers, "{}", place());
            assert!(expected == found, "memory, screen or stack differ in {}", place());
            executed += expected_run.executed;
            if matches!(expected_run.exit, Exit::Fault(_) | Exit::Halted | Exit::SelfJump) {
                break;
            }
            expected.registers.tick_timers();
            found.registers.tick_timers();
        }
        executed
    }

    /// The engine that is checked.
    #[must_use]
    pub fn checked(&self) -> &Engine {
        &self.checked
    }
}
