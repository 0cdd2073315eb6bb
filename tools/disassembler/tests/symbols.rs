//! Symbol files, and programs that cannot be disassembled.

use cpu_ops::Platform;
use octo_asm::{Options, Source, assemble};
use octo_disasm::{Error, Symbols, disassemble};

/// The source of `rom`, loaded at `start`, with the names in `names`; or what is wrong.
fn source(rom: &[u8], start: u16, names: &str) -> Result<String, String> {
    let symbols = Symbols::parse("game.sym", names).map_err(|error| error.to_string())?;
    let profile = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
    disassemble(rom, start, profile, &symbols).map_err(|error| error.to_string())
}

#[test]
fn errors_name_file_and_line() {
    for (names, expected) in [
        ("200", "game.sym:1: a line is an address in hexadecimal and a name, such as: 02A4 draw_ball"),
        ("\n200 a b", "game.sym:2: a line is an address in hexadecimal and a name, such as: 02A4 draw_ball"),
        ("# names\n\n20G a", "game.sym:3: \"20G\" is no address; addresses are hexadecimal, 0 to FFFF"),
        ("10000 a", "game.sym:1: \"10000\" is no address; addresses are hexadecimal, 0 to FFFF"),
        ("+200 a", "game.sym:1: \"+200\" is no address; addresses are hexadecimal, 0 to FFFF"),
        ("0x a", "game.sym:1: \"0x\" is no address; addresses are hexadecimal, 0 to FFFF"),
        (
            "200 vF",
            "game.sym:1: \"vF\" is no name in Octo; names begin with a letter or '_', have no `#` and no quotation mark in \
             them, and are neither registers nor words of the language",
        ),
        ("200 a\r\n202 b\r\n204 a", "game.sym:3: a is the name on line 1 already"),
        ("200 a\n202 main", "game.sym:2: main is where a program starts, and this one starts at 0200"),
    ] {
        assert_eq!(source(&[0x00, 0xE0, 0x00, 0xEE], 0x200, names).expect_err(names), expected);
    }
}

#[test]
fn files_may_have_comments_blank_lines_and_a_byte_order_mark() {
    let text = source(&[0x12, 0x00], 0x200, "\u{FEFF}# names\r\n\r\n\t0X200\tstart # here\r\n");
    assert_eq!(text.as_deref(), Ok(": main\n: start\n\tjump main\n"));
}

#[test]
fn names_that_are_accepted_assemble() {
    let statements = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
    let words = cpu_ops::table::OPS.iter().flat_map(|info| info.mnemonic.split(' '));
    let others = [
        "again",
        "begin",
        "bighex",
        "CALLS",
        "CHAR",
        "E",
        "else",
        "end",
        "exit",
        "HERE",
        "INDEX",
        "lores",
        "long",
        "loop",
        "max",
        "OCTO_KEY_A",
        "ord",
        "PI",
        "plane",
        "scroll-up",
        "strlen",
        "unpack-hi",
        "VALUE",
        "while",
        "then-",
        "Loop",
        "draw_ball",
        "x",
        "v10",
        "_",
        "a--b",
        "a.b",
        "\u{E9}t\u{E9}",
        "hit?",
        "don't!",
    ];
    for word in words.chain(others).filter(|&word| word != "main") {
        let Ok(symbols) = Symbols::parse("names", &format!("202 {word}")) else { continue };
        // Uses the name in a jump, a call and for i, before and after its definition.
        let rom = [0x22, 0x02, 0xA2, 0x02, 0x32, 0x00, 0x12, 0x02];
        let text = disassemble(&rom, 0x200, statements, &symbols).expect("it fits into memory");
        let assembly = assemble(&Source::new(word, text), &Options::default());
        assert_eq!(assembly.expect(word).rom, rom, "{word}");
    }
}

#[test]
fn names_are_constants_where_the_program_is_not_loaded_where_octo_loads_it() {
    let text = source(&[0x23, 0x04, 0x13, 0x02, 0x00, 0xEE], 0x300, "304 init");
    let expected = ":const l_0302 0x302\n:const init 0x304\n\n: main\n\tinit\n\
                    # l_0302\n\tjump l_0302\n\n# init\n\treturn\n";
    assert_eq!(text.as_deref(), Ok(expected));
}

#[test]
fn a_program_must_fit_into_memory() {
    let profile = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
    let error = disassemble(&[0; 65_025], 0x200, profile, &Symbols::default());
    assert_eq!(error, Err(Error::TooLarge { bytes: 65_025, start: 0x200 }));
}
