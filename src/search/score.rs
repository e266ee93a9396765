//! The exact score of one row: the best way to give each term a word or a field of its own.

use super::index::{GONE, HEAD, Index, RowId};
use super::query::MOST_TERMS;
use super::understood::{Class, Field, Understood, points};
use crate::protocol::Matched;

/// The most words of a name that are looked at.
pub(super) const MOST_WORDS: usize = 16;

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

/// What a term may be given in one row.
#[derive(Clone, Copy)]
struct Options {
    /// Its points for each word of the name; nothing where it does not fit.
    words: [u8; MOST_WORDS],
    /// Its points outside the words of the name.
    beside: u32,
    matched: Option<Matched>,
    /// Stands right behind the term before in a name, or not in the name at all.
    follows: bool,
    /// No way from this term on gives more.
    most_from_here: u32,
}

/// A row on the way to its score.
struct Row {
    options: [Options; MOST_TERMS],
    terms: usize,
    words: usize,
    best: Option<u32>,
    /// The way to it, and the one that is being tried.
    best_way: [Option<usize>; MOST_TERMS],
    way: [Option<usize>; MOST_TERMS],
}

/// Where the search for the best way stands.
#[derive(Clone, Copy, Default)]
struct At {
    term: usize,
    used: u32,
    points: u32,
    /// The last word of the name that was given.
    last: Option<usize>,
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
        self.tried(row)?.best
    }

    /// The best way itself, term by term.
    pub fn given(&self, row: RowId) -> Vec<Given> {
        let Some(row) = self.tried(row) else { return Vec::new() };
        let ways = row.best_way.iter().zip(&row.options).take(row.terms);
        ways.filter_map(|(place, options)| place.map(Given::Word).or(options.matched.map(Given::Field)))
            .collect()
    }

    fn tried(&self, id: RowId) -> Option<Row> {
        let words = self.index.name_words(id);
        let words = &words[..words.len().min(MOST_WORDS)];
        let none =
            Options { words: [0; MOST_WORDS], beside: 0, matched: None, follows: false, most_from_here: 0 };
        let mut row = Row {
            options: [none; MOST_TERMS],
            terms: self.terms.len(),
            words: words.len(),
            best: None,
            best_way: [None; MOST_TERMS],
            way: [None; MOST_TERMS],
        };
        let mut most_from_here = 0;
        for (at, term) in self.terms.iter().enumerate().rev() {
            let options = &mut row.options[at];
            let mut most = 0;
            if !term.quality.is_empty() {
                for (place, (points, word)) in options.words.iter_mut().zip(words).enumerate() {
                    *points = term.quality[*word as usize];
                    if *points > 0 {
                        let given = if place + 1 == words.len() { points::GIVEN_NAME } else { 0 };
                        most = most.max(u32::from(*points) + given + points::IN_ORDER);
                    }
                }
            }
            (options.beside, options.matched) = best_beside(term, id);
            options.follows = term.follows;
            most = most.max(options.beside);
            if most == 0 {
                return None;
            }
            most_from_here += most;
            options.most_from_here = most_from_here;
        }
        row.go_on(At::default());
        Some(row)
    }
}

impl Row {
    /// Tries every way from here on that may still be better than the best so far. Of equals the first is kept: a word before
    /// a field, a later word before an earlier one.
    fn go_on(&mut self, at: At) {
        if at.term == self.terms {
            if self.best.is_none_or(|best| at.points > best) {
                self.best = Some(at.points);
                self.best_way = self.way;
            }
            return;
        }
        let options = self.options[at.term];
        let may_be_better =
            |best: Option<u32>| best.is_none_or(|best| at.points + options.most_from_here > best);
        let before = if at.term > 0 { self.way[at.term - 1] } else { None };
        for place in (0..self.words).rev() {
            let points = u32::from(options.words[place]);
            let is_free = at.used & 1 << place == 0;
            let fits_quote = !options.follows || before.is_some_and(|before| before + 1 == place);
            if points == 0 || !is_free || !fits_quote || !may_be_better(self.best) {
                continue;
            }
            let given = if place + 1 == self.words { points::GIVEN_NAME } else { 0 };
            let in_order = if at.last.is_some_and(|last| last < place) { points::IN_ORDER } else { 0 };
            self.way[at.term] = Some(place);
            self.go_on(At {
                term: at.term + 1,
                used: at.used | 1 << place,
                points: at.points + points + given + in_order,
                last: Some(place),
            });
        }
        let fits_quote = !options.follows || before.is_none();
        if options.beside > 0 && fits_quote && may_be_better(self.best) {
            self.way[at.term] = None;
            self.go_on(At { term: at.term + 1, points: at.points + options.beside, ..at });
        }
    }
}

/// The best class of a term outside the words of the name, for one row.
fn best_beside(term: &Understood<'_>, row: RowId) -> (u32, Option<Matched>) {
    let mut best = (0, None);
    for (_, Class { points, field, rows, .. }) in term.live() {
        let (Field::Person(matched) | Field::Household(matched)) = field else { continue };
        if *points > best.0 && rows.contains(row) {
            best = (*points, Some(*matched));
        }
    }
    best
}
