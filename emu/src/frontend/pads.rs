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
    /// The lower or the right of the four buttons on the right hand.
    A,
    /// The left or the upper of them.
    B,
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
const KEYS: [(Part, Key, Key); 7] = [
    (Part::Up, Key::PadUp, Key::I),
    (Part::Down, Key::PadDown, Key::K),
    (Part::Left, Key::PadLeft, Key::J),
    (Part::Right, Key::PadRight, Key::L),
    (Part::A, Key::PadA, Key::U),
    (Part::B, Key::PadB, Key::O),
    (Part::Start, Key::PadStart, Key::PadStart),
];

/// All game pads.
#[derive(Clone, Debug, Default)]
pub struct Pads {
    pads: Vec<Pad>,
}

/// One of them, and what is pressed on it.
#[derive(Clone, Debug)]
struct Pad {
    id: usize,
    pressed: Vec<Part>,
    /// The ways that its stick is moved.
    moved: Vec<Part>,
}

impl Pad {
    fn is_down(&self, part: Part) -> bool {
        self.pressed.contains(&part) || self.moved.contains(&part)
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
            PadEvent::Gone => (self.pressed, self.moved) = (Vec::new(), Vec::new()),
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
        let index = self.pads.iter().position(|pad| pad.id == id).unwrap_or_else(|| {
            self.pads.push(Pad { id, pressed: Vec::new(), moved: Vec::new() });
            self.pads.len() - 1
        });
        let before = self.pads[index].clone();
        self.pads[index].take(event);
        let now = &self.pads[index];
        for (part, first, other) in KEYS {
            let down = now.is_down(part);
            if down != before.is_down(part) {
                events.push(KeyEvent { key: if index == 0 { first } else { other }, down });
            }
        }
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
        let events = [(0, PadEvent::Part(Part::A, true)), (7, PadEvent::Part(Part::A, true)), (7, PadEvent::Up(1.0))];
        assert_eq!(keys(&events), [(Key::PadA, true), (Key::U, true), (Key::I, true)]);
    }

    #[test]
    fn a_pad_that_is_gone_holds_nothing() {
        let events =
            [(0, PadEvent::Part(Part::A, true)), (0, PadEvent::Up(1.0)), (0, PadEvent::Gone), (0, PadEvent::Gone)];
        assert_eq!(keys(&events), [(Key::PadA, true), (Key::PadUp, true), (Key::PadUp, false), (Key::PadA, false)]);
    }
}
