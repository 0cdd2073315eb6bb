//! The look: how a program is shown and held, which does not change what it does; and who decided it.

use crate::buttons::Buttons;
use crate::database::Known;
use crate::picture::{Palette, Rotation};
use crate::setup::{Why, first};
use cpu_ops::Platform;

/// Colours, rotation and buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The colours.
    pub palette: Palette,
    /// Who decided the colours.
    pub palette_by: Why,
    /// How far the picture is turned.
    pub rotation: Rotation,
    /// Who decided how far.
    pub rotation_by: Why,
    /// The keys that a game pad's buttons stand for. Only a database knows of any.
    pub buttons: Buttons,
}

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookWishes {
    /// The colours.
    pub palette: Option<Palette>,
    /// How far the picture is turned.
    pub rotation: Option<Rotation>,
}

impl Look {
    /// The look of a program on `platform`, of which a database knows `known`.
    #[must_use]
    pub fn of(platform: &Platform, known: Option<&Known>, wishes: &LookWishes) -> Self {
        Self::of_layers(platform, known, &[(Why::Asked, wishes)])
    }

    /// The look of a program on `platform`, of which a database knows `known`, by the wishes of each of `layers`, the first of
    /// which is the strongest.
    #[must_use]
    pub fn of_layers(platform: &Platform, known: Option<&Known>, layers: &[(Why, &LookWishes)]) -> Self {
        let record = known.map(|known| &known.record);
        let colours = record.and_then(|record| palette(record.colors.as_ref()?));
        let palettes = layers.iter().map(|(why, wishes)| (wishes.palette, *why)).chain([(colours, Why::Database)]);
        let (palette, palette_by) = first(palettes, (*Palette::default_of(platform), Why::Default));
        let turned = record.and_then(|record| record.screen_rotation);
        let rotations = layers.iter().map(|(why, wishes)| (wishes.rotation, *why)).chain([(turned, Why::Database)]);
        let (rotation, rotation_by) = first(rotations, (Rotation::None, Why::Default));
        let keys = record.and_then(|record| record.keys.as_ref());
        let buttons = Buttons::of(keys.into_iter().flatten().map(|(name, &key)| (name.as_str(), key)));
        Self { palette, palette_by, rotation, rotation_by, buttons }
    }
}

/// The palette of a database's colours, if these are any.
fn palette(colours: &crate::database::Colours) -> Option<Palette> {
    let pixels = Palette::of(colours.pixels.as_ref()?)?;
    Some(pixels.with_margin(colours.silence, colours.buzzer))
}
