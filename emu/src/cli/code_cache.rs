//! `--no-code-cache`: whether machine code is kept from one time a program is run to the next.

use clap::Args;

/// Whether compiled code is reused.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(super) struct CodeCacheArguments {
    /// Neither use machine code that was compiled when programs were run before, nor keep any
    #[arg(long)]
    no_code_cache: bool,
}

impl CodeCacheArguments {
    /// For commands that are about how code is compiled: none is reused.
    pub(super) const OFF: Self = Self { no_code_cache: true };

    /// The store, if there is to be one. A folder that is of no use is told of, and nothing is kept.
    #[cfg(feature = "jit")]
    pub(super) fn store(self) -> Option<crate::recompiler::store::Store> {
        use std::io::ErrorKind;

        use crate::recompiler::store::{MOST_BYTES, Store, VARIABLE};
        let folder = if self.no_code_cache { None } else { Store::usual_folder() }?;
        match Store::open(&folder, MOST_BYTES) {
            Ok(store) => Some(store),
            Err(error)
                if std::env::var_os(VARIABLE).is_none()
                    && (error.raw_os_error().is_some() || error.kind() == ErrorKind::Unsupported) =>
            {
                // As where there is no home, or no room: nobody has to do anything about it who has not named the folder.
                log::debug!("code cache: {}: {error}", folder.display());
                None
            }
            Err(error) => {
                super::warn(&format!("compiled code is not kept from run to run: {}: {error}", folder.display()));
                None
            }
        }
    }
}
