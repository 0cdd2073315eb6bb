//! Notices: what has just been done, shown for a moment.

use std::time::{Duration, Instant};

/// How long a notice is shown.
const SHOWN: Duration = Duration::from_secs(3);

/// What has been done last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    text: String,
    /// When it is no longer news. None if it has not been shown yet.
    until: Option<Instant>,
}

impl Notice {
    /// Shows `text` from now on, in the place of what was shown before.
    pub fn say(&mut self, text: String) {
        *self = Self { text, until: None };
    }

    /// What to append to the window's title: nothing if nothing has happened lately.
    pub fn now(&mut self, now: Instant) -> String {
        let until = *self.until.get_or_insert(now + SHOWN);
        if now >= until {
            self.text.clear();
        }
        if self.text.is_empty() { String::new() } else { format!(" - {}", self.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_shown_for_three_seconds() {
        let (mut notice, start) = (Notice::default(), Instant::now());
        assert_eq!(notice.now(start), "");
        notice.say("saved".to_owned());
        let at = |notice: &mut Notice, seconds| notice.now(start + Duration::from_secs(seconds));
        assert_eq!([5, 7, 8, 9].map(|second| at(&mut notice, second)), [" - saved", " - saved", "", ""]);
        notice.say("saved".to_owned());
        notice.say("loaded".to_owned());
        assert_eq!(at(&mut notice, 20), " - loaded");
    }
}
