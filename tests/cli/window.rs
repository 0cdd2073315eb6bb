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

#[cfg(not(feature = "window"))]
#[test]
fn a_build_without_a_window_offers_run() {
    stitch8_with(&[]).refused(2, &["stitch8 run"]);
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    stitch8_with(&[&rom]).refused(2, &["--help"]);
}
