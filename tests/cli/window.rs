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

/// A program played on a virtual display. It is killed when the test is over.
#[cfg(all(feature = "window", target_os = "linux"))]
struct Played {
    display: std::process::Child,
    program: std::process::Child,
}

#[cfg(all(feature = "window", target_os = "linux"))]
impl Played {
    /// Plays `rom` with its data in `data`. None if there is no Xvfb, which is said.
    fn start(rom: &std::path::Path, data: &std::path::Path) -> Option<Self> {
        use std::io::{BufRead as _, BufReader};
        use std::process::{Command, Stdio};

        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut display) = server else {
            eprintln!("nothing is played: there is no Xvfb");
            return None;
        };
        let mut number = String::new();
        let out = display.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut number).expect("it says its number");
        let program = Command::new(env!("CARGO_BIN_EXE_stitch8"))
            .arg(rom)
            .args(["--platform", "xochip", "--scale", "4"])
            .env("DISPLAY", format!(":{}", number.trim()))
            .env("XDG_DATA_HOME", data)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("RUST_LOG")
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        Some(Self { display, program })
    }

    /// Waits for `done`, for that many seconds at most.
    fn wait_for(seconds: u32, done: impl Fn() -> bool) -> bool {
        for _ in 0..seconds * 50 {
            if done() {
                return true;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        false
    }

    /// Ends it. Returns whether it was still being played, and what it has said on the standard error.
    fn stop(mut self) -> (bool, String) {
        use std::io::Read as _;
        let playing = self.program.try_wait().expect("it is ours").is_none();
        let mut said = self.program.stderr.take().expect("it is piped");
        drop(self);
        let mut text = String::new();
        said.read_to_string(&mut text).expect("it is text");
        (playing, text)
    }
}

#[cfg(all(feature = "window", target_os = "linux"))]
impl Drop for Played {
    fn drop(&mut self) {
        for process in [&mut self.program, &mut self.display] {
            process.kill().and_then(|()| process.wait()).expect("it is ours");
        }
    }
}

#[cfg(all(feature = "window", target_os = "linux"))]
#[test]
fn flag_registers_are_kept_while_a_program_is_played() {
    use crate::support::sha1;

    let folder = Folder::new();
    // 200: load flags v0 / v0 += 1 / save flags v0 / self-jump
    let words: [u16; 4] = [0xF085, 0x7001, 0xF075, 0x1206];
    let rom = folder.rom(&words);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let file = folder.path("data/stitch8/flags").join(sha1(&bytes));
    let text = |count: &str| format!("stitch8 flags 1\n{count}{}\n", " 00".repeat(15));
    for count in ["01", "02"] {
        let Some(played) = Played::start(&rom, &folder.path("data")) else { return };
        let written = || std::fs::read_to_string(&file).is_ok_and(|found| found == text(count));
        let found = Played::wait_for(20, written);
        let (playing, said) = played.stop();
        assert!(found && playing && said.is_empty(), "{count}: {playing}, {said}");
    }
    // A file that is of no use is told of and left alone, and the game goes on.
    std::fs::write(&file, "stitch8 fl").expect("the folder is ours");
    let played = Played::start(&rom, &folder.path("data")).expect("there was one before");
    assert!(!Played::wait_for(2, || std::fs::read(&file).is_ok_and(|found| found.len() != 10)), "it is left alone");
    let (playing, said) = played.stop();
    assert!(playing, "{said}");
    assert_eq!(1, said.lines().count(), "{said}");
    assert!(said.contains("is no file of flag registers"), "{said}");
    assert_eq!("stitch8 fl", std::fs::read_to_string(&file).expect("it is there"));
}
