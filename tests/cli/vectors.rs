//! `stitch8 vectors`: folders of single-step vectors, written and run.

use std::path::Path;

use crate::support::{Folder, stitch8_with};

/// Writes vectors of the default platform.
fn written(folder: &Folder) -> std::path::PathBuf {
    let out = folder.path("vectors");
    let path = out.display().to_string();
    let outcome = stitch8_with(&["vectors", "--platform", "modernChip8", "--out", &path, "--count", "3"]).expect(0);
    assert!(outcome.out.starts_with("108 vectors of 36 instructions of modernChip8 in "), "{outcome:?}");
    out
}

fn check(folder: &Path) -> crate::support::Outcome {
    stitch8_with(&["vectors", "--check", &folder.display().to_string()])
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("it was written");
    assert!(text.contains(from), "{from:?} is not in {text}");
    std::fs::write(file, text.replacen(from, to, 1)).expect("it is ours");
}

#[test]
fn what_is_written_is_passed_and_comes_again() {
    let folder = Folder::new();
    let out = written(&folder);
    let outcome = check(&out).expect(0);
    assert!(outcome.out.contains("interpreter: 108 vectors passed, 0 failed\n"), "{outcome:?}");
    #[cfg(feature = "jit")]
    assert!(outcome.out.contains("recompiler: 108 vectors passed, 0 failed, "), "{outcome:?}");
    let before = std::fs::read(out.join("8XY4.json")).expect("it was written");
    written(&folder);
    assert_eq!(before, std::fs::read(out.join("8XY4.json")).expect("it was written"));
}

#[test]
fn a_vector_that_fails_is_told_with_what_differs() {
    let folder = Folder::new();
    let out = written(&folder);
    replace(&out.join("ANNN.json"), "\"final\":{\"pc\":", "\"final\":{\"pc\":1");
    let outcome = check(&out);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.out.starts_with("interpreter, ANNN.json, \"A"), "{outcome:?}");
    assert!(outcome.out.contains(": pc is "), "{outcome:?}");
    assert!(outcome.out.contains("interpreter: 107 vectors passed, 1 failed\n"), "{outcome:?}");
    assert!(outcome.err.ends_with("vectors failed\n"), "{outcome:?}");
}

#[test]
fn files_that_are_no_vectors_are_told_with_their_place() {
    let folder = Folder::new();
    let outcome = check(&folder.path("nowhere"));
    assert_eq!(outcome.err.matches("No such file").count(), 1, "{outcome:?}");
    outcome.refused(2, &["nowhere", "platform.json", "No such file"]);
    for (file, from, to, words) in [
        ("platform.json", "\"format\": 1", "\"format\": 2", &["platform.json", "`format` is 2"][..]),
        ("platform.json", "modernChip8", "megachip8", &["platform.json", "MEGA-CHIP8 is not supported yet"]),
        ("platform.json", "4096", "4097", &["platform.json", "memory", "modernChip8"]),
        ("6XNN.json", "\"v\":[", "\"v\":[300,", &["6XNN.json:2:", "300"]),
        ("6XNN.json", "\"delay\"", "\"dealy\"", &["6XNN.json:2:", "unknown field `dealy`"]),
        ("6XNN.json", "\"ram\":[[", "\"ram\":[[5000,1],[", &["6XNN.json", "\"6", "initial: `ram`", "5000", "4095"]),
        ("6XNN.json", "\"random\":\"", "\"random\":\"x", &["6XNN.json", "`random`", "16 hexadecimal digits"]),
        ("6XNN.json", "\"rows\":[]", "\"rows\":[[0,1,\"xyz\"]]", &["6XNN.json", "row 1", "16 hexadecimal digits"]),
        ("6XNN.json", "\"width\":64", "\"width\":128", &["6XNN.json", "no screen of 128"]),
        ("6XNN.json", "\"stack\":[", "\"stack\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,", &["6XNN.json", "stack"]),
        ("6XNN.json", "\"stack\":[", "\"stack\":[2147483648,", &["6XNN.json", "`stack` has 2147483648"]),
        ("6XNN.json", "]\n", "", &["6XNN.json:"]),
    ] {
        let folder = Folder::new();
        let out = written(&folder);
        replace(&out.join(file), from, to);
        let outcome = check(&out);
        // The files before it have been run.
        assert_eq!(outcome.err.lines().count(), 1, "{outcome:?}");
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        for word in words {
            assert!(outcome.err.contains(word), "{word:?} is not in {outcome:?}");
        }
    }
}

#[test]
fn what_to_do_must_be_said() {
    stitch8_with(&["vectors"]).refused(2, &["--out"]);
    stitch8_with(&["vectors", "--out", "x"]).refused(2, &["--platform"]);
    stitch8_with(&["vectors", "--check", "x", "--platform", "chip48", "--out", "y"]).refused(2, &["--check"]);
    stitch8_with(&["vectors", "--platform", "chip48", "--out", "x", "--count", "0"]).refused(2, &["--count", "1"]);
}

#[test]
fn vectors_of_two_machines_are_not_mixed() {
    let folder = Folder::new();
    let out = folder.path("v").display().to_string();
    let write = |options: &[&str]| stitch8_with(&[&["vectors", "--out", &out, "--count", "1"], options].concat());
    write(&["--platform", "chip48"]).expect(0);
    write(&["--platform", "chip48", "--seed", "5"]).expect(0);
    write(&["--platform", "xochip"]).refused(2, &[&out, "vectors of chip48", "another folder"]);
    write(&["--platform", "chip48", "--quirk", "shift=off"]).refused(2, &[&out, "other quirks"]);
    stitch8_with(&["vectors", "--check", &out]).expect(0);
}

/// Names like these are what other people call their vectors as well.
#[test]
fn what_is_no_vector_of_ours_is_not_written_over() {
    for (name, words) in [
        ("platform.json", &["platform.json:1:", "written over", "another folder"][..]),
        ("8XY4.json", &["8XY4.json is there already", "no platform.json", "another folder"]),
    ] {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("v")).expect("it is ours");
        let file = folder.file(&format!("v/{name}"), b"{\"mine\":1}");
        let out = folder.path("v").display().to_string();
        stitch8_with(&["vectors", "--platform", "chip48", "--count", "1", "--out", &out]).refused(2, words);
        assert_eq!(std::fs::read(&file).expect("it is there"), b"{\"mine\":1}");
        assert_eq!(std::fs::read_dir(folder.path("v")).expect("it is there").count(), 1);
    }
}

/// It is all that other emulators have to go by.
#[test]
fn a_random_byte_that_the_generator_does_not_give_fails() {
    let folder = Folder::new();
    let out = written(&folder);
    replace(&out.join("6XNN.json"), "\"exit\":\"next\"", "\"exit\":\"next\",\"random_byte\":3");
    let outcome = check(&out);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.out.contains("random_byte is none, not 3"), "{outcome:?}");
}

#[test]
fn vectors_are_read_one_at_a_time_and_none_of_any_size() {
    let folder = Folder::new();
    let out = written(&folder);
    replace(
        &out.join("6XNN.json"),
        "\"rows\":[]",
        &format!("\"rows\":[{}[0,0,\"\"]]", "[0,0,\"\"],".repeat(2_000_000)),
    );
    check(&out).refused(2, &["6XNN.json: vector 1 has more than 16777216 bytes"]);
    // Many that are small are many, and no trouble.
    let out = written(&folder);
    let file = out.join("6XNN.json");
    let text = std::fs::read_to_string(&file).expect("it was written");
    let line = text.lines().nth(1).expect("it is the first vector").trim_end_matches(',').to_owned();
    std::fs::write(&file, format!("[{}{line}]", format!("{line},\n").repeat(20_000))).expect("it is ours");
    assert!(check(&out).expect(0).out.contains("interpreter: 20106 vectors passed, 0 failed"));
}

/// What a file is called is no line of the report.
#[cfg(unix)]
#[test]
fn a_file_cannot_have_lines_in_its_name() {
    let folder = Folder::new();
    let out = written(&folder);
    let forged = out.join("6XNN\ninterpreter: 9 vectors passed, 0 failed\n.json");
    std::fs::rename(out.join("6XNN.json"), &forged).expect("it was written");
    replace(&forged, "\"final\":{\"pc\":", "\"final\":{\"pc\":1");
    let outcome = check(&out);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(!outcome.out.contains("\ninterpreter: 9 "), "{outcome:?}");
}
