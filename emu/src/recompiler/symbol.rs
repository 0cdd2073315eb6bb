//! Names of regions' functions: each has a number of its own, since one linker may have several regions of an address at a
//! time, and all are of one length, so that an object file can be given another name without being taken apart.

/// The number in the name of code that is kept on disk.
pub const UNNUMBERED: u64 = 0;

/// The name of the function of the region at `entry` that is the process' `number`th.
#[must_use]
pub fn of_region(number: u64, entry: u32) -> String {
    format!("region_{:08X}_at_{entry:05X}", number as u32)
}

/// Writes the name `to` into an object file in the place of `from`, which has as many bytes. `false`, and nothing done, if
/// that is not there just once.
#[must_use]
pub fn rename(object: &mut [u8], from: &str, to: &str) -> bool {
    if from.len() != to.len() || from.is_empty() {
        return false;
    }
    let mut places = object.windows(from.len()).enumerate().filter(|(_, bytes)| *bytes == from.as_bytes());
    let (Some((place, _)), None) = (places.next(), places.next()) else { return false };
    object[place..place + to.len()].copy_from_slice(to.as_bytes());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_regions_are_equally_long() {
        let longest = of_region(u64::MAX, 0x1_FFFF);
        assert_eq!(longest.len(), of_region(UNNUMBERED, 0).len());
        assert_ne!(of_region(1, 0x200), of_region(2, 0x200));
    }

    #[test]
    fn what_is_not_there_just_once_is_not_renamed() {
        let mut object = *b"..name..eman..";
        assert!(rename(&mut object, "name", "eman"));
        assert_eq!(&object, b"..eman..eman..");
        assert!(!rename(&mut object, "eman", "name"), "it is there twice");
        assert!(!rename(&mut object, "none", "name"), "it is not there");
        assert!(!rename(&mut object, "..ema", "name"), "it is longer");
        assert_eq!(&object, b"..eman..eman..");
    }
}
