//! Settings: which commands heed them, what wins, and what is said of a file that is no good.

use std::path::Path;

use crate::support::{Folder, sha1, stitch8, stitch8_with};

/// A game that ends at once.
const ROM: [u16; 1] = [0x1200];

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// The lines of what `stitch8 config` prints that are settings, each as `key = value # who`.
fn settings(out: &str) -> Vec<String> {
    let lines = out.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn config_tells_what_holds_and_who_decided() {
    let folder = Folder::new();
    let rom = folder.rom(&ROM);
    let id = sha1(&[0x12, 0x00]);
    let content = format!(
        "volume = 50\npalette = \"mono\"\nplatform = \"chip48\"\n[rom.\"{id}\"]\nvolume = 60\nquirks.jump = false\n"
    );
    let file = text(&folder.file("s.toml", content.as_bytes()));
    let out = stitch8("config", &rom, &format!("--settings {file} --scale 3 --mute --palette green")).expect(0).out;
    let found = settings(&out);
    for line in [
        "platform = \"chip48\" # the settings, s.toml:3",
        "quirks.jump = false # the settings for this ROM, s.toml:6",
        "quirks.shift = true # the platform",
        "palette = \"green\" # the command line",
        "rotation = 0 # the default",
        "scale = 3 # the command line",
        "volume = 60 # the settings for this ROM, s.toml:5",
        "mute = true # the command line",
    ] {
        assert!(found.iter().any(|found| found == line), "{line} is not in {out}");
    }
    assert!(out.contains(&format!("# settings: {file}\n")) && out.contains(&format!("[rom.\"{id}\"]")), "{out}");
    // What it prints are settings that come to the same.
    let again = text(&folder.file("again.toml", out.as_bytes()));
    let same = stitch8("config", &rom, &format!("--settings {again}")).expect(0).out;
    let values =
        |out: &str| settings(out).iter().map(|line| line.split(" #").next().map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(values(&same), values(&out));
}

#[test]
fn config_without_a_rom_tells_what_holds_for_all() {
    let folder = Folder::new();
    let file = text(&folder.file("s.toml", b"volume = 50\nquirks.shift = true\ncolors = ['#000000', '#ff0000']\n"));
    let out = stitch8_with(&["config", "--settings", &file]).expect(0).out;
    let found = settings(&out);
    assert!(found.contains(&"volume = 50 # the settings, s.toml:1".to_owned()), "{out}");
    assert!(found.contains(&"quirks.shift = true # the settings, s.toml:2".to_owned()), "{out}");
    assert!(found.iter().any(|line| line.starts_with("colors = [\"#000000\", \"#ff0000\"")), "{out}");
    assert!(out.contains("up to the ROM") && !out.contains("platform ="), "{out}");
    // What is some platform's own is a change of the others.
    let file = text(&folder.file("s.toml", b"platform = 'chip48'\nquirks = { shift = true, jump = false }\n"));
    let out = stitch8_with(&["config", "--settings", &file, "--quirk", "wrap=off"]).expect(0).out;
    for line in ["quirks.shift = true", "quirks.jump = false", "quirks.wrap = false"] {
        assert!(settings(&out).iter().any(|found| found.starts_with(line)), "{line}: {out}");
    }
}

#[test]
fn the_users_settings_are_in_the_folder_for_configurations() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let out = stitch8_with(&["config"]).expect(0).out;
    let path = crate::support::no_settings().join("stitch8/settings.toml");
    assert!(out.contains(&format!("# settings: {}, where there is no file yet", path.display())), "{out}");
    assert!(stitch8_with(&["config", "--no-settings"]).expect(0).out.contains("# settings: none"));
}

#[test]
fn what_is_wrong_with_settings_is_told_and_all_else_holds() {
    let folder = Folder::new();
    let file = text(&folder.file("s.toml", b"volum = 50\nscale = 7\nmute =\n\x07 = 3\n"));
    let outcome = stitch8_with(&["config", "--settings", &file]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told: Vec<&str> = outcome.err.lines().collect();
    assert_eq!(told.len(), 3, "{outcome:?}");
    assert!(told[0].contains("s.toml:1: unknown key `volum`; did you mean `volume`?"), "{outcome:?}");
    assert!(!outcome.err.contains('\x07'), "{outcome:?}");
    assert!(settings(&outcome.out).contains(&"scale = 7 # the settings, s.toml:2".to_owned()), "{outcome:?}");
}

#[test]
fn a_file_that_is_named_and_not_there_is_refused() {
    let rom = text(&Folder::new().path("x"));
    stitch8_with(&["config", "--settings", &rom]).refused(2, &["cannot read the settings", "No such file"]);
    stitch8_with(&["config", "--settings", "a", "--no-settings"]).refused(2, &["--no-settings"]);
}

#[test]
fn a_run_heeds_the_settings_that_it_is_given_and_no_others() {
    let folder = Folder::new();
    let rom = folder.rom(&ROM);
    std::fs::create_dir_all(folder.path("home/stitch8")).expect("the folder is ours");
    let settings =
        folder.file("home/stitch8/settings.toml", b"platform = \"xochip\"\nipf = 77\nengine = \"interpreter\"\n");
    let report = |options: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("stitch8")
            .expect("cargo has built it")
            .args(["run", &text(&rom), "--frames", "1", "--json"])
            .args(options)
            .env("XDG_CONFIG_HOME", folder.path("home"))
            .env("STITCH8_CODE_CACHE", "")
            .output()
            .expect("it starts");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("it prints JSON")
    };
    let platform = |options: &[&str]| report(options)["platform"].as_str().expect("it has one").to_owned();
    assert_eq!(platform(&[]), "modernChip8");
    assert_eq!(platform(&["--settings", &text(&settings)]), "xochip");
    assert_eq!(platform(&["--settings", &text(&settings), "--platform", "chip48"]), "chip48");
    assert_eq!(report(&["--settings", &text(&settings)])["engine"], "interpreter");
}
