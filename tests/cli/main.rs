//! The command line's contract: what it prints, what it writes, and the exit code.

mod bad_input;
mod database;
mod faults;
mod flags;
mod other_commands;
mod run;
mod run_options;
mod sound;
mod support;
mod window;
