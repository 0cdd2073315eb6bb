//! Palettes: from the planes lit at a pixel to the colour it is shown in.

use std::fmt;
use std::str::FromStr;

use cpu_ops::Platform;
use cpu_ops::display::PLANES;
use cpu_ops::profile::InstructionSet;
use serde::Deserialize;

/// How many combinations of planes there are.
const MASKS: usize = 1 << PLANES;

/// Bright colours on black, one for each combination of four planes.
#[rustfmt::skip]
const ARCADE: [u32; MASKS] = [
    0x10_1018, 0xF4_F4F4, 0xE0_4040, 0xF0_C040, 0x40_A0E8, 0x50_C860, 0xB0_60E0, 0xF0_8830,
    0x6A_6A78, 0xA8_A8B4, 0x8C_2A3C, 0xFC_F49A, 0x2C_5A9C, 0x2A_7A48, 0xF2_9CC8, 0x8A_5A34,
];

/// Soft colours on cream.
#[rustfmt::skip]
const PASTEL: [u32; MASKS] = [
    0xFA_F3E8, 0x4A_4458, 0xD8_6F7A, 0x5E_9C8B, 0x6C_8CC9, 0xE3_A35C, 0x9A_72B5, 0x7A_8450,
    0xC9_BFB2, 0x8F_8794, 0xA5_4A5C, 0x3F_6F66, 0x46_5F94, 0xB5_7A35, 0x6F_4B86, 0x58_4638,
];

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
    pub const ALL: [Self; 12] = [
        Self::named("amber", [0x1A_1205, 0xFF_B642, 0xB3_541E, 0xFF_E8C2]),
        Self::named("mono", [0x00_0000, 0xFF_FFFF, 0x80_8080, 0xC8_C8C8]),
        Self::named("paper", [0xF4_F0E6, 0x2B_2B2B, 0x9A_3B26, 0x6B_6459]),
        Self::named("green", [0x04_1A0B, 0x4C_F27A, 0x1C_8A3E, 0xC6_FFD6]),
        Self::named("lcd", [0x9B_BC0F, 0x0F_380F, 0x30_6230, 0x57_8A22]),
        Self::named("octo", [0x99_6600, 0xFF_CC00, 0xFF_6600, 0x66_2200]),
        Self::named("ocean", [0x0B_1D2E, 0x7F_DBDA, 0x2A_7F9E, 0xF2_F7F5]),
        Self::named("sunset", [0x2B_1B3D, 0xFF_8C5A, 0xC7_436D, 0xFF_E3A3]),
        Self::named("candy", [0x2A_1022, 0xFF_6FB5, 0x8A_4FFF, 0xFF_E0F2]),
        Self::named("contrast", [0x00_0000, 0xFF_FF00, 0x00_FFFF, 0xFF_FFFF]),
        Self::sixteen("arcade", ARCADE),
        Self::sixteen("pastel", PASTEL),
    ];

    const fn sixteen(name: &'static str, colours: [u32; MASKS]) -> Self {
        Self { name, colours, silence: None, buzzer: None }
    }

    const fn named(name: &'static str, four: [u32; 4]) -> Self {
        let mut colours = [0; MASKS];
        let mut mask = 0;
        while mask < MASKS {
            colours[mask] = four[mask % 4];
            mask += 1;
        }
        Self { name, colours, silence: None, buzzer: None }
    }

    /// The palette called `name`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        static NAMED: [Palette; Palette::ALL.len()] = Palette::ALL;
        NAMED.iter().find(|palette| palette.name == name)
    }

    /// The palette after this one, or before it, of all that have a name and `own`, which is what the program is shown in
    /// if nobody chooses another.
    #[must_use]
    pub fn next(&self, own: &Self, forth: bool) -> Self {
        let mut all = Self::ALL.to_vec();
        if own.name.is_empty() {
            all.insert(0, *own);
        }
        let count = all.len();
        let now = all.iter().position(|palette| palette == self).unwrap_or(0);
        all[(now + if forth { 1 } else { count - 1 }) % count]
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

    /// Its colours, 0xRRGGBB, the background first: four, or 16 if they are for four planes.
    #[must_use]
    pub fn distinct(&self) -> &[u32] {
        let is_of_four = (4..MASKS).all(|mask| self.colours[mask] == self.colours[mask % 4]);
        &self.colours[..if is_of_four { 4 } else { MASKS }]
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
        let list: Vec<String> = self.distinct().iter().map(|&colour| Colour(colour).to_string()).collect();
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

    #[test]
    fn every_palette_has_a_name_and_colours_of_its_own() {
        for (index, palette) in Palette::ALL.iter().enumerate() {
            assert_eq!(Palette::by_name(palette.name), Some(palette));
            assert!(Palette::ALL[index + 1..].iter().all(|other| other.colours != palette.colours), "{}", palette.name);
            // Whatever is lit is told from the background.
            let brightness = |colour: u32| colour.to_be_bytes().map(u32::from).iter().sum::<u32>();
            let [background, lit @ ..] = palette.distinct() else { panic!("{} has no colours", palette.name) };
            for &colour in lit {
                let contrast = brightness(colour).abs_diff(brightness(*background));
                assert!(contrast > 90, "{}: {colour:06x}, {contrast}", palette.name);
            }
        }
    }

    #[test]
    fn palettes_go_round_by_way_of_the_programs_own() {
        let own: Palette = "#000000,#123456".parse().unwrap();
        let mut palette = own;
        let mut names = Vec::new();
        for _ in 0..=Palette::ALL.len() {
            let next = palette.next(&own, true);
            assert_eq!(next.next(&own, false), palette);
            palette = next;
            names.push(palette.name);
        }
        assert_eq!((names.first(), palette), (Some(&"amber"), own));
        let octo = Palette::by_name("octo").unwrap();
        assert_eq!(octo.next(octo, true).name, "ocean");
        assert_eq!(Palette::ALL[0].next(octo, false), Palette::ALL[11]);
    }
}
