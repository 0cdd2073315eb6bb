//! Any bytes as a file of compiled code, as they are, with a checksum that fits, and with the key that is asked for in front: they
//! are refused, or are for that key and written as the same again. Nothing of what is in them is run here.

#![no_main]

use std::cell::OnceCell;

use libfuzzer_sys::fuzz_target;
use sha1::{Digest as _, Sha1};
use stitch8::cpu_ops::Platform;
use stitch8::recompiler::codegen::HostTarget;
use stitch8::recompiler::store::Entry;
use stitch8::recompiler::store::key::{Key, Maker};

/// Bytes before the checksum, and of it.
const MAGIC: usize = 16;
const DIGEST: usize = 20;

thread_local! {
    /// A key, and a file that is for it.
    static GOOD: OnceCell<(Key, Vec<u8>)> = const { OnceCell::new() };
}

fuzz_target!(|data: &[u8]| {
    GOOD.with(|good| {
        let (key, file) = good.get_or_init(|| {
            let target = HostTarget { triple: "t".to_owned(), cpu: "c".to_owned(), features: String::new() };
            let key = Key::of_shared(Maker::new(&target), Platform::DEFAULT.profile(Platform::DEFAULT.quirks));
            let entry = Entry { symbol: String::new(), calls_shared: false, object: Vec::new() };
            let file = entry.to_bytes(&key);
            (key, file)
        });
        check(data, key);
        let with_checksum = |content: &[u8]| [&file[..MAGIC], Sha1::digest(content).as_slice(), content].concat();
        check(&with_checksum(data), key);
        // A symbol without letters, no calls and an object without bytes take a byte each.
        let key_alone = &file[MAGIC + DIGEST..file.len() - 3];
        check(&with_checksum(&[key_alone, data].concat()), key);
    });
});

fn check(file: &[u8], key: &Key) {
    if let Ok(entry) = Entry::from_bytes(file, key) {
        assert!(entry.object.len() + entry.symbol.len() < file.len());
        assert_eq!(Entry::from_bytes(&entry.to_bytes(key), key), Ok(entry));
    }
}
