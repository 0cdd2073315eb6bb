//! The command `stitch8`.

#![forbid(unsafe_code)]

fn main() -> ! {
    // A sound server that goes away is no error of ours; why there is no sound is told when details are asked for.
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("error,pulseaudio=off")).init();
    let code = stitch8::cli::main();
    stitch8::process::leave(code)
}
