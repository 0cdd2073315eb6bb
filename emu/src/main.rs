//! The command `stitch8`.

fn main() -> ! {
    env_logger::init();
    let code = stitch8::cli::main();
    stitch8::cli::leave(code)
}
