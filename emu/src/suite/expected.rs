//! What is expected of a run's end, and where it was not so.

use std::fmt;

use cpu_ops::State;
use serde::Deserialize;

use super::screen::ExpectedScreen;
use super::sound::ExpectedSound;
use crate::headless::Ending;
use crate::picture::Picture;

/// What is expected when a run is over. What is not given may be anything, but a fault must be expected.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The screen.
    pub screen: Option<ExpectedScreen>,
    /// The sound.
    pub sound: Option<ExpectedSound>,
    /// Registers and their values.
    pub registers: Vec<(Register, u32)>,
    /// Addresses and the bytes from there on.
    pub memory: Vec<(u16, Vec<u8>)>,
    /// The sample pattern.
    pub pattern: Option<[u8; 16]>,
    /// Why the run ends.
    pub exit: Option<Exit>,
    /// What the message of the fault, which there must be, contains.
    pub fault: Option<String>,
}

/// Why a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exit {
    /// All frames were run.
    Frames,
    /// The program jumped to itself.
    Halt,
    /// The program ended itself.
    Exited,
    /// The program did something that has no meaning.
    Fault,
}

/// A register that a value can be expected of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// v0 to vF.
    V(u8),
    /// The address register.
    I,
    /// The address of the next instruction.
    Pc,
    /// The delay timer.
    Delay,
    /// The sound timer.
    Sound,
    /// The playback pitch of the sample pattern.
    Pitch,
}

/// One expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The screen is another.
    Screen {
        /// The SHA-1 expected, if one has been recorded.
        expected: Option<String>,
        /// The SHA-1 found.
        found: String,
        /// How many pixels differ, if that can be told.
        pixels: Option<usize>,
    },
    /// The sound is another.
    Sound {
        /// The SHA-1 expected, if one has been recorded.
        expected: Option<String>,
        /// The SHA-1 found.
        found: String,
    },
    /// A register has another value.
    Register(Register, u32, u32),
    /// Memory from an address on is other than expected.
    Memory(u16, Vec<u8>, Vec<u8>),
    /// The sample pattern is other than expected.
    Pattern([u8; 16], [u8; 16]),
    /// The run ended with another fault: what its message should contain, and the message.
    Fault(String, String),
    /// The run ended otherwise: what was expected, if anything, and what happened.
    Exit(Option<Exit>, String),
}

impl Expected {
    /// Where a run that came to `state` and `ending` is not what is expected. `sound` is the SHA-1 of what was heard.
    #[must_use]
    pub fn compare(&self, state: &State, picture: &Picture, sound: &str, ending: &Ending) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        let as_expected = match self.exit {
            Some(exit) => exit.name() == ending.name(),
            None => !matches!(ending, Ending::Fault(_)),
        };
        if !as_expected {
            mismatches.push(Mismatch::Exit(self.exit, describe(ending)));
        }
        if let (Some(expected), Ending::Fault(fault)) = (&self.fault, ending)
            && !fault.to_string().contains(expected)
        {
            mismatches.push(Mismatch::Fault(expected.clone(), fault.to_string()));
        }
        for &(register, expected) in &self.registers {
            let found = register.read(state);
            if found != expected {
                mismatches.push(Mismatch::Register(register, expected, found));
            }
        }
        for (address, expected) in &self.memory {
            let start = usize::from(*address);
            let found = &state.bus.memory[start..start + expected.len()];
            if found != expected {
                mismatches.push(Mismatch::Memory(*address, expected.clone(), found.to_vec()));
            }
        }
        if let Some(expected) = self.pattern.filter(|expected| *expected != state.bus.pattern) {
            mismatches.push(Mismatch::Pattern(expected, state.bus.pattern));
        }
        mismatches.extend(self.screen.as_ref().and_then(|screen| screen.compare(picture)));
        mismatches.extend(self.sound.as_ref().and_then(|expected| expected.compare(sound)));
        mismatches
    }
}

fn describe(ending: &Ending) -> String {
    match ending {
        Ending::Frames => "ran all its frames".to_owned(),
        Ending::SelfJump => "halted, jumping to itself".to_owned(),
        Ending::Exited => "ended itself".to_owned(),
        Ending::Fault(fault) => format!("faulted: {fault}"),
        Ending::Difference(_) => "ran differently on the engines".to_owned(),
        Ending::NotAsRecorded(_) => "ran differently from a recording".to_owned(),
        Ending::Interrupted => "was interrupted".to_owned(),
    }
}

impl Exit {
    /// Its name in a manifest.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Halt => "halt",
            Self::Exited => "exited",
            Self::Fault => "fault",
        }
    }
}

impl Register {
    /// The register called `name`, in capital or small letters.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "i" => Some(Self::I),
            "pc" => Some(Self::Pc),
            "delay" => Some(Self::Delay),
            "sound" => Some(Self::Sound),
            "pitch" => Some(Self::Pitch),
            other => {
                let digit = other.strip_prefix('v').filter(|digit| digit.len() == 1)?;
                u8::from_str_radix(digit, 16).ok().map(Self::V)
            }
        }
    }

    /// The largest value it can have.
    #[must_use]
    pub fn largest(self) -> u32 {
        match self {
            // Past the end of the largest memory a program faults.
            Self::Pc => 0x1_0000,
            Self::I => 0xFFFF,
            Self::V(_) | Self::Delay | Self::Sound | Self::Pitch => 0xFF,
        }
    }

    fn read(self, state: &State) -> u32 {
        let registers = &state.registers;
        match self {
            Self::V(x) => registers.v[usize::from(x)].into(),
            Self::I => registers.i,
            Self::Pc => registers.pc,
            Self::Delay => registers.delay.into(),
            Self::Sound => registers.sound.into(),
            Self::Pitch => state.bus.pitch.into(),
        }
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V(x) => write!(f, "v{x:X}"),
            Self::I => f.write_str("i"),
            Self::Pc => f.write_str("pc"),
            Self::Delay => f.write_str("delay"),
            Self::Sound => f.write_str("sound"),
            Self::Pitch => f.write_str("pitch"),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Screen { expected: None, found, .. } => {
                write!(f, "no screen has been recorded yet; it is {found}, which --bless accepts")
            }
            Self::Screen { expected: Some(expected), found, pixels } => {
                if let Some(pixels) = pixels {
                    write!(f, "{pixels} pixels of the screen differ: ")?;
                }
                write!(f, "screen {found}, expected {expected}")
            }
            Self::Sound { expected: None, found } => {
                write!(f, "no sound has been recorded yet; it is {found}, which --bless accepts")
            }
            Self::Sound { expected: Some(expected), found } => write!(f, "sound {found}, expected {expected}"),
            Self::Register(register, expected, found) => {
                let digits = if register.largest() > 0xFF { 4 } else { 2 };
                write!(f, "{register} is 0x{found:0digits$X}, expected 0x{expected:0digits$X}")
            }
            Self::Memory(address, expected, found) => {
                write!(f, "memory at 0x{address:03X} is {}, expected {}", hex(found), hex(expected))
            }
            Self::Pattern(expected, found) => {
                write!(f, "the sample pattern is {}, expected {}", hex(found), hex(expected))
            }
            Self::Fault(expected, found) => write!(f, "the fault is \"{found}\", expected \"{expected}\" in it"),
            Self::Exit(Some(expected), found) => {
                write!(f, "the program {found}, expected exit \"{}\"", expected.name())
            }
            Self::Exit(None, found) => write!(f, "the program {found}"),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
