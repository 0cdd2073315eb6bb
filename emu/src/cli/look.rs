//! Arguments of the commands that show a program: its colours, and which side is up.

use clap::Args;
use cpu_ops::Platform;

use crate::database::Known;
use crate::look::{Look, LookWishes};
use crate::picture::{Palette, Rotation};
use crate::settings::Settings;
use crate::setup::Why;

/// How to show a program.
#[derive(Debug, Args)]
pub(super) struct LookArguments {
    /// The colours, by name; the database or the platform decides otherwise
    #[arg(long, value_name = "NAME", value_parser = palette)]
    palette: Option<&'static Palette>,
    /// The colours themselves, such as "#000000,#ffffff": 2, 4 or 16, for 1, 2 or 4 planes, the background first
    #[arg(long, visible_alias = "colours", value_name = "LIST", conflicts_with = "palette")]
    colors: Option<Palette>,
    /// Turn the picture clockwise by 0, 90, 180 or 270 degrees; the database decides otherwise
    #[arg(long, value_name = "DEGREES")]
    rotation: Option<Rotation>,
}

impl LookArguments {
    /// The look of a program on `platform`, of which the database knows `known`.
    pub(super) fn choose(&self, platform: &Platform, known: Option<&Known>) -> Look {
        Look::of(platform, known, &self.wishes())
    }

    /// As [`LookArguments::choose`], of the program with this SHA-1, by the user's settings as well.
    pub(super) fn choose_by(
        &self,
        settings: &Settings,
        sha1: &str,
        platform: &Platform,
        known: Option<&Known>,
    ) -> Look {
        let wishes = self.wishes();
        let mut layers = vec![(Why::Asked, &wishes)];
        layers.extend(settings.sections(sha1).map(|(why, section)| (why, &section.look)));
        Look::of_layers(platform, known, &layers)
    }

    fn wishes(&self) -> LookWishes {
        LookWishes { palette: self.palette.copied().or(self.colors), rotation: self.rotation }
    }
}

fn palette(name: &str) -> Result<&'static Palette, String> {
    Palette::by_name(name).ok_or_else(|| format!("there is no such palette; there are: {}", Palette::names()))
}
