//! The opcode sweep in its short form; `cargo xtask sweep` is the long one.

use cpu_ops::Platform;
#[cfg(feature = "jit")]
use stitch8_tests::sweep::{Found, compiled};
use stitch8_tests::sweep::{oracle, programs};

/// Start states of each word.
const STATES: u64 = 10;

#[test]
fn every_word_does_what_it_does_on_the_oracle() {
    for platform in Platform::ALL {
        let found = oracle::sweep(platform, STATES);
        found.assert_none();
        assert!(found.compared >= 65_536 * STATES, "only {} on {}", found.compared, platform.id);
    }
}

#[test]
fn random_programs_do_what_they_do_on_the_oracle() {
    for platform in Platform::ALL {
        let found = programs::sweep(platform, 3000);
        found.assert_none();
        println!("{}: {} instructions", platform.id, found.compared);
    }
}

#[test]
#[cfg(feature = "jit")]
fn some_words_of_every_op_do_the_same_compiled() {
    for platform in Platform::ALL {
        let found = compiled::sweep(platform, 4, STATES, |_| ());
        found.assert_none();
        let Found { native, compared, .. } = found;
        assert!(100 * native >= 99 * compared, "only {native} of {compared} ran compiled on {}", platform.id);
    }
}
