//! Cases: from a manifest's section to what is run and expected, every value checked.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use cpu_ops::{Platform, Profile, Quirk};
use toml::Spanned;

use super::expected::{Exit, Expected, Register};
use super::files::Search;
use super::manifest::{Defaults, Pairs, Section, Source};
use super::{DEFAULT_FRAMES, Plan, Problem, screen, sound};
use crate::engine::EngineKind;
use crate::headless::Job;
use crate::keys::KeyPress;
use crate::number::number;
use crate::rom::{Rom, is_sha1};
use crate::setup::{MAX_INSTRUCTIONS, Setup, Wishes, no_platform};

/// The most frames of a case, and the most instructions in all of them: with many more it would practically never end.
const MAX_FRAMES: u64 = 100_000_000;
const MAX_CASE_INSTRUCTIONS: u64 = 100_000_000_000;

/// Every engine that a build of this program can have.
const ENGINES: [&str; 2] = ["interpreter", "recompiler"];

/// One headless run and what is expected of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The program, which cases share that name the same file.
    pub rom: Arc<Rom>,
    /// How it is run.
    pub job: Job,
    /// The engines it is meant for; all of them otherwise.
    pub engines: Option<Vec<EngineKind>>,
    /// What is expected.
    pub expected: Expected,
}

impl Case {
    /// Whether it is meant for `engine`.
    #[must_use]
    pub fn is_for(&self, engine: EngineKind) -> bool {
        self.engines.as_ref().is_none_or(|engines| engines.contains(&engine))
    }
}

/// What all cases of a manifest share.
pub struct Context<'a> {
    source: &'a Source,
    search: &'a Search,
    defaults: &'a Defaults,
    platform: Option<&'static Platform>,
    quirks: Vec<(Quirk, bool)>,
    /// The ROMs that were read, or why one was not, by their paths.
    roms: RefCell<HashMap<PathBuf, Result<Arc<Rom>, String>>>,
}

impl<'a> Context<'a> {
    /// The context, its defaults checked.
    pub fn new(source: &'a Source, search: &'a Search, defaults: &'a Defaults) -> Result<Self, Problem> {
        let platform = defaults.platform.as_ref().map(|id| platform(source, id)).transpose()?;
        let quirks = quirks(source, &defaults.quirks)?;
        speed(source, defaults.ipf.as_ref())?;
        Ok(Self { source, search, defaults, platform, quirks, roms: RefCell::default() })
    }

    /// The ROM at `path`, which is read once, however often there are dots and slashes in it that lead nowhere.
    fn rom(&self, path: &str) -> Result<Arc<Rom>, String> {
        let parts = Path::new(path).components().filter(|part| *part != Component::CurDir);
        let mut roms = self.roms.borrow_mut();
        roms.entry(parts.collect()).or_insert_with(|| self.source.files.rom(path).map(Arc::new)).clone()
    }
}

/// What is to be done with the case in `section`, whose header is `at`.
pub fn build(context: &Context, section: &Section, at: &Range<usize>) -> Result<Plan, Problem> {
    let (source, defaults) = (context.source, context.defaults);
    if let Some(reason) = &section.skip {
        return Ok(Plan::Skip(reason.clone()));
    }
    let engines = engines(source, section, at)?;
    if engines.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Plan::Skip("for engines that this build does not have".to_owned()));
    }
    let rom = find_rom(context, section, at)?;
    let platform = section.platform.as_ref().map(|id| platform(source, id)).transpose()?;
    let wishes = Wishes {
        platform: platform.or(context.platform),
        quirks: [context.quirks.clone(), quirks(source, &section.quirks)?].concat(),
        font: None,
        instructions_per_frame: speed(source, section.ipf.as_ref())?.or(defaults.ipf.as_ref().map(|ipf| *ipf.as_ref())),
        seed: section.seed.or(defaults.seed).unwrap_or(0),
    };
    let rom_at = section.rom.as_ref().or(section.sha1.as_ref()).map_or(at.clone(), Spanned::span);
    let setup = Setup::choose(&rom, &wishes).map_err(|error| source.problem(&rom_at, error.to_string()))?;
    let frames = section.frames.as_ref().map(|frames| *frames.as_ref()).or(defaults.frames).unwrap_or(DEFAULT_FRAMES);
    let ipf = setup.instructions_per_frame;
    if frames > MAX_FRAMES || ipf.saturating_mul(frames) > MAX_CASE_INSTRUCTIONS {
        let most = format!("{MAX_FRAMES} frames and {MAX_CASE_INSTRUCTIONS} instructions");
        let message = format!("{frames} frames of {ipf} instructions each: a case has at most {most}");
        let place = section.frames.as_ref().or(section.ipf.as_ref()).map_or(at.clone(), Spanned::span);
        return Err(source.problem(&place, message));
    }
    let pokes = blocks(source, &section.pokes, setup.profile())?;
    let each_byte = |(address, bytes): (u16, Vec<u8>)| (address..=u16::MAX).zip(bytes).collect::<Vec<_>>();
    let job = Job {
        setup,
        frames,
        until_halt: section.until_halt.or(defaults.until_halt).unwrap_or(section.exit == Some(Exit::Halt)),
        pokes: pokes.into_iter().flat_map(each_byte).collect(),
        keys: section.keys.iter().map(|text| key(source, text)).collect::<Result<_, _>>()?,
    };
    let expected = Expected {
        screen: screen::read(source, section)?,
        sound: section.sound.as_ref().map(|text| sound::read(source, text)).transpose()?,
        registers: registers(source, &section.registers)?,
        memory: blocks(source, &section.memory, setup.profile())?,
        pattern: section.pattern,
        exit: exit(source, section)?,
        fault: section.fault.as_ref().map(|text| text.as_ref().clone()),
    };
    Ok(Plan::Run(Box::new(Case { rom, job, engines, expected })))
}

/// The ROM at the path given, or whose SHA-1 is given; if both are, they must agree.
fn find_rom(context: &Context, section: &Section, at: &Range<usize>) -> Result<Arc<Rom>, Problem> {
    let source = context.source;
    let sha1 = section.sha1.as_ref().map(|text| sha1(source, text)).transpose()?;
    let (path, path_at) = match (&section.rom, &sha1, &section.sha1) {
        (Some(path), _, _) => (path.as_ref().as_str(), path.span()),
        (None, Some(sha1), Some(text)) => {
            let path = context.search.path(&source.files, sha1).ok_or_else(|| {
                let folders = "the manifest's folder and rom-folders";
                let why = context.search.problem().map_or_else(String::new, |problem| format!("; {problem}"));
                source.problem(&text.span(), format!("no file in {folders} has the SHA-1 {sha1}{why}"))
            })?;
            (path, text.span())
        }
        _ => return Err(source.problem(at, "a case needs `rom`, the path of a ROM, or `sha1`, a ROM's SHA-1")),
    };
    let rom = context.rom(path).map_err(|message| source.problem(&path_at, message))?;
    match sha1 {
        Some(expected) if expected != rom.sha1() => {
            Err(source.problem(&path_at, format!("{path} has the SHA-1 {}, not {expected}", rom.sha1())))
        }
        _ => Ok(rom),
    }
}

fn platform(source: &Source, id: &Spanned<String>) -> Result<&'static Platform, Problem> {
    Platform::by_id(id.as_ref())
        .ok_or_else(|| source.problem(&id.span(), format!("platform {:?}: {}", id.as_ref(), no_platform(id.as_ref()))))
}

fn quirks(source: &Source, quirks: &BTreeMap<Spanned<String>, bool>) -> Result<Vec<(Quirk, bool)>, Problem> {
    let quirk = |(name, &on): (&Spanned<String>, &bool)| {
        let quirk = name.as_ref().parse().map_err(|_| {
            let names = Quirk::ALL.map(Quirk::name).join(", ");
            source.problem(&name.span(), format!("no quirk is called {:?}; there are: {names}", name.as_ref()))
        })?;
        Ok((quirk, on))
    };
    quirks.iter().map(quirk).collect()
}

fn speed(source: &Source, ipf: Option<&Spanned<u64>>) -> Result<Option<u64>, Problem> {
    match ipf {
        Some(ipf) if !(1..=MAX_INSTRUCTIONS).contains(ipf.as_ref()) => {
            Err(source.problem(&ipf.span(), format!("a frame has 1 to {MAX_INSTRUCTIONS} instructions")))
        }
        ipf => Ok(ipf.map(|ipf| *ipf.as_ref())),
    }
}

/// The engines of this build among those that the section names.
fn engines(source: &Source, section: &Section, at: &Range<usize>) -> Result<Option<Vec<EngineKind>>, Problem> {
    let Some(names) = &section.engines else { return Ok(None) };
    if names.is_empty() {
        return Err(source.problem(at, format!("`engines` names none; there are: {}", ENGINES.join(", "))));
    }
    for name in names {
        if !ENGINES.contains(&name.as_ref().as_str()) {
            let message = format!("no engine is called {:?}; there are: {}", name.as_ref(), ENGINES.join(", "));
            return Err(source.problem(&name.span(), message));
        }
    }
    Ok(Some(names.iter().filter_map(|name| name.as_ref().parse().ok()).collect()))
}

/// Why the run ends; a fault's message is the message of a fault.
fn exit(source: &Source, section: &Section) -> Result<Option<Exit>, Problem> {
    match (&section.fault, section.exit) {
        (Some(_), None) => Ok(Some(Exit::Fault)),
        (Some(text), Some(exit)) if exit != Exit::Fault => {
            let message = format!("a case that has `fault` does not end with exit \"{}\"", exit.name());
            Err(source.problem(&text.span(), message))
        }
        (_, exit) => Ok(exit),
    }
}

fn key(source: &Source, text: &Spanned<String>) -> Result<KeyPress, Problem> {
    let problem = |error| source.problem(&text.span(), format!("{:?}: {error}", text.as_ref()));
    text.as_ref().parse().map_err(|error: crate::keys::KeyPressError| problem(error))
}

/// A SHA-1 in small letters.
pub fn sha1(source: &Source, text: &Spanned<String>) -> Result<String, Problem> {
    let digits = text.as_ref();
    if is_sha1(digits) {
        return Ok(digits.to_ascii_lowercase());
    }
    Err(source.problem(&text.span(), format!("{digits:?} is no SHA-1, which has 40 hexadecimal digits")))
}

/// Addresses and the bytes from there on, all inside of memory.
fn blocks(source: &Source, pairs: &Pairs<toml::Value>, profile: Profile) -> Result<Vec<(u16, Vec<u8>)>, Problem> {
    let mut blocks = Vec::new();
    for (key, value) in pairs {
        let form = |at: Range<usize>, message: &str| source.problem(&at, message);
        let address = number(key.as_ref())
            .ok_or_else(|| form(key.span(), "an address is a number in quotes, such as \"0x1FF\" or \"511\""))?;
        let bytes = bytes(value.as_ref())
            .ok_or_else(|| form(value.span(), "memory is a byte, such as 0x3F, or an array of bytes"))?;
        if u64::from(address) + bytes.len() as u64 > u64::from(profile.memory_bytes()) {
            let last = profile.address_mask();
            let message = format!("{} bytes at 0x{address:X} do not fit: memory ends at 0x{last:X}", bytes.len());
            return Err(source.problem(&key.span(), message));
        }
        blocks.push((address as u16, bytes));
    }
    Ok(blocks)
}

fn bytes(value: &toml::Value) -> Option<Vec<u8>> {
    let byte = |value: &toml::Value| value.as_integer().and_then(|value| u8::try_from(value).ok());
    match value {
        toml::Value::Array(values) => values.iter().map(byte).collect(),
        value => byte(value).map(|byte| vec![byte]),
    }
}

fn registers(source: &Source, pairs: &Pairs<i64>) -> Result<Vec<(Register, u32)>, Problem> {
    let register = |(name, value): (&Spanned<String>, &Spanned<i64>)| {
        let register = Register::by_name(name.as_ref()).ok_or_else(|| {
            let message =
                format!("no register is called {:?}; there are: v0 to vF, i, pc, delay, sound, pitch", name.as_ref());
            source.problem(&name.span(), message)
        })?;
        let fits = u32::try_from(*value.as_ref()).ok().filter(|&value| value <= register.largest());
        let value = fits.ok_or_else(|| {
            source.problem(&value.span(), format!("{register} is never more than 0x{:X}", register.largest()))
        })?;
        Ok((register, value))
    };
    pairs.iter().map(register).collect()
}
