//! The fixed bounds that keep hostile source text from exhausting memory or time.
//!
//! Input: nothing. Output: one documented constant for each bound. Going past
//! a bound is reported as an ordinary error, never as a panic or a hang.

/// Longest accepted source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024 * 1024;

/// Most tokens one source text may hold.
pub const MAX_SOURCE_TOKENS: usize = 1024 * 1024;

/// Most tokens that may be processed in total, macro and string-mode
/// expansions included. Each character given to a string mode counts as one.
pub const MAX_PROCESSED_TOKENS: usize = 8 * 1024 * 1024;

/// Most expansions (of macros and string modes) that may be open at once.
pub const MAX_EXPANSION_DEPTH: usize = 8 * 1024;

/// Most arguments one macro may declare.
pub const MAX_MACRO_ARGUMENTS: usize = 256;

/// Most tokens that may be stored in all macro and string-mode bodies together.
pub const MAX_STORED_TOKENS: usize = 2 * 1024 * 1024;

/// Most operators and parentheses that may be pending in one expression.
pub const MAX_EXPRESSION_DEPTH: usize = 4 * 1024;

/// Most `loop`, `while` and `begin` blocks that may be open at once.
pub const MAX_BLOCK_DEPTH: usize = 4 * 1024;

/// Most errors collected before assembly stops.
pub const MAX_ERRORS: usize = 20;

/// Most warnings kept.
pub const MAX_WARNINGS: usize = 50;

/// Most source bytes quoted with an error as its source line.
pub const MAX_QUOTED_LINE: usize = 512;

/// Address at which every CHIP-8 program is loaded.
pub const PROGRAM_START: usize = 0x200;

/// Size of the whole XO-CHIP address space, in bytes.
pub const MEMORY_BYTES: usize = 0x1_0000;

/// Largest program for the classic 4 KB CHIP-8 address space, in bytes.
pub const CHIP8_PROGRAM_BYTES: usize = 0x1000 - PROGRAM_START;

/// Largest program for the 64 KB XO-CHIP address space, in bytes.
pub const XO_CHIP_PROGRAM_BYTES: usize = MEMORY_BYTES - PROGRAM_START;

/// Most bytes of raw data shown in one listing line.
pub const LISTING_DATA_BYTES: usize = 16;
