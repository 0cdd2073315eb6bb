use super::*;
use crate::engine::EngineKind;
use crate::frontend::scaling::Scaling;
use crate::picture::{Blend, Palette, Rotation};

const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

/// The settings that `text` says, which nothing is wrong with.
fn settings(text: &str) -> Settings {
    let (settings, problems) = Settings::of_text("s.toml", text);
    assert_eq!(problems, [], "{text}");
    settings
}

/// What is wrong with `text`, a line each.
fn problems(text: &str) -> Vec<String> {
    Settings::of_text("s.toml", text).1.iter().map(Problem::to_string).collect()
}

#[test]
fn every_key_is_read_and_its_line_known() {
    let text = "platform = 'xochip'\nipf = 1_000\nfont = 'fish'\nscale = 32\nvolume = 0\nmute = true\n\
                engine = 'interpreter'\nrotation = 270\ncolors = ['#000000', '#ffffff']\ndatabase = 'my.json'\n\
                quirks = { shift = true }\nscaling = 'fit'\nblend = 'fade'\nfull-screen = true\nkeymap = 'dvorak'\n\
                keys = { a = 'Left', 0 = ['ù', '5'] }\n";
    let read = settings(text);
    let section = read.general();
    assert_eq!(section.wishes.platform.map(|platform| platform.id), Some("xochip"));
    assert_eq!((section.wishes.instructions_per_frame, section.wishes.quirks.len()), (Some(1000), 1));
    assert_eq!(section.wishes.font.map(|font| font.id), Some("fish"));
    assert_eq!((section.scale, section.volume, section.mute), (Some(32), Some(0), Some(true)));
    assert_eq!(section.engine.map(EngineKind::name), Some("interpreter"));
    assert_eq!(section.look.rotation, Some(Rotation::ThreeQuarters));
    assert_eq!(section.look.palette, "#000000,#ffffff".parse().ok());
    assert_eq!(section.database.as_deref(), Some(Path::new("my.json")));
    assert_eq!(
        (section.scaling, section.blend, section.full_screen),
        (Some(Scaling::Fit), Some(Blend::Fade), Some(true))
    );
    assert_eq!(section.keymap.map(|layout| layout.name), Some("dvorak"));
    assert_eq!(section.keys[&0xA], ["Left"]);
    assert_eq!(section.keys[&0], ["ù", "5"]);
    let keys = ["platform", "ipf", "font", "scale", "volume", "mute", "engine", "rotation", "colors", "database"];
    for (key, line) in
        keys.into_iter().chain(["quirks.shift", "scaling", "blend", "full-screen", "keymap", "keys.A"]).zip(1..)
    {
        assert_eq!(section.line(key), Some(line), "{key}");
    }
}

#[test]
fn what_is_said_of_a_rom_comes_before_what_is_said_of_all() {
    let text = format!("volume = 50\nscale = 4\n[rom.\"{}\"]\nvolume = 70\n", SHA1.to_uppercase());
    let settings = settings(&text);
    assert_eq!(settings.first(SHA1, |section| section.volume), Some((70, Why::RomSettings)));
    assert_eq!(settings.first(SHA1, |section| section.scale), Some((4, Why::Settings)));
    assert_eq!(settings.first("another", |section| section.volume), Some((50, Why::Settings)));
    assert_eq!(settings.first(SHA1, |section| section.mute), None);
}

#[test]
fn a_key_that_is_unknown_is_told_with_what_may_have_been_meant() {
    let text =
        format!("volum = 1\nzzz = 2\n[quirks]\nschift = true\n[rom.\"{SHA1}\"]\nrom = 3\ndatabase = 'x'\n[rom.x]\n");
    let expected = [
        "s.toml:1: unknown key `volum`; did you mean `volume`?",
        "s.toml:2: unknown key `zzz`; there are: blend, colors, ",
        "s.toml:4: there is no quirk `schift`; did you mean `shift`?",
        "s.toml:6: unknown key `rom`; ",
        "s.toml:7: the `database` is for all ROMs",
        "s.toml:8: `x` is no SHA-1; `stitch8 config ROM` prints",
    ];
    let found = problems(&text);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
}

#[test]
fn a_value_that_is_no_good_is_told_and_all_else_holds() {
    for (line, words) in [
        ("volume = 101", "whole number, 0 to 100"),
        ("volume = -1", "whole number"),
        ("volume = '5'", "whole number"),
        ("scale = 0", "1 to 32"),
        ("ipf = 99999999999999999999999", "1 to"),
        ("mute = 'yes'", "true or false"),
        ("platform = 'xochop'", "did you mean `xochip`?"),
        ("palette = ['#000000']", "a name in quotes"),
        ("palette = 'nice'", "there are: amber"),
        ("colors = ['#000000']", "2, 4 or 16 colours"),
        ("colors = [0, 1]", "`colors` is a list"),
        ("rotation = 45", "0, 90, 180 or 270"),
        ("engine = 'steam'", "there are: "),
        ("font = 3", "a name in quotes"),
        ("database = 3", "path of a file"),
        ("quirks = 3", "[quirks]"),
        ("keymap = 'azertz'", "did you mean `azerty`?"),
        ("keys = 'Left'", "[keys]"),
        ("keys.10 = 'Left'", "`10` is no key of the keypad"),
        ("keys.A = 3", "several: "),
        ("keys.A = 'Lefft'", "did you mean `Left`?"),
        ("keys.A = ['Left', 'the left one']", "a key is what it writes, or one of: F1"),
        ("scaling = 'big'", "integer, fit"),
        ("blend = true", "none, flicker, fade"),
        ("full-screen = 1", "true or false"),
        ("quirks.shift = 1", "true or false"),
        ("rom = 3", "[rom.\"SHA-1\"]"),
        ("rom.x = 3", "[rom.\"SHA-1\"]"),
    ] {
        let font = if line.starts_with("font") { "" } else { "font = 'vip'" };
        let (settings, problems) = Settings::of_text("s.toml", &format!("\n{line}\n{font}\n"));
        let [problem] = &problems[..] else { panic!("{line}: {problems:?}") };
        assert!(problem.line == Some(2) && problem.message.contains(words), "{line}: {problem}");
        assert_eq!(settings.general().wishes.font.is_some(), !font.is_empty(), "{line}");
    }
}

#[test]
fn a_line_that_is_no_toml_is_told_and_the_others_hold() {
    let (settings, problems) = Settings::of_text("s.toml", "volume = 7\nscale = = 3\nmute =\n'ipf\nfont = 'vip'\n");
    assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    let section = settings.general();
    assert_eq!((section.volume, section.scale, section.mute), (Some(7), None, None));
    assert!(section.wishes.font.is_some());
}

#[test]
fn what_has_no_end_takes_nothing_with_it() {
    for bad in
        ["colors = [\"#000000\", \"#ffffff\"", "keys = { 5 = \"Up\"", "colors = [", "[keys]\n5 = [\"Up\"\n[look]\n"]
    {
        let text = format!("volume = 7\n{bad}\nscale = 3\nmute = true\n[quirks]\nwrap = true\n");
        let (settings, problems) = Settings::of_text("s.toml", &text);
        let section = settings.general();
        assert_eq!((section.volume, section.wishes.quirks.len()), (Some(7), 1), "{bad}");
        if !bad.starts_with("[keys]") {
            assert_eq!((section.scale, section.mute), (Some(3), Some(true)), "{bad}: {problems:?}");
            let [problem] = &problems[..] else { panic!("{bad}: {problems:?}") };
            assert!(problem.line == Some(2) && problem.message.contains("unclosed"), "{bad}: {problem}");
        }
    }
}

#[test]
fn many_that_have_no_end_are_each_told_and_what_has_one_holds() {
    let open = (0..12).map(|key| format!("{key:X} = [\"Up\"\n")).collect::<Vec<_>>().concat();
    let (settings, problems) =
        Settings::of_text("s.toml", &format!("volume = 7\n[keys]\n{open}[quirks]\nwrap = true\n"));
    assert_eq!((settings.general().volume, problems.len()), (Some(7), 12), "{problems:?}");
    // Of very many the rest is told as it was before, and what is above them holds.
    let many = "5 = [\"Up\"\n".repeat(300);
    let (settings, problems) = Settings::of_text("s.toml", &format!("volume = 7\n[keys]\n{many}"));
    assert_eq!((settings.general().volume, problems.len()), (Some(7), MOST_PROBLEMS + 1));
    let good = "colors = [\n \"#111111\",\n \"#222222\",\n]\nmute = true\n";
    let (settings, problems) = Settings::of_text("s.toml", &format!("{good}keys = {{ 5 = \"Up\"\nscale = 3\n"));
    let section = settings.general();
    assert_eq!((section.mute, section.scale), (Some(true), Some(3)));
    assert_eq!(section.look.palette.map(|palette| palette.colour(1)), Some(0x22_2222), "{problems:?}");
}

#[test]
fn nobody_knows_what_a_table_is_about_whose_head_is_no_toml() {
    let (settings, problems) = Settings::of_text("s.toml", "volume = 7\n[[rom.\nscale = 3\n[quirks]\nshift = true\n");
    assert!(problems.iter().all(|problem| problem.line == Some(2)) && !problems.is_empty(), "{problems:?}");
    let section = settings.general();
    assert_eq!((section.volume, section.scale, section.wishes.quirks.len()), (Some(7), None, 1));
}

#[test]
fn colours_hold_where_there_is_a_palette_as_well() {
    let text = "palette = 'mono'\ncolors = '#000000,#ff0000'\n";
    let (settings, problems) = Settings::of_text("s.toml", text);
    assert_eq!(settings.general().look.palette.map(|palette| palette.colour(1)), Some(0xFF_0000));
    assert!(problems.len() == 1 && problems[0].line == Some(1), "{problems:?}");
    assert!(Palette::by_name("mono").is_some());
}

#[test]
fn whatever_is_in_a_file_is_refused_or_read() {
    let text = "volume = 7\n[rom.\"x\"]\nquirks = { shift = true }\ncolors = [\"#000000\"]\n";
    let mut random = fastrand::Rng::with_seed(8);
    for _ in 0..3000 {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            match random.u8(..3) {
                0 => bytes[at] = random.choice(b"[]{}\"'=.#\n\\ \0".iter()).copied().unwrap_or(0),
                1 => bytes.insert(at, random.u8(..)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        for problem in Settings::of_text("s.toml", &text).1 {
            assert!(problem.line.is_some_and(|line| line <= 1 + text.lines().count()), "{problem}: {text:?}");
        }
    }
}

#[test]
fn a_database_lies_beside_the_settings_that_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, "database = 'my.json'").unwrap();
    let (settings, _) = Settings::read(&path).unwrap();
    assert_eq!(settings.general().database, Some(folder.path().join("my.json")));
}
