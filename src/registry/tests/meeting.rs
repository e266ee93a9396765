//! Meetings and the calling of a roll.

use super::*;
use RollMark::{Absent, Excused, Late, Present, Proxy};

struct Evening {
    house: House,
    group: GroupId,
    /// Households 21, 22, 23.
    homes: [HouseholdId; 3],
}

impl Evening {
    fn new() -> Evening {
        let house = House::new();
        let names = [("Nguyễn Văn Sáu", 21), ("Cao Bích Bé", 22), ("Đặng Quốc Giàu", 23)];
        let homes = names.map(|(name, number)| house.household(name, Some(number)));
        let group = house.card(homes[0]).group;
        Evening { house, group, homes }
    }

    fn view(&self, meeting: MeetingId) -> MeetingView {
        match self.house.ask(Query::Meeting(meeting)) {
            Answer::Meeting(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    fn called(&self, meeting: MeetingId, marks: &[RollMark]) -> CalledRoll {
        let view = self.view(meeting);
        let line = |(row, mark): (&RollRow, &RollMark)| RollLine { household: row.household.id, mark: *mark };
        let lines = view.roll.iter().zip(marks).map(line).collect();
        CalledRoll { meeting, base: view.rev, lines, headcount: None }
    }

    fn call(&self, meeting: MeetingId, marks: &[RollMark]) -> Result<Saved, Refusal> {
        self.house.try_act(Command::CallRoll(Box::new(self.called(meeting, marks))))
    }

    fn marks(&self, meeting: MeetingId) -> Vec<Option<RollMark>> {
        self.view(meeting).roll.iter().map(|row| row.mark).collect()
    }
}

fn faults(refusal: Refusal) -> Vec<(Field, Option<u16>, Why)> {
    let Refusal::Faults(faults) = refusal else { panic!("{refusal:?}") };
    faults.into_iter().map(|fault| (fault.field, fault.row, fault.why)).collect()
}

#[test]
fn a_roll_is_one_act_and_taken_back_as_one() {
    let evening = Evening::new();
    let meeting = meeting_of(&evening.house, evening.group, "2023-10-25", "Đường đèn");
    assert_eq!(evening.marks(meeting), [None, None, None]);
    let saved = evening.call(meeting, &[Present, Proxy, Absent]).unwrap();
    assert_eq!(saved.act, Act::CallRoll as u16);
    let view = evening.view(meeting);
    assert_eq!(view.row.roll.unwrap().represented(), 2);
    assert_eq!(view.row.attendances, Some(Attendances(2)));
    evening.call(meeting, &[Present, Proxy, Late]).unwrap();
    assert_eq!(evening.marks(meeting), [Some(Present), Some(Proxy), Some(Late)]);
    let last = evening.view(meeting).rev;
    evening.house.act(Command::Undo { seq: saved.seq + 1 });
    assert_eq!(evening.marks(meeting), [Some(Present), Some(Proxy), Some(Absent)]);
    assert!(evening.view(meeting).rev > last);
}

#[test]
fn who_was_not_in_the_group_that_day_is_not_in_the_roll() {
    let evening = Evening::new();
    let gone = evening.house.household("Trần Kim Út", Some(24));
    let persons = evening.house.card(gone).members.iter().map(|member| member.id).collect();
    let left = evening.house.life(gone, "2023-11-01", LifeEvent::MoveOut { persons, to: None });
    evening.house.act(Command::Life(Box::new(left)));
    let meeting = meeting_of(&evening.house, evening.group, "2014-10-25", "Trước khi vào tổ");
    assert!(evening.view(meeting).roll.is_empty(), "they came in 2015");
    let meeting = meeting_of(&evening.house, evening.group, "2023-10-25", "Họp tổ");
    let books: Vec<u16> = evening.view(meeting).roll.iter().map(|row| row.household.book_number).collect();
    assert_eq!(books, [21, 22, 23, 24]);
    let meeting = meeting_of(&evening.house, evening.group, "2023-11-05", "Họp tổ");
    assert_eq!(evening.view(meeting).roll.len(), 3, "one of them has moved away");
}

#[test]
fn a_roll_that_lacks_somebody_or_names_a_stranger_is_refused_whole() {
    let evening = Evening::new();
    let meeting = meeting_of(&evening.house, evening.group, "2023-10-25", "Họp tổ");
    let mut called = evening.called(meeting, &[Present, Present, Present]);
    let stranger = HouseholdId(evening.house.request());
    called.lines[1].household = stranger;
    let act = |called: &CalledRoll| evening.house.try_act(Command::CallRoll(Box::new(called.clone())));
    let found = faults(act(&called).unwrap_err());
    assert_eq!(found, [(Field::Roll, Some(1), Why::NotFound), (Field::Roll, None, Why::Missing)]);
    called.lines[1].household = evening.homes[0];
    let found = faults(act(&called).unwrap_err());
    assert_eq!(found, [(Field::Roll, None, Why::Missing), (Field::Roll, None, Why::Twice)]);
    assert_eq!(evening.marks(meeting), [None, None, None]);
    called.lines[1].household = evening.homes[1];
    called.base += 1;
    assert!(matches!(act(&called).unwrap_err(), Refusal::Conflict { .. }));
}

#[test]
fn missing_several_rolls_on_end_is_counted() {
    let evening = Evening::new();
    // The marks of each meeting, and how many each household has missed on end before it.
    let cases: [(&str, [RollMark; 3], [u16; 3]); 4] = [
        ("2023-07-25", [Absent, Present, Present], [0, 0, 0]),
        ("2023-08-25", [Excused, Absent, Late], [1, 0, 0]),
        ("2023-09-25", [Absent, Proxy, Present], [2, 1, 0]),
        ("2023-10-25", [Present, Present, Present], [3, 0, 0]),
    ];
    for (on, marks, want) in cases {
        let meeting = meeting_of(&evening.house, evening.group, on, on);
        let missed: Vec<u16> = evening.view(meeting).roll.iter().map(|row| row.missed).collect();
        assert_eq!(missed, want, "{on}");
        evening.call(meeting, &marks).unwrap();
    }
    let Answer::Meetings(rows) = evening.house.ask(Query::Meetings) else { panic!() };
    let topics: Vec<&str> = rows.iter().filter_map(|row| row.topic.as_deref()).collect();
    assert_eq!(topics, ["2023-10-25", "2023-09-25", "2023-08-25", "2023-07-25"]);
}

#[test]
fn the_form_of_a_meeting_leaves_its_roll_alone() {
    let evening = Evening::new();
    let id = meeting_of(&evening.house, evening.group, "2023-10-25", "Họp tổ");
    evening.call(id, &[Present, Present, Absent]).unwrap();
    let view = evening.view(id);
    let save = |meeting: Meeting, base| {
        evening.house.try_act(Command::Save { record: Box::new(meeting.into()), base })
    };
    let mut edited = Meeting { topic: Some("Họp  bàn ".into()), ..view.meeting.clone() };
    edited.votes.push(Vote { on: "mức đóng góp".into(), in_favour: 20, against: 1, other: 0 });
    assert_eq!(save(edited.clone(), Some(view.rev)).unwrap().act, Act::EditMeeting as u16);
    assert_eq!(evening.view(id).row.topic.as_deref(), Some("Họp bàn"));
    edited.roll.pop();
    let found = faults(save(edited.clone(), Some(view.rev + 1)).unwrap_err());
    assert_eq!(found, [(Field::Whole, None, Why::Elsewhere)]);
    edited.id = MeetingId(evening.house.request());
    let found = faults(save(edited, None).unwrap_err());
    assert_eq!(found, [(Field::Roll, None, Why::Elsewhere)]);
}

#[test]
fn a_household_in_a_roll_is_not_taken_back() {
    let evening = Evening::new();
    let added = evening.house.act(Command::AddHousehold(NewHousehold {
        group: evening.group,
        book_number: Some(24),
        address: "Số 4".into(),
        phones: vec![],
        nickname: None,
        head: someone("Trần Kim Út", RelationToHead::Head, 1970),
        since: Some(day("2015-01-01")),
    }));
    let meeting = meeting_of(&evening.house, evening.group, "2023-10-25", "Họp tổ");
    evening.call(meeting, &[Present; 4]).unwrap();
    let refusal = evening.house.try_act(Command::Undo { seq: added.seq }).unwrap_err();
    assert!(matches!(refusal, Refusal::ChangedSince(_)), "{refusal:?}");
}
