//! Timers and keys: FX07, FX15, FX18, EX9E, EXA1, FX0A.

use cpu_ops::Exit;
use cpu_ops::bus::NO_KEY;

use crate::check::Part::{Delay, Ends, Keys, Latched, Pc, Sound, V};
use crate::check::check;

#[test]
fn timers_are_read_and_set() {
    check(
        &[],
        &[
            (0xF107, &[V(1, 0x99)], &[V(1, 0)]),
            (0xF107, &[V(1, 0x99), Delay(0xFF), Sound(3)], &[V(1, 0xFF)]),
            (0xFF07, &[Delay(7)], &[V(0xF, 7)]),
            (0xF115, &[V(1, 0xFF), Delay(3), Sound(4)], &[Delay(0xFF)]),
            (0xF115, &[Delay(3)], &[Delay(0)]),
            (0xFF15, &[V(0xF, 9)], &[Delay(9)]),
            (0xF118, &[V(1, 0xFF), Delay(3), Sound(4)], &[Sound(0xFF)]),
            (0xF118, &[Sound(4)], &[Sound(0)]),
            (0xFF18, &[V(0xF, 1)], &[Sound(1)]),
        ],
    );
}

#[test]
fn keys_are_asked_for_by_the_low_four_bits() {
    let skipped = Pc(0x304);
    check(
        &[],
        &[
            (0xE19E, &[V(1, 0x5), Keys(0x0020)], &[skipped]),
            (0xE19E, &[V(1, 0x5), Keys(0xFFDF)], &[]),
            (0xE19E, &[V(1, 0x0), Keys(0x0001)], &[skipped]),
            (0xE19E, &[V(1, 0xF), Keys(0x8000)], &[skipped]),
            (0xE19E, &[V(1, 0x15), Keys(0x0020)], &[skipped]),
            (0xE19E, &[V(1, 0xFF), Keys(0x8000)], &[skipped]),
            (0xE19E, &[V(1, 0x10), Keys(0xFFFE)], &[]),
            (0xEF9E, &[V(0xF, 0x3), Keys(0x0008)], &[skipped]),
            (0xE1A1, &[V(1, 0x5), Keys(0x0020)], &[]),
            (0xE1A1, &[V(1, 0x5), Keys(0xFFDF)], &[skipped]),
            (0xE1A1, &[V(1, 0x0), Keys(0x0000)], &[skipped]),
            (0xE1A1, &[V(1, 0x15), Keys(0x0020)], &[]),
            (0xE1A1, &[V(1, 0xFF), Keys(0x8000)], &[]),
            (0xE1A1, &[V(1, 0x10), Keys(0xFFFE)], &[skipped]),
            (0xEFA1, &[V(0xF, 0x3), Keys(0x0008)], &[]),
        ],
    );
}

#[test]
fn a_key_wait_takes_a_key_that_goes_down_and_up() {
    let (again, waits) = (Pc(0x300), Ends(Exit::KeyWait));
    check(
        &[],
        &[
            // Nothing is down: wait.
            (0xF10A, &[V(1, 0x99)], &[again, waits]),
            // A key is down, whether or not it went down during the wait; of several the lowest counts.
            (0xF10A, &[V(1, 0x99), Keys(0x0020)], &[again, waits, Latched(5)]),
            (0xF10A, &[V(1, 0x99), Keys(0x0001)], &[again, waits, Latched(0)]),
            (0xF10A, &[V(1, 0x99), Keys(0x8010)], &[again, waits, Latched(4)]),
            (0xF10A, &[V(1, 0x99), Keys(0x8000)], &[again, waits, Latched(0xF)]),
            // It stays down, others may come and go.
            (0xF10A, &[V(1, 0x99), Latched(5), Keys(0x0020)], &[again, waits]),
            (0xF10A, &[V(1, 0x99), Latched(5), Keys(0xFFFF)], &[again, waits]),
            // It goes up: that is the key, whatever else is down.
            (0xF10A, &[V(1, 0x99), Latched(5)], &[V(1, 5), Latched(NO_KEY)]),
            (0xF10A, &[V(1, 0x99), Latched(0), Keys(0xFFFE)], &[V(1, 0), Latched(NO_KEY)]),
            (0xFF0A, &[Latched(0xF), Keys(0x0001)], &[V(0xF, 0xF), Latched(NO_KEY)]),
        ],
    );
}
