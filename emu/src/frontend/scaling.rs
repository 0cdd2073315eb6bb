//! Scaling: where in a window the picture is, and how large.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// How large a picture is in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scaling {
    /// As large as fits with every pixel being a square of the same whole size.
    #[default]
    Integer,
    /// As large as fits; some pixels are wider or higher than others by one of the window's.
    Fit,
}

/// There is no such scaling.
#[derive(Debug, thiserror::Error)]
#[error("there is no such scaling; there are: integer, fit")]
pub struct UnknownScaling;

impl Scaling {
    /// Every scaling.
    pub const ALL: [Self; 2] = [Self::Integer, Self::Fit];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Fit => "fit",
        }
    }

    /// Which columns and rows of a window, whose size is given, a picture of `picture` pixels across and down fills. None if
    /// the picture is larger than the window.
    #[must_use]
    pub fn place(self, picture: (usize, usize), window: (usize, usize)) -> Option<(Range<usize>, Range<usize>)> {
        let whole = (window.0 / picture.0).min(window.1 / picture.1);
        let (width, height) = match self {
            _ if whole == 0 => return None,
            Self::Integer => (picture.0 * whole, picture.1 * whole),
            Self::Fit if window.0 * picture.1 <= window.1 * picture.0 => (window.0, window.0 * picture.1 / picture.0),
            Self::Fit => (window.1 * picture.0 / picture.1, window.1),
        };
        let (left, top) = ((window.0 - width) / 2, (window.1 - height) / 2);
        Some((left..left + width, top..top + height))
    }
}

impl FromStr for Scaling {
    type Err = UnknownScaling;

    fn from_str(name: &str) -> Result<Self, UnknownScaling> {
        Self::ALL.into_iter().find(|scaling| scaling.name() == name).ok_or(UnknownScaling)
    }
}

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(window: (usize, usize), integer: (Range<usize>, Range<usize>), fit: (Range<usize>, Range<usize>)) {
        assert_eq!(Scaling::Integer.place((64, 32), window), Some(integer), "integer in {window:?}");
        assert_eq!(Scaling::Fit.place((64, 32), window), Some(fit), "fit in {window:?}");
    }

    #[test]
    fn a_window_of_the_right_shape_is_filled() {
        check((1024, 512), (0..1024, 0..512), (0..1024, 0..512));
        check((64, 32), (0..64, 0..32), (0..64, 0..32));
    }

    #[test]
    fn what_is_left_over_is_on_all_sides() {
        check((800, 600), (16..784, 108..492), (0..800, 100..500));
        check((1920, 1080), (0..1920, 60..1020), (0..1920, 60..1020));
        check((1000, 300), (212..788, 6..294), (200..800, 0..300));
        check((65, 500), (0..64, 234..266), (0..65, 234..266));
    }

    #[test]
    fn there_is_no_place_for_a_picture_that_is_larger() {
        for window in [(63, 500), (640, 20), (1, 1), (0, 0)] {
            assert!(Scaling::ALL.iter().all(|scaling| scaling.place((64, 32), window).is_none()), "{window:?}");
        }
    }

    #[test]
    fn every_scaling_is_found_by_its_name() {
        for scaling in Scaling::ALL {
            assert_eq!(scaling.to_string().parse::<Scaling>().unwrap(), scaling);
        }
        assert!("huge".parse::<Scaling>().unwrap_err().to_string().contains("integer"));
    }
}
