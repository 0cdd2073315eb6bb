//! The outside world at its worst: full disks, read-only folders, closed pipes, files without end, and control
//! characters in whatever is shown. One clear line, the right exit code, and nothing half written.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Folder, Outcome, stitch8, stitch8_with, wait_for};

/// Runs `stitch8` with its standard output going to `out`.
fn writing_to(arguments: &[&str], out: Stdio) -> Outcome {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("stitch8"))
        .args(arguments)
        .env_remove("RUST_LOG")
        .env("STITCH8_CODE_CACHE", "")
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut err = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut err).expect("it prints UTF-8");
    let code = child.wait().expect("it was started").code();
    Outcome { code, out: String::new(), err }
}

/// A pipe that nobody reads: its other end is closed before anything is written to it.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("there are pipes");
    drop(reader);
    writer.into()
}

/// A standard error that takes nothing.
#[test]
fn a_standard_error_that_is_full_or_closed() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    let bad = folder.file("bad.8o", b": main nonsense").display().to_string();
    let warned = folder.file("warned.8o", b": main loop again : unused ;").display().to_string();
    let settings = folder.file("s.toml", b"volum = 1").display().to_string();
    let commands: [(&[&str], i32); 7] = [
        (&["info", "nowhere.ch8"], 2),
        (&["nonsense", "--nonsense"], 2),
        (&["run", &rom, "--nonsense"], 2),
        (&["asm", &bad], 2),
        (&["asm", &warned], 0),
        (&["config", "--settings", &settings], 0),
        (&["run", &rom, "--frames", "1", "--settings", &settings], 0),
    ];
    for (command, code) in commands {
        let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it"));
        for err in [full(), closed_pipe()] {
            let status = Command::new(assert_cmd::cargo::cargo_bin("stitch8"))
                .args(command)
                .env("STITCH8_CODE_CACHE", "")
                .stdout(Stdio::null())
                .stderr(err)
                .status()
                .expect("it starts");
            assert_eq!(status.code(), Some(code), "{command:?}");
        }
    }
    // Help that does not fit is no help; help that somebody has read enough of is.
    for text in ["--help", "--version"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        writing_to(&[text], full.into()).refused(2, &["standard output", "No space left on device"]);
        assert_eq!(writing_to(&[text], closed_pipe()).code, Some(0));
    }
}

/// A folder in which no file can be made, whoever runs the test.
const READ_ONLY: &str = "/proc";

#[test]
fn a_standard_output_that_is_full_or_closed() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x6001, 0x1202]).display().to_string();
    let (vectors, suite) = (folder.path("vectors").display().to_string(), folder.path("").display().to_string());
    let game = concat!(env!("CARGO_MANIFEST_DIR"), "/../roms/bench/sieve.ch8");
    stitch8_with(&["vectors", "--platform", "chip48", "--out", &vectors, "--count", "1"]).expect(0);
    let commands: [&[&str]; 15] = [
        &["explain", game],
        &["config"],
        &["config", &rom],
        &["completions", "zsh"],
        &["man"],
        &["vectors", "--check", &vectors],
        &["run", &rom],
        &["run", &rom, "--json"],
        &["run", &rom, "--stats", "--engine", "recompiler"],
        &["bench", &rom, "--frames", "2", "--rounds", "1"],
        &["info", &rom],
        &["info", "--list"],
        &["disasm", &rom],
        &["test", &suite],
        &["vectors", "--platform", "chip48", "--out", &vectors, "--count", "1"],
    ];
    for command in commands {
        let is_recompiled = command.contains(&"--stats") || command[0] == "explain";
        if cfg!(not(feature = "jit")) && is_recompiled {
            continue;
        }
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        writing_to(command, full.into()).refused(2, &["standard output", "No space left on device"]);
        writing_to(command, closed_pipe()).refused(2, &["standard output", "Broken pipe"]);
    }
}

#[test]
fn files_that_do_not_fit_on_the_disk() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let source = folder.file("a.8o", b": main loop again");
    for (command, file, options) in [
        ("run", &rom, "--screenshot /dev/full"),
        ("disasm", &rom, "--output /dev/full"),
        ("asm", &source, "--output /dev/full"),
    ] {
        stitch8(command, file, options).refused(2, &["/dev/full", "No space left on device"]);
    }
}

#[test]
fn folders_that_cannot_be_written_to() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let source = folder.file("a.8o", b": main loop again");
    for (command, file, option) in [
        ("run", &rom, "--screenshot"),
        ("run", &rom, "--wav"),
        ("run", &rom, "--gif"),
        ("run", &rom, "--record"),
        ("run", &rom, "--save-state"),
        ("disasm", &rom, "--output"),
        ("asm", &source, "--output"),
        ("asm", &source, "--symbols"),
        ("asm", &source, "--listing"),
    ] {
        let target = format!("{READ_ONLY}/made-by-a-test");
        stitch8(command, file, &format!("{option} {target}")).refused(2, &[&target]);
        let nowhere = folder.path("nowhere/file").display().to_string();
        stitch8(command, file, &format!("{option} {nowhere}")).refused(2, &[&nowhere, "No such file"]);
    }
    for command in [&["vectors", "--platform", "chip48", "--count", "1"][..], &["man"]] {
        stitch8_with(&[command, &["--out", READ_ONLY]].concat()).refused(2, &[READ_ONLY]);
    }
}

#[test]
fn nothing_is_left_beside_a_file_that_is_written() {
    let folder = Folder::new();
    let source = folder.file("a.8o", b": main loop again");
    stitch8("asm", &source, "").expect(0);
    let rom = folder.path("a.ch8");
    let picture = folder.path("a.png").display().to_string();
    stitch8("run", &rom, &format!("--screenshot {picture}")).expect(0);
    // One that fails after that leaves them as they are.
    let before = std::fs::read(&picture).expect("it was written");
    stitch8("run", &folder.path("b.ch8"), &format!("--screenshot {picture}")).refused(2, &["b.ch8"]);
    assert_eq!(before, std::fs::read(&picture).expect("it is still there"));
    let mut names: Vec<String> = std::fs::read_dir(folder.path(""))
        .expect("it is ours")
        .map(|entry| entry.expect("it is ours").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["a.8o", "a.ch8", "a.png"]);
}

#[test]
fn a_disassembly_is_printed_as_it_is_written() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x6001, 0x2206, 0x1204, 0x00EE]);
    let output = folder.path("a.8o");
    let printed = stitch8("disasm", &rom, "").expect(0).out;
    stitch8("disasm", &rom, &format!("--output {}", output.display())).expect(0);
    assert!(printed.contains('\t'), "{printed}");
    assert_eq!(printed, std::fs::read_to_string(&output).expect("it was written"));
}

#[test]
fn files_without_end() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    stitch8("test", Path::new("/dev/zero"), "").refused(2, &["/dev/zero", "4194304 bytes"]);
    stitch8("disasm", &rom, "--symbols /dev/zero").refused(2, &["/dev/zero", "16777216 bytes"]);
    let text = "[[case]]\nrom = \"test.ch8\"\npicture = \"/dev/zero\"\n";
    let manifest = folder.file("manifest.toml", text.as_bytes());
    let outcome = stitch8("test", &manifest, "");
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.err.contains("manifest.toml:3") && outcome.err.contains("no regular file"), "{outcome:?}");
}

/// What must not get to a terminal: clear the screen, set the title, ring, and the control sequence of eight-bit
/// terminals.
const EVIL: &str = "\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}5n\r";

/// [`EVIL`] as JSON and TOML write it.
fn escaped() -> String {
    EVIL.chars().fold(String::new(), |mut text, c| {
        let _ = write!(text, "\\u{:04X}", u32::from(c));
        text
    })
}

#[track_caller]
fn is_harmless(outcome: &Outcome) {
    for text in [&outcome.out, &outcome.err] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{outcome:?}");
    }
    assert!(outcome.out.contains("owned") || outcome.err.contains("owned"), "it was not shown: {outcome:?}");
}

#[test]
fn control_characters_of_files_do_not_get_to_the_terminal() {
    let folder = Folder::new();
    let json_text = escaped();
    // The name of a file.
    let rom = folder.file(&format!("a{EVIL}.ch8"), &[0x12, 0x00]);
    for command in ["run", "info", "bench", "disasm"] {
        let outcome = stitch8(command, &rom, "");
        if command != "disasm" {
            is_harmless(&outcome);
        }
        // Many files may be named by a pattern.
        is_harmless(&stitch8(command, &folder.path("test.ch8"), &format!("owned{}", EVIL.trim())));
    }
    is_harmless(&stitch8("run", &folder.path(&format!("b{EVIL}.ch8")), ""));
    // A title in a database.
    let plain = folder.rom(&[0x1200]);
    let sha1 = crate::support::sha1(&[0x12, 0x00]);
    let json = format!(
        "[{{\"title\": \"{json_text}\", \"description\": \"{json_text}\", \"authors\": [\"{json_text}\"], \
         \"roms\": {{\"{sha1}\": {{\"platforms\": [\"chip48\"]}}}}}}]"
    );
    let database = folder.file("programs.json", json.as_bytes()).display().to_string();
    is_harmless(&stitch8_with(&["info", &plain.display().to_string(), "--database", &database]));
    // And one that would look like what is said of the program.
    let forged =
        json.replace(&json_text, "owned\\nplatform     forged").replace("\"chip48\"", "\"chip48\", \"a\\nforged\"");
    let database = folder.file("forged.json", forged.as_bytes()).display().to_string();
    let outcome = stitch8_with(&["info", &plain.display().to_string(), "--database", &database]);
    is_harmless(&outcome);
    assert!(
        !outcome.out.lines().any(|line| line.starts_with("forged") || line.starts_with("platform     forged")),
        "{outcome:?}"
    );
    // A line of a source, and a name in it.
    let source = folder.file("a.8o", format!(": main {EVIL} owned := 300 # {EVIL}").as_bytes());
    is_harmless(&stitch8("asm", &source, ""));
    let label = folder.file("b.8o", format!(": main loop again\n: owned{} 1 # {EVIL}", EVIL.trim()).as_bytes());
    let rom = folder.path("b.ch8").display().to_string();
    for option in ["--symbols", "--listing"] {
        is_harmless(&stitch8("asm", &label, &format!("-o {rom} {option} /dev/stderr")));
    }
    // What a manifest says.
    let text = escaped();
    let manifest = format!(
        "name = \"{text}\"\n[[case]]\nname = \"{text}\"\nrom = \"test.ch8\"\nfault = \"{text}\"\nexit = \"fault\"\n\
         [[case]]\nname = \"b\"\nrom = \"test.ch8\"\nskip = \"{text}\"\n[[case]]\nname = \"c\"\nrom = \"{text}\"\n"
    );
    is_harmless(&stitch8("test", &folder.file("m.toml", manifest.as_bytes()), ""));
}

#[test]
fn a_file_that_is_larger_than_files_may_be() {
    let folder = Folder::new();
    let (rom, wav) = (folder.rom(&[0x1200]).display().to_string(), folder.file("a.wav", b"before"));
    let (program, picture) = (assert_cmd::cargo::cargo_bin("stitch8"), folder.path("a.png"));
    let files = format!("--wav '{}' --screenshot '{}'", wav.display(), picture.display());
    let line = format!("ulimit -f 8; '{}' run '{rom}' {files}", program.display());
    let mut shell = Command::new("sh");
    // What coverage is measured with would say that its file is too large as well.
    shell.args(["-c", &line]).env("STITCH8_CODE_CACHE", "").env("LLVM_PROFILE_FILE", "/dev/null");
    let output = shell.output().expect("sh starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("a.wav") && said.contains("File too large") && said.lines().count() == 1, "{said}");
    assert_eq!(std::fs::read(&wav).expect("it is there"), b"before");
    let names =
        std::fs::read_dir(folder.path("")).expect("it is ours").map(|entry| entry.expect("it is there").file_name());
    assert_eq!(names.count(), 3, "something was left");
    // What became of one file is nothing to the other.
    assert!(std::fs::read(&picture).expect("it was written").starts_with(b"\x89PNG"));
}

#[test]
fn a_recording_stays_if_there_is_no_room_for_another() {
    let folder = Folder::new();
    let (rom, program) = (folder.rom(&[0x1200]), assert_cmd::cargo::cargo_bin("stitch8"));
    let recording = folder.path("a.rec");
    stitch8("run", &rom, &format!("--frames 1000 --record {}", recording.display())).expect(0);
    let whole = std::fs::read(&recording).expect("it was written");
    for before in [&whole[..], &whole[..100]] {
        std::fs::write(&recording, before).expect("it is ours");
        let line = "ulimit -f 0; exec \"$0\" run \"$1\" --record \"$2\"";
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).args([&program, &rom, &recording]);
        shell.env("STITCH8_CODE_CACHE", "").env("LLVM_PROFILE_FILE", "/dev/null");
        let output = shell.output().expect("sh starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write the recording") && said.contains("File too large"), "{said}");
        assert!(std::fs::read(&recording).expect("it is there") == before, "it is another, or damaged");
    }
}

#[test]
fn a_run_that_is_interrupted_leaves_what_there_was_and_nothing_else() {
    let folder = Folder::new();
    let (rom, gif) = (folder.rom(&[0x7001, 0xF029, 0xD005, 0x1200]), folder.file("a.gif", b"before"));
    let (wav, recording) = (folder.path("a.wav"), folder.path("a.recording"));
    let mut run = Command::new(assert_cmd::cargo::cargo_bin("stitch8"));
    run.arg("run").arg(&rom).arg("--gif").arg(&gif).arg("--wav").arg(&wav).arg("--record").arg(&recording);
    run.args(["--frames", "2000000"]).env("STITCH8_CODE_CACHE", "").stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = run.spawn().expect("it starts");
    let recorded = || std::fs::metadata(&recording).is_ok_and(|metadata| metadata.len() > 0);
    assert!(wait_for(20, recorded), "it does not run");
    let process = run.id().to_string();
    Command::new("kill").args(["-s", "TERM", &process]).status().expect("every system has it");
    let output = run.wait_with_output().expect("it is ours");
    assert_eq!(output.status.signal(), Some(15), "{output:?}");
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(std::fs::read(&gif).expect("it is there"), b"before");
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path("")).expect("it is ours").map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.gif", "a.recording", "test.ch8"]);
    stitch8("run", &rom, &format!("--play {}", recording.display())).expect(0);
}

/// Runs a line of `sh` with `stitch8` in it. Its exit code, and what is in the file that is its standard output, where there was `before`.
fn in_shell(folder: &Folder, line: &str) -> (Option<i32>, Vec<u8>, String) {
    let log = folder.file("log", b"before");
    let program = assert_cmd::cargo::cargo_bin("stitch8");
    let line = format!("exec >> log; {}", line.replace("stitch8", &program.display().to_string()));
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]).current_dir(folder.path("")).env("STITCH8_CODE_CACHE", "").env_remove("RUST_LOG");
    let output = shell.output().expect("sh starts");
    (
        output.status.code(),
        std::fs::read(log).expect("it is there"),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_file_that_is_open_is_written_to_and_not_replaced() {
    let folder = Folder::new();
    folder.rom(&[0x1200]);
    folder.file("a.8o", b": main 1 2 3");
    let (code, log, said) = in_shell(&folder, "stitch8 asm a.8o -o /dev/stdout; stitch8 asm a.8o -o /dev/fd/3 3>> log");
    assert_eq!((code, &log[..12], said.as_str()), (Some(0), &b"before\x01\x02\x03\x01\x02\x03"[..], ""));
    // Before the report.
    let (code, log, said) = in_shell(&folder, "stitch8 run test.ch8 --frames 1 --json --screenshot /dev/stdout");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(log.starts_with(b"before\x89PNG") && log.ends_with(b"}\n"), "{log:?}");
    // What another process has open is none of ours: the shell's standard output is a file here, and is replaced as one.
    let (code, log, said) = in_shell(&folder, "stitch8 asm a.8o -o /proc/$$/fd/1; true");
    assert_eq!((code, log.as_slice(), said.as_str()), (Some(0), &[1, 2, 3][..], ""));
    // What gets its name when it is finished needs one.
    for option in ["--wav /dev/stdout", "--gif /dev/fd/3 3>> log", "--save-state /proc/self/fd/1"] {
        let (code, log, said) = in_shell(&folder, &format!("stitch8 run test.ch8 --frames 1 {option}"));
        assert_eq!((code, said.lines().count()), (Some(2), 1), "{option}: {said}");
        assert!(said.contains("one that is already open") && log == b"before", "{option}: {said}");
    }
}

#[test]
fn links_that_go_around_in_a_circle_stay() {
    let folder = Folder::new();
    let source = folder.file("a.8o", b": main 1 2 3");
    let (one, other) = (folder.path("one"), folder.path("other"));
    std::os::unix::fs::symlink(&one, &other).expect("the folder is ours");
    std::os::unix::fs::symlink(&other, &one).expect("the folder is ours");
    stitch8("asm", &source, &format!("-o {}", one.display())).refused(2, &["one", "in a circle"]);
    assert!(one.is_symlink() && other.is_symlink());
}

#[test]
fn a_signal_that_was_to_be_ignored_is() {
    let folder = Folder::new();
    let (rom, gif) = (folder.rom(&[0x7001, 0xF029, 0xD005, 0x1200]), folder.path("a.gif"));
    let program = assert_cmd::cargo::cargo_bin("stitch8");
    let line = format!(
        "trap '' HUP; exec '{}' run '{}' --gif '{}' --frames 20000",
        program.display(),
        rom.display(),
        gif.display()
    );
    let mut run = Command::new("sh");
    run.args(["-c", &line]).env("STITCH8_CODE_CACHE", "").stdout(Stdio::null());
    let mut run = run.spawn().expect("it starts");
    let is_begun = || std::fs::read_dir(folder.path("")).expect("it is ours").count() > 1;
    assert!(wait_for(20, is_begun), "it does not run");
    Command::new("kill").args(["-s", "HUP", &run.id().to_string()]).status().expect("every system has it");
    assert_eq!(run.wait().expect("it is ours").code(), Some(0));
    assert!(std::fs::read(gif).expect("it was written").ends_with(b";"));
}

#[test]
fn what_is_read_is_not_written_over() {
    let folder = Folder::new();
    let source = b": main loop again";
    let path = |name: &str| folder.path(name).display().to_string();
    for name in ["game.8o", "game.ch8", "other.8o"] {
        folder.file(name, source);
    }
    std::os::unix::fs::symlink(folder.path("game.8o"), folder.path("link")).expect("the folder is ours");
    let (game, rom, new) = (path("game.8o"), path("game.ch8"), path("new"));
    let commands: [&[&str]; 10] = [
        &["asm", &game, "-o", &game],
        &["asm", &game, "-o", &new, "--symbols", &path("link")],
        &["asm", &game, "-o", &new, "--listing", &new],
        // A source that is called as its ROM would be.
        &["asm", &rom],
        &["disasm", &rom, "-o", &rom],
        &["run", &rom, "--save-state", &rom],
        &["run", &rom, "--wav", &new, "--gif", &new],
        &["run", &rom, "--screenshot", &rom],
        &["run", &rom, "--stats-json", &rom],
        &["test", &rom, "--junit", &rom],
    ];
    for command in commands {
        stitch8_with(command).refused(2, &["name another file"]);
    }
    for name in ["game.8o", "game.ch8", "other.8o", "link"] {
        assert_eq!(std::fs::read(folder.path(name)).expect("it is there"), source, "{name}");
    }
    assert!(!folder.path("new").exists());
    // A state may take the place of the one that was gone on from.
    let (state, rom) = (path("state"), folder.rom(&[0x7001, 0x1200]).display().to_string());
    stitch8_with(&["run", &rom, "--frames", "1", "--save-state", &state]).expect(0);
    stitch8_with(&["run", &rom, "--frames", "1", "--load-state", &state, "--save-state", &state]).expect(0);
}
