//! The disassembler on any program, for any platform with any quirks: the source that it gives assembles to the bytes
//! it was made from.

#![no_main]

use cpu_ops::{Platform, Quirk};
use libfuzzer_sys::{Corpus, fuzz_target};
use octo_asm::limits::XO_CHIP_PROGRAM_BYTES;
use octo_asm::{Options, Source, assemble};
use octo_disasm::{Symbols, disassemble};

/// The fewest bytes that an Octo program has.
const SHORTEST: usize = 2;

fuzz_target!(|data: &[u8]| -> Corpus {
    // The last two bytes choose platform and quirks, so that ROM files are good seeds as they are.
    let Some((rom, &[platform, quirks])) = data.split_last_chunk() else { return Corpus::Reject };
    if rom.len() > XO_CHIP_PROGRAM_BYTES {
        return Corpus::Reject;
    }
    let platform = &Platform::ALL[usize::from(platform) % Platform::ALL.len()];
    let quirks = Quirk::ALL
        .into_iter()
        .enumerate()
        .fold(platform.quirks, |all, (number, quirk)| all.with(quirk, quirks >> number & 1 != 0));
    let text = disassemble(rom, platform.entry, platform.profile(quirks), &Symbols::default()).expect("it fits");
    let assembled = match assemble(&Source::new("fuzz.8o", text.as_str()), &Options::default()) {
        Ok(assembly) => assembly.rom,
        Err(errors) => panic!("{errors:?}\n{text}"),
    };
    let mut expected = rom.to_vec();
    expected.resize(rom.len().max(SHORTEST), 0);
    assert_eq!(assembled, expected, "\n{text}");
    Corpus::Keep
});
