//! A line of text that is being typed. The caret goes by what a reader sees as one letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::clean;
use crate::text::typing::{Method, Typing, Word};
use crate::text::width::cells;
use crate::tui::input::Key;

/// The longest line, in letters, where no other length is asked for.
const MOST: usize = 400;
/// How many steps back a line remembers.
const STEPS_BACK: usize = 100;
/// Of how many composed words it knows the keys.
const KEYED: usize = 32;

/// A composed word, and what was pressed for it.
#[derive(Clone, Debug)]
struct Keyed {
    text: String,
    keys: String,
    is_syllable: bool,
}

/// What the last key did, so that one undo takes back a word and not a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    Typed,
    Erased,
    Other,
}

/// A line and its caret.
#[derive(Clone, Debug)]
pub struct LineEdit {
    text: String,
    /// In bytes, always between two letters.
    caret: usize,
    most: usize,
    killed: String,
    before: Vec<(String, usize)>,
    did: Did,
    /// The word that is being typed, and where it begins.
    word: Option<(usize, Word)>,
    /// Composed words, the last one first.
    keyed: Vec<Keyed>,
}

impl Default for LineEdit {
    fn default() -> LineEdit {
        LineEdit::with("")
    }
}

impl LineEdit {
    /// With a text in it and the caret behind.
    pub fn with(text: &str) -> LineEdit {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        let caret = text.len();
        LineEdit {
            text,
            caret,
            most: MOST,
            killed: String::new(),
            before: Vec::new(),
            did: Did::Other,
            word: None,
            keyed: Vec::new(),
        }
    }

    /// The same line, taking no more than so many letters.
    pub fn at_most(mut self, letters: usize) -> LineEdit {
        self.most = letters;
        self
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the caret.
    pub fn before_caret(&self) -> &str {
        &self.text[..self.caret]
    }

    /// Another text, the caret behind it; undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.remember(Did::Other);
        self.text = text.chars().filter(|c| !c.is_control()).collect();
        self.caret = self.text.len();
    }

    /// The same line written otherwise, the caret at a byte of it. Undoing goes past it.
    pub(super) fn reshape(&mut self, text: String, caret: usize) {
        (self.text, self.caret) = (text, caret);
    }

    /// What is searched for: a word whose keys made no syllable is meant as it was typed.
    pub fn searched(&self) -> String {
        self.with_keys(|word| !word.is_syllable)
    }

    /// What was pressed, as if nothing were composed: `meet` where `mêt` stands.
    pub fn pressed(&self) -> String {
        self.with_keys(|_| true)
    }

    /// The text with the keys in the place of some composed words.
    fn with_keys(&self, of: impl Fn(&Keyed) -> bool) -> String {
        let meant = |word: &str| {
            let keyed = self.keyed.iter().find(|keyed| keyed.text == word && of(keyed));
            keyed.map_or_else(|| word.to_owned(), |keyed| keyed.keys.clone())
        };
        self.text.split_whitespace().map(meant).collect::<Vec<String>>().join(" ")
    }

    /// A key. Whether it meant something here; Ctrl-Z with nothing to undo does not.
    pub fn handle(&mut self, key: &Key, typing: Typing) -> bool {
        let composes = typing.method != Method::Off;
        match key {
            Key::Char(letter) if composes && Typing::is_key(*letter) => self.compose(*letter, typing),
            Key::Char(letter) => self.type_letter(*letter),
            Key::Backspace if composes && self.is_in_word() => self.erase_in_word(typing),
            Key::Ctrl('n') if composes => self.toggle(typing),
            Key::Paste(text) => self.insert(&text.replace(['\n', '\t'], " ")),
            Key::Backspace => self.erase(self.left(), self.caret),
            Key::Delete => self.erase(self.caret, self.right()),
            Key::Left => self.go(self.left()),
            Key::Right => self.go(self.right()),
            Key::Home | Key::Ctrl('a') => self.go(0),
            Key::End | Key::Ctrl('e') => self.go(self.text.len()),
            Key::WordLeft => self.go(self.word_left()),
            Key::WordRight => self.go(self.word_right()),
            Key::Ctrl('u') => self.kill(0, self.caret),
            Key::Ctrl('k') => self.kill(self.caret, self.text.len()),
            Key::Ctrl('w') => self.kill(self.word_left(), self.caret),
            Key::Ctrl('y') => self.insert(&self.killed.clone()),
            Key::Ctrl('z') => return self.undo(),
            _ => return false,
        }
        true
    }

    /// The part of the line that fits into `width` cells, and the caret's column in it, which is always below
    /// `width`. The line moves by half of the width at a time, so that most keys change one cell and not all.
    pub fn view(&self, width: usize) -> (String, usize) {
        if width == 0 {
            return (String::new(), 0);
        }
        let caret = cells(self.before_caret());
        let step = (width / 2).max(1);
        let start = match caret.checked_sub(width) {
            Some(beyond) => (beyond / step + 1) * step,
            None => 0,
        };
        let mut shown = String::new();
        let mut column = 0;
        for letter in self.text.graphemes(true) {
            let end = column + cells(letter);
            if end > start + width {
                break;
            }
            if column >= start {
                shown.push_str(letter);
            } else {
                // Half of a wide letter at the edge is a blank.
                shown.extend(std::iter::repeat_n(' ', end.saturating_sub(start)));
            }
            column = end;
        }
        (shown, caret - start)
    }

    /// A key of a word in a way of typing.
    fn compose(&mut self, key: char, typing: Typing) {
        let (start, mut word) = self.word_here(typing);
        if !key.is_alphanumeric() && word.text().is_empty() {
            return self.type_letter(key);
        }
        let letters = |text: &str| text.graphemes(true).count();
        let before = letters(&self.text[start..self.end_of_word()]);
        word.press(key);
        if letters(&word.text()) > before && self.room() == 0 {
            return;
        }
        self.remember(Did::Typed);
        self.put_word(start, word);
    }

    fn erase_in_word(&mut self, typing: Typing) {
        let (start, mut word) = self.word_here(typing);
        word.backspace();
        self.remember(Did::Erased);
        self.put_word(start, word);
    }

    /// Shows the keys of the word at the caret in its place, or the word again.
    fn toggle(&mut self, typing: Typing) {
        let (start, mut word) = self.word_here(typing);
        word.toggle();
        self.remember(Did::Other);
        self.put_word(start, word);
    }

    fn put_word(&mut self, start: usize, word: Word) {
        let text = word.text();
        let end = self.end_of_word();
        self.text.replace_range(start..end, &text);
        self.caret = start + word.before_caret().len();
        self.keyed.retain(|known| known.text != text);
        if word.keys() != text {
            self.keyed.truncate(KEYED - 1);
            self.keyed
                .insert(0, Keyed { text, keys: word.keys().to_owned(), is_syllable: word.is_syllable() });
        }
        self.word = Some((start, word));
    }

    /// The word at the caret: the one that is being typed, or what stands there.
    fn word_here(&mut self, typing: Typing) -> (usize, Word) {
        let end = self.end_of_word();
        let is_here = |(start, word): &(usize, Word)| {
            word.typing().method == typing.method
                && self.text.get(*start..end) == Some(&word.text())
                && start + word.before_caret().len() == self.caret
        };
        if let Some(known) = self.word.take().filter(is_here) {
            return known;
        }
        let before =
            self.before_caret().chars().rev().take_while(is_of_word).map(char::len_utf8).sum::<usize>();
        let start = self.caret - before;
        let compose = |text: &str| text.nfc().collect::<String>();
        let (before, after) = (&self.text[start..self.caret], &self.text[self.caret..end]);
        (start, Word::around(typing, &compose(before), &compose(after)))
    }

    fn is_in_word(&self) -> bool {
        self.before_caret().chars().next_back().as_ref().is_some_and(is_of_word)
    }

    /// Where the word at the caret ends, in bytes.
    fn end_of_word(&self) -> usize {
        let after = self.text[self.caret..].chars().take_while(is_of_word);
        self.caret + after.map(char::len_utf8).sum::<usize>()
    }

    fn type_letter(&mut self, letter: char) {
        if is_combining_mark(letter) {
            return self.join_mark(letter);
        }
        if letter.is_control() || self.room() == 0 {
            return;
        }
        // A blank begins a new step: one undo takes back one word.
        self.remember(if letter == ' ' { Did::Other } else { Did::Typed });
        self.splice(self.caret, self.caret, letter.encode_utf8(&mut [0; 4]));
        self.did = Did::Typed;
    }

    /// A mark that came on its own, from an input method that sends letters in pieces, joins the letter before it.
    fn join_mark(&mut self, mark: char) {
        let start = self.left();
        let letter = &self.text[start..self.caret];
        if letter.trim().is_empty() {
            return;
        }
        // Marks in the wrong order are put right too: some send the tone before the hat.
        let joined = clean::line(&format!("{letter}{mark}"));
        self.remember(Did::Typed);
        self.splice(start, self.caret, &joined);
    }

    fn insert(&mut self, text: &str) {
        let plain: String = text.chars().filter(|c| !c.is_control()).nfc().collect();
        let whole = plain.trim_start_matches(is_combining_mark);
        let fitting: String = whole.graphemes(true).take(self.room()).collect();
        if !fitting.is_empty() {
            self.remember(Did::Other);
            self.splice(self.caret, self.caret, &fitting);
        }
    }

    fn room(&self) -> usize {
        self.most.saturating_sub(self.text.graphemes(true).count())
    }

    fn erase(&mut self, from: usize, to: usize) {
        if from < to {
            self.remember(Did::Erased);
            self.splice(from, to, "");
        }
    }

    fn kill(&mut self, from: usize, to: usize) {
        if from < to {
            self.killed = self.text[from..to].to_owned();
            self.remember(Did::Other);
            self.splice(from, to, "");
        }
    }

    fn go(&mut self, caret: usize) {
        self.caret = caret;
        self.did = Did::Other;
    }

    /// Puts a text in a place, the caret behind it. What stood apart may be one letter now; then behind that.
    fn splice(&mut self, from: usize, to: usize, with: &str) {
        self.text.replace_range(from..to, with);
        let caret = from + with.len();
        let boundaries = self.text.grapheme_indices(true).map(|(at, _)| at);
        self.caret = boundaries.chain([self.text.len()]).find(|at| *at >= caret).unwrap_or(self.text.len());
    }

    fn remember(&mut self, doing: Did) {
        let goes_on = doing == self.did && doing != Did::Other;
        self.did = doing;
        if goes_on {
            return;
        }
        if self.before.len() == STEPS_BACK {
            self.before.remove(0);
        }
        self.before.push((self.text.clone(), self.caret));
    }

    fn undo(&mut self) -> bool {
        self.did = Did::Other;
        let Some((text, caret)) = self.before.pop() else { return false };
        (self.text, self.caret) = (text, caret);
        true
    }

    fn left(&self) -> usize {
        self.before_caret().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text[self.caret..].graphemes(true).next().map_or(self.caret, |letter| self.caret + letter.len())
    }

    fn word_left(&self) -> usize {
        let before = self.before_caret().trim_end();
        before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn word_right(&self) -> usize {
        let after = &self.text[self.caret..];
        let word = after.len() - after.trim_start().len();
        after[word..].find(char::is_whitespace).map_or(self.text.len(), |at| self.caret + word + at)
    }
}

/// Whether a character is part of a word.
fn is_of_word(c: &char) -> bool {
    c.is_alphanumeric() || is_combining_mark(*c)
}

#[cfg(test)]
#[path = "line_edit_tests.rs"]
mod tests;
