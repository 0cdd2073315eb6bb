//! Monitor format strings.
//!
//! Input: a string such as `"%2x, %c"`. Output: its fields and the text
//! between them.

use crate::assembly::{FieldKind, FormatPart};

/// Splits a format string into parts; the error says what is malformed.
pub(super) fn parse(text: &str) -> Result<Vec<FormatPart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            parts.push(FormatPart::Text(rest[..at].to_owned()));
        }
        let (part, after) = field(&rest[at + 1..])?;
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(FormatPart::Text(rest.to_owned()));
    }
    Ok(parts)
}

/// Reads one field after its percent sign; returns it and the text after it.
fn field(text: &str) -> Result<(FormatPart, &str), String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, after) = text.split_at(digits);
    let bytes = match count {
        "" => 1,
        "0" => return Err("a byte count cannot be 0".to_owned()),
        count => count.parse().map_err(|_| "the byte count is too large".to_owned())?,
    };
    let mut chars = after.chars();
    let kind = match chars.next() {
        Some('c') => FieldKind::Characters,
        Some('i') => FieldKind::Signed,
        Some('b') => FieldKind::Binary,
        Some('x') => FieldKind::Hexadecimal,
        Some(other) => return Err(format!("'{other}' is not a field type")),
        None => return Err("it ends inside a field".to_owned()),
    };
    Ok((FormatPart::Field { kind, bytes }, chars.as_str()))
}
