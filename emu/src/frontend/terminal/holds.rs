//! How long keys are held: told by the terminal, or else guessed from how often they come.
//!
//! Most terminals tell only that a key was pressed, and again as it repeats. It then counts as held for a moment after each
//! time.

use std::time::{Duration, Instant};

use crate::frontend::input::KeyEvent;
use crate::keyboard::Key;

/// How long a key counts as held after it was last heard of: longer than keys take to repeat, and as short as a tap.
pub(super) const HOLD: Duration = Duration::from_millis(120);

/// The keys that are held.
#[derive(Debug)]
pub(super) struct Holds {
    /// Whether it is told when they are let go.
    told: bool,
    /// Each key that is held, and when it was last heard of.
    held: Vec<(Key, Instant)>,
}

impl Holds {
    /// No key; `told` is whether the terminal tells when they are let go.
    pub(super) fn new(told: bool) -> Self {
        Self { told, held: Vec::new() }
    }

    /// Takes in that `key` went down or up, and appends that to `events`: a key that is held goes down again each time it repeats.
    pub(super) fn take(&mut self, key: Key, down: bool, now: Instant, events: &mut Vec<KeyEvent>) {
        self.held.retain(|(held, _)| *held != key);
        if down {
            self.held.push((key, now));
        }
        events.push(KeyEvent { key, down });
    }

    /// Appends the keys to `events` that are no longer held.
    pub(super) fn expire(&mut self, now: Instant, events: &mut Vec<KeyEvent>) {
        if self.told {
            return;
        }
        self.held.retain(|&(key, heard)| {
            let is_held = now < heard + HOLD;
            if !is_held {
                events.push(KeyEvent { key, down: false });
            }
            is_held
        });
    }

    /// No key is held any more, and who is told of events knows it.
    pub(super) fn release_all(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of one key that is heard of at these milliseconds, with a look every 10 of them.
    fn check(told: bool, heard: &[(u64, bool)], expected: &[(u64, bool)]) {
        let start = Instant::now();
        let (mut holds, mut found) = (Holds::new(told), Vec::new());
        for at in (0..1000).step_by(10) {
            let now = start + Duration::from_millis(at);
            let mut events = Vec::new();
            holds.expire(now, &mut events);
            for &(_, down) in heard.iter().filter(|(when, _)| *when == at) {
                holds.take(Key::A, down, now, &mut events);
            }
            found.extend(events.iter().map(|event| (at, event.down)));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn a_key_that_nobody_says_is_let_go_is_so_after_a_moment() {
        check(false, &[(50, true)], &[(50, true), (170, false)]);
    }

    #[test]
    fn a_key_that_repeats_is_held_and_goes_down_each_time() {
        let repeated = [(0, true), (30, true), (60, true), (90, true)];
        check(false, &repeated, &[&repeated[..], &[(210, false)]].concat());
        check(false, &[(0, true), (120, true)], &[(0, true), (120, false), (120, true), (240, false)]);
    }

    #[test]
    fn a_key_that_is_told_to_be_let_go_is_held_until_then() {
        let told = [(50, true), (80, true), (700, false)];
        check(true, &told, &told);
    }

    #[test]
    fn keys_are_held_each_for_itself() {
        let (mut holds, mut events, now) = (Holds::new(false), Vec::new(), Instant::now());
        holds.take(Key::A, true, now, &mut events);
        holds.take(Key::B, true, now + HOLD / 2, &mut events);
        events.clear();
        holds.expire(now + HOLD, &mut events);
        assert_eq!(events, [KeyEvent { key: Key::A, down: false }]);
        holds.release_all();
        events.clear();
        holds.expire(now + HOLD * 9, &mut events);
        assert_eq!(events, []);
    }
}
