//! Full screen, which minifb has none of: on X11 by asking the window manager, as the [Extended Window Manager
//! Hints](https://specifications.freedesktop.org/wm-spec/latest/) say, or, where nobody manages windows, by making the
//! window as large as the screen.

/// How a window was before it filled the whole screen.
#[derive(Debug, Default)]
pub(super) struct FullScreen {
    #[cfg(target_os = "linux")]
    before: Option<x11::Place>,
}

impl FullScreen {
    /// Lets `window` fill the whole screen, or gives it back its place.
    ///
    /// # Errors
    ///
    /// If that is not possible, and why.
    #[cfg(target_os = "linux")]
    pub(super) fn set(&mut self, window: &minifb::Window, is_full: bool) -> Result<(), String> {
        x11::set(window, is_full, &mut self.before)
    }

    /// As above, where there is no way to.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn set(&mut self, _: &minifb::Window, _: bool) -> Result<(), String> {
        Err("full screen is for the system to give: maximize the window".to_owned())
    }
}

#[cfg(target_os = "linux")]
mod x11 {
    use minifb::HasWindowHandle as _;
    use raw_window_handle::RawWindowHandle;
    use x11rb::connection::Connection as _;
    use x11rb::errors::ReplyError;
    use x11rb::protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, EventMask, Screen, Window,
    };
    use x11rb::rust_connection::RustConnection;
    use x11rb::wrapper::ConnectionExt as _;

    /// More atoms than a window manager supports.
    const MANY: u32 = 1024;

    /// Where a window is, and its size.
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Place {
        at: (i32, i32),
        size: (u32, u32),
    }

    pub(super) fn set(window: &minifb::Window, is_full: bool, before: &mut Option<Place>) -> Result<(), String> {
        let Some(RawWindowHandle::Xlib(handle)) = window.window_handle().ok().map(|handle| handle.as_raw()) else {
            return Err("full screen is for the window manager to give: minifb cannot ask for it on Wayland".to_owned());
        };
        let failed = |error: &dyn std::fmt::Display| format!("there is no full screen: {error}");
        let (connection, screen) = RustConnection::connect(None).map_err(|error| failed(&error))?;
        let screen = connection.setup().roots.get(screen).ok_or_else(|| failed(&"the display has no screen"))?;
        let id = handle.window as Window;
        let done = match ask(&connection, screen.root, id, is_full) {
            Ok(false) => take(&connection, screen, id, is_full, before),
            asked => asked.map(|_| ()),
        };
        done.and_then(|()| connection.sync()).map_err(|error| failed(&error))
    }

    /// Asks the window manager. Returns whether there is one that knows of full screens.
    fn ask(connection: &RustConnection, root: Window, window: Window, is_full: bool) -> Result<bool, ReplyError> {
        let atom = |name: &[u8]| Ok::<_, ReplyError>(connection.intern_atom(false, name)?.reply()?.atom);
        let full_screen = atom(b"_NET_WM_STATE_FULLSCREEN")?;
        let supported = atom(b"_NET_SUPPORTED")?;
        let supported = connection.get_property(false, root, supported, AtomEnum::ATOM, 0, MANY)?.reply()?;
        if !supported.value32().into_iter().flatten().any(|atom| atom == full_screen) {
            return Ok(false);
        }
        // Add or remove; the property; no second one; from an ordinary program.
        let data = [u32::from(is_full), full_screen, 0, 1, 0];
        let message = ClientMessageEvent::new(32, window, atom(b"_NET_WM_STATE")?, data);
        let listeners = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        connection.send_event(false, root, listeners, message)?;
        Ok(true)
    }

    /// Makes the window as large as the screen, or what it was `before`.
    fn take(
        connection: &RustConnection,
        screen: &Screen,
        window: Window,
        is_full: bool,
        before: &mut Option<Place>,
    ) -> Result<(), ReplyError> {
        let place = if is_full {
            let now = connection.get_geometry(window)?.reply()?;
            *before = Some(Place { at: (now.x.into(), now.y.into()), size: (now.width.into(), now.height.into()) });
            Place { at: (0, 0), size: (screen.width_in_pixels.into(), screen.height_in_pixels.into()) }
        } else {
            let Some(place) = before.take() else { return Ok(()) };
            place
        };
        let (x, y, width, height) = (place.at.0, place.at.1, place.size.0, place.size.1);
        let wanted = ConfigureWindowAux::new().x(x).y(y).width(width).height(height);
        connection.configure_window(window, &wanted)?.check()
    }
}
