//! The opcode sweep in its short form; `cargo xtask sweep` is the long one.

use cpu_ops::Platform;
#[cfg(feature = "jit")]
use stitch8_tests::sweep::compiled;
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
fn some_of_the_words_do_the_same_compiled() {
    for platform in Platform::ALL {
        let found = compiled::sweep(platform, 6, STATES, |_| ());
        found.assert_none();
        assert_eq!(found.native, found.compared, "not all of it was compiled on {}", platform.id);
    }
}
