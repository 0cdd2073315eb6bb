//! The keypad: keys of the keyboard going down and up at any time, as keys of the guest that are down in a frame.
//!
//! A key that goes down and up again between two frames is down for one frame, for the guest looks once a frame and
//! would miss it; for the same reason a key that is let go and pressed again at once is up for one frame.

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
}
