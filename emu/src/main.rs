//! The command `stitch8`.

use std::process::ExitCode;

fn main() -> ExitCode {
    env_logger::init();
    stitch8::cli::main()
}
