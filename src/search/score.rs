//! The exact score of one row: the best way to give each term a word or a field of its own.

use super::dictionary::WordId;
use super::index::{GONE, HEAD, Index, RowId};
use super::understood::{Class, Field, Understood, points};
use crate::protocol::Matched;

/// Scores rows for the same terms.
pub(super) struct Scorer<'a, 'i> {
    pub index: &'i Index,
    pub terms: &'a [Understood<'i>],
}

/// What a term was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// The word of the name at this place.
    Word(usize),
    /// Another field.
    Field(Matched),
}

/// The best class of a term outside the words of the name, for one row.
#[derive(Clone, Copy, Default)]
struct Beside {
    points: u32,
    matched: Option<Matched>,
}

/// A row on the way to its score.
struct Row<'r> {
    words: &'r [WordId],
    beside: &'r [Beside],
}

/// Where the search for the best way stands.
#[derive(Clone, Copy, Default)]
struct At {
    term: usize,
    used: u32,
    /// The last word of the name that was given.
    last: Option<usize>,
    /// What the term before was given, if that was a word of the name.
    before: Option<usize>,
}

/// The points of a row's standing.
pub(super) fn standing_points(standing: usize) -> u32 {
    let head = if standing & HEAD != 0 { points::HEAD } else { 0 };
    let here = if standing & GONE == 0 { points::HERE } else { 0 };
    head + here
}

impl Scorer<'_, '_> {
    /// The score of what fits a row, without its standing; none when some term has nothing there.
    pub fn score(&self, row: RowId) -> Option<u32> {
        self.with_row(row, |scored| self.best(scored, At::default()))
    }

    /// The best way itself, term by term.
    pub fn given(&self, row: RowId) -> Vec<Given> {
        self.with_row(row, |scored| {
            let mut given = Vec::new();
            let mut at = At::default();
            while at.term < self.terms.len() {
                let left = self.best(scored, at)?;
                let (next, choice, _) = self.choices(scored, at).find(|(next, _, gained)| {
                    self.best(scored, *next).is_some_and(|rest| gained + rest == left)
                })?;
                given.push(choice);
                at = next;
            }
            Some(given)
        })
        .unwrap_or_default()
    }

    fn with_row<T>(&self, row: RowId, then: impl FnOnce(&Row<'_>) -> T) -> T {
        let mut beside = [Beside::default(); 16];
        for (beside, term) in beside.iter_mut().zip(self.terms) {
            *beside = best_beside(term, row);
        }
        then(&Row { words: self.index.name_words(row), beside: &beside })
    }

    /// The most points the terms from here on give.
    fn best(&self, row: &Row<'_>, at: At) -> Option<u32> {
        if at.term == self.terms.len() {
            return Some(0);
        }
        self.choices(row, at).filter_map(|(next, _, gained)| Some(gained + self.best(row, next)?)).max()
    }

    /// What the next term may be given: a word that is free, the later of equals first, or another field.
    fn choices<'r>(&'r self, row: &'r Row<'_>, at: At) -> impl Iterator<Item = (At, Given, u32)> + 'r {
        let term = &self.terms[at.term];
        let bound = term.follows.then_some(at.before);
        let words = row.words.iter().enumerate().take(32).rev().filter_map(move |(place, word)| {
            let quality = u32::from(*term.quality.get(*word as usize)?);
            let is_free = at.used & 1 << place == 0;
            let fits_quote = bound.is_none_or(|before| before.is_some_and(|before| before + 1 == place));
            if quality == 0 || !is_free || !fits_quote {
                return None;
            }
            let given = if place + 1 == row.words.len() { points::GIVEN_NAME } else { 0 };
            let in_order = if at.last.is_some_and(|last| last < place) { points::IN_ORDER } else { 0 };
            let next =
                At { term: at.term + 1, used: at.used | 1 << place, last: Some(place), before: Some(place) };
            Some((next, Given::Word(place), quality + given + in_order))
        });
        let beside = row.beside[at.term];
        let fits_quote = bound.is_none_or(|before| before.is_none());
        let field = beside.matched.filter(|_| fits_quote).map(move |matched| {
            (At { term: at.term + 1, before: None, ..at }, Given::Field(matched), beside.points)
        });
        words.chain(field)
    }
}

fn best_beside(term: &Understood<'_>, row: RowId) -> Beside {
    let mut best = Beside::default();
    for Class { points, field, rows } in &term.classes {
        let (Field::Person(matched) | Field::Household(matched)) = field else { continue };
        if *points > best.points && rows.contains(row) {
            best = Beside { points: *points, matched: Some(*matched) };
        }
    }
    best
}
