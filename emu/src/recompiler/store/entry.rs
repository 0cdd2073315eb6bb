//! One file of machine code.
//!
//! | bytes | content |
//! |---|---|
//! | 0-15 | `stitch8 code 1` and two zeros |
//! | 16-35 | the SHA-1 of all that follows, against damage |
//! | 36- | the key it is for, and the [`Entry`], as postcard writes them |

use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use super::key::Key;

/// What each file begins with; the number is the format's.
pub const MAGIC: [u8; 16] = *b"stitch8 code 1\0\0";
const DIGEST_BYTES: usize = 20;

/// A piece of machine code as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The symbol that its code is found by.
    pub symbol: String,
    /// Whether it calls what the ops share.
    pub calls_shared: bool,
    /// The object file.
    pub object: Vec<u8>,
}

/// Why a file is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not begin as one.
    #[error("it is not a file of this version's")]
    Foreign,
    /// It is not what was written.
    #[error("it is damaged")]
    Damaged,
    /// It was written for something else that has the same name.
    #[error("it is for other code")]
    Other,
}

impl Entry {
    /// The file.
    #[must_use]
    pub fn to_bytes(&self, key: &Key) -> Vec<u8> {
        let content = postcard::to_allocvec(&(key.bytes(), self)).expect("it grows as needed");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(Sha1::digest(&content));
        bytes.extend(content);
        bytes
    }

    /// What is in a file that shall be for `key`.
    ///
    /// # Errors
    ///
    /// If it is anything but what [`Entry::to_bytes`] has made for that key.
    pub fn from_bytes(bytes: &[u8], key: &Key) -> Result<Self, Refused> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(Refused::Foreign)?;
        let (digest, content) = rest.split_at_checked(DIGEST_BYTES).ok_or(Refused::Damaged)?;
        if Sha1::digest(content).as_slice() != digest {
            return Err(Refused::Damaged);
        }
        let (found, entry): (&[u8], Self) = postcard::from_bytes(content).map_err(|_| Refused::Damaged)?;
        if found == key.bytes() { Ok(entry) } else { Err(Refused::Other) }
    }
}
