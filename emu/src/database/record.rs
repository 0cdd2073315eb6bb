//! The format of a database: as much of `programs.json` as is used.

use std::borrow::Borrow;
use std::num::NonZero;
use std::ops::Deref;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::picture::{Colour, Rotation};
use crate::rom::is_sha1;

/// A program, of which there may be several ROMs.
#[derive(Debug, Deserialize)]
pub(super) struct Program {
    pub(super) title: String,
    pub(super) authors: Option<Vec<String>>,
    pub(super) release: Option<String>,
    pub(super) roms: IndexMap<Hash, Record>,
}

/// How a ROM wants to be run and shown. Names of platforms, quirks, buttons and fonts are the database's, and may be
/// unknown to this version.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The platforms that it runs on as they are, the best first.
    pub platforms: Vec<String>,
    /// Platforms that it runs on if these quirks are switched on or off.
    pub quirky_platforms: Option<IndexMap<String, IndexMap<String, bool>>>,
    /// Who wrote it, if others than who wrote the program.
    pub(super) authors: Option<Vec<String>>,
    /// When it was released, if that is not when the program was.
    pub(super) release: Option<String>,
    /// Instructions executed a frame.
    pub tickrate: Option<NonZero<u64>>,
    /// How far the picture is to be turned.
    pub screen_rotation: Option<Rotation>,
    /// The keypad's keys, by the name of what they do.
    pub keys: Option<IndexMap<String, u8>>,
    /// The font.
    pub font_style: Option<String>,
    /// The colours.
    pub colors: Option<Colours>,
}

/// Colours that a ROM wants to be shown in.
#[derive(Clone, Debug, Deserialize)]
pub struct Colours {
    /// By the mask of planes lit.
    pub pixels: Option<Vec<Colour>>,
    /// While there is sound.
    pub buzzer: Option<Colour>,
    /// While there is none.
    pub silence: Option<Colour>,
}

/// A SHA-1 in hexadecimal and lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Hash(String);

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if is_sha1(&text) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(format!("a ROM's key is its SHA-1, 40 hexadecimal digits, not {text:?}"))
    }
}

impl Deref for Hash {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Hash {
    fn borrow(&self) -> &str {
        &self.0
    }
}
