//! The report of a run: one JSON object, or text for people.

use std::fmt::Write as _;

use cpu_ops::State;
use serde_json::{Value, json};

use super::super::output::printable;
use super::Arguments;
use crate::engine::Engine;
use crate::headless::{Ending, Report, Runner};
use crate::lockstep::describe;
use crate::picture::Picture;
use crate::rom::Rom;
use crate::tape::Tape;

/// What was played of a recording.
#[derive(Clone, Copy, Debug)]
pub(super) struct Played {
    frames: u64,
    of: u64,
    /// Whether the recording was ended, and not killed.
    is_finished: bool,
}

pub(super) fn played(tape: &Tape) -> Option<Played> {
    let Tape::Play(player) = tape else { return None };
    Some(Played { frames: player.frame(), of: player.frames(), is_finished: player.is_finished() })
}

pub(super) fn as_json(
    arguments: &Arguments,
    rom: &Rom,
    runner: &Runner,
    report: &Report,
    picture: &Picture,
    played: Option<Played>,
) -> Value {
    let setup = runner.machine().setup();
    let mut object = json!({
        "rom_sha1": rom.sha1(),
        "platform": setup.platform.id,
        "engine": runner.engine_name(),
        "frames": report.counts.frames,
        "instructions": report.counts.instructions,
        "idle_instructions": report.idle,
        "seconds": report.elapsed.as_secs_f64(),
        "mips": report.mips(),
        "mips_with_idle": report.mips_with_idle(),
        "screen": { "width": picture.width, "height": picture.height, "sha1": picture.sha1() },
        "exit": report.ending.name(),
    });
    if let Some(Played { frames, of, is_finished }) = played {
        object["recording"] = json!({ "frames": of, "played": frames, "finished": is_finished });
    }
    if arguments.frames == Some(0) {
        object["state"] = state_as_json(runner.state());
    }
    match &report.ending {
        Ending::Fault(fault) => {
            object["fault"] = json!({
                "message": fault.to_string(), "pc": fault.pc, "opcode": format!("{:04X}", fault.opcode),
            });
        }
        Ending::Difference(difference) => {
            object["difference"] = json!({ "frame": difference.frame, "instruction": difference.instruction });
        }
        Ending::NotAsRecorded(difference) => object["difference"] = json!({ "frame": difference.frame }),
        Ending::Frames | Ending::SelfJump | Ending::Exited | Ending::Interrupted => {}
    }
    if let Some(statistics) = statistics_as_json(runner.machine().engine()) {
        object["recompiler"] = statistics;
    }
    object
}

/// The registers and the stack.
fn state_as_json(state: &State) -> Value {
    let registers = &state.registers;
    json!({
        "pc": registers.pc,
        "i": registers.i,
        "v": registers.v,
        "delay": registers.delay,
        "sound": registers.sound,
        "stack": state.bus.stack[..registers.sp as usize],
    })
}

/// The recompiler's statistics, if the engine is one.
fn statistics_as_json(engine: &Engine) -> Option<Value> {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics() {
        let mut value = json!(statistics);
        value["native_share"] = json!(statistics.native_share());
        return Some(value);
    }
    let _ = engine;
    None
}

pub(super) fn as_text(
    arguments: &Arguments,
    rom: &Rom,
    runner: &Runner,
    report: &Report,
    picture: &Picture,
    played: Option<Played>,
) -> String {
    let setup = runner.machine().setup();
    let ending = match &report.ending {
        Ending::Frames => "all frames run".to_owned(),
        Ending::SelfJump => "the program jumps to itself".to_owned(),
        Ending::Exited => "the program ended itself".to_owned(),
        Ending::Fault(fault) => fault.to_string(),
        Ending::Difference(_) => "the engines differ".to_owned(),
        Ending::NotAsRecorded(_) => "not as recorded".to_owned(),
        Ending::Interrupted => "interrupted".to_owned(),
    };
    let counts = report.counts;
    let mut text = format!(
        "rom          {} ({} bytes, SHA-1 {})\nplatform     {}, {} instructions a frame\nengine       {}\n\
         frames       {}\ninstructions {} ({} idle)\ntime         {}\n\
         screen       {} x {}, SHA-1 {}\nexit         {ending}\n",
        printable(&rom.title),
        rom.bytes.len(),
        rom.sha1(),
        setup.platform.id,
        setup.instructions_per_frame,
        runner.engine_name(),
        counts.frames,
        counts.instructions,
        report.idle,
        speed(report),
        picture.width,
        picture.height,
        picture.sha1(),
    );
    text.push_str(&statistics_as_text(runner.machine().engine()));
    if let Some(Played { frames, of, is_finished }) = played {
        let ending = if is_finished { "" } else { ", which was never ended" };
        let _ = writeln!(text, "recording    {frames} of {of} frames played{ending}");
    }
    if arguments.frames == Some(0) {
        text.push_str(&describe(runner.state()));
    }
    text
}

/// How long it took and how fast that is: in instructions that were executed, and, if many were not, in all of them.
fn speed(report: &Report) -> String {
    let seconds = report.elapsed.as_secs_f64();
    let time = if seconds < 0.1 { format!("{:.3} ms", seconds * 1000.0) } else { format!("{seconds:.3} s") };
    let mut text = format!("{time}, {:.1} million instructions a second", report.mips());
    if report.idle > 0 {
        let _ = write!(text, " executed, {:.1} with those that nobody had to execute", report.mips_with_idle());
    }
    text
}

/// The recompiler's statistics, if the engine is one.
fn statistics_as_text(engine: &Engine) -> String {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics() {
        let phases = statistics.microseconds;
        return format!(
            "recompiler   {} units compiled, {} from the code cache, {} bytes of code, {} invalidations, {:.1} % run natively\n\
             compile time {:.1} ms: {phases} us; once before, the ops {} us\n",
            statistics.units_compiled,
            statistics.units_loaded,
            statistics.code_bytes,
            statistics.invalidations,
            statistics.native_share() * 100.0,
            phases.total() as f64 / 1000.0,
            statistics.specialize_microseconds,
        );
    }
    let _ = engine;
    String::new()
}
