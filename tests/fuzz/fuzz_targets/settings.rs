//! Any text as the user's settings: each problem has a line in it, there are not too many to be told, and what is left decides
//! how a program runs, looks and is played.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::buttons::Buttons;
use stitch8::keyboard::Key;
use stitch8::keyboard::keymap::{Keymap, Moved};
use stitch8::keyboard::layout::Layout;
use stitch8::look::Look;
use stitch8::rom::Rom;
use stitch8::settings::{SCALES, Settings};
use stitch8::setup::{Choice, MAX_INSTRUCTIONS};

/// What they are called in messages.
const LABEL: &str = "settings.toml";
/// The SHA-1 that some seeds have a section for.
const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";
/// The most problems: those that are told, and one that says how many are not.
const MOST_PROBLEMS: usize = 21;

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let (settings, problems) = Settings::of_text(LABEL, text);
    let lines = text.split('\n').count();
    assert!(problems.len() <= MOST_PROBLEMS, "{}", problems.len());
    for (number, problem) in problems.iter().enumerate() {
        let is_rest = number + 1 == MOST_PROBLEMS && problem.line.is_none();
        assert!(is_rest || problem.line.is_some_and(|line| (1..=lines).contains(&line)), "{problem}, of {lines} lines");
        assert!(!problem.message.is_empty(), "{problem:?}");
    }
    assert_eq!(Settings::of_text(LABEL, text), (settings.clone(), problems));
    let rom = Rom::embedded("a.ch8", &[0x12, 0x00]);
    for (_, section) in settings.sections(SHA1) {
        let platform = match Choice::of(&rom, None, &section.wishes) {
            Ok(choice) => {
                assert!((1..=MAX_INSTRUCTIONS).contains(&choice.setup.instructions_per_frame), "{choice:?}");
                choice.setup.platform
            }
            Err(error) => panic!("{error}"),
        };
        assert!(section.wishes.platform.is_none_or(|wished| wished == platform));
        assert!(section.scale.is_none_or(|scale| SCALES.contains(&scale.into())));
        assert!(section.volume.is_none_or(|volume| volume <= 100));
        let look = Look::of(platform, None, &section.look);
        let _ = format!("{} {}", look.palette, look.rotation);
        check_keys(section.keys.iter().map(|(&guest, names)| (guest, names.as_slice())));
    }
    Corpus::Keep
});

/// On each keyboard, a key of the guest's that is somewhere is where it was put, and no key of the keyboard is two.
fn check_keys<'a>(keys: impl Iterator<Item = (u8, &'a [String])> + Clone) {
    for layout in Layout::ALL {
        let moved: Moved = keys
            .clone()
            .inspect(|(guest, _)| assert!(*guest < 16))
            .map(|(guest, names)| (guest, names.iter().filter_map(|name| layout.key_called(name)).collect()))
            .collect();
        let keymap = Keymap::new(moved, Buttons::default());
        for guest in 0..16 {
            for key in keymap.keys_of(guest) {
                assert_eq!(keymap.guest_key(key), Some(guest));
            }
        }
        assert!(Key::ALL.iter().filter_map(|&key| keymap.guest_key(key)).all(|guest| guest < 16));
        assert_eq!(keymap.drawn(layout).lines().count(), 4);
    }
    // Each name is that of a key somewhere.
    for name in keys.flat_map(|(_, names)| names) {
        assert!(Layout::ALL.iter().any(|layout| layout.key_called(name).is_some()), "{name:?}");
    }
}
