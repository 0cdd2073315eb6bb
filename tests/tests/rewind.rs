//! Rewinding: every step back is exactly where the machine was, on either engine and whatever happened in between.

use stitch8::engine::EngineKind;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::rewind::{MAX_BYTES, Rewind, Undone};
use stitch8::state::Snapshot;
use stitch8_tests::machines::{engine, ours, random_keys, writes_everything};

/// A machine with its past, and that past once more in full.
struct Told {
    machine: Machine,
    rewind: Rewind,
    /// What the machine was before each step, and how the step is undone.
    before: Vec<(Snapshot, Undone)>,
}

impl Told {
    fn new(path: &str, speed: Option<u64>, kind: EngineKind) -> Self {
        let (rom, setup) = ours(path, speed);
        let machine = Machine::new(&rom, setup, engine(kind, &setup));
        Self { machine, rewind: Rewind::default(), before: Vec::new() }
    }

    fn frames(&mut self, keys: &[u16]) {
        for &keys in keys {
            self.before.push((self.machine.snapshot(), Undone::Frame));
            self.rewind.frame(&self.machine, keys);
            self.machine.frame(keys);
        }
    }

    fn jump(&mut self, jump: impl FnOnce(&mut Machine)) {
        self.before.push((self.machine.snapshot(), Undone::Jump));
        jump(&mut self.machine);
        self.rewind.jumped(&self.machine);
    }

    #[track_caller]
    fn back(&mut self, steps: usize) {
        for step in 0..steps {
            let (expected, undone) = self.before.pop().expect("there is a past");
            assert_eq!(self.rewind.back(&mut self.machine), Some(undone), "step {step}");
            assert!(self.machine.snapshot() == expected, "step {step}");
        }
    }
}

#[test]
fn every_step_back_is_where_the_machine_was() {
    for (path, speed) in [
        ("games/skyline.ch8", None),
        ("games/updraft.ch8", None),
        ("games/pearlbay.ch8", None),
        ("bench/mixed.ch8", Some(3000)),
    ] {
        for &kind in EngineKind::ALL {
            let mut told = Told::new(path, speed, kind);
            told.frames(&random_keys(1, 150));
            told.back(70);
            told.frames(&random_keys(2, 100));
            let elsewhere = told.before[20].0.clone();
            told.jump(|machine| machine.restore(&elsewhere));
            told.jump(Machine::reset);
            told.frames(&random_keys(3, 61));
            told.machine.set_instructions_per_frame(77);
            told.frames(&random_keys(4, 30));
            told.back(20);
            told.frames(&random_keys(5, 95));
            told.back(told.before.len());
            assert_eq!(told.rewind.back(&mut told.machine), None, "there is nothing before the beginning");
            told.frames(&random_keys(6, 5));
            told.back(5);
        }
    }
}

#[test]
fn a_jump_at_the_beginning_is_the_beginning() {
    let mut told = Told::new("games/skyline.ch8", None, EngineKind::Interpreter);
    told.rewind.jumped(&told.machine);
    assert_eq!(told.rewind.back(&mut told.machine), None);
    told.frames(&[0; 3]);
    told.back(3);
    assert_eq!(told.rewind.back(&mut told.machine), None);
}

/// The worst there is: a program of XO-CHIP that leaves other bytes all over memory in every frame.
#[test]
fn ten_minutes_fit_whatever_a_program_does() {
    let (rom, setup) = writes_everything();
    let mut machine = Machine::new(&rom, setup, engine(EngineKind::best(), &setup));
    let mut rewind = Rewind::default();
    for _ in 0..2 {
        let before = machine.snapshot();
        rewind.frame(&machine, 0);
        assert!(!matches!(machine.frame(0), FrameEnd::Fault(_)));
        let pairs = || before.state.bus.memory.iter().zip(&machine.state().bus.memory);
        assert!(pairs().filter(|(before, after)| before != after).count() > 64_000, "nearly everything is new");
    }
    // One second is as large as another: their beginnings will do.
    for _ in 0..1000 {
        rewind.jumped(&machine);
    }
    assert!(rewind.bytes() <= MAX_BYTES, "{} bytes", rewind.bytes());
    let mut seconds = 0;
    while rewind.back(&mut machine) == Some(Undone::Jump) {
        seconds += 1;
        assert!(rewind.bytes() <= MAX_BYTES, "{} bytes", rewind.bytes());
    }
    assert!(seconds >= 600, "only {seconds} seconds were kept");
}

#[test]
fn the_oldest_goes_first_when_there_is_no_room() {
    let (rom, setup) = ours("games/pearlbay.ch8", None);
    let mut machine = Machine::new(&rom, setup, engine(EngineKind::Interpreter, &setup));
    let limit = 4_700_000;
    let mut rewind = Rewind::with_limit(limit);
    let mut past = Vec::new();
    for keys in random_keys(9, 6000) {
        past.push(machine.state().registers.clone());
        rewind.frame(&machine, keys);
        machine.frame(keys);
        assert!(rewind.bytes() <= limit);
    }
    let frames = rewind.frames();
    assert!((120..5900).contains(&frames), "{frames} frames are kept");
    for _ in 0..frames {
        assert_eq!(rewind.back(&mut machine), Some(Undone::Frame));
        assert!(rewind.bytes() <= limit);
        assert_eq!(Some(machine.state().registers.clone()), past.pop());
    }
    assert_eq!(rewind.back(&mut machine), None);
}

#[test]
fn a_review_shows_the_last_frames_and_leaves_all_as_it_was() {
    let mut told = Told::new("games/lanterns.ch8", None, EngineKind::best());
    told.frames(&random_keys(1, 100));
    told.jump(Machine::reset);
    told.frames(&random_keys(2, 130));
    let frames_after: Vec<u64> = (1..=100).chain(1..=130).collect();
    for frames in [0, 1, 59, 60, 130, 131, 200, 230, 500] {
        let now = told.machine.snapshot();
        let mut seen = Vec::new();
        told.rewind.review(&mut told.machine, frames, |machine| seen.push(machine.counts().frames));
        let expected = &frames_after[230_usize.saturating_sub(frames)..];
        assert_eq!(seen, expected, "{frames} frames");
        assert!(told.machine.snapshot() == now);
    }
    told.back(100);
}
