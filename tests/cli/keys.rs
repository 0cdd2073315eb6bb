//! Keys of the window that are the guest's: none is missed, and none stays down that nobody holds.

use std::time::Duration;

use stitch8::state::decode;

use crate::keyboard::{F1, Keyboard};
use crate::played::{Played, wait_for};
use crate::support::{Folder, sha1};

/// The keypad's rows on the keyboard, with the guest's key on each.
const KEYPAD: [(char, usize); 16] = [
    ('1', 0x1),
    ('2', 0x2),
    ('3', 0x3),
    ('4', 0xC),
    ('q', 0x4),
    ('w', 0x5),
    ('e', 0x6),
    ('r', 0xD),
    ('a', 0x7),
    ('s', 0x8),
    ('d', 0x9),
    ('f', 0xE),
    ('z', 0xA),
    ('x', 0x0),
    ('c', 0xB),
    ('v', 0xF),
];

/// Adds 1 to the byte at 0x300 + K in each frame that key K is down in.
const COUNT_FRAMES: [u16; 20] = [
    0x6000, // 200  v0 := 0
    0xE0A1, // 202  if v0 key then
    0x2218, // 204    call 218
    0x7001, // 206  v0 += 1
    0x3010, // 208  if v0 != 16 then
    0x1202, // 20A    jump 202
    0x6101, // 20C  v1 := 1
    0xF115, // 20E  delay := v1
    0xF107, // 210  v1 := delay
    0x3100, // 212  if v1 != 0 then
    0x1210, // 214    jump 210
    0x1200, // 216  jump 200
    0xA300, // 218  i := 300
    0xF01E, // 21A  i += v0
    0x8200, // 21C  v2 := v0
    0xF065, // 21E  load v0
    0x7001, // 220  v0 += 1
    0xF055, // 222  save v0          i is still there, by the quirk
    0x8020, // 224  v0 := v2
    0x00EE, // 226  return
];

/// Lights a pixel while key 5 is down.
const LIGHT: [u16; 11] = [
    0x6005, // 200  v0 := 5
    0xA210, // 202  i := 210
    0xE09E, // 204  if v0 -key then
    0x1204, // 206    jump 204
    0xD111, // 208  sprite v1 v1 1
    0xE0A1, // 20A  if v0 key then
    0x120A, // 20C    jump 20A
    0x1212, // 20E  jump 212
    0x8000, // 210  the pixel
    0x00E0, // 212  clear
    0x1204, // 214  jump 204
];

#[test]
fn sixteen_taps_of_twelve_milliseconds_are_all_seen() {
    let folder = Folder::new();
    let rom = folder.rom(&COUNT_FRAMES);
    let options = ["--quirk", "memoryLeaveIUnchanged=on", "--ipf", "1000"];
    let Some(played) = Played::start(&rom, &options, &[]) else { return };
    let keyboard = Keyboard::of(&played);
    for (key, _) in KEYPAD {
        keyboard.tap_for(key as u32, 12);
    }
    keyboard.tap(&[F1 + 1]);
    let bytes: Vec<u8> = COUNT_FRAMES.iter().flat_map(|word| word.to_be_bytes()).collect();
    let path = folder.path("data/stitch8/states").join(sha1(&bytes)).join("0.state");
    assert!(wait_for(10, || path.exists()), "a state is saved");
    let state = decode(&std::fs::read(&path).expect("it is there")).expect("it is a state");
    for (key, guest) in KEYPAD {
        let frames = state.snapshot.state.bus.memory[0x300 + guest];
        assert!((1..=3).contains(&frames), "{key} was down in {frames} frames");
    }
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn a_key_that_is_held_when_the_focus_is_lost_goes_up() {
    let folder = Folder::new();
    let rom = folder.rom(&LIGHT);
    let Some(played) = Played::start(&rom, &["--colors", "#000000,#ffffff"], &[]) else { return };
    let keyboard = Keyboard::of(&played);
    let is_lit = |_: usize, pixels: &[u32]| pixels.contains(&0xFF_FFFF);
    keyboard.hold('w' as u32);
    keyboard.expect_picture("the pixel is lit while the key is held", is_lit);
    keyboard.lose_focus();
    keyboard.expect_picture("the pixel goes out with the focus", |width, pixels| !is_lit(width, pixels));
    std::thread::sleep(Duration::from_millis(100));
    keyboard.release('w' as u32);
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}
