//! Which rows fit the terms, and which of them comes first.
//!
//! Exact accents over folded over loose; whole word over prefix; given name over the other words; head over member;
//! here now over gone. Ties go in Vietnamese order of names, then by group and book number.

use std::cmp::Ordering;
use std::ops::Range;

use super::DigitsFind;
use super::entry::{Entry, Member, Words};
use super::query::Term;
use crate::domain::{Kind, ShortNumber};
use crate::protocol::{Hit, Matched};

const EXACT: u32 = 60;
const FOLD: u32 = 40;
const LOOSE: u32 = 30;
const WHOLE: u32 = 15;
const GIVEN_NAME: u32 = 8;
const IN_ORDER: u32 = 6;
const PLACE: u32 = 10;
const HEAD: u32 = 20;
const HERE: u32 = 30;

/// A row that fits.
pub(super) struct Row<'a> {
    entry: &'a Entry,
    member: &'a Member,
    score: u32,
    spans: Vec<(u16, u16)>,
    matched: Vec<Matched>,
}

/// How a term fits a text: the word it fits, and how well.
struct Fit {
    word: usize,
    score: u32,
}

/// How a term fits a row.
struct TermFit {
    score: u32,
    matched: Matched,
    /// The name's word and how many characters of it.
    span: Option<(usize, usize)>,
    /// Fits the person rather than the household.
    personal: bool,
}

/// Adds the rows of a household that fit every term: each member whom some term names, else its head.
pub(super) fn rows_of<'a>(entry: &'a Entry, terms: &[Term], finds: DigitsFind, rows: &mut Vec<Row<'a>>) {
    let mut household: Vec<Option<TermFit>> =
        terms.iter().map(|term| fits_household(entry, term, finds)).collect();
    let named_hamlet = hamlet_in(entry, terms);
    for at in named_hamlet.clone() {
        household[at] =
            Some(TermFit { score: EXACT + WHOLE, matched: Matched::Hamlet, span: None, personal: false });
    }
    let mut named = false;
    for member in &entry.members {
        let of_household = OfHousehold { fits: &household, named_hamlet: &named_hamlet, finds };
        if let Some(row) = row_of(entry, member, terms, &of_household) {
            named = true;
            rows.push(row);
        }
    }
    if named || household.iter().any(Option::is_none) {
        return;
    }
    let Some(member) = entry.head_at.map(|at| &entry.members[at]).or(entry.members.first()) else { return };
    let fits = household.iter().flatten();
    let score = fits.clone().map(|fit| fit.score).sum::<u32>() + standing(member);
    let matched = fits.map(|fit| fit.matched).collect();
    rows.push(Row { entry, member, score, spans: Vec::new(), matched });
}

/// What the household itself has to say to the terms.
struct OfHousehold<'a> {
    fits: &'a [Option<TermFit>],
    named_hamlet: &'a Range<usize>,
    finds: DigitsFind,
}

fn row_of<'a>(
    entry: &'a Entry,
    member: &'a Member,
    terms: &[Term],
    household: &OfHousehold<'_>,
) -> Option<Row<'a>> {
    let mut row = Row { entry, member, score: 0, spans: Vec::new(), matched: Vec::new() };
    let mut used = Vec::with_capacity(terms.len());
    let mut personal = false;
    for (at, (term, of_household)) in terms.iter().zip(household.fits).enumerate() {
        let own = if household.named_hamlet.contains(&at) {
            None
        } else {
            fits_member(member, term, &used, household.finds)
        };
        let fit = own.as_ref().or(of_household.as_ref())?;
        personal |= fit.personal;
        row.score += fit.score;
        row.matched.push(fit.matched);
        if let Some((word, length)) = fit.span {
            let follows = used.last().is_none_or(|last| *last < word);
            row.score += if follows { IN_ORDER } else { 0 };
            used.push(word);
            row.spans.extend(span_in(&member.name, word, length));
        }
    }
    row.score += standing(member);
    personal.then_some(row)
}

/// The terms that together are a whole name of the household's hamlet: then they mean the hamlet, and nobody's name.
fn hamlet_in(entry: &Entry, terms: &[Term]) -> Range<usize> {
    for hamlet in entry.hamlets.iter().filter(|hamlet| hamlet.words.len() > 1) {
        let length = hamlet.words.len();
        let is_name = |window: &[Term]| {
            window
                .iter()
                .zip(&hamlet.words)
                .all(|(term, [_, _, word])| matches!(term, Term::Word { loose, .. } if **loose == **word))
        };
        if let Some(at) = terms.windows(length).position(is_name) {
            return at..at + length;
        }
    }
    0..0
}

fn standing(member: &Member) -> u32 {
    let head = if member.is_head { HEAD } else { 0 };
    let here = if member.gone.is_none() { HERE } else { 0 };
    head + here
}

/// Where the matched characters of a name's word are, in characters of the whole name.
fn span_in(name: &str, word: usize, length: usize) -> Option<(u16, u16)> {
    let mut starts = Vec::new();
    let mut in_word = false;
    for (at, c) in name.chars().enumerate() {
        if c.is_alphanumeric() && !in_word {
            starts.push(at);
        }
        in_word = c.is_alphanumeric();
    }
    let start = *starts.get(word)?;
    Some((u16::try_from(start).ok()?, u16::try_from(start + length).ok()?))
}

fn fits_member(member: &Member, term: &Term, used: &[usize], finds: DigitsFind) -> Option<TermFit> {
    match term {
        Term::Word { fold, .. } => {
            let length = fold.chars().count();
            if let Some(fit) = best_fit(&member.words, term, used) {
                let given = fit.word + 1 == member.words.words.len();
                let score = fit.score + if given { GIVEN_NAME } else { 0 };
                let matched = if member.is_head { Matched::Head } else { Matched::Member };
                return Some(TermFit { score, matched, span: Some((fit.word, length)), personal: true });
            }
            let fit = best_fit(&member.called, term, &[])?;
            Some(TermFit { score: fit.score, matched: Matched::Nickname, span: None, personal: true })
        }
        Term::Digits(digits) => fits_digits(member, digits, finds),
        Term::Group(_) | Term::Book(..) | Term::Number(_) => None,
    }
}

fn fits_digits(member: &Member, digits: &str, finds: DigitsFind) -> Option<TermFit> {
    let personal = |score, matched| Some(TermFit { score, matched, span: None, personal: true });
    if digits.len() == 4 && member.birth_year.is_some_and(|year| year.to_string() == *digits) {
        return personal(FOLD + WHOLE, Matched::Member);
    }
    // Fewer than three digits are in nearly every id: they say nothing.
    if digits.len() < 3 {
        return None;
    }
    let score = member.ids.iter().filter_map(|id| run_score(id, digits, finds)).max()?;
    personal(score, Matched::PersonalId)
}

/// Whole number over its end (people say the last four) over its begin over any run in it.
fn run_score(number: &str, digits: &str, finds: DigitsFind) -> Option<u32> {
    if number == digits {
        return Some(EXACT + WHOLE);
    }
    if finds == DigitsFind::WholeOrLastFour && digits.len() != 4 {
        return None;
    }
    if number.ends_with(digits) {
        return Some(EXACT);
    }
    if finds == DigitsFind::WholeOrLastFour {
        return None;
    }
    if number.starts_with(digits) {
        return Some(FOLD);
    }
    number.contains(digits).then_some(LOOSE)
}

fn fits_household(entry: &Entry, term: &Term, finds: DigitsFind) -> Option<TermFit> {
    let place = |score, matched| Some(TermFit { score, matched, span: None, personal: false });
    match term {
        Term::Group(number) if entry.places.group == *number => place(PLACE, Matched::Group),
        Term::Book(group, book) if (entry.places.group, entry.places.book_number) == (*group, *book) => {
            place(EXACT, Matched::Group)
        }
        Term::Number(number) if entry.number == *number => place(EXACT, Matched::Number),
        Term::Word { .. } => {
            if let Some(fit) = best_fit(&entry.nickname, term, &[]) {
                return place(fit.score, Matched::Nickname);
            }
            if entry.hamlets.iter().any(|hamlet| best_fit(hamlet, term, &[]).is_some()) {
                return place(PLACE, Matched::Hamlet);
            }
            best_fit(&entry.address, term, &[]).and_then(|_| place(PLACE / 2, Matched::Address))
        }
        Term::Digits(digits) => {
            let phones = entry.places.phones.iter().filter_map(|phone| run_score(phone, digits, finds));
            if digits.len() >= 3
                && let Some(score) = phones.max()
            {
                return place(score, Matched::Phone);
            }
            let house_number = entry.address.words.iter().any(|[_, fold, _]| **fold == **digits);
            house_number.then_some(()).and_then(|()| place(PLACE, Matched::Address))
        }
        _ => None,
    }
}

/// The word of a text that a term fits best, those used by earlier terms left out.
fn best_fit(text: &Words, term: &Term, used: &[usize]) -> Option<Fit> {
    let Term::Word { exact, fold, loose } = term else { return None };
    let free = text.words.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let fits = free.filter_map(|(word, [word_exact, word_fold, word_loose])| {
        let level = if word_exact.starts_with(exact.as_str()) {
            EXACT
        } else if word_fold.starts_with(fold.as_str()) {
            FOLD
        } else if word_loose.starts_with(loose.as_str()) {
            LOOSE
        } else {
            return None;
        };
        let whole = if word_loose.len() == loose.len() { WHOLE } else { 0 };
        Some(Fit { word, score: level + whole })
    });
    // The later of equals: with two equal words in a name, the given name is the one meant.
    fits.max_by_key(|fit| fit.score)
}

impl Row<'_> {
    /// Best first.
    pub(super) fn rank(a: &Row<'_>, b: &Row<'_>) -> Ordering {
        let place = |row: &Row<'_>| (row.entry.places.group, row.entry.places.book_number, row.entry.number);
        b.score
            .cmp(&a.score)
            .then_with(|| a.member.sort_key.cmp(&b.member.sort_key))
            .then_with(|| a.entry.places.hamlet.cmp(&b.entry.places.hamlet))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.member.person.cmp(&b.member.person))
    }

    pub(super) fn to_hit(&self) -> Hit {
        let (entry, member) = (self.entry, self.member);
        let mut matched = self.matched.clone();
        matched.sort_unstable();
        matched.dedup();
        let mut spans = self.spans.clone();
        spans.sort_unstable();
        Hit {
            household: entry.household,
            number: ShortNumber { kind: Kind::Household, number: entry.number },
            person: member.person,
            name: member.name.clone(),
            nickname: member.nickname.clone(),
            birth_year: member.birth_year,
            relation: member.relation,
            head: entry.head.clone(),
            group: entry.places.group,
            book_number: entry.places.book_number,
            hamlet: entry.places.hamlet.clone(),
            address: entry.places.address.clone(),
            gone: member.gone,
            spans,
            matched,
            score: self.score,
        }
    }
}
