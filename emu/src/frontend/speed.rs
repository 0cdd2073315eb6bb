//! Speed: how many frames of the program are run in one of the window's, which stays at its own rate.
//!
//! Whatever the speed, each frame of the program is the same: it only comes sooner or later.

use crate::setup::MOST_INSTRUCTIONS;

/// Speeds that can be chosen, from slow to fast: frames of the program, in how many of the window's.
const STEPS: [(u32, u32); 7] = [(1, 8), (1, 4), (1, 2), (1, 1), (2, 1), (4, 1), (8, 1)];
/// The one that programs are made for.
const NORMAL: usize = 3;

/// Mantissas of the instructions a frame that can be chosen, in tenths.
const MANTISSAS: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// How many frames are run in one of the window's when the key for hurrying goes down; how many of the window's it takes
/// until they are twice as many; and how often that happens before there are as many as there is time for.
const HURRY: u32 = 4;
const HURRY_FRAMES: u32 = 30;
const HURRY_MOST: u32 = 14;

/// How many frames are to be run now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// This many.
    Frames(u32),
    /// As many as there is time for.
    Endless,
}

/// The speed of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// Which of [`STEPS`].
    step: usize,
    /// Whether it is as fast as it goes, until that is switched off.
    is_endless: bool,
    /// Frames of the window since one of the program was run, while it is slow.
    waited: u32,
    /// Frames of the window that the key for hurrying has been held.
    held: u32,
}

impl Default for Speed {
    fn default() -> Self {
        Self { step: NORMAL, is_endless: false, waited: 0, held: 0 }
    }
}

impl Due {
    /// Whether there are more to be run after `ran` of them.
    #[must_use]
    pub fn is_more(self, ran: u32) -> bool {
        match self {
            Self::Frames(frames) => ran < frames,
            Self::Endless => true,
        }
    }
}

impl Speed {
    /// One step slower, as far as it goes; from as fast as it goes to the fastest step.
    pub fn slower(&mut self) {
        if std::mem::take(&mut self.is_endless) {
            self.step = STEPS.len() - 1;
        } else {
            self.step = self.step.saturating_sub(1);
        }
    }

    /// One step faster; beyond the fastest step, as fast as it goes.
    pub fn faster(&mut self) {
        self.is_endless |= self.step + 1 == STEPS.len();
        self.step = (self.step + 1).min(STEPS.len() - 1);
    }

    /// As fast as it goes, or no longer so.
    pub fn toggle_endless(&mut self) {
        self.is_endless = !self.is_endless;
    }

    /// The speed that programs are made for.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether it is the speed that programs are made for.
    #[must_use]
    pub fn is_normal(self) -> bool {
        self.step == NORMAL && !self.is_endless
    }

    /// The frames to be run in the window's frame that begins. As long as the key for hurrying `is_held` they get more and
    /// more.
    pub fn due(&mut self, is_held: bool) -> Due {
        self.held = if is_held { self.held.saturating_add(1) } else { 0 };
        if is_held {
            return self.hurry();
        }
        if self.is_endless {
            return Due::Endless;
        }
        let (frames, of) = STEPS[self.step];
        self.waited += 1;
        if self.waited < of {
            return Due::Frames(0);
        }
        self.waited = 0;
        Due::Frames(frames)
    }

    fn hurry(self) -> Due {
        match self.held.saturating_sub(1) / HURRY_FRAMES {
            HURRY_MOST.. => Due::Endless,
            doubled => Due::Frames(HURRY << doubled),
        }
    }

    /// A mark of how fast it goes while the key for hurrying is held and `ran` frames were run in the last one of the window: `>> x 4`,
    /// or `>>` if it is as fast as it goes.
    #[must_use]
    pub fn hurry_mark(self, ran: u32) -> String {
        match self.hurry() {
            Due::Frames(frames) if ran >= frames => format!(">> x {frames}"),
            Due::Frames(_) | Due::Endless => ">>".to_owned(),
        }
    }

    /// A mark of it while programs run at another speed than they are made for.
    #[must_use]
    pub fn mark(self) -> Option<String> {
        if self.is_endless { Some(">>".to_owned()) } else { (!self.is_normal()).then(|| self.name()) }
    }

    /// Its name: `x 4`, `1/2` or `as fast as it goes`.
    #[must_use]
    pub fn name(self) -> String {
        match STEPS[self.step] {
            _ if self.is_endless => "as fast as it goes".to_owned(),
            (1, 1) => "normal".to_owned(),
            (frames, 1) => format!("x {frames}"),
            (frames, of) => format!("{frames}/{of}"),
        }
    }
}

/// The next number of instructions a frame after `now`, up or down: one more or less below 10, and about a fifth more or
/// less above.
#[must_use]
pub fn next_instructions(now: u64, is_up: bool) -> u64 {
    let decades = std::iter::successors(Some(1_u64), |decade| Some(decade * 10));
    let above = || decades.take_while(|&decade| decade <= MOST_INSTRUCTIONS / 10);
    let series = (1..10).chain(above().flat_map(|decade| MANTISSAS.map(|mantissa| mantissa * decade)));
    let mut series = series.filter(|&step| step <= MOST_INSTRUCTIONS);
    if is_up {
        series.find(|&step| step > now).unwrap_or(now)
    } else {
        series.take_while(|&step| step < now).last().unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of the program in `frames` of the window's.
    fn run(speed: &mut Speed, frames: u32) -> u32 {
        let count = |due| if let Due::Frames(frames) = due { frames } else { panic!("endless") };
        (0..frames).map(|_| count(speed.due(false))).sum()
    }

    #[test]
    fn each_step_is_twice_as_fast_as_the_one_before() {
        let mut speed = Speed::default();
        (0..10).for_each(|_| speed.slower());
        let mut found = Vec::new();
        for _ in STEPS {
            found.push((run(&mut speed, 16), speed.name()));
            speed.faster();
        }
        let expected = [(2, "1/8"), (4, "1/4"), (8, "1/2"), (16, "normal"), (32, "x 2"), (64, "x 4"), (128, "x 8")];
        assert_eq!(found, expected.map(|(frames, name)| (frames, name.to_owned())));
        assert_eq!((speed.due(false), speed.name().as_str()), (Due::Endless, "as fast as it goes"));
        speed.slower();
        assert_eq!(speed.name(), "x 8");
    }

    #[test]
    fn a_key_that_is_held_makes_it_faster_and_faster_and_then_it_goes_on_as_before() {
        let mut speed = Speed::default();
        speed.slower();
        let held: Vec<Due> = (0..500).map(|_| speed.due(true)).collect();
        assert_eq!([held[0], held[29], held[30], held[89]], [4, 4, 8, 16].map(Due::Frames));
        assert_eq!((held[499], speed.hurry_mark(u32::MAX).as_str()), (Due::Endless, ">>"));
        assert_eq!((run(&mut speed, 4), speed.is_normal()), (2, false));
        assert_eq!((speed.due(true), speed.hurry_mark(4).as_str()), (Due::Frames(4), ">> x 4"));
        speed.toggle_endless();
        assert_eq!(speed.due(false), Due::Endless);
        speed.toggle_endless();
        assert_eq!(speed.name(), "1/2");
        speed.reset();
        assert!(speed.is_normal());
    }

    #[test]
    fn instructions_go_up_and_down_by_the_same_steps() {
        let mut up = vec![1];
        while let Some(&last) = up.last().filter(|&&last| next_instructions(last, true) != last) {
            up.push(next_instructions(last, true));
        }
        assert_eq!(up[..16], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40]);
        assert_eq!(up.last(), Some(&MOST_INSTRUCTIONS));
        for pair in up.windows(2) {
            assert_eq!(next_instructions(pair[1], false), pair[0]);
        }
        assert_eq!(next_instructions(1, false), 1);
    }

    #[test]
    fn a_number_between_two_steps_goes_to_the_next_of_them() {
        assert_eq!((next_instructions(33, true), next_instructions(33, false)), (40, 30));
        assert_eq!((next_instructions(5_000_000, true), next_instructions(5_000_000, false)), (5_000_000, 1_000_000));
    }
}
