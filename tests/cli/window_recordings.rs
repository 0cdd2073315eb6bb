//! Ten recordings of five games, half of them of a window with a keyboard: each comes to the same on every engine, without a
//! window and in one.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::keyboard::{ENTER, ESCAPE, Keyboard, UP};
use crate::played::Played;
use crate::support::{Folder, stitch8};

fn engines() -> &'static [&'static str] {
    if cfg!(feature = "jit") { &["interpreter", "recompiler"] } else { &["interpreter"] }
}

/// A game being recorded and played.
struct Game {
    rom: PathBuf,
    title: &'static str,
    folder: Folder,
}

impl Game {
    fn start(&self, options: &[&str]) -> Option<Played> {
        Played::start(&self.rom, options, &[("XDG_DATA_HOME", &self.folder.path("data"))])
    }

    /// Records what is played in a window with these keys, up to its end. None if there is no display.
    fn record_in_window(&self, recording: &Path, engine: &str, keys: &str) -> Option<()> {
        let path = recording.display().to_string();
        let mut played = self.start(&["--record", &path, "--engine", engine, "--seed", "5"])?;
        let keyboard = Keyboard::of(&played);
        keyboard.expect_title(self.title);
        for key in keys.chars() {
            keyboard.tap_for(key as u32, 60);
        }
        keyboard.tap(&[ESCAPE, UP, ENTER]);
        assert_eq!(Some(0), played.wait(10), "it was quit");
        Some(())
    }

    /// What a recording comes to without a window.
    fn play(&self, recording: &Path, engine: &str) -> Value {
        let options = format!("--json --engine {engine} --play {}", recording.display());
        stitch8("run", &self.rom, &options).json()
    }

    /// Checks that `recording` comes to the same on every engine, without a window; and in one. Returns what it comes to.
    fn check(&self, recording: &Path) -> Value {
        let expected = self.play(recording, engines()[0]);
        assert_eq!(true, expected["recording"]["finished"]);
        for engine in engines() {
            let report = self.play(recording, engine);
            for key in ["frames", "instructions", "screen", "exit"] {
                assert_eq!(expected[key], report[key], "{key} on {engine}");
            }
        }
        // On the other engine, so that a half of them is played by each. It would end, if it were not as recorded.
        let engine = engines()[expected["frames"].as_u64().expect("a number") as usize % engines().len()];
        let path = recording.display().to_string();
        let played = self.start(&["--play", &path, "--engine", engine]).expect("there was a display before");
        let keyboard = Keyboard::of(&played);
        keyboard.expect_title("(playing a recording)");
        keyboard.expect_title(self.title);
        let (playing, said) = played.stop();
        assert!(playing && said.contains("the recording is over"), "{said}");
        expected
    }
}

/// Records a game in a window and without one, and checks both.
fn check(name: &str, title: &'static str, keys: &str, options: &str) {
    let folder = Folder::new();
    let rom = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms").join(name);
    let (window, run) = (folder.path("window.rec"), folder.path("run.rec"));
    let game = Game { rom, title, folder };
    let engine = engines()[keys.len() % engines().len()];
    let Some(()) = game.record_in_window(&window, engine, keys) else { return };
    let played = game.check(&window);
    assert!(played["frames"].as_u64() > Some(20), "{played}");
    let options = format!("--json --frames 90 --seed 7 {options} --record {}", run.display());
    let expected = stitch8("run", &game.rom, &options).json();
    let played = game.check(&run);
    for key in ["frames", "instructions", "screen", "exit"] {
        assert_eq!(expected[key], played[key], "{key} of {name}");
    }
}

#[test]
fn skyline_comes_to_what_was_recorded() {
    check("games/skyline.ch8", "Skyline", "xxqx", "--key 0@10-20 --key 0@40-60");
}

#[test]
fn lanterns_comes_to_what_was_recorded() {
    check("games/lanterns.ch8", "Lanterns", "wasdw", "--key 5@10-12 --key 9@30-32");
}

#[test]
fn updraft_comes_to_what_was_recorded() {
    check("games/updraft.ch8", "Updraft", "weqad", "--key 5@10-40 --key 7@30-80");
}

#[test]
fn pearl_bay_comes_to_what_was_recorded() {
    check("games/pearlbay.ch8", "Pearl Bay", "eewd", "--key 6@10-20 --key 9@30-80");
}

#[test]
fn sprites_come_to_what_was_recorded() {
    check("bench/sprites.ch8", "sprites", "12qw", "--ipf 20000");
}
