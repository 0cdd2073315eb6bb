//! Layouts: what the keys of a keyboard write, by their place.
//!
//! As xkeyboard-config has them (`us`, `fr`, `de`, `us(dvorak)`, `us(colemak)`), without Shift. Of a dead key, it is the accent
//! alone.

use super::Key;

/// The keys that write, in their four rows.
const ROWS: [&[Key]; 4] = {
    use Key::{
        A, Apostrophe, B, Backquote, Backslash, C, Comma, D, E, Equal, F, G, H, I, J, K, Key0, Key1, Key2, Key3, Key4,
        Key5, Key6, Key7, Key8, Key9, L, LeftBracket, M, Minus, N, O, P, Period, Q, R, RightBracket, S, Semicolon,
        Slash, T, U, V, W, X, Y, Z,
    };
    [
        &[Backquote, Key1, Key2, Key3, Key4, Key5, Key6, Key7, Key8, Key9, Key0, Minus, Equal],
        &[Q, W, E, R, T, Y, U, I, O, P, LeftBracket, RightBracket, Backslash],
        &[A, S, D, F, G, H, J, K, L, Semicolon, Apostrophe],
        &[Z, X, C, V, B, N, M, Comma, Period, Slash],
    ]
};

/// What the keys of a keyboard write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name it is chosen by.
    pub name: &'static str,
    /// What the keys of each of the four rows write without Shift, from the left.
    rows: [&'static str; 4],
}

impl Layout {
    /// Every layout; the first is the default.
    pub const ALL: &'static [Self] = &[
        Self { name: "qwerty", rows: ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"] },
        Self { name: "azerty", rows: ["²&é\"'(-è_çà)=", "azertyuiop^$*", "qsdfghjklmù", "wxcvbn,;:!"] },
        Self { name: "qwertz", rows: ["^1234567890ß´", "qwertzuiopü+#", "asdfghjklöä", "yxcvbnm,.-"] },
        Self { name: "dvorak", rows: ["`1234567890[]", "',.pyfgcrl/=\\", "aoeuidhtns-", ";qjkxbmwvz"] },
        Self { name: "colemak", rows: ["`1234567890-=", "qwfpgjluy;[]\\", "arstdhneio'", "zxcvbkm,./"] },
    ];

    /// The layout called `name`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|layout| layout.name == name)
    }

    /// The layout that has most of `written`, which are keys with what is written on them. Of several, the first.
    #[must_use]
    pub fn most_like(written: &[(Key, char)]) -> &'static Self {
        let alike = |layout: &Self| written.iter().filter(|&&(key, on)| layout.character(key) == Some(on)).count();
        // The last of several is taken, and so they are in reverse.
        Self::ALL.iter().rev().max_by_key(|layout| alike(layout)).unwrap_or(&Self::ALL[0])
    }

    /// The names of all layouts.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|layout| layout.name).collect()
    }

    /// What `key` writes without Shift, if it writes.
    #[must_use]
    pub fn character(&self, key: Key) -> Option<char> {
        self.keys().find(|&(candidate, _)| candidate == key).map(|(_, character)| character)
    }

    /// The key that writes `character`, which may be a capital.
    #[must_use]
    pub fn key(&self, character: char) -> Option<Key> {
        let small = character.to_lowercase().next().unwrap_or(character);
        self.keys().find(|&(_, candidate)| candidate == small).map(|(key, _)| key)
    }

    /// The key that is meant where somebody who does not know places calls it by what it writes: `named` after what a QWERTY
    /// keyboard writes there. Keys that do not write are where they are on every keyboard.
    #[must_use]
    pub fn place_of(&self, named: Key) -> Key {
        let written = Self::ALL[0].character(named);
        written.and_then(|character| self.key(character)).unwrap_or(named)
    }

    /// What to call `key` on a keyboard of this layout.
    #[must_use]
    pub fn name_of(&self, key: Key) -> String {
        self.character(key).map_or_else(
            || key.name().to_owned(),
            |character| match character {
                // There is no single capital of it.
                'ß' => "ß".to_owned(),
                character => character.to_uppercase().to_string(),
            },
        )
    }

    /// The key that is called `name` on a keyboard of this layout, in capitals or not.
    #[must_use]
    pub fn key_called(&self, name: &str) -> Option<Key> {
        let mut characters = name.chars();
        if let (Some(character), None) = (characters.next(), characters.next()) {
            return self.key(character);
        }
        Key::ALL.iter().copied().find(|key| key.name().len() > 1 && key.name().eq_ignore_ascii_case(name))
    }

    fn keys(&self) -> impl Iterator<Item = (Key, char)> {
        ROWS.iter().zip(self.rows).flat_map(|(keys, characters)| keys.iter().copied().zip(characters.chars()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_a_character_for_each_key_and_none_twice() {
        for layout in Layout::ALL {
            for (keys, characters) in ROWS.iter().zip(layout.rows) {
                assert_eq!(keys.len(), characters.chars().count(), "{} {characters}", layout.name);
            }
            for (key, character) in layout.keys() {
                assert_eq!(
                    (layout.key(character), layout.character(key)),
                    (Some(key), Some(character)),
                    "{}",
                    layout.name
                );
                assert_eq!(layout.key_called(&layout.name_of(key)), Some(key), "{}", layout.name);
            }
        }
    }

    #[test]
    fn a_key_called_by_what_it_writes_is_where_that_is_written() {
        let place = |layout: &str, named| Layout::by_name(layout).unwrap().place_of(named);
        assert_eq!(
            (place("azerty", Key::A), place("azerty", Key::Q), place("azerty", Key::Apostrophe)),
            (Key::Q, Key::A, Key::Key4)
        );
        assert_eq!((place("qwertz", Key::Y), place("qwertz", Key::Z)), (Key::Z, Key::Y));
        assert_eq!((place("dvorak", Key::Semicolon), place("colemak", Key::F)), (Key::Z, Key::E));
        for layout in Layout::names() {
            assert_eq!((place(layout, Key::Left), place(layout, Key::F5)), (Key::Left, Key::F5));
        }
    }

    #[test]
    fn a_layout_is_known_by_most_of_what_is_written() {
        for layout in Layout::ALL {
            // Not all of it: another country has other signs, and what is dead writes nothing.
            let written: Vec<_> = layout.keys().skip(3).step_by(2).chain([(Key::Key1, '¡')]).collect();
            assert_eq!(Layout::most_like(&written).name, layout.name);
        }
        assert_eq!(Layout::most_like(&[]).name, "qwerty");
        assert_eq!(Layout::most_like(&[(Key::Q, 'й'), (Key::Key1, '1')]).name, "qwerty");
    }

    #[test]
    fn keys_have_names() {
        let qwerty = &Layout::ALL[0];
        for &key in Key::ALL {
            assert_eq!(qwerty.key_called(&qwerty.name_of(key)), Some(key), "{key:?}");
        }
        assert_eq!(qwerty.key_called("numpad5"), Some(Key::NumPad5));
        assert_eq!(Layout::by_name("azerty").unwrap().key_called("É"), Some(Key::Key2));
        assert_eq!((qwerty.key_called(""), qwerty.key_called("é"), qwerty.key_called("Shift")), (None, None, None));
    }
}
