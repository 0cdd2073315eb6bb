//! Films made while a program is played: from one key press to the next, or of the last ten seconds.
//!
//! Writing takes time, and is done beside the game.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use super::screenshot::claim;
use crate::film::Film;
use crate::look::Look;
use crate::machine::Machine;
use crate::picture::{Palette, Picture};
use crate::rewind::Rewind;

/// Pixels of a film a pixel of a 64 x 32 screen.
const SCALE: usize = 6;
/// Frames of the last ten seconds.
const LAST: usize = 600;

/// What is being filmed.
#[derive(Debug)]
pub struct Filming {
    look: Look,
    title: String,
    /// Where the pictures of the film go that is being made.
    pictures: Option<Sender<Picture>>,
    /// The films that are being written. Each comes to what to tell the user.
    writing: Vec<JoinHandle<Result<String, String>>>,
}

impl Filming {
    /// Nothing yet, of a program called `title` that looks like that.
    #[must_use]
    pub fn new(look: Look, title: &str) -> Self {
        Self { look, title: title.to_owned(), pictures: None, writing: Vec::new() }
    }

    /// Films that are begun from now on have the colours of `palette`.
    pub fn set_palette(&mut self, palette: Palette) {
        self.look.palette = palette;
    }

    /// Begins a film, or ends the one that is being made. Returns what to say of that.
    ///
    /// # Errors
    ///
    /// If no file can be made, and why.
    pub fn toggle(&mut self) -> Result<String, String> {
        if self.pictures.take().is_some() {
            return Ok("the film is being written".to_owned());
        }
        self.pictures = Some(self.begin()?);
        Ok("filming; F7 ends it".to_owned())
    }

    /// Films the last ten seconds of `machine`, whose past is `rewind`.
    ///
    /// # Errors
    ///
    /// If no file can be made, and why; or there are no frames yet.
    pub fn last_seconds(&mut self, machine: &mut Machine, rewind: &Rewind) -> Result<String, String> {
        if rewind.frames() == 0 {
            return Err("there is nothing to film yet".to_owned());
        }
        let pictures = self.begin()?;
        rewind.review(machine, LAST, |machine| {
            // If nobody takes it any more, it is told why when that is known.
            let _ = pictures.send(self.picture(machine));
        });
        Ok("the last ten seconds are being written".to_owned())
    }

    /// A frame of `machine` is shown.
    pub fn frame(&mut self, machine: &Machine) {
        if let Some(pictures) = &self.pictures {
            let _ = pictures.send(self.picture(machine));
        }
    }

    /// Whether a film is being made.
    #[must_use]
    pub fn is_filming(&self) -> bool {
        self.pictures.is_some()
    }

    /// A film that has been written since this was last asked, or why one was not.
    pub fn written(&mut self) -> Option<Result<String, String>> {
        let done = self.writing.iter().position(JoinHandle::is_finished)?;
        Some(join(self.writing.swap_remove(done)))
    }

    /// Ends all films. Returns what to tell the user of each.
    pub fn finish(&mut self) -> Vec<String> {
        self.pictures = None;
        self.writing.drain(..).map(|writing| join(writing).unwrap_or_else(|problem| problem)).collect()
    }

    fn picture(&self, machine: &Machine) -> Picture {
        self.look.rotation.turn(&Picture::of(&machine.state().bus.display))
    }

    /// Starts to write a film of the pictures that are sent to what is returned, until that is dropped.
    fn begin(&mut self) -> Result<Sender<Picture>, String> {
        let path = claim(Path::new(""), &self.title, "gif").map_err(|error| error.to_string())?;
        let (sender, receiver) = mpsc::channel();
        let begun = Film::begin(&path, &self.look.palette, SCALE).map_err(|error| error.to_string()).and_then(|film| {
            let path = path.clone();
            let thread = thread::Builder::new().name("film".to_owned()).spawn(move || write(film, &path, &receiver));
            thread.map_err(|error| format!("cannot write a film: no thread can be started: {error}"))
        });
        // The empty file is of no use.
        self.writing.push(begun.inspect_err(|_| drop(fs::remove_file(&path)))?);
        Ok(sender)
    }
}

impl Drop for Filming {
    fn drop(&mut self) {
        // If the window was lost; there is nobody to tell.
        let _ = self.finish();
    }
}

fn write(mut film: Film, path: &PathBuf, pictures: &mpsc::Receiver<Picture>) -> Result<String, String> {
    for picture in pictures {
        film.frame(&picture);
    }
    match film.finish() {
        Ok(_) => Ok(format!("wrote {}", path.display())),
        Err(error) => {
            // The empty file is of no use; that it cannot be removed is no worse than what is reported.
            let _ = fs::remove_file(path);
            Err(error.to_string())
        }
    }
}

fn join(writing: JoinHandle<Result<String, String>>) -> Result<String, String> {
    writing.join().unwrap_or_else(|_| Err("a film could not be written".to_owned()))
}
