//! The keypad: keys of the keyboard going down and up at any time, as keys of the guest that are down in a frame.
//!
//! A key that goes down and up again between two frames is down for one frame, for the guest looks once a frame and
//! would miss it; for the same reason a key that is let go and pressed again at once is up for one frame.
//!
//! The keypad's four rows are the keyboard's four rows from 1, Q, A and Z on. minifb knows keys by position on Windows
//! and macOS. On X11 it knows them by what they write, without Shift, in the first layout that is set; on Wayland in the
//! active one. There the rows are where they should be as long as the layout writes 1234, QWER, ASDF and ZXCV on them;
//! QWERTZ is looked after here, other layouts play with the keys that write these characters.

use minifb::Key;

use crate::buttons::{Button, Buttons};

/// The keys of the keyboard, with the guest's key on each.
const KEYS: [(Key, u8); 17] = [
    (Key::Key1, 0x1),
    (Key::Key2, 0x2),
    (Key::Key3, 0x3),
    (Key::Key4, 0xC),
    (Key::Q, 0x4),
    (Key::W, 0x5),
    (Key::E, 0x6),
    (Key::R, 0xD),
    (Key::A, 0x7),
    (Key::S, 0x8),
    (Key::D, 0x9),
    (Key::F, 0xE),
    (Key::Z, 0xA),
    (Key::X, 0x0),
    (Key::C, 0xB),
    (Key::V, 0xF),
    // The key left of X on a QWERTZ keyboard. A QWERTY keyboard has it where the keypad has nothing.
    (Key::Y, 0xA),
];

/// The keys of the keyboard for programs of which it is known what their keys do, with the player, counted from 0, and
/// the button of a game pad that each stands for. None of them is one of the keypad's.
const PADS: [(Key, usize, Button); 12] = [
    (Key::Up, 0, Button::Up),
    (Key::Down, 0, Button::Down),
    (Key::Left, 0, Button::Left),
    (Key::Right, 0, Button::Right),
    (Key::Space, 0, Button::A),
    (Key::Enter, 0, Button::B),
    (Key::I, 1, Button::Up),
    (Key::K, 1, Button::Down),
    (Key::J, 1, Button::Left),
    (Key::L, 1, Button::Right),
    (Key::U, 1, Button::A),
    (Key::O, 1, Button::B),
];

/// The guest's key, 0 to 15, on `key`, if the program has its buttons where `buttons` says.
#[must_use]
pub fn guest_key(key: Key, buttons: &Buttons) -> Option<u8> {
    let pad = || PADS.iter().find(|(candidate, ..)| *candidate == key);
    let on_keypad = KEYS.iter().find(|(candidate, _)| *candidate == key).map(|&(_, guest)| guest);
    on_keypad.or_else(|| pad().and_then(|&(_, player, button)| buttons.key(player, button)))
}

/// Which keys are down. In each mask, bit K is key K.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keypad {
    /// Down now.
    down: u16,
    /// Went down or up since the last frame.
    touched: u16,
    /// Down in the last frame, for the guest.
    shown: u16,
}

impl Keypad {
    /// Key `key`, 0 to 15, goes down or up. Saying it again, as a key that repeats does, changes nothing.
    pub fn set(&mut self, key: u8, down: bool) {
        let bit = 1 << (key & 0xF);
        if (self.down & bit != 0) != down {
            self.down ^= bit;
            self.touched |= bit;
        }
    }

    /// All keys go up and none is remembered: the window no longer hears of them.
    pub fn release_all(&mut self) {
        (self.down, self.touched) = (0, 0);
    }

    /// The keys that are down in the frame that begins.
    pub fn frame(&mut self) -> u16 {
        // A key touched is either different now from what the guest saw, or was so in between: either way the guest is
        // to see the difference.
        self.shown = (self.touched & !self.shown) | (!self.touched & self.down);
        self.touched = 0;
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the guest sees of key 5 in each frame, given what happens to it before the frame.
    fn check(before_each_frame: &[&[bool]], expected: &[bool]) {
        let mut keypad = Keypad::default();
        let seen: Vec<bool> = before_each_frame
            .iter()
            .map(|events| {
                events.iter().for_each(|&down| keypad.set(5, down));
                let keys = keypad.frame();
                assert_eq!(keys & !0x20, 0, "another key is down");
                keys != 0
            })
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_key_held_is_down_until_it_is_let_go() {
        check(&[&[], &[true], &[], &[false], &[]], &[false, true, true, false, false]);
    }

    #[test]
    fn a_tap_shorter_than_a_frame_is_down_for_one_frame() {
        check(&[&[true, false], &[], &[]], &[true, false, false]);
    }

    #[test]
    fn two_taps_in_two_frames_are_two_presses() {
        check(&[&[true, false], &[true, false], &[true, false], &[]], &[true, false, true, false]);
        check(&[&[true, false], &[true], &[], &[false]], &[true, false, true, false]);
    }

    #[test]
    fn a_key_let_go_and_pressed_within_a_frame_is_up_for_one_frame() {
        check(&[&[true], &[false, true], &[], &[false]], &[true, false, true, false]);
    }

    #[test]
    fn a_key_that_repeats_stays_down() {
        check(&[&[true], &[true, true], &[true], &[false]], &[true, true, true, false]);
    }

    #[test]
    fn nothing_is_down_once_all_keys_are_released() {
        let mut keypad = Keypad::default();
        keypad.set(0x3, true);
        assert_eq!(keypad.frame(), 0x0008);
        keypad.set(0xF, true);
        keypad.release_all();
        assert_eq!(keypad.frame(), 0);
        assert_eq!(keypad.frame(), 0);
        keypad.set(0x3, true);
        assert_eq!(keypad.frame(), 0x0008, "a key pressed after that counts");
    }

    /// The guest's key on `key`, if nothing is known of the program.
    fn guest_key(key: Key) -> Option<u8> {
        super::guest_key(key, &Buttons::default())
    }

    #[test]
    fn a_game_pad_is_on_keys_that_the_keypad_leaves_free() {
        let names = ["up", "down", "left", "right", "a", "b"];
        let names = names.into_iter().chain([
            "player2Up",
            "player2Down",
            "player2Left",
            "player2Right",
            "player2A",
            "player2B",
        ]);
        let buttons = Buttons::of(names.zip(0..));
        for (index, (key, ..)) in PADS.iter().enumerate() {
            assert_eq!(guest_key(*key), None, "{key:?}");
            assert_eq!(super::guest_key(*key, &buttons), Some(index as u8), "{key:?}");
        }
    }

    #[test]
    fn the_keys_are_where_the_keypad_has_them() {
        use Key::{A, C, D, E, F, Key1, Key2, Key3, Key4, Q, R, S, V, W, X, Z};
        let rows = [[Key1, Key2, Key3, Key4], [Q, W, E, R], [A, S, D, F], [Z, X, C, V]];
        let keypad = [[0x1, 0x2, 0x3, 0xC], [0x4, 0x5, 0x6, 0xD], [0x7, 0x8, 0x9, 0xE], [0xA, 0x0, 0xB, 0xF]];
        for (keys, expected) in rows.iter().zip(keypad) {
            assert_eq!(keys.map(|key| guest_key(key).unwrap()), expected);
        }
        assert_eq!(guest_key(Key::Y), guest_key(Z));
        for key in [Key::Space, Key::Enter, Key::Escape, Key::Key5, Key::T, Key::NumPad1, Key::F1] {
            assert_eq!(guest_key(key), None, "{key:?}");
        }
    }
}
