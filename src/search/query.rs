//! What was typed, taken apart into terms.

use std::rc::Rc;

use super::dictionary::parts;
use crate::protocol::ReadAs;
use crate::text::{clean, keys};

/// The most terms of a look-up; what is typed beyond them is left out.
pub(super) const MOST_TERMS: usize = 12;
/// The most words in the name of a hamlet.
const MOST_HAMLET_WORDS: usize = 6;

/// A word as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedWord {
    /// Lower case, one tone placement.
    pub exact: String,
    /// Base letters.
    pub fold: String,
    /// With i and y alike.
    pub loose: String,
    /// Nothing but a whole word fits: it stood in quotes.
    pub whole: bool,
    /// It follows the word before in quotes, and in a name does so too.
    pub follows: bool,
    /// Nothing but these accents fits: `=`.
    pub accents: bool,
    /// Where it is part of the whole name of a hamlet: that name.
    pub hamlet: Option<Rc<HamletName>>,
}

/// The name of a hamlet that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HamletName {
    /// As the hamlet is called now.
    pub shown: String,
    /// Its words where i and y are alike.
    pub loose: Vec<String>,
}

/// A status by which households are filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// hộ nghèo
    Poor,
    /// hộ cận nghèo
    NearPoor,
    /// gia đình chính sách
    Policy,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 3] = [Status::Poor, Status::NearPoor, Status::Policy];

    /// The words, folded, that name it.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Status::Poor => &["ngheo"],
            Status::NearPoor => &["can", "ngheo"],
            Status::Policy => &["chinh", "sach"],
        }
    }
}

/// A term of a look-up. Every term must fit a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// The begin of a word of a name, place or address, or the first letters of a name.
    Word(TypedWord),
    /// A hamlet by its whole name: `ấp Quới An`.
    Hamlet(Rc<HamletName>),
    /// A group by its number: `to 5`, `tổ 05`, `t5`.
    Group(u16),
    /// A household by its place in the book: `5/26`.
    Book(u16, u16),
    /// A household by its short number: `H-02054`.
    Number(u32),
    /// A run of digits of an id or a phone, a birth year, or a house number.
    Digits(String),
    /// Households with a status.
    Status(Status),
}

impl Term {
    /// How it is shown back.
    pub fn read_as(&self) -> ReadAs {
        match self {
            Term::Word(word) => match &word.hamlet {
                Some(name) => ReadAs::Hamlet(name.shown.clone()),
                None if word.accents => ReadAs::Word(format!("={}", word.exact)),
                None if word.whole => ReadAs::Word(format!("\"{}\"", word.exact)),
                None => ReadAs::Word(word.exact.clone()),
            },
            Term::Hamlet(name) => ReadAs::Hamlet(name.shown.clone()),
            Term::Group(number) => ReadAs::Group(*number),
            Term::Book(group, book) => ReadAs::Word(format!("{group:02}/{book:02}")),
            Term::Number(number) => ReadAs::Word(format!("H-{number:05}")),
            Term::Digits(digits) => ReadAs::Digits(digits.clone()),
            Term::Status(Status::Poor) => ReadAs::Poor,
            Term::Status(Status::NearPoor) => ReadAs::NearPoor,
            Term::Status(Status::Policy) => ReadAs::Policy,
        }
    }
}

/// How all terms are shown back, what several words mean together once.
pub fn read_as(terms: &[Term]) -> Vec<ReadAs> {
    let mut chips: Vec<ReadAs> = terms.iter().map(Term::read_as).collect();
    chips.dedup_by(|later, earlier| later == earlier && matches!(later, ReadAs::Hamlet(_)));
    chips
}

/// What the hamlet is called whose whole name some words are, where i and y are alike; none when they are no such name.
pub type HamletNamed<'a> = &'a dyn Fn(&[&str]) -> Option<String>;

/// A word between spaces, with what the signs around it say.
struct Token<'a> {
    text: &'a str,
    whole: bool,
    follows: bool,
}

/// Takes apart what was typed. Which words name a hamlet is asked.
pub fn parse(typed: &str, hamlet: HamletNamed<'_>) -> Vec<Term> {
    let typed = clean::line(typed);
    let (accents, typed) = match typed.trim_start().strip_prefix('=') {
        Some(rest) => (true, rest),
        None => (false, typed.as_str()),
    };
    let tokens = tokens(typed);
    let mut terms = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((term, taken)) = with_meaning(&tokens[at..]).filter(|_| !token.whole) {
            terms.push(term);
            at += taken;
            continue;
        }
        push_terms(token, accents, &mut terms);
        at += 1;
    }
    terms.truncate(MOST_TERMS);
    name_hamlets(terms, hamlet)
}

fn tokens(typed: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    // What stands at odd places stood in quotes; a quote that was not closed yet opens one.
    for (at, part) in typed.split(['"', '“', '”']).enumerate() {
        let whole = at % 2 == 1;
        let words = part.split_whitespace().enumerate();
        tokens.extend(words.map(|(nth, text)| Token { text, whole, follows: whole && nth > 0 }));
    }
    tokens
}

/// What the next words mean together, and how many they are.
fn with_meaning(tokens: &[Token<'_>]) -> Option<(Term, usize)> {
    let folded = |at: usize| tokens.get(at).filter(|token| !token.whole).map(|token| keys::fold(token.text));
    if folded(0)? == "to"
        && let Some(number) = tokens.get(1).and_then(|next| small_number(next.text))
    {
        return Some((Term::Group(number), 2));
    }
    for status in Status::ALL {
        let words = status.words();
        // "hộ nghèo" says the same as "nghèo".
        let skipped = usize::from(folded(0)? == "ho");
        if words.iter().enumerate().all(|(at, word)| folded(skipped + at).as_deref() == Some(*word)) {
            return Some((Term::Status(status), skipped + words.len()));
        }
    }
    None
}

fn small_number(token: &str) -> Option<u16> {
    let short = token.len() <= 3 && token.bytes().all(|b| b.is_ascii_digit());
    if short { token.parse().ok().filter(|number| *number > 0) } else { None }
}

fn push_terms(token: &Token<'_>, accents: bool, terms: &mut Vec<Term>) {
    let text = token.text;
    if let Some(term) = group_in_one(text).or_else(|| book(text)).or_else(|| number(text)) {
        terms.push(term);
        return;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only_digits = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if only_digits && !digits.is_empty() {
        terms.push(Term::Digits(digits));
        return;
    }
    // A hyphenated or slashed token is several words: "Tre-Vam" is looked for as two.
    let words = parts(text).enumerate().map(|(nth, part)| {
        Term::Word(TypedWord {
            exact: keys::exact(part),
            fold: keys::fold(part),
            loose: keys::loose(part),
            whole: token.whole,
            follows: token.follows || token.whole && nth > 0,
            accents,
            hamlet: None,
        })
    });
    terms.extend(words);
}

/// Marks the words that together are the whole name of a hamlet; behind "ấp" they mean nothing else.
fn name_hamlets(terms: Vec<Term>, hamlet: HamletNamed<'_>) -> Vec<Term> {
    let mut named = Vec::with_capacity(terms.len());
    let mut at = 0;
    while at < terms.len() {
        let after_ap = matches!(&terms[at], Term::Word(word) if matches!(word.fold.as_str(), "ap" | "khom"));
        let from = at + usize::from(after_ap);
        let fewest = if after_ap { 1 } else { 2 };
        let Some(name) = hamlet_at(&terms[from..], fewest, hamlet) else {
            named.push(terms[at].clone());
            at += 1;
            continue;
        };
        let length = name.loose.len();
        if after_ap {
            named.push(Term::Hamlet(name));
        } else {
            named.extend(terms[from..from + length].iter().cloned().map(|term| mark(term, &name)));
        }
        at = from + length;
    }
    named
}

fn mark(term: Term, name: &Rc<HamletName>) -> Term {
    match term {
        Term::Word(word) => Term::Word(TypedWord { hamlet: Some(Rc::clone(name)), ..word }),
        other => other,
    }
}

/// The longest name of a hamlet that the next terms are.
fn hamlet_at(terms: &[Term], fewest: usize, hamlet: HamletNamed<'_>) -> Option<Rc<HamletName>> {
    let words: Vec<&TypedWord> = terms
        .iter()
        .take(MOST_HAMLET_WORDS)
        .map_while(|term| match term {
            Term::Word(word) if !word.whole => Some(word),
            _ => None,
        })
        .collect();
    let lengths = (fewest..=words.len()).rev();
    for words in lengths.map(|length| &words[..length]) {
        let loose: Vec<&str> = words.iter().map(|word| word.loose.as_str()).collect();
        if let Some(shown) = hamlet(&loose).filter(|_| !loose.is_empty()) {
            let loose = loose.into_iter().map(str::to_owned).collect();
            return Some(Rc::new(HamletName { shown, loose }));
        }
    }
    None
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

    fn shown(typed: &str) -> Vec<ReadAs> {
        let named = |words: &[&str]| match words {
            ["quoi", "an"] => Some("Quới An".to_owned()),
            ["ngon"] => Some("Ngon".to_owned()),
            ["mi", "an"] => Some("Mỹ An".to_owned()),
            _ => None,
        };
        read_as(&parse(typed, &named))
    }

    #[test]
    fn terms_are_read_as_a_clerk_means_them() {
        let group = |n| vec![ReadAs::Group(n)];
        let word = |w: &str| ReadAs::Word(w.into());
        let hamlet = |w: &str| ReadAs::Hamlet(w.into());
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
            ("Tre-Vàm", vec![word("tre"), word("vàm")]),
            ("Quới An", vec![hamlet("Quới An")]),
            ("sáu quoi an t5", vec![word("sáu"), hamlet("Quới An"), ReadAs::Group(5)]),
            ("ấp quới an", vec![hamlet("Quới An")]),
            ("ap ngon", vec![hamlet("Ngon")]),
            ("ngon", vec![word("ngon")]),
            ("mỹ an", vec![hamlet("Mỹ An")]),
            ("ap an", vec![word("ap"), word("an")]),
            ("ngheo", vec![ReadAs::Poor]),
            ("hộ nghèo to 5", vec![ReadAs::Poor, ReadAs::Group(5)]),
            ("cận nghèo", vec![ReadAs::NearPoor]),
            ("chinh sach", vec![ReadAs::Policy]),
            ("can", vec![word("can")]),
            ("\"ngheo\"", vec![word("\"ngheo\"")]),
            ("\"văn an\" sáu", vec![word("\"văn\""), word("\"an\""), word("sáu")]),
            ("\"văn an", vec![word("\"văn\""), word("\"an\"")]),
            ("=thanh", vec![word("=thanh")]),
            ("=", vec![]),
        ];
        for (typed, want) in cases {
            assert_eq!(shown(typed), want, "{typed:?}");
        }
    }
}
