//! The window measured from outside, on a virtual display and with a sound server that nobody hears: what `cargo xtask pacing`
//! calls. When frames began and were shown, by the window's own log; how soon a key is seen in the picture; and time on
//! a processor.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
#[path = "pacing/stage.rs"]
mod stage;

#[cfg(target_os = "linux")]
#[path = "pacing/measure.rs"]
mod measure;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    measure::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("pacing: this is measured on Linux, with Xvfb");
    ExitCode::FAILURE
}
