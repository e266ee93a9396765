//! From the terminal's bytes to keys.
//!
//! Our own decoder: crossterm 0.29 drops `ESC O p..y`, which PuTTY's keypad sends, so that typed amounts vanish; and
//! it spins at 100% on a dead terminal without ever telling. This one is a pure machine over bytes.

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter, digit or sign. A combining mark comes as a letter of its own; the field composes it.
    Char(char),
    /// Text pasted in brackets.
    Paste(String),
    /// Enter.
    Enter,
    /// Esc.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace: 0x7f, and 0x08 too.
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
    /// To the word before.
    WordLeft,
    /// To the word after.
    WordRight,
    /// A function key.
    F(u8),
    /// A letter with Ctrl.
    Ctrl(char),
    /// A letter with Alt, or Esc and a letter that arrived together.
    Alt(char),
}

const ESC: u8 = 0x1b;
/// The longest control sequence worth waiting for; anything longer is thrown away.
const LONGEST: usize = 32;
/// The most characters taken from one paste.
const MOST_PASTED: usize = 64 * 1024;
const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// Reads bytes in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    pasted: Option<Vec<u8>>,
}

/// What stands at the begin of the bytes.
enum Step {
    /// A key, and how many bytes it took.
    Key(Key, usize),
    /// Nothing that means anything, so many bytes long.
    Skip(usize),
    /// Not whole yet.
    More,
}

impl Decoder {
    /// Takes bytes; gives the keys that are whole.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Key> {
        self.bytes.extend_from_slice(bytes);
        let mut keys = Vec::new();
        loop {
            if self.pasted.is_some() {
                match self.paste() {
                    Some(key) => keys.push(key),
                    None => return keys,
                }
                continue;
            }
            if self.bytes.starts_with(PASTE_BEGIN) {
                self.bytes.drain(..PASTE_BEGIN.len());
                self.pasted = Some(Vec::new());
                continue;
            }
            match step(&self.bytes) {
                Step::Key(key, taken) => {
                    self.bytes.drain(..taken);
                    keys.push(key);
                }
                Step::Skip(taken) => {
                    self.bytes.drain(..taken);
                }
                Step::More => return keys,
            }
        }
    }

    /// Whether an Esc waits for what may follow it.
    pub fn is_pending(&self) -> bool {
        self.pasted.is_none() && !self.bytes.is_empty()
    }

    /// Nothing followed in time: an Esc is an Esc, and half a sequence is nothing.
    pub fn flush(&mut self) -> Vec<Key> {
        if !self.is_pending() {
            return Vec::new();
        }
        let bytes = std::mem::take(&mut self.bytes);
        if bytes[0] != ESC {
            return Vec::new();
        }
        let mut keys = vec![Key::Esc];
        if let Some((second, rest)) = bytes[1..].split_first()
            && rest.is_empty()
        {
            keys = match second {
                &ESC => vec![Key::Esc, Key::Esc],
                other => vec![Key::Alt(char::from(*other))],
            };
        }
        keys
    }

    fn paste(&mut self) -> Option<Key> {
        let pasted = self.pasted.as_mut()?;
        let end = self.bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        match end {
            Some(at) => {
                pasted.extend(self.bytes.drain(..at));
                self.bytes.drain(..PASTE_END.len());
                let text = String::from_utf8_lossy(pasted).into_owned();
                self.pasted = None;
                Some(Key::Paste(tidy(&text)))
            }
            None => {
                let keep = self.bytes.len().min(PASTE_END.len() - 1);
                let take = self.bytes.len() - keep;
                pasted.extend(self.bytes.drain(..take));
                None
            }
        }
    }
}

/// Pasted text without what could steer anything; breaks and tabs as spaces.
fn tidy(text: &str) -> String {
    let plain = text.chars().take(MOST_PASTED).map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    plain.filter(|c| !c.is_control()).collect()
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] => Step::More,
        [ESC, rest @ ..] => escape(rest),
        [byte, ..] if *byte < 0x20 || *byte == 0x7f => match control(*byte) {
            Some(key) => Step::Key(key, 1),
            None => Step::Skip(1),
        },
        bytes => utf8(bytes),
    }
}

fn control(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        // Some terminals send 0x08 for Backspace; so Ctrl-H means nothing else anywhere.
        0x08 | 0x7f => Key::Backspace,
        0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
        _ => return None,
    })
}

fn utf8(bytes: &[u8]) -> Step {
    let length = match bytes[0] {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Skip(1),
    };
    let Some(piece) = bytes.get(..length) else {
        let whole_so_far = bytes[1..].iter().all(|byte| byte & 0xc0 == 0x80);
        return if whole_so_far { Step::More } else { Step::Skip(1) };
    };
    match std::str::from_utf8(piece).ok().and_then(|text| text.chars().next()) {
        Some('\u{a0}' | '\u{202f}') => Step::Key(Key::Char(' '), length),
        Some(c) if c.is_control() => Step::Skip(length),
        Some(c) => Step::Key(Key::Char(c), length),
        None => Step::Skip(1),
    }
}

/// After an Esc.
fn escape(rest: &[u8]) -> Step {
    match rest {
        [] => Step::More,
        [b'[', tail @ ..] => bracket(tail),
        [b'O', tail @ ..] => ss3(tail),
        [ESC, ..] => Step::Key(Key::Esc, 1),
        [byte, ..] if *byte < 0x20 || *byte == 0x7f => Step::Key(Key::Esc, 1),
        tail => match utf8(tail) {
            Step::Key(Key::Char(letter), taken) => Step::Key(Key::Alt(letter), taken + 1),
            Step::More => Step::More,
            _ => Step::Key(Key::Esc, 1),
        },
    }
}

/// `ESC O x`: function keys, arrows in application mode, and the keypad that crossterm drops.
fn ss3(tail: &[u8]) -> Step {
    let Some(byte) = tail.first().copied() else { return Step::More };
    let key = match byte {
        b'P'..=b'S' => Key::F(byte - b'P' + 1),
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'M' => Key::Enter,
        // The keypad in application mode: 0 to 9, then * + , - . / from j to o.
        b'p'..=b'y' => Key::Char(char::from(byte - b'p' + b'0')),
        b'j'..=b'o' => Key::Char(char::from(byte - b'j' + b'*')),
        ESC => return Step::Key(Key::Alt('O'), 2),
        _ => return Step::Skip(3),
    };
    Step::Key(key, 3)
}

/// `ESC [ ...`: parameters, then a final byte.
fn bracket(tail: &[u8]) -> Step {
    // The Linux console sends `ESC [ [ A` to `E` for F1 to F5.
    if let [b'[', rest @ ..] = tail {
        return match rest.first() {
            None => Step::More,
            Some(byte @ b'A'..=b'E') => Step::Key(Key::F(byte - b'A' + 1), 4),
            Some(_) => Step::Skip(4),
        };
    }
    let Some(end) = tail.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return if tail.len() > LONGEST { Step::Skip(2 + tail.len()) } else { Step::More };
    };
    if !(0x40..=0x7e).contains(&tail[end]) {
        return Step::Skip(2 + end);
    }
    let parameters: Vec<u16> = std::str::from_utf8(&tail[..end])
        .unwrap_or("")
        .split(';')
        .map(|number| number.parse().unwrap_or(0))
        .collect();
    let taken = 2 + end + 1;
    match csi(tail[end], &parameters) {
        Some(key) => Step::Key(key, taken),
        None => Step::Skip(taken),
    }
}

fn csi(last: u8, parameters: &[u16]) -> Option<Key> {
    // Ctrl or Alt with an arrow goes by words.
    let by_word = matches!(parameters.get(1), Some(3 | 5 | 7));
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' if by_word => Key::WordRight,
        b'D' if by_word => Key::WordLeft,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'P'..=b'S' => Key::F(last - b'P' + 1),
        b'Z' => Key::BackTab,
        b'~' => return tilde(parameters.first().copied().unwrap_or(0)),
        _ => return None,
    })
}

fn tilde(number: u16) -> Option<Key> {
    Some(match number {
        1 | 7 => Key::Home,
        2 => Key::Insert,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(u8::try_from(number - 10).ok()?),
        17..=21 => Key::F(u8::try_from(number - 11).ok()?),
        23..=24 => Key::F(u8::try_from(number - 12).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_and_the_keys_they_are() {
        let letters = |text: &str| text.chars().map(Key::Char).collect::<Vec<Key>>();
        let cases: [(&[u8], Vec<Key>); 26] = [
            (b"an", letters("an")),
            ("Đặng".as_bytes(), letters("Đặng")),
            ("e\u{302}\u{301}".as_bytes(), letters("e\u{302}\u{301}")),
            ("a\u{202f}b".as_bytes(), letters("a b")),
            (b"\r", vec![Key::Enter]),
            (b"\x08", vec![Key::Backspace]),
            (b"\x7f\x7f\xc3\xa2", vec![Key::Backspace, Key::Backspace, Key::Char('â')]),
            (b"\x13", vec![Key::Ctrl('s')]),
            (b"\x1b[A\x1b[B", vec![Key::Up, Key::Down]),
            (b"\x1bOA", vec![Key::Up]),
            (b"\x1bOp\x1bOy\x1bOn\x1bOM", vec![Key::Char('0'), Key::Char('9'), Key::Char('.'), Key::Enter]),
            (b"\x1bOl", vec![Key::Char(',')]),
            (b"\x1bOP\x1bOS", vec![Key::F(1), Key::F(4)]),
            (
                b"\x1b[11~\x1b[15~\x1b[17~\x1b[21~\x1b[24~",
                vec![Key::F(1), Key::F(5), Key::F(6), Key::F(10), Key::F(12)],
            ),
            (b"\x1b[[A\x1b[[E", vec![Key::F(1), Key::F(5)]),
            (
                b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[H\x1b[F\x1bOH",
                vec![Key::Home, Key::End, Key::Home, Key::End, Key::Home, Key::End, Key::Home],
            ),
            (b"\x1b[Z", vec![Key::BackTab]),
            (b"\x1b[1;5D\x1b[1;3C", vec![Key::WordLeft, Key::WordRight]),
            (b"\x1b[5~\x1b[6~\x1b[3~", vec![Key::PageUp, Key::PageDown, Key::Delete]),
            (b"\x1ba", vec![Key::Alt('a')]),
            (b"\x1b\x1b[A", vec![Key::Esc, Key::Up]),
            (
                b"\x1b[200~Nguy\xe1\xbb\x85n\nV\x1b[31mn\x1b[201~x",
                vec![Key::Paste("Nguyễn V[31mn".into()), Key::Char('x')],
            ),
            (b"\x1b[?1;2c\x1b[99~", vec![]),
            (b"\xff\xfea", letters("a")),
            (b"\x00", vec![]),
            (b"\x1b[P", vec![Key::F(1)]),
        ];
        for (bytes, want) in cases {
            assert_eq!(Decoder::default().feed(bytes), want, "{bytes:?}");
        }
    }

    #[test]
    fn an_esc_alone_is_known_by_what_does_not_follow() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b"), vec![]);
        assert!(decoder.is_pending());
        assert_eq!(decoder.flush(), vec![Key::Esc]);
        assert_eq!(decoder.feed(b"\x1b["), vec![]);
        assert_eq!(decoder.feed(b"A"), vec![Key::Up], "a sequence on a 20 ms grid is not torn apart");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn pieces_give_the_same_keys_as_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..60), cut in 0..60_usize) {
            let whole = Decoder::default().feed(&bytes);
            let mut decoder = Decoder::default();
            let at = cut.min(bytes.len());
            let mut pieces = decoder.feed(&bytes[..at]);
            pieces.extend(decoder.feed(&bytes[at..]));
            prop_assert_eq!(pieces, whole);
        }
    }
}
