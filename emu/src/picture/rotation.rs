//! Rotations: which side of a picture is up.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::Picture;

/// How far a picture is turned clockwise from how the guest draws it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub enum Rotation {
    /// Not at all.
    #[default]
    None,
    /// By 90 degrees.
    Quarter,
    /// By 180 degrees.
    Half,
    /// By 270 degrees.
    ThreeQuarters,
}

/// The number is no rotation.
#[derive(Debug, thiserror::Error)]
#[error("a rotation is 0, 90, 180 or 270 degrees, not {0}")]
pub struct RotationError(String);

impl Rotation {
    /// Every rotation.
    const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::Half, Self::ThreeQuarters];

    /// In degrees.
    #[must_use]
    pub fn degrees(self) -> u64 {
        self as u64 * 90
    }

    /// Whether what was across is down.
    #[must_use]
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Quarter | Self::ThreeQuarters)
    }

    /// `picture`, turned.
    #[must_use]
    pub fn turn(self, picture: &Picture) -> Picture {
        let (across, down) = (picture.width, picture.height);
        let (width, height) = if self.swaps_sides() { (down, across) } else { (across, down) };
        // Where the pixel that is shown at x, y was drawn.
        let drawn_at = |x: usize, y: usize| match self {
            Self::None => (x, y),
            Self::Quarter => (y, down - 1 - x),
            Self::Half => (across - 1 - x, down - 1 - y),
            Self::ThreeQuarters => (across - 1 - y, x),
        };
        let pixel = |(x, y): (usize, usize)| picture.masks[y * across + x];
        let masks = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Picture { width, height, masks: masks.map(|(x, y)| pixel(drawn_at(x, y))).collect() }
    }
}

impl TryFrom<u64> for Rotation {
    type Error = RotationError;

    fn try_from(degrees: u64) -> Result<Self, RotationError> {
        let found = Self::ALL.into_iter().find(|rotation| rotation.degrees() == degrees);
        found.ok_or_else(|| RotationError(degrees.to_string()))
    }
}

impl FromStr for Rotation {
    type Err = RotationError;

    fn from_str(text: &str) -> Result<Self, RotationError> {
        let found = Self::ALL.into_iter().find(|rotation| rotation.degrees().to_string() == text);
        found.ok_or_else(|| RotationError(format!("{text:?}")))
    }
}

impl fmt::Display for Rotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what becomes of three pixels across and two down.
    fn check(rotation: Rotation, width: usize, expected: [u8; 6]) {
        let turned = rotation.turn(&Picture { width: 3, height: 2, masks: vec![1, 2, 3, 4, 5, 6] });
        assert_eq!(turned, Picture { width, height: 6 / width, masks: expected.to_vec() }, "{rotation}");
    }

    #[test]
    fn a_picture_is_turned_clockwise() {
        check(Rotation::None, 3, [1, 2, 3, 4, 5, 6]);
        check(Rotation::Quarter, 2, [4, 1, 5, 2, 6, 3]);
        check(Rotation::Half, 3, [6, 5, 4, 3, 2, 1]);
        check(Rotation::ThreeQuarters, 2, [3, 6, 2, 5, 1, 4]);
    }

    #[test]
    fn other_degrees_are_refused() {
        assert_eq!("270".parse::<Rotation>().unwrap(), Rotation::ThreeQuarters);
        for text in ["", "45", "360", "-90", "090"] {
            assert!(text.parse::<Rotation>().is_err(), "{text}");
        }
    }
}
