//! The generator: from cues to samples.
//!
//! Tone and pattern are one thing to it: 128 one-bit samples played at some rate, the tone being 1 and 0 in turns. A
//! sample of the output is the mean of the pattern over the time that it lasts, which keeps most of what is above the
//! range of the output out of it, less the mean of the whole pattern, as the capacitor before a loudspeaker would.

use super::phase::{BITS, UNITS, bit_rate};
use super::{Cue, Phase};

/// How far apart the samples of a 1 and of a 0 are: a quarter of what there is room for. Waves with sharp edges sound
/// loud, and a pattern that is nearly all 0, or all 1, is almost that far on one side of zero.
const SWING: i64 = 16_384;

/// Makes samples of cues, frame by frame. Plain data: two that are equal go on alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    sample_rate: u32,
    frames_per_second: u32,
    /// Frames since the last whole second.
    frame: u32,
    /// Where in the pattern it is, in units of which [`Generator::bit`] are a bit.
    position: u64,
    /// Whether the last frame was heard.
    heard: bool,
    /// How far it is faded in, from 0 to [`Generator::fade`].
    gain: u32,
    /// What is being faded out: the last sample, at full gain.
    last: i16,
}

impl Generator {
    /// A silent generator of `sample_rate` samples a second.
    ///
    /// # Panics
    ///
    /// If one of them is 0.
    #[must_use]
    pub fn new(sample_rate: u32, frames_per_second: u32) -> Self {
        assert!(sample_rate > 0 && frames_per_second > 0);
        Self { sample_rate, frames_per_second, frame: 0, position: 0, heard: false, gain: 0, last: 0 }
    }

    /// A generator that has made the samples of `frames` frames, the last of which left `phase`: it goes on as one that
    /// really has, to the sample if a frame is a whole number of samples.
    ///
    /// # Panics
    ///
    /// As [`Generator::new`].
    #[must_use]
    pub fn resumed(sample_rate: u32, frames_per_second: u32, frames: u64, phase: &Phase) -> Self {
        let mut generator = Self::new(sample_rate, frames_per_second);
        generator.frame = (frames % u64::from(frames_per_second)) as u32;
        if phase.is_heard() {
            // The last sample again, for it is what would be faded out.
            let (pattern, rate) = bit_rate(phase.cue());
            let round = generator.bit() * BITS;
            generator.position = (generator.place(phase.end()) + round - rate % round) % round;
            generator.sounding(pattern, rate);
            generator.gain = generator.fade();
        }
        generator.seek(phase);
        generator
    }

    /// Goes on as after a frame that left `phase`, but for what is being faded in or out.
    pub fn seek(&mut self, phase: &Phase) {
        self.heard = phase.is_heard();
        self.position = self.place(phase.next());
    }

    /// What [`Generator::position`] is where a phase says `units`.
    fn place(&self, units: u64) -> u64 {
        (u128::from(units) * u128::from(self.bit()) / u128::from(UNITS)) as u64
    }

    /// Samples a second.
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Appends the samples of the next frame: as many as it takes for all frames together to last as long as they
    /// should. A sound is faded in over a millisecond and, after its last frame, out.
    pub fn frame(&mut self, cue: &Cue, samples: &mut Vec<i16>) {
        let count = self.samples_of_next_frame();
        self.heard = cue.is_heard(self.heard);
        if self.heard {
            let (pattern, rate) = bit_rate(cue);
            samples.extend((0..count).map(|_| self.sounding(pattern, rate)));
        } else {
            samples.extend((0..count).map(|_| self.fading()));
        }
        if cue.starts_anew(self.heard) {
            self.position = 0;
        }
    }

    fn samples_of_next_frame(&mut self) -> u32 {
        let until = |frame: u32| u64::from(frame) * u64::from(self.sample_rate) / u64::from(self.frames_per_second);
        let count = until(self.frame + 1) - until(self.frame);
        self.frame = (self.frame + 1) % self.frames_per_second;
        count as u32
    }

    fn sounding(&mut self, pattern: u128, rate: u64) -> i16 {
        let lit = self.advance(pattern, rate);
        let ones = u64::from(pattern.count_ones());
        let above_mean = (lit * BITS).cast_signed() - (ones * rate).cast_signed();
        self.last = (SWING * above_mean / (rate * BITS).cast_signed()) as i16;
        self.gain = (self.gain + 1).min(self.fade());
        self.faded()
    }

    fn fading(&mut self) -> i16 {
        self.gain = self.gain.saturating_sub(1);
        self.faded()
    }

    fn faded(&self) -> i16 {
        (i64::from(self.last) * i64::from(self.gain) / i64::from(self.fade())) as i16
    }

    /// Goes on in the pattern for a sample's time. Returns for how much of it the pattern was 1, of `rate`.
    fn advance(&mut self, pattern: u128, rate: u64) -> u64 {
        let bit = self.bit();
        let (mut left, mut lit) = (rate, 0);
        while left > 0 {
            let step = left.min(bit - self.position % bit);
            if pattern >> (BITS - 1 - self.position / bit) & 1 == 1 {
                lit += step;
            }
            left -= step;
            self.position = (self.position + step) % (bit * BITS);
        }
        lit
    }

    /// How much of [`Generator::position`] a bit is: in a sample's time the position advances by the rate, which is in
    /// 65,536ths of a bit a second.
    fn bit(&self) -> u64 {
        u64::from(self.sample_rate) << 16
    }

    /// Samples that fading takes: a millisecond.
    fn fade(&self) -> u32 {
        (self.sample_rate / 1000).max(1)
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::SoundModel;

    use super::*;
    use crate::sound::{FRAMES_PER_SECOND, SAMPLE_RATE};

    const HALVES: u128 = u128::from_be_bytes([0xF0; 16]);

    fn cue(model: SoundModel, timer: u8) -> Cue {
        Cue { model, timer, pattern: HALVES, ..Cue::SILENCE }
    }

    /// The samples of frames at 60 a second, 800 a frame.
    fn samples(cues: &[Cue]) -> Vec<i16> {
        let mut generator = Generator::new(SAMPLE_RATE, 60);
        let mut samples = Vec::new();
        for cue in cues {
            generator.frame(cue, &mut samples);
        }
        samples
    }

    /// The frames in which anything is heard after the millisecond that is for fading out.
    fn heard(cues: &[Cue]) -> Vec<usize> {
        let samples = samples(cues);
        let loud = |frame: &[i16]| frame[48..].iter().any(|&sample| sample != 0);
        samples.chunks(800).enumerate().filter(|(_, frame)| loud(frame)).map(|(number, _)| number).collect()
    }

    #[test]
    fn frames_last_as_long_as_they_should_at_any_rate() {
        for (sample_rate, frames, seconds) in
            [(48_000, 60, 3), (44_100, 64, 2), (22_050, 60, 2), (8_000, 50, 1), (7, 60, 2)]
        {
            let mut generator = Generator::new(sample_rate, frames);
            let mut samples = Vec::new();
            (0..frames * seconds).for_each(|_| generator.frame(&cue(SoundModel::Tone, 1), &mut samples));
            assert_eq!(samples.len() as u32, sample_rate * seconds, "{sample_rate}, {frames}");
        }
    }

    #[test]
    fn a_tone_is_heard_while_the_timer_runs() {
        let timers = [0, 2, 1, 0, 1, 0, 0].map(|timer| cue(SoundModel::Tone, timer));
        assert_eq!(heard(&timers), [1, 2, 4]);
        assert_eq!(samples(&timers)[4 * 800 - 1], 0, "it is silent, and not only constant");
    }

    #[test]
    fn a_timer_of_one_is_inaudible_on_the_vip_but_ends_a_longer_tone() {
        assert_eq!(heard(&[0, 1, 0, 2, 1, 0, 1, 1, 1, 0].map(|timer| cue(SoundModel::Vip, timer))), [3, 4]);
    }

    #[test]
    fn a_key_that_is_held_beeps_on_the_vip_only() {
        let held = |model| Cue { key_held: true, ..cue(model, 0) };
        let frames = |model| [cue(model, 0), held(model), held(model), cue(model, 0)];
        assert_eq!(heard(&frames(SoundModel::Vip)), [1, 2]);
        assert_eq!(heard(&frames(SoundModel::Tone)), [0; 0]);
        assert_eq!(heard(&frames(SoundModel::Pattern)), [0; 0]);
    }

    #[test]
    fn a_tone_goes_on_over_frames_without_a_seam() {
        let all = samples(&[cue(SoundModel::Tone, 1); 3]);
        // 480 Hz: 100 samples a period, 50 of each sign, and nothing in between after fading in.
        for (number, pair) in all[50..].chunks(50).enumerate() {
            let expected = if number % 2 == 0 { -8192 } else { 8192 };
            assert!(pair.iter().all(|&sample| sample == expected), "half period {number}");
        }
    }

    #[test]
    fn a_sound_begins_and_ends_with_small_steps() {
        let step = |samples: &[i16]| samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).max();
        let all = samples(&[cue(SoundModel::Tone, 1), cue(SoundModel::Tone, 0)]);
        assert_eq!(step(&all[..50]), Some(171));
        assert_eq!(step(&all[799..]), Some(171));
        assert!(all[848..].iter().all(|&sample| sample == 0));
    }

    #[test]
    fn a_pattern_goes_on_until_the_timer_is_zero() {
        // 4,000 bits a second are 66 2/3 a frame: a pattern that began anew with each frame would be seen.
        let pattern = u128::MAX << 64;
        let cues = |timers: &[u8]| {
            timers.iter().map(|&timer| Cue { pattern, ..cue(SoundModel::Pattern, timer) }).collect::<Vec<_>>()
        };
        let positions = |timers: &[u8]| {
            let mut generator = Generator::new(SAMPLE_RATE, 60);
            let position = |cue: &Cue| {
                generator.frame(cue, &mut Vec::new());
                generator.position * 3 / generator.bit()
            };
            cues(timers).iter().map(position).collect::<Vec<u64>>()
        };
        // Thirds of a bit: 200 a frame, of 384. The timer set again and again never becomes zero.
        assert_eq!(positions(&[2, 2, 2, 9, 9]), [200, 16, 216, 32, 232]);
        assert_eq!(positions(&[3, 2, 1, 2, 0, 2]), [200, 16, 0, 200, 0, 200]);
        let all = samples(&cues(&[2, 2]));
        assert!(all[48..768].iter().all(|&sample| sample == 8192), "64 bits of 12 samples each");
        assert!(all[768..1536].iter().all(|&sample| sample == -8192));
        assert!(all[1536..].iter().all(|&sample| sample == 8192));
    }

    #[test]
    fn the_highest_bit_of_the_first_byte_is_the_first_sample() {
        let pattern = u128::from_be_bytes([0b0110_0000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let all = samples(&[Cue { pattern, ..cue(SoundModel::Pattern, 2) }; 2]);
        let round = &all[1536..][..64];
        let expected = |at: usize| if (12..36).contains(&at) { 16_128 } else { -256 };
        assert!(round.iter().enumerate().all(|(at, &sample)| sample == expected(at)), "{round:?}");
    }

    #[test]
    fn a_pattern_of_equal_samples_makes_no_sound() {
        for pattern in [0, u128::MAX] {
            let cues = [7, 2, 0, 3].map(|timer| Cue { pattern, ..cue(SoundModel::Pattern, timer) });
            assert!(samples(&cues).iter().all(|&sample| sample == 0));
        }
    }

    /// Whatever state a program gets into, samples stay in range (an overflow would panic) and are a function of the
    /// generator and the cue.
    #[test]
    fn any_cue_makes_sound_that_a_copy_makes_as_well() {
        let mut random = fastrand::Rng::with_seed(48);
        for sample_rate in [48_000, 44_100, 384_000, 1_000, 1] {
            let mut generator = Generator::new(sample_rate, 60);
            for _ in 0..300 {
                let cue = Cue {
                    model: random.choice([SoundModel::Vip, SoundModel::Tone, SoundModel::Pattern]).unwrap(),
                    timer: random.u8(..) >> random.u8(0..8),
                    key_held: random.bool(),
                    pattern: random.u128(..) >> random.u8(0..128),
                    pitch: random.u8(..),
                };
                let mut copy = generator.clone();
                let (mut samples, mut again) = (Vec::new(), Vec::new());
                generator.frame(&cue, &mut samples);
                copy.frame(&cue, &mut again);
                assert_eq!((samples, generator.clone()), (again, copy));
            }
        }
    }

    /// Programs that sound now and then, on each model: what a generator makes that begins in the middle is what one
    /// makes that has been there from the start.
    #[test]
    fn a_resumed_generator_makes_the_same_samples() {
        let mut random = fastrand::Rng::with_seed(3);
        for (model, rate) in [(SoundModel::Vip, 48_000), (SoundModel::Tone, 44_100), (SoundModel::Pattern, 48_000)] {
            let (mut timer, mut pattern, mut pitch) = (0_u8, 0, 64);
            let mut phase = Phase::silent(Cue { model, ..Cue::SILENCE });
            let mut generator = Generator::new(rate, FRAMES_PER_SECOND);
            for frames in 0..600 {
                let mut resumed = Generator::resumed(rate, FRAMES_PER_SECOND, frames, &phase);
                timer = if random.u8(0..8) == 0 { random.u8(0..20) } else { timer.saturating_sub(1) };
                if random.u8(0..4) == 0 {
                    (pattern, pitch) = (random.u128(..), random.u8(..));
                }
                let cue = Cue { model, timer, key_held: random.bool(), pattern, pitch };
                let (mut expected, mut found) = (Vec::new(), Vec::new());
                generator.frame(&cue, &mut expected);
                resumed.frame(&cue, &mut found);
                assert_eq!(expected, found, "{model:?}, after {frames} frames");
                phase.advance(cue);
            }
        }
    }
}
