//! `--record` and `--play`.

use std::path::{Path, PathBuf};

use crate::support::{Folder, stitch8, stitch8_with};

fn game(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms/games").join(name)
}

fn engines() -> &'static [&'static str] {
    if cfg!(feature = "jit") { &["interpreter", "recompiler", "lockstep"] } else { &["interpreter"] }
}

#[test]
fn what_is_recorded_plays_to_the_same_on_every_engine() {
    let folder = Folder::new();
    let (rom, recording) = (game("updraft.ch8"), folder.path("a.rec"));
    let options =
        format!("--frames 200 --seed 9 --ipf 40 --key 5@10-20 --key 7@30-90 --record {}", recording.display());
    let expected = stitch8("run", &rom, &format!("--json {options}")).json();
    for engine in engines() {
        let play = |options: &str| {
            let options = format!("--json --engine {engine} --play {} {options}", recording.display());
            stitch8("run", &rom, &options).json()
        };
        let report = play("");
        for key in ["platform", "frames", "instructions", "screen", "exit"] {
            assert_eq!(expected[key], report[key], "{key} on {engine}");
        }
        assert_eq!(
            (200, true),
            (report["recording"]["played"].as_u64().unwrap(), report["recording"]["finished"] == true)
        );
        assert_eq!(150, play("--frames 150")["frames"]);
        assert_eq!(200, play("--frames 900")["frames"]);
    }
    // A state in the middle of it goes on as well.
    let (state, second) = (folder.path("a.state"), folder.path("b.rec"));
    stitch8("run", &rom, &format!("--frames 90 --play {} --save-state {}", recording.display(), state.display()))
        .expect(0);
    let options = format!("--json --frames 110 --load-state {} --record {}", state.display(), second.display());
    let expected = stitch8("run", &rom, &options).json();
    let report = stitch8("run", &rom, &format!("--json --play {}", second.display())).json();
    assert_eq!((&expected["screen"], 110), (&report["screen"], report["frames"].as_u64().unwrap()));
}

#[test]
fn a_fault_is_played_as_well() {
    let folder = Folder::new();
    // 200: if v0 -key then / jump 200 / FFFF
    let (rom, recording) = (folder.rom(&[0xE09E, 0x1200, 0xFFFF]), folder.path("a.rec"));
    stitch8("run", &rom, &format!("--key 0@50-60 --record {}", recording.display())).expect(1);
    let outcome = stitch8("run", &rom, &format!("--json --play {}", recording.display())).expect(1);
    assert_eq!(
        ("fault", 51),
        (outcome.report()["exit"].as_str().unwrap(), outcome.report()["frames"].as_u64().unwrap())
    );
}

#[test]
fn what_cannot_be_played_or_recorded_is_refused() {
    let folder = Folder::new();
    let (rom, recording) = (folder.rom(&[0x1200]), folder.path("a.rec"));
    stitch8("run", &rom, &format!("--frames 70 --record {}", recording.display())).expect(0);
    let play = |path: &Path, options: &str| stitch8("run", &rom, &format!("--play {} {options}", path.display()));
    for options in ["--seed 1", "--key 1@2-3", "--platform xochip", "--ipf 9", "--poke 0x300=1", "--record b.rec"] {
        play(&recording, options).refused(2, &["--play", "cannot be used with", options.split(' ').next().unwrap()]);
    }
    let text = recording.display().to_string();
    stitch8_with(&["run", "--play", &text]).refused(2, &["a recording of another ROM, test", "Skyline"]);
    stitch8_with(&["run"]).refused(2, &["ROM"]);
    let mut bytes = std::fs::read(&recording).expect("it was written");
    let half = folder.file("half.rec", &bytes[..bytes.len() - 20]);
    let report = play(&half, "--json").json();
    assert_eq!((60, false), (report["frames"].as_u64().unwrap(), report["recording"]["finished"] == true));
    assert!(play(&half, "").expect(0).out.contains("60 of 60 frames played, which was never ended"));
    *bytes.last_mut().expect("there are some") ^= 1;
    play(&folder.file("changed.rec", &bytes), "").refused(2, &["changed.rec is a damaged recording: at byte"]);
    play(&rom, "").refused(2, &["is no recording"]);
    stitch8("run", &rom, &format!("--record {}", rom.display())).refused(2, &["is the ROM, which would be lost"]);
    let other = folder.file("other.txt", b"something else");
    stitch8("run", &rom, &format!("--record {}", other.display()))
        .refused(2, &["cannot write the recording", "left alone"]);
    let missing = folder.path("nowhere").join("a.rec");
    stitch8("run", &rom, &format!("--record {}", missing.display())).refused(2, &["No such file"]);
}

#[test]
fn a_recording_that_no_longer_fits_tells_the_frame() {
    let folder = Folder::new();
    let (rom, recording) = (game("skyline.ch8"), folder.path("a.rec"));
    stitch8("run", &rom, &format!("--frames 100 --record {}", recording.display())).expect(0);
    // The checksum of frame 100, in the last record but the end; the checksums of the file are put right.
    let mut bytes = std::fs::read(&recording).expect("it was written");
    let end = bytes.len() - (8 + 2 + 4);
    bytes[end - 5] ^= 1;
    let start = (20..end).find(|&at| {
        let length = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four")) as usize;
        at + 12 < end && at + 12 + length(at) == end
    });
    let start = start.expect("it is there") + 8;
    let checksum = crc32fast::hash(&bytes[start..end - 4]).to_le_bytes();
    bytes[end - 4..end].copy_from_slice(&checksum);
    let changed = folder.file("b.rec", &bytes);
    let outcome = stitch8("run", &rom, &format!("--json --play {}", changed.display())).expect(1);
    assert!(outcome.err.contains("from frame 100 on"), "{outcome:?}");
    assert_eq!(
        (100, "not as recorded"),
        (outcome.report()["difference"]["frame"].as_u64().unwrap(), outcome.report()["exit"].as_str().unwrap())
    );
}

#[cfg(target_os = "linux")]
#[test]
fn one_file_is_not_recorded_to_twice_at_once() {
    let folder = Folder::new();
    let (rom, recording) = (folder.rom(&[0x7001, 0x1200]), folder.path("a.rec"));
    let options = format!("--record {} --frames", recording.display());
    let first = std::process::Command::new(assert_cmd::cargo::cargo_bin("stitch8"))
        .arg("run")
        .arg(&rom)
        .args(options.split(' '))
        .arg("100000000")
        .env("STITCH8_CODE_CACHE", "")
        .stdout(std::process::Stdio::null())
        .spawn();
    let mut first = first.expect("it starts");
    let is_begun = || std::fs::metadata(&recording).is_ok_and(|metadata| metadata.len() > 0);
    let is_begun = crate::support::wait_for(20, is_begun);
    let second = stitch8("run", &rom, &format!("{options} 1"));
    first.kill().expect("it is ours");
    first.wait().expect("it is ours");
    assert!(is_begun);
    second.refused(2, &["a.rec", "recorded to just now"]);
    stitch8("run", &rom, &format!("{options} 1")).expect(0);
}

#[cfg(all(feature = "window", target_os = "linux"))]
#[test]
fn a_window_that_is_killed_leaves_what_it_has_recorded() {
    use crate::played::{Played, wait_for};

    let folder = Folder::new();
    let (rom, recording, data) = (game("lanterns.ch8"), folder.path("a.rec"), folder.path("data"));
    let text = recording.display().to_string();
    let Some(played) = Played::start(&rom, &["--record", &text], &[("XDG_DATA_HOME", &data)]) else { return };
    // The beginning, and two seconds' checksums of some 310 bytes each.
    let size = || std::fs::metadata(&recording).map_or(0, |metadata| metadata.len());
    assert!(wait_for(20, || size() > 100));
    let beginning = size();
    let found = wait_for(20, || size() > beginning + 600);
    let (playing, said) = played.stop();
    assert!(found && playing && said.is_empty(), "{playing}, {said}");
    let report = stitch8("run", &rom, &format!("--json --play {text}")).json();
    assert_eq!((120, false), (report["frames"].as_u64().unwrap() / 60 * 60, report["recording"]["finished"] == true));
    // It plays in a window as well, to its end.
    let played = Played::start(&rom, &["--play", &text], &[("XDG_DATA_HOME", &data)]).expect("there was one before");
    std::thread::sleep(std::time::Duration::from_secs(4));
    let (playing, said) = played.stop();
    assert!(playing && said.contains("the recording is over"), "{said}");
}
