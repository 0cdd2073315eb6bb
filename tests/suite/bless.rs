//! `--bless`: new screens are accepted, and nothing else in the manifest changes.

use crate::support::{DIGIT_3_SHA1, Folder, bytes, digit_3, rows, stitch8};

/// Windows line ends, a byte order mark, comments and odd spaces: all of it stays.
const MANIFEST: &str = "\u{FEFF}# é, and more\r\n\r\n[[case]]   # the first\r\nscreen   =   ''  # not known yet\r\n\
    rom = \"digit.ch8\"\r\nregisters = {v1=7}\r\n";

#[test]
fn a_screen_is_accepted_and_all_else_stays() {
    let folder = Folder::with_manifest(MANIFEST);
    folder.test("").expect(1, "0 passed, 1 failed").says(&["no screen has been recorded yet", DIGIT_3_SHA1]);
    folder.test("--bless").expect(0, "1 passed, 0 failed").says(&["blessed", "1 screen accepted"]);
    assert_eq!(folder.read("manifest.toml"), MANIFEST.replace("''", &format!("\"{DIGIT_3_SHA1}\"")));
    folder.test("").expect(0, "1 passed, 0 failed");
    let before = folder.read("manifest.toml");
    folder.test("--bless").expect(0, "1 passed, 0 failed").says(&["0 screens accepted"]);
    assert_eq!(folder.read("manifest.toml"), before);
}

/// Beeps for five frames, then jumps to itself.
const BEEP: [u16; 3] = [0x6005, 0xF018, 0x1204];

#[test]
fn a_sound_is_accepted_and_from_then_on_expected() {
    let folder = Folder::with_manifest(
        "[[case]]\nname = \"beep\"\nrom = \"beep.ch8\"\nsound = '' # soon\nframes = 9\n\
         [[case]]\nname = \"both\"\nrom = \"beep.ch8\"\nscreen = \"\"\nsound = \"\"\nframes = 8\n",
    );
    folder.write("beep.ch8", bytes(&BEEP));
    folder.test("").expect(1, "0 passed, 2 failed").says(&["no sound has been recorded yet"]);
    folder.test("--bless").expect(0, "2 passed, 0 failed").says(&["1 screen and 2 sounds accepted"]);
    let blessed = folder.read("manifest.toml");
    assert!(blessed.contains("\" # soon\nframes = 9\n"), "{blessed}");
    folder.test("").expect(0, "2 passed, 0 failed");
    // A frame less is a shorter recording, the same beep or not; a beep of four frames is another.
    folder.write("beep.ch8", bytes(&[0x6004, 0xF018, 0x1204]));
    folder.test("--filter beep").expect(1, "0 passed, 1 failed").says(&["sound ", ", expected "]);
    folder.test("--bless --filter beep").expect(0, "1 passed, 0 failed").says(&["0 screens and 1 sound accepted"]);
}

/// The recorded SHA-1 is that of the samples in the file which `stitch8 run --wav` writes.
#[test]
fn the_sound_recorded_is_the_sound_heard() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"beep.ch8\"\nframes = 7\nsound = \"\"\n");
    folder.write("beep.ch8", bytes(&BEEP));
    let outcome = stitch8(&folder, &["run", "beep.ch8", "--frames", "7", "--wav", "beep.wav"]);
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    let wav = std::fs::read(folder.path("beep.wav")).expect("it was written");
    assert_eq!(wav.len(), 44 + 7 * 800 * 2);
    folder.test("--bless").expect(0, "1 passed, 0 failed");
    let sha1 = stitch8::rom::hex_sha1(&wav[44..]);
    assert!(folder.read("manifest.toml").contains(&format!("sound = \"{sha1}\"")));
}

#[test]
fn a_sound_is_a_sha1() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"digit.ch8\"\nsound = \"beep\"\n");
    let outcome = folder.test("");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("manifest.toml:3: \"beep\" is no SHA-1"), "{outcome:#?}");
}

/// Rows as an array of TOML has them, with something after each.
fn commented(rows: &[String]) -> String {
    rows.iter().map(|row| format!("  \"{row}\", # a row\n")).collect::<Vec<_>>().concat()
}

#[test]
fn pictures_in_the_manifest_and_in_files_are_redrawn() {
    let wrong = commented(&rows(&["#"]));
    let case = |name: &str, rest: &str| format!("[[case]]\nname = \"{name}\"\nrom = \"digit.ch8\"\n{rest}\n");
    let folder = Folder::with_manifest(
        &[
            case("inline", &format!("rows = [\n{wrong}]")),
            case("new", "rows = []"),
            case("file", "picture = \"pictures/three.txt\""),
        ]
        .concat(),
    );
    folder.write("pictures/other.txt", "");
    folder.test("--bless").expect(0, "3 passed, 0 failed").says(&["3 screens accepted"]);
    let text = folder.read("manifest.toml");
    assert!(text.contains(&commented(&digit_3())), "{text}");
    let laid_out: Vec<String> = digit_3().iter().map(|row| format!("    \"{row}\",\n")).collect();
    assert!(text.contains(&format!("rows = [\n{}]\n", laid_out.concat())), "{text}");
    assert_eq!(folder.read("pictures/three.txt"), digit_3().join("\n") + "\n");
    folder.test("").expect(0, "3 passed, 0 failed");
}

#[test]
fn a_picture_is_recorded_beside_a_screen_that_is_right_and_in_a_folder_that_is_made() {
    let case = |name: &str, rest: &str| {
        format!("[[case]]\nname = \"{name}\"\nrom = \"digit.ch8\"\nscreen = \"{DIGIT_3_SHA1}\"\n{rest}\n")
    };
    let folder = Folder::with_manifest(&(case("a", "picture = \"new/inner/three.txt\"") + &case("b", "rows = []")));
    folder.test("").expect(0, "2 passed, 0 failed");
    stitch8(&folder, &["test", "manifest.toml", "--bless"])
        .expect(0, "2 passed, 0 failed")
        .says(&["2 screens accepted"]);
    assert_eq!(folder.read("new/inner/three.txt"), digit_3().join("\n") + "\n");
    assert!(folder.read("manifest.toml").contains("rows = [\n"));
    folder.test("").expect(0, "2 passed, 0 failed");
}

#[test]
fn a_picture_of_a_case_that_has_passed_is_left_alone() {
    let case = |rom: &str| format!("[[case]]\nrom = \"{rom}\"\npicture = \"shared.txt\"\n");
    let folder = Folder::with_manifest(&[case("digit.ch8"), case("dark.ch8")].concat());
    folder.write("dark.ch8", [0x12, 0x00]);
    let picture = digit_3().join("\n") + "\n";
    folder.write("shared.txt", &picture);
    let outcome = folder.test("--bless");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("another case shares this picture"), "{outcome:#?}");
    assert_eq!(folder.read("shared.txt"), picture);
    // Whether that one is run or not.
    let outcome = folder.test("--bless --filter dark");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert_eq!(folder.read("shared.txt"), picture);
}

#[test]
fn a_case_in_which_more_than_the_screen_differs_is_left_alone() {
    let manifest = "[[case]]\nrom = \"digit.ch8\"\nscreen = \"\"\nregisters = { v1 = 8 }\n";
    let folder = Folder::with_manifest(manifest);
    folder.test("--bless").expect(1, "0 passed, 1 failed").says(&["v1 is 0x07, expected 0x08", "0 screens"]);
    assert_eq!(folder.read("manifest.toml"), manifest);
}

#[test]
fn a_picture_that_cases_share_is_written_only_if_they_agree() {
    let case = |rom: &str| format!("[[case]]\nrom = \"{rom}\"\npicture = \"shared.txt\"\n");
    let folder = Folder::with_manifest(&[case("digit.ch8"), case("dark.ch8")].concat());
    folder.write("dark.ch8", [0x12, 0x00]);
    let outcome = folder.test("--bless");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("share this picture"), "{outcome:#?}");
    assert!(!folder.path("shared.txt").exists());
}

#[test]
fn without_a_manifest_there_is_nothing_to_bless() {
    let folder = Folder::with_manifest("");
    std::fs::remove_file(folder.path("manifest.toml")).expect("it was there");
    for arguments in [vec!["test", "--bless"], vec!["test", "--bless", "."]] {
        let outcome = stitch8(&folder, &arguments);
        assert_eq!(outcome.code, 2, "{outcome:#?}");
        assert!(outcome.err.contains("--bless needs a manifest"), "{outcome:#?}");
    }
}

#[test]
fn no_picture_is_made_outside_of_the_manifests_folder() {
    let folder = Folder::with_manifest("");
    std::fs::create_dir(folder.path("inner")).expect("it is ours");
    folder.write("inner/digit.ch8", std::fs::read(folder.path("digit.ch8")).expect("it is there"));
    let manifest = "[[case]]\nrom = \"digit.ch8\"\npicture = \"../three.txt\"\n";
    folder.write("inner/manifest.toml", manifest);
    let path = folder.path("inner/manifest.toml").display().to_string();
    let outcome = stitch8(&folder, &["test", &path, "--bless"]);
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("three.txt") && outcome.err.contains("outside"), "{outcome:#?}");
    assert!(!folder.path("three.txt").exists());
    // One that is there is replaced.
    folder.write("three.txt", rows(&["#"]).join("\n"));
    assert_eq!(stitch8(&folder, &["test", &path, "--bless"]).code, 0);
    assert_eq!(folder.read("three.txt"), digit_3().join("\n") + "\n");
}
