//! The ops of one profile, which regions are stitched from: those of a platform's own quirks are built in, others are
//! made when they are first asked for, once a process.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cpu_ops::Profile;
use stitch8_llvm::inkwell::context::Context;

use super::bitcode;
use super::codegen::Codegen;
use super::error::Error;
use super::quick::{self, Called};

/// The ops as the linker packed them.
static OPS_BITCODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ops.bc"));

/// Those of the platforms, specialized when this was built.
static BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/specialized.rs"));

/// What has been specialized in this process: as many as there are profiles in use.
static DONE: Mutex<Vec<(Profile, Arc<Specialized>)>> = Mutex::new(Vec::new());

/// The ops of a platform, as `emu/build.rs` writes them.
struct BuiltIn {
    profile: u32,
    ops: &'static [u8],
    with_loops: &'static [&'static str],
    shared: &'static [u8],
    shared_symbols: &'static [&'static str],
}

/// The ops for programs of one profile.
#[derive(Debug)]
pub struct Specialized {
    /// What regions are stitched from, as bitcode.
    pub ops: Cow<'static, [u8]>,
    /// The symbols of those that have loops.
    pub with_loops: Vec<Cow<'static, str>>,
    /// What the ops call and do not inline, as bitcode.
    pub shared: Cow<'static, [u8]>,
    /// The symbols that this defines; none if there is nothing of the kind.
    pub shared_symbols: Vec<Cow<'static, str>>,
    /// The object file made of `shared`, once it has been asked for.
    shared_object: OnceLock<Vec<u8>>,
    /// The ops as functions, once they have been asked for.
    called: OnceLock<Called>,
}

impl Specialized {
    /// The object file of what the ops call and do not inline, made if nobody has asked for it before: generating it takes as long as
    /// many a region.
    ///
    /// # Errors
    ///
    /// If the bitcode is damaged, or LLVM does not generate code from it.
    pub fn shared_object(&self, codegen: &Codegen) -> Result<&[u8], Error> {
        once(&self.shared_object, || {
            let context = Context::create();
            Ok(codegen.object(&bitcode::read(&context, &self.shared)?)?.as_slice().to_vec())
        })
        .map(Vec::as_slice)
    }

    /// The ops as functions that regions call, made if nobody has asked for them before.
    ///
    /// # Errors
    ///
    /// As [`Specialized::shared_object`].
    pub fn called(&self, codegen: &Codegen) -> Result<&Called, Error> {
        once(&self.called, || quick::compile(&self.ops, codegen))
    }
}

/// What is in `cell`, made if there is nothing yet. Two threads may make it at a time, and one does so in vain.
fn once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    match cell.get() {
        Some(value) => Ok(value),
        None => make().map(|value| cell.get_or_init(|| value)),
    }
}

/// The ops for programs of `profile`, specialized if nobody has asked for them before.
///
/// # Errors
///
/// If the ops' bitcode is damaged, or LLVM rejects a pipeline.
pub fn ops_for(profile: Profile) -> Result<Arc<Specialized>, Error> {
    let done = || DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = done().iter().find(|(other, _)| *other == profile).map(|(_, ops)| Arc::clone(ops));
    if let Some(ops) = known {
        return Ok(ops);
    }
    let built_in = BUILT_IN.iter().find(|built_in| built_in.profile == profile.bits());
    // Two threads may get here for one profile; then the work is done twice, and neither has waited.
    let ops = Arc::new(match built_in {
        Some(built_in) => built_in.into(),
        None => linker::specialize::specialize(OPS_BITCODE, profile)?.into(),
    });
    done().push((profile, Arc::clone(&ops)));
    Ok(ops)
}

impl From<&BuiltIn> for Specialized {
    fn from(built_in: &BuiltIn) -> Self {
        let symbols = |symbols: &[&'static str]| symbols.iter().copied().map(Cow::Borrowed).collect();
        Self {
            ops: built_in.ops.into(),
            with_loops: symbols(built_in.with_loops),
            shared: built_in.shared.into(),
            shared_symbols: symbols(built_in.shared_symbols),
            shared_object: OnceLock::new(),
            called: OnceLock::new(),
        }
    }
}

impl From<linker::specialize::Specialized> for Specialized {
    fn from(made: linker::specialize::Specialized) -> Self {
        let symbols = |symbols: Vec<String>| symbols.into_iter().map(Cow::Owned).collect();
        Self {
            ops: made.ops.into(),
            with_loops: symbols(made.with_loops),
            shared: made.shared.into(),
            shared_symbols: symbols(made.shared_symbols),
            shared_object: OnceLock::new(),
            called: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;

    use super::*;

    #[test]
    fn what_is_built_in_is_what_would_be_made() {
        assert_eq!(BUILT_IN.len(), Platform::ALL.len());
        for platform in Platform::ALL {
            let profile = platform.profile(platform.quirks);
            let built_in = BUILT_IN.iter().find(|built_in| built_in.profile == profile.bits());
            let built_in: Specialized = built_in.unwrap_or_else(|| panic!("{} is not there", platform.id)).into();
            let made: Specialized = linker::specialize::specialize(OPS_BITCODE, profile).expect("it is made").into();
            assert!(built_in.ops == made.ops && built_in.shared == made.shared, "{}", platform.id);
            assert_eq!(built_in.with_loops, made.with_loops);
            assert_eq!(built_in.shared_symbols, made.shared_symbols);
        }
    }
}
