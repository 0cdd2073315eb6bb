//! `stitch8 run --stats` and `--stats-json`: what the recompiler did, region by region.

#[cfg(feature = "jit")]
use serde_json::Value;

use crate::support::{Folder, stitch8};

/// 200: v0 += 1 / v1 += v0 / jump 200
const LOOP: [u16; 3] = [0x7001, 0x8104, 0x1200];

#[cfg(feature = "jit")]
fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[cfg(feature = "jit")]
#[test]
fn every_instruction_is_in_a_region_or_has_a_reason() {
    let folder = Folder::new();
    let rom = folder.rom(&LOOP);
    let report = stitch8("run", &rom, "--stats-json - --sync --ipf 20000 --frames 7").json();
    let regions = report["regions"].as_array().expect("it is a list");
    assert_eq!(1, regions.len(), "{report}");
    let region = &regions[0];
    assert_eq!((0x200, 3, 1), (number(&region["entry"]), number(&region["instructions"]), number(&region["blocks"])));
    assert_eq!((Some(true), 1), (region["live"].as_bool(), number(&region["compiled"])));
    assert!(number(&region["code_bytes"]) > 0, "{region}");
    for phase in ["stitch", "optimize", "codegen"] {
        assert!(number(&region["microseconds"][phase]) > 0, "{phase}: {region}");
    }
    let activity = &region["activity"];
    // It becomes hot at the 1,000th jump, and is left at the end of each frame and never else.
    assert_eq!(7, number(&activity["entered"]), "{region}");
    assert_eq!(7, number(&activity["exits"]["short_budget"]), "{region}");
    let interpreted = report["interpreted"].as_array().expect("it is a list");
    let cold = interpreted.iter().find(|share| share["reason"] == "cold").expect("it was cold at first");
    // And a frame that begins inside of the loop is interpreted as far as its head.
    let hot = 3 * 1001;
    assert!((hot..hot + 7 * 3).contains(&number(&cold["instructions"])), "{report}");
    let all: u64 = interpreted.iter().map(|share| number(&share["instructions"])).sum();
    assert_eq!(7 * 20_000, all + number(&activity["instructions"]), "{report}");
}

#[cfg(feature = "jit")]
#[test]
fn what_is_not_compiled_has_a_reason() {
    let folder = Folder::new();
    let reasons = |rom: &[u16], options: &str| {
        let report = stitch8("run", &folder.rom(rom), &format!("--stats-json - --sync {options}")).report();
        let reasons = report["interpreted"].as_array().expect("it is a list").clone();
        (report, reasons.into_iter().map(|share| share["reason"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
    };
    let (report, below) = reasons(&LOOP, "--frames 1000 --ipf 100");
    assert_eq!(vec!["little_work"], below);
    assert_eq!(0, report["regions"].as_array().unwrap().len());
    let (report, cold) = reasons(&LOOP, "--frames 1 --ipf 3000");
    assert_eq!(vec!["cold"], cold);
    assert_eq!(
        (0x200, 1000),
        (number(&report["not_compiled"][0]["address"]), { number(&report["not_compiled"][0]["heat"]) })
    );
    // 200: i := 208 / v0 := 70 / 204: v1 += 1 / save v0 - v0 / 208: v0 += 1 / v0 := 70 / jump 200
    let changing = [0xA208, 0x6070, 0x7101, 0xF055, 0x7001, 0x6070, 0x1200];
    let (report, found) = reasons(&changing, "--frames 20 --ipf 20000");
    assert!(found.contains(&"changing".to_owned()), "{report}");
    let (report, fault) = reasons(&[0x00EE], "--frames 1 --ipf 20000");
    assert!(fault.is_empty(), "nothing was executed: {report}");
}

#[cfg(feature = "jit")]
#[test]
fn regions_that_are_gone_are_still_told_of() {
    let folder = Folder::new();
    // 200: v0 += 1 / skip if v0 == 0 / jump 200 / v1 += 1 / skip if v1 == 200 / jump 200
    // 20C: i := 201 / v0 := 2 / save v0 - v0 / 212: jump 200
    let rom = folder.rom(&[0x7001, 0x3000, 0x1200, 0x7101, 0x31C8, 0x1200, 0xA201, 0x6002, 0xF055, 0x1200]);
    let report = stitch8("run", &rom, "--stats-json - --sync --ipf 100000 --frames 20").json();
    assert!(number(&report["totals"]["invalidations"]) > 0, "{report}");
    let regions = report["regions"].as_array().unwrap();
    let sum: u64 = regions.iter().map(|region| number(&region["activity"]["instructions"])).sum();
    assert_eq!(number(&report["totals"]["native_instructions"]), sum, "{report}");
    assert_eq!(
        number(&report["totals"]["units_compiled"]),
        regions.iter().map(|region| number(&region["compiled"])).sum::<u64>(),
        "{report}"
    );
}

#[cfg(feature = "jit")]
#[test]
fn the_table_says_the_same_after_the_report() {
    let folder = Folder::new();
    let rom = folder.rom(&LOOP);
    let file = folder.path("stats.json");
    let options = format!("--stats --stats-json {} --sync --ipf 20000 --frames 7", file.display());
    let text = stitch8("run", &rom, &options).expect(0).out;
    let json: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("it was written")).expect("JSON");
    let native = json["regions"][0]["activity"]["instructions"].to_string();
    for part in ["exit         all frames run", "0200 ", &native, "left: short budget 7", "too cold", "end of budget"] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let text = stitch8("run", &rom, "--stats --frames 2").expect(0).out;
    assert!(text.contains("no region was compiled") && text.contains("little work"), "{text}");
}

#[cfg(feature = "jit")]
#[test]
fn what_cannot_be_told_is_refused() {
    let folder = Folder::new();
    let rom = folder.rom(&LOOP);
    stitch8("run", &rom, "--stats --engine interpreter").refused(2, &["--stats:", "--engine recompiler"]);
    stitch8("run", &rom, "--stats-json - --json").refused(2, &["--stats-json -:", "name a file"]);
    stitch8("run", &rom, "--stats --stats-json -").refused(2, &["--stats-json -:", "--stats"]);
    stitch8("run", &rom, "--stats --json").refused(2, &["--stats", "--json"]);
    let missing = folder.path("missing/stats.json");
    stitch8("run", &rom, &format!("--frames 1 --stats-json {}", missing.display()))
        .refused(2, &["--stats-json", "missing"]);
}

#[cfg(not(feature = "jit"))]
#[test]
fn a_build_without_recompiler_says_so() {
    let folder = Folder::new();
    stitch8("run", &folder.rom(&LOOP), "--stats").refused(2, &["--stats:", "no recompiler"]);
}
