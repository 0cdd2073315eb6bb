//! The command line's contract: what it prints, what it writes, and the exit code.

mod bad_input;
mod capture;
#[cfg(all(feature = "window", target_os = "linux"))]
mod choices;
#[cfg(all(feature = "jit", unix))]
mod code_cache;
mod database;
mod explain;
mod faults;
mod flags;
mod hostile_files;
#[cfg(all(feature = "window", target_os = "linux"))]
mod keyboard;
#[cfg(all(feature = "window", target_os = "linux"))]
mod keymaps;
#[cfg(all(feature = "window", target_os = "linux"))]
mod keys;
#[cfg(all(feature = "sound", feature = "window", target_os = "linux"))]
mod live_sound;
#[cfg(all(feature = "window", target_os = "linux"))]
mod menu;
#[cfg(all(feature = "jit", not(feature = "system-llvm"), target_os = "linux"))]
mod missing_library;
mod other_commands;
mod outside_world;
#[cfg(all(feature = "jit", target_os = "linux"))]
mod perf_map;
#[cfg(all(feature = "window", target_os = "linux"))]
mod played;
#[cfg(all(feature = "terminal", target_os = "linux"))]
mod pty;
mod recordings;
mod run;
mod run_options;
mod settings;
mod shell;
mod sound;
mod states;
mod stats;
mod support;
#[cfg(all(feature = "terminal", target_os = "linux"))]
mod terminal;
mod vectors;
mod window;
#[cfg(all(feature = "window", target_os = "linux"))]
mod window_recordings;
