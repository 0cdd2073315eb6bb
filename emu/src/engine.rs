//! The two engines behind one face.

use std::fmt;
use std::str::FromStr;

use cpu_ops::{Exit, Profile, State};

use crate::interpreter::Interpreter;
#[cfg(feature = "jit")]
use crate::recompiler::{self, Recompiler};

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Instructions executed: units of budget consumed.
    pub executed: u64,
    /// Why it ended.
    pub exit: Exit,
}

/// Which engine executes a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// Executes instructions one by one.
    Interpreter,
    /// Interprets cold code and compiles hot code.
    #[cfg(feature = "jit")]
    Recompiler,
}

impl EngineKind {
    /// The engines of this build, the fastest last.
    pub const ALL: &'static [Self] = &[
        Self::Interpreter,
        #[cfg(feature = "jit")]
        Self::Recompiler,
    ];

    /// The fastest engine of this build.
    #[must_use]
    pub fn best() -> Self {
        Self::ALL[Self::ALL.len() - 1]
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interpreter => "interpreter",
            #[cfg(feature = "jit")]
            Self::Recompiler => "recompiler",
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EngineKind {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or(UnknownEngine)
    }
}

/// This build has no engine of that name.
#[derive(Debug, thiserror::Error)]
#[error("no such engine in this build")]
pub struct UnknownEngine;

/// An engine, which executes the instructions of one program.
#[derive(Debug)]
pub enum Engine {
    /// See [`Interpreter`].
    Interpreter(Interpreter),
    /// See [`Recompiler`].
    #[cfg(feature = "jit")]
    Recompiler(Box<Recompiler>),
}

impl Engine {
    /// The interpreter, for programs of `profile`.
    #[must_use]
    pub fn interpreter(profile: Profile) -> Self {
        Self::Interpreter(Interpreter::new(profile))
    }

    /// The recompiler, for programs of `profile`.
    ///
    /// # Errors
    ///
    /// If LLVM does not start on this host.
    #[cfg(feature = "jit")]
    pub fn recompiler(profile: Profile, settings: &recompiler::Settings) -> Result<Self, recompiler::Error> {
        Ok(Self::Recompiler(Box::new(Recompiler::new(profile, settings)?)))
    }

    /// An engine of the same kind and settings, for programs of another profile. A recompiler that does not start, though
    /// this one did, is replaced by the interpreter, and an error is logged.
    #[must_use]
    pub fn for_profile(&self, profile: Profile) -> Self {
        match self {
            Self::Interpreter(_) => Self::interpreter(profile),
            #[cfg(feature = "jit")]
            Self::Recompiler(recompiler) => match Self::recompiler(profile, recompiler.settings()) {
                Ok(engine) => engine,
                Err(error) => {
                    log::error!("the recompiler does not start, all is interpreted: {error}");
                    Self::interpreter(profile)
                }
            },
        }
    }

    /// Which engine it is.
    #[must_use]
    pub fn kind(&self) -> EngineKind {
        match self {
            Self::Interpreter(_) => EngineKind::Interpreter,
            #[cfg(feature = "jit")]
            Self::Recompiler(_) => EngineKind::Recompiler,
        }
    }

    /// Executes instructions until `budget` of them are done or the guest gives up the rest. Whichever the
    /// engine, the state is then the same to the bit.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        match self {
            Self::Interpreter(interpreter) => interpreter.run(state, budget),
            #[cfg(feature = "jit")]
            Self::Recompiler(recompiler) => recompiler.run(state, budget),
        }
    }

    /// How many of the instructions that it told were executed nobody had to execute, because they were turns of loops that wait
    /// for a timer or a key.
    #[must_use]
    pub fn idle(&self) -> u64 {
        match self {
            Self::Interpreter(interpreter) => interpreter.idle(),
            #[cfg(feature = "jit")]
            Self::Recompiler(recompiler) => recompiler.idle(),
        }
    }

    /// Adapts to memory having changed other than by [`Engine::run`]; `state` is what it is now.
    #[cfg_attr(not(feature = "jit"), allow(unused_variables, reason = "an interpreter alone starts anew"))]
    pub fn memory_changed(&mut self, state: &State) {
        match self {
            Self::Interpreter(interpreter) => interpreter.memory_changed(),
            #[cfg(feature = "jit")]
            Self::Recompiler(recompiler) => recompiler.memory_changed(state),
        }
    }

    /// The recompiler's statistics, if it is one.
    #[cfg(feature = "jit")]
    #[must_use]
    pub fn statistics(&self) -> Option<recompiler::Statistics> {
        match self {
            Self::Interpreter(_) => None,
            Self::Recompiler(recompiler) => Some(recompiler.statistics()),
        }
    }

    /// What the recompiler did with the program, region by region, if it is one.
    #[cfg(feature = "jit")]
    #[must_use]
    pub fn report(&self) -> Option<recompiler::report::Report> {
        match self {
            Self::Interpreter(_) => None,
            Self::Recompiler(recompiler) => Some(recompiler.report()),
        }
    }
}
