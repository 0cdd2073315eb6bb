//! What keys do in the menu, and what it shows.

use super::*;
use crate::frontend::canvas::Canvas;
use crate::frontend::states::SLOTS;
use crate::picture::{Colours, Palette};

fn facts() -> Facts {
    let picture = Picture { width: 64, height: 32, masks: vec![1; 64 * 32] };
    let slot = |index| match index {
        3 => Slot { remark: "1:05".to_owned(), thumbnail: Some(picture.clone()) },
        _ => Slot { remark: "empty".to_owned(), thumbnail: None },
    };
    Facts {
        room: (38, 11),
        title: "Pearl Bay".to_owned(),
        about: vec!["a line".to_owned()],
        speed: "normal".to_owned(),
        instructions: 30,
        palette: "amber".to_owned(),
        scaling: "integer",
        blend: "none",
        volume: 80,
        quirks: Quirks::of(&[Quirk::Wrap]),
        recent: vec!["a".to_owned(), "a name that is longer than there is room for in a row".to_owned()],
        keys: "1234QWERASDFZXCV".chars().map(String::from).collect(),
        kept_in: Some("~/.config/stitch8/settings.toml".to_owned()),
        slots: (0..SLOTS).map(slot).collect(),
        ..Facts::default()
    }
}

/// The menu after `keys`, with the commands they asked for.
fn after(keys: &[Key], facts: &Facts) -> (Menu, Vec<Command>) {
    let mut menu = Menu::open(Key::Escape);
    let commands = keys.iter().filter_map(|&key| menu.press(key, true, facts)).collect();
    (menu, commands)
}

/// The title of the page that `keys` lead to, and the row that is chosen there.
fn place(keys: &[Key]) -> (String, String) {
    let facts = facts();
    let page = after(keys, &facts).0.page(&facts, 0);
    (page.title.clone(), page.rows[page.cursor].label.clone())
}

fn check(keys: &[Key], title: &str, row: &str) {
    assert_eq!(place(keys), (title.to_owned(), row.to_owned()), "{keys:?}");
}

const DOWN: Key = Key::Down;
const ENTER: Key = Key::Enter;

#[test]
fn arrows_choose_a_row_and_go_round() {
    check(&[], "Pearl Bay", "Resume");
    check(&[DOWN, DOWN], "Pearl Bay", "Load a state");
    check(&[Key::Up], "Pearl Bay", "Quit");
    check(&[Key::Up, DOWN, DOWN, Key::Up], "Pearl Bay", "Resume");
}

#[test]
fn a_page_is_entered_and_left_to_the_row_that_led_there() {
    check(&[DOWN, ENTER], "Save a state", "Slot 0");
    for back in [Key::Escape, Key::Left, Key::Backspace] {
        check(&[DOWN, ENTER, DOWN, back], "Pearl Bay", "Save a state");
    }
    check(&[DOWN, DOWN, DOWN, Key::Right], "Speed", "Speed");
    // What opened the menu closes it, and nothing beside it.
    assert_eq!(after(&[Key::Backspace, Key::Left, Key::Escape], &facts()).1, [Command::Resume]);
}

#[test]
fn rows_ask_for_what_they_say() {
    let commands = |keys: &[Key]| after(keys, &facts()).1;
    assert_eq!(commands(&[ENTER]), [Command::Resume]);
    assert_eq!(commands(&[DOWN, ENTER, DOWN, DOWN, ENTER]), [Command::Save(2)]);
    assert_eq!(commands(&[Key::Up, ENTER]), [Command::Quit]);
    assert_eq!(commands(&[Key::Up, Key::Up, Key::Up, ENTER]), [Command::Reset]);
    assert_eq!(commands(&[Key::Up, Key::Up, ENTER, DOWN, ENTER]), [Command::Play(1)]);
    let alone = Facts { recent: Vec::new(), ..facts() };
    assert_eq!(after(&[Key::Up, Key::Up, ENTER], &alone).1, [Command::Reset], "there is nothing else to play");
    let volume = |forth| Command::Change(Setting::Volume, forth);
    let picture = [DOWN, DOWN, DOWN, DOWN, ENTER];
    let sound = [&picture[..], &[DOWN, DOWN, DOWN, DOWN, Key::Left, Key::Right, ENTER]].concat();
    assert_eq!(commands(&sound), [volume(false), volume(true), volume(true)]);
    assert_eq!(commands(&[&picture[..], &[Key::Up, ENTER]].concat()), [Command::Keep]);
    let quirk = [&[DOWN; 6][..], &[ENTER, DOWN, DOWN, ENTER]].concat();
    assert_eq!(commands(&quirk), [Command::Change(Setting::Quirk(Quirk::MemoryLeaveIUnchanged), true)]);
}

#[test]
fn how_a_program_runs_is_kept_from_both_pages_that_change_it() {
    let commands = |keys: &[Key], facts: &Facts| after(keys, facts).1;
    let speed = [DOWN, DOWN, DOWN, ENTER, Key::Up, ENTER];
    let quirks = [&[DOWN; 6][..], &[ENTER, Key::Up, ENTER]].concat();
    let nowhere = Facts { kept_in: None, ..facts() };
    for keys in [&speed[..], &quirks] {
        assert_eq!(commands(keys, &facts()), [Command::KeepProgram]);
        assert!(!commands(keys, &nowhere).contains(&Command::KeepProgram), "there is no place for it");
    }
}

#[test]
fn recent_programs_are_offered_at_the_start_below_the_one_that_is_built_in() {
    let facts = Facts { is_built_in: true, ..facts() };
    let chosen = |keys: &[Key]| {
        let mut menu = Menu::of_recent();
        let command = keys.iter().filter_map(|&key| menu.press(key, true, &facts)).last();
        let page = menu.page(&facts, 0);
        (page.title, page.rows[page.cursor].label.clone(), command)
    };
    let title = || "Recent programs".to_owned();
    assert_eq!(chosen(&[]), (title(), "Pearl Bay (built in)".to_owned(), None));
    assert_eq!(chosen(&[ENTER]).2, Some(Command::Resume));
    assert_eq!(chosen(&[Key::Escape]).2, Some(Command::Resume));
    assert_eq!(chosen(&[DOWN, DOWN, ENTER]).2, Some(Command::Play(1)));
    assert!(chosen(&[Key::Up]).1.ends_with('…'), "a long name is cut off");
}

#[test]
fn slots_are_shown_from_the_one_that_is_chosen() {
    let facts = Facts { slot: 4, ..facts() };
    for keys in [&[DOWN, ENTER][..], &[DOWN, DOWN, Key::Right]] {
        assert_eq!(after(keys, &facts).0.page(&facts, 0).cursor, 4);
    }
}

#[test]
fn a_slot_that_is_empty_cannot_be_loaded() {
    let load = [DOWN, DOWN, ENTER];
    assert_eq!(after(&[&load[..], &[ENTER]].concat(), &facts()).1, []);
    // The only row that can be used is the next one.
    assert_eq!(after(&[&load[..], &[DOWN, ENTER]].concat(), &facts()).1, [Command::Load(3)]);
    let facts = facts();
    let page = |keys: &[Key]| after(&[&load[..], keys].concat(), &facts).0.page(&facts, 0);
    assert_eq!((page(&[]).thumbnail, page(&[DOWN]).thumbnail), (Some(None), Some(facts.slots[3].thumbnail.clone())));
}

#[test]
fn a_key_is_chosen_on_the_keypad_and_goes_where_the_next_key_is() {
    const KEYS: [Key; 6] = [DOWN, DOWN, DOWN, DOWN, DOWN, ENTER];
    let facts = facts();
    let at = |keys: &[Key]| after(&[&KEYS[..], keys].concat(), &facts).0.page(&facts, 0);
    let label = |keys: &[Key]| at(keys).rows[at(keys).cursor].label.clone();
    let (left, right, up) = (Key::Left, Key::Right, Key::Up);
    assert_eq!((at(&[]).cells, label(&[]), label(&[DOWN, right])), (16, "1".to_owned(), "5".to_owned()));
    assert_eq!([label(&[left]), label(&[right, right, right, right]), label(&[DOWN, left])], ["C", "1", "D"]);
    assert!(label(&[up]).contains("Reset") && label(&[up, right]).contains("Reset"));
    assert_eq!([label(&[up, DOWN]), label(&[up, up]), label(&[left, up, up])], ["1", "A", "A"]);
    let commands = |keys: &[Key]| after(&[&KEYS[..], keys].concat(), &facts).1;
    assert_eq!(commands(&[DOWN, right, ENTER, Key::Left]), [Command::Put(5, Key::Left)]);
    assert_eq!(commands(&[ENTER, Key::Escape, right, ENTER, ENTER]), [Command::Put(2, ENTER)], "Esc leaves it");
    assert_eq!(commands(&[up, ENTER]), [Command::ResetKeys]);
    assert!(at(&[DOWN, ENTER]).note.unwrap().contains("Press the key that keypad 4"));
    assert!(at(&[DOWN]).note.unwrap().contains("4 is on Q"));
    assert_eq!(after(&[&KEYS[..], &[Key::Escape]].concat(), &facts).0.page(&facts, 0).title, "Pearl Bay");
    // The key that chose it does not count as long as it is held.
    let mut menu = after(&[&KEYS[..], &[ENTER]].concat(), &facts).0;
    assert_eq!(
        (menu.press(ENTER, false, &facts), menu.press(Key::P, true, &facts)),
        (None, Some(Command::Put(1, Key::P)))
    );
}

#[test]
fn a_game_pad_does_it_as_well() {
    let keys = [Key::PadDown, Key::PadDown, Key::PadDown, Key::PadDown, Key::PadDown, Key::PadA];
    check(&keys, "Keys", "1");
    check(&[&keys[..], &[Key::PadB]].concat(), "Pearl Bay", "Keys");
    let put = [&keys[..], &[Key::PadRight, Key::PadA, Key::PadA]].concat();
    assert_eq!(after(&put, &facts()).1, [Command::Put(2, Key::PadA)]);
    let left = [&keys[..], &[Key::PadA, Key::PadStart, Key::PadStart, Key::PadStart]].concat();
    assert_eq!(after(&left, &facts()).1, [Command::Resume]);
}

#[test]
fn nothing_is_kept_where_there_is_no_place_for_it() {
    let facts = Facts { kept_in: None, ..facts() };
    let keep = [DOWN, DOWN, DOWN, DOWN, ENTER, Key::Up, ENTER];
    assert_eq!(after(&keep, &facts).1, [Command::Change(Setting::Volume, true)], "the row is passed over");
    let keys = [DOWN, DOWN, DOWN, DOWN, DOWN, ENTER];
    assert!(after(&keys, &facts).0.page(&facts, 0).note.unwrap().contains("Kept nowhere"));
}

#[test]
fn what_a_recording_decides_cannot_be_changed_while_it_is_played() {
    let facts = Facts { is_playing: true, ..facts() };
    let quirks = [&[DOWN; 6][..], &[ENTER, ENTER, Key::Left, DOWN, ENTER]].concat();
    assert_eq!(after(&quirks, &facts).1, []);
    let speed = [DOWN, DOWN, DOWN, ENTER, DOWN, Key::Right, Key::Up, Key::Right];
    assert_eq!(after(&speed, &facts).1, [Command::Change(Setting::Speed, true); 2], "the other row is passed over");
}

#[test]
fn a_key_that_repeats_moves_but_chooses_nothing() {
    let facts = facts();
    let mut menu = Menu::open(Key::Escape);
    assert!(!menu.is_fresh(Key::Escape, true), "it is still held from opening the menu");
    assert_eq!(menu.press(Key::Escape, false, &facts), None);
    assert_eq!(menu.press(Key::Enter, false, &facts), None);
    assert!(menu.is_fresh(DOWN, true) && !menu.is_fresh(DOWN, true));
    menu.press(DOWN, true, &facts);
    menu.press(DOWN, false, &facts);
    assert_eq!(menu.page(&facts, 0).cursor, 2);
    assert_eq!(menu.held(), [Key::Escape, DOWN]);
    assert!(!menu.is_fresh(Key::Escape, false) && menu.is_fresh(Key::Escape, true));
}

#[test]
fn a_page_to_be_read_is_moved_up_to_its_end() {
    let facts = facts();
    let keys = [&[DOWN; 7][..], &[ENTER]].concat();
    let cursor = |more: &[Key]| {
        let page = after(&[&keys[..], more].concat(), &facts).0.page(&facts, 0);
        assert!(page.is_text && page.title == "Help and about");
        (page.cursor, page.rows.len())
    };
    let (_, rows) = cursor(&[]);
    assert_eq!([cursor(&[]).0, cursor(&[Key::Up]).0, cursor(&[DOWN, DOWN]).0], [0, 0, 2]);
    assert_eq!(cursor(&[DOWN; 99]).0, rows - facts.room.1, "its last rows are seen then");
}

#[test]
fn every_page_fits_where_it_is_drawn() {
    let facts = facts();
    for page in pages::ALL {
        let menu = Menu { path: vec![(PageId::Main, 0), (page, 0)], held: Vec::new(), catching: None };
        let shown = menu.page(&facts, 0);
        let columns = if page.has_slots() { 17 } else { 38 };
        for row in &shown.rows {
            let value = match &row.value {
                Value::None => 0,
                Value::More => 2,
                Value::Text(text) => text.chars().count() + 1,
                Value::Choice(text) => text.chars().count() + 5,
            };
            let taken = row.label.chars().count() + value;
            let columns = if page.has_cells() && matches!(row.value, Value::Text(_)) { 9 } else { columns };
            assert!(taken <= columns, "{page:?}: {row:?}: {taken}");
        }
        for entry in entries(page, &facts) {
            let lines = entry.note.map_or(0, |note| crate::frontend::text::wrap(&note, 38).len());
            assert!(lines <= draw::NOTE_LINES, "{page:?}: {:?}", entry.row);
        }
    }
}

#[test]
fn what_is_to_be_read_has_lines_as_long_as_there_is_room_for() {
    for room in [(10, 3), (20, 5), (31, 8), (37, 9), (0, 0)] {
        let facts = Facts { room, about: vec!["a line that is as long as there is room".to_owned()], ..facts() };
        let keys = [&[DOWN; 7][..], &[ENTER]].concat();
        let page = |more: usize| {
            let keys = [&keys[..], &vec![DOWN; more]].concat();
            after(&keys, &facts).0.page(&facts, 0)
        };
        let rows: Vec<String> = page(0).rows.into_iter().map(|row| row.label).collect();
        assert!(room.0 == 0 || rows.iter().all(|row| row.chars().count() <= room.0), "{room:?}: {rows:?}");
        let text = rows.join(" ").split_whitespace().collect::<String>();
        for part in ["runbackwardswhileheld", "Insertthenextpalette", "aslongasthereisroom"] {
            assert!(room.0 == 0 || text.contains(part), "{room:?}: {part} in {rows:?}");
        }
        assert_eq!(page(500).cursor, rows.len() - room.1.max(1), "the last of them is seen in the end");
    }
}

#[test]
fn a_key_that_is_waited_for_is_seen_in_its_cell() {
    let keys = [DOWN, DOWN, DOWN, DOWN, DOWN, ENTER, DOWN, ENTER];
    let page = after(&keys, &facts()).0.page(&facts(), 0);
    assert_eq!(page.rows[4].value, Value::Text("?".to_owned()));
}

/// The canvas after the menu was drawn on a white one of that size.
fn drawn(keys: &[Key], width: usize, height: usize) -> Canvas {
    let facts = facts();
    let page = after(keys, &facts).0.page(&facts, 0xFF_B642);
    let mut canvas = Canvas { width, height, pixels: vec![0xFF_FFFF; width * height] };
    let thumbnail = page.thumbnail.iter().flatten().next().map(|picture| Colours::of(picture, &Palette::ALL[2]));
    page.draw(&mut canvas, thumbnail.as_ref());
    canvas
}

#[test]
fn the_row_that_is_chosen_is_marked_over_the_darkened_picture() {
    let rows_marked = |keys: &[Key]| {
        let canvas = drawn(keys, 512, 256);
        assert_eq!((canvas.pixels[0], canvas.pixels[512 * 256 - 1]), (0x1F_1F1F, 0x1F_1F1F));
        let marked = |row: &&[u32]| row.iter().filter(|&&pixel| pixel == 0xFF_B642).count() > 200;
        let rows: Vec<usize> =
            canvas.pixels.chunks(512).enumerate().filter(|(_, row)| marked(row)).map(|(y, _)| y).collect();
        (rows[0], rows.len())
    };
    let (first, height) = rows_marked(&[]);
    assert_eq!((height, rows_marked(&[DOWN]).0 - first), (20, 20));
    assert!(rows_marked(&[Key::Up]).0 + 20 <= 256, "the last row is on the canvas");
}

#[test]
fn the_thumbnail_is_in_its_frame() {
    let keys = [DOWN, DOWN, ENTER, DOWN];
    let canvas = drawn(&keys, 512, 256);
    let lit = canvas.pixels.iter().filter(|&&pixel| pixel == Palette::ALL[2].colour(1)).count();
    assert_eq!(lit, 256 * 128, "64 x 32 pixels, four times as wide and as high");
}

#[test]
fn a_thumbnail_keeps_each_pixel_of_a_large_screen() {
    let checkered = (0..128 * 64_u32).map(|index| (index % 128 + index / 128) as u8 % 2).collect();
    let picture = Picture { width: 128, height: 64, masks: checkered };
    let mut facts = facts();
    facts.slots[0].thumbnail = Some(picture.clone());
    let page = after(&[DOWN, DOWN, ENTER], &facts).0.page(&facts, 0);
    let lit = |picture: &Colours, width: usize, colour: u32| {
        let mut canvas = Canvas { width, height: width / 2, pixels: vec![0; width * width / 2] };
        page.draw(&mut canvas, Some(picture));
        canvas.pixels.iter().filter(|&&pixel| pixel == colour).count()
    };
    let shown = Colours::of(&picture, &Palette::ALL[2]);
    assert_eq!([256, 512].map(|width| lit(&shown, width, Palette::ALL[2].colour(1))), [4096, 4 * 4096]);
    // Upright, it has to be made small where a unit is one pixel: of black and white it is then grey.
    let upright = Colours::of(&Picture { width: 64, height: 128, ..picture }, &Palette::ALL[1]);
    assert_eq!(lit(&upright, 256, 0x7F_7F7F), 32 * 64);
    assert_eq!(lit(&upright, 128, 0x7F_7F7F), 16 * 32, "and smaller still where there is less room");
}

#[test]
fn a_canvas_of_any_size_will_do() {
    for (width, height) in [(0, 0), (1, 1), (5, 300), (64, 32), (256, 512), (300, 7), (2000, 300)] {
        for keys in
            [&[][..], &[DOWN, DOWN, ENTER, DOWN], &[DOWN, DOWN, DOWN, ENTER], &[DOWN, DOWN, DOWN, DOWN, DOWN, ENTER]]
        {
            drawn(keys, width, height);
        }
    }
}
