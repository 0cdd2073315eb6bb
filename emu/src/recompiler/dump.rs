//! Every stage of every region as text for people: as files (`STITCH8_DUMP=folder`), or for a reader in this process.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::values::AnyValue as _;

use super::region::{Block, Edge, End, Region};

/// The environment variable that names the folder.
pub const VARIABLE: &str = "STITCH8_DUMP";

/// Where stages are written to.
#[derive(Clone, Debug)]
pub struct Dump {
    sink: Sink,
}

#[derive(Clone, Debug)]
enum Sink {
    Folder(PathBuf),
    Reader(Sender<(Stage, String)>),
}

/// What becomes of a region, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The guest code.
    Guest,
    /// The stitched module.
    Stitched,
    /// The same, optimized.
    Optimized,
    /// Its machine code.
    Assembly,
}

impl Stage {
    /// What its file's name ends with.
    fn ending(self) -> &'static str {
        match self {
            Self::Guest => "0-guest.txt",
            Self::Stitched => "1-stitched.ll",
            Self::Optimized => "2-optimized.ll",
            Self::Assembly => "3-assembly.s",
        }
    }
}

impl Dump {
    /// The dump that the environment asks for, its folder made.
    ///
    /// # Errors
    ///
    /// If the folder, which is named, cannot be made.
    pub fn from_environment() -> Result<Option<Self>, (PathBuf, std::io::Error)> {
        match std::env::var_os(VARIABLE) {
            Some(folder) if !folder.is_empty() => {
                let folder = PathBuf::from(folder);
                Self::to(&folder).map(Some).map_err(|error| (folder, error))
            }
            _ => Ok(None),
        }
    }

    /// A dump to `folder`, which is made.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made.
    pub fn to(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { sink: Sink::Folder(folder.to_owned()) })
    }

    /// A dump of one region that `reader` gets: of modules only the region's function, with guest addresses as line
    /// numbers.
    pub(super) fn to_reader(reader: Sender<(Stage, String)>) -> Self {
        Self { sink: Sink::Reader(reader) }
    }

    /// Whether code shall be told which guest instruction it is for.
    pub(super) fn wants_lines(&self) -> bool {
        matches!(self.sink, Sink::Reader(_))
    }

    /// Writes the guest code: its blocks, where they go, and their disassembly.
    pub(super) fn region(&self, region: &Region, symbol: &str) {
        let mut text = String::new();
        for block in &region.blocks {
            let check =
                if block.checked { format!("  ; leaves with under {} left", block.longest) } else { String::new() };
            let _ = writeln!(text, "{}:{check}", label(block));
            for instr in &block.instrs {
                let remark = if region.loose.contains_key(&instr.pc) { "  ; its number is read each time" } else { "" };
                let _ = writeln!(text, "  {:04X}  {:04X}  {instr}{remark}", instr.pc, instr.word);
            }
            let _ = writeln!(text, "  -> {}", describe(region, block));
        }
        self.write(symbol, Stage::Guest, text);
    }

    /// Writes a module as text.
    pub(super) fn module(&self, module: &Module<'_>, symbol: &str, stage: Stage) {
        let function = || module.get_function(symbol).map(|function| function.print_to_string().to_string());
        let text = match &self.sink {
            Sink::Folder(_) => module.print_to_string().to_string(),
            Sink::Reader(_) => function().unwrap_or_default(),
        };
        self.write(symbol, stage, text);
    }

    /// Writes assembly.
    pub(super) fn assembly(&self, assembly: String, symbol: &str) {
        self.write(symbol, Stage::Assembly, assembly);
    }

    fn write(&self, symbol: &str, stage: Stage, text: String) {
        match &self.sink {
            Sink::Folder(folder) => {
                let path = folder.join(format!("{symbol}.{}", stage.ending()));
                if let Err(error) = crate::replace::write_regular(&path, text.as_bytes()) {
                    log::warn!("{VARIABLE}: {}: {error}", path.display());
                }
            }
            // If nobody reads any more, nobody misses it.
            Sink::Reader(reader) => drop(reader.send((stage, text))),
        }
    }
}

/// A block's address, and for whom it is there.
fn label(block: &Block) -> String {
    let mut label = format!("{:04X}", block.start());
    for site in &block.callers {
        let _ = write!(label, " < {site:04X}");
    }
    label
}

/// Where a block goes, in words.
fn describe(region: &Region, block: &Block) -> String {
    let edge = |edge: Edge| match edge {
        Edge::Block(block) => label(&region.blocks[block]),
        Edge::Leave(pc) => format!("{pc:04X} (leaves)"),
    };
    match block.end {
        End::Next(to) | End::Jump(to) | End::Return { to } => edge(to),
        End::Call(to) => format!("call {}", edge(to)),
        End::SelfJump => "itself, for ever (leaves)".to_owned(),
        End::Skip { skipped, next } => {
            let remark = if block.if_converted { "  ; both are executed, and one is chosen" } else { "" };
            format!("{} or, skipping, {}{remark}", edge(next), edge(skipped))
        }
        End::Dynamic => "wherever it says (leaves, unless to a return site of this region)".to_owned(),
        End::Computed => {
            let targets = block.targets.iter().map(|&target| format!("{}, or ", edge(Edge::Block(target))));
            format!("{}wherever it says (leaves)", targets.collect::<String>())
        }
    }
}
