//! Arguments of the window: how large it is, and how pictures are shown in it.

use clap::Args;

use crate::frontend::scaling::Scaling;
use crate::picture::Blend;

/// How to show pictures in a window.
#[derive(Debug, Args)]
pub(super) struct ShownArguments {
    /// Pixels of the window a pixel of the 64 x 32 screen
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=32))]
    pub(super) scale: u16,
    /// How large the picture is in a window of another size: integer, with every pixel of the same size, or fit, as large
    /// as it can be
    #[arg(long, value_name = "NAME", default_value_t)]
    pub(super) scaling: Scaling,
    /// What stays of pixels that have gone out: none; flicker, for one more frame; or fade, for some
    #[arg(long, value_name = "NAME", default_value_t)]
    pub(super) blend: Blend,
    /// Fill the whole screen, as F11 does
    #[arg(long)]
    pub(super) full_screen: bool,
}
