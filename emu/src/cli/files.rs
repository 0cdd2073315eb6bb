//! The files that a command reads and writes: what it reads it does not write over, and no file is written twice.

use std::path::{Path, PathBuf};

/// What a command was asked to do with files, by the options that named them.
#[derive(Debug, Default)]
pub(super) struct Files<'a> {
    read: Vec<(&'static str, &'a Path)>,
    written: Vec<(&'static str, &'a Path)>,
}

impl<'a> Files<'a> {
    /// With a file that `option` names, which is read.
    pub(super) fn read(mut self, option: &'static str, path: Option<&'a Path>) -> Self {
        self.read.extend(path.map(|path| (option, path)));
        self
    }

    /// With a file that `option` names, which is written.
    pub(super) fn written(mut self, option: &'static str, path: Option<&'a Path>) -> Self {
        self.written.extend(path.map(|path| (option, path)));
        self
    }

    /// Refuses to go on if something would be lost.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if let Some((option, _)) = self.written.iter().find(|(_, path)| *path == Path::new("-")) {
            anyhow::bail!("{option}: - is not the standard output here; name a file, or ./- or /dev/stdout");
        }
        let written: Vec<_> =
            self.written.iter().filter_map(|&(option, path)| Some((option, path, place(path)?))).collect();
        for (number, (option, path, place)) in written.iter().enumerate() {
            let path = path.display();
            if let Some((source, _)) = self.read.iter().find(|(_, read)| self::place(read).as_ref() == Some(place)) {
                anyhow::bail!("{option}: {path} is {source}, which would be lost; name another file");
            }
            if let Some((other, ..)) = written[..number].iter().find(|(.., other)| other == place) {
                anyhow::bail!("{option}: {path} is what {other} writes as well; name another file");
            }
        }
        Ok(())
    }
}

/// Where the file at `path` is, or would be, links followed. `None` if that can be nowhere, or is a device, a pipe or a file that is open, which loses nothing.
fn place(path: &Path) -> Option<PathBuf> {
    if crate::replace::open_file(path).is_some() {
        return None;
    }
    let target = crate::replace::target(path);
    if target.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return None;
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(target.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_not_written_and_nothing_is_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("game"), "").unwrap();
        let game = at("game");
        let check = |first: &Path, second: &Path| {
            let files = Files::default().read("the ROM", Some(&game)).written("--wav", Some(first));
            files.written("--gif", Some(second)).check().map_err(|error| error.to_string())
        };
        check(&at("a"), &at("b")).unwrap();
        let error = check(&at("a"), &at("./game")).unwrap_err();
        assert!(error.starts_with("--gif: ") && error.contains("is the ROM, which would be lost"), "{error}");
        let error = check(&at("a"), &at("./a")).unwrap_err();
        assert!(error.contains("--gif: ") && error.contains("what --wav writes as well"), "{error}");
        let error = check(&at("a"), Path::new("-")).unwrap_err();
        assert!(error.contains("--gif: - is not the standard output"), "{error}");
        // What is nowhere, its own writer complains of.
        check(&at("nowhere/a"), &at("nowhere/a")).unwrap();
        #[cfg(unix)]
        {
            let null = Path::new("/dev/null");
            check(null, null).unwrap();
            std::os::unix::fs::symlink("game", at("link")).unwrap();
            std::os::unix::fs::symlink("new", at("dangling")).unwrap();
            check(&at("a"), &at("link")).unwrap_err();
            check(&at("new"), &at("dangling")).unwrap_err();
        }
    }
}
