//! Short programs frame by frame: what an instruction does over several frames, or to the ones after it.

use cpu_ops::{Fault, FaultKind, Platform, Quirk};
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::rom::Rom;
use stitch8::setup::{Setup, Wishes};

/// What is seen after a frame: how it ended, the address of the next instruction, instructions executed so far
/// (idle ones included), delay timer, v0 to v3.
type Seen = (FrameEnd, u32, u64, u8, [u8; 4]);

/// A program, how it is run, and what is seen of it.
struct Course<'a> {
    platform: &'a str,
    quirks: &'a [(Quirk, bool)],
    instructions_per_frame: u64,
    words: &'a [u16],
    /// For each frame the keys held down and what is seen after it.
    frames: &'a [(u16, Seen)],
}

/// Runs the course on every engine.
fn check(course: &Course) {
    let bytes: Vec<u8> = course.words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let rom = Rom::embedded("course", &bytes);
    let wishes = Wishes {
        platform: Platform::by_id(course.platform),
        quirks: course.quirks.to_vec(),
        instructions_per_frame: Some(course.instructions_per_frame),
        seed: 0,
        ..Wishes::default()
    };
    let setup = Setup::choose(&rom, &wishes).expect("it fits");
    let mut compiled = 0;
    for engine in engines(&setup) {
        let name = format!("{:?}", engine.kind());
        let mut machine = Machine::new(&rom, setup, engine);
        for (number, &(keys, expected)) in course.frames.iter().enumerate() {
            let end = machine.frame(keys);
            let registers = &machine.state().registers;
            let v = [registers.v[0], registers.v[1], registers.v[2], registers.v[3]];
            let seen = (end, registers.pc, machine.counts().instructions, registers.delay, v);
            assert_eq!(expected, seen, "{name}, frame {number} of {:04X?}", course.words);
        }
        compiled += units_compiled(&machine);
    }
    assert!(compiled > 0 || cfg!(not(feature = "jit")), "nothing was compiled of {:04X?}", course.words);
}

#[cfg(not(feature = "jit"))]
fn engines(setup: &Setup) -> Vec<Engine> {
    vec![Engine::interpreter(setup.profile())]
}

/// The interpreter; the recompiler compiling all that it meets, and only what is met again.
#[cfg(feature = "jit")]
fn engines(setup: &Setup) -> Vec<Engine> {
    use stitch8::recompiler::Settings;

    let recompiler = |threshold| {
        let settings = Settings { threshold, ..Settings::eager() };
        Engine::recompiler(setup.profile(), &settings).expect("LLVM starts")
    };
    vec![recompiler(0), Engine::interpreter(setup.profile()), recompiler(1)]
}

/// How many units have been compiled; 0 without a recompiler.
#[cfg(not(feature = "jit"))]
fn units_compiled(_: &Machine) -> u64 {
    0
}

#[cfg(feature = "jit")]
fn units_compiled(machine: &Machine) -> u64 {
    machine.engine().statistics().map_or(0, |statistics| statistics.units_compiled)
}

fn fault(kind: FaultKind, pc: u32, opcode: u16) -> FrameEnd {
    FrameEnd::Fault(Fault { kind, pc, opcode })
}

const BASE: Course<'_> =
    Course { platform: "modernChip8", quirks: &[], instructions_per_frame: 10, words: &[], frames: &[] };

#[test]
fn a_key_wait_lasts_until_the_key_is_released() {
    // 200: jump 202 / v0 := 9 / delay := v0 / v1 := key / v2 := delay / self-jump
    let words = &[0x1202, 0x6009, 0xF015, 0xF10A, 0xF207, 0x120A];
    let waiting = |instructions, delay| (FrameEnd::Over, 0x206, instructions, delay, [9, 0, 0, 0]);
    check(&Course {
        words,
        frames: &[
            // Three instructions and the wait, which gives up the rest; the timers run on.
            (0x0000, waiting(4, 8)),
            (0x0000, waiting(5, 7)),
            (0x00C0, waiting(6, 6)),
            (0x00E0, waiting(7, 5)),
            (0x0040, waiting(8, 4)),
            // Key 6 goes up while key 5 is down; the rest of the ten instructions are the jump to itself.
            (0x0020, (FrameEnd::SelfJump, 0x20A, 18, 3, [9, 6, 4, 0])),
            (0x0000, (FrameEnd::SelfJump, 0x20A, 28, 2, [9, 6, 4, 0])),
        ],
        ..BASE
    });
}

#[test]
fn a_key_held_before_the_wait_counts_and_two_waits_need_two_releases() {
    // 200: jump 202 / v1 := key / v2 := key / self-jump
    let words = &[0x1202, 0xF10A, 0xF20A, 0x1206];
    check(&Course {
        words,
        frames: &[
            (0x0008, (FrameEnd::Over, 0x202, 2, 0, [0; 4])),
            (0x0000, (FrameEnd::Over, 0x204, 4, 0, [0, 3, 0, 0])),
            (0x0000, (FrameEnd::Over, 0x204, 5, 0, [0, 3, 0, 0])),
            (0x0008, (FrameEnd::Over, 0x204, 6, 0, [0, 3, 0, 0])),
            (0x0000, (FrameEnd::SelfJump, 0x206, 16, 0, [0, 3, 3, 0])),
        ],
        ..BASE
    });
}

#[test]
fn one_draw_a_frame_under_the_quirk() {
    // 200: v0 += 1 / sprite v1 v1 1 / jump 200
    let words = &[0x7001, 0xD111, 0x1200];
    check(&Course {
        quirks: &[(Quirk::Vblank, true)],
        words,
        frames: &[
            (0, (FrameEnd::Over, 0x204, 2, 0, [1, 0, 0, 0])),
            (0, (FrameEnd::Over, 0x204, 5, 0, [2, 0, 0, 0])),
            (0, (FrameEnd::Over, 0x204, 8, 0, [3, 0, 0, 0])),
        ],
        ..BASE
    });
    check(&Course {
        words,
        frames: &[(0, (FrameEnd::Over, 0x202, 10, 0, [4, 0, 0, 0])), (0, (FrameEnd::Over, 0x204, 20, 0, [7, 0, 0, 0]))],
        ..BASE
    });
}

#[test]
fn timers_count_frames_whatever_the_speed() {
    // 200: v0 := 2 / delay := v0 / 204: v1 := delay / jump 204
    let words = &[0x6002, 0xF015, 0xF107, 0x1204];
    for instructions_per_frame in [4, 1000] {
        let after = |frames| frames * instructions_per_frame;
        check(&Course {
            instructions_per_frame,
            words,
            frames: &[
                (0, (FrameEnd::Over, 0x204, after(1), 1, [2, 2, 0, 0])),
                (0, (FrameEnd::Over, 0x204, after(2), 0, [2, 1, 0, 0])),
                (0, (FrameEnd::Over, 0x204, after(3), 0, [2, 0, 0, 0])),
            ],
            ..BASE
        });
    }
}

#[test]
fn recursion_overflows_the_stack_and_a_stray_return_underflows_it() {
    // 200: v0 += 1 / :call 200
    let words = &[0x7001, 0x2200];
    for (platform, depth) in [("originalChip8", 12), ("modernChip8", 16), ("chip48", 16)] {
        let executed = 2 * u64::from(depth) + 1;
        let end = fault(FaultKind::StackOverflow, 0x202, 0x2200);
        let course = Course { platform, instructions_per_frame: 100, words, ..BASE };
        check(&Course { frames: &[(0, (end, 0x202, executed, 0, [depth + 1, 0, 0, 0]))], ..course });
    }
    // 200: v0 += 1 / :call 206 / return / 206: v1 += 1 / return
    let end = fault(FaultKind::StackUnderflow, 0x204, 0x00EE);
    check(&Course {
        words: &[0x7001, 0x2206, 0x00EE, 0x7101, 0x00EE],
        frames: &[(0, (end, 0x204, 4, 0, [1, 1, 0, 0]))],
        ..BASE
    });
}

#[test]
fn nested_calls_return_to_where_they_came_from() {
    // 200: :call 206 / v0 += 1 / self-jump / 206: :call 20C / v1 += 1 / return / 20C: v2 += 1 / return
    let words = &[0x2206, 0x7001, 0x1204, 0x220C, 0x7101, 0x00EE, 0x7201, 0x00EE];
    check(&Course {
        instructions_per_frame: 100,
        words,
        frames: &[(0, (FrameEnd::SelfJump, 0x204, 100, 0, [1, 1, 1, 0]))],
        ..BASE
    });
}

#[test]
fn running_off_the_end_of_memory_faults() {
    // 200: i := 20A / load v1 / i := FFE / save v1 / jump FFE / 20A: v2 := 7
    let words = &[0xA20A, 0xF165, 0xAFFE, 0xF155, 0x1FFE, 0x6207];
    let end = fault(FaultKind::OutOfMemory, 0x1000, 0);
    check(&Course { words, frames: &[(0, (end, 0x1000, 6, 0, [0x62, 0x07, 7, 0]))], ..BASE });
    // A skip over the end, and a computed jump past it.
    let words = &[0xA20A, 0xF165, 0xAFFE, 0xF155, 0x1FFE, 0x3030];
    let end = fault(FaultKind::OutOfMemory, 0x1002, 0);
    check(&Course { words, frames: &[(0, (end, 0x1002, 6, 0, [0x30, 0x30, 0, 0]))], ..BASE });
    let end = fault(FaultKind::OutOfMemory, 0x10FE, 0);
    check(&Course { words: &[0x60FF, 0xBFFF], frames: &[(0, (end, 0x10FE, 2, 0, [0xFF, 0, 0, 0]))], ..BASE });
}

#[test]
fn a_program_sees_what_it_writes_over_itself() {
    // 200: v0 := 73 / v1 := 05 / i := 208 / save v1 / 208: v2 := 1, becomes v3 += 5 / self-jump
    let words = &[0x6073, 0x6105, 0xA208, 0xF155, 0x6201, 0x120A];
    check(&Course {
        words,
        frames: &[
            (0, (FrameEnd::SelfJump, 0x20A, 10, 0, [0x73, 0x05, 0, 5])),
            (0, (FrameEnd::SelfJump, 0x20A, 20, 0, [0x73, 0x05, 0, 5])),
        ],
        ..BASE
    });
}

#[test]
fn programs_run_at_odd_addresses() {
    // 200: jump 203 / 202: 71 / 203: v0 += 2 / 205: v1 := 3 / 207: if v0 != 4 then / 209: jump 203 / self-jump
    let words = &[0x1203, 0x7170, 0x0261, 0x0340, 0x0412, 0x0312, 0x0B00];
    // 203: 70 02 / 205: 61 03 / 207: 40 04 / 209: 12 03 / 20B: 12 0B
    check(&Course {
        instructions_per_frame: 100,
        words,
        frames: &[(0, (FrameEnd::SelfJump, 0x20B, 100, 0, [2, 3, 0, 0]))],
        ..BASE
    });
}
