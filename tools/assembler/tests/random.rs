//! Random programs: none may make the assembler panic, and every result must
//! be consistent with itself.

use octo_asm::{Assembly, Errors, Options, Source, assemble, limits};

const WORDS: &[&str] = &[
    ":",
    ":next",
    ":unpack",
    ":breakpoint",
    ":monitor",
    ":proto",
    ":alias",
    ":const",
    ":macro",
    ":calc",
    ":stringmode",
    ":byte",
    ":pointer",
    ":pointer24",
    ":org",
    ":assert",
    ":call",
    ";",
    "return",
    "clear",
    "bcd",
    "save",
    "load",
    "delay",
    "buzzer",
    "pitch",
    "if",
    "then",
    "begin",
    "else",
    "end",
    "jump",
    "jump0",
    "native",
    "sprite",
    "loop",
    "while",
    "again",
    "plane",
    "audio",
    "scroll-down",
    "scroll-up",
    "exit",
    "hires",
    "saveflags",
    "i",
    "hex",
    "bighex",
    "random",
    "key",
    "-key",
    "long",
    ":=",
    "+=",
    "-=",
    "=-",
    "|=",
    "==",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "{",
    "}",
    "(",
    ")",
    "-",
    "+",
    "*",
    "/",
    "%",
    "&",
    "<<",
    ">>",
    "~",
    "!",
    "@",
    "pow",
    "min",
    "sin",
    "log",
    "strlen",
    "ord",
    "PI",
    "HERE",
    "CALLS",
    "CHAR",
    "main",
    "unpack-hi",
    "v0",
    "v1",
    "vF",
    "Va",
    "a",
    "b",
    "c",
    "0",
    "1",
    "-1",
    "15",
    "16",
    "255",
    "256",
    "4095",
    "65535",
    "1.5",
    "0x200",
    "0b11",
    "\"ab\"",
    "\"%2x\"",
    "\"\\n\"",
    "\"open",
    "\"\\q\"",
    "é",
    "#x\n",
    "\n",
    "OCTO_KEY_Q",
];

/// Whole statements, so that random programs also get past their first words.
const PHRASES: &[&str] = &[
    ": main",
    ": a",
    ": b",
    "v0 := 1",
    "if v0 == 1 begin",
    "if v1 key then",
    "end",
    "loop",
    "while v0 < v1",
    "again",
    ":calc c { c + 1 }",
    ":macro a b { b b }",
    "a 1",
    ":stringmode b \"ab\" { VALUE a 1 }",
    "b \"ab\"",
    ":org { HERE + 3 }",
    "i := long a",
    "jump b",
    ":byte { @ HERE - 1 }",
    ":unpack 1 a",
];

/// Statements that are correct in any order after [`PREAMBLE`].
const STATEMENTS: &[&str] = &[
    "v0 := 1",
    "v1 += v2",
    "i := there",
    "i := long there",
    "jump there",
    "there",
    "if v0 == 1 then clear",
    "if v1 > 3 begin v2 := 1 else v3 := 2 end",
    "loop while v1 key v0 += 1 again",
    "pair 3",
    "text \"aba\"",
    ":calc n { n + 1 }",
    ":byte { n }",
    ":byte { @ HERE - 1 }",
    ":unpack 2 there",
    ":pointer there",
    ":org { HERE + 1 }",
    "sprite v0 v1 5",
    "1 2 3",
    "save v1 - v3",
    ":monitor v2 \"%2x\"",
    "return",
];

/// Definitions the statements use.
const PREAMBLE: &str = ":calc n { 0 } :macro pair A { A CALLS } :stringmode text \"ab\" { VALUE } : main clear";

/// A xorshift generator; the sequence is the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    /// A program that is correct whatever the statements.
    fn correct_program(&mut self) -> String {
        let count = 1 + self.below(60);
        let statements: Vec<&str> = (0..count).map(|_| STATEMENTS[self.below(STATEMENTS.len())]).collect();
        format!("{PREAMBLE} {} : there return", statements.join(" "))
    }

    /// A program of any words in any order.
    fn program(&mut self) -> String {
        let length = 1 + self.below(60);
        let share = self.below(4);
        let mut words = Vec::new();
        for _ in 0..length {
            let list = if self.below(4) < share { PHRASES } else { WORDS };
            words.push(list[self.below(list.len())]);
        }
        words.join(" ")
    }
}

#[test]
fn random_programs_never_panic() {
    let mut random = Random(0x00C7_0A5E_ED00_0001);
    for _ in 0..5_000 {
        let text = random.program();
        let source = Source::new("random", text.as_str());
        match assemble(&source, &Options::default()) {
            Ok(assembly) => check_assembly(&assembly),
            Err(errors) => check_errors(&source, &errors),
        }
    }
}

#[test]
fn random_correct_programs_assemble() {
    let mut random = Random(7);
    for _ in 0..1_000 {
        let text = random.correct_program();
        match assemble(&Source::new("random", text.as_str()), &Options::default()) {
            Ok(assembly) => check_assembly(&assembly),
            Err(errors) => panic!("{}\n{text}", errors.errors[0]),
        }
    }
}

fn check_assembly(assembly: &Assembly) {
    assert!(assembly.rom.len() <= limits::XO_CHIP_PROGRAM_BYTES);
    let mut end = limits::PROGRAM_START;
    for line in &assembly.listing {
        assert!(line.address >= end);
        end = line.address + line.bytes.len();
        let start = line.address - limits::PROGRAM_START;
        assert_eq!(assembly.rom[start..start + line.bytes.len()], line.bytes);
        assert!(line.first_line <= line.last_line);
    }
}

fn check_errors(source: &Source, errors: &Errors) {
    assert!(!errors.errors.is_empty() && errors.errors.len() <= limits::MAX_ERRORS);
    assert!(errors.errors.is_sorted_by_key(|error| error.span));
    for error in &errors.errors {
        assert!(error.span.range().end <= source.text().len());
        let line = source.line_text(error.location.line);
        assert!(line.starts_with(error.location.source_line.trim_end_matches('…')));
        assert!(error.location.column <= line.chars().count() + 1);
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Random(42);
    for _ in 0..2_000 {
        let length = random.below(200);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(random.below(256)).unwrap_or(0)).collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let source = Source::new("bytes", text);
        if let Err(errors) = assemble(&source, &Options::default()) {
            check_errors(&source, &errors);
        }
    }
}
