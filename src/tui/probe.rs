//! `ndtq doctor --terminal`: what the terminal shows, and what each key sends and is understood as.
//!
//! Lines scroll by as for a shell, without the screens' alternate screen, so that they can be copied into a letter to
//! whoever is asked for help.

use std::io;
use std::time::Instant;

use rustix::pipe::{PipeFlags, pipe_with};

use super::events::{Read, read};
use super::input::{Decoder, Key};
use super::keymap::key_name;
use super::terminal::{self, Bare};
use crate::phrases::{Lang, doctor, fill};
use crate::text::width;

/// What the screens are drawn for.
const DESIGN: (u16, u16) = (80, 24);
/// How many bytes of one key are shown.
const MOST_SHOWN: usize = 24;
/// Where the words begin, behind the bytes.
const COLUMN: usize = 30;

type IsIt = fn(&Key) -> bool;

/// What a terminal should be able to send, to be ticked off.
const TRIED: [(&str, IsIt); 6] = [
    ("F1-F10", |key| matches!(key, Key::F(1..=10))),
    ("Up/Down/Left/Right", |key| matches!(key, Key::Up | Key::Down | Key::Left | Key::Right)),
    ("Enter", |key| *key == Key::Enter),
    ("Backspace", |key| *key == Key::Backspace),
    ("Esc", |key| *key == Key::Esc),
    ("Paste", |key| matches!(key, Key::Paste(_))),
];

/// Shows it until q, Ctrl-C or the end of the line.
///
/// # Errors
/// When there is no terminal.
pub fn run(lang: Lang) -> io::Result<()> {
    let terminal = Bare::enter()?;
    let lines = introduction(lang, terminal::size(), &env("TERM", lang), &env("LANG", lang));
    lines.iter().try_for_each(|line| terminal.line(line))?;
    let mut seen = [false; TRIED.len()];
    // Nothing is ever written to it: reading waits for keys alone.
    let (stop, _open) = pipe_with(PipeFlags::CLOEXEC)?;
    let mut reading = Reading::default();
    while let Some(press) = reading.next(&stop) {
        for (at, (_, is_it)) in TRIED.iter().enumerate() {
            seen[at] |= press.keys.iter().any(is_it);
        }
        terminal.line(&press.in_words(lang))?;
        if press.keys.iter().any(|key| matches!(key, Key::Char('q') | Key::Ctrl('c'))) {
            return summary(seen, lang).iter().try_for_each(|line| terminal.line(line));
        }
    }
    Ok(())
}

fn env(name: &str, lang: Lang) -> String {
    let value = std::env::var(name).unwrap_or_default();
    if value.is_empty() { doctor(lang).not_set.to_owned() } else { value }
}

fn introduction(lang: Lang, size: (u16, u16), term: &str, locale: &str) -> Vec<String> {
    let words = doctor(lang);
    let (columns, rows) = size;
    let mut lines = vec![fill(words.size, &[&columns.to_string(), &rows.to_string(), term, locale])];
    if columns < DESIGN.0 || rows < DESIGN.1 {
        lines.push(words.small.to_owned());
    }
    lines.extend([words.letters, words.box_lines, words.width].map(str::to_owned));
    let (marked, plain) = ("Nguyễn Thị Tuyết Đặng", "Nguyen Thi Tuyet Dang");
    lines.extend([format!("  {marked}|"), format!("  {plain}|")]);
    lines.extend([words.try_keys, words.how_to_end].map(str::to_owned));
    lines
}

/// What came at once, and what it is understood as.
struct Press {
    bytes: Vec<u8>,
    keys: Vec<Key>,
    /// Nothing followed for so many milliseconds, and only then was it known.
    waited_ms: Option<u128>,
}

#[derive(Default)]
struct Reading {
    decoder: Decoder,
    /// Bytes that are no key yet.
    held: Vec<u8>,
    began: Option<Instant>,
}

impl Reading {
    /// The next press; `None` when the line is gone.
    fn next(&mut self, stop: &std::os::fd::OwnedFd) -> Option<Press> {
        let mut bytes = [0; 4096];
        loop {
            let (keys, waited_ms) = match read(&mut bytes, self.decoder.patience(), stop) {
                Read::Bytes(count) => {
                    self.began.get_or_insert_with(Instant::now);
                    self.held.extend(&bytes[..count]);
                    (self.decoder.feed(&bytes[..count]), None)
                }
                Read::Nothing => {
                    let waited = self.began.map(|began| began.elapsed().as_millis());
                    (self.decoder.flush(), waited)
                }
                Read::Lost | Read::Stopped => return None,
            };
            if !keys.is_empty() || self.decoder.patience().is_none() {
                let rest = self.unfinished();
                self.began = (!rest.is_empty()).then(Instant::now);
                return Some(Press { bytes: std::mem::replace(&mut self.held, rest), keys, waited_ms });
            }
        }
    }
}

impl Reading {
    /// The bytes of a key that has begun behind whole ones.
    fn unfinished(&mut self) -> Vec<u8> {
        let begin = self.held.iter().rposition(|byte| *byte == 0x1b);
        match begin.filter(|_| self.decoder.patience().is_some()) {
            Some(begin) => self.held.split_off(begin),
            None => Vec::new(),
        }
    }
}

impl Press {
    fn in_words(&self, lang: Lang) -> String {
        let words = doctor(lang);
        let named = |key: &Key| match key {
            Key::Paste(text) => fill(words.pasted, &[&text.chars().count().to_string()]),
            Key::Char(letter) if *letter != ' ' => fill(words.letter, &[&letter.to_string()]),
            Key::Esc => match self.waited_ms {
                Some(waited) => fill(words.esc_after, &[&waited.to_string()]),
                None => key_name(key),
            },
            Key::Alt(letter) => format!("Alt-{letter}"),
            key => key_name(key),
        };
        let keys: Vec<String> = self.keys.iter().map(named).collect();
        let keys = if keys.is_empty() { words.nothing.to_owned() } else { keys.join(", ") };
        format!("  {} {keys}", width::pad(&shown(&self.bytes), COLUMN))
    }
}

/// Bytes as people write them to each other: `ESC O P`, letters as they are, the rest in hex.
fn shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    let some = &bytes[..bytes.len().min(MOST_SHOWN)];
    for chunk in some.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\x1b' => text.push_str("ESC "),
                ' ' => text.push_str("SP "),
                letter if letter.is_control() => text.push_str(&format!("{:02x} ", u32::from(letter))),
                letter => text.extend([letter, ' ']),
            }
        }
        text.extend(chunk.invalid().iter().map(|byte| format!("{byte:02x} ")));
    }
    let more = if bytes.len() > MOST_SHOWN { "..." } else { "" };
    format!("{}{more}", text.trim_end())
}

fn summary(seen: [bool; TRIED.len()], lang: Lang) -> Vec<String> {
    let words = doctor(lang);
    let of = |wanted: bool| {
        let names = TRIED.iter().zip(seen).filter(move |(_, seen)| *seen == wanted);
        names.map(|((name, _), _)| *name).collect::<Vec<&str>>().join(", ")
    };
    let lines = [(words.seen, of(true)), (words.unseen, of(false))];
    lines
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(phrase, names)| fill(phrase, &[&names]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_people_write_them() {
        let cases: [(&[u8], &str); 6] = [
            (b"\x1bOP", "ESC O P"),
            (b"\x7f", "7f"),
            ("ế".as_bytes(), "ế"),
            (b"\xff\x00", "ff 00"),
            (b" ", "SP"),
            (&[b'x'; 30], &format!("{}...", "x ".repeat(24).trim_end())),
        ];
        for (bytes, want) in cases {
            assert_eq!(shown(bytes), want);
        }
    }

    #[test]
    fn the_introduction_fits_a_screen() {
        for lang in [Lang::Vi, Lang::En] {
            let lines = introduction(lang, (79, 24), "xterm-256color", "vi_VN.UTF-8");
            assert!(lines.len() <= 12);
            for line in &lines {
                assert!(width::cells(line) <= 80, "{line}");
            }
            assert!(lines.iter().any(|line| line == doctor(lang).small));
            assert_eq!(width::cells(&lines[5]), width::cells(&lines[6]));
        }
    }
}
