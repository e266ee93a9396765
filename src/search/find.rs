//! A look-up from what was typed to the rows that are shown.

use std::collections::HashSet;

use super::bits::Bits;
use super::chunk::{Chunk, WORDS, Words, add_words};
use super::index::{GroupOf, HEAD, Index, NONE, RowId};
use super::query::{self, Term};
use super::score::{Given, Scorer};
use super::top::{Ranked, Ranking};
use super::understood::Understood;
use super::{Asking, DigitsFind, LookUp};
use crate::domain::{GroupId, HouseholdId};
use crate::protocol::{Matched, ReadAs};

/// Fewer rows than this, and words with a slip in them are looked for too.
const HANDFUL: usize = 5;

/// The households of up to so many rows are counted.
const COUNTED: usize = 4_096;

/// What a look-up found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// How the words were understood.
    pub read_as: Vec<ReadAs>,
    /// How many rows fit in all, those with a slip among them.
    pub persons: u32,
    /// In how many households, where there are few enough to count.
    pub households: Option<u32>,
    /// The best of them, those with a slip last.
    pub rows: Vec<SoughtRow>,
}

/// A row of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoughtRow {
    /// The household.
    pub household: HouseholdId,
    /// The member of the household; see [`super::is_tagged`].
    pub tag: u32,
    /// The person's name.
    pub name: String,
    /// The higher the better.
    pub score: u32,
    /// The parts of the name that fit: start and end in characters.
    pub spans: Vec<(u16, u16)>,
    /// Which fields fit.
    pub matched: Vec<Matched>,
    /// Fits with a slip only.
    pub near: bool,
}

/// A query in an index.
struct Search<'i> {
    index: &'i Index,
    terms: Vec<Understood<'i>>,
    /// The rows that every term fits.
    fitting: Bits,
}

impl Index {
    /// The groups of a scope.
    pub fn groups_of<'a>(&'a self, groups: &'a HashSet<GroupId>) -> impl Iterator<Item = &'a GroupOf> {
        groups.iter().filter_map(|id| self.group_at.get(id)).map(|at| &self.groups[*at as usize])
    }

    /// Every chunk there is, with the rows in it that stand for a household.
    fn shown_chunks(&self) -> impl Iterator<Item = (u16, Option<&Chunk>)> {
        let chunks = self.row_count().div_ceil(1 << 16);
        (0..u16::try_from(chunks).unwrap_or(u16::MAX)).map(|high| (high, self.shown.chunk(high)))
    }

    /// The rows of a scope. A hamlet that is in it as a whole is taken as a whole.
    pub fn rows_within(&self, groups: &HashSet<GroupId>) -> Bits {
        let mut whole = vec![true; self.hamlets.len()];
        for group in self.groups.iter().filter(|group| !groups.contains(&group.id)) {
            if let Some(whole) = whole.get_mut(group.hamlet as usize) {
                *whole &= group.households.is_empty();
            }
        }
        let mut rows = Bits::none();
        let mut taken = vec![false; self.hamlets.len()];
        for group in self.groups_of(groups) {
            let at = group.hamlet as usize;
            if whole.get(at).copied().unwrap_or(false) {
                if !std::mem::replace(&mut taken[at], true) {
                    rows.add(&self.hamlets[at].rows);
                }
            } else {
                let slots = group.households.iter();
                slots.flat_map(|slot| self.households.rows_of(*slot)).for_each(|row| rows.set(*row));
            }
        }
        rows
    }
}

impl<'i> Search<'i> {
    /// The rows that every term fits: each person whom some term names, and whoever stands for a household that fits.
    fn strict(index: &'i Index, terms: &[Term], digits: DigitsFind, within: Option<&Bits>) -> Search<'i> {
        let terms = terms.iter().map(|term| index.understand(term, digits)).collect();
        let mut search = Search { index, terms, fitting: Bits::none() };
        search.fit(within);
        search
    }

    /// The same with a slip forgiven in each word; without the rows that were found strictly. None where that adds nothing.
    fn nearly(mut self, terms: &[Term], within: Option<&Bits>, strict: &Bits) -> Option<Search<'i>> {
        let mut is_new = false;
        for (term, understood) in terms.iter().zip(&mut self.terms) {
            is_new |= self.index.understand_nearly(term, understood);
        }
        if !is_new {
            return None;
        }
        self.fit(within);
        self.fitting.take_away(strict);
        Some(self)
    }

    /// Finds what all terms fit, chunk by chunk: the term that fits the fewest rows first, so that most chunks are done with
    /// the first.
    fn fit(&mut self, within: Option<&Bits>) {
        let mut terms: Vec<(usize, &Understood<'_>)> =
            self.terms.iter().map(|term| (term.len(), term)).collect();
        terms.sort_by_key(|(len, _)| *len);
        let mut fitting = Bits::none();
        let mut buffers = Buffers::default();
        for (high, shown) in self.index.shown_chunks() {
            if buffers.fit_chunk(high, &terms, shown, within) {
                fitting.put_chunk(high, &buffers.all);
            }
        }
        let count = fitting.count();
        self.terms.iter_mut().for_each(|term| term.leave_idle(&fitting, count));
        self.fitting = fitting;
    }

    fn ranking<'a>(&'a self, own: Option<&'a Bits>) -> Ranking<'a, 'a> {
        Ranking { scorer: Scorer { index: self.index, terms: &self.terms }, own }
    }

    fn row(&self, ranked: &Ranked, near: bool) -> SoughtRow {
        let index = self.index;
        let scorer = Scorer { index, terms: &self.terms };
        let given = scorer.given(ranked.row);
        let name = index.names.text(index.rows.name[ranked.row as usize]);
        let is_head = index.rows.standing(ranked.row) & HEAD != 0;
        let of_name = if is_head { Matched::Head } else { Matched::Member };
        let mut matched: Vec<Matched> = Vec::new();
        let mut spans: Vec<(u16, u16)> = Vec::new();
        for (given, term) in given.iter().zip(&self.terms) {
            match given {
                Given::Field(field) => matched.push(if *field == Matched::Member { of_name } else { *field }),
                Given::Word(at) => {
                    matched.push(of_name);
                    spans.extend(span_in(name, *at, if near { None } else { term.length }));
                }
            }
        }
        matched.sort_unstable();
        matched.dedup();
        spans.sort_unstable();
        SoughtRow {
            household: HouseholdId(index.households.id[index.rows.household[ranked.row as usize] as usize]),
            tag: index.rows.tag(ranked.row),
            name: name.to_owned(),
            score: ranked.score,
            spans,
            matched,
            near,
        }
    }
}

impl LookUp {
    /// The best rows for what was typed, and how many there are in all.
    pub fn find(&self, typed: &str, limit: usize, asking: &Asking<'_>) -> Sought {
        let index = &self.index;
        let terms = query::parse(typed, &|words| index.hamlet_named(words));
        let read_as = query::read_as(&terms);
        if terms.is_empty() {
            return Sought { read_as, households: Some(0), ..Sought::default() };
        }
        let within = asking.within.map(|groups| index.rows_within(groups));
        let own = asking.own.map(|groups| index.rows_within(groups));
        let strict = Search::strict(index, &terms, asking.digits, within.as_ref());
        let mut found = Found::of(&strict, own.as_ref(), limit);
        let mut rows: Vec<SoughtRow> = found.ranked.iter().map(|ranked| strict.row(ranked, false)).collect();
        let wants_more = found.persons < HANDFUL;
        if let Some(near) =
            wants_more.then(|| strict.nearly(&terms, within.as_ref(), &found.fitting)).flatten()
        {
            let more = Found::of(&near, own.as_ref(), limit - rows.len());
            rows.extend(more.ranked.iter().map(|ranked| near.row(ranked, true)));
            found.add(&more);
        }
        let persons = u32::try_from(found.persons).unwrap_or(u32::MAX);
        Sought { read_as, persons, households: index.households_of(&found), rows }
    }
}

/// The bits that a chunk is worked out in.
struct Buffers {
    all: Words,
    named: Words,
    fitting: Words,
    persons: Words,
}

impl Default for Buffers {
    fn default() -> Buffers {
        Buffers { all: [0; WORDS], named: [0; WORDS], fitting: [0; WORDS], persons: [0; WORDS] }
    }
}

impl Buffers {
    /// Puts what all terms fit in a chunk into `all`. Whether there is anything.
    fn fit_chunk(
        &mut self,
        high: u16,
        terms: &[(usize, &Understood<'_>)],
        shown: Option<&Chunk>,
        within: Option<&Bits>,
    ) -> bool {
        match within.map(|within| within.chunk(high)) {
            Some(Some(words)) => self.all = *words,
            Some(None) => return false,
            None => self.all.fill(u64::MAX),
        }
        self.named.fill(0);
        shown.into_iter().for_each(|shown| shown.add_to(&mut self.named));
        for (_, term) in terms {
            self.fitting.fill(0);
            self.persons.fill(0);
            term.add_to(high, &mut self.fitting, &mut self.persons);
            add_words(&mut self.named, &self.persons);
            let mut left = 0;
            for (all, fitting) in self.all.iter_mut().zip(&self.fitting) {
                *all &= fitting;
                left |= *all;
            }
            if left == 0 {
                return false;
            }
        }
        self.all.iter_mut().zip(&self.named).for_each(|(all, named)| *all &= named);
        true
    }
}

/// Rows that were found in one way.
struct Found {
    fitting: Bits,
    persons: usize,
    ranked: Vec<Ranked>,
}

impl Found {
    fn of(search: &Search<'_>, own: Option<&Bits>, limit: usize) -> Found {
        let ranking = search.ranking(own);
        let fitting = &search.fitting;
        let count = fitting.count();
        let mut ranked =
            if count > search.index.few { ranking.best(fitting, limit) } else { ranking.score_all(fitting) };
        if count > search.index.few && ranked.len() == limit {
            return Found { persons: count, fitting: fitting.clone(), ranked };
        }
        // Two terms may both fit the only word of a name: that is seen only when the row is scored.
        let scored = Bits::these(ranked.iter().map(|ranked| ranked.row));
        let persons = ranked.len();
        ranking.first(&mut ranked, limit);
        Found { persons, fitting: scored, ranked }
    }

    fn add(&mut self, more: &Found) {
        self.fitting.add_bits(&more.fitting);
        self.persons += more.persons;
    }
}

impl Index {
    /// What the hamlet is called whose whole name some words are.
    fn hamlet_named(&self, words: &[&str]) -> Option<String> {
        self.hamlets_named(words).next().and_then(|hamlet| hamlet.names.first().cloned())
    }

    /// In how many households the rows found are; not counted where there are many.
    fn households_of(&self, found: &Found) -> Option<u32> {
        if found.persons > COUNTED {
            return None;
        }
        let slots = found.fitting.iter().map(|row: RowId| self.rows.household[row as usize]);
        let mut slots: Vec<u32> = slots.filter(|slot| *slot != NONE).collect();
        slots.sort_unstable();
        slots.dedup();
        u32::try_from(slots.len()).ok()
    }
}

/// Where the matched characters of a name's word are, in characters of the whole name; all of the word where no length
/// is given.
fn span_in(name: &str, word: usize, length: Option<usize>) -> Option<(u16, u16)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut in_word = false;
    for (at, c) in name.chars().enumerate() {
        let is_letter = c.is_alphanumeric();
        match words.last_mut() {
            Some((_, end)) if is_letter && in_word => *end = at + 1,
            _ if is_letter => words.push((at, at + 1)),
            _ => {}
        }
        in_word = is_letter;
    }
    let (start, end) = *words.get(word)?;
    let end = length.map_or(end, |length| end.min(start + length));
    Some((u16::try_from(start).ok()?, u16::try_from(end).ok()?))
}
