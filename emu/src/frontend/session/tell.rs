//! What is told of a session: over its picture, and after the program's name.

use super::{Pause, Session, Stage};

impl Session<'_> {
    /// What to show over the screen as long as it is so: nothing if it is played as usual.
    #[must_use]
    pub fn badge(&self) -> Option<String> {
        match () {
            () if self.is_rewinding() && self.past.is_empty() => Some("|<".to_owned()),
            () if self.is_rewinding() => Some("<<".to_owned()),
            () if self.message.is_some() => None,
            () if self.stage == Stage::Halted => Some("ended".to_owned()),
            // Why is told in more words.
            () if self.stage != Stage::Running => None,
            () if self.pause != Pause::Off => Some("||".to_owned()),
            () if self.is_hurrying() => Some(self.speed.hurry_mark(self.ran)),
            () => self.speed.mark(),
        }
    }

    /// Why the program goes no further, and what can be done about it, if it did something that has no meaning.
    #[must_use]
    pub fn fault_notice(&self) -> Option<String> {
        match self.stage {
            Stage::Faulted(fault) if !self.is_rewinding() => {
                Some(format!("stopped: {fault}. Backspace goes back, F8 resets, Esc opens the menu"))
            }
            _ => None,
        }
    }

    /// What to say of the program after its name: nothing if it is running.
    #[must_use]
    pub fn remark(&self) -> String {
        if self.message.is_some() {
            return " (source error)".to_owned();
        }
        if self.is_rewinding() {
            let end = if self.past.is_empty() { ", at the beginning" } else { "" };
            return format!(" (running backwards{end})");
        }
        match self.stage {
            Stage::Running if self.pause != Pause::Off => " (paused)".to_owned(),
            Stage::Running if self.is_hurrying() => " (fast forward)".to_owned(),
            Stage::Running => {
                let recording = if self.past.is_playing() { " (playing a recording)" } else { "" };
                let speed = self.speed;
                if speed.is_normal() { recording.to_owned() } else { format!("{recording} (speed: {})", speed.name()) }
            }
            Stage::Halted => " (ended)".to_owned(),
            Stage::Faulted(fault) => format!(" (stopped: {fault})"),
        }
    }
}
