//! The compiling thread's work: from a region to linked code, by LLVM or from the code of earlier processes.

use std::sync::Arc;
use std::time::Instant;

use cpu_ops::{Profile, State};
use cpu_time::ThreadTime;
use stitch8_llvm::inkwell::context::Context;

use super::queue::{Queue, Task};
use super::{Compiled, HostCode, Request};
use crate::recompiler::bitcode::Packed;
use crate::recompiler::branch_profile::BranchProfile;
use crate::recompiler::codegen::{self, Codegen, code_bytes};
use crate::recompiler::dump::{Dump, Stage};
use crate::recompiler::error::Error;
use crate::recompiler::if_conversion;
use crate::recompiler::orc::{Code, Jit};
use crate::recompiler::perf_map::PerfMap;
#[cfg(target_arch = "x86_64")]
use crate::recompiler::placement;
use crate::recompiler::quick::Called;
use crate::recompiler::region::Region;
use crate::recompiler::settings::{Effort, IfConversion, Settings};
use crate::recompiler::specialize::{self, Specialized};
use crate::recompiler::statistics::{Phases, microseconds};
use crate::recompiler::store::key::{Key, Maker};
use crate::recompiler::store::{Entry, Store};
use crate::recompiler::{host, optimize, stitch, symbol};

/// What the compiling thread works with.
pub struct Workshop {
    codegen: Codegen,
    profile: Profile,
    /// There once the first region has been asked for.
    ops: Option<Arc<Specialized>>,
    /// What the ops call and do not inline, linked once a region calls any of it.
    shared: Option<Arc<Code>>,
    /// Microseconds that making this took, until they are told.
    shared_took: u64,
    if_conversion: IfConversion,
    /// What the program's skips did when that was last looked at.
    branches: Option<BranchProfile>,
    /// There if little effort is made.
    quick: Option<Quick>,
    jit: Arc<Jit>,
    dump: Option<Dump>,
    perf_map: Option<PerfMap>,
    /// Code of earlier processes, and what this one's would be made by.
    store: Option<(Store, Maker)>,
    /// Regions made so far: numbers their symbols.
    made: u64,
}

/// What code is made with for which little effort is made.
struct Quick {
    codegen: Codegen,
    /// The ops that regions call, linked once the first region has been asked for.
    called: Option<Arc<Code>>,
}

impl Workshop {
    /// A workshop for programs of `profile`.
    ///
    /// # Errors
    ///
    /// If LLVM cannot compile for this host.
    pub fn open(profile: Profile, settings: &Settings) -> Result<Self, Error> {
        let codegen = Codegen::for_host()?;
        let Settings { dump, perf_map, store, .. } = settings.clone();
        // Who wants to see how code is made wants it made.
        let store = store
            .filter(|_| dump.is_none() && settings.effort == Effort::Full)
            .map(|store| (store, Maker::new(codegen.target())));
        let quick = match settings.effort {
            Effort::Full => None,
            Effort::Quick => Some(Quick { codegen: Codegen::quick_for_host()?, called: None }),
        };
        let jit = Jit::new(&host::symbols())?;
        Ok(Self {
            codegen,
            profile,
            ops: None,
            shared: None,
            shared_took: 0,
            if_conversion: settings.if_conversion,
            branches: None,
            quick,
            jit,
            dump,
            perf_map,
            store,
            made: 0,
        })
    }

    /// Does a task. Returns the answer to the emulation thread, unless it has to wait for its turn.
    ///
    /// What an earlier process has compiled takes less than a millisecond, and does not wait.
    pub fn answer(&mut self, task: Task, queue: &mut Queue) -> Option<Compiled> {
        match task {
            Task::New(mut request) => {
                let Some(code) = self.stored(&request.region, &mut request.phases) else {
                    queue.wait(request);
                    return None;
                };
                Some(answer(request, Ok(code), true, 0))
            }
            Task::Compile(request) => Some(self.compile(request)),
            Task::GiveUp(request) => Some(answer(request, Err(Error::Cancelled), false, 0)),
        }
    }

    /// The code of a region, made by LLVM.
    fn compile(&mut self, mut request: Request) -> Compiled {
        let started = ThreadTime::now();
        let ops = self.ops();
        let specialize = microseconds(started.elapsed());
        let code = ops.and_then(|ops| self.made(&ops, &mut request));
        answer(request, code, false, specialize + std::mem::take(&mut self.shared_took))
    }

    /// The name of a region's function.
    fn next_symbol(&mut self, region: &Region) -> String {
        self.made += 1;
        symbol::of_region(self.made, region.entry)
    }

    /// The ops, made before the first region.
    fn ops(&mut self) -> Result<Arc<Specialized>, Error> {
        if let Some(ops) = &self.ops {
            return Ok(Arc::clone(ops));
        }
        let ops = specialize::ops_for(self.profile)?;
        self.ops = Some(Arc::clone(&ops));
        Ok(ops)
    }

    /// Links what the ops call and do not inline, unless that has been done.
    fn provide_shared(&mut self) -> Result<(), Error> {
        if self.shared.is_some() {
            return Ok(());
        }
        let key = self.store.as_ref().map(|(_, maker)| Key::of_shared(*maker, self.profile));
        if let Some(entry) = key.as_ref().and_then(|key| self.load(key)) {
            self.shared = self.link(&entry.object, &entry.symbol, str::to_owned).map_err(ignore).ok().map(Arc::new);
            if self.shared.is_some() {
                return Ok(());
            }
        }
        let started = ThreadTime::now();
        let ops = self.ops()?;
        let object = ops.shared_object(&self.codegen)?;
        self.shared_took = microseconds(started.elapsed());
        let symbol = ops.shared_symbols.first().map_or("", AsRef::as_ref);
        self.shared = Some(Arc::new(self.link(object, symbol, str::to_owned)?));
        if let Some(key) = key {
            self.save(&key, symbol, false, object.to_vec());
        }
        Ok(())
    }

    /// Links the ops that regions call, if little effort is made, unless that has been done.
    fn provide_called<'a>(&mut self, ops: &'a Specialized) -> Result<Option<&'a Called>, Error> {
        let Some(quick) = &self.quick else { return Ok(None) };
        let is_linked = quick.called.is_some();
        let called = ops.called(&self.codegen)?;
        if !is_linked {
            if codegen::calls_any(&called.object, &ops.shared_symbols)? {
                self.provide_shared()?;
            }
            let code = self.link(&called.object, &called.symbol, str::to_owned)?;
            if let Some(quick) = &mut self.quick {
                quick.called = Some(Arc::new(code));
            }
        }
        Ok(Some(called))
    }

    /// Links an object file. In the perf map its functions are called what `name` makes of their symbols.
    fn link(&self, object: &[u8], symbol: &str, name: impl Fn(&str) -> String) -> Result<Code, Error> {
        let code = self.jit.load(object, symbol)?;
        if let Some(map) = &self.perf_map {
            map.add(object, symbol, code.address(), |symbol| format!("stitch8::{}", name(symbol)));
        }
        Ok(code)
    }

    /// The code that a region's may call.
    fn callable(&self) -> [Option<Arc<Code>>; 2] {
        [self.shared.clone(), self.quick.as_ref().and_then(|quick| quick.called.clone())]
    }

    /// What an earlier process has kept for `key`.
    fn load(&self, key: &Key) -> Option<Entry> {
        self.store.as_ref()?.0.load(key)
    }

    /// Keeps code for later processes.
    fn save(&self, key: &Key, symbol: &str, calls_shared: bool, object: Vec<u8>) {
        if let Some((store, _)) = &self.store {
            store.save(key, &Entry { symbol: symbol.to_owned(), calls_shared, object });
        }
    }

    /// What decides a region's code, if that is kept.
    fn key(&self, region: &Region) -> Option<Key> {
        self.store.as_ref().map(|(_, maker)| Key::of_region(*maker, region))
    }

    /// The code that an earlier process has made of a region.
    fn stored(&mut self, region: &Region, phases: &mut Phases) -> Option<HostCode> {
        let started = Instant::now();
        let entry = self.load(&self.key(region)?);
        phases.disk = microseconds(started.elapsed());
        let Entry { symbol: stored, calls_shared, mut object } = entry?;
        let symbol = self.next_symbol(region);
        let started = ThreadTime::now();
        let renamed = symbol::rename(&mut object, &stored, &symbol).then_some(());
        let code = renamed.ok_or_else(|| Error::Codegen(format!("it does not define {stored}"))).and_then(|()| {
            if calls_shared {
                self.provide_shared()?;
            }
            let bytes = code_bytes(&object)?;
            let code = self.link(&object, &symbol, |_| name_for_perf(region))?;
            Ok(HostCode { code, bytes, _calls: self.callable() })
        });
        phases.link = microseconds(started.elapsed());
        code.map_err(ignore).ok()
    }

    /// The code that LLVM makes of a region. Gives up between two steps if nobody wants it any more.
    fn made(&mut self, ops: &Specialized, request: &mut Request) -> Result<HostCode, Error> {
        let Request { region, sample, phases, ticket } = request;
        let called = self.provide_called(ops)?;
        let wanted = || if ticket.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) };
        let symbol = &self.next_symbol(region);
        // A context of its own for each region: what LLVM remembers of types and constants goes with it.
        let context = Context::create();
        let started = ThreadTime::now();
        self.convert(region, sample.take());
        let packed = Packed::open(&context, called.map_or(&ops.ops, |called| &called.declarations))?;
        let with_lines = self.dump.as_ref().is_some_and(Dump::wants_lines);
        let module = stitch::stitch(packed, region, symbol, with_lines)?;
        phases.stitch = microseconds(started.elapsed());
        if let Some(dump) = &self.dump {
            dump.region(region, symbol);
            dump.module(&module, symbol, Stage::Stitched);
        }

        wanted()?;
        let codegen = self.quick.as_ref().map_or(&self.codegen, |quick| &quick.codegen);
        if called.is_none() {
            let started = ThreadTime::now();
            let unrolls = region.instrs().any(|instr| ops.with_loops.iter().any(|name| name == instr.op.info().symbol));
            optimize::optimize(&module, self.codegen.machine(), unrolls)?;
            phases.optimize = microseconds(started.elapsed());
        }
        if let Some(dump) = &self.dump {
            dump.module(&module, symbol, Stage::Optimized);
            dump.assembly(codegen.assembly(&module)?, symbol);
        }

        wanted()?;
        let started = ThreadTime::now();
        let object = codegen.object(&module)?;
        let object = &place(object.as_slice());
        let bytes = code_bytes(object)?;
        phases.codegen = microseconds(started.elapsed());

        wanted()?;
        let calls_shared = !ops.shared_symbols.is_empty() && codegen::calls_any(object, &ops.shared_symbols)?;
        if calls_shared {
            self.provide_shared()?;
        }
        let started = ThreadTime::now();
        let code = self.link(object, symbol, |_| name_for_perf(region))?;
        phases.link = microseconds(started.elapsed());

        let started = Instant::now();
        self.keep(region, symbol, calls_shared, object);
        phases.disk += microseconds(started.elapsed());
        Ok(HostCode { code, bytes, _calls: self.callable() })
    }

    /// Decides which skips of a region are if-converted.
    fn convert(&mut self, region: &mut Region, sample: Option<Box<State>>) {
        if self.if_conversion == IfConversion::All {
            if_conversion::convert(region, None);
        } else if let Some(sample) = sample {
            let candidates = if_conversion::candidates(region);
            let known = self.branches.take().and_then(|mut known| known.knows(&candidates).then_some(known));
            let known = known.unwrap_or_else(|| BranchProfile::of(sample, self.profile));
            if_conversion::convert(region, Some(&known));
            self.branches = Some(known);
        }
    }

    /// Keeps the code of a region, whose function is called `symbol`, for later processes. Its key is that under which it was looked for, though
    /// its skips have been converted since: that is no part of a key.
    fn keep(&self, region: &Region, symbol: &str, calls_shared: bool, object: &[u8]) {
        let Some(key) = self.key(region) else { return };
        let (unnumbered, mut object) = (symbol::of_region(symbol::UNNUMBERED, region.entry), object.to_vec());
        if symbol::rename(&mut object, symbol, &unnumbered) {
            self.save(&key, &unnumbered, calls_shared, object);
        }
    }
}

/// The object file with its code where in a line of the cache it is best.
fn place(object: &[u8]) -> Vec<u8> {
    #[cfg(target_arch = "x86_64")]
    return placement::place(object);
    #[cfg(not(target_arch = "x86_64"))]
    return object.to_vec();
}

/// The answer to a request.
fn answer(request: Request, code: Result<HostCode, Error>, loaded: bool, specialize: u64) -> Compiled {
    let Request { region, phases, ticket, .. } = request;
    Compiled { region, code, loaded, phases, specialize, ticket }
}

/// What `perf` calls a region.
fn name_for_perf(region: &Region) -> String {
    format!("region_{:04X}", region.entry)
}

/// Code of an earlier process is of no use: it is made anew.
#[allow(clippy::needless_pass_by_value, reason = "it is what map_err asks for")]
fn ignore(error: Error) {
    log::debug!("code cache: what is kept cannot be used: {error}");
}
