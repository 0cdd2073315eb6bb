//! Arguments that every command which runs a ROM has: which ROM, and how.

use std::path::Path;

use clap::Args;
use cpu_ops::{Platform, Quirk};

use crate::rom::Rom;
use crate::setup::{Setup, Wishes, platforms};

/// The most instructions a frame: more than any host executes in that time, and few enough that the instructions
/// of all frames together can be counted.
const MAX_INSTRUCTIONS: u64 = 1_000_000_000;

/// How to run a ROM.
#[derive(Debug, Args)]
pub(super) struct ProgramArguments {
    /// The platform to run it on; the file's ending decides otherwise
    #[arg(long, value_name = "ID", value_parser = platform)]
    pub(super) platform: Option<&'static Platform>,
    /// Switch a quirk of the platform on or off (repeatable)
    #[arg(long, value_name = "NAME=on|off", value_parser = quirk)]
    pub(super) quirk: Vec<(Quirk, bool)>,
    /// Instructions executed a frame; the platform decides otherwise
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_INSTRUCTIONS))]
    pub(super) ipf: Option<u64>,
}

impl ProgramArguments {
    /// The setup for `rom`.
    pub(super) fn setup(&self, rom: &Rom, seed: u64) -> anyhow::Result<Setup> {
        let wishes =
            Wishes { platform: self.platform, quirks: self.quirk.clone(), instructions_per_frame: self.ipf, seed };
        Ok(Setup::choose(rom, &wishes)?)
    }

    /// Reads `path` and sets it up.
    pub(super) fn load(&self, path: &Path, seed: u64) -> anyhow::Result<(Rom, Setup)> {
        let rom = Rom::read(path)?;
        let setup = self.setup(&rom, seed)?;
        Ok((rom, setup))
    }
}

fn platform(id: &str) -> Result<&'static Platform, String> {
    const LATER: [&str; 3] = ["hybridVIP", "megachip8", "chip8x"];
    Platform::by_id(id).ok_or_else(|| {
        let problem = if LATER.contains(&id) { "it is not supported yet" } else { "there is no such platform" };
        format!("{problem}; there are: {}", platforms())
    })
}

fn quirk(text: &str) -> Result<(Quirk, bool), String> {
    let (name, value) = text.split_once('=').ok_or("a quirk is NAME=on or NAME=off")?;
    let quirk =
        name.parse().map_err(|error| format!("{error}; there are: {}", Quirk::ALL.map(Quirk::name).join(", ")))?;
    match value {
        "on" => Ok((quirk, true)),
        "off" => Ok((quirk, false)),
        _ => Err(format!("a quirk is on or off, not {value:?}")),
    }
}
