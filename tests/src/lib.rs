//! What the tests share: programs made up at random, the comparison of two engines, and an independent model of the
//! machine to compare them with.

#![forbid(unsafe_code)]

pub mod arguments;
pub mod choices;
pub mod compare;
#[cfg(feature = "jit")]
pub mod disturbed;
#[cfg(feature = "jit")]
pub mod lockstep;
pub mod machines;
#[cfg(feature = "jit")]
pub mod matrix;
pub mod mutate;
pub mod oracle;
pub mod random_program;
#[cfg(feature = "jit")]
pub mod soak;
#[cfg(feature = "jit")]
pub mod stress;
pub mod sweep;
pub mod workers;
