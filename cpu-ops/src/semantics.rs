//! What each instruction means: one function a row of the [`table`](crate::table).
//!
//! A function gets the [`Step`](crate::Step) it belongs to and returns the [`Outcome`](crate::flow::Outcome)
//! of its row's [`FlowKind`](crate::FlowKind). It never touches `pc` and never panics: indexes are masked
//! or constant, arithmetic wraps.

#![allow(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    reason = "every function has the form that the table demands: it takes its step, and engines use what it returns"
)]

pub mod alu;
pub mod audio;
pub mod display;
pub mod flow;
pub mod memory;
pub mod system;
