//! `stitch8 run --save-state` and `--load-state`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Folder, stitch8, stitch8_with};

fn game(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms/games").join(name)
}

fn engines() -> &'static [&'static str] {
    if cfg!(feature = "jit") { &["interpreter", "recompiler", "lockstep"] } else { &["interpreter"] }
}

/// What `stitch8 run` says of the screen.
fn screen(rom: &Path, options: &str) -> Value {
    stitch8("run", rom, &format!("--json {options}")).json()["screen"]["sha1"].clone()
}

#[test]
fn a_run_goes_on_from_the_state_that_another_left() {
    let folder = Folder::new();
    let rom = game("pearlbay.ch8");
    let whole_sound = folder.path("whole.wav");
    let keys = "--key 7@20-50 --key 9@50-90 --key 6@30-120 --seed 5";
    let expected = screen(&rom, &format!("--frames 200 {keys} --wav {}", whole_sound.display()));
    let state = folder.path("a.state");
    let sounds: Vec<PathBuf> = ["1.wav", "2.wav"].map(|name| folder.path(name)).into();
    for saved_by in engines() {
        let save = format!("--frames 137 {keys} --engine {saved_by} --wav {}", sounds[0].display());
        screen(&rom, &format!("{save} --save-state {}", state.display()));
        for loaded_by in engines() {
            let load = format!("--frames 63 --engine {loaded_by} --load-state {}", state.display());
            let report = stitch8("run", &rom, &format!("--json {load} --wav {}", sounds[1].display())).json();
            assert_eq!(expected, report["screen"]["sha1"], "{saved_by}, {loaded_by}");
            assert_eq!(63, report["frames"], "{report}");
            let samples = |path: &Path| std::fs::read(path).expect("it was written")[44..].to_vec();
            let both = [samples(&sounds[0]), samples(&sounds[1])].concat();
            assert!(both == samples(&whole_sound), "what is heard: {saved_by}, {loaded_by}");
        }
    }
}

#[test]
fn a_state_brings_platform_quirks_and_speed() {
    let folder = Folder::new();
    let state = folder.path("a.state");
    // 200: v0 += 1 / jump 200
    let rom = folder.rom(&[0x7001, 0x1200]);
    let options = format!("--platform chip48 --quirk wrap=on --ipf 77 --frames 3 --save-state {}", state.display());
    stitch8("run", &rom, &options).expect(0);
    let load =
        |options: &str| stitch8("run", &rom, &format!("--json --frames 1 --load-state {} {options}", state.display()));
    let report = load("").json();
    assert_eq!(("chip48", 77), (report["platform"].as_str().unwrap(), report["instructions"].as_u64().unwrap()));
    assert_eq!(9, load("--ipf 9").json()["instructions"]);
    for option in ["--platform chip48", "--quirk wrap=on", "--font vip", "--seed 3"] {
        load(option).refused(2, &["--load-state", option.split(' ').next().unwrap()]);
    }
}

#[test]
fn a_file_that_is_of_no_use_is_refused_and_left_alone() {
    let folder = Folder::new();
    let (rom, state) = (folder.rom(&[0x1200]), folder.path("a.state"));
    stitch8("run", &rom, &format!("--frames 3 --save-state {}", state.display())).expect(0);
    let whole = std::fs::read(&state).expect("it was written");
    let load = |path: &Path| stitch8("run", &rom, &format!("--load-state {}", path.display()));
    load(&state).expect(0);
    stitch8("run", &game("skyline.ch8"), &format!("--load-state {}", state.display()))
        .refused(2, &["a.state is a state of another ROM, test", "skyline"]);
    for (bytes, words) in [(&whole[..whole.len() - 1], "cut short"), (b"my letters", "is no saved state")] {
        let path = folder.file("b.state", bytes);
        load(&path).refused(2, &["b.state", words]);
        assert_eq!(bytes, std::fs::read(&path).expect("it is there"));
    }
    load(&folder.path("nowhere")).refused(2, &["cannot read the state", "No such file"]);
    load(&folder.path(".")).refused(2, &["cannot read the state"]);
    let missing = folder.path("nowhere").join("a.state").display().to_string();
    let rom = rom.display().to_string();
    stitch8_with(&["run", &rom, "--save-state", &missing]).refused(2, &["cannot write the state to", "No such file"]);
}

#[test]
fn a_program_that_fits_only_the_platform_of_its_state_goes_on() {
    let folder = Folder::new();
    let mut words = vec![0x1200_u16];
    words.resize(2000, 0);
    let rom = folder.rom(&words);
    let (state, recording) = (folder.path("state"), folder.path("recording"));
    let begin =
        format!("--platform xochip --frames 3 --save-state {} --record {}", state.display(), recording.display());
    stitch8("run", &rom, &begin).expect(0);
    stitch8("run", &rom, "").refused(2, &["try --platform xochip"]);
    stitch8("run", &rom, &format!("--frames 3 --load-state {}", state.display())).expect(0);
    stitch8("run", &rom, &format!("--play {}", recording.display())).expect(0);
}
