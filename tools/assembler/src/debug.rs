//! Breakpoints and monitors: marks for a debugger that add no code.
//!
//! Input: `:breakpoint` and `:monitor` directives. Output: breakpoints by
//! address and monitors by name.

mod format;

use std::collections::BTreeMap;

use crate::assembler::Assembler;
use crate::assembly::{Monitor, MonitorExtent, MonitorTarget};
use crate::error::{ErrorKind, Fault, Step};
use crate::token::{Token, Value};

/// The debugging marks of a program so far.
#[derive(Debug, Default)]
pub(crate) struct DebugInfo {
    /// Names of breakpoints by address.
    pub breakpoints: BTreeMap<usize, String>,
    /// Monitors in the order they first appear.
    pub monitors: Vec<Monitor>,
    places: BTreeMap<String, usize>,
}

impl DebugInfo {
    /// Adds a monitor, or replaces the one of the same name.
    fn set_monitor(&mut self, monitor: Monitor) {
        if let Some(&place) = self.places.get(&monitor.name) {
            self.monitors[place] = monitor;
        } else {
            self.places.insert(monitor.name.clone(), self.monitors.len());
            self.monitors.push(monitor);
        }
    }
}

impl Assembler<'_> {
    /// `:breakpoint name`.
    pub(crate) fn breakpoint(&mut self) -> Step {
        let name = self.string("a breakpoint name")?;
        let text = self.text(name).to_owned();
        self.charge(text.len())?;
        self.debug.breakpoints.insert(self.image.here(), text);
        Ok(())
    }

    /// `:monitor register length` or `:monitor address length`.
    pub(crate) fn monitor(&mut self) -> Step {
        let subject = self.peek(0);
        let name = match subject.map(|token| token.value) {
            Some(Value::Word(name)) => self.text(name).to_owned(),
            Some(Value::Number(value)) => value.to_string(),
            None => String::new(),
        };
        self.charge(name.len())?;
        let is_register = self.next_is_register();
        let target =
            if is_register { MonitorTarget::Register(self.register()?) } else { MonitorTarget::Memory(self.word()?) };
        let extent = match self.format()? {
            Some(extent) => extent,
            None if is_register => MonitorExtent::Bytes(u16::from(self.nibble()?)),
            None => MonitorExtent::Bytes(self.word()?),
        };
        self.debug.set_monitor(Monitor { name, target, extent });
        Ok(())
    }

    /// Takes a format string if the next token is one.
    fn format(&mut self) -> Step<Option<MonitorExtent>> {
        let Some(name) = self.peek(0).and_then(Token::word) else { return Ok(None) };
        if !self.text(name).contains('%') {
            return Ok(None);
        }
        self.take();
        self.charge(self.text(name).len())?;
        let parsed = format::parse(self.text(name));
        parsed.map(|parts| Some(MonitorExtent::Format(parts))).map_err(|problem| {
            let hint = "a field is %, an optional byte count and one of c, i, b or x";
            Fault::hinted(ErrorKind::MonitorFormat { problem }, self.last_span(), hint)
        })
    }
}
