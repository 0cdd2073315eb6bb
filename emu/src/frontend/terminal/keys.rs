//! What a terminal calls keys, as keys by their place.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::keyboard::Key;
use crate::keyboard::layout::Layout;

/// The F keys, from F1 on.
const FUNCTIONS: [Key; 12] =
    [Key::F1, Key::F2, Key::F3, Key::F4, Key::F5, Key::F6, Key::F7, Key::F8, Key::F9, Key::F10, Key::F11, Key::F12];

/// The key on a keyboard of `layout` that a terminal calls `code`.
pub(super) fn key_of(code: KeyCode, layout: &Layout) -> Option<Key> {
    Some(match code {
        KeyCode::Char(' ') => Key::Space,
        KeyCode::Char(character) => return layout.key(character),
        KeyCode::F(number) => return FUNCTIONS.get(usize::from(number).checked_sub(1)?).copied(),
        KeyCode::Esc => Key::Escape,
        KeyCode::Enter => Key::Enter,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        _ => return None,
    })
}

/// Whether `key` ends any program in a terminal: Ctrl-C.
pub(super) fn is_end(key: &KeyEvent) -> bool {
    let is_c = matches!(key.code, KeyCode::Char('c' | 'C'));
    is_c && key.modifiers.contains(KeyModifiers::CONTROL) && key.kind != KeyEventKind::Release
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_keys_by_their_place_in_the_layout() {
        let key = |layout: &str, character| key_of(KeyCode::Char(character), Layout::by_name(layout).unwrap());
        assert_eq!([key("qwerty", 'q'), key("qwerty", 'Q'), key("azerty", 'a')], [Some(Key::Q); 3]);
        assert_eq!(
            [key("azerty", 'é'), key("qwertz", 'y'), key("qwerty", ' ')],
            [Key::Key2, Key::Z, Key::Space].map(Some)
        );
        assert_eq!(key("qwerty", 'é'), None);
    }

    #[test]
    fn function_keys_are_counted_from_one() {
        let key = |number| key_of(KeyCode::F(number), &Layout::ALL[0]);
        assert_eq!([key(0), key(1), key(12), key(13)], [None, Some(Key::F1), Some(Key::F12), None]);
    }

    #[test]
    fn ctrl_c_ends_it_and_c_alone_does_not() {
        assert!(is_end(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
        assert!(!is_end(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::NONE)));
        assert!(!is_end(&KeyEvent::new(KeyCode::Char('v'), KeyModifiers::CONTROL)));
    }
}
