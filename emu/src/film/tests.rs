//! Films are read again, by the decoder of the crate that wrote them, and compared with what was shown when.

use gif::{ColorOutput, DecodeOptions};

use super::*;

/// The film in `path` as what is to be seen in each hundredth of a second, and its size.
fn seen(path: &Path) -> (Vec<Vec<u8>>, (usize, usize)) {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    let mut decoder = options.read_info(File::open(path).unwrap()).unwrap();
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let mut canvas = vec![0xFF; width * height];
    let mut seen = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        assert!(frame.delay >= 2, "players would show it for longer");
        let (left, across) = (usize::from(frame.left), usize::from(frame.width));
        for (y, row) in frame.buffer.chunks(across).enumerate() {
            let at = (usize::from(frame.top) + y) * width + left;
            canvas[at..at + across].copy_from_slice(row);
        }
        (0..frame.delay).for_each(|_| seen.push(canvas.clone()));
    }
    (seen, (width, height))
}

/// A dark picture with some pixels lit.
fn picture(width: usize, height: usize, lit: &[(usize, usize, u8)]) -> Picture {
    let mut masks = vec![0; width * height];
    for &(x, y, mask) in lit {
        masks[y * width + x] = mask;
    }
    Picture { width, height, masks }
}

fn film(name: &str, scale: usize, pictures: &[Picture]) -> (Vec<Vec<u8>>, (usize, usize)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut film = Film::begin(&path, &Palette::ALL[0], scale).unwrap();
    for picture in pictures {
        film.frame(picture);
    }
    assert_eq!(film.finish().unwrap(), pictures.len() as u64);
    seen(&path)
}

#[test]
fn every_picture_is_seen_when_it_was_shown() {
    // Each picture for three frames, five hundredths of a second.
    let mut random = fastrand::Rng::with_seed(4);
    let different: Vec<Picture> = (0..20)
        .map(|_| picture(64, 32, &[(random.usize(0..64), random.usize(0..32), 1 + random.u8(0..15)), (0, 0, 1)]))
        .collect();
    let pictures: Vec<Picture> = different.iter().flat_map(|picture| vec![picture.clone(); 3]).collect();
    let (seen, size) = film("a.gif", 4, &pictures);
    assert_eq!((seen.len(), size), (100, (256, 128)));
    for (at, canvas) in seen.iter().enumerate() {
        assert!(*canvas == enlarged(&different[at / 5], size), "hundredth {at}");
    }
}

#[test]
fn pictures_that_change_in_every_frame_keep_the_time() {
    let pictures: Vec<Picture> = (0..120).map(|at| picture(64, 32, &[(at % 64, at / 64, 1)])).collect();
    let (seen, size) = film("a.gif", 2, &pictures);
    assert_eq!(seen.len(), 200);
    for (at, canvas) in seen.iter().enumerate() {
        let frame = pictures.iter().position(|picture| enlarged(picture, size) == *canvas).expect("it is one of them");
        // What is seen is never ahead of its time, and at most two hundredths old.
        let age = (at as u64).checked_sub(hundredths(frame as u64));
        assert!(age.is_some_and(|age| age <= 2), "{at}: frame {frame}");
    }
}

#[test]
fn another_resolution_has_the_same_size_and_a_turned_picture_stands_upright() {
    let (seen, size) = film("a.gif", 8, &[picture(64, 32, &[(63, 31, 1)]), picture(128, 64, &[(127, 63, 2)])]);
    assert_eq!(size, (512, 256));
    let lit = |canvas: &[u8], mask: u8| canvas.iter().map(|&other| usize::from(other == mask)).sum::<usize>();
    assert_eq!((lit(&seen[0], 1), lit(&seen[3], 2), lit(&seen[3], 1)), (64, 16, 0));
    assert_eq!((seen[0][512 * 256 - 1], seen[3][512 * 256 - 1]), (1, 2));
    assert_eq!(film("b.gif", 2, &[picture(32, 64, &[])]).1, (64, 128));
    assert_eq!(film("c.gif", 1, &[picture(64, 32, &[])]).1, (128, 64));
}

#[test]
fn a_picture_that_stays_for_long_stays() {
    let mut pictures = vec![picture(64, 32, &[(1, 1, 1)]); 60 * 700];
    pictures.push(picture(64, 32, &[]));
    let (seen, size) = film("a.gif", 2, &pictures);
    assert_eq!(seen.len(), 70_002);
    assert!(seen[69_999] == enlarged(&pictures[0], size) && seen[70_000] != seen[0]);
}

#[test]
fn what_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gif");
    let film = Film::begin(&path, &Palette::ALL[0], 4).unwrap();
    assert!(film.finish().is_err_and(|error| error.to_string().contains("no frame")));
    assert!(!path.exists());
    let missing = folder.path().join("nowhere").join("a.gif");
    let problem = Film::begin(&missing, &Palette::ALL[0], 4).err().map(|error| error.to_string());
    assert!(problem.is_some_and(|problem| problem.contains("cannot write the film")));
}
