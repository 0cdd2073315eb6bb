//! The desk: what goes on beside a session. Its sound, its slots, its films, and what was said of them.

use std::path::Path;
use std::time::Instant;

use super::controls::Control;
use super::filming::Filming;
use super::notice::Notice;
use super::session::Session;
use super::states::States;
use super::{Options, screenshot};
use crate::speaker::Speaker;

/// What goes on beside a session.
pub(super) struct Desk<'options> {
    options: &'options Options,
    speaker: Speaker,
    states: States,
    filming: Filming,
    notice: Notice,
}

impl<'options> Desk<'options> {
    pub(super) fn new(options: &'options Options) -> Self {
        Self {
            options,
            speaker: Speaker::open(options.volume, options.mute),
            states: States::default(),
            filming: Filming::new(options.look, &options.title),
            notice: Notice::default(),
        }
    }

    /// Does what `control`, which was used, asks for beyond what the session has done.
    pub(super) fn obey(&mut self, control: Control, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        match control {
            Control::Mute => self.speaker.toggle_mute(),
            Control::Screenshot => {
                let picture = self.options.look.rotation.turn(&session.picture());
                match screenshot::save(&picture, &self.options.look.palette, Path::new(""), &self.options.title) {
                    Ok(path) => tell(&format!("wrote {}", path.display())),
                    Err(error) => tell(&error.to_string()),
                }
            }
            Control::NextSlot => self.notice.say(self.states.next(session.machine())),
            Control::SaveState => self.say(self.states.save(session.machine()), tell),
            Control::LoadState => {
                let loaded = self.states.load(session.machine()).map(|snapshot| {
                    session.restore(&snapshot);
                    self.states.loaded()
                });
                self.say(loaded, tell);
            }
            Control::Film => {
                let done = self.filming.toggle();
                self.say(done, tell);
            }
            Control::FilmLast => {
                let done = session.film_last(&mut self.filming);
                self.say(done, tell);
            }
            _ => {}
        }
    }

    /// The session has advanced by a frame, or stood still.
    pub(super) fn frame(&mut self, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        if let Some(note) = session.past().take_note() {
            tell(&note);
            self.notice.say(note);
        }
        if session.take_jump() {
            self.speaker.seek(session.machine().phase());
        }
        self.filming.frame(session.machine());
        if let Some(written) = self.filming.written() {
            let line = written.unwrap_or_else(|problem| problem);
            tell(&line);
            self.notice.say(line);
        }
        self.speaker.frame(session.cue());
    }

    /// Ends it: what is being written is finished.
    pub(super) fn finish(&mut self, tell: &mut impl FnMut(&str)) {
        self.filming.finish().iter().for_each(|line| tell(line));
    }

    /// What to say of it all after the program's name.
    pub(super) fn remark(&mut self) -> String {
        let muted = if self.speaker.is_muted() { " (muted)" } else { "" };
        let film = if self.filming.is_filming() { " (filming)" } else { "" };
        format!("{muted}{film}{}", self.notice.now(Instant::now()))
    }

    /// Shows what has been done for the user, or why not; that is told as well.
    fn say(&mut self, done: Result<String, String>, tell: &mut impl FnMut(&str)) {
        self.notice.say(done.unwrap_or_else(|problem| {
            tell(&problem);
            problem
        }));
    }
}
