//! Suites that run: what passes, what fails, and what is written of it.

use std::path::Path;

use crate::support::{DIGIT_3_SHA1, Folder, Outcome, bytes, digit_3, rows, stitch8};

fn engines() -> &'static [&'static str] {
    if cfg!(feature = "jit") { &["interpreter", "recompiler"] } else { &["interpreter"] }
}

/// Pixels across and down of the PNG file at `path`, and its bytes, three a pixel.
fn png(path: &Path) -> (usize, usize, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("it is there"));
    let mut reader = png::Decoder::new(file).read_info().expect("it is a PNG file");
    let mut bytes = vec![0; reader.output_buffer_size().expect("it has a size")];
    let info = reader.next_frame(&mut bytes).expect("it has a picture");
    (info.width as usize, info.height as usize, bytes)
}

#[test]
fn the_built_in_set_passes() {
    let folder = Folder::with_manifest("");
    let outcome = stitch8(&folder, &["test"]).says(engines());
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(!outcome.out.contains('\u{1B}'), "no colours: {outcome:#?}");
    assert!(!folder.path("stitch8-failures").exists());
    assert_eq!(outcome.out.lines().last().map(|line| line.ends_with(" passed, 0 failed")), Some(true));
}

#[test]
fn everything_that_can_be_expected_is_met() {
    let sha1 = "screen = ".to_owned() + &format!("{DIGIT_3_SHA1:?}");
    let rows = format!("rows = {:?}", digit_3());
    let manifest = format!(
        "name = \"all of it\"\n[defaults]\nplatform = \"chip48\"\nframes = 3\n[[case]]\nname = \"one\"\n\
         rom = \"digit.ch8\"\n{sha1}\n{rows}\nregisters = {{ v0 = 3, V1 = 7, i = 0x0F, pc = 0x208, delay = 0, sound = 0 }}\n\
         memory = {{ \"0x200\" = [0x60, 0x03], \"514\" = 0xF0 }}\nexit = \"halt\"\n\
         [[case]]\nname = \"two\"\nrom = \"faulty.ch8\"\nexit = \"fault\"\nplatform = \"originalChip8\"\n\
         [[case]]\nname = \"three\"\nrom = \"digit.ch8\"\nexit = \"frames\"\nquirks = {{ vblank = true }}\nipf = 1\n\
         registers = {{ pc = 0x206 }}\n[[case]]\nname = \"four\"\nskip = \"not today\"\nrom = \"nowhere.ch8\"\n"
    );
    let outcome = Folder::with_manifest(&manifest).test("").expect(0, "3 passed, 0 failed, 1 skipped");
    let i = outcome.says(&["one    chip48", "two    originalChip8", "three  chip48", "four   -", "skipped  not today"]);
    assert_eq!(i.err, "");
}

#[test]
fn what_is_not_as_expected_is_told_and_drawn() {
    let manifest = format!(
        "[[case]]\nname = \"a/b\"\nrom = \"digit.ch8\"\nrows = {:?}\nregisters = {{ v1 = 8, pc = 0 }}\n\
         memory = {{ \"0x1FF\" = [0, 1] }}\nexit = \"exited\"\n",
        rows(&["#####"]),
    );
    let folder = Folder::with_manifest(&manifest);
    let outcome = folder.test("--failures out").expect(1, "0 passed, 1 failed").says(&[
        "manifest.toml:1)",
        "the program ran all its frames, expected exit \"exited\"",
        "v1 is 0x07, expected 0x08",
        "pc is 0x0208, expected 0x0000",
        "memory at 0x1FF is 00 60, expected 00 01",
        "11 pixels of the screen differ",
        "picture: out/a-b.png",
    ]);
    assert!(outcome.err.contains("1 of 1 cases failed"), "{outcome:#?}");
    assert_eq!(outcome.out.matches("v1 is").count(), 1, "what is true of all engines is said once: {outcome:#?}");
    let (width, height, bytes) = png(&folder.path("out/a-b.png"));
    assert_eq!((width, height), (3 * 512 + 4 * 16, 256 + 2 * 16));
    // The pixel at 4, 0 is expected to be lit, and the one at 3, 1 to be dark; eight pixels of the file are one.
    let at = |panel: usize, x: usize, y: usize| {
        let offset = ((16 + y * 8) * width + 16 + panel * 528 + x * 8) * 3;
        u32::from_be_bytes([0, bytes[offset], bytes[offset + 1], bytes[offset + 2]])
    };
    assert_eq!([at(0, 4, 0), at(1, 4, 0), at(2, 4, 0)], [0xFF_FFFF, 0x00_0000, 0xFF_4040]);
    assert_eq!([at(0, 3, 1), at(1, 3, 1), at(2, 3, 1)], [0x00_0000, 0xFF_FFFF, 0x40_A0FF]);
    assert_eq!([at(0, 0, 0), at(1, 0, 0), at(2, 0, 0)], [0xFF_FFFF, 0xFF_FFFF, 0x50_5050]);
}

#[test]
fn a_screen_known_by_its_sha1_is_drawn_alone() {
    let folder = Folder::with_manifest(&format!("[[case]]\nrom = \"digit.ch8\"\nscreen = \"{:040}\"\n", 0));
    folder.test("").expect(1, "0 passed, 1 failed").says(&[DIGIT_3_SHA1, "expected 0000"]);
    assert_eq!(png(&folder.path("stitch8-failures/digit.png")).0, 512 + 2 * 16);
}

#[test]
fn a_fault_that_is_not_expected_fails() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"faulty.ch8\"\n");
    folder.test("").expect(1, "0 passed, 1 failed").says(&["the program faulted: unknown opcode 8128 at 0x0200"]);
}

#[test]
fn a_fault_is_expected_by_its_message() {
    let case = |name: &str, platform: &str, rest: &str| {
        format!("[[case]]\nname = \"{name}\"\nrom = \"scroll.ch8\"\nplatform = \"{platform}\"\n{rest}\n")
    };
    let folder = Folder::with_manifest(
        &[
            case("part", "modernChip8", "fault = \"try --platform superchip\""),
            case("with exit", "modernChip8", "fault = \"00FB\"\nexit = \"fault\""),
            case("another", "modernChip8", "fault = \"XO-CHIP\""),
            case("none", "superchip", "fault = \"00FB\"\nframes = 2"),
        ]
        .concat(),
    );
    folder.write("scroll.ch8", bytes(&[0x00FB, 0x1202]));
    folder.test("").expect(1, "2 passed, 2 failed").says(&[
        "FAILED another",
        "the fault is \"unknown opcode 00FB at 0x0200: it is SUPER-CHIP's; try --platform superchip\", expected \"XO-CHIP\"",
        "FAILED none",
        "the program ran all its frames, expected exit \"fault\"",
    ]);
}

#[test]
fn pattern_and_pitch_can_be_expected() {
    let pattern = |first: u8| format!("pattern = [{first}, 0x3A, 0xF0, 2, 0x12, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]");
    let case = |name: &str, pitch: u8, first: u8| {
        let rest = format!("registers = {{ pitch = {pitch} }}\n{}\nexit = \"halt\"", pattern(first));
        format!("[[case]]\nname = \"{name}\"\nrom = \"sound.ch8\"\nplatform = \"xochip\"\n{rest}\n")
    };
    let folder = Folder::with_manifest(&[case("right", 0x70, 0xF1), case("wrong", 64, 0xF2)].concat());
    folder.write("sound.ch8", bytes(&[0x6170, 0xA204, 0xF13A, 0xF002, 0x1208]));
    folder.test("").expect(1, "1 passed, 1 failed").says(&[
        "FAILED wrong",
        "pitch is 0x70, expected 0x40",
        "the sample pattern is F1 3A F0 02 12 08 00 00 00 00 00 00 00 00 00 00, expected F2 3A",
    ]);
}

#[test]
fn keys_pokes_and_seeds_reach_the_program() {
    let folder = Folder::with_manifest(
        "[[case]]\nname = \"key\"\nrom = \"key.ch8\"\nkeys = [\"B@2-4\"]\nframes = 10\nregisters = { v0 = 0xB }\n\
         [[case]]\nname = \"poke\"\nrom = \"key.ch8\"\npokes = { \"0x200\" = [0x60, 0x2A], \"0x1FF\" = 9 }\n\
         frames = 10\nregisters = { v0 = 0x2A }\nmemory = { \"0x1FF\" = 9 }\n\
         [[case]]\nname = \"seed\"\nrom = \"random.ch8\"\nseed = 0\nregisters = { v0 = 0x14 }\n\
         [[case]]\nname = \"other seed\"\nrom = \"random.ch8\"\nseed = 1\nregisters = { v0 = 0x6C }\n",
    );
    folder.write("key.ch8", [0xF0, 0x0A, 0x12, 0x02]);
    folder.write("random.ch8", [0xC0, 0xFF, 0x12, 0x02]);
    folder.test("").expect(0, "4 passed, 0 failed");
}

#[test]
fn a_rom_is_found_by_its_sha1() {
    let folder = Folder::with_manifest("");
    folder.write("roms/whatever.bin", [0x12, 0x00]);
    let sha1 = stitch8::rom::hex_sha1(&[0x12, 0x00]).to_uppercase();
    let case = format!("[[case]]\nname = \"found\"\nsha1 = \"{sha1}\"\nexit = \"halt\"\n");
    folder.write("manifest.toml", &case);
    folder.test("").expect(2, "0 passed, 1 failed");
    folder.write("manifest.toml", format!("rom-folders = [\"roms\"]\n{case}"));
    folder.test("").expect(0, "1 passed, 0 failed");
    // In the manifest's own folder, whether its path names that or not.
    folder.write("whatever.bin", [0x12, 0x00]);
    folder.write("manifest.toml", &case);
    for path in ["manifest.toml", "./manifest.toml", "."] {
        stitch8(&folder, &["test", path]).expect(0, "1 passed, 0 failed");
    }
}

#[test]
fn a_folder_without_a_manifest_is_run_as_it_is() {
    let folder = Folder::with_manifest("");
    std::fs::remove_file(folder.path("manifest.toml")).expect("it was there");
    folder.write("huge.CH8", [0; 4000]);
    let outcome = folder.test("").expect(2, "1 passed, 2 failed").says(&["digit", "faulty", "huge", "8128"]);
    assert!(outcome.err.contains("huge.CH8: huge has 4000 bytes"), "{outcome:#?}");
}

#[test]
fn roms_without_a_manifest_are_run_as_the_database_knows_them() {
    let folder = Folder::with_manifest("");
    std::fs::remove_file(folder.path("manifest.toml")).expect("it was there");
    std::fs::remove_file(folder.path("faulty.ch8")).expect("it was there");
    folder.write("machine-code.ch8", [0x12, 0x00]);
    let sha1 = |name: &str| stitch8::rom::hex_sha1(&std::fs::read(folder.path(name)).expect("it was written"));
    let entry = |name: &str, platform: &str| {
        format!("{{\"title\": \"A\", \"roms\": {{\"{}\": {{\"platforms\": [\"{platform}\"]}}}}}}", sha1(name))
    };
    folder.write(
        "programs.json",
        format!("[{}, {}]", entry("digit.ch8", "xochip"), entry("machine-code.ch8", "hybridVIP")),
    );
    let options = format!("--database {}", folder.path("programs.json").display());
    let outcome = folder.test(&options).expect(0, "1 passed, 0 failed, 1 skipped");
    outcome.says(&["xochip", "A is a program for hybridVIP"]);
}

/// The cases named in the table.
fn named(outcome: &Outcome) -> Vec<&str> {
    let rows = outcome.out.lines().skip(1).take_while(|line| !line.is_empty());
    rows.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn a_filter_chooses_cases_and_their_problems() {
    let case = |name: &str, rom: &str| format!("[[case]]\nname = \"{name}\"\nrom = \"{rom}\"\n");
    let manifest = [case("One", "digit.ch8"), case("alone", "digit.ch8"), case("two", "nowhere.ch8")].concat();
    let folder = Folder::with_manifest(&manifest);
    assert_eq!(named(&folder.test("--filter oNe").expect(0, "2 passed, 0 failed")), ["One", "alone"]);
    folder.test("--filter two").expect(2, "0 passed, 1 failed");
    let outcome = folder.test("--filter three");
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.err.contains("no case of") && outcome.err.contains("\"three\""), "{outcome:#?}");
}

#[test]
fn order_and_results_do_not_depend_on_the_jobs() {
    let names: Vec<String> = (0..40).map(|number| format!("case{number}")).collect();
    let case = |(number, name): (usize, &String)| {
        format!("[[case]]\nname = {name:?}\nrom = \"digit.ch8\"\nframes = {}\nexit = \"frames\"\n", number % 7 * 40)
    };
    let folder = Folder::with_manifest(&names.iter().enumerate().map(case).collect::<String>());
    for jobs in [1, 2, 16] {
        assert_eq!(named(&folder.test(&format!("--jobs {jobs}")).expect(0, "40 passed, 0 failed")), names);
    }
    assert_eq!(folder.test("--jobs 0").code, 2);
}

#[test]
fn one_engine_alone() {
    let folder = Folder::with_manifest(
        "[[case]]\nname = \"any\"\nrom = \"digit.ch8\"\n\
         [[case]]\nname = \"compiled\"\nrom = \"digit.ch8\"\nengines = [\"recompiler\"]\n",
    );
    let outcome = folder.test("--engine interpreter").expect(0, "1 passed, 0 failed, 1 skipped");
    assert!(!outcome.out.contains("recompiler"), "{outcome:#?}");
    if cfg!(feature = "jit") {
        folder.test("").expect(0, "2 passed, 0 failed");
        folder.test("--engine recompiler").expect(0, "2 passed, 0 failed");
    } else {
        folder.test("").expect(0, "1 passed, 0 failed, 1 skipped");
    }
}

#[test]
fn a_report_for_build_servers() {
    let folder = Folder::with_manifest(
        "name = \"the <suite>\"\n[[case]]\nname = \"passes\"\nrom = \"digit.ch8\"\n\
         [[case]]\nname = \"fails & more\"\nrom = \"digit.ch8\"\nregisters = { v1 = 8 }\n\
         [[case]]\nname = \"is skipped\"\nskip = \"why \u{202E}not\"\n[[case]]\nname = \"is wrong\"\nrom = \"nowhere.ch8\"\n",
    );
    folder.test("--junit report.xml").expect(2, "1 passed, 2 failed, 1 skipped");
    let xml = folder.read("report.xml");
    for text in [
        "<testsuite name=\"the &lt;suite&gt;\" tests=\"4\" skipped=\"1\" errors=\"1\" failures=\"1\">",
        "<testcase name=\"passes\"",
        "<testcase name=\"fails &amp; more\"",
        "<failure message=\"v1 is 0x07, expected 0x08\">",
        // It may be shown in a terminal.
        "<skipped message=\"why \u{FFFD}not\"/>",
        "manifest.toml:14: ",
    ] {
        assert!(xml.contains(text), "{text} is not in {xml}");
    }
    let outcome = folder.test("--junit nowhere/report.xml");
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "nothing has been run: {outcome:#?}");
    assert!(outcome.err.contains("nowhere/report.xml"), "{outcome:#?}");
}

#[test]
fn what_failed_is_told_though_its_picture_cannot_be_written() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"digit.ch8\"\nregisters = { v1 = 8 }\n");
    folder.write("file", "");
    let outcome = folder.test("--failures file --junit report.xml").expect(1, "0 passed, 1 failed");
    let outcome = outcome.says(&["v1 is 0x07, expected 0x08"]);
    assert!(outcome.err.contains("not all pictures were written: file"), "{outcome:#?}");
    assert!(folder.read("report.xml").contains("failures=\"1\""));
}

#[test]
fn a_byte_can_be_poked_at_the_end_of_memory() {
    let case = "[[case]]\nrom = \"digit.ch8\"\nplatform = \"xochip\"\n";
    let values = "pokes = { \"0xFFFE\" = [1, 2] }\nmemory = { \"0xFFFE\" = [1, 2] }\n";
    Folder::with_manifest(&format!("{case}{values}")).test("").expect(0, "1 passed, 0 failed");
}

#[test]
fn of_a_source_with_errors_the_first_is_told_with_its_place() {
    let folder = Folder::with_manifest("[[case]]\nrom = \"bad.8o\"\n");
    folder.write("bad.8o", ": main\n  v0 := foo\n  v1 := bar\n");
    let outcome = folder.test("").expect(2, "0 passed, 1 failed");
    assert!(
        outcome.err.contains("bad.8o:2:9") && outcome.err.contains("foo") && outcome.err.contains("1 more"),
        "{outcome:#?}"
    );
}
