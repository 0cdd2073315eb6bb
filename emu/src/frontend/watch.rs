//! Watching a file: when it has changed for good, and the program that it has become.
//!
//! A file being written has more than one state: an editor may empty it and write it in pieces, or remove it and rename
//! another to its name. A state counts once it has been found twice in a row; a file that is not there is waited for.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::message::Message;
use crate::machine::Machine;

/// How long after a look at the file the next one is due.
const INTERVAL: Duration = Duration::from_millis(200);

/// What one state of a file is told from another by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written.
    pub modified: SystemTime,
    /// Its length.
    pub bytes: u64,
}

/// When a file has changed, given its stamps. Knows neither the file nor the clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changes {
    /// When the next look is due; at once, if there was none.
    due: Option<Instant>,
    /// What the last look found.
    found: Option<Stamp>,
    /// The state that was last said to be new.
    told: Option<Stamp>,
}

/// A program that is loaded again whenever its file changes.
pub struct Watch<'load> {
    path: PathBuf,
    changes: Changes,
    load: Box<dyn FnMut() -> Result<Machine, Message> + 'load>,
}

impl Stamp {
    /// The stamp of the file at `path`; none if there is no such file now.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { modified: metadata.modified().ok()?, bytes: metadata.len() })
    }
}

impl Changes {
    /// Whether the file, whose stamp is looked up if a look is due `now`, is to be loaded: because it never was, or
    /// because it has changed since and has stayed like that from the last look to this.
    pub fn look(&mut self, now: Instant, stamp: impl FnOnce() -> Option<Stamp>) -> bool {
        if self.due.is_some_and(|due| now < due) {
            return false;
        }
        self.due = Some(now + INTERVAL);
        let stamp = stamp();
        let settled = std::mem::replace(&mut self.found, stamp) == stamp || self.told.is_none();
        let is_new = stamp.is_some() && stamp != self.told;
        if settled && is_new {
            self.told = stamp;
        }
        settled && is_new
    }
}

impl<'load> Watch<'load> {
    /// Watches the file at `path`, which `load` makes a machine of.
    pub fn new(path: &Path, load: impl FnMut() -> Result<Machine, Message> + 'load) -> Self {
        Self { path: path.to_owned(), changes: Changes::default(), load: Box::new(load) }
    }

    /// Loads the program if that is due: the first time, and whenever the file has changed.
    pub fn poll(&mut self, now: Instant) -> Option<Result<Machine, Message>> {
        // The stamp is older than what is loaded, so that a change in between is seen the next time.
        self.changes.look(now, || Stamp::of(&self.path)).then(|| (self.load)())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with this content, written at this second.
    fn file(second: u64, bytes: u64) -> Stamp {
        Stamp { modified: SystemTime::UNIX_EPOCH + Duration::from_secs(second), bytes }
    }

    /// Asserts at which of the looks, each when it is due, the file is to be loaded.
    fn check(looks: &[(Option<Stamp>, bool)]) {
        let start = Instant::now();
        let mut changes = Changes::default();
        for (number, &(stamp, expected)) in looks.iter().enumerate() {
            let now = start + INTERVAL * number as u32;
            assert_eq!(changes.look(now, || stamp), expected, "look {number}");
        }
    }

    #[test]
    fn a_file_is_loaded_at_once_and_then_only_when_it_changes() {
        let (old, new) = (Some(file(1, 10)), Some(file(2, 10)));
        check(&[(old, true), (old, false), (old, false), (new, false), (new, true), (new, false)]);
    }

    #[test]
    fn another_length_is_a_change() {
        let (old, new) = (Some(file(1, 10)), Some(file(1, 11)));
        check(&[(old, true), (new, false), (new, true), (new, false)]);
    }

    #[test]
    fn an_older_file_in_its_place_is_a_change() {
        let (old, new) = (Some(file(5, 10)), Some(file(1, 10)));
        check(&[(old, true), (new, false), (new, true)]);
    }

    #[test]
    fn a_file_is_not_loaded_while_it_is_being_written() {
        let old = Some(file(1, 500));
        check(&[
            (old, true),
            (Some(file(2, 0)), false),
            (Some(file(3, 100)), false),
            (Some(file(4, 200)), false),
            (Some(file(4, 510)), false),
            (Some(file(4, 510)), true),
        ]);
    }

    #[test]
    fn a_file_that_is_renamed_to_its_place_is_waited_for() {
        let (old, new) = (Some(file(1, 10)), Some(file(2, 12)));
        check(&[(old, true), (None, false), (None, false), (new, false), (new, true), (new, false)]);
    }

    #[test]
    fn a_file_that_comes_back_unchanged_is_no_change() {
        let old = Some(file(1, 10));
        check(&[(old, true), (None, false), (old, false), (old, false)]);
        check(&[(old, true), (Some(file(2, 11)), false), (old, false), (old, false)]);
    }

    #[test]
    fn a_file_that_was_not_there_is_loaded_when_it_is() {
        check(&[(None, false), (None, false), (Some(file(1, 10)), true), (Some(file(1, 10)), false)]);
    }

    #[test]
    fn the_file_is_left_alone_until_a_look_is_due() {
        let start = Instant::now();
        let mut changes = Changes::default();
        assert!(changes.look(start, || Some(file(1, 10))));
        for early in [Duration::ZERO, INTERVAL / 2, INTERVAL * 199 / 200] {
            assert!(!changes.look(start + early, || panic!("it is not due")));
        }
        assert!(!changes.look(start + INTERVAL, || Some(file(2, 10))));
        assert!(!changes.look(start + INTERVAL * 3 / 2, || panic!("it is not due")));
        assert!(changes.look(start + INTERVAL * 2, || Some(file(2, 10))));
    }

    #[test]
    fn looks_that_come_late_count_as_well() {
        let start = Instant::now();
        let mut changes = Changes::default();
        assert!(changes.look(start, || Some(file(1, 10))));
        assert!(!changes.look(start + INTERVAL * 50, || Some(file(2, 10))));
        assert!(!changes.look(start + INTERVAL * 50, || panic!("it is not due")));
        assert!(changes.look(start + INTERVAL * 99, || Some(file(2, 10))));
    }
}
