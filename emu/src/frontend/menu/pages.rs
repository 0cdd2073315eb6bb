//! The pages: which rows each has, and what they do.

use std::iter;

use cpu_ops::Quirk;

use super::{Command, Facts, Row, Setting, Value};
use crate::frontend::controls::CONTROLS;
use crate::frontend::text::{shortened, wrap};
use crate::keyboard::Key;
use crate::keyboard::keymap::KEYPAD;

/// Characters that there is room for in a row, unless the canvas is small.
pub(super) const LONGEST: usize = 38;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageId {
    Main,
    Save,
    Load,
    Speed,
    Picture,
    Keys,
    Quirks,
    Recent,
    Help,
}

/// Every page.
#[cfg(test)]
pub(super) const ALL: [PageId; 9] = [
    PageId::Main,
    PageId::Save,
    PageId::Load,
    PageId::Speed,
    PageId::Picture,
    PageId::Keys,
    PageId::Quirks,
    PageId::Recent,
    PageId::Help,
];

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// Nothing: it is there to be read.
    Nothing,
    /// Shows another page.
    Open(PageId),
    /// Asks for this.
    Ask(Command),
    /// Changes this.
    Change(Setting),
    /// Puts this key of the guest on the next key that is pressed.
    Catch(u8),
}

/// Rows of a page with cells that are cells, and how many are beside each other.
pub(super) const CELLS: usize = 16;
pub(super) const ACROSS: usize = 4;

/// A row, and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: Row,
    pub(super) does: Does,
    /// What to say of it while it is chosen.
    pub(super) note: Option<String>,
}

impl Entry {
    fn new(label: impl Into<String>, value: Value, does: Does) -> Self {
        Self { row: Row { label: label.into(), value, is_enabled: true }, does, note: None }
    }

    fn text(label: impl Into<String>) -> Self {
        Self::new(label, Value::None, Does::Nothing)
    }

    fn more(label: &str, page: PageId) -> Self {
        Self::new(label, Value::More, Does::Open(page))
    }

    fn ask(label: &str, command: Command) -> Self {
        Self::new(label, Value::None, Does::Ask(command))
    }

    fn change(label: &str, value: impl Into<String>, setting: Setting) -> Self {
        Self::new(label, Value::Choice(value.into()), Does::Change(setting))
    }

    fn noted(self, note: &str) -> Self {
        Self { note: Some(note.to_owned()), ..self }
    }

    fn enabled(mut self, is_enabled: bool) -> Self {
        self.row.is_enabled = is_enabled;
        self
    }

    /// Whether it changes something, forth and back.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.does, Does::Change(_))
    }

    /// What it asks for, if what it changes goes forth or else back.
    pub(super) fn command(&self, forth: bool) -> Option<Command> {
        match self.does {
            Does::Ask(command) => Some(command),
            Does::Change(setting) => Some(Command::Change(setting, forth)),
            Does::Nothing | Does::Open(_) | Does::Catch(_) => None,
        }
    }
}

impl PageId {
    /// What is above it.
    pub(super) fn title(self, facts: &Facts) -> String {
        match self {
            Self::Main => facts.title.clone(),
            Self::Save => "Save a state".to_owned(),
            Self::Load => "Load a state".to_owned(),
            Self::Speed => "Speed".to_owned(),
            Self::Picture => "Picture and sound".to_owned(),
            Self::Keys => "Keys".to_owned(),
            Self::Quirks => "Quirks".to_owned(),
            Self::Recent => "Recent programs".to_owned(),
            Self::Help => "Help and about".to_owned(),
        }
    }

    /// Whether it is there to be read, and no row of it is chosen.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Help)
    }

    /// Whether its first rows are cells, and one is below them.
    pub(super) fn has_cells(self) -> bool {
        matches!(self, Self::Keys)
    }

    /// The row that is chosen when it is opened.
    pub(super) fn first(self, facts: &Facts) -> usize {
        if self.has_slots() { facts.slot } else { 0 }
    }

    /// Whether its rows are the slots of states.
    pub(super) fn has_slots(self) -> bool {
        matches!(self, Self::Save | Self::Load)
    }
}

/// The rows of `page`.
pub(super) fn entries(page: PageId, facts: &Facts) -> Vec<Entry> {
    match page {
        PageId::Main => main(facts),
        PageId::Save => slots(facts, Command::Save, |_| true),
        PageId::Load => slots(facts, Command::Load, |slot| facts.slots[slot].thumbnail.is_some()),
        PageId::Speed => speed(facts),
        PageId::Picture => picture(facts),
        PageId::Keys => keys(facts),
        PageId::Quirks => {
            let quirks = Quirk::ALL.into_iter().map(|quirk| self::quirk(facts, quirk));
            quirks.chain([keep_program(facts)]).collect()
        }
        PageId::Recent => recent(facts),
        PageId::Help => help(facts),
    }
}

fn main(facts: &Facts) -> Vec<Entry> {
    let mut entries = vec![
        Entry::ask("Resume", Command::Resume),
        Entry::more("Save a state", PageId::Save),
        Entry::more("Load a state", PageId::Load),
        Entry::more("Speed", PageId::Speed),
        Entry::more("Picture and sound", PageId::Picture),
        Entry::more("Keys", PageId::Keys),
        Entry::more("Quirks", PageId::Quirks),
        Entry::more("Help and about", PageId::Help),
        Entry::ask("Reset", Command::Reset),
    ];
    if !facts.recent.is_empty() {
        entries.push(Entry::more("Recent programs", PageId::Recent));
    }
    entries.push(Entry::ask("Quit", Command::Quit));
    entries
}

/// Lines as long as there is room for. Where that is little, what a key does is below it.
fn help(facts: &Facts) -> Vec<Entry> {
    let columns = facts.room.0.max(2);
    let of_key = |key: &str, does: &str| {
        if columns >= LONGEST {
            return vec![format!("{key:<10}{does}")];
        }
        let does = wrap(does, columns - 1).into_iter().map(|line| format!(" {line}"));
        iter::once(key.to_owned()).chain(does).collect()
    };
    let keys = CONTROLS.iter().flat_map(|&(_, key, name, does, _)| {
        // What writes something is called by that.
        let written = facts.layout.filter(|layout| layout.character(key).is_some());
        of_key(&written.map_or_else(|| name.to_owned(), |layout| layout.name_of(key)), does)
    });
    let about =
        facts.about.iter().flat_map(|line| if line.is_empty() { vec![String::new()] } else { wrap(line, columns) });
    keys.chain([String::new()]).chain(about).map(Entry::text).collect()
}

fn recent(facts: &Facts) -> Vec<Entry> {
    let entry = |(index, name): (usize, &String)| Entry::ask(&shortened(name, LONGEST), Command::Play(index));
    let recent = facts.recent.iter().enumerate().map(entry);
    let built_in = facts.is_built_in.then(|| Entry::ask(&format!("{} (built in)", facts.title), Command::Resume));
    built_in.into_iter().chain(recent).collect()
}

fn slots(facts: &Facts, command: impl Fn(u8) -> Command, is_enabled: impl Fn(usize) -> bool) -> Vec<Entry> {
    let entry = |(index, slot): (usize, &super::Slot)| {
        let value = Value::Text(slot.remark.clone());
        Entry::new(format!("Slot {index}"), value, Does::Ask(command(index as u8))).enabled(is_enabled(index))
    };
    facts.slots.iter().enumerate().map(entry).collect()
}

fn speed(facts: &Facts) -> Vec<Entry> {
    let instructions = facts.instructions.to_string();
    vec![
        Entry::change("Speed", &facts.speed, Setting::Speed)
            .noted("Frames a second. What happens in each stays the same: the game runs slower or faster as a whole."),
        Entry::change("Instructions a frame", instructions, Setting::Instructions)
            .enabled(!facts.is_playing)
            .noted("How fast the program's processor is. Most games get smoother with more, and some get faster."),
        keep_program(facts),
    ]
}

fn picture(facts: &Facts) -> Vec<Entry> {
    let volume = if facts.volume == 0 { "off".to_owned() } else { format!("{} %", facts.volume) };
    let full_screen = if facts.is_full_screen { "yes" } else { "no" };
    vec![
        Entry::change("Palette", &facts.palette, Setting::Palette),
        Entry::change("Blend", facts.blend, Setting::Blend)
            .noted("flicker: what has gone out is seen for one more frame. fade: it glows on for a while."),
        Entry::change("Scaling", facts.scaling, Setting::Scaling)
            .noted("integer: every pixel has the same size. fit: as large as the window lets it be."),
        Entry::change("Full screen", full_screen, Setting::FullScreen),
        Entry::change("Sound", volume, Setting::Volume),
        Entry::ask("Save as defaults", Command::Keep)
            .enabled(facts.kept_in.is_some())
            .noted(&kept(facts, "All of this page, for all programs, in")),
    ]
}

/// The row that keeps how the program runs.
fn keep_program(facts: &Facts) -> Entry {
    Entry::ask("Save for this program", Command::KeepProgram)
        .enabled(facts.kept_in.is_some() && !facts.is_playing)
        .noted(&kept(facts, "Instructions a frame and quirks, in"))
}

/// That choices are kept in a file, or cannot be.
fn kept(facts: &Facts, what: &str) -> String {
    let place = facts.kept_in.as_ref().map(|path| format!("{what} {path}"));
    place.unwrap_or_else(|| "There is no file of settings to keep it in.".to_owned())
}

fn keys(facts: &Facts) -> Vec<Entry> {
    let place = match &facts.kept_in {
        Some(path) => format!("Kept in {path}"),
        None => "Kept nowhere: there is no file of settings.".to_owned(),
    };
    let cell = |(guest, names): (u8, &String)| {
        let note = format!("Keypad {guest:X} is on {names}. Enter changes that. {place}");
        Entry::new(format!("{guest:X}"), Value::Text(names.clone()), Does::Catch(guest)).noted(&note)
    };
    let mut entries: Vec<Entry> = KEYPAD.into_iter().flatten().zip(&facts.keys).map(cell).collect();
    entries.push(Entry::ask("Reset all keys", Command::ResetKeys).noted(&place));
    entries
}

/// The row that `key` leads to from the row `cursor` of a page with cells; none if that key does something else there.
pub(super) fn next_cell(cursor: usize, key: Key) -> Option<usize> {
    let (row, column) = (cursor / ACROSS, cursor % ACROSS);
    let last = CELLS / ACROSS - 1;
    match key {
        Key::Up if cursor == CELLS => Some(CELLS - ACROSS),
        Key::Up if row == 0 => Some(CELLS),
        Key::Up => Some(cursor - ACROSS),
        Key::Down if cursor == CELLS => Some(0),
        Key::Down if row == last => Some(CELLS),
        Key::Down => Some(cursor + ACROSS),
        Key::Left if cursor < CELLS => Some(row * ACROSS + (column + ACROSS - 1) % ACROSS),
        Key::Right if cursor < CELLS => Some(row * ACROSS + (column + 1) % ACROSS),
        _ => None,
    }
}

fn quirk(facts: &Facts, quirk: Quirk) -> Entry {
    let value = if facts.quirks.has(quirk) { "on" } else { "off" };
    Entry::change(quirk.name(), value, Setting::Quirk(quirk)).enabled(!facts.is_playing).noted(quirk.summary())
}
