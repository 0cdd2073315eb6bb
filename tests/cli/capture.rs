//! `stitch8 run --gif` and `--screenshot-at`.

use std::path::Path;

use crate::support::{Folder, sha1, stitch8};

/// Draws another digit again and again.
/// 200: i := hex v0 / clear / sprite v1 v1 5 / v0 += 1 / jump 200
const COUNT: [u16; 5] = [0xF029, 0x00E0, 0xD115, 0x7001, 0x1200];

/// How many frames a GIF has, each of which begins with a descriptor of its own, and its size.
fn gif(path: &Path) -> (usize, (u16, u16)) {
    let bytes = std::fs::read(path).expect("it was written");
    assert!(bytes.starts_with(b"GIF89a") && bytes.ends_with(b";"));
    let number = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    // A graphic control extension stands before each.
    let frames = bytes.windows(4).filter(|window| *window == [0x21, 0xF9, 0x04, 0x04]).count();
    (frames, (number(6), number(8)))
}

#[test]
fn a_screenshot_of_a_frame_is_that_of_a_run_so_long() {
    let folder = Folder::new();
    let rom = folder.rom(&COUNT);
    let (path, other) = (folder.path("a.png"), folder.path("b.png"));
    for frames in [0, 1, 7, 30] {
        let options = format!("--ipf 4 --frames 30 --screenshot {} --screenshot-at {frames}", path.display());
        stitch8("run", &rom, &options).expect(0);
        stitch8("run", &rom, &format!("--ipf 4 --frames {frames} --screenshot {}", other.display())).expect(0);
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap(), "{frames} frames");
    }
    let report =
        stitch8("run", &rom, &format!("--json --frames 30 --screenshot {} --screenshot-at 1", path.display())).json();
    assert_eq!(30, report["frames"], "the run goes on");
}

#[test]
fn a_screenshot_says_what_it_is_of() {
    let folder = Folder::new();
    let (rom, path) = (folder.rom(&COUNT), folder.path("a.png"));
    let options = format!("--platform xochip --frames 30 --screenshot {} --screenshot-at 7", path.display());
    stitch8("run", &rom, &options).expect(0);
    let bytes = std::fs::read(&path).expect("it was written");
    let source = format!("Source\0sha1:{}", sha1(&std::fs::read(&rom).expect("it is ours")));
    for text in ["Title\0test", "Software\0Stitch8 ", &source, "Platform\0xochip", "Frame\x007"] {
        assert!(bytes.windows(text.len()).any(|found| found == text.as_bytes()), "{text:?}");
    }
}

#[test]
fn a_gif_shows_what_a_run_shows() {
    let folder = Folder::new();
    // 200: v0 := 3 / i := hex v0 / sprite v1 v1 5 / v2 := 14 / delay := v2 / 20A: v3 := delay / if v3 != 0 then jump 20A
    // 210: clear / v0 := 7 / i := hex v0 / sprite v1 v1 5 / self-jump
    let words =
        [0x6003, 0xF029, 0xD115, 0x6214, 0xF215, 0xF307, 0x3300, 0x120A, 0x00E0, 0x6007, 0xF029, 0xD115, 0x1218];
    let (rom, path) = (folder.rom(&words), folder.path("a.gif"));
    stitch8("run", &rom, &format!("--frames 60 --gif {} --scale 4", path.display())).expect(0);
    // The 3, then the 7, at the least; clearing the screen and drawing may be seen apart.
    assert!((2..=3).contains(&gif(&path).0), "{:?}", gif(&path));
    assert_eq!((256, 128), gif(&path).1);
    stitch8("run", &rom, &format!("--frames 60 --gif {} --gif-frames 3-15 --scale 16", path.display())).expect(0);
    assert_eq!((1, (1024, 512)), gif(&path));
    stitch8("run", &rom, &format!("--frames 60 --gif {} --rotation 90", path.display())).expect(0);
    assert_eq!((256, 512), gif(&path).1);
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let folder = Folder::new();
    let rom = folder.rom(&COUNT);
    let run = |options: &str| stitch8("run", &rom, options);
    let (png, gif) = (folder.path("a.png").display().to_string(), folder.path("a.gif").display().to_string());
    run("--screenshot-at 5").refused(2, &["--screenshot"]);
    run(&format!("--screenshot {png} --screenshot-at 601")).refused(2, &["--screenshot-at", "601", "600", "--frames"]);
    run("--gif-frames 1-2").refused(2, &["--gif"]);
    for frames in ["5", "5-5", "6-5", "-5", "+1-5", "1-99999999999999999999"] {
        run(&format!("--gif {gif} --gif-frames={frames}")).refused(2, &["60-180"]);
    }
    run(&format!("--gif {gif} --gif-frames 700-800")).refused(2, &["--gif", "700", "600"]);
    run(&format!("--gif {gif} --frames 0")).refused(2, &["--gif", "--frames"]);
    let missing = folder.path("nowhere").join("a.gif").display().to_string();
    run(&format!("--gif {missing}")).refused(2, &["cannot write the film", "No such file"]);
    // A program that ends before that.
    let rom = folder.rom(&[0x00FD]);
    let options = format!("--platform superchip --screenshot {png} --screenshot-at 5");
    let outcome = stitch8("run", &rom, &options).expect(2);
    assert!(outcome.err.contains("over after 1 frames"), "{outcome:?}");
    // One that faults before that: what it did counts.
    let rom = folder.rom(&[0x0000]);
    for (options, problem) in [
        (format!("--screenshot {png} --screenshot-at 50"), "over after 1 frames"),
        (format!("--gif {gif} --gif-frames 10-20"), "there is no frame to show"),
    ] {
        let outcome = stitch8("run", &rom, &format!("--json {options}")).expect(1);
        assert_eq!(outcome.report()["exit"], "fault", "{outcome:?}");
        assert!(outcome.err.contains(problem), "{outcome:?}");
    }
}
