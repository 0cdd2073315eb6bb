//! Structured control flow: conditions, branches and loops.
//!
//! Input: tokens after a control word. Output: skips and jumps. Jumps out of a
//! block are patched when the block's end is read.

mod comparison;

use crate::assembler::Assembler;
use crate::error::{ErrorKind, Fault, Step, WarningKind};
use crate::keyword::Keyword;
use crate::limits::MAX_BLOCK_DEPTH;
use crate::names::Name;
use crate::source::Span;
use crate::token::Token;

/// An open `begin` or `else` branch.
#[derive(Debug)]
struct Branch {
    /// Where its closing jump is reserved; absent after an error.
    jump: Option<usize>,
    word: &'static str,
    span: Span,
}

/// An open `loop`.
#[derive(Debug)]
struct OpenLoop {
    start: usize,
    /// Where the jumps of its `while` statements are reserved.
    exits: Vec<usize>,
    span: Span,
}

/// All blocks open at a place.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    branches: Vec<Branch>,
    loops: Vec<OpenLoop>,
}

impl Blocks {
    /// Opens a branch whose condition could not be read, so that its `end`
    /// still has a partner.
    pub(crate) fn open_failed_branch(&mut self, span: Span) {
        if self.branches.len() < MAX_BLOCK_DEPTH {
            self.branches.push(Branch { jump: None, word: "begin", span });
        }
    }

    /// One error for every block that was never closed.
    pub(crate) fn into_unclosed(self) -> Vec<Fault> {
        let loops = self.loops.into_iter().map(|open| ("loop", "again", open.span));
        let branches = self.branches.into_iter().map(|open| (open.word, "end", open.span));
        loops
            .chain(branches)
            .map(|(word, closer, span)| Fault::new(ErrorKind::Unclosed { word, closer }, span))
            .collect()
    }
}

impl Assembler<'_> {
    /// `if condition then` or `if condition begin`.
    pub(crate) fn if_statement(&mut self) -> Step {
        let operator = self.peek(1).and_then(Token::word).and_then(Name::keyword);
        let length = if matches!(operator, Some(Keyword::Key | Keyword::NotKey)) { 2 } else { 3 };
        let control = self.peek(length).and_then(Token::word).and_then(Name::keyword);
        match control {
            Some(Keyword::Then) => {
                self.condition(false)?;
                self.expect(Keyword::Then)
            }
            Some(Keyword::Begin) => {
                self.condition(true)?;
                self.expect(Keyword::Begin)?;
                self.open_branch("begin")
            }
            _ => Err(self.missing_then(length)),
        }
    }

    fn missing_then(&mut self, length: usize) -> Fault {
        let span = self.peek(length).map_or_else(
            || {
                let end = self.source.text().len();
                Span::new(end, end)
            },
            |token| token.span,
        );
        let hint = "a condition is 'vx key', 'vx -key', or a register, a comparison and one value";
        Fault::hinted(ErrorKind::MissingThen, span, hint)
    }

    fn open_branch(&mut self, word: &'static str) -> Step {
        if self.blocks.branches.len() >= MAX_BLOCK_DEPTH {
            return Err(self.too_many_blocks());
        }
        let jump = Some(self.image.here());
        self.blocks.branches.push(Branch { jump, word, span: self.last_span() });
        self.emit_pair(0, 0)
    }

    /// `else`.
    pub(crate) fn else_statement(&mut self) -> Step {
        let branch = self.blocks.branches.pop();
        let branch = branch.ok_or_else(|| self.unmatched("else", "begin"))?;
        self.close_jump(branch.jump, self.image.here() + 2, "else");
        self.open_branch("else")
    }

    /// `end`.
    pub(crate) fn end_statement(&mut self) -> Step {
        let branch = self.blocks.branches.pop();
        let branch = branch.ok_or_else(|| self.unmatched("end", "begin"))?;
        self.close_jump(branch.jump, self.image.here(), "end");
        Ok(())
    }

    /// `loop`.
    pub(crate) fn loop_statement(&mut self) -> Step {
        if self.blocks.loops.len() >= MAX_BLOCK_DEPTH {
            return Err(self.too_many_blocks());
        }
        let start = self.image.here();
        self.blocks.loops.push(OpenLoop { start, exits: Vec::new(), span: self.last_span() });
        Ok(())
    }

    /// `while condition`.
    pub(crate) fn while_statement(&mut self) -> Step {
        if self.blocks.loops.is_empty() {
            return Err(self.unmatched("while", "loop"));
        }
        self.condition(true)?;
        let exit = self.image.here();
        self.emit_pair(0x10, 0)?;
        if let Some(open) = self.blocks.loops.last_mut() {
            open.exits.push(exit);
        }
        Ok(())
    }

    /// `again`.
    pub(crate) fn again_statement(&mut self) -> Step {
        let open = self.blocks.loops.pop();
        let open = open.ok_or_else(|| self.unmatched("again", "loop"))?;
        let jump = self.image.here();
        self.emit_pair(0x10, 0)?;
        self.close_jump(Some(jump), open.start, "again");
        for exit in open.exits {
            self.close_jump(Some(exit), self.image.here(), "while");
        }
        Ok(())
    }

    /// Fills in a reserved jump.
    fn close_jump(&mut self, jump: Option<usize>, target: usize, word: &'static str) {
        let Some(jump) = jump else { return };
        self.image.patch_jump(jump, target);
        if target > 0xFFF {
            let kind = WarningKind::TruncatedJump { word, address: target };
            self.diagnostics.warn(kind, self.last);
        }
    }

    fn unmatched(&self, word: &'static str, opener: &'static str) -> Fault {
        Fault::new(ErrorKind::Unmatched { word, opener }, self.last_span())
    }

    fn too_many_blocks(&self) -> Fault {
        let kind = ErrorKind::LimitExceeded { what: "open blocks", limit: MAX_BLOCK_DEPTH };
        Fault::new(kind, self.last_span())
    }
}
