//! One file given to the command in a process of its own, with limits that the system keeps.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use stitch8::printable;
use wait4::Wait4 as _;

use super::kinds::{Case, Workplace};

/// The seconds that a process may take.
pub const SECONDS: u64 = 1;
/// The KiB that a process may have of memory of its own.
pub const KIB: u64 = 256 << 10;
/// After so long a process that still is there is taken to wait for something.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a file is tried that takes too long while hardly anything is computed: the machine may have been busy.
const TRIES: usize = 3;

/// What a command came to.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The exit code; none if it was killed.
    pub code: Option<i32>,
    /// The standard output and the standard error.
    pub out: String,
    /// The standard error.
    pub err: String,
    /// How long it took.
    pub elapsed: Duration,
    /// What it computed for.
    pub computed: Duration,
    /// The most memory that it had, in bytes: of what was resident, with the libraries that it shares with others.
    pub most_bytes: u64,
    /// Whether the file is there as it was.
    pub is_unchanged: bool,
}

/// What a file came to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The trial that decided.
    pub trial: Trial,
    /// What is wrong, if anything is.
    pub problem: Option<&'static str>,
    /// How long those trials took that were too long and were made again.
    pub waits: Vec<Duration>,
}

impl Verdict {
    /// Tries a file, and again if nothing is wrong but that it took too long: a file is slow that is slow each time.
    /// `always` is what the command has to print whatever is in the file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or no process be started.
    pub fn of(place: &Workplace, case: &Case, always: Option<&str>) -> io::Result<Self> {
        let mut waits = Vec::new();
        loop {
            let trial = Trial::of(place, case)?;
            let is_late = trial.elapsed > Duration::from_secs(SECONDS);
            let problem = trial.problem(always);
            if is_late && problem.is_none() && waits.len() + 1 < TRIES {
                waits.push(trial.elapsed);
            } else {
                let problem = problem.or(is_late.then_some("it took too long, each time it was tried"));
                return Ok(Self { trial, problem, waits });
            }
        }
    }
}

impl Trial {
    /// Writes the file and starts the command.
    fn of(place: &Workplace, case: &Case) -> io::Result<Self> {
        write(&case.path, &case.bytes)?;
        let limits = format!("ulimit -c 0 && ulimit -d {KIB} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"");
        let started = Instant::now();
        let mut child = Command::new("sh")
            .args(["-c", &limits])
            .arg(&place.command)
            .args(&case.arguments)
            .current_dir(&place.folder)
            .env("STITCH8_CODE_CACHE", place.code())
            .env("XDG_CONFIG_HOME", place.folder.join("none"))
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (sender, ends) = mpsc::channel();
        let out = read(child.stdout.take().expect("it is piped"), sender.clone());
        let err = read(child.stderr.take().expect("it is piped"), sender);
        // A process that ends closes both.
        if (0..2).any(|_| ends.recv_timeout(PATIENCE).is_err()) {
            child.kill()?;
        }
        let (out, err) = (out.join().expect("it only reads")?, err.join().expect("it only reads")?);
        let used = child.wait4()?;
        Ok(Self {
            code: used.status.code(),
            out: String::from_utf8_lossy(&out).into_owned(),
            err: String::from_utf8_lossy(&err).into_owned(),
            elapsed: started.elapsed(),
            computed: used.rusage.utime + used.rusage.stime,
            most_bytes: used.rusage.maxrss,
            is_unchanged: std::fs::read(&case.path).is_ok_and(|bytes| bytes == case.bytes),
        })
    }

    /// What is wrong with it, however long it took; `always` is what it has to print.
    fn problem(&self, always: Option<&str>) -> Option<&'static str> {
        let text = [&self.out, &self.err];
        let is_harmful = |c: char| printable::is_harmful(c) && !printable::is_layout(c);
        match self.code {
            None => Some("it was killed: a crash, or more time or memory than there may be"),
            _ if self.computed > Duration::from_secs(SECONDS) => Some("it computed for too long"),
            _ if self.most_bytes > KIB << 10 => Some("it had too much memory"),
            Some(0..=2) if self.err.contains("panicked") => Some("it panicked"),
            Some(1 | 2) if text.iter().all(|text| text.trim().is_empty()) => Some("it failed and said nothing"),
            Some(2) if self.err.trim().is_empty() => Some("it refused the file and said nothing"),
            Some(2) if !self.is_unchanged => Some("it refused the file and changed it"),
            Some(0..=2) if text.iter().any(|text| text.contains(is_harmful)) => Some("it printed control characters"),
            Some(0..=2) if always.is_some_and(|text| !self.out.contains(text)) => Some("it came to something else"),
            Some(0..=2) => None,
            Some(_) => Some("its exit code means nothing"),
        }
    }
}

/// Reads all of `source` beside the process that writes it, and says when there is no more.
fn read(mut source: impl io::Read + Send + 'static, end: Sender<()>) -> JoinHandle<io::Result<Vec<u8>>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = source.read_to_end(&mut bytes);
        // Who no longer listens has lost patience.
        let _ = end.send(());
        read.map(|_| bytes)
    })
}

/// Writes a file for nobody but its owner, as those of compiled code have to be.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)?;
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// What a script comes to that has a folder of its own.
    fn verdict(script: &str, always: Option<&str>) -> Verdict {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().to_owned();
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        let case = Case { bytes: b"a".to_vec(), path: path.join("file"), arguments };
        let place = Workplace { command: "sh".into(), folder: path.clone(), repository: path };
        Verdict::of(&place, &case, always).expect("there is a shell")
    }

    #[test]
    fn what_a_command_may_not_do_is_noticed() {
        for (script, problem) in [
            ("echo fine", None),
            ("echo no >&2; exit 2", None),
            ("exit 2", Some("nothing")),
            ("echo out; exit 2", Some("refused the file and said nothing")),
            ("echo no >&2; echo b > file; exit 2", Some("refused the file and changed it")),
            ("kill -9 $$", Some("killed")),
            ("kill -6 $$", Some("killed")),
            ("printf '\\033[2J'", Some("control characters")),
            ("echo thread main panicked >&2; exit 1", Some("panicked")),
            ("exit 77", Some("exit code")),
        ] {
            let found = verdict(script, None).problem;
            assert_eq!(found.is_some(), problem.is_some(), "{script}: {found:?}");
            assert!(found.unwrap_or_default().contains(problem.unwrap_or_default()), "{script}: {found:?}");
        }
        let other = verdict("echo fine", Some("other")).problem;
        assert!(other.is_some_and(|text| text.contains("something else")), "{other:?}");
        let computing = verdict("while :; do :; done", None).problem;
        assert!(computing.is_some_and(|text| text.contains("time")), "{computing:?}");
    }

    #[test]
    fn a_file_is_slow_that_is_slow_each_time() {
        let slow = verdict("sleep 1.1", None);
        assert!(slow.problem.is_some_and(|text| text.contains("too long")), "{slow:?}");
        assert_eq!(slow.waits.len(), TRIES - 1, "{slow:?}");

        let held_up = verdict("[ -e been ] || { touch been; sleep 1.1; }", None);
        assert_eq!(held_up.problem, None, "{held_up:?}");
        assert_eq!(held_up.waits.len(), 1, "{held_up:?}");

        let slow_and_wrong = verdict("sleep 1.1; exit 77", None);
        assert!(slow_and_wrong.problem.is_some_and(|text| text.contains("exit code")), "{slow_and_wrong:?}");
        assert_eq!(slow_and_wrong.waits.len(), 0, "what is wrong is not tried again: {slow_and_wrong:?}");
    }
}
