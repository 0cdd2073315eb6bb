//! Colours of a terminal: all, or the nearest of 256.

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// All.
    True,
    /// The 256 of xterm.
    Palette,
}

/// What is in front of characters, or behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Behind,
}

/// The steps of each of red, green and blue in xterm's cube of 6 x 6 x 6 colours, which begins at 16.
const STEPS: [u32; 6] = [0, 95, 135, 175, 215, 255];
/// Where xterm's 24 greys begin.
const GREYS: u32 = 232;

impl Depth {
    /// That of a terminal whose variable `COLORTERM` is that: by convention it says whether there are all colours.
    pub(super) fn of(colorterm: Option<&str>) -> Self {
        if matches!(colorterm, Some("truecolor" | "24bit")) { Self::True } else { Self::Palette }
    }

    /// What tells a terminal to take this colour, 0xRRGGBB, from now on.
    pub(super) fn code(self, side: Side, colour: u32) -> String {
        let ground = if side == Side::Front { 38 } else { 48 };
        let [_, red, green, blue] = colour.to_be_bytes();
        match self {
            Self::True => format!("\x1B[{ground};2;{red};{green};{blue}m"),
            Self::Palette => format!("\x1B[{ground};5;{}m", nearest(colour)),
        }
    }
}

/// The number of the colour of xterm's cube and greys that is nearest to this one.
fn nearest(colour: u32) -> u32 {
    let parts = colour.to_be_bytes();
    let step = |part: u8| (0..6_usize).min_by_key(|&step| STEPS[step].abs_diff(part.into())).unwrap_or(0);
    let cube = [step(parts[1]), step(parts[2]), step(parts[3])];
    let mean = parts[1..].iter().map(|&part| u32::from(part)).sum::<u32>() / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23);
    let away = |other: [u32; 3]| {
        let squares = other.into_iter().zip(&parts[1..]).map(|(a, &b)| a.abs_diff(b.into()).pow(2));
        squares.sum::<u32>()
    };
    if away([8 + grey * 10; 3]) < away(cube.map(|step| STEPS[step])) {
        return GREYS + grey;
    }
    16 + 36 * cube[0] as u32 + 6 * cube[1] as u32 + cube[2] as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_256_colours_is_taken() {
        let expected = [
            (0x00_0000, 16),
            (0xFF_FFFF, 231),
            (0xFF_0000, 196),
            (0x00_FF00, 46),
            (0x5F_87AF, 67),
            (0x80_8080, 244),
            (0x12_1212, 233),
            (0xEE_EEEE, 255),
        ];
        for (colour, number) in expected {
            assert_eq!(nearest(colour), number, "{colour:06X}");
        }
    }

    #[test]
    fn colours_are_told_as_the_terminal_takes_them() {
        assert_eq!(Depth::of(Some("truecolor")).code(Side::Front, 0x01_02FF), "\x1B[38;2;1;2;255m");
        assert_eq!(Depth::of(Some("24bit")), Depth::True);
        assert_eq!(Depth::of(None).code(Side::Behind, 0xFF_0000), "\x1B[48;5;196m");
        assert_eq!(Depth::of(Some("yes")), Depth::Palette);
    }
}
