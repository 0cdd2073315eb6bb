//! The keyboard: its keys by their place, what they write, and the guest's keys on them. Buttons of game pads are keys as well.

pub mod keymap;
pub mod layout;

/// Makes [`Key`] and what goes through all of its keys.
macro_rules! keys {
    ($($key:ident $name:literal,)+; $($pad:ident $pad_name:literal,)+) => {
        /// A key of the keyboard, by its place: it is called as the one that a QWERTY keyboard of the United States has there.
        /// Or a button of a game pad, each way of its cross being one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "they are called as what is on them")]
        pub enum Key { $($key,)+ $($pad,)+ }

        impl Key {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$key,)+ $(Self::$pad,)+];

            /// Its name in settings and messages, on a QWERTY keyboard.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$key => $name,)+ $(Self::$pad => $pad_name,)+ }
            }

            /// The key that minifb calls that; none if it is of no use here.
            #[cfg(feature = "window")]
            #[must_use]
            pub fn of_minifb(key: minifb::Key) -> Option<Self> {
                match key { $(minifb::Key::$key => Some(Self::$key),)+ _ => None }
            }
        }
    };
}

keys! {
    Key0 "0", Key1 "1", Key2 "2", Key3 "3", Key4 "4", Key5 "5", Key6 "6", Key7 "7", Key8 "8", Key9 "9",
    A "A", B "B", C "C", D "D", E "E", F "F", G "G", H "H", I "I", J "J", K "K", L "L", M "M",
    N "N", O "O", P "P", Q "Q", R "R", S "S", T "T", U "U", V "V", W "W", X "X", Y "Y", Z "Z",
    F1 "F1", F2 "F2", F3 "F3", F4 "F4", F5 "F5", F6 "F6", F7 "F7", F8 "F8", F9 "F9", F10 "F10", F11 "F11", F12 "F12",
    Up "Up", Down "Down", Left "Left", Right "Right",
    Apostrophe "'", Backquote "`", Backslash "\\", Comma ",", Equal "=", LeftBracket "[", Minus "-", Period ".",
    RightBracket "]", Semicolon ";", Slash "/",
    Backspace "Backspace", Delete "Delete", End "End", Enter "Enter", Escape "Escape", Home "Home", Insert "Insert",
    PageDown "PageDown", PageUp "PageUp", Space "Space", Tab "Tab",
    LeftShift "LeftShift", RightShift "RightShift", LeftCtrl "LeftCtrl", RightCtrl "RightCtrl", LeftAlt "LeftAlt",
    RightAlt "RightAlt",
    NumPad0 "NumPad0", NumPad1 "NumPad1", NumPad2 "NumPad2", NumPad3 "NumPad3", NumPad4 "NumPad4",
    NumPad5 "NumPad5", NumPad6 "NumPad6", NumPad7 "NumPad7", NumPad8 "NumPad8", NumPad9 "NumPad9",
    NumPadDot "NumPadDot", NumPadSlash "NumPadSlash", NumPadAsterisk "NumPadAsterisk", NumPadMinus "NumPadMinus",
    NumPadPlus "NumPadPlus", NumPadEnter "NumPadEnter",
    ;
    PadUp "PadUp", PadDown "PadDown", PadLeft "PadLeft", PadRight "PadRight", PadA "PadA", PadB "PadB",
    PadStart "PadStart",
}
