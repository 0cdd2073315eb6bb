//! `stitch8 play --watch`: a program loaded from its file again and again, and what to show when it cannot be.

use std::path::Path;

use super::Failure;
use super::surface::is_in_terminal;
use crate::engine::Engine;
use crate::frontend::message::{Excerpt, Message};
use crate::frontend::watch::Watch;
use crate::machine::Machine;
use crate::rom::{Rom, RomError};
use crate::setup::{Setup, Wishes};

/// A program that does nothing: it jumps to itself.
const IDLE: [u8; 2] = [0x12, 0x00];

/// Refuses a path where there is no file to begin with: it is more likely mistyped than about to be written.
pub(super) fn refuse_unwatchable(path: &Path) -> anyhow::Result<()> {
    let unreadable = |problem| RomError::Unreadable { path: path.to_owned(), problem };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(RomError::Folder { path: path.to_owned() }.into());
    }
    anyhow::ensure!(metadata.is_file(), "{}: only a regular file can be watched", path.display());
    std::fs::File::open(path).map_err(unreadable)?;
    Ok(())
}

/// What is played until the file at `path` has been loaded: an empty screen under its name.
pub(super) fn nothing_yet(path: &Path) -> (Rom, Machine) {
    let rom = Rom { hint: None, ..Rom::embedded(&path.to_string_lossy(), &IDLE) };
    let setup = Setup::choose(&rom, &Wishes::default()).expect("it is small and asks for nothing");
    let machine = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
    (rom, machine)
}

/// Watches the file at `path`. Each time that `load` fails, the user is told on the standard error as well, if the program is not in the terminal that this is seen in.
pub(super) fn watch<'load>(path: &Path, mut load: impl FnMut() -> anyhow::Result<Machine> + 'load) -> Watch<'load> {
    Watch::new(path, move || {
        load().map_err(|error| {
            let message = message(&error);
            if !is_in_terminal() {
                Failure::Usage(error).tell();
            }
            message
        })
    })
}

/// `error` for the window: of a source's errors the first, with its place.
fn message(error: &anyhow::Error) -> Message {
    let plain = || Message { problem: format!("{error:#}"), ..Message::default() };
    let Some(RomError::Source(errors)) = error.downcast_ref() else { return plain() };
    let Some(first) = errors.errors.first() else { return plain() };
    Message {
        place: Some(first.location.to_string()),
        problem: first.to_string(),
        excerpt: Some(Excerpt { line: first.location.source_line.clone(), column: first.location.column }),
        hint: first.hint.clone(),
        more: errors.errors.len() - 1,
    }
}

#[cfg(test)]
mod tests {
    use octo_asm::{Options, Source, assemble};

    use super::*;
    use crate::picture::Picture;

    #[test]
    fn the_first_error_of_a_source_is_shown_with_its_place() {
        let source = Source::new("game.8o", ": main\n  v0 := foo\n  v1 := bar\n");
        let errors = assemble(&source, &Options::default()).expect_err("there are no such names");
        let message = message(&RomError::Source(Box::new(errors)).into());
        assert_eq!(message.place.as_deref(), Some("game.8o:2:9"));
        assert!(message.problem.contains("foo"), "{message:?}");
        assert_eq!(message.excerpt, Some(Excerpt { line: "  v0 := foo".to_owned(), column: 9 }));
        assert_eq!(message.more, 1);
    }

    #[test]
    fn another_error_is_shown_as_it_is_told() {
        let error = RomError::Empty { path: "game.8o".into() };
        let problem = error.to_string();
        assert_eq!(message(&error.into()), Message { problem, ..Message::default() });
    }

    #[test]
    fn until_the_file_is_loaded_there_is_an_empty_screen_whatever_its_ending() {
        for path in ["game.8o", "game.xo8", "folder/game"] {
            let (rom, machine) = nothing_yet(Path::new(path));
            assert_eq!(rom.title, "game");
            assert!(Picture::of(&machine.state().bus.display).masks.iter().all(|&mask| mask == 0));
        }
    }

    #[test]
    fn only_a_file_can_be_watched() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        assert!(refuse_unwatchable(folder.path()).unwrap_err().to_string().contains("is a folder"));
        let path = folder.path().join("game.8o");
        assert!(refuse_unwatchable(&path).unwrap_err().to_string().contains("game.8o"));
        std::fs::write(&path, "").unwrap();
        refuse_unwatchable(&path).unwrap();
    }
}
