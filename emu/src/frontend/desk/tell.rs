//! What is shown of a session and of what goes on beside it.

use std::time::Instant;

use super::Desk;
use crate::frontend::choices;
use crate::frontend::menu::Facts;
use crate::frontend::overlay::Overlay;
use crate::frontend::session::Session;
use crate::frontend::surface::View;

impl Desk<'_> {
    /// What the window is to show.
    pub(in crate::frontend) fn view(&mut self, session: &Session<'_>) -> View {
        let frames = session.machine().counts().frames;
        let ran = self.frames.replace(frames) != Some(frames);
        let picture = self.appearance.see(&session.picture(), ran, std::mem::take(&mut self.jumped));
        let page = self.menu.as_ref().map(|menu| {
            let mut page = menu.page(&self.facts(session), self.appearance.accent());
            page.thumbnail = page.thumbnail.map(|picture| picture.map(|picture| self.appearance.turned(&picture)));
            (page, *self.appearance.palette())
        });
        let standing = || session.fault_notice().filter(|_| page.is_none());
        let notice = self.notice.now(Instant::now()).map(str::to_owned).or_else(standing);
        // One would be over the other.
        let page = page.map(|(mut page, palette)| {
            page.note = page.note.map(|note| if notice.is_some() { String::new() } else { note });
            (page, palette)
        });
        let overlay = Overlay {
            message: session.message().cloned(),
            badge: self.badge(session).filter(|_| page.is_none()),
            page,
            notice,
        };
        let margin = self.appearance.palette().margin(session.is_sounding());
        View { picture, scaling: self.appearance.scaling, margin, overlay }
    }

    /// What goes on, in a few characters.
    fn badge(&self, session: &Session<'_>) -> Option<String> {
        let film = self.filming.is_filming().then(|| "GIF".to_owned());
        let marks: Vec<String> = film.into_iter().chain(session.badge()).collect();
        (!marks.is_empty()).then(|| marks.join(" "))
    }

    /// What to say of it all after the program's name.
    pub(in crate::frontend) fn remark(&self) -> String {
        let menu = if self.menu.is_some() { " (menu)" } else { "" };
        let muted = if self.speaker.is_muted() { " (muted)" } else { "" };
        let film = if self.filming.is_filming() { " (filming)" } else { "" };
        format!("{menu}{muted}{film}")
    }

    pub(super) fn facts(&self, session: &Session<'_>) -> Facts {
        let setup = session.machine().setup();
        Facts {
            room: self.room,
            title: self.options.title.clone(),
            is_built_in: self.options.is_built_in,
            about: self.about.clone(),
            speed: session.speed().name(),
            instructions: setup.instructions_per_frame,
            palette: self.appearance.palette_name(),
            colours: self.appearance.palette().distinct().to_vec(),
            scaling: self.appearance.scaling.name(),
            blend: self.appearance.blend().name(),
            is_full_screen: self.is_full_screen,
            volume: if self.speaker.is_muted() { 0 } else { self.volume },
            quirks: setup.quirks,
            is_playing: session.is_playing(),
            layout: Some(self.layout),
            keys: choices::key_names(self.layout, session.keymap()),
            kept_in: self.options.settings.as_deref().map(choices::short),
            slots: self.slots.clone(),
            slot: self.states.chosen().into(),
            recent: self.options.recent.iter().map(|recent| recent.title.clone()).collect(),
        }
    }
}
