//! What can go wrong between a region and its code.

/// Why there is no compiled code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// LLVM cannot compile for this host.
    #[error("LLVM cannot compile for this host: {0}")]
    Host(String),
    /// The ops module cannot be read.
    #[error("the ops' bitcode cannot be read: {0}")]
    Bitcode(String),
    /// The ops could not be made fit for the program's platform and quirks.
    #[error("specializing the ops: {0}")]
    Specialize(#[from] linker::Error),
    /// The ops module lacks a function.
    #[error("the ops' bitcode has no function {0}")]
    MissingOp(String),
    /// LLVM refused to build an instruction.
    #[error("stitching: {0}")]
    Stitch(String),
    /// LLVM refused to optimize.
    #[error("optimizing: {0}")]
    Optimize(String),
    /// LLVM refused to generate machine code.
    #[error("generating machine code: {0}")]
    Codegen(String),
    /// ORC refused to link or to find the code.
    #[error("ORC failed at {step}: {message}")]
    Orc {
        /// What it was doing.
        step: &'static str,
        /// Its own words.
        message: String,
    },
    /// Nobody wants the code any more: its guest code has changed.
    #[error("its guest code has changed")]
    Cancelled,
    /// The thread that compiles could not be started or has ended.
    #[error("the compiling thread is gone: {0}")]
    Thread(String),
}
