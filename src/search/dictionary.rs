//! Every word of the look-up once, with its keys.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::text::keys;

/// A word of the dictionary.
pub(super) type WordId = u32;

/// A word in its three keys.
#[derive(Debug)]
pub(super) struct Word {
    pub exact: Box<str>,
    pub fold: Box<str>,
    pub loose: Box<str>,
}

/// All words. A word stays when nobody has it any more: there are a few thousand in all.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    words: Vec<Word>,
    by_exact: HashMap<Box<str>, WordId>,
    /// In the order of folded letters: what begins alike stands together.
    by_fold: BTreeMap<Box<str>, Vec<WordId>>,
    by_loose: HashMap<Box<str>, Vec<WordId>>,
}

/// The words of a text: what stands between letters and digits parts them.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}

impl Dictionary {
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    /// The exact keys, in the order of ids.
    pub fn exact_keys(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &*word.exact)
    }

    /// The words of a text, new ones put in.
    pub fn intern(&mut self, text: &str) -> Vec<WordId> {
        parts(text).map(|part| self.intern_exact(&keys::exact(part))).collect()
    }

    /// Puts in a word by its exact key.
    pub fn intern_exact(&mut self, exact: &str) -> WordId {
        if let Some(id) = self.by_exact.get(exact) {
            return *id;
        }
        let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        let word =
            Word { exact: exact.into(), fold: keys::fold(exact).into(), loose: keys::loose(exact).into() };
        self.by_exact.insert(word.exact.clone(), id);
        self.by_fold.entry(word.fold.clone()).or_default().push(id);
        self.by_loose.entry(word.loose.clone()).or_default().push(id);
        self.words.push(word);
        id
    }

    /// The words that fold to this.
    pub fn folded(&self, fold: &str) -> &[WordId] {
        self.by_fold.get(fold).map_or(&[], Vec::as_slice)
    }

    /// The words that are this where i and y are alike.
    pub fn loosely(&self, loose: &str) -> &[WordId] {
        self.by_loose.get(loose).map_or(&[], Vec::as_slice)
    }

    /// The words whose folded letters begin so.
    pub fn beginning<'a>(&'a self, fold: &'a str) -> impl Iterator<Item = WordId> + 'a {
        let from = self.by_fold.range::<str, _>((Bound::Included(fold), Bound::Unbounded));
        from.take_while(move |(key, _)| key.starts_with(fold)).flat_map(|(_, ids)| ids.iter().copied())
    }

    /// The words one slip away from this: a letter wrong, missing, too much, or two swapped.
    pub fn near<'a>(&'a self, fold: &'a str) -> impl Iterator<Item = WordId> + 'a {
        // House numbers stand before letters, and nobody is called so.
        let names = self.by_fold.range::<str, _>((Bound::Included("a"), Bound::Unbounded));
        let close = names.filter(move |(key, _)| is_one_slip(fold.as_bytes(), key.as_bytes()));
        close.flat_map(|(_, ids)| ids.iter().copied())
    }
}

/// Whether two words differ by one letter: wrong, missing, too much, or swapped with its neighbour.
pub(super) fn is_one_slip(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    if same == short.len() {
        return false;
    }
    let wrong = short[same + 1..] == long[same + 1..];
    let swapped = same + 1 < short.len()
        && short[same] == long[same + 1]
        && short[same + 1] == long[same]
        && short[same + 2..] == long[same + 2..];
    wrong || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter() {
        let cases = [
            ("nguyen", "nguyen", false),
            ("nguyen", "nguyem", true),
            ("nguyen", "nuyen", true),
            ("nguyen", "ngguyen", true),
            ("nguyen", "nugyen", true),
            ("nguyen", "nugyem", false),
            ("nguyen", "guye", false),
            ("sau", "sua", true),
            ("sau", "as", false),
            ("an", "na", true),
            ("", "a", true),
            ("", "", false),
        ];
        for (a, b, want) in cases {
            assert_eq!(is_one_slip(a.as_bytes(), b.as_bytes()), want, "{a} {b}");
            assert_eq!(is_one_slip(b.as_bytes(), a.as_bytes()), want, "{b} {a}");
        }
    }

    #[test]
    fn words_are_found_by_each_key() {
        let mut dictionary = Dictionary::default();
        let ids = dictionary.intern("Lê Ngọc Quý, Quí; ngò");
        assert_eq!(ids.len(), 5);
        assert_eq!(dictionary.intern("LÊ"), [ids[0]]);
        assert_eq!(dictionary.folded("ngoc"), [ids[1]]);
        assert_eq!(dictionary.loosely("qui"), [ids[2], ids[3]]);
        assert_eq!(dictionary.beginning("ng").collect::<Vec<_>>(), [ids[4], ids[1]]);
        assert_eq!(dictionary.near("gnoc").collect::<Vec<_>>(), [ids[1]]);
        assert_eq!(dictionary.exact_keys().nth(4), Some("ngò"));
    }
}
