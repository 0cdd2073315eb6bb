//! What the tests share: programs made up at random, and the comparison of two engines.

pub mod compare;
pub mod random_program;
pub mod workers;
