//! Frame pacing: when the next frame begins.
//!
//! Deadlines are counted from a fixed moment, so that errors do not add up. A frame that comes late is followed by
//! shorter ones until time has been made up; after a long stall the frames missed are dropped instead.

use std::time::{Duration, Instant};

/// How many frames late is too late to make up for.
const MAKE_UP: u32 = 4;

/// How long before a deadline sleeping ends: about as much as the system oversleeps.
const SPIN: Duration = Duration::from_micros(200);

/// The deadlines of frames.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    frames_per_second: u32,
    /// The moment that deadlines are counted from; moves on by whole seconds.
    origin: Instant,
    /// The frame that began last, counted from there.
    frame: u32,
}

impl Pace {
    /// A pace whose first frame begins `now`.
    ///
    /// # Panics
    ///
    /// If `frames_per_second` is 0.
    #[must_use]
    pub fn new(frames_per_second: u32, now: Instant) -> Self {
        assert!(frames_per_second > 0);
        Self { frames_per_second, origin: now, frame: 0 }
    }

    /// When the next frame begins, it being `now`: maybe a moment that is past, if time is to be made up.
    pub fn next(&mut self, now: Instant) -> Instant {
        self.frame += 1;
        if self.frame == self.frames_per_second {
            self.origin += Duration::from_secs(1);
            self.frame = 0;
        }
        let deadline = self.origin + self.after(self.frame);
        if now > deadline + self.after(MAKE_UP) {
            (self.origin, self.frame) = (now, 0);
            return now;
        }
        deadline
    }

    /// How long a frame takes.
    #[must_use]
    pub fn frame(&self) -> Duration {
        self.after(1)
    }

    /// How long `frames` frames take, to the nanosecond.
    fn after(&self, frames: u32) -> Duration {
        Duration::from_nanos(u64::from(frames) * 1_000_000_000 / u64::from(self.frames_per_second))
    }
}

/// Waits until `deadline`: sleeps for most of the time and spins for the rest.
pub fn wait_until(deadline: Instant) {
    if let Some(sleep) = deadline.saturating_duration_since(Instant::now()).checked_sub(SPIN) {
        std::thread::sleep(sleep);
    }
    while Instant::now() < deadline {
        std::hint::spin_loop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The deadlines, in microseconds from the first frame, if it is so late each time they are asked for.
    fn deadlines(asked_at: &[u64]) -> Vec<u128> {
        let start = Instant::now();
        let mut pace = Pace::new(60, start);
        asked_at.iter().map(|&at| (pace.next(start + Duration::from_micros(at)) - start).as_micros()).collect()
    }

    #[test]
    fn frames_begin_every_sixtieth_of_a_second() {
        assert_eq!(deadlines(&[3_000, 20_000, 40_000]), [16_666, 33_333, 50_000]);
    }

    #[test]
    fn deadlines_do_not_drift() {
        let start = Instant::now();
        let mut pace = Pace::new(60, start);
        let mut now = start;
        for frame in 1..=60 * 60 * 10 {
            // Each frame wakes up a little late, and never by the same amount.
            now = pace.next(now) + Duration::from_micros(frame % 977);
        }
        assert_eq!(pace.next(now) - start, Duration::from_nanos(600 * 1_000_000_000 + 16_666_666));
    }

    #[test]
    fn a_short_delay_is_made_up_for() {
        assert_eq!(deadlines(&[1_000, 70_000, 71_000, 72_000, 73_000]), [16_666, 33_333, 50_000, 66_666, 83_333]);
    }

    #[test]
    fn a_long_delay_is_not_followed_by_a_burst() {
        assert_eq!(deadlines(&[1_000, 5_000_000, 5_001_000, 5_020_000]), [16_666, 5_000_000, 5_016_666, 5_033_333]);
    }

    #[test]
    fn being_late_by_just_four_frames_drops_none() {
        assert_eq!(deadlines(&[16_666 + 66_666]), [16_666]);
        assert_eq!(deadlines(&[16_666 + 66_668]), [16_666 + 66_668]);
    }
}
