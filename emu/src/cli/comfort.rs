//! Arguments of the commands that play a program: what makes no difference to it.

use clap::Args;

use crate::engine::EngineKind;
use crate::settings::Settings;
use crate::setup::Why;

/// What does not change the program. None of it has a default here, so that settings can say what nobody asked for.
#[derive(Debug, Args)]
pub(super) struct ComfortArguments {
    /// interpreter or recompiler; the fastest there is otherwise
    #[arg(long, value_name = "NAME", value_parser = engine_kind)]
    pub(super) engine: Option<EngineKind>,
    /// Pixels of the window a pixel of the 64 x 32 screen; 16 otherwise
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    pub(super) scale: Option<u16>,
    /// How loud it is, in percent; 100 otherwise. A sound server has a volume besides
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) volume: Option<u8>,
    /// Be silent until F9 is pressed; --mute=false if the settings say so
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) mute: Option<bool>,
}

/// What [`ComfortArguments`] and the user's settings come to, each with who decided it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comfort {
    pub(super) engine: (EngineKind, Why),
    pub(super) scale: (u16, Why),
    pub(super) volume: (u8, Why),
    pub(super) mute: (bool, Why),
}

impl ComfortArguments {
    /// What holds for the program with this SHA-1.
    pub(super) fn choose(&self, settings: &Settings, sha1: &str) -> Comfort {
        Comfort {
            engine: choose(self.engine, settings.first(sha1, |section| section.engine), EngineKind::best()),
            scale: choose(self.scale, settings.first(sha1, |section| section.scale), 16),
            volume: choose(self.volume, settings.first(sha1, |section| section.volume), 100),
            mute: choose(self.mute, settings.first(sha1, |section| section.mute), false),
        }
    }
}

/// The first of what the command line says, the settings say, and the default.
fn choose<T>(asked: Option<T>, settings: Option<(T, Why)>, default: T) -> (T, Why) {
    asked.map(|value| (value, Why::Asked)).or(settings).unwrap_or((default, Why::Default))
}

fn engine_kind(name: &str) -> Result<EngineKind, String> {
    name.parse().map_err(|error| {
        let names: Vec<&str> = EngineKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("{error}; there are: {}", names.join(", "))
    })
}
