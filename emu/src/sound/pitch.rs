//! Pitch: how fast a sample pattern is played.

/// 2^(1/48), a 48th of an octave, times 2^64.
const STEP: u128 = 18_715_058_144_768_436_340;

/// The samples of a pattern played a second at `pitch`, times 65,536 and rounded: 4,000 x 2^((pitch - 64) / 48), by
/// the extension to XO-CHIP's specification that introduced pitch. From 1,587 at pitch 0 to 63,103 at pitch 255.
#[must_use]
pub const fn pattern_rate(pitch: u8) -> u64 {
    // 64 is 32 less than two octaves: of this sum the octaves, less two, and the rest are no longer negative.
    let from_the_bottom = pitch as u32 + 32;
    let (octaves, mut steps) = (from_the_bottom / 48, from_the_bottom % 48);
    // Times 2^62: with 2^64 there would not be room for twice as much.
    let mut power: u128 = 1 << 62;
    while steps > 0 {
        power = (power * STEP + (1 << 63)) >> 64;
        steps -= 1;
    }
    let shift = 62 + 2 - octaves;
    ((power * (4000 << 16) + (1 << (shift - 1))) >> shift) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pitch_is_exact_to_a_65536th_of_a_sample_a_second() {
        for pitch in 0..=255 {
            let exact = 4000.0 * 2f64.powf((f64::from(pitch) - 64.0) / 48.0);
            let found = pattern_rate(pitch) as f64 / 65_536.0;
            assert!((found - exact).abs() <= 0.6 / 65_536.0, "pitch {pitch}: {found}, not {exact}");
        }
    }

    #[test]
    fn an_octave_is_48_steps() {
        assert_eq!([16, 64, 112, 160, 208].map(|pitch| pattern_rate(pitch) >> 16), [2000, 4000, 8000, 16_000, 32_000]);
    }
}
