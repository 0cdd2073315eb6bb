//! `--perf-map`: names for compiled code in Linux' `perf`.

use clap::Args;

/// Whether `perf` shall know compiled code by name.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(super) struct PerfArguments {
    /// Name compiled regions for Linux' perf, in /tmp/perf-PID.map
    #[arg(long)]
    perf_map: bool,
}

impl PerfArguments {
    /// Refuses what cannot be done, before anything is run.
    pub(super) fn check(self, is_recompiled: bool) -> anyhow::Result<()> {
        let is_possible = cfg!(feature = "jit");
        anyhow::ensure!(
            is_possible || !self.perf_map,
            "--perf-map: this build has no recompiler, build it with the feature jit"
        );
        anyhow::ensure!(
            is_recompiled || !self.perf_map,
            "--perf-map: the interpreter compiles nothing; try --engine recompiler"
        );
        anyhow::ensure!(cfg!(target_os = "linux") || !self.perf_map, "--perf-map: perf is a tool of Linux");
        Ok(())
    }

    /// The map, begun, if it was asked for.
    #[cfg(feature = "jit")]
    pub(super) fn map(self) -> anyhow::Result<Option<crate::recompiler::perf_map::PerfMap>> {
        use crate::recompiler::perf_map::PerfMap;
        let begin = || {
            PerfMap::create()
                .map_err(|error| anyhow::anyhow!("--perf-map: cannot make {}: {error}", PerfMap::path().display()))
        };
        self.perf_map.then(begin).transpose()
    }
}
