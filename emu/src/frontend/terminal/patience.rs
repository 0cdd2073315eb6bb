//! Reading keys without waiting for more of them.
//!
//! A key may be several bytes, and crossterm reads until it has a whole one. Where the rest never comes, as of half an escape sequence, it
//! would wait in a read for ever, and the game with it. So the terminal is read by a file of its own, that says when there is nothing: the
//! standard output, which mostly is the same file as the standard input, goes on waiting where there is much to write.

use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, open};
use rustix::io::dup;
use rustix::stdio::dup2_stdin;
use rustix::termios::ttyname;

/// What the standard input was.
#[derive(Debug)]
pub(super) struct Kept(OwnedFd);

/// Makes the standard input, a terminal, one that does not wait.
///
/// # Errors
///
/// If it is no terminal with a name, or cannot be opened again. It is as it was.
pub(super) fn lose() -> io::Result<Kept> {
    let input = io::stdin();
    let kept = dup(&input)?;
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let impatient = open(ttyname(&input, Vec::new())?, flags, Mode::empty())?;
    dup2_stdin(&impatient)?;
    Ok(Kept(kept))
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = dup2_stdin(&self.0);
    }
}
