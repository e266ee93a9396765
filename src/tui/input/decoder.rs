//! The machine that takes a terminal's bytes, in whatever pieces they come, and gives keys.

use std::time::Duration;

use super::{Key, pasted, sequence, typed};

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Bytes kept of one control sequence; the rest of a longer one is swallowed.
const LONGEST: usize = 32;
/// Bytes kept of one paste; the rest is dropped, so that a runaway clipboard cannot fill the memory.
const MOST_PASTED: usize = 256 * 1024;

/// After this long an Esc was the key. ssh clients send keys on a 20 ms grid, and a sequence comes whole.
const AFTER_ESC: Duration = Duration::from_millis(30);
/// Half a sequence waits longer: nobody types one by hand, and a slow line may have torn it.
const AFTER_HALF: Duration = Duration::from_millis(250);
/// A paste whose end was lost must not swallow the keyboard for ever.
const AFTER_PASTE: Duration = Duration::from_secs(2);

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Text, or the begin of something.
    #[default]
    Ground,
    /// After `ESC`.
    Escape,
    /// After `ESC [`.
    Csi,
    /// After `ESC O`.
    Ss3,
    /// After `ESC [ [`: the Linux console's first five function keys.
    Console,
    /// Between `ESC [ 200 ~` and `ESC [ 201 ~`.
    Paste,
}

/// Reads keys from bytes. The same bytes give the same keys however they are cut; only [`Decoder::flush`], called
/// when nothing followed for [`Decoder::patience`], depends on time.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// The begin of a letter, of a sequence's parameters, or of a paste's end.
    held: Vec<u8>,
    pasted: Vec<u8>,
    /// The letter being read came after an `ESC`.
    alt: bool,
    keys: Vec<Key>,
}

/// The keys of bytes that are all there is.
pub fn decode(bytes: &[u8]) -> Vec<Key> {
    let mut decoder = Decoder::default();
    let mut keys = decoder.feed(bytes);
    keys.extend(decoder.flush());
    keys
}

impl Decoder {
    /// Takes bytes; gives the keys that are whole.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Key> {
        for byte in bytes {
            self.take(*byte);
        }
        std::mem::take(&mut self.keys)
    }

    /// How long to wait for the next byte before [`Decoder::flush`]; `None` when nothing is half read, so that an
    /// idle screen sleeps without a timer.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => self.alt.then_some(AFTER_HALF),
            State::Escape => Some(AFTER_ESC),
            State::Csi | State::Ss3 | State::Console => Some(AFTER_HALF),
            State::Paste => Some(AFTER_PASTE),
        }
    }

    /// Nothing followed in time: an Esc is an Esc, `ESC [` is Alt-[, the rest of half a sequence is nothing.
    pub fn flush(&mut self) -> Vec<Key> {
        match self.state {
            State::Ground => self.settle_alt(),
            State::Escape => self.keys.push(Key::Esc),
            State::Paste => self.end_paste(),
            State::Csi | State::Ss3 | State::Console => self.abandon(),
        }
        self.state = State::Ground;
        std::mem::take(&mut self.keys)
    }

    fn take(&mut self, byte: u8) {
        match self.state {
            State::Ground => self.ground(byte),
            State::Escape => self.escape(byte),
            State::Csi => self.csi(byte),
            State::Ss3 => self.ss3(byte),
            State::Console => self.console(byte),
            State::Paste => self.paste(byte),
        }
    }

    fn ground(&mut self, byte: u8) {
        if byte >= 0x80 || !self.held.is_empty() {
            return self.utf8(byte);
        }
        match byte {
            ESC => self.state = State::Escape,
            0x20..=0x7e => self.letter(char::from(byte)),
            _ => self.keys.extend(sequence::control(byte)),
        }
    }

    /// A byte of a letter. Bytes that are no UTF-8 are dropped; one that cuts a letter short begins anew.
    fn utf8(&mut self, byte: u8) {
        self.held.push(byte);
        match std::str::from_utf8(&self.held) {
            Ok(text) => {
                let letter = text.chars().next();
                self.held.clear();
                if let Some(letter) = letter {
                    self.letter(letter);
                }
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                let is_first = self.held.len() == 1;
                self.held.clear();
                self.settle_alt();
                if !is_first {
                    self.ground(byte);
                }
            }
        }
    }

    fn letter(&mut self, letter: char) {
        match typed(letter) {
            Some(letter) if std::mem::take(&mut self.alt) => self.keys.push(Key::Alt(letter)),
            Some(letter) => self.keys.push(Key::Char(letter)),
            None => self.settle_alt(),
        }
    }

    /// What was to be an Alt-letter is none: the Esc was a key.
    fn settle_alt(&mut self) {
        if std::mem::take(&mut self.alt) {
            self.keys.push(Key::Esc);
        }
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            ESC => self.keys.push(Key::Esc),
            b'[' => self.state = State::Csi,
            b'O' => self.state = State::Ss3,
            _ => {
                self.state = State::Ground;
                self.alt = byte >= 0x20 && byte != 0x7f;
                if !self.alt {
                    self.keys.push(Key::Esc);
                }
                self.ground(byte);
            }
        }
    }

    fn csi(&mut self, byte: u8) {
        match byte {
            b'[' if self.held.is_empty() => self.state = State::Console,
            0x20..=0x3f if self.held.len() < LONGEST => self.held.push(byte),
            0x20..=0x3f => {}
            0x40..=0x7e => self.end_csi(byte),
            _ => {
                self.abandon();
                self.take(byte);
            }
        }
    }

    fn end_csi(&mut self, last: u8) {
        let parameters = std::mem::take(&mut self.held);
        self.state = State::Ground;
        if last == b'~' && parameters == b"200" {
            self.state = State::Paste;
            return;
        }
        self.keys.extend(sequence::csi(&parameters, last));
    }

    fn ss3(&mut self, byte: u8) {
        match byte {
            b'0'..=b'9' | b';' if self.held.len() < LONGEST => self.held.push(byte),
            0x40..=0x7e => {
                let parameters = std::mem::take(&mut self.held);
                self.state = State::Ground;
                match sequence::ss3(&parameters, byte) {
                    // Esc and a name that begins with O, in one piece: "Oanh" loses no letter.
                    None if parameters.is_empty() => {
                        self.keys.push(Key::Alt('O'));
                        self.ground(byte);
                    }
                    key => self.keys.extend(key),
                }
            }
            _ => {
                self.abandon();
                self.take(byte);
            }
        }
    }

    fn console(&mut self, byte: u8) {
        self.state = State::Ground;
        match byte {
            b'A'..=b'E' => self.keys.push(Key::F(byte - b'A' + 1)),
            0x20..=0x7e => {}
            _ => self.take(byte),
        }
    }

    /// A sequence that came to nothing. Where only its two first bytes came, somebody held Alt.
    fn abandon(&mut self) {
        match self.state {
            State::Csi if self.held.is_empty() => self.keys.push(Key::Alt('[')),
            State::Ss3 if self.held.is_empty() => self.keys.push(Key::Alt('O')),
            _ => {}
        }
        self.held.clear();
        self.state = State::Ground;
    }

    fn paste(&mut self, byte: u8) {
        if PASTE_END.get(self.held.len()) == Some(&byte) {
            self.held.push(byte);
            if self.held == PASTE_END {
                self.held.clear();
                self.end_paste();
            }
            return;
        }
        // Only the first byte of the end is an ESC, so a false begin needs no looking back.
        let held = std::mem::take(&mut self.held);
        self.keep(&held);
        match byte {
            ESC => self.held.push(byte),
            _ => self.keep(&[byte]),
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = MOST_PASTED.saturating_sub(self.pasted.len());
        self.pasted.extend(bytes.iter().take(room));
    }

    fn end_paste(&mut self) {
        self.held.clear();
        let text = pasted(&std::mem::take(&mut self.pasted));
        self.state = State::Ground;
        if !text.is_empty() {
            self.keys.push(Key::Paste(text));
        }
    }
}
