//! Every string a person reads, in Vietnamese and in English, side by side: a missing one does not compile.
//!
//! | file | words for |
//! |---|---|
//! | `fields` | the fields of every entry |
//! | `choices` | the values of every choice, the acts, the changes of life |
//! | `faults` | what is wrong with an entry, and what to do |
//! | `differences` | what an act changed |
//! | `doctor` | what `ndtq doctor` looks at |
//! | `privacy` | what the law gives a person |
//! | `papers` | what the screens print, export and bring in |
//! | `refusals` | why something was not done |
//! | `clock` | what is wrong with the clock |
//! | `connect` | why the register cannot be reached |
//! | `system` | what the system says of a disk or a folder |
//! | `meeting` | meetings and their rolls |
//! | `plain` | the line mode |
//! | `sheet` | collection sheets |
//! | `tour` | the tutorial |
//! | `typing` | typing Vietnamese |
//! | `together` | what the screens say where several staff work at once |
//! | `keys` | key files of staff, and where they are let in |
//! | `keeping` | the commands for whoever keeps a register running |
//! | `cli`, `staff` | the other commands |
//!
//! Words follow the people who use them. A payment was agreed, so it is "mức đã thống nhất" and "còn lại", never a
//! debt; a person "đã mất"; a record is "hủy", never deleted; "Đã ghi" means durable.
//!
//! A new room of phrases is a file with a `book!`, one line in [`Phrases`] and one in each of the two statics.

mod access;
mod care;
mod choices;
pub mod cli;
mod clock;
mod connect;
mod differences;
mod doctor;
mod faults;
mod fields;
mod keeping;
mod keys;
pub mod meeting;
mod papers;
mod places;
pub mod plain;
mod privacy;
mod refusals;
pub mod screens;
pub mod sheet;
mod ssh;
pub mod staff;
mod system;
mod together;
pub mod tour;
mod typing;

pub use access::access;
pub use care::{damage, finding, read_only};
pub use choices::{Words, act, relation};
pub use clock::{clock, words as clock_words};
pub use connect::unreached;
pub use differences::{difference, joined, moment, parts, shown, upper_first};
pub use doctor::doctor;
pub use faults::{fault, problem, warning, why};
pub use fields::field;
pub use keeping::keeping;
pub use keys::{key_fault, keys_error};
pub use meeting::meeting;
pub use papers::{box_error, papers, unlooked};
pub use places::{scope_name, scope_names};
pub use privacy::{Privacy, privacy};
pub use refusals::refusal;
pub use screens::screens;
pub use sheet::sheet;
pub use system::{place, system, system_text};
pub use together::{let_go, together};
pub use typing::typing;

use std::str::FromStr;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Its name in settings.
    pub fn key(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// The other one, for the action that switches.
    pub fn other(self) -> Lang {
        match self {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    fn pick(self, pair: Pair) -> &'static str {
        match self {
            Lang::Vi => pair.0,
            Lang::En => pair.1,
        }
    }
}

/// No language of this program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the languages are vi and en")]
pub struct NotALang;

impl FromStr for Lang {
    type Err = NotALang;

    fn from_str(text: &str) -> Result<Lang, NotALang> {
        match text.trim() {
            "vi" => Ok(Lang::Vi),
            "en" => Ok(Lang::En),
            _ => Err(NotALang),
        }
    }
}

/// A word in Vietnamese and in English.
type Pair = (&'static str, &'static str);

/// Makes a struct of phrases with its two statics, `VI` and `EN`. Behind each name stand the two phrases.
///
/// A `{}` in a phrase is a place that [`fill`] fills; both languages have as many of them.
macro_rules! book {
    ($(#[$doc:meta])* $name:ident { $($phrase:ident: $vi:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "a phrase says itself what it is for")]
        #[derive(Debug)]
        pub struct $name { $(pub $phrase: &'static str,)* }

        /// In Vietnamese.
        pub static VI: $name = $name { $($phrase: $vi,)* };
        /// In English.
        pub static EN: $name = $name { $($phrase: $en,)* };

        /// Every phrase in both languages, for the test of all of them.
        #[cfg(test)]
        pub(super) fn pairs() -> Vec<(&'static str, &'static str)> {
            vec![$(($vi, $en),)*]
        }
    };
}
pub(crate) use book;

/// The phrases of a language.
#[derive(Debug)]
pub struct Phrases {
    /// Of the command line.
    pub cli: &'static cli::Cli,
    /// Of `ndtq staff`.
    pub staff: &'static staff::Staff,
    /// Of sessions over ssh.
    pub ssh: &'static ssh::Ssh,
}

static VI: Phrases = Phrases { cli: &cli::VI, staff: &staff::VI, ssh: &ssh::VI };
static EN: Phrases = Phrases { cli: &cli::EN, staff: &staff::EN, ssh: &ssh::EN };

/// The phrases of a language.
pub fn phrases(lang: Lang) -> &'static Phrases {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// Puts values into the `{}` of a phrase, in their order.
pub fn fill(phrase: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(phrase.len() + 16);
    let mut values = values.iter();
    let mut parts = phrase.split("{}");
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        filled.push_str(values.next().copied().unwrap_or_default());
        filled.push_str(part);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::is_nfc;

    fn all_pairs() -> Vec<Pair> {
        [
            care::pairs(),
            fields::pairs(),
            choices::pairs(),
            faults::all_pairs(),
            clock::pairs(),
            connect::pairs(),
            differences::pairs(),
            doctor::pairs(),
            keeping::pairs(),
            papers::pairs(),
            typing::pairs(),
            sheet::pairs(),
            meeting::pairs(),
            plain::pairs(),
            tour::pairs(),
            privacy::pairs(),
            refusals::pairs(),
            cli::pairs(),
            ssh::pairs(),
            system::pairs(),
            together::pairs(),
            keys::pairs(),
            staff::pairs(),
        ]
        .concat()
    }

    #[test]
    fn every_phrase_is_fit_to_be_shown() {
        // Glyphs that the fonts of a Vietnamese console lack.
        let lacking = ['▌', '▐', '▓', '►', '◄', '✓', '₫'];
        let pairs = all_pairs();
        assert!(pairs.len() > 300, "{}", pairs.len());
        for (vi, en) in pairs {
            for phrase in [vi, en] {
                assert!(!phrase.trim().is_empty(), "{vi:?} {en:?}");
                assert!(is_nfc(phrase), "{phrase:?}");
                assert!(!phrase.contains(lacking) && !phrase.contains(char::is_control), "{phrase:?}");
            }
            let places = |phrase: &str| phrase.matches("{}").count();
            assert_eq!(places(vi), places(en), "{vi:?} {en:?}");
        }
    }

    #[test]
    fn no_phrase_speaks_of_debt_or_of_deleting() {
        for (vi, en) in all_pairs() {
            let vi = vi.to_lowercase();
            let words: Vec<&str> = vi.split(|c: char| !c.is_alphabetic()).collect();
            for wrong in ["nợ", "xóa", "xoá"] {
                assert!(!words.contains(&wrong), "{vi}");
            }
            assert!(!vi.contains("truy thu") && !en.to_lowercase().contains("debt"), "{vi} {en}");
        }
    }

    #[test]
    fn phrases_are_filled_in_order() {
        assert_eq!(fill("{} hộ, {} khẩu", &["406", "1.902"]), "406 hộ, 1.902 khẩu");
        assert_eq!(fill("có phải {}?", &[]), "có phải ?");
        assert_eq!(fill("xong", &["thừa"]), "xong");
    }

    #[test]
    fn languages_read_back() {
        for lang in [Lang::Vi, Lang::En] {
            assert_eq!(lang.key().parse(), Ok(lang));
            assert_eq!(lang.other().other(), lang);
        }
        assert_eq!("fr".parse::<Lang>(), Err(NotALang));
    }
}
