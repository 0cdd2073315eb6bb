//! Keys of keyboards that write something else, on a virtual display whose server is told what they write.

use std::path::Path;
use std::process::Command;

use crate::keyboard::{DOWN, ENTER, ESCAPE, Keyboard};
use crate::played::{Played, wait_for};
use crate::support::{Folder, sha1};

/// Waits for a key, and keeps its number as a flag register, again and again.
const KEEP_KEYS: [u16; 3] = [0xF00A, 0xF075, 0x1200];

/// The flag register that the game with this data folder keeps.
fn kept(data: &Path) -> Option<u8> {
    let bytes: Vec<u8> = KEEP_KEYS.iter().flat_map(|word| word.to_be_bytes()).collect();
    let text = std::fs::read_to_string(data.join("stitch8/flags").join(sha1(&bytes))).ok()?;
    u8::from_str_radix(text.lines().nth(1)?.split_whitespace().next()?, 16).ok()
}

/// Presses keys, by their numbers or what they write, until the game keeps `expected`.
fn press(played: &Played, key: &str, data: &Path, expected: u8) {
    let press = || {
        let status = Command::new("xdotool").args(["key", key]).env("DISPLAY", played.display()).status();
        assert!(status.expect("it starts").success());
    };
    // The first ones may come before there is a window to hear them.
    let found = (0..10).any(|_| {
        press();
        wait_for(2, || kept(data) == Some(expected))
    });
    assert!(found, "key {key} is {:?} and not {expected}", kept(data));
}

/// Plays with a keyboard of this layout of X11's. None if there is nothing to play with, which is said.
fn play(layout: &str, rom: &Path, options: &[&str], data: &Path) -> Option<Played> {
    let there = ["xdotool", "setxkbmap"].iter().all(|name| Command::new(name).arg("-version").output().is_ok());
    if !there {
        crate::support::lacking("xdotool, or no setxkbmap");
        return None;
    }
    let options = [options, &["--platform", "xochip"]].concat();
    Played::start_after(rom, &options, &[("XDG_DATA_HOME", data)], |display| {
        let status = Command::new("setxkbmap").args(["-display", display, layout]).status();
        assert!(status.expect("it starts").success(), "{layout}");
    })
}

#[test]
fn the_keypad_is_where_it_should_be_whatever_the_keyboard_writes() {
    let folder = Folder::new();
    let rom = folder.rom(&KEEP_KEYS);
    // By the numbers that X11 has for places, and the guest's keys there: what a keyboard of the other country writes elsewhere.
    let fr = [("10", 0x1), ("11", 0x2), ("13", 0xC), ("24", 0x4), ("25", 0x5), ("38", 0x7), ("52", 0xA)];
    let de = [("52", 0xA), ("55", 0xF)];
    for (layout, keys) in [("fr", &fr[..]), ("de", &de)] {
        let data = folder.path(layout);
        let Some(played) = play(layout, &rom, &[], &data) else { return };
        for &(number, guest) in keys {
            press(&played, number, &data, guest);
        }
        let (playing, said) = played.stop();
        assert!(playing && said.is_empty(), "{layout}: {said}");
    }
}

#[test]
fn keys_are_where_the_settings_put_them() {
    let folder = Folder::new();
    let rom = folder.rom(&KEEP_KEYS);
    let settings = folder.file("s.toml", "keymap = 'azerty'\n[keys]\nA = ['Left', 'é']\n5 = 'w'\n".as_bytes());
    let data = folder.path("data");
    let Some(played) = play("fr", &rom, &["--settings", &settings.display().to_string()], &data) else { return };
    for (key, guest) in [("ampersand", 0x1), ("Left", 0xA), ("w", 0x5), ("eacute", 0xA), ("a", 0x4)] {
        press(&played, key, &data, guest);
    }
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn the_menu_calls_keys_by_what_they_write_and_keeps_that() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    // In the menu: the keys, and of the keypad the second row's first; on the key right of it, which 5 had.
    for (layout, expected) in [
        ("us", "\n[keys]\n4 = \"W\"\n5 = \"Q\"\n"),
        ("fr", "keymap = \"azerty\"\n\n[keys]\n4 = \"Z\"\n5 = \"A\"\n"),
        ("dvorak", "keymap = \"dvorak\"\n\n[keys]\n4 = \",\"\n5 = \"'\"\n"),
    ] {
        let settings = folder.file(&format!("{layout}.toml"), b"");
        let options = ["--settings", &settings.display().to_string()];
        let Some(played) = play(layout, &rom, &options, &folder.path("data")) else { return };
        let keyboard = Keyboard::of(&played);
        keyboard.tap(&[ESCAPE, DOWN, DOWN, DOWN, DOWN, DOWN, ENTER, DOWN, ENTER]);
        keyboard.expect_title("(menu)");
        keyboard.tap_number(25);
        let kept = || std::fs::read_to_string(&settings).expect("it is there");
        assert!(wait_for(10, || kept().trim() == expected.trim()), "{layout}: {}", kept());
        let (playing, said) = played.stop();
        assert!(playing && said.is_empty(), "{layout}: {said}");
    }
}
