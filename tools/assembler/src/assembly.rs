//! The result of a successful assembly.
//!
//! Input: the finished tables. Output: plain data for an emulator, a debugger
//! or a listing.

use std::collections::BTreeMap;

use crate::error::Warning;
use crate::source::Span;

/// A finished program.
#[derive(Debug, Clone)]
pub struct Assembly {
    /// The program's bytes; the first one belongs at address 0x200.
    pub rom: Vec<u8>,
    /// Every name the program defines, in source order.
    pub symbols: Vec<Symbol>,
    /// Names of breakpoints by address.
    pub breakpoints: BTreeMap<usize, String>,
    /// Monitors in the order they are defined.
    pub monitors: Vec<Monitor>,
    /// Which source made which bytes, by address.
    pub listing: Vec<ListingLine>,
    /// Which instruction set extensions the program uses.
    pub features: Features,
    /// Things the assembler accepted but the author should look at.
    pub warnings: Vec<Warning>,
}

impl Assembly {
    /// The address of the label `name`.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<usize> {
        self.symbols.iter().find_map(|symbol| match symbol.value {
            SymbolValue::Label(address) if symbol.name == name => Some(address),
            _ => None,
        })
    }

    /// The value of the constant `name`; for a name calculated more than once,
    /// its last value.
    #[must_use]
    pub fn constant(&self, name: &str) -> Option<f64> {
        self.symbols.iter().find_map(|symbol| match symbol.value {
            SymbolValue::Constant(value) | SymbolValue::Calculated(value) if symbol.name == name => Some(value),
            _ => None,
        })
    }

    /// The register the alias `name` stands for at the end of the program.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<u8> {
        self.symbols.iter().find_map(|symbol| match symbol.value {
            SymbolValue::Alias(register) if symbol.name == name => Some(register),
            _ => None,
        })
    }

    /// The listing line that made the byte at `address`.
    #[must_use]
    pub fn line_at(&self, address: usize) -> Option<&ListingLine> {
        let after = self.listing.partition_point(|line| line.address <= address);
        let line = self.listing.get(after.checked_sub(1)?)?;
        (address < line.address + line.bytes.len()).then_some(line)
    }
}

/// A name the program defines.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub value: SymbolValue,
    /// Line of its first definition, counting from 1.
    pub line: usize,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SymbolValue {
    /// An address.
    Label(usize),
    /// A value fixed by `:const`.
    Constant(f64),
    /// The last value given by `:calc`.
    Calculated(f64),
    /// A register.
    Alias(u8),
}

/// Something a debugger should show while the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// The register, label or address as written in the source.
    pub name: String,
    /// What to show.
    pub target: MonitorTarget,
    /// How much of it to show.
    pub extent: MonitorExtent,
}

/// What a monitor shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonitorTarget {
    /// Registers from this one on.
    Register(u8),
    /// Memory from this address on.
    Memory(u16),
}

/// How much a monitor shows and in what form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonitorExtent {
    /// This many bytes.
    Bytes(u16),
    /// The fields of a format string.
    Format(Vec<FormatPart>),
}

/// A piece of a monitor's format string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatPart {
    /// Text shown as it is.
    Text(String),
    /// A value read from the monitored bytes.
    Field {
        /// How to show the value.
        kind: FieldKind,
        /// How many bytes it takes.
        bytes: u32,
    },
}

/// How a monitor shows a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// As ASCII characters.
    Characters,
    /// As a signed integer.
    Signed,
    /// As zero-padded binary.
    Binary,
    /// As zero-padded hexadecimal.
    Hexadecimal,
}

/// A run of program bytes and the source it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingLine {
    /// Address of the first byte.
    pub address: usize,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The statement in the source; inside a macro, where the macro's body
    /// says it.
    pub span: Span,
    /// First source line of the statement, counting from 1.
    pub first_line: usize,
    /// Last source line of the statement.
    pub last_line: usize,
    /// Line of the outermost macro or string-mode use the statement came
    /// from, if any.
    pub expanded_at: Option<usize>,
}

/// Which instruction set extensions a program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    /// Some instruction needs SUPER-CHIP.
    pub super_chip: bool,
    /// Some instruction needs XO-CHIP.
    pub xo_chip: bool,
}
