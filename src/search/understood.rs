//! What a term means in an index: how well each word fits it, and the rows it fits, class by class.

use super::DigitsFind;
use super::bits::Bits;
use super::chunk::{self, Words, add_words, put_common};
use super::dictionary::WordId;
use super::digits::DigitsFit;
use super::index::{FIRST, GIVEN, Index, Lists, MIDDLE, RowId};
use super::list::List;
use super::query::{HamletName, Term, TypedWord};
use crate::protocol::Matched;

/// Points of a term for the word or number that it fits. docs/look-up.md says what they lead to.
pub(super) mod points {
    /// The whole word, accents and all.
    pub const EXACT_WORD: u32 = 75;
    /// The begin of a word, with accents that were typed.
    pub const EXACT_BEGIN: u32 = 60;
    /// The whole word, other accents.
    pub const FOLDED_WORD: u32 = 55;
    /// The whole word, i and y alike.
    pub const LOOSE_WORD: u32 = 45;
    /// The begin of a word.
    pub const FOLDED_BEGIN: u32 = 40;
    /// The first letters of all words of the name.
    pub const INITIALS: u32 = 35;
    /// One letter is wrong.
    pub const NEAR: u32 = 20;
    /// The word is the given name.
    pub const GIVEN_NAME: u32 = 8;
    /// The word stands behind that of the term before.
    pub const IN_ORDER: u32 = 6;
    /// Part of the whole name of the hamlet.
    pub const WHOLE_HAMLET: u32 = 90;
    /// A word of the hamlet's name, the group, a status, the house number.
    pub const PLACE: u32 = 10;
    /// A word of the address.
    pub const ADDRESS: u32 = 5;
    /// The place in the book, or the short number.
    pub const NUMBER: u32 = 60;
    /// The whole id or phone, its end, its begin, some run in it; the year of birth.
    pub const DIGITS_WHOLE: u32 = 75;
    pub const DIGITS_END: u32 = 60;
    pub const DIGITS_BEGIN: u32 = 40;
    pub const DIGITS_INSIDE: u32 = 30;
    pub const YEAR: u32 = 55;
    /// The head of the household.
    pub const HEAD: u32 = 20;
    /// Lives there now.
    pub const HERE: u32 = 30;
    /// In the own hamlet of who asks.
    pub const OWN: u32 = 4;
}

/// What the rows of a class have to do with a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A word of the name at this place.
    Name(usize),
    /// Something else of the person.
    Person(Matched),
    /// Something of the household.
    Household(Matched),
}

/// Rows that fit a term alike.
pub(super) struct Class<'i> {
    pub points: u32,
    pub field: Field,
    pub rows: ClassRows<'i>,
    /// Has none of the rows that all terms fit: most of what a word may mean has nothing to do with them.
    pub is_idle: bool,
}

impl<'i> Class<'i> {
    fn new(points: u32, field: Field, rows: ClassRows<'i>) -> Class<'i> {
        Class { points, field, rows, is_idle: false }
    }
}

/// The rows of a class: of a few lists together, or worked out.
pub(super) enum ClassRows<'i> {
    Lists(Vec<&'i List>),
    Bits(Bits),
}

impl<'i> ClassRows<'i> {
    /// The rows of some lists.
    fn of(lists: impl IntoIterator<Item = &'i List>) -> ClassRows<'i> {
        /// So many lists are asked one after the other.
        const FEW: usize = 4;
        let lists: Vec<&List> = lists.into_iter().filter(|list| !list.is_empty()).collect();
        if lists.len() <= FEW {
            return ClassRows::Lists(lists);
        }
        let mut bits = Bits::none();
        lists.into_iter().for_each(|list| bits.add(list));
        ClassRows::Bits(bits)
    }

    fn is_empty(&self) -> bool {
        match self {
            ClassRows::Lists(lists) => lists.is_empty(),
            ClassRows::Bits(bits) => bits.is_empty(),
        }
    }

    /// Whether any of them is among others, of which there are so many.
    fn meets(&self, others: &Bits, count: usize) -> bool {
        /// So few are asked for one by one.
        const FEW: usize = 32;
        if count <= FEW {
            return others.iter().any(|row| self.contains(row));
        }
        match self {
            ClassRows::Lists(lists) => lists.iter().any(|list| others.meets(list)),
            ClassRows::Bits(bits) => others.meets_bits(bits),
        }
    }

    pub fn contains(&self, row: RowId) -> bool {
        match self {
            ClassRows::Lists(lists) => lists.iter().any(|list| list.contains(row)),
            ClassRows::Bits(bits) => bits.contains(row),
        }
    }

    /// Sets those in a chunk.
    pub fn add_to(&self, high: u16, words: &mut Words) {
        match self {
            ClassRows::Lists(lists) => {
                lists.iter().filter_map(|list| list.chunk(high)).for_each(|chunk| chunk.add_to(words));
            }
            ClassRows::Bits(bits) => bits.chunk(high).into_iter().for_each(|own| add_words(words, own)),
        }
    }

    /// Leaves set those in a chunk that are set in another; whether there are any.
    pub fn put_common(&self, high: u16, words: &mut Words, others: &Words) -> bool {
        match self {
            ClassRows::Lists(lists) => {
                let mut chunks = lists.iter().filter_map(|list| list.chunk(high));
                let Some(first) = chunks.next() else { return false };
                let mut is_any = first.put_common(words, others);
                for chunk in chunks {
                    chunk.add_common_to(words, others);
                    is_any = chunk::is_any(words);
                }
                is_any
            }
            ClassRows::Bits(bits) => bits.chunk(high).is_some_and(|own| put_common(words, own, others)),
        }
    }

    /// How many they are at most: with how many a look-up had better begin.
    fn len(&self) -> usize {
        match self {
            ClassRows::Lists(lists) => lists.iter().map(|list| list.len()).sum(),
            ClassRows::Bits(bits) => bits.count(),
        }
    }
}

/// A term in an index.
pub(super) struct Understood<'i> {
    /// Points of each word for a term that is one.
    pub quality: Vec<u8>,
    pub classes: Vec<Class<'i>>,
    /// Stands right behind the term before in a name, or not in the name at all.
    pub follows: bool,
    /// How many characters of a word are shown as found; none for all of it.
    pub length: Option<usize>,
}

impl Understood<'_> {
    /// The most points the term gives, a given name's among them.
    pub fn most(&self) -> u32 {
        self.live().map(|(_, class)| class.points).max().unwrap_or(0)
    }

    /// The classes that have any row that all terms fit, with their places.
    pub fn live(&self) -> impl Iterator<Item = (usize, &Class<'_>)> {
        self.classes.iter().enumerate().filter(|(_, class)| !class.is_idle)
    }

    /// Sets the rows of a chunk that fit, and among them those whose person fits.
    pub fn add_to(&self, high: u16, fitting: &mut Words, persons: &mut Words) {
        for class in &self.classes {
            match class.field {
                Field::Household(_) => class.rows.add_to(high, fitting),
                _ => class.rows.add_to(high, persons),
            }
        }
        add_words(fitting, persons);
    }

    /// How many rows fit at most.
    pub fn len(&self) -> usize {
        self.classes.iter().map(|class| class.rows.len()).sum()
    }

    /// Marks the classes that have none of these rows, of which there are so many.
    pub fn leave_idle(&mut self, fitting: &Bits, count: usize) {
        for class in &mut self.classes {
            class.is_idle = !class.rows.meets(fitting, count);
        }
    }
}

/// Terms get this long before a slip in them is forgiven.
const NEAR_FROM: usize = 3;
/// And this long before it is forgiven in the name of a hamlet: short words are near too many.
const NEAR_HAMLET_FROM: usize = 4;

/// The least a word must be worth for a term so that the hamlet whose name it is in fits.
pub(super) fn least_for_hamlet(typed: &TypedWord) -> u32 {
    if typed.fold.len() < NEAR_HAMLET_FROM { points::NEAR + 1 } else { 1 }
}

/// Whether a slip in a word is forgiven: not in quotes, not with `=`, not in two letters.
pub(super) fn may_be_near(word: &TypedWord) -> bool {
    !word.whole
        && !word.accents
        && word.fold.len() >= NEAR_FROM
        && !word.fold.bytes().any(|b| b.is_ascii_digit())
}

/// The points of a word for a term, as it was typed; none when it does not fit.
pub(super) fn word_points(typed: &TypedWord, exact: &str, fold: &str, loose: &str) -> u32 {
    let accented = typed.accents || typed.exact != typed.fold;
    if exact == typed.exact {
        return points::EXACT_WORD;
    }
    if !typed.whole && accented && exact.starts_with(&typed.exact) {
        return points::EXACT_BEGIN;
    }
    if typed.accents {
        return 0;
    }
    if fold == typed.fold {
        return points::FOLDED_WORD;
    }
    if loose == typed.loose {
        return points::LOOSE_WORD;
    }
    if !typed.whole && fold.starts_with(&typed.fold) {
        return points::FOLDED_BEGIN;
    }
    0
}

impl Index {
    /// What a term means here.
    pub fn understand(&self, term: &Term, digits: DigitsFind) -> Understood<'_> {
        let mut understood =
            Understood { quality: Vec::new(), classes: Vec::new(), follows: false, length: None };
        match term {
            Term::Word(word) => self.understand_word(word, &mut understood),
            Term::Hamlet(name) => {
                understood.push(points::PLACE, Matched::Hamlet, self.rows_of_hamlet(name));
            }
            Term::Group(number) => {
                if let Some(rows) = self.group_numbers.get(number) {
                    understood.push(points::PLACE, Matched::Group, ClassRows::Lists(vec![rows]));
                }
            }
            Term::Book(group, book) => {
                understood.push(points::NUMBER, Matched::Group, self.rows_in_book(*group, *book));
            }
            Term::Number(number) => {
                let slots = self.households.number.iter().zip(0..).filter(|(other, _)| *other == number);
                let rows = slots.flat_map(|(_, slot)| self.households.rows_of(slot));
                understood.push(points::NUMBER, Matched::Number, Self::these(rows));
            }
            Term::Digits(typed) => self.understand_digits(typed, digits, &mut understood),
            Term::Status(status) => {
                let rows = ClassRows::Lists(vec![&self.statuses[*status as usize]]);
                understood.push(points::PLACE, Matched::Status, rows);
            }
        }
        understood.classes.retain(|class| !class.rows.is_empty());
        understood
    }

    /// Some rows, for a class of their own.
    fn these<'r>(rows: impl Iterator<Item = &'r RowId>) -> ClassRows<'static> {
        ClassRows::Bits(Bits::these(rows.copied()))
    }

    fn rows_of_hamlet<'i>(&'i self, name: &HamletName) -> ClassRows<'i> {
        ClassRows::of(self.hamlets_named(&name.loose).map(|hamlet| &hamlet.rows))
    }

    fn rows_in_book(&self, group: u16, book: u16) -> ClassRows<'static> {
        let households = &self.households;
        let of_group = self.group_numbers.get(&group).into_iter().flat_map(List::iter);
        let slots =
            of_group.filter(|row| self.shown.contains(*row)).map(|row| self.rows.household[row as usize]);
        let here: Vec<u32> = slots.filter(|slot| households.book[*slot as usize] == book).collect();
        Self::these(here.iter().flat_map(|slot| households.rows_of(*slot)))
    }

    fn understand_digits<'i>(&'i self, typed: &str, finds: DigitsFind, understood: &mut Understood<'i>) {
        let of = |fit| match fit {
            DigitsFit::Whole => points::DIGITS_WHOLE,
            DigitsFit::End => points::DIGITS_END,
            DigitsFit::Begin => points::DIGITS_BEGIN,
            DigitsFit::Inside => points::DIGITS_INSIDE,
        };
        for (fit, rows) in self.ids.find(typed, finds) {
            let field = Field::Person(Matched::PersonalId);
            understood.classes.push(Class::new(of(fit), field, ClassRows::Bits(rows)));
        }
        for (fit, slots) in self.phones.find(typed, finds) {
            let rows = Self::these(slots.iter().flat_map(|slot| self.households.rows_of(slot)));
            understood.push(of(fit), Matched::Phone, rows);
        }
        let year = if typed.len() == 4 { typed.parse().ok() } else { None };
        if let Some(rows) = year.and_then(|year: i16| self.years.get(&year)) {
            let field = Field::Person(Matched::Member);
            understood.classes.push(Class::new(points::YEAR, field, ClassRows::Lists(vec![rows])));
        }
        let house_numbers = self.dictionary.folded(typed).iter();
        let lists = house_numbers.map(|word| &self.lists[*word as usize].address);
        understood.push(points::PLACE, Matched::Address, ClassRows::of(lists));
    }

    fn understand_word<'i>(&'i self, word: &TypedWord, understood: &mut Understood<'i>) {
        understood.follows = word.follows;
        understood.length = (!word.whole).then(|| word.fold.chars().count());
        understood.quality = vec![0; self.dictionary.len()];
        let fitting = self.words_fitting(word, &mut understood.quality);
        for (points, words) in &fitting {
            let is_begin = *points == points::FOLDED_BEGIN;
            let all = self.begin_at.get(word.fold.as_str()).filter(|_| is_begin);
            match all {
                // Every word that begins so; those that fit better are in their own class too.
                Some(all) => understood.push_word(*points, &[&self.begins[*all as usize]]),
                None => {
                    let lists: Vec<&Lists> = words.iter().map(|word| &self.lists[*word as usize]).collect();
                    understood.push_word(*points, &lists);
                }
            }
        }
        let is_initials = !word.whole && !word.accents && word.fold.len() >= 2;
        if let Some(rows) = self.initials.get(word.fold.as_str()).filter(|_| is_initials) {
            let field = Field::Person(Matched::Initials);
            understood.classes.push(Class::new(points::INITIALS, field, ClassRows::Lists(vec![rows])));
        }
        if let Some(name) = &word.hamlet {
            understood.push(points::WHOLE_HAMLET, Matched::Hamlet, self.rows_of_hamlet(name));
        }
    }

    /// Adds what a term means when a slip in it is forgiven: classes behind those it has. Says whether there are any.
    pub fn understand_nearly<'i>(&'i self, term: &Term, understood: &mut Understood<'i>) -> bool {
        let Term::Word(typed) = term else { return false };
        if !may_be_near(typed) {
            return false;
        }
        let mut words = Vec::new();
        for word in self.dictionary.near(&typed.fold) {
            let quality = &mut understood.quality[word as usize];
            if *quality == 0 {
                *quality = u8::try_from(points::NEAR).unwrap_or(u8::MAX);
                words.push(word);
            }
        }
        if words.is_empty() {
            return false;
        }
        let lists: Vec<&Lists> = words.iter().map(|word| &self.lists[*word as usize]).collect();
        understood.push_word(points::NEAR, &lists);
        if least_for_hamlet(typed) <= points::NEAR {
            understood.push_hamlets(&lists);
        }
        understood.classes.retain(|class| !class.rows.is_empty());
        true
    }

    /// The words that fit, by their points, which also go into a table of all words.
    fn words_fitting(&self, typed: &TypedWord, quality: &mut [u8]) -> Vec<(u32, Vec<WordId>)> {
        let mut fitting: Vec<(u32, Vec<WordId>)> = Vec::new();
        let loosely = self.dictionary.loosely(&typed.loose).iter().copied();
        for id in self.dictionary.beginning(&typed.fold).chain(loosely) {
            let word = self.dictionary.word(id);
            let points = word_points(typed, &word.exact, &word.fold, &word.loose);
            if points == 0 || quality[id as usize] > 0 {
                continue;
            }
            quality[id as usize] = u8::try_from(points).unwrap_or(u8::MAX);
            match fitting.iter_mut().find(|(other, _)| *other == points) {
                Some((_, words)) => words.push(id),
                None => fitting.push((points, vec![id])),
            }
        }
        fitting
    }

    /// Where a row is in its name's words, for a term that fits a word there.
    pub fn name_words(&self, row: RowId) -> &[WordId] {
        self.names.words(self.rows.name[row as usize])
    }
}

impl<'i> Understood<'i> {
    fn push(&mut self, points: u32, matched: Matched, rows: ClassRows<'i>) {
        self.classes.push(Class::new(points, Field::Household(matched), rows));
    }

    /// The rows of words that fit alike, field by field.
    fn push_word(&mut self, points: u32, lists: &[&'i Lists]) {
        let mut push = |points, field, of: fn(&Lists) -> &List| {
            let rows = ClassRows::of(lists.iter().map(|lists| of(lists)));
            self.classes.push(Class::new(points, field, rows));
        };
        push(points, Field::Name(FIRST), |lists| &lists.name[FIRST]);
        push(points, Field::Name(MIDDLE), |lists| &lists.name[MIDDLE]);
        push(points + points::GIVEN_NAME, Field::Name(GIVEN), |lists| &lists.name[GIVEN]);
        push(points, Field::Person(Matched::Nickname), |lists| &lists.called);
        push(points, Field::Household(Matched::Nickname), |lists| &lists.nickname);
        // Addresses are not looked through for slips: they have the words that everybody has.
        if points == points::NEAR {
            return;
        }
        push(points::ADDRESS, Field::Household(Matched::Address), |lists| &lists.address);
        self.push_hamlets(lists);
    }

    /// The rows in whose hamlet's name words are.
    fn push_hamlets(&mut self, lists: &[&'i Lists]) {
        let rows = ClassRows::of(lists.iter().map(|lists| &lists.hamlet));
        self.push(points::PLACE, Matched::Hamlet, rows);
    }
}
