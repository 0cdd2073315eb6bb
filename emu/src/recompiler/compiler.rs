//! The compiling thread: regions in, linked code out.
//!
//! One thread owns all of LLVM's compiling state, so that the emulation thread can go on while it works. In
//! the synchronous mode the emulation thread waits instead, which makes what is compiled when repeatable.

mod queue;
mod workshop;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SendError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

use cpu_ops::{Profile, State};

use super::error::Error;
use super::heap::Heap;
use super::orc::Code;
use super::pending::Ticket;
use super::region::Region;
use super::settings::{Effort, Settings};
use super::statistics::Phases;
use queue::Queue;
use workshop::Workshop;

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
    /// A copy of the program as it was when it was asked for, to find out which of its skips are foreseen badly; none if that does not matter.
    pub sample: Option<Box<State>>,
    /// What it has taken so far.
    pub phases: Phases,
    /// How hot it is, and whether it is still wanted.
    pub ticket: Arc<Ticket>,
}

/// A region with its host code.
#[derive(Debug)]
pub struct Compiled {
    /// What was compiled.
    pub region: Region,
    /// The code, or why there is none: [`Error::Cancelled`] if it was not wanted any more.
    pub code: Result<HostCode, Error>,
    /// Whether the code is that of an earlier process.
    pub loaded: bool,
    /// What it took.
    pub phases: Phases,
    /// Microseconds that the ops of its profile took, which are made before the first region.
    pub specialize: u64,
    /// That of the request.
    pub ticket: Arc<Ticket>,
}

/// Linked host code of one region.
#[derive(Debug)]
pub struct HostCode {
    /// The code.
    pub code: Code,
    /// Bytes of machine code.
    pub bytes: u64,
    /// What it may call, which is there as long as it is, whatever becomes of the thread that made it.
    _calls: [Option<Arc<Code>>; 2],
}

/// What the compiling thread is told.
#[derive(Debug)]
enum Order {
    /// To compile a region.
    Compile(Box<Request>),
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
    /// Whether it works beside a program.
    in_background: bool,
    thread: Option<JoinHandle<()>>,
}

impl Compiler {
    /// Starts the thread; if it shall work in the background, as one that gives way to others.
    ///
    /// # Errors
    ///
    /// If LLVM cannot compile for this host, or the ops' bitcode is damaged.
    pub fn start(profile: Profile, settings: &Settings) -> Result<Self, Error> {
        let (orders, incoming) = channel();
        let (outgoing, results) = channel();
        let (report, started) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let in_background = settings.background;
        let settings = settings.clone();
        let thread = thread::Builder::new()
            .name("stitch8-compile".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || match Workshop::open(profile, &settings) {
                Ok(mut workshop) => {
                    if settings.background {
                        give_way();
                    }
                    // A send fails only when the other side is gone, and then there is nobody to tell.
                    let _ = report.send(Ok(()));
                    let (mut queue, mut heap) = (Queue::new(incoming), Heap::new());
                    while let Some(task) = queue.next()
                        && !stopped.load(Ordering::Relaxed)
                    {
                        if let Some(answer) = workshop.answer(task, &mut queue) {
                            let _ = outgoing.send(answer);
                            // Where little effort is made there is little to give back.
                            if settings.effort == Effort::Full {
                                heap.tidy();
                            }
                        }
                    }
                }
                Err(error) => {
                    let _ = report.send(Err(error));
                }
            })
            .map_err(|error| Error::Thread(error.to_string()))?;
        let compiler = Self { orders: Some(orders), results, stop, in_background, thread: Some(thread) };
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
        self.order(Order::Compile(Box::new(request))).map_err(|_| Error::Thread("it has ended".to_owned()))
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
        let Some(thread) = self.thread.take() else { return };
        if self.in_background && !thread.is_finished() {
            // It ends when LLVM is done with a region, which may take long, and nobody is to wait for that who plays.
            crate::process::leave_behind(thread);
        } else if thread.join().is_err() {
            log::warn!("the compiling thread ended in a panic");
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
