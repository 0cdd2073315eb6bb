//! The opcode sweep in its long form: a program of the tests' package, which knows both engines and the oracle.

use anyhow::Result;

use crate::program;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Start states of each word
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    states: u64,
    /// Random programs a platform, for the oracle
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    programs: u64,
    /// Only this platform
    #[arg(long, value_name = "ID")]
    platform: Option<String>,
}

/// Builds and runs the program that sweeps, which tells what it finds.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut options: Vec<String> = vec!["--states".to_owned(), arguments.states.to_string()];
    options.extend(["--programs".to_owned(), arguments.programs.to_string()]);
    if let Some(id) = &arguments.platform {
        options.extend(["--platform".to_owned(), id.clone()]);
    }
    program::run("stitch8-tests", "sweep", &program::Arguments::from(options))
}
