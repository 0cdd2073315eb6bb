//! Any bytes as a database: they are read or refused with a place inside of them, and what was read decides how a
//! program runs and looks, or why it does not.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use stitch8::cpu_ops::Platform;
use stitch8::database::{Database, DatabaseError};
use stitch8::look::{Look, LookWishes};
use stitch8::picture::Picture;
use stitch8::rom::Rom;
use stitch8::setup::{Choice, Wishes};

/// The SHA-1 whose entry is looked up. The seeds have one.
const SHA1: &str = "0000000000000000000000000000000000000000";

fuzz_target!(|data: &[u8]| {
    let database = match Database::parse(Path::new("programs.json"), data) {
        Ok(database) => database,
        Err(DatabaseError::Malformed { line, column, .. }) => {
            let lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
            assert!((1..=lines.len()).contains(&line), "line {line} of {}", lines.len());
            assert!(column <= lines[line - 1].len() + 1, "column {column} of line {line}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let Some(known) = database.find(SHA1) else { return };
    let rom = Rom::embedded("a.ch8", &[0x12, 0x00]);
    let platform = match Choice::of(&rom, Some(&known), &Wishes::default()) {
        Ok(choice) => choice.setup.platform,
        Err(error) => {
            assert!(error.to_string().contains("not supported yet"), "{error}");
            Platform::DEFAULT
        }
    };
    let look = Look::of(platform, Some(&known), &LookWishes::default());
    let picture = Picture { width: 2, height: 1, masks: vec![1, 15] };
    let turned = look.rotation.turn(&picture);
    assert_eq!(turned.colours(&look.palette, 1).len(), 2);
    let _ = format!("{} {} {}", look.palette, look.rotation, look.buttons);
});
