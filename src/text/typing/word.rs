//! A word that is being typed, key by key.

use std::ops::Range;

use super::letter::{Letter, Mark, Tone};
use super::method::{Method, Stroke, stroke};
use super::{Typing, syllable};

/// What a key that marks letters may make of which.
type Wants = &'static [(char, Mark)];

const HAT: Wants = &[('a', Mark::Hat), ('e', Mark::Hat), ('o', Mark::Hat)];
const HOOK: Wants = &[('a', Mark::Breve), ('o', Mark::Horn), ('u', Mark::Horn)];
const HORN: Wants = &[('o', Mark::Horn), ('u', Mark::Horn)];
const BREVE: Wants = &[('a', Mark::Breve)];

/// A word: its letters without tones, the one tone it has, and the keys that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    typing: Typing,
    letters: Vec<Letter>,
    tone: Tone,
    /// In letters.
    caret: usize,
    keys: String,
    /// Keys that were taken back: they are what they say until the word ends.
    undone: Vec<char>,
    /// The keys are shown as they are.
    is_raw: bool,
}

impl Word {
    /// Nothing yet.
    pub fn new(typing: Typing) -> Word {
        Word {
            typing,
            letters: Vec::new(),
            tone: Tone::Level,
            caret: 0,
            keys: String::new(),
            undone: Vec::new(),
            is_raw: false,
        }
    }

    /// A word that stands in a text, before and behind the caret.
    pub fn around(typing: Typing, before: &str, after: &str) -> Word {
        let mut word = Word::new(typing);
        let mut tones = 0;
        for c in before.chars().chain(after.chars()) {
            let (letter, tone) = Letter::of(c);
            word.letters.push(letter);
            if tone != Tone::Level {
                word.tone = tone;
                tones += 1;
            }
        }
        if tones > 1 {
            // No word of ours: each letter keeps what it has.
            word.letters = before.chars().chain(after.chars()).map(Letter::plain).collect();
            word.tone = Tone::Level;
        }
        word.caret = before.chars().count();
        word.keys = word.spelled();
        word.keep_placement(&format!("{before}{after}"));
        word
    }

    /// A word that was written with the other placement keeps it.
    fn keep_placement(&mut self, written: &str) {
        let placement = self.typing.placement;
        if self.text() != written {
            self.typing.placement = placement.other();
        }
        if self.text() != written {
            self.typing.placement = placement;
        }
    }

    /// The word as it is written.
    pub fn text(&self) -> String {
        let toned = match self.tone {
            Tone::Level => None,
            _ => syllable::tone_at(&self.letters, self.typing.placement),
        };
        let tone = |at: usize| if toned == Some(at) { self.tone } else { Tone::Level };
        self.letters.iter().enumerate().map(|(at, letter)| letter.with(tone(at))).collect()
    }

    /// The text before the caret.
    pub fn before_caret(&self) -> String {
        self.text().chars().take(self.caret).collect()
    }

    /// The keys that made it.
    pub fn keys(&self) -> &str {
        &self.keys
    }

    /// What it is typed with.
    pub fn typing(&self) -> Typing {
        self.typing
    }

    /// Whether it can be a Vietnamese syllable.
    pub fn is_syllable(&self) -> bool {
        syllable::is_syllable(&self.letters)
    }

    /// Takes a key.
    pub fn press(&mut self, key: char) {
        let is_at_end = self.caret == self.letters.len();
        self.keys.push(key);
        let is_taken = !self.is_raw && !self.undone.contains(&key.to_ascii_lowercase()) && self.compose(key);
        if !is_taken {
            self.insert(Letter::plain(key));
        }
        if !is_at_end {
            self.keys = self.spelled();
        }
    }

    /// Takes out the letter before the caret. The tone goes where it belongs then.
    pub fn backspace(&mut self) {
        let Some(at) = self.caret.checked_sub(1) else { return };
        self.letters.remove(at);
        self.caret = at;
        if syllable::vowels(&self.letters).is_none() {
            self.tone = Tone::Level;
        }
        self.undone.clear();
        self.keys = self.spelled();
    }

    /// Shows the keys in place of the word, or the word again.
    pub fn toggle(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let to_raw = !self.is_raw;
        *self = Word { is_raw: to_raw, ..Word::new(self.typing) };
        keys.chars().for_each(|key| self.press(key));
    }

    fn compose(&mut self, key: char) -> bool {
        // The number of a house is no syllable.
        if self.letters.iter().any(|letter| letter.base.is_ascii_digit()) {
            return false;
        }
        if self.typing.method == Method::Viqr && self.is_escaped() {
            return self.escape(key);
        }
        match stroke(self.typing.method, key) {
            Stroke::Tone(tone) => self.put_tone(tone, key),
            Stroke::NoTone => std::mem::take(&mut self.tone) != Tone::Level,
            Stroke::Hat(None) => self.put_mark(HAT, key),
            Stroke::Hat(Some(base)) => {
                let at = HAT.iter().position(|(other, _)| *other == base).unwrap_or(0);
                self.put_mark(&HAT[at..=at], key)
            }
            Stroke::Hook => self.put_mark(HOOK, key) || self.put_lone_hook(key),
            Stroke::Horn => self.put_mark(HORN, key),
            Stroke::Breve => self.put_mark(BREVE, key),
            Stroke::Bar { from_afar } => self.put_bar(from_afar, key),
            Stroke::Escape | Stroke::Plain => false,
        }
    }

    fn put_tone(&mut self, tone: Tone, key: char) -> bool {
        let Some(vowels) = syllable::vowels(&self.letters) else { return false };
        let tail = &self.letters[vowels.end..];
        // Behind a consonant a full stop ends a sentence, and a question mark asks.
        let is_punctuation = matches!(key, '.' | '?') && !tail.is_empty();
        if is_punctuation || !self.reaches(&vowels) {
            return false;
        }
        if self.tone == tone {
            self.tone = Tone::Level;
            self.take_back(key);
        } else {
            self.tone = tone;
        }
        true
    }

    fn put_mark(&mut self, wants: Wants, key: char) -> bool {
        let Some(vowels) = syllable::vowels(&self.letters) else { return false };
        let tail = &self.letters[vowels.end..];
        if !self.reaches(&vowels) || syllable::spelled(tail) == "k" {
            return false;
        }
        if let Some(marked) = marked(&self.letters[vowels.clone()], wants, !tail.is_empty()) {
            self.letters[vowels].copy_from_slice(&marked);
            return true;
        }
        let (mut had, mut was_w) = (false, false);
        for letter in &mut self.letters[vowels] {
            if wants.contains(&(letter.base, letter.mark)) {
                had = true;
                was_w |= letter.from_w;
                letter.mark = Mark::None;
                if letter.from_w {
                    *letter = Letter { base: 'w', from_w: false, ..*letter };
                }
            }
        }
        if was_w {
            self.undone.push(key.to_ascii_lowercase());
        } else if had {
            self.take_back(key);
        }
        had || self.put_mark_close(wants)
    }

    /// Right behind a vowel a mark is put on it whatever comes of it: names of the Highlands have vowels that no syllable of
    /// ours has.
    fn put_mark_close(&mut self, wants: Wants) -> bool {
        let Some(last) = self.caret.checked_sub(1).map(|at| &mut self.letters[at]) else { return false };
        let wanted = wants.iter().find(|(base, _)| *base == last.base);
        wanted.map(|(_, mark)| last.mark = *mark).is_some()
    }

    /// Whether a key behind the vowels is still about them: behind what may end a syllable, and in a word of several
    /// syllables only right behind them.
    fn reaches(&self, vowels: &Range<usize>) -> bool {
        let tail = &self.letters[vowels.end..];
        let is_one = syllable::is_first(&self.letters[..vowels.start]);
        tail.is_empty() || is_one && syllable::is_final(tail)
    }

    /// A w with nothing to mark is an ư: behind consonants, behind the i of gi, alone.
    fn put_lone_hook(&mut self, key: char) -> bool {
        let has_vowel = syllable::vowels(&self.letters).is_some();
        if has_vowel && syllable::spelled(&self.letters) != "gi" {
            return false;
        }
        let upper = key.is_ascii_uppercase();
        self.insert(Letter { base: 'u', mark: Mark::Horn, upper, from_w: true });
        true
    }

    fn put_bar(&mut self, from_afar: bool, key: char) -> bool {
        let before = self.caret.checked_sub(1).filter(|at| self.letters[*at].base == 'd');
        let first = || {
            let vowels = syllable::vowels(&self.letters)?;
            (self.letters[0].base == 'd' && self.reaches(&vowels)).then_some(0)
        };
        let Some(at) = before.or_else(|| if from_afar { first() } else { None }) else { return false };
        if self.letters[at].mark == Mark::Bar {
            self.letters[at].mark = Mark::None;
            self.take_back(key);
        } else {
            self.letters[at].mark = Mark::Bar;
        }
        true
    }

    fn is_escaped(&self) -> bool {
        self.caret.checked_sub(1).is_some_and(|at| self.letters[at].base == '\\')
    }

    /// The sign that was escaped takes the place of the backslash; before anything else the backslash stays.
    fn escape(&mut self, key: char) -> bool {
        if stroke(self.typing.method, key) == Stroke::Plain {
            return false;
        }
        self.letters[self.caret - 1] = Letter::plain(key);
        true
    }

    /// A second press takes back what the first did, and leaves the key as it is.
    fn take_back(&mut self, key: char) {
        self.undone.push(key.to_ascii_lowercase());
        self.insert(Letter::plain(key));
    }

    fn insert(&mut self, letter: Letter) {
        self.letters.insert(self.caret, letter);
        self.caret += 1;
        self.spread_horn();
    }

    /// An uơ that goes on is an ươ: thuở, but thương.
    fn spread_horn(&mut self) {
        let Some(vowels) = syllable::vowels(&self.letters) else { return };
        let goes_on = vowels.start + 2 < self.letters.len();
        if let [u, o, ..] = &mut self.letters[vowels]
            && (u.base, u.mark) == ('u', Mark::None)
            && (o.base, o.mark) == ('o', Mark::Horn)
            && goes_on
        {
            u.mark = Mark::Horn;
        }
    }

    /// Keys that make this word.
    fn spelled(&self) -> String {
        let signs = self.typing.method.signs();
        let mut keys = String::new();
        for letter in &self.letters {
            let key = if letter.upper { letter.base.to_ascii_uppercase() } else { letter.base };
            match letter.mark {
                _ if letter.from_w => keys.push(if letter.upper { 'W' } else { 'w' }),
                Mark::None => keys.push(key),
                mark => keys.extend([key, signs.of_mark(mark).unwrap_or(key)]),
            }
        }
        keys.extend(signs.of_tone(self.tone));
        keys
    }
}

/// The vowels with the marks that a key gives them; none where it gives none, or there is no such syllable.
fn marked(nucleus: &[Letter], wants: Wants, goes_on: bool) -> Option<Vec<Letter>> {
    let with = |marks: &[usize]| {
        let mut marked = nucleus.to_vec();
        for at in marks {
            let (_, mark) = wants.iter().find(|(base, _)| *base == nucleus[*at].base)?;
            if nucleus[*at].mark == *mark {
                return None;
            }
            marked[*at].mark = *mark;
        }
        syllable::is_nucleus(&syllable::spelled(&marked)).then_some(marked)
    };
    let has_horn = |at: usize| nucleus[at].mark == Mark::Horn;
    if let [u, o, rest @ ..] = nucleus
        && (u.base, o.base) == ('u', 'o')
        && wants.contains(&('o', Mark::Horn))
    {
        return match (has_horn(0), has_horn(1)) {
            (false, false) if goes_on || !rest.is_empty() => with(&[0, 1]),
            (_, false) => with(&[1]),
            (_, true) => None,
        };
    }
    (0..nucleus.len()).find_map(|at| with(&[at]))
}
