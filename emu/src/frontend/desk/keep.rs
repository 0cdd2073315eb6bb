//! What is chosen at the desk and kept in the user's settings: keys, what programs look and sound like, how one runs.

use super::Desk;
use crate::frontend::choices::{self, Choices};
use crate::frontend::controls::control_on;
use crate::frontend::session::Session;
use crate::keyboard::Key;
use crate::keyboard::keymap::Keymap;
use crate::settings::Settings;
use crate::settings::edit::{self, Change};

impl Desk<'_> {
    /// Puts the guest's key `guest` on `key`, and keeps that.
    pub(super) fn put(&mut self, guest: u8, key: Key, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        let layout = self.layout;
        let name = layout.name_of(key);
        if control_on(key).is_some() {
            return self.notice.say(format!("{name} has something else to do: choose another key"));
        }
        let mut keymap = session.keymap().clone();
        let other = keymap.put(guest, key);
        let other = other.map_or_else(String::new, |other| {
            let names: Vec<String> = keymap.keys_of(other).into_iter().map(|key| layout.name_of(key)).collect();
            format!(", and {other:X} on {}", if names.is_empty() { "no key".to_owned() } else { names.join("/") })
        });
        let kept = self.move_keys(keymap, session).map(|()| format!("keypad {guest:X} is on {name}{other}"));
        self.say(kept, tell);
    }

    /// Puts the guest's keys where `keymap` says, and keeps that, if there is a place for it.
    pub(super) fn move_keys(&mut self, keymap: Keymap, session: &mut Session<'_>) -> Result<(), String> {
        let sha1 = session.machine().rom().sha1();
        session.set_keymap(keymap);
        let Some(path) = &self.options.settings else { return Ok(()) };
        let changes = choices::key_changes(&edit::now(path), &sha1, self.layout, session.keymap());
        edit::change(path, &sha1, &changes).map_err(|error| error.to_string())
    }

    /// Keeps what was chosen. Returns what to say of that.
    pub(super) fn keep(&self, session: &Session<'_>) -> Result<String, String> {
        let chosen = Choices {
            look: self.options.look,
            palette: *self.appearance.palette(),
            scaling: self.appearance.scaling,
            blend: self.appearance.blend(),
            full_screen: (!self.is_refused).then_some(self.is_full_screen),
            volume: self.volume,
            mute: self.speaker.is_muted(),
        };
        self.keep_changes(session, |settings, sha1| chosen.changes(settings, sha1))
    }

    /// Keeps how the program runs, for it alone. Returns what to say of that.
    pub(super) fn keep_program(&self, session: &Session<'_>) -> Result<String, String> {
        let (machine, known) = (session.machine(), self.options.known.as_ref());
        self.keep_changes(session, |settings, _| {
            choices::program_changes(settings, machine.rom(), known, machine.setup())
        })
    }

    /// Makes the changes that `changes` finds in the settings. Returns what to say of that.
    fn keep_changes(
        &self,
        session: &Session<'_>,
        changes: impl FnOnce(&Settings, &str) -> Vec<Change>,
    ) -> Result<String, String> {
        let Some(path) = &self.options.settings else { return Err("there is no file of settings".to_owned()) };
        let sha1 = session.machine().rom().sha1();
        let changes = changes(&edit::now(path), &sha1);
        if changes.is_empty() {
            return Ok("the settings say so already".to_owned());
        }
        edit::change(path, &sha1, &changes).map_err(|error| error.to_string())?;
        Ok(format!("saved in {}", choices::short(path)))
    }
}
