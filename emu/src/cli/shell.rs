//! `stitch8 completions` and `stitch8 man`: what shells and `man` want to know of the command line.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Cli, Failure};
use crate::replace;

/// What the help of the completions ends with.
pub(super) const COMPLETIONS_HELP: &str = "Examples:\n  \
    stitch8 completions bash > ~/.local/share/bash-completion/completions/stitch8\n  \
    stitch8 completions zsh > ~/.zfunc/_stitch8      where fpath has ~/.zfunc\n  \
    stitch8 completions fish > ~/.config/fish/completions/stitch8.fish";

/// What the help of the manual ends with.
pub(super) const MAN_HELP: &str = "Examples:\n  \
    stitch8 man | man -l -                           read it now\n  \
    stitch8 man --out ~/.local/share/man/man1        man stitch8, man stitch8-run";

#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Write stitch8.1 and a page a command, such as stitch8-run.1, to this folder, which is made if need be
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "stitch8", &mut script);
    Ok(write(&script)?)
}

pub(super) fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let Some(folder) = &arguments.out else { return Ok(write(&page(Cli::command())?)?) };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let (main, mut command) = (Cli::command(), Cli::command());
    // Gives each command its full name, such as stitch8-run.
    command.build();
    let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in std::iter::once(&main).chain(commands) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        replace::write(&path, &page(command.clone())?).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The manual page of a command.
fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).source(concat!("stitch8 ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    Ok(page)
}

/// Writes to the standard output what a program reads.
fn write(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context("cannot write to the standard output")
}
