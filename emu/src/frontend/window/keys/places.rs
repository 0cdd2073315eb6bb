//! The places of keys on X11: a second client, which hears of the same keys of the same window by their number, and knows by
//! the server's keyboard description (XKB) where on the keyboard each number is.

use minifb::HasWindowHandle as _;
use raw_window_handle::RawWindowHandle;
use x11rb::connection::Connection as _;
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use crate::frontend::input::KeyEvent;
use crate::keyboard::Key;
use crate::keyboard::layout::Layout;

/// The keys that write, by the names that XKB has for places: row, and the number in the row.
const NAMES: [(&[u8; 4], Key); 47] = {
    use Key::{
        A, Apostrophe, B, Backquote, Backslash, C, Comma, D, E, Equal, F, G, H, I, J, K, Key0, Key1, Key2, Key3, Key4,
        Key5, Key6, Key7, Key8, Key9, L, LeftBracket, M, Minus, N, O, P, Period, Q, R, RightBracket, S, Semicolon,
        Slash, T, U, V, W, X, Y, Z,
    };
    [
        (b"TLDE", Backquote),
        (b"AE01", Key1),
        (b"AE02", Key2),
        (b"AE03", Key3),
        (b"AE04", Key4),
        (b"AE05", Key5),
        (b"AE06", Key6),
        (b"AE07", Key7),
        (b"AE08", Key8),
        (b"AE09", Key9),
        (b"AE10", Key0),
        (b"AE11", Minus),
        (b"AE12", Equal),
        (b"AD01", Q),
        (b"AD02", W),
        (b"AD03", E),
        (b"AD04", R),
        (b"AD05", T),
        (b"AD06", Y),
        (b"AD07", U),
        (b"AD08", I),
        (b"AD09", O),
        (b"AD10", P),
        (b"AD11", LeftBracket),
        (b"AD12", RightBracket),
        (b"BKSL", Backslash),
        (b"AC01", A),
        (b"AC02", S),
        (b"AC03", D),
        (b"AC04", F),
        (b"AC05", G),
        (b"AC06", H),
        (b"AC07", J),
        (b"AC08", K),
        (b"AC09", L),
        (b"AC10", Semicolon),
        (b"AC11", Apostrophe),
        (b"AB01", Z),
        (b"AB02", X),
        (b"AB03", C),
        (b"AB04", V),
        (b"AB05", B),
        (b"AB06", N),
        (b"AB07", M),
        (b"AB08", Comma),
        (b"AB09", Period),
        (b"AB10", Slash),
    ]
};

/// What keys are where.
#[derive(Debug)]
pub(super) struct Places {
    connection: RustConnection,
    /// The key of each number that has one.
    keys: Vec<Option<Key>>,
}

impl Places {
    /// The places of the keys that `window` hears of. None if they are not to be had: it is no window of X11, or the
    /// server does not describe its keyboard.
    pub(super) fn of(window: &minifb::Window) -> Option<Self> {
        let Some(RawWindowHandle::Xlib(handle)) = window.window_handle().ok().map(|handle| handle.as_raw()) else {
            return None;
        };
        let connected = Self::connect(handle.window as Window);
        connected.map_err(|error| log::debug!("the places of keys are not known: {error}")).ok().flatten()
    }

    fn connect(window: Window) -> Result<Option<Self>, Box<dyn std::error::Error>> {
        let (connection, _) = RustConnection::connect(None)?;
        let core = u16::from(xkb::ID::USE_CORE_KBD);
        if !connection.xkb_use_extension(1, 0)?.reply()?.supported {
            return Ok(None);
        }
        let keys = keys(&connection, core)?;
        if NAMES.iter().any(|(_, key)| !keys.contains(&Some(*key))) {
            return Ok(None);
        }
        // A key that is held down goes down again and again, and not up in between.
        let repeat = xkb::PerClientFlag::DETECTABLE_AUTO_REPEAT;
        let none = xkb::BoolCtrl::default();
        connection.xkb_per_client_flags(core, repeat, repeat, none, none, none)?.reply()?;
        let events = ChangeWindowAttributesAux::new().event_mask(EventMask::KEY_PRESS | EventMask::KEY_RELEASE);
        connection.change_window_attributes(window, &events)?.check()?;
        connection.flush()?;
        Ok(Some(Self { connection, keys }))
    }

    /// The layout that is most like what the keys write now. None if the server does not tell.
    pub(super) fn layout(&self) -> Option<&'static Layout> {
        let written = written(&self.connection, &self.keys);
        let written = written.map_err(|error| log::debug!("it is not known what the keys write: {error}")).ok()?;
        let layout = Layout::most_like(&written);
        log::debug!("the keys are taken for {}'s", layout.name);
        Some(layout)
    }

    /// Appends what has happened to the keys that write.
    ///
    /// # Errors
    ///
    /// If the server is gone.
    pub(super) fn take(&mut self, events: &mut Vec<KeyEvent>) -> Result<(), ConnectionError> {
        while let Some(event) = self.connection.poll_for_event()? {
            let (number, down) = match event {
                Event::KeyPress(event) => (event.detail, true),
                Event::KeyRelease(event) => (event.detail, false),
                _ => continue,
            };
            if let Some(key) = self.keys.get(usize::from(number)).copied().flatten() {
                events.push(KeyEvent { key, down });
            }
        }
        Ok(())
    }
}

/// The key of each number, by the names that the server has for these.
fn keys(connection: &RustConnection, keyboard: u16) -> Result<Vec<Option<Key>>, Box<dyn std::error::Error>> {
    let reply = connection.xkb_get_names(keyboard, xkb::NameDetail::KEY_NAMES)?.reply()?;
    let names = reply.value_list.key_names.unwrap_or_default();
    let mut keys = vec![None; usize::from(reply.first_key)];
    keys.extend(names.iter().map(|name| NAMES.iter().find(|(known, _)| **known == name.name).map(|&(_, key)| key)));
    Ok(keys)
}

/// What the keys of each number that has one write without Shift, in the group of the keyboard that is in effect.
fn written(connection: &RustConnection, keys: &[Option<Key>]) -> Result<Vec<(Key, char)>, Box<dyn std::error::Error>> {
    let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
    let mapping = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
    let state = connection.xkb_get_state(xkb::ID::USE_CORE_KBD.into())?.reply()?;
    // Of each key there are two symbols of the first group, and then two of the second; what is beyond is in no order.
    let column = if state.group == xkb::Group::M2 { 2 } else { 0 };
    let symbols = mapping.keysyms.chunks(usize::from(mapping.keysyms_per_keycode).max(1));
    let keys = keys.iter().skip(first.into());
    Ok(keys
        .zip(symbols)
        .filter_map(|(key, symbols)| Some((*key.as_ref()?, character(*symbols.get(column)?)?)))
        .collect())
}

/// What a symbol of X11 writes, if that is in Latin-1, whose symbols have the numbers of the characters.
fn character(symbol: u32) -> Option<char> {
    u8::try_from(symbol).ok().map(char::from).filter(|character| !character.is_control())
}
