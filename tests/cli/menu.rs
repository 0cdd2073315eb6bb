//! The window with its keys: menu, speeds, single frames, what is shown over the picture.

use std::path::PathBuf;
use std::time::Duration;

use stitch8::state::decode;

use crate::keyboard::{DOWN, END, ENTER, ESCAPE, F1, HOME, Keyboard, PAGE_DOWN, PAGE_UP, RIGHT, TAB, UP};
use crate::played::{Played, wait_for};
use crate::support::{Folder, sha1, stitch8, stitch8_with};

/// Frames are counted: v0 in each of them, which the delay timer tells apart.
/// 200: v1 := 60 / delay := v1 / v0 += 1 / 206: v1 := delay / if v1 == 60 then / jump 206 / jump 200
const COUNT: [u16; 7] = [0x613C, 0xF115, 0x7001, 0xF107, 0x413C, 0x1206, 0x1200];

/// The colour of what is lit, and so of the row that is chosen.
const WHITE: u32 = 0xFF_FFFF;

/// A game in a folder of its own, where it also keeps its states.
struct Game {
    folder: Folder,
    rom: PathBuf,
    words: Vec<u16>,
}

impl Game {
    fn new(words: &[u16]) -> Self {
        let folder = Folder::new();
        let rom = folder.rom(words);
        Self { folder, rom, words: words.to_vec() }
    }

    fn start(&self, options: &[&str]) -> Option<(Played, Keyboard)> {
        let data = self.folder.path("data");
        let played = Played::start(&self.rom, options, &[("XDG_DATA_HOME", &data)])?;
        let keyboard = Keyboard::of(&played);
        Some((played, keyboard))
    }

    /// The file of a slot.
    fn slot(&self, slot: u8) -> PathBuf {
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_be_bytes()).collect();
        self.folder.path("data/stitch8/states").join(sha1(&bytes)).join(format!("{slot}.state"))
    }

    /// The frames of the program up to the state in a slot, once there is one; the slot is empty then.
    #[track_caller]
    fn frames(&self, slot: u8) -> u64 {
        let path = self.slot(slot);
        assert!(wait_for(10, || path.exists()), "a state is saved in slot {slot}");
        let state = decode(&std::fs::read(&path).expect("it is there")).expect("it is a state");
        std::fs::remove_file(&path).expect("the folder is ours");
        state.snapshot.counts.frames
    }
}

#[test]
fn single_frames_are_run_while_it_is_paused() {
    let game = Game::new(&COUNT);
    let Some((played, keyboard)) = game.start(&[]) else { return };
    keyboard.tap(&[F1 + 4]);
    keyboard.expect_title("(paused)");
    keyboard.tap(&[F1 + 1]);
    let first = game.frames(0);
    keyboard.tap(&[F1, F1, F1, F1 + 1]);
    assert_eq!(first + 3, game.frames(0), "three frames forward");
    keyboard.tap(&[F1 + 5, F1 + 1]);
    assert_eq!(first + 2, game.frames(0), "one back");
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn a_slot_that_is_damaged_is_told_and_leaves_the_game_as_it_was() {
    let game = Game::new(&COUNT);
    let Some((played, keyboard)) = game.start(&[]) else { return };
    keyboard.tap(&[F1 + 4]);
    keyboard.expect_title("(paused)");
    std::fs::create_dir_all(game.slot(0).parent().expect("it has a folder")).expect("the folder is ours");
    std::fs::write(game.slot(0), "my letters").expect("the folder is ours");
    // Load that, and save in the next slot; a frame forward, and save in the one after.
    keyboard.tap(&[F1 + 3, F1 + 2, F1 + 1, F1, F1 + 2, F1 + 1]);
    let (before, after) = (game.frames(1), game.frames(2));
    assert!(before > 0 && after == before + 1, "it goes on from where it was: {before}, {after}");
    assert_eq!(std::fs::read(game.slot(0)).expect("it is there"), b"my letters");
    let (playing, said) = played.stop();
    assert!(playing && said == "stitch8: slot 0 is no saved state; F2 saves over it\n", "{said}");
}

/// A pipe that nobody writes to would be waited for, and the game with it.
#[test]
fn pipes_where_files_are_kept_are_not_waited_for() {
    let game = Game::new(&COUNT);
    let recent = game.folder.path("data/stitch8/recent");
    for pipe in [game.slot(0), recent] {
        std::fs::create_dir_all(pipe.parent().expect("it has a folder")).expect("the folder is ours");
        game.folder.pipe(&pipe);
    }
    let Some((played, keyboard)) = game.start(&[]) else { return };
    // Load that, save in the next slot; and see in the menu what is in all of them.
    keyboard.tap(&[F1 + 3, F1 + 2, F1 + 1]);
    assert!(game.frames(1) > 0);
    keyboard.tap(&[ESCAPE]);
    keyboard.expect_title("(menu)");
    let (playing, said) = played.stop();
    assert!(playing && said.lines().count() == 1, "{said}");
    assert!(said.contains("slot 0: it is a pipe, and no regular file"), "{said}");
}

#[test]
fn speeds_are_chosen_and_the_window_tells() {
    let game = Game::new(&COUNT);
    let Some((played, keyboard)) = game.start(&[]) else { return };
    keyboard.tap(&[PAGE_DOWN]);
    keyboard.expect_title("(speed: 1/2)");
    keyboard.tap(&[PAGE_UP, PAGE_UP, PAGE_UP]);
    keyboard.expect_title("(speed: x 4)");
    keyboard.tap(&[HOME]);
    keyboard.expect_title("test");
    keyboard.hold(TAB);
    keyboard.expect_title("(fast forward)");
    keyboard.release(TAB);
    keyboard.expect_title("test");
    // As fast as it goes is more than any other speed: in half a second more frames than in ten seconds at eight times it.
    keyboard.tap(&[END]);
    keyboard.expect_title("(speed: as fast as it goes)");
    std::thread::sleep(Duration::from_millis(500));
    keyboard.tap(&[END, F1 + 1]);
    let frames = game.frames(0);
    assert!(frames > 4800, "{frames}");
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn the_menu_stops_the_game_and_is_seen_and_in_no_screenshot() {
    let game = Game::new(&[0x1200]);
    let Some((played, keyboard)) = game.start(&["--colors", "#203040,#ffffff"]) else { return };
    let is_all = |colour: u32| move |_: usize, pixels: &[u32]| pixels.iter().all(|&pixel| pixel == colour);
    keyboard.expect_picture("the program shows its background", is_all(0x20_3040));
    keyboard.tap(&[ESCAPE]);
    keyboard.expect_title("(menu)");
    // The first row is marked in the brightest colour; the picture around it is dark.
    keyboard.expect_picture("the menu is drawn", |width, pixels| {
        let row = &pixels[width * 20..width * 21];
        pixels[0] == 0x04_0608 && row.iter().filter(|&&pixel| pixel == WHITE).count() > 150
    });
    keyboard.tap(&[DOWN, DOWN]);
    keyboard.expect_picture("another row is marked", |width, pixels| {
        pixels[width * 40..width * 41].iter().filter(|&&pixel| pixel == WHITE).count() > 150
    });
    keyboard.tap(&[ESCAPE]);
    keyboard.expect_title("test");
    keyboard.expect_picture("the menu is gone", is_all(0x20_3040));
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn the_menu_changes_what_it_says() {
    let game = Game::new(&COUNT);
    let Some((mut played, keyboard)) = game.start(&["--palette", "amber"]) else { return };
    keyboard.tap(&[ESCAPE]);
    // Picture: the next palette, whose background is black.
    keyboard.tap(&[DOWN, DOWN, DOWN, DOWN, ENTER, RIGHT, ESCAPE, ESCAPE]);
    keyboard.expect_title("test");
    keyboard.expect_picture("it is black", |_, pixels| pixels.iter().all(|&pixel| pixel == 0));
    // Speed: a step slower, and instructions a frame.
    keyboard.tap(&[ESCAPE, DOWN, DOWN, DOWN, ENTER, RIGHT]);
    keyboard.expect_title("(speed: x 2) (menu)");
    keyboard.tap(&[ESCAPE, UP, UP, ENTER, DOWN, DOWN, ENTER]);
    // Save a state: slot 2.
    keyboard.expect_title("(speed: x 2)");
    assert!(game.frames(2) > 0);
    keyboard.tap(&[ESCAPE, UP, ENTER]);
    assert_eq!(Some(0), played.wait(10), "it was quit");
}

#[test]
fn what_was_played_lately_is_played_again_with_what_was_chosen_in_the_window() {
    let game = Game::new(&COUNT);
    let other = game.folder.file("other.ch8", &[0x12, 0x00]);
    let data = game.folder.path("data");
    let Some(played) = Played::start(&other, &[], &[("XDG_DATA_HOME", &data)]) else { return };
    Keyboard::of(&played).expect_title("Stitch8 - other");
    assert!(played.stop().0);
    let (mut played, keyboard) = game.start(&["--ipf", "500"]).expect("there was a display before");
    // Silence, and then the one before the last row.
    keyboard.tap(&[F1 + 8]);
    keyboard.expect_title("(muted)");
    keyboard.tap(&[ESCAPE, UP, UP, ENTER, ENTER]);
    keyboard.expect_title("Stitch8 - other (muted)");
    let keyboard = Keyboard::of(&played);
    keyboard.tap(&[ESCAPE, UP, UP, ENTER, ENTER]);
    keyboard.expect_title("Stitch8 - test (muted)");
    Keyboard::of(&played).tap(&[ESCAPE, UP, ENTER]);
    assert_eq!(Some(0), played.wait(10), "it was quit");
}

#[test]
fn what_is_played_next_is_looked_up_where_this_was_and_is_not_if_it_cannot_be() {
    let game = Game::new(&COUNT);
    let (data, small) = (game.folder.path("data"), [0x12, 0x00]);
    let large = game.folder.file("large.ch8", &[0x12, 0x00].repeat(2500));
    let known = game.folder.file("known.ch8", &small);
    let title = format!(r#"[{{"title": "Bee", "roms": {{"{}": {{"platforms": ["chip48"]}}}}}}]"#, sha1(&small));
    let database = game.folder.file("programs.json", title.as_bytes()).display().to_string();
    for (rom, options, title) in [(&large, &["--platform", "xochip"][..], "large"), (&known, &[], "known")] {
        let Some(played) = Played::start(rom, options, &[("XDG_DATA_HOME", &data)]) else { return };
        Keyboard::of(&played).expect_title(title);
        assert!(played.stop().0);
    }
    let (mut played, keyboard) = game.start(&["--database", &database]).expect("there was a display before");
    keyboard.expect_title("Stitch8 - test");
    // The second of them is the large one, which is asked for without its platform.
    keyboard.tap(&[ESCAPE, UP, UP, ENTER, DOWN, ENTER]);
    keyboard.tap(&[ESCAPE]);
    keyboard.expect_title("Stitch8 - test (menu)");
    keyboard.tap(&[ESCAPE, ESCAPE, UP, UP, ENTER, ENTER]);
    keyboard.expect_title("Stitch8 - Bee");
    Keyboard::of(&played).tap(&[ESCAPE, UP, ENTER]);
    assert_eq!(Some(0), played.wait(10), "it was quit");
    let said = played.stop().1;
    assert!(said.contains("large has 5000 bytes") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_state_of_a_platform_without_flag_registers_does_not_change_those_that_are_kept() {
    let game = Game::new(&[0x1200]);
    let file = game.folder.path("data/stitch8/flags").join(sha1(&[0x12, 0x00]));
    let flags = format!("stitch8 flags 1\n0F{}\n", " 00".repeat(15));
    for path in [&file, &game.slot(0)] {
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("the folder is ours");
    }
    std::fs::write(&file, &flags).expect("the folder is ours");
    let options = format!("--platform modernChip8 --frames 5 --save-state {}", game.slot(0).display());
    stitch8("run", &game.rom, &options).expect(0);
    let Some((played, keyboard)) = game.start(&["--platform", "superchip"]) else { return };
    let platform =
        |slot| decode(&std::fs::read(game.slot(slot)).ok()?).ok().map(|state| state.snapshot.setup.platform.id);
    keyboard.tap(&[F1 + 3, F1 + 2, F1 + 1]);
    assert!(wait_for(10, || platform(1).is_some()), "it was loaded from slot 0 and saved in slot 1");
    assert_eq!(Some("modernChip8"), platform(1));
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
    assert_eq!(flags, std::fs::read_to_string(&file).expect("it is there"));
}

#[test]
fn what_was_done_is_told_over_the_picture_for_a_moment_and_is_in_no_screenshot() {
    let game = Game::new(&[0x1200]);
    let Some((played, keyboard)) = game.start(&["--colors", "#203040,#ffffff"]) else { return };
    let is_bare = |_: usize, pixels: &[u32]| pixels.iter().all(|&pixel| pixel == 0x20_3040);
    keyboard.expect_picture("the program shows its background", is_bare);
    keyboard.tap(&[F1 + 2]);
    // In a box in the lower left corner.
    keyboard.expect_picture("the slot is told", |width, pixels| {
        let lower = &pixels[pixels.len() * 3 / 4..];
        let white = lower.iter().enumerate().filter(|(_, pixel)| **pixel == WHITE).map(|(at, _)| at % width);
        let (left, right) = white.fold((width, 0), |(left, right), x| (left.min(x), right.max(x)));
        (5..20).contains(&left) && (left + 40..width / 2).contains(&right) && pixels[0] == 0x20_3040
    });
    keyboard.expect_picture("it is gone", is_bare);
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
}

#[test]
fn the_whole_screen_is_filled_where_nobody_manages_windows_and_left_again() {
    let game = Game::new(&[0x1200]);
    let Some((played, keyboard)) = game.start(&["--colors", "#203040,#ffffff"]) else { return };
    let fills = |wanted: (usize, usize)| {
        move |width: usize, pixels: &[u32]| {
            (width, pixels.len() / width) == wanted && pixels.iter().all(|&pixel| pixel == 0x20_3040)
        }
    };
    keyboard.expect_picture("a window of its own size", fills((256, 128)));
    keyboard.tap(&[F1 + 10]);
    keyboard.expect_picture("the whole screen", fills((1280, 800)));
    keyboard.tap(&[F1 + 10]);
    keyboard.expect_picture("a window of its own size again", fills((256, 128)));
    assert!(played.stop().0);
}

#[test]
fn what_there_is_no_way_to_show_is_refused() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    stitch8_with(&[&rom, "--blend", "both"]).refused(2, &["both", "none, flicker, fade"]);
    stitch8_with(&[&rom, "--scaling", "huge"]).refused(2, &["huge", "integer, fit"]);
    stitch8_with(&[&rom, "--palette", "grey"]).refused(2, &["grey", "sunset", "pastel"]);
}
