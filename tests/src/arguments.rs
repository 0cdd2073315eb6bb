//! What the commands here read from their command line alike.

use cpu_ops::Platform;

/// The platform named `id`.
///
/// # Errors
///
/// If there is none: a text with those that there are.
pub fn platform(id: &str) -> Result<&'static Platform, String> {
    let ids = || Platform::ALL.iter().map(|platform| platform.id).collect::<Vec<_>>().join(", ");
    Platform::by_id(id).ok_or_else(|| format!("there are {}", ids()))
}

/// The platform that was `chosen`, or else all of them.
#[must_use]
pub fn platforms(chosen: Option<&'static Platform>) -> Vec<&'static Platform> {
    chosen.map_or_else(|| Platform::ALL.iter().collect(), |platform| vec![platform])
}
