//! A section of the settings: one table says which keys there are and how each is read.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use cpu_ops::{Font, Platform, Quirk};
use toml::de::{DeTable, DeValue};

use super::Reader;
use crate::engine::EngineKind;
use crate::frontend::scaling::Scaling;
use crate::keyboard::Key;
use crate::keyboard::keymap::guest_key_called;
use crate::keyboard::layout::Layout;
use crate::look::LookWishes;
use crate::picture::{Blend, ColoursError, Palette, Rotation};
use crate::setup::{MAX_INSTRUCTIONS, Wishes};

/// Pixels of a window a pixel of the 64 x 32 screen.
pub const SCALES: RangeInclusive<u64> = 1..=32;

/// What the user wants, for all programs or for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// How it runs.
    pub wishes: Wishes,
    /// How it looks.
    pub look: LookWishes,
    /// What executes it.
    pub engine: Option<EngineKind>,
    /// The size of its window, one of [`SCALES`].
    pub scale: Option<u16>,
    /// How loud it is, in percent.
    pub volume: Option<u8>,
    /// Whether it is silent.
    pub mute: Option<bool>,
    /// How large the picture is in the window.
    pub scaling: Option<Scaling>,
    /// What stays of pixels that have gone out.
    pub blend: Option<Blend>,
    /// Whether the window fills the whole screen.
    pub full_screen: Option<bool>,
    /// What the keys of the keyboard write.
    pub keymap: Option<&'static Layout>,
    /// The guest's keys that are elsewhere, and the names of those of the keyboard that they are on. Each is the name of a key in
    /// some layout.
    pub keys: BTreeMap<u8, Vec<String>>,
    /// The file of the database, for all programs alone.
    pub database: Option<PathBuf>,
    /// The line of each key, `quirks.NAME` for a quirk, `keys.D` for a key of the guest.
    lines: BTreeMap<String, usize>,
}

/// Takes a value into a section, or says what it should have been.
type Read = fn(&mut Section, &DeValue<'_>) -> Result<(), String>;

/// Every key that has a single value, and how it is read. They are called as the options of the command line are.
const KEYS: &[(&str, Read)] = &[
    ("blend", |section, value| {
        let names = Blend::ALL.map(Blend::name);
        set(&mut section.blend, named(value, "blend", &names, |name| name.parse().ok()))
    }),
    ("colors", |section, value| set(&mut section.look.palette, colours(value))),
    ("database", |section, value| {
        let path = string(value).ok_or("`database` is the path of a file, in quotes".to_owned());
        set(&mut section.database, path.map(PathBuf::from))
    }),
    ("engine", |section, value| {
        let names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        set(&mut section.engine, named(value, "engine", &names, |name| name.parse().ok()))
    }),
    ("font", |section, value| {
        let ids: Vec<&str> = Font::ALL.iter().map(|font| font.id).collect();
        set(&mut section.wishes.font, named(value, "font", &ids, Font::by_id))
    }),
    ("full-screen", |section, value| set(&mut section.full_screen, boolean(value, "full-screen"))),
    ("ipf", |section, value| {
        set(&mut section.wishes.instructions_per_frame, number(value, "ipf", 1..=MAX_INSTRUCTIONS))
    }),
    ("keymap", |section, value| set(&mut section.keymap, named(value, "keymap", &Layout::names(), Layout::by_name))),
    ("mute", |section, value| set(&mut section.mute, boolean(value, "mute"))),
    ("palette", |section, value| {
        if section.look.palette.is_some() {
            return Err("there are `colors` as well as a `palette`; the colors hold".to_owned());
        }
        let names = Palette::ALL.map(|palette| palette.name);
        set(&mut section.look.palette, named(value, "palette", &names, |name| Palette::by_name(name).copied()))
    }),
    ("platform", |section, value| {
        let ids: Vec<&str> = Platform::ALL.iter().map(|platform| platform.id).collect();
        set(&mut section.wishes.platform, named(value, "platform", &ids, Platform::by_id))
    }),
    ("rotation", |section, value| {
        let degrees = number(value, "rotation", 0..=360);
        let rotation = degrees.and_then(|degrees| Rotation::try_from(degrees).map_err(|error| error.to_string()));
        set(&mut section.look.rotation, rotation)
    }),
    ("scale", |section, value| set(&mut section.scale, number(value, "scale", SCALES).map(|scale| scale as u16))),
    ("scaling", |section, value| {
        let names = Scaling::ALL.map(Scaling::name);
        set(&mut section.scaling, named(value, "scaling", &names, |name| name.parse().ok()))
    }),
    ("volume", |section, value| set(&mut section.volume, number(value, "volume", 0..=100).map(|volume| volume as u8))),
];

/// Colours, as a list or as on the command line.
fn colours(value: &DeValue<'_>) -> Result<Palette, String> {
    let list: Option<Vec<&str>> = match value {
        DeValue::Array(colours) => colours.iter().map(|colour| string(colour.get_ref())).collect(),
        value => string(value).map(|list| vec![list]),
    };
    let list = list.ok_or("`colors` is a list such as [\"#000000\", \"#ffffff\"], the background first")?;
    list.join(",").parse().map_err(|error: ColoursError| error.to_string())
}

/// The keys that have a table: of quirks, and of keys of the guest.
const QUIRKS: &str = "quirks";
const GUEST_KEYS: &str = "keys";

impl Section {
    /// The line, counted from 1, that the value of `key` is from; that of a quirk is `quirks.NAME`.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<usize> {
        self.lines.get(key).copied()
    }
}

/// Reads all of `table`: the section for all programs, or one for a single program.
pub(super) fn read(reader: &mut Reader<'_>, table: &DeTable<'_>, is_general: bool) -> Section {
    let mut section = Section::default();
    for (key, value) in table {
        let (at, line, key) = (key.span().start, reader.line(key.span().start), key.get_ref());
        match (KEYS.iter().find(|(name, _)| name == key), value.get_ref()) {
            (None, DeValue::Table(table)) if key == QUIRKS => quirks(reader, table, &mut section),
            (None, DeValue::Table(table)) if key == GUEST_KEYS => keys(reader, table, &mut section),
            (None, _) if key == GUEST_KEYS => {
                reader.complain(at, || "`keys` is a table: [keys], and below it A = \"Left\"");
            }
            (None, _) if key == QUIRKS => {
                reader.complain(at, || "`quirks` is a table: [quirks], and below it NAME = true");
            }
            (None, _) => reader.complain(at, || unknown(key, is_general)),
            (Some(("database", _)), _) if !is_general => {
                reader.complain(at, || "the `database` is for all ROMs, not for one");
            }
            (Some((name, read)), value) => match read(&mut section, value) {
                Ok(()) => {
                    section.lines.insert((*name).to_owned(), line);
                }
                Err(message) => reader.complain(at, || message),
            },
        }
    }
    section
}

fn quirks(reader: &mut Reader<'_>, table: &DeTable<'_>, section: &mut Section) {
    for (key, value) in table {
        let (at, line, name) = (key.span().start, reader.line(key.span().start), key.get_ref());
        match (name.parse::<Quirk>(), value.get_ref()) {
            (Ok(quirk), DeValue::Boolean(on)) => {
                section.wishes.quirks.push((quirk, *on));
                section.lines.insert(format!("{QUIRKS}.{}", quirk.name()), line);
            }
            (Ok(_), _) => reader.complain(at, || format!("the quirk `{name}` is true or false")),
            (Err(_), _) => {
                reader.complain(at, || {
                    format!("there is no quirk `{name}`; {}", instead(name, &Quirk::ALL.map(Quirk::name)))
                });
            }
        }
    }
}

fn keys(reader: &mut Reader<'_>, table: &DeTable<'_>, section: &mut Section) {
    for (key, value) in table {
        let (at, line) = (key.span().start, reader.line(key.span().start));
        let Some(guest) = guest_key_called(key.get_ref()) else {
            reader.complain(at, || format!("`{}` is no key of the keypad, which are 0 to 9 and A to F", key.get_ref()));
            continue;
        };
        let names = match value.get_ref() {
            DeValue::Array(names) => names.iter().map(|name| string(name.get_ref())).collect(),
            value => string(value).map(|name| vec![name]),
        };
        match names {
            None => {
                reader.complain(at, || {
                    format!("`{guest:X}` is on a key such as \"Left\", or several: [\"Left\", \"J\"]")
                });
            }
            Some(names) => {
                for name in
                    names.iter().filter(|name| Layout::ALL.iter().all(|layout| layout.key_called(name).is_none()))
                {
                    reader.complain(at, || format!("there is no key `{name}`; {}", near_key(name)));
                }
                let known =
                    names.iter().filter(|name| Layout::ALL.iter().any(|layout| layout.key_called(name).is_some()));
                section.keys.insert(guest, known.map(|&name| name.to_owned()).collect());
                section.lines.insert(format!("{GUEST_KEYS}.{guest:X}"), line);
            }
        }
    }
}

/// What to say of the name of a key that there is not.
fn near_key(name: &str) -> String {
    let names: Vec<&str> = Key::ALL.iter().map(|key| key.name()).filter(|name| name.len() > 1).collect();
    let near = instead(name, &names);
    if near.starts_with("did") { near } else { format!("a key is what it writes, or one of: {}", names.join(", ")) }
}

/// What to say of a key that there is not.
fn unknown(key: &str, is_general: bool) -> String {
    let tables = [QUIRKS, GUEST_KEYS].into_iter().chain(is_general.then_some("rom"));
    let names: Vec<&str> = KEYS.iter().map(|(name, _)| *name).chain(tables).collect();
    format!("unknown key `{key}`; {}", instead(key, &names))
}

/// What may have been meant by `word`, or all that there is.
fn instead(word: &str, names: &[&str]) -> String {
    let distance = |name: &&&str| strsim::osa_distance(&word.to_lowercase(), &name.to_lowercase());
    match names.iter().min_by_key(distance) {
        Some(near) if distance(&near) <= 1 + word.len() / 4 => format!("did you mean `{near}`?"),
        _ => format!("there are: {}", names.join(", ")),
    }
}

/// The value, kept if it is one.
fn set<T>(place: &mut Option<T>, value: Result<T, String>) -> Result<(), String> {
    *place = Some(value?);
    Ok(())
}

fn string<'value>(value: &'value DeValue<'_>) -> Option<&'value str> {
    if let DeValue::String(text) = value { Some(text) } else { None }
}

fn boolean(value: &DeValue<'_>, what: &str) -> Result<bool, String> {
    if let DeValue::Boolean(is) = value { Ok(*is) } else { Err(format!("`{what}` is true or false, without quotes")) }
}

/// A whole number of `range`.
fn number(value: &DeValue<'_>, key: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
    let number = match value {
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let (least, most) = (range.start(), range.end());
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("`{key}` is a whole number, {least} to {most}"))
}

/// What `find` has under the name that is the value.
fn named<T>(value: &DeValue<'_>, key: &str, names: &[&str], find: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    let name = string(value).ok_or_else(|| format!("`{key}` is a name in quotes; there are: {}", names.join(", ")))?;
    find(name).ok_or_else(|| format!("there is no {key} `{name}`; {}", instead(name, names)))
}
