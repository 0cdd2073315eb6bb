//! Recordings: they play to the same states on either engine, whatever happened while they were made; and what is none
//! is refused.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use stitch8::engine::EngineKind;
use stitch8::headless::{Job, Runner};
use stitch8::machine::Machine;
use stitch8::recording::{Difference, Player, Recorder};
use stitch8::rewind::{Rewind, Undone};
use stitch8::rom::Rom;
use stitch8::state::Snapshot;
use stitch8::tape::Tape;
use stitch8_tests::machines::{engine, ours, random_keys};

/// Games, and programs that have something compiled.
const PROGRAMS: [(&str, Option<u64>); 5] = [
    ("games/skyline.ch8", None),
    ("games/lanterns.ch8", None),
    ("games/updraft.ch8", None),
    ("games/pearlbay.ch8", None),
    ("bench/mixed.ch8", Some(2000)),
];

/// A folder of its own, which goes when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("stitch8-recordings-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("there is a place for temporary files");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A machine that is recorded and can go back.
struct Deck {
    machine: Machine,
    rewind: Rewind,
    recorder: Recorder,
}

impl Deck {
    fn new(path: &Path, program: (&str, Option<u64>), kind: EngineKind) -> Self {
        let (rom, setup) = ours(program.0, program.1);
        let mut machine = Machine::new(&rom, setup, engine(kind, &setup));
        machine.set_flags([3; 16]);
        let recorder = Recorder::begin(path, &machine).expect("it can be written");
        Self { machine, rewind: Rewind::default(), recorder }
    }

    fn frames(&mut self, keys: &[u16]) {
        for &keys in keys {
            self.recorder.frame(&self.machine, keys);
            self.rewind.frame(&self.machine, keys);
            self.machine.frame(keys);
            self.recorder.ran(&self.machine);
        }
    }

    fn jump(&mut self, jump: impl FnOnce(&mut Machine)) {
        jump(&mut self.machine);
        self.rewind.jumped(&self.machine);
        self.recorder.jumped(&self.machine);
    }

    /// Goes back by so many steps, or to the beginning. Returns how many of them were frames.
    fn back(&mut self, steps: usize) -> usize {
        let mut frames = 0;
        for _ in 0..steps {
            let Some(undone) = self.rewind.back(&mut self.machine) else { break };
            self.recorder.undo(undone);
            frames += usize::from(undone == Undone::Frame);
        }
        frames
    }
}

/// Plays as much as there is; `meddle` may spoil the machine after a frame.
fn play(
    mut player: Player,
    rom: &Rom,
    kind: EngineKind,
    mut meddle: impl FnMut(&mut Machine),
) -> (Snapshot, Result<u64, Difference>) {
    let setup = player.start().setup;
    let mut machine = Machine::new(rom, setup, engine(kind, &setup));
    machine.restore(player.start());
    loop {
        while let Some(snapshot) = player.jump() {
            machine.restore(&snapshot);
        }
        let Some(keys) = player.keys() else { return (machine.snapshot(), Ok(player.frame())) };
        machine.frame(keys);
        meddle(&mut machine);
        if let Err(difference) = player.ran(&machine) {
            return (machine.snapshot(), Err(difference));
        }
    }
}

fn read(path: &Path, rom: &Rom) -> Player {
    Player::read(path).expect("it has just been written").of_rom(rom, path).expect("it is its")
}

#[test]
fn ten_recordings_play_to_the_same_states_on_both_engines() {
    let folder = Folder::new("ten");
    for (number, program) in PROGRAMS.into_iter().cycle().take(10).enumerate() {
        let path = folder.0.join("a.rec");
        let kind = EngineKind::ALL[number / PROGRAMS.len() % EngineKind::ALL.len()];
        let mut deck = Deck::new(&path, program, kind);
        deck.frames(&random_keys(number as u64, 500));
        deck.recorder.finish().expect("it can be written");
        for &by in EngineKind::ALL {
            let player = read(&path, deck.machine.rom());
            assert!(player.is_finished());
            let (end, outcome) = play(player, deck.machine.rom(), by, |_| ());
            assert_eq!(outcome, Ok(500), "{}, recorded by {kind}, played by {by}", program.0);
            assert!(end == deck.machine.snapshot(), "{}, recorded by {kind}, played by {by}", program.0);
        }
    }
}

/// Frames, steps back, resets, states loaded and changes of speed in any order: what is played is what was not taken back.
#[test]
fn what_was_taken_back_is_not_in_a_recording() {
    let folder = Folder::new("back");
    for seed in 0..40 {
        let path = folder.0.join("a.rec");
        let mut random = Rng::with_seed(seed);
        let mut deck = Deck::new(&path, PROGRAMS[seed as usize % 4], EngineKind::Interpreter);
        let mut kept = deck.machine.snapshot();
        let mut frames = 0;
        for _ in 0..30 {
            match random.u8(0..8) {
                0..3 => {
                    let keys = random_keys(random.u64(..), random.usize(1..130));
                    frames += keys.len();
                    deck.frames(&keys);
                }
                3..6 => frames -= deck.back(random.usize(1..150)),
                6 => deck.machine.set_instructions_per_frame(random.u64(5..30)),
                _ if random.bool() => deck.jump(Machine::reset),
                _ => {
                    let now = deck.machine.snapshot();
                    deck.jump(|machine| machine.restore(&kept));
                    kept = now;
                }
            }
        }
        // A frame more, so that what was last said of the speed counts.
        deck.frames(&[0]);
        deck.recorder.finish().expect("it can be written");
        let (end, outcome) = play(read(&path, deck.machine.rom()), deck.machine.rom(), EngineKind::Interpreter, |_| ());
        assert_eq!(outcome, Ok(frames as u64 + 1), "seed {seed}");
        assert!(end == deck.machine.snapshot(), "seed {seed}");
    }
}

#[test]
fn a_difference_is_told_with_its_frame() {
    let folder = Folder::new("difference");
    let path = folder.0.join("a.rec");
    let mut deck = Deck::new(&path, PROGRAMS[1], EngineKind::Interpreter);
    deck.frames(&random_keys(1, 200));
    deck.recorder.finish().expect("it can be written");
    let rom = deck.machine.rom();
    for frame in [1, 59, 60, 61, 120, 200] {
        // A byte that the game does not look at, so that nothing else can give it away.
        let meddle = |machine: &mut Machine| {
            if machine.counts().frames == frame {
                machine.poke(0xFF0, 0x55);
            }
        };
        let (_, outcome) = play(read(&path, rom), rom, EngineKind::Interpreter, meddle);
        assert_eq!(outcome, Err(Difference { frame }));
        assert!(Difference { frame }.to_string().contains(&format!("frame {frame} ")));
    }
}

/// A recording with one of everything, and as small as that can be.
fn small(path: &Path) -> Deck {
    let mut deck = Deck::new(path, PROGRAMS[0], EngineKind::Interpreter);
    deck.frames(&random_keys(5, 70));
    deck.jump(Machine::reset);
    deck.frames(&random_keys(6, 10));
    deck
}

#[test]
fn what_was_idle_before_a_reset_is_not_counted_after_it() {
    let folder = Folder::new("idle");
    let path = folder.0.join("a.rec");
    let mut deck = Deck::new(&path, ("games/skyline.ch8", Some(50_000)), EngineKind::Interpreter);
    deck.frames(&[0; 70]);
    deck.jump(Machine::reset);
    deck.frames(&[0; 3]);
    let (rom, setup) = ours("games/skyline.ch8", Some(50_000));
    let job = Job { setup, frames: 1000, until_halt: false, pokes: Vec::new(), keys: Vec::new() };
    let mut runner = Runner::new(&rom, &job, engine(EngineKind::Interpreter, &setup), false);
    let bytes = std::fs::read(&path).expect("it is there");
    let mut tape = Tape::Play(Box::new(Player::parse(&path, &bytes).expect("it is one")));
    let report = runner.run_taped(&job, &mut tape, |_| ControlFlow::Continue(()), |_| ());
    // The last second may not be in the file yet.
    assert!((1..=3 * 50_000).contains(&report.counts.instructions), "{report:?}");
    assert!(report.idle <= report.counts.instructions && report.mips() >= 0.0, "{report:?}");
}

#[test]
fn of_a_recording_cut_short_anywhere_the_rest_is_played() {
    let folder = Folder::new("cut");
    let path = folder.0.join("a.rec");
    let deck = small(&path);
    // It is not finished: it was killed.
    let bytes = std::fs::read(&path).expect("it is there");
    let whole = Player::parse(&path, &bytes).expect("it is one");
    assert!(!whole.is_finished() && whole.frames() >= 70, "{} frames", whole.frames());
    let (mut refused, mut lengths) = (0, Vec::new());
    for length in 0..=bytes.len() {
        match Player::parse(&path, &bytes[..length]) {
            Ok(player) => {
                lengths.push(player.frames());
                if length % 37 == 0 || length == bytes.len() {
                    let frames = player.frames();
                    let (_, outcome) = play(player, deck.machine.rom(), EngineKind::Interpreter, |_| ());
                    assert_eq!(outcome, Ok(frames), "{length} bytes");
                }
            }
            Err(error) => {
                assert_eq!(refused, length, "only one without a beginning is refused");
                let line = error.to_string();
                let expected = if length < 20 { "is no recording" } else { "cut short" };
                assert!(line.contains(expected) && line.lines().count() == 1, "{length} bytes: {line}");
                refused += 1;
            }
        }
    }
    assert!(lengths.is_sorted() && lengths[0] == 0 && lengths.last() == Some(&whole.frames()));
}

#[test]
fn a_recording_with_any_byte_changed_is_refused() {
    let folder = Folder::new("changed");
    let path = folder.0.join("a.rec");
    small(&path).recorder.finish().expect("it can be written");
    let bytes = std::fs::read(&path).expect("it is there");
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            let error = Player::parse(&path, &bytes).expect_err(&format!("byte {at} changed by {change:#x}"));
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
        }
    }
}

#[test]
fn another_rom_and_another_kind_of_file_are_refused() {
    let folder = Folder::new("refused");
    let path = folder.0.join("a.rec");
    let deck = small(&path);
    let other = Rom { title: "Other".to_owned(), ..ours("games/updraft.ch8", None).0 };
    let error = Player::read(&path).expect("it is one").of_rom(&other, &path).expect_err("it is not its").to_string();
    assert!(error.contains("skyline") && error.contains("Other"), "{error}");
    assert!(Player::read(&folder.0.join("nowhere")).is_err_and(|error| error.to_string().contains("nowhere")));
    let letters = folder.0.join("letters");
    std::fs::write(&letters, "my letters").expect("the folder is ours");
    assert!(Player::read(&letters).is_err_and(|error| error.to_string().contains("is no recording")));
    // And are not written over.
    assert!(Recorder::begin(&letters, &deck.machine).is_err_and(|error| error.to_string().contains("left alone")));
    assert_eq!(std::fs::read(&letters).expect("it is there"), b"my letters");
    // A recording is, once nobody records to it.
    let Deck { machine, recorder, .. } = deck;
    assert!(Recorder::begin(&path, &machine).is_err_and(|error| error.to_string().contains("just now")));
    drop(recorder);
    Recorder::begin(&path, &machine).expect("a recording is");
}
