//! Lockstep of the two engines over programs made up at random.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8_tests::choices::{Bytes, Choices as _};
use stitch8_tests::disturbed;
use stitch8_tests::lockstep::{Batch, Tally, compare};
use stitch8_tests::random_program::{BYTES_AN_INSTRUCTION, SEVERAL, chosen_program};

/// Of each platform; there are more than 20,000 of them over all.
const PROGRAMS: u64 = 2880;
/// One in so many is compiled with full effort, which is what takes time.
const FULL: u64 = 5;
/// The same where the machine is meddled with.
const DISTURBED_FULL: u64 = 3;

#[test]
fn twenty_thousand_random_programs_leave_the_same_state_on_both_engines() {
    let mut sum = Tally::default();
    for platform in Platform::ALL {
        sum.add(compare(Batch { platform, first: 0, programs: PROGRAMS, full: FULL, courses: 1 }, |_| true));
    }
    println!(
        "{} programs, {} instructions, {:.2} of them in compiled code, {} regions, {} written over",
        sum.programs,
        sum.executed,
        sum.native_share(),
        sum.compiled,
        sum.invalidated
    );
    assert!(sum.differences.is_empty(), "{}", sum.differences.join("\n"));
    assert!(sum.programs >= 20_000);
    assert!(sum.native_share() > 0.3, "{}: too little was compared", sum.native_share());
    assert!(sum.invalidated > sum.programs / 50, "{}: too few programs changed themselves", sum.invalidated);
}

#[test]
fn programs_whose_machine_is_meddled_with_leave_the_same_state_on_both_engines() {
    let mut sum = Tally::default();
    for platform in Platform::ALL {
        sum.add(disturbed::compare(
            platform,
            0,
            disturbed::PROGRAMS_AN_ENGINE * disturbed::ENGINES,
            DISTURBED_FULL,
            |_| true,
        ));
    }
    println!("{sum:?}");
    assert!(sum.differences.is_empty(), "{}", sum.differences.join("\n"));
    assert!(sum.native_share() > 0.3, "{}: too little was compared", sum.native_share());
    assert!(sum.invalidated > sum.programs / 50, "{}: too few programs changed themselves", sum.invalidated);
}

#[test]
fn to_change_a_byte_of_what_a_fuzzer_chose_changes_one_instruction() {
    let platform = Platform::DEFAULT;
    let chosen: Vec<u8> = (0..SEVERAL).cycle().take(40 * BYTES_AN_INSTRUCTION).collect();
    let program = chosen_program(platform, &chosen, 100);
    assert_eq!(program.len(), 2 * 40 + 2);
    for at in 0..chosen.len() {
        let mut other = chosen.clone();
        other[at] ^= if other[at] ^ 0x55 == SEVERAL { 0x15 } else { 0x55 };
        let other = chosen_program(platform, &other, 100);
        let instruction = at / BYTES_AN_INSTRUCTION;
        assert_eq!(program[..2 * instruction], other[..2 * instruction], "byte {at}");
        assert_eq!(program[2 * instruction + 2..], other[2 * instruction + 2..], "byte {at}");
    }
}

#[test]
fn choices_out_of_bytes_end_with_the_first_of_each() {
    let mut bytes = Bytes(&[7, 0x12, 0x34]);
    assert_eq!(bytes.below(5), 2);
    assert_eq!(bytes.below(0x200), 0x1234 % 0x200);
    assert_eq!(bytes.word(), 0);
    assert_eq!(bytes.one_of(&["first", "second"]), "first");
}
