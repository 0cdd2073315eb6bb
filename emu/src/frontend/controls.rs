//! The keys of the window that are not the guest's: one table, which the help prints.

use std::fmt::Write as _;

use crate::keyboard::Key;

/// What the user can ask the window for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Open the menu.
    Menu,
    /// Stop the program for a while, or let it go on.
    Pause,
    /// Begin the program again.
    Reset,
    /// Silence the sound, or end that.
    Mute,
    /// Write the screen to a file.
    Screenshot,
    /// Run backwards, as long as it is held.
    Rewind,
    /// Go back by a frame, and stop the program.
    StepBack,
    /// Run for a frame, and stop the program.
    StepForward,
    /// Run faster and faster, as long as it is held.
    Hurry,
    /// Run as fast as it goes, or no longer so.
    FullSpeed,
    /// Run at the next slower speed.
    Slower,
    /// Run at the next faster speed.
    Faster,
    /// Run at the usual speed.
    NormalSpeed,
    /// Give the program fewer instructions a frame.
    FewerInstructions,
    /// Give the program more instructions a frame.
    MoreInstructions,
    /// Show the next palette's colours.
    NextPalette,
    /// Fill the whole screen, or no longer so.
    FullScreen,
    /// Begin a film, or end it.
    Film,
    /// Write a film of the last ten seconds.
    FilmLast,
    /// Save the state in the slot that is chosen.
    SaveState,
    /// Choose another slot.
    NextSlot,
    /// Go on from the state in the slot that is chosen.
    LoadState,
}

/// Each control with its key, that key's name, what it does, and what more there is to say of that. None of them is a key
/// of the guest's keypad, and none is a letter, a digit or the space bar.
pub const CONTROLS: &[(Control, Key, &str, &str, &str)] = &[
    (Control::Menu, Key::Escape, "Esc", "the menu", ": states, speed, picture, sound, keys, quirks, the end"),
    (Control::StepForward, Key::F1, "F1", "one frame forward, and pause", ""),
    (Control::SaveState, Key::F2, "F2", "save the state in the slot", " that is chosen"),
    (Control::NextSlot, Key::F3, "F3", "choose the next of ten slots", ""),
    (Control::LoadState, Key::F4, "F4", "load the state in the slot", ""),
    (Control::Pause, Key::F5, "F5", "pause, resume", ""),
    (Control::StepBack, Key::F6, "F6", "one frame back, and pause", ""),
    (Control::Film, Key::F7, "F7", "begin a GIF, and end it", ", in the current folder"),
    (Control::Reset, Key::F8, "F8", "reset the program", ""),
    (Control::Mute, Key::F9, "F9", "sound off, on", ""),
    (Control::FilmLast, Key::F10, "F10", "a GIF of the last 10 seconds", ", in the current folder"),
    (Control::FullScreen, Key::F11, "F11", "full screen, and back", ""),
    (Control::Screenshot, Key::F12, "F12", "write the screen to a PNG", " in the current folder"),
    (Control::Rewind, Key::Backspace, "Backspace", "run backwards while held", ""),
    (Control::Hurry, Key::Tab, "Tab", "fast forward while held", ", faster and faster"),
    (Control::FullSpeed, Key::End, "End", "as fast as it goes, or not", ""),
    (Control::Faster, Key::PageUp, "Page Up", "twice the speed", ", up to eight times"),
    (Control::Slower, Key::PageDown, "Page Down", "half the speed", ", down to an eighth"),
    (Control::NormalSpeed, Key::Home, "Home", "the usual speed", ""),
    (
        Control::FewerInstructions,
        Key::Minus,
        "-",
        "fewer instructions a frame",
        "; the first key to the right of 0, whatever it writes",
    ),
    (Control::MoreInstructions, Key::Equal, "=", "more instructions a frame", "; the second key to the right of 0"),
    (Control::NextPalette, Key::Insert, "Insert", "the next palette", ""),
];

/// Keys that are the same as another.
const ALSO: &[(Key, Key)] =
    &[(Key::NumPadMinus, Key::Minus), (Key::NumPadPlus, Key::Equal), (Key::PadStart, Key::Escape)];

/// The control on `key`.
#[must_use]
pub fn control_on(key: Key) -> Option<Control> {
    let key = ALSO.iter().find(|(other, _)| *other == key).map_or(key, |&(_, key)| key);
    CONTROLS.iter().find(|(_, candidate, ..)| *candidate == key).map(|(control, ..)| *control)
}

/// The table and the keypad, for the help.
#[must_use]
pub fn help() -> String {
    let mut text = "Keys:\n  1 2 3 4     the keypad   1 2 3 C\n  Q W E R     of CHIP-8    4 5 6 D\n  \
                    A S D F                  7 8 9 E\n  Z X C V                  A 0 B F\n"
        .to_owned();
    text.push_str(
        "  arrows      directions, and Space and Enter the actions, of programs whose keys the database knows\n  \
         I J K L     directions, and U and O the actions, of a second player\n",
    );
    for (_, _, name, meaning, more) in CONTROLS {
        let _ = writeln!(text, "  {name:<11} {meaning}{more}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buttons::Buttons;
    use crate::keyboard::keymap::Keymap;

    #[test]
    fn no_control_is_on_the_keypad() {
        for &(control, key, ..) in CONTROLS {
            let names = ["up", "down", "left", "right", "a", "b", "player2Up", "player2Left", "player2A", "player2B"];
            let keymap = Keymap::from(Buttons::of(names.map(|name| (name, 1))));
            assert_eq!(keymap.guest_key(key), None, "{control:?}");
            assert_eq!(control_on(key), Some(control));
        }
        assert_eq!((control_on(Key::Space), control_on(Key::NumPadPlus)), (None, Some(Control::MoreInstructions)));
    }

    #[test]
    fn the_help_names_every_control() {
        let text = help();
        for (_, _, name, meaning, more) in CONTROLS {
            assert!(text.contains(name) && text.contains(&format!("{meaning}{more}\n")), "{text}");
        }
    }
}
