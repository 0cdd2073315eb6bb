//! `stitch8 asm`: Octo source to a ROM.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use octo_asm::{Assembly, Options, Source, SymbolValue};

use super::Failure;
use super::files::Files;
use super::output::write_text;
use crate::replace;
use crate::rom::assemble;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The source file
    source: PathBuf,
    /// Where to write the ROM; beside the source, ending in .ch8, otherwise
    #[arg(short, long, value_name = "FILE.ch8")]
    output: Option<PathBuf>,
    /// Leave out zeros at the end, as Octo's own command does
    #[arg(long)]
    trim: bool,
    /// Write the address of each label, one a line
    #[arg(long, value_name = "FILE")]
    symbols: Option<PathBuf>,
    /// Write address, bytes and source side by side
    #[arg(long, value_name = "FILE")]
    listing: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let output = arguments.output.clone().unwrap_or_else(|| arguments.source.with_extension("ch8"));
    let files = Files::default().read("the source", Some(&arguments.source)).written("--output", Some(&output));
    let files = files.written("--symbols", arguments.symbols.as_deref());
    files.written("--listing", arguments.listing.as_deref()).check()?;
    let options = Options { trim_trailing_zeros: arguments.trim, ..Options::default() };
    let (assembly, source) = assemble(&arguments.source, &options)?;
    for warning in &assembly.warnings {
        super::tell(&super::shown(&miette::Report::new(warning.clone())));
    }
    if arguments.trim && assembly.rom.is_empty() {
        return Err(anyhow::anyhow!("nothing is left of {} without its zeros", arguments.source.display()).into());
    }
    write(&output, &assembly.rom)?;
    if let Some(path) = &arguments.symbols {
        write_text(path, &symbols(&assembly))?;
    }
    if let Some(path) = &arguments.listing {
        write_text(path, &listing(&assembly, &source))?;
    }
    Ok(())
}

fn write(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    replace::write(path, contents).map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))
}

/// Each label's address and name, in the order of addresses.
fn symbols(assembly: &Assembly) -> String {
    let mut labels: Vec<(usize, &str)> = assembly
        .symbols
        .iter()
        .filter_map(|symbol| match symbol.value {
            SymbolValue::Label(address) => Some((address, symbol.name.as_str())),
            _ => None,
        })
        .collect();
    labels.sort_unstable();
    labels.iter().fold(String::new(), |mut text, (address, name)| {
        let _ = writeln!(text, "{address:04X} {name}");
        text
    })
}

/// Address, up to eight bytes, and the source line they are from; further bytes on lines of their own.
fn listing(assembly: &Assembly, source: &Source) -> String {
    let lines: Vec<&str> = source.text().lines().collect();
    let mut text = String::new();
    for line in &assembly.listing {
        let origin = line.expanded_at.unwrap_or(line.first_line);
        for (row, bytes) in line.bytes.chunks(8).enumerate() {
            let address = line.address + row * 8;
            let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            let _ = write!(text, "{address:04X}  {:<23}", hex.join(" "));
            if row == 0 {
                let _ = write!(text, "  {origin:>5}  {}", lines.get(origin - 1).unwrap_or(&"").trim_end());
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
    }
    text
}
