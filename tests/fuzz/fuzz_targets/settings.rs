//! Any text as the user's settings: each problem has a line in it, there are not too many to be told, and what is left decides
//! how a program runs, looks and is played. What is changed in them by the menu is there afterwards.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::buttons::Buttons;
use stitch8::keyboard::Key;
use stitch8::keyboard::keymap::{Keymap, Moved};
use stitch8::keyboard::layout::Layout;
use stitch8::look::Look;
use stitch8::rom::Rom;
use stitch8::settings::edit::{Change, Value, edited};
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
    check_edit(text);
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

/// What is written into the settings is in them, and to write it again changes nothing.
fn check_edit(text: &str) {
    let change = |table, key: &str, value, is_own| Change { table, key: key.to_owned(), value, is_own };
    let changes = [
        change(None, "volume", Some(Value::Number(7)), false),
        change(Some("keys"), "A", Some(Value::Texts(vec!["q".to_owned()])), true),
        change(None, "scale", None, false),
    ];
    // Who writes no TOML edits it alone.
    let Ok(once) = edited(LABEL.as_ref(), text, SHA1, &changes) else { return };
    let (settings, problems) = Settings::of_text(LABEL, &once);
    let told = format!("{text:?}\n{once:?}\n{problems:?}");
    assert_eq!(settings.first(SHA1, |section| section.volume).map(|(volume, _)| volume), Some(7), "{told}");
    assert_eq!(settings.first(SHA1, |section| section.scale), None, "{told}");
    assert_eq!(edited(LABEL.as_ref(), &once, SHA1, &changes).ok().as_ref(), Some(&once), "{told}");
}

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
