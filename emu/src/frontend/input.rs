//! Input: what happened to a window since the last frame, and what the keys in it are to the guest.

use super::controls::{Control, control_on};
use super::keypad::Keypad;
use crate::keyboard::Key;
use crate::keyboard::keymap::Keymap;

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

/// The keyboard of a session: which keys are held down, and what they are to the guest and to the window.
#[derive(Debug)]
pub struct Keyboard {
    keypad: Keypad,
    keymap: Keymap,
    /// The keys that are held down and are the guest's.
    pressed: Vec<Key>,
    /// The controls whose keys are held down.
    held: Vec<Control>,
    /// The keys that mean nothing until they have been let go.
    ignored: Vec<Key>,
}

impl Keyboard {
    /// A keyboard with no key down, with the guest's keys where `keymap` says.
    #[must_use]
    pub fn new(keymap: Keymap) -> Self {
        Self { keypad: Keypad::default(), keymap, pressed: Vec::new(), held: Vec::new(), ignored: Vec::new() }
    }

    /// Takes in that a key went down or up. Returns the control that this uses, if any.
    pub fn take(&mut self, event: KeyEvent) -> Option<Control> {
        if self.ignored.contains(&event.key) {
            self.ignored.retain(|&key| event.down || key != event.key);
            return None;
        }
        if let Some(key) = self.keymap.guest_key(event.key) {
            self.pressed.retain(|other| *other != event.key);
            if event.down {
                self.pressed.push(event.key);
            }
            // Several keys of the keyboard may be the same of the guest: it is down as long as any of them is.
            let down = self.pressed.iter().any(|&other| self.keymap.guest_key(other) == Some(key));
            self.keypad.set(key, down);
            return None;
        }
        let control = control_on(event.key)?;
        let held = self.is_held(control);
        match (held, event.down) {
            (false, true) => {
                self.held.push(control);
                Some(control)
            }
            (true, false) => {
                self.held.retain(|other| *other != control);
                None
            }
            (true, true) | (false, false) => None,
        }
    }

    /// All keys go up: they are heard by another window, or mean something else from now on.
    pub fn release_all(&mut self) {
        self.keypad.release_all();
        self.pressed.clear();
        self.held.clear();
        self.ignored.clear();
    }

    /// Where the guest's keys are.
    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The guest's keys are where `keymap` says from now on; all of them go up.
    pub fn set_keymap(&mut self, keymap: Keymap) {
        self.keymap = keymap;
        self.release_all();
    }

    /// The keys in `held` mean nothing until they have been let go.
    pub fn ignore(&mut self, held: &[Key]) {
        self.ignored = held.to_vec();
    }

    /// Whether the key of `control` is held down.
    #[must_use]
    pub fn is_held(&self, control: Control) -> bool {
        self.held.contains(&control)
    }

    /// The guest's keys that are down in the frame that begins; bit K is key K.
    pub fn frame(&mut self) -> u16 {
        self.keypad.frame()
    }
}
