//! The source of small programs: `cases.txt` has one for each thing that can be told of a program.

use cpu_ops::Platform;
use octo_asm::{Options, Source, assemble};
use octo_disasm::{Symbols, disassemble};

/// The fewest bytes that an Octo program has.
const SHORTEST: usize = 2;

/// Compares the source of the program in `case` with the text there, and assembles it.
fn check(case: &str) {
    let (head, expected) = case.split_once("\n>\n").expect("a case has a text");
    let (name, head) = head.split_once('\n').expect("a case has a name");
    let (bytes, names) = head.split_once('\n').unwrap_or((head, ""));
    let byte = |word| u8::from_str_radix(word, 16).expect("bytes are hexadecimal");
    let mut rom: Vec<u8> = bytes.split_whitespace().map(byte).collect();
    let names = names.replace("symbol ", "");
    let symbols = Symbols::parse("case", &names).expect("the symbols are good");
    let platform = Platform::DEFAULT;
    let text = disassemble(&rom, platform.entry, platform.profile(platform.quirks), &symbols);
    let text = text.expect("it can be disassembled");
    assert_eq!(text.replace('\t', "    ").trim_end(), expected.trim_end(), "{name}");
    let assembly = assemble(&Source::new(name, text), &Options::default()).expect(name);
    rom.resize(rom.len().max(SHORTEST), 0);
    assert_eq!(assembly.rom, rom, "{name}");
}

#[test]
fn small_programs() {
    let cases: Vec<&str> = include_str!("cases.txt").split("\n== ").skip(1).collect();
    assert!(cases.len() > 30);
    cases.into_iter().for_each(check);
}
