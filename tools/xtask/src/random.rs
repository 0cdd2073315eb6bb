//! Random programs in their long form: a program of the tests' package, which knows both engines.

use anyhow::Result;

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// What the program understands: --help tells
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

/// Builds and runs the program that compares, which tells what it finds.
pub fn run(arguments: &Arguments) -> Result<()> {
    crate::run_test_program("random", &arguments.options)
}
