//! Volume: how loud samples are.

/// Full gain.
const FULL: i32 = 10_000;

/// How much the gain changes from one sample to the next: from nothing to full in about 10 milliseconds, which is heard
/// as a change and not as a click.
const STEP: i32 = 20;

/// A volume that can be muted.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The gain when it is not muted.
    gain: i32,
    muted: bool,
    /// The gain now, on its way to what it should be.
    current: i32,
}

impl Volume {
    /// A volume of `percent`, at most 100. Loudness is sensed by ratios, so the gain grows with the square.
    #[must_use]
    pub fn new(percent: u8, muted: bool) -> Self {
        let gain = gain(percent);
        Self { gain, muted, current: if muted { 0 } else { gain } }
    }

    /// As loud as `percent` from now on, and not muted.
    pub fn set(&mut self, percent: u8) {
        (self.gain, self.muted) = (gain(percent), false);
    }

    /// Mutes, or ends that.
    pub fn toggle_mute(&mut self) {
        self.muted = !self.muted;
    }

    /// Whether it is muted.
    #[must_use]
    pub fn is_muted(&self) -> bool {
        self.muted
    }

    /// Makes `samples` as loud as they should be.
    pub fn apply(&mut self, samples: &mut [i16]) {
        let wanted = if self.muted { 0 } else { self.gain };
        for sample in samples {
            self.current += (wanted - self.current).clamp(-STEP, STEP);
            *sample = (i32::from(*sample) * self.current / FULL) as i16;
        }
    }
}

/// The gain at `percent` of the full volume.
fn gain(percent: u8) -> i32 {
    let percent = i32::from(percent.min(100));
    percent * percent * FULL / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(volume: &mut Volume, count: usize) -> Vec<i16> {
        let mut samples = vec![8000; count];
        volume.apply(&mut samples);
        samples
    }

    #[test]
    fn half_the_volume_is_a_quarter_of_the_gain() {
        for (percent, expected) in [(100, 8000), (50, 2000), (10, 80), (0, 0), (255, 8000)] {
            assert_eq!(after(&mut Volume::new(percent, false), 3), [expected; 3], "{percent} %");
        }
    }

    #[test]
    fn muting_takes_ten_milliseconds() {
        let mut volume = Volume::new(100, false);
        volume.toggle_mute();
        let samples = after(&mut volume, 600);
        assert!(samples.windows(2).all(|pair| (0..=16).contains(&(pair[0] - pair[1]))), "{samples:?}");
        assert_eq!((samples[0], samples[499], volume.is_muted()), (7984, 0, true));
        volume.toggle_mute();
        let samples = after(&mut volume, 600);
        assert_eq!((samples[0], samples[499], volume.is_muted()), (16, 8000, false));
    }

    #[test]
    fn muted_from_the_start_is_silent_from_the_start() {
        assert_eq!(after(&mut Volume::new(100, true), 2), [0, 0]);
    }

    #[test]
    fn another_volume_is_come_to_without_a_click_and_ends_muting() {
        let mut volume = Volume::new(100, true);
        volume.set(50);
        let samples = after(&mut volume, 600);
        assert!(samples.windows(2).all(|pair| (0..=16).contains(&(pair[1] - pair[0]))), "{samples:?}");
        assert_eq!((samples[599], volume.is_muted()), (2000, false));
    }
}
