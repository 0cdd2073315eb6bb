//! Where a `PulseAudio` server listens, and what it knows its users by: as libpulse finds them, of sockets in the file system. Knows nothing
//! of the protocol.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Bytes of a cookie. Servers hang up on one of another length, `PipeWire` as well, which heeds none.
const COOKIE_LENGTH: usize = 256;
/// Where a server for the whole system listens.
const SYSTEM: &str = "/run/pulse/native";
/// Files with the name of the machine that a folder of the user's has in its name if there is no `XDG_RUNTIME_DIR`.
const MACHINE_IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// What the environment says.
#[derive(Debug, Default)]
struct Environment {
    server: Option<String>,
    cookie: Option<PathBuf>,
    runtime_path: Option<PathBuf>,
    runtime_dir: Option<PathBuf>,
    config: Option<PathBuf>,
    home: Option<PathBuf>,
    machine: Option<String>,
}

/// A connection to the first server that there is.
///
/// # Errors
///
/// If there is none.
pub(super) fn connect() -> io::Result<UnixStream> {
    let mut problem = io::Error::new(io::ErrorKind::NotFound, "no place for a PulseAudio server is known");
    for path in Environment::now().sockets() {
        match UnixStream::connect(&path) {
            Ok(socket) => return Ok(socket),
            Err(error) => problem = io::Error::new(error.kind(), format!("{}: {error}", path.display())),
        }
    }
    Err(problem)
}

/// The user's cookie; one of zeros if there is none, which is one as well where nobody looks at it.
pub(super) fn cookie() -> Vec<u8> {
    cookie_in(&Environment::now().cookies())
}

fn cookie_in(paths: &[PathBuf]) -> Vec<u8> {
    let is_cookie = |path: &PathBuf| fs::metadata(path).is_ok_and(|data| data.len() == COOKIE_LENGTH as u64);
    let found = paths.iter().filter(|path| is_cookie(path)).find_map(|path| fs::read(path).ok());
    found.filter(|cookie| cookie.len() == COOKIE_LENGTH).unwrap_or_else(|| vec![0; COOKIE_LENGTH])
}

impl Environment {
    fn now() -> Self {
        let path = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
        let home = etcetera::home_dir().ok();
        Self {
            server: std::env::var("PULSE_SERVER").ok().filter(|server| !server.is_empty()),
            cookie: path("PULSE_COOKIE"),
            runtime_path: path("PULSE_RUNTIME_PATH"),
            runtime_dir: path("XDG_RUNTIME_DIR"),
            config: path("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config"))),
            home,
            machine: MACHINE_IDS.iter().find_map(|path| fs::read_to_string(path).ok()).map(|id| id.trim().to_owned()),
        }
    }

    /// Where a server may listen, the likeliest first. Who names servers means no others.
    fn sockets(&self) -> Vec<PathBuf> {
        if let Some(servers) = &self.server {
            return servers.split_whitespace().filter_map(socket_of).collect();
        }
        let without_runtime_dir =
            || Some(self.config.as_ref()?.join("pulse").join(format!("{}-runtime", self.machine.as_ref()?)));
        let folder = match (&self.runtime_path, &self.runtime_dir) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(path)) => Some(path.join("pulse")),
            (None, None) => without_runtime_dir(),
        };
        folder.map(|folder| folder.join("native")).into_iter().chain([PathBuf::from(SYSTEM)]).collect()
    }

    /// Where a cookie may be, the likeliest first.
    fn cookies(&self) -> Vec<PathBuf> {
        let below = |folder: &Option<PathBuf>, name: &str| Some(folder.as_ref()?.join(name));
        let paths = [
            self.cookie.clone(),
            below(&self.config, "pulse/cookie"),
            below(&self.home, ".config/pulse/cookie"),
            below(&self.home, ".pulse-cookie"),
        ];
        paths.into_iter().flatten().collect()
    }
}

/// The socket of a server such as `unix:/run/pulse/native`, `{machine}unix:/run/pulse/native` or `/run/pulse/native`; none for one
/// on a network.
fn socket_of(server: &str) -> Option<PathBuf> {
    let server = match server.strip_prefix('{') {
        Some(rest) => rest.split_once('}')?.1,
        None => server,
    };
    let path = Path::new(server.strip_prefix("unix:").unwrap_or(server));
    path.is_absolute().then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sockets(environment: &Environment) -> Vec<String> {
        environment.sockets().iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn a_server_is_looked_for_where_libpulse_does() {
        let path = |text: &str| Some(PathBuf::from(text));
        let mut environment =
            Environment { config: path("/home/a/.config"), machine: Some("0123".to_owned()), ..Environment::default() };
        assert_eq!(sockets(&environment), ["/home/a/.config/pulse/0123-runtime/native", SYSTEM]);
        environment.runtime_dir = path("/run/user/1000");
        assert_eq!(sockets(&environment), ["/run/user/1000/pulse/native", SYSTEM]);
        environment.runtime_path = path("/tmp/pulse");
        assert_eq!(sockets(&environment), ["/tmp/pulse/native", SYSTEM]);
        for (server, expected) in [
            ("unix:/mnt/wslg/PulseServer", &["/mnt/wslg/PulseServer"][..]),
            ("{ab}unix:/a /b", &["/a", "/b"]),
            ("tcp:sound.example:4713 none {ab", &[]),
        ] {
            environment.server = Some(server.to_owned());
            assert_eq!(sockets(&environment), expected);
        }
        assert_eq!(sockets(&Environment::default()), [SYSTEM]);
    }

    #[test]
    fn a_cookie_has_its_length_whatever_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let (right, wrong) = (folder.path().join("right"), folder.path().join("wrong"));
        fs::write(&right, [7; COOKIE_LENGTH]).unwrap();
        fs::write(&wrong, [8; 3]).unwrap();
        assert_eq!(cookie_in(&[wrong.clone(), folder.path().to_owned(), right]), [7; COOKIE_LENGTH]);
        assert_eq!(cookie_in(&[wrong]), [0; COOKIE_LENGTH]);
        let environment = Environment { config: Some("/c".into()), home: Some("/h".into()), ..Environment::default() };
        let expected = ["/c/pulse/cookie", "/h/.config/pulse/cookie", "/h/.pulse-cookie"].map(PathBuf::from);
        assert_eq!(environment.cookies(), expected);
    }
}
