//! What the menu tells of a program and of Stitch8.

use crate::machine::Machine;

/// Lines of at most 38 characters.
#[must_use]
pub fn lines(machine: &Machine) -> Vec<String> {
    let (rom, setup) = (machine.rom(), machine.setup());
    vec![
        format!("{} bytes for {}", rom.bytes.len(), setup.platform.id),
        format!("SHA-1 {}", &rom.sha1()[..16]),
        format!("runs on the {}", machine.engine().kind()),
        String::new(),
        format!("Stitch8 {}", env!("CARGO_PKG_VERSION")),
        "a CHIP-8 emulator that compiles".to_owned(),
        "programs by stitching together".to_owned(),
        "what rustc compiled before".to_owned(),
        String::new(),
        "free, under MIT or Apache-2.0".to_owned(),
    ]
}
