//! Puts all rows in the order of their names again, and leaves out what is none any more.

use std::mem;

use super::bits::Bits;
use super::index::{GroupOf, Households, Index, NONE, RowId, Rows, Slot};
use super::list::List;

/// Where each row goes, or each household.
struct Moves {
    to: Vec<RowId>,
    /// Kept between lists.
    bits: Bits,
    rows: Vec<RowId>,
}

impl Moves {
    fn new(to: Vec<u32>) -> Moves {
        Moves { to, bits: Bits::none(), rows: Vec::new() }
    }

    /// A list after the move, in the form that is wanted.
    fn list(&mut self, list: &mut List, form: fn(&Bits) -> List) {
        /// Up to so many rows are sorted; a bit for each of all rows is faster for more.
        const SORTED: usize = 512;
        let to = &self.to;
        let moved = list.iter().map(|row| to[row as usize]).filter(|row| *row != NONE);
        if list.len() <= SORTED {
            self.rows.clear();
            self.rows.extend(moved);
            self.rows.sort_unstable();
            *list = self.rows.iter().copied().collect();
            return;
        }
        self.bits.clear();
        moved.for_each(|row| self.bits.set(row));
        *list = form(&self.bits);
    }
}

impl Index {
    /// How many rows lie behind those in order, and how many there are in all.
    pub fn disorder(&self) -> (u32, u32) {
        (self.row_count() - self.in_order, self.row_count())
    }

    /// All rows in order.
    pub fn put_in_order(&mut self) {
        let mut used = vec![false; self.names.len() as usize];
        for (name, household) in self.rows.name.iter().zip(&self.rows.household) {
            used[*name as usize] |= *household != NONE;
        }
        let (names, new_names) = self.names.put_in_order(|name| used[name as usize]);
        self.names = names;
        let slots = self.order_households();
        self.order_rows(&new_names, &slots);
        let mut moves = Moves::new(slots);
        self.phones.lists_mut().for_each(|list| moves.list(list, Bits::to_small_list));
    }

    /// Households in the order of their ids; the new slot of each old one.
    fn order_households(&mut self) -> Vec<Slot> {
        let old = mem::take(&mut self.households);
        let kept = (0..old.id.len()).filter(|at| old.number[*at] != NONE);
        let mut order: Vec<usize> = kept.collect();
        order.sort_unstable_by_key(|at| old.id[*at]);
        let mut slots = vec![NONE; old.id.len()];
        let mut new = Households::default();
        for (slot, at) in (0..).zip(&order) {
            slots[*at] = slot;
            let old_slot = Slot::try_from(*at).unwrap_or(NONE);
            new.id.push(old.id[*at]);
            new.number.push(old.number[*at]);
            new.group.push(old.group[*at]);
            new.group_number.push(old.group_number[*at]);
            new.hamlet.push(old.hamlet[*at]);
            new.book.push(old.book[*at]);
            new.rows_at.push(append(&mut new.rows, old.rows_of(old_slot)));
            new.words_at.push(append(&mut new.words, old.address(old_slot)));
            if old.ended.contains(old_slot) {
                new.ended.insert(slot);
            }
        }
        new.in_order = u32::try_from(order.len()).unwrap_or(NONE);
        let nicknames = old.nicknames.into_iter().map(|(slot, words)| (slots[slot as usize], words));
        new.nicknames = nicknames.filter(|(slot, _)| *slot != NONE).collect();
        self.households = new;
        for GroupOf { households, .. } in &mut self.groups {
            households.iter_mut().for_each(|slot| *slot = slots[*slot as usize]);
            households.retain(|slot| *slot != NONE);
            households.shrink_to_fit();
        }
        slots
    }

    fn order_rows(&mut self, new_names: &[u32], slots: &[Slot]) {
        let old = mem::take(&mut self.rows);
        let live = old.name.iter().zip(&old.household).enumerate().filter(|(_, (_, slot))| **slot != NONE);
        let key = |(at, (name, slot)): (usize, (&u32, &Slot))| {
            (new_names[*name as usize], slots[*slot as usize], at)
        };
        let mut order: Vec<(u32, Slot, usize)> = live.map(key).collect();
        order.sort_unstable();
        let count = u32::try_from(order.len()).unwrap_or(NONE);
        let mut moves = Moves::new(vec![NONE; old.name.len()]);
        // With room for those who come: without it the first of them would wait until all are copied.
        let room = order.len() + order.len() / 64 + 1_024;
        let mut rows = Rows {
            name: Vec::with_capacity(room),
            household: Vec::with_capacity(room),
            member: Vec::with_capacity(room),
        };
        for (row, (name, slot, at)) in (0..).zip(order) {
            moves.to[at] = row;
            rows.name.push(name);
            rows.household.push(slot);
            rows.member.push(old.member[at]);
        }
        self.rows = rows;
        self.in_order = count;
        self.is_settled = true;
        self.households.rows.iter_mut().for_each(|row| *row = moves.to[*row as usize]);
        let called = mem::take(&mut self.called).into_iter();
        self.called = called.map(|(row, words)| (moves.to[row as usize], words)).collect();
        self.lists_mut().for_each(|list| moves.list(list, Bits::to_list));
        self.ids.lists_mut().for_each(|list| moves.list(list, Bits::to_small_list));
    }

    /// Every list of rows there is, but those of numbers.
    fn lists_mut(&mut self) -> impl Iterator<Item = &mut List> {
        let of_words = self.lists.iter_mut().chain(&mut self.begins).flat_map(|lists| lists.all_mut());
        let fixed = [&mut self.shown, &mut self.at_home];
        of_words
            .chain(self.initials.values_mut())
            .chain(self.hamlets.iter_mut().map(|hamlet| &mut hamlet.rows))
            .chain(self.group_numbers.values_mut())
            .chain(&mut self.standing)
            .chain(fixed)
            .chain(self.years.values_mut())
            .chain(&mut self.statuses)
    }
}

/// Appends what a household has, and says where.
fn append(all: &mut Vec<u32>, part: &[u32]) -> (u32, u16) {
    let at = u32::try_from(all.len()).unwrap_or(NONE);
    all.extend_from_slice(part);
    (at, u16::try_from(part.len()).unwrap_or(0))
}
