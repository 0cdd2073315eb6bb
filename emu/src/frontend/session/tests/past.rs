//! Going back in time in a session.

use super::*;

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
