//! What the compiling thread has to do, and in which order: the hottest region first.

use std::sync::mpsc::{Receiver, TryRecvError};

use super::{Order, Request};

/// Orders of the emulation thread, and the requests that wait.
pub struct Queue {
    incoming: Receiver<Order>,
    /// In the order in which they came.
    waiting: Vec<Request>,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Task {
    /// To look at a region that has just been asked for.
    New(Request),
    /// To compile one.
    Compile(Request),
    /// To answer one that is not wanted any more.
    GiveUp(Request),
}

impl Queue {
    /// A queue of what comes through `incoming`.
    pub fn new(incoming: Receiver<Order>) -> Self {
        Self { incoming, waiting: Vec::new() }
    }

    /// A region that is new shall be compiled when its turn comes.
    pub fn wait(&mut self, request: Request) {
        self.waiting.push(request);
    }

    /// The next task; `None` if there will be none. Waits for one if there is nothing to do. Frees first what is to be freed,
    /// however many regions were asked for before: code comes to life one region at a time, and so never more than a cacheful
    /// is waiting to be freed.
    pub fn next(&mut self) -> Option<Task> {
        loop {
            let order = if self.waiting.is_empty() {
                self.incoming.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.incoming.try_recv()
            };
            match order {
                Ok(Order::Free(code)) => drop(code),
                Ok(Order::Compile(request)) => return Some(Task::New(*request)),
                Err(TryRecvError::Disconnected) if self.waiting.is_empty() => return None,
                Err(_) => return Some(self.choose()),
            }
        }
    }

    /// Of those that wait, one that is given up; or else the hottest, of several the first that came.
    fn choose(&mut self) -> Task {
        if let Some(index) = self.waiting.iter().position(|request| request.ticket.is_cancelled()) {
            return Task::GiveUp(self.waiting.remove(index));
        }
        // The last of the maxima is the first that came.
        let hottest = self.waiting.iter().enumerate().rev().max_by_key(|(_, request)| request.ticket.heat());
        Task::Compile(self.waiting.remove(hottest.map_or(0, |(index, _)| index)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Sender, channel};

    use cpu_ops::bus::MEMORY_BYTES;
    use cpu_ops::{Platform, Quirks};

    use super::*;
    use crate::recompiler::discover::{Scope, discover};
    use crate::recompiler::pending::Ticket;
    use crate::recompiler::statistics::Phases;

    fn ask(orders: &Sender<Order>, entry: u32) -> Arc<Ticket> {
        let mut memory = Box::new([0; MEMORY_BYTES]);
        memory[entry as usize..][..4].copy_from_slice(&[0x71, 0x01, 0x12, 0x00]);
        let profile = Platform::DEFAULT.profile(Quirks::NONE);
        let scope = Scope { wanted: |_| true, computed: |_| false, compiled: |_| false, weight: 100 };
        let region = discover(&memory, entry, profile, &scope).expect("it can be compiled");
        let ticket = Arc::<Ticket>::default();
        let request = Request { region, sample: None, phases: Phases::default(), ticket: Arc::clone(&ticket) };
        orders.send(Order::Compile(Box::new(request))).expect("the queue is there");
        ticket
    }

    #[test]
    fn the_hottest_goes_first_and_what_is_cancelled_before() {
        let (orders, incoming) = channel();
        let mut queue = Queue::new(incoming);
        let tickets: Vec<Arc<Ticket>> = (0..5).map(|number| ask(&orders, 0x200 + 0x10 * number)).collect();
        // Each is looked at when it comes.
        for number in 0..5 {
            let Some(Task::New(request)) = queue.next() else { panic!("a new one comes first") };
            assert_eq!(request.region.entry, 0x200 + 0x10 * number);
            queue.wait(request);
        }
        for (ticket, heat) in tickets.iter().zip([1, 7, 7, 2, 9]) {
            ticket.set_heat(heat);
        }
        tickets[4].cancel();
        drop(orders);
        let mut order = Vec::new();
        loop {
            match queue.next() {
                Some(Task::Compile(request)) => order.push((request.region.entry, true)),
                Some(Task::GiveUp(request)) => order.push((request.region.entry, false)),
                Some(Task::New(_)) => panic!("nothing new came"),
                None => break,
            }
            // What has become of the others meanwhile counts.
            tickets[0].set_heat(5);
        }
        assert_eq!(order, [(0x240, false), (0x210, true), (0x220, true), (0x200, true), (0x230, true)]);
    }
}
