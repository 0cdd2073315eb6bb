//! Save states: all that a machine's future depends on, kept aside or in a file.
//!
//! ```text
//! Machine -snapshot-> Snapshot -encode-> bytes -write-> file -read-> bytes -decode-> Snapshot -restore-> Machine
//! ```
//!
//! Nothing in it is an engine's, so that what one engine has come to goes on with the other. A file that is damaged,
//! another ROM's or another version's is told apart before anything of it is used.

mod file;
mod packed;

use cpu_ops::State;

use crate::machine::Counts;
use crate::setup::Setup;
use crate::sound::Phase;

pub use file::{FileError, SavedState, StateFileError, decode, encode, look, read, write};
pub(crate) use packed::PC_END;
pub use packed::{Damage, pack, unpack};

/// A machine between two frames. Two that are equal go on alike, given the same program and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The guest's state.
    pub state: Box<State>,
    /// How the program is set up.
    pub setup: Setup,
    /// What has happened since power-on.
    pub counts: Counts,
    /// What of the sound goes on.
    pub phase: Phase,
}
