//! Changing how a program runs while it is played: its speed, its instructions a frame, its quirks.

use cpu_ops::Quirk;

use super::Session;
use crate::frontend::controls::Control;
use crate::frontend::speed::{Speed, next_instructions};

/// Why instructions a frame and quirks stay as they are.
const PLAYING: &str = "a recording is played as it was recorded; start anew with F8 to change that";

impl Session<'_> {
    /// How fast it is played.
    #[must_use]
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Changes how fast it is played. Recordings do not care: each frame is the same. Returns what to say of it.
    pub fn change_speed(&mut self, change: impl FnOnce(&mut Speed)) -> String {
        change(&mut self.speed);
        format!("speed: {}", self.speed.name())
    }

    /// Gives the program more instructions a frame, or less. Returns what to say of it.
    ///
    /// # Errors
    ///
    /// If a recording is played, which has its own.
    pub fn change_instructions(&mut self, is_up: bool) -> Result<String, String> {
        if self.past.is_playing() {
            return Err(PLAYING.to_owned());
        }
        let instructions = next_instructions(self.machine.setup().instructions_per_frame, is_up);
        self.machine.set_instructions_per_frame(instructions);
        let plural = if instructions == 1 { "" } else { "s" };
        Ok(format!("{instructions} instruction{plural} a frame"))
    }

    /// Switches a quirk on, or off if it is on. Returns what to say of it.
    ///
    /// # Errors
    ///
    /// If a recording is played, which has its own.
    pub fn toggle_quirk(&mut self, quirk: Quirk) -> Result<String, String> {
        if self.past.is_playing() {
            return Err(PLAYING.to_owned());
        }
        let quirks = self.machine.setup().quirks;
        let is_on = !quirks.has(quirk);
        self.machine.set_quirks(quirks.with(quirk, is_on));
        Ok(format!("{} {}", quirk.name(), if is_on { "on" } else { "off" }))
    }

    /// Does what `control`, one of those for the speed, asks for. Returns what to say of it; nothing if it is another.
    pub fn tune(&mut self, control: Control) -> Option<Result<String, String>> {
        Some(match control {
            Control::Slower => Ok(self.change_speed(Speed::slower)),
            Control::Faster => Ok(self.change_speed(Speed::faster)),
            Control::FullSpeed => Ok(self.change_speed(Speed::toggle_endless)),
            Control::NormalSpeed => Ok(self.change_speed(Speed::reset)),
            Control::FewerInstructions => self.change_instructions(false),
            Control::MoreInstructions => self.change_instructions(true),
            _ => return None,
        })
    }
}
