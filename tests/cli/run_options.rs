//! `stitch8 run`: the options that change what a program does or how it is shown.

use std::path::Path;

use crate::support::{DIGIT_3, DIGIT_4, DIGIT_7, DIGIT_C, Folder, screen, screen_sha1, stitch8};

/// The SHA-1 of the screen after `stitch8 run words options`.
fn shown(words: &[u16], options: &str) -> String {
    let report = stitch8("run", &Folder::new().rom(words), &format!("--json {options}")).json();
    report["screen"]["sha1"].as_str().expect("it is text").to_owned()
}

fn dark() -> String {
    screen_sha1(0, 0, &[])
}

#[test]
fn a_key_is_down_in_its_frames_only() {
    // 200: v0 := 5 / v1 := 7 / 204: if v0 -key then / jump 204 / i := hex v1 / sprite v2 v2 5 / self-jump
    let words = [0x6005, 0x6107, 0xE09E, 0x1204, 0xF129, 0xD225, 0x120C];
    let seven = screen_sha1(0, 0, &DIGIT_7);
    assert_eq!(dark(), shown(&words, "--frames 100"));
    assert_eq!(dark(), shown(&words, "--frames 3 --key 5@3-4"));
    assert_eq!(seven, shown(&words, "--frames 4 --key 5@3-4"));
    assert_eq!(dark(), shown(&words, "--frames 100 --key 6@3-40"));
    assert_eq!(seven, shown(&words, "--frames 1 --key 5@0-1"));
    assert_eq!(seven, shown(&words, "--frames 21 --key F@2-30 --key 5@20-21"));
}

#[test]
fn a_key_is_up_again_in_the_frame_after_its_last() {
    // 200: v0 := key / i := hex v0 / sprite v2 v2 5 / self-jump
    let words = [0xF00A, 0xF029, 0xD225, 0x1206];
    assert_eq!(dark(), shown(&words, "--frames 5 --key 7@2-5"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_7), shown(&words, "--frames 6 --key 7@2-5"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_C), shown(&words, "--frames 6 --key c@2-5"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_C), shown(&words, "--frames 6 --key C@2-5"));
}

#[test]
fn pokes_are_done_before_the_first_frame() {
    // 200: v0 := 4 / i := hex v0 / sprite v2 v2 5 / self-jump
    let words = [0x6004, 0xF029, 0xD225, 0x1206];
    assert_eq!(screen_sha1(0, 0, &DIGIT_4), shown(&words, "--frames 1"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_7), shown(&words, "--frames 1 --poke 0x201=7"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_C), shown(&words, "--frames 1 --poke 513=0x0C"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_3), shown(&words, "--frames 1 --poke 0x201=7 --poke 0x201=3"));
    // 200: i := 1FF / load v0 / i := hex v0 / sprite v2 v2 5 / self-jump
    let words = [0xA1FF, 0xF065, 0xF029, 0xD225, 0x1208];
    assert_eq!(screen_sha1(0, 0, &DIGIT_3), shown(&words, "--frames 1 --poke 0x1FF=3"));
    if cfg!(feature = "jit") {
        assert_eq!(screen_sha1(0, 0, &DIGIT_3), shown(&words, "--frames 1 --poke 0x1FF=3 --engine lockstep"));
    }
}

/// The generator's first byte is 0x14 for seed 0 and 0x6C for seed 1.
#[test]
fn the_seed_decides_what_is_random() {
    // 200: v0 := random 0F / i := hex v0 / sprite v2 v2 5 / self-jump
    let words = [0xC00F, 0xF029, 0xD225, 0x1206];
    assert_eq!(screen_sha1(0, 0, &DIGIT_4), shown(&words, "--frames 1"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_4), shown(&words, "--frames 1 --seed 0"));
    assert_eq!(screen_sha1(0, 0, &DIGIT_C), shown(&words, "--frames 1 --seed 1"));
}

#[test]
fn quirks_are_those_of_the_platform_unless_switched() {
    // 200: v0 := 6 / v1 := 8 / v0 >>= v1 / i := hex v0 / sprite v2 v2 5 / self-jump
    let words = [0x6006, 0x6108, 0x8016, 0xF029, 0xD225, 0x120A];
    let (three, four) = (screen_sha1(0, 0, &DIGIT_3), screen_sha1(0, 0, &DIGIT_4));
    assert_eq!(four, shown(&words, "--frames 1"));
    assert_eq!(three, shown(&words, "--frames 1 --platform chip48"));
    assert_eq!(three, shown(&words, "--frames 1 --quirk shift=on"));
    assert_eq!(four, shown(&words, "--frames 1 --platform chip48 --quirk shift=off --font vip"));
    assert_eq!(four, shown(&words, "--frames 1 --quirk shift=on --quirk shift=off"));
    // vblank: the second of two sprites is drawn a frame later.
    let words = [0x6003, 0x610A, 0xF029, 0xD225, 0xD125, 0x120A];
    let both =
        screen_sha1(0, 0, &["####      ####", "   #         #", "####      ####", "   #         #", "####      ####"]);
    assert_eq!(both, shown(&words, "--frames 1"));
    assert_eq!(three, shown(&words, "--frames 1 --platform originalChip8"));
    assert_eq!(three, shown(&words, "--frames 1 --quirk vblank=on"));
    assert_eq!(both, shown(&words, "--frames 2 --quirk vblank=on"));
    assert_eq!(both, shown(&words, "--frames 1 --platform originalChip8 --quirk vblank=off"));
}

/// The width of a PNG file, and for each pixel whether it is not black.
pub fn read_png(path: &Path) -> (usize, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("it was written"));
    let mut reader = png::Decoder::new(file).read_info().expect("it is a PNG file");
    let mut bytes = vec![0; reader.output_buffer_size().expect("it is small")];
    let info = reader.next_frame(&mut bytes).expect("it is whole");
    assert_eq!((png::ColorType::Rgb, png::BitDepth::Eight), (info.color_type, info.bit_depth));
    let lit = |pixel: &[u8]| u8::from(pixel != [0, 0, 0]);
    (info.width as usize, bytes.chunks(3).map(lit).collect())
}

#[test]
fn the_screenshot_is_the_screen_scaled() {
    // 200: v0 := 3 / v1 := 10 / v2 := 20 / i := hex v0 / sprite v1 v2 5 / self-jump
    let words = [0x6003, 0x610A, 0x6214, 0xF029, 0xD125, 0x120A];
    let expected = screen(10, 20, &DIGIT_3);
    let folder = Folder::new();
    let rom = folder.rom(&words);
    for (option, scale) in [("--scale 1", 1), ("--scale 3", 3), ("", 8)] {
        let path = folder.path("screen.png");
        stitch8("run", &rom, &format!("--palette mono {option} --screenshot {}", path.display())).expect(0);
        let (width, pixels) = read_png(&path);
        assert_eq!((64 * scale, 64 * scale * 32 * scale), (width, pixels.len()));
        for (at, pixel) in pixels.iter().enumerate() {
            let (x, y) = (at % width / scale, at / width / scale);
            assert_eq!(expected[y * 64 + x], *pixel, "column {x}, row {y}, scale {scale}");
        }
    }
}
