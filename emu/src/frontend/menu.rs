//! The menu: pages of rows, one of which is chosen, and what choosing it asks for. Knows no window, and nothing of what it
//! shows but what it is told.
//!
//! ```text
//! key -Menu::press-> Command          Facts -Menu::page-> Page -draw-> canvas
//! ```

mod draw;
mod pages;
mod small;

use crate::keyboard::Key;
use cpu_ops::Quirk;
use cpu_ops::quirks::Quirks;

use super::states::Slot;
use crate::picture::Picture;
pub use draw::room;
use pages::{Does, Entry, PageId, entries};

#[cfg(doc)]
use crate::keyboard::keymap::KEYPAD;
use crate::keyboard::layout::Layout;

/// What the user asks for by a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Go on playing.
    Resume,
    /// Save the state in this slot.
    Save(u8),
    /// Go on from the state in this slot.
    Load(u8),
    /// Play another program, the one of this number among the recent ones.
    Play(usize),
    /// Start the program anew.
    Reset,
    /// End it.
    Quit,
    /// Change a setting: forth, or back.
    Change(Setting, bool),
    /// Put this key of the guest on that key of the keyboard.
    Put(u8, Key),
    /// Put all of the guest's keys where they are by default.
    ResetKeys,
    /// Keep what has been chosen of how programs are seen and heard.
    Keep,
    /// Keep how this program runs.
    KeepProgram,
}

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// How fast it is played.
    Speed,
    /// Instructions a frame.
    Instructions,
    /// The colours.
    Palette,
    /// How large the picture is.
    Scaling,
    /// What stays of pixels that have gone out.
    Blend,
    /// Whether the whole screen is filled.
    FullScreen,
    /// How loud it is.
    Volume,
    /// A quirk.
    Quirk(Quirk),
}

/// What the menu shows of the program and its window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Characters across and lines down that there is room for on a page to be read.
    pub room: (usize, usize),
    /// The program.
    pub title: String,
    /// Whether it is the one that is played if none was named.
    pub is_built_in: bool,
    /// Lines about it and about Stitch8.
    pub about: Vec<String>,
    /// The speed.
    pub speed: String,
    /// Instructions a frame.
    pub instructions: u64,
    /// The palette.
    pub palette: String,
    /// Its colours, 0xRRGGBB.
    pub colours: Vec<u32>,
    /// The scaling.
    pub scaling: &'static str,
    /// The blend.
    pub blend: &'static str,
    /// Whether the whole screen is filled.
    pub is_full_screen: bool,
    /// How loud it is, in percent.
    pub volume: u8,
    /// The quirks that are on.
    pub quirks: Quirks,
    /// Whether a recording is played, which has its own quirks and instructions a frame.
    pub is_playing: bool,
    /// What the keyboard's keys write, if that is known.
    pub layout: Option<&'static Layout>,
    /// What is on the keyboard's keys of each of the guest's keys, as [`KEYPAD`] has them row by row.
    pub keys: Vec<String>,
    /// The file in which choices are kept, if there is a place for them.
    pub kept_in: Option<String>,
    /// The slots.
    pub slots: Vec<Slot>,
    /// The slot that is chosen.
    pub slot: usize,
    /// The names of other programs that were played, the latest first.
    pub recent: Vec<String>,
}

/// What is at the end of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    None,
    /// That there is a page behind it.
    More,
    /// A text.
    Text(String),
    /// One of several.
    Choice(String),
}

/// A row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// What is at its end.
    pub value: Value,
    /// Whether it can be used now.
    pub is_enabled: bool,
}

/// A page as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is.
    pub title: String,
    /// What Esc does.
    pub hint: &'static str,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Rows from the first on that are cells, four beside each other.
    pub cells: usize,
    /// The row that is chosen.
    pub cursor: usize,
    /// Whether it is there to be read: no row is chosen, and the cursor is the first that is seen.
    pub is_text: bool,
    /// What to say of that row.
    pub note: Option<String>,
    /// Colours, 0xRRGGBB, to be seen below its rows.
    pub swatches: Vec<u32>,
    /// Whether there are pictures of its rows, and the one of the row that is chosen, if there is one.
    pub thumbnail: Option<Option<Picture>>,
    /// The colour, 0xRRGGBB, of the row that is chosen.
    pub accent: u32,
}

/// A menu that is open.
#[derive(Clone, Debug)]
pub struct Menu {
    /// The pages that led to the one that is shown, which is the last, and the row that is chosen on each.
    path: Vec<(PageId, usize)>,
    /// The keys that are held down.
    held: Vec<Key>,
    /// The key of the guest that goes to the next key that is pressed.
    catching: Option<u8>,
}

impl Menu {
    /// The menu at its first page; the key `by` has opened it.
    #[must_use]
    pub fn open(by: Key) -> Self {
        Self { path: vec![(PageId::Main, 0)], held: vec![by], catching: None }
    }

    /// The menu at the programs that were played, with no way to another page: nobody has asked for it.
    #[must_use]
    pub fn of_recent() -> Self {
        Self { path: vec![(PageId::Recent, 0)], held: Vec::new(), catching: None }
    }

    /// The keys that are held down.
    #[must_use]
    pub fn held(&self) -> &[Key] {
        &self.held
    }

    /// Another window hears the keys.
    pub fn release_all(&mut self) {
        self.held.clear();
    }

    /// Whether `key`, which goes down or up, goes down and was not down before.
    pub fn is_fresh(&mut self, key: Key, down: bool) -> bool {
        let was_down = self.held.contains(&key);
        self.held.retain(|&other| other != key);
        if down {
            self.held.push(key);
        }
        down && !was_down
    }

    /// `key` went down, or, if it is not `fresh`, is held down and repeats. Returns what that asks for.
    pub fn press(&mut self, key: Key, fresh: bool, facts: &Facts) -> Option<Command> {
        if self.catching.is_some() {
            let guest = if fresh { self.catching.take() } else { None };
            return guest.filter(|_| of_keyboard(key) != Key::Escape).map(|guest| Command::Put(guest, key));
        }
        let key = of_keyboard(key);
        let (page, cursor) = self.now();
        if let (true, Some(next)) = (page.has_cells(), pages::next_cell(cursor, key)) {
            self.path.last_mut()?.1 = next;
            return None;
        }
        let entries = entries(page, facts);
        let chosen = entries.get(cursor).filter(|entry| entry.row.is_enabled);
        match key {
            Key::Up => self.go(&entries, false, facts),
            Key::Down => self.go(&entries, true, facts),
            Key::Left | Key::Right if chosen.is_some_and(Entry::is_change) => {
                return chosen.and_then(|entry| entry.command(key == Key::Right));
            }
            Key::Enter | Key::NumPadEnter | Key::Space if fresh => match chosen?.does {
                Does::Open(page) => self.path.push((page, page.first(facts))),
                Does::Catch(guest) => self.catching = Some(guest),
                _ => return chosen?.command(true),
            },
            Key::Right if fresh => {
                if let Does::Open(page) = chosen?.does {
                    self.path.push((page, page.first(facts)));
                }
            }
            Key::Escape | Key::Backspace | Key::Left if fresh => {
                // What opened the menu closes it; the key beside does not do so by accident.
                if self.path.len() == 1 {
                    return (key == Key::Escape).then_some(Command::Resume);
                }
                self.path.pop();
            }
            _ => {}
        }
        None
    }

    /// What is shown; the row that is chosen has the colour `accent`.
    #[must_use]
    pub fn page(&self, facts: &Facts, accent: u32) -> Page {
        let (page, cursor) = self.now();
        let mut entries = entries(page, facts);
        let mut chosen = entries.get_mut(cursor);
        let is_palette = chosen.as_ref().is_some_and(|entry| entry.does == Does::Change(Setting::Palette));
        if let (Some(entry), true) = (&mut chosen, self.catching.is_some()) {
            entry.row.value = Value::Text("?".to_owned());
        }
        let note = chosen.and_then(|entry| entry.note.take());
        let note = self
            .catching
            .map(|guest| format!("Press the key that keypad {guest:X} is to be on, or Esc to leave it where it is."))
            .or(note);
        let slot = || facts.slots.get(cursor).and_then(|slot| slot.thumbnail.clone());
        Page {
            title: page.title(facts),
            hint: if self.path.len() == 1 { "Esc: play" } else { "Esc: back" },
            rows: entries.into_iter().map(|entry| entry.row).collect(),
            cells: if page.has_cells() { pages::CELLS } else { 0 },
            cursor,
            is_text: page.is_text(),
            note,
            swatches: if is_palette { facts.colours.clone() } else { Vec::new() },
            thumbnail: page.has_slots().then(slot),
            accent,
        }
    }

    fn now(&self) -> (PageId, usize) {
        self.path.last().copied().unwrap_or((PageId::Main, 0))
    }

    /// Chooses the next row that can be used, or the one before; round and round.
    fn go(&mut self, entries: &[Entry], down: bool, facts: &Facts) {
        let Some((page, cursor)) = self.path.last_mut() else { return };
        if page.is_text() {
            let last = entries.len().saturating_sub(facts.room.1.max(1));
            *cursor = if down { (*cursor + 1).min(last) } else { cursor.saturating_sub(1) };
            return;
        }
        for _ in 0..entries.len() {
            *cursor = (*cursor + if down { 1 } else { entries.len() - 1 }) % entries.len();
            if entries[*cursor].row.is_enabled {
                return;
            }
        }
    }
}

/// The key that means the same as `key`, if that is a button of a game pad.
fn of_keyboard(key: Key) -> Key {
    match key {
        Key::PadUp => Key::Up,
        Key::PadDown => Key::Down,
        Key::PadLeft => Key::Left,
        Key::PadRight => Key::Right,
        Key::PadA => Key::Enter,
        Key::PadB => Key::Backspace,
        Key::PadStart => Key::Escape,
        key => key,
    }
}

#[cfg(test)]
mod tests;
