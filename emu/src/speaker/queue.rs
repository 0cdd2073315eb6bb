//! The queue between two clocks: frames come in by the frame loop's, samples go out by the device's.
//!
//! It holds about as much as was found to be needed. What comes in a little too fast, or too slow, for that is made a
//! sample shorter or longer a frame, a 50th of a semitone, which nobody hears. When it runs out it fades out, and fades in
//! again when there is enough.

use std::collections::VecDeque;

use crate::sound::FRAMES_PER_SECOND;

/// Frames that it holds after one has been put in, to begin with.
const START: usize = 2;
/// Frames that it holds at most, if a device takes much at a time.
const MOST: usize = 8;
/// Frames beyond what it should hold that are too much to get rid of sample by sample.
const TOO_MANY: usize = 4;
/// Samples that fading takes: a millisecond.
const FADE: i32 = 48;

/// Samples on their way.
#[derive(Clone, Debug)]
pub struct Queue {
    rate: u32,
    samples: VecDeque<i16>,
    /// Samples of a frame.
    frame: usize,
    /// How many samples it should hold after a frame has been put in.
    target: usize,
    connected: bool,
    /// Whether samples are handed out, or waited for.
    playing: bool,
    closed: bool,
    /// The last sample handed out, at full gain.
    last: i16,
    /// How far it is faded in, up to [`FADE`].
    gain: i32,
}

impl Queue {
    /// An empty queue for `rate` samples a second. No device is connected.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        let frame = (rate / FRAMES_PER_SECOND) as usize;
        let (samples, target) = (VecDeque::new(), START * frame);
        Self { rate, samples, frame, target, connected: false, playing: false, closed: false, last: 0, gain: 0 }
    }

    /// How many samples a second it is for.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Puts in a frame. Without a device it is lost.
    pub fn push(&mut self, frame: &[i16]) {
        if !self.connected || self.closed {
            return;
        }
        self.samples.extend(frame);
        let half = self.frame / 2;
        let excess = self.samples.len().saturating_sub(self.target);
        if excess > TOO_MANY * self.frame {
            self.samples.drain(..excess);
        } else if excess > half {
            // Nobody misses silence.
            let silent = frame.iter().all(|&sample| sample == 0);
            let fewer = if silent { excess.min(frame.len()) } else { 1 };
            self.samples.truncate(self.samples.len() - fewer);
        } else if self.playing && self.samples.len() + half < self.target {
            self.samples.extend(frame.last());
        }
    }

    /// Fills `out` with what is next.
    #[cfg_attr(not(feature = "sound"), allow(dead_code, reason = "there is no device"))]
    pub fn pull(&mut self, out: &mut [i16]) {
        if !self.playing && self.samples.len() >= self.target {
            // What came in while it waited is late by now.
            self.samples.drain(..self.samples.len() - self.target);
            self.playing = true;
        }
        for sample in out {
            *sample = self.next();
        }
    }

    fn next(&mut self) -> i16 {
        if self.playing && !self.closed {
            if let Some(sample) = self.samples.pop_front() {
                self.last = sample;
                self.gain = (self.gain + 1).min(FADE);
            } else {
                // It takes more at a time than was thought, or frames come late.
                self.playing = false;
                self.target = (self.target + self.frame).min(MOST * self.frame);
            }
        }
        if !self.playing || self.closed {
            self.gain = (self.gain - 1).max(0);
        }
        (i32::from(self.last) * self.gain / FADE) as i16
    }

    /// A device is there, and will pull `rate` samples a second.
    #[cfg_attr(not(feature = "sound"), allow(dead_code, reason = "there is no device"))]
    pub fn connect(&mut self, rate: u32) {
        *self = Self { connected: true, closed: self.closed, ..Self::new(rate) };
    }

    /// The device is gone. Returns whether there was one.
    #[cfg_attr(not(feature = "sound"), allow(dead_code, reason = "there is no device"))]
    pub fn disconnect(&mut self) -> bool {
        std::mem::take(&mut self.connected)
    }

    /// Whether there is a device.
    #[cfg_attr(not(all(feature = "sound", feature = "alsa")), allow(dead_code, reason = "it is the only one"))]
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// Fades out. Returns whether anything was to be heard.
    pub fn close(&mut self) -> bool {
        self.closed = true;
        self.connected && self.playing && self.last != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 48_000;
    const FRAME: usize = 800;

    fn connected() -> Queue {
        let mut queue = Queue::new(RATE);
        queue.connect(RATE);
        queue
    }

    fn pulled(queue: &mut Queue, count: usize) -> Vec<i16> {
        let mut out = vec![1; count];
        queue.pull(&mut out);
        out
    }

    #[test]
    fn samples_come_out_as_they_went_in() {
        let mut queue = connected();
        queue.push(&[500; FRAME]);
        assert_eq!(pulled(&mut queue, 100), [0; 100], "it waits for a second frame");
        queue.push(&(0..800).collect::<Vec<_>>());
        let out = pulled(&mut queue, 2 * FRAME);
        assert_eq!(out[48..FRAME], [500; FRAME][48..]);
        assert_eq!(out[FRAME..], (0..800).collect::<Vec<_>>());
    }

    #[test]
    fn without_a_device_nothing_piles_up() {
        let mut queue = Queue::new(RATE);
        (0..100).for_each(|_| queue.push(&[1; FRAME]));
        assert!(queue.samples.is_empty() && !queue.disconnect());
    }

    #[test]
    fn what_runs_out_fades_out_and_comes_back_when_there_is_enough() {
        let mut queue = connected();
        (0..2).for_each(|_| queue.push(&[4800; FRAME]));
        let out = pulled(&mut queue, 2 * FRAME + 100);
        assert!(out.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= 100), "no steps");
        assert_eq!((out[0], out[47], out[2 * FRAME - 1], out[2 * FRAME + 47]), (100, 4800, 4800, 0));
        (0..2).for_each(|_| queue.push(&[4800; FRAME]));
        assert_eq!(pulled(&mut queue, 100), [0; 100], "from now on it takes three");
        queue.push(&[4800; FRAME]);
        assert_eq!(pulled(&mut queue, 48)[47], 4800);
    }

    /// Plays for `seconds` on a device whose clock is off by `ppm` millionths and that takes `chunk` samples at a time.
    /// Returns how often it ran out after the first second, and the most and the least samples held before a frame.
    fn simulate(seconds: usize, ppm: i64, chunk: u32) -> (usize, usize, usize) {
        let mut queue = connected();
        let (mut starved, mut most, mut least, mut owed) = (0, 0, usize::MAX, 0);
        for frame in 0..seconds * 60 {
            if frame >= 60 {
                most = most.max(queue.samples.len());
                least = least.min(queue.samples.len());
            }
            queue.push(&[1000; FRAME]);
            owed += 800 * (1_000_000 + ppm);
            while owed >= i64::from(chunk) * 1_000_000 {
                owed -= i64::from(chunk) * 1_000_000;
                let before = queue.playing;
                pulled(&mut queue, chunk as usize);
                starved += usize::from(before && !queue.playing && frame >= 60);
            }
        }
        (starved, most, least)
    }

    #[test]
    fn clocks_may_differ() {
        for ppm in [-1000, -50, 0, 50, 1000] {
            for chunk in [64, 441, 480, 960, 1920] {
                let (starved, most, least) = simulate(60, ppm, chunk);
                // What is taken at a time may be more than was thought only when the clocks have drifted apart.
                assert!(starved <= usize::from(chunk > 800), "{ppm} ppm, {chunk} at a time: {starved}");
                assert!(most <= 6 * FRAME, "{ppm} ppm, {chunk} at a time: {least} to {most}");
            }
        }
    }

    #[test]
    fn a_burst_of_frames_is_cut_to_what_is_needed() {
        let mut queue = connected();
        (0..100).for_each(|_| queue.push(&[1; FRAME]));
        assert!(queue.samples.len() <= (START + TOO_MANY) * FRAME);
    }

    #[test]
    fn what_is_too_much_is_got_rid_of_in_silence() {
        let mut queue = connected();
        (0..2).for_each(|_| queue.push(&[1000; FRAME]));
        pulled(&mut queue, 0);
        (0..3).for_each(|_| queue.push(&[1000; FRAME]));
        assert_eq!(queue.samples.len(), 5 * FRAME - 3);
        (0..10).for_each(|_| queue.push(&[0; FRAME]));
        assert_eq!(queue.samples.len(), 5 * FRAME - 3, "nothing but silence is left out");
        pulled(&mut queue, 3 * FRAME);
        queue.push(&[0; FRAME]);
        assert_eq!(queue.samples.len(), 2 * FRAME, "as much of the silence as is too much");
    }

    #[test]
    fn a_closed_queue_fades_out() {
        let mut queue = connected();
        (0..3).for_each(|_| queue.push(&[4800; FRAME]));
        pulled(&mut queue, 100);
        assert!(queue.close());
        let out = pulled(&mut queue, 100);
        assert_eq!((out[0], out[47], out[99]), (4700, 0, 0));
    }
}
