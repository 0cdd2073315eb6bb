//! Numbers as users write them.

/// A decimal number, or a hexadecimal one after `0x`.
#[must_use]
pub fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    // Rust would take a sign as well.
    if digits.starts_with('+') { None } else { u32::from_str_radix(digits, radix).ok() }
}
