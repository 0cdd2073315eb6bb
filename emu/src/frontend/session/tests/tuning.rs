//! Speed, single frames, instructions a frame and quirks while a program is played.

use cpu_ops::Quirk;
use std::cell::Cell;

use super::*;
use crate::recording::{Player, Recorder};

/// v0 += 1 / jump 200.
const COUNT: [u8; 4] = [0x70, 0x01, 0x12, 0x00];

fn press(session: &mut Session<'_>, key: Key) {
    session.input(&keys(&[(key, true), (key, false)]));
}

fn frames(session: &Session<'_>) -> u64 {
    session.machine.counts().frames
}

#[test]
fn a_frame_at_a_time_is_run_while_it_is_paused() {
    let mut machine = machine(&COUNT);
    let mut session = session(&mut machine);
    for expected in 1..=3 {
        press(&mut session, Key::F1);
        (0..5).for_each(|_| assert_eq!(session.advance(), None));
        assert_eq!((frames(&session), session.remark().as_str()), (expected, " (paused)"));
        assert_eq!(session.badge().as_deref(), Some("||"));
    }
    // The keys that are held count.
    session.input(&keys(&[(Key::W, true), (Key::F1, true)]));
    session.advance();
    assert_eq!(session.machine.state().bus.keys, 0x0020);
    press(&mut session, Key::F6);
    assert_eq!(frames(&session), 3);
    press(&mut session, Key::F5);
    session.advance();
    assert_eq!((frames(&session), session.remark().as_str()), (4, ""));
}

#[test]
fn slow_motion_waits_between_frames_and_misses_no_key() {
    let mut machine = machine(&COUNT);
    let mut session = session(&mut machine);
    press(&mut session, Key::PageDown);
    press(&mut session, Key::PageDown);
    for _ in 0..4 {
        session.advance();
    }
    assert_eq!((frames(&session), session.remark().as_str()), (1, " (speed: 1/4)"));
    assert_eq!(session.badge().as_deref(), Some("1/4"));
    // Down and up between two frames of the program.
    session.advance();
    press(&mut session, Key::W);
    (0..3).for_each(|_| assert_eq!(session.advance(), None));
    assert_eq!((frames(&session), session.machine.state().bus.keys), (2, 0x0020));
    press(&mut session, Key::Home);
    session.advance();
    assert_eq!((frames(&session), session.remark().as_str(), session.badge()), (3, "", None));
}

#[test]
fn a_slow_program_sounds_on_between_its_frames() {
    // v0 := 9 / buzzer := v0 / jump 204
    let mut machine = machine(&[0x60, 0x09, 0xF0, 0x18, 0x12, 0x04]);
    let mut session = session(&mut machine);
    press(&mut session, Key::PageDown);
    let heard: Vec<bool> = (0..8)
        .map(|_| {
            session.advance();
            *session.cue() != Cue::SILENCE
        })
        .collect();
    assert_eq!(heard[0..6], [false, true, true, true, true, true]);
    press(&mut session, Key::F5);
    session.advance();
    assert_eq!(*session.cue(), Cue::SILENCE);
}

#[test]
fn fast_forward_runs_as_many_frames_as_there_is_time_for_and_is_silent() {
    // v0 := 255 / buzzer := v0 / jump 200
    let mut machine = machine(&[0x60, 0xFF, 0xF0, 0x18, 0x12, 0x00]);
    let mut session = session(&mut machine);
    let play = |session: &mut Session<'_>, time: u32| {
        let asked = Cell::new(0);
        session.play(|| asked.replace(asked.get() + 1) < time);
        (frames(session), *session.cue() == Cue::SILENCE)
    };
    assert_eq!(play(&mut session, 50), (1, false));
    session.input(&keys(&[(Key::Tab, true)]));
    assert_eq!((play(&mut session, 50), session.badge().as_deref()), ((5, true), Some(">> x 4")));
    assert_eq!(session.remark(), " (fast forward)");
    session.input(&keys(&[(Key::Tab, false)]));
    assert_eq!((play(&mut session, 50), session.badge()), ((6, false), None));
    press(&mut session, Key::End);
    assert_eq!((play(&mut session, 20), session.remark().as_str()), ((27, true), " (speed: as fast as it goes)"));
    press(&mut session, Key::End);
    press(&mut session, Key::PageUp);
    press(&mut session, Key::PageUp);
    assert_eq!(play(&mut session, 50), (31, false));
    // Never at the cost of the window's own rate.
    assert_eq!(play(&mut session, 1), (33, false));
}

#[test]
fn the_speed_changes_no_frame() {
    let after = |keys_pressed: &[Key]| {
        let rom = Rom::built_in();
        let setup = Setup::choose(&rom, &Wishes::default()).unwrap();
        let mut machine = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
        let mut session = session(&mut machine);
        for &key in keys_pressed {
            press(&mut session, key);
        }
        while frames(&session) < 240 {
            let left = Cell::new(240 - frames(&session));
            session.play(|| left.replace(left.get().saturating_sub(1)) > 1);
        }
        session.machine.snapshot()
    };
    let normal = after(&[]);
    assert!(after(&[Key::PageUp, Key::PageUp]) == normal, "x 4");
    assert!(after(&[Key::PageDown]) == normal, "1/2");
    assert!(after(&[Key::End]) == normal, "as fast as it goes");
}

#[test]
fn instructions_and_quirks_can_be_changed_and_taken_back() {
    // v0 := 2, v1 := 4 / v0 := v1 >> 1 (or v0 >> 1) / jump 200
    let mut machine = machine(&[0x60, 0x02, 0x61, 0x08, 0x80, 0x16, 0x12, 0x00]);
    let mut session = session(&mut machine);
    session.change_instructions(true).unwrap();
    let more = session.machine.setup().instructions_per_frame;
    while session.machine.setup().instructions_per_frame > 3 {
        press(&mut session, Key::Minus);
    }
    session.advance();
    assert_eq!((session.machine.state().registers.v[0], more > 3), (4, true));
    assert_eq!(session.change_instructions(true).as_deref(), Ok("4 instructions a frame"));
    assert_eq!(session.toggle_quirk(Quirk::Shift).as_deref(), Ok("shift on"));
    session.advance();
    assert_eq!(session.machine.state().registers.v[0], 1, "v0 is what is shifted now");
    let quirks = |session: &Session<'_>| session.machine.setup().quirks;
    assert!(quirks(&session).has(Quirk::Shift));
    press(&mut session, Key::F6);
    assert_eq!((frames(&session), session.machine.state().registers.v[0]), (1, 4));
    press(&mut session, Key::F6);
    assert_eq!((frames(&session), quirks(&session).has(Quirk::Shift)), (0, false), "as it was then");
}

#[test]
fn what_was_changed_while_recording_is_played_back_and_cannot_be_changed_then() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.rec");
    let rom = Rom::built_in();
    let setup = Setup::choose(&rom, &Wishes::default()).unwrap();
    let mut recorded = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
    let tape = Tape::Record(Recorder::begin(&path, &recorded).unwrap());
    let mut session = Session::new(&mut recorded, Buttons::default());
    session.insert(tape);
    for frame in 0..200 {
        match frame {
            20 | 90 => press(&mut session, Key::Equal),
            40 => drop(session.toggle_quirk(Quirk::Wrap).unwrap()),
            60 => press(&mut session, Key::PageUp),
            80 => press(&mut session, Key::W),
            120 => drop(session.toggle_quirk(Quirk::Logic).unwrap()),
            _ => {}
        }
        session.play(|| true);
    }
    assert_eq!(session.past().finish(), None);
    let recorded = session.machine.snapshot();

    let mut again = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
    let player = Player::read(&path).unwrap().of_rom(&rom, &path).unwrap();
    let mut session = Session::new(&mut again, Buttons::default());
    session.insert(Tape::Play(Box::new(player)));
    press(&mut session, Key::PageUp);
    while frames(&session) < recorded.counts.frames {
        session.play(|| true);
        let refused = [session.change_instructions(true), session.toggle_quirk(Quirk::Jump)];
        assert!(refused.iter().all(Result::is_err), "{refused:?}");
    }
    assert!(session.machine.snapshot() == recorded && session.past().difference().is_none());
}
