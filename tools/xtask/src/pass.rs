//! Tasks that are programs of the tests' package, and understand what those understand.

use anyhow::Result;

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// What the program understands: --help tells
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

/// Builds and runs the program called `name`, which tells what it finds.
pub fn run(name: &str, arguments: &Arguments) -> Result<()> {
    crate::run_test_program(name, &arguments.options)
}
