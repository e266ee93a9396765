//! How a Vietnamese syllable is built: where its vowels are, where its tone stands, and whether it can be one at all.

use std::ops::Range;

use super::Placement;
use super::letter::{Letter, Mark, Tone};

/// The vowels a syllable may have between its consonants, with their marks.
const NUCLEI: [&str; 50] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo",
    "êu", "ia", "iê", "iu", "oa", "oă", "oe", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uê", "ui", "uô", "uơ",
    "uy", "ưa", "ưi", "ươ", "ưu", "yê", "iêu", "yêu", "oai", "oay", "uôi", "ươi", "ươu", "uyê",
];
/// Rarer ones of three letters, and those of few words.
const RARE_NUCLEI: [&str; 6] = ["oao", "oeo", "uây", "uya", "uyu", "ôô"];

/// What may stand before the vowels. The u of qu and the i of gi belong here where another vowel follows.
const INITIALS: [&str; 29] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x", "q",
];

/// What may stand behind the vowels; k in names of the Highlands.
const FINALS: [&str; 10] = ["", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];

/// The vowels that end a syllable, or need something behind them.
const ONLY_OPEN: [&str; 31] = [
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu", "oi", "ôi", "ơi", "ua", "ui", "uơ", "ưa",
    "ưi", "ưu", "iêu", "yêu", "oai", "oay", "uôi", "ươi", "ươu", "oao", "oeo", "uây", "uya", "uyu",
];
const ONLY_CLOSED: [&str; 10] = ["ă", "â", "iê", "oă", "oo", "uâ", "uô", "ươ", "yê", "uyê"];

/// Which letters of a word are its vowels: the last run of them, without the u of qu and the i of gi.
pub(super) fn vowels(letters: &[Letter]) -> Option<Range<usize>> {
    let end = letters.iter().rposition(|letter| letter.is_vowel())? + 1;
    let run = letters[..end].iter().rev().take_while(|letter| letter.is_vowel()).count();
    let mut start = end - run;
    let before = start.checked_sub(1).map(|at| letters[at].base);
    let first = letters[start];
    let joins = match before {
        Some('q') => first.base == 'u' && first.mark == Mark::None,
        Some('g') => start == 1 && first.base == 'i',
        _ => false,
    };
    if joins && run > 1 {
        start += 1;
    }
    Some(start..end)
}

/// The letters without tone, in lower case.
pub(super) fn spelled(letters: &[Letter]) -> String {
    letters.iter().map(|letter| Letter { upper: false, ..*letter }.with(Tone::Level)).collect()
}

/// Whether vowels are those of some syllable.
pub(super) fn is_nucleus(vowels: &str) -> bool {
    NUCLEI.contains(&vowels) || RARE_NUCLEI.contains(&vowels)
}

/// Whether what stands behind the vowels may be there, or may become what is.
pub(super) fn is_final(letters: &[Letter]) -> bool {
    FINALS.contains(&spelled(letters).as_str())
}

/// Whether what stands before the vowels has no syllable of its own.
pub(super) fn is_first(letters: &[Letter]) -> bool {
    vowels(letters).is_none() || matches!(spelled(letters).as_str(), "gi" | "qu")
}

/// Where the tone stands: on the vowel with a mark, on the last before a consonant, else on the last but one; of two,
/// the second in oa, oe and uy where the new placement is wanted.
pub(super) fn tone_at(letters: &[Letter], placement: Placement) -> Option<usize> {
    let vowels = vowels(letters)?;
    let (start, end) = (vowels.start, vowels.end);
    let nucleus = &letters[vowels];
    if let Some(marked) = nucleus.iter().rposition(|letter| letter.mark != Mark::None) {
        return Some(start + marked);
    }
    if end < letters.len() {
        return Some(end - 1);
    }
    let wanders = matches!(spelled(nucleus).as_str(), "oa" | "oe" | "uy");
    Some(match nucleus.len() {
        2 if wanders && placement == Placement::New => start + 1,
        1 | 2 => start,
        _ => start + 1,
    })
}

/// Whether a word can be a Vietnamese syllable, as far as it goes.
pub(super) fn is_syllable(letters: &[Letter]) -> bool {
    let Some(vowels) = vowels(letters) else {
        return INITIALS.contains(&spelled(letters).as_str());
    };
    let (initial, nucleus, tail) =
        (spelled(&letters[..vowels.start]), spelled(&letters[vowels.clone()]), &letters[vowels.end..]);
    let may_end = if tail.is_empty() {
        !ONLY_CLOSED.contains(&nucleus.as_str())
    } else {
        !ONLY_OPEN.contains(&nucleus.as_str()) && is_final(tail)
    };
    INITIALS.contains(&initial.as_str()) && is_nucleus(&nucleus) && may_end
}
