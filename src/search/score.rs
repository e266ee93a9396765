//! Which rows fit the terms, and which of them comes first.
//!
//! Exact accents over folded over loose; whole word over prefix; given name over the other words; head over member;
//! here now over gone. Ties go in Vietnamese order of names, then by group and book number.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use super::DigitsFind;
use super::entry::{Begins, Entry, Member, Words};
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
    /// How each term fits it. What is shown of that is worked out for the rows that are shown.
    fits: Vec<TermFit>,
}

/// How a term fits a text: the word it fits, and how well.
struct Fit {
    word: usize,
    score: u32,
}

/// How a term fits a row.
#[derive(Clone, Copy)]
struct TermFit {
    score: u32,
    matched: Matched,
    /// The name's word and how many characters of it.
    span: Option<(usize, usize)>,
    /// Fits the person rather than the household.
    personal: bool,
}

/// Goes through all households for the same terms.
pub(super) struct Scan<'t> {
    terms: &'t [Term],
    finds: DigitsFind,
    begins: Begins,
    /// The terms, the longest first. It has the fewest words to choose from: "ho" must not take the Hoàng of Hồ Hoàng
    /// away from "hoang".
    order: Vec<usize>,
    /// How each term fits the household that is looked at; kept, because there are thousands.
    household: Vec<Option<TermFit>>,
}

impl<'t> Scan<'t> {
    pub(super) fn of(terms: &'t [Term], finds: DigitsFind) -> Scan<'t> {
        let begins = terms.iter().map(begins).fold(Begins::default(), Begins::and);
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(|at| Reverse(length(&terms[*at])));
        Scan { terms, finds, begins, order, household: Vec::with_capacity(terms.len()) }
    }

    /// Adds the rows of a household that fit every term: each member whom some term names, else its head.
    pub(super) fn rows_of<'a>(&mut self, entry: &'a Entry, rows: &mut Vec<Row<'a>>) {
        if !entry.begins.have(self.begins) {
            return;
        }
        self.household.clear();
        self.household.extend(self.terms.iter().map(|term| fits_household(entry, term, self.finds)));
        let named_hamlet = self.hamlet_in(entry);
        for at in named_hamlet.clone() {
            self.household[at] =
                Some(TermFit { score: EXACT + WHOLE, matched: Matched::Hamlet, span: None, personal: false });
        }
        let before = rows.len();
        rows.extend(entry.members.iter().filter_map(|member| self.row_of(entry, member, &named_hamlet)));
        if rows.len() > before {
            return;
        }
        let Some(fits) = self.household.iter().copied().collect::<Option<Vec<_>>>() else { return };
        let Some(member) = entry.head_at.map(|at| &entry.members[at]).or(entry.members.first()) else {
            return;
        };
        let score = fits.iter().map(|fit| fit.score).sum::<u32>() + standing(member);
        rows.push(Row { entry, member, score, fits });
    }

    fn row_of<'a>(
        &self,
        entry: &'a Entry,
        member: &'a Member,
        named_hamlet: &Range<usize>,
    ) -> Option<Row<'a>> {
        let mut fits: Vec<TermFit> = Vec::new();
        for at in &self.order {
            let named = named_hamlet.contains(at);
            let own = if named { None } else { fits_member(member, &self.terms[*at], &fits, self.finds) };
            fits.push(own.or(self.household[*at])?);
        }
        let in_order = self.words_in_order(&fits) * IN_ORDER;
        let score = fits.iter().map(|fit| fit.score).sum::<u32>() + in_order + standing(member);
        fits.iter().any(|fit| fit.personal).then_some(Row { entry, member, score, fits })
    }

    /// How many of the terms, as they were typed, name a word behind the one before.
    fn words_in_order(&self, fits: &[TermFit]) -> u32 {
        let mut words: Vec<(usize, usize)> =
            self.order.iter().zip(fits).filter_map(|(at, fit)| Some((*at, fit.span?.0))).collect();
        words.sort_unstable();
        let follow = words.windows(2).filter(|pair| pair[0].1 < pair[1].1).count();
        u32::try_from(follow + usize::from(!words.is_empty())).unwrap_or(0)
    }

    /// The terms that together are a whole name of the household's hamlet: then they mean the hamlet, and nobody's
    /// name.
    fn hamlet_in(&self, entry: &Entry) -> Range<usize> {
        let is_possible = |hamlet: &&Words| hamlet.words.len() > 1 && self.begins.have(hamlet.begins);
        for hamlet in entry.hamlets.iter().filter(is_possible) {
            let length = hamlet.words.len();
            let is_name = |window: &[Term]| {
                window
                    .iter()
                    .zip(&hamlet.words)
                    .all(|(term, [_, _, word])| matches!(term, Term::Word { loose, .. } if **loose == **word))
            };
            if let Some(at) = self.terms.windows(length).position(is_name) {
                return at..at + length;
            }
        }
        0..0
    }
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

fn length(term: &Term) -> usize {
    match term {
        Term::Word { fold, .. } => fold.len(),
        _ => 0,
    }
}

fn begins(term: &Term) -> Begins {
    match term {
        Term::Word { fold, .. } => Begins::of(fold),
        _ => Begins::default(),
    }
}

fn fits_member(member: &Member, term: &Term, earlier: &[TermFit], finds: DigitsFind) -> Option<TermFit> {
    match term {
        Term::Word { fold, .. } => {
            if let Some(fit) = best_fit(&member.words, term, earlier) {
                let length = fold.chars().count();
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

/// The word of a text that a term fits best, those that earlier terms fit left out.
fn best_fit(text: &Words, term: &Term, earlier: &[TermFit]) -> Option<Fit> {
    let Term::Word { exact, fold, loose } = term else { return None };
    // Whatever fits in some key begins alike.
    let begins = Begins::of(fold);
    if !text.begins.have(begins) {
        return None;
    }
    let is_used = |at: usize| earlier.iter().any(|fit| fit.span.is_some_and(|(word, _)| word == at));
    let fits = text.words.iter().enumerate().filter_map(|(word, [word_exact, word_fold, word_loose])| {
        if !Begins::of(word_fold).have(begins) || is_used(word) {
            return None;
        }
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
        let mut matched: Vec<Matched> = self.fits.iter().map(|fit| fit.matched).collect();
        matched.sort_unstable();
        matched.dedup();
        let named = self.fits.iter().filter_map(|fit| fit.span);
        let mut spans: Vec<(u16, u16)> =
            named.filter_map(|(word, length)| span_in(&member.name, word, length)).collect();
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
