//! `--perf-map`: names for compiled code in Linux' `perf`.

use std::process::{Command, Stdio};

use crate::support::{Folder, stitch8};

/// 200: v0 += 1 / v1 += v0 / jump 200
const LOOP: [u16; 3] = [0x7001, 0x8104, 0x1200];

/// Runs `stitch8 command` on a loop with a perf map. Returns the map, which is taken away.
fn map(command: &str, options: &str) -> String {
    let folder = Folder::new();
    let child = Command::new(assert_cmd::cargo::cargo_bin("stitch8"))
        .arg(command)
        .arg(folder.rom(&LOOP))
        .args(options.split_whitespace())
        .arg("--perf-map")
        .env("STITCH8_CODE_CACHE", "")
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let path = format!("/tmp/perf-{}.map", child.id());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(&path).expect("the map is there");
    std::fs::remove_file(path).expect("it is ours");
    text
}

#[test]
fn regions_have_names() {
    for (command, options) in [("run", "--sync --ipf 20000 --frames 5"), ("bench", "--rounds 1 --frames 2")] {
        let text = map(command, options);
        let mut names = Vec::new();
        for line in text.lines() {
            let [address, bytes, name] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line:?}") };
            let number = |text| u64::from_str_radix(text, 16).unwrap_or_else(|_| panic!("no number: {line:?}"));
            assert!(number(address) > 0x1000 && (1..100_000).contains(&number(bytes)), "{line:?}");
            names.push(name);
        }
        assert_eq!(1, names.iter().filter(|name| **name == "stitch8::region_0200").count(), "{text}");
    }
}

#[test]
fn it_is_refused_where_nothing_is_compiled() {
    let folder = Folder::new();
    stitch8("run", &folder.rom(&LOOP), "--perf-map --engine interpreter").refused(2, &["--perf-map:", "recompiler"]);
}
