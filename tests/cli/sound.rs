//! `stitch8 run --wav`: what is heard, in a file.

use std::f64::consts::TAU;
use std::path::Path;

use crate::support::{Folder, stitch8};

const RATE: usize = 48_000;
/// Samples of a frame.
const FRAME: usize = RATE / 60;
/// Samples that a sound takes to fade out after its last frame.
const FADE: usize = RATE / 1000;

/// The samples of a WAV file as this program writes them.
fn samples(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).expect("it was written");
    let spec = reader.spec();
    assert_eq!((1, 48_000, 16), (spec.channels, spec.sample_rate, spec.bits_per_sample));
    reader.samples().collect::<Result<_, _>>().expect("it is whole")
}

/// What `stitch8 run` with `options` writes of the program in `file`.
fn recorded(file: &Path, options: &str) -> Vec<i16> {
    let folder = Folder::new();
    let wav = folder.path("sound.wav");
    stitch8("run", file, &format!("{options} --wav {}", wav.display())).expect(0);
    samples(&wav)
}

/// Where the first and the last sample are that are not zero.
fn extent(samples: &[i16]) -> Option<(usize, usize)> {
    let loud = |&sample: &i16| sample != 0;
    Some((samples.iter().position(loud)?, samples.iter().rposition(loud)?))
}

/// How much of `hertz` there is in `samples`: the magnitude of one term of their Fourier transform.
fn strength(samples: &[i16], hertz: f64) -> f64 {
    let term = |(at, &sample): (usize, &i16)| {
        let (sin, cos) = (TAU * hertz * at as f64 / RATE as f64).sin_cos();
        (f64::from(sample) * cos, f64::from(sample) * sin)
    };
    let (re, im) = samples.iter().enumerate().map(term).fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    re.hypot(im) / samples.len() as f64
}

/// The loudest frequency up to 6,000 Hz, in hertz.
fn peak(samples: &[i16]) -> usize {
    let all = (20..6000).step_by(5);
    all.max_by(|&a, &b| strength(samples, a as f64).total_cmp(&strength(samples, b as f64))).expect("there are some")
}

#[test]
fn a_beep_is_as_long_as_the_timer_says() {
    let folder = Folder::new();
    // 200: v0 := 10 / buzzer := v0 / self-jump
    let rom = folder.rom(&[0x600A, 0xF018, 0x1204]);
    let heard = recorded(&rom, "--frames 20");
    assert_eq!(20 * FRAME, heard.len());
    assert_eq!(Some((0, 10 * FRAME + FADE - 2)), extent(&heard));
    assert_eq!(480, peak(&heard[FRAME..][..6 * FRAME]));
    let heard = recorded(&rom, "--frames 20 --platform originalChip8");
    assert_eq!(Some((0, 10 * FRAME + FADE - 2)), extent(&heard));
    assert_eq!(10 * FRAME, recorded(&rom, "--frames 10").len());
    assert_eq!(0, recorded(&rom, "--frames 0").len());
}

#[test]
fn a_frame_sounds_as_the_timer_was_before_it_was_counted_down() {
    let folder = Folder::new();
    // 200: v1 := 3 / delay := v1 / 204: v0 := delay / if v0 != 0 then jump 204 / v2 := 1 / buzzer := v2 / self-jump
    let rom = folder.rom(&[0x6103, 0xF115, 0xF007, 0x4000, 0x120C, 0x1204, 0x6201, 0xF218, 0x1210]);
    // The timer is set in frame 3 and is zero after it.
    assert_eq!(Some((3 * FRAME, 4 * FRAME + FADE - 2)), extent(&recorded(&rom, "--frames 8")));
    assert_eq!(None, extent(&recorded(&rom, "--frames 8 --platform originalChip8")), "1 is inaudible on the VIP");
}

#[test]
fn a_key_that_is_waited_for_beeps_on_the_vip() {
    let folder = Folder::new();
    // 200: v0 := key / self-jump
    let rom = folder.rom(&[0xF00A, 0x1202]);
    let options = "--frames 20 --key 5@3-9";
    let heard = recorded(&rom, &format!("{options} --platform originalChip8"));
    assert_eq!(Some((3 * FRAME, 9 * FRAME + FADE - 2)), extent(&heard));
    assert_eq!(None, extent(&recorded(&rom, options)));
}

/// Plays a scale with one pattern, then another pattern, which is an octave lower.
const TUNE: &str = "
: main
    i := square
    audio
    v2 := 255
    buzzer := v2
    v0 := 64  pitch := v0  rest
    v0 := 92  pitch := v0  rest
    v0 := 112 pitch := v0  rest
    i := slow
    audio
    rest
    v2 := 0
    buzzer := v2
    loop again
: rest
    v1 := 20
    delay := v1
    loop
        v1 := delay
        if v1 != 0 then
    again
;
: square 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0 0xF0
: slow 0xFF 0x00 0xFF 0x00 0xFF 0x00 0xFF 0x00 0xFF 0x00 0xFF 0x00 0xFF 0x00 0xFF 0x00
";

#[test]
fn a_pattern_has_the_frequency_that_its_bits_and_its_pitch_say() {
    let folder = Folder::new();
    let source = folder.file("tune.8o", TUNE.as_bytes());
    let heard = recorded(&source, "--frames 100");
    // A period is 8 bits, and then 16, of 4000 x 2^((pitch - 64) / 48) a second.
    let expected = [(64, 8.0), (92, 8.0), (112, 8.0), (112, 16.0)]
        .map(|(pitch, bits)| 4000.0 * 2f64.powf(f64::from(pitch - 64) / 48.0) / bits);
    for (note, hertz) in expected.into_iter().enumerate() {
        let part = &heard[(note * 20 + 2) * FRAME..][..16 * FRAME];
        let found = peak(part) as f64;
        assert!((found - hertz).abs() <= 2.5, "note {note}: {found} Hz, not {hertz}");
        // A square wave of height 8,192: its fundamental is 4/pi of that, half of which this transform sees; three times
        // its frequency has a third of that, and twice its frequency nothing.
        let fundamental = strength(part, hertz);
        assert!((fundamental / (8192.0 * 4.0 / TAU) - 1.0).abs() < 0.02, "note {note}: {fundamental}");
        assert!((strength(part, 3.0 * hertz) / fundamental - 1.0 / 3.0).abs() < 0.03, "note {note}");
        assert!(strength(part, 2.0 * hertz) / fundamental < 0.02, "note {note}");
    }
    let (_, end) = extent(&heard).expect("there is sound");
    assert!((80 * FRAME..82 * FRAME).contains(&end), "it ends with the tune, not at {end}");
}

#[test]
fn without_a_pattern_there_is_no_sound_on_xo_chip() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x600A, 0xF018, 0x1204]);
    assert_eq!(None, extent(&recorded(&rom, "--frames 20 --platform xochip")));
}

/// Sets timer, pitch and pattern at random for ever.
#[cfg(feature = "jit")]
const NOISE: &str = "
: main
    loop
        v0 := random 255
        pitch := v0
        i := 0x200
        v1 := random 31
        i += v1
        audio
        v2 := random 3
        buzzer := v2
        v3 := random 7
        loop
            v3 += 255
            if v3 != 255 then
        again
    again
";

#[cfg(feature = "jit")]
#[test]
fn engines_sound_alike() {
    let folder = Folder::new();
    let noise = folder.file("noise.8o", NOISE.as_bytes());
    let tune = folder.file("tune.8o", TUNE.as_bytes());
    for (file, options) in
        [(&noise, "--frames 300 --ipf 37"), (&noise, "--frames 300 --ipf 5000"), (&tune, "--frames 90")]
    {
        let of = |engine: &str| recorded(file, &format!("{options} --sync --engine {engine}"));
        let expected = of("interpreter");
        assert!(extent(&expected).is_some(), "{options}");
        assert!(expected == of("recompiler"), "{options}");
        assert!(expected == of("lockstep"), "{options}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_anything_runs() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let missing = folder.path("nowhere").join("sound.wav");
    stitch8("run", &rom, &format!("--wav {}", missing.display())).refused(2, &["nowhere", "No such file"]);
    stitch8("run", &rom, &format!("--wav {}", folder.path(".").display())).refused(2, &["it is a folder"]);
    stitch8("run", &rom, "--wav x.wav --frames 99999999").refused(2, &["--wav", "room for", "--frames"]);
}

/// What was heard up to a fault is written; nothing else is left in the folder.
#[test]
fn a_program_that_faults_has_been_heard() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x600A, 0xF018, 0xFFFF]);
    let wav = folder.file("sound.wav", b"before");
    stitch8("run", &rom, &format!("--wav {}", wav.display())).expect(1);
    assert_eq!(FRAME, samples(&wav).len());
    let entries = std::fs::read_dir(folder.path("")).expect("it is there").count();
    assert_eq!(2, entries, "the program and the sound");
}
