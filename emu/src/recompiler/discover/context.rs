//! Contexts: the calls that a piece of a region is inside of.
//!
//! A short subroutine is not compiled once for a region but once for each place that calls it, and a larger one where its call is if one place
//! alone calls it, so that its return is known to go back there. That is certain: a region is entered outside of all contexts, code in one is come to
//! by its call alone, and nothing but calls and returns changes the stack.

/// Where code stands in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Its address, in bytes.
    pub pc: u32,
    /// The calls it is inside of.
    pub context: Context,
}

/// Calls that code is inside of: an index into [`Contexts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Context(usize);

impl Context {
    /// Whatever was called: where it returns to is found out when it does.
    pub const UNKNOWN: Self = Self(0);
}

/// The contexts of a region: a tree, of which [`Context::UNKNOWN`] is the root.
#[derive(Debug, Default)]
pub struct Contexts {
    /// All but the root.
    calls: Vec<Call>,
}

/// A call that has been taken.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Where it comes back to.
    pub site: Place,
    /// What was called.
    pub target: u32,
    /// Whether its subroutine is there for others as well.
    pub is_copy: bool,
    /// How many calls it is inside of whose subroutines are there for others as well, itself included.
    depth: usize,
}

impl Contexts {
    /// The context of the subroutine at `target`, called from where it comes back to `site`; `is_copy`: there are other calls of it.
    pub fn enter(&mut self, target: u32, site: Place, is_copy: bool) -> Context {
        self.calls.push(Call { site, target, is_copy, depth: self.depth(site.context) + usize::from(is_copy) });
        Context(self.calls.len())
    }

    /// The innermost call of `context`.
    pub fn innermost(&self, context: Context) -> Option<Call> {
        context.0.checked_sub(1).map(|index| self.calls[index])
    }

    /// Whether `context` is that of a subroutine which is there for others as well.
    pub fn is_copy(&self, context: Context) -> bool {
        self.innermost(context).is_some_and(|call| call.is_copy)
    }

    /// How many calls `context` is inside of whose subroutines are there for others as well, as far as is known.
    pub fn depth(&self, context: Context) -> usize {
        self.innermost(context).map_or(0, |call| call.depth)
    }

    /// Whether a call of the subroutine at `target` is among those that `context` is inside of.
    pub fn is_inside_of(&self, context: Context, target: u32) -> bool {
        self.around(context).any(|call| call.target == target)
    }

    /// Where the calls of `context` come back to, the innermost first.
    pub fn sites(&self, context: Context) -> impl Iterator<Item = u32> {
        self.around(context).map(|call| call.site.pc)
    }

    /// The calls of `context`, the innermost first.
    fn around(&self, context: Context) -> impl Iterator<Item = Call> {
        std::iter::successors(self.innermost(context), |call| self.innermost(call.site.context))
    }
}
