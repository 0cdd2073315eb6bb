//! Palettes: from the planes lit at a pixel to the colour it is shown in.

use std::fmt;
use std::str::FromStr;

use cpu_ops::Platform;
use cpu_ops::display::PLANES;
use cpu_ops::profile::InstructionSet;
use serde::Deserialize;

/// How many combinations of planes there are.
const MASKS: usize = 1 << PLANES;

/// A colour: 0xRRGGBB. As text it is `#rrggbb`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour(pub u32);

/// The text is no colour.
#[derive(Debug, thiserror::Error)]
#[error("a colour is # and six hexadecimal digits, such as #ffcc00, not {0:?}")]
pub struct ColourError(String);

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && !digits.starts_with('+'));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        value.map(Self).ok_or_else(|| ColourError(text.to_owned()))
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

/// The colours of pixels, by the mask of planes lit, and of what is around the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The name it is chosen by; empty for colours without one.
    pub name: &'static str,
    /// Bit P of the index being plane P: none, plane 0, plane 1, both, and so on; as 0xRRGGBB.
    colours: [u32; MASKS],
    /// What is around the picture while there is no sound; the background otherwise.
    silence: Option<Colour>,
    /// What is around the picture while there is sound; as without sound otherwise.
    buzzer: Option<Colour>,
}

/// The text is no list of colours.
#[derive(Debug, thiserror::Error)]
pub enum ColoursError {
    /// One of them is no colour.
    #[error(transparent)]
    Colour(#[from] ColourError),
    /// It is not one a combination of planes.
    #[error("there are 2, 4 or 16 colours, the background first, for 1, 2 or 4 planes; not {0}")]
    Count(usize),
}

impl Palette {
    /// Every palette that has a name; the first is the default. `octo` has the colours that Octo shows programs in, unless
    /// they choose others, and is thus the default for XO-CHIP.
    pub const ALL: [Self; 6] = [
        Self::named("amber", [0x1A_1205, 0xFF_B642, 0xB3_541E, 0xFF_E8C2]),
        Self::named("mono", [0x00_0000, 0xFF_FFFF, 0x80_8080, 0xC8_C8C8]),
        Self::named("paper", [0xF4_F0E6, 0x2B_2B2B, 0x9A_3B26, 0x6B_6459]),
        Self::named("green", [0x04_1A0B, 0x4C_F27A, 0x1C_8A3E, 0xC6_FFD6]),
        Self::named("lcd", [0x9B_BC0F, 0x0F_380F, 0x30_6230, 0x57_8A22]),
        Self::named("octo", [0x99_6600, 0xFF_CC00, 0xFF_6600, 0x66_2200]),
    ];

    const fn named(name: &'static str, four: [u32; 4]) -> Self {
        let mut colours = [0; MASKS];
        let mut mask = 0;
        while mask < MASKS {
            colours[mask] = four[mask % 4];
            mask += 1;
        }
        Self { name, colours, silence: None, buzzer: None }
    }

    /// The colours that it takes to say what it is: 4 of them, or all 16.
    pub fn colours(&self) -> impl Iterator<Item = u32> {
        let count = if (0..16).all(|mask| self.colour(mask) == self.colour(mask & 3)) { 4 } else { 16 };
        (0..count).map(|mask| self.colour(mask))
    }

    /// The palette called `name`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        static NAMED: [Palette; 6] = Palette::ALL;
        NAMED.iter().find(|palette| palette.name == name)
    }

    /// The names of all palettes, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|palette| palette.name).join(", ")
    }

    /// What a program of `platform` is shown in if nobody chose colours.
    #[must_use]
    pub fn default_of(platform: &Platform) -> &'static Self {
        let name = if platform.sets.contains(&InstructionSet::XoChip) { "octo" } else { Self::ALL[0].name };
        Self::by_name(name).expect("it is one of the list")
    }

    /// The palette of the colours given, by the mask of planes lit. Colours that are not given lie between the first
    /// two, so that no plane is invisible; what is lit in planes beyond the second is shown as without these. None if
    /// there are less than two.
    #[must_use]
    pub fn of(given: &[Colour]) -> Option<Self> {
        let [background, foreground, ..] = *given else { return None };
        let between = |eighths| blend(background.0, foreground.0, eighths);
        let mut colours = Self::named("", [background.0, foreground.0, between(4), between(6)]).colours;
        for (mask, colour) in colours.iter_mut().enumerate() {
            // Four colours are for two planes, whatever is lit in the others.
            let mask = if given.len() <= 4 { mask % 4 } else { mask };
            if let Some(Colour(value)) = given.get(mask) {
                *colour = *value;
            }
        }
        Some(Self { name: "", colours, silence: None, buzzer: None })
    }

    /// These colours, with others for what is around the picture: without sound, and with sound. Without such a colour
    /// it is the background, and sound makes no difference.
    #[must_use]
    pub fn with_margin(self, silence: Option<Colour>, buzzer: Option<Colour>) -> Self {
        Self { silence, buzzer, ..self }
    }

    /// The colour, 0xRRGGBB, of a pixel with the planes of `mask` lit.
    #[must_use]
    pub fn colour(&self, mask: u8) -> u32 {
        self.colours[usize::from(mask) % MASKS]
    }

    /// The colour, 0xRRGGBB, of what is around the picture, while there is sound or not.
    #[must_use]
    pub fn margin(&self, sounding: bool) -> u32 {
        let silence = self.silence.map_or(self.colours[0], |colour| colour.0);
        if sounding { self.buzzer.map_or(silence, |colour| colour.0) } else { silence }
    }
}

/// The colour that is `eighths` of the way from `from` to `to`.
fn blend(from: u32, to: u32, eighths: u32) -> u32 {
    let channel = |shift: u32| {
        let part = |colour: u32| colour >> shift & 0xFF;
        ((part(from) * (8 - eighths) + part(to) * eighths) / 8) << shift
    };
    channel(16) | channel(8) | channel(0)
}

impl FromStr for Palette {
    type Err = ColoursError;

    /// From a list such as `#000000,#ffffff`.
    fn from_str(text: &str) -> Result<Self, ColoursError> {
        let colours = text.split(',').map(|colour| colour.trim().parse()).collect::<Result<Vec<Colour>, _>>()?;
        Self::of(&colours).filter(|_| [2, 4, 16].contains(&colours.len())).ok_or(ColoursError::Count(colours.len()))
    }
}

impl fmt::Display for Palette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.name.is_empty() {
            return f.write_str(self.name);
        }
        let list: Vec<String> = self.colours().map(|colour| Colour(colour).to_string()).collect();
        f.write_str(&list.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colours of the first masks.
    fn colours<const N: usize>(list: &str) -> [u32; N] {
        let palette: Palette = list.parse().unwrap();
        std::array::from_fn(|mask| palette.colour(mask as u8))
    }

    #[test]
    fn with_two_colours_the_second_plane_is_between_them() {
        assert_eq!(colours("#000000,#ff8000"), [0x00_0000, 0xFF_8000, 0x7F_4000, 0xBF_6000]);
    }

    #[test]
    fn with_four_colours_each_is_what_it_is() {
        let expected = [1, 2, 3, 4, 1, 2, 3, 4];
        assert_eq!(colours("#000001,#000002,#000003,#000004"), expected);
    }

    #[test]
    fn with_sixteen_colours_four_planes_are_told_apart() {
        let list: Vec<String> = (0..16).map(|colour| Colour(colour).to_string()).collect();
        assert_eq!(colours::<16>(&list.join(",")), std::array::from_fn(|mask| mask as u32));
    }

    #[test]
    fn what_is_no_list_of_colours_is_refused() {
        for text in
            ["", "#123456", "#123456,", "#123456,#12345", "#123456,123456", "#123456,#12345g", "#123456,#+12345"]
        {
            assert!(text.parse::<Palette>().is_err(), "{text}");
        }
        let error = "#000000,#000000,#000000".parse::<Palette>().unwrap_err();
        assert!(error.to_string().contains("2, 4 or 16"), "{error}");
    }

    #[test]
    fn the_margin_tells_of_sound_if_there_are_colours_for_it() {
        let plain = Palette::ALL[0];
        assert_eq!((plain.margin(false), plain.margin(true)), (plain.colour(0), plain.colour(0)));
        let told = plain.with_margin(Some(Colour(1)), Some(Colour(2)));
        assert_eq!((told.margin(false), told.margin(true)), (1, 2));
        let half = plain.with_margin(Some(Colour(1)), None);
        assert_eq!((half.margin(false), half.margin(true)), (1, 1));
    }
}
