//! Keymaps: which of the guest's keys is on which key of the keyboard.
//!
//! The keypad's four rows are the keyboard's four rows from 1, Q, A and Z on, by place. The user may put any of its keys
//! elsewhere. Where it is known what a program's keys do, its buttons are on the arrows as well.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Key;
use super::layout::Layout;
use crate::buttons::{Button, Buttons};

/// The keys of the keyboard, with the guest's key on each.
const KEYS: [(Key, u8); 16] = [
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
];

/// The guest's keypad, row by row.
pub const KEYPAD: [[u8; 4]; 4] =
    [[0x1, 0x2, 0x3, 0xC], [0x4, 0x5, 0x6, 0xD], [0x7, 0x8, 0x9, 0xE], [0xA, 0x0, 0xB, 0xF]];

/// The key left of X on a QWERTZ keyboard, where keys are only known by what they write; elsewhere the keypad has nothing on it.
const ALSO: [(Key, u8); 1] = [(Key::Y, 0xA)];

/// The keys of the keyboard for programs of which it is known what their keys do, with the player, counted from 0, and
/// the button of a game pad that each stands for. None of them is one of the keypad's.
const PADS: [(Key, usize, Button); 18] = [
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
    (Key::PadUp, 0, Button::Up),
    (Key::PadDown, 0, Button::Down),
    (Key::PadLeft, 0, Button::Left),
    (Key::PadRight, 0, Button::Right),
    (Key::PadA, 0, Button::A),
    (Key::PadB, 0, Button::B),
];

/// The guest's keys that a real game pad's buttons are where it is not known what a program's keys do: those that most have.
const PAD_DEFAULTS: [(Key, u8); 6] = [
    (Key::PadUp, 0x5),
    (Key::PadDown, 0x8),
    (Key::PadLeft, 0x7),
    (Key::PadRight, 0x9),
    (Key::PadA, 0x6),
    (Key::PadB, 0x4),
];

/// The keys of the keyboard that the user has put keys of the guest on, by the guest's key. As text in a file they are called
/// by what a keyboard writes.
pub type Moved = BTreeMap<u8, Vec<Key>>;

/// Which of the guest's keys is on which key of the keyboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    moved: Moved,
    buttons: Buttons,
}

impl From<Buttons> for Keymap {
    fn from(buttons: Buttons) -> Self {
        Self { moved: Moved::new(), buttons }
    }
}

impl Keymap {
    /// The keymap of a program that has its buttons where `buttons` says, if the user has put these keys elsewhere.
    #[must_use]
    pub fn new(moved: Moved, buttons: Buttons) -> Self {
        Self { moved, buttons }
    }

    /// The guest's key, 0 to 15, on `key`.
    #[must_use]
    pub fn guest_key(&self, key: Key) -> Option<u8> {
        let pad = || PADS.iter().find(|(candidate, ..)| *candidate == key);
        let button = || pad().and_then(|&(_, player, button)| self.buttons.key(player, button));
        let unknown = || PAD_DEFAULTS.iter().find(|(candidate, _)| *candidate == key && self.buttons.is_empty());
        self.on_keypad(key).or_else(button).or_else(|| unknown().map(|&(_, guest)| guest))
    }

    /// The guest's key on `key`, buttons apart.
    fn on_keypad(&self, key: Key) -> Option<u8> {
        let moved = || self.moved.iter().find(|(_, keys)| keys.contains(&key)).map(|(&guest, _)| guest);
        // A key that is elsewhere now is no longer where it was.
        let is_here = |&&(candidate, guest): &&(Key, u8)| candidate == key && !self.moved.contains_key(&guest);
        moved().or_else(|| KEYS.iter().chain(&ALSO).find(is_here).map(|&(_, guest)| guest))
    }

    /// The keys that are elsewhere than by default.
    #[must_use]
    pub fn moved(&self) -> &Moved {
        &self.moved
    }

    /// Puts the guest's key `guest` on `key`, and on no other. If another of the guest's keys was there and is on no other, it
    /// is from now on where `guest` was, or on a key that is free, so that none is lost; returns which.
    pub fn put(&mut self, guest: u8, key: Key) -> Option<u8> {
        let before = self.keys_of(guest);
        let other = self.on_keypad(key).filter(|&other| other != guest);
        let without = |keys: Vec<Key>| keys.into_iter().filter(|&one| one != key).collect::<Vec<_>>();
        let rest = other.map(|other| (other, without(self.keys_of(other))));
        for keys in self.moved.values_mut() {
            keys.retain(|&one| one != key);
        }
        self.moved.insert(guest, vec![key]);
        let (other, rest) = rest?;
        let is_left = !rest.is_empty();
        let free = || KEYS.iter().map(|&(key, _)| key).find(|&key| self.on_keypad(key).is_none());
        let keys = match without(before) {
            _ if is_left => rest,
            none if none.is_empty() => free().into_iter().collect(),
            before => before,
        };
        self.moved.insert(other, keys);
        (!is_left).then_some(other)
    }

    /// Puts all of them where they are by default.
    pub fn reset(&mut self) {
        self.moved.clear();
    }

    /// The keys of the keyboard that the guest's key `guest` is on, buttons apart.
    #[must_use]
    pub fn keys_of(&self, guest: u8) -> Vec<Key> {
        let default = || KEYS.iter().filter(|(_, candidate)| *candidate == guest).map(|&(key, _)| key);
        let keys = self.moved.get(&guest).cloned().unwrap_or_else(|| default().collect());
        keys.into_iter().filter(|&key| self.guest_key(key) == Some(guest)).collect()
    }

    /// The keypad as lines of text: for each of its keys what a keyboard of `layout` writes on the key that it is on.
    #[must_use]
    pub fn drawn(&self, layout: &Layout) -> String {
        let mut text = String::new();
        for row in KEYPAD {
            for guest in row {
                let names: Vec<String> = self.keys_of(guest).into_iter().map(|key| layout.name_of(key)).collect();
                let names = if names.is_empty() { "-".to_owned() } else { names.join("/") };
                let _ = write!(text, "{guest:X} {names:<8}");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

/// Reads `name`, which is one of the guest's keys, 0 to F.
#[must_use]
pub fn guest_key_called(name: &str) -> Option<u8> {
    let is_digit = name.len() == 1 && name.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(name, 16).ok().filter(|_| is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_pad_is_on_keys_that_the_keypad_leaves_free() {
        let names = ["up", "down", "left", "right", "a", "b"];
        let second = ["player2Up", "player2Down", "player2Left", "player2Right", "player2A", "player2B"];
        let keymap = Keymap::from(Buttons::of(names.into_iter().chain(second).zip(0..)));
        for (index, (key, ..)) in PADS.iter().take(12).enumerate() {
            assert_eq!(Keymap::default().guest_key(*key), None, "{key:?}");
            assert_eq!(keymap.guest_key(*key), Some(index as u8), "{key:?}");
        }
    }

    #[test]
    fn a_real_game_pad_has_a_programs_buttons_or_what_most_have() {
        let guests = |keymap: &Keymap| PAD_DEFAULTS.map(|(key, _)| keymap.guest_key(key));
        assert_eq!(guests(&Keymap::default()), [5, 8, 7, 9, 6, 4].map(Some));
        let known = Keymap::from(Buttons::of([("up", 1), ("down", 4), ("a", 0xF)]));
        assert_eq!(guests(&known), [Some(1), Some(4), None, None, Some(0xF), None]);
        let moved = Keymap::new(Moved::from([(3, vec![Key::PadA])]), Buttons::default());
        assert_eq!((moved.guest_key(Key::PadA), moved.guest_key(Key::PadB)), (Some(3), Some(4)));
    }

    #[test]
    fn the_keys_are_where_the_keypad_has_them() {
        use Key::{A, C, D, E, F, Key1, Key2, Key3, Key4, Q, R, S, V, W, X, Z};
        let rows = [[Key1, Key2, Key3, Key4], [Q, W, E, R], [A, S, D, F], [Z, X, C, V]];
        let keypad = [[0x1, 0x2, 0x3, 0xC], [0x4, 0x5, 0x6, 0xD], [0x7, 0x8, 0x9, 0xE], [0xA, 0x0, 0xB, 0xF]];
        let keymap = Keymap::default();
        for (keys, expected) in rows.iter().zip(keypad) {
            assert_eq!(keys.map(|key| keymap.guest_key(key).unwrap()), expected);
        }
        for key in [Key::Space, Key::Enter, Key::Escape, Key::Key5, Key::T, Key::NumPad1, Key::F1] {
            assert_eq!(keymap.guest_key(key), None, "{key:?}");
        }
    }

    #[test]
    fn a_key_that_is_put_elsewhere_leaves_its_place_and_takes_anothers() {
        let moved = Moved::from([(0xA, vec![Key::Left, Key::Q]), (0x4, vec![Key::P])]);
        let keymap = Keymap::new(moved, Buttons::of([("left", 7), ("right", 9)]));
        let found = [Key::Left, Key::Q, Key::Z, Key::P, Key::W, Key::Right].map(|key| keymap.guest_key(key));
        assert_eq!(found, [Some(0xA), Some(0xA), None, Some(4), Some(5), Some(9)]);
        assert_eq!(
            (keymap.keys_of(0xA), keymap.keys_of(4), keymap.keys_of(5)),
            (vec![Key::Left, Key::Q], vec![Key::P], vec![Key::W])
        );
        // A key that another has been put on is nobody else's.
        let taken = Keymap::new(Moved::from([(0, vec![Key::W])]), Buttons::default());
        assert_eq!((taken.guest_key(Key::W), taken.guest_key(Key::X), taken.keys_of(5)), (Some(0), None, vec![]));
    }

    #[test]
    fn a_key_is_put_where_another_was_and_that_goes_where_it_was() {
        let mut keymap = Keymap::from(Buttons::of([("left", 7)]));
        assert_eq!(keymap.put(5, Key::Up), None);
        assert_eq!((keymap.keys_of(5), keymap.guest_key(Key::W)), (vec![Key::Up], None));
        assert_eq!(keymap.put(5, Key::E), Some(6), "6 was there");
        assert_eq!((keymap.keys_of(5), keymap.keys_of(6)), (vec![Key::E], vec![Key::Up]));
        assert_eq!(keymap.put(5, Key::E), None, "it is there");
        assert_eq!((keymap.put(1, Key::Left), keymap.guest_key(Key::Left)), (None, Some(1)), "it was a button");
        // One that has another key left goes nowhere.
        let mut keymap = Keymap::new(Moved::from([(6, vec![Key::P, Key::O])]), Buttons::default());
        assert_eq!((keymap.put(5, Key::P), keymap.keys_of(6)), (None, vec![Key::O]));
        for guest in 0..16 {
            assert_eq!(keymap.keys_of(guest).len(), 1, "{guest:X}");
        }
        // Where 5 was on no key, 6 gets the first that is free.
        let mut keymap = Keymap::new(Moved::from([(0, vec![Key::W])]), Buttons::default());
        assert_eq!((keymap.keys_of(5), keymap.put(5, Key::E)), (vec![], Some(6)));
        assert_eq!((keymap.keys_of(5), keymap.keys_of(6)), (vec![Key::E], vec![Key::X]));
        keymap.reset();
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn the_keypad_is_drawn_with_what_a_keyboard_writes() {
        let azerty = Layout::by_name("azerty").unwrap();
        let expected = "1 &       2 É       3 \"       C '\n4 A       5 Z       6 E       D R\n\
                        7 Q       8 S       9 D       E F\nA W       0 X       B C       F V\n";
        assert_eq!(Keymap::default().drawn(azerty), expected);
    }

    #[test]
    fn the_keys_of_the_guest_are_hexadecimal_digits() {
        let found = ["0", "a", "F", "10", "+1", "", "g"].map(guest_key_called);
        assert_eq!(found, [Some(0), Some(10), Some(15), None, None, None, None]);
    }
}
