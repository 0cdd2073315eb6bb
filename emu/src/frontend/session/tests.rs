//! What a session does with keys, messages, faults and resets.

mod past;
mod tuning;

use crate::keyboard::Key;

use super::*;
use crate::buttons::Buttons;
use crate::engine::Engine;
use crate::rom::Rom;
use crate::setup::{Setup, Wishes};

fn machine(program: &[u8]) -> Machine {
    let rom = Rom::embedded("test", program);
    let setup = Setup::choose(&rom, &Wishes::default()).unwrap();
    Machine::new(&rom, setup, Engine::interpreter(setup.profile()))
}

fn session(machine: &mut Machine) -> Session<'_> {
    Session::new(machine, Buttons::default())
}

fn keys(events: &[(Key, bool)]) -> Input {
    Input { keys: events.iter().map(|&(key, down)| KeyEvent { key, down }).collect(), ..Input::default() }
}

#[test]
fn a_pause_stops_the_program_until_its_key_is_pressed_again() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = session(&mut machine);
    session.advance();
    session.input(&keys(&[(Key::F5, true), (Key::F5, true)]));
    session.advance();
    assert_eq!((session.remark().as_str(), session.machine.counts().frames), (" (paused)", 1));
    session.input(&keys(&[(Key::F5, false), (Key::F5, true), (Key::F5, false)]));
    session.advance();
    assert_eq!((session.remark().as_str(), session.machine.counts().frames), ("", 2));
}

#[test]
fn a_fault_stops_the_program_until_a_reset() {
    let mut machine = machine(&[0xFF, 0xFF]);
    let mut session = session(&mut machine);
    let fault = session.advance().expect("the program has no meaning");
    assert_eq!(session.advance(), None, "it is told once");
    assert_eq!(session.ending(), Ending::Fault(fault));
    assert!(session.remark().contains(&fault.to_string()));
    assert!(session.fault_notice().is_some_and(|notice| notice.contains(&fault.to_string())));
    assert_eq!(session.input(&keys(&[(Key::F8, true)])), [Control::Reset]);
    assert_eq!((session.ending(), session.fault_notice()), (Ending::Closed, None));
    assert_eq!(session.advance(), Some(fault));
}

#[test]
fn keys_reach_the_program_until_the_focus_is_lost() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = session(&mut machine);
    session.input(&keys(&[(Key::W, true), (Key::V, true), (Key::V, false)]));
    session.advance();
    assert_eq!(session.machine.state().bus.keys, 0x8020);
    session.advance();
    assert_eq!(session.machine.state().bus.keys, 0x0020);
    session.input(&Input { focus_lost: true, ..Input::default() });
    session.advance();
    assert_eq!(session.machine.state().bus.keys, 0);
}

#[test]
fn arrows_are_the_keys_that_the_program_has_its_directions_on() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = Session::new(&mut machine, Buttons::of([("up", 5), ("a", 0xF)]));
    session.input(&keys(&[(Key::Up, true), (Key::Space, true), (Key::Down, true)]));
    session.advance();
    assert_eq!(session.machine.state().bus.keys, 0x8020, "down has no key");
}

#[test]
fn a_key_of_the_guest_is_down_until_each_key_that_stands_for_it_is_up() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = Session::new(&mut machine, Buttons::of([("up", 5)]));
    let mut down_after = |events: &[(Key, bool)]| {
        session.input(&keys(events));
        session.advance();
        session.machine.state().bus.keys == 0x0020
    };
    assert!(down_after(&[(Key::Up, true), (Key::W, true)]));
    assert!(down_after(&[(Key::Up, false)]));
    assert!(!down_after(&[(Key::W, false)]));
}

#[test]
fn below_a_menu_it_stands_still_and_a_key_held_there_is_not_heard_before_it_is_let_go() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = Session::new(&mut machine, Buttons::of([("b", 5)]));
    session.input(&keys(&[(Key::V, true)]));
    session.wait(true, &[]);
    session.advance();
    assert_eq!((session.machine.counts().frames, *session.cue()), (0, Cue::SILENCE));
    session.wait(false, &[Key::Enter, Key::Escape]);
    // Both repeat.
    let used = session.input(&keys(&[(Key::Enter, true), (Key::Escape, true)]));
    session.advance();
    assert_eq!((session.machine.state().bus.keys, used), (0, vec![]));
    let again = [(Key::Enter, false), (Key::Escape, false), (Key::Enter, true), (Key::Escape, true)];
    let used = session.input(&keys(&again));
    session.advance();
    assert_eq!((session.machine.state().bus.keys, used), (0x0020, vec![Control::Menu]));
}

#[test]
fn a_key_pressed_during_a_pause_is_not_pressed_after_it() {
    let mut machine = machine(&[0x12, 0x00]);
    let mut session = session(&mut machine);
    session.input(&keys(&[(Key::F5, true), (Key::F5, false), (Key::W, true), (Key::W, false)]));
    session.advance();
    session.advance();
    session.input(&keys(&[(Key::F5, true)]));
    session.advance();
    assert_eq!((session.machine.counts().frames, session.machine.state().bus.keys), (1, 0));
}

#[test]
fn a_message_stops_the_program_until_another_takes_its_place() {
    let mut first = machine(&[0x12, 0x00]);
    let mut session = session(&mut first);
    session.advance();
    let message = Message { problem: "no".to_owned(), ..Message::default() };
    session.stop(message.clone());
    session.advance();
    assert_eq!(session.message(), Some(&message));
    assert_eq!((session.remark().as_str(), session.machine.counts().frames), (" (source error)", 1));
    session.restart(machine(&[0x60, 0x05, 0x12, 0x02]));
    session.advance();
    assert_eq!(session.message(), None);
    assert_eq!((session.remark().as_str(), session.machine.state().registers.v[0]), ("", 5));
}

#[test]
fn a_fault_is_over_when_another_program_takes_its_place() {
    let mut first = machine(&[0xFF, 0xFF]);
    let mut session = session(&mut first);
    session.advance().expect("the program has no meaning");
    session.restart(machine(&[0x12, 0x00]));
    assert_eq!((session.advance(), session.ending()), (None, Ending::Closed));
}

#[test]
fn flag_registers_outlast_a_reset_and_another_version_of_the_program() {
    let mut first = machine(&[0x12, 0x00]);
    first.set_flags([7; 16]);
    let mut session = session(&mut first);
    session.input(&keys(&[(Key::F8, true)]));
    assert_eq!(session.machine().state().bus.flags, [7; 16]);
    session.restart(machine(&[0x12, 0x00]));
    assert_eq!(session.machine().state().bus.flags, [7; 16]);
}

#[test]
fn the_close_button_and_the_menu_end_it() {
    let mut first = machine(&[0x12, 0x00]);
    let mut session = session(&mut first);
    session.input(&keys(&[(Key::Escape, true)]));
    assert!(!session.is_over());
    session.quit();
    assert!(session.is_over());
    let mut second = machine(&[0x12, 0x00]);
    let mut session = Session::new(&mut second, Buttons::default());
    session.input(&Input { closed: true, ..Input::default() });
    assert!(session.is_over());
}
