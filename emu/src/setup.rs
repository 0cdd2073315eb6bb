//! A setup: everything that decides how a program runs, besides the program and the keys pressed; and why it is so.
//!
//! For each of its parts the first of these that says anything decides: the user on the command line, the user's settings
//! for this ROM, those for all, the database, the file's ending or its source, the platform.

use cpu_ops::quirks::Quirks;
use cpu_ops::{Font, Platform, Profile, Quirk};

use crate::database::Known;
use crate::rom::{Clue, Rom};

/// Platform, quirks, font, speed and seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The platform.
    pub platform: &'static Platform,
    /// The quirks that are on.
    pub quirks: Quirks,
    /// The digits in memory.
    pub font: &'static Font,
    /// Instructions executed a frame.
    pub instructions_per_frame: u64,
    /// What the random generator starts from.
    pub seed: u64,
}

/// What the user asked for; all else is up to the program and its platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The platform.
    pub platform: Option<&'static Platform>,
    /// Quirks switched on or off, later ones winning.
    pub quirks: Vec<(Quirk, bool)>,
    /// The digits in memory.
    pub font: Option<&'static Font>,
    /// Instructions executed a frame.
    pub instructions_per_frame: Option<u64>,
    /// What the random generator starts from.
    pub seed: u64,
}

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user, on the command line.
    Asked,
    /// The user's settings for this ROM.
    RomSettings,
    /// The user's settings for all ROMs.
    Settings,
    /// The database.
    Database,
    /// The file's ending, its source, or the program itself.
    File(Clue),
    /// The platform.
    Platform,
    /// Nobody: it is the default.
    Default,
}

/// A setup and who decided each part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The setup.
    pub setup: Setup,
    /// The platform.
    pub platform: Why,
    /// The quirks that are not as on the platform.
    pub quirks: Vec<(Quirk, Why)>,
    /// The font.
    pub font: Why,
    /// The instructions a frame.
    pub speed: Why,
}

/// Platforms of the public database that are not emulated, and what they are.
pub const LATER: [(&str, &str); 3] =
    [("hybridVIP", "CHIP-8 with machine code of the COSMAC VIP"), ("chip8x", "CHIP-8X"), ("megachip8", "MEGA-CHIP8")];

/// The most instructions a frame: more than any host executes in that time, and few enough that the instructions
/// of all frames together can be counted.
pub const MAX_INSTRUCTIONS: u64 = 1_000_000_000;

/// The most instructions a frame that keys choose, and that a database is believed: it is fast enough for whatever people play.
pub const MOST_INSTRUCTIONS: u64 = 1_000_000;

/// Why a program cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The database, the file's ending or its source asks for a platform that there is not.
    #[error(
        "{title} is a program for {}, which is not supported yet; --platform runs it as another's: {}",
        needed(.needs),
        platforms()
    )]
    Unsupported {
        /// The program.
        title: String,
        /// The identifiers of the platforms that it is for.
        needs: Vec<String>,
    },
    /// The program does not fit.
    #[error("{title} has {bytes} bytes, {platform} has room for {room}; {}", fitting(*.bytes))]
    TooLarge {
        /// The program.
        title: String,
        /// Its size.
        bytes: usize,
        /// The platform it was to run on.
        platform: &'static str,
        /// The bytes that platform can load.
        room: usize,
    },
}

/// The identifiers of all platforms, for messages.
fn platforms() -> String {
    Platform::ALL.iter().map(|platform| platform.id).collect::<Vec<_>>().join(", ")
}

/// What to say of `id`, which is no platform of [`Platform::ALL`], and which there are.
#[must_use]
pub fn no_platform(id: &str) -> String {
    let problem = match LATER.iter().find(|(later, _)| *later == id) {
        Some((_, meaning)) => format!("{meaning} is not supported yet"),
        None => "there is no such platform".to_owned(),
    };
    format!("{problem}; there are: {}", platforms())
}

/// The platforms `ids`, with what they are where that is known.
fn needed(ids: &[String]) -> String {
    let name = |id: &String| match LATER.iter().find(|(later, _)| later == id) {
        Some((_, meaning)) => format!("{id} ({meaning})"),
        None => id.clone(),
    };
    ids.iter().map(name).collect::<Vec<_>>().join(" or ")
}

/// What to say of where a program of `bytes` bytes fits.
fn fitting(bytes: usize) -> String {
    let fits: Vec<&str> =
        Platform::ALL.iter().filter(|platform| bytes <= platform.program_bytes()).map(|platform| platform.id).collect();
    match fits.first() {
        Some(first) => format!("it fits {}: try --platform {first}", fits.join(", ")),
        None => "it fits no platform".to_owned(),
    }
}

impl Setup {
    /// The setup for `rom` by what is wished for and what its file says, without a database.
    ///
    /// # Errors
    ///
    /// As [`Choice::of`].
    pub fn choose(rom: &Rom, wishes: &Wishes) -> Result<Self, SetupError> {
        Choice::of(rom, None, wishes).map(|choice| choice.setup)
    }

    /// What instructions depend on.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.platform.profile(self.quirks)
    }
}

impl Choice {
    /// The setup for `rom`, of which a database knows `known`.
    ///
    /// # Errors
    ///
    /// If the program's platform is not emulated, or the program does not fit into its memory.
    pub fn of(rom: &Rom, known: Option<&Known>, wishes: &Wishes) -> Result<Self, SetupError> {
        Self::of_layers(rom, known, &[(Why::Asked, wishes)])
    }

    /// The setup for `rom`, of which a database knows `known`, by the wishes of each of `layers`, the first of which is the
    /// strongest. The seed is that one's.
    ///
    /// # Errors
    ///
    /// As [`Choice::of`].
    pub fn of_layers(rom: &Rom, known: Option<&Known>, layers: &[(Why, &Wishes)]) -> Result<Self, SetupError> {
        let (platform, why) = platform(rom, known, layers)?;
        if rom.bytes.len() > platform.program_bytes() {
            return Err(SetupError::TooLarge {
                title: rom.title.clone(),
                bytes: rom.bytes.len(),
                platform: platform.id,
                room: platform.program_bytes(),
            });
        }
        let by_database = known.map(|known| quirks_on(known, platform)).unwrap_or_default();
        let by_source = by_source(why).into_iter().map(|switch| (switch, why));
        let switches = by_source.chain(by_database.iter().map(|&switch| (switch, Why::Database)));
        let weakest_first = layers.iter().rev();
        let wished = weakest_first.flat_map(|(why, wishes)| wishes.quirks.iter().map(|&switch| (switch, *why)));
        let switches = switches.chain(wished);
        let mut quirks = platform.quirks;
        let mut reasons: Vec<(Quirk, Why)> = Vec::new();
        for ((quirk, on), why) in switches {
            quirks = quirks.with(quirk, on);
            reasons.retain(|&(other, _)| other != quirk);
            reasons.push((quirk, why));
        }
        reasons.retain(|&(quirk, _)| quirks.has(quirk) != platform.quirks.has(quirk));
        let font = known.and_then(|known| Font::by_id(known.record.font_style.as_deref()?));
        let fonts = layers.iter().map(|(why, wishes)| (wishes.font, *why)).chain([(font, Why::Database)]);
        let (font, font_why) = first(fonts, (platform.font, Why::Platform));
        let (instructions_per_frame, speed) = speed(known, layers, platform);
        let strongest = layers.first().map(|(_, wishes)| wishes.seed);
        let setup = Setup { platform, quirks, font, instructions_per_frame, seed: strongest.unwrap_or_default() };
        Ok(Self { setup, platform: why, quirks: reasons, font: font_why, speed })
    }
}

/// The first of `candidates` that is there.
pub(crate) fn first<T>(candidates: impl IntoIterator<Item = (Option<T>, Why)>, otherwise: (T, Why)) -> (T, Why) {
    candidates.into_iter().find_map(|(value, why)| Some((value?, why))).unwrap_or(otherwise)
}

/// The platform for `rom`.
fn platform(
    rom: &Rom,
    known: Option<&Known>,
    layers: &[(Why, &Wishes)],
) -> Result<(&'static Platform, Why), SetupError> {
    if let Some(wished) = layers.iter().find_map(|(why, wishes)| Some((wishes.platform?, *why))) {
        return Ok(wished);
    }
    let unsupported = |title: &str, needs| Err(SetupError::Unsupported { title: title.to_owned(), needs });
    if let Some(known) = known {
        let platforms = known.record.platforms.iter();
        let candidates = platforms.chain(known.record.quirky_platforms.iter().flat_map(|platforms| platforms.keys()));
        if let Some(platform) = candidates.clone().find_map(|id| Platform::by_id(id)) {
            return Ok((platform, Why::Database));
        }
        // An entry without any platform leaves the decision to what comes after the database.
        if candidates.clone().next().is_some() {
            return unsupported(&known.title, candidates.cloned().collect());
        }
    }
    match rom.hint {
        None => Ok((Platform::DEFAULT, Why::Default)),
        Some((id, clue)) => match Platform::by_id(id) {
            Some(platform) => Ok((platform, Why::File(clue))),
            None => unsupported(&rom.title, vec![id.to_owned()]),
        },
    }
}

/// The quirks of a program whose platform was chosen, as `why` says, by what its Octo source uses: those that Octo has unless
/// somebody asks it for others.
fn by_source(why: Why) -> Vec<(Quirk, bool)> {
    match (why, Platform::by_id("xochip")) {
        (Why::File(Clue::Source), Some(octo)) => Quirk::ALL.map(|quirk| (quirk, octo.quirks.has(quirk))).to_vec(),
        _ => Vec::new(),
    }
}

/// The quirks that `known` wants switched on `platform`: none if the program runs on it as it is.
fn quirks_on(known: &Known, platform: &Platform) -> Vec<(Quirk, bool)> {
    let record = &known.record;
    if record.platforms.iter().any(|id| id == platform.id) {
        return Vec::new();
    }
    let quirks = record.quirky_platforms.iter().filter_map(|platforms| platforms.get(platform.id)).flatten();
    let mut switches = Vec::new();
    for (name, &on) in quirks {
        match name.parse() {
            Ok(quirk) => switches.push((quirk, on)),
            Err(_) => log::warn!("{}: the database asks for the quirk {name}, which is unknown", known.title),
        }
    }
    switches
}

/// Instructions a frame.
fn speed(known: Option<&Known>, layers: &[(Why, &Wishes)], platform: &Platform) -> (u64, Why) {
    let known = known.and_then(|known| known.record.tickrate).map(|speed| speed.get().min(MOST_INSTRUCTIONS));
    let wished = layers.iter().map(|(why, wishes)| (wishes.instructions_per_frame, *why));
    first(wished.chain([(known, Why::Database)]), (u64::from(platform.instructions_per_frame), Why::Platform))
}

#[cfg(test)]
mod tests;
