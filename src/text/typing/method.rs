//! What each key means in each way of typing Vietnamese.

use super::letter::{Mark, Tone};

/// A way of typing Vietnamese letters on a plain keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Method {
    /// Letters: `aa` â, `w` ơ ư ă, `dd` đ, `s f r x j` the tones.
    #[default]
    Telex,
    /// Digits: `6` â, `7` ơ ư, `8` ă, `9` đ, `1` to `5` the tones.
    Vni,
    /// Signs: `a^` â, `a(` ă, `o+` ơ, `dd` đ, `' \` ? ~ .` the tones.
    Viqr,
    /// Keys are what they say.
    Off,
}

impl Method {
    /// All, in the order in which one key goes round.
    pub const ALL: [Method; 4] = [Method::Telex, Method::Vni, Method::Viqr, Method::Off];

    /// What it is called: a name, alike in every language.
    pub fn name(self) -> &'static str {
        match self {
            Method::Telex => "Telex",
            Method::Vni => "VNI",
            Method::Viqr => "VIQR",
            Method::Off => "",
        }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Method {
        let at = Method::ALL.iter().position(|other| *other == self).unwrap_or(0);
        Method::ALL[(at + 1) % Method::ALL.len()]
    }
}

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    Tone(Tone),
    NoTone,
    /// A hat: on this letter, or on any that may have one.
    Hat(Option<char>),
    /// Horns and breves, whichever fits; alone it is an ư.
    Hook,
    Horn,
    Breve,
    /// On a d before it; from behind the word too, where that is so.
    Bar {
        from_afar: bool,
    },
    /// The next key is what it says.
    Escape,
    Plain,
}

pub(super) fn stroke(method: Method, key: char) -> Stroke {
    match method {
        Method::Telex => telex(key.to_ascii_lowercase()),
        Method::Vni => vni(key),
        Method::Viqr => viqr(key.to_ascii_lowercase()),
        Method::Off => Stroke::Plain,
    }
}

fn telex(key: char) -> Stroke {
    match key {
        's' => Stroke::Tone(Tone::Acute),
        'f' => Stroke::Tone(Tone::Grave),
        'r' => Stroke::Tone(Tone::Hook),
        'x' => Stroke::Tone(Tone::Tilde),
        'j' => Stroke::Tone(Tone::Dot),
        'z' => Stroke::NoTone,
        'a' | 'e' | 'o' => Stroke::Hat(Some(key)),
        'w' => Stroke::Hook,
        'd' => Stroke::Bar { from_afar: true },
        _ => Stroke::Plain,
    }
}

fn vni(key: char) -> Stroke {
    match key {
        '1' => Stroke::Tone(Tone::Acute),
        '2' => Stroke::Tone(Tone::Grave),
        '3' => Stroke::Tone(Tone::Hook),
        '4' => Stroke::Tone(Tone::Tilde),
        '5' => Stroke::Tone(Tone::Dot),
        '0' => Stroke::NoTone,
        '6' => Stroke::Hat(None),
        '7' => Stroke::Horn,
        '8' => Stroke::Breve,
        '9' => Stroke::Bar { from_afar: true },
        _ => Stroke::Plain,
    }
}

fn viqr(key: char) -> Stroke {
    match key {
        '\'' => Stroke::Tone(Tone::Acute),
        '`' => Stroke::Tone(Tone::Grave),
        '?' => Stroke::Tone(Tone::Hook),
        '~' => Stroke::Tone(Tone::Tilde),
        '.' => Stroke::Tone(Tone::Dot),
        '^' => Stroke::Hat(None),
        '+' | '*' => Stroke::Horn,
        '(' => Stroke::Breve,
        'd' => Stroke::Bar { from_afar: false },
        '\\' => Stroke::Escape,
        _ => Stroke::Plain,
    }
}

/// The keys of a method for what a word has.
pub(super) struct Signs {
    /// Hat, breve, horn, bar; none where the letter itself is pressed again.
    marks: [Option<char>; 4],
    /// Grave, hook, tilde, acute, dot.
    tones: [char; 5],
}

impl Method {
    pub(super) fn signs(self) -> Signs {
        match self {
            Method::Vni => Signs {
                marks: [Some('6'), Some('8'), Some('7'), Some('9')],
                tones: ['2', '3', '4', '1', '5'],
            },
            Method::Viqr => {
                Signs { marks: [Some('^'), Some('('), Some('+'), None], tones: ['`', '?', '~', '\'', '.'] }
            }
            Method::Telex | Method::Off => {
                Signs { marks: [None, Some('w'), Some('w'), None], tones: ['f', 'r', 'x', 's', 'j'] }
            }
        }
    }
}

impl Signs {
    pub fn of_mark(&self, mark: Mark) -> Option<char> {
        let at = [Mark::Hat, Mark::Breve, Mark::Horn, Mark::Bar].iter().position(|other| *other == mark)?;
        self.marks[at]
    }

    pub fn of_tone(&self, tone: Tone) -> Option<char> {
        let all = [Tone::Grave, Tone::Hook, Tone::Tilde, Tone::Acute, Tone::Dot];
        all.iter().position(|other| *other == tone).map(|at| self.tones[at])
    }
}
