//! The canvas: a picture fitted into a window of any size.

use std::ops::Range;

use super::scaling::Scaling;
use crate::picture::Colours;

/// What fills a window, as rows of 0xRRGGBB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canvas {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// The pixels, row by row.
    pub pixels: Vec<u32>,
}

/// Units of what is drawn over a picture that a canvas has at least, if it is not very small: across, and down.
pub const UNITS: (usize, usize) = (256, 128);

impl Canvas {
    /// Pixels of a unit, in which what is drawn over a picture is measured: a pixel of text is one wide and high.
    #[must_use]
    pub fn unit(&self) -> usize {
        (self.width / UNITS.0).min(self.height / UNITS.1).max(1)
    }

    /// Draws `picture` into a window of the given width and height: in its middle, as large as `scaling` says. Around it is
    /// the colour `margin`. If not even one pixel a pixel fits, it is made small enough. For a window of no size, the canvas is
    /// as large as the picture.
    pub fn draw(&mut self, picture: &Colours, scaling: Scaling, margin: u32, window: (usize, usize)) {
        let size = (picture.width, picture.height());
        (self.width, self.height) = if window.0.min(window.1) > 0 { window } else { size };
        self.pixels.clear();
        self.pixels.resize(self.width * self.height, margin);
        let Some((columns, rows)) = scaling.place(size, (self.width, self.height)) else {
            return self.draw_small(picture);
        };
        // Where pixel `index` of `count` begins.
        let edge = |range: &Range<usize>, index: usize, count: usize| range.start + index * range.len() / count;
        for (y, row) in picture.pixels.chunks(size.0).enumerate() {
            let (top, bottom) = (edge(&rows, y, size.1), edge(&rows, y + 1, size.1));
            let line = top * self.width;
            for (x, &colour) in row.iter().enumerate() {
                let (left, right) = (edge(&columns, x, size.0), edge(&columns, x + 1, size.0));
                self.pixels[line + left..line + right].fill(colour);
            }
            for below in top + 1..bottom {
                self.pixels.copy_within(line + columns.start..line + columns.end, below * self.width + columns.start);
            }
        }
    }

    /// Draws `picture`, which is larger than the canvas, as large as fits, with some of its pixels left out.
    fn draw_small(&mut self, picture: &Colours) {
        let (across, down) = (picture.width, picture.height());
        let (width, height) = if self.width * down <= self.height * across {
            (self.width, (self.width * down / across).max(1))
        } else {
            ((self.height * across / down).max(1), self.height)
        };
        let (left, top) = ((self.width - width) / 2, (self.height - height) / 2);
        for y in 0..height {
            let row = &picture.pixels[y * down / height * across..][..across];
            for x in 0..width {
                self.pixels[(top + y) * self.width + left + x] = row[x * across / width];
            }
        }
    }

    /// Fills the part of it that is in `columns` and `rows` with `colour`.
    pub fn fill(&mut self, columns: &Range<usize>, rows: &Range<usize>, colour: u32) {
        self.change(columns, rows, |_| colour);
    }

    /// Leaves `eighths` of their brightness to the pixels that are in `columns` and `rows`.
    pub fn dim(&mut self, columns: &Range<usize>, rows: &Range<usize>, eighths: u32) {
        self.change(columns, rows, |pixel| {
            let channel = |shift: u32| ((pixel >> shift & 0xFF) * eighths / 8) << shift;
            channel(16) | channel(8) | channel(0)
        });
    }

    /// Changes the pixels in `columns` and `rows`, as far as these are on the canvas.
    fn change(&mut self, columns: &Range<usize>, rows: &Range<usize>, new: impl Fn(u32) -> u32) {
        let (left, right) = (columns.start.min(self.width), columns.end.min(self.width));
        for y in rows.start..rows.end.min(self.height) {
            if left < right {
                let line = &mut self.pixels[y * self.width + left..y * self.width + right];
                for pixel in line {
                    *pixel = new(*pixel);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Palette, Picture};

    const PALETTE: &Palette = &Palette::ALL[1];

    const MARGIN: u32 = 0x12_3456;

    /// A dark picture with its four corners lit.
    fn picture(width: usize, height: usize) -> Picture {
        let mut masks = vec![0; width * height];
        for corner in [0, width - 1, (height - 1) * width, height * width - 1] {
            masks[corner] = 1;
        }
        Picture { width, height, masks }
    }

    /// Checks the size of the squares at the corners, and where the first and the last lit pixel are.
    fn check(picture: &Picture, window: (usize, usize), scale: usize, first: (usize, usize), last: (usize, usize)) {
        let mut canvas = Canvas::default();
        canvas.draw(&Colours::of(picture, PALETTE), Scaling::Integer, MARGIN, window);
        assert_eq!((canvas.width, canvas.height), window);
        let lit = |pixel: &u32| *pixel == PALETTE.colour(1);
        assert_eq!(canvas.pixels.iter().filter(|pixel| lit(pixel)).count(), 4 * scale * scale);
        let outside = canvas.pixels.iter().filter(|&&pixel| pixel == MARGIN).count();
        assert_eq!(outside, window.0 * window.1 - picture.masks.len() * scale * scale);
        let at = |index: usize| (index % window.0, index / window.0);
        assert_eq!(canvas.pixels.iter().position(lit).map(at), Some(first));
        assert_eq!(canvas.pixels.iter().rposition(lit).map(at), Some(last));
    }

    #[test]
    fn a_window_of_the_right_shape_is_filled() {
        check(&picture(64, 32), (1024, 512), 16, (0, 0), (1023, 511));
        check(&picture(64, 32), (64, 32), 1, (0, 0), (63, 31));
    }

    #[test]
    fn another_resolution_fills_the_same_window() {
        check(&picture(128, 64), (1024, 512), 8, (0, 0), (1023, 511));
    }

    #[test]
    fn what_is_left_over_is_on_all_sides() {
        check(&picture(64, 32), (800, 600), 12, (16, 108), (783, 491));
        check(&picture(64, 32), (65, 500), 1, (0, 234), (63, 265));
    }

    #[test]
    fn a_window_that_is_too_small_gets_a_smaller_picture() {
        let checkered = Colours { width: 4, pixels: (0..16).collect() };
        let check = |window: (usize, usize), expected: &[u32]| {
            let mut canvas = Canvas::default();
            canvas.draw(&checkered, Scaling::Integer, MARGIN, window);
            assert_eq!((canvas.width, canvas.height, &canvas.pixels[..]), (window.0, window.1, expected), "{window:?}");
        };
        check((2, 4), &[[MARGIN; 2], [0, 2], [8, 10], [MARGIN; 2]].concat());
        check((3, 2), &[0, 2, MARGIN, 8, 10, MARGIN]);
        check((1, 1), &[0]);
        let mut canvas = Canvas::default();
        canvas.draw(&checkered, Scaling::Fit, MARGIN, (0, 7));
        assert_eq!((canvas.width, canvas.height), (4, 4), "of no size");
    }

    #[test]
    fn a_picture_that_fits_has_every_pixel_in_it() {
        let mut canvas = Canvas::default();
        let picture = Colours { width: 3, pixels: vec![1, 2, 3, 4, 5, 6] };
        canvas.draw(&picture, Scaling::Fit, 9, (5, 4));
        let expected = [[1, 2, 2, 3, 3], [4, 5, 5, 6, 6], [4, 5, 5, 6, 6], [9; 5]];
        assert_eq!(canvas.pixels, expected.concat());
    }

    #[test]
    fn what_is_changed_is_what_is_on_it() {
        let mut canvas = Canvas { width: 3, height: 2, pixels: vec![0x40_8020; 6] };
        canvas.dim(&(2..9), &(0..9), 4);
        canvas.fill(&(0..1), &(1..2), 7);
        canvas.fill(&(5..9), &(0..2), 8);
        canvas.fill(&(0..3), &(4..5), 8);
        assert_eq!(canvas.pixels, [0x40_8020, 0x40_8020, 0x20_4010, 7, 0x40_8020, 0x20_4010]);
    }
}
