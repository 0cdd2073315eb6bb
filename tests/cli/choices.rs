//! What is chosen in the menu and kept in the file of settings.

use std::fs;
use std::path::PathBuf;

use crate::keyboard::{DOWN, ENTER, ESCAPE, Keyboard, LEFT, RIGHT, UP};
use crate::played::{Played, wait_for};
use crate::support::{Folder, sha1};

/// Ends once key 5 is down.
/// 200: v0 := 5 / if v0 -key then / jump 202 / exit
const END_BY_5: [u16; 4] = [0x6005, 0xE09E, 0x1202, 0x00FD];

/// The menu's page of keys, and there the key 5.
const KEY_5: [u32; 9] = [ESCAPE, DOWN, DOWN, DOWN, DOWN, DOWN, ENTER, DOWN, RIGHT];

/// A game, and where its player's settings are.
struct Game {
    folder: Folder,
    rom: PathBuf,
}

impl Game {
    fn new(settings: &str) -> Self {
        let folder = Folder::new();
        let rom = folder.rom(&END_BY_5);
        fs::create_dir_all(folder.path("config/stitch8")).expect("the folder is ours");
        let game = Self { folder, rom };
        if !settings.is_empty() {
            fs::write(game.settings(), settings).expect("the folder is ours");
        }
        game
    }

    fn settings(&self) -> PathBuf {
        self.folder.path("config/stitch8/settings.toml")
    }

    fn start(&self) -> Option<(Played, Keyboard)> {
        let config = self.folder.path("config");
        let played = Played::start(&self.rom, &["--platform", "superchip"], &[("XDG_CONFIG_HOME", &config)])?;
        let keyboard = Keyboard::of(&played);
        Some((played, keyboard))
    }

    /// Waits for the settings to be `expected`.
    #[track_caller]
    fn expect_settings(&self, expected: &str) {
        let now = || fs::read_to_string(self.settings()).unwrap_or_default();
        assert!(wait_for(10, || now() == expected), "it is {:?}", now());
    }
}

#[test]
fn a_key_that_is_put_elsewhere_in_the_menu_is_there_at_once_and_the_next_time() {
    let game = Game::new("# mine\nmute = true # at night\n");
    let Some((played, keyboard)) = game.start() else { return };
    keyboard.tap(&KEY_5);
    keyboard.tap(&[ENTER, LEFT]);
    game.expect_settings("# mine\nmute = true # at night\n\n[keys]\n5 = \"Left\"\n");
    keyboard.tap(&[ESCAPE, ESCAPE]);
    keyboard.expect_title("test (muted)");
    keyboard.tap(&['w' as u32]);
    keyboard.tap(&[LEFT]);
    keyboard.expect_title("(ended) (muted)");
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");

    let (played, keyboard) = game.start().expect("there was a display before");
    keyboard.tap(&[LEFT]);
    keyboard.expect_title("(ended) (muted)");
    // All as they are by default: the row below.
    keyboard.tap(&KEY_5);
    keyboard.tap(&[UP, UP, ENTER]);
    game.expect_settings("# mine\nmute = true # at night\n\n[keys]\n# 5 = \"Left\"\n");
    assert!(played.stop().0);
}

#[test]
fn what_is_chosen_is_kept_when_that_is_asked_for() {
    let game = Game::new("");
    let Some((played, keyboard)) = game.start() else { return };
    // Another palette, and in the last row: keep it.
    keyboard.tap(&[ESCAPE, DOWN, DOWN, DOWN, DOWN, ENTER, RIGHT, DOWN, RIGHT, UP]);
    assert!(!game.settings().exists(), "nobody has asked for that");
    keyboard.tap(&[UP, ENTER]);
    game.expect_settings("palette = \"mono\"\nblend = \"flicker\"\n");
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn how_a_program_runs_is_kept_for_it_alone() {
    let game = Game::new("ipf = 100 # for all others\n");
    let Some((played, keyboard)) = game.start() else { return };
    // Fewer instructions a frame; then the first quirk, which the platform has on; and below the others: keep it.
    keyboard.tap(&[ESCAPE, DOWN, DOWN, DOWN, ENTER, DOWN, LEFT, ESCAPE, DOWN, DOWN, DOWN, ENTER, LEFT, UP, ENTER]);
    let rom = format!("rom.{}", sha1(&fs::read(&game.rom).expect("it is there")));
    let own = format!("[{rom}]\nplatform = \"superchip\"\nipf = 80\n\n[{rom}.quirks]\nshift = false\n");
    game.expect_settings(&format!("ipf = 100 # for all others\n\n{own}"));
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn settings_that_cannot_be_changed_are_told_and_left_alone() {
    let game = Game::new("volume: 50\n");
    let Some((played, keyboard)) = game.start() else { return };
    keyboard.tap(&KEY_5);
    keyboard.tap(&[ENTER, LEFT, ESCAPE, ESCAPE]);
    keyboard.expect_title("test");
    keyboard.tap(&[LEFT]);
    keyboard.expect_title("(ended)");
    let (playing, said) = played.stop();
    assert!(playing && said.lines().count() == 2, "{said}");
    let second = said.lines().nth(1).expect("there are two");
    assert!(second.contains("settings.toml:1: ") && second.ends_with("nothing was written"), "{said}");
    assert_eq!(fs::read_to_string(game.settings()).expect("it is there"), "volume: 50\n");
}
