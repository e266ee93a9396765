//! Meetings (họp tổ, tuyên truyền, sinh hoạt): who was there, what was voted on, what was decided.
//!
//! Three things are counted, and never mixed: meetings (cuộc), attendances (lượt), and households that were
//! represented. The same person at two meetings is two attendances.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{
    Attendances, Date, Fault, Faults, Field, GroupId, HouseholdId, LINE, MeetingId, MeetingKind, ModelId,
    NAME, PROSE, RollMark, Source, UnitId, Warning, Why,
};

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Identity.
    pub id: MeetingId,
    /// What kind it is.
    pub kind: MeetingKind,
    /// Whose meeting.
    pub of: MeetingOf,
    /// The day.
    pub on: Date,
    /// Where.
    pub place: Option<String>,
    /// Who led it.
    pub chair: Option<String>,
    /// Who wrote the minutes.
    pub secretary: Option<String>,
    /// What it was about.
    pub topic: Option<String>,
    /// The occasion it was one of several for (đợt): a report counts these once.
    pub occasion: Option<String>,
    /// The number of the minutes.
    pub minutes_no: Option<String>,
    /// The movement model it was about, such as its launch.
    pub model: Option<ModelId>,
    /// The head count, where one was taken.
    pub headcount: Option<Attendances>,
    /// The households of the group on that day with what each was marked; empty where no roll was called.
    pub roll: Vec<RollLine>,
    /// What was voted on.
    pub votes: Vec<Vote>,
    /// What was decided.
    pub decision: Option<String>,
    /// What was asked of others.
    pub petition: Option<String>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// Whose meeting it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingOf {
    /// A group's, of which a roll can be called.
    Group(GroupId),
    /// A unit's.
    Unit(UnitId),
}

/// What a household was marked when the roll was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollLine {
    /// The household.
    pub household: HouseholdId,
    /// Its mark.
    pub mark: RollMark,
}

/// A vote, counted in hands or ballots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// What was voted on.
    pub on: String,
    /// For.
    pub in_favour: u32,
    /// Against.
    pub against: u32,
    /// Neither.
    pub other: u32,
}

/// What a roll comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCount {
    /// There from the beginning.
    pub present: u32,
    /// There, but late.
    pub late: u32,
    /// Somebody in their place.
    pub proxy: u32,
    /// Not there, and excused.
    pub excused: u32,
    /// Not there.
    pub absent: u32,
}

impl RollCount {
    /// Counts marks.
    pub fn of(marks: impl IntoIterator<Item = RollMark>) -> RollCount {
        let mut count = RollCount::default();
        for mark in marks {
            *match mark {
                RollMark::Present => &mut count.present,
                RollMark::Late => &mut count.late,
                RollMark::Proxy => &mut count.proxy,
                RollMark::Excused => &mut count.excused,
                RollMark::Absent => &mut count.absent,
            } += 1;
        }
        count
    }

    /// Households that were represented.
    pub fn represented(self) -> u32 {
        self.present + self.late + self.proxy
    }

    /// All households of the roll.
    pub fn households(self) -> u32 {
        self.represented() + self.excused + self.absent
    }

    /// How many of these households are usually asked to be there.
    pub fn needed(self) -> u32 {
        needed_of(self.households())
    }
}

/// How many of so many households are usually asked to be there: half of them. That is what the law on grassroots democracy
/// (Law 10/2022/QH15) asks of a meeting of the residents of a hamlet; groups go by it. It says nothing of how many have to
/// agree.
pub fn needed_of(households: u32) -> u32 {
    households.div_ceil(2)
}

impl RollMark {
    /// Whether the household was represented.
    pub fn is_there(self) -> bool {
        matches!(self, RollMark::Present | RollMark::Late | RollMark::Proxy)
    }
}

impl Meeting {
    /// The group whose meeting it was.
    pub fn group(&self) -> Option<GroupId> {
        match self.of {
            MeetingOf::Group(group) => Some(group),
            MeetingOf::Unit(_) => None,
        }
    }

    /// What its roll comes to; none where no roll was called.
    pub fn roll_count(&self) -> Option<RollCount> {
        (!self.roll.is_empty()).then(|| RollCount::of(self.roll.iter().map(|line| line.mark)))
    }

    /// How many attended: the head count, or one for each household that was represented.
    pub fn attendances(&self) -> Option<Attendances> {
        self.headcount.or_else(|| self.roll_count().map(|count| Attendances(count.represented())))
    }

    /// What a household was marked.
    pub fn mark_of(&self, household: HouseholdId) -> Option<RollMark> {
        self.roll.iter().find(|line| line.household == household).map(|line| line.mark)
    }

    /// What is worth a second look.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if let (Some(people), Some(roll)) = (self.headcount, self.roll_count())
            && people.0 < roll.represented()
        {
            warnings.push(Warning::FewerPeopleThanHouseholds(people.0, roll.represented()));
        }
        let Some(people) = self.attendances() else { return warnings };
        for vote in &self.votes {
            let votes = vote.in_favour.saturating_add(vote.against).saturating_add(vote.other);
            if votes > people.0 {
                warnings.push(Warning::MoreVotesThanPeople(vote.on.clone(), votes, people.0));
            }
        }
        warnings
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(self.on <= today, Field::On, Why::InFuture);
        let texts = [
            (&self.place, Field::MeetingPlace, LINE),
            (&self.chair, Field::Chair, NAME),
            (&self.secretary, Field::Secretary, NAME),
            (&self.topic, Field::Topic, LINE),
            (&self.occasion, Field::Occasion, LINE),
            (&self.minutes_no, Field::MinutesNo, NAME),
            (&self.decision, Field::Conclusion, PROSE),
            (&self.petition, Field::Petition, PROSE),
        ];
        for (text, field, most) in texts {
            faults.optional_text(text.as_deref().unwrap_or(""), field, most);
        }
        for (row, vote) in self.votes.iter().enumerate() {
            if vote.on.trim().is_empty() {
                faults.add_row(Field::VoteOn, row, Why::Missing);
            }
            if vote.on.chars().count() > usize::from(LINE) {
                faults.add_row(Field::VoteOn, row, Why::TooLong(LINE));
            }
        }
        let mut seen = HashSet::new();
        let once = self.roll.iter().all(|line| seen.insert(line.household));
        faults.require(once, Field::Roll, Why::Twice);
        faults.require(self.roll.is_empty() || self.group().is_some(), Field::Roll, Why::Elsewhere);
        faults.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn meeting(marks: &[RollMark]) -> Meeting {
        let line = |(at, mark): (usize, &RollMark)| RollLine {
            household: HouseholdId(Uuid::from_u128(at as u128)),
            mark: *mark,
        };
        Meeting {
            id: MeetingId(Uuid::nil()),
            kind: MeetingKind::Regular,
            of: MeetingOf::Group(GroupId(Uuid::nil())),
            on: Date::ymd(2023, 10, 25).unwrap(),
            place: None,
            chair: None,
            secretary: None,
            topic: None,
            occasion: None,
            minutes_no: None,
            model: None,
            headcount: None,
            roll: marks.iter().enumerate().map(line).collect(),
            votes: Vec::new(),
            decision: None,
            petition: None,
            source: None,
        }
    }

    #[test]
    fn a_roll_is_counted_by_mark() {
        use RollMark::{Absent, Excused, Late, Present, Proxy};
        // Marks, represented, needed.
        let cases: [(&[RollMark], u32, u32); 4] = [
            (&[Present, Late, Proxy, Excused, Absent], 3, 3),
            (&[Absent, Absent], 0, 1),
            (&[Present], 1, 1),
            (&[Present, Present, Excused, Absent], 2, 2),
        ];
        for (marks, represented, needed) in cases {
            let count = meeting(marks).roll_count().unwrap();
            assert_eq!((count.represented(), count.needed()), (represented, needed), "{marks:?}");
            assert_eq!(count.households() as usize, marks.len());
        }
        assert_eq!(meeting(&[]).roll_count(), None);
    }

    #[test]
    fn the_head_count_comes_before_the_roll() {
        let mut one = meeting(&[RollMark::Present, RollMark::Absent]);
        assert_eq!(one.attendances(), Some(Attendances(1)));
        one.headcount = Some(Attendances(5));
        assert_eq!(one.attendances(), Some(Attendances(5)));
        assert_eq!(meeting(&[]).attendances(), None);
    }

    #[test]
    fn figures_that_cannot_be_are_worth_a_second_look() {
        use RollMark::{Absent, Present};
        let vote = |in_favour| Vote { on: "mức".into(), in_favour, against: 1, other: 0 };
        // The roll, the head count, votes for; how many warnings.
        let cases: [(&[RollMark], Option<u32>, u32, usize); 6] = [
            (&[Present, Present, Absent], None, 1, 0),
            (&[Present, Present, Absent], None, 2, 1),
            (&[Present, Present, Absent], Some(3), 2, 0),
            (&[Present, Present, Absent], Some(1), 0, 1),
            (&[Present, Present, Absent], Some(1), 1, 2),
            (&[], None, 280, 0),
        ];
        for (marks, headcount, in_favour, want) in cases {
            let headcount = headcount.map(Attendances);
            let one = Meeting { headcount, votes: vec![vote(in_favour)], ..meeting(marks) };
            assert_eq!(one.warnings().len(), want, "{marks:?} {headcount:?} {in_favour}");
        }
    }

    #[test]
    fn all_faults_are_said_at_once() {
        let today = Date::ymd(2023, 10, 24).unwrap();
        let mut wrong = meeting(&[RollMark::Present, RollMark::Present]);
        wrong.roll[1].household = wrong.roll[0].household;
        wrong.votes.push(Vote { on: " ".into(), in_favour: 1, against: 0, other: 0 });
        wrong.of = MeetingOf::Unit(UnitId(Uuid::nil()));
        wrong.chair = Some("x".repeat(121));
        let found = wrong.check(today).unwrap_err();
        let fields: Vec<Field> = found.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, [Field::On, Field::Chair, Field::VoteOn, Field::Roll, Field::Roll]);
    }
}
