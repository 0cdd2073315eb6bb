//! What is measured, and how it is told.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Parser;

use crate::stage::{Player, Result, Stage, key};

/// Lights the screen's first pixel while key 5 is down.
const LIGHT: [u16; 10] = [
    0x6005, // 200  v0 := 5
    0xA212, // 202  i := 212
    0xE09E, // 204  if v0 -key then
    0x1204, // 206    jump 204
    0xD111, // 208  sprite v1 v1 1
    0xE0A1, // 20A  if v0 key then
    0x120A, // 20C    jump 20A
    0x00E0, // 20E  clear
    0x1204, // 210  jump 204
    0x8000, // 212  the pixel
];

/// How long a frame is.
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 60);

/// Plays in a window on a virtual display, and measures it from outside.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask pacing")]
struct Arguments {
    /// How long the program is played
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// How often the key is pressed
    #[arg(long, value_name = "N", default_value_t = 200)]
    presses: u32,
    /// The program
    #[arg(long, value_name = "FILE")]
    rom: Option<PathBuf>,
    /// The command that is measured; the one of this folder, built for release, otherwise
    #[arg(long, value_name = "FILE")]
    command: Option<PathBuf>,
    /// Options of the command, such as --blend=fade
    #[arg(last = true)]
    options: Vec<String>,
}

pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match measure(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pacing: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<()> {
    let command = arguments.command.clone().map_or_else(built, Ok)?;
    let stage = Stage::set(command)?;
    let own = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../roms/games/pearlbay.ch8"));
    let rom = arguments.rom.clone().unwrap_or_else(own);
    println!("{} for {} seconds; load {}", rom.display(), arguments.seconds, load());
    let player = stage.play(&rom, &arguments.options)?;
    // Starting is no part of it.
    sleep(Duration::from_secs(2));
    let (begin, before) = (Instant::now(), player.processor_time()?);
    sleep(Duration::from_secs(arguments.seconds));
    let (took, clock) = (player.processor_time()?.saturating_sub(before), begin.elapsed());
    println!(
        "processor: {:.2} s in {:.2} s, all threads: {:.2} % of a core",
        took.as_secs_f64(),
        clock.as_secs_f64(),
        took.as_secs_f64() * 100.0 / clock.as_secs_f64()
    );
    for line in player.quit()?.lines().filter(|line| line.contains("stitch8::frontend]")) {
        println!("{}", line.split_once("] ").map_or(line, |(_, text)| text));
    }
    let rom = stage.folder().join("light.ch8");
    std::fs::write(&rom, LIGHT.map(u16::to_be_bytes).concat())?;
    let player = stage.play(&rom, &arguments.options)?;
    sleep(Duration::from_secs(1));
    let mut latencies = (0..arguments.presses).map(|index| latency(&player, index)).collect::<Result<Vec<_>>>()?;
    latencies.sort_unstable();
    tell(&latencies);
    player.quit().map(drop)
}

/// The command, built for release, beside this program.
fn built() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(["build", "--quiet", "--release", "--package", "stitch8"]).status()?;
    if !built.success() {
        return Err("the command cannot be built".into());
    }
    Ok(std::env::current_exe()?.with_file_name("stitch8"))
}

/// How long it takes from pressing the key until the pixel is lit.
fn latency(player: &Player, index: u32) -> Result<Duration> {
    // At another part of a frame each time.
    sleep(Duration::from_micros(100_000 + u64::from(index * 7919 % 16_667)));
    let dark = player.pixel()?;
    let pressed = Instant::now();
    player.key(key::W, true)?;
    let latency = loop {
        if player.pixel()? != dark {
            break pressed.elapsed();
        }
        if pressed.elapsed() > Duration::from_secs(5) {
            return Err("a key was not seen in five seconds".into());
        }
        sleep(Duration::from_micros(200));
    };
    player.key(key::W, false)?;
    sleep(Duration::from_millis(50));
    while player.pixel()? != dark {
        sleep(Duration::from_millis(5));
        if pressed.elapsed() > Duration::from_secs(5) {
            return Err("a key stayed down".into());
        }
    }
    Ok(latency)
}

fn tell(latencies: &[Duration]) {
    let Some(last) = latencies.len().checked_sub(1) else { return };
    let frames = |latency: Duration| latency.as_secs_f64() / FRAME.as_secs_f64();
    let at = |percent: usize| {
        let latency = latencies[(last * percent).div_ceil(100)];
        format!("{:.2} ms ({:.2} frames)", latency.as_secs_f64() * 1e3, frames(latency))
    };
    println!("a key, until it is seen in the picture: median {}, 99 % {}, longest {}", at(50), at(99), at(100));
    let within = |most: f64| latencies.iter().filter(|&&latency| frames(latency) <= most).count();
    println!("  of {}: {} within one frame, {} within two", latencies.len(), within(1.0), within(2.0));
}

/// How many processes wanted a processor in the last minute.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = text.split_whitespace().next().unwrap_or("?").to_owned();
    format!("{load} on {} processors", std::thread::available_parallelism().map_or(0, std::num::NonZero::get))
}
