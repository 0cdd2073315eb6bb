//! The canvas: a picture fitted into a window of any size.

use crate::picture::{Palette, Picture};

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

impl Canvas {
    /// Draws `picture` into a window of the given width and height: in its middle and as large as fits, every pixel of the
    /// picture being a square of the same whole size. Around it is the colour `margin`. If not even one pixel a pixel
    /// fits, the canvas is as large as the picture and the window has to shrink it.
    pub fn draw(&mut self, picture: &Picture, palette: &Palette, margin: u32, (width, height): (usize, usize)) {
        let scale = (width / picture.width).min(height / picture.height);
        (self.width, self.height) = if scale == 0 { (picture.width, picture.height) } else { (width, height) };
        let scale = scale.max(1);
        self.pixels.clear();
        self.pixels.resize(self.width * self.height, margin);

        let left = (self.width - picture.width * scale) / 2;
        let top = (self.height - picture.height * scale) / 2;
        for (y, row) in picture.masks.chunks(picture.width).enumerate() {
            let first = (top + y * scale) * self.width + left;
            let line = &mut self.pixels[first..first + picture.width * scale];
            for (square, &mask) in line.chunks_mut(scale).zip(row) {
                square.fill(palette.colour(mask));
            }
            for below in 1..scale {
                self.pixels.copy_within(first..first + picture.width * scale, first + below * self.width);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        canvas.draw(picture, PALETTE, MARGIN, window);
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
    fn a_window_that_is_too_small_gets_the_whole_picture() {
        for window in [(63, 500), (640, 20), (1, 1), (0, 0)] {
            let mut canvas = Canvas::default();
            canvas.draw(&picture(64, 32), PALETTE, MARGIN, window);
            assert_eq!((canvas.width, canvas.height, canvas.pixels.len()), (64, 32, 2048));
        }
    }
}
