//! Numbers by their digits: for each two neighbouring places in numbers of one length, and each two digits, who has them there.
//!
//! So a begin, an end or a run in the middle is an intersection of lists with a hundredth of all in each, with nothing left
//! to check.

use std::collections::BTreeMap;

use super::DigitsFind;
use super::bits::{Bits, Common};
use super::list::List;

/// Who has each two digits at a place and the next: `12` stands at 12.
type Place = [List; 100];

/// The numbers of all rows, or of all households. One may have several: the first of each, the second, and so on lie apart,
/// and so do numbers of different lengths, or their digits would mix.
#[derive(Debug, Default)]
pub(super) struct Digits {
    /// By place among one's numbers, and by length; a place for each pair of digits, one less than there are digits.
    pub by_shape: BTreeMap<(u8, u8), Vec<Place>>,
}

/// So many empty places.
pub(super) fn places(count: usize) -> Vec<Place> {
    std::iter::repeat_with(|| std::array::from_fn(|_| List::default())).take(count).collect()
}

/// How digits fit a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DigitsFit {
    Whole,
    End,
    Begin,
    Inside,
}

/// The digits of a text that is a number; nothing when it is none.
fn digits_of(number: &str) -> Option<Vec<usize>> {
    number.chars().map(|c| c.to_digit(10).map(|digit| digit as usize)).collect()
}

fn pair(two: &[usize]) -> usize {
    two[0] * 10 + two[1]
}

impl Digits {
    pub fn insert(&mut self, whose: u32, nth: usize, number: &str) {
        let Some(digits) = digits_of(number).filter(|digits| digits.len() > 1) else { return };
        let (Ok(nth), Ok(length)) = (u8::try_from(nth), u8::try_from(digits.len())) else { return };
        let pairs = digits.windows(2).map(pair);
        let places = self.by_shape.entry((nth, length)).or_insert_with(|| places(pairs.len()));
        for (place, pair) in places.iter_mut().zip(pairs) {
            place[pair].insert(whose);
        }
    }

    /// Takes out every number of a row, or of a household.
    pub fn remove(&mut self, whose: u32) {
        for places in self.by_shape.values_mut() {
            let mut among = 0..100;
            for place in places {
                let Some(pair) = among.find(|pair| place[*pair].contains(whose)) else { break };
                place[pair].remove(whose);
                // The next pair begins with the digit this one ends with.
                let next = pair % 10 * 10;
                among = next..next + 10;
            }
        }
    }

    /// Whose numbers fit, in each way that any do. Fewer than three digits are in nearly every number: they say nothing.
    pub fn find(&self, typed: &str, finds: DigitsFind) -> Vec<(DigitsFit, Bits)> {
        let Some(digits) = digits_of(typed).filter(|digits| digits.len() >= 3) else { return Vec::new() };
        let mut ways: [Bits; 4] = std::array::from_fn(|_| Bits::none());
        for places in self.by_shape.values().filter(|places| places.len() + 1 >= digits.len()) {
            let last = places.len() + 1 - digits.len();
            for from in 0..=last {
                let way = match from {
                    0 if last == 0 => DigitsFit::Whole,
                    _ if from == last => DigitsFit::End,
                    0 => DigitsFit::Begin,
                    _ => DigitsFit::Inside,
                };
                let masked = way == DigitsFit::Whole || way == DigitsFit::End && digits.len() == 4;
                if finds == DigitsFind::AnyRun || masked {
                    add_run(&places[from..], &digits, &mut ways[way as usize]);
                }
            }
        }
        let all = [DigitsFit::Whole, DigitsFit::End, DigitsFit::Begin, DigitsFit::Inside];
        all.into_iter().zip(ways).filter(|(_, found)| !found.is_empty()).collect()
    }

    /// Every list, for whatever is done to all of them.
    pub fn lists_mut(&mut self) -> impl Iterator<Item = &mut List> {
        self.by_shape.values_mut().flatten().flatten()
    }
}

/// Adds who has these digits from the first of these places on.
fn add_run(places: &[Place], digits: &[usize], found: &mut Bits) {
    // Two by two; the last pair overlaps the one before where the digits are odd in number.
    let starts = (0..digits.len() - 1).step_by(2).chain((digits.len() % 2 == 1).then_some(digits.len() - 2));
    let mut lists: Vec<&List> = starts.map(|at| &places[at][pair(&digits[at..])]).collect();
    // The rarest first: most chunks are done with before the last digit.
    lists.sort_by_cached_key(|list| list.len());
    let Some((first, others)) = lists.split_first() else { return };
    let mut common = Common::default();
    for (high, chunk) in first.chunks() {
        let others = others.iter().map(|list| list.chunk(*high));
        if let Some(words) = common.of(chunk, others) {
            found.add_chunk(*high, words);
        }
    }
}
