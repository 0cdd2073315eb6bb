//! The program that rewrites its hot loops.
//!
//! ```text
//! turn:     v0 := random even number             which loop: v0 / 2
//!           if random & 15 != 0 then jump enter
//!           i := the first byte of the first addition of that loop
//!           v0 := 0x78 to 0x7B, save v0          another register: invalidates whatever was compiled of the loop
//! enter:    enter loop v0 / 2, which returns     by a computed jump, which no region follows
//!           jump turn
//! loop:     128 times or more, 256 times: v8 (or v9, vA, vB) += 1, v2 += v8
//! ```

/// Where programs are loaded.
const ENTRY: u16 = 0x200;
/// Where the jumps to the loops are: 128 of them.
const TABLE: u16 = 0x300;
/// Where the loops are.
const LOOPS: u16 = 0x400;
/// Bytes of each, padding included.
const STRIDE: u16 = 24;
/// How many there are: as many as an even byte can tell apart.
const COUNT: u16 = 128;

/// How the program chooses loops, and how often it rewrites them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewriting {
    /// One turn in sixteen, of more loops than are kept compiled: as many are compiled as there is time for, most of them because they were
    /// evicted.
    Seldom,
    /// Each turn, of few enough loops: whatever is compiled is invalidated.
    Always,
}

/// The program.
#[must_use]
pub fn program(rewriting: Rewriting) -> Vec<u8> {
    let mut words = turn(rewriting);
    words.resize(usize::from(TABLE - ENTRY) / 2, 0);
    words.extend((0..COUNT).map(|number| 0x1000 | loop_at(number)));
    words.resize(usize::from(LOOPS - ENTRY) / 2, 0);
    for number in 0..COUNT {
        words.extend(one_loop(loop_at(number), rewriting));
        words.resize(usize::from(LOOPS - ENTRY + STRIDE * (number + 1)) / 2, 0);
    }
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn loop_at(number: u16) -> u16 {
    LOOPS + STRIDE * number
}

/// What chooses a loop, rewrites it now and then, and enters it.
fn turn(rewriting: Rewriting) -> Vec<u16> {
    let (choice, chance) = match rewriting {
        Rewriting::Seldom => (0xFE, 0x0F),
        Rewriting::Always => (0x7E, 0),
    };
    let mut words = vec![
        0xC000 | choice, // v0 := random 0xFE
        0x8500,          // v5 := v0
        0xC600 | chance, // v6 := random 0x0F
        0x3600,          // if v6 != 0 then
        0x1000,          // jump enter: patched below
        0xA000 | (LOOPS + 2),
    ];
    // Each number in v0 stands for half of a loop's bytes.
    words.extend([0xF01E; STRIDE as usize / 2]); // i += v0
    words.extend([
        0xC003, // v0 := random 3
        0x6678, // v6 := 0x78
        0x8061, // v0 |= v6
        0xF055, // save v0
        0x8050, // v0 := v5
    ]);
    let enter = ENTRY + 2 * words.len() as u16;
    words[4] |= enter;
    words.extend([
        0x2000 | (enter + 4), // call the next but one
        0x1000 | ENTRY,       // jump turn
        0xB000 | TABLE,       // jump0 TABLE
    ]);
    words
}

/// The loop that is at `at`.
fn one_loop(at: u16, rewriting: Rewriting) -> [u16; 10] {
    let again = 0x1000 | (at + 2);
    let rounds = match rewriting {
        Rewriting::Seldom => 128,
        // In these it gets hot, however often it has been written over.
        Rewriting::Always => 144,
    };
    [
        0x6D00 | rounds, // vD := rounds
        0x7801,          // v8 += 1       the first byte is rewritten
        0x8284,          // v2 += v8
        0x7EFF,          // vE += 255
        0x3E00,          // if vE != 0 then
        again,           // jump to the addition
        0x7DFF,          // vD += 255
        0x3D00,          // if vD != 0 then
        again,           // jump to the addition
        0x00EE,          // return
    ]
}
