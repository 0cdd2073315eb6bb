//! Scripted keys: which keys a headless run holds down in which frames.

use std::str::FromStr;

/// A key held down for some frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPress {
    /// The key, 0 to 15.
    pub key: u8,
    /// The first frame in which it is down, counted from 0.
    pub down: u64,
    /// The first frame in which it is up again.
    pub up: u64,
}

/// The text is no key press.
#[derive(Debug, thiserror::Error)]
#[error("a key press is KEY@DOWN-UP, such as A@60-65: key 0 to F, first frame down, first frame up again")]
pub struct KeyPressError;

impl FromStr for KeyPress {
    type Err = KeyPressError;

    fn from_str(text: &str) -> Result<Self, KeyPressError> {
        let (key, frames) = text.split_once('@').ok_or(KeyPressError)?;
        let (down, up) = frames.split_once('-').ok_or(KeyPressError)?;
        if key.len() != 1 || text.contains('+') {
            return Err(KeyPressError);
        }
        let key = u8::from_str_radix(key, 16).map_err(|_| KeyPressError)?;
        let down = down.parse().map_err(|_| KeyPressError)?;
        let up = up.parse().map_err(|_| KeyPressError)?;
        if up <= down {
            return Err(KeyPressError);
        }
        Ok(Self { key, down, up })
    }
}

/// The keys down in `frame`, bit K being key K.
#[must_use]
pub fn keys_in_frame(script: &[KeyPress], frame: u64) -> u16 {
    script.iter().filter(|press| (press.down..press.up).contains(&frame)).fold(0, |keys, press| keys | 1 << press.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_down_from_its_first_frame_until_before_its_last() {
        let script = ["5@2-4".parse().unwrap(), "f@3-5".parse().unwrap()];
        let frames: Vec<u16> = (0..6).map(|frame| keys_in_frame(&script, frame)).collect();
        assert_eq!(frames, [0, 0, 0x20, 0x8020, 0x8000, 0]);
    }

    #[test]
    fn what_is_no_key_press_is_refused() {
        for text in ["", "5", "5@", "5@1", "5@4-4", "5@4-3", "G@1-2", "10@1-2", "5@-1-2", "5@1-2-3", "+5@1-2", "5@+1-2"]
        {
            assert!(text.parse::<KeyPress>().is_err(), "{text}");
        }
    }
}
