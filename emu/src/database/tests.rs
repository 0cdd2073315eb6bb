use std::num::NonZero;

use super::*;
use crate::picture::Rotation;
use cpu_ops::{Font, Platform};

use crate::rom::Rom;
use crate::setup::{Choice, SetupError, Wishes};

const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

/// A program that no database knows.
fn rom() -> Rom {
    Rom::embedded("a.ch8", &[0x12, 0x00])
}

/// The database in a file of this content.
fn read(text: &str) -> Result<Database, DatabaseError> {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path = folder.path().join("programs.json");
    std::fs::write(&path, text).unwrap();
    Database::read(&path)
}

/// Checks where a file is broken, and that its message has `words` in it.
fn check_broken(text: &str, place: (usize, usize), words: &[&str]) {
    let error = read(text).expect_err(text);
    let DatabaseError::Malformed { line, column, .. } = error else { panic!("{error}") };
    assert_eq!((line, column), place, "{error}");
    let message = error.to_string();
    assert!(message.contains(&format!("programs.json:{line}:{column}: ")), "{message}");
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message}");
    }
}

#[test]
fn the_smallest_entry_is_enough() {
    let database = read(&format!(r#"[{{"title": "A", "roms": {{"{SHA1}": {{"platforms": ["xochip"]}}}}}}]"#)).unwrap();
    let known = database.find(SHA1).unwrap();
    assert_eq!((known.title.as_str(), known.record.platforms.as_slice()), ("A", &["xochip".to_owned()][..]));
    assert!(matches!(&known.origin, Origin::File(path) if path.ends_with("programs.json")));
    assert!(database.find("76543210").is_none());
}

#[test]
fn all_that_is_used_is_read_and_what_is_not_known_is_passed_over() {
    let text = r##"[{"title": "A", "authors": ["B", "C"], "release": "199x", "new": [1], "roms": {"SHA": {
        "platforms": ["mars", "chip48"], "quirkyPlatforms": {"xochip": {"wrap": false, "new": true}}, "tickrate": 7,
        "screenRotation": 270, "keys": {"up": 5, "new": 3}, "fontStyle": "new", "touchInputMode": "new",
        "colors": {"pixels": ["#000001", "#FFCC00"], "buzzer": "#000002", "silence": "#000003"}}}}]"##;
    let known = read(&text.replace("SHA", &SHA1.to_uppercase())).unwrap().find(SHA1).unwrap();
    assert_eq!((known.authors.join(" "), known.release.as_deref()), ("B C".to_owned(), Some("199x")));
    let record = known.record;
    assert_eq!(record.platforms, ["mars", "chip48"]);
    assert!(!record.quirky_platforms.unwrap()["xochip"]["wrap"]);
    assert_eq!(record.tickrate.unwrap().get(), 7);
    assert_eq!(record.screen_rotation, Some(Rotation::ThreeQuarters));
    assert_eq!(record.keys.unwrap()["up"], 5);
    let colours = record.colors.unwrap();
    assert_eq!(colours.pixels.unwrap()[1].0, 0xFF_CC00);
    assert_eq!((colours.buzzer.unwrap().0, colours.silence.unwrap().0), (2, 3));
}

#[test]
fn a_file_that_ends_early_or_has_another_byte_in_it_is_read_or_refused() {
    let text = format!(
        r##"[{{"title": "A", "roms": {{"{SHA1}": {{"platforms": ["chip48"], "tickrate": 7, "screenRotation": 90,
            "keys": {{"up": 5}}, "colors": {{"pixels": ["#000001", "#ffcc00"]}}}}}}}}]"##
    );
    let path = Path::new("programs.json");
    for end in 0..text.len() {
        let error = Database::parse(path, &text.as_bytes()[..end]).expect_err("it is not whole");
        assert!(matches!(error, DatabaseError::Malformed { line: 1 | 2, .. }), "{error}");
        for byte in [0, b'"', b'0', b'-', b'}', 0x80, 0xFF] {
            let mut bytes = text.clone().into_bytes();
            bytes[end] = byte;
            if let Ok(database) = Database::parse(path, &bytes) {
                let _ = database.find(SHA1).map(|known| Choice::of(&rom(), Some(&known), &Wishes::default()));
            }
        }
    }
    assert!(Database::parse(path, text.as_bytes()).is_ok());
}

#[test]
fn a_broken_file_tells_where_and_what_was_expected() {
    check_broken("", (1, 0), &["EOF", "list of programs"]);
    check_broken("{}", (1, 0), &["expected a sequence"]);
    check_broken("[\n  {\"title\" 3}\n]", (2, 12), &["expected `:`"]);
    check_broken("[{\"title\": 3}]", (1, 12), &["integer `3`", "expected a string"]);
    check_broken("[\n{\"title\": \"A\"}]", (2, 14), &["missing field `roms`"]);
    let entry = |entry: &str| format!("[{{\"title\": \"A\", \"roms\": {{\n\"{SHA1}\":\n{entry}}}}}]");
    check_broken(&entry("{}"), (3, 2), &["missing field `platforms`"]);
    check_broken(&entry(r#"{"platforms": [], "tickrate": 0}"#), (3, 31), &["nonzero"]);
    check_broken(&entry(r#"{"platforms": [], "screenRotation": 45}"#), (3, 39), &["0, 90, 180 or 270"]);
    check_broken(&entry(r#"{"platforms": [], "colors": {"pixels": ["red"]}}"#), (3, 46), &["#ffcc00", "red"]);
    check_broken(&entry(r#"{"platforms": [], "keys": {"up": 256}}"#), (3, 36), &["256", "u8"]);
    check_broken("[{\"title\": \"A\", \"roms\": {\"123\": {}}}]", (1, 30), &["40 hexadecimal digits", "123"]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    for path in [folder.path().join("missing.json"), folder.path().to_owned()] {
        let error = Database::read(&path).unwrap_err();
        assert!(matches!(error, DatabaseError::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}

#[test]
fn a_file_goes_before_the_embedded_database_which_knows_the_rest() {
    let snek = "bb5740042385cae10724b051208bb95e5341f56d";
    let sub_terrania = "64536d549c986e9edf25de9fa89db60d2ade85c0";
    let database = read(&format!(r#"[{{"title": "Mine", "roms": {{"{snek}": {{"platforms": []}}}}}}]"#)).unwrap();
    assert_eq!(database.find(snek).unwrap().title, "Mine");
    let known = database.find(sub_terrania).unwrap();
    assert_eq!((known.title.as_str(), known.origin), ("Sub-Terr8nia", Origin::Embedded));
    assert_eq!(known.record.screen_rotation, Some(Rotation::ThreeQuarters));
    assert_eq!(Database::embedded().find(snek).unwrap().title, "Snek");
}

#[test]
fn every_rom_of_the_embedded_database_has_a_platform_or_is_said_to_need_one() {
    let mut unsupported = Vec::new();
    let mut count = 0;
    for hash in embedded_hashes() {
        count += 1;
        let known = Database::embedded().find(hash).expect("it is one of its own");
        assert!(!known.title.is_empty(), "{hash}");
        let font = known.record.font_style.as_deref();
        assert!(font.is_none_or(|id| Font::by_id(id).is_some()), "{}: {font:?}", known.title);
        let choice = match Choice::of(&rom(), Some(&known), &Wishes::default()) {
            Ok(choice) => choice,
            Err(SetupError::Unsupported { title, needs }) => {
                unsupported.push((title, needs.join(" ")));
                continue;
            }
            Err(error) => panic!("{}: {error}", known.title),
        };
        // The first platform of the list that there is, and else a quirky one with its quirks.
        let first = known.record.platforms.iter().find_map(|id| Platform::by_id(id));
        if let Some(first) = first {
            assert_eq!((choice.setup.platform, choice.setup.quirks), (first, first.quirks), "{}", known.title);
        } else {
            let overrides = known.record.quirky_platforms.as_ref().expect("else there is no platform");
            let (_, quirks) =
                overrides.iter().find(|(id, _)| **id == choice.setup.platform.id).expect("it is one of them");
            for (name, &on) in quirks {
                assert_eq!(choice.setup.quirks.has(name.parse().unwrap()), on, "{}: {name}", known.title);
            }
        }
        let own = u64::from(choice.setup.platform.instructions_per_frame);
        let speed = known.record.tickrate.map_or(own, NonZero::get);
        assert_eq!(choice.setup.instructions_per_frame, speed, "{}", known.title);
    }
    assert_eq!(count, 521);
    assert_eq!(unsupported, [("Clock Program".to_owned(), "hybridVIP".to_owned())]);
}
