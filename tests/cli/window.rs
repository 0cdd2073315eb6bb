//! Playing where there is no display.

use crate::support::{Folder, stitch8_with};

#[cfg(feature = "window")]
#[test]
fn without_a_display_run_is_offered() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    for arguments in [&[&rom[..]][..], &["play", &rom[..]]] {
        stitch8_with(arguments).refused(3, &["stitch8 run"]);
    }
}

#[cfg(feature = "window")]
#[test]
fn what_is_never_played_is_not_recorded() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    let path = folder.path("a.rec");
    let recording = path.display().to_string();
    let play = |path: &str| stitch8_with(&["play", &rom, "--record", path]);
    play(&recording).refused(3, &["stitch8 run"]);
    assert!(!path.exists(), "there is nothing in it");
    stitch8_with(&["run", &rom, "--frames", "70", "--record", &recording]).expect(0);
    let before = std::fs::read(&path).expect("it was written");
    play(&recording).refused(3, &["stitch8 run"]);
    assert!(before == std::fs::read(&path).expect("it is there"), "what was recorded before still is");
    // What could never be recorded to is told first.
    play(&rom).refused(2, &["cannot write the recording", "left alone"]);
    play(&folder.path("nowhere/a.rec").display().to_string()).refused(2, &["No such file"]);
    play(&folder.path(".").display().to_string()).refused(2, &["cannot write the recording"]);
}

#[cfg(feature = "window")]
#[test]
fn what_cannot_be_played_is_refused_before_the_display_is_missed() {
    let folder = Folder::new();
    let missing = folder.path("nowhere.ch8").display().to_string();
    stitch8_with(&[&missing]).refused(2, &["nowhere.ch8", "No such file"]);
    let rom = folder.rom(&[0x1200]).display().to_string();
    stitch8_with(&[&rom, "--platform", "nintendo"]).refused(2, &["nintendo", "chip48"]);
}

#[cfg(feature = "window")]
#[test]
fn only_a_file_that_is_named_can_be_watched() {
    let folder = Folder::new();
    let missing = folder.path("nowhere.8o").display().to_string();
    stitch8_with(&["--watch"]).refused(2, &["ROM", "--help"]);
    stitch8_with(&["play", "--watch"]).refused(2, &["ROM", "--help"]);
    stitch8_with(&[&missing, "--watch"]).refused(2, &["nowhere.8o", "No such file"]);
    stitch8_with(&[&folder.path(".").display().to_string(), "--watch"]).refused(2, &["is a folder"]);
    #[cfg(unix)]
    {
        let pipe = folder.pipe("pipe");
        stitch8_with(&[&pipe.display().to_string(), "--watch"]).refused(2, &["pipe", "only a regular file"]);
    }
    let rom = folder.file("game.8o", b"no source").display().to_string();
    stitch8_with(&[&rom, "--watch"]).refused(3, &["stitch8 run"]);
}

#[cfg(not(feature = "window"))]
#[test]
fn a_build_without_a_window_offers_run() {
    stitch8_with(&[]).refused(2, &["stitch8 run"]);
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    stitch8_with(&[&rom]).refused(2, &["--help"]);
}

#[cfg(all(feature = "window", target_os = "linux"))]
#[test]
fn flag_registers_are_kept_while_a_program_is_played() {
    use crate::played::{Played, wait_for};
    use crate::support::sha1;

    let folder = Folder::new();
    // 200: load flags v0 / v0 += 1 / save flags v0 / self-jump
    let words: [u16; 4] = [0xF085, 0x7001, 0xF075, 0x1206];
    let rom = folder.rom(&words);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let data = folder.path("data");
    let file = data.join("stitch8/flags").join(sha1(&bytes));
    let text = |count: &str| format!("stitch8 flags 1\n{count}{}\n", " 00".repeat(15));
    for count in ["01", "02"] {
        let Some(played) = Played::start(&rom, &["--platform", "xochip"], &[("XDG_DATA_HOME", &data)]) else { return };
        let written = || std::fs::read_to_string(&file).is_ok_and(|found| found == text(count));
        let found = wait_for(20, written);
        let (playing, said) = played.stop();
        assert!(found && playing && said.is_empty(), "{count}: {playing}, {said}");
    }
    // A file that is of no use is told of and left alone, and the game goes on.
    std::fs::write(&file, "stitch8 fl").expect("the folder is ours");
    let played =
        Played::start(&rom, &["--platform", "xochip"], &[("XDG_DATA_HOME", &data)]).expect("there was one before");
    assert!(!wait_for(2, || std::fs::read(&file).is_ok_and(|found| found.len() != 10)), "it is left alone");
    let (playing, said) = played.stop();
    assert!(playing, "{said}");
    assert_eq!(1, said.lines().count(), "{said}");
    assert!(said.contains("is no file of flag registers"), "{said}");
    assert_eq!("stitch8 fl", std::fs::read_to_string(&file).expect("it is there"));
}

#[cfg(all(feature = "window", target_os = "linux"))]
#[test]
fn a_signal_closes_the_window_and_what_is_being_written_is_written() {
    use crate::keyboard::{F1, Keyboard};
    use crate::played::Played;
    use crate::support::stitch8;

    // Those that this process was not told to ignore, as it is in the background, or under nohup.
    let status = std::fs::read_to_string("/proc/self/status").expect("it is Linux");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("it says so");
    let ignored = u64::from_str_radix(ignored.trim(), 16).expect("they are bits");
    let signals = [("TERM", 15), ("INT", 2), ("HUP", 1)];
    for (name, signal) in signals.into_iter().filter(|(_, signal)| ignored >> (signal - 1) & 1 == 0) {
        let folder = Folder::new();
        // A digit drawn and undrawn for ever.
        let rom = folder.rom(&[0xF029, 0xD115, 0x1202]);
        let recording = folder.path("a.recording").display().to_string();
        let Some(mut played) = Played::start(&rom, &["--record", &recording], &[]) else { return };
        let keyboard = Keyboard::of(&played);
        keyboard.tap(&[F1 + 6]);
        keyboard.expect_title(" (filming)");
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert_eq!(Some(signal), played.signal(name));
        let film = std::fs::read(folder.path("test-1.gif")).expect("it was begun");
        assert!(film.starts_with(b"GIF89a") && film.ends_with(b";"), "{name}: {} bytes", film.len());
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path("")).expect("it is ours").map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["a.recording", "data", "test-1.gif", "test.ch8"], "{name}");
        let (_, said) = played.stop();
        assert!(said.lines().all(|line| line.contains("wrote ")), "{name}: {said}");
        stitch8("run", &rom, &format!("--play {recording}")).expect(0);
    }
}
