//! Files that are nearly right, given to the command: whatever is in them, it ends soon, in little memory, with a result
//! or with a clear error.

pub mod bytes;
pub mod kinds;
pub mod trial;
