//! The look: how a program is shown and held, which does not change what it does; and who decided it.

use crate::buttons::Buttons;
use crate::database::Known;
use crate::picture::{Palette, Rotation};
use crate::setup::Why;
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
#[derive(Clone, Copy, Debug, Default)]
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
        let record = known.map(|known| &known.record);
        let (palette, palette_by) = match (wishes.palette, record.and_then(|record| palette(record.colors.as_ref()?))) {
            (Some(palette), _) => (palette, Why::Asked),
            (None, Some(palette)) => (palette, Why::Database),
            (None, None) => (*Palette::default_of(platform), Why::Default),
        };
        let (rotation, rotation_by) = match (wishes.rotation, record.and_then(|record| record.screen_rotation)) {
            (Some(rotation), _) => (rotation, Why::Asked),
            (None, Some(rotation)) => (rotation, Why::Database),
            (None, None) => (Rotation::None, Why::Default),
        };
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
