//! The digits in memory at power-on: whose they are on each platform, drawn by hand, and that FX29 and FX30 find them.

use cpu_ops::{Font, Platform, Quirks, State};
use stitch8::engine::Engine;

/// What the rows of bytes from address `at` on show, `width` pixels across.
fn drawn(state: &State, at: u16, rows: usize, width: usize) -> Vec<String> {
    let bytes = &state.bus.memory[usize::from(at)..][..rows];
    let pixel = |byte: u8, x: usize| if byte << x & 0x80 != 0 { '#' } else { '.' };
    bytes.iter().map(|&byte| (0..width).map(|x| pixel(byte, x)).collect()).collect()
}

/// What I points at after FX29 or FX30, whose low byte is `low`, with v0 = `digit`.
fn pointed_at(platform: &Platform, font: &Font, low: u8, digit: u8) -> (Box<State>, u16) {
    let program = [0x60, digit, 0xF0, low, 0x12, 0x04];
    let mut state = Box::new(State::with_font(platform, font, &program, 0));
    Engine::interpreter(platform.profile(Quirks::NONE)).run(&mut state, 2);
    let at = state.registers.i;
    (state, at as u16)
}

#[track_caller]
fn check_small(font: &str, digit: u8, expected: [&str; 5]) {
    let font = Font::by_id(font).expect("there is such a font");
    let (state, at) = pointed_at(Platform::DEFAULT, font, 0x29, digit);
    assert_eq!(drawn(&state, at, 5, 8), expected.map(|row| format!("{row}....")));
}

#[track_caller]
fn check_large(font: &str, digit: u8, expected: [&str; 10]) {
    let font = Font::by_id(font).expect("there is such a font");
    let platform = Platform::by_id("superchip").expect("it has large digits");
    let (state, at) = pointed_at(platform, font, 0x30, digit);
    assert_eq!(drawn(&state, at, 10, 8), expected);
}

#[test]
fn small_digits_are_those_of_the_font() {
    check_small("vip", 4, ["#.#.", "#.#.", "####", "..#.", "..#."]);
    check_small("octo", 4, ["#..#", "#..#", "####", "...#", "...#"]);
    check_small("schip", 7, ["####", "...#", "..#.", ".#..", ".#.."]);
    check_small("dream6800", 4, ["#...", "#.#.", "#.#.", "###.", "..#."]);
    check_small("eti660", 11, ["#...", "#...", "###.", "#.#.", "###."]);
    check_small("fish", 0, [".##.", "#.#.", "#.#.", "#.#.", "##.."]);
}

#[test]
fn large_digits_are_those_of_the_font() {
    let square = ["########", "########", "##....##", "##....##", "##....##", "##....##", "##....##", "##....##"];
    let octo =
        [square[0], square[1], square[2], square[3], square[4], square[5], square[6], square[7], square[0], square[1]];
    for font in ["octo", "vip", "dream6800", "eti660"] {
        check_large(font, 0, octo);
    }
    let round = ["..####..", ".######.", "###..###", "##....##", "##....##", "##....##", "##....##", "###..###"];
    check_large(
        "schip",
        0,
        [round[0], round[1], round[2], round[3], round[4], round[5], round[6], round[7], round[1], round[0]],
    );
    check_large(
        "fish",
        1,
        [
            "...#....", "..##....", "####....", "..##....", "..##....", "..##....", "..##....", "..##....", "######..",
            "........",
        ],
    );
}

#[test]
fn each_platform_has_the_digits_of_its_machine() {
    let fonts: Vec<(&str, &str)> = Platform::ALL.iter().map(|platform| (platform.id, platform.font.id)).collect();
    let expected = [
        ("originalChip8", "vip"),
        ("modernChip8", "vip"),
        ("chip48", "schip"),
        ("superchip1", "schip"),
        ("superchip", "schip"),
        ("superchip-legacy", "schip"),
        ("xochip", "octo"),
    ];
    assert_eq!(fonts, expected);
    for platform in Platform::ALL {
        let own = State::new(platform, &[0x12, 0x00], 0);
        assert!(own == State::with_font(platform, platform.font, &[0x12, 0x00], 0));
    }
}

#[test]
fn what_is_drawn_before_i_was_set_is_a_zero_as_in_octo() {
    for platform in Platform::ALL {
        // v0 := 0, sprite v0 v0 5
        let mut state = Box::new(State::new(platform, &[0x60, 0x00, 0xD0, 0x05, 0x12, 0x04], 0));
        assert_eq!(state.registers.i, 0);
        Engine::interpreter(platform.profile(platform.quirks)).run(&mut state, 2);
        assert_eq!(drawn(&state, 0, 5, 4), drawn(&state, pointed_at(platform, platform.font, 0x29, 0).1, 5, 4));
        assert_eq!(state.bus.display.pixel(0, 0), 1, "{}", platform.id);
    }
}
