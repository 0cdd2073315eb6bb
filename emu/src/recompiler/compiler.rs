//! The compiling thread: regions in, linked code out.
//!
//! One thread owns all of LLVM's compiling state, so that the emulation thread can go on while it works. In
//! the synchronous mode the emulation thread waits instead, which makes what is compiled when repeatable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use stitch8_llvm::inkwell::context::Context;

use cpu_ops::Profile;

use super::codegen::{Codegen, code_bytes};
use super::dump::{Dump, Stage};
use super::error::Error;
use super::orc::{Code, Jit};
use super::perf_map::PerfMap;
use super::region::Region;
use super::specialize::{self, Specialized};
use super::statistics::{Phases, microseconds};
use super::{host, optimize, stitch};

/// Stack of the compiling thread: LLVM recurses deeply on long blocks.
const STACK_BYTES: usize = 16 << 20;

/// A region to be compiled.
#[derive(Debug)]
pub struct Request {
    /// What to compile.
    pub region: Region,
    /// What it has taken so far.
    pub phases: Phases,
}

/// A region with its host code.
#[derive(Debug)]
pub struct Compiled {
    /// What was compiled.
    pub region: Region,
    /// The code, or why there is none.
    pub code: Result<HostCode, Error>,
    /// What it took.
    pub phases: Phases,
}

/// Linked host code of one region.
#[derive(Debug)]
pub struct HostCode {
    /// The code.
    pub code: Code,
    /// Bytes of machine code.
    pub bytes: u64,
}

/// Hands regions to the compiling thread.
#[derive(Debug)]
pub struct Compiler {
    /// `None` once the thread has been told to end.
    requests: Option<Sender<Request>>,
    results: Receiver<Compiled>,
    /// Set when what has been asked for is not wanted any more.
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Compiler {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// If LLVM cannot compile for this host, or the ops' bitcode is damaged.
    pub fn start(profile: Profile, dump: Option<Dump>, perf_map: Option<PerfMap>) -> Result<Self, Error> {
        let (requests, incoming) = channel::<Request>();
        let (outgoing, results) = channel();
        let (report, started) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("stitch8-compile".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || match Workshop::open(profile, dump, perf_map) {
                Ok(mut workshop) => {
                    // A send fails only when the other side is gone, and then there is nobody to tell.
                    let _ = report.send(Ok(()));
                    for request in incoming {
                        if stopped.load(Ordering::Relaxed) {
                            break;
                        }
                        let _ = outgoing.send(workshop.compile(request));
                    }
                }
                Err(error) => {
                    let _ = report.send(Err(error));
                }
            })
            .map_err(|error| Error::Thread(error.to_string()))?;
        let compiler = Self { requests: Some(requests), results, stop, thread: Some(thread) };
        started.recv().map_err(|error| Error::Thread(error.to_string()))??;
        Ok(compiler)
    }

    /// Asks for the code of a region. The answer comes through [`Compiler::finished`] or
    /// [`Compiler::wait`].
    ///
    /// # Errors
    ///
    /// If the thread has ended.
    pub fn request(&self, request: Request) -> Result<(), Error> {
        let requests = self.requests.as_ref().expect("it is there until the compiler is dropped");
        requests.send(request).map_err(|_| Error::Thread("it has ended".to_owned()))
    }

    /// The next answer if there is one already.
    ///
    /// # Errors
    ///
    /// If the thread has ended.
    pub fn finished(&self) -> Result<Option<Compiled>, Error> {
        match self.results.try_recv() {
            Ok(compiled) => Ok(Some(compiled)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(error @ TryRecvError::Disconnected) => Err(Error::Thread(error.to_string())),
        }
    }

    /// The next answer, however long it takes.
    ///
    /// # Errors
    ///
    /// If the thread has ended.
    pub fn wait(&self) -> Result<Compiled, Error> {
        self.results.recv().map_err(|error| Error::Thread(error.to_string()))
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.requests = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::warn!("the compiling thread ended in a panic");
        }
    }
}

/// The ops of a workshop's profile.
struct Ops {
    specialized: Arc<Specialized>,
    /// What the ops call: regions are linked to it.
    _shared: Option<Code>,
}

/// What the compiling thread works with.
struct Workshop {
    codegen: Codegen,
    profile: Profile,
    /// There once the first region has been asked for.
    ops: Option<Ops>,
    jit: Arc<Jit>,
    dump: Option<Dump>,
    perf_map: Option<PerfMap>,
    /// Units compiled so far: numbers their symbols.
    units: u64,
}

impl Workshop {
    fn open(profile: Profile, dump: Option<Dump>, perf_map: Option<PerfMap>) -> Result<Self, Error> {
        let codegen = Codegen::for_host()?;
        Ok(Self { codegen, profile, ops: None, jit: Jit::new(&host::symbols())?, dump, perf_map, units: 0 })
    }

    /// The ops, which are made when they are first asked for.
    fn ops(&mut self) -> Result<&Ops, Error> {
        let ops = if let Some(ops) = self.ops.take() {
            ops
        } else {
            let specialized = specialize::ops_for(self.profile, &self.codegen)?;
            let shared = specialized.shared.as_ref();
            let shared = shared.map(|(object, symbol)| self.load(object, symbol, str::to_owned)).transpose()?;
            Ops { specialized, _shared: shared }
        };
        Ok(self.ops.insert(ops))
    }

    /// Links an object file. In the perf map its functions are called what `name` makes of their symbols.
    fn load(&self, object: &[u8], symbol: &str, name: impl Fn(&str) -> String) -> Result<Code, Error> {
        let code = self.jit.load(object, symbol)?;
        if let Some(map) = &self.perf_map {
            map.add(object, symbol, code.address(), |symbol| format!("stitch8::{}", name(symbol)));
        }
        Ok(code)
    }

    fn compile(&mut self, request: Request) -> Compiled {
        let Request { region, mut phases } = request;
        self.units += 1;
        let symbol = format!("region_{}_at_{:04X}", self.units, region.entry);
        let code = self.code(&region, &symbol, &mut phases);
        Compiled { region, code, phases }
    }

    fn code(&mut self, region: &Region, symbol: &str, phases: &mut Phases) -> Result<HostCode, Error> {
        // A context of its own for each region: what LLVM remembers of types and constants goes with it.
        let context = Context::create();
        let started = Instant::now();
        let module = specialize::read(&context, &self.ops()?.specialized.ops)?;
        let with_lines = self.dump.as_ref().is_some_and(Dump::wants_lines);
        stitch::stitch(&module, region, symbol, with_lines)?;
        let stitched = Instant::now();
        phases.stitch = microseconds(stitched - started);
        if let Some(dump) = &self.dump {
            dump.region(region, symbol);
            dump.module(&module, symbol, Stage::Stitched);
        }

        let started = Instant::now();
        optimize::optimize(&module, self.codegen.machine())?;
        let optimized = Instant::now();
        phases.optimize = microseconds(optimized - started);
        if let Some(dump) = &self.dump {
            dump.module(&module, symbol, Stage::Optimized);
            dump.assembly(self.codegen.assembly(&module)?, symbol);
        }

        let started = Instant::now();
        let object = self.codegen.object(&module)?;
        let bytes = code_bytes(&object)?;
        let generated = Instant::now();
        phases.codegen = microseconds(generated - started);
        let code = self.load(object.as_slice(), symbol, |_| format!("region_{:04X}", region.entry))?;
        phases.link = microseconds(generated.elapsed());
        Ok(HostCode { code, bytes })
    }
}
