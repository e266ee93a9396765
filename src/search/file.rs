//! The index as a file: written when all is in order, read at start.
//!
//! It is derived from the records, so whatever is wrong with it is no loss: it is thrown away and made anew. A sum over all
//! of it tells damage; whose it is and what it covers stands in front, in the words of whoever wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use uuid::Uuid;

use super::LookUp;
use super::chunk::{Chunk, WORDS};
use super::dictionary::Dictionary;
use super::digits::{self, Digits};
use super::index::{GroupOf, Hamlet, Households, Index, Lists, Rows};
use super::list::List;
use super::names::Names;
use crate::domain::{Date, GroupId, HouseholdId, PartialDate, UnitId};
use crate::text::order;

/// What the file begins with. The number changes with whatever is written behind it.
const MAGIC: &[u8; 12] = b"ndtq-look-02";
/// How many bytes are gathered before they are written.
const PIECE: usize = 1 << 20;

/// Why a file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no index, or one of another build.
    #[error("it is of another build")]
    Other,
    /// Its sum is wrong, or it ends early.
    #[error("it is damaged")]
    Damaged,
    /// It covers something else.
    #[error("it is about something else")]
    Elsewhere,
}

/// Bytes on their way out, summed up.
struct Out<W> {
    to: W,
    piece: Vec<u8>,
    sum: u32,
}

impl<W: Write> Out<W> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> io::Result<()> {
        self.sum = crc32c::crc32c_append(self.sum, &self.piece);
        self.to.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }

    fn number(&mut self, number: u32) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    fn length(&mut self, length: usize) -> io::Result<()> {
        self.number(u32::try_from(length).map_err(io::Error::other)?)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.length(text.len())?;
        self.bytes(text.as_bytes())
    }

    fn uuid(&mut self, id: Option<Uuid>) -> io::Result<()> {
        self.bytes(&[u8::from(id.is_some())])?;
        self.bytes(id.unwrap_or_default().as_bytes())
    }

    fn day(&mut self, day: Option<Date>) -> io::Result<()> {
        self.text(&day.map(|day| day.to_string()).unwrap_or_default())
    }

    fn numbers(&mut self, numbers: &[u32]) -> io::Result<()> {
        self.length(numbers.len())?;
        numbers.iter().try_for_each(|number| self.number(*number))
    }

    fn shorts(&mut self, numbers: &[u16]) -> io::Result<()> {
        self.length(numbers.len())?;
        numbers.iter().try_for_each(|number| self.bytes(&number.to_le_bytes()))
    }

    fn list(&mut self, list: &List) -> io::Result<()> {
        self.length(list.chunks().len())?;
        for (high, chunk) in list.chunks() {
            self.bytes(&high.to_le_bytes())?;
            match chunk {
                Chunk::Numbers(numbers) => {
                    self.bytes(&[0])?;
                    self.shorts(numbers)?;
                }
                Chunk::Runs(runs) => {
                    self.bytes(&[1])?;
                    self.shorts(runs.as_flattened())?;
                }
                Chunk::Bits(words, count) => {
                    self.bytes(&[2])?;
                    self.number(*count)?;
                    words.iter().try_for_each(|word| self.bytes(&word.to_le_bytes()))?;
                }
            }
        }
        Ok(())
    }

    fn lists<'l>(&mut self, lists: impl ExactSizeIterator<Item = &'l Lists>) -> io::Result<()> {
        self.length(lists.len())?;
        for lists in lists {
            lists.all().into_iter().try_for_each(|list| self.list(list))?;
        }
        Ok(())
    }

    fn digits(&mut self, digits: &Digits) -> io::Result<()> {
        self.length(digits.by_shape.len())?;
        for ((nth, length), places) in &digits.by_shape {
            self.bytes(&[*nth, *length])?;
            places.iter().flatten().try_for_each(|list| self.list(list))?;
        }
        Ok(())
    }

    fn words_by(&mut self, words: impl ExactSizeIterator<Item = (u32, Vec<u32>)>) -> io::Result<()> {
        self.length(words.len())?;
        for (at, words) in words {
            self.number(at)?;
            self.numbers(&words)?;
        }
        Ok(())
    }
}

/// Bytes of a file that is read.
struct In<'a>(&'a [u8]);

type Read<T> = Result<T, Unusable>;

impl<'a> In<'a> {
    fn bytes(&mut self, length: usize) -> Read<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Unusable::Damaged)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| Unusable::Damaged)
    }

    fn number(&mut self) -> Read<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn length(&mut self) -> Read<usize> {
        usize::try_from(self.number()?).map_err(|_| Unusable::Damaged)
    }

    fn text(&mut self) -> Read<&'a str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| Unusable::Damaged)
    }

    fn uuid(&mut self) -> Read<Option<Uuid>> {
        let [is_some] = self.array()?;
        let id = Uuid::from_bytes(self.array()?);
        Ok((is_some == 1).then_some(id))
    }

    fn day(&mut self) -> Read<Option<Date>> {
        match self.text()? {
            "" => Ok(None),
            text => match PartialDate::from_iso(text) {
                Some(PartialDate::Day(day)) => Ok(Some(day)),
                _ => Err(Unusable::Damaged),
            },
        }
    }

    fn numbers(&mut self) -> Read<Vec<u32>> {
        let length = self.length()?;
        let bytes = self.bytes(length * 4)?;
        Ok(bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }

    fn shorts(&mut self) -> Read<Vec<u16>> {
        let length = self.length()?;
        let bytes = self.bytes(length * 2)?;
        Ok(bytes.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect())
    }

    fn list(&mut self) -> Read<List> {
        let chunks = self.length()?;
        let chunks = (0..chunks).map(|_| self.chunk());
        Ok(List::from_chunks(chunks.collect::<Read<_>>()?))
    }

    fn chunk(&mut self) -> Read<(u16, Chunk)> {
        let high = u16::from_le_bytes(self.array()?);
        let chunk = match self.array()? {
            [0] => Chunk::Numbers(self.shorts()?),
            [1] => Chunk::Runs(self.shorts()?.as_chunks().0.to_vec()),
            [2] => {
                let count = self.number()?;
                let words = self.bytes(WORDS * 8)?.as_chunks().0;
                let mut own = Box::new([0; WORDS]);
                own.iter_mut().zip(words).for_each(|(own, bytes)| *own = u64::from_le_bytes(*bytes));
                Chunk::Bits(own, count)
            }
            _ => return Err(Unusable::Damaged),
        };
        Ok((high, chunk))
    }

    fn lists(&mut self) -> Read<Vec<Lists>> {
        let count = self.length()?;
        let mut all = Vec::with_capacity(count.min(PIECE));
        for _ in 0..count {
            let mut lists = Lists::default();
            for list in lists.all_mut() {
                *list = self.list()?;
            }
            all.push(lists);
        }
        Ok(all)
    }

    fn digits(&mut self) -> Read<Digits> {
        let mut digits = Digits::default();
        for _ in 0..self.length()? {
            let [nth, length] = self.array()?;
            let mut places = digits::places(usize::from(length).saturating_sub(1));
            for list in places.iter_mut().flatten() {
                *list = self.list()?;
            }
            digits.by_shape.insert((nth, length), places);
        }
        Ok(digits)
    }

    fn words_by(&mut self) -> Read<Vec<(u32, Vec<u32>)>> {
        let count = self.length()?;
        (0..count).map(|_| Ok((self.number()?, self.numbers()?))).collect()
    }
}

impl LookUp {
    /// Writes it, with what it is about and what is to be kept beside it. Only what is in order is written.
    ///
    /// # Errors
    /// What the system says, and [`io::ErrorKind::InvalidInput`] when it is not in order.
    pub fn write(&self, about: &[u8], beside: &[u8], to: impl Write) -> io::Result<()> {
        let index = &self.index;
        if !index.is_settled {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut out = Out { to, piece: Vec::with_capacity(PIECE * 2), sum: 0 };
        out.bytes(MAGIC)?;
        out.text(env!("CARGO_PKG_VERSION"))?;
        out.length(about.len())?;
        out.bytes(about)?;
        out.length(beside.len())?;
        out.bytes(beside)?;
        write_texts(index, &mut out)?;
        write_rows(index, &mut out)?;
        write_places(index, &mut out)?;
        write_lists(index, &mut out)?;
        out.day(self.day)?;
        out.length(self.turns.len())?;
        for (day, households) in &self.turns {
            out.day(Some(*day))?;
            out.length(households.len())?;
            households.iter().try_for_each(|household| out.uuid(Some(household.0)))?;
        }
        out.send()?;
        let sum = out.sum;
        out.to.write_all(&sum.to_le_bytes())?;
        out.to.flush()
    }

    /// What was written, and what was kept beside it.
    ///
    /// # Errors
    /// Why it is of no use.
    pub fn read(bytes: &[u8], is_about: impl FnOnce(&[u8]) -> bool) -> Result<(LookUp, &[u8]), Unusable> {
        let (bytes, sum) = bytes.split_last_chunk::<4>().ok_or(Unusable::Damaged)?;
        let mut from = In(bytes);
        if from.bytes(MAGIC.len()) != Ok(MAGIC) {
            return Err(Unusable::Other);
        }
        if crc32c::crc32c(bytes) != u32::from_le_bytes(*sum) {
            return Err(Unusable::Damaged);
        }
        if from.text()? != env!("CARGO_PKG_VERSION") {
            return Err(Unusable::Other);
        }
        let length = from.length()?;
        if !is_about(from.bytes(length)?) {
            return Err(Unusable::Elsewhere);
        }
        let length = from.length()?;
        let beside = from.bytes(length)?;
        let mut index = Index::default();
        read_texts(&mut index, &mut from)?;
        read_rows(&mut index, &mut from)?;
        read_places(&mut index, &mut from)?;
        read_lists(&mut index, &mut from)?;
        let day = from.day()?;
        let mut turns = BTreeMap::new();
        for _ in 0..from.length()? {
            let turn = from.day()?.ok_or(Unusable::Damaged)?;
            let households =
                (0..from.length()?).map(|_| Ok(HouseholdId(from.uuid()?.ok_or(Unusable::Damaged)?)));
            turns.insert(turn, households.collect::<Read<BTreeSet<HouseholdId>>>()?);
        }
        Ok((LookUp { index, day, turns }, beside))
    }
}

fn write_texts<W: Write>(index: &Index, out: &mut Out<W>) -> io::Result<()> {
    out.length(index.dictionary.len())?;
    index.dictionary.exact_keys().try_for_each(|word| out.text(word))?;
    let (text, parts) = index.names.parts();
    out.text(text)?;
    parts.into_iter().try_for_each(|part| out.numbers(part))
}

fn read_texts(index: &mut Index, from: &mut In<'_>) -> Read<()> {
    let mut dictionary = Dictionary::default();
    for _ in 0..from.length()? {
        dictionary.intern_exact(from.text()?);
    }
    let text = from.text()?;
    let parts = [from.numbers()?, from.numbers()?, from.numbers()?];
    index.names = Names::from_parts(text, parts).ok_or(Unusable::Damaged)?;
    index.dictionary = dictionary;
    index.make_lists();
    Ok(())
}

fn write_rows<W: Write>(index: &Index, out: &mut Out<W>) -> io::Result<()> {
    let Rows { name, household, member } = &index.rows;
    out.numbers(name)?;
    out.numbers(household)?;
    out.numbers(member)?;
    let called = index.called.iter().map(|(row, words)| (*row, words.clone()));
    out.words_by(called)
}

fn read_rows(index: &mut Index, from: &mut In<'_>) -> Read<()> {
    index.rows = Rows { name: from.numbers()?, household: from.numbers()?, member: from.numbers()? };
    index.in_order = index.row_count();
    index.called = from.words_by()?.into_iter().collect();
    Ok(())
}

fn write_places<W: Write>(index: &Index, out: &mut Out<W>) -> io::Result<()> {
    let households = &index.households;
    out.length(households.id.len())?;
    households.id.iter().try_for_each(|id| out.bytes(id.as_bytes()))?;
    out.numbers(&households.number)?;
    out.numbers(&households.group)?;
    out.shorts(&households.group_number)?;
    out.numbers(&households.hamlet)?;
    out.shorts(&households.book)?;
    for (spans, all) in [(&households.rows_at, &households.rows), (&households.words_at, &households.words)] {
        out.shorts(&spans.iter().map(|(_, count)| *count).collect::<Vec<u16>>())?;
        out.numbers(all)?;
    }
    let nicknames = households.nicknames.iter().map(|(slot, words)| (*slot, words.clone()));
    out.words_by(nicknames)?;
    out.list(&households.ended)?;
    out.length(index.hamlets.len())?;
    for hamlet in &index.hamlets {
        out.uuid(hamlet.unit.map(|unit| unit.0))?;
        out.length(hamlet.names.len())?;
        hamlet.names.iter().try_for_each(|name| out.text(name))?;
        out.list(&hamlet.rows)?;
    }
    out.length(index.groups.len())?;
    for group in &index.groups {
        out.uuid(Some(group.id.0))?;
        out.number(group.hamlet)?;
        out.numbers(&group.households)?;
    }
    Ok(())
}

/// Where each household's part begins, from how many each has.
fn spans(counts: Vec<u16>) -> Vec<(u32, u16)> {
    let mut at = 0;
    let span = |count: u16| {
        let from = at;
        at += u32::from(count);
        (from, count)
    };
    counts.into_iter().map(span).collect()
}

fn read_places(index: &mut Index, from: &mut In<'_>) -> Read<()> {
    let count = from.length()?;
    let ids = from.bytes(count * 16)?.as_chunks().0;
    index.households = Households {
        id: ids.iter().map(|bytes| Uuid::from_bytes(*bytes)).collect(),
        number: from.numbers()?,
        group: from.numbers()?,
        group_number: from.shorts()?,
        hamlet: from.numbers()?,
        book: from.shorts()?,
        rows_at: spans(from.shorts()?),
        rows: from.numbers()?,
        words_at: spans(from.shorts()?),
        words: from.numbers()?,
        in_order: u32::try_from(count).map_err(|_| Unusable::Damaged)?,
        nicknames: from.words_by()?.into_iter().collect(),
        ended: from.list()?,
        ..Households::default()
    };
    for at in 0..from.length()? {
        let unit = from.uuid()?.map(UnitId);
        let names =
            (0..from.length()?).map(|_| from.text().map(str::to_owned)).collect::<Read<Vec<String>>>()?;
        let words: Vec<Vec<u32>> = names.iter().map(|name| index.intern(name)).collect();
        let place = u32::try_from(at).map_err(|_| Unusable::Damaged)?;
        index.name_hamlet(place, &words);
        let key = order::sort_key(names.first().map_or("", String::as_str));
        index.hamlets.push(Hamlet { names, words, key, rows: from.list()?, unit });
        index.hamlet_at.insert(unit, place);
    }
    for at in 0..from.length()? {
        let id = GroupId(from.uuid()?.ok_or(Unusable::Damaged)?);
        index.groups.push(GroupOf { id, hamlet: from.number()?, households: from.numbers()? });
        index.group_at.insert(id, u32::try_from(at).map_err(|_| Unusable::Damaged)?);
    }
    Ok(())
}

fn write_lists<W: Write>(index: &Index, out: &mut Out<W>) -> io::Result<()> {
    out.lists(index.lists.iter())?;
    out.lists(index.begins.iter())?;
    out.length(index.initials.len())?;
    for (initials, list) in &index.initials {
        out.text(initials)?;
        out.list(list)?;
    }
    out.length(index.group_numbers.len())?;
    for (number, list) in &index.group_numbers {
        out.number(u32::from(*number))?;
        out.list(list)?;
    }
    out.length(index.years.len())?;
    for (year, list) in &index.years {
        out.bytes(&year.to_le_bytes())?;
        out.list(list)?;
    }
    out.digits(&index.ids)?;
    out.digits(&index.phones)?;
    let fixed = index.standing.iter().chain([&index.shown, &index.at_home]).chain(&index.statuses);
    fixed.into_iter().try_for_each(|list| out.list(list))
}

fn read_lists(index: &mut Index, from: &mut In<'_>) -> Read<()> {
    index.lists = from.lists()?;
    index.begins = from.lists()?;
    for _ in 0..from.length()? {
        index.initials.insert(from.text()?.into(), from.list()?);
    }
    for _ in 0..from.length()? {
        let number = u16::try_from(from.number()?).map_err(|_| Unusable::Damaged)?;
        index.group_numbers.insert(number, from.list()?);
    }
    for _ in 0..from.length()? {
        index.years.insert(i16::from_le_bytes(from.array()?), from.list()?);
    }
    index.ids = from.digits()?;
    index.phones = from.digits()?;
    let fixed = index.standing.iter_mut().chain([&mut index.shown, &mut index.at_home]);
    for list in fixed.chain(&mut index.statuses) {
        *list = from.list()?;
    }
    // Words that no text had when the file was written have no lists in it.
    index.lists.resize_with(index.dictionary.len(), Lists::default);
    Ok(())
}
