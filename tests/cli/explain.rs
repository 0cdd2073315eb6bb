//! `stitch8 explain`: what becomes of a region.

use crate::support::{Folder, stitch8};

/// 200: v3 += 1 / v4 ^= v3 / skip if v3 == 7 / jump 200 / 208: v6 := 0 / jump 200
const LOOP: [u16; 6] = [0x7301, 0x8433, 0x3307, 0x1200, 0x6600, 0x1200];

#[cfg(feature = "jit")]
mod with_recompiler {
    use super::{Folder, LOOP, stitch8};

    /// What stands between the heading that begins with `title` and the next.
    fn section<'a>(text: &'a str, title: &str) -> &'a str {
        let (_, after) = text.split_once(&format!("\n== {title}")).unwrap_or_else(|| panic!("no {title} in\n{text}"));
        after.split("\n== ").next().expect("a split has a first part")
    }

    #[test]
    fn all_stages_of_a_region_are_shown() {
        let folder = Folder::new();
        let text = stitch8("explain", &folder.rom(&LOOP), "--at 0x200").expect(0).out;
        assert!(text.starts_with("test: region 0200, as asked for, in the program as it is loaded\n"), "{text}");
        assert!(text.contains("\n6 instructions in 3 blocks, "), "{text}");
        let guest = section(&text, "guest code");
        for line in ["  0200  7301  v3 += 0x01", "  0204  3307  if v3 != 0x07 then", "  -> 0206 or, skipping, 0208"] {
            assert!(guest.lines().any(|other| other == line), "{line:?} is not in:\n{guest}");
        }
        let (stitched, optimized) = (section(&text, "stitched"), section(&text, "optimized"));
        assert!(stitched.contains("at_0208:") && stitched.contains("call i32 @stitch8_op_"), "{stitched}");
        assert!(optimized.contains("define") && !optimized.contains("call i32 @stitch8_op_"), "{optimized}");
        for part in [stitched, optimized] {
            assert!(!part.contains("!dbg"), "line numbers are left:\n{part}");
        }
    }

    #[test]
    fn machine_code_stands_beside_the_guest_instruction_it_is_for() {
        let folder = Folder::new();
        let text = stitch8("explain", &folder.rom(&LOOP), "--at 0x200 --stage assembly").expect(0).out;
        let code = section(&text, "machine code");
        assert!(!text.contains("== guest code") && !text.contains("== stitched"), "{text}");
        for guest in ["0200  7301  v3 += 0x01", "0202  8433  v4 ^= v3", "0204  3307  if v3 != 0x07 then"] {
            let line = code.lines().find(|line| line.starts_with(guest)).unwrap_or_else(|| panic!("{guest}:\n{code}"));
            assert!(line.len() > guest.len() + 4, "no machine code beside it: {line:?}");
        }
        assert!(
            code.lines().any(|line| line.trim_start().starts_with(['.', '#', '/']) && line.contains(':')),
            "{code}"
        );
        // An exclusive or of two registers is that on every host.
        let xor = code.lines().find(|line| line.starts_with("0202 ")).expect("it was found above");
        let word = if cfg!(target_arch = "x86_64") { "xor" } else { "eor" };
        assert!(xor.contains(word), "{xor}");
    }

    #[test]
    fn the_code_shown_is_the_code_that_runs() {
        let folder = Folder::new();
        let rom = folder.rom(&LOOP);
        let report = stitch8("run", &rom, "--stats-json - --sync --ipf 50000 --frames 2").json();
        let region = &report["regions"][0];
        let text = stitch8("explain", &rom, "--stage guest").expect(0).out;
        let entry = format!("test: region {:04X}, the hottest one in 60 frames", region["entry"].as_u64().unwrap());
        assert!(text.starts_with(&entry), "{entry}: {text}");
        // What it is told of guest addresses does not change it.
        assert!(text.contains(&format!(", {} bytes of machine code;", region["code_bytes"])), "{region}: {text}");
    }

    #[test]
    fn a_jump_table_is_part_of_the_region() {
        let folder = Folder::new();
        // 200: v1 &= v2 / v0 := v1 / jump0 206 / 206: jump 20A / jump 20E / 20A: v3 += 1 / jump 200 / 20E: v4 += 1 / jump 200
        let rom = folder.rom(&[0x8122, 0x8010, 0xB206, 0x120A, 0x120E, 0x7301, 0x1200, 0x7401, 0x1200]);
        let text = stitch8("explain", &rom, "--at 0x200 --stage guest").expect(0).out;
        assert!(text.lines().any(|line| line == "  -> 0206, or 0208, or wherever it says (leaves)"), "{text}");
        assert!(text.contains("\n9 instructions in "), "{text}");
    }

    #[test]
    fn what_cannot_be_explained_is_refused() {
        let folder = Folder::new();
        let rom = folder.rom(&LOOP);
        let refused = |options: &str, words: &[&str]| stitch8("explain", &rom, options).refused(2, words);
        refused("--at 0x1000", &["--at", "0x1000", "outside of modernChip8's memory", "0xFFF"]);
        refused("--at 0xFFF", &["0xFFF", "no code to compile"]);
        refused("--at 0x300", &["0x300", "no code to compile", "0000"]);
        refused("--at here", &["0x20E"]);
        // As printed: hexadecimal either way.
        refused("--at 300", &["0x300", "no code to compile"]);
        refused("--stage nothing", &["assembly"]);
        refused("--frames 3 --ipf 20", &["no region became hot in 3 frames of 20 instructions", "--at"]);
        stitch8("explain", &folder.path("missing.ch8"), "").refused(2, &["missing.ch8"]);
        stitch8("explain", &folder.rom(&[0x00EE]), "").refused(1, &["0200"]);
    }
}

#[cfg(not(feature = "jit"))]
#[test]
fn a_build_without_recompiler_says_so() {
    let folder = Folder::new();
    stitch8("explain", &folder.rom(&LOOP), "").refused(2, &["explain:", "no recompiler"]);
}
