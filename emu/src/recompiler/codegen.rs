//! Code generation: from a module to an object file in memory, for the host's own CPU.

#![allow(unsafe_code, reason = "LLVM is called where inkwell has no face for it")]

use std::ffi::{CStr, c_int};
use std::ptr;
use std::sync::Once;

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};
use stitch8_llvm::inkwell::OptimizationLevel;
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::targets::{CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine};

use stitch8_llvm::llvm_sys::support::LLVMParseCommandLineOptions;

use super::error::Error;

/// What code is generated for, in LLVM's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostTarget {
    /// Architecture and system.
    pub triple: String,
    /// The CPU's model.
    pub cpu: String,
    /// What it has and what it lacks.
    pub features: String,
}

/// Generates code for the host.
#[derive(Debug)]
pub struct Codegen {
    machine: TargetMachine,
    target: HostTarget,
}

impl Codegen {
    /// A code generator for this host's CPU with all its features.
    ///
    /// # Errors
    ///
    /// If LLVM does not know the host.
    pub fn for_host() -> Result<Self, Error> {
        Self::with_level(OptimizationLevel::Less)
    }

    /// The same, but one that is done soon and generates slow code.
    ///
    /// # Errors
    ///
    /// If LLVM does not know the host.
    pub fn quick_for_host() -> Result<Self, Error> {
        Self::with_level(OptimizationLevel::None)
    }

    fn with_level(level: OptimizationLevel) -> Result<Self, Error> {
        set_options();
        Target::initialize_x86(&InitializationConfig::default());
        Target::initialize_aarch64(&InitializationConfig::default());
        let triple = TargetMachine::get_default_triple();
        let target = Target::from_triple(&triple).map_err(|message| Error::Host(message.to_string()))?;
        let (cpu, features) = (TargetMachine::get_host_cpu_name().to_string(), TargetMachine::get_host_cpu_features());
        let features = features.to_string();
        let machine = target
            .create_target_machine(&triple, &cpu, &features, level, RelocMode::PIC, CodeModel::Default)
            .ok_or_else(|| Error::Host(format!("no code generator for {triple}")))?;
        let triple = triple.as_str().to_string_lossy().into_owned();
        Ok(Self { machine, target: HostTarget { triple, cpu, features } })
    }

    /// What code is generated for.
    #[must_use]
    pub fn target(&self) -> &HostTarget {
        &self.target
    }

    /// The target machine, for passes that ask what it can do.
    #[must_use]
    pub fn machine(&self) -> &TargetMachine {
        &self.machine
    }

    /// The object file of `module`.
    ///
    /// # Errors
    ///
    /// LLVM's own words.
    pub fn object(&self, module: &Module<'_>) -> Result<MemoryBuffer<'static>, Error> {
        self.write(module, FileType::Object)
    }

    /// The assembly of `module`, for people.
    ///
    /// # Errors
    ///
    /// LLVM's own words.
    pub fn assembly(&self, module: &Module<'_>) -> Result<String, Error> {
        // With comments that name the blocks.
        self.machine.set_asm_verbosity(true);
        // Generating code changes the module it is generated from.
        let buffer = self.write(&module.clone(), FileType::Assembly)?;
        Ok(String::from_utf8_lossy(buffer.as_slice()).trim_end_matches('\0').to_owned())
    }

    fn write(&self, module: &Module<'_>, file: FileType) -> Result<MemoryBuffer<'static>, Error> {
        self.machine.write_to_memory_buffer(module, file).map_err(|message| Error::Codegen(message.to_string()))
    }
}

/// Options of LLVM's that only its command line has; they hold for the whole process.
///
/// - Loop strength reduction is off: in guest loops it finds nothing to reduce, and keeps a second copy of counters.
/// - So is the scheduling of machine instructions: the processor reorders them itself, and it is a twelfth of code generation.
const OPTIONS: [&CStr; OPTION_COUNT as usize] = [c"stitch8", c"-disable-lsr", c"-enable-misched=0"];
const OPTION_COUNT: c_int = 3;

fn set_options() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        let arguments = OPTIONS.map(CStr::as_ptr);
        // SAFETY: the arguments are as many as said, and end in zeros; LLVM copies what it keeps.
        unsafe { LLVMParseCommandLineOptions(OPTION_COUNT, arguments.as_ptr(), ptr::null()) }
    });
}

/// Bytes of machine code in an object file.
///
/// # Errors
///
/// If it is no object file.
pub fn code_bytes(object: &[u8]) -> Result<u64, Error> {
    let sections = parse(object)?;
    let sections = sections.sections();
    Ok(sections.filter(|section| section.kind() == SectionKind::Text).map(|section| section.size()).sum())
}

/// Whether an object file refers to any of `symbols`.
///
/// # Errors
///
/// If it is no object file.
pub fn calls_any(object: &[u8], symbols: &[impl AsRef<str>]) -> Result<bool, Error> {
    let file = parse(object)?;
    let undefined = file.symbols().filter(ObjectSymbol::is_undefined).filter_map(|symbol| symbol.name().ok());
    let mut names = undefined.map(|name| name.strip_prefix(PREFIX).unwrap_or(name));
    Ok(names.any(|name| symbols.iter().any(|symbol| symbol.as_ref() == name)))
}

/// What the object files of this system put before each symbol of a language.
const PREFIX: &str = if cfg!(target_vendor = "apple") { "_" } else { "" };

fn parse(object: &[u8]) -> Result<object::File<'_>, Error> {
    object::File::parse(object).map_err(|error| Error::Codegen(error.to_string()))
}
