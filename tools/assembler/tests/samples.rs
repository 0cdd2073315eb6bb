//! Three complete programs, each checked against its expected ROM and against
//! what its source promises.

use octo_asm::{Assembly, Features, MonitorExtent, Options, Source, assemble};

fn assembled(name: &str, text: &str, rom: &[u8]) -> Assembly {
    let assembly = assemble(&Source::new(name, text), &Options::default())
        .unwrap_or_else(|errors| panic!("{name}: {}: {}", errors.errors[0].location, errors.errors[0]));
    assert_eq!(assembly.rom.len(), rom.len(), "{name}");
    for (offset, (got, wanted)) in assembly.rom.iter().zip(rom).enumerate() {
        assert_eq!(got, wanted, "{name} at {:#05X}", 0x200 + offset);
    }
    assert!(assembly.warnings.is_empty(), "{name}: {}", assembly.warnings[0]);
    assembly
}

/// The bytes of a label's data.
fn data<'a>(assembly: &'a Assembly, label: &str, length: usize) -> &'a [u8] {
    let start = assembly.label(label).expect("a label") - 0x200;
    &assembly.rom[start..start + length]
}

#[test]
fn orchard_is_a_plain_chip_8_game() {
    let assembly = assembled("orchard.8o", include_str!("samples/orchard.8o"), include_bytes!("samples/orchard.ch8"));
    assert_eq!(assembly.features, Features::default());
    assert_eq!(assembly.label("main"), Some(0x200));
    assert_eq!(assembly.constant("RIGHT-EDGE"), Some(56.0));
    assert_eq!(assembly.alias("ground-row"), Some(0xB));
    assert_eq!(data(&assembly, "apple", 7), [0x20, 0x70, 0xF8, 0x70, 0x81, 0xC3, 0x7E]);
}

#[test]
fn workshop_builds_tables_while_it_is_assembled() {
    let assembly =
        assembled("workshop.8o", include_str!("samples/workshop.8o"), include_bytes!("samples/workshop.ch8"));
    assert_eq!(assembly.features, Features { super_chip: true, xo_chip: false });
    assert_eq!(data(&assembly, "wave", 5), [12, 12, 13, 14, 15]);
    assert_eq!(data(&assembly, "wave", 64)[16], 20);
    assert_eq!(data(&assembly, "wave", 64)[48], 4);
    assert_eq!(data(&assembly, "chart", 8), [1, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(data(&assembly, "frame-steps", 8), [0, 0, 0, 0, 0x18, 0x18, 0, 0]);
    assert_eq!(assembly.label("frame-1"), Some(0x40));
    assert_eq!(assembly.monitors.len(), 3);
    assert_eq!(assembly.monitors[1].extent, MonitorExtent::Bytes(8));
    assert_eq!(assembly.breakpoints.len(), 1);
}

#[test]
fn lantern_uses_memory_above_4_kb() {
    let assembly = assembled("lantern.8o", include_str!("samples/lantern.8o"), include_bytes!("samples/lantern.ch8"));
    assert_eq!(assembly.features, Features { super_chip: true, xo_chip: true });
    assert_eq!(assembly.label("glyphs"), Some(0x1200));
    assert_eq!(data(&assembly, "glyphs", 10), [0x40, 0xA0, 0xE0, 0xA0, 0xA0, 0xC0, 0xA0, 0xC0, 0xA0, 0xC0]);
    assert_eq!(data(&assembly, "pattern", 4), [0xFF, 0xFF, 0x00, 0x00]);
    assert_eq!(data(&assembly, "lantern-body", 6), [0x03, 0x00, 0x03, 0x00, 0x07, 0x80]);
    let greeting = assembly.label("greeting").expect("a label");
    let addresses = data(&assembly, "text-addresses", 2);
    assert_eq!(usize::from(u16::from_be_bytes([addresses[0], addresses[1]])), greeting);
    let operand = data(&assembly, "text-pointer", 2);
    assert_eq!(operand, [0, 0], "filled in while the program runs");
}
