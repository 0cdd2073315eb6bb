//! What decides a region's machine code: everything that the stitcher, LLVM and the linker are told.

use std::fmt::Write as _;

use cpu_ops::table::OPS;
use cpu_ops::{Instr, Profile};
use sha1::{Digest as _, Sha1};
use stitch8_llvm::inkwell::support::get_llvm_version;

use crate::recompiler::codegen::HostTarget;
use crate::recompiler::region::{Block, Edge, End, Region};

/// The SHA-1 of the ops as they were packed when this was built.
const OPS_DIGEST: [u8; 20] = include!(concat!(env!("OUT_DIR"), "/ops_digest.rs"));

/// A number that changes with what turns a region into code, if Stitch8's version does not.
const SOURCES: u64 = hash(&[
    include_bytes!("../bitcode.rs"),
    include_bytes!("../region.rs"),
    include_bytes!("../stitch.rs"),
    include_bytes!("../stitch/budget.rs"),
    include_bytes!("../stitch/hammock.rs"),
    include_bytes!("../stitch/leave.rs"),
    include_bytes!("../if_conversion.rs"),
    include_bytes!("../branch_profile.rs"),
    include_bytes!("../optimize.rs"),
    include_bytes!("../codegen.rs"),
    include_bytes!("../placement.rs"),
    include_bytes!("../compiler/workshop.rs"),
    include_bytes!("../exit.rs"),
    include_bytes!("../host.rs"),
    include_bytes!("../symbol.rs"),
    linker::specialize::SOURCE,
]);

/// FNV-1a, which is simple enough to be worked out by the compiler.
const fn hash(texts: &[&[u8]]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut text = 0;
    while text < texts.len() {
        let mut at = 0;
        while at < texts[text].len() {
            hash = (hash ^ texts[text][at] as u64).wrapping_mul(0x100_0000_01B3);
            at += 1;
        }
        text += 1;
    }
    hash
}

/// What is the same for all regions of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maker([u8; 20]);

impl Maker {
    /// This program, with this LLVM, on this host's CPU.
    #[must_use]
    pub fn new(target: &HostTarget) -> Self {
        Self::of(env!("CARGO_PKG_VERSION"), &OPS_DIGEST, get_llvm_version(), target)
    }

    fn of(version: &str, ops: &[u8], llvm: (u32, u32, u32), target: &HostTarget) -> Self {
        let HostTarget { triple, cpu, features } = target;
        // As text, in which a string ends where its quotes do: no two makers have the same.
        let text = format!("{version:?} {SOURCES:x} {ops:?} {llvm:?} {triple:?} {cpu:?} {features:?} {OPS:?}");
        Self(Sha1::digest(text).into())
    }
}

/// Digits of the name of a key's file.
pub const NAME_DIGITS: usize = 40;

/// All that decides a piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(Vec<u8>);

impl Key {
    /// That of a region's function.
    #[must_use]
    pub fn of_region(maker: Maker, region: &Region) -> Self {
        // Every field is named: a new one that has a say must find its way in here.
        let Region { entry, blocks, return_sites, source, loose, profile } = region;
        let mut key = Writer::begin(maker, *profile, b'R');
        key.number(*entry);
        key.count(blocks.len());
        for block in blocks {
            key.block(block);
        }
        key.count(return_sites.len());
        for &site in return_sites {
            key.count(site);
        }
        key.count(source.len());
        for &(address, value) in source {
            key.number(address);
            key.bytes.push(value);
        }
        key.count(loose.len());
        for (&pc, &part) in loose {
            key.number(pc);
            key.number(part as u32);
        }
        Self(key.bytes)
    }

    /// That of what the ops of a profile call and do not inline.
    #[must_use]
    pub fn of_shared(maker: Maker, profile: Profile) -> Self {
        Self(Writer::begin(maker, profile, b'S').bytes)
    }

    /// The name of its file: [`NAME_DIGITS`] hexadecimal digits.
    #[must_use]
    pub fn name(&self) -> String {
        Sha1::digest(&self.0).iter().fold(String::new(), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        })
    }

    /// All of it, to compare with what a file says that it is for.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Writes a key, so that no two differing regions have the same.
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn begin(Maker(maker): Maker, profile: Profile, kind: u8) -> Self {
        let mut key = Self { bytes: maker.to_vec() };
        key.bytes.push(kind);
        key.number(profile.bits());
        key
    }

    fn number(&mut self, number: u32) {
        self.bytes.extend(number.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.number(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn block(&mut self, block: &Block) {
        // Which skips are if-converted is found out only if there is no code of before, and that does the same whichever it was.
        let Block { instrs, end, checked, longest, targets, if_converted: _, callers } = block;
        self.count(instrs.len());
        for &Instr { op, operands, pc, word } in instrs {
            self.bytes.push(op as u8);
            self.number(operands.bits());
            self.number(pc);
            self.bytes.extend(word.to_le_bytes());
        }
        self.end(*end);
        self.number(u32::from(*checked));
        self.number(*longest);
        self.count(targets.len());
        for &target in targets {
            self.count(target);
        }
        self.count(callers.len());
        for &site in callers {
            self.number(site);
        }
    }

    fn end(&mut self, end: End) {
        self.bytes.push(match end {
            End::Next(_) => 0,
            End::Jump(_) => 1,
            End::SelfJump => 2,
            End::Skip { .. } => 3,
            End::Call(_) => 4,
            End::Return { .. } => 5,
            End::Dynamic => 6,
            End::Computed => 7,
        });
        for edge in end.edges() {
            let (kind, to) = match edge {
                Edge::Block(index) => (0, u32::try_from(index).unwrap_or(u32::MAX)),
                Edge::Leave(pc) => (1, pc),
            };
            self.bytes.push(kind);
            self.number(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::bus::MEMORY_BYTES;
    use cpu_ops::{Platform, Quirk, Quirks};

    use super::*;
    use crate::recompiler::discover::{Scope, discover};

    const VERSION: (u32, u32, u32) = (22, 1, 0);

    fn target(cpu: &str, features: &str) -> HostTarget {
        HostTarget { triple: "x86_64".to_owned(), cpu: cpu.to_owned(), features: features.to_owned() }
    }

    #[test]
    fn a_key_tells_makers_apart() {
        let of = Maker::of;
        let usual = of("1", &[1], VERSION, &target("cpu", "+a"));
        assert_eq!(usual, of("1", &[1], VERSION, &target("cpu", "+a")));
        let others = [
            of("2", &[1], VERSION, &target("cpu", "+a")),
            of("1", &[2], VERSION, &target("cpu", "+a")),
            of("1", &[1], (22, 1, 1), &target("cpu", "+a")),
            of("1", &[1], VERSION, &target("cpu2", "+a")),
            of("1", &[1], VERSION, &target("cpu", "+a,+b")),
        ];
        assert!(others.iter().all(|other| *other != usual));
    }

    #[test]
    fn a_key_tells_regions_apart() {
        let platform = Platform::DEFAULT;
        let (plain, quirky) =
            [false, true].map(|is_on| platform.profile(Quirks::NONE.with(Quirk::Shift, is_on))).into();
        let region = |word: u16, entry: u32, profile| {
            let mut memory = Box::new([0; MEMORY_BYTES]);
            for (at, word) in [word, 0x3105, 0x1200, 0x00EE].into_iter().enumerate() {
                memory[0x200 + 2 * at..][..2].copy_from_slice(&word.to_be_bytes());
            }
            let scope = Scope { wanted: |_| true, computed: |_| false, compiled: |_| false, weight: 100 };
            discover(&memory, entry, profile, &scope).expect("it can be compiled")
        };
        let [maker, other] = ["a", "b"].map(|version| Maker::of(version, &[1], VERSION, &target("cpu", "+a")));
        let usual = Key::of_region(maker, &region(0x7101, 0x200, plain));
        assert_eq!(usual, Key::of_region(maker, &region(0x7101, 0x200, plain)));
        let others = [
            Key::of_region(maker, &region(0x7102, 0x200, plain)),
            Key::of_region(maker, &region(0x7101, 0x202, plain)),
            Key::of_region(maker, &region(0x7101, 0x200, quirky)),
            Key::of_region(other, &region(0x7101, 0x200, plain)),
            Key::of_shared(maker, plain),
        ];
        assert!(others.iter().all(|other| *other != usual && other.name() != usual.name()));
        // Where the budget is checked is no part of the guest's code, and decides the host's all the same.
        let mut checked = region(0x7101, 0x200, plain);
        checked.blocks[0].checked = false;
        assert_ne!(usual, Key::of_region(maker, &checked));
        // Nor is where a computed jump has led.
        let mut led = region(0x7101, 0x200, plain);
        led.blocks[0].targets = vec![0];
        assert_ne!(usual, Key::of_region(maker, &led));
    }
}
