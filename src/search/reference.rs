//! The look-up without an index: every row is scored against every term. Slow, and easy to see right.
//!
//! The tests and the benches hold the index to it. It shares with the index how words are taken apart and what a word is
//! worth for a term, and nothing else.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::dictionary::{is_one_slip, parts};
use super::query::{self, HamletName, Status, Term, TypedWord};
use super::understood::{least_for_hamlet, may_be_near, points, word_points};
use super::{Asking, DigitsFind, Entry};
use crate::domain::{ERASED, GroupId, HouseholdId, PersonId};
use crate::text::{keys, order};

/// A row that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The household.
    pub household: HouseholdId,
    /// The person.
    pub person: PersonId,
    /// The score.
    pub score: u32,
    /// Fits with a slip only.
    pub near: bool,
}

/// Which words a text has, by their number in the table of words.
type Words = Vec<usize>;

struct Person {
    id: PersonId,
    name: String,
    key: Vec<u8>,
    words: Words,
    initials: String,
    called: Words,
    year: Option<i16>,
    ids: Vec<String>,
    standing: u32,
}

struct Household {
    id: HouseholdId,
    number: u32,
    group: u16,
    group_id: Option<GroupId>,
    book: u16,
    hamlets: Vec<Words>,
    hamlet_key: Vec<u8>,
    address: Words,
    nickname: Words,
    phones: Vec<String>,
    statuses: Vec<Status>,
    persons: Vec<Person>,
    shown: Option<usize>,
}

/// All households, as they are.
#[derive(Default)]
pub struct Reference {
    households: Vec<Household>,
    words: Vec<[String; 3]>,
    at: HashMap<String, usize>,
}

/// What a term is worth for each word there is.
struct Worth<'t> {
    term: &'t Term,
    of_word: Vec<u32>,
}

/// What a term may be given in a row: a word of the name with its place, or something beside it.
#[derive(Default)]
struct Options {
    words: Vec<(usize, u32)>,
    beside: u32,
    of_person: bool,
}

impl Reference {
    /// Puts in a household that is not there yet.
    pub fn put(&mut self, entry: &Entry) {
        let places = &entry.places;
        let names = std::iter::once(&places.hamlet).chain(&places.hamlet_names);
        let hamlets: Vec<Words> = names.map(|name| self.words_of(name)).collect();
        let persons = entry.members.iter().map(|member| {
            let head = if member.is_head { points::HEAD } else { 0 };
            let here = if member.is_gone { 0 } else { points::HERE };
            let words = self.words_of(&member.name);
            Person {
                id: member.person,
                key: order::name_sort_key(&member.name),
                initials: words.iter().filter_map(|word| self.words[*word][1].chars().next()).collect(),
                words,
                name: member.name.clone(),
                called: self.words_of(member.nickname.as_deref().unwrap_or("")),
                year: member.birth_year,
                ids: member.ids.clone(),
                standing: head + here,
            }
        });
        let persons = persons.collect();
        let address = self.words_of(&places.address);
        let nickname = self.words_of(places.nickname.as_deref().unwrap_or(""));
        self.households.push(Household {
            id: entry.household,
            number: entry.number,
            group: places.group,
            group_id: places.group_id,
            book: places.book_number,
            hamlets,
            hamlet_key: order::sort_key(&places.hamlet),
            address,
            nickname,
            phones: places.phones.clone(),
            statuses: places.statuses.clone(),
            persons,
            shown: entry.shown(),
        });
    }

    /// Takes a household out.
    pub fn remove(&mut self, household: HouseholdId) {
        self.households.retain(|other| other.id != household);
    }

    fn words_of(&mut self, text: &str) -> Words {
        if text == ERASED {
            return Vec::new();
        }
        let mut words = Vec::new();
        for part in parts(text) {
            let exact = keys::exact(part);
            let next = self.words.len();
            let at = *self.at.entry(exact.clone()).or_insert(next);
            if at == next {
                let (fold, loose) = (keys::fold(&exact), keys::loose(&exact));
                self.words.push([exact, fold, loose]);
            }
            words.push(at);
        }
        words
    }

    fn is_named(&self, hamlet: &Words, loose: &[&str]) -> bool {
        hamlet.len() == loose.len()
            && hamlet.iter().zip(loose).all(|(word, typed)| self.words[*word][2] == **typed)
    }

    /// The best rows, and how many fit.
    pub fn find(&self, typed: &str, limit: usize, asking: &Asking<'_>) -> (Vec<Row>, usize) {
        let is_hamlet = |words: &[&str]| {
            let mut names = self.households.iter().flat_map(|household| &household.hamlets);
            names.any(|name| self.is_named(name, words)).then(String::new)
        };
        let terms = query::parse(typed, &is_hamlet);
        if terms.is_empty() {
            return (Vec::new(), 0);
        }
        let strict = self.ranked(&terms, asking, false);
        let mut rows: Vec<Row> = strict.clone();
        if rows.len() < 5 {
            let more = self.ranked(&terms, asking, true);
            let is_new = |row: &Row| {
                !strict.iter().any(|other| (other.household, other.person) == (row.household, row.person))
            };
            rows.extend(more.into_iter().filter(is_new));
        }
        let count = rows.len();
        rows.truncate(limit);
        (rows, count)
    }

    fn ranked(&self, terms: &[Term], asking: &Asking<'_>, near: bool) -> Vec<Row> {
        let worth: Vec<Worth<'_>> = terms.iter().map(|term| self.worth(term, near)).collect();
        let mut found: Vec<(u32, &Household, usize)> = Vec::new();
        for household in &self.households {
            let group = household.group_id;
            if asking.within.is_some_and(|groups| !group.is_some_and(|group| groups.contains(&group))) {
                continue;
            }
            let is_own = asking.own.is_some_and(|groups| group.is_some_and(|group| groups.contains(&group)));
            for (at, person) in household.persons.iter().enumerate() {
                let own = if is_own { points::OWN } else { 0 };
                let score = self.score(&worth, household, at, asking.digits);
                found.extend(score.map(|score| (score + person.standing + own, household, at)));
            }
        }
        found.sort_by(|a, b| by_rank(*a, *b));
        found
            .into_iter()
            .map(|(score, household, at)| Row {
                household: household.id,
                person: household.persons[at].id,
                score,
                near,
            })
            .collect()
    }

    fn worth<'t>(&self, term: &'t Term, near: bool) -> Worth<'t> {
        let of_word = match term {
            Term::Word(typed) => self.words.iter().map(|word| worth_of(typed, word, near)).collect(),
            _ => Vec::new(),
        };
        Worth { term, of_word }
    }

    fn score(&self, terms: &[Worth<'_>], household: &Household, at: usize, finds: DigitsFind) -> Option<u32> {
        let person = &household.persons[at];
        let options: Vec<Options> =
            terms.iter().map(|term| self.options(term, household, person, finds)).collect();
        if options.iter().any(|options| options.words.is_empty() && options.beside == 0) {
            return None;
        }
        if household.shown != Some(at) && !options.iter().any(|options| options.of_person) {
            return None;
        }
        best(terms, &options, &mut Vec::new())
    }

    fn options(
        &self,
        worth: &Worth<'_>,
        household: &Household,
        person: &Person,
        finds: DigitsFind,
    ) -> Options {
        let mut options = Options::default();
        let place = |fits: bool, points: u32| if fits { points } else { 0 };
        options.beside = match worth.term {
            Term::Word(typed) => {
                let best_of =
                    |words: &Words| words.iter().map(|word| worth.of_word[*word]).max().unwrap_or(0);
                for (place, word) in person.words.iter().enumerate() {
                    let given = if place + 1 == person.words.len() { points::GIVEN_NAME } else { 0 };
                    if worth.of_word[*word] > 0 {
                        options.words.push((place, worth.of_word[*word] + given));
                    }
                }
                let is_initials = !typed.whole && !typed.accents && typed.fold.len() >= 2;
                let initials = place(is_initials && person.initials == typed.fold, points::INITIALS);
                let of_person = best_of(&person.called).max(initials);
                options.of_person = of_person > 0 || !options.words.is_empty();
                let hamlet = household.hamlets.iter().any(|words| best_of(words) >= least_for_hamlet(typed));
                let whole = typed.hamlet.as_ref().is_some_and(|name| self.lives_in(household, name));
                of_person
                    .max(best_of(&household.nickname))
                    .max(place(whole, points::WHOLE_HAMLET))
                    .max(place(hamlet, points::PLACE))
                    .max(place(best_of(&household.address) > points::NEAR, points::ADDRESS))
            }
            Term::Hamlet(name) => place(self.lives_in(household, name), points::PLACE),
            Term::Group(number) => place(household.group == *number, points::PLACE),
            Term::Book(group, book) => {
                place((household.group, household.book) == (*group, *book), points::NUMBER)
            }
            Term::Number(number) => place(household.number == *number, points::NUMBER),
            Term::Status(status) => place(household.statuses.contains(status), points::PLACE),
            Term::Digits(digits) => {
                let best_of = |numbers: &[String]| {
                    numbers.iter().map(|number| digits_points(number, digits, finds)).max().unwrap_or(0)
                };
                let year = person.year.is_some_and(|year| year.to_string() == *digits);
                let of_person = best_of(&person.ids).max(place(year, points::YEAR));
                options.of_person = of_person > 0;
                let house = household.address.iter().any(|word| self.words[*word][1] == *digits);
                of_person.max(best_of(&household.phones)).max(place(house, points::PLACE))
            }
        };
        options
    }

    fn lives_in(&self, household: &Household, name: &HamletName) -> bool {
        let loose: Vec<&str> = name.loose.iter().map(String::as_str).collect();
        household.hamlets.iter().any(|words| self.is_named(words, &loose))
    }
}

fn worth_of(typed: &TypedWord, [exact, fold, loose]: &[String; 3], near: bool) -> u32 {
    let strict = word_points(typed, exact, fold, loose);
    let slips = near && may_be_near(typed) && is_one_slip(typed.fold.as_bytes(), fold.as_bytes());
    if strict == 0 && slips { points::NEAR } else { strict }
}

fn digits_points(number: &str, digits: &str, finds: DigitsFind) -> u32 {
    if digits.len() < 3 {
        return 0;
    }
    if number == digits {
        return points::DIGITS_WHOLE;
    }
    let masked = finds == DigitsFind::WholeOrLastFour;
    if number.ends_with(digits) {
        return if masked && digits.len() != 4 { 0 } else { points::DIGITS_END };
    }
    if masked {
        return 0;
    }
    if number.starts_with(digits) {
        return points::DIGITS_BEGIN;
    }
    if number.contains(digits) { points::DIGITS_INSIDE } else { 0 }
}

/// Every way to give each term a word of its own or something beside the name; the best of them.
fn best(terms: &[Worth<'_>], options: &[Options], given: &mut Vec<Option<usize>>) -> Option<u32> {
    let at = given.len();
    let Some(mine) = options.get(at) else { return Some(0) };
    let follows = matches!(terms[at].term, Term::Word(word) if word.follows);
    let before = given.last().copied().flatten();
    let mut most: Option<u32> = None;
    for (place, points) in &mine.words {
        let is_taken = given.contains(&Some(*place));
        if is_taken || follows && before.map(|before| before + 1) != Some(*place) {
            continue;
        }
        let last = given.iter().rev().find_map(|place| *place);
        let in_order = if last.is_some_and(|last| last < *place) { points::IN_ORDER } else { 0 };
        given.push(Some(*place));
        most = most.max(best(terms, options, given).map(|rest| rest + points + in_order));
        given.pop();
    }
    if mine.beside > 0 && !(follows && before.is_some()) {
        given.push(None);
        most = most.max(best(terms, options, given).map(|rest| rest + mine.beside));
        given.pop();
    }
    most
}

fn by_rank(a: (u32, &Household, usize), b: (u32, &Household, usize)) -> Ordering {
    let (person, other) = (&a.1.persons[a.2], &b.1.persons[b.2]);
    let place = |household: &Household| (household.group, household.book, household.number);
    b.0.cmp(&a.0)
        .then_with(|| person.key.cmp(&other.key))
        .then_with(|| person.name.cmp(&other.name))
        .then_with(|| a.1.hamlet_key.cmp(&b.1.hamlet_key))
        .then_with(|| place(a.1).cmp(&place(b.1)))
        .then_with(|| a.2.cmp(&b.2))
}
