//! The households of a roll with their marks, and what somebody else marked meanwhile.

use crate::domain::{HouseholdId, RollCount, RollMark};
use crate::protocol::{HouseholdRef, RollRow};
use crate::text::keys;

/// How many steps back a roll remembers.
const STEPS_BACK: usize = 50;

/// A household of the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The household.
    pub household: HouseholdRef,
    /// Its mark; none where it was not called yet.
    pub mark: Option<RollMark>,
    /// Its mark in the register, as far as this screen knows.
    pub known: Option<RollMark>,
    /// What somebody else marked meanwhile, where that is something else.
    pub theirs: Option<RollMark>,
    /// How many rolls on end it missed before.
    pub missed: u16,
}

impl Line {
    pub(super) fn new(row: RollRow) -> Line {
        let RollRow { household, mark, missed } = row;
        Line { household, mark, known: mark, theirs: None, missed }
    }

    /// The line as the register has it now, with what was marked here. What nobody marked here follows the register.
    pub(super) fn beside(&self, row: RollRow) -> Line {
        if self.mark == self.known {
            return Line::new(row);
        }
        let theirs = if row.mark == self.known { self.theirs } else { row.mark };
        let theirs = theirs.filter(|theirs| Some(*theirs) != self.mark);
        Line { mark: self.mark, theirs, ..Line::new(row) }
    }

    /// Goes on with what a draft kept: a mark, and the one that stood in the register then.
    pub(super) fn resume(&mut self, mark: Option<RollMark>, stood: Option<RollMark>) {
        let now = self.known;
        self.mark = mark;
        self.theirs = now.filter(|now| Some(*now) != stood && Some(*now) != mark);
    }
}

/// What one step changed: the households with the marks they had.
type Step = Vec<(HouseholdId, Option<RollMark>)>;

/// All of them in the order of the book.
#[derive(Debug, Default)]
pub struct Lines {
    all: Vec<Line>,
    steps: Vec<Step>,
}

impl Lines {
    /// The lines.
    pub fn all(&self) -> &[Line] {
        &self.all
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is nobody to call.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What the marks come to.
    pub fn count(&self) -> RollCount {
        RollCount::of(self.all.iter().filter_map(|line| line.mark))
    }

    /// The places of those that were not called yet.
    pub fn uncalled(&self) -> Vec<usize> {
        self.places(|line| line.mark.is_none())
    }

    /// The places of those that somebody else marked otherwise, and nobody chose yet.
    pub fn disputed(&self) -> Vec<usize> {
        self.places(|line| line.theirs.is_some())
    }

    fn places(&self, is_one: impl Fn(&Line) -> bool) -> Vec<usize> {
        (0..self.all.len()).filter(|at| is_one(&self.all[*at])).collect()
    }

    /// The rows as they stand in the register now.
    pub(super) fn follow(&mut self, rows: Vec<RollRow>) {
        let old = std::mem::take(&mut self.all);
        let known = |row: &RollRow| old.iter().find(|line| line.household.id == row.household.id);
        let line = |row: RollRow| match known(&row) {
            Some(line) => line.beside(row),
            None => Line::new(row),
        };
        self.all = rows.into_iter().map(line).collect();
    }

    /// Lets a draft go on with each line.
    pub(super) fn resume(&mut self, kept: impl Fn(HouseholdId) -> Option<[Option<RollMark>; 2]>) {
        for line in &mut self.all {
            if let Some([mark, stood]) = kept(line.household.id) {
                line.resume(mark, stood);
            }
        }
    }

    /// Marks some of them in one step.
    pub(super) fn mark(&mut self, places: &[usize], mark: Option<RollMark>) {
        let mut step = Step::new();
        for at in places {
            let Some(line) = self.all.get_mut(*at) else { continue };
            step.push((line.household.id, line.mark));
            (line.mark, line.theirs) = (mark, None);
        }
        if self.steps.len() == STEPS_BACK {
            self.steps.remove(0);
        }
        self.steps.push(step);
    }

    /// Takes the last step back. Where nothing was marked before it, what somebody else recorded meanwhile stands.
    pub(super) fn step_back(&mut self) {
        for (household, mark) in self.steps.pop().unwrap_or_default() {
            if let Some(line) = self.all.iter_mut().find(|line| line.household.id == household) {
                line.mark = mark.or(line.known);
            }
        }
    }

    /// The places of a number in the book: two where a household came back, or another one has it by now.
    pub(super) fn of_number(&self, book: u16) -> Vec<usize> {
        self.places(|line| line.household.book_number == book)
    }

    /// The next one after a place whose head is called so.
    pub(super) fn find(&self, text: &str, after: usize) -> Option<usize> {
        let wanted = keys::loose(text);
        let count = self.all.len().max(1);
        let is_called = |at: &usize| {
            self.all.get(*at).is_some_and(|line| keys::loose(&line.household.head).contains(&wanted))
        };
        (1..=count).map(|step| (after + step) % count).find(is_called)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, ShortNumber};
    use RollMark::{Absent, Excused, Present};
    use uuid::Uuid;

    fn row(id: u128, mark: Option<RollMark>) -> RollRow {
        let household = HouseholdRef {
            id: HouseholdId(Uuid::from_u128(id)),
            number: ShortNumber { kind: Kind::Household, number: 26 },
            group: 5,
            book_number: 26,
            head: "Trần Văn Út".into(),
            hamlet: "Quới An".into(),
        };
        RollRow { household, mark, missed: 0 }
    }

    #[test]
    fn what_two_mark_at_once_is_shown_and_not_lost() {
        // In the register when it was opened, marked here, in the register now; what stands here then, what is shown of
        // the other.
        let cases = [
            (None, None, Some(Absent), Some(Absent), None),
            (None, Some(Present), None, Some(Present), None),
            (None, Some(Present), Some(Present), Some(Present), None),
            (None, Some(Present), Some(Absent), Some(Present), Some(Absent)),
            (Some(Present), Some(Present), Some(Excused), Some(Excused), None),
            (Some(Present), Some(Absent), Some(Excused), Some(Absent), Some(Excused)),
            (Some(Present), None, Some(Excused), None, Some(Excused)),
        ];
        for (before, mine, now, want, theirs) in cases {
            let line = Line { mark: mine, ..Line::new(row(1, before)) };
            let line = line.beside(row(1, now));
            assert_eq!((line.mark, line.theirs), (want, theirs), "{before:?} {mine:?} {now:?}");
            let again = line.beside(row(1, now));
            assert_eq!(
                (again.mark, again.theirs),
                (want, theirs),
                "asked again: {before:?} {mine:?} {now:?}"
            );
            // The same, with the marks in a draft in between.
            let mut resumed = Line::new(row(1, now));
            if mine != before {
                resumed.resume(mine, before);
            }
            assert_eq!(
                (resumed.mark, resumed.theirs),
                (want, theirs),
                "resumed: {before:?} {mine:?} {now:?}"
            );
        }
    }

    #[test]
    fn a_step_back_touches_what_the_step_touched() {
        let mut lines = Lines::default();
        lines.follow(vec![row(1, None), row(2, None), row(3, None)]);
        let marks = |lines: &Lines| lines.all().iter().map(|line| line.mark).collect::<Vec<_>>();
        lines.mark(&[0], Some(Absent));
        lines.mark(&[1], Some(Excused));
        // The third was marked by somebody else; another household came in its place before the first.
        lines.follow(vec![row(4, None), row(1, None), row(3, Some(Present))]);
        lines.step_back();
        assert_eq!(marks(&lines), [None, Some(Absent), Some(Present)], "the second has gone");
        // Meanwhile the first was recorded by somebody else: that stands where nothing was marked before.
        lines.follow(vec![row(4, None), row(1, Some(Present)), row(3, Some(Present))]);
        lines.step_back();
        assert_eq!(marks(&lines), [None, Some(Present), Some(Present)]);
        lines.step_back();
    }
}
