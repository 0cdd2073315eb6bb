//! Manifests that are no good: file and line are named, the exit code is 2, and the other cases run.

use stitch8::suite::Suite;

use crate::support::{DIGIT_3_SHA1, Folder, stitch8};

/// A case that passes.
const GOOD: &str = "[[case]]\nname = \"good\"\nrom = \"digit.ch8\"\n";

/// Checks that the manifest with `lines` in a case of its own is refused for its line `line`, counted from the first
/// of `lines`, with all of `texts` in what is said, and that the other case is run.
fn refused(lines: &str, line: usize, texts: &[&str]) {
    let folder = Folder::with_manifest(&format!("{GOOD}[[case]]\nname = \"bad\"\n{lines}\n"));
    let outcome = folder.test("").expect(2, "1 passed, 1 failed").says(&["good", "not run"]);
    let place = format!("manifest.toml:{}: ", 5 + line);
    for text in [place.as_str()].iter().chain(texts) {
        assert!(outcome.err.contains(text), "{text:?} is not in {outcome:#?}");
    }
    assert_eq!(outcome.err.lines().count(), 1, "{outcome:#?}");
}

#[test]
fn unknown_keys_and_wrong_types() {
    refused("rom = \"digit.ch8\"\nsreen = \"\"", 2, &["unknown key `sreen`", "`screen`"]);
    refused("rom = \"digit.ch8\"\nframes = -1", 2, &["-1", "0 or more"]);
    refused("rom = \"digit.ch8\"\nuntil-halt = 1", 2, &["boolean"]);
    refused("rom = \"digit.ch8\"\nexit = \"stop\"", 2, &["unknown value `stop`", "`halt`"]);
    refused("rom = \"digit.ch8\"\nipf = 0", 2, &["a frame has 1 to 1000000000 instructions"]);
    refused("rom = \"digit.ch8\"\npattern = [1, 2, 3]", 2, &["16"]);
    refused("rom = \"digit.ch8\"\nexit = \"halt\"\nfault = \"8128\"", 3, &["`fault`", "exit \"halt\""]);
}

#[test]
fn every_problem_has_a_line_of_its_own() {
    let lines = "[[case]]\nname = \"a\"\nrom = \"nowhere.ch8\"\n[[case]]\nname = \"b\"\nrom = \"digit.ch8\"\nipf = 0\n";
    let outcome = Folder::with_manifest(&format!("{GOOD}{lines}")).test("").expect(2, "1 passed, 2 failed");
    let told: Vec<&str> = outcome.err.lines().collect();
    assert_eq!(told.len(), 2, "{outcome:#?}");
    for (line, place) in told.iter().zip(["manifest.toml:6: ", "manifest.toml:10: "]) {
        assert!(line.starts_with("stitch8: ") && line.contains(place), "{outcome:#?}");
    }
}

#[test]
fn no_two_cases_have_one_name_even_if_neither_can_be_read() {
    let case = "[[case]]\nname = \"a\"\nrom = \"arithmetic.ch8\"\n";
    let text = format!("{case}{case}unknown = 1\n{case}[[case]]\nname = \"a (5)\"\nrom = 1\n{case}");
    let suite = Suite::of_text("m.toml", &text).expect("it is TOML");
    let names: Vec<&str> = suite.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["a", "a (2)", "a (3)", "a (5)", "a (6)"]);
    assert_eq!(suite.all_problems().len(), 4, "{:?}", suite.all_problems());
}

#[test]
fn roms_that_are_not_what_they_should_be() {
    let other = "0".repeat(40);
    refused("rom = \"nowhere.ch8\"", 1, &["nowhere.ch8", "No such file"]);
    refused(&format!("rom = \"digit.ch8\"\nsha1 = \"{other}\""), 1, &["digit.ch8 has the SHA-1", &other]);
    refused(&format!("sha1 = \"{other}\""), 1, &["no file", &other]);
    refused("sha1 = \"123\"", 1, &["\"123\" is no SHA-1"]);
    let outcome = Folder::with_manifest("\n[[case]]\nframes = 1\n").test("").expect(2, "0 passed, 1 failed");
    assert!(outcome.err.contains("manifest.toml:2: a case needs `rom`"), "{outcome:#?}");
}

#[test]
fn unknown_names() {
    refused("rom = \"digit.ch8\"\nplatform = \"amiga\"", 2, &["\"amiga\"", "no such platform", "modernChip8"]);
    refused("rom = \"digit.ch8\"\nplatform = \"megachip8\"", 2, &["MEGA-CHIP8 is not supported yet", "xochip"]);
    refused("rom = \"digit.ch8\"\nquirks = { shfit = true }", 2, &["\"shfit\"", "memoryIncrementByX"]);
    refused("rom = \"digit.ch8\"\nengines = [\n\"interpreter\",\n\"warp\"]", 4, &["\"warp\"", "recompiler"]);
    let outcome =
        Folder::with_manifest("[[case]]\nrom = \"digit.ch8\"\nengines = []\n").test("").expect(2, "0 passed, 1 failed");
    assert!(outcome.err.contains("manifest.toml:1: `engines` names none; there are: interpreter"), "{outcome:#?}");
    refused("rom = \"digit.ch8\"\nregisters = { vG = 1 }", 2, &["\"vG\"", "v0 to vF"]);
    refused("rom = \"digit.ch8\"\nkeys = [\"A@1-2\", \"A\"]", 2, &["\"A\"", "A@60-65"]);
}

#[test]
fn values_out_of_range() {
    refused("rom = \"digit.ch8\"\nregisters = { v0 = 256 }", 2, &["v0", "0xFF"]);
    refused("rom = \"digit.ch8\"\nmemory = { \"0xFFF\" = [1, 2] }", 2, &["0xFFF", "do not fit"]);
    refused("rom = \"digit.ch8\"\npokes = { \"0x300\" = 256 }", 2, &["byte"]);
    refused("rom = \"digit.ch8\"\npokes = { \"here\" = 1 }", 2, &["address"]);
    refused("rom = \"digit.ch8\"\npokes = { \"+512\" = 1 }", 2, &["address"]);
    refused("rom = \"digit.ch8\"\nipf = 1000000001", 2, &["a frame has 1 to 1000000000 instructions"]);
    // What would practically never end.
    refused("rom = \"digit.ch8\"\nframes = 9223372036854775807", 2, &["9223372036854775807 frames", "100000000"]);
    refused("rom = \"digit.ch8\"\nipf = 1000000000\nframes = 101", 3, &["101 frames of 1000000000", "100000000000"]);
}

#[test]
fn screens_of_the_wrong_form() {
    refused("rom = \"digit.ch8\"\nscreen = \"12\"", 2, &["no SHA-1"]);
    refused("rom = \"digit.ch8\"\nrows = [\n\"..\",\n\"...\"]", 4, &["3 pixels", "2"]);
    refused("rom = \"digit.ch8\"\nrows = [\n\"..\",\n\"..\"]", 2, &["2 x 2", "64 x 32"]);
    refused("rom = \"digit.ch8\"\nrows = [\n\".x\"]", 3, &["'x'"]);
    refused("rom = \"digit.ch8\"\nrows = []\npicture = \"a.txt\"", 3, &["not both"]);
    let rows = format!("{:?}", crate::support::rows(&[]));
    refused(&format!("rom = \"digit.ch8\"\nscreen = \"{DIGIT_3_SHA1}\"\nrows = {rows}"), 2, &["has the SHA-1"]);
}

#[test]
fn a_picture_file_of_the_wrong_form() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"digit.ch8\"\npicture = \"wrong.txt\"\n");
    folder.write("wrong.txt", "..\n...\n");
    let outcome = folder.test("").expect(2, "0 passed, 1 failed");
    assert!(outcome.err.contains("manifest.toml:3: wrong.txt:2: this row has 3 pixels"), "{outcome:#?}");
}

#[test]
fn two_cases_of_one_name() {
    let folder = Folder::with_manifest(&format!("{GOOD}\n{GOOD}"));
    let outcome = folder.test("").expect(2, "1 passed, 1 failed");
    assert!(outcome.err.contains("manifest.toml:6: the case in line 1 has this name"), "{outcome:#?}");
}

#[test]
fn what_is_wrong_outside_of_cases() {
    for (top, line, text) in [
        ("naem = 1\n", 1, "unknown key `naem`"),
        ("\nname = 1\n", 2, "expected a string"),
        ("rom-folders = [\n\"nowhere\"]\n", 2, "nowhere"),
    ] {
        let outcome = Folder::with_manifest(&format!("{top}{GOOD}")).test("").expect(2, "1 passed, 0 failed");
        assert!(outcome.err.contains(&format!("manifest.toml:{line}: ")), "{outcome:#?}");
        assert!(outcome.err.contains(text), "{outcome:#?}");
    }
}

#[test]
fn what_keeps_all_cases_from_running() {
    for (manifest, line, text) in [
        ("[[case]]\nrom = \"digit.ch8\n", ":2: ", "string"),
        ("[[case]]\nrom = 1\nrom = 2\n", ":3: ", "duplicate key"),
        ("[case]\nrom = \"digit.ch8\"\n", ":1: ", "[[case]]"),
        ("[defaults]\nplatform = \"amiga\"\n[[case]]\nrom = \"digit.ch8\"\n", ":2: ", "amiga"),
        ("[defaults]\nscreen = \"\"\n", ":2: ", "unknown key `screen`"),
    ] {
        let outcome = Folder::with_manifest(manifest).test("");
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{outcome:#?}");
        assert!(outcome.err.contains(&format!("manifest.toml{line}")), "{outcome:#?}");
        assert!(outcome.err.contains(text), "{text:?} is not in {outcome:#?}");
    }
}

#[test]
fn files_that_are_no_manifests() {
    let folder = Folder::with_manifest("");
    folder.write("binary.toml", [0xFF, 0xFE]);
    folder.write("empty/readme.txt", "");
    for (argument, text) in [
        ("nowhere.toml", "nowhere.toml: No such file"),
        ("binary.toml", "binary.toml: this is no text"),
        ("empty", "empty: there is neither a manifest.toml nor a .ch8 file in it"),
        ("manifest.toml", "manifest.toml:1: there is no [[case]]"),
    ] {
        let outcome = stitch8(&folder, &["test", argument]);
        assert_eq!(outcome.code, 2, "{outcome:#?}");
        assert!(outcome.err.contains(text), "{outcome:#?}");
    }
    let outcome = folder.test("--engine warp");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("there are: interpreter"), "{outcome:#?}");
}

#[test]
fn the_example_in_the_documentation_is_a_manifest() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/test-manifests.md"));
    let text = text.expect("it is part of the project");
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it has an example");
    let folder = Folder::with_manifest(example);
    folder.write("roms/logo.ch8", [0x12, 0x00]);
    folder.write("roms/arithmetic.ch8", [0x12, 0x00]);
    let outcome = folder.test("").expect(2, "1 passed, 3 failed, 1 skipped");
    assert_eq!(outcome.err.lines().count(), 1, "only a ROM is missing: {outcome:#?}");
    assert!(outcome.err.contains("no file in the manifest's folder and rom-folders has the SHA-1"), "{outcome:#?}");
}
