//! Blending: pixels that stay for a moment when they have gone out, as they did on the screens of the time.
//!
//! Programs draw with XOR, and what moves is erased before it is drawn anew: a picture taken in between lacks it. On a tube
//! it kept glowing; on a screen that shows each picture as it is, it flickers.

use std::fmt;
use std::str::FromStr;

use super::{Palette, Picture};

/// How long a pixel is seen that has gone out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blend {
    /// Not at all: each picture is shown as it is.
    #[default]
    None,
    /// For one more frame, which hides flicker.
    Flicker,
    /// For some frames, darker in each, as on phosphor.
    Fade,
}

/// There is no such blend.
#[derive(Debug, thiserror::Error)]
#[error("there is no such blend; there are: none, flicker, fade")]
pub struct UnknownBlend;

/// How much of its colour, in 256ths, a pixel has so many frames after it was last lit.
const FADE: [u32; 10] = [256, 168, 110, 72, 47, 31, 20, 13, 8, 4];

impl Blend {
    /// Every blend.
    pub const ALL: [Self; 3] = [Self::None, Self::Flicker, Self::Fade];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Flicker => "flicker",
            Self::Fade => "fade",
        }
    }

    /// How much of its colour, in 256ths, a pixel has that was last lit `age` frames ago.
    fn strength(self, age: u8) -> u32 {
        match (self, age) {
            (_, 0) | (Self::Flicker, 1) => 256,
            (Self::Fade, age) => FADE.get(usize::from(age)).copied().unwrap_or(0),
            (Self::None | Self::Flicker, _) => 0,
        }
    }
}

impl FromStr for Blend {
    type Err = UnknownBlend;

    fn from_str(name: &str) -> Result<Self, UnknownBlend> {
        Self::ALL.into_iter().find(|blend| blend.name() == name).ok_or(UnknownBlend)
    }
}

impl fmt::Display for Blend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which planes were last lit at each pixel, and how many frames ago.
#[derive(Clone, Debug, Default)]
pub struct Afterglow {
    width: usize,
    /// For each pixel the planes last lit, and the age of that; a pixel that never was is old.
    pixels: Vec<(u8, u8)>,
}

impl Afterglow {
    /// A frame shows `picture`, which comes after the one before.
    pub fn frame(&mut self, picture: &Picture) {
        if (self.width, self.pixels.len()) != (picture.width, picture.masks.len()) {
            self.jump(picture);
            return;
        }
        for (pixel, &mask) in self.pixels.iter_mut().zip(&picture.masks) {
            *pixel = if mask == 0 { (pixel.0, pixel.1.saturating_add(1)) } else { (mask, 0) };
        }
    }

    /// `picture` is shown, and has nothing to do with what was before.
    pub fn jump(&mut self, picture: &Picture) {
        self.width = picture.width;
        self.pixels.clear();
        self.pixels.extend(picture.masks.iter().map(|&mask| (mask, if mask == 0 { u8::MAX } else { 0 })));
    }

    /// What is seen.
    #[must_use]
    pub fn colours(&self, blend: Blend, palette: &Palette) -> Colours {
        let background = palette.colour(0);
        let colour = |&(mask, age): &(u8, u8)| match blend.strength(age) {
            0 => background,
            256 => palette.colour(mask),
            strength => mix(background, palette.colour(mask), strength),
        };
        Colours { width: self.width, pixels: self.pixels.iter().map(colour).collect() }
    }
}

/// A picture in colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colours {
    /// Pixels across.
    pub width: usize,
    /// The pixels, 0xRRGGBB, row by row.
    pub pixels: Vec<u32>,
}

impl Colours {
    /// `picture` in the colours of `palette`.
    #[must_use]
    pub fn of(picture: &Picture, palette: &Palette) -> Self {
        Self { width: picture.width, pixels: picture.colours(palette, 1) }
    }

    /// Pixels down.
    #[must_use]
    pub fn height(&self) -> usize {
        self.pixels.len() / self.width.max(1)
    }

    /// The same at half the size: each pixel has the mean colour of four.
    #[must_use]
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height() / 2);
        let at = |x: usize, y: usize| self.pixels[y * self.width + x];
        let mean = |x: usize, y: usize| {
            let of_row = |y: usize| mix(at(2 * x, y), at(2 * x + 1, y), 128);
            mix(of_row(2 * y), of_row(2 * y + 1), 128)
        };
        Self { width, pixels: (0..height).flat_map(|y| (0..width).map(move |x| mean(x, y))).collect() }
    }
}

/// The colour that is `strength` 256ths of the way from `from` to `to`.
fn mix(from: u32, to: u32, strength: u32) -> u32 {
    let channel = |shift: u32| {
        let part = |colour: u32| colour >> shift & 0xFF;
        ((part(from) * (256 - strength) + part(to) * strength) / 256) << shift
    };
    channel(16) | channel(8) | channel(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen of one pixel, in 0x00BB of blue on black, after it was lit as in `frames`.
    fn seen(blend: Blend, frames: &[u8]) -> Vec<u32> {
        let palette: Palette = "#000000,#000080,#000040,#0000ff".parse().unwrap();
        let mut glow = Afterglow::default();
        let see = |&mask: &u8| {
            glow.frame(&Picture { width: 1, height: 1, masks: vec![mask] });
            glow.colours(blend, &palette).pixels[0]
        };
        frames.iter().map(see).collect()
    }

    #[test]
    fn without_a_blend_each_picture_is_as_it_is() {
        assert_eq!(seen(Blend::None, &[0, 1, 0, 2, 3, 0]), [0, 0x80, 0, 0x40, 0xFF, 0]);
    }

    #[test]
    fn what_flickers_is_still() {
        assert_eq!(seen(Blend::Flicker, &[0, 1, 0, 1, 0, 0, 2, 0]), [0, 0x80, 0x80, 0x80, 0x80, 0, 0x40, 0x40]);
    }

    #[test]
    fn what_goes_out_fades_away() {
        let after = seen(Blend::Fade, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(after.is_sorted_by(|one, next| one > next || (*one, *next) == (0, 0)), "{after:?}");
        assert_eq!((after[0], after[1], after[10]), (0x80, 0x54, 0));
    }

    #[test]
    fn a_jump_leaves_nothing_behind() {
        let palette = Palette::ALL[1];
        let picture = |masks: [u8; 2]| Picture { width: 2, height: 1, masks: masks.to_vec() };
        let mut glow = Afterglow::default();
        glow.frame(&picture([1, 0]));
        glow.jump(&picture([0, 1]));
        for blend in Blend::ALL {
            assert_eq!(glow.colours(blend, &palette), Colours::of(&picture([0, 1]), &palette), "{blend}");
        }
        // So does a change of resolution.
        glow.frame(&Picture { width: 1, height: 2, masks: vec![0, 0] });
        assert_eq!(glow.colours(Blend::Fade, &palette).pixels, [palette.colour(0); 2]);
    }

    #[test]
    fn every_blend_is_found_by_its_name() {
        for blend in Blend::ALL {
            assert_eq!(blend.to_string().parse::<Blend>().unwrap(), blend);
        }
        assert!("both".parse::<Blend>().unwrap_err().to_string().contains("flicker"));
    }
}
