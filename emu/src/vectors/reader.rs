//! Reads vectors from a file one at a time, however many there are, and none that is larger than a machine has things to say of.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};

use serde::Deserializer as _;
use serde::de::{self, SeqAccess, Visitor};

use super::Vector;

/// The largest vector, in bytes of its file: all of memory and of the screen, before and after, spaciously written.
const MAX_BYTES: u64 = 16 << 20;

/// Calls `each` with one after another of the vectors in `file`, until it answers with an error.
///
/// # Errors
///
/// If the file cannot be read, or is not what it should be. What `each` answers is inside.
pub fn for_each<E>(
    file: impl Read,
    mut each: impl FnMut(Vector) -> Result<(), E>,
) -> serde_json::Result<Result<(), E>> {
    let (left, number) = (Cell::new(MAX_BYTES), Cell::new(1));
    let mut answer = Ok(());
    let metered = Metered { file: BufReader::new(file), left: &left, number: &number };
    let mut deserializer = serde_json::Deserializer::from_reader(metered);
    let next = |vector| {
        left.set(MAX_BYTES);
        number.set(number.get() + 1);
        answer = each(vector);
        answer.is_ok()
    };
    let read = deserializer.deserialize_seq(Each(next)).and_then(|()| deserializer.end());
    if answer.is_err() { Ok(answer) } else { read.map(Ok) }
}

/// A file of which only so many bytes may be read from one vector to the next.
struct Metered<'a, R> {
    file: R,
    left: &'a Cell<u64>,
    /// The number of the vector that is read, counted from 1.
    number: &'a Cell<u64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        let left = self.left.get().checked_sub(length as u64);
        let message = || format!("vector {} has more than {MAX_BYTES} bytes", self.number.get());
        let too_large = || io::Error::new(io::ErrorKind::InvalidData, message());
        self.left.set(left.ok_or_else(too_large)?);
        Ok(length)
    }
}

/// Hands on each element of an array, until the function answers no.
struct Each<F>(F);

impl<'de, F: FnMut(Vector) -> bool> Visitor<'de> for Each<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of vectors")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut vectors: A) -> Result<(), A::Error> {
        while let Some(vector) = vectors.next_element()? {
            if !(self.0)(vector) {
                return Err(de::Error::custom("no more are asked for"));
            }
        }
        Ok(())
    }
}
