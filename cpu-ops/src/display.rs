//! The screen: up to four one-bit planes of up to 128 x 64 pixels, each row one wide integer.
//!
//! The leftmost pixel is the most significant bit, so a sprite row is placed by a shift and drawn by an
//! exclusive or, whatever its width. A 64-pixel row uses the upper half of its integer.

/// Pixels across at the high resolution.
pub const HIRES_WIDTH: usize = 128;
/// Pixels down at the high resolution.
pub const HIRES_HEIGHT: usize = 64;
/// Planes the state always holds.
pub const PLANES: usize = 4;

/// The picture memory and the mode it is shown in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Display {
    /// `planes[p][y]`: row `y` of plane `p`, leftmost pixel in the most significant bit. Pixels outside
    /// the current resolution are zero.
    pub planes: [[u128; HIRES_HEIGHT]; PLANES],
    /// Whether the resolution is 128 x 64 and not 64 x 32.
    pub hires: bool,
    /// Whether each pixel that is drawn is 2 x 2 pixels of the picture memory: the low resolution of
    /// [`ScreenModel::Doubled`](crate::profile::ScreenModel::Doubled).
    pub doubled: bool,
    /// The planes that drawing, clearing and scrolling act on: bit P is plane P.
    pub selected: u8,
}

impl Display {
    /// A dark screen at the low resolution, plane 0 selected.
    #[must_use]
    pub const fn new() -> Self {
        Self { planes: [[0; HIRES_HEIGHT]; PLANES], hires: false, doubled: false, selected: 1 }
    }

    /// Pixels across at the current resolution.
    #[inline(always)]
    #[must_use]
    pub const fn width(&self) -> usize {
        if self.hires { HIRES_WIDTH } else { HIRES_WIDTH / 2 }
    }

    /// Pixels down at the current resolution.
    #[inline(always)]
    #[must_use]
    pub const fn height(&self) -> usize {
        if self.hires { HIRES_HEIGHT } else { HIRES_HEIGHT / 2 }
    }

    /// The planes lit at column `x` and row `y` as a mask; 0 outside of the picture.
    #[must_use]
    pub const fn pixel(&self, x: usize, y: usize) -> u8 {
        if x >= HIRES_WIDTH || y >= HIRES_HEIGHT {
            return 0;
        }
        let mut mask = 0;
        let mut plane = 0;
        while plane < PLANES {
            mask |= ((self.planes[plane][y] >> (HIRES_WIDTH - 1 - x) & 1) as u8) << plane;
            plane += 1;
        }
        mask
    }
}

impl Default for Display {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_the_planes_that_are_lit() {
        let mut display = Display::default();
        assert_eq!(display, Display::new());
        display.planes[0][3] = 1 << 127;
        display.planes[2][3] = 1 << 127 | 1;
        assert_eq!([(0, 3), (1, 3), (127, 3), (0, 2)].map(|(x, y)| display.pixel(x, y)), [0b101, 0, 0b100, 0]);
        assert_eq!([(128, 3), (0, 64), (usize::MAX, 0)].map(|(x, y)| display.pixel(x, y)), [0; 3]);
    }
}
