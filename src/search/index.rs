//! The index: what has which word, in lists of rows.
//!
//! A row is a person in a household. Rows lie in the Vietnamese order of their names (as far as they were put in order),
//! so the first rows of a list are the first to be shown, and lists of names are a few runs. Rows that came later lie
//! behind them until all are put in order again.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::dictionary::{Dictionary, WordId};
use super::digits::Digits;
use super::entry::{Entry, Member, Places};
use super::list::List;
use super::names::{NameId, Names};
use super::query::Status;
use crate::domain::{ERASED, GroupId, HouseholdId, UnitId};
use crate::text::order;

/// A row's place in all lists.
pub(super) type RowId = u32;
/// A household's place in its table.
pub(super) type Slot = u32;
/// What stands where nothing is.
pub(super) const NONE: u32 = u32::MAX;

/// The rows that have a word, field by field.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// In the name: as its first word of several, in the middle, as the given name, which is the last.
    pub name: [List; 3],
    /// In what people call the person.
    pub called: List,
    /// In the address of the household.
    pub address: List,
    /// In what the neighbours call the household.
    pub nickname: List,
    /// In a name of the hamlet.
    pub hamlet: List,
}

/// Places of a word in a name.
pub(super) const FIRST: usize = 0;
pub(super) const MIDDLE: usize = 1;
pub(super) const GIVEN: usize = 2;

/// The fields of a [`Lists`], in the order of [`Lists::all`].
const FIELDS: usize = 7;
/// Places in that order behind those of the name.
const CALLED: usize = 3;
const ADDRESS: usize = 4;
const NICKNAME: usize = 5;
const HAMLET: usize = 6;

impl Lists {
    pub fn all(&self) -> [&List; FIELDS] {
        let [first, middle, given] = &self.name;
        [first, middle, given, &self.called, &self.address, &self.nickname, &self.hamlet]
    }

    pub fn all_mut(&mut self) -> [&mut List; FIELDS] {
        let [first, middle, given] = &mut self.name;
        [first, middle, given, &mut self.called, &mut self.address, &mut self.nickname, &mut self.hamlet]
    }
}

/// Where the word at a place of a name stands.
pub(super) fn position(at: usize, words: usize) -> usize {
    if at + 1 == words {
        GIVEN
    } else if at == 0 {
        FIRST
    } else {
        MIDDLE
    }
}

/// A hamlet.
#[derive(Debug)]
pub(super) struct Hamlet {
    pub unit: Option<UnitId>,
    /// Its name, then every other.
    pub names: Vec<String>,
    pub words: Vec<Vec<WordId>>,
    /// By which hamlets of equal names are sorted.
    pub key: Vec<u8>,
    pub rows: List,
}

/// A group.
#[derive(Debug)]
pub(super) struct GroupOf {
    pub id: GroupId,
    pub hamlet: u32,
    /// Its households; few enough to be looked through.
    pub households: Vec<Slot>,
}

/// What is known of each row.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub name: Vec<NameId>,
    pub household: Vec<Slot>,
    /// Which member of the household it is ([`tag_of`]), and how the person stands there ([`HEAD`] and [`GONE`]): each
    /// table of four million rows counts.
    pub member: Vec<u32>,
}

impl Rows {
    pub fn tag(&self, row: RowId) -> u32 {
        self.member[row as usize] & !STANDING
    }

    pub fn standing(&self, row: RowId) -> usize {
        (self.member[row as usize] & STANDING) as usize
    }

    fn set_standing(&mut self, row: RowId, standing: usize) {
        self.member[row as usize] = self.tag(row) | small(standing);
    }
}

/// What is known of each household.
#[derive(Debug, Default)]
pub(super) struct Households {
    pub id: Vec<Uuid>,
    pub number: Vec<u32>,
    pub group: Vec<u32>,
    pub group_number: Vec<u16>,
    pub hamlet: Vec<u32>,
    pub book: Vec<u16>,
    /// Where its rows begin in `rows`, and how many they are.
    pub rows_at: Vec<(u32, u16)>,
    pub rows: Vec<RowId>,
    /// Where the words of its address begin in `words`, and how many they are.
    pub words_at: Vec<(u32, u16)>,
    pub words: Vec<WordId>,
    /// How many are in the order of their ids.
    pub in_order: u32,
    /// The slots of those that came later.
    pub later: HashMap<Uuid, Slot>,
    /// Words of nicknames; few households have one.
    pub nicknames: HashMap<Slot, Vec<WordId>>,
    pub ended: List,
}

/// What each bit of a row's standing says: [`HEAD`] and [`GONE`].
pub(super) const HEAD: usize = 1;
pub(super) const GONE: usize = 2;
/// The bits of a row's standing beside its tag.
const STANDING: u32 = 3;

/// The index.
#[derive(Debug)]
pub(super) struct Index {
    pub dictionary: Dictionary,
    pub names: Names,
    /// By word.
    pub lists: Vec<Lists>,
    /// By the first letter, and the first two, of folded words: what is typed first fits the most.
    pub begins: Vec<Lists>,
    pub begin_at: HashMap<Box<str>, u32>,
    /// The beginnings of each word.
    begins_of: Vec<Vec<u32>>,
    /// By the first letters of names.
    pub initials: BTreeMap<Box<str>, List>,
    pub rows: Rows,
    pub households: Households,
    pub hamlets: Vec<Hamlet>,
    pub hamlet_at: HashMap<Option<UnitId>, u32>,
    /// The hamlets of each whole name, its words where i and y are alike.
    pub hamlet_names: HashMap<String, Vec<u32>>,
    pub groups: Vec<GroupOf>,
    pub group_at: HashMap<GroupId, u32>,
    pub group_numbers: BTreeMap<u16, List>,
    /// Rows by head or not, here or gone. Every row that is one is in one of them.
    pub standing: [List; 4],
    /// Rows that stand for their household.
    pub shown: List,
    /// Rows of persons where they belong.
    pub at_home: List,
    pub years: BTreeMap<i16, List>,
    pub ids: Digits,
    /// By household, not by row.
    pub phones: Digits,
    pub statuses: [List; Status::ALL.len()],
    /// Words of what people call a person; few have such a name.
    pub called: HashMap<RowId, Vec<WordId>>,
    /// How many rows are in order.
    pub in_order: u32,
    /// Nothing was changed since all was put in order.
    pub is_settled: bool,
    /// So many rows are scored one by one; where more fit, they are ranked by bounds.
    pub few: usize,
}

impl Default for Index {
    fn default() -> Index {
        Index::with_few(512)
    }
}

fn small(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// The first letter of a word, and the first two.
pub(super) fn beginnings(fold: &str) -> impl Iterator<Item = &str> {
    let ends = fold.char_indices().skip(1).map(|(at, _)| at).chain([fold.len()]);
    ends.take(2).filter(|end| *end > 0).map(|end| &fold[..end])
}

impl Households {
    fn slice(all: &[u32], (from, count): (u32, u16)) -> &[u32] {
        &all[from as usize..from as usize + usize::from(count)]
    }

    /// The rows of a household, in the order of its members.
    pub fn rows_of(&self, slot: Slot) -> &[RowId] {
        Households::slice(&self.rows, self.rows_at[slot as usize])
    }

    /// The words of its address.
    pub fn address(&self, slot: Slot) -> &[WordId] {
        Households::slice(&self.words, self.words_at[slot as usize])
    }

    pub fn slot(&self, id: HouseholdId) -> Option<Slot> {
        let sorted = &self.id[..self.in_order as usize];
        sorted.binary_search(&id.0).ok().map(small).or_else(|| self.later.get(&id.0).copied())
    }

    fn len(&self) -> u32 {
        small(self.id.len())
    }

    fn add(&mut self, id: HouseholdId) -> Slot {
        let slot = self.len();
        self.id.push(id.0);
        self.number.push(0);
        self.group.push(NONE);
        self.group_number.push(0);
        self.hamlet.push(NONE);
        self.book.push(0);
        self.rows_at.push((0, 0));
        self.words_at.push((0, 0));
        self.later.insert(id.0, slot);
        slot
    }
}

/// Puts a list where the old one stood if it has room, else at the end.
fn place(all: &mut Vec<u32>, (from, count): (u32, u16), new: &[u32]) -> (u32, u16) {
    let length = u16::try_from(new.len()).unwrap_or(u16::MAX);
    let new = &new[..usize::from(length)];
    if length <= count {
        all[from as usize..from as usize + new.len()].copy_from_slice(new);
        return (from, length);
    }
    let at = small(all.len());
    all.extend_from_slice(new);
    (at, length)
}

impl Index {
    /// An empty index that scores so many rows one by one.
    pub fn with_few(few: usize) -> Index {
        Index {
            dictionary: Dictionary::default(),
            names: Names::default(),
            lists: Vec::new(),
            begins: Vec::new(),
            begin_at: HashMap::new(),
            begins_of: Vec::new(),
            initials: BTreeMap::new(),
            rows: Rows::default(),
            households: Households::default(),
            hamlets: Vec::new(),
            hamlet_at: HashMap::new(),
            hamlet_names: HashMap::new(),
            groups: Vec::new(),
            group_at: HashMap::new(),
            group_numbers: BTreeMap::new(),
            standing: Default::default(),
            shown: List::default(),
            at_home: List::default(),
            years: BTreeMap::new(),
            ids: Digits::default(),
            phones: Digits::default(),
            statuses: Default::default(),
            called: HashMap::new(),
            in_order: 0,
            is_settled: true,
            few,
        }
    }

    /// How many rows there are, those that are none any more among them.
    pub fn row_count(&self) -> u32 {
        small(self.rows.name.len())
    }

    /// The words of a text, with a place in the lists for each.
    pub fn intern(&mut self, text: &str) -> Vec<WordId> {
        let words = if text == ERASED { Vec::new() } else { self.dictionary.intern(text) };
        self.make_lists();
        words
    }

    /// Gives each new word its lists.
    pub fn make_lists(&mut self) {
        for word in self.lists.len()..self.dictionary.len() {
            let fold = self.dictionary.word(small(word)).fold.clone();
            let begins = beginnings(&fold).map(|begin| self.begin(begin)).collect();
            self.begins_of.push(begins);
            self.lists.push(Lists::default());
        }
    }

    fn begin(&mut self, begin: &str) -> u32 {
        if let Some(at) = self.begin_at.get(begin) {
            return *at;
        }
        let at = small(self.begins.len());
        self.begins.push(Lists::default());
        self.begin_at.insert(begin.into(), at);
        at
    }

    /// Puts a row into the lists of a word, or takes it out.
    fn mark(&mut self, word: WordId, row: RowId, field: usize, is_in: bool) {
        let change = |list: &mut List| if is_in { list.insert(row) } else { list.remove(row) };
        change(self.lists[word as usize].all_mut()[field]);
        for begin in &self.begins_of[word as usize] {
            change(self.begins[*begin as usize].all_mut()[field]);
        }
    }

    fn mark_name(&mut self, row: RowId, is_in: bool) {
        let name = self.rows.name[row as usize];
        let words = self.names.words(name).to_vec();
        for (at, word) in words.iter().enumerate() {
            self.mark(*word, row, position(at, words.len()), is_in);
        }
        let initials = self.names.initials(name, &self.dictionary);
        match self.initials.get_mut(initials.as_str()) {
            Some(list) if is_in => list.insert(row),
            Some(list) => list.remove(row),
            None => self.initials.entry(initials.into()).or_default().insert(row),
        };
    }

    /// Takes a household out.
    pub fn remove(&mut self, household: HouseholdId) {
        self.is_settled = false;
        let Some(slot) = self.households.slot(household) else { return };
        self.clear(slot, &[]);
        self.households.rows_at[slot as usize].1 = 0;
        self.households.words_at[slot as usize].1 = 0;
        self.households.group[slot as usize] = NONE;
        // So that it is left out when all are put in order.
        self.households.number[slot as usize] = NONE;
        self.households.ended.remove(slot);
    }

    /// Clears every list of the rows of a household. Those that are not kept are no rows any more.
    fn clear(&mut self, slot: Slot, kept: &[RowId]) {
        let rows = self.households.rows_of(slot).to_vec();
        let address = self.households.address(slot).to_vec();
        let nickname = self.households.nicknames.remove(&slot).unwrap_or_default();
        for row in rows {
            self.mark_name(row, false);
            for word in self.called.remove(&row).unwrap_or_default() {
                self.mark(word, row, CALLED, false);
            }
            address.iter().for_each(|word| self.mark(*word, row, ADDRESS, false));
            nickname.iter().for_each(|word| self.mark(*word, row, NICKNAME, false));
            self.clear_row(row, slot);
            if !kept.contains(&row) {
                self.rows.household[row as usize] = NONE;
            }
        }
        self.phones.remove(slot);
        let group = self.households.group[slot as usize];
        if let Some(group) = self.groups.get_mut(group as usize) {
            group.households.retain(|other| *other != slot);
        }
    }

    fn clear_row(&mut self, row: RowId, slot: Slot) {
        let sets = self.standing.iter_mut().chain(&mut self.statuses);
        for list in sets.chain([&mut self.shown, &mut self.at_home]).chain(self.years.values_mut()) {
            list.remove(row);
        }
        if let Some(list) = self.group_numbers.get_mut(&self.households.group_number[slot as usize]) {
            list.remove(row);
        }
        self.mark_hamlet(self.households.hamlet[slot as usize], row, false);
        self.ids.remove(row);
    }

    /// Puts a household in, or replaces what was known of it. Who keeps their name keeps their row.
    pub fn put(&mut self, entry: &Entry) {
        self.is_settled = false;
        let slot =
            self.households.slot(entry.household).unwrap_or_else(|| self.households.add(entry.household));
        let rows = self.rows_for(entry, slot);
        self.clear(slot, &rows);
        let at = self.households.rows_at[slot as usize];
        self.households.rows_at[slot as usize] = place(&mut self.households.rows, at, &rows);
        self.put_places(entry, slot);
        let shown = entry.shown();
        let address = self.households.address(slot).to_vec();
        let nickname = self.households.nicknames.get(&slot).cloned().unwrap_or_default();
        for (at, (member, row)) in entry.members.iter().zip(rows).enumerate() {
            self.rows.household[row as usize] = slot;
            self.put_member(member, row);
            if shown == Some(at) {
                self.shown.insert(row);
            }
            address.iter().for_each(|word| self.mark(*word, row, ADDRESS, true));
            nickname.iter().for_each(|word| self.mark(*word, row, NICKNAME, true));
            self.put_in_place(&entry.places, row, slot);
        }
    }

    /// The rows of the members of a household: those they had, where they had one under their present name.
    fn rows_for(&mut self, entry: &Entry, slot: Slot) -> Vec<RowId> {
        let mut old = self.households.rows_of(slot).to_vec();
        let mut rows = Vec::with_capacity(entry.members.len());
        for member in &entry.members {
            let name = self.names.intern(&member.name, &mut self.dictionary);
            let tag = tag_of(member.person.0);
            let same = |row: &RowId| self.rows.tag(*row) == tag && self.rows.name[*row as usize] == name;
            let row = match old.iter().position(same) {
                Some(at) => old.swap_remove(at),
                None => {
                    self.rows.name.push(name);
                    self.rows.household.push(slot);
                    self.rows.member.push(tag);
                    self.row_count() - 1
                }
            };
            rows.push(row);
        }
        self.make_lists();
        rows
    }

    fn put_places(&mut self, entry: &Entry, slot: Slot) {
        let places = &entry.places;
        let at = slot as usize;
        let address = self.intern(&places.address);
        let words_at = self.households.words_at[at];
        self.households.words_at[at] = place(&mut self.households.words, words_at, &address);
        let nickname = self.intern(places.nickname.as_deref().unwrap_or(""));
        if !nickname.is_empty() {
            self.households.nicknames.insert(slot, nickname);
        }
        let hamlet = self.hamlet_for(places);
        self.households.hamlet[at] = hamlet;
        self.households.number[at] = entry.number;
        self.households.book[at] = places.book_number;
        self.households.group_number[at] = places.group;
        self.households.group[at] = self.group_for(places.group_id, hamlet, slot);
        for (nth, phone) in places.phones.iter().enumerate() {
            self.phones.insert(slot, nth, phone);
        }
        if places.ended {
            self.households.ended.insert(slot);
        } else {
            self.households.ended.remove(slot);
        }
    }

    fn hamlet_for(&mut self, places: &Places) -> u32 {
        if places.hamlet_id.is_none() && places.hamlet.is_empty() {
            return NONE;
        }
        let mut names = vec![places.hamlet.clone()];
        names.extend(places.hamlet_names.iter().cloned());
        let unit = places.hamlet_id;
        let at = match self.hamlet_at.get(&unit) {
            Some(at) if self.hamlets[*at as usize].names == names => return *at,
            Some(at) => *at,
            None => {
                let at = small(self.hamlets.len());
                let (words, key, rows) = (Vec::new(), Vec::new(), List::default());
                self.hamlets.push(Hamlet { unit, names: Vec::new(), words, key, rows });
                self.hamlet_at.insert(unit, at);
                at
            }
        };
        self.rename_hamlet(at, names);
        at
    }

    fn group_for(&mut self, id: Option<GroupId>, hamlet: u32, slot: Slot) -> u32 {
        let Some(id) = id else { return NONE };
        let at = *self.group_at.entry(id).or_insert_with(|| {
            self.groups.push(GroupOf { id, hamlet, households: Vec::new() });
            small(self.groups.len() - 1)
        });
        let group = &mut self.groups[at as usize];
        group.hamlet = hamlet;
        group.households.push(slot);
        at
    }

    /// Puts a row into a hamlet and the lists of the words of its names, or takes it out.
    fn mark_hamlet(&mut self, at: u32, row: RowId, is_in: bool) {
        let Some(hamlet) = self.hamlets.get_mut(at as usize) else { return };
        if is_in {
            hamlet.rows.insert(row);
        } else {
            hamlet.rows.remove(row);
        }
        for word in hamlet.words.concat() {
            self.mark(word, row, HAMLET, is_in);
        }
    }

    /// Leads from each name to a hamlet.
    pub fn name_hamlet(&mut self, at: u32, names: &[Vec<WordId>]) {
        for words in names {
            let loose: Vec<&str> = words.iter().map(|word| &*self.dictionary.word(*word).loose).collect();
            let hamlets = self.hamlet_names.entry(loose.join(" ")).or_default();
            if !hamlets.contains(&at) {
                hamlets.push(at);
            }
        }
    }

    /// Gives a hamlet other names: whoever lives there is found by them at once.
    fn rename_hamlet(&mut self, at: u32, names: Vec<String>) {
        let key = order::sort_key(names.first().map_or("", String::as_str));
        let words: Vec<Vec<WordId>> = names.iter().map(|name| self.intern(name)).collect();
        let rows: Vec<RowId> = self.hamlets[at as usize].rows.iter().collect();
        rows.iter().for_each(|row| self.mark_hamlet(at, *row, false));
        self.hamlet_names.values_mut().for_each(|hamlets| hamlets.retain(|other| *other != at));
        self.name_hamlet(at, &words);
        let hamlet = &mut self.hamlets[at as usize];
        (hamlet.names, hamlet.words, hamlet.key) = (names, words, key);
        rows.iter().for_each(|row| self.mark_hamlet(at, *row, true));
    }

    fn put_member(&mut self, member: &Member, row: RowId) {
        self.mark_name(row, true);
        let called = self.intern(member.nickname.as_deref().unwrap_or(""));
        called.iter().for_each(|word| self.mark(*word, row, CALLED, true));
        if !called.is_empty() {
            self.called.insert(row, called);
        }
        let standing = usize::from(member.is_head) * HEAD + usize::from(member.is_gone) * GONE;
        self.standing[standing].insert(row);
        self.rows.set_standing(row, standing);
        if member.is_at_home {
            self.at_home.insert(row);
        }
        if let Some(year) = member.birth_year {
            self.years.entry(year).or_default().insert(row);
        }
        for (nth, id) in member.ids.iter().enumerate() {
            self.ids.insert(row, nth, id);
        }
    }

    fn put_in_place(&mut self, places: &Places, row: RowId, slot: Slot) {
        self.group_numbers.entry(places.group).or_default().insert(row);
        self.mark_hamlet(self.households.hamlet[slot as usize], row, true);
        for status in &places.statuses {
            self.statuses[*status as usize].insert(row);
        }
    }

    /// The hamlets whose whole name some words are, where i and y are alike.
    pub fn hamlets_named(&self, loose: &[impl AsRef<str>]) -> impl Iterator<Item = &Hamlet> {
        let name: Vec<&str> = loose.iter().map(AsRef::as_ref).collect();
        let hamlets = self.hamlet_names.get(&name.join(" "));
        hamlets.into_iter().flatten().map(|at| &self.hamlets[*at as usize])
    }
}

/// Which member of a household a row is, by the random end of the person's id. Two bits are left for the standing.
pub(super) fn tag_of(person: Uuid) -> u32 {
    let [.., a, b, c, d] = *person.as_bytes();
    u32::from_be_bytes([a, b, c, d]) << STANDING.count_ones()
}
