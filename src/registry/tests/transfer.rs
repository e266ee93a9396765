//! Households between groups that different people look after: who sees what, who may answer, what stays known.

use super::scope::{Commune, hamlet};
use super::*;

/// Two hamlets with a clerk each, who look after nothing else; and an administrator of all.
struct Two {
    commune: Commune,
    here: Actor,
    there: Actor,
}

impl Two {
    fn new() -> Two {
        let commune = Commune::new();
        let clerk = |login, unit| commune.staff(login, StaffRole::Recorder, vec![ScopeUnit::Unit(unit)]);
        let (here, there) = (clerk("an", commune.own.hamlet), clerk("binh", commune.other.hamlet));
        Two { commune, here, there }
    }

    fn house(&self) -> &House {
        &self.commune.house
    }

    fn household(&self) -> HouseholdId {
        self.commune.own.household
    }

    fn all(&self) -> &Actor {
        &self.house().actor
    }

    /// Acts as they stand now, as the service does.
    fn act(&self, actor: &Actor, command: Command) -> Result<Saved, Refusal> {
        let actor = &self.house().registry.actor_now(actor)?;
        match self.house().registry.act(actor, self.house().request(), command)? {
            Answer::Saved(saved) => Ok(saved),
            other => panic!("{other:?}"),
        }
    }

    fn ask(&self, actor: &Actor, query: Query) -> Result<Answer, Refusal> {
        self.house().registry.ask(actor, &query)
    }

    fn move_to(&self, group: GroupId, on: &str, book_number: Option<u16>) -> LifeAct {
        let mut act = self.house().life(self.household(), on, LifeEvent::ChangeGroup { group, book_number });
        act.basis = Some("đơn xin chuyển".into());
        act
    }

    /// Sends the household of here over to there.
    fn send(&self) -> TransferRow {
        let act = self.move_to(self.commune.other.group, "2023-11-10", None);
        self.act(&self.here, Command::Life(Box::new(act))).unwrap();
        self.waiting()
    }

    fn transfers(&self, actor: &Actor) -> TransfersView {
        match self.ask(actor, Query::Transfers).unwrap() {
            Answer::Transfers(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    fn waiting(&self) -> TransferRow {
        self.transfers(&self.there).incoming.remove(0)
    }

    fn accept(&self, actor: &Actor, row: &TransferRow, book_number: Option<u16>) -> Result<Saved, Refusal> {
        self.act(actor, Command::AcceptTransfer { transfer: row.id, base: row.rev, book_number })
    }

    fn decline(&self, actor: &Actor, row: &TransferRow, reason: &str) -> Result<Saved, Refusal> {
        let (transfer, base, reason) = (row.id, row.rev, reason.to_owned());
        self.act(actor, Command::DeclineTransfer { transfer, base, reason })
    }

    fn undo(&self, actor: &Actor, saved: &Saved) -> Result<Saved, Refusal> {
        self.act(actor, Command::Undo { seq: saved.seq })
    }

    fn card(&self, actor: &Actor) -> Result<Card, Refusal> {
        match self.ask(actor, Query::Card(self.household()))? {
            Answer::Card(card) => Ok(*card),
            other => panic!("{other:?}"),
        }
    }

    fn departed(&self, actor: &Actor) -> Result<DepartedView, Refusal> {
        match self.ask(actor, Query::Departed(self.household()))? {
            Answer::Departed(view) => Ok(*view),
            other => panic!("{other:?}"),
        }
    }

    /// How many wait to be taken in and how many are on their way out, for here and for there.
    fn counts(&self) -> [(usize, usize); 2] {
        [&self.here, &self.there].map(|actor| {
            let view = self.transfers(actor);
            let Answer::Home(home) = self.ask(actor, Query::Home).unwrap() else { panic!() };
            assert_eq!(usize::try_from(home.incoming).unwrap(), view.incoming.len());
            (view.incoming.len(), view.outgoing.len())
        })
    }

    fn findings(&self) -> Vec<Finding> {
        match self.ask(self.all(), Query::Check { deep: true }).unwrap() {
            Answer::Check(check) => check.findings,
            other => panic!("{other:?}"),
        }
    }
}

/// What is told of a group that is not in somebody's scope.
fn beyond(group: &str) -> Refusal {
    let (number, hamlet) = group.split_once(' ').unwrap();
    let (kind, name) = (UnitKind::Hamlet, hamlet.to_owned());
    Refusal::OutOfScope(Some(ScopeName { kind, name, group: number.parse().ok() }))
}

#[test]
fn what_is_sent_stays_whole_where_it_is_until_it_is_taken_in() {
    let two = Two::new();
    let before = two.card(&two.here).unwrap();
    let row = two.send();
    // Here: everything as it was, and a line that says so.
    let card = two.card(&two.here).unwrap();
    assert_eq!(
        card.leaving.as_ref().map(|row| (row.to.as_str(), row.on)),
        Some(("01 Long Thới", day("2023-11-10")))
    );
    assert_eq!(Card { leaving: None, ..card }, before);
    let Answer::Group(group) =
        two.ask(&two.here, Query::Group { group: two.commune.own.group, on: None }).unwrap()
    else {
        panic!()
    };
    assert_eq!(group.households[0].leaving.as_deref(), Some("01 Long Thới"));
    // There: what has to be decided on, and not the card.
    let want =
        (("Nguyễn Văn Quoian", 1, "05 Quới An", "an"), (day("2023-11-10"), Some("đơn xin chuyển"), Some(2)));
    let got = (
        (row.head.as_str(), row.persons, row.from.as_str(), row.asked_by.as_str()),
        (row.on, row.basis.as_deref(), row.book_number),
    );
    assert_eq!(got, want);
    assert_eq!(two.card(&two.there), Err(beyond("05 Quới An")));
    assert_eq!(two.counts(), [(0, 1), (1, 0)]);
    assert_eq!(two.transfers(&two.here).outgoing[0].book_number, None);
    // The household is still worked with here.
    let house = two.house();
    let gift = house.gift(two.household(), two.commune.own.project, money(50_000, None), None);
    two.act(&two.here, gift).unwrap();
    two.act(&two.here, Command::Verify(two.household())).unwrap();
    assert_eq!(two.findings(), []);
    // Nothing has happened yet that a year's report would count.
    assert_eq!(two.card(&two.here).unwrap().life, []);
}

#[test]
fn taking_in_is_one_change_from_the_day_it_was_sent_for() {
    let two = Two::new();
    let levy = Levy { basis: LevyBasis::Household, amount: Vnd(900_000), decided_at: None, due: None };
    let (project, base) = (two.commune.own.project, 1);
    two.act(&two.here, Command::SetLevy { project, base, levy, relief: vec![] }).unwrap();
    let row = two.send();
    let saved = two.accept(&two.there, &row, Some(9)).unwrap();
    assert_eq!(saved.act, Act::AcceptTransfer as u16);
    let kinds: Vec<Kind> = saved.keys.iter().map(|key| key.kind).collect();
    assert_eq!(kinds, [Kind::Household, Kind::LifeChange, Kind::Transfer]);
    let card = two.card(&two.there).unwrap();
    assert_eq!((card.group, card.book_number, card.placed_since), (two.commune.other.group, 9, Some(row.on)));
    assert_eq!((card.came_from, card.leaving), (Some(5), None));
    // Dues and what was given go with it, and the move is counted on its day.
    assert_eq!((card.dues[0].left, card.given.money), (Vnd(400_000), Vnd(500_000)));
    let life: Vec<(LifeKind, Date, Option<&str>)> =
        card.life.iter().map(|line| (line.kind, line.on, line.basis.as_deref())).collect();
    assert_eq!(life, [(LifeKind::ChangeGroup, day("2023-11-10"), Some("đơn xin chuyển"))]);
    let record = two.ask(two.all(), Query::Record(two.household().key())).unwrap();
    let Answer::Record { record, .. } = record else { panic!() };
    let AnyRecord::Household(household) = *record else { panic!() };
    let periods: Vec<(GroupId, Option<Date>, Option<Date>)> = household
        .placements
        .iter()
        .map(|place| (place.group, place.valid.from(), place.valid.to()))
        .collect();
    let (own, other) = (two.commune.own.group, two.commune.other.group);
    let want =
        [(own, Some(day("2015-01-01")), Some(day("2023-11-09"))), (other, Some(day("2023-11-10")), None)];
    assert_eq!(periods, want);
    assert_eq!(two.counts(), [(0, 0), (0, 0)]);
    assert_eq!(two.findings(), []);
}

#[test]
fn whoever_looks_after_both_groups_moves_it_at_once() {
    let two = Two::new();
    let units = [two.commune.own.hamlet, two.commune.other.hamlet].map(ScopeUnit::Unit).to_vec();
    let both = two.commune.staff("chin", StaffRole::Recorder, units);
    let act = two.move_to(two.commune.other.group, "2023-11-10", Some(7));
    let saved = two.act(&both, Command::Life(Box::new(act))).unwrap();
    assert_eq!(saved.act, Act::ChangeGroup as u16);
    assert_eq!(two.counts(), [(0, 0), (0, 0)]);
    assert_eq!(two.card(&two.there).unwrap().book_number, 7);
    // However it went, it is known here that it did.
    assert_eq!(two.transfers(&two.here).departed[0].to, "01 Long Thới");
    two.undo(&both, &saved).unwrap();
    assert_eq!(two.card(&two.here).unwrap().book_number, 1);
}

#[test]
fn a_household_that_cannot_be_sent_is_told_so() {
    let two = Two::new();
    let other = two.commune.other.group;
    let (_, elsewhere) = {
        let other_commune = UnitId(two.house().request());
        let version = UnitVersion {
            name: "Bình Ninh".into(),
            code: None,
            parent: None,
            valid: Validity::ALWAYS,
            basis: None,
        };
        let unit = Unit {
            id: other_commune,
            kind: UnitKind::Commune,
            versions: vec![version],
            aliases: vec![],
            source: None,
        };
        two.act(two.all(), Command::Save { record: Box::new(unit.into()), base: None }).unwrap();
        hamlet(two.house(), "Hòa Lợi", other_commune)
    };
    let waiting = Why::OnItsWay("01 Long Thới".into());
    type Case<'a> = (&'a str, &'a Actor, GroupId, &'a str, Option<u16>, Vec<(Field, Why)>);
    let cases: [Case<'_>; 8] = [
        (
            "a number is theirs to give",
            &two.here,
            other,
            "2023-11-10",
            Some(3),
            vec![(Field::BookNumber, Why::GivenThere)],
        ),
        (
            "another commune",
            &two.here,
            elsewhere,
            "2023-11-10",
            None,
            vec![(Field::Group, Why::OtherCommune)],
        ),
        (
            "no such group",
            &two.here,
            GroupId(Uuid::from_u128(9)),
            "2023-11-10",
            None,
            vec![(Field::Group, Why::NotFound)],
        ),
        ("tomorrow", &two.here, other, "2023-11-15", None, vec![(Field::On, Why::InFuture)]),
        (
            "before it came",
            &two.here,
            other,
            "2014-01-01",
            None,
            vec![(Field::On, Why::EndsBeforeBegins), (Field::On, Why::Overlap)],
        ),
        ("sent", &two.here, other, "2023-11-10", None, vec![]),
        ("a second time", &two.here, other, "2023-11-11", None, vec![(Field::Group, waiting.clone())]),
        ("moved at once meanwhile", two.all(), other, "2023-11-11", None, vec![(Field::Group, waiting)]),
    ];
    for (what, actor, group, on, number, want) in cases {
        let outcome = two.act(actor, Command::Life(Box::new(two.move_to(group, on, number))));
        match outcome {
            Ok(_) => assert_eq!(want, [], "{what}"),
            refused => assert_eq!(faults(refused), want, "{what}"),
        }
    }
    // Who waits for it does not fetch it.
    let fetch = Command::Life(Box::new(two.move_to(other, "2023-11-11", None)));
    assert_eq!(two.act(&two.there, fetch), Err(beyond("05 Quới An")));
}

#[test]
fn who_may_answer() {
    type Answering = fn(&Two, &TransferRow) -> Result<Saved, Refusal>;
    let cases: [(&str, Answering, &str); 9] = [
        ("there takes it in", |two, row| two.accept(&two.there, row, None), "accepted"),
        ("here does not take it in for them", |two, row| two.accept(&two.here, row, None), "scope"),
        ("all may", |two, row| two.accept(two.all(), row, None), "accepted"),
        ("there sends it back", |two, row| two.decline(&two.there, row, "chưa về ở"), "declined"),
        ("for a reason", |two, row| two.decline(&two.there, row, "  "), "faults"),
        ("here takes it back", |two, row| two.decline(&two.here, row, ""), "withdrawn"),
        ("a number that is taken", |two, row| two.accept(&two.there, row, Some(1)), "faults"),
        (
            "on another state of it",
            |two, row| two.accept(&two.there, &TransferRow { rev: 7, ..row.clone() }, None),
            "conflict",
        ),
        (
            "a viewer looks",
            |two, row| {
                let scope = vec![ScopeUnit::Unit(two.commune.other.hamlet)];
                two.accept(&two.commune.staff("xem", StaffRole::Viewer, scope), row, None)
            },
            "role",
        ),
    ];
    for (what, answer, want) in cases {
        let two = Two::new();
        let row = two.send();
        let got = match answer(&two, &row) {
            Ok(saved) if saved.act == Act::AcceptTransfer as u16 => "accepted",
            Ok(saved) if saved.act == Act::DeclineTransfer as u16 => "declined",
            Ok(saved) if saved.act == Act::WithdrawTransfer as u16 => "withdrawn",
            Err(refusal) if refusal == beyond("01 Long Thới") => "scope",
            Err(Refusal::Conflict { .. }) => "conflict",
            Err(Refusal::Faults(_)) => "faults",
            Err(Refusal::NotAllowed) => "role",
            other => panic!("{what}: {other:?}"),
        };
        assert_eq!(got, want, "{what}");
        assert_eq!(two.findings(), [], "{what}");
    }
}

#[test]
fn what_was_sent_back_says_why_and_can_be_sent_again() {
    let two = Two::new();
    let row = two.send();
    two.decline(&two.there, &row, "hộ chưa về ở").unwrap();
    assert_eq!(two.counts(), [(0, 1), (0, 0)]);
    let sent_back = two.transfers(&two.here).outgoing.remove(0);
    let answer = sent_back.answer.unwrap();
    assert_eq!(
        (answer.by.as_str(), answer.outcome),
        ("binh", TransferOutcome::Declined("hộ chưa về ở".into()))
    );
    // An answer is given once.
    let again = faults(two.accept(&two.there, &row, None));
    assert_eq!(again, [(Field::Whole, Why::Answered("binh".into()))]);
    assert_eq!(two.card(&two.here).unwrap().leaving, None);
    let second = two.send();
    assert_ne!(second.id, row.id);
    two.accept(&two.there, &second, None).unwrap();
    assert_eq!(two.card(&two.there).unwrap().book_number, 2);
}

#[test]
fn coming_back_a_household_takes_its_old_number() {
    let two = Two::new();
    let row = two.send();
    two.accept(&two.there, &row, None).unwrap();
    let back = two.move_to(two.commune.own.group, "2023-11-12", None);
    two.act(&two.there, Command::Life(Box::new(back))).unwrap();
    let row = two.transfers(&two.here).incoming.remove(0);
    assert_eq!(row.book_number, Some(1));
    two.accept(&two.here, &row, None).unwrap();
    assert_eq!(two.card(&two.here).unwrap().book_number, 1);
}

#[test]
fn each_step_is_taken_back_by_who_took_it() {
    let two = Two::new();
    let sent =
        two.act(&two.here, Command::Life(Box::new(two.move_to(two.commune.other.group, "2023-11-10", None))));
    let sent = sent.unwrap();
    let not_theirs = Err(Refusal::NotYours { seq: sent.seq, login: "an".into() });
    assert_eq!(two.undo(&two.there, &sent), not_theirs);
    two.undo(&two.here, &sent).unwrap();
    assert_eq!(two.counts(), [(0, 0), (0, 0)]);
    // Taken in: the sending rests under it, and who took it in can undo that.
    let row = two.send();
    let first = two.house().registry.store.head().seq;
    let taken = two.accept(&two.there, &row, None).unwrap();
    assert!(matches!(two.act(&two.here, Command::Undo { seq: first }), Err(Refusal::ChangedSince(_))));
    assert!(matches!(two.undo(&two.here, &taken), Err(Refusal::NotYours { .. })));
    // An administrator of the old hamlet alone does not fetch it back.
    let scope = vec![ScopeUnit::Unit(two.commune.own.hamlet)];
    let admin = two.commune.staff("qt", StaffRole::Admin, scope);
    assert_eq!(two.undo(&admin, &taken), Err(beyond("01 Long Thới")));
    two.undo(&two.there, &taken).unwrap();
    assert_eq!(two.counts(), [(0, 1), (1, 0)]);
    assert_eq!((two.card(&two.here).is_ok(), two.card(&two.there).is_ok()), (true, false));
    assert_eq!(two.card(&two.here).unwrap().life, []);
    // Sent back, and that undone; taken back, and that undone.
    for (actor, reason) in [(&two.there, "nhầm tổ"), (&two.here, "")] {
        let row = two.waiting();
        let answered = two.decline(actor, &row, reason).unwrap();
        assert_eq!(two.counts()[1], (0, 0));
        two.undo(actor, &answered).unwrap();
        assert_eq!(two.counts(), [(0, 1), (1, 0)]);
    }
    assert_eq!(two.findings(), []);
}

#[test]
fn nothing_is_undone_under_a_household_that_waits() {
    let two = Two::new();
    let house = two.house();
    let second = GroupId(house.request());
    let group = Group {
        id: second,
        number: 6,
        hamlets: vec![Dated { value: two.commune.own.hamlet, valid: Validity::ALWAYS }],
        name: None,
        founded: None,
        meeting_day: None,
        grades: vec![],
        source: None,
    };
    two.act(two.all(), Command::Save { record: Box::new(group.into()), base: None }).unwrap();
    let moved = two.act(&two.here, Command::Life(Box::new(two.move_to(second, "2023-10-01", None)))).unwrap();
    let row = two.send();
    assert!(
        matches!(two.undo(&two.here, &moved), Err(Refusal::ChangedSince(later)) if later.key == row.id.key())
    );
    // Sent back; then it is sent once more, and the answer to the first is not undone beside it.
    let sent_back = two.decline(&two.there, &row, "nhầm tổ").unwrap();
    let again = two.send();
    assert!(
        matches!(two.undo(&two.there, &sent_back), Err(Refusal::ChangedSince(later)) if later.key == again.id.key())
    );
    // Neither is it undone once the household is elsewhere.
    two.decline(&two.here, &again, "").unwrap();
    two.undo(&two.here, &moved).unwrap();
    assert!(
        matches!(two.undo(&two.there, &sent_back), Err(Refusal::ChangedSince(later)) if later.key == two.household().key())
    );
    // Taken in and sent on: the taking in stays, for it waits elsewhere now.
    let row = two.send();
    let taken = two.accept(&two.there, &row, None).unwrap();
    let on = two.move_to(two.commune.own.group, "2023-11-12", None);
    two.act(&two.there, Command::Life(Box::new(on))).unwrap();
    assert!(
        matches!(two.undo(&two.there, &taken), Err(Refusal::ChangedSince(later)) if later.key.kind == Kind::Transfer)
    );
    assert_eq!(two.findings(), []);
}

#[test]
fn a_household_that_ends_is_on_its_way_nowhere() {
    let two = Two::new();
    let row = two.send();
    let persons = vec![two.commune.own.head];
    let left = two.house().life(two.household(), "2023-11-11", LifeEvent::MoveOut { persons, to: None });
    let left = two.act(&two.here, Command::Life(Box::new(left))).unwrap();
    assert_eq!(two.counts(), [(0, 0), (0, 0)]);
    assert_eq!(faults(two.accept(&two.there, &row, None)), [(Field::Whole, Why::Answered("an".into()))]);
    assert_eq!(two.findings(), []);
    two.undo(&two.here, &left).unwrap();
    assert_eq!(two.counts(), [(0, 1), (1, 0)]);
}

#[test]
fn a_group_that_somebody_waits_for_stays() {
    let two = Two::new();
    let house = two.house();
    let Answer::Units(units) = house.ask(Query::Units) else { panic!() };
    let (_, group) = hamlet(house, "Bình Tân", units.commune_id.unwrap());
    let made = house.registry.store.head().seq;
    two.act(&two.here, Command::Life(Box::new(two.move_to(group, "2023-11-10", None)))).unwrap();
    let refused = two.act(two.all(), Command::Undo { seq: made });
    assert!(matches!(refused, Err(Refusal::ChangedSince(later)) if later.key.kind == Kind::Transfer));
}

#[test]
fn whoever_takes_over_the_group_answers() {
    let two = Two::new();
    let row = two.send();
    // The group goes to a third hamlet; who looks after that one answers, and who did before does not.
    let house = two.house();
    let Answer::Units(units) = house.ask(Query::Units) else { panic!() };
    let (third, _) = hamlet(house, "Bình Tân", units.commune_id.unwrap());
    let Answer::Record { rev, record } = house.ask(Query::Record(two.commune.other.group.key())) else {
        panic!()
    };
    let AnyRecord::Group(mut group) = *record else { panic!() };
    group.number = 2;
    group.hamlets = vec![
        Dated { value: two.commune.other.hamlet, valid: Validity::ALWAYS.ended_before(day("2023-11-01")) },
        Dated::since(third, day("2023-11-01")),
    ];
    house.act(Command::Save { record: Box::new(group.into()), base: Some(rev) });
    let new = two.commune.staff("moi", StaffRole::Recorder, vec![ScopeUnit::Unit(third)]);
    assert_eq!(two.accept(&two.there, &row, None), Err(beyond("02 Bình Tân")));
    assert_eq!(two.transfers(&new).incoming.len(), 1);
    two.accept(&new, &row, None).unwrap();
}

#[test]
fn what_stays_known_is_what_was_given_in_its_time_here() {
    let two = Two::new();
    assert_eq!(two.departed(&two.here), Err(Refusal::NotFound));
    assert_eq!(two.departed(&two.there), Err(beyond("05 Quới An")));
    let house = two.house();
    house.member(two.household(), "Nguyễn Thị Lành", RelationToHead::Child);
    let mut earlier =
        house.gift(two.household(), two.commune.own.project, GiftEntry::Labour(HalfDays(3)), Some(600_000));
    let Command::Contribute(entry) = &mut earlier else { panic!() };
    entry.on = day("2023-11-01");
    entry.witnesses = vec!["Lê Văn Tám".into()];
    two.act(&two.here, earlier).unwrap();
    // What was recorded on 14/11 is after the day it went from.
    let row = two.send();
    two.accept(&two.there, &row, None).unwrap();
    house.member(two.household(), "Nguyễn Văn Mới", RelationToHead::Child);
    let view = two.departed(&two.here).unwrap();
    let DepartedRow { head, from, to, since, .. } = &view.row;
    let want = ("Nguyễn Văn Quoian", "05 Quới An", "01 Long Thới", day("2023-11-10"));
    assert_eq!((head.as_str(), from.as_str(), to.as_str(), *since), want);
    let gifts: Vec<(Date, Option<HalfDays>)> =
        view.contributions.iter().map(|line| (line.on, line.labour)).collect();
    assert_eq!(gifts, [(day("2023-11-01"), Some(HalfDays(3)))]);
    assert_eq!((view.given.labour, view.given.money, view.given.valued), (HalfDays(3), Vnd(0), Vnd(600_000)));
    let said = format!("{view:?}");
    for secret in ["Lành", "Mới", "Hẹn", "Số 1", "Hai ", "000060", "Tám"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    // It is found by its number, and not by the look-up.
    let number = Query::Resolve(Reference::Id(two.household().0));
    assert_eq!(two.ask(&two.here, number), Ok(Answer::Resolved(two.household().key())));
    assert_eq!(two.card(&two.here), Err(beyond("01 Long Thới")));
    let Answer::Found(found) = two.ask(&two.here, Query::Find { words: "Quoian".into(), limit: 9 }).unwrap()
    else {
        panic!()
    };
    assert_eq!(found.hits, []);
    assert_eq!(two.transfers(&two.here).departed, [view.row]);
    assert_eq!(two.transfers(&two.there).departed, []);
}

#[test]
fn both_ends_hear_of_each_step() {
    let two = Two::new();
    let events = two.house().registry.watch();
    let heard = |actor: &Actor| -> Vec<Vec<Event>> {
        let all: Vec<Event> = events.try_iter().collect();
        let concerns = all.iter().map(|event| two.house().registry.concerns(event).unwrap());
        let concerns: Vec<_> = concerns.collect();
        [actor, &two.there]
            .map(|actor| concerns.iter().flat_map(|one| one.for_scope(&actor.scope)).collect())
            .to_vec()
    };
    let row = two.send();
    for heard in heard(&two.here) {
        assert!(matches!(&heard[..], [Event::Changed { keys, .. }] if *keys == [row.id.key()]), "{heard:?}");
    }
    two.accept(&two.there, &row, None).unwrap();
    let [here, there] = &heard(&two.here)[..] else { panic!() };
    assert_eq!(here[0], Event::Left { key: two.household().key() });
    assert!(matches!(&here[1..], [Event::Changed { keys, .. }] if *keys == [row.id.key()]), "{here:?}");
    assert!(matches!(&there[..], [Event::Changed { keys, .. }] if keys.len() == 3), "{there:?}");
}

#[test]
fn the_log_says_where_it_was_sent_and_what_was_answered() {
    let two = Two::new();
    let row = two.send();
    two.decline(&two.there, &row, "hộ chưa về ở").unwrap();
    let row = two.send();
    two.accept(&two.there, &row, None).unwrap();
    for actor in [&two.here, &two.there] {
        let Answer::Acts(acts) = two.ask(actor, Query::LastActs { limit: 3 }).unwrap() else { panic!() };
        let acts: Vec<u16> = acts.iter().map(|row| row.act).collect();
        assert_eq!(acts, [Act::AcceptTransfer as u16, Act::SendToGroup as u16, Act::DeclineTransfer as u16]);
    }
    let Answer::Acts(acts) = two.ask(&two.there, Query::History(two.household().key())).unwrap() else {
        panic!()
    };
    let lines = |at: usize| -> Vec<String> {
        let line = |one: &Difference| crate::phrases::difference(crate::phrases::Lang::Vi, one);
        acts[at].differences.iter().map(line).collect()
    };
    let said = [lines(1), lines(2)].concat().join("\n");
    for want in ["01 Long Thới", "đơn xin chuyển", "trả lại hộ chuyển đến", "hộ chưa về ở"]
    {
        assert!(said.contains(want), "{want}: {said}");
    }
}

#[test]
fn a_check_names_what_waits_astray() {
    let two = Two::new();
    let row = two.send();
    let Answer::Record { record, .. } = two.ask(two.all(), Query::Record(row.id.key())).unwrap() else {
        panic!()
    };
    let AnyRecord::Transfer(transfer) = *record else { panic!() };
    let (twice, astray) = (TransferId(two.house().request()), TransferId(two.house().request()));
    let second = Transfer { id: twice, ..transfer.clone() };
    let other = Transfer {
        id: astray,
        household: two.commune.other.household,
        to: two.commune.own.group,
        from: two.commune.own.group,
        ..transfer
    };
    let records = [AnyRecord::from(second), other.into()].map(|record| (record.key(), Some(record)));
    two.house().registry.write_own(Act::Abandon, records.to_vec()).unwrap();
    let findings = two.findings();
    let whys = |id: TransferId| -> Vec<Why> {
        let of = findings.iter().filter_map(|finding| match finding {
            Finding::Rule { key, faults } if *key == id.key() => {
                Some(faults.iter().map(|fault| fault.why.clone()))
            }
            _ => None,
        });
        of.flatten().collect()
    };
    // Of two for one household either may be the first that is seen.
    assert_eq!([whys(row.id), whys(twice)].concat(), [Why::Twice]);
    assert_eq!(whys(astray), [Why::Twice, Why::Elsewhere]);
    assert_eq!(findings.len(), 3);
}
