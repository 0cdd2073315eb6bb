//! Disassembly: an instruction as Octo's statement for it.

use core::fmt::{self, Write as _};

use crate::decode::Instr;

impl fmt::Display for Instr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.op.info().mnemonic;
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let (operand, after) = after.split_once('}').unwrap_or((after, ""));
            match operand {
                "x" => write!(f, "{:x}", self.operands.x())?,
                "y" => write!(f, "{:x}", self.operands.y())?,
                "planes" => write!(f, "{}", self.operands.x())?,
                "n" => write!(f, "{}", self.operands.n())?,
                "nn" => write!(f, "0x{:02X}", self.operands.nn())?,
                "nnn" => write!(f, "0x{:03X}", self.operands.nnn())?,
                "word" => write!(f, "0x{:02X} 0x{:02X}", self.word >> 8, self.word & 0xFF)?,
                _ => f.write_char('?')?,
            }
            rest = after;
        }
        f.write_str(rest)
    }
}
