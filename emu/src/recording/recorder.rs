//! Making a recording while a machine runs. Each record is in the file as soon as it is known.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::format::{MAGIC, Record, encode, header};
use super::{MAX_BYTES, SUMS, fingerprint};
use crate::machine::Machine;
use crate::rewind::Undone;
use crate::setup::Setup;
use crate::state::pack;

/// A recording could not be made, or is not whole.
#[derive(Debug, thiserror::Error)]
#[error("{}", message(path, problem))]
pub struct RecorderError {
    path: PathBuf,
    problem: io::Error,
}

fn message(path: &Path, problem: &io::Error) -> String {
    format!("cannot write the recording {}: {problem}", path.display())
}

/// Records what a machine does.
#[derive(Debug)]
pub struct Recorder {
    path: PathBuf,
    file: File,
    /// How much of the file counts: what was taken back is after that, until it is written over.
    length: u64,
    /// Whether the file has more than counts.
    is_longer: bool,
    /// How much of the file counts and has been written: all that does, as long as there is no problem.
    whole: u64,
    /// Frames so far.
    frame: u64,
    keys: u16,
    setup: Setup,
    /// Checksums that have not been written yet.
    sums: Vec<u32>,
    marks: Vec<Mark>,
    /// Why no more is written.
    problem: Option<io::Error>,
}

/// A record in the file, for taking it back.
#[derive(Debug)]
struct Mark {
    kind: Kind,
    /// The frame that it says.
    frame: u64,
    /// Where it begins.
    offset: u64,
}

#[derive(Debug)]
enum Kind {
    /// The keys before it.
    Keys(u16),
    /// The setup before it.
    Jump(Setup),
    /// A jump to where the machine is, for another setup: the one before it.
    Setup(Setup),
    Sums(Vec<u32>),
}

impl Recorder {
    /// Begins a recording of `machine` as it is in the file at `path`, in the place of any recording that is there.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or there is something else.
    pub fn begin(path: &Path, machine: &Machine) -> Result<Self, RecorderError> {
        let failed = |problem| RecorderError { path: path.to_owned(), problem };
        let mut file = open(path, true).map_err(failed)?;
        let snapshot = pack(&machine.snapshot());
        let rom = machine.rom();
        let start = Record::Start { title: &rom.title, rom: rom.digest(), snapshot: &snapshot };
        let bytes = [header(), encode(&start)].concat();
        replace_all(&mut file, &bytes).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            length: bytes.len() as u64,
            is_longer: false,
            whole: bytes.len() as u64,
            frame: 0,
            keys: 0,
            setup: *machine.setup(),
            sums: Vec::new(),
            marks: Vec::new(),
            problem: None,
        })
    }

    /// Whether a recording can begin in the file at `path`, as far as can be seen without making it: what is there is left as
    /// it is, and so is nothing.
    ///
    /// # Errors
    ///
    /// As those of [`Recorder::begin`].
    pub fn check(path: &Path) -> Result<(), RecorderError> {
        let is_in_folder = || path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir());
        let checked = match open(path, false) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound && is_in_folder() => Ok(()),
            opened => opened.map(drop),
        };
        checked.map_err(|problem| RecorderError { path: path.to_owned(), problem })
    }

    /// `machine` is about to run a frame with `keys`.
    pub fn frame(&mut self, machine: &Machine, keys: u16) {
        if *machine.setup() != self.setup {
            let before = std::mem::replace(&mut self.setup, *machine.setup());
            self.jump(machine, Kind::Setup(before));
        }
        if keys != self.keys {
            let before = std::mem::replace(&mut self.keys, keys);
            self.write(Kind::Keys(before), &Record::Keys { frame: self.frame, keys });
        }
    }

    /// `machine` has run that frame.
    pub fn ran(&mut self, machine: &Machine) {
        self.frame += 1;
        self.sums.push(fingerprint(machine.state()));
        if self.sums.len() >= SUMS {
            self.write_sums();
        }
    }

    /// `machine` has come to where it is not by running: it was reset, or a state was loaded.
    pub fn jumped(&mut self, machine: &Machine) {
        let before = std::mem::replace(&mut self.setup, *machine.setup());
        self.jump(machine, Kind::Jump(before));
    }

    /// The last frame, or the last jump, is taken back.
    pub fn undo(&mut self, undone: Undone) {
        if undone == Undone::Frame {
            self.frame = self.frame.saturating_sub(1);
            // Nothing is waiting to be written, or it is of this frame.
            if self.sums.pop().is_none() {
                self.undo_while(|mark, frame| mark.frame > frame);
                self.sums.pop();
            }
            self.undo_while(|mark, frame| mark.frame >= frame && !matches!(mark.kind, Kind::Jump(_) | Kind::Sums(_)));
        } else {
            let mut is_found = false;
            self.undo_while(|mark, _| matches!(mark.kind, Kind::Jump(_)) && !std::mem::replace(&mut is_found, true));
        }
    }

    /// Takes back the last records as long as `is_undone` says so of one, told the frames that there are.
    fn undo_while(&mut self, mut is_undone: impl FnMut(&Mark, u64) -> bool) {
        let frame = self.frame;
        while let Some(mark) = self.marks.pop_if(|mark| is_undone(mark, frame)) {
            (self.length, self.is_longer) = (mark.offset, true);
            self.whole = self.whole.min(mark.offset);
            match mark.kind {
                Kind::Keys(before) => self.keys = before,
                Kind::Jump(before) | Kind::Setup(before) => self.setup = before,
                Kind::Sums(sums) => self.sums = sums,
            }
        }
    }

    fn jump(&mut self, machine: &Machine, kind: Kind) {
        let snapshot = pack(&machine.snapshot());
        self.write(kind, &Record::Jump { frame: self.frame, snapshot: &snapshot });
    }

    fn write_sums(&mut self) {
        let sums = std::mem::take(&mut self.sums);
        self.write(Kind::Sums(sums.clone()), &Record::Sums { frame: self.frame, sums });
    }

    fn write(&mut self, kind: Kind, record: &Record<'_>) {
        let bytes = encode(record);
        self.marks.push(Mark { kind, frame: self.frame, offset: self.length });
        if self.problem.is_none() {
            self.problem = self.append(&bytes).err();
        }
        self.length += bytes.len() as u64;
        if self.problem.is_none() {
            self.whole = self.length;
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.length + bytes.len() as u64 > MAX_BYTES {
            let mebibytes = MAX_BYTES >> 20;
            return Err(io::Error::other(format!(
                "it has the {mebibytes} MiB that one may have, and what came after that is not in it; another one can go on from there"
            )));
        }
        if std::mem::take(&mut self.is_longer) {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
        }
        self.file.write_all(bytes)
    }

    /// Why no more is written, if that is so.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.problem.as_ref().map(|problem| message(&self.path, problem))
    }

    /// Ends the recording.
    ///
    /// # Errors
    ///
    /// If not all of it could be written.
    pub fn finish(mut self) -> Result<(), RecorderError> {
        if !self.sums.is_empty() {
            self.write_sums();
        }
        self.write(Kind::Keys(self.keys), &Record::End { frame: self.frame });
        let Some(problem) = self.problem else { return Ok(()) };
        // What was taken back meanwhile could not be written over. If it cannot be cut off either, the first problem is the one to be told.
        let _ = self.file.set_len(self.whole);
        Err(RecorderError { path: self.path, problem })
    }
}

/// Makes `bytes` all that is in `file`. As long as there may be no room for them, what was there stays.
fn replace_all(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let more = (bytes.len() as u64).saturating_sub(before);
    file.seek(SeekFrom::Start(before))?;
    if let Err(problem) = io::copy(&mut io::repeat(0).take(more), file) {
        file.set_len(before)?;
        return Err(problem);
    }
    file.rewind()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

/// Opens a file for a recording, which must be new, if it may be, or empty, or a recording.
fn open(path: &Path, may_be_new: bool) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).create(may_be_new).truncate(false).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    // Where there are no locks, nobody is kept from it.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(io::Error::other("it is being recorded to just now"));
    }
    let mut beginning = Vec::new();
    (&mut file).take(MAGIC.len() as u64).read_to_end(&mut beginning)?;
    if !beginning.is_empty() && beginning != MAGIC {
        return Err(io::Error::other("there is a file that is no recording, and it is left alone"));
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::recording::Player;
    use crate::rom::Rom;
    use crate::setup::{Choice, Wishes};

    /// A machine that is recorded to `a.rec` in `folder`.
    fn recorded(folder: &Path) -> (PathBuf, Machine, Recorder) {
        let path = folder.join("a.rec");
        let rom = Rom::built_in();
        let setup = Choice::of(&rom, None, &Wishes::default()).unwrap().setup;
        let machine = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
        let recorder = Recorder::begin(&path, &machine).unwrap();
        (path, machine, recorder)
    }

    fn run(machine: &mut Machine, recorder: &mut Recorder, frames: usize) {
        for _ in 0..frames {
            recorder.frame(machine, 0);
            machine.run_frame(0);
            recorder.ran(machine);
        }
    }

    #[test]
    fn a_recording_that_is_full_is_told_and_can_be_played() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut machine, mut recorder) = recorded(folder.path());
        run(&mut machine, &mut recorder, 2 * SUMS);
        // As though there had been many more before.
        recorder.length = MAX_BYTES - 100;
        assert_eq!(recorder.problem(), None);
        run(&mut machine, &mut recorder, 2 * SUMS);
        assert!(recorder.problem().is_some_and(|problem| problem.contains("a.rec: it has the 64 MiB")));
        let error = recorder.finish().unwrap_err().to_string();
        assert!(error.contains("a.rec: it has the 64 MiB that one may have"), "{error}");
        let player = Player::read(&path).unwrap();
        assert_eq!((player.frames(), player.is_finished()), (120, false));
        File::options().write(true).open(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        let error = Player::read(&path).unwrap_err().to_string();
        assert!(error.contains("it has more than 67108864 bytes"), "{error}");
    }

    #[test]
    fn what_is_taken_back_of_a_full_recording_is_not_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut machine, mut recorder) = recorded(folder.path());
        run(&mut machine, &mut recorder, 2 * SUMS + 1);
        recorder.problem = Some(io::Error::other("full"));
        // Into the second 60 frames: their checksums are one record.
        (0..5).for_each(|_| recorder.undo(Undone::Frame));
        recorder.finish().unwrap_err();
        let player = Player::read(&path).unwrap();
        assert_eq!((player.frames(), player.is_finished()), (60, false));
    }
}
