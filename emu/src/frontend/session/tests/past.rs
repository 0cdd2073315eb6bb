//! Going back in time in a session.

use super::*;
use crate::headless::{Ending as RunEnding, Job, Report, Runner};
use crate::keys::KeyPress;
use crate::machine::Counts;
use crate::recording::{Player, Recorder};

/// v0 += 1 / jump 200: v0 tells how many frames of two instructions have been run.
const COUNT: [u8; 4] = [0x70, 0x01, 0x12, 0x00];

fn counted(session: &Session<'_>) -> (u64, &'static str) {
    (session.machine.counts().frames, if session.pause == Pause::Off { "running" } else { "paused" })
}

#[test]
fn it_runs_backwards_while_the_key_is_held_and_goes_on_from_there() {
    let mut machine = machine(&COUNT);
    let mut session = session(&mut machine);
    (0..100).for_each(|_| assert_eq!(session.advance(), None));
    let v0 = session.machine.state().registers.v[0];
    session.input(&keys(&[(Key::Backspace, true)]));
    (0..70).for_each(|_| assert_eq!(session.advance(), None));
    assert_eq!((counted(&session), session.remark().as_str()), ((30, "running"), " (running backwards)"));
    assert!(session.take_jump() && !session.take_jump());
    (0..40).for_each(|_| assert_eq!(session.advance(), None));
    assert_eq!(session.remark(), " (running backwards, at the beginning)");
    session.input(&keys(&[(Key::Backspace, false)]));
    (0..100).for_each(|_| assert_eq!(session.advance(), None));
    assert_eq!((counted(&session), session.machine.state().registers.v[0]), ((100, "running"), v0));
}

#[test]
fn a_step_back_pauses_and_a_fault_can_be_gone_back_from() {
    // 200: v0 += 1 / if v0 == 60 then / FFFF / jump 200
    let mut machine = machine(&[0x70, 0x01, 0x40, 0x3C, 0xFF, 0xFF, 0x12, 0x00]);
    let mut session = session(&mut machine);
    while session.advance().is_none() {}
    let frames = session.machine.counts().frames;
    session.input(&keys(&[(Key::F6, true), (Key::F6, true), (Key::F6, false), (Key::F6, true)]));
    assert_eq!((counted(&session), session.ending()), ((frames - 2, "paused"), Ending::Closed));
    session.advance();
    assert_eq!(counted(&session), (frames - 2, "paused"));
    session.input(&keys(&[(Key::F5, true)]));
    assert_eq!(session.advance(), None);
    assert!(session.advance().is_some(), "it faults again");
}

#[test]
fn a_reset_and_a_loaded_state_can_be_taken_back() {
    let mut machine = machine(&COUNT);
    let mut session = session(&mut machine);
    (0..10).for_each(|_| assert_eq!(session.advance(), None));
    let ten = session.machine.snapshot();
    (0..10).for_each(|_| assert_eq!(session.advance(), None));
    session.input(&keys(&[(Key::F8, true)]));
    session.restore(&ten);
    let mut back = || {
        session.input(&keys(&[(Key::F6, true), (Key::F6, false)]));
        session.machine.counts().frames
    };
    assert_eq!([back(), back(), back()], [0, 20, 19]);
}

/// Records what a player does with `program`: `frames` of it, key A held from the fifth on, then a reset and as many again. Returns the
/// recording's folder and the machine that was left.
fn recorded_over_a_reset(program: &[u8], frames: u64) -> (tempfile::TempDir, Machine) {
    let folder = tempfile::tempdir().unwrap();
    let mut machine = machine(program);
    let mut session = session(&mut machine);
    session.insert(Tape::Record(Recorder::begin(&folder.path().join("a.rec"), session.machine).unwrap()));
    for _ in 0..2 {
        for frame in 0..frames {
            session.input(&keys(&[(Key::Z, frame >= 5)]));
            session.advance();
        }
        session.input(&keys(&[(Key::F8, true), (Key::F8, false)]));
    }
    session.input(&keys(&[(Key::F6, true), (Key::F6, false), (Key::F5, true), (Key::F5, false)]));
    assert_eq!(session.past().finish(), None);
    (folder, machine)
}

fn player(folder: &tempfile::TempDir) -> Player {
    Player::read(&folder.path().join("a.rec")).unwrap()
}

fn run_recorded(folder: &tempfile::TempDir, program: &[u8]) -> (Report, Machine) {
    let mut machine = machine(program);
    let (rom, setup) = (machine.rom().clone(), *machine.setup());
    let job = Job { setup, frames: 1000, until_halt: false, pokes: Vec::new(), keys: Vec::<KeyPress>::new() };
    let mut runner = Runner::new(&rom, &job, Engine::interpreter(setup.profile()), false);
    let report = runner.run_taped(
        &job,
        &mut Tape::Play(Box::new(player(folder))),
        |_| std::ops::ControlFlow::Continue(()),
        |_| (),
    );
    machine.restore(&runner.machine().snapshot());
    (report, machine)
}

#[test]
fn what_is_recorded_goes_on_after_the_program_has_stopped_and_was_reset() {
    // 200: v0 := A / 202: if v0 -key then / jump 202 / FFFF
    let program = [0x60, 0x0A, 0xE0, 0x9E, 0x12, 0x02, 0xFF, 0xFF];
    let (folder, left) = recorded_over_a_reset(&program, 20);
    assert_eq!(player(&folder).frames(), 12, "it stops in the sixth frame");
    let mut machine = machine(&program);
    let mut session = session(&mut machine);
    session.insert(Tape::Play(Box::new(player(&folder))));
    let faults = (0..30).filter(|_| session.advance().is_some()).count();
    assert_eq!((faults, session.past().difference()), (2, None));
    assert!(machine.snapshot() == left.snapshot());

    let (report, machine) = run_recorded(&folder, &program);
    assert!(matches!(report.ending, RunEnding::Fault(_)));
    assert_eq!(report.counts.frames, 12);
    assert!(machine.snapshot() == left.snapshot());
}

#[test]
fn a_run_counts_what_was_run_wherever_the_recording_jumps_to() {
    let (folder, left) = recorded_over_a_reset(&COUNT, 20);
    let (report, machine) = run_recorded(&folder, &COUNT);
    assert!(matches!(report.ending, RunEnding::Frames));
    assert_eq!((report.counts.frames, machine.counts().frames), (40, 20));
    assert_eq!(report.counts.instructions, 2 * left.counts().instructions);
    assert!(machine.snapshot() == left.snapshot());
}

#[test]
fn a_state_that_says_there_has_been_all_there_can_be_is_gone_on_from_and_back_to() {
    let mut machine = machine(&COUNT);
    let mut snapshot = machine.snapshot();
    snapshot.counts = Counts { frames: Counts::MOST, instructions: Counts::MOST, idle: Counts::MOST };
    let bytes = crate::state::pack(&snapshot);
    let mut session = session(&mut machine);
    session.restore(&crate::state::unpack(&bytes).unwrap());
    (0..200).for_each(|_| assert_eq!(session.advance(), None));
    session.input(&keys(&[(Key::Backspace, true)]));
    (0..150).for_each(|_| assert_eq!(session.advance(), None));
    assert_eq!(
        (session.machine.counts(), session.machine.state().registers.v[0]),
        (snapshot.counts, 300_u16 as u8),
        "of 50 frames of 12"
    );
}
