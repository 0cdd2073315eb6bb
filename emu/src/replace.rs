//! Files that are replaced as a whole: whoever reads one finds what was there before or all of what is new.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// The most links that are followed from one to the next.
const MAX_LINKS: usize = 40;

/// What the names of files that are not finished begin and end with.
const UNFINISHED: (&str, &str) = (".stitch8-", ".part");

/// Whether a file of this name is one that was not finished.
#[must_use]
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}

/// Writes `content` to `path`: all of it, or what was there before stays. What is no regular file, or is one that is open, such as `/dev/stdout`,
/// is written to as it is.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let to = |out: &mut dyn io::Write| out.write_all(content).and_then(|()| out.flush());
    match open_file(path) {
        Some(1) => return to(&mut io::stdout().lock()),
        Some(2) => return to(&mut io::stderr().lock()),
        Some(_) if !is_special(path) => return to(&mut fs::OpenOptions::new().append(true).open(path)?),
        _ => {}
    }
    if is_special(path) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(content);
    }
    write_regular(path, content)
}

/// As [`write()`], of a regular file and nothing else: where the user has not named it, a pipe would be waited for.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_regular(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut replacement = Replacement::begin(path)?;
    replacement.file().write_all(content)?;
    replacement.finish()
}

/// The file that is at `path`, or would be: where a link points to, or a link to a link, even if nothing is there.
#[must_use]
pub fn target(path: &Path) -> PathBuf {
    if let Ok(target) = fs::canonicalize(path) {
        return target;
    }
    let mut target = path.to_owned();
    // Links that go around in a circle: whoever opens it says so.
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    target
}

/// The number of the open file of this process that `path` names, such as 1 of `/dev/stdout`: what has that name is written to, though it be a
/// regular file, and not replaced. Linux shows them in a folder.
#[must_use]
pub fn open_file(path: &Path) -> Option<u32> {
    let ours = fs::canonicalize("/proc/self").ok()?;
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let folder = fs::canonicalize(folder_of(&path)).ok()?;
        if folder.starts_with(&ours) && folder.ends_with("fd") {
            return path.file_name()?.to_str()?.parse().ok();
        }
        path = folder.join(fs::read_link(&path).ok()?);
    }
    None
}

/// The folder that `path` is in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives `file` the owner, as far as the system lets one, and the permissions that `metadata` has.
fn keep_access(file: &File, metadata: &fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
    }
    let _ = file.set_permissions(metadata.permissions());
}

/// As [`write()`], of a regular file that nobody but its owner may read or write.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut replacement = Replacement::begin_as(path, create_private)?;
    replacement.file().write_all(content)?;
    replacement.finish()
}

/// A new file that only its owner may read or write.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether [`write()`] could begin to. What is there is left alone.
///
/// # Errors
///
/// If it could not.
pub fn can_write(path: &Path) -> io::Result<()> {
    let open = open_file(path);
    if matches!(open, Some(1 | 2)) {
        return Ok(());
    }
    if is_special(path) || open.is_some() {
        return fs::OpenOptions::new().append(true).open(path).map(drop);
    }
    Replacement::begin(path).map(drop)
}

/// Whether there is something at `path` that is neither a file nor a folder: a device, or a pipe.
#[must_use]
pub fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// A file that takes its name when it is finished; until then it has a temporary one, in the same folder. Dropped
/// before that, it goes.
#[derive(Debug)]
pub struct Replacement {
    temporary: NamedTempFile,
    target: PathBuf,
}

impl Replacement {
    /// An empty file, which shall be called `path`, and may be read and written by whoever may read and write what is there. What a link
    /// points to is replaced, and not the link.
    ///
    /// # Errors
    ///
    /// If no file can be made in its folder, or there is something at `path` that is not a regular file.
    pub fn begin(path: &Path) -> io::Result<Self> {
        // As any other file, and not only for its owner.
        let replacement = Self::begin_as(path, |path| File::create_new(path))?;
        if let Ok(metadata) = fs::metadata(&replacement.target) {
            keep_access(replacement.temporary.as_file(), &metadata);
        }
        Ok(replacement)
    }

    /// As [`Replacement::begin`], of a file that `create` makes.
    fn begin_as(path: &Path, create: impl Fn(&Path) -> io::Result<File>) -> io::Result<Self> {
        if open_file(path).is_some() {
            return Err(io::Error::other("it takes a file of its own, and this is one that is already open"));
        }
        let target = target(path);
        if fs::symlink_metadata(&target).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(io::Error::other("its links go around in a circle"));
        }
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => return Err(io::Error::other("it is a folder")),
            Ok(metadata) if !metadata.is_file() => return Err(io::Error::other("it is not a regular file")),
            // A file that must not be written must not be replaced either.
            Ok(_) => drop(fs::OpenOptions::new().append(true).open(&target)?),
            Err(_) => {}
        }
        let folder = folder_of(&target);
        // An error names the temporary file, which nobody has asked for: it is the system's that is told.
        let mut code = None;
        let open = |path: &Path| create(path).inspect_err(|error| code = error.raw_os_error());
        let temporary = Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).make_in(folder, open);
        match temporary {
            Ok(temporary) => Ok(Self { temporary, target }),
            Err(error) => Err(code.map_or(error, io::Error::from_raw_os_error)),
        }
    }

    /// The file, for writing.
    pub fn file(&mut self) -> &mut File {
        self.temporary.as_file_mut()
    }

    /// Gives the file its name, in the place of what had it.
    ///
    /// # Errors
    ///
    /// If it cannot be renamed. It is then gone, and what was there before is still there.
    pub fn finish(self) -> io::Result<()> {
        self.temporary.persist(&self.target).map(drop).map_err(|error| error.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        let mut replacement = Replacement::begin(&path).unwrap();
        replacement.file().write_all(b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"before");
        replacement.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_does_not_fit_leaves_what_was_there() {
        let full = Path::new("/dev/full");
        can_write(full).unwrap();
        assert_eq!(write(full, b"new").unwrap_err().kind(), io::ErrorKind::StorageFull);
        write(Path::new("/dev/null"), b"new").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, b"before").unwrap();
        can_write(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"before");
        assert!(write(&folder.path().join("no/file"), b"new").is_err());
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn a_file_that_is_not_finished_goes() {
        let folder = tempfile::tempdir().unwrap();
        drop(Replacement::begin(&folder.path().join("file")).unwrap());
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Replacement::begin(folder.path()).unwrap_err().to_string().contains("folder"));
        let missing = folder.path().join("nowhere").join("file");
        let error = Replacement::begin(&missing).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains("stitch8"), "{error}");
        #[cfg(unix)]
        assert!(Replacement::begin(Path::new("/dev/null")).unwrap_err().to_string().contains("regular"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_the_file_can_be_read_by_whoever_could_read_any_other() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (link, path) = (folder.path().join("link"), folder.path().join("file"));
        fs::write(&path, "before").unwrap();
        symlink(&path, &link).unwrap();
        let plain_mode = fs::metadata(&path).unwrap().permissions().mode();
        Replacement::begin(&link).unwrap().finish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode(), plain_mode);
        // What was for one alone stays so.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write(&link, b"after").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // What is to be private becomes so, whatever it was.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        write_private(&path, b"private").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // A link to what is not there yet, in another folder, and one to itself.
        fs::create_dir(folder.path().join("build")).unwrap();
        let (dangling, itself) = (folder.path().join("dangling"), folder.path().join("itself"));
        symlink("build/new", &dangling).unwrap();
        write(&dangling, b"new").unwrap();
        assert!(fs::symlink_metadata(&dangling).unwrap().is_symlink());
        assert_eq!(fs::read(folder.path().join("build/new")).unwrap(), b"new");
        symlink("itself", &itself).unwrap();
        let _ = write(&itself, b"new");
    }
}
