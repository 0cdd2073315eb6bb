use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use cpu_ops::{Platform, Quirks};

use super::entry::Refused;
use super::folder::check_ids;
use super::key::Maker;
use super::*;
use crate::recompiler::codegen::HostTarget;

fn key(cpu: &str) -> Key {
    let target = HostTarget { triple: "t".to_owned(), cpu: cpu.to_owned(), features: String::new() };
    Key::of_shared(Maker::new(&target), Platform::DEFAULT.profile(Quirks::NONE))
}

fn entry(bytes: usize) -> Entry {
    Entry { symbol: "symbol".to_owned(), calls_shared: true, object: (0..bytes).map(|at| at as u8).collect() }
}

/// A store in a folder that goes with the first, and its path.
fn store(most_bytes: u64) -> (tempfile::TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a").join("code");
    let store = Store::open(&path, most_bytes).unwrap();
    (folder, path, store)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_saved_is_there_for_its_key_alone() {
    let (_folder, path, store) = store(MOST_BYTES);
    assert_eq!(store.load(&key("a")), None);
    store.save(&key("a"), &entry(5000));
    assert_eq!(store.load(&key("a")), Some(entry(5000)));
    assert_eq!(store.load(&key("b")), None);
    // A file that has another's name is not taken for it.
    fs::copy(path.join(key("a").name()), path.join(key("b").name())).unwrap();
    assert_eq!(store.load(&key("b")), None);
    assert_eq!(Entry::from_bytes(&entry(1).to_bytes(&key("a")), &key("b")), Err(Refused::Other));
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(&path).unwrap().count(), 2);
}

#[test]
fn a_damaged_file_is_as_good_as_none() {
    let key = key("a");
    let bytes = entry(300).to_bytes(&key);
    for at in 0..bytes.len() {
        for flipped in [0x01, 0x80, 0xFF] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flipped;
            assert!(Entry::from_bytes(&damaged, &key).is_err(), "byte {at}");
        }
        assert!(Entry::from_bytes(&bytes[..at], &key).is_err(), "cut at {at}");
    }
    assert!(Entry::from_bytes(&[bytes, vec![0]].concat(), &key).is_err());
    let (_folder, path, store) = store(MOST_BYTES);
    for content in [vec![], b"stitch8 code 1\0\0".to_vec(), vec![7; 2 << 20]] {
        fs::write(path.join(key.name()), content).unwrap();
        set_mode(&path.join(key.name()), 0o600);
        assert_eq!(store.load(&key), None);
    }
}

#[test]
fn nobody_else_can_have_written_what_is_used() {
    let (_folder, path, store) = store(MOST_BYTES);
    store.save(&key("a"), &entry(10));
    let file = path.join(key("a").name());
    assert_eq!((mode(&path), mode(&file)), (0o700, 0o600));
    for others in [0o620, 0o602] {
        set_mode(&file, others);
        assert_eq!(store.load(&key("a")), None, "{others:o}");
    }
    set_mode(&file, 0o644);
    assert_eq!(store.load(&key("a")), Some(entry(10)), "to read it does no harm");
    // A link, or what is no file, is not followed and does not hang.
    let other = path.join(key("b").name());
    std::os::unix::fs::symlink(&file, &other).unwrap();
    assert_eq!(store.load(&key("b")), None);
    fs::remove_file(&other).unwrap();
    fs::create_dir(&other).unwrap();
    assert_eq!(store.load(&key("b")), None);
    for others in [0o770, 0o707, 0o777] {
        set_mode(&path, others);
        let error = Store::open(&path, MOST_BYTES).unwrap_err().to_string();
        assert!(error.contains("chmod"), "{error}");
    }
    assert!(Store::open(&file, MOST_BYTES).is_err(), "it is no folder");
    assert!(check_ids(1000, 0o600, 1000).is_ok());
    assert!(check_ids(1000, 0o600, 1001).unwrap_err().to_string().contains("user 1000"));
    assert!(check_ids(1000, 0o600, 0).is_err(), "not even the system's own user takes another's");
}

#[test]
fn the_files_used_longest_ago_go_first() {
    // Room for sixteen files of a block each.
    let (_folder, path, store) = store(16 * 4096);
    let name = |number: u64| path.join(key(&number.to_string()).name());
    for number in 0..20 {
        store.save(&key(&number.to_string()), &entry(100));
        let used = SystemTime::now() - Duration::from_secs(100_000 - number);
        fs::File::options().write(true).open(name(number)).unwrap().set_modified(used).unwrap();
    }
    // To use a file makes it the newest.
    assert_eq!(store.load(&key("3")), Some(entry(100)));
    store.folder.tidy(16 * 4096);
    let left: Vec<u64> = (0..20).filter(|number| name(*number).exists()).collect();
    assert_eq!(left, [3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    store.folder.tidy(16 * 4096);
    assert_eq!(fs::read_dir(&path).unwrap().count(), left.len(), "there was room");
    // What a process left that was killed goes, what is the user's does not.
    fs::write(path.join(".stitch8-old.part"), "stitch8").unwrap();
    let old = SystemTime::now() - Duration::from_hours(2);
    fs::File::options().write(true).open(path.join(".stitch8-old.part")).unwrap().set_modified(old).unwrap();
    let digits = "0123456789abcdef0123456789abcdef01234567";
    let others = ["pong.ch8", ".stitch8-notes", &digits[1..], &"A".repeat(40), digits, ".stitch8-film.part"];
    for name in others {
        fs::write(path.join(name), vec![1; 100]).unwrap();
    }
    store.folder.tidy(17 * 4096);
    assert_eq!(fs::read_dir(&path).unwrap().count(), left.len() + 1 + others.len(), "there was room");
    store.folder.tidy(0);
    assert_eq!(fs::read_dir(&path).unwrap().count(), others.len());
}

#[test]
fn the_folder_stays_bounded_however_much_is_saved() {
    // Room for 64 files of a block each, which is looked at after each four of them, or a little more.
    let (_folder, path, store) = store(64 * 4096);
    for number in 0..200 {
        store.save(&key(&number.to_string()), &entry(4000));
        let files = fs::read_dir(&path).unwrap().count();
        assert!(files <= 64 + 5, "{files}");
    }
    assert!(fs::read_dir(&path).unwrap().count() >= 56);
}
