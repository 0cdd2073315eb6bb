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
