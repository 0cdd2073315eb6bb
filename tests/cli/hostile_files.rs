//! Files made to take for ever, or all memory: each is read or refused as quickly as any other.

use std::fmt::Write as _;

use crate::support::{Folder, stitch8, stitch8_with};

/// `line` for each number below `count`.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// With a look at the whole text for each problem these took minutes and more.
#[test]
fn settings_with_a_problem_in_each_line() {
    let folder = Folder::new();
    let texts = [
        "=\n".repeat(125_000),
        format!("a={}\n", "=".repeat(250_000)),
        lines(22_000, |number| format!("k{number}=1\n")),
        lines(17_000, |number| format!("[rom.x{number}]\n")),
        format!("[keys]\nA=[{}]\n", lines(20_000, |number| format!("\"z{number}\","))),
        format!("[quirks]\n{}", lines(17_000, |number| format!("k{number}=true\n"))),
    ];
    for text in texts {
        let file = folder.file("s.toml", format!("volume = 7\n{text}").as_bytes()).display().to_string();
        let outcome = stitch8_with(&["config", "--settings", &file]);
        assert_eq!(outcome.code, Some(0));
        let told: Vec<&str> = outcome.err.lines().collect();
        assert!((1..=21).contains(&told.len()), "{}: {:?}", &text[..20], &told[..told.len().min(30)]);
        let many = told.len() == 21;
        assert!(!many || told[20].contains("more things are wrong with it"), "{:?}", told.last());
        assert!(outcome.out.contains("s.toml:1"), "{}", outcome.out);
    }
}

#[test]
fn a_manifest_with_a_problem_in_each_line() {
    let folder = Folder::new();
    let too_many = ["there are 100000 cases; a manifest has 10000 at most"];
    let most = lines(10_000, |number| format!("[[case]]\nrom='{number}'\n"));
    for (text, words) in [
        (lines(100_000, |_| "[[case]]\n".to_owned()), &too_many[..]),
        (lines(200_000, |number| format!("k{number}=1\n")), &["unknown key `k0`", "there is no [[case]]"]),
        (most, &["m.toml:20000:", "No such file"]),
    ] {
        let outcome = stitch8("test", &folder.file("m.toml", text.as_bytes()), "--engine interpreter");
        assert_eq!(outcome.code, Some(2));
        for word in words {
            assert!(outcome.err.contains(word), "{word}: {:?}", outcome.err.lines().take(30).collect::<Vec<_>>());
        }
    }
    let large = folder.file("m.toml", &vec![b'#'; (4 << 20) + 1]);
    stitch8("test", &large, "").refused(2, &["m.toml", "4194304 bytes"]);
}

/// A program's title was there once for each of its ROMs: 60 GB in this file.
#[test]
fn a_database_with_a_long_title_and_many_roms() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    let mut roms = String::new();
    for number in 0..30_000 {
        let _ = write!(roms, "\"{number:040x}\":{{\"platforms\":[]}},");
    }
    let (title, sha1) = ("t".repeat(2_000_000), crate::support::sha1(&[0x12, 0x00]));
    let text = format!("[{{\"title\":\"{title}\",\"roms\":{{{roms}\"{sha1}\":{{\"platforms\":[\"xochip\"]}}}}}}]");
    let database = folder.file("d.json", text.as_bytes()).display().to_string();
    let out = stitch8_with(&["info", &rom, "--database", &database]).expect(0).out;
    assert!(out.contains("ttt") && out.contains("xochip"), "{}", &out[out.len() - 500..]);
    let larger = folder.file("e.json", &vec![b' '; (4 << 20) + 1]).display().to_string();
    let outcome = stitch8_with(&["info", &rom, "--database", &larger]);
    assert!(outcome.err.contains("more than 4194304 bytes"), "{outcome:?}");
}

/// Whoever opens a pipe waits for somebody who writes to it.
#[cfg(unix)]
#[test]
fn pipes_that_nobody_has_named() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]).display().to_string();
    // Files that a manifest names, or that are in a folder.
    folder.pipe("pipe.ch8");
    for key in ["picture", "sound", "screen"] {
        let text =
            format!("[[case]]\nrom = \"pipe.ch8\"\n[[case]]\nname = \"b\"\nrom = \"test.ch8\"\n{key} = \"pipe.ch8\"\n");
        let outcome = stitch8("test", &folder.file("m.toml", text.as_bytes()), "");
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains("m.toml:2") && outcome.err.contains("no regular file"), "{outcome:?}");
    }
    let outcome = stitch8("test", &folder.path(""), "--engine interpreter");
    assert!(outcome.code == Some(2) && outcome.err.contains("pipe.ch8"), "{outcome:?}");
    let vectors = folder.path("vectors").display().to_string();
    stitch8_with(&["vectors", "--platform", "chip48", "--out", &vectors, "--count", "1"]).expect(0);
    folder.pipe("vectors/pipe.json");
    let outcome = stitch8_with(&["vectors", "--check", &vectors]);
    assert!(outcome.code == Some(2) && outcome.err.contains("pipe.json"), "{outcome:?}");
    // The user's settings.
    std::fs::create_dir_all(folder.path("stitch8")).expect("the folder is ours");
    folder.pipe("stitch8/settings.toml");
    let output = assert_cmd::Command::cargo_bin("stitch8")
        .expect("cargo has built it")
        .args(["config", &rom])
        .env("XDG_CONFIG_HOME", folder.path(""))
        .env("STITCH8_CODE_CACHE", "")
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("it is a pipe") && said.lines().count() == 1, "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_folder_says_of_the_length_of_its_files_is_not_believed() {
    let folder = Folder::new();
    // Files there say that they have no bytes, and some have no end.
    let manifest = "rom-folders = [\"/proc/self\", \"/proc\"]\n[[case]]\nname = \"one\"\nsha1 = \"0000000000000000000000000000000000000000\"\n";
    let manifest = folder.file("m.toml", manifest.as_bytes());
    let outcome = stitch8_with(&["test", &manifest.display().to_string()]).expect(2);
    assert!(outcome.err.contains("0000000000"), "{outcome:?}");
}

#[cfg(unix)]
#[test]
fn pipes_in_place_of_files_that_are_kept() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let pipe = folder.pipe("pipe");
    let outcome = stitch8("run", &rom, &format!("--frames 1 --platform xochip --flags {}", pipe.display()));
    outcome.refused(2, &["it is a pipe"]);
    let settings = folder.file("s.toml", b"database = 'pipe'");
    let outcome = stitch8("run", &rom, &format!("--frames 1 --settings {}", settings.display()));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.err.contains("`database` in the settings: ") && outcome.err.contains("pipe"), "{outcome:?}");
}
