//! Fonts: the digits that FX29 and FX30 point at, under the names of the public CHIP-8 database.
//!
//! The shapes are facts about the machines and interpreters named here; they were taken from the tables of Octo
//! (`emulator.js`) and of the crate `octopt`, which agree.

/// Where the small digits are in memory: where Octo has them, so that what relies on it, knowingly or not, runs. A program that draws
/// before it has set I shows a 0.
pub const SMALL_ADDRESS: u16 = 0;
/// Rows, thus bytes, of a small digit.
pub(crate) const SMALL_HEIGHT: u16 = 5;

/// Where the large digits are in memory: after the small ones.
pub const LARGE_ADDRESS: u16 = SMALL_ADDRESS + SMALL_BYTES as u16;
/// Rows, thus bytes, of a large digit.
pub(crate) const LARGE_HEIGHT: u16 = 10;

/// Bytes of the sixteen small digits.
pub const SMALL_BYTES: usize = 16 * SMALL_HEIGHT as usize;
/// Bytes of the sixteen large digits.
pub const LARGE_BYTES: usize = 16 * LARGE_HEIGHT as usize;

/// The digits 0 to F in two sizes, one byte a row, the leftmost pixel being the most significant bit.
#[derive(Debug, PartialEq, Eq)]
pub struct Font {
    /// Its identifier.
    pub id: &'static str,
    /// Whose digits these are.
    pub name: &'static str,
    /// The small digits: four pixels across, five rows each.
    pub small: [u8; SMALL_BYTES],
    /// The large digits: eight pixels across, ten rows each. Octo's, where the original has none.
    pub large: [u8; LARGE_BYTES],
}

impl Font {
    /// Every font.
    pub const ALL: &'static [&'static Self] = &[&OCTO, &VIP, &SCHIP, &DREAM6800, &ETI660, &FISH];

    /// The font called `id`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|font| font.id == id).copied()
    }
}

/// Octo, and with it most of today's programs. Its small digits are those of SUPER-CHIP.
pub(crate) const OCTO: Font = Font { id: "octo", name: "Octo", small: HP48_SMALL, large: OCTO_LARGE };

/// The COSMAC VIP. It has no large digits.
pub(crate) const VIP: Font = Font { id: "vip", name: "COSMAC VIP", small: VIP_SMALL, large: OCTO_LARGE };

/// CHIP-48 and SUPER-CHIP on the HP 48. It has no large digits A to F.
pub(crate) const SCHIP: Font = Font { id: "schip", name: "SUPER-CHIP", small: HP48_SMALL, large: HP48_LARGE };

/// CHIPOS on the DREAM 6800. It has no large digits.
pub(crate) const DREAM6800: Font =
    Font { id: "dream6800", name: "DREAM 6800", small: DREAM6800_SMALL, large: OCTO_LARGE };

/// The ETI-660. It has no large digits.
pub(crate) const ETI660: Font = Font { id: "eti660", name: "ETI-660", small: ETI660_SMALL, large: OCTO_LARGE };

/// Fish'n'Chips.
pub(crate) const FISH: Font = Font { id: "fish", name: "Fish'n'Chips", small: FISH_SMALL, large: FISH_LARGE };

/// The COSMAC VIP's digits.
const VIP_SMALL: [u8; 80] = small([
    0xF999F, 0x62227, 0xF1F8F, 0xF1F1F, 0xAAF22, 0xF8F1F, 0xF8F9F, 0xF1111, 0xF9F9F, 0xF9F1F, 0xF9F99, 0xF575F,
    0xF888F, 0xF555F, 0xF8F8F, 0xF8F88,
]);

/// The HP 48's digits, and Octo's.
const HP48_SMALL: [u8; 80] = small([
    0xF999F, 0x26227, 0xF1F8F, 0xF1F1F, 0x99F11, 0xF8F1F, 0xF8F9F, 0xF1244, 0xF9F9F, 0xF9F1F, 0xF9F99, 0xE9E9E,
    0xF888F, 0xE999E, 0xF8F8F, 0xF8F88,
]);

/// The DREAM 6800's digits.
const DREAM6800_SMALL: [u8; 80] = small([
    0xEAAAE, 0x44444, 0xE2E8E, 0xE2E2E, 0x8AAE2, 0xE8E2E, 0xE8EAE, 0xE2222, 0xEAEAE, 0xEAE2E, 0xEAEAA, 0xCAEAC,
    0xE888E, 0xCAAAC, 0xE8E8E, 0xE8C88,
]);

/// The ETI-660's digits.
const ETI660_SMALL: [u8; 80] = small([
    0xEAAAE, 0x22222, 0xE2E8E, 0xE2E2E, 0xAAE22, 0xE8E2E, 0xE8EAE, 0xE2222, 0xEAEAE, 0xEAE2E, 0xEAEAA, 0x88EAE,
    0xE888E, 0x22EAE, 0xE8E8E, 0xE8C88,
]);

/// The digits of Fish'n'Chips.
const FISH_SMALL: [u8; 80] = small([
    0x6AAAC, 0x4C44E, 0xC248E, 0xC242C, 0x2AE22, 0xE8C2C, 0x48CA4, 0xE2644, 0x4A4A4, 0x4A624, 0x4AEAA, 0xCACAC,
    0x68886, 0xCAAAC, 0xE8C8E, 0xE8C88,
]);

/// Octo's large digits.
const OCTO_LARGE: [u8; 160] = large([
    0xFFFF_C3C3_C3C3_C3C3_FFFF,
    0x1878_7818_1818_1818_FFFF,
    0xFFFF_0303_FFFF_C0C0_FFFF,
    0xFFFF_0303_FFFF_0303_FFFF,
    0xC3C3_C3C3_FFFF_0303_0303,
    0xFFFF_C0C0_FFFF_0303_FFFF,
    0xFFFF_C0C0_FFFF_C3C3_FFFF,
    0xFFFF_0303_060C_1818_1818,
    0xFFFF_C3C3_FFFF_C3C3_FFFF,
    0xFFFF_C3C3_FFFF_0303_FFFF,
    0x7EFF_C3C3_C3FF_FFC3_C3C3,
    0xFCFC_C3C3_FCFC_C3C3_FCFC,
    0x3CFF_C3C0_C0C0_C0C3_FF3C,
    0xFCFE_C3C3_C3C3_C3C3_FEFC,
    0xFFFF_C0C0_FFFF_C0C0_FFFF,
    0xFFFF_C0C0_FFFF_C0C0_C0C0,
]);

/// The HP 48's large digits 0 to 9, and Octo's A to F.
const HP48_LARGE: [u8; 160] = large([
    0x3C7E_E7C3_C3C3_C3E7_7E3C,
    0x1838_5818_1818_1818_183C,
    0x3E7F_C306_0C18_3060_FFFF,
    0x3C7E_C303_0E0E_03C3_7E3C,
    0x060E_1E36_66C6_FFFF_0606,
    0xFFFF_C0C0_FCFE_03C3_7E3C,
    0x3E7C_E0C0_FCFE_C3C3_7E3C,
    0xFFFF_0306_0C18_3060_6060,
    0x3C7E_C3C3_7E7E_C3C3_7E3C,
    0x3C7E_C3C3_7F3F_0303_3E7C,
    0x7EFF_C3C3_C3FF_FFC3_C3C3,
    0xFCFC_C3C3_FCFC_C3C3_FCFC,
    0x3CFF_C3C0_C0C0_C0C3_FF3C,
    0xFCFE_C3C3_C3C3_C3C3_FEFC,
    0xFFFF_C0C0_FFFF_C0C0_FFFF,
    0xFFFF_C0C0_FFFF_C0C0_C0C0,
]);

/// The large digits of Fish'n'Chips, which have nine rows and an empty one.
const FISH_LARGE: [u8; 160] = large([
    0x7CC6_CEDE_D6F6_E6C6_7C00,
    0x1030_F030_3030_3030_FC00,
    0x78CC_CC0C_1830_60CC_FC00,
    0x78CC_0C0C_380C_0CCC_7800,
    0x0C1C_3C6C_CCFE_0C0C_1E00,
    0xFCC0_C0C0_F80C_0CCC_7800,
    0x3860_C0C0_F8CC_CCCC_7800,
    0xFEC6_C606_0C18_3030_3000,
    0x78CC_CCEC_78DC_CCCC_7800,
    0x7CC6_C6C6_7C18_1830_7000,
    0x3078_CCCC_CCFC_CCCC_CC00,
    0xFC66_6666_7C66_6666_FC00,
    0x3C66_C6C0_C0C0_C666_3C00,
    0xF86C_6666_6666_666C_F800,
    0xFE62_6064_7C64_6062_FE00,
    0xFE66_6264_7C64_6060_F000,
]);

/// Small digits from their rows: a hexadecimal digit a row, the uppermost first.
const fn small(digits: [u32; 16]) -> [u8; SMALL_BYTES] {
    let mut bytes = [0; SMALL_BYTES];
    let mut index = 0;
    while index < SMALL_BYTES {
        let below = SMALL_HEIGHT as usize - 1 - index % SMALL_HEIGHT as usize;
        bytes[index] = (digits[index / SMALL_HEIGHT as usize] >> (4 * below) << 4) as u8;
        index += 1;
    }
    bytes
}

/// Large digits from their rows: two hexadecimal digits a row, the uppermost first.
const fn large(digits: [u128; 16]) -> [u8; LARGE_BYTES] {
    let mut bytes = [0; LARGE_BYTES];
    let mut index = 0;
    while index < LARGE_BYTES {
        let below = LARGE_HEIGHT as usize - 1 - index % LARGE_HEIGHT as usize;
        bytes[index] = (digits[index / LARGE_HEIGHT as usize] >> (8 * below)) as u8;
        index += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_small_digit_is_the_left_half_of_a_byte() {
        let mut digits = [0; 16];
        (digits[0], digits[15]) = (0xF_999F, 0x1_2345);
        let bytes = small(digits);
        assert_eq!(bytes[..5], [0xF0, 0x90, 0x90, 0x90, 0xF0]);
        assert_eq!(bytes[75..], [0x10, 0x20, 0x30, 0x40, 0x50]);
        assert!(bytes[5..75].iter().all(|&byte| byte == 0));
    }

    #[test]
    fn a_row_of_a_large_digit_is_a_byte() {
        let mut digits = [0; 16];
        (digits[0], digits[15]) = (0x3C7E_E7C3_C3C3_C3E7_7E3C, 0x0102_0304_0506_0708_090A);
        let bytes = large(digits);
        assert_eq!(bytes[..10], [0x3C, 0x7E, 0xE7, 0xC3, 0xC3, 0xC3, 0xC3, 0xE7, 0x7E, 0x3C]);
        assert_eq!(bytes[150..], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(bytes[10..150].iter().all(|&byte| byte == 0));
    }
}
