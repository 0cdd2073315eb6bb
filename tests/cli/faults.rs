//! Faults of the guest: opcode and address, the screen as it was, exit code 1.

use crate::support::{DIGIT_3, Folder, Outcome, screen, screen_sha1, stitch8};

/// Draws the digit 3 at the left upper corner and goes on at 0x208: four instructions.
const DRAW_3: [u16; 4] = [0x6003, 0xF029, 0xD555, 0x1208];

/// A fault: what follows [`DRAW_3`], and what is said of it.
struct Fault {
    words: &'static [u16],
    message: &'static str,
    opcode: &'static str,
    pc: u64,
    /// Executed before it on a platform with 16 levels of stack.
    instructions: u64,
}

const FAULTS: [Fault; 6] = [
    Fault { words: &[0x8128], message: "unknown opcode 8128 at 0x0208", opcode: "8128", pc: 0x208, instructions: 4 },
    Fault { words: &[0x6000, 0xFFFF], message: "FFFF at 0x020A", opcode: "FFFF", pc: 0x20A, instructions: 5 },
    Fault { words: &[0x0123], message: "machine code", opcode: "0123", pc: 0x208, instructions: 4 },
    Fault { words: &[0x2208], message: "stack overflow: 2208 at 0x0208", opcode: "2208", pc: 0x208, instructions: 20 },
    Fault { words: &[0x00EE], message: "stack underflow: 00EE at 0x0208", opcode: "00EE", pc: 0x208, instructions: 4 },
    Fault { words: &[0x1FFF], message: "memory at 0x0FFF", opcode: "0000", pc: 0xFFF, instructions: 5 },
];

fn engines() -> &'static [&'static str] {
    if cfg!(feature = "jit") { &["interpreter", "recompiler", "lockstep"] } else { &["interpreter"] }
}

#[test]
fn a_fault_names_opcode_and_address() {
    for fault in &FAULTS {
        for engine in engines() {
            let folder = Folder::new();
            let rom = folder.rom(&[&DRAW_3, fault.words].concat());
            let outcome = stitch8("run", &rom, &format!("--ipf 100 --engine {engine} --json")).expect(1);
            assert!(outcome.err.contains(fault.message), "{outcome:?}");
            let report = outcome.report();
            assert_eq!("fault", report["exit"], "{report}");
            assert_eq!(fault.opcode, report["fault"]["opcode"], "{report}");
            assert_eq!(fault.pc, report["fault"]["pc"], "{report}");
            assert_eq!(fault.instructions, report["instructions"], "{report}");
            assert_eq!(1, report["frames"], "{report}");
            assert_eq!(screen_sha1(0, 0, &DIGIT_3), report["screen"]["sha1"], "{report}");
        }
    }
}

#[test]
fn the_screenshot_of_a_fault_is_written() {
    for fault in &FAULTS {
        let folder = Folder::new();
        let rom = folder.rom(&[&DRAW_3, fault.words].concat());
        let path = folder.path("fault.png");
        let options = format!("--scale 1 --palette mono --screenshot {}", path.display());
        let outcome: Outcome = stitch8("run", &rom, &options).expect(1);
        assert!(outcome.out.contains(fault.message), "{outcome:?}");
        assert_eq!(screen(0, 0, &DIGIT_3), crate::run_options::read_png(&path).1);
    }
}

#[test]
fn the_vip_has_twelve_levels_of_stack() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x2200]);
    for (platform, levels) in [("originalChip8", 12), ("modernChip8", 16), ("chip48", 16)] {
        let outcome = stitch8("run", &rom, &format!("--platform {platform} --json --ipf 100")).expect(1);
        assert_eq!(levels, outcome.report()["instructions"], "{outcome:?}");
    }
}

#[test]
fn a_program_may_end_with_half_an_instruction() {
    let folder = Folder::new();
    let rom = folder.file("odd.ch8", &[0x60, 0x03, 0xF0]);
    let outcome = stitch8("run", &rom, "--json").expect(1);
    assert!(outcome.err.contains("unknown opcode F000 at 0x0202"), "{outcome:?}");
}

#[test]
fn bench_stops_at_a_fault() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x8128]);
    let outcome = stitch8("bench", &rom, "--rounds 1 --json").expect(1);
    assert!(outcome.err.contains("unknown opcode 8128 at 0x0200"), "{outcome:?}");
    assert_eq!("", outcome.out);
}
