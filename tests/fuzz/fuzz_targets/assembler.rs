//! The assembler on any text: it neither panics nor hangs, its errors point into the source and can be shown, and what it says of a
//! program that it made is so.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use miette::{Diagnostic, GraphicalReportHandler};
use octo_asm::limits::{MEMORY_BYTES, PROGRAM_START};
use octo_asm::{Assembly, AssemblyError, Options, Source, SymbolValue, assemble};

/// Bytes that all errors of a source may take when they are shown: of each, three lines and what is said of them.
const MAX_SHOWN: usize = 1 << 20;

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let source = Source::new("fuzz.8o", text);
    match assemble(&source, &Options::default()) {
        Ok(assembly) => {
            check_listing(&assembly, &source);
            check_symbols(&assembly, &source);
            check_limit(&assembly, &source);
            assembly.warnings.iter().for_each(|warning| check_shown(warning));
        }
        Err(errors) => {
            assert!(!errors.errors.is_empty());
            errors.errors.iter().for_each(|error| check_error(error, &source));
            check_shown(&errors);
        }
    }
    Corpus::Keep
});

/// It can be shown, and what is shown is no longer than a few screens.
fn check_shown(diagnostic: &dyn Diagnostic) {
    let mut shown = String::new();
    GraphicalReportHandler::new().render_report(&mut shown, diagnostic).expect("a string takes all");
    assert!(!shown.contains("Failed to read contents"), "{shown}");
    assert!(shown.len() <= MAX_SHOWN, "{} bytes", shown.len());
}

/// The lines are in order and do not overlap, their bytes are the ROM's, and no other byte of the ROM has a value, but
/// for the jump to `main` that it may begin with.
fn check_listing(assembly: &Assembly, source: &Source) {
    let lines = source.text().lines().count();
    let rom = &assembly.rom;
    let mut end = 0;
    for line in &assembly.listing {
        let first = line.address.checked_sub(PROGRAM_START).expect("it is in the program");
        assert!(first >= end, "{line:?} overlaps the one before");
        let entry_jump = if end == 0 { 2 } else { 0 };
        assert!(rom[end..first].iter().skip(entry_jump).all(|&byte| byte == 0), "bytes before {line:?} have no line");
        end = first + line.bytes.len();
        assert_eq!(rom[first..end], line.bytes, "{line:?}");
        assert!(source.text().get(line.span.range()).is_some(), "{line:?}");
        assert!(1 <= line.first_line && line.first_line <= line.last_line && line.last_line <= lines, "{line:?}");
        assert!(line.expanded_at.is_none_or(|number| (1..=lines).contains(&number)), "{line:?}");
        assert_eq!(assembly.line_at(line.address), Some(line));
        assert_eq!(assembly.line_at(line.address + line.bytes.len() - 1), Some(line));
    }
    assert!(rom[end..].iter().skip(if end == 0 { 2 } else { 0 }).all(|&byte| byte == 0), "the last bytes have no line");
}

/// Each symbol is found by its name, on a line of the source.
fn check_symbols(assembly: &Assembly, source: &Source) {
    let lines = source.text().lines().count();
    for symbol in &assembly.symbols {
        assert!((1..=lines).contains(&symbol.line), "{symbol:?}");
        match symbol.value {
            SymbolValue::Label(address) => {
                assert_eq!(assembly.label(&symbol.name), Some(address));
                assert!(address <= MEMORY_BYTES, "{symbol:?}");
            }
            SymbolValue::Constant(value) | SymbolValue::Calculated(value) => {
                let found = assembly.constant(&symbol.name).expect("it is there");
                assert_eq!(found.to_bits(), value.to_bits(), "{symbol:?}");
            }
            SymbolValue::Alias(register) => {
                assert_eq!(assembly.alias(&symbol.name), Some(register));
                assert!(register < 16, "{symbol:?}");
            }
        }
    }
}

/// With room for one byte less it does not assemble, with room for just as many it gives the same ROM.
fn check_limit(assembly: &Assembly, source: &Source) {
    let limited = |limit| assemble(source, &Options { max_program_bytes: limit, ..Options::default() });
    let same = limited(assembly.rom.len()).expect("it fits");
    assert_eq!(same.rom, assembly.rom);
    assert!(limited(assembly.rom.len() - 1).is_err());
}

/// It names a place in the source, and can be shown there.
fn check_error(error: &AssemblyError, source: &Source) {
    assert!(source.text().get(error.span.range()).is_some(), "{error:?}");
    assert_eq!(error.location.line, source.line_of(error.span.range().start));
    assert_eq!(error.location.column, source.column_of(error.span.range().start));
    assert!(!error.to_string().is_empty());
}
