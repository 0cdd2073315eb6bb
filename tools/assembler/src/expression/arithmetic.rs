//! Number conversions and functions with the host language's rules.
//!
//! Input: floating-point values. Output: values and integers that agree with
//! Octo in every special case. The transcendental functions come from a
//! portable library, so results do not depend on the machine.

/// The value modulo 2³² as a signed integer; zero when not finite.
// The remainder lies below 2^32, so the casts are exact or wrap as intended.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap)]
pub(crate) fn wrap_to_i32(value: f64) -> i32 {
    const RANGE: f64 = 4_294_967_296.0;
    if value.abs() < RANGE / 2.0 {
        return value as i32;
    }
    if !value.is_finite() {
        return 0;
    }
    value.trunc().rem_euclid(RANGE) as u32 as i32
}

/// The low eight bits of a value.
pub(crate) fn low_byte(value: f64) -> u8 {
    let [.., low] = wrap_to_i32(value).to_be_bytes();
    low
}

/// The low sixteen bits of a value.
pub(crate) fn low_word(value: f64) -> u16 {
    let [.., high, low] = wrap_to_i32(value).to_be_bytes();
    u16::from_be_bytes([high, low])
}

/// An address as a value.
pub(crate) fn from_address(address: usize) -> f64 {
    u32::try_from(address).map_or(f64::NAN, f64::from)
}

/// 1 for true and 0 for false.
pub(crate) fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// -1, 0 or 1 by the value's sign.
pub(crate) fn sign(value: f64) -> f64 {
    if value == 0.0 || value.is_nan() { value } else { 1.0_f64.copysign(value) }
}

/// The smaller value; not a number if either is not.
pub(crate) fn minimum(left: f64, right: f64) -> f64 {
    if left.is_nan() || right.is_nan() { f64::NAN } else { left.min(right) }
}

/// The larger value; not a number if either is not.
pub(crate) fn maximum(left: f64, right: f64) -> f64 {
    if left.is_nan() || right.is_nan() { f64::NAN } else { left.max(right) }
}

/// `left` to the power of `right`; one to an infinite power is not a number.
pub(crate) fn power(left: f64, right: f64) -> f64 {
    if right.is_nan() || (right.is_infinite() && left.abs().total_cmp(&1.0).is_eq()) {
        return f64::NAN;
    }
    libm::pow(left, right)
}
