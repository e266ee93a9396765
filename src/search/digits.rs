//! Numbers by their digits: for each place in numbers of one length, and each digit, the rows that have it there.
//!
//! So a begin, an end or a run in the middle is an intersection, with nothing left to check.

use std::collections::BTreeMap;

use super::DigitsFind;
use super::bits::{Bits, Common};
use super::list::List;

/// The rows of each digit at one place.
type Place = [List; 10];

/// The numbers of all rows. A row may have several: the first of each row, the second, and so on lie apart, and so do
/// numbers of different lengths, or their digits would mix.
#[derive(Debug, Default)]
pub(super) struct Digits {
    pub by_shape: BTreeMap<(u8, u8), Vec<Place>>,
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

impl Digits {
    pub fn insert(&mut self, row: u32, nth: usize, number: &str) {
        let Some(digits) = digits_of(number) else { return };
        let (Ok(nth), Ok(length)) = (u8::try_from(nth), u8::try_from(digits.len())) else { return };
        let places = self.by_shape.entry((nth, length)).or_default();
        places.resize_with(digits.len(), Place::default);
        for (place, digit) in places.iter_mut().zip(digits) {
            place[digit].insert(row);
        }
    }

    pub fn remove(&mut self, row: u32) {
        for list in self.by_shape.values_mut().flatten().flatten() {
            list.remove(row);
        }
    }

    /// The rows whose numbers fit, in each way that any do. Fewer than three digits are in nearly every number: they say
    /// nothing.
    pub fn find(&self, typed: &str, finds: DigitsFind) -> Vec<(DigitsFit, Bits)> {
        let Some(digits) = digits_of(typed).filter(|digits| digits.len() >= 3) else { return Vec::new() };
        let mut ways: [Option<Bits>; 4] = Default::default();
        for places in self.by_shape.values().filter(|places| places.len() >= digits.len()) {
            let last = places.len() - digits.len();
            for from in 0..=last {
                let way = match from {
                    0 if last == 0 => DigitsFit::Whole,
                    _ if from == last => DigitsFit::End,
                    0 => DigitsFit::Begin,
                    _ => DigitsFit::Inside,
                };
                let masked = way == DigitsFit::Whole || way == DigitsFit::End && digits.len() == 4;
                if finds == DigitsFind::AnyRun || masked {
                    let found = run(&places[from..], &digits);
                    match &mut ways[way as usize] {
                        Some(known) => known.add_bits(&found),
                        none => *none = Some(found),
                    }
                }
            }
        }
        let all = [DigitsFit::Whole, DigitsFit::End, DigitsFit::Begin, DigitsFit::Inside];
        let found = all.into_iter().zip(ways).filter_map(|(way, rows)| Some((way, rows?)));
        found.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// Every list, for whatever is done to all of them.
    pub fn lists_mut(&mut self) -> impl Iterator<Item = &mut List> {
        self.by_shape.values_mut().flatten().flatten()
    }
}

/// The rows that have these digits from the first of these places on.
fn run(places: &[Place], digits: &[usize]) -> Bits {
    let mut lists: Vec<&List> = places.iter().zip(digits).map(|(place, digit)| &place[*digit]).collect();
    // The rarest first: most chunks are done with before the last digit.
    lists.sort_by_cached_key(|list| list.len());
    let mut found = Bits::none();
    let Some((first, others)) = lists.split_first() else { return found };
    let mut common = Common::default();
    for (high, chunk) in first.chunks() {
        let others = others.iter().map(|list| list.chunk(*high));
        if let Some(words) = common.of(chunk, others) {
            found.put_chunk(*high, words);
        }
    }
    found
}
