//! The words the language itself gives a meaning.
//!
//! Input: nothing. Output: the [`Keyword`] enumeration and the table that maps
//! it to and from text and tells which words are reserved.

/// One row of the keyword table.
#[derive(Debug)]
pub(crate) struct Row {
    /// How the word is written.
    pub text: &'static str,
    /// The word.
    pub keyword: Keyword,
    /// Whether programs may not use the word as a name.
    pub reserved: bool,
    /// Whether a statement can begin with the word.
    pub opens_statement: bool,
}

/// Defines [`Keyword`] and [`KEYWORDS`] from one list.
macro_rules! keywords {
    ($($text:literal $keyword:ident $reserved:literal $opens:literal;)*) => {
        /// A word with a meaning of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Keyword { $($keyword),* }

        /// Every keyword, in the order of the enumeration.
        pub(crate) const KEYWORDS: &[Row] = &[$(Row {
            text: $text,
            keyword: Keyword::$keyword,
            reserved: $reserved,
            opens_statement: $opens,
        }),*];
    };
}

keywords! {
    // Directives.
    ":"            Label        true  true;
    ":next"        Next         true  true;
    ":unpack"      Unpack       true  true;
    ":breakpoint"  Breakpoint   true  true;
    ":monitor"     Monitor      true  true;
    ":proto"       Proto        true  true;
    ":alias"       AliasDef     true  true;
    ":unalias"     Unalias      false true;
    ":const"       ConstDef     true  true;
    ":macro"       MacroDef     true  true;
    ":stringmode"  StringMode   true  true;
    ":calc"        CalcDef      true  true;
    ":byte"        Byte         true  true;
    ":pointer"     Pointer      true  true;
    ":pointer16"   Pointer16    false true;
    ":pointer24"   Pointer24    false true;
    ":org"         Org          true  true;
    ":assert"      Assert       true  true;
    ":call"        Call         true  true;
    // Statements.
    ";"            Semicolon    true  true;
    "return"       Return       true  true;
    "clear"        Clear        true  true;
    "bcd"          Bcd          true  true;
    "save"         Save         true  true;
    "load"         Load         true  true;
    "delay"        Delay        true  true;
    "buzzer"       Buzzer       true  true;
    "pitch"        Pitch        true  true;
    "if"           If           true  true;
    "else"         Else         true  true;
    "end"          End          true  true;
    "jump0"        Jump0        true  true;
    "jump"         Jump         true  true;
    "native"       Native       true  true;
    "sprite"       Sprite       true  true;
    "loop"         Loop         true  true;
    "while"        While        true  true;
    "again"        Again        true  true;
    "plane"        Plane        true  true;
    "audio"        Audio        true  true;
    "scroll-down"  ScrollDown   true  true;
    "scroll-up"    ScrollUp     true  true;
    "scroll-right" ScrollRight  true  true;
    "scroll-left"  ScrollLeft   true  true;
    "exit"         Exit         false true;
    "lores"        Lores        true  true;
    "hires"        Hires        true  true;
    "saveflags"    SaveFlags    true  true;
    "loadflags"    LoadFlags    true  true;
    "i"            Index        true  true;
    // Words inside statements.
    "then"         Then         true  false;
    "begin"        Begin        true  false;
    "hex"          Hex          true  false;
    "bighex"       BigHex       true  false;
    "random"       Random       true  false;
    "key"          Key          true  false;
    "-key"         NotKey       true  false;
    "long"         Long         false false;
    ":="           Assign       true  false;
    "|="           OrAssign     true  false;
    "&="           AndAssign    true  false;
    "^="           XorAssign    true  false;
    "-="           SubAssign    true  false;
    "=-"           RevSubAssign true  false;
    "+="           AddAssign    true  false;
    ">>="          ShrAssign    true  false;
    "<<="          ShlAssign    true  false;
    "=="           Equal        true  false;
    "!="           NotEqual     true  false;
    "<"            Less         true  false;
    ">"            Greater      true  false;
    "<="           LessEqual    true  false;
    ">="           GreaterEqual true  false;
    "{"            OpenBrace    false false;
    "}"            CloseBrace   false false;
    // Words inside expressions.
    "("            OpenParen    false false;
    ")"            CloseParen   false false;
    "-"            Minus        false false;
    "+"            Plus         false false;
    "*"            Times        false false;
    "/"            Divide       false false;
    "%"            Remainder    false false;
    "&"            And          false false;
    "|"            Or           false false;
    "^"            Xor          false false;
    "<<"           Shl          false false;
    ">>"           Shr          false false;
    "~"            Complement   false false;
    "!"            Not          false false;
    "@"            Peek         false false;
    "pow"          Pow          false false;
    "min"          Min          false false;
    "max"          Max          false false;
    "sin"          Sin          false false;
    "cos"          Cos          false false;
    "tan"          Tan          false false;
    "exp"          Exp          false false;
    "log"          Log          false false;
    "abs"          Abs          false false;
    "sqrt"         Sqrt         false false;
    "sign"         Sign         false false;
    "ceil"         Ceil         false false;
    "floor"        Floor        false false;
    "strlen"       StrLen       false false;
    "ord"          Ord          false false;
    "PI"           Pi           false false;
    "E"            Euler        false false;
    "HERE"         Here         false false;
    // Names with a fixed role.
    "CALLS"        Calls        false false;
    "CHAR"         Char         false false;
    "INDEX"        CharIndex    false false;
    "VALUE"        CharValue    false false;
    "main"         Main         false false;
    "unpack-hi"    UnpackHi     false false;
    "unpack-lo"    UnpackLo     false false;
    "OCTO_KEY_1"   OctoKey1     false false;
    "OCTO_KEY_2"   OctoKey2     false false;
    "OCTO_KEY_3"   OctoKey3     false false;
    "OCTO_KEY_4"   OctoKey4     false false;
    "OCTO_KEY_Q"   OctoKeyQ     false false;
    "OCTO_KEY_W"   OctoKeyW     false false;
    "OCTO_KEY_E"   OctoKeyE     false false;
    "OCTO_KEY_R"   OctoKeyR     false false;
    "OCTO_KEY_A"   OctoKeyA     false false;
    "OCTO_KEY_S"   OctoKeyS     false false;
    "OCTO_KEY_D"   OctoKeyD     false false;
    "OCTO_KEY_F"   OctoKeyF     false false;
    "OCTO_KEY_Z"   OctoKeyZ     false false;
    "OCTO_KEY_X"   OctoKeyX     false false;
    "OCTO_KEY_C"   OctoKeyC     false false;
    "OCTO_KEY_V"   OctoKeyV     false false;
}

/// The predefined key constants: each PC key and the hexadecimal keypad key it
/// stands for.
pub(crate) const KEY_CONSTANTS: [(Keyword, u8); 16] = [
    (Keyword::OctoKey1, 0x1),
    (Keyword::OctoKey2, 0x2),
    (Keyword::OctoKey3, 0x3),
    (Keyword::OctoKey4, 0xC),
    (Keyword::OctoKeyQ, 0x4),
    (Keyword::OctoKeyW, 0x5),
    (Keyword::OctoKeyE, 0x6),
    (Keyword::OctoKeyR, 0xD),
    (Keyword::OctoKeyA, 0x7),
    (Keyword::OctoKeyS, 0x8),
    (Keyword::OctoKeyD, 0x9),
    (Keyword::OctoKeyF, 0xE),
    (Keyword::OctoKeyZ, 0xA),
    (Keyword::OctoKeyX, 0x0),
    (Keyword::OctoKeyC, 0xB),
    (Keyword::OctoKeyV, 0xF),
];

/// Prefix that no program-defined name may have.
pub(crate) const RESERVED_PREFIX: &str = "OCTO_";

impl Keyword {
    /// The keyword's row in the table.
    pub(crate) const fn row(self) -> &'static Row {
        &KEYWORDS[self as usize]
    }

    /// How the keyword is written.
    pub(crate) const fn text(self) -> &'static str {
        self.row().text
    }
}
