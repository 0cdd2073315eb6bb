//! What an assembly tells besides its bytes: symbols, debugging marks, the
//! listing, features and warnings.

use octo_asm::{
    Assembly, Features, FieldKind, FormatPart, MonitorExtent, MonitorTarget, Options, Source, SymbolValue, WarningKind,
    assemble,
};

fn assembled(text: &str) -> Assembly {
    assemble(&Source::new("api", text), &Options::default()).expect("a correct program")
}

#[test]
fn symbols_have_values_and_lines_in_source_order() {
    let assembly = assembled(
        ":const speed 3\n:alias hero v4\n: main\n  hero := speed\n:calc n { 1 }\n: data 9\n:calc n { n / 4 }\n",
    );
    let seen: Vec<_> =
        assembly.symbols.iter().map(|symbol| (symbol.name.as_str(), symbol.value, symbol.line)).collect();
    assert_eq!(
        seen,
        [
            ("speed", SymbolValue::Constant(3.0), 1),
            ("hero", SymbolValue::Alias(4), 2),
            ("main", SymbolValue::Label(0x200), 3),
            ("n", SymbolValue::Calculated(0.25), 5),
            ("data", SymbolValue::Label(0x202), 6),
        ]
    );
    assert_eq!(assembly.label("data"), Some(0x202));
    assert_eq!(assembly.constant("n"), Some(0.25));
    assert_eq!(assembly.alias("hero"), Some(4));
    assert_eq!(assembly.label("speed"), None);
}

#[test]
fn breakpoints_are_kept_by_address() {
    let assembly = assembled(": main clear :breakpoint first :breakpoint second return :breakpoint third");
    let seen: Vec<_> = assembly.breakpoints.iter().map(|(at, name)| (*at, name.as_str())).collect();
    assert_eq!(seen, [(0x202, "second"), (0x204, "third")]);
}

#[test]
fn monitors_keep_their_target_and_form() {
    let assembly = assembled(
        ": main 1 :alias x v3 :const n 2 :monitor x 4 :monitor main n :monitor x \"a%2i,%c%x\" :monitor 0x300 0x100",
    );
    let names: Vec<&str> = assembly.monitors.iter().map(|monitor| monitor.name.as_str()).collect();
    assert_eq!(names, ["x", "main", "768"]);
    assert_eq!(assembly.monitors[1].target, MonitorTarget::Memory(0x200));
    assert_eq!(assembly.monitors[1].extent, MonitorExtent::Bytes(2));
    assert_eq!(assembly.monitors[2].extent, MonitorExtent::Bytes(256));
}

#[test]
fn monitor_formats_are_split_into_parts() {
    let assembly = assembled(": main 1 :monitor v1 \"x=%2x (%c%3b) %i\"");
    let field = |kind, bytes| FormatPart::Field { kind, bytes };
    let text = |text: &str| FormatPart::Text(text.to_owned());
    assert_eq!(assembly.monitors[0].target, MonitorTarget::Register(1));
    assert_eq!(
        assembly.monitors[0].extent,
        MonitorExtent::Format(vec![
            text("x="),
            field(FieldKind::Hexadecimal, 2),
            text(" ("),
            field(FieldKind::Characters, 1),
            field(FieldKind::Binary, 3),
            text(") "),
            field(FieldKind::Signed, 1),
        ])
    );
}

#[test]
fn the_listing_ties_bytes_to_source() {
    let text = ":macro two X { clear v0 := X }\n: main\n  jump far\n  two 7\n: far 1 2\n  3 4\n";
    let assembly = assembled(text);
    let lines: Vec<_> = assembly
        .listing
        .iter()
        .map(|line| (line.address, line.bytes.as_slice(), &text[line.span.range()], line.first_line, line.expanded_at))
        .collect();
    assert_eq!(
        lines,
        [
            (0x200, [0x12, 0x06].as_slice(), "jump far", 3, None),
            (0x202, [0x00, 0xE0].as_slice(), "clear", 1, Some(4)),
            (0x204, [0x60, 0x07].as_slice(), "v0", 1, Some(4)),
            (0x206, [1, 2].as_slice(), "1 2", 5, None),
            (0x208, [3, 4].as_slice(), "3 4", 6, None),
        ]
    );
    assert_eq!(assembly.line_at(0x207).map(|line| line.address), Some(0x206));
    assert_eq!(assembly.line_at(0x20A), None);
    assert_eq!(assembly.line_at(0x100), None);
}

#[test]
fn a_statement_that_begins_in_scratch_memory_is_listed_from_the_program_on() {
    let assembly = assembled(": main :org 0x1FF v0 := 1 v1 := 2 :org 0x1F0 1 2");
    let lines: Vec<_> = assembly.listing.iter().map(|line| (line.address, line.bytes.as_slice())).collect();
    assert_eq!(assembly.rom, [0x01, 0x61, 0x02]);
    assert_eq!(lines, [(0x200, [0x01].as_slice()), (0x201, [0x61, 0x02].as_slice())]);
}

#[test]
fn long_data_lines_are_split_in_the_listing() {
    let assembly = assembled(&format!(": main {}", "5 ".repeat(40)));
    let lengths: Vec<usize> = assembly.listing.iter().map(|line| line.bytes.len()).collect();
    assert_eq!(lengths, [16, 16, 8]);
}

#[test]
fn features_tell_the_needed_instruction_set() {
    let plain = Features::default();
    let super_chip = Features { super_chip: true, ..plain };
    let xo_chip = Features { xo_chip: true, ..plain };
    for (text, features) in [
        (": main clear sprite v0 v0 5", plain),
        (": main sprite v0 v0 0", super_chip),
        (": main hires", super_chip),
        (": main i := bighex v0", super_chip),
        (": main plane 1", xo_chip),
        (": main i := long 5", xo_chip),
        (": main save v0 - v1", xo_chip),
        (": main pitch := v0", xo_chip),
        (": main saveflags v8 hires", Features { super_chip: true, xo_chip: true }),
    ] {
        assert_eq!(assembled(text).features, features, "{text}");
    }
}

#[test]
fn jumps_cut_to_12_bits_are_warned_about() {
    let assembly = assembled(": main 1\n:org 0x1FFE\nloop\n  clear\nagain");
    let kinds: Vec<_> = assembly.warnings.iter().map(|warning| (&warning.kind, warning.location.line)).collect();
    assert_eq!(kinds, [(&WarningKind::TruncatedJump { word: "again", address: 0x1FFE }, 5)]);
    assert!(assembled(": main loop again").warnings.is_empty());
}

#[test]
fn places_that_are_no_addresses_are_warned_about() {
    let at = |place: &str| {
        let assembly = assembled(&format!(": main 1\n:org {place}\n: there 2"));
        (
            assembly.warnings.iter().map(|warning| (warning.to_string(), warning.location.line)).collect::<Vec<_>>(),
            assembly.rom,
        )
    };
    for (place, said) in [
        ("65536", "65536 is no address from 0 to 0xFFFF; it goes on at 0x0000"),
        ("0x10300", "66304 is no address from 0 to 0xFFFF; it goes on at 0x0300"),
        ("{ 0 - 2 }", "-2 is no address from 0 to 0xFFFF; it goes on at 0xFFFE"),
    ] {
        assert_eq!(at(place).0, [(said.to_owned(), 2)], "{place}");
    }
    for place in ["0x300", "0xFFFF", "{ 0x300 + 0.5 }"] {
        assert_eq!(at(place).0, [], "{place}");
    }
    assert_eq!(at("0x10300").1, at("0x300").1, "the low 16 bits count");
}

#[test]
fn trailing_zeros_can_be_trimmed() {
    let source = Source::new("zeros", ": main 1 0 2 0 0");
    let trimmed = Options { trim_trailing_zeros: true, ..Options::default() };
    assert_eq!(assemble(&source, &Options::default()).expect("correct").rom, [1, 0, 2, 0, 0]);
    assert_eq!(assemble(&source, &trimmed).expect("correct").rom, [1, 0, 2]);
}
