//! Where in a line of the processor's cache a region's machine code begins.
//!
//! A processor fetches code by the line, of 64 bytes: each line that a turn of a loop is in may cost it a cycle. The code generator puts the heads of loops at
//! multiples of 16, and in how many lines their turns are then is chance. So there are four places at which the code may begin; what is in few
//! lines at one of them is worked out from the instructions, loops in loops counting most. Measurements are in docs/decisions/0017.
//!
//! That is known of x86-64 and of ELF object files; others stay as they are.

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction};
use object::elf::{self, FileHeader64, Rela64, SectionHeader64, Sym64};
use object::pod::{self, Pod};
use object::read::elf::{FileHeader as _, Rela as _, SectionHeader as _, Sym as _};
use object::{I64, LittleEndian, U64};

/// A line, in bytes.
const LINE: u64 = 64;

/// How far apart the places are at which code may begin, in bytes: the alignment of functions.
const STEP: u64 = 16;

/// By how much more a turn counts for each loop that it is a part of.
const WEIGHT: u64 = 8;

/// From how many loops on it counts no more.
const MOST_LOOPS: u32 = 4;

/// The object file with its code at the place in a line that suits its loops. As it is, if that is where it is, or cannot be told.
#[must_use]
pub fn place(object: &[u8]) -> Vec<u8> {
    let mut placed = object.to_vec();
    let Some((text, code)) = only_code(object) else { return placed };
    let begin = best(&turns(code));
    if begin > 0 && begin_at(&mut placed, text, begin).is_none() {
        log::debug!("an object file is not laid out as expected: its code stays where it is");
        return object.to_vec();
    }
    placed
}

/// Index and contents of the section that has all the code.
fn only_code(object: &[u8]) -> Option<(usize, &[u8])> {
    let header = FileHeader64::<LittleEndian>::parse(object).ok()?;
    let endian = header.endian().ok()?;
    if header.e_machine(endian) != elf::EM_X86_64 {
        return None;
    }
    let sections = header.section_headers(endian, object).ok()?;
    let is_code = |section: &SectionHeader64<LittleEndian>| {
        section.sh_flags(endian).contains(elf::SHF_EXECINSTR) && section.sh_size(endian) > 0
    };
    let mut code = sections.iter().enumerate().filter(|(_, section)| is_code(section));
    let ((index, section), None) = (code.next()?, code.next()) else { return None };
    Some((index, section.data(endian, object).ok()?))
}

/// Code that is executed without a jump in between, in a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    start: u64,
    end: u64,
    /// Loops that it is a part of.
    loops: u32,
}

/// What is executed from each head of a loop up to the first jump that is always, or mostly, taken.
fn turns(code: &[u8]) -> Vec<Turn> {
    let instrs: Vec<_> = Decoder::with_ip(64, code, 0, DecoderOptions::NONE).into_iter().collect();
    let is_return = |flow| matches!(flow, FlowControl::Return | FlowControl::Exception | FlowControl::Interrupt);
    let returns: Vec<u64> = instrs.iter().filter(|it| is_return(it.flow_control())).map(Instruction::ip).collect();
    let jumps_back = |it: &Instruction| {
        let jumps = matches!(it.flow_control(), FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch);
        // What leaves a region jumps back to code that ends all ways out: no loop has a return in it.
        let target = it.near_branch_target();
        let is_loop = jumps && target <= it.ip() && !returns.iter().any(|ret| (target..it.ip()).contains(ret));
        is_loop.then_some((target, it.next_ip()))
    };
    let back: Vec<(u64, u64)> = instrs.iter().filter_map(jumps_back).collect();
    let mut loops: Vec<(u64, u64)> = Vec::new();
    for &(head, end) in &back {
        match loops.iter_mut().find(|(known, _)| *known == head) {
            Some((_, last)) => *last = end.max(*last),
            None => loops.push((head, end)),
        }
    }
    let turn = |&(head, _): &(u64, u64)| {
        let begin = instrs.partition_point(|it| it.ip() < head);
        let ends = |it: &&Instruction| match it.flow_control() {
            FlowControl::Next | FlowControl::Call | FlowControl::IndirectCall => false,
            FlowControl::ConditionalBranch => it.near_branch_target() == head,
            _ => true,
        };
        let end = instrs[begin..].iter().find(ends).map_or(code.len() as u64, Instruction::next_ip);
        let around = loops.iter().filter(|(start, end)| (*start..*end).contains(&head)).count();
        Turn { start: head, end, loops: u32::try_from(around).unwrap_or(u32::MAX) }
    };
    back.iter().map(turn).collect()
}

/// Where in a line code should begin that has these turns.
fn best(turns: &[Turn]) -> u64 {
    (0..LINE).step_by(STEP as usize).min_by_key(|&begin| cost(turns, begin)).unwrap_or(0)
}

/// In how many lines `turns` are, the more important ones counting more, if the code begins at `begin` in a line.
fn cost(turns: &[Turn], begin: u64) -> u64 {
    let lines = |turn: &Turn| (begin + turn.end - 1) / LINE - (begin + turn.start) / LINE + 1;
    turns.iter().map(|turn| lines(turn) * WEIGHT.pow(turn.loops.min(MOST_LOOPS))).sum()
}

/// Lets the section `text` of an object file begin with `padding` bytes that are never executed, a line beginning where it does. `None`, and what
/// is there is of no use, if the file is damaged.
fn begin_at(object: &mut Vec<u8>, text: usize, padding: u64) -> Option<()> {
    let endian = LittleEndian;
    let header = FileHeader64::<LittleEndian>::parse(object.as_slice()).ok()?;
    let sections_at = usize::try_from(header.e_shoff(endian)).ok()?;
    let sections = header.section_headers(endian, object.as_slice()).ok()?.to_vec();
    let in_text = |symbol: &Sym64<LittleEndian>| usize::from(symbol.st_shndx(endian).0) == text;

    // Whatever is said of a place in the section is said of one further on: by the symbols, and by what refers to the section itself.
    let symtab = sections.iter().find(|section| section.sh_type(endian) == elf::SHT_SYMTAB)?;
    let mut means_section = Vec::new();
    for symbol in entries::<Sym64<LittleEndian>>(object, symtab)? {
        let is_section = symbol.st_type() == elf::STT_SECTION;
        means_section.push(is_section && in_text(symbol));
        if !is_section && in_text(symbol) {
            symbol.st_value = U64::new(endian, symbol.st_value(endian) + padding);
        }
    }
    for section in sections.iter().filter(|section| section.sh_type(endian) == elf::SHT_RELA) {
        let applies = section.sh_info(endian) as usize == text;
        for relocation in entries::<Rela64<LittleEndian>>(object, section)? {
            if applies {
                relocation.r_offset = U64::new(endian, relocation.r_offset(endian) + padding);
            }
            if means_section.get(relocation.r_sym(endian, false) as usize) == Some(&true) {
                relocation.r_addend = I64::new(endian, relocation.r_addend(endian) + padding.cast_signed());
            }
        }
    }

    let code = sections[text].data(endian, object.as_slice()).ok()?.to_vec();
    object.resize(object.len().next_multiple_of(LINE as usize), 0);
    let moved_to = object.len() as u64;
    object.resize(object.len() + padding as usize, TRAP);
    object.extend(code);
    let place = sections_at + text * size_of::<SectionHeader64<LittleEndian>>();
    let (section, _) = pod::from_bytes_mut::<SectionHeader64<LittleEndian>>(object.get_mut(place..)?).ok()?;
    section.sh_offset = U64::new(endian, moved_to);
    section.sh_size = U64::new(endian, section.sh_size(endian) + padding);
    section.sh_addralign = U64::new(endian, LINE);
    Some(())
}

/// What stands where code is not executed: `int3`.
const TRAP: u8 = 0xCC;

/// The entries of a section that is a table.
fn entries<'a, T: Pod>(object: &'a mut [u8], section: &SectionHeader64<LittleEndian>) -> Option<&'a mut [T]> {
    let (offset, size) = section.file_range(LittleEndian)?;
    let (offset, size) = (usize::try_from(offset).ok()?, usize::try_from(size).ok()?);
    let bytes = object.get_mut(offset..offset.checked_add(size)?)?;
    pod::slice_from_all_bytes_mut(bytes).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use object::{Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget};
    use stitch8_llvm::inkwell::context::Context;
    use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;

    use super::*;
    use crate::recompiler::codegen::Codegen;

    /// `dec rcx`, `jne` back by as much, then `n` times `nop`.
    fn short_loop(nops: usize) -> Vec<u8> {
        [&[0x48, 0xFF, 0xC9, 0x75, 0xFB][..], &vec![0x90; nops]].concat()
    }

    #[test]
    fn a_turn_goes_from_the_head_to_the_jump_back() {
        let code = [vec![0x90; 3], short_loop(2)].concat();
        assert_eq!(turns(&code), [Turn { start: 3, end: 8, loops: 1 }]);
        // Around it, from the second nop on: `jmp` back.
        let nested = [code, vec![0xEB, 0xF5]].concat();
        assert_eq!(turns(&nested), [Turn { start: 3, end: 8, loops: 2 }, Turn { start: 1, end: 12, loops: 1 }]);
    }

    #[test]
    fn what_leaves_by_way_of_code_further_up_is_no_loop() {
        // `ret`, `nop`, and a jump back to the `ret`.
        assert_eq!(turns(&[0xC3, 0x90, 0xEB, 0xFC]), []);
    }

    #[test]
    fn a_turn_that_fits_in_a_line_is_put_in_one() {
        let turn = |start, end, loops| Turn { start, end, loops };
        assert_eq!(best(&[]), 0);
        assert_eq!(best(&[turn(0, 64, 1)]), 0);
        assert_eq!(best(&[turn(32, 75, 1)]), 32, "from the next line on");
        assert_eq!(best(&[turn(32, 75, 1), turn(0, 60, 2)]), 0, "the inner loop counts more");
        assert_eq!(best(&[turn(45, 83, 2)]), 32, "from 13 bytes behind its beginning on");
    }

    #[test]
    fn all_that_names_a_place_in_the_code_follows_it() {
        // inkwell 0.11 forgets the buffer, which LLVM 22 does not take: what still refers to it is no leak.
        static TEXT_BUFFER: AtomicUsize = AtomicUsize::new(0);
        // A jump table, which refers to the code, and calls, which are referred to in it.
        const TEXT: &str = r"
            declare void @first()
            declare void @second()
            define internal i32 @other(i32 %x) noinline { call void @second() ret i32 %x }
            define i32 @named(i32 %x) {
                switch i32 %x, label %default [i32 0, label %a i32 1, label %b i32 2, label %c i32 3, label %d i32 4, label %e]
                a: call void @first() br label %default
                b: call void @second() ret i32 7
                c: call void @first() call void @first() ret i32 2
                d: %y = call i32 @other(i32 %x) ret i32 %y
                e: ret i32 99
                default: ret i32 0
            }";
        let context = Context::create();
        let text = MemoryBuffer::create_from_memory_range_copy(format!("{TEXT}\0").as_bytes(), "text");
        std::hint::black_box(&TEXT_BUFFER).store(text.as_mut_ptr() as usize, Ordering::Relaxed);
        let module = context.create_module_from_ir(text).expect("it is written well");
        let codegen = Codegen::for_host().expect("LLVM knows this host");
        let before = codegen.object(&module).expect("code is generated").as_slice().to_vec();
        if !before.starts_with(b"\x7FELF") {
            eprintln!("not run: no ELF files are made here");
            return;
        }
        let mut after = before.clone();
        let (text, code) = only_code(&before).expect("there is one section of code");
        begin_at(&mut after, text, 48).expect("the file is whole");
        assert_eq!(&only_code(&after).expect("it is still there").1[48..], code);

        let [before, after] =
            [&before, &after].map(|bytes| object::File::parse(bytes.as_slice()).expect("it is an object file"));
        let index = object::SectionIndex(text);
        let moved = |section| if section == Some(index) { 48 } else { 0 };
        let named = |file: &object::File<'_>| -> Vec<_> {
            let named = file.symbols().filter(|symbol| !symbol.name().is_ok_and(str::is_empty));
            named.map(|symbol| (symbol.name().map(str::to_owned), symbol.section_index(), symbol.address())).collect()
        };
        let expected: Vec<_> =
            named(&before).into_iter().map(|(name, at, address)| (name, at, address + moved(at))).collect();
        assert_eq!(named(&after), expected);
        assert!(expected.iter().filter(|(_, at, _)| *at == Some(index)).count() >= 2);

        let of_section = |file: &object::File<'_>, target| match target {
            RelocationTarget::Symbol(symbol) => {
                let symbol = file.symbol_by_index(symbol).expect("it is there");
                (symbol.kind() == object::SymbolKind::Section).then(|| symbol.section_index()).flatten()
            }
            _ => None,
        };
        let (mut in_code, mut to_code) = (0, 0);
        for (old, new) in before.sections().zip(after.sections()) {
            assert_eq!(old.relocations().count(), new.relocations().count());
            for ((offset, old_entry), (new_offset, new_entry)) in old.relocations().zip(new.relocations()) {
                assert_eq!(new_offset, offset + moved(Some(old.index())));
                let to = of_section(&before, old_entry.target());
                assert_eq!(new_entry.addend(), old_entry.addend() + moved(to).cast_signed());
                in_code += u32::from(old.index() == index);
                to_code += u32::from(to == Some(index));
            }
        }
        assert!(in_code >= 5 && to_code >= 5, "{in_code} in the code, {to_code} to it");
    }
}
