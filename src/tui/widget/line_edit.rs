//! A line of text that is being typed. The caret goes by what a reader sees as one letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::width::cells;
use crate::tui::input::Key;

/// The longest line, in letters.
const MOST: usize = 400;
/// How many steps back a line remembers.
const STEPS_BACK: usize = 64;

/// A line and its caret.
#[derive(Clone, Debug, Default)]
pub struct LineEdit {
    text: String,
    /// In bytes, always between two letters.
    caret: usize,
    killed: String,
    before: Vec<(String, usize)>,
}

impl LineEdit {
    /// With a text in it, the caret behind.
    pub fn with(text: &str) -> LineEdit {
        LineEdit { text: text.to_owned(), caret: text.len(), ..LineEdit::default() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A key. Whether it meant something here.
    pub fn handle(&mut self, key: &Key) -> bool {
        match key {
            Key::Char(letter) => self.insert(&letter.to_string()),
            Key::Paste(text) => self.insert(text),
            Key::Backspace => self.cut(self.left(), self.caret),
            Key::Delete => self.cut(self.caret, self.right()),
            Key::Left => self.caret = self.left(),
            Key::Right => self.caret = self.right(),
            Key::Home | Key::Ctrl('a') => self.caret = 0,
            Key::End | Key::Ctrl('e') => self.caret = self.text.len(),
            Key::WordLeft => self.caret = self.word_left(),
            Key::WordRight => self.caret = self.word_right(),
            Key::Ctrl('u') => self.kill(0, self.caret),
            Key::Ctrl('k') => self.kill(self.caret, self.text.len()),
            Key::Ctrl('w') => self.kill(self.word_left(), self.caret),
            Key::Ctrl('y') => self.insert(&self.killed.clone()),
            Key::Ctrl('z') => self.undo(),
            _ => return false,
        }
        true
    }

    /// The part of the line that fits into so many cells, and the caret's column in it.
    pub fn view(&self, width: usize) -> (String, usize) {
        let mut start = 0;
        // The caret needs a cell of its own behind the last letter.
        while cells(&self.text[start..self.caret]) + 1 > width.max(1) && start < self.caret {
            start += self.text[start..].graphemes(true).next().map_or(1, str::len);
        }
        let column = cells(&self.text[start..self.caret]);
        let mut shown = String::new();
        for letter in self.text[start..].graphemes(true) {
            if cells(&shown) + cells(letter) > width {
                break;
            }
            shown.push_str(letter);
        }
        (shown, column)
    }

    fn insert(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.text.graphemes(true).count());
        let fitting: String = text.graphemes(true).take(room).collect();
        if fitting.is_empty() {
            return;
        }
        self.remember();
        self.text.insert_str(self.caret, &fitting);
        self.caret += fitting.len();
        if fitting.chars().next().is_some_and(is_combining_mark) {
            self.join_mark(fitting.len());
        }
    }

    /// A mark that came on its own (from an input method that sends letters in pieces) joins the letter before it.
    fn join_mark(&mut self, inserted: usize) {
        let mark_at = self.caret - inserted;
        let letter_at = self.text[..mark_at].char_indices().rev().find(|(_, c)| !is_combining_mark(*c));
        let Some((start, _)) = letter_at else { return };
        let joined: String = self.text[start..self.caret].nfc().collect();
        self.text.replace_range(start..self.caret, &joined);
        self.caret = start + joined.len();
    }

    fn cut(&mut self, from: usize, to: usize) {
        if from < to {
            self.remember();
            self.text.replace_range(from..to, "");
            self.caret = from;
        }
    }

    fn kill(&mut self, from: usize, to: usize) {
        if from < to {
            self.killed = self.text[from..to].to_owned();
            self.cut(from, to);
        }
    }

    fn remember(&mut self) {
        if self.before.len() == STEPS_BACK {
            self.before.remove(0);
        }
        self.before.push((self.text.clone(), self.caret));
    }

    fn undo(&mut self) {
        if let Some((text, caret)) = self.before.pop() {
            (self.text, self.caret) = (text, caret);
        }
    }

    fn left(&self) -> usize {
        self.text[..self.caret].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text[self.caret..].graphemes(true).next().map_or(self.caret, |letter| self.caret + letter.len())
    }

    fn word_left(&self) -> usize {
        let before = self.text[..self.caret].trim_end();
        before.rfind(' ').map_or(0, |at| at + 1)
    }

    fn word_right(&self) -> usize {
        let after = &self.text[self.caret..];
        let word = after.len() - after.trim_start().len();
        after[word..].find(' ').map_or(self.text.len(), |at| self.caret + word + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(text: &str) -> Vec<Key> {
        text.chars().map(Key::Char).collect()
    }

    #[test]
    fn lines_before_and_after_keys() {
        let cases: [(&str, Vec<Key>, &str); 12] = [
            ("", keys("Út"), "Út"),
            ("Nguyễn", vec![Key::Backspace], "Nguyễ"),
            ("", keys("e\u{302}\u{301}"), "ế"),
            ("Trân", vec![Key::Backspace, Key::Backspace, Key::Char('ầ'), Key::Char('n')], "Trần"),
            ("Lê Sáu", vec![Key::Home, Key::Delete], "ê Sáu"),
            ("Lê Thị Sáu", vec![Key::Ctrl('w'), Key::Ctrl('w'), Key::Ctrl('y')], "Lê Thị "),
            ("Lê Thị Sáu", vec![Key::Ctrl('u')], ""),
            ("Lê Thị Sáu", vec![Key::WordLeft, Key::WordLeft, Key::Ctrl('k')], "Lê "),
            ("An", vec![Key::Left, Key::Left, Key::Left, Key::Char('L')], "LAn"),
            ("An", vec![Key::Char('h'), Key::Ctrl('z')], "An"),
            ("An", vec![Key::Paste("h Bình".into())], "Anh Bình"),
            ("a b", vec![Key::Home, Key::WordRight, Key::Char('x')], "ax b"),
        ];
        for (before, keys, after) in cases {
            let mut edit = LineEdit::with(before);
            keys.iter().for_each(|key| {
                edit.handle(key);
            });
            assert_eq!(edit.text(), after, "{before} {keys:?}");
        }
    }

    #[test]
    fn the_caret_is_always_in_sight() {
        let mut edit = LineEdit::with("Nguyễn Thị Ánh Tuyết");
        assert_eq!(edit.view(6), ("Tuyết".into(), 5));
        edit.handle(&Key::Home);
        assert_eq!(edit.view(6), ("Nguyễn".into(), 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_keys_break_a_line(text in "\\PC{0,12}", moves in proptest::collection::vec(0..14_usize, 0..30), width in 0..20_usize) {
            let set = [
                Key::Left, Key::Right, Key::Home, Key::End, Key::Backspace, Key::Delete, Key::WordLeft, Key::WordRight,
                Key::Ctrl('w'), Key::Ctrl('y'), Key::Ctrl('z'), Key::Char('ế'), Key::Char('\u{301}'), Key::Ctrl('k'),
            ];
            let mut edit = LineEdit::with(&text);
            for at in moves {
                edit.handle(&set[at]);
                let (shown, column) = edit.view(width);
                prop_assert!(cells(&shown) <= width && column <= width.max(1));
            }
        }
    }
}
