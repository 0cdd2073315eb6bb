//! Sound while a program is played: what arrives at a `PulseAudio` server.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::played::{Played, Running, wait_for};
use crate::support::Folder;

/// A tone that never ends.
/// 200: v0 := 255 / buzzer := v0 / jump 202
const TONE: [u16; 3] = [0x60FF, 0xF018, 0x1202];

/// A server whose device is nothing but a clock. None if there is none, which is said.
fn server(runtime: &Path) -> Option<Running> {
    std::fs::create_dir_all(runtime).expect("the folder is ours");
    let server = Command::new("pulseaudio")
        .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"])
        .args(["-L", "module-native-protocol-unix", "-L", "module-null-sink sink_name=nowhere rate=48000"])
        .env("XDG_RUNTIME_DIR", runtime)
        .env("HOME", runtime)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(server) = server else {
        crate::support::lacking("pulseaudio");
        return None;
    };
    let server = Running(server);
    assert!(wait_for(20, || runtime.join("pulse/native").exists()), "the server starts");
    Some(server)
}

/// `seconds` of what the server plays. None if there is nothing to record with, which is said.
fn recorded(runtime: &Path, seconds: usize) -> Option<Vec<i16>> {
    let recorder = Command::new("parec")
        .args(["-d", "nowhere.monitor", "--format=s16le", "--rate=48000", "--channels=1"])
        .env("XDG_RUNTIME_DIR", runtime)
        .env("HOME", runtime)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(recorder) = recorder else {
        crate::support::lacking("parec");
        return None;
    };
    let mut recorder = Running(recorder);
    let mut bytes = vec![0; seconds * 48_000 * 2];
    recorder.0.stdout.take().expect("it is piped").read_exact(&mut bytes).expect("there is that much");
    Some(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect())
}

/// How long the halves of the waves in `samples` are, in samples: from one change of sign to the next.
fn half_waves(samples: &[i16]) -> Vec<usize> {
    let signs: Vec<bool> = samples.iter().filter(|&&sample| sample != 0).map(|&sample| sample > 0).collect();
    let changes: Vec<usize> = (1..signs.len()).filter(|&at| signs[at] != signs[at - 1]).collect();
    changes.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn a_tone_arrives_at_the_server_at_its_pitch_and_volume() {
    let folder = Folder::new();
    let runtime = folder.path("runtime");
    let Some(_server) = server(&runtime) else { return };
    let rom = folder.rom(&TONE);
    let variables = [("XDG_RUNTIME_DIR", runtime.as_path()), ("HOME", runtime.as_path())];
    let Some(played) = Played::start(&rom, &["--volume", "50"], &variables) else { return };
    // What is recorded until it plays is silence; half of it must be the tone.
    let Some(samples) = recorded(&runtime, 4) else { return };
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
    let waves = half_waves(&samples);
    assert!(waves.len() > 4 * 960 / 2, "only {} half waves", waves.len());
    // 480 Hz; the queue may make one a sample longer or shorter now and then, and a busy machine may tear a few.
    let right = waves.iter().filter(|&&length| length == 50).count();
    assert!(right * 10 > waves.len() * 9, "{right} of {} half waves have 50 samples", waves.len());
    assert_eq!(samples.iter().max(), Some(&2048), "half the volume is a quarter of 8,192");
}

#[test]
fn a_muted_program_is_silent_and_without_a_server_nothing_is_said() {
    let folder = Folder::new();
    let runtime = folder.path("runtime");
    let rom = folder.rom(&TONE);
    let variables = [("XDG_RUNTIME_DIR", runtime.as_path()), ("HOME", runtime.as_path())];
    let Some(played) = Played::start(&rom, &[], &variables) else { return };
    std::thread::sleep(std::time::Duration::from_secs(1));
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");

    let Some(_server) = server(&runtime) else { return };
    let played = Played::start(&rom, &["--mute"], &variables).expect("there was a display before");
    let Some(samples) = recorded(&runtime, 2) else { return };
    let (playing, said) = played.stop();
    assert!(playing && said.is_empty(), "{said}");
    assert!(samples.iter().all(|&sample| sample == 0));
}
