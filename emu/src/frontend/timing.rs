//! Timing: how far from their time the frames of a session began and were shown. In bounded memory, however long it is.

use std::fmt;
use std::time::{Duration, Instant};

/// The width of a bin, in microseconds, and how many there are; what is longer is in the last.
const BIN: u64 = 10;
const BINS: usize = 10_000;

/// How far from its time a frame may be, in bins: 1.5 milliseconds.
const NEAR: usize = 150;

/// Upper ends of what is counted apart in the text, in bins.
const ENDS: [usize; 8] = [10, 25, 50, 100, NEAR, 400, 1600, BINS];

/// Durations, counted.
#[derive(Clone, Debug)]
pub struct Durations {
    bins: Vec<u32>,
    count: u64,
    longest: Duration,
}

impl Default for Durations {
    fn default() -> Self {
        Self { bins: vec![0; BINS], count: 0, longest: Duration::ZERO }
    }
}

impl Durations {
    /// Counts `duration`.
    pub fn add(&mut self, duration: Duration) {
        let bin = (duration.as_micros() as u64 / BIN).min(BINS as u64 - 1);
        self.bins[bin as usize] += 1;
        self.count += 1;
        self.longest = self.longest.max(duration);
    }

    /// The bin that so many thousandths of them are not beyond.
    fn quantile(&self, thousandths: u64) -> usize {
        let wanted = (self.count * thousandths).div_ceil(1000);
        let mut seen = 0;
        let found = self.bins.iter().position(|&count| {
            seen += u64::from(count);
            seen >= wanted
        });
        found.unwrap_or(0)
    }

    /// How many are in the bins from the first to before the last.
    fn between(&self, first: usize, last: usize) -> u64 {
        self.bins[first..last.min(BINS)].iter().map(|&count| u64::from(count)).sum()
    }

    /// How many per cent of them are 1.5 milliseconds from `bin` at most.
    fn near(&self, bin: usize) -> f64 {
        self.between(bin.saturating_sub(NEAR), bin + NEAR) as f64 * 100.0 / self.count.max(1) as f64
    }

    /// How many there are of each of some lengths, in milliseconds.
    fn histogram(&self) -> String {
        let mut first = 0;
        let counts = ENDS.map(|end| {
            let count = self.between(first, end);
            first = end;
            if end == BINS { format!("more: {count}") } else { format!("{}: {count}", milliseconds(end)) }
        });
        counts.join("  ")
    }
}

impl fmt::Display for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [median, most, nearly_all] = [500, 990, 999].map(|part| milliseconds(self.quantile(part) + 1));
        let longest = self.longest.as_secs_f64() * 1e3;
        write!(f, "median {median} ms, 99 % {most} ms, 99.9 % {nearly_all} ms, longest {longest:.2} ms")
    }
}

fn milliseconds(bins: usize) -> String {
    format!("{:.2}", bins as f64 * BIN as f64 / 1e3)
}

/// How far from their time the frames began, and when they had been shown.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    began: Durations,
    shown: Durations,
}

impl Timing {
    /// A frame whose time was `due` began at `began` and had been shown at `shown`.
    pub fn frame(&mut self, due: Instant, began: Instant, shown: Instant) {
        self.began.add(began.saturating_duration_since(due));
        self.shown.add(shown.saturating_duration_since(due));
    }
}

impl fmt::Display for Timing {
    /// Some lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (began, shown) = (&self.began, &self.shown);
        writeln!(f, "{} frames", began.count)?;
        writeln!(f, "began after their time: {began}; {:.2} % within 1.5 ms", began.near(0))?;
        writeln!(f, "  by ms up to  {}", began.histogram())?;
        let usual = shown.quantile(500);
        writeln!(f, "shown after their time: {shown}; {:.2} % within 1.5 ms of the median", shown.near(usual))?;
        write!(f, "  by ms up to  {}", shown.histogram())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_by_how_late_they_were() {
        let (mut timing, due) = (Timing::default(), Instant::now());
        let late = |micros| due + Duration::from_micros(micros);
        for index in 0..100 {
            timing.frame(due, late(if index < 98 { 57 } else { 1600 }), late(900));
        }
        // One that is shown so late is in no bin of its own.
        timing.frame(due, due, late(200_000));
        let text = timing.to_string();
        let expected = [
            "101 frames",
            "began after their time: median 0.06 ms, 99 % 1.61 ms, 99.9 % 1.61 ms, longest 1.60 ms; 98.02 % within 1.5 ms",
            "  by ms up to  0.10: 99  0.25: 0  0.50: 0  1.00: 0  1.50: 0  4.00: 2  16.00: 0  more: 0",
            "shown after their time: median 0.91 ms, 99 % 0.91 ms, 99.9 % 100.00 ms, longest 200.00 ms; \
             99.01 % within 1.5 ms of the median",
            "  by ms up to  0.10: 0  0.25: 0  0.50: 0  1.00: 100  1.50: 0  4.00: 0  16.00: 0  more: 1",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_frames_are_no_fault() {
        assert!(Timing::default().to_string().starts_with("0 frames\n"));
    }
}
