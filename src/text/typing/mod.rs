//! Typing Vietnamese on a plain keyboard: Telex, VNI and VIQR.
//!
//! A [`Word`] takes one key after the other. It knows its letters and marks, and one tone, which stands where the syllable
//! wants it; so tone keys work anywhere behind the vowel, marks too, and capitals are no matter. A second press takes back what
//! the first did. What a key cannot do to a syllable it does not do: then it is what it says.
//!
//! ```
//! use ndtq::text::typing::{Typing, Word};
//! let mut word = Word::new(Typing::default());
//! "NGUYEENX".chars().for_each(|key| word.press(key));
//! assert_eq!(word.text(), "NGUYỄN");
//! assert_eq!(word.keys(), "NGUYEENX");
//! ```

mod letter;
mod method;
mod syllable;
mod word;

pub use method::Method;
pub use word::Word;

#[cfg(test)]
mod tests;

/// Where the tone of oa, oe and uy stands at the end of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Placement {
    /// hòa, thúy
    #[default]
    Old,
    /// hoà, thuý
    New,
}

impl Placement {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Placement {
        match self {
            Placement::Old => Placement::New,
            Placement::New => Placement::Old,
        }
    }
}

/// How somebody types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Typing {
    /// What the keys mean.
    pub method: Method,
    /// Where tones stand.
    pub placement: Placement,
}

impl Typing {
    /// Keys are what they say.
    pub const OFF: Typing = Typing { method: Method::Off, placement: Placement::Old };

    /// Whether a character is a key of a keyboard, and not one that somebody else composed.
    pub fn is_key(c: char) -> bool {
        c.is_ascii_graphic()
    }
}
