//! A keyboard, and a pair of eyes, for a window on a virtual display.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::played::{Played, wait_for};

/// Keys by what X11 calls their symbols.
pub const ENTER: u32 = 0xFF0D;
pub const ESCAPE: u32 = 0xFF1B;
pub const TAB: u32 = 0xFF09;
pub const UP: u32 = 0xFF52;
pub const DOWN: u32 = 0xFF54;
pub const LEFT: u32 = 0xFF51;
pub const RIGHT: u32 = 0xFF53;
pub const PAGE_UP: u32 = 0xFF55;
pub const PAGE_DOWN: u32 = 0xFF56;
pub const END: u32 = 0xFF57;
pub const HOME: u32 = 0xFF50;
/// F1; the others follow it.
pub const F1: u32 = 0xFFBE;

/// What is done with a window.
pub struct Keyboard {
    connection: RustConnection,
    root: Window,
    window: Window,
    /// Key codes by symbol.
    codes: BTreeMap<u32, u8>,
    /// The last thing asked of it, for messages.
    last: RefCell<String>,
}

impl Keyboard {
    /// The keyboard of the window of `played`, once that is open.
    pub fn of(played: &Played) -> Self {
        let (connection, screen) = RustConnection::connect(Some(played.display())).expect("the display is ours");
        let setup = connection.setup();
        let root = setup.roots[screen].root;
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = connection.get_keyboard_mapping(first, last - first + 1).expect("it is sent");
        let mapping = mapping.reply().expect("there is a keyboard");
        let symbols = mapping.keysyms.chunks(mapping.keysyms_per_keycode.into());
        let codes = (first..=last).zip(symbols).rev().map(|(code, symbols)| (symbols[0], code)).collect();
        let mut found = None;
        let opened = wait_for(20, || title(&connection, root).is_some());
        if opened {
            found = title(&connection, root).map(|(window, _)| window);
        }
        let window = found.expect("it opens a window");
        // Nobody manages windows here.
        connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME).expect("it is sent");
        connection.sync().expect("the display is there");
        Self { connection, root, window, codes, last: RefCell::default() }
    }

    /// Another window, which is none, hears the keys from now on.
    pub fn lose_focus(&self) {
        let nobody = x11rb::NONE;
        self.connection.set_input_focus(InputFocus::NONE, nobody, x11rb::CURRENT_TIME).expect("it is sent");
        self.connection.sync().expect("the display is there");
    }

    /// Presses the key with that symbol, and does not let it go.
    pub fn hold(&self, symbol: u32) {
        self.event(KEY_PRESS_EVENT, symbol);
    }

    /// Lets it go.
    pub fn release(&self, symbol: u32) {
        self.event(KEY_RELEASE_EVENT, symbol);
    }

    /// Presses it for `milliseconds`, and waits for a moment.
    pub fn tap_for(&self, symbol: u32, milliseconds: u64) {
        self.hold(symbol);
        std::thread::sleep(Duration::from_millis(milliseconds));
        self.release(symbol);
        std::thread::sleep(Duration::from_millis(40));
    }

    /// Presses each of them for a moment.
    pub fn tap(&self, symbols: &[u32]) {
        for &symbol in symbols {
            self.tap_for(symbol, 12);
        }
    }

    /// Presses the key of that number, whatever it writes, for a moment.
    pub fn tap_number(&self, code: u8) {
        self.event_of(KEY_PRESS_EVENT, code);
        std::thread::sleep(Duration::from_millis(12));
        self.event_of(KEY_RELEASE_EVENT, code);
        std::thread::sleep(Duration::from_millis(40));
    }

    fn event(&self, kind: u8, symbol: u32) {
        self.event_of(kind, *self.codes.get(&symbol).unwrap_or_else(|| panic!("no key is {symbol:#X}")));
    }

    fn event_of(&self, kind: u8, code: u8) {
        *self.last.borrow_mut() = format!("event {kind} of key {code}");
        self.connection.xtest_fake_input(kind, code, 0, self.root, 0, 0, 0).expect("it is sent");
        self.connection.sync().expect("the display is there");
    }

    /// Waits for the window's title to end in `ending`.
    #[track_caller]
    pub fn expect_title(&self, ending: &str) {
        let now = || title(&self.connection, self.root).map(|(_, title)| title).unwrap_or_default();
        let found = wait_for(10, || now().ends_with(ending));
        assert!(found, "after {}, the title is {:?} and not …{ending:?}", self.last.borrow(), now());
    }

    /// Waits for something to be true of what the window shows: its width in pixels, and the pixels, 0xRRGGBB, row by row.
    #[track_caller]
    pub fn expect_picture(&self, what: &str, is_so: impl Fn(usize, &[u32]) -> bool) {
        let found = wait_for(10, || {
            let (width, pixels) = self.picture();
            is_so(width, &pixels)
        });
        assert!(found, "after {}: {what}", self.last.borrow());
    }

    /// What the window shows: its width in pixels, and the pixels, 0xRRGGBB, row by row.
    pub fn picture(&self) -> (usize, Vec<u32>) {
        let size = self.connection.get_geometry(self.window).expect("it is sent").reply().expect("it is there");
        let (width, height) = (size.width, size.height);
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.window, 0, 0, width, height, !0);
        let image = image.expect("it is sent").reply().expect("it is there");
        let pixel = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
        (width.into(), image.data.chunks_exact(4).map(pixel).collect())
    }
}

/// The window of ours below `root`, and its title.
fn title(connection: &RustConnection, root: Window) -> Option<(Window, String)> {
    let windows = connection.query_tree(root).ok()?.reply().ok()?.children;
    windows.into_iter().find_map(|window| {
        let name = connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1000).ok()?;
        let name = String::from_utf8(name.reply().ok()?.value).ok()?;
        name.starts_with("Stitch8").then_some((window, name))
    })
}
