//! The speaker: what is heard of frames, on a sound device.
//!
//! ```text
//! frame loop -frame-> generator, volume -Queue::push-> Queue <-Queue::pull- the device, in its own time
//! ```
//!
//! The frame loop never waits for the device, and the device never for it: where their clocks differ the queue makes up
//! for it. Without a device, or when it goes away, all goes on in silence; a debug line tells why.

#[cfg(all(feature = "sound", any(feature = "alsa", not(target_os = "linux"))))]
mod device;
#[cfg(all(feature = "sound", target_os = "linux"))]
mod pulse;
mod queue;
mod volume;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::sound::{Cue, FRAMES_PER_SECOND, Generator, Phase, SAMPLE_RATE};
use queue::Queue;
use volume::Volume;

/// How long after a device was lost another one is looked for.
#[cfg_attr(not(feature = "sound"), allow(dead_code, reason = "there is none to lose"))]
const RETRY: Duration = Duration::from_secs(5);

/// How long it takes to fade out, and for that to be heard.
const LAST_WORDS: Duration = Duration::from_millis(80);

/// Plays frames.
#[derive(Debug)]
pub struct Speaker {
    generator: Generator,
    volume: Volume,
    samples: Vec<i16>,
    shared: Arc<Shared>,
}

/// What the frame loop and the device share.
#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// Whether nobody listens any more.
    closed: AtomicBool,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // A queue is in order between any two calls, whoever panicked.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg_attr(not(feature = "sound"), allow(dead_code, reason = "nobody waits for it"))]
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}

impl Speaker {
    /// A speaker of `percent` of the full volume, silent if `muted`. A device is looked for in the background; what is
    /// played until one is found is not heard.
    #[must_use]
    pub fn open(percent: u8, muted: bool) -> Self {
        let queue = Mutex::new(Queue::new(SAMPLE_RATE));
        let shared = Arc::new(Shared { queue, closed: AtomicBool::new(false) });
        let device = Arc::clone(&shared);
        if let Err(error) = thread::Builder::new().name("sound".to_owned()).spawn(move || feed(&device)) {
            log::debug!("there is no sound: no thread can be started: {error}");
        }
        let generator = Generator::new(SAMPLE_RATE, FRAMES_PER_SECOND);
        Self { generator, volume: Volume::new(percent, muted), samples: Vec::new(), shared }
    }

    /// Plays a frame, after those before it.
    pub fn frame(&mut self, cue: &Cue) {
        let rate = self.shared.queue().rate();
        if rate != self.generator.sample_rate() {
            self.generator = Generator::new(rate, FRAMES_PER_SECOND);
        }
        self.samples.clear();
        self.generator.frame(cue, &mut self.samples);
        self.volume.apply(&mut self.samples);
        self.shared.queue().push(&self.samples);
    }

    /// Goes on from another place in the sound: a state was loaded.
    pub fn seek(&mut self, phase: &Phase) {
        self.generator.seek(phase);
    }

    /// Silences it, or ends that.
    pub fn toggle_mute(&mut self) {
        self.volume.toggle_mute();
    }

    /// As loud as `percent` of the full volume from now on, and not silenced.
    pub fn set_volume(&mut self, percent: u8) {
        self.volume.set(percent);
    }

    /// Whether it is silenced.
    #[must_use]
    pub fn is_muted(&self) -> bool {
        self.volume.is_muted()
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        if self.shared.queue().close() {
            thread::sleep(LAST_WORDS);
        }
    }
}

/// Feeds a device from the queue. Returns if there is none, or when the speaker is closed.
#[cfg(feature = "sound")]
fn feed(shared: &Arc<Shared>) {
    let mut found = false;
    while !shared.is_closed() {
        let problem = play(shared);
        // Only what has been playing is worth a look for another.
        let lost = shared.queue().disconnect();
        if shared.is_closed() {
            return;
        }
        if lost {
            log::debug!("the sound is gone: {problem}");
        } else if !found {
            log::debug!("there is no sound: {problem}");
            return;
        }
        found |= lost;
        thread::sleep(RETRY);
    }
}

/// Tells that there is no sound.
#[cfg(not(feature = "sound"))]
fn feed(_: &Arc<Shared>) {
    log::debug!("there is no sound: this build has none");
}

/// Plays until that is no longer possible, or the speaker is closed. Returns why.
#[cfg(feature = "sound")]
fn play(shared: &Arc<Shared>) -> String {
    #[cfg(target_os = "linux")]
    {
        let problem = pulse::play(shared);
        #[cfg(feature = "alsa")]
        if !shared.queue().is_connected() && !shared.is_closed() {
            return format!("{problem}; {}", device::play(shared));
        }
        problem
    }
    #[cfg(not(target_os = "linux"))]
    device::play(shared)
}
