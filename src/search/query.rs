//! What was typed, taken apart into terms.

use crate::protocol::ReadAs;
use crate::text::keys;

/// A term of a look-up. Every term must fit a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// The begin of a word of a name, place or address.
    Word {
        /// As typed, lower case, one tone placement.
        exact: String,
        /// Base letters.
        fold: String,
        /// With i and y alike.
        loose: String,
    },
    /// A group by its number: `to 5`, `tổ 05`, `t5`.
    Group(u16),
    /// A household by its place in the book: `5/26`.
    Book(u16, u16),
    /// A household by its short number: `H-02054`.
    Number(u32),
    /// A run of digits of an id or a phone, a birth year, or a house number.
    Digits(String),
}

impl Term {
    fn word(token: &str) -> Term {
        Term::Word { exact: keys::exact(token), fold: keys::fold(token), loose: keys::loose(token) }
    }

    /// How it is shown back.
    pub fn read_as(&self) -> ReadAs {
        match self {
            Term::Word { exact, .. } => ReadAs::Word(exact.clone()),
            Term::Group(number) => ReadAs::Group(*number),
            Term::Book(group, book) => ReadAs::Word(format!("{group:02}/{book:02}")),
            Term::Number(number) => ReadAs::Word(format!("H-{number:05}")),
            Term::Digits(digits) => ReadAs::Digits(digits.clone()),
        }
    }
}

/// Takes apart what was typed.
pub fn parse(words: &str) -> Vec<Term> {
    let tokens: Vec<&str> = words.split_whitespace().collect();
    let mut terms = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next_number = tokens.get(at + 1).and_then(|next| small_number(next));
        match next_number {
            Some(number) if keys::fold(token) == "to" => {
                terms.push(Term::Group(number));
                at += 2;
            }
            _ => {
                push_terms(token, &mut terms);
                at += 1;
            }
        }
    }
    terms
}

fn small_number(token: &str) -> Option<u16> {
    let short = token.len() <= 3 && token.bytes().all(|b| b.is_ascii_digit());
    if short { token.parse().ok().filter(|number| *number > 0) } else { None }
}

fn push_terms(token: &str, terms: &mut Vec<Term>) {
    if let Some(term) = group_in_one(token).or_else(|| book(token)).or_else(|| number(token)) {
        terms.push(term);
        return;
    }
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let only_digits = token.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if only_digits && !digits.is_empty() {
        terms.push(Term::Digits(digits));
        return;
    }
    // A hyphenated or slashed token is several words: "Tre-Vam" is looked for as two.
    let folded = keys::fold(token);
    if folded.split_whitespace().count() <= 1 {
        if !folded.trim().is_empty() {
            terms.push(Term::word(token));
        }
        return;
    }
    terms.extend(token.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(Term::word));
}

/// `t5`, `to5`, `tổ05`: a group typed in one.
fn group_in_one(token: &str) -> Option<Term> {
    let folded = keys::fold(token);
    let digits = folded.strip_prefix("to").or_else(|| folded.strip_prefix('t'))?;
    small_number(digits).map(Term::Group)
}

fn book(token: &str) -> Option<Term> {
    let (group, book) = token.split_once('/')?;
    Some(Term::Book(small_number(group)?, small_number(book)?))
}

fn number(token: &str) -> Option<Term> {
    let digits = token.strip_prefix(['H', 'h'])?.strip_prefix('-')?;
    let number = digits.parse().ok()?;
    Some(Term::Number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_a_clerk_means_them() {
        let group = |n| vec![ReadAs::Group(n)];
        let word = |w: &str| ReadAs::Word(w.into());
        let cases = [
            ("to 5", group(5)),
            ("tổ 05", group(5)),
            ("t5", group(5)),
            ("Tổ05", group(5)),
            ("sáu to 5", vec![word("sáu"), ReadAs::Group(5)]),
            ("to", vec![word("to")]),
            ("to van", vec![word("to"), word("van")]),
            ("5/26", vec![word("05/26")]),
            ("h-2054", vec![word("H-02054")]),
            ("0000", vec![ReadAs::Digits("0000".into())]),
            ("082.208.001.234", vec![ReadAs::Digits("082208001234".into())]),
            ("  ", vec![]),
            ("...", vec![]),
        ];
        for (typed, want) in cases {
            let got: Vec<ReadAs> = parse(typed).iter().map(Term::read_as).collect();
            assert_eq!(got, want, "{typed:?}");
        }
    }
}
