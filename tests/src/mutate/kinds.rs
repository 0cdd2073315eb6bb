//! The kinds of files, where right ones are from, and the commands that they are given to.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fastrand::Rng;

use super::bytes::{longest_number, mutated, mutated_text};

/// A kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// Makes files that are right, in the folder.
    seeds: fn(&Workplace) -> io::Result<Vec<Seed>>,
    /// Makes one that is not.
    mutate: fn(&mut Rng, &[Vec<u8>]) -> Vec<u8>,
    /// The arguments that it is given to the command with, which vary with its number.
    arguments: fn(&Workplace, &Path, u64) -> Vec<String>,
    /// What the command prints whatever is in the file.
    pub always: Option<fn(&Workplace) -> String>,
}

/// A file that is right, and where it has to be for the command to find it; `None` if that is said on the command line.
type Seed = (Vec<u8>, Option<PathBuf>);

/// Where files are made, and what with.
#[derive(Debug)]
pub struct Workplace {
    /// The command.
    pub command: PathBuf,
    /// The folder for files, which is this kind's alone.
    pub folder: PathBuf,
    /// The top of the repository.
    pub repository: PathBuf,
}

/// A kind with its seeds.
#[derive(Debug)]
pub struct Source {
    kind: Kind,
    seeds: Vec<Vec<u8>>,
    places: Vec<PathBuf>,
}

/// A file to try, and how.
#[derive(Debug)]
pub struct Case {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Where it goes.
    pub path: PathBuf,
    /// What the command is started with.
    pub arguments: Vec<String>,
}

impl Workplace {
    fn game(&self, name: &str) -> String {
        self.repository.join("roms/games").join(name).display().to_string()
    }

    /// The folder that compiled code is kept in, for the kind that is about it.
    #[must_use]
    pub fn code(&self) -> PathBuf {
        self.folder.join("code")
    }

    /// Runs the command, which has to come through. Returns what it prints.
    fn run(&self, arguments: &[&str]) -> io::Result<String> {
        let mut command = Command::new(&self.command);
        let code = if arguments.contains(&"--sync") { self.code() } else { PathBuf::new() };
        let output = command
            .args(arguments)
            .env("STITCH8_CODE_CACHE", code)
            .env("XDG_CONFIG_HOME", self.folder.join("none"))
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The content of the repository's files in `folder` that end in `ending`, no longer than 10 KB each.
    fn files(&self, folder: &str, ending: &str) -> io::Result<Vec<Seed>> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(self.repository.join(folder))? {
            paths.push(entry?.path());
        }
        paths.sort();
        paths.retain(|path| path.extension().is_some_and(|found| found == ending));
        let files = paths.iter().map(std::fs::read).collect::<io::Result<Vec<_>>>()?;
        Ok(files.into_iter().filter(|bytes| bytes.len() < 10_000).map(|bytes| (bytes, None)).collect())
    }
}

impl Source {
    /// The files of a kind that are right, which are made in the workplace.
    ///
    /// # Errors
    ///
    /// If they cannot be made.
    pub fn of(kind: Kind, place: &Workplace) -> io::Result<Self> {
        let (seeds, places): (Vec<_>, Vec<_>) = (kind.seeds)(place)?.into_iter().unzip();
        if seeds.is_empty() {
            return Err(io::Error::other(format!("there is no file to begin with for the kind {}", kind.name)));
        }
        Ok(Self { kind, seeds, places: places.into_iter().flatten().collect() })
    }

    /// The file of this number, which is the same whenever it is asked for.
    #[must_use]
    pub fn case(&self, place: &Workplace, seed: u64, number: u64) -> Case {
        let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number);
        let bytes = (self.kind.mutate)(&mut rng, &self.seeds);
        let path = rng.choice(&self.places).cloned().unwrap_or_else(|| place.folder.join("file"));
        let arguments = (self.kind.arguments)(place, &path, number);
        Case { bytes, path, arguments }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// Arguments of a command with `PATH` in it for the file.
fn with(path: &Path, text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| if word == "PATH" { path.display().to_string() } else { word }).collect()
}

/// Every kind.
pub const KINDS: [Kind; 11] = [
    Kind {
        name: "rom",
        seeds: |place| Ok([place.files("roms/games", "ch8")?, place.files("roms/conformance", "ch8")?].concat()),
        mutate: mutated,
        arguments: |_, path, number| {
            let text = match number % 8 {
                0 => "info PATH",
                1 => "disasm PATH",
                2 => "config PATH",
                3 => "run PATH --frames 3 --engine lockstep --ipf 200",
                4 => "run PATH --frames 3 --ipf 2000 --platform xochip",
                5 => "run PATH --frames 3 --ipf 2000 --platform superchip --json",
                _ => "run PATH --frames 3 --engine interpreter",
            };
            with(path, text)
        },
        always: None,
    },
    Kind {
        name: "state",
        seeds: |place| {
            let mut states = Vec::new();
            for (frames, options) in
                [("3", "--platform superchip"), ("200", "--platform superchip"), ("90", "--platform xochip")]
            {
                let file = place.folder.join("seed").display().to_string();
                let game = place.game("updraft.ch8");
                let arguments = ["run", &game, "--frames", frames, "--save-state", &file];
                place.run(&[&arguments[..], &options.split(' ').collect::<Vec<_>>()].concat())?;
                states.push((std::fs::read(&file)?, None));
            }
            Ok(states)
        },
        mutate: state,
        arguments: |place, path, number| {
            let frames = if number % 4 == 0 { "--frames 0 --json" } else { "--frames 3" };
            with(path, &format!("run {} --load-state PATH --ipf 100 {frames}", place.game("updraft.ch8")))
        },
        always: None,
    },
    Kind {
        name: "recording",
        seeds: |place| {
            let mut recordings = Vec::new();
            for keys in ["5@10-20", "7@30-90", "9@1-2"] {
                let file = place.folder.join("seed").display().to_string();
                let game = place.game("updraft.ch8");
                place.run(&["run", &game, "--frames", "150", "--ipf", "40", "--key", keys, "--record", &file])?;
                recordings.push((std::fs::read(&file)?, None));
            }
            Ok(recordings)
        },
        mutate: recording,
        arguments: |place, path, _| with(path, &format!("run {} --play PATH --frames 100", place.game("updraft.ch8"))),
        always: None,
    },
    Kind {
        name: "settings",
        seeds: |place| {
            let game = place.game("updraft.ch8");
            let text = place.run(&["config", &game, "--no-settings"])?;
            let more = "volume = 60\npalette = 'mono'\ncolors = ['#000000', '#ffffff']\nkeymap = \"azerty\"\n[keys]\n5 = [\"Up\", \
                        \"NumPad8\"]\nA = \"é\"\n[quirks]\nshift = true\n[rom.\"1f8fbb582544a63013fadcac7ffec3964c87d71e\"]\nipf = 40\n\
                        quirks = { shift = false }\nrotation = 90\nblend = 'fade'\nscaling = 'fit'\nfull-screen = false\n";
            Ok(vec![(text.into_bytes(), None), (more.as_bytes().to_vec(), None)])
        },
        mutate: mutated_text,
        arguments: |place, path, number| {
            let rom = place.game("updraft.ch8");
            let text = if number % 4 == 0 {
                format!("run {rom} --frames 1 --ipf 10 --settings PATH")
            } else {
                format!("config {rom} --settings PATH")
            };
            with(path, &text)
        },
        always: None,
    },
    Kind {
        name: "flags",
        seeds: |_| {
            let text = |values: &str| (format!("stitch8 flags 1\n{values}\n").into_bytes(), None);
            Ok(vec![text("00 00 2A 00 00 00 00 00 00 00 00 00 00 00 00 00"), text(["FF"; 16].join(" ").as_str())])
        },
        mutate: mutated_text,
        arguments: |place, path, _| with(path, &format!("run {} --frames 3 --flags PATH", place.game("updraft.ch8"))),
        always: None,
    },
    Kind {
        name: "manifest",
        seeds: |place| {
            // What it names is beside it.
            for entry in std::fs::read_dir(place.repository.join("roms/conformance"))? {
                let path = entry?.path();
                std::fs::copy(&path, place.folder.join(path.file_name().unwrap_or_default()))?;
            }
            let all = std::fs::read_to_string(place.folder.join("manifest.toml"))?;
            let seeds = place.repository.join("tests/fuzz/seeds/manifest");
            let mut files = vec![std::fs::read(seeds.join("rows.toml"))?, std::fs::read(seeds.join("two.toml"))?];
            // A few cases at a time, for each to be soon done.
            files.extend(
                all.split("\n\n").map(|case| case.as_bytes().to_vec()).filter(|case| case.starts_with(b"[[case]]")),
            );
            Ok(files.into_iter().map(|bytes| (bytes, None)).collect())
        },
        // How long a program runs is for whoever writes the manifest to say.
        mutate: |rng, seeds| {
            loop {
                let bytes = mutated_text(rng, seeds);
                if longest_number(&bytes, &["frames", "ipf"]) <= 3 {
                    return bytes;
                }
            }
        },
        arguments: |place, path, _| {
            let failures = place.folder.join("failures").display().to_string();
            with(path, &format!("test PATH --engine interpreter --jobs 1 --failures {failures}"))
        },
        always: None,
    },
    Kind {
        name: "database",
        seeds: |place| {
            let mut files = place.files("tests/fuzz/seeds/database", "json")?;
            files.extend(place.files("roms", "json")?);
            Ok(files)
        },
        mutate: mutated_text,
        arguments: |place, path, number| {
            let command = if number % 2 == 0 { "info" } else { "config" };
            with(path, &format!("{command} {} --database PATH", place.game("updraft.ch8")))
        },
        always: None,
    },
    Kind {
        name: "source",
        seeds: |place| {
            Ok([place.files("tests/fuzz/seeds/assembler", "8o")?, place.files("roms/conformance", "8o")?].concat())
        },
        mutate: mutated_text,
        arguments: |place, path, _| {
            let output = place.folder.join("output").display().to_string();
            with(path, &format!("asm PATH --output {output}"))
        },
        always: None,
    },
    Kind {
        name: "symbols",
        seeds: |place| {
            let (source, file) = (place.game("updraft.8o"), place.folder.join("seed").display().to_string());
            let output = place.folder.join("output").display().to_string();
            place.run(&["asm", &source, "--output", &output, "--symbols", &file])?;
            Ok(vec![(std::fs::read(&file)?, None)])
        },
        mutate: mutated_text,
        arguments: |place, path, _| with(path, &format!("disasm {} --symbols PATH", place.game("updraft.ch8"))),
        always: None,
    },
    Kind {
        name: "vectors",
        seeds: |place| {
            let folder = place.folder.join("vectors");
            let text = folder.display().to_string();
            place.run(&["vectors", "--platform", "superchip", "--out", &text, "--count", "3"])?;
            let mut files = Vec::new();
            for (number, entry) in std::fs::read_dir(&folder)?.enumerate() {
                let path = entry?.path();
                files.push(std::fs::read(&path)?);
                if number > 0 && path.file_name().is_some_and(|name| name != "platform.json") {
                    std::fs::remove_file(&path)?;
                }
            }
            let file = folder.join("vectors.json");
            Ok(files.into_iter().map(|bytes| (bytes, Some(file.clone()))).collect())
        },
        mutate: mutated_text,
        arguments: |place, _, _| with(&place.folder.join("vectors"), "vectors --check PATH"),
        always: None,
    },
    Kind {
        name: "code",
        seeds: |place| {
            code_run(place)?;
            let mut files = Vec::new();
            for entry in std::fs::read_dir(place.code())? {
                let path = entry?.path();
                files.push((std::fs::read(&path)?, Some(path)));
            }
            Ok(files)
        },
        mutate: mutated,
        arguments: |place, _, _| words(&format!("run {} {CODE}", place.game(COMPILED))),
        always: Some(|place| {
            let report = code_run(place).unwrap_or_default();
            let screen =
                report.split("\"screen\"").nth(1).and_then(|text| text.split('}').next()).unwrap_or("no screen");
            format!("\"screen\"{screen}}}")
        }),
    },
];

/// A program that works for all of a frame, and so is compiled, from the folder of games.
const COMPILED: &str = "../bench/planes.ch8";
/// A run of it that compiles some regions.
const CODE: &str = "--frames 20 --ipf 20000 --sync --json";

fn code_run(place: &Workplace) -> io::Result<String> {
    let program = place.game(COMPILED);
    let arguments: Vec<&str> = ["run", &program].into_iter().chain(CODE.split(' ')).collect();
    place.run(&arguments)
}

/// States, most of them with a checksum that fits, since all others are refused alike.
fn state(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    const HEADER: usize = 24;
    if rng.u8(0..4) == 0 {
        return mutated(rng, seeds);
    }
    let contents: Vec<Vec<u8>> = seeds.iter().map(|bytes| bytes[HEADER..].to_vec()).collect();
    let contents = mutated(rng, &contents);
    let mut bytes = seeds[0][..HEADER - 8].to_vec();
    bytes.extend_from_slice(&(contents.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&contents).to_le_bytes());
    bytes.extend_from_slice(&contents);
    bytes
}

/// Recordings, most of them with checksums that fit.
fn recording(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    const HEADER: usize = 20;
    if rng.u8(0..4) == 0 {
        return mutated(rng, seeds);
    }
    let all: Vec<Vec<u8>> = seeds.iter().flat_map(|bytes| records(&bytes[HEADER..])).collect();
    let mut own = records(&rng.choice(seeds).expect("there are some")[HEADER..]);
    for _ in 0..rng.usize(1..=3) {
        let at = rng.usize(0..own.len());
        match rng.u8(0..4) {
            0 if own.len() > 1 => drop(own.remove(at)),
            1 => own.insert(at, rng.choice(&all).cloned().unwrap_or_default()),
            _ => own[at] = mutated(rng, &[own[at].clone()]),
        }
    }
    let mut bytes = seeds[0][..HEADER].to_vec();
    for record in own {
        let length = (record.len() as u32).to_le_bytes();
        bytes.extend_from_slice(&length);
        bytes.extend_from_slice(&crc32fast::hash(&length).to_le_bytes());
        bytes.extend_from_slice(&record);
        bytes.extend_from_slice(&crc32fast::hash(&record).to_le_bytes());
    }
    bytes
}

/// What is in the records of a recording.
fn records(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<8>() {
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(record) = rest.get(..length) else { break };
        records.push(record.to_vec());
        bytes = rest.get(length + 4..).unwrap_or_default();
    }
    records
}
