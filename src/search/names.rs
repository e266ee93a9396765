//! Every full name once, in Vietnamese order as far as it was put in order.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::dictionary::{Dictionary, WordId};
use crate::domain::ERASED;
use crate::text::order;

/// A full name.
pub(super) type NameId = u32;

/// All names. The ids of those that are in order compare as the names do; later ones know where they belong.
#[derive(Debug, Default)]
pub(super) struct Names {
    text: String,
    ends: Vec<u32>,
    words: Vec<WordId>,
    word_ends: Vec<u32>,
    /// How many are in order.
    in_order: u32,
    later: HashMap<Box<str>, NameId>,
    belongs: Vec<Later>,
}

/// Where a name that came later belongs.
#[derive(Debug)]
struct Later {
    /// Before this name.
    before: NameId,
    key: Vec<u8>,
}

fn small(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn span<'a, T>(all: &'a [T], ends: &[u32], at: u32) -> &'a [T] {
    let at = at as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] as usize };
    &all[start..ends[at] as usize]
}

impl Names {
    pub fn len(&self) -> u32 {
        small(self.ends.len())
    }

    pub fn text(&self, id: NameId) -> &str {
        std::str::from_utf8(span(self.text.as_bytes(), &self.ends, id)).unwrap_or_default()
    }

    pub fn words(&self, id: NameId) -> &[WordId] {
        span(&self.words, &self.word_ends, id)
    }

    /// The first letters of its words.
    pub fn initials(&self, id: NameId, dictionary: &Dictionary) -> String {
        self.words(id).iter().filter_map(|word| dictionary.word(*word).fold.chars().next()).collect()
    }

    /// The id of a name, put in when it is new.
    pub fn intern(&mut self, name: &str, dictionary: &mut Dictionary) -> NameId {
        if let Some(id) = self.later.get(name) {
            return *id;
        }
        let key = order::name_sort_key(name);
        let before = self.place_of(&key, name);
        if before < self.in_order && self.text(before) == name {
            return before;
        }
        let id = self.push(name, dictionary);
        self.later.insert(name.into(), id);
        self.belongs.push(Later { before, key });
        id
    }

    /// The first of those in order that is not before a name.
    fn place_of(&self, key: &[u8], name: &str) -> NameId {
        let (mut low, mut high) = (0, self.in_order);
        while low < high {
            let middle = low + (high - low) / 2;
            let other = self.text(middle);
            let is_before = order::name_sort_key(other).as_slice().cmp(key).then_with(|| other.cmp(name));
            if is_before == Ordering::Less { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn push(&mut self, name: &str, dictionary: &mut Dictionary) -> NameId {
        // Nobody is found by what stands where a name was.
        let words = if name == ERASED { Vec::new() } else { dictionary.intern(name) };
        self.push_words(name, &words)
    }

    fn push_words(&mut self, name: &str, words: &[WordId]) -> NameId {
        let id = self.len();
        self.text.push_str(name);
        self.ends.push(small(self.text.len()));
        self.words.extend_from_slice(words);
        self.word_ends.push(small(self.words.len()));
        id
    }

    /// Vietnamese order; names of the same letters by their bytes.
    pub fn compare(&self, a: NameId, b: NameId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match (self.later_of(a), self.later_of(b)) {
            (None, None) => a.cmp(&b),
            (Some(late), None) => late.before.cmp(&b).then(Ordering::Less),
            (None, Some(late)) => a.cmp(&late.before).then(Ordering::Greater),
            (Some(late), Some(other)) => late
                .before
                .cmp(&other.before)
                .then_with(|| late.key.cmp(&other.key))
                .then_with(|| self.text(a).cmp(self.text(b))),
        }
    }

    fn later_of(&self, id: NameId) -> Option<&Later> {
        let at = id.checked_sub(self.in_order)?;
        self.belongs.get(at as usize)
    }

    /// The names that are kept, all in order, and the new id of each old one.
    pub fn put_in_order(&self, is_kept: impl Fn(NameId) -> bool) -> (Names, Vec<NameId>) {
        let mut ids: Vec<NameId> = (0..self.len()).filter(|id| is_kept(*id)).collect();
        ids.sort_unstable_by(|a, b| self.compare(*a, *b));
        let mut names = Names::default();
        let mut new = vec![NameId::MAX; self.len() as usize];
        for id in ids {
            new[id as usize] = names.push_words(self.text(id), self.words(id));
        }
        names.in_order = names.len();
        (names, new)
    }

    /// All there is of names in order, as it is written to a file: text and its ends, words and their ends.
    pub fn parts(&self) -> (&str, [&[u32]; 3]) {
        (&self.text, [&self.ends, &self.words, &self.word_ends])
    }

    /// Names that were written in order. None where the parts do not fit together.
    pub fn from_parts(text: &str, [ends, words, word_ends]: [Vec<u32>; 3]) -> Option<Names> {
        let is_whole = ends.len() == word_ends.len()
            && ends.last().is_none_or(|end| *end as usize == text.len())
            && word_ends.last().is_none_or(|end| *end as usize == words.len());
        let in_order = small(ends.len());
        let names = Names { text: text.to_owned(), ends, words, word_ends, in_order, ..Names::default() };
        is_whole.then_some(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_in_vietnamese_order_whenever_they_came() {
        let mut dictionary = Dictionary::default();
        let mut names = Names::default();
        for name in ["Nguyễn Văn Sáu", "Trần An", "Bùi Văn Sau"] {
            names.intern(name, &mut dictionary);
        }
        let (mut names, new) = names.put_in_order(|id| id != 1);
        assert_eq!(new, [1, NameId::MAX, 0]);
        assert_eq!(names.in_order, 2);
        for name in ["Đỗ Văn An", "Nguyễn Văn Sáu", "Lê Sáu", "Lê Thị Ân", "Đỗ Văn An"] {
            names.intern(name, &mut dictionary);
        }
        assert_eq!(names.len(), 5);
        let mut ids: Vec<NameId> = (0..names.len()).collect();
        ids.sort_by(|a, b| names.compare(*a, *b));
        let sorted: Vec<&str> = ids.iter().map(|id| names.text(*id)).collect();
        assert_eq!(sorted, ["Đỗ Văn An", "Lê Thị Ân", "Bùi Văn Sau", "Lê Sáu", "Nguyễn Văn Sáu"]);
        let mut by_key = sorted.clone();
        by_key.sort_by_key(|name| order::name_sort_key(name));
        assert_eq!(sorted, by_key);
        assert_eq!(names.initials(ids[0], &dictionary), "dva");
    }

    #[test]
    fn an_erased_name_has_no_words() {
        let mut dictionary = Dictionary::default();
        let mut names = Names::default();
        let id = names.intern(ERASED, &mut dictionary);
        assert!(names.words(id).is_empty());
    }
}
