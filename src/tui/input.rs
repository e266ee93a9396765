//! Keys, and how the bytes of a terminal become them.
//!
//! The decoder is our own because crossterm 0.29 throws away `ESC O p..y` (its parser returns an error for it and
//! clears its buffer), which PuTTY's keypad sends: amounts typed there would vanish. It is a pure machine over bytes,
//! so that every encoding of every key is a line in a table of tests.

mod decoder;
mod sequence;
#[cfg(test)]
mod tests;

pub use decoder::{Decoder, decode};

/// A key as the screens know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter, digit or sign. A combining mark comes as a letter of its own; the line that is edited composes it.
    Char(char),
    /// Text pasted in brackets: no control characters but line breaks.
    Paste(String),
    /// Enter, also the keypad's.
    Enter,
    /// Esc.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace: 0x7f, and 0x08 too, so Ctrl-H does not exist.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Ctrl-Left or Alt-Left.
    WordLeft,
    /// Ctrl-Right or Alt-Right.
    WordRight,
    /// A function key; 13 and more are Shift-F1 and on.
    F(u8),
    /// A letter or sign with Ctrl, in lower case; the blank is Ctrl-Space.
    Ctrl(char),
    /// A letter with Alt, or Esc and a letter that came together over a slow line: see [`split_alt`].
    Alt(char),
}

/// What an Alt-letter means where none is bound: Esc, then the letter. Over a slow line the two arrive in one piece
/// and cannot be told from Alt.
pub fn split_alt(letter: char) -> [Key; 2] {
    [Key::Esc, Key::Char(letter)]
}

/// A character as the keyboard meant it: no-break spaces are spaces, what steers or hides is nothing.
fn typed(c: char) -> Option<char> {
    match c {
        '\u{a0}' | '\u{202f}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Pasted text without what could steer anything. Line breaks stay: a note may want them.
fn pasted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let kept = text.chars().filter_map(|c| match c {
        '\n' | '\r' => Some('\n'),
        '\t' => Some(' '),
        c => typed(c),
    });
    kept.collect()
}
