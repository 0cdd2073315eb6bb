//! The recompiler's report as a table for people.

use std::fmt::Write as _;

use crate::recompiler::reason::Reason;
use crate::recompiler::report::{NotCompiled, Report};
use crate::recompiler::{Exits, Phases, RegionRecord};

/// The report as a table for people.
pub(super) fn table(report: &Report) -> String {
    let mut text = String::new();
    if report.regions.is_empty() {
        text.push_str("\nno region was compiled\n");
    } else {
        text.push_str("\ncompiled regions, the one that executed most first; times in microseconds\n");
        regions(&mut text, report);
    }
    let interpreted = report.totals.interpreted_instructions;
    let _ = writeln!(
        text,
        "\nleft to the interpreter: {interpreted} instructions, {:.2} % of all, by what held where it took over",
        share(interpreted, report)
    );
    for found in &report.interpreted {
        let _ = writeln!(
            text,
            "  {:<19} {:>13} {:>6.2} %  {}",
            found.reason.to_string(),
            found.instructions,
            share(found.instructions, report),
            explanation(found.reason, report),
        );
    }
    let _ = writeln!(
        text,
        "passed over: {} instructions, turns of loops that wait for a timer or a key",
        report.totals.idle_instructions
    );
    not_compiled(&mut text, report);
    text
}

/// A row a region, and one for all of them.
fn regions(text: &mut String, report: &Report) {
    let _ = writeln!(
        text,
        "address    instrs  blocks   bytes  compiled     entered   instructions       of all  \
         discover  stitch  optimize  codegen   link   disk"
    );
    for region in &report.regions {
        let RegionRecord { entry, instructions, blocks, code_bytes, compiled, activity, .. } = region;
        let _ = writeln!(
            text,
            "{entry:04X} {:<5} {instructions:>6} {blocks:>7} {code_bytes:>7} {compiled:>9} {:>11} {:>14} {:>10.2} % {}",
            if region.live { "" } else { "gone" },
            activity.entered,
            activity.instructions,
            share(activity.instructions, report),
            times(&region.microseconds),
        );
        let _ = writeln!(text, "           left: {}", reasons(&activity.exits));
    }
    let totals = &report.totals;
    let entered: u64 = report.regions.iter().map(|region| region.activity.entered).sum();
    let _ = writeln!(
        text,
        "all {:>28} {:>9} {entered:>11} {:>14} {:>10.2} % {}",
        totals.code_bytes,
        totals.units_compiled + totals.units_loaded,
        totals.native_instructions,
        share(totals.native_instructions, report),
        times(&totals.microseconds),
    );
    let _ = writeln!(
        text,
        "           left: {}\n           {} in the cache, {} widened, {} invalidated, {} evicted, {} not worth it, {} out of date when compiled, {} given up before, {} failed\n           \
         {} were compiled by this process, {} by earlier ones\n           \
         before the first, the ops were made fit for the platform in {} microseconds",
        reasons(&totals.exits),
        totals.units_live,
        totals.units_widened,
        totals.invalidations,
        totals.units_evicted,
        totals.units_fleeting,
        totals.units_stale,
        totals.units_cancelled,
        totals.units_failed,
        totals.units_compiled,
        totals.units_loaded,
        totals.specialize_microseconds,
    );
}

fn times(phases: &Phases) -> String {
    let Phases { discover, stitch, optimize, codegen, link, disk } = phases;
    format!("{discover:>9} {stitch:>7} {optimize:>9} {codegen:>8} {link:>6} {disk:>6}")
}

/// Why compiled code was left, as far as it was.
fn reasons(exits: &Exits) -> String {
    let named = exits.named().into_iter().filter(|(_, count)| *count > 0);
    let named: Vec<String> = named.map(|(name, count)| format!("{name} {count}")).collect();
    if named.is_empty() { "never entered".to_owned() } else { named.join(", ") }
}

/// Percent of all instructions.
fn share(instructions: u64, report: &Report) -> f64 {
    let all = report.totals.native_instructions + report.totals.interpreted_instructions;
    if all == 0 { 0.0 } else { instructions as f64 / all as f64 * 100.0 }
}

/// What a reason means, in a few words.
fn explanation(reason: Reason, report: &Report) -> String {
    match reason {
        Reason::Cold => format!("hot is a loop after {0} turns, other code after 2 x {0} jumps", report.threshold),
        Reason::Compiling => "while their region was being compiled".to_owned(),
        Reason::Changing => "code that was written over has to get much hotter each time".to_owned(),
        Reason::NotCompilable => "the first instruction ends the program or has no meaning".to_owned(),
        Reason::TooSmall => "a return, or little more: to enter it takes longer than to interpret it".to_owned(),
        Reason::Fleeting => {
            "left at once each time for code that is interpreted: to enter it takes longer than to interpret it"
                .to_owned()
        }
        Reason::Slower => {
            "compiled code was measured to be slower, or was being compared with the interpreter".to_owned()
        }
        Reason::Failed => "LLVM refused, RUST_LOG=stitch8=debug tells why".to_owned(),
        Reason::LittleWork => {
            format!("frames that execute under {} are not worth it", report.least_work)
        }
        Reason::EndOfBudget => "the last instructions of a frame, and those of one too short to enter".to_owned(),
        Reason::Faulting => "up to the instruction at fault".to_owned(),
        Reason::Idle => "it waits for a timer or a key".to_owned(),
    }
}

/// The addresses that have no compiled code.
fn not_compiled(text: &mut String, report: &Report) {
    if report.not_compiled.is_empty() {
        return;
    }
    text.push_str("addresses that were jumped to and have no compiled code\n");
    for &NotCompiled { address, reason, heat, setbacks } in &report.not_compiled {
        let _ = write!(text, "  {address:04X}  {reason}");
        if let Some(heat) = heat {
            let _ = write!(text, ", {heat} of {}", report.threshold);
        }
        if let Some(setbacks) = setbacks {
            let _ = write!(text, ", found changed {setbacks} times");
        }
        text.push('\n');
    }
}
