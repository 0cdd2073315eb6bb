//! Signals that ask the process to end: what it is at is ended first, and no file is lost or left half written.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::flag;

/// Those signals.
const SIGNALS: &[i32] = &[
    #[cfg(unix)]
    signal_hook::consts::SIGHUP,
    signal_hook::consts::SIGINT,
    #[cfg(unix)]
    signal_hook::consts::SIGQUIT,
    signal_hook::consts::SIGTERM,
];

/// What has been heard of them.
static HEARD: OnceLock<Heard> = OnceLock::new();

#[derive(Debug, Default)]
struct Heard {
    /// Whether one has come.
    any: Arc<AtomicBool>,
    /// Which of [`SIGNALS`] came last, counted from one; 0 if none has.
    last: Arc<AtomicUsize>,
}

/// From now on a signal waits until the process ends by itself, which [`have_come`] is to be asked for. The second one does not.
pub fn hear() {
    HEARD.get_or_init(|| {
        let heard = Heard::default();
        let ignored = ignored();
        for (&signal, number) in SIGNALS.iter().zip(1..) {
            if ignored >> (signal - 1) & 1 != 0 {
                // Whoever has started the process wants it to go on: nohup, or a shell that has put it in the background.
                continue;
            }
            // In this order: the first one is not yet a second one.
            let registered = flag::register_conditional_default(signal, Arc::clone(&heard.any))
                .and_then(|_| flag::register(signal, Arc::clone(&heard.any)))
                .and_then(|_| flag::register_usize(signal, Arc::clone(&heard.last), number));
            if let Err(error) = registered {
                log::debug!("signal {signal} ends the program without saving what it is at: {error}");
            }
        }
        heard
    });
}

/// The signals that this process was told to ignore, as far as the system tells: bit N is signal N + 1.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()).unwrap_or(0)
}

/// Whether one has come.
#[must_use]
pub fn have_come() -> bool {
    HEARD.get().is_some_and(|heard| heard.any.load(Ordering::SeqCst))
}

/// Ends this process by the signal that has come, if one has, now that all is as it should be: whoever has started it sees why
/// it ended.
pub fn end_as_asked() {
    let last = HEARD.get().map_or(0, |heard| heard.last.load(Ordering::SeqCst));
    if let Some(&signal) = last.checked_sub(1).and_then(|index| SIGNALS.get(index)) {
        // If it cannot be ended like that, it ends as if there had been no signal.
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}
