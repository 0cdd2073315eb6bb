//! The tables of `stitch8 info --list`.

use std::fmt::Write as _;

use cpu_ops::profile::ScreenModel;
use cpu_ops::{Font, Platform, Quirk};

use crate::picture::Palette;
use crate::setup::LATER;

/// Platforms, quirks, fonts and palettes.
pub(super) fn tables() -> String {
    let mut text = "Platforms (--platform; ipf: instructions a frame, --ipf)\n".to_owned();
    write_table(&mut text, &platforms());
    let later: Vec<String> = LATER.iter().map(|(id, meaning)| format!("{id} ({meaning})")).collect();
    let _ = writeln!(text, "  not supported yet: {}\n\nQuirks (--quirk NAME=on|off)", later.join(", "));
    write_table(&mut text, &quirks());
    text.push_str("\nFonts (--font)\n");
    let fonts = Font::ALL.iter().map(|font| vec![font.id.to_owned(), format!("as {}", font.name)]);
    write_table(&mut text, &fonts.collect::<Vec<_>>());
    let _ = writeln!(text, "\nPalettes (--palette)\n  {}", Palette::names());
    text
}

/// A row a platform, below a head.
fn platforms() -> Vec<Vec<String>> {
    let head = ["id", "name", "memory", "screen", "frames/s", "ipf", "font", "quirks on"];
    let rows = Platform::ALL.iter().map(|platform| {
        let quirks: Vec<&str> =
            Quirk::ALL.into_iter().filter(|&quirk| platform.quirks.has(quirk)).map(Quirk::name).collect();
        vec![
            platform.id.to_owned(),
            platform.name.to_owned(),
            format!("{} KiB", (1 << platform.memory_bits) / 1024),
            screen(platform.screen).to_owned(),
            platform.frames_per_second.to_string(),
            platform.instructions_per_frame.to_string(),
            platform.font.id.to_owned(),
            if quirks.is_empty() { "none".to_owned() } else { quirks.join(", ") },
        ]
    });
    std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect()
}

fn screen(model: ScreenModel) -> &'static str {
    match model {
        ScreenModel::Single => "64x32",
        ScreenModel::Switched | ScreenModel::Doubled => "64x32, 128x64",
    }
}

/// A row a quirk, below a head.
fn quirks() -> Vec<Vec<String>> {
    let rows = Quirk::ALL.into_iter().map(|quirk| {
        let (off, on) = meaning(quirk);
        [quirk.name(), off, on].map(str::to_owned).to_vec()
    });
    std::iter::once(["name", "off", "on"].map(str::to_owned).to_vec()).chain(rows).collect()
}

/// What instructions do with `quirk` off, and on.
fn meaning(quirk: Quirk) -> (&'static str, &'static str) {
    match quirk {
        Quirk::Shift => ("8XY6/8XYE: vX = vY shifted", "vX = vX shifted, vY ignored"),
        Quirk::MemoryIncrementByX => ("FX55/FX65: I += X + 1", "I += X"),
        Quirk::MemoryLeaveIUnchanged => ("FX55/FX65: I += X + 1", "I unchanged, even with memoryIncrementByX on"),
        Quirk::Wrap => ("DXYN clips at the right and bottom edges", "DXYN wraps around"),
        Quirk::Jump => ("BNNN jumps to NNN + v0", "BXNN jumps to XNN + vX"),
        Quirk::Vblank => ("DXYN returns at once", "DXYN gives up what is left of the frame"),
        Quirk::Logic => ("8XY1/8XY2/8XY3 leave vF", "8XY1/8XY2/8XY3 set vF to 0"),
    }
}

/// Writes `rows` in columns, each as wide as its widest cell.
fn write_table(text: &mut String, rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
}
