//! Arguments of the commands that heed the user's settings.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::files::Files;
use crate::bounded;
use crate::settings::{self, Settings};

/// Which settings hold.
#[derive(Args, Clone, Debug)]
pub(super) struct SettingsArguments {
    /// Take the settings from this file and not from the user's; `stitch8 config` tells where that is
    #[arg(long, value_name = "FILE.toml")]
    settings: Option<PathBuf>,
    /// Take no settings at all
    #[arg(long, conflicts_with = "settings")]
    no_settings: bool,
}

/// Settings for a run that is to be repeatable: none that are not named.
#[derive(Debug, Args)]
pub(super) struct NamedSettings {
    /// Heed the settings in this file: the user's are for `stitch8 play` alone, so that runs are repeatable
    #[arg(long, value_name = "FILE.toml")]
    settings: Option<PathBuf>,
}

/// Where settings are, and whether anything is there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// They are in this file.
    File(PathBuf),
    /// They would be in this file.
    Missing(PathBuf),
    /// They are not asked for, or the system has no folder for them.
    Nowhere,
}

impl SettingsArguments {
    /// The settings and where they are. The user is told what is wrong with them, and all else holds.
    pub(super) fn read(&self) -> anyhow::Result<(Settings, Place)> {
        if let Some(path) = &self.settings {
            return Ok((named(path)?, Place::File(path.clone())));
        }
        let path = if self.no_settings { None } else { settings::default_path() };
        let Some(path) = path else { return Ok((Settings::default(), Place::Nowhere)) };
        match bounded::refuse_pipe(&path).and_then(|()| Settings::read(&path)) {
            Ok(read) => Ok((told(read), Place::File(path))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok((Settings::default(), Place::Missing(path)))
            }
            Err(error) => {
                // A game that needs no settings is not stopped by them.
                super::warn(&format!("{}: cannot read the settings: {error}; none hold", path.display()));
                Ok((Settings::default(), Place::File(path)))
            }
        }
    }
}

#[cfg(any(feature = "terminal", feature = "window"))]
impl Place {
    /// The file that they are in, or would be.
    pub(super) fn path(self) -> Option<PathBuf> {
        match self {
            Self::File(path) | Self::Missing(path) => Some(path),
            Self::Nowhere => None,
        }
    }
}

impl NamedSettings {
    /// With what is read.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        files.read("--settings", self.settings.as_deref())
    }

    /// The settings that are named. The user is told what is wrong with them, and all else holds.
    pub(super) fn read(&self) -> anyhow::Result<Settings> {
        self.settings.as_deref().map_or_else(|| Ok(Settings::default()), named)
    }
}

/// The settings in the file at `path`. The user is told what is wrong with them, and all else holds.
pub(super) fn named(path: &Path) -> anyhow::Result<Settings> {
    let read = Settings::read(path).with_context(|| format!("{}: cannot read the settings", path.display()));
    read.map(told)
}

/// The settings, when the user has been told what is wrong with them.
fn told((settings, problems): (Settings, Vec<crate::problem::Problem>)) -> Settings {
    for problem in problems {
        super::warn(&problem.to_string());
    }
    settings
}
