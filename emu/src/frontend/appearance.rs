//! The appearance: how the pictures of a program are shown while it is played, which does not change what it does.

use super::scaling::Scaling;
use crate::look::Look;
use crate::picture::{Afterglow, Blend, Colours, Palette, Picture};

/// Colours, size, and what stays of earlier pictures.
#[derive(Clone, Debug)]
pub struct Appearance {
    look: Look,
    /// The palette that the program is shown in if nobody chooses another.
    own: Palette,
    /// How large the picture is.
    pub scaling: Scaling,
    blend: Blend,
    afterglow: Afterglow,
}

impl Appearance {
    /// That of a program with this `look`.
    #[must_use]
    pub fn new(look: Look, scaling: Scaling, blend: Blend) -> Self {
        Self { look, own: look.palette, scaling, blend, afterglow: Afterglow::default() }
    }

    /// The palette.
    #[must_use]
    pub fn palette(&self) -> &Palette {
        &self.look.palette
    }

    /// Takes another palette: the next, or the one before. Returns its name.
    pub fn next_palette(&mut self, forth: bool) -> String {
        self.look.palette = self.look.palette.next(&self.own, forth);
        self.palette_name()
    }

    /// The name of the palette.
    #[must_use]
    pub fn palette_name(&self) -> String {
        let name = self.look.palette.name;
        if name.is_empty() { "its own".to_owned() } else { name.to_owned() }
    }

    /// What stays of earlier pictures.
    #[must_use]
    pub fn blend(&self) -> Blend {
        self.blend
    }

    /// Blends in the next way, or the one before.
    pub fn next_blend(&mut self, forth: bool) {
        self.blend = next(&Blend::ALL, self.blend, forth);
    }

    /// Scales in the next way, or the one before.
    pub fn next_scaling(&mut self, forth: bool) {
        self.scaling = next(&Scaling::ALL, self.scaling, forth);
    }

    /// `picture`, the right side up.
    #[must_use]
    pub fn turned(&self, picture: &Picture) -> Picture {
        self.look.rotation.turn(picture)
    }

    /// What is seen when `picture` is shown: after a frame was run, or nothing; or if it `jumped`, as what has nothing to do
    /// with what was before.
    pub fn see(&mut self, picture: &Picture, ran: bool, jumped: bool) -> Colours {
        let turned = self.turned(picture);
        if jumped {
            self.afterglow.jump(&turned);
        } else if ran {
            self.afterglow.frame(&turned);
        }
        self.afterglow.colours(self.blend, self.palette())
    }

    /// The brightest of its first four colours, 0xRRGGBB, which marks what is chosen on a dark ground.
    #[must_use]
    pub fn accent(&self) -> u32 {
        let palette = self.palette();
        let brightness = |colour: u32| {
            let [_, red, green, blue] = colour.to_be_bytes().map(u32::from);
            299 * red + 587 * green + 114 * blue
        };
        // What is lit is more the program's colour than the background, unless that is what is bright.
        let lit = [1, 2, 3, 0].map(|mask| palette.colour(mask));
        let bright = |&colour: &u32| brightness(colour) >= 150_000;
        lit.into_iter().find(bright).unwrap_or(0xFF_FFFF)
    }
}

fn next<T: Copy + PartialEq>(all: &[T], now: T, forth: bool) -> T {
    let index = all.iter().position(|&one| one == now).unwrap_or(0);
    all[(index + if forth { 1 } else { all.len() - 1 }) % all.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::LookWishes;
    use cpu_ops::Platform;

    fn appearance(palette: &str) -> Appearance {
        let wishes = LookWishes { palette: Palette::by_name(palette).copied(), rotation: None };
        Appearance::new(Look::of(Platform::DEFAULT, None, &wishes), Scaling::default(), Blend::Flicker)
    }

    #[test]
    fn what_marks_a_row_is_bright_in_every_palette() {
        for palette in &Palette::ALL {
            let [_, red, green, blue] = appearance(palette.name).accent().to_be_bytes().map(u32::from);
            assert!(299 * red + 587 * green + 114 * blue >= 150_000, "{}", palette.name);
        }
        assert_eq!(appearance("amber").accent(), Palette::ALL[0].colour(1));
        assert_eq!(appearance("paper").accent(), Palette::by_name("paper").unwrap().colour(0));
    }

    #[test]
    fn choices_go_round_both_ways() {
        let mut shown = appearance("amber");
        assert_eq!((shown.next_palette(true), shown.next_palette(false)), ("mono".to_owned(), "amber".to_owned()));
        shown.next_blend(true);
        assert_eq!(shown.blend(), Blend::Fade);
        shown.next_blend(true);
        assert_eq!(shown.blend(), Blend::None);
        shown.next_blend(false);
        shown.next_scaling(false);
        assert_eq!((shown.blend(), shown.scaling), (Blend::Fade, Scaling::Fit));
    }

    #[test]
    fn a_picture_that_stands_still_does_not_go_out() {
        let mut shown = appearance("mono");
        let picture = |mask| Picture { width: 1, height: 1, masks: vec![mask] };
        let mut see = |mask, ran, jumped| shown.see(&picture(mask), ran, jumped).pixels[0];
        assert_eq!(see(1, true, false), 0xFF_FFFF);
        assert_eq!(see(0, true, false), 0xFF_FFFF);
        assert_eq!([see(0, false, false), see(0, false, false)], [0xFF_FFFF; 2], "paused");
        assert_eq!(see(0, true, false), 0);
        assert_eq!([see(1, true, false), see(0, true, true)], [0xFF_FFFF, 0], "a state was loaded");
    }
}
