//! Thumbnails: the screen made small, for a list of states.

use crate::picture::Picture;

/// The most pixels across.
const WIDTH: usize = 64;

/// `picture` with at most 64 pixels across: itself, or, of each 2 x 2 pixels, the combination of planes that most of
/// them have; of those that are as many, the one with the most planes.
#[must_use]
pub fn thumbnail(picture: &Picture) -> Picture {
    if picture.width <= WIDTH {
        return picture.clone();
    }
    let (width, height) = (picture.width / 2, picture.height / 2);
    let pixel = |x: usize, y: usize| picture.masks[y * picture.width + x];
    let block = |x: usize, y: usize| [pixel(x, y), pixel(x + 1, y), pixel(x, y + 1), pixel(x + 1, y + 1)];
    let masks = (0..height).flat_map(|y| (0..width).map(move |x| most(block(2 * x, 2 * y)))).collect();
    Picture { width, height, masks }
}

fn most(masks: [u8; 4]) -> u8 {
    let count = |mask: u8| masks.map(|other| u8::from(other == mask)).iter().sum::<u8>();
    masks.into_iter().max_by_key(|&mask| (count(mask), mask)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_screen_is_as_it_is() {
        let picture = Picture { width: 64, height: 32, masks: (0..2048_u32).map(|at| (at % 4) as u8).collect() };
        assert_eq!(thumbnail(&picture), picture);
    }

    #[test]
    fn of_a_large_one_each_four_pixels_are_one() {
        let mut picture = Picture { width: 128, height: 64, masks: vec![0; 128 * 64] };
        for (x, y, mask) in
            [(0, 0, 1), (1, 0, 1), (0, 1, 1), (2, 0, 1), (4, 0, 3), (5, 1, 3), (127, 63, 2), (126, 63, 2)]
        {
            picture.masks[y * 128 + x] = mask;
        }
        let small = thumbnail(&picture);
        assert_eq!((small.width, small.height), (64, 32));
        assert_eq!(small.masks[..4], [1, 0, 3, 0]);
        assert_eq!(small.masks[2047], 2);
    }
}
