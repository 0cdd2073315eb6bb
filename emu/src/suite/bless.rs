//! Blessing: the screens and sounds found become those expected.
//!
//! Only values are replaced, in the manifest's own text; comments, order and layout stay as they are.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::run::Outcome;
use super::screen::ExpectedScreen;
use super::{Plan, Problem, Suite, rows};
use crate::picture::Picture;
use crate::replace;

/// Writes the screens and sounds of `accepted`, entries by number with their outcomes, to where the manifest has its own.
///
/// Other expectations are not touched: whoever calls this has seen to it that nothing else differs.
///
/// # Errors
///
/// If there is no manifest that could be changed, or somebody has changed it since it was read; a picture would be made outside of its folder,
/// or is another case's; or a file cannot be written.
pub fn bless(suite: &Suite, accepted: &[(usize, &Outcome)]) -> Result<(), Problem> {
    let source = suite.source.as_ref();
    let (Some(source), Some(path)) = (source, source.and_then(|source| source.path.as_ref())) else {
        return Err(Problem::new(&suite.name, "there is no manifest file here that they could be written to"));
    };
    let mut edits = Vec::new();
    let mut drawn: Vec<(&PathBuf, &Picture)> = Vec::new();
    for &(number, outcome) in accepted {
        let Plan::Run(case) = &suite.entries[number].plan else { continue };
        let Some(finding) = outcome.findings.first() else { continue };
        edits.extend(case.expected.sound.iter().map(|sound| (sound.at.clone(), quoted(&finding.sound))));
        let Some(screen) = &case.expected.screen else { continue };
        edits.extend(edits_for(screen, &finding.picture, &source.text));
        if let Some(file) = &screen.file {
            if drawn.iter().any(|(other, picture)| *other == file && **picture != finding.picture) {
                return Err(Problem::new(file.display(), "several cases share this picture, and their screens differ"));
            }
            drawn.push((file, &finding.picture));
        }
    }
    let others =
        suite.entries.iter().enumerate().filter(|(number, _)| accepted.iter().all(|(other, _)| other != number));
    let others = others.map(|(_, entry)| entry).chain(&suite.left_out);
    for screen in others.filter_map(|entry| entry.plan.expected_screen()) {
        let differs = |(file, picture): &&(&PathBuf, &Picture)| {
            screen.file.as_ref() == Some(*file) && screen.picture.as_ref().is_some_and(|recorded| recorded != *picture)
        };
        if let Some((file, _)) = drawn.iter().find(differs) {
            return Err(Problem::new(file.display(), "another case shares this picture, and its screen is another"));
        }
    }
    if !drawn.is_empty() || !edits.is_empty() {
        check_unchanged(path, &source.text)?;
    }
    for (file, _) in &drawn {
        check_place(file, path)?;
    }
    for (file, picture) in drawn {
        let text = rows::rows(picture).join("\n") + "\n";
        let written = fs::create_dir_all(replace::folder_of(file)).and_then(|()| replace::write(file, text.as_bytes()));
        written.map_err(|error| Problem::new(file.display(), error))?;
    }
    if edits.is_empty() {
        return Ok(());
    }
    replace::write(path, apply(&source.text, edits).as_bytes()).map_err(|error| Problem::new(path.display(), error))
}

/// Refuses to write to a manifest that is no longer `text`: what has been saved meanwhile would be lost.
fn check_unchanged(path: &Path, text: &str) -> Result<(), Problem> {
    match fs::read(path) {
        Ok(now) if now == text.as_bytes() => Ok(()),
        Ok(_) => Err(Problem::new(
            path.display(),
            "it has been changed while its cases ran; nothing was accepted, try again",
        )),
        Err(error) => Err(Problem::new(path.display(), error)),
    }
}

/// Refuses to make a new file outside of the manifest's folder, wherever the manifest says. A picture that is there is one, or its case would not
/// have run.
fn check_place(file: &Path, manifest: &Path) -> Result<(), Problem> {
    if file.exists() {
        return Ok(());
    }
    // The folders that are there already: what comes after is made.
    let target = replace::target(file);
    let there = target.ancestors().skip(1).find(|folder| folder.as_os_str().is_empty() || folder.exists());
    let there = there.unwrap_or(Path::new(""));
    let is_plain = target
        .strip_prefix(there)
        .is_ok_and(|rest| rest.components().all(|component| matches!(component, std::path::Component::Normal(_))));
    let folder = |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    match (folder(there), folder(replace::folder_of(manifest))) {
        (Ok(file), Ok(manifest)) if is_plain && file.starts_with(&manifest) => Ok(()),
        (Ok(_), Ok(_)) => Err(Problem::new(file.display(), "no picture is made outside of the manifest's folder")),
        (Err(error), _) | (_, Err(error)) => Err(Problem::new(file.display(), error)),
    }
}

/// A place in a text and what is to stand there.
type Edit = (Range<usize>, String);

fn edits_for(screen: &ExpectedScreen, picture: &Picture, text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = screen.sha1_at.iter().map(|at| (at.clone(), quoted(&picture.sha1()))).collect();
    let Some((whole, each)) = &screen.rows_at else { return edits };
    let rows = rows::rows(picture);
    if each.len() == rows.len() {
        edits.extend(each.iter().cloned().zip(rows.iter().map(|row| quoted(row))));
    } else {
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let lines: Vec<String> = rows.iter().map(|row| format!("    {},", quoted(row))).collect();
        edits.push((whole.clone(), format!("[{line_end}{}{line_end}]", lines.join(line_end))));
    }
    edits
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// `text` with all edits made. They do not overlap.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _)| at.start);
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for (at, new) in edits {
        assert!(at.start >= done, "values of a manifest do not overlap");
        result.push_str(&text[done..at.start]);
        result.push_str(&new);
        done = at.end;
    }
    result.push_str(&text[done..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_change_their_places_and_nothing_else() {
        let edits = vec![(4..5, "two".to_owned()), (0..1, "one".to_owned())];
        assert_eq!(apply("1 + 2\r\n", edits), "one + two\r\n");
    }

    #[test]
    fn a_manifest_that_was_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.toml");
        assert!(check_unchanged(&path, "a").unwrap_err().to_string().contains("No such file"));
        fs::write(&path, "\u{FEFF}a").unwrap();
        check_unchanged(&path, "\u{FEFF}a").unwrap();
        fs::write(&path, "\u{FEFF}a\n").unwrap();
        assert!(check_unchanged(&path, "\u{FEFF}a").unwrap_err().to_string().contains("changed while"));
    }

    #[test]
    fn a_picture_of_another_size_is_laid_out_anew() {
        let screen = ExpectedScreen { rows_at: Some((7..9, Vec::new())), ..ExpectedScreen::default() };
        let picture = Picture { width: 2, height: 2, masks: vec![0, 1, 2, 0] };
        let text = "rows = []\n";
        let edited = apply(text, edits_for(&screen, &picture, text));
        assert_eq!(edited, "rows = [\n    \".#\",\n    \"2.\",\n]\n");
    }
}
