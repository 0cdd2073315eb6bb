//! `stitch8 info`: what is known of a ROM, how it would run, and why; or what platforms and quirks there are.

mod list;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use cpu_ops::Quirk;

use super::Failure;
use super::look::LookArguments;
use super::output::{print, printable};
use super::program::ProgramArguments;
use crate::database::Known;
use crate::look::Look;
use crate::rom::{Clue, Rom};
use crate::setup::{Choice, SetupError, Why};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file, or Octo source
    #[arg(required_unless_present = "list")]
    rom: Option<PathBuf>,
    /// List the platforms, quirks, fonts and palettes
    #[arg(long, exclusive = true)]
    list: bool,
    #[command(flatten)]
    program: ProgramArguments,
    #[command(flatten)]
    look: LookArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = match &arguments.rom {
        Some(path) => describe(arguments, path)?,
        None => list::tables(),
    };
    Ok(print(&text)?)
}

/// A line an item.
fn describe(arguments: &Arguments, path: &Path) -> Result<String, Failure> {
    let rom = Rom::read(path)?;
    let sha1 = rom.sha1();
    let known = arguments.program.database().find(&sha1);
    let mut text = format!(
        "file         {}\nsize         {} bytes\nSHA-1        {sha1}\n",
        printable(&path.display().to_string()),
        rom.bytes.len()
    );
    text.push_str(&match &known {
        Some(known) => program(known),
        None => "database     not in it\n".to_owned(),
    });
    match arguments.program.choose(&rom, known.as_ref(), 0) {
        Ok(choice) => {
            let look = arguments.look.choose(choice.setup.platform, known.as_ref());
            text.push_str(&setup(&choice, known.as_ref()));
            text.push_str(&shown(&look, known.as_ref()));
        }
        Err(error @ SetupError::Unsupported { .. }) => {
            let _ = writeln!(text, "platform     {error}");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(super::printable_lines(&text))
}

/// What the database says that nothing depends on.
fn program(known: &Known) -> String {
    let mut text = format!("title        {}\n", known.title);
    if !known.authors.is_empty() {
        let _ = writeln!(text, "author       {}", known.authors.join(", "));
    }
    if let Some(release) = &known.release {
        let _ = writeln!(text, "released     {release}");
    }
    let _ = writeln!(text, "database     {}", known.origin);
    text
}

/// How it runs.
fn setup(choice: &Choice, known: Option<&Known>) -> String {
    let setup = &choice.setup;
    let platform = setup.platform;
    let others: Vec<&str> = known.map_or_else(Vec::new, |known| {
        known.record.platforms.iter().map(String::as_str).filter(|id| *id != platform.id).collect()
    });
    let others = if others.is_empty() {
        String::new()
    } else {
        format!("; runs on {} too", super::printable(&others.join(", ")))
    };
    let quirks = quirks(choice, known);
    format!(
        "platform     {} ({}), {}{others}\nquirks on    {quirks}\n\
         speed        {} instructions a frame, {}; {} frames a second\nfont         {}, {}\n",
        platform.id,
        platform.name,
        reason(choice.platform, known),
        setup.instructions_per_frame,
        reason(choice.speed, known),
        platform.frames_per_second,
        setup.font.id,
        reason(choice.font, known),
    )
}

/// The quirks that are on, and those that are off though the platform has them on.
fn quirks(choice: &Choice, known: Option<&Known>) -> String {
    let name = |quirk: Quirk| match changed(choice, quirk) {
        Some(why) => format!("{} ({})", quirk.name(), reason(why, known)),
        None => quirk.name().to_owned(),
    };
    let (on, off): (Vec<Quirk>, Vec<Quirk>) = Quirk::ALL.into_iter().partition(|&quirk| choice.setup.quirks.has(quirk));
    let list = |quirks: Vec<Quirk>| quirks.into_iter().map(name).collect::<Vec<_>>().join(", ");
    let off: Vec<Quirk> = off.into_iter().filter(|&quirk| changed(choice, quirk).is_some()).collect();
    let on = if on.is_empty() { "none".to_owned() } else { list(on) };
    if off.is_empty() { on } else { format!("{on}; off: {}", list(off)) }
}

/// Who made `quirk` other than it is on the platform, if anybody.
fn changed(choice: &Choice, quirk: Quirk) -> Option<Why> {
    choice.quirks.iter().find(|(other, _)| *other == quirk).map(|&(_, why)| why)
}

/// How it looks.
fn shown(look: &Look, known: Option<&Known>) -> String {
    let mut text = format!("colours      {}, {}\n", look.palette, reason(look.palette_by, known));
    let rotation = if look.rotation.degrees() == 0 {
        "not turned".to_owned()
    } else {
        format!("turned clockwise by {} degrees", look.rotation)
    };
    let _ = writeln!(text, "picture      {rotation}, {}", reason(look.rotation_by, known));
    let buttons = if look.buttons.is_empty() {
        "the keypad alone, the default".to_owned()
    } else {
        format!("{}, {}", look.buttons, reason(Why::Database, known))
    };
    let _ = writeln!(text, "keys         {buttons}");
    text
}

/// Who decided something, in words.
fn reason(why: Why, known: Option<&Known>) -> String {
    match why {
        Why::Asked => "as asked for".to_owned(),
        Why::RomSettings => "by the settings of this ROM".to_owned(),
        Why::Settings => "by the settings".to_owned(),
        Why::Database => known.map_or_else(String::new, |known| format!("by {}", known.origin)),
        Why::File(Clue::Ending) => "by the file's ending".to_owned(),
        Why::File(Clue::Source) => "by what the source uses".to_owned(),
        Why::Platform => "the platform's".to_owned(),
        Why::Default => "the default".to_owned(),
    }
}
