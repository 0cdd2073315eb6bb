//! Buttons: the directions and actions of a game, and the guest's keys that a program has them on.

use std::fmt;

/// What a player does, on a game pad with a cross and two buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// The first action.
    A,
    /// The second action.
    B,
}

impl Button {
    /// Every button.
    pub const ALL: [Self; 6] = [Self::Up, Self::Down, Self::Left, Self::Right, Self::A, Self::B];
}

/// How many players have buttons.
pub const PLAYERS: usize = 2;

/// The names in the public CHIP-8 database, by player and button.
const NAMES: [[&str; Button::ALL.len()]; PLAYERS] = [
    ["up", "down", "left", "right", "a", "b"],
    ["player2Up", "player2Down", "player2Left", "player2Right", "player2A", "player2B"],
];

/// The guest's key, 0 to 15, on each button that has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buttons([[Option<u8>; Button::ALL.len()]; PLAYERS]);

impl Buttons {
    /// The buttons in `keys`, a map from the database's names to keys. Other names, and keys of a second keypad (16
    /// and above), are left out.
    pub fn of<'name>(keys: impl IntoIterator<Item = (&'name str, u8)>) -> Self {
        let mut buttons = Self::default();
        for (name, key) in keys {
            let names = NAMES.iter().flatten();
            let slot = names.zip(buttons.0.iter_mut().flatten()).find(|(candidate, _)| **candidate == name);
            if let (Some((_, slot)), 0..=15) = (slot, key) {
                *slot = Some(key);
            }
        }
        buttons
    }

    /// The guest's key on `button` of `player`, counted from 0.
    #[must_use]
    pub fn key(&self, player: usize, button: Button) -> Option<u8> {
        self.0.get(player).and_then(|buttons| buttons[button as usize])
    }

    /// Whether no button has a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().flatten().all(Option::is_none)
    }
}

impl fmt::Display for Buttons {
    /// Such as `up 5, a 6`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = NAMES.iter().flatten().zip(self.0.iter().flatten());
        let list: Vec<String> = keys.filter_map(|(name, key)| Some(format!("{name} {:X}", (*key)?))).collect();
        f.write_str(&list.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_of_the_database_become_buttons() {
        let buttons = Buttons::of([("up", 5), ("b", 15), ("player2Down", 13), ("left", 16), ("jump", 3)]);
        assert_eq!(buttons.key(0, Button::Up), Some(5));
        assert_eq!(buttons.key(0, Button::B), Some(15));
        assert_eq!(buttons.key(1, Button::Down), Some(13));
        assert_eq!(buttons.key(0, Button::Left), None, "it is on the second keypad");
        assert_eq!(buttons.key(2, Button::Up), None);
        assert_eq!(buttons.to_string(), "up 5, b F, player2Down D");
        assert!(Buttons::of([("jump", 3)]).is_empty() && !buttons.is_empty());
    }
}
