//! What every name of a program stands for.
//!
//! Input: definitions as they are read. Output: constants, labels, registers,
//! macros and string modes by name. One name may have several meanings at
//! once; each kind of use has its own order of preference.

use crate::expression::arithmetic;
use crate::keyword::{KEY_CONSTANTS, Keyword};
use crate::macros::{Macro, StringMode};
use crate::names::Name;
use crate::source::Span;

/// A constant's value and how it was defined.
#[derive(Debug, Clone, Copy)]
struct Constant {
    value: f64,
    /// Whether `:calc` may give it another value.
    recalculable: bool,
}

/// Everything one name stands for.
#[derive(Debug, Clone, Copy, Default)]
struct Meanings {
    constant: Option<Constant>,
    label: Option<u32>,
    alias: Option<f64>,
    /// Whether the alias is among the definitions already.
    alias_listed: bool,
    macro_index: Option<u32>,
    mode_index: Option<u32>,
}

/// The kind of a definition that ends up among the assembly's symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Definition {
    Label,
    Constant,
    Calculated,
    Alias,
}

/// All definitions of a program so far.
#[derive(Debug)]
pub(crate) struct Symbols {
    meanings: Vec<Meanings>,
    macros: Vec<Macro>,
    modes: Vec<StringMode>,
    definitions: Vec<(Definition, Name, Span)>,
}

impl Symbols {
    /// The predefined names: key constants and the `:unpack` registers.
    pub(crate) fn new() -> Self {
        let mut symbols = Self { meanings: Vec::new(), macros: Vec::new(), modes: Vec::new(), definitions: Vec::new() };
        for (keyword, key) in KEY_CONSTANTS {
            let constant = Constant { value: f64::from(key), recalculable: false };
            symbols.entry(Name::of(keyword)).constant = Some(constant);
        }
        symbols.entry(Name::of(Keyword::UnpackHi)).alias = Some(0.0);
        symbols.entry(Name::of(Keyword::UnpackLo)).alias = Some(1.0);
        symbols
    }

    fn get(&self, name: Name) -> Meanings {
        self.meanings.get(name.index()).copied().unwrap_or_default()
    }

    fn entry(&mut self, name: Name) -> &mut Meanings {
        if self.meanings.len() <= name.index() {
            self.meanings.resize(name.index() + 1, Meanings::default());
        }
        &mut self.meanings[name.index()]
    }

    /// The value of a constant, calculated or not.
    pub(crate) fn constant(&self, name: Name) -> Option<f64> {
        self.get(name).constant.map(|constant| constant.value)
    }

    /// Whether `:calc` may not define this name.
    pub(crate) fn is_fixed_constant(&self, name: Name) -> bool {
        self.get(name).constant.is_some_and(|constant| !constant.recalculable)
    }

    /// The address of a label.
    pub(crate) fn label(&self, name: Name) -> Option<usize> {
        self.get(name).label.map(|address| address as usize)
    }

    /// The address of a label as a value.
    pub(crate) fn label_value(&self, name: Name) -> Option<f64> {
        self.get(name).label.map(f64::from)
    }

    /// Whether the name is an alias for a register.
    pub(crate) fn is_alias(&self, name: Name) -> bool {
        self.get(name).alias.is_some()
    }

    /// The number of the register a name stands for; an alias made by an
    /// expression may have a fraction.
    pub(crate) fn register_value(&self, name: Name) -> Option<f64> {
        self.get(name).alias.or_else(|| name.builtin_register().map(f64::from))
    }

    /// The register a name stands for.
    pub(crate) fn register(&self, name: Name) -> Option<u8> {
        self.register_value(name).map(|value| arithmetic::low_byte(value) & 0x0F)
    }

    /// The macro of this name.
    pub(crate) fn macro_named(&mut self, name: Name) -> Option<&mut Macro> {
        let index = self.get(name).macro_index?;
        self.macros.get_mut(index as usize)
    }

    /// Whether a macro of this name exists.
    pub(crate) fn is_macro(&self, name: Name) -> bool {
        self.get(name).macro_index.is_some()
    }

    /// The string mode of this name.
    pub(crate) fn mode_named(&mut self, name: Name) -> Option<&mut StringMode> {
        let index = self.get(name).mode_index?;
        self.modes.get_mut(index as usize)
    }

    /// The string mode of this name, made empty when there is none.
    pub(crate) fn mode_or_new(&mut self, name: Name) -> &mut StringMode {
        let next = self.modes.len();
        let wanted = u32::try_from(next).ok();
        let entry = self.entry(name);
        entry.mode_index = entry.mode_index.or(wanted);
        let index = entry.mode_index.map_or(next, |index| index as usize);
        if index == next {
            self.modes.push(StringMode::default());
        }
        &mut self.modes[index]
    }

    /// Whether the name means anything.
    pub(crate) fn is_defined(&self, name: Name) -> bool {
        let meanings = self.get(name);
        meanings.constant.is_some()
            || meanings.label.is_some()
            || meanings.alias.is_some()
            || meanings.macro_index.is_some()
            || meanings.mode_index.is_some()
    }

    /// Defines a constant for good.
    pub(crate) fn define_constant(&mut self, name: Name, value: f64, span: Span) {
        self.entry(name).constant = Some(Constant { value, recalculable: false });
        self.definitions.push((Definition::Constant, name, span));
    }

    /// Defines or redefines a calculated constant.
    pub(crate) fn calculate_constant(&mut self, name: Name, value: f64, span: Span) {
        let is_new = self.entry(name).constant.replace(Constant { value, recalculable: true }).is_none();
        if is_new {
            self.definitions.push((Definition::Calculated, name, span));
        }
    }

    /// Defines a label.
    pub(crate) fn define_label(&mut self, name: Name, address: usize, span: Span) {
        self.entry(name).label = u32::try_from(address).ok();
        self.definitions.push((Definition::Label, name, span));
    }

    /// Defines or redefines a register alias.
    pub(crate) fn define_alias(&mut self, name: Name, register: f64, span: Span) {
        let entry = self.entry(name);
        entry.alias = Some(register);
        if !std::mem::replace(&mut entry.alias_listed, true) {
            self.definitions.push((Definition::Alias, name, span));
        }
    }

    /// Removes an alias; tells whether there was one.
    pub(crate) fn remove_alias(&mut self, name: Name) -> bool {
        self.entry(name).alias.take().is_some()
    }

    /// Defines a macro.
    pub(crate) fn define_macro(&mut self, name: Name, definition: Macro) {
        self.entry(name).macro_index = u32::try_from(self.macros.len()).ok();
        self.macros.push(definition);
    }

    /// The program's definitions in source order, with their values; aliases
    /// that were removed are left out.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = (Definition, Name, Span, f64)> + '_ {
        self.definitions.iter().filter_map(|&(definition, name, span)| {
            let meanings = self.get(name);
            let value = match definition {
                Definition::Label => meanings.label.map(f64::from),
                Definition::Constant | Definition::Calculated => meanings.constant.map(|constant| constant.value),
                Definition::Alias => meanings.alias,
            };
            value.map(|value| (definition, name, span, value))
        })
    }
}
