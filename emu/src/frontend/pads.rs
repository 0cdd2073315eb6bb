//! Game pads: what their buttons and sticks do, as keys that go down and up. Knows no device.

use super::input::KeyEvent;
use crate::keyboard::Key;

/// How far a stick has to be moved for a way to count, and how far back for it to count no longer: a hand is never still.
const ON: f32 = 0.5;
const OFF: f32 = 0.35;

/// A part of a game pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The cross, up, down, left and right.
    Up,
    /// The cross.
    Down,
    /// The cross.
    Left,
    /// The cross.
    Right,
    /// The lower of the four buttons on the right hand.
    South,
    /// The right one.
    East,
    /// The left one.
    West,
    /// The upper one.
    North,
    /// What pauses a game.
    Start,
}

/// What happened to a game pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PadEvent {
    /// A part of it was pressed, or let go.
    Part(Part, bool),
    /// Its stick is so far to the right, -1 to 1.
    Across(f32),
    /// Its stick is so far up, -1 to 1.
    Up(f32),
    /// It is there no longer.
    Gone,
}

/// The keys that parts are: of the first pad, and of others, which a second player has.
const KEYS: [(Part, Key, Key); 9] = [
    (Part::Up, Key::PadUp, Key::I),
    (Part::Down, Key::PadDown, Key::K),
    (Part::Left, Key::PadLeft, Key::J),
    (Part::Right, Key::PadRight, Key::L),
    (Part::South, Key::PadA, Key::U),
    (Part::East, Key::PadA, Key::U),
    (Part::West, Key::PadB, Key::O),
    (Part::North, Key::PadB, Key::O),
    (Part::Start, Key::PadStart, Key::PadStart),
];

/// All game pads, in the order of their players. Whoever comes has the place of one that is gone, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Pads {
    pads: Vec<Pad>,
}

/// One of them, and what is pressed on it.
#[derive(Clone, Debug, Default)]
struct Pad {
    /// What the system calls it; None if it is gone.
    id: Option<usize>,
    pressed: Vec<Part>,
    /// The ways that its stick is moved.
    moved: Vec<Part>,
}

impl Pad {
    fn is_down(&self, part: Part) -> bool {
        self.pressed.contains(&part) || self.moved.contains(&part)
    }

    /// The keys that are down, if it is the first pad or another.
    fn keys(&self, is_first: bool) -> Vec<Key> {
        let down = KEYS.iter().filter(|(part, ..)| self.is_down(*part));
        let mut keys: Vec<Key> = down.map(|&(_, first, other)| if is_first { first } else { other }).collect();
        // Two parts may be one key.
        keys.dedup();
        keys
    }

    fn take(&mut self, event: PadEvent) {
        match event {
            PadEvent::Part(part, down) => {
                self.pressed.retain(|&other| other != part);
                if down {
                    self.pressed.push(part);
                }
            }
            PadEvent::Across(value) => self.stick(Part::Left, Part::Right, value),
            PadEvent::Up(value) => self.stick(Part::Down, Part::Up, value),
            PadEvent::Gone => *self = Self::default(),
        }
    }

    /// The stick is at `value` on the way from `low` to `high`.
    fn stick(&mut self, low: Part, high: Part, value: f32) {
        for (part, value) in [(low, -value), (high, value)] {
            let was = self.moved.contains(&part);
            let is = value > if was { OFF } else { ON };
            self.moved.retain(|&other| other != part);
            if is {
                self.moved.push(part);
            }
        }
    }
}

impl Pads {
    /// Takes in what happened to the pad that the system calls `id`; what that is to keys is appended to `events`.
    pub fn take(&mut self, id: usize, event: PadEvent, events: &mut Vec<KeyEvent>) {
        let place = |wanted: Option<usize>| self.pads.iter().position(|pad| pad.id == wanted);
        let index = match place(Some(id)) {
            Some(index) => index,
            None if event == PadEvent::Gone => return,
            None => place(None).unwrap_or(self.pads.len()),
        };
        if index == self.pads.len() {
            self.pads.push(Pad::default());
        }
        let pad = &mut self.pads[index];
        pad.id = Some(id);
        let before = pad.keys(index == 0);
        pad.take(event);
        let now = pad.keys(index == 0);
        let changed = |of: &[Key], other: &[Key], down| {
            let keys: Vec<Key> = of.iter().filter(|key| !other.contains(key)).copied().collect();
            keys.into_iter().map(move |key| KeyEvent { key, down })
        };
        events.extend(changed(&before, &now, false).chain(changed(&now, &before, true)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What some events are to the keys.
    fn keys(taken: &[(usize, PadEvent)]) -> Vec<(Key, bool)> {
        let (mut pads, mut events) = (Pads::default(), Vec::new());
        for &(id, event) in taken {
            pads.take(id, event, &mut events);
        }
        events.iter().map(|event| (event.key, event.down)).collect()
    }

    #[test]
    fn buttons_are_keys() {
        for (part, key, _) in KEYS {
            let pressed =
                [(3, PadEvent::Part(part, true)), (3, PadEvent::Part(part, true)), (3, PadEvent::Part(part, false))];
            assert_eq!(keys(&pressed), [(key, true), (key, false)]);
        }
    }

    #[test]
    fn a_stick_is_the_cross_and_does_not_tremble() {
        let across = [0.2, 0.49, 0.51, 0.4, 0.6, 0.34, 0.4, -0.3, -1.0, 0.9, 0.0];
        let expected = [
            (Key::PadRight, true),
            (Key::PadRight, false),
            (Key::PadLeft, true),
            (Key::PadLeft, false),
            (Key::PadRight, true),
            (Key::PadRight, false),
        ];
        assert_eq!(keys(&across.map(|value| (0, PadEvent::Across(value)))), expected);
        assert_eq!(keys(&[(0, PadEvent::Up(1.0)), (0, PadEvent::Up(-1.0))])[0], (Key::PadUp, true));
        assert_eq!(keys(&[(0, PadEvent::Up(f32::NAN))]), []);
    }

    #[test]
    fn a_way_is_held_as_long_as_cross_or_stick_is() {
        let both = [
            (0, PadEvent::Part(Part::Left, true)),
            (0, PadEvent::Across(-1.0)),
            (0, PadEvent::Part(Part::Left, false)),
            (0, PadEvent::Across(0.0)),
        ];
        assert_eq!(keys(&both), [(Key::PadLeft, true), (Key::PadLeft, false)]);
    }

    #[test]
    fn the_second_pad_is_a_second_players() {
        let events =
            [(0, PadEvent::Part(Part::South, true)), (7, PadEvent::Part(Part::South, true)), (7, PadEvent::Up(1.0))];
        assert_eq!(keys(&events), [(Key::PadA, true), (Key::U, true), (Key::I, true)]);
    }

    #[test]
    fn a_pad_that_is_gone_holds_nothing() {
        let events =
            [(0, PadEvent::Part(Part::South, true)), (0, PadEvent::Up(1.0)), (0, PadEvent::Gone), (0, PadEvent::Gone)];
        assert_eq!(keys(&events), [(Key::PadA, true), (Key::PadUp, true), (Key::PadUp, false), (Key::PadA, false)]);
    }

    #[test]
    fn a_key_is_down_as_long_as_one_of_its_buttons_is() {
        let both = [(Part::South, true), (Part::East, true), (Part::East, false), (Part::South, false)];
        assert_eq!(
            keys(&both.map(|(part, down)| (0, PadEvent::Part(part, down)))),
            [(Key::PadA, true), (Key::PadA, false)]
        );
    }

    #[test]
    fn who_comes_has_the_place_of_who_is_gone() {
        let press = |id| (id, PadEvent::Part(Part::West, true));
        let events = [press(4), press(5), (4, PadEvent::Gone), (9, PadEvent::Gone), press(6), press(4)];
        let (down, up) = (|key| (key, true), (Key::PadB, false));
        assert_eq!(keys(&events), [down(Key::PadB), down(Key::O), up, down(Key::PadB), down(Key::O)]);
    }
}
