//! Arguments for pictures of a run: a film, and of which frame the screenshot is.

use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::files::Files;
use crate::film::{Film, FilmError};
use crate::look::Look;
use crate::machine::Machine;
use crate::picture::{Caption, Picture};

/// Which pictures to keep.
#[derive(Debug, Args)]
pub(super) struct CaptureArguments {
    /// Write what is shown as an animated GIF
    #[arg(long, value_name = "FILE.gif")]
    gif: Option<PathBuf>,
    /// The frames of the GIF, such as 60-180: from before the first, counted from 0, to before the last; all otherwise
    #[arg(long, value_name = "FROM-TO", requires = "gif")]
    gif_frames: Option<Frames>,
    /// After how many frames the screenshot is taken; after the last otherwise
    #[arg(long, value_name = "N", requires = "screenshot")]
    screenshot_at: Option<u64>,
}

/// Some frames of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frames(Range<u64>);

impl FromStr for Frames {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let range = text.split_once('-').and_then(|(from, to)| Some(number(from)?..number(to)?));
        let range = range.filter(|range: &Range<u64>| !range.is_empty());
        range.map(Self).ok_or_else(|| "frames are FROM-TO, such as 60-180, the second the larger one".to_owned())
    }
}

/// What is kept while a program runs.
pub(super) struct Capture {
    film: Option<Film>,
    filmed: Range<u64>,
    screenshot_at: Option<u64>,
    screenshot: Option<(Picture, Caption)>,
    /// What the program is called.
    title: String,
    look: Look,
    /// Frames so far.
    frames: u64,
}

impl CaptureArguments {
    /// Whether there is a film to be made.
    pub(super) fn is_film(&self) -> bool {
        self.gif.is_some()
    }

    /// With what is written.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        files.written("--gif", self.gif.as_deref())
    }

    /// Gets ready for a run of `frames` frames of the program called `title`, whose pixels are `scale` pixels wide and high in a film.
    pub(super) fn begin(&self, frames: u64, look: &Look, scale: u16, title: String) -> anyhow::Result<Capture> {
        if let Some(at) = self.screenshot_at {
            anyhow::ensure!(at <= frames, "--screenshot-at: there is no frame {at} in a run of {frames}; try --frames");
        }
        let filmed = self.gif_frames.as_ref().map_or(0..u64::MAX, |frames| frames.0.clone());
        if self.gif.is_some() {
            anyhow::ensure!(
                filmed.start < frames,
                "--gif: there is no frame {} in a run of {frames}; try --frames",
                filmed.start
            );
        }
        let film = self.gif.as_ref().map(|path| Film::begin(path, &look.palette, scale.into())).transpose()?;
        Ok(Capture { film, filmed, screenshot_at: self.screenshot_at, screenshot: None, title, look: *look, frames: 0 })
    }
}

impl Capture {
    /// `machine` is about to run its first frame.
    pub(super) fn start(&mut self, machine: &Machine) {
        self.take_screenshot(machine);
    }

    /// `machine` has run a frame.
    pub(super) fn frame(&mut self, machine: &Machine) {
        if let Some(film) = &mut self.film
            && self.filmed.contains(&self.frames)
        {
            film.frame(&self.look.rotation.turn(&Picture::of(&machine.state().bus.display)));
        }
        self.frames += 1;
        self.take_screenshot(machine);
    }

    fn take_screenshot(&mut self, machine: &Machine) {
        if self.screenshot_at == Some(self.frames) {
            self.screenshot = Some(self.picture(machine));
        }
    }

    fn picture(&self, machine: &Machine) -> (Picture, Caption) {
        (Picture::of(&machine.state().bus.display), Caption::of(machine, &self.title))
    }

    /// Ends the film: `machine` has run its last frame. Returns the picture of the screenshot.
    pub(super) fn finish(self, machine: &Machine) -> (Result<(), FilmError>, anyhow::Result<(Picture, Caption)>) {
        let last = self.picture(machine);
        let film = self.film.map_or(Ok(()), |film| film.finish().map(drop));
        let screenshot = match (self.screenshot_at, self.screenshot) {
            (None, _) => Ok(last),
            (Some(_), Some(picture)) => Ok(picture),
            (Some(at), None) => Err(anyhow::anyhow!(
                "--screenshot-at: the run was over after {} frames, before frame {at}",
                self.frames
            )),
        };
        (film, screenshot)
    }
}
