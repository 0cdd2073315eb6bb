//! `STITCH8_DUMP=folder`: every stage of every unit as files, for people.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use stitch8_llvm::inkwell::module::Module;

use super::region::{Edge, End, Region};

/// The environment variable that names the folder.
pub const VARIABLE: &str = "STITCH8_DUMP";

/// A folder that stages are written to.
#[derive(Clone, Debug)]
pub struct Dump {
    folder: PathBuf,
}

impl Dump {
    /// The dump that the environment asks for, its folder made.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made.
    pub fn from_environment() -> std::io::Result<Option<Self>> {
        match std::env::var_os(VARIABLE) {
            Some(folder) if !folder.is_empty() => Self::to(Path::new(&folder)).map(Some),
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
        Ok(Self { folder: folder.to_owned() })
    }

    /// Writes the guest code: its blocks, where they go, and their disassembly.
    pub(super) fn region(&self, region: &Region, symbol: &str) {
        let mut text = String::new();
        for block in &region.blocks {
            let check = block.checked.map_or(String::new(), |needed| format!("  ; leaves with under {needed} left"));
            let _ = writeln!(text, "{:04X}:{check}", block.start());
            for instr in &block.instrs {
                let _ = writeln!(text, "  {:04X}  {:04X}  {instr}", instr.pc, instr.word);
            }
            let _ = writeln!(text, "  -> {}", describe(region, block.end));
        }
        self.write(symbol, "0-guest.txt", &text);
    }

    /// Writes a module as text.
    pub(super) fn module(&self, module: &Module<'_>, symbol: &str, stage: &str) {
        self.write(symbol, &format!("{stage}.ll"), &module.print_to_string().to_string());
    }

    /// Writes assembly.
    pub(super) fn assembly(&self, assembly: &str, symbol: &str) {
        self.write(symbol, "3-assembly.s", assembly);
    }

    fn write(&self, symbol: &str, stage: &str, text: &str) {
        let path = self.folder.join(Path::new(&format!("{symbol}.{stage}")));
        if let Err(error) = std::fs::write(&path, text) {
            log::warn!("{VARIABLE}: {}: {error}", path.display());
        }
    }
}

/// Where a block goes, in words.
fn describe(region: &Region, end: End) -> String {
    let edge = |edge: Edge| match edge {
        Edge::Block(block) => format!("{:04X}", region.blocks[block].start()),
        Edge::Leave(pc) => format!("{pc:04X} (leaves)"),
    };
    match end {
        End::Next(to) | End::Jump(to) => edge(to),
        End::Call(to) => format!("call {}", edge(to)),
        End::SelfJump => "itself, for ever (leaves)".to_owned(),
        End::Skip { skipped, next } => format!("{} or, skipping, {}", edge(next), edge(skipped)),
        End::Dynamic => "wherever it says (leaves, unless to a return site of this region)".to_owned(),
    }
}
