//! A setup: everything that decides how a program runs, besides the program and the keys pressed.

use cpu_ops::quirks::Quirks;
use cpu_ops::{Platform, Profile, Quirk};

use crate::rom::Rom;

/// Platform, quirks, speed and seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The platform.
    pub platform: &'static Platform,
    /// The quirks that are on.
    pub quirks: Quirks,
    /// Instructions executed a frame.
    pub instructions_per_frame: u64,
    /// What the random generator starts from.
    pub seed: u64,
}

/// What the user asked for; all else is up to the program and its platform.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// The platform.
    pub platform: Option<&'static Platform>,
    /// Quirks switched on or off, later ones winning.
    pub quirks: Vec<(Quirk, bool)>,
    /// Instructions executed a frame.
    pub instructions_per_frame: Option<u64>,
    /// What the random generator starts from.
    pub seed: u64,
}

/// Why a program cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The file's ending, or its source, asks for a platform that there is not.
    #[error(
        "{title} is a program for {platform}, which is not supported yet; \
         --platform runs it as another's: {}",
        platforms()
    )]
    Unsupported {
        /// The program.
        title: String,
        /// What its file's ending or its source stands for.
        platform: &'static str,
    },
    /// The program does not fit.
    #[error("{title} has {bytes} bytes, {platform} has room for {room}")]
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
#[must_use]
pub fn platforms() -> String {
    Platform::ALL.iter().map(|platform| platform.id).collect::<Vec<_>>().join(", ")
}

impl Setup {
    /// The setup for `rom`: what is wished for, else what the file's ending says, else the default.
    ///
    /// # Errors
    ///
    /// If the program's platform is not emulated, or the program does not fit into its memory.
    pub fn choose(rom: &Rom, wishes: &Wishes) -> Result<Self, SetupError> {
        let hinted = rom.hint.map(|id| Platform::by_id(id).ok_or(id)).transpose();
        let platform = match (wishes.platform, hinted) {
            (Some(platform), _) | (None, Ok(Some(platform))) => platform,
            (None, Ok(None)) => Platform::DEFAULT,
            (None, Err(platform)) => {
                return Err(SetupError::Unsupported { title: rom.title.clone(), platform });
            }
        };
        if rom.bytes.len() > platform.program_bytes() {
            return Err(SetupError::TooLarge {
                title: rom.title.clone(),
                bytes: rom.bytes.len(),
                platform: platform.id,
                room: platform.program_bytes(),
            });
        }
        Ok(Self {
            platform,
            quirks: wishes.quirks.iter().fold(platform.quirks, |quirks, &(quirk, on)| quirks.with(quirk, on)),
            instructions_per_frame: wishes
                .instructions_per_frame
                .or(rom.speed)
                .unwrap_or_else(|| u64::from(platform.instructions_per_frame)),
            seed: wishes.seed,
        })
    }

    /// What instructions depend on.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.platform.profile(self.quirks)
    }
}
