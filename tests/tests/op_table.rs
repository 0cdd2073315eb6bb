//! The op table: every word decodes to what the reference says, and is disassembled as Octo would write it.

use cpu_ops::profile::InstructionSet::{self, Base, Scroll, SuperChip, XoChip};
use cpu_ops::{Op, Platform, Quirks, State, decode};

/// An example of every pattern that all platforms have: its word, its op and Octo's statement.
const BASE: [(u16, Op, &str); 36] = [
    (0x00E0, Op::ClearScreen, "clear"),
    (0x00EE, Op::Return, "return"),
    (0x0123, Op::MachineRoutine, "native 0x123"),
    (0x1ABC, Op::Jump, "jump 0xABC"),
    (0x2202, Op::Call, ":call 0x202"),
    (0x3A0F, Op::SkipIfByte, "if va != 0x0F then"),
    (0x4BF0, Op::SkipUnlessByte, "if vb == 0xF0 then"),
    (0x5120, Op::SkipIfEqual, "if v1 != v2 then"),
    (0x6F01, Op::SetByte, "vf := 0x01"),
    (0x70FF, Op::AddByte, "v0 += 0xFF"),
    (0x8120, Op::Copy, "v1 := v2"),
    (0x8341, Op::Or, "v3 |= v4"),
    (0x8562, Op::And, "v5 &= v6"),
    (0x8783, Op::Xor, "v7 ^= v8"),
    (0x89A4, Op::Add, "v9 += va"),
    (0x8BC5, Op::Subtract, "vb -= vc"),
    (0x8DE6, Op::ShiftRight, "vd >>= ve"),
    (0x8F07, Op::SubtractFrom, "vf =- v0"),
    (0x812E, Op::ShiftLeft, "v1 <<= v2"),
    (0x9AB0, Op::SkipUnlessEqual, "if va == vb then"),
    (0xA00A, Op::SetI, "i := 0x00A"),
    (0xB456, Op::ComputedJump, "jump0 0x456"),
    (0xC37F, Op::Random, "v3 := random 0x7F"),
    (0xD12F, Op::Draw, "sprite v1 v2 15"),
    (0xE19E, Op::SkipIfKey, "if v1 -key then"),
    (0xEFA1, Op::SkipUnlessKey, "if vf key then"),
    (0xF207, Op::ReadDelay, "v2 := delay"),
    (0xF30A, Op::WaitForKey, "v3 := key"),
    (0xF415, Op::SetDelay, "delay := v4"),
    (0xF518, Op::SetSound, "buzzer := v5"),
    (0xF61E, Op::AddToI, "i += v6"),
    (0xF729, Op::PointAtDigit, "i := hex v7"),
    (0xF833, Op::StoreDecimal, "bcd v8"),
    (0xF955, Op::StoreRegisters, "save v9"),
    (0xFA65, Op::LoadRegisters, "load va"),
    (0x5121, Op::Unknown, "0x51 0x21"),
];

/// An example of every pattern that some platforms lack: its words, its set, its op and Octo's statement.
const BEYOND_BASE: [(&[u16], InstructionSet, Op, &str); 17] = [
    (&[0x00C3], Scroll, Op::ScrollDown, "scroll-down 3"),
    (&[0x00DF], XoChip, Op::ScrollUp, "scroll-up 15"),
    (&[0x00FB], Scroll, Op::ScrollRight, "scroll-right"),
    (&[0x00FC], Scroll, Op::ScrollLeft, "scroll-left"),
    (&[0x00FD], SuperChip, Op::Exit, "exit"),
    (&[0x00FE], SuperChip, Op::LowResolution, "lores"),
    (&[0x00FF], SuperChip, Op::HighResolution, "hires"),
    (&[0x5AB2], XoChip, Op::StoreRange, "save va - vb"),
    (&[0x5BA3], XoChip, Op::LoadRange, "load vb - va"),
    (&[0xF000, 0xBEEF], XoChip, Op::SetLongI, "i := long 0xBEEF"),
    (&[0xFD01], XoChip, Op::SelectPlanes, "plane 13"),
    (&[0xF002], XoChip, Op::LoadPattern, "audio"),
    (&[0xF130], SuperChip, Op::PointAtLargeDigit, "i := bighex v1"),
    (&[0xF23A], XoChip, Op::SetPitch, "pitch := v2"),
    (&[0xF375], SuperChip, Op::SaveFlags, "saveflags v3"),
    (&[0xF485], SuperChip, Op::LoadFlags, "loadflags v4"),
    (&[0xD120], Base, Op::Draw, "sprite v1 v2 0"),
];

#[test]
fn every_pattern_has_a_row_and_octos_words() {
    for platform in Platform::ALL {
        let base = BASE.iter().map(|(word, op, text)| (std::slice::from_ref(word), Base, *op, *text));
        for (words, set, op, text) in base.chain(BEYOND_BASE) {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            let state = State::new(platform, &bytes, 0);
            let instr = decode(&state.bus.memory, 0x200, platform.profile(Quirks::NONE)).expect("it is in memory");
            let place = format!("{words:04X?} on {}", platform.id);
            if platform.sets.contains(&set) {
                assert_eq!((op, text), (instr.op, instr.to_string().as_str()), "{place}");
                assert_eq!(0x200 + bytes.len() as u32, instr.next(), "{place}");
            } else {
                assert!(matches!(instr.op, Op::Unknown | Op::MachineRoutine), "{place}: {:?}", instr.op);
            }
            assert_eq!((0x200, words[0]), (instr.pc, instr.word), "{place}");
        }
    }
}

#[test]
fn every_platform_has_the_sets_of_the_reference() {
    let sets = |id| Platform::by_id(id).expect("it is emulated").sets;
    for id in ["originalChip8", "modernChip8", "chip48"] {
        assert_eq!(sets(id), [Base], "{id}");
    }
    assert_eq!(sets("superchip1"), [Base, SuperChip]);
    for id in ["superchip", "superchip-legacy"] {
        assert_eq!(sets(id), [Base, SuperChip, Scroll], "{id}");
    }
    assert_eq!(sets("xochip"), [Base, SuperChip, Scroll, XoChip]);
}

#[test]
fn every_word_decodes_as_the_reference_says() {
    for platform in Platform::ALL {
        for word in 0..=u16::MAX {
            let found = cpu_ops::decode::op_of(word, platform.profile(Quirks::NONE));
            let beyond = beyond_base(word).filter(|(set, _)| platform.sets.contains(set));
            let expected = beyond.map_or_else(|| base(word), |(_, op)| op);
            assert_eq!(expected, found, "{word:04X} on {}", platform.id);
        }
    }
}

/// What `word` is on platforms that have more than the base instructions, and the set it belongs to.
fn beyond_base(word: u16) -> Option<(InstructionSet, Op)> {
    Some(match (word >> 12, word & 0xF, word & 0xFF) {
        (0x0, ..) if (0x00C0..=0x00CF).contains(&word) => (Scroll, Op::ScrollDown),
        (0x0, ..) if (0x00D0..=0x00DF).contains(&word) => (XoChip, Op::ScrollUp),
        (0x0, ..) => match word {
            0x00FB => (Scroll, Op::ScrollRight),
            0x00FC => (Scroll, Op::ScrollLeft),
            0x00FD => (SuperChip, Op::Exit),
            0x00FE => (SuperChip, Op::LowResolution),
            0x00FF => (SuperChip, Op::HighResolution),
            _ => return None,
        },
        (0x5, 0x2, _) => (XoChip, Op::StoreRange),
        (0x5, 0x3, _) => (XoChip, Op::LoadRange),
        (0xF, ..) if word == 0xF000 => (XoChip, Op::SetLongI),
        (0xF, ..) if word == 0xF002 => (XoChip, Op::LoadPattern),
        (0xF, _, 0x01) => (XoChip, Op::SelectPlanes),
        (0xF, _, 0x30) => (SuperChip, Op::PointAtLargeDigit),
        (0xF, _, 0x3A) => (XoChip, Op::SetPitch),
        (0xF, _, 0x75) => (SuperChip, Op::SaveFlags),
        (0xF, _, 0x85) => (SuperChip, Op::LoadFlags),
        _ => return None,
    })
}

#[test]
fn an_instruction_that_does_not_end_inside_memory_does_not_decode() {
    let state = State::new(Platform::DEFAULT, &[], 0);
    let profile = Platform::DEFAULT.profile(Quirks::NONE);
    let decodes = |pc| decode(&state.bus.memory, pc, profile).is_some();
    assert_eq!([true, true, false, false, false], [0x000, 0xFFE, 0xFFF, 0x1000, 0x10FE].map(decodes));
}

/// What `word` is on a platform with the base instructions alone.
fn base(word: u16) -> Op {
    match (word >> 12, word & 0xF, word & 0xFF) {
        (0x0, ..) => match word {
            0x00E0 => Op::ClearScreen,
            0x00EE => Op::Return,
            _ => Op::MachineRoutine,
        },
        (0x1, ..) => Op::Jump,
        (0x2, ..) => Op::Call,
        (0x3, ..) => Op::SkipIfByte,
        (0x4, ..) => Op::SkipUnlessByte,
        (0x5, 0x0, _) => Op::SkipIfEqual,
        (0x6, ..) => Op::SetByte,
        (0x7, ..) => Op::AddByte,
        (0x8, last, _) => arithmetic(last),
        (0x9, 0x0, _) => Op::SkipUnlessEqual,
        (0xA, ..) => Op::SetI,
        (0xB, ..) => Op::ComputedJump,
        (0xC, ..) => Op::Random,
        (0xD, ..) => Op::Draw,
        (0xE, _, 0x9E) => Op::SkipIfKey,
        (0xE, _, 0xA1) => Op::SkipUnlessKey,
        (0xF, _, low) => miscellaneous(low),
        _ => Op::Unknown,
    }
}

fn arithmetic(last: u16) -> Op {
    match last {
        0x0 => Op::Copy,
        0x1 => Op::Or,
        0x2 => Op::And,
        0x3 => Op::Xor,
        0x4 => Op::Add,
        0x5 => Op::Subtract,
        0x6 => Op::ShiftRight,
        0x7 => Op::SubtractFrom,
        0xE => Op::ShiftLeft,
        _ => Op::Unknown,
    }
}

fn miscellaneous(low: u16) -> Op {
    match low {
        0x07 => Op::ReadDelay,
        0x0A => Op::WaitForKey,
        0x15 => Op::SetDelay,
        0x18 => Op::SetSound,
        0x1E => Op::AddToI,
        0x29 => Op::PointAtDigit,
        0x33 => Op::StoreDecimal,
        0x55 => Op::StoreRegisters,
        0x65 => Op::LoadRegisters,
        _ => Op::Unknown,
    }
}
