//! `stitch8 config`: what holds when a program is played, and who decided it, as settings that say the same.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use cpu_ops::Quirk;

use super::comfort::ComfortArguments;
use super::look::LookArguments;
use super::output::print;
use super::program::ProgramArguments;
use super::settings::{Place, SettingsArguments};
use super::{Failure, printable_lines};
use crate::buttons::Buttons;
use crate::database::Known;
use crate::keyboard::keymap::Keymap;
use crate::picture::{Colour, Palette};
use crate::rom::{Clue, Rom};
use crate::settings::Settings;
use crate::setup::Why;

/// What the help ends with.
pub(super) const HELP: &str = "Settings are a TOML file, such as:\n\n  \
    volume = 60                    # for all ROMs, but where\n  \
    palette = \"mono\"               # the command line says otherwise\n\n  \
    [rom.\"<SHA-1>\"]                # for one ROM, before the ones for all\n  \
    ipf = 30\n  \
    quirks = { shift = true }\n\n\
    The keys are called as the options of `stitch8 play`. What is printed can be put into the file.";

/// The column where a line says who decided it.
const COLUMN: usize = 38;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The ROM file, or Octo source; what holds for all otherwise
    rom: Option<PathBuf>,
    #[command(flatten)]
    program: ProgramArguments,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    comfort: ComfortArguments,
    #[command(flatten)]
    look: LookArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (settings, place) = arguments.settings.read()?;
    let rom = arguments.rom.as_deref().map(Rom::read).transpose()?;
    let known = rom.as_ref().and_then(|rom| arguments.program.database_by(&settings).find(&rom.sha1()));
    let report = Report { arguments, settings: &settings, place: &place, known: known.as_ref() };
    let text = match &rom {
        Some(rom) => report.of_rom(rom)?,
        None => report.of_all()?,
    };
    Ok(print(&printable_lines(&text))?)
}

/// What is reported on.
struct Report<'run> {
    arguments: &'run Arguments,
    settings: &'run Settings,
    place: &'run Place,
    known: Option<&'run Known>,
}

impl Report<'_> {
    /// What holds for `rom`.
    fn of_rom(&self, rom: &Rom) -> anyhow::Result<String> {
        let sha1 = rom.sha1();
        let title = self.known.map_or(&rom.title, |known| &known.title);
        let mut text =
            format!("{}# {title}; settings for this ROM alone go below\n# [rom.\"{sha1}\"]\n\n", self.head());
        let choice = self.arguments.program.choose_by(self.settings, rom, self.known, 0)?;
        let setup = &choice.setup;
        self.line(&mut text, &sha1, "platform", &quoted(setup.platform.id), choice.platform);
        for quirk in Quirk::ALL {
            let why = choice.quirks.iter().find(|(other, _)| *other == quirk).map_or(Why::Platform, |(_, why)| *why);
            let on = setup.quirks.has(quirk).to_string();
            self.line(&mut text, &sha1, &format!("quirks.{}", quirk.name()), &on, why);
        }
        self.line(&mut text, &sha1, "ipf", &setup.instructions_per_frame.to_string(), choice.speed);
        self.line(&mut text, &sha1, "font", &quoted(setup.font.id), choice.font);
        let look = self.arguments.look.choose_by(self.settings, &sha1, setup.platform, self.known);
        self.palette(&mut text, &sha1, &look.palette, look.palette_by);
        self.line(&mut text, &sha1, "rotation", &look.rotation.to_string(), look.rotation_by);
        self.comfort(&mut text, &sha1);
        Ok(text)
    }

    /// What holds for every ROM.
    fn of_all(&self) -> anyhow::Result<String> {
        // The layers' rules are those for a ROM of which nothing is known.
        let rom = Rom { hint: None, ..Rom::embedded("any", &[0x12, 0x00]) };
        let choice = self.arguments.program.choose_by(self.settings, &rom, None, 0)?;
        let look = self.arguments.look.choose_by(self.settings, "", choice.setup.platform, None);
        let by_user = |why: Why| matches!(why, Why::Asked | Why::Settings);
        let mut text = self.head();
        let mut up_to_rom = Vec::new();
        let setup = &choice.setup;
        let lines = [
            ("platform", quoted(setup.platform.id), choice.platform),
            ("ipf", setup.instructions_per_frame.to_string(), choice.speed),
            ("font", quoted(setup.font.id), choice.font),
            ("rotation", look.rotation.to_string(), look.rotation_by),
        ];
        for (key, value, why) in lines {
            if by_user(why) {
                self.line(&mut text, "", key, &value, why);
            } else {
                up_to_rom.push(key);
            }
        }
        if by_user(look.palette_by) {
            self.palette(&mut text, "", &look.palette, look.palette_by);
        } else {
            up_to_rom.push("palette");
        }
        // Whatever the platform: a wish that is one platform's own quirk is another's change.
        let last =
            |switches: &[(Quirk, bool)], quirk| switches.iter().rfind(|(other, _)| *other == quirk).map(|it| it.1);
        for quirk in Quirk::ALL {
            let asked = last(&self.arguments.program.quirk, quirk).map(|on| (on, Why::Asked));
            let kept = || last(&self.settings.general().wishes.quirks, quirk).map(|on| (on, Why::Settings));
            if let Some((on, why)) = asked.or_else(kept) {
                self.line(&mut text, "", &format!("quirks.{}", quirk.name()), &on.to_string(), why);
            }
        }
        self.comfort(&mut text, "");
        if !up_to_rom.is_empty() {
            let _ = writeln!(text, "\n# up to the ROM, as `stitch8 config ROM` tells: {}", up_to_rom.join(", "));
        }
        Ok(text)
    }

    /// Where the settings are.
    fn head(&self) -> String {
        match self.place {
            Place::File(path) => format!("# settings: {}\n\n", path.display()),
            Place::Missing(path) => format!("# settings: {}, where there is no file yet\n\n", path.display()),
            Place::Nowhere => "# settings: none\n\n".to_owned(),
        }
    }

    fn comfort(&self, text: &mut String, sha1: &str) {
        let comfort = self.arguments.comfort.choose(self.settings, sha1);
        self.line(text, sha1, "engine", &quoted(comfort.engine.0.name()), comfort.engine.1);
        self.line(text, sha1, "scale", &comfort.scale.0.to_string(), comfort.scale.1);
        self.line(text, sha1, "scaling", &quoted(comfort.scaling.0.name()), comfort.scaling.1);
        self.line(text, sha1, "blend", &quoted(comfort.blend.0.name()), comfort.blend.1);
        self.line(text, sha1, "full-screen", &comfort.full_screen.0.to_string(), comfort.full_screen.1);
        self.line(text, sha1, "volume", &comfort.volume.0.to_string(), comfort.volume.1);
        self.line(text, sha1, "mute", &comfort.mute.0.to_string(), comfort.mute.1);
        let layout = comfort.layout.0;
        self.line(text, sha1, "keymap", &quoted(layout.name), comfort.layout.1);
        let keymap = Keymap::new(comfort.moved.clone(), Buttons::default());
        for (&guest, &why) in &comfort.moved_by {
            let names = keymap.keys_of(guest).into_iter().map(|key| literal(&layout.name_of(key)));
            let names: Vec<String> = names.collect();
            self.line(text, sha1, &format!("keys.{guest:X}"), &format!("[{}]", names.join(", ")), why);
        }
        text.push_str("\n# the keypad, each key with the one of the keyboard that it is on:\n");
        for row in keymap.drawn(layout).lines() {
            let _ = writeln!(text, "#   {row}");
        }
    }

    /// The palette, by its name if it has one.
    fn palette(&self, text: &mut String, sha1: &str, palette: &Palette, why: Why) {
        if palette.name.is_empty() {
            let colours: Vec<String> =
                palette.distinct().iter().map(|&colour| quoted(&Colour(colour).to_string())).collect();
            self.line(text, sha1, "colors", &format!("[{}]", colours.join(", ")), why);
        } else {
            self.line(text, sha1, "palette", &quoted(palette.name), why);
        }
    }

    /// A line of settings for the program with this SHA-1, and who decided it.
    fn line(&self, text: &mut String, sha1: &str, key: &str, value: &str, why: Why) {
        let setting = format!("{key} = {value}");
        let _ = writeln!(text, "{setting:<COLUMN$} # {}", self.reason(sha1, key, why));
    }

    /// Who decided it, in words; settings by their place.
    fn reason(&self, sha1: &str, key: &str, why: Why) -> String {
        let place = || {
            let section = self.settings.sections(sha1).find(|(by, _)| *by == why);
            let line = section.and_then(|(_, section)| section.line(key));
            let Place::File(path) = self.place else { return String::new() };
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            line.map_or_else(String::new, |line| format!(" {name}:{line}"))
        };
        match why {
            Why::Asked => "the command line".to_owned(),
            Why::RomSettings => format!("the settings for this ROM,{}", place()),
            Why::Settings => format!("the settings,{}", place()),
            Why::Database => self.known.map_or_else(String::new, |known| known.origin.to_string()),
            Why::File(Clue::Ending) => "the file's ending".to_owned(),
            Why::File(Clue::Source) => "what the source uses".to_owned(),
            Why::Platform => "the platform".to_owned(),
            Why::Default => "the default".to_owned(),
        }
    }
}

/// `text` as TOML has it whatever is in it, which is as JSON has it.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
