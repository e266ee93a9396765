//! What control characters and sequences mean, for every encoding in use among our terminals: xterm and its kin,
//! PuTTY in all its keyboard modes, the Linux console, rxvt.

use super::{Key, typed};

const ALT: u16 = 2;
const CTRL: u16 = 4;

/// A control character.
pub(super) fn control(byte: u8) -> Option<Key> {
    Some(match byte {
        // The line feed: some programs that type for a person send it for Enter.
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        0x08 | 0x7f => Key::Backspace,
        0x00 => Key::Ctrl(' '),
        0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
        0x1b => Key::Esc,
        0x1c => Key::Ctrl('\\'),
        0x1d => Key::Ctrl(']'),
        0x1e => Key::Ctrl('^'),
        0x1f => Key::Ctrl('_'),
        _ => return None,
    })
}

/// `ESC O` and a letter: function keys, arrows in application mode, the keypad in application mode.
pub(super) fn ss3(parameters: &[u8], last: u8) -> Option<Key> {
    if !parameters.is_empty() {
        return csi(parameters, last);
    }
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'M' => Key::Enter,
        // PuTTY's "VT100+" mode goes on to F12 where others stop at F4.
        b'P'..=b'[' => Key::F(last - b'P' + 1),
        b'p'..=b'y' => Key::Char(char::from(last - b'p' + b'0')),
        // * + , - . / in this order, as in ASCII.
        b'j'..=b'o' => Key::Char(char::from(last - b'j' + b'*')),
        _ => return None,
    })
}

/// `ESC [`, parameters, and a last byte.
pub(super) fn csi(parameters: &[u8], last: u8) -> Option<Key> {
    let numbers = numbers(parameters)?;
    let first = numbers.first().copied().unwrap_or(0);
    let modifiers = numbers.last().copied().unwrap_or(0).saturating_sub(1);
    let by_word = modifiers & (ALT | CTRL) != 0;
    Some(match last {
        b'A' | b'a' => Key::Up,
        b'B' | b'b' => Key::Down,
        b'C' if by_word => Key::WordRight,
        b'D' if by_word => Key::WordLeft,
        b'C' | b'c' => Key::Right,
        b'D' | b'd' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'P' | b'Q' | b'S' => Key::F(last - b'P' + 1),
        // `ESC [ row ; column R` is an answer to a question that somebody else asked.
        b'R' if first <= 1 => Key::F(3),
        b'Z' => Key::BackTab,
        b'~' if first == 27 => return code(numbers.get(2).copied()?, numbers.get(1).copied()?),
        b'~' | b'^' => return numbered(first),
        b'u' => return code(first, numbers.get(1).copied().unwrap_or(1)),
        _ => return None,
    })
}

/// Parameters as numbers; `None` where they are somebody's private ones, or tell that a key was let go.
fn numbers(parameters: &[u8]) -> Option<Vec<u16>> {
    let text = std::str::from_utf8(parameters).ok()?;
    if text.contains(|c: char| !c.is_ascii_digit() && c != ';' && c != ':') {
        return None;
    }
    let is_release = text.split(';').nth(1).and_then(|part| part.split(':').nth(1)) == Some("3");
    let number = |part: &str| part.split(':').next().and_then(|digits| digits.parse().ok()).unwrap_or(0);
    (!is_release).then(|| text.split(';').map(number).collect())
}

/// `ESC [ n ~`.
fn numbered(number: u16) -> Option<Key> {
    let function = |less: u16| u8::try_from(number - less).ok().map(Key::F);
    match number {
        1 | 7 => Some(Key::Home),
        2 => Some(Key::Insert),
        3 => Some(Key::Delete),
        4 | 8 => Some(Key::End),
        5 => Some(Key::PageUp),
        6 => Some(Key::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}

/// A key told by its code, as terminals do when an earlier program left them in such a mode.
fn code(code: u16, modifiers: u16) -> Option<Key> {
    let modifiers = modifiers.saturating_sub(1);
    let c = char::from_u32(u32::from(code))?;
    if c.is_ascii_control() {
        let is_shift_tab = c == '\t' && modifiers & 1 != 0;
        return if is_shift_tab { Some(Key::BackTab) } else { control(u8::try_from(code).ok()?) };
    }
    if modifiers & CTRL == 0 {
        let c = typed(c)?;
        return Some(if modifiers & ALT == 0 { Key::Char(c) } else { Key::Alt(c) });
    }
    match c.to_ascii_lowercase() {
        'a'..='z' | '[' => control(u8::try_from(code).ok()? & 0x1f),
        other => typed(other).map(Key::Ctrl),
    }
}
