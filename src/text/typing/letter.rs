//! A letter of a word that is typed: its base, the mark that makes it another letter, and how a tone is written on it.

use unicode_normalization::UnicodeNormalization;

/// The mark that makes a base another letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    #[default]
    None,
    /// â ê ô
    Hat,
    /// ă
    Breve,
    /// ơ ư
    Horn,
    /// đ
    Bar,
}

/// A tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    #[default]
    Level,
    Grave,
    Hook,
    Tilde,
    Acute,
    Dot,
}

const MARKS: [(Mark, char); 3] = [(Mark::Hat, '\u{302}'), (Mark::Breve, '\u{306}'), (Mark::Horn, '\u{31b}')];

const TONES: [(Tone, char); 5] = [
    (Tone::Grave, '\u{300}'),
    (Tone::Hook, '\u{309}'),
    (Tone::Tilde, '\u{303}'),
    (Tone::Acute, '\u{301}'),
    (Tone::Dot, '\u{323}'),
];

/// A letter without its tone: a word has one tone, which stands on whichever letter it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// In lower case where it is a letter of a keyboard; any other character as it is.
    pub base: char,
    pub mark: Mark,
    pub upper: bool,
    /// It is an ư that was typed as w alone.
    pub from_w: bool,
}

impl Letter {
    pub fn plain(c: char) -> Letter {
        Letter {
            base: c.to_ascii_lowercase(),
            mark: Mark::None,
            upper: c.is_ascii_uppercase(),
            from_w: false,
        }
    }

    /// A character as it stands in a text, taken apart. Whatever has other marks is a letter of its own.
    pub fn of(c: char) -> (Letter, Tone) {
        if matches!(c, 'đ' | 'Đ') {
            return (
                Letter { mark: Mark::Bar, ..Letter::plain(if c == 'đ' { 'd' } else { 'D' }) },
                Tone::Level,
            );
        }
        let mut parts = std::iter::once(c).nfd();
        let mut letter = Letter::plain(parts.next().unwrap_or(c));
        let mut tone = Tone::Level;
        for part in parts {
            if let Some((mark, _)) = MARKS.iter().find(|(_, mark)| *mark == part) {
                letter.mark = *mark;
            } else if let Some((of, _)) = TONES.iter().find(|(_, tone)| *tone == part) {
                tone = *of;
            }
        }
        // ñ has no tone: it is a letter of its own.
        let is_ours = tone == Tone::Level || letter.is_vowel();
        if is_ours && letter.with(tone) == c { (letter, tone) } else { (Letter::plain(c), Tone::Level) }
    }

    /// As it is written with a tone.
    pub fn with(self, tone: Tone) -> char {
        let base = if self.upper { self.base.to_ascii_uppercase() } else { self.base };
        if self.mark == Mark::Bar {
            return if self.upper { 'Đ' } else { 'đ' };
        }
        let mark = MARKS.iter().find(|(mark, _)| *mark == self.mark).map(|(_, c)| *c);
        let tone = TONES.iter().find(|(of, _)| *of == tone).map(|(_, c)| *c);
        std::iter::once(base).chain(mark).chain(tone).nfc().next().unwrap_or(base)
    }

    pub fn is_vowel(self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }
}
