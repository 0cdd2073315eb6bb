//! References to labels that are not defined yet.
//!
//! Input: places that need an address. Output: patches to the image once the
//! label is defined, and the names that never were.

use std::collections::HashMap;

use crate::error::{CallSite, ErrorKind};
use crate::image::{Image, low_word};
use crate::names::Name;
use crate::source::Span;

/// How an address is stored at a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// In the low 12 bits of an instruction.
    Low12,
    /// As two bytes.
    Word,
    /// As three bytes.
    Word24,
    /// In the operands of two register loads, below a fixed high nibble.
    Unpack12,
    /// In the operands of two register loads.
    UnpackWord,
}

/// The uses of a name before its definition.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Where the name was first used.
    pub first_use: Span,
    /// The expansions that first use came through.
    pub call_sites: Vec<CallSite>,
    references: Vec<(usize, Form)>,
}

/// All references still waiting for a label.
#[derive(Debug, Default)]
pub(crate) struct Forwards {
    pending: HashMap<Name, Pending>,
}

impl Forwards {
    /// Whether a name waits for its definition.
    pub(crate) fn contains(&self, name: Name) -> bool {
        self.pending.contains_key(&name)
    }

    /// Notes a reference to `name` at `address`; `origin` tells where the
    /// first reference stands.
    pub(crate) fn add(
        &mut self,
        name: Name,
        (address, form): (usize, Form),
        origin: impl FnOnce() -> (Span, Vec<CallSite>),
    ) {
        let pending = self.pending.entry(name).or_insert_with(|| {
            let (first_use, call_sites) = origin();
            Pending { first_use, call_sites, references: Vec::new() }
        });
        pending.references.push((address, form));
    }

    /// Writes a label's address to every place that waits for it.
    ///
    /// # Errors
    ///
    /// When the address does not fit a place; the place is returned with it.
    pub(crate) fn resolve(&mut self, name: Name, target: usize, image: &mut Image) -> Result<(), Box<Pending>> {
        let Some(pending) = self.pending.remove(&name) else { return Ok(()) };
        for &(address, form) in &pending.references {
            if target > 0xFFF && matches!(form, Form::Low12 | Form::Unpack12) {
                return Err(Box::new(pending));
            }
            write_address(image, address, form, target);
        }
        Ok(())
    }

    /// The names that were never defined, by place of first use.
    pub(crate) fn into_undefined(self) -> Vec<(Name, Pending)> {
        let mut undefined: Vec<_> = self.pending.into_iter().collect();
        undefined.sort_by_key(|(name, pending)| (pending.first_use, *name));
        undefined
    }
}

fn write_address(image: &mut Image, address: usize, form: Form, target: usize) {
    let [high, low] = low_word(target);
    match form {
        Form::Low12 => {
            image.patch_low_nibble(address, high);
            image.patch(address + 1, low);
        }
        Form::Word => {
            image.patch(address, high);
            image.patch(address + 1, low);
        }
        Form::Word24 => {
            image.patch(address + 1, high);
            image.patch(address + 2, low);
        }
        Form::Unpack12 => {
            image.patch_low_nibble(address + 1, high);
            image.patch(address + 3, low);
        }
        Form::UnpackWord => {
            image.patch(address + 1, high);
            image.patch(address + 3, low);
        }
    }
}

/// The error for a label no 12-bit reference can reach.
pub(crate) fn out_of_reach(name: String, address: usize) -> ErrorKind {
    ErrorKind::LabelOutOfReach { name, address }
}
