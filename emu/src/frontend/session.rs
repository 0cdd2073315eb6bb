//! A session: a machine and what the user does to it, frame after frame. Knows no window.

mod tell;
mod tuning;

use cpu_ops::Fault;

use super::Ending;
use super::controls::Control;
use super::filming::Filming;
use super::input::{Input, KeyEvent, Keyboard};
use super::message::Message;
use super::past::Past;
use super::speed::{Due, Speed};
use crate::keyboard::Key;
use crate::keyboard::keymap::Keymap;
use crate::machine::{FrameEnd, Machine};
use crate::picture::Picture;
use crate::sound::Cue;
use crate::state::Snapshot;
use crate::tape::Tape;

/// A machine being played.
#[derive(Debug)]
pub struct Session<'machine> {
    machine: &'machine mut Machine,
    keyboard: Keyboard,
    stage: Stage,
    /// Why the program's file is of no use any more; the program stands still until it is.
    message: Option<Message>,
    pause: Pause,
    /// Whether a menu is open, below which it stands still.
    waiting: bool,
    speed: Speed,
    /// What the last control came to.
    said: Option<Result<String, String>>,
    over: bool,
    /// What is heard now.
    cue: Cue,
    past: Past,
    /// Whether its sound goes on from another place.
    jumped: bool,
    /// Frames run in the last one of the window in which there was something to run.
    ran: u32,
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

/// Whether the user has paused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    Off,
    On,
    /// As soon as it has run one more frame.
    AfterFrame,
}

impl<'machine> Session<'machine> {
    /// A session with `machine` as it is, its keys where `keymap` says; or its buttons, which put them on the arrows.
    pub fn new(machine: &'machine mut Machine, keymap: impl Into<Keymap>) -> Self {
        Self {
            machine,
            keyboard: Keyboard::new(keymap.into()),
            stage: Stage::Running,
            message: None,
            pause: Pause::Off,
            waiting: false,
            speed: Speed::default(),
            said: None,
            over: false,
            cue: Cue::SILENCE,
            past: Past::default(),
            jumped: false,
            ran: 0,
        }
    }

    /// Records what is played from now on, or plays what was recorded.
    pub fn insert(&mut self, tape: Tape) {
        self.past = Past::new(tape);
    }

    /// Takes in what happened since the last frame, and does what it asks for. Returns the controls that were used.
    pub fn input(&mut self, input: &Input) -> Vec<Control> {
        let used = input.keys.iter().filter_map(|&event| self.key(event)).collect();
        if input.focus_lost {
            self.keyboard.release_all();
        }
        self.over |= input.closed;
        used
    }

    /// Takes in that a key went down or up, and does what it asks for. Returns the control that was used.
    pub fn key(&mut self, event: KeyEvent) -> Option<Control> {
        let control = self.keyboard.take(event)?;
        self.obey(control);
        Some(control)
    }

    fn obey(&mut self, control: Control) {
        match control {
            Control::Pause => {
                self.pause = if self.pause == Pause::Off { Pause::On } else { Pause::Off };
                self.say(if self.pause == Pause::On { "paused" } else { "resumed" });
            }
            Control::Reset => {
                self.reset();
                self.say("reset");
            }
            Control::StepForward => self.pause = Pause::AfterFrame,
            Control::StepBack => {
                self.pause = Pause::On;
                self.back();
            }
            // It changes the speed; or means something while it is held; or it is the window's.
            other => self.said = self.tune(other).or(self.said.take()),
        }
    }

    fn say(&mut self, what: &str) {
        self.said = Some(Ok(what.to_owned()));
    }

    /// What a control came to since this was last asked, for the user to see: what was done, or why it was not.
    pub fn take_said(&mut self) -> Option<Result<String, String>> {
        self.said.take()
    }

    /// Starts the program anew.
    pub fn reset(&mut self) {
        self.machine.reset();
        self.jump();
    }

    /// The user is done with it.
    pub fn quit(&mut self) {
        self.over = true;
    }

    /// A menu is open, and keys are not for the program; or that is over, and the keys in `held` are not heard before they
    /// have been let go.
    pub fn wait(&mut self, waiting: bool, held: &[Key]) {
        self.waiting = waiting;
        self.keyboard.release_all();
        self.keyboard.ignore(held);
    }

    /// Where the guest's keys are.
    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        self.keyboard.keymap()
    }

    /// The guest's keys are where `keymap` says from now on.
    pub fn set_keymap(&mut self, keymap: Keymap) {
        self.keyboard.set_keymap(keymap);
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
        self.keyboard.is_held(Control::Rewind)
    }

    /// Whether it runs faster and faster, because a key is held.
    fn is_hurrying(&self) -> bool {
        self.keyboard.is_held(Control::Hurry) && self.pause == Pause::Off && self.stage == Stage::Running
    }

    /// Whether keys are a recording's.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.past.is_playing()
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
        self.play(|| false)
    }

    /// Runs the frames of the program that are due in a frame of the window, the first of them in any case and the others
    /// as long as they are `in_time`; or one backwards. Returns the fault if there was one.
    pub fn play(&mut self, in_time: impl Fn() -> bool) -> Option<Fault> {
        if self.is_rewinding() {
            self.keyboard.frame();
            self.cue = Cue::SILENCE;
            self.back();
            return None;
        }
        if self.past.is_jump_due() {
            // What is played goes on after the end of the program: whoever recorded it reset it, or loaded a state.
            self.stage = Stage::Running;
        }
        if self.pause == Pause::On || self.waiting || self.message.is_some() || self.stage != Stage::Running {
            // Keys are followed while nothing runs, so that none is found to have been pressed when it goes on.
            self.keyboard.frame();
            self.cue = Cue::SILENCE;
            return None;
        }
        let due = match self.pause {
            Pause::AfterFrame => Due::Frames(1),
            Pause::Off | Pause::On => self.speed.due(self.is_hurrying()),
        };
        if self.pause == Pause::AfterFrame {
            self.pause = Pause::On;
        }
        let (mut ran, mut fault) = (0, None);
        while due.is_more(ran) && self.stage == Stage::Running && (ran == 0 || in_time()) {
            fault = self.run();
            ran += 1;
        }
        self.ran = ran;
        // A slow program goes on sounding between its frames; of a very fast one nobody wants to hear each.
        if due == Due::Endless || self.is_hurrying() {
            self.cue = Cue::SILENCE;
        } else if ran > 0 {
            self.cue = *self.machine.cue();
        }
        fault
    }

    /// Runs a frame of the program. Returns the fault if there was one.
    fn run(&mut self) -> Option<Fault> {
        let keys = self.keyboard.frame();
        let (end, jumped) = self.past.frame(self.machine, keys);
        self.jumped |= jumped;
        match end {
            FrameEnd::Over | FrameEnd::SelfJump => None,
            FrameEnd::Halted => {
                self.stage = Stage::Halted;
                self.say("the program has ended; F8 resets it");
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
mod tests;
