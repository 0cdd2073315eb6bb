//! The disassembler on any program, for any platform with any quirks: the source that it gives assembles to the bytes
//! it was made from, whatever addresses are called.

#![no_main]

use cpu_ops::{Platform, Quirk};
use libfuzzer_sys::{Corpus, fuzz_target};
use octo_asm::limits::XO_CHIP_PROGRAM_BYTES;
use octo_asm::{Options, Source, assemble};
use octo_disasm::{Symbols, disassemble};

/// The most addresses that have a name.
const MOST_NAMES: usize = 16;

/// The fewest bytes that an Octo program has.
const SHORTEST: usize = 2;

fuzz_target!(|data: &[u8]| -> Corpus {
    // The last two bytes choose platform and quirks, so that ROM files are good seeds as they are.
    let Some((rom, &[platform, quirks])) = data.split_last_chunk() else { return Corpus::Reject };
    if rom.len() > XO_CHIP_PROGRAM_BYTES {
        return Corpus::Reject;
    }
    let named = platform >= 0x80;
    let platform = &Platform::ALL[usize::from(platform) % Platform::ALL.len()];
    let quirks = Quirk::ALL
        .into_iter()
        .enumerate()
        .fold(platform.quirks, |all, (number, quirk)| all.with(quirk, quirks >> number & 1 != 0));
    // The platform's upper bit says whether the bytes name addresses as well.
    let symbols = if named { symbols(rom) } else { Symbols::default() };
    let text = disassemble(rom, platform.entry, platform.profile(quirks), &symbols).expect("it fits");
    let assembled = match assemble(&Source::new("fuzz.8o", text.as_str()), &Options::default()) {
        Ok(assembly) => assembly.rom,
        Err(errors) => panic!("{errors:?}\n{text}"),
    };
    let mut expected = rom.to_vec();
    expected.resize(rom.len().max(SHORTEST), 0);
    assert_eq!(assembled, expected, "\n{text}");
    Corpus::Keep
});

/// Names for some addresses, as far as a file can give such names: two bytes each are an address, and the next two begin the name.
fn symbols(rom: &[u8]) -> Symbols {
    // No text is too strange to be read.
    let _ = Symbols::parse("fuzz.txt", &String::from_utf8_lossy(rom));
    let mut lines = String::new();
    for (number, chunk) in rom.chunks_exact(4).take(MOST_NAMES).enumerate() {
        let [high, low, first, second] = [chunk[0], chunk[1], chunk[2], chunk[3]];
        let line = format!("{high:02X}{low:02X} {}{}{number}\n", char::from(first), char::from(second));
        if Symbols::parse("fuzz.txt", &line).is_ok() {
            lines.push_str(&line);
        }
    }
    Symbols::parse("fuzz.txt", &lines).unwrap_or_default()
}
