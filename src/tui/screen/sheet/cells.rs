//! What stands in the cells of a sheet, and what it comes to.

use super::Sheet;
use crate::domain::{AreaM2, Date, Giving, HalfDays, HouseholdId, Relief, Vnd, Why};
use crate::phrases;
use crate::phrases::{Lang, fill};
use crate::protocol::{DueLine, GiftEntry, SheetRow};
use crate::text::number::{self, NumberFault};
use crate::tui::widget::line_edit::LineEdit;

/// What was entered for a household.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The household.
    pub household: HouseholdId,
    /// What it gave today.
    pub edit: LineEdit,
    /// The same, typed a second time.
    pub again: LineEdit,
    /// What is let off.
    pub relief: Option<Relief>,
    /// The day agreed.
    pub promised: Option<Date>,
    /// A note.
    pub note: Option<String>,
    /// What is wrong with the row.
    pub fault: Option<String>,
}

impl Cell {
    /// Nothing yet.
    pub fn new(household: HouseholdId) -> Cell {
        let (edit, again) = (LineEdit::default(), LineEdit::default());
        Cell { household, edit, again, relief: None, promised: None, note: None, fault: None }
    }

    /// Whether there is anything to record.
    pub fn is_filled(&self) -> bool {
        !self.edit.text().trim().is_empty()
            || self.relief.is_some()
            || self.promised.is_some()
            || self.note.is_some()
    }
}

/// An amount, and the household of the book whose due the rest of it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// In the smallest part of what is given: đồng, hundredths of m², half days.
    pub amount: i64,
    pub for_book: Option<u16>,
}

/// Reads a cell: `200.000`, `1tr/33`.
pub(super) fn read(text: &str, giving: Giving) -> Result<Option<Typed>, Why> {
    let (amount, book) = match text.split_once('/') {
        Some((amount, book)) if giving == Giving::Money => (amount, Some(book)),
        _ => (text, None),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let for_book = book.map(|book| book.trim().parse().map_err(|_| Why::NotANumber)).transpose()?;
    let amount = match giving {
        Giving::Money => Vnd::parse(amount)?.0,
        Giving::Land => AreaM2::parse(amount)?.0,
        Giving::Labour => HalfDays::parse(amount)?.0,
        Giving::Goods => number::parse_hundredths(amount)?,
    };
    Ok(Some(Typed { amount, for_book }))
}

/// What the columns of a sheet come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// What was agreed, less what is let off.
    pub asked: i64,
    /// What was received before.
    pub received: i64,
    /// What is received today.
    pub today: i64,
    /// What is left.
    pub left: i64,
    /// Households that gave all, a part, nothing yet, and of which nothing is asked.
    pub full: usize,
    /// In part.
    pub part: usize,
    /// Not yet.
    pub none: usize,
    /// Of which nothing is asked.
    pub waived: usize,
    /// Cells with something to record.
    pub filled: usize,
}

impl Sheet {
    /// A row of the register.
    pub(super) fn row(&self, at: usize) -> Option<&SheetRow> {
        self.view.as_ref().and_then(|view| view.rows.get(at))
    }

    /// What a household is asked for.
    pub(super) fn due(&self, at: usize) -> Option<&DueLine> {
        self.row(at).and_then(|row| row.due.as_ref())
    }

    /// What is asked of it, as it shall be.
    pub(super) fn asked(&self, at: usize) -> i64 {
        let own = self.cells.get(at).and_then(|cell| cell.relief.as_ref()).map(|relief| relief.asked.0);
        own.or(self.due(at).map(|due| due.asked.0)).unwrap_or(0)
    }

    /// What was received before today's cell, in what the sheet is for.
    pub(super) fn received(&self, at: usize) -> i64 {
        let Some(row) = self.row(at) else { return 0 };
        match self.giving {
            Giving::Money => row.due.as_ref().map_or(row.given.money, |due| due.received).0,
            Giving::Land => row.given.land.0,
            Giving::Labour => row.given.labour.0,
            Giving::Goods => i64::from(row.given.goods),
        }
    }

    /// What was left before today's cells.
    pub(super) fn open(&self, at: usize) -> i64 {
        match self.due(at) {
            Some(due) => (self.asked(at) - due.received.0).max(0),
            None => 0,
        }
    }

    /// The row of a number in the book.
    pub(super) fn row_of(&self, book: u16) -> Option<usize> {
        let rows = &self.view.as_ref()?.rows;
        rows.iter().position(|row| row.household.book_number == book)
    }

    pub(super) fn typed(&self, at: usize) -> Option<Typed> {
        self.cells.get(at).and_then(|cell| read(cell.edit.text(), self.giving).ok().flatten())
    }

    /// What of an amount is the household's own, and what is for another.
    fn shares(&self, at: usize, typed: Typed) -> (i64, i64) {
        match typed.for_book {
            None => (typed.amount, 0),
            Some(_) => {
                let own = typed.amount.min(self.open(at));
                (own, typed.amount - own)
            }
        }
    }

    /// What each row gets today: of its own, and from others, with who that is.
    pub(super) fn credits(&self) -> Vec<(i64, i64, Option<usize>)> {
        let mut credits = vec![(0, 0, None); self.cells.len()];
        for at in 0..self.cells.len() {
            let Some(typed) = self.typed(at) else { continue };
            let (own, rest) = self.shares(at, typed);
            credits[at].0 += own;
            if let Some(other) = typed.for_book.and_then(|book| self.row_of(book)) {
                credits[other].1 += rest;
                credits[other].2 = Some(at);
            }
        }
        credits
    }

    /// The sums of the columns.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (at, (own, others, _)) in self.credits().into_iter().enumerate() {
            totals.asked += self.asked(at);
            totals.received += self.received(at);
            totals.today += self.typed(at).map_or(0, |typed| typed.amount);
            totals.filled += usize::from(self.cells[at].is_filled());
            let left = (self.open(at) - own - others).max(0);
            totals.left += left;
            if self.due(at).is_none() {
                continue;
            }
            let something = self.received(at) + own + others > 0;
            match (self.asked(at), left, something) {
                (0, _, _) => totals.waived += 1,
                (_, 0, _) => totals.full += 1,
                (_, _, true) => totals.part += 1,
                _ => totals.none += 1,
            }
        }
        totals
    }

    /// An amount as it is written.
    pub(super) fn show(&self, amount: i64) -> String {
        match self.giving {
            Giving::Money => number::group_thousands(amount),
            Giving::Land => AreaM2(amount).to_string(),
            Giving::Labour => HalfDays(amount).to_string(),
            Giving::Goods => number::decimal(amount),
        }
    }

    /// How far the counted cash is off; none where nothing was counted.
    ///
    /// # Errors
    /// When what was typed is no sum.
    pub fn off_by(&self) -> Result<Option<i64>, NumberFault> {
        if self.giving != Giving::Money || self.counted.text().trim().is_empty() {
            return Ok(None);
        }
        let counted = number::parse_money(self.counted.text())?;
        Ok(Some(counted - self.totals().today))
    }

    /// Whether a cell holds what is no amount.
    pub(super) fn is_unread(&self, at: usize) -> bool {
        self.cells.get(at).is_some_and(|cell| read(cell.edit.text(), self.giving).is_err())
    }

    /// Rows that were typed differently the second time.
    pub(super) fn unlike(&self) -> Vec<usize> {
        (0..self.cells.len()).filter(|at| self.is_unlike(*at)).collect()
    }

    pub(super) fn is_unlike(&self, at: usize) -> bool {
        let cell = &self.cells[at];
        let amount = |line: &LineEdit| read(line.text(), self.giving);
        self.verifying && !cell.again.text().is_empty() && amount(&cell.again) != amount(&cell.edit)
    }

    /// The gifts of a row.
    pub(super) fn gifts(&self, at: usize, lang: Lang) -> Result<Vec<GiftEntry>, String> {
        let why = |why: Why| phrases::why(lang, &why);
        let words = phrases::sheet(lang);
        let Some(typed) = read(self.cells[at].edit.text(), self.giving).map_err(why)? else {
            return Ok(Vec::new());
        };
        let money = |amount, on_behalf| GiftEntry::Money {
            amount: Vnd(amount),
            collector: None,
            payer: None,
            on_behalf,
        };
        Ok(match (self.giving, typed.for_book) {
            (Giving::Money, None) => vec![money(typed.amount, None)],
            (Giving::Money, Some(book)) => {
                let other = self.row_of(book).and_then(|row| self.row(row)).map(|row| row.household.id);
                let other = other.ok_or_else(|| fill(words.nobody_to_pay_for, &[&book.to_string()]))?;
                let (own, rest) = self.shares(at, typed);
                if rest == 0 {
                    return Err(fill(words.nothing_over, &[&book.to_string()]));
                }
                let own = (own > 0).then(|| money(own, None));
                own.into_iter().chain([money(rest, Some(other))]).collect()
            }
            (Giving::Land, _) => {
                vec![GiftEntry::Land {
                    area: AreaM2(typed.amount),
                    typed: Some(self.cells[at].edit.text().trim().to_owned()),
                    parcel: None,
                    certificate_updated: false,
                }]
            }
            (Giving::Labour, _) => vec![GiftEntry::Labour(HalfDays(typed.amount))],
            (Giving::Goods, _) => {
                let (what, measure) = self.goods.text().split_once(',').unwrap_or((self.goods.text(), ""));
                let (what, measure) = (what.trim().to_owned(), measure.trim().to_owned());
                vec![GiftEntry::Goods { what, quantity: typed.amount, measure }]
            }
        })
    }
}
