//! The checks and conversions after the last statement.
//!
//! Input: the assembler at the end of the source. Output: the assembly, or all
//! errors including labels never defined and blocks never closed.

use crate::assembler::Assembler;
use crate::assembly::{Assembly, Symbol, SymbolValue};
use crate::error::{ErrorKind, Errors, Fault};
use crate::expression::arithmetic;
use crate::forward::{self, Forwards};
use crate::keyword::Keyword;
use crate::limits::PROGRAM_START;
use crate::names::Name;
use crate::source::Span;
use crate::stream::Exhausted;
use crate::symbols::Definition;

impl Assembler<'_> {
    /// Completes the program.
    pub(super) fn finish(mut self) -> Result<Assembly, Errors> {
        if self.stream.is_exhausted() {
            let fault = self.exhausted(Exhausted::Tokens);
            self.diagnostics.report(fault);
        }
        let stopped_early = self.stopped || self.diagnostics.is_full() || self.stream.is_exhausted();
        if !stopped_early {
            self.fill_entry_jump();
            self.report_undefined();
            for fault in std::mem::take(&mut self.blocks).into_unclosed() {
                self.diagnostics.report(fault);
            }
        }
        let symbols = self.finished_symbols();
        let warnings = self.diagnostics.into_result(stopped_early)?;
        Ok(Assembly {
            rom: self.image.rom(self.options.trim_trailing_zeros),
            symbols,
            breakpoints: self.debug.breakpoints,
            monitors: self.debug.monitors,
            listing: self.listing.into_lines(&self.image),
            features: self.features,
            warnings,
        })
    }

    /// Makes the jump reserved at the program start go to `main`.
    fn fill_entry_jump(&mut self) {
        if !self.has_entry_jump {
            return;
        }
        let main = Name::of(Keyword::Main);
        let target = self.symbols.constant(main).or_else(|| self.symbols.label_value(main));
        match target {
            None => {
                let end = self.source.text().trim_end().len();
                let hint = "the program starts at ': main'";
                self.diagnostics.report(Fault::hinted(ErrorKind::MissingMain, Span::new(end, end), hint));
            }
            Some(target) if target < 0.0 || target > f64::from(0xFFF) => {
                let address = usize::try_from(arithmetic::wrap_to_i32(target)).unwrap_or(usize::MAX);
                let kind = forward::out_of_reach(Keyword::Main.text().to_owned(), address);
                let definition = self.symbols.definitions().find(|&(_, name, ..)| name == main);
                let span = definition.map_or_else(Span::default, |(_, _, span, _)| span);
                self.diagnostics.report(Fault::hinted(kind, span, "the program starts by a jump to 'main'"));
            }
            Some(target) => {
                let target = usize::from(arithmetic::low_word(target));
                self.image.patch_jump(PROGRAM_START, target);
            }
        }
    }

    /// Reports every name that was used as a label but never defined.
    fn report_undefined(&mut self) {
        let forwards: Forwards = std::mem::take(&mut self.forwards);
        for (name, pending) in forwards.into_undefined() {
            if self.diagnostics.is_full() {
                return;
            }
            let kind = ErrorKind::UndefinedLabel { name: self.shown(name) };
            let hint = self.undefined_hint(name);
            let mut fault = Fault::hinted(kind, pending.first_use, hint);
            fault.call_sites = pending.call_sites;
            self.diagnostics.report(fault);
        }
    }

    fn undefined_hint(&self, name: Name) -> String {
        if matches!(name.keyword(), Some(Keyword::OpenBrace | Keyword::CloseBrace)) {
            return "this brace belongs to no :macro, :stringmode or expression".to_owned();
        }
        if self.symbols.constant(name).is_some() || self.symbols.is_macro(name) {
            return "a constant or macro must be defined before its first use".to_owned();
        }
        self.near_anything(name)
            .unwrap_or_else(|| format!("define it with ': {}' or check its spelling", self.shown(name)))
    }

    fn finished_symbols(&self) -> Vec<Symbol> {
        let finished = |(definition, name, span, value): (Definition, Name, Span, f64)| Symbol {
            name: self.text(name).to_owned(),
            value: match definition {
                Definition::Label => SymbolValue::Label(self.symbols.label(name).unwrap_or_default()),
                Definition::Constant => SymbolValue::Constant(value),
                Definition::Calculated => SymbolValue::Calculated(value),
                Definition::Alias => SymbolValue::Alias(self.symbols.register(name).unwrap_or_default()),
            },
            line: self.source.line_of(span.range().start),
        };
        self.symbols.definitions().map(finished).collect()
    }
}
