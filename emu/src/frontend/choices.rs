//! Choices: what the player has chosen in the window, as changes of the file of settings. Knows no window, and not how a file is
//! changed.

use std::path::Path;

use cpu_ops::Quirk;

use crate::database::Known;
use crate::keyboard::Key;
use crate::keyboard::keymap::{KEYPAD, Keymap};
use crate::keyboard::layout::Layout;
use crate::look::Look;
use crate::picture::{Blend, Palette};
use crate::rom::Rom;
use crate::settings::Settings;
use crate::settings::edit::{Change, Value};
use crate::setup::{Choice, Setup, Why, Wishes};

use super::scaling::Scaling;

/// How a program is seen and heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// The look that it began with.
    pub look: Look,
    /// The colours.
    pub palette: Palette,
    /// How large the picture is.
    pub scaling: Scaling,
    /// What stays of pixels that have gone out.
    pub blend: Blend,
    /// Whether the whole screen is filled; None if the user has no say in that.
    pub full_screen: Option<bool>,
    /// How loud it is, in percent.
    pub volume: u8,
    /// Whether it is silent.
    pub mute: bool,
}

impl Choices {
    /// What has to change for `settings` to say the same of the ROM with this SHA-1.
    #[must_use]
    pub fn changes(&self, settings: &Settings, sha1: &str) -> Vec<Change> {
        let (scaling, blend) = (Value::Text(self.scaling.name().to_owned()), Value::Text(self.blend.name().to_owned()));
        let first =
            |choose: fn(&crate::settings::Section) -> Option<bool>| settings.first(sha1, choose).map(|(is, _)| is);
        let kept_scaling = settings.first(sha1, |section| section.scaling).map_or(Scaling::default(), |(kept, _)| kept);
        let kept_blend = settings.first(sha1, |section| section.blend).map_or(Blend::default(), |(kept, _)| kept);
        let kept_volume = settings.first(sha1, |section| section.volume).map_or(100, |(kept, _)| kept);
        let mut changes = self.palette_changes(settings, sha1);
        changes.extend(
            [
                (kept_blend != self.blend).then(|| change("blend", Some(blend))),
                (kept_scaling != self.scaling).then(|| change("scaling", Some(scaling))),
                self.full_screen
                    .filter(|&is| is != first(|section| section.full_screen).unwrap_or(false))
                    .map(|is| change("full-screen", Some(Value::Truth(is)))),
                (kept_volume != self.volume).then(|| change("volume", Some(Value::Number(self.volume.into())))),
                (first(|section| section.mute).unwrap_or(false) != self.mute)
                    .then(|| change("mute", Some(Value::Truth(self.mute)))),
            ]
            .into_iter()
            .flatten(),
        );
        changes
    }

    fn palette_changes(&self, settings: &Settings, sha1: &str) -> Vec<Change> {
        let kept = settings.first(sha1, |section| section.look.palette).map(|(palette, _)| palette);
        let is_its_own = self.palette == self.look.palette && self.look.palette_by != Why::Asked;
        match kept {
            Some(kept) if kept == self.palette => Vec::new(),
            // It is what the program has if nobody says otherwise.
            None if is_its_own => Vec::new(),
            // These colours have no name that they could be kept by.
            _ if self.palette.name.is_empty() && !is_its_own => Vec::new(),
            _ if self.palette.name.is_empty() => vec![change("palette", None)],
            kept => {
                let named = change("palette", Some(Value::Text(self.palette.name.to_owned())));
                // Colours would win.
                let colours = kept.filter(|kept| kept.name.is_empty()).map(|_| change("colors", None));
                colours.into_iter().chain([named]).collect()
            }
        }
    }
}

fn change(key: &str, value: Option<Value>) -> Change {
    Change { table: None, key: key.to_owned(), value, is_own: false }
}

/// What has to change for `settings` to put the guest's keys where `keymap` has them on a keyboard of `layout`, when the ROM with this SHA-1
/// is played.
#[must_use]
pub fn key_changes(settings: &Settings, sha1: &str, layout: &Layout, keymap: &Keymap) -> Vec<Change> {
    let kept = |guest: u8| settings.first(sha1, |section| section.keys.get(&guest).cloned()).map(|(names, _)| names);
    let named = |keys: &Vec<Key>| keys.iter().map(|&key| layout.name_of(key)).collect::<Vec<_>>();
    let mut changes: Vec<Change> = (0..16)
        .filter(|guest| {
            let keys_kept = kept(*guest).map(|names| names.iter().filter_map(|name| layout.key_called(name)).collect());
            keys_kept.as_ref() != keymap.moved().get(guest)
        })
        .map(|guest| {
            let value = keymap.moved().get(&guest).map(named).map(|mut names| match names.len() {
                1 => Value::Text(names.remove(0)),
                _ => Value::Texts(names),
            });
            Change { table: Some("keys"), key: format!("{guest:X}"), value, is_own: false }
        })
        .collect();
    // The names are those of one layout.
    let kept_layout = settings.first(sha1, |section| section.keymap).map_or(&Layout::ALL[0], |(layout, _)| layout);
    if changes.iter().any(|change| change.value.is_some()) && kept_layout != layout {
        changes.push(change("keymap", Some(Value::Text(layout.name.to_owned()))));
    }
    changes
}

/// What has to change for `settings`, and what the database knows, to run `rom` as `setup` does: its platform, instructions a frame and
/// quirks. It is for this ROM alone.
#[must_use]
pub fn program_changes(settings: &Settings, rom: &Rom, known: Option<&Known>, setup: &Setup) -> Vec<Change> {
    let own = |table, key: &str, value| Change { table, key: key.to_owned(), value: Some(value), is_own: true };
    let sha1 = rom.sha1();
    let kept = |platform| {
        let wishes = Wishes { platform, ..Wishes::default() };
        let sections = settings.sections(&sha1).map(|(why, section)| (why, &section.wishes));
        let layers: Vec<_> = platform.map(|_| (Why::Asked, &wishes)).into_iter().chain(sections).collect();
        Choice::of_layers(rom, known, &layers).ok().map(|choice| choice.setup)
    };
    let mut changes = Vec::new();
    if kept(None).is_none_or(|kept| kept.platform.id != setup.platform.id) {
        changes.push(own(None, "platform", Value::Text(setup.platform.id.to_owned())));
    }
    // What the platform has is no change.
    let kept = kept(Some(setup.platform));
    if kept.is_none_or(|kept| kept.instructions_per_frame != setup.instructions_per_frame) {
        // More than that is never asked for.
        let instructions = u32::try_from(setup.instructions_per_frame).unwrap_or(u32::MAX);
        changes.push(own(None, "ipf", Value::Number(instructions)));
    }
    let differs = |quirk: &Quirk| kept.is_none_or(|kept| kept.quirks.has(*quirk) != setup.quirks.has(*quirk));
    let quirk = |quirk: Quirk| own(Some("quirks"), quirk.name(), Value::Truth(setup.quirks.has(quirk)));
    changes.extend(Quirk::ALL.into_iter().filter(differs).map(quirk));
    changes
}

/// What is on a keyboard of `layout` on the keys of each of the guest's keys, as [`KEYPAD`] has them row by row.
#[must_use]
pub fn key_names(layout: &Layout, keymap: &Keymap) -> Vec<String> {
    let names = |guest| {
        let names: Vec<String> = keymap.keys_of(guest).into_iter().map(|key| layout.name_of(key)).collect();
        if names.is_empty() { "-".to_owned() } else { names.join("/") }
    };
    KEYPAD.into_iter().flatten().map(names).collect()
}

/// `path` as people write it.
#[must_use]
pub fn short(path: &Path) -> String {
    let below = etcetera::home_dir().ok().and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    below.map_or_else(|| path.display().to_string(), |below| format!("~/{}", below.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buttons::Buttons;
    use crate::keyboard::keymap::Moved;
    use crate::look::LookWishes;
    use cpu_ops::Platform;

    fn choices(own: &str, palette: &str) -> Choices {
        let palette = *Palette::by_name(palette).unwrap();
        let mut look = Look::of(Platform::DEFAULT, None, &LookWishes::default());
        look.palette = *Palette::by_name(own).unwrap();
        Choices {
            look,
            palette,
            scaling: Scaling::default(),
            blend: Blend::None,
            full_screen: Some(false),
            volume: 100,
            mute: false,
        }
    }

    fn settings(text: &str) -> Settings {
        Settings::of_text("settings.toml", text).0
    }

    /// The keys and values that have to change.
    fn changed(changes: &[Change]) -> Vec<(&str, Option<Value>)> {
        changes.iter().map(|change| (change.key.as_str(), change.value.clone())).collect()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn what_differs_from_what_a_program_has_anyhow_is_kept_for_it() {
        let rom = Rom::built_in();
        let setup_by = |wishes: &Wishes| Setup::choose(&rom, wishes).unwrap();
        let changes = |kept: &str, setup: &Setup| {
            let changes = program_changes(&settings(kept), &rom, None, setup);
            assert!(changes.iter().all(|change| change.is_own));
            changes.into_iter().map(|change| (change.key, change.value.unwrap())).collect::<Vec<_>>()
        };
        let plain = setup_by(&Wishes::default());
        assert_eq!(changes("", &plain), []);
        let other = Wishes {
            platform: Platform::by_id("chip48"),
            quirks: vec![(Quirk::Jump, false)],
            instructions_per_frame: Some(30_000),
            ..Wishes::default()
        };
        let name = |name: &str| name.to_owned();
        let quirk = (name("jump"), Value::Truth(false));
        let all = [(name("platform"), text("chip48")), (name("ipf"), Value::Number(30_000)), quirk.clone()];
        assert_eq!(changes("", &setup_by(&other)), all, "the other quirks are the platform's");
        assert_eq!(changes("platform = \"chip48\"\nipf = 30000", &setup_by(&other)), [quirk]);
        let back = changes("ipf = 7", &plain);
        assert_eq!(back, [(name("ipf"), Value::Number(plain.instructions_per_frame as u32))]);
    }

    #[test]
    fn what_the_settings_say_already_does_not_change() {
        assert_eq!(choices("amber", "amber").changes(&Settings::default(), ""), []);
        let kept = settings("volume = 60\npalette = \"mono\"\nblend = \"fade\"\nmute = true");
        let chosen = Choices { volume: 60, blend: Blend::Fade, mute: true, ..choices("mono", "mono") };
        assert_eq!(chosen.changes(&kept, ""), []);
        // A terminal fills what it fills.
        let kept_full = settings("volume = 60\npalette = \"mono\"\nblend = \"fade\"\nmute = true\nfull-screen = true");
        assert_eq!(Choices { full_screen: None, ..chosen.clone() }.changes(&kept_full, ""), []);
        assert_eq!(changed(&chosen.changes(&kept_full, "")), [("full-screen", Some(Value::Truth(false)))]);
        let back = Choices { volume: 100, ..chosen };
        assert_eq!(changed(&back.changes(&kept, "")), [("volume", Some(Value::Number(100)))]);
    }

    #[test]
    fn what_was_chosen_changes() {
        let chosen = Choices {
            scaling: Scaling::Fit,
            blend: Blend::Flicker,
            full_screen: Some(true),
            volume: 0,
            mute: true,
            ..choices("amber", "mono")
        };
        let expected = [
            ("palette", Some(text("mono"))),
            ("blend", Some(text("flicker"))),
            ("scaling", Some(text("fit"))),
            ("full-screen", Some(Value::Truth(true))),
            ("volume", Some(Value::Number(0))),
            ("mute", Some(Value::Truth(true))),
        ];
        assert_eq!(changed(&chosen.changes(&Settings::default(), "")), expected);
    }

    #[test]
    fn a_palette_takes_the_place_of_colours_and_a_programs_own_of_a_palette() {
        let colours = settings("colors = [\"#000000\", \"#ffffff\"]");
        let chosen = choices("amber", "mono");
        assert_eq!(changed(&chosen.changes(&colours, "")), [("colors", None), ("palette", Some(text("mono")))]);
        let mut own = choices("amber", "amber");
        let unnamed: Palette = "#123456,#ffffff".parse().unwrap();
        (own.palette, own.look.palette, own.look.palette_by) = (unnamed, unnamed, Why::Database);
        assert_eq!(changed(&own.changes(&settings("palette = \"mono\""), "")), [("palette", None)]);
        assert_eq!(own.changes(&Settings::default(), ""), []);
        own.look.palette_by = Why::Asked;
        assert_eq!(own.changes(&settings("palette = \"mono\""), ""), [], "they have no name");
    }

    #[test]
    fn keys_change_where_they_are_not_what_is_kept() {
        let azerty = Layout::by_name("azerty").unwrap();
        let kept = settings("keymap = \"azerty\"\n[keys]\n5 = \"é\"\n6 = \"P\"\n7 = [\"O\", \"I\"]");
        let moved = Moved::from([(5, vec![Key::Key2]), (7, vec![Key::O]), (8, vec![Key::Q, Key::Up]), (9, Vec::new())]);
        let keymap = Keymap::new(moved, Buttons::default());
        let expected = [
            ("6", None),
            ("7", Some(text("O"))),
            ("8", Some(Value::Texts(vec!["A".to_owned(), "Up".to_owned()]))),
            ("9", Some(Value::Texts(Vec::new()))),
        ];
        let changes = key_changes(&kept, "", azerty, &keymap);
        assert_eq!(changed(&changes), expected);
        let other = key_changes(&settings(""), "", azerty, &keymap);
        assert_eq!(changed(&other).last(), Some(&("keymap", Some(text("azerty")))));
        assert_eq!(
            changed(&key_changes(&kept, "", azerty, &Keymap::default())),
            [("5", None), ("6", None), ("7", None)]
        );
    }
}
