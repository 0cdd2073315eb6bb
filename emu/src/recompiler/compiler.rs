//! The compiling thread: regions in, linked code out.
//!
//! One thread owns all of LLVM's compiling state, so that the emulation thread can go on while it works. In
//! the synchronous mode the emulation thread waits instead, which makes what is compiled when repeatable.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SendError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

use cpu_time::ThreadTime;
use stitch8_llvm::inkwell::context::Context;

use cpu_ops::Profile;

use super::codegen::{self, Codegen, code_bytes};
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

/// How much of a processor the compiling thread claims beside others, of 100: where processors are short, the emulation
/// goes first. On Linux it is niceness 9.
const PRIORITY: u8 = 25;

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
    /// Microseconds that the ops of its profile took, which are made before the first region.
    pub specialize: u64,
}

/// Linked host code of one region.
#[derive(Debug)]
pub struct HostCode {
    /// The code.
    pub code: Code,
    /// Bytes of machine code.
    pub bytes: u64,
}

/// What the compiling thread is told.
#[derive(Debug)]
enum Order {
    /// To compile a region.
    Compile(Request),
    /// To free code, for which the emulation thread has no time.
    Free(HostCode),
}

/// Hands regions to the compiling thread.
#[derive(Debug)]
pub struct Compiler {
    /// `None` once the thread has been told to end.
    orders: Option<Sender<Order>>,
    results: Receiver<Compiled>,
    /// Set when what has been asked for is not wanted any more.
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Compiler {
    /// Starts the thread; if `background`, as one that gives way to others.
    ///
    /// # Errors
    ///
    /// If LLVM cannot compile for this host, or the ops' bitcode is damaged.
    pub fn start(
        profile: Profile,
        dump: Option<Dump>,
        perf_map: Option<PerfMap>,
        background: bool,
    ) -> Result<Self, Error> {
        let (orders, incoming) = channel();
        let (outgoing, results) = channel();
        let (report, started) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("stitch8-compile".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || match Workshop::open(profile, dump, perf_map, background) {
                Ok(mut workshop) => {
                    // A send fails only when the other side is gone, and then there is nobody to tell.
                    let _ = report.send(Ok(()));
                    let mut queue = Queue { incoming, waiting: VecDeque::new() };
                    while let Some(request) = queue.next()
                        && !stopped.load(Ordering::Relaxed)
                    {
                        let _ = outgoing.send(workshop.compile(request));
                    }
                }
                Err(error) => {
                    let _ = report.send(Err(error));
                }
            })
            .map_err(|error| Error::Thread(error.to_string()))?;
        let compiler = Self { orders: Some(orders), results, stop, thread: Some(thread) };
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
        self.order(Order::Compile(request)).map_err(|_| Error::Thread("it has ended".to_owned()))
    }

    /// Frees code, soon and on the compiling thread. If that has ended, here and now.
    pub fn free(&self, code: HostCode) {
        // What cannot be sent comes back with the error, which is dropped.
        let _ = self.order(Order::Free(code));
    }

    fn order(&self, order: Order) -> Result<(), SendError<Order>> {
        self.orders.as_ref().expect("it is there until the compiler is dropped").send(order)
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
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::warn!("the compiling thread ended in a panic");
        }
    }
}

/// What the compiling thread has to do.
struct Queue {
    incoming: Receiver<Order>,
    waiting: VecDeque<Request>,
}

impl Queue {
    /// The next region to compile; `None` if there will be none. Frees first what is to be freed, however many regions
    /// were asked for before: code comes to life one region at a time, and so never more than a cacheful is waiting to
    /// be freed.
    fn next(&mut self) -> Option<Request> {
        loop {
            let order = if self.waiting.is_empty() { self.incoming.recv().ok() } else { self.incoming.try_recv().ok() };
            match order {
                Some(Order::Free(code)) => drop(code),
                Some(Order::Compile(request)) => self.waiting.push_back(request),
                None => return self.waiting.pop_front(),
            }
        }
    }
}

/// Lowers this thread's priority.
fn give_way() {
    use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};
    let value = ThreadPriorityValue::try_from(PRIORITY).expect("it is one of 100");
    if let Err(error) = set_current_thread_priority(ThreadPriority::Crossplatform(value)) {
        // As where the whole process has a lower one already.
        log::debug!("the compiling thread keeps its priority: {error:?}");
    }
}

/// The ops of a workshop's profile.
struct Ops {
    specialized: Arc<Specialized>,
    /// What they call, which regions are linked to, once one of them calls any of it.
    shared: Option<Code>,
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
    fn open(profile: Profile, dump: Option<Dump>, perf_map: Option<PerfMap>, background: bool) -> Result<Self, Error> {
        if background {
            give_way();
        }
        let codegen = Codegen::for_host()?;
        Ok(Self { codegen, profile, ops: None, jit: Jit::new(&host::symbols())?, dump, perf_map, units: 0 })
    }

    /// The ops, made before the first region.
    fn ops(&mut self) -> Result<Arc<Specialized>, Error> {
        if let Some(ops) = &self.ops {
            return Ok(Arc::clone(&ops.specialized));
        }
        let specialized = specialize::ops_for(self.profile)?;
        self.ops = Some(Ops { specialized: Arc::clone(&specialized), shared: None });
        Ok(specialized)
    }

    /// Compiles what the ops call and do not inline, if `object` is the first that calls any of it.
    fn provide_shared(&mut self, object: &[u8]) -> Result<(), Error> {
        let Some(Ops { specialized, shared: None }) = &self.ops else { return Ok(()) };
        let symbols = &specialized.shared_symbols;
        if symbols.is_empty() || !codegen::calls_any(object, symbols)? {
            return Ok(());
        }
        let context = Context::create();
        let made = self.codegen.object(&specialize::read(&context, &specialized.shared)?)?;
        let code = self.load(made.as_slice(), &symbols[0], str::to_owned)?;
        self.ops.as_mut().expect("they were there above").shared = Some(code);
        Ok(())
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
        let started = ThreadTime::now();
        let ops = self.ops();
        let specialize = microseconds(started.elapsed());
        let code = ops.and_then(|ops| self.code(&ops, &region, &symbol, &mut phases));
        Compiled { region, code, phases, specialize }
    }

    fn code(
        &mut self,
        ops: &Specialized,
        region: &Region,
        symbol: &str,
        phases: &mut Phases,
    ) -> Result<HostCode, Error> {
        // A context of its own for each region: what LLVM remembers of types and constants goes with it.
        let context = Context::create();
        let started = ThreadTime::now();
        let module = specialize::read(&context, &ops.ops)?;
        let with_lines = self.dump.as_ref().is_some_and(Dump::wants_lines);
        stitch::stitch(&module, region, symbol, with_lines)?;
        phases.stitch = microseconds(started.elapsed());
        if let Some(dump) = &self.dump {
            dump.region(region, symbol);
            dump.module(&module, symbol, Stage::Stitched);
        }

        let started = ThreadTime::now();
        let unrolls = region.instrs().any(|instr| ops.with_loops.iter().any(|name| name == instr.op.info().symbol));
        optimize::optimize(&module, self.codegen.machine(), unrolls)?;
        phases.optimize = microseconds(started.elapsed());
        if let Some(dump) = &self.dump {
            dump.module(&module, symbol, Stage::Optimized);
            dump.assembly(self.codegen.assembly(&module)?, symbol);
        }

        let started = ThreadTime::now();
        let object = self.codegen.object(&module)?;
        let bytes = code_bytes(&object)?;
        phases.codegen = microseconds(started.elapsed());

        let started = ThreadTime::now();
        self.provide_shared(object.as_slice())?;
        let code = self.load(object.as_slice(), symbol, |_| format!("region_{:04X}", region.entry))?;
        phases.link = microseconds(started.elapsed());
        Ok(HostCode { code, bytes })
    }
}
