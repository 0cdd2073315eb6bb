//! Finds the region, has it compiled, and puts together what is printed.

use std::fmt::Write as _;

use cpu_ops::{State, decode};

use super::{Arguments, Show};
use crate::cli::code_cache::CodeCacheArguments;
use crate::cli::perf::PerfArguments;
use crate::cli::{Failure, Purpose, engine};
use crate::engine::{Engine, EngineKind};
use crate::headless::{Ending, Job, Runner};
use crate::recompiler::explain::Explanation;
use crate::rom::Rom;
use crate::setup::Setup;

/// Frames run to find the hottest region, unless the user says otherwise.
const FRAMES: u64 = 60;
/// Instructions of such a frame: enough for what matters to become hot.
const INSTRUCTIONS_PER_FRAME: u64 = 50_000;

/// What is to be printed.
pub(super) fn text(arguments: &Arguments) -> Result<String, Failure> {
    let loaded = arguments.program.load(&arguments.rom, 0)?;
    let (mut setup, rom) = (loaded.setup(), loaded.rom);
    if arguments.program.ipf.is_none() {
        setup.instructions_per_frame = INSTRUCTIONS_PER_FRAME;
    }
    let end = setup.profile().memory_bytes();
    if let Some(at) = arguments.at.filter(|&at| at >= end) {
        let problem =
            format!("--at: 0x{at:X} is outside of {}'s memory, which ends at 0x{:X}", setup.platform.id, end - 1);
        return Err(anyhow::anyhow!(problem).into());
    }
    let frames = arguments.frames.unwrap_or(if arguments.at.is_some() { 0 } else { FRAMES });
    let run = Ran::new(&rom, setup, frames)?;
    let (at, how) = match arguments.at {
        Some(at) => (at, run.as_asked_for()),
        None => run.hottest()?,
    };
    let state = run.runner.state();
    let Engine::Recompiler(recompiler) = run.runner.machine().engine() else { unreachable!("it was asked for") };
    let found = recompiler.explain(state, at).map_err(anyhow::Error::from)?;
    let found = found.ok_or_else(|| nothing_at(at, state, &setup))?;
    Ok(heading(&rom, &found, &how) + &stages(&found, arguments.stage))
}

/// The program after some frames.
struct Ran {
    runner: Runner,
    setup: Setup,
    frames: u64,
}

impl Ran {
    fn new(rom: &Rom, setup: Setup, frames: u64) -> Result<Self, Failure> {
        let job = Job { setup, frames, until_halt: true, pokes: Vec::new(), keys: Vec::new() };
        let (perf, code_cache) = (PerfArguments::default(), CodeCacheArguments::OFF);
        let engine = engine(EngineKind::Recompiler, setup.profile(), Purpose::Repeat, perf, code_cache)?;
        let mut runner = Runner::new(rom, &job, engine, false);
        let report = runner.run(&job, |_| ());
        if let Ending::Fault(fault) = report.ending {
            return Err(Failure::Guest(fault.into()));
        }
        Ok(Self { runner, setup, frames: report.counts.frames })
    }

    /// The region that executed most, and how it was found.
    fn hottest(&self) -> anyhow::Result<(u32, String)> {
        let report = self.runner.machine().engine().report();
        let report = report.expect("the engine is the recompiler");
        let ran = format!("{} frames of {} instructions", self.frames, self.setup.instructions_per_frame);
        let hottest = report.regions.first().filter(|region| region.activity.instructions > 0);
        let hottest = hottest.ok_or_else(|| {
            anyhow::anyhow!("no region became hot in {ran}; name one with --at, or try more --frames")
        })?;
        let all = report.totals.native_instructions + report.totals.interpreted_instructions;
        let share = hottest.activity.instructions as f64 / all as f64 * 100.0;
        let how = format!("the hottest one in {ran}: it executed {share:.1} % of all; --at names another");
        Ok((hottest.entry, how))
    }

    fn as_asked_for(&self) -> String {
        match self.frames {
            0 => "as asked for, in the program as it is loaded".to_owned(),
            frames => format!("as asked for, after {frames} frames"),
        }
    }
}

/// There is no region at `at`.
fn nothing_at(at: u32, state: &State, setup: &Setup) -> anyhow::Error {
    let there = match decode(&state.bus.memory, at, setup.profile()) {
        Some(instr) => format!("{:04X}, {instr},", instr.word),
        None => "what is there".to_owned(),
    };
    anyhow::anyhow!("0x{at:X}: no code to compile: {there} cannot begin a region; `stitch8 disasm --plain` lists code")
}

fn heading(rom: &Rom, found: &Explanation, how: &str) -> String {
    format!(
        "{}: region {:04X}, {how}\n{} instructions in {} blocks, {} bytes of machine code; {} us: {}\n",
        rom.title,
        found.entry,
        found.instructions,
        found.blocks,
        found.code_bytes,
        found.phases.total(),
        found.phases
    )
}

fn stages(found: &Explanation, show: Show) -> String {
    let sections = [
        (Show::Guest, "guest code", &found.guest),
        (Show::Ir, "stitched: LLVM's representation before any pass", &found.stitched),
        (Show::Optimized, "optimized: the same after all passes", &found.optimized),
        (
            Show::Assembly,
            "machine code, beside the guest instructions it is for (--: for no single one)",
            &found.assembly,
        ),
    ];
    let mut shown = String::new();
    for (_, title, text) in sections.iter().filter(|(stage, ..)| show == Show::All || show == *stage) {
        let _ = writeln!(shown, "\n== {title} ==\n\n{}", text.trim_end());
    }
    shown
}
