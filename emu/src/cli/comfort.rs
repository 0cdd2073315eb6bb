//! Arguments of the commands that play a program: what makes no difference to it.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;

use super::settings;
use crate::engine::EngineKind;
use crate::frontend::scaling::Scaling;
use crate::keyboard::keymap::Moved;
use crate::keyboard::layout::Layout;
use crate::picture::Blend;
use crate::settings::{Section, Settings};
use crate::setup::Why;

/// What does not change the program. None of it has a default here, so that settings can say what nobody asked for.
#[derive(Debug, Args)]
pub(super) struct ComfortArguments {
    /// interpreter or recompiler; the fastest there is otherwise
    #[arg(long, value_name = "NAME", value_parser = engine_kind)]
    engine: Option<EngineKind>,
    /// Pixels of the window a pixel of the 64 x 32 screen; 16 otherwise
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    scale: Option<u16>,
    /// How large the picture is in a window of another size: integer, with every pixel of the same size, or fit, as large
    /// as it can be; integer otherwise
    #[arg(long, value_name = "NAME")]
    scaling: Option<Scaling>,
    /// What stays of pixels that have gone out: none; flicker, for one more frame; or fade, for some; none otherwise
    #[arg(long, value_name = "NAME")]
    blend: Option<Blend>,
    /// Fill the whole screen, as F11 does; --full-screen=false if the settings say so
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    full_screen: Option<bool>,
    /// What the keyboard writes: qwerty, azerty, qwertz, dvorak or colemak; otherwise what is found out on X11, and qwerty
    /// elsewhere and in settings. Or a file of settings whose `keymap` and `keys` hold
    #[arg(long, value_name = "NAME|FILE", value_parser = keymap)]
    keymap: Option<Keys>,
    /// How loud it is, in percent; 100 otherwise. A sound server has a volume besides
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    volume: Option<u8>,
    /// Be silent until F9 is pressed; --mute=false if the settings say so
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    mute: Option<bool>,
}

/// What `--keymap` says.
#[derive(Clone, Debug)]
enum Keys {
    Layout(&'static Layout),
    File(Box<Section>),
}

/// What [`ComfortArguments`] and the user's settings come to, each with who decided it.
#[derive(Clone, Debug)]
pub(super) struct Comfort {
    pub(super) engine: (EngineKind, Why),
    pub(super) scale: (u16, Why),
    pub(super) scaling: (Scaling, Why),
    pub(super) blend: (Blend, Why),
    pub(super) full_screen: (bool, Why),
    pub(super) layout: (&'static Layout, Why),
    /// The keys that are elsewhere, and who put each there.
    pub(super) moved: Moved,
    pub(super) moved_by: BTreeMap<u8, Why>,
    pub(super) volume: (u8, Why),
    pub(super) mute: (bool, Why),
}

impl ComfortArguments {
    /// What holds for the program with this SHA-1.
    pub(super) fn choose(&self, settings: &Settings, sha1: &str) -> Comfort {
        let asked_layout = match &self.keymap {
            Some(Keys::Layout(layout)) => Some(*layout),
            Some(Keys::File(section)) => section.keymap,
            None => None,
        };
        let layout = choose(asked_layout, settings.first(sha1, |section| section.keymap), &Layout::ALL[0]);
        let (moved, moved_by) = self.moved(settings, sha1, layout.0);
        Comfort {
            engine: choose(self.engine, settings.first(sha1, |section| section.engine), EngineKind::best()),
            scale: choose(self.scale, settings.first(sha1, |section| section.scale), 16),
            scaling: choose(self.scaling, settings.first(sha1, |section| section.scaling), Scaling::default()),
            blend: choose(self.blend, settings.first(sha1, |section| section.blend), Blend::default()),
            full_screen: choose(self.full_screen, settings.first(sha1, |section| section.full_screen), false),
            layout,
            moved,
            moved_by,
            volume: choose(self.volume, settings.first(sha1, |section| section.volume), 100),
            mute: choose(self.mute, settings.first(sha1, |section| section.mute), false),
        }
    }

    /// Those for another program that is played next, in a window as the one before was in the end.
    #[cfg(any(feature = "terminal", feature = "window"))]
    pub(super) fn of_another(&self, next: &crate::frontend::Next) -> Self {
        Self {
            engine: self.engine,
            scale: self.scale,
            scaling: Some(next.scaling),
            blend: Some(next.blend),
            full_screen: next.full_screen,
            keymap: self.keymap.clone(),
            volume: Some(next.volume),
            mute: Some(next.mute),
        }
    }

    /// The keys that are elsewhere on a keyboard of `layout`, and who put each there. The user is told of a key that is not on it.
    fn moved(&self, settings: &Settings, sha1: &str, layout: &Layout) -> (Moved, BTreeMap<u8, Why>) {
        let asked = match &self.keymap {
            Some(Keys::File(section)) => Some((Why::Asked, &**section)),
            _ => None,
        };
        let (mut moved, mut moved_by) = (Moved::new(), BTreeMap::new());
        for (why, section) in asked.into_iter().chain(settings.sections(sha1)) {
            for (&guest, names) in
                section.keys.iter().filter(|(guest, _)| !moved_by.contains_key(*guest)).collect::<Vec<_>>()
            {
                let found = names.iter().filter_map(|name| {
                    let key = layout.key_called(name);
                    if key.is_none() {
                        let layout = layout.name;
                        super::warn(&format!(
                            "keys.{guest:X}: no key of the keymap {layout} writes `{name}`; try --keymap"
                        ));
                    }
                    key
                });
                moved.insert(guest, found.collect());
                moved_by.insert(guest, why);
            }
        }
        (moved, moved_by)
    }
}

/// The first of what the command line says, the settings say, and the default.
fn choose<T>(asked: Option<T>, settings: Option<(T, Why)>, default: T) -> (T, Why) {
    asked.map(|value| (value, Why::Asked)).or(settings).unwrap_or((default, Why::Default))
}

pub(super) fn engine_kind(name: &str) -> Result<EngineKind, String> {
    name.parse().map_err(|error| {
        let names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("{error}; there are: {}", names.join(", "))
    })
}

fn keymap(text: &str) -> Result<Keys, String> {
    if let Some(layout) = Layout::by_name(text) {
        return Ok(Keys::Layout(layout));
    }
    if !text.contains(['.', '/', '\\']) {
        return Err(format!(
            "there is no such keymap; there are: {}; or a file, such as keys.toml",
            Layout::names().join(", ")
        ));
    }
    let settings = settings::named(Path::new(text)).map_err(|error| format!("{error:#}"))?;
    Ok(Keys::File(Box::new(settings.general().clone())))
}
