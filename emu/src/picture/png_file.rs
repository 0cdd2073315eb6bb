//! Pictures as PNG files, which say what they are of.

use std::path::Path;

use super::ScreenshotError;
use crate::machine::Machine;
use crate::printable::in_one_line;
use crate::replace;

/// What a picture is of, as text in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the program is called.
    pub title: String,
    /// The SHA-1 of its ROM, in hexadecimal.
    pub rom: String,
    /// The platform that it ran on.
    pub platform: &'static str,
    /// How many frames it had run.
    pub frame: u64,
}

impl Caption {
    /// That of a picture of what `machine` shows now, if its program is called `title`.
    #[must_use]
    pub fn of(machine: &Machine, title: &str) -> Self {
        let (rom, platform) = (machine.rom().sha1(), machine.setup().platform.id);
        Self { title: title.to_owned(), rom, platform, frame: machine.counts().frames }
    }

    /// Keywords and texts; the first three keywords are PNG's own.
    fn texts(&self) -> [(&'static str, String); 5] {
        [
            ("Title", in_one_line(&self.title, " ")),
            ("Software", concat!("Stitch8 ", env!("CARGO_PKG_VERSION")).to_owned()),
            ("Source", format!("sha1:{}", self.rom)),
            ("Platform", self.platform.to_owned()),
            ("Frame", self.frame.to_string()),
        ]
    }
}

/// Writes `colours`, 0xRRGGBB row by row and `width` of them a row, as a PNG file with a `caption` if there is one.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write_png(path: &Path, width: usize, colours: &[u32], caption: Option<&Caption>) -> Result<(), ScreenshotError> {
    let failed = |problem: String| ScreenshotError { path: path.to_owned(), problem };
    let file = encode(width, colours, caption).map_err(|error| failed(error.to_string()))?;
    replace::write(path, &file).map_err(|error| failed(error.to_string()))
}

fn encode(width: usize, colours: &[u32], caption: Option<&Caption>) -> Result<Vec<u8>, png::EncodingError> {
    let bytes: Vec<u8> = colours.iter().flat_map(|colour| colour.to_be_bytes()[1..].to_vec()).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, (colours.len() / width) as u32);
    encoder.set_color(png::ColorType::Rgb);
    for (keyword, text) in caption.into_iter().flat_map(Caption::texts) {
        // What is older than PNG's international text is read by more programs.
        if text.is_ascii() {
            encoder.add_text_chunk(keyword.to_owned(), text)?;
        } else {
            encoder.add_itxt_chunk(keyword.to_owned(), text)?;
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_read_back_from_the_file() {
        let rom = "1f8fbb582544a63013fadcac7ffec3964c87d71e".to_owned();
        let caption = Caption { title: "Pêche\0à la ligne".to_owned(), rom, platform: "xochip", frame: 420 };
        let file = encode(2, &[0, 0xFF_FFFF], Some(&caption)).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let plain: Vec<(&str, &str)> = reader
            .info()
            .uncompressed_latin1_text
            .iter()
            .map(|chunk| (chunk.keyword.as_str(), chunk.text.as_str()))
            .collect();
        let expected = [
            ("Software", concat!("Stitch8 ", env!("CARGO_PKG_VERSION"))),
            ("Source", "sha1:1f8fbb582544a63013fadcac7ffec3964c87d71e"),
            ("Platform", "xochip"),
            ("Frame", "420"),
        ];
        assert_eq!(plain, expected);
        let title = &reader.info().utf8_text[0];
        assert_eq!((title.keyword.as_str(), title.get_text().unwrap().as_str()), ("Title", "Pêche à la ligne"));
    }

    #[test]
    fn a_picture_of_nothing_in_particular_has_none() {
        let file = encode(1, &[0], None).unwrap();
        assert!(!file.windows(4).any(|bytes| bytes == b"tEXt" || bytes == b"iTXt"));
    }
}
