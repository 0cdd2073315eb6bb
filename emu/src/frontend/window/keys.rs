//! The keys of a window, by their place on the keyboard.
//!
//! minifb knows keys by place on Windows and macOS. On X11 and Wayland it knows them by what they write, and not at all if that
//! is no letter, digit or sign of a QWERTY keyboard, as in the upper row of an AZERTY one. On X11 their places are
//! asked for beside minifb; where they are not to be had, the layout says where what is written is.

use std::cell::RefCell;
use std::rc::Rc;

use minifb::InputCallback;

use crate::frontend::input::KeyEvent;
use crate::keyboard::Key;
use crate::keyboard::layout::Layout;

#[cfg(target_os = "linux")]
mod places;

/// What minifb has heard: a key, and whether it went down.
type Heard = Rc<RefCell<Vec<(minifb::Key, bool)>>>;

/// Writes down keys as they go down and up. Asking minifb which keys are down would miss those that are so for less
/// than a frame.
struct Listener(Heard);

impl InputCallback for Listener {
    fn add_char(&mut self, _: u32) {}

    fn set_key_state(&mut self, key: minifb::Key, down: bool) {
        self.0.borrow_mut().push((key, down));
    }
}

/// The keys of a window.
#[derive(Debug)]
pub(super) struct Keys {
    heard: Heard,
    /// What the keyboard writes.
    layout: &'static Layout,
    #[cfg(target_os = "linux")]
    places: Option<places::Places>,
}

impl Keys {
    /// The keys of `window`, on a keyboard of `layout`.
    pub(super) fn of(window: &mut minifb::Window, layout: &'static Layout) -> Self {
        let heard = Heard::default();
        window.set_input_callback(Box::new(Listener(Rc::clone(&heard))));
        Self {
            heard,
            layout,
            #[cfg(target_os = "linux")]
            places: places::Places::of(window),
        }
    }

    /// What the keys write, if that can be found out.
    pub(super) fn layout(&self) -> Option<&'static Layout> {
        #[cfg(target_os = "linux")]
        return self.places.as_ref().and_then(places::Places::layout);
        #[cfg(not(target_os = "linux"))]
        return None;
    }

    /// What was pressed and let go since this was last called.
    pub(super) fn take(&mut self) -> Vec<KeyEvent> {
        let heard = self.heard.take();
        let known = heard.into_iter().filter_map(|(key, down)| Some(KeyEvent { key: Key::of_minifb(key)?, down }));
        #[cfg(not(target_os = "linux"))]
        return known.collect();
        #[cfg(target_os = "linux")]
        {
            let Some(places) = &mut self.places else {
                return known.map(|event| KeyEvent { key: self.layout.place_of(event.key), ..event }).collect();
            };
            // What writes is heard at its place.
            let mut events: Vec<KeyEvent> =
                known.filter(|event| Layout::ALL[0].character(event.key).is_none()).collect();
            let lost = places.take(&mut events).is_err();
            if lost {
                log::debug!("the places of keys are no longer known; what they write counts");
                self.places = None;
            }
            events
        }
    }
}
