//! Game pads of the system, by gilrs.

use gilrs::{Axis, Button, EventType, Gilrs};

use super::input::KeyEvent;
use super::pads::{PadEvent, Pads, Part};

/// What happens to game pads, those that come later as well.
#[derive(Debug)]
pub(super) struct Gamepads {
    system: Option<Gilrs>,
    pads: Pads,
}

impl Gamepads {
    /// Begins to listen. Where the system has no game pads, there are none; that is told as a line of the log.
    pub(super) fn open() -> Self {
        let system = Gilrs::new().map_err(|error| log::debug!("there are no game pads: {error}")).ok();
        for (_, pad) in system.iter().flat_map(Gilrs::gamepads) {
            log::debug!("there is a game pad: {}", pad.name());
        }
        Self { system, pads: Pads::default() }
    }

    /// Appends what has happened since this was last called.
    pub(super) fn poll(&mut self, events: &mut Vec<KeyEvent>) {
        while let Some(event) = self.system.as_mut().and_then(Gilrs::next_event) {
            if let Some(pad_event) = pad_event(event.event) {
                self.pads.take(event.id.into(), pad_event, events);
            }
        }
    }
}

fn pad_event(event: EventType) -> Option<PadEvent> {
    Some(match event {
        EventType::ButtonPressed(button, _) => PadEvent::Part(part(button)?, true),
        EventType::ButtonReleased(button, _) => PadEvent::Part(part(button)?, false),
        EventType::AxisChanged(Axis::LeftStickX, value, _) => PadEvent::Across(value),
        EventType::AxisChanged(Axis::LeftStickY, value, _) => PadEvent::Up(value),
        EventType::Disconnected => PadEvent::Gone,
        _ => return None,
    })
}

fn part(button: Button) -> Option<Part> {
    Some(match button {
        Button::DPadUp => Part::Up,
        Button::DPadDown => Part::Down,
        Button::DPadLeft => Part::Left,
        Button::DPadRight => Part::Right,
        Button::South => Part::South,
        Button::East => Part::East,
        Button::West => Part::West,
        Button::North => Part::North,
        Button::Start => Part::Start,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pad_has_beside_is_left_alone() {
        assert_eq!(
            [Button::South, Button::DPadLeft, Button::Start].map(part),
            [Part::South, Part::Left, Part::Start].map(Some)
        );
        assert_eq!([Button::LeftThumb, Button::Mode, Button::Unknown].map(part), [None; 3]);
        assert_eq!((pad_event(EventType::Disconnected), pad_event(EventType::Connected)), (Some(PadEvent::Gone), None));
    }
}
