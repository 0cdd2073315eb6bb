//! Machine code that is kept from one run to the next, and `--no-code-cache`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::Folder;

/// 200: v0 += 1 / v1 += v0 / jump 200
const LOOP: [u16; 3] = [0x7001, 0x8104, 0x1200];

/// Runs a loop long enough to be compiled, with `cache` for its code.
fn run(rom: &Path, cache: &Path, options: &str) -> Output {
    command(rom, options).env("STITCH8_CODE_CACHE", cache).output().expect("it starts")
}

/// What runs it, with a cache wherever that is.
fn command(rom: &Path, options: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("stitch8"));
    command.arg("run").arg(rom).args("--sync --ipf 20000 --frames 7 --json".split_whitespace());
    command.args(options.split_whitespace()).env_remove("RUST_LOG");
    command
}

fn report(output: &Output) -> Value {
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

/// Regions compiled and loaded.
fn units(report: &Value) -> (Option<u64>, Option<u64>) {
    let units = |name: &str| report["recompiler"][name].as_u64();
    (units("units_compiled"), units("units_loaded"))
}

/// Names and contents of the files in `cache`, if it is there.
fn files(cache: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(cache) else { return Vec::new() };
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("it can be read"))
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_second_run_uses_the_code_of_the_first() {
    let folder = Folder::new();
    let (rom, cache) = (folder.rom(&LOOP), folder.path("cache"));
    let first = report(&run(&rom, &cache, ""));
    assert_eq!(units(&first), (Some(1), Some(0)), "{first}");
    assert_eq!(files(&cache).len(), 1);
    let second = report(&run(&rom, &cache, ""));
    assert_eq!(units(&second), (Some(0), Some(1)), "{second}");
    for what in ["screen", "registers", "counts", "native_instructions", "interpreted_instructions"] {
        assert_eq!(first[what], second[what]);
        assert_eq!(first["recompiler"][what], second["recompiler"][what]);
    }
}

/// A process has its parts at other addresses each time: an address of one that got into the code would show.
#[test]
fn code_is_the_same_in_every_process() {
    let folder = Folder::new();
    let draws = [0xA000, 0xD015, 0x7001, 0x7103, 0xF033, 0x8104, 0x1200];
    let rom = folder.rom(&draws);
    let caches = ["a", "b"].map(|name| folder.path(name));
    for cache in &caches {
        report(&run(&rom, cache, "--platform xochip"));
    }
    let found = caches.map(|cache| files(&cache));
    assert!(!found[0].is_empty());
    assert!(found[0] == found[1], "the processes have made different code");
}

#[test]
fn nothing_is_kept_if_nobody_wants_it() {
    let folder = Folder::new();
    let (rom, cache) = (folder.rom(&LOOP), folder.path("cache"));
    report(&run(&rom, &cache, "--no-code-cache"));
    report(&run(&rom, &cache, "--engine lockstep"));
    report(&run(&rom, &cache, "--engine interpreter"));
    assert_eq!(files(&cache), []);
    report(&run(&rom, &cache, ""));
    assert_eq!(files(&cache).len(), 1);
    let without = report(&run(&rom, &cache, "--no-code-cache"));
    assert_eq!(units(&without), (Some(1), Some(0)), "{without}");
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    let folder = Folder::new();
    let (rom, cache) = (folder.rom(&LOOP), folder.path("cache"));
    report(&run(&rom, &cache, ""));
    std::fs::set_permissions(&cache, std::fs::Permissions::from_mode(0o777)).unwrap();
    let output = run(&rom, &cache, "");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains("chmod") && said.contains(&cache.display().to_string()), "{said}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    assert_eq!(units(&report), (Some(1), Some(0)), "{report}");
}

#[test]
fn a_folder_that_cannot_be_is_told_of_if_somebody_has_named_it() {
    let folder = Folder::new();
    let rom = folder.rom(&LOOP);
    for (cache, why) in [(Path::new("/proc/none/code"), "No such file"), (&rom, "it is not a folder")] {
        let named = run(&rom, cache, "");
        let said = String::from_utf8_lossy(&named.stderr);
        assert!(named.status.success() && said.lines().count() == 1, "{named:?}");
        assert!(said.contains(why) && said.contains(&cache.display().to_string()), "{said}");
    }
    // The system's folder for caches may not be there: nobody has to do anything about it.
    let mut unnamed = command(&rom, "");
    let unnamed =
        unnamed.env("XDG_CACHE_HOME", "/proc/none").env_remove("STITCH8_CODE_CACHE").output().expect("it starts");
    assert_eq!(units(&report(&unnamed)), (Some(1), Some(0)));
}
