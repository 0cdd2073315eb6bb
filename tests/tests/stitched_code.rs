//! What stitched code looks like once LLVM is done with it.
#![cfg(feature = "jit")]

use std::path::{Path, PathBuf};

use cpu_ops::table::OPS;
use cpu_ops::{FlowKind, Platform, Quirks, State};
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8::recompiler::dump::Dump;

/// Compiles a loop over `words` and returns the optimized function's text.
fn optimized(name: &str, words: &[u16]) -> String {
    let folder: PathBuf = std::env::temp_dir().join(format!("stitch8-{name}-{}", std::process::id()));
    let platform = Platform::by_id("xochip").expect("it has every instruction");
    let dump = Dump::to(&folder).expect("the folder can be made");
    let settings = Settings { threshold: 0, dump: Some(dump), ..Settings::eager() };
    let mut engine = Engine::recompiler(platform.profile(Quirks::NONE), &settings).expect("LLVM starts");
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    bytes.extend_from_slice(&0x1200_u16.to_be_bytes());
    let mut state = Box::new(State::new(platform, &bytes, 1));
    engine.run(&mut state, 1000);
    let text = read_stage(&folder, "2-optimized.ll");
    std::fs::remove_dir_all(&folder).expect("the folder was ours");
    text
}

fn read_stage(folder: &Path, stage: &str) -> String {
    let entries = std::fs::read_dir(folder).expect("the dump is there");
    let path = entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().ends_with(stage))
        .unwrap_or_else(|| panic!("no {stage} in {}", folder.display()));
    std::fs::read_to_string(path).expect("it can be read")
}

/// A word of the row: operands 1, 2 and 3.
fn word_of(value: u16, mask: u16) -> u16 {
    value | 0x0123 & !mask
}

#[test]
fn no_call_of_a_simple_op_is_left() {
    for info in OPS.iter().filter(|info| matches!(info.flow, FlowKind::Next | FlowKind::Skip | FlowKind::Store)) {
        let text = optimized(info.name, &[word_of(info.value, info.mask), 0x7001, 0x7101]);
        let calls: Vec<&str> =
            text.lines().filter(|line| line.contains(" call ") && !line.contains("@llvm.")).collect();
        assert!(calls.is_empty(), "{}: {calls:?}", info.name);
        assert!(!text.contains("alloca"), "{}: the registers are still in memory", info.name);
    }
}

#[test]
fn quirks_and_operands_leave_no_branch() {
    let text = optimized("shift", &[0x8126, 0x812E, 0x8121, 0xF31E]);
    // One check of the budget, and the jump back.
    let branches = text.lines().filter(|line| line.trim_start().starts_with("br i1")).count();
    assert!(branches <= 2, "{branches} branches in\n{text}");
}
