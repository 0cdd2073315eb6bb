use super::*;
use crate::database::Database;

/// What a database file of this one entry knows of the ROM that it is for.
fn known(entry: &str) -> Known {
    let sha1 = "0".repeat(40);
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let path = folder.path().join("programs.json");
    std::fs::write(&path, format!(r#"[{{"title": "Known", "roms": {{"{sha1}": {entry}}}}}]"#)).unwrap();
    Database::read(&path).expect(entry).find(&sha1).expect("it is in there")
}

fn rom(file: &str) -> Rom {
    Rom::embedded(file, &[0x12, 0x00])
}

/// Checks platform, quirks that are on, and who decided.
fn check(rom: &Rom, entry: Option<&str>, wishes: &Wishes, platform: &str, quirks: &[Quirk], why: Why) {
    let known = entry.map(known);
    let choice = Choice::of(rom, known.as_ref(), wishes).unwrap();
    let found = (choice.setup.platform.id, choice.setup.quirks, choice.platform);
    assert_eq!(found, (platform, Quirks::of(quirks), why), "{entry:?}");
}

const CHIP48: &[Quirk] = &[Quirk::Shift, Quirk::MemoryIncrementByX, Quirk::Jump];

#[test]
fn user_database_ending_and_default_decide_in_this_order() {
    let asked = Wishes { platform: Platform::by_id("chip48"), ..Wishes::default() };
    let entry = Some(r#"{"platforms": ["superchip1", "xochip"]}"#);
    let (nothing, ending) = (Wishes::default(), Why::File(Clue::Ending));
    check(&rom("a.xo8"), entry, &asked, "chip48", CHIP48, Why::Asked);
    check(&rom("a.xo8"), entry, &nothing, "superchip1", CHIP48, Why::Database);
    check(&rom("a.xo8"), Some(r#"{"platforms": []}"#), &nothing, "xochip", &[Quirk::Wrap], ending);
    check(&rom("a.xo8"), None, &nothing, "xochip", &[Quirk::Wrap], ending);
    check(&rom("a.ch8"), None, &nothing, "modernChip8", &[], Why::Default);
}

#[test]
fn a_source_has_octos_quirks_unless_somebody_says_otherwise() {
    let of_source = |id| Rom { hint: Some((id, Clue::Source)), ..rom("a.8o") };
    let (nothing, source) = (Wishes::default(), Why::File(Clue::Source));
    for id in ["superchip", "xochip"] {
        check(&of_source(id), None, &nothing, id, &[Quirk::Wrap], source);
    }
    let asked = Wishes { platform: Platform::by_id("superchip"), ..Wishes::default() };
    let own = [Quirk::Shift, Quirk::MemoryLeaveIUnchanged, Quirk::Jump];
    check(&of_source("superchip"), None, &asked, "superchip", &own, Why::Asked);
    check(&of_source("superchip"), Some(r#"{"platforms": ["superchip"]}"#), &nothing, "superchip", &own, Why::Database);
    let quirk = Wishes { quirks: vec![(Quirk::Shift, true)], ..Wishes::default() };
    check(&of_source("superchip"), None, &quirk, "superchip", &[Quirk::Wrap, Quirk::Shift], source);
}

#[test]
fn the_first_platform_that_there_is_runs_it() {
    let nothing = Wishes::default();
    let (chip8, by) = (rom("a.ch8"), Why::Database);
    check(
        &chip8,
        Some(r#"{"platforms": ["megachip8", "chip8x", "chip48", "xochip"]}"#),
        &nothing,
        "chip48",
        CHIP48,
        by,
    );
    // Quirky platforms are for programs that run on none as it is, in the order of the file.
    let quirky = r#""quirkyPlatforms": {"hybridVIP": {}, "xochip": {"wrap": false, "shift": true}, "chip48": {}}"#;
    check(&chip8, Some(&format!("{{\"platforms\": [], {quirky}}}")), &nothing, "xochip", &[Quirk::Shift], by);
    check(&chip8, Some(&format!("{{\"platforms\": [\"chip48\"], {quirky}}}")), &nothing, "chip48", CHIP48, by);
}

#[test]
fn quirks_of_the_database_are_for_its_platform_and_the_user_has_the_last_word() {
    let entry = r#"{"platforms": ["chip48"], "quirkyPlatforms": {"xochip": {"wrap": false, "shift": true}}}"#;
    let on = |id| Wishes { platform: Platform::by_id(id), ..Wishes::default() };
    check(&rom("a.ch8"), Some(entry), &on("xochip"), "xochip", &[Quirk::Shift], Why::Asked);
    check(&rom("a.ch8"), Some(entry), &on("modernChip8"), "modernChip8", &[], Why::Asked);
    check(&rom("a.ch8"), Some(entry), &on("chip48"), "chip48", CHIP48, Why::Asked);
    let wishes = Wishes { quirks: vec![(Quirk::Shift, false), (Quirk::Jump, true)], ..on("xochip") };
    check(&rom("a.ch8"), Some(entry), &wishes, "xochip", &[Quirk::Jump], Why::Asked);
    let choice = Choice::of(&rom("a.ch8"), Some(&known(entry)), &wishes).unwrap();
    assert_eq!(choice.quirks, [(Quirk::Wrap, Why::Database), (Quirk::Jump, Why::Asked)]);
}

#[test]
fn speed_and_font_are_decided_in_the_same_order() {
    let entry = known(r#"{"platforms": ["xochip"], "tickrate": 5000000000, "fontStyle": "fish"}"#);
    let asked = Wishes { instructions_per_frame: Some(3), font: Font::by_id("eti660"), ..Wishes::default() };
    let of = |known: Option<&Known>, wishes: &Wishes| {
        let choice = Choice::of(&rom("a.xo8"), known, wishes).unwrap();
        ((choice.setup.instructions_per_frame, choice.speed), (choice.setup.font.id, choice.font))
    };
    assert_eq!(of(Some(&entry), &asked), ((3, Why::Asked), ("eti660", Why::Asked)));
    let nothing = Wishes::default();
    assert_eq!(of(Some(&entry), &nothing), ((MOST_INSTRUCTIONS, Why::Database), ("fish", Why::Database)));
    assert_eq!(of(None, &nothing), ((1000, Why::Platform), ("octo", Why::Platform)));
    let unknown = known(r#"{"platforms": ["xochip"], "fontStyle": "akouz1"}"#);
    assert_eq!(of(Some(&unknown), &nothing), ((1000, Why::Platform), ("octo", Why::Platform)));
    let skyline = Rom::built_in();
    let built_in = Choice::of(&skyline, Database::embedded().find(&skyline.sha1()).as_ref(), &nothing).unwrap();
    assert_eq!((built_in.setup.instructions_per_frame, built_in.speed), (600, Why::Database));
}

#[test]
fn what_no_platform_runs_is_told_with_what_it_needs() {
    let message =
        |rom: &Rom, known: Option<&Known>| Choice::of(rom, known, &Wishes::default()).unwrap_err().to_string();
    let entry = known(r#"{"platforms": ["hybridVIP"], "quirkyPlatforms": {"mars": {}}}"#);
    let text = message(&rom("a.ch8"), Some(&entry));
    assert!(
        text.starts_with("Known is a program for hybridVIP (CHIP-8 with machine code of the COSMAC VIP) or mars"),
        "{text}"
    );
    let text = message(&rom("a.mc8"), None);
    assert!(
        text.contains("megachip8 (MEGA-CHIP8), which is not supported yet") && text.contains("--platform"),
        "{text}"
    );
    let asked = Wishes { platform: Some(Platform::DEFAULT), ..Wishes::default() };
    assert_eq!(Choice::of(&rom("a.mc8"), Some(&entry), &asked).unwrap().setup.platform, Platform::DEFAULT);
}

#[test]
fn a_program_that_is_too_large_is_told_where_it_fits() {
    let text = Choice::of(&Rom::embedded("a.ch8", &[0; 0xE01]), None, &Wishes::default()).unwrap_err().to_string();
    assert!(
        text.contains("3585 bytes, modernChip8 has room for 3584; it fits xochip: try --platform xochip"),
        "{text}"
    );
    assert!(Choice::of(&Rom::embedded("a.xo8", &[0; 0xE01]), None, &Wishes::default()).is_ok());
}

#[test]
fn the_command_line_beats_the_settings_of_a_rom_and_these_beat_those_for_all() {
    let wishes = |id: Option<&str>, ipf, quirks: &[(Quirk, bool)]| Wishes {
        platform: id.and_then(Platform::by_id),
        instructions_per_frame: ipf,
        quirks: quirks.to_vec(),
        ..Wishes::default()
    };
    let asked = Wishes { seed: 5, ..wishes(None, None, &[(Quirk::Shift, true)]) };
    let own = Wishes { seed: 6, ..wishes(None, Some(7), &[(Quirk::Shift, false), (Quirk::Jump, true)]) };
    let all = wishes(Some("xochip"), Some(8), &[(Quirk::Jump, false), (Quirk::Wrap, false)]);
    let layers = [(Why::Asked, &asked), (Why::RomSettings, &own), (Why::Settings, &all)];
    let known = known(r#"{"platforms": ["chip48"], "tickrate": 9, "fontStyle": "fish"}"#);
    let choice = Choice::of_layers(&rom("a.ch8"), Some(&known), &layers).unwrap();
    assert_eq!((choice.setup.platform.id, choice.platform), ("xochip", Why::Settings));
    assert_eq!((choice.setup.instructions_per_frame, choice.speed), (7, Why::RomSettings));
    assert_eq!((choice.setup.font.id, choice.font), ("fish", Why::Database));
    assert_eq!(choice.setup.seed, 5);
    assert_eq!(choice.setup.quirks, Quirks::of(&[Quirk::Shift, Quirk::Jump]));
    let mut reasons = choice.quirks;
    reasons.sort_by_key(|(quirk, _)| quirk.name());
    let expected = [(Quirk::Jump, Why::RomSettings), (Quirk::Shift, Why::Asked), (Quirk::Wrap, Why::Settings)];
    assert_eq!(reasons, expected);
}
