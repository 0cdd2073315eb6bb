//! A session: a machine and what the user does to it, frame after frame. Knows no window.

use cpu_ops::Fault;
use minifb::Key;

use super::Ending;
use super::controls::{Control, control_on};
use super::filming::Filming;
use super::keypad::{Keypad, guest_key};
use super::message::Message;
use super::past::Past;
use crate::buttons::Buttons;
use crate::machine::{FrameEnd, Machine};
use crate::picture::Picture;
use crate::sound::Cue;
use crate::state::Snapshot;
use crate::tape::Tape;

/// A key of the keyboard that went down or up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyEvent {
    /// The key.
    pub key: Key,
    /// Down, or else up. A key held down may go down again and again.
    pub down: bool,
}

/// What happened to a window since the last frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The keys, in order.
    pub keys: Vec<KeyEvent>,
    /// Whether keys are from now on heard by another window.
    pub focus_lost: bool,
    /// Whether the window was told to close.
    pub closed: bool,
}

/// A machine being played.
#[derive(Debug)]
pub struct Session<'machine> {
    machine: &'machine mut Machine,
    keypad: Keypad,
    /// The keys that the program has its buttons on.
    buttons: Buttons,
    /// The keys of the keyboard that are held down and are the guest's.
    pressed: Vec<Key>,
    /// The controls whose keys are held down.
    held: Vec<Control>,
    stage: Stage,
    /// Why the program's file is of no use any more; the program stands still until it is.
    message: Option<Message>,
    paused: bool,
    over: bool,
    /// What is heard now.
    cue: Cue,
    past: Past,
    /// Whether its sound goes on from another place.
    jumped: bool,
}

/// How far the program has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Running,
    /// It ended itself; its last screen stays.
    Halted,
    /// It did something that has no meaning; the screen stays.
    Faulted(Fault),
}

impl<'machine> Session<'machine> {
    /// A session with `machine` as it is, whose program has its buttons where `buttons` says.
    pub fn new(machine: &'machine mut Machine, buttons: Buttons) -> Self {
        Self {
            machine,
            keypad: Keypad::default(),
            buttons,
            pressed: Vec::new(),
            held: Vec::new(),
            stage: Stage::Running,
            message: None,
            paused: false,
            over: false,
            cue: Cue::SILENCE,
            past: Past::default(),
            jumped: false,
        }
    }

    /// Records what is played from now on, or plays what was recorded.
    pub fn insert(&mut self, tape: Tape) {
        self.past = Past::new(tape);
    }

    /// Takes in what happened since the last frame, and does what it asks for. Returns the controls that were used.
    pub fn input(&mut self, input: &Input) -> Vec<Control> {
        let mut used = Vec::new();
        for event in &input.keys {
            if let Some(key) = guest_key(event.key, &self.buttons) {
                self.pressed.retain(|other| *other != event.key);
                if event.down {
                    self.pressed.push(event.key);
                }
                // Several keys of the keyboard may be the same of the guest: it is down as long as any of them is.
                let down = self.pressed.iter().any(|&other| guest_key(other, &self.buttons) == Some(key));
                self.keypad.set(key, down);
            } else if let Some(control) = control_on(event.key) {
                let held = self.held.contains(&control);
                match (held, event.down) {
                    (false, true) => {
                        self.held.push(control);
                        self.obey(control);
                        used.push(control);
                    }
                    (true, false) => self.held.retain(|other| *other != control),
                    (true, true) | (false, false) => {}
                }
            }
        }
        if input.focus_lost {
            self.keypad.release_all();
            self.pressed.clear();
            self.held.clear();
        }
        self.over |= input.closed;
        used
    }

    fn obey(&mut self, control: Control) {
        match control {
            Control::Quit => self.over = true,
            Control::Pause => self.paused = !self.paused,
            Control::Reset => {
                self.machine.reset();
                self.jump();
            }
            Control::StepBack => {
                self.paused = true;
                self.back();
            }
            // While it is held; or it is the window's.
            _ => {}
        }
    }

    /// Plays `machine` from now on, and takes the message away. The flag registers go on.
    pub fn restart(&mut self, mut machine: Machine) {
        machine.set_flags(self.machine.state().bus.flags);
        *self.machine = machine;
        self.past = Past::default();
        (self.stage, self.jumped) = (Stage::Running, true);
        self.message = None;
    }

    /// Goes on from `snapshot`, which must be one of the same program.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.machine.restore(snapshot);
        self.jump();
    }

    /// The machine has come to where it is not by running.
    fn jump(&mut self) {
        self.past.jumped(self.machine);
        (self.stage, self.jumped) = (Stage::Running, true);
    }

    /// Goes back by a frame, or to before the last jump.
    fn back(&mut self) {
        if self.message.is_none() && self.past.back(self.machine) {
            (self.stage, self.jumped) = (Stage::Running, true);
        }
    }

    fn is_rewinding(&self) -> bool {
        self.held.contains(&Control::Rewind)
    }

    /// Whether the sound goes on from another place than it has come to, since this was last asked.
    pub fn take_jump(&mut self) -> bool {
        std::mem::take(&mut self.jumped)
    }

    /// Lets the program stand still below `message` until there is another one.
    pub fn stop(&mut self, message: Message) {
        self.message = Some(message);
    }

    /// Runs a frame, or backwards, unless there is nothing to run or the user has paused it. Returns the fault if there was one.
    pub fn advance(&mut self) -> Option<Fault> {
        // Keys are followed while nothing runs, so that none is found to have been pressed when it goes on.
        let keys = self.keypad.frame();
        if self.is_rewinding() {
            self.cue = Cue::SILENCE;
            self.back();
            return None;
        }
        if self.paused || self.message.is_some() || self.stage != Stage::Running {
            self.cue = Cue::SILENCE;
            return None;
        }
        let (end, jumped) = self.past.frame(self.machine, keys);
        self.jumped |= jumped;
        self.cue = *self.machine.cue();
        match end {
            FrameEnd::Over | FrameEnd::SelfJump => None,
            FrameEnd::Halted => {
                self.stage = Stage::Halted;
                None
            }
            FrameEnd::Fault(fault) => {
                self.stage = Stage::Faulted(fault);
                Some(fault)
            }
        }
    }

    /// What has been played, and how.
    pub fn past(&mut self) -> &mut Past {
        &mut self.past
    }

    /// Films the last seconds. Returns what to say of that.
    ///
    /// # Errors
    ///
    /// As [`Filming::last_seconds`].
    pub fn film_last(&mut self, filming: &mut Filming) -> Result<String, String> {
        filming.last_seconds(self.machine, self.past.rewind())
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        self.machine
    }

    /// The screen.
    #[must_use]
    pub fn picture(&self) -> Picture {
        Picture::of(&self.machine.state().bus.display)
    }

    /// Whether its sound timer runs.
    #[must_use]
    pub fn is_sounding(&self) -> bool {
        self.machine.state().registers.sound > 0
    }

    /// Frames a second, of the guest and of the window. The guest's timers count frames, whatever it executes in one.
    #[must_use]
    pub fn frames_per_second(&self) -> u32 {
        self.machine.setup().platform.frames_per_second
    }

    /// What is heard: of the frame that [`Session::advance`] has run, or else nothing.
    #[must_use]
    pub fn cue(&self) -> &Cue {
        &self.cue
    }

    /// What to show over the screen.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// What to say of the program after its name: nothing if it is running.
    #[must_use]
    pub fn remark(&self) -> String {
        if self.message.is_some() {
            return " (source error)".to_owned();
        }
        if self.is_rewinding() {
            let end = if self.past.is_empty() { ", at the beginning" } else { "" };
            return format!(" (running backwards{end})");
        }
        match self.stage {
            Stage::Running if self.paused => " (paused)".to_owned(),
            Stage::Running if self.past.is_playing() => " (playing a recording)".to_owned(),
            Stage::Running => String::new(),
            Stage::Halted => " (ended)".to_owned(),
            Stage::Faulted(fault) => format!(" (stopped: {fault})"),
        }
    }

    /// Whether the user is done with it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What the program has come to.
    #[must_use]
    pub fn ending(&self) -> Ending {
        match self.stage {
            Stage::Running | Stage::Halted if self.past.difference().is_some() => Ending::NotAsRecorded,
            Stage::Running | Stage::Halted => Ending::Closed,
            Stage::Faulted(fault) => Ending::Fault(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    mod past;

    use super::*;
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
        assert_eq!(session.input(&keys(&[(Key::F8, true)])), [Control::Reset]);
        assert_eq!(session.ending(), Ending::Closed);
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
    fn escape_and_the_close_button_end_it() {
        for input in [keys(&[(Key::Escape, true)]), Input { closed: true, ..Input::default() }] {
            let mut machine = machine(&[0x12, 0x00]);
            let mut session = session(&mut machine);
            session.input(&input);
            assert!(session.is_over());
        }
    }
}
