//! One region explained: its guest code, what is stitched from it, what LLVM makes of that, and the machine code
//! beside the guest instructions it is for.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::{FlowKind, Profile, State, decode};

use super::compiler::{Compiled, Compiler, Request};
use super::discover::{Scope, discover};
use super::dump::{Dump, Stage};
use super::error::Error;
use super::region::Region;
use super::settings::Settings;
use super::statistics::{Phases, microseconds};
use super::{Recompiler, lines};

/// Width of the column for the guest code.
const GUEST_COLUMN: usize = 36;

/// What stands for a guest instruction where LLVM says of none that the code is for it.
const NO_ONE: &str = "--";

/// A region and what becomes of it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Guest address that it begins at.
    pub entry: u32,
    /// Guest instructions in it.
    pub instructions: usize,
    /// Blocks in it.
    pub blocks: usize,
    /// Bytes of its machine code.
    pub code_bytes: u64,
    /// What compiling it took.
    pub phases: Phases,
    /// The guest code, block by block.
    pub guest: String,
    /// The stitched function, as LLVM's intermediate representation.
    pub stitched: String,
    /// The same when it is optimized.
    pub optimized: String,
    /// The machine code as assembly, in its order, beside the guest instructions it is for.
    pub assembly: String,
}

impl Recompiler {
    /// Explains the region at `entry`: the one that was compiled, or else all that is reachable from there in the
    /// memory of `state`. `None` if there is none: the first instruction cannot be compiled.
    ///
    /// # Errors
    ///
    /// If LLVM does not start or does not compile the region.
    pub fn explain(&self, state: &State, entry: u32) -> Result<Option<Explanation>, Error> {
        let started = Instant::now();
        let compiled = self.cache.regions().find(|region| region.entry == entry).cloned();
        let tables = jump_tables(&state.bus.memory, self.profile);
        let scope = Scope {
            wanted: |_| true,
            computed: |pc| self.heat.is_computed(pc) || tables.contains(&pc),
            compiled: |_| false,
            weight: self.settings.region_weight,
        };
        let region = compiled.or_else(|| discover(&state.bus.memory, entry, self.profile, &scope));
        let phases = Phases { discover: microseconds(started.elapsed()), ..Phases::default() };
        region.map(|region| explain(region, phases)).transpose()
    }
}

/// The addresses that computed jumps most likely lead to, in a program that has not run: jumps and returns that follow one another from the
/// address on that a register is added to.
fn jump_tables(memory: &[u8; MEMORY_BYTES], profile: Profile) -> BTreeSet<u32> {
    let flow_at = |pc| decode(memory, pc, profile).map(|instr| instr.op.info().flow);
    let is_entry = |pc: &u32| matches!(flow_at(*pc), Some(FlowKind::Jump | FlowKind::Return));
    let computed = (0..profile.memory_bytes()).filter_map(|pc| decode(memory, pc, profile));
    let tables = computed.filter(|instr| instr.op.info().flow == FlowKind::ComputedJump).map(|instr| instr.target());
    tables.flat_map(|table| (table..=table + u32::from(u8::MAX)).step_by(2).take_while(is_entry)).collect()
}

/// Compiles `region` once more, and keeps the stages.
fn explain(region: Region, phases: Phases) -> Result<Explanation, Error> {
    let (entry, profile) = (region.entry, region.profile);
    let (sender, stages) = channel();
    let settings = Settings { dump: Some(Dump::to_reader(sender)), ..Settings::default() };
    let compiler = Compiler::start(profile, &settings)?;
    compiler.request(Request { region, sample: None, phases, ticket: Arc::default() })?;
    let Compiled { region, code, phases, .. } = compiler.wait()?;
    let code_bytes = code?.bytes;
    let mut texts: HashMap<Stage, String> = stages.try_iter().collect();
    let mut text = |stage| texts.remove(&stage).unwrap_or_default();
    Ok(Explanation {
        entry,
        instructions: region.instructions(),
        blocks: region.blocks.len(),
        code_bytes,
        phases,
        guest: text(Stage::Guest),
        stitched: without_lines(&text(Stage::Stitched)),
        optimized: without_lines(&text(Stage::Optimized)),
        assembly: beside_guest(&text(Stage::Assembly), &region),
    })
}

/// A function's text without the references to line numbers, which are about addresses and of no use to a reader.
fn without_lines(function: &str) -> String {
    let mut text = String::new();
    for line in function.lines() {
        let line = line.split_once(", !dbg !").map_or(line, |(before, _)| before);
        match line.split_once(" !dbg !") {
            Some((before, after)) => {
                let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
                let _ = writeln!(text, "{before}{after}");
            }
            None => {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    text
}

/// The instructions and labels of an assembly file's first function, each with the guest instruction that it is for
/// at its left, where that is another than above.
fn beside_guest(assembly: &str, region: &Region) -> String {
    let guest: HashMap<u32, String> = region
        .blocks
        .iter()
        .flat_map(|block| &block.instrs)
        .map(|instr| (instr.pc, format!("{:04X}  {:04X}  {instr}", instr.pc, instr.word)))
        .collect();
    let (mut text, mut now, mut shown) = (String::new(), None, None);
    let body = assembly.lines().skip_while(|line| !line.contains("func_begin")).skip(1);
    for line in body.take_while(|line| !line.contains("func_end")) {
        let code = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let code = code.as_str();
        if let Some(place) = code.strip_prefix(".loc ") {
            let number = place.split_whitespace().nth(1).and_then(|line| line.parse().ok());
            now = number.and_then(lines::address);
        } else if is_label(code) {
            let _ = writeln!(text, "{:GUEST_COLUMN$}{code}", "");
        } else if !is_noise(code) {
            let left = if now == shown { None } else { now.and_then(|pc| guest.get(&pc)) };
            let left = if now.is_none() && shown.is_some() { Some(NO_ONE) } else { left.map(String::as_str) };
            let _ = writeln!(text, "{:GUEST_COLUMN$}    {code}", left.unwrap_or_default());
            shown = now;
        }
    }
    text
}

/// Whether a line of assembly begins a block. Those that are only fallen into are in comments.
fn is_label(code: &str) -> bool {
    let name = code.trim_start_matches(['#', '/', ';', ' ']);
    let name = name.split(['#', '/', ';']).next().unwrap_or_default().trim_end();
    name.ends_with(':') && (name.starts_with("%bb") || name.contains("BB"))
}

/// Whether a line of assembly is no instruction: a directive, another label, or a comment.
fn is_noise(code: &str) -> bool {
    code.is_empty() || code.starts_with(['.', '#', '/', ';']) || code.ends_with(':')
}
