//! Every kind of error and warning, with its message.
//!
//! Input: nothing. Output: the two enumerations.

use thiserror::Error;

/// What is wrong with a source text.
///
/// Names and quoted text inside a kind are shortened when very long.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A string literal has no closing quote.
    #[error("missing the closing \" of a string")]
    UnterminatedString,
    /// A backslash in a string is followed by a character with no meaning.
    #[error("unknown escape '\\{0}' in a string")]
    UnknownEscape(char),
    /// A string literal follows a word without whitespace between them.
    #[error("a string must be separated from the word before it")]
    GluedString,
    /// The source ends inside a statement.
    #[error("the source ends where {expected} was expected")]
    UnexpectedEnd {
        /// What should have come next.
        expected: String,
    },
    /// Something else stands where a certain word or operand belongs.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What should stand here.
        expected: String,
        /// What stands here.
        found: String,
    },
    /// A name is one of the language's own words.
    #[error("the name '{name}' is reserved and cannot be used for {role}")]
    ReservedName {
        /// The name.
        name: String,
        /// What it would have named.
        role: &'static str,
    },
    /// A name is defined a second time.
    #[error("the name '{name}' is already defined as {role}")]
    AlreadyDefined {
        /// The name.
        name: String,
        /// What it names already.
        role: &'static str,
    },
    /// A value lies outside the range its place allows.
    #[error("the value {value} does not fit: {role} must be in the range {min} to {max}")]
    OutOfRange {
        /// The value as written or calculated.
        value: f64,
        /// What the value is for.
        role: &'static str,
        /// Smallest allowed value.
        min: i32,
        /// Largest allowed value.
        max: i32,
    },
    /// A name that must already have a value has none.
    #[error("the name '{name}' is not defined as {role}")]
    Undefined {
        /// The name.
        name: String,
        /// What it should name.
        role: &'static str,
    },
    /// A name that is only defined later stands where its value is needed now.
    #[error("'{name}' must be defined before it is used here")]
    ForwardReference {
        /// The name.
        name: String,
    },
    /// A name is used but no label of that name exists.
    #[error("the name '{name}' is used but never defined")]
    UndefinedLabel {
        /// The name.
        name: String,
    },
    /// A label lies above the addresses a 12-bit instruction can reach.
    #[error("the label '{name}' is at {address:#06X}, which does not fit in 12 bits")]
    LabelOutOfReach {
        /// The label.
        name: String,
        /// Its address.
        address: usize,
    },
    /// A register is assigned with something that is no operator.
    #[error("{found} is not an operator for {target}")]
    UnknownOperator {
        /// What stands in the operator's place.
        found: String,
        /// What is assigned.
        target: &'static str,
    },
    /// A condition uses something that is no comparison.
    #[error("{found} is not a comparison")]
    UnknownComparison {
        /// What stands in the comparison's place.
        found: String,
    },
    /// An `if` has neither `then` nor `begin` after its condition.
    #[error("expected 'then' or 'begin' after the condition")]
    MissingThen,
    /// A block word stands outside the block it belongs to.
    #[error("this '{word}' has no matching '{opener}'")]
    Unmatched {
        /// The word.
        word: &'static str,
        /// What should have come before.
        opener: &'static str,
    },
    /// A block is never closed.
    #[error("this '{word}' has no matching '{closer}'")]
    Unclosed {
        /// The word that opens the block.
        word: &'static str,
        /// The word that should close it.
        closer: &'static str,
    },
    /// No `main` label or constant exists.
    #[error("the program has no 'main' label")]
    MissingMain,
    /// Two parts of the program claim the same address.
    #[error("address {address:#06X} already holds program data")]
    Overlap {
        /// The address.
        address: usize,
    },
    /// The program is larger than the options allow.
    #[error("the program does not fit in {limit} bytes")]
    ProgramTooLarge {
        /// The largest allowed program.
        limit: usize,
    },
    /// An `:assert` expression is zero.
    #[error("assertion failed{}", .message.as_ref().map_or(String::new(), |text| format!(": {text}")))]
    AssertionFailed {
        /// The assertion's own message.
        message: Option<String>,
    },
    /// A string mode gets the same character twice.
    #[error("the string mode '{name}' already covers the character {character:?}")]
    DuplicateCharacter {
        /// The string mode.
        name: String,
        /// The character.
        character: char,
    },
    /// A string uses a character its string mode does not cover.
    #[error("the string mode '{name}' does not cover the character {character:?}")]
    UncoveredCharacter {
        /// The string mode.
        name: String,
        /// The character.
        character: char,
    },
    /// A monitor's format string is malformed.
    #[error("malformed monitor format: {problem}")]
    MonitorFormat {
        /// What is malformed.
        problem: String,
    },
    /// One of the bounds in [`limits`](crate::limits) is exceeded.
    #[error("too many {what}: the limit is {limit}")]
    LimitExceeded {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

/// What is doubtful about a source text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WarningKind {
    /// A jump made for a block needs more than 12 address bits.
    #[error("the jump of this '{word}' to {address:#06X} is cut to 12 bits")]
    TruncatedJump {
        /// The block word the jump was made for.
        word: &'static str,
        /// Where the jump should go.
        address: usize,
    },
    /// `:org` names what is no address, of which the low 16 bits are taken.
    #[error("{value} is no address from 0 to 0xFFFF; it goes on at {address:#06X}")]
    WrappedOrg {
        /// What it names, without what is behind the point.
        value: i64,
        /// Where the program goes on.
        address: u16,
    },
}
