//! Members of staff: one login each, never nobody who looks after the register, and what passes to a successor.

use super::*;

/// A member of staff, saved by an administrator.
fn add(house: &House, login: &str, role: StaffRole) -> Staff {
    house.staff(login, role, vec![]);
    row(house, login).record
}

fn save(staff: &Staff, base: Option<u64>) -> Command {
    Command::Save { record: Box::new(staff.clone().into()), base }
}

fn rows(house: &House) -> Vec<StaffRow> {
    match house.ask(Query::Staff) {
        Answer::Staff(rows) => rows,
        other => panic!("{other:?}"),
    }
}

fn row(house: &House, login: &str) -> StaffRow {
    rows(house).into_iter().find(|row| row.record.login == login).unwrap()
}

fn suspend(house: &House, login: &str, successor: Option<&str>) -> Result<Saved, Refusal> {
    let (row, successor) = (row(house, login), successor.map(|login| self::row(house, login).record.id));
    house.try_act(Command::Suspend { staff: row.record.id, base: row.rev, successor })
}

fn follow_ups(house: &House) -> Vec<(String, String)> {
    match house.ask(Query::FollowUps) {
        Answer::FollowUps(notes) => notes.into_iter().map(|note| (note.text, note.by)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn staff_are_listed_with_what_they_look_after() {
    let house = House::new();
    let mut an = add(&house, "an", StaffRole::Recorder);
    let Answer::Units(units) = house.ask(Query::Units) else { panic!() };
    an.scope = vec![ScopeUnit::Unit(units.hamlets[0].id), ScopeUnit::Group(house.group)];
    house.act(save(&an, Some(1)));
    let row = row(&house, "an");
    let hamlet = |group| ScopeName { kind: UnitKind::Hamlet, name: "Quới An".into(), group };
    assert_eq!((row.record, row.rev, row.active), (an, 2, true));
    assert_eq!(row.scope, [hamlet(None), hamlet(Some(5))]);
    let logins: Vec<String> = rows(&house).into_iter().map(|row| row.record.login).collect();
    assert_eq!(logins, ["an", "trinh"]);
    for role in [StaffRole::Recorder, StaffRole::Viewer, StaffRole::Backup] {
        let actor = Actor { role, ..house.actor.clone() };
        assert_eq!(house.registry.ask(&actor, &Query::Staff), Err(Refusal::NotAllowed), "{role:?}");
        let staff = house.actor.staff;
        let command = Command::Suspend { staff, base: 1, successor: None };
        let refused = house.registry.act(&actor, house.request(), command);
        assert_eq!(refused, Err(Refusal::NotAllowed), "{role:?}");
    }
}

#[test]
fn a_login_is_given_once_and_a_scope_is_there() {
    let house = House::new();
    let an = add(&house, "an", StaffRole::Recorder);
    let group = ScopeUnit::Group(house.group);
    let cases = [
        ("an", vec![], (Field::Login, Why::Taken("Chị an".into()))),
        ("trinh", vec![], (Field::Login, Why::Taken("trinh".into()))),
        ("An", vec![], (Field::Login, Why::NotALogin)),
        ("hai", vec![group, group], (Field::Scope, Why::Twice)),
        ("hai", vec![ScopeUnit::Unit(UnitId(Uuid::nil()))], (Field::Scope, Why::NotFound)),
        ("hai", vec![ScopeUnit::Group(GroupId(Uuid::nil()))], (Field::Scope, Why::NotFound)),
    ];
    suspend(&house, "an", None).unwrap();
    for (login, scope, want) in cases {
        let other = Staff { id: StaffId(house.request()), login: login.into(), scope, ..an.clone() };
        assert_eq!(faults(house.try_act(save(&other, None))), [want], "{login}");
    }
}

#[test]
fn somebody_always_looks_after_the_register() {
    let house = House::new();
    let me = row(&house, "trinh").record;
    let viewer = Staff { role: StaffRole::Viewer, ..me.clone() };
    let bounded = Staff { scope: vec![ScopeUnit::Group(house.group)], ..me.clone() };
    let for_a_year = Staff { valid: Validity::ALWAYS.ended_on(day("2024-11-14")), ..me.clone() };
    let gone = me.clone().ended_before(day("2023-11-14"));
    for last in [&viewer, &bounded, &for_a_year, &gone] {
        assert_eq!(house.try_act(save(last, Some(1))), Err(Refusal::LastAdmin), "{last:?}");
    }
    assert_eq!(suspend(&house, "trinh", None), Err(Refusal::LastAdmin));
    add(&house, "an", StaffRole::Recorder);
    assert_eq!(suspend(&house, "trinh", None), Err(Refusal::LastAdmin), "a recorder is no administrator");

    let hai = add(&house, "hai", StaffRole::Admin);
    let other = house.registry.enter("hai").unwrap();
    let seq = house.act(save(&viewer, Some(1))).seq;
    let last = Command::Suspend { staff: hai.id, base: 1, successor: None };
    assert_eq!(house.act_as(&other, last), Err(Refusal::LastAdmin));
    house.act_as(&other, Command::Undo { seq }).unwrap();
    suspend(&house, "hai", None).unwrap();
    // Taking back what made the other one administrator is the same as removing them.
    assert!(!row(&house, "hai").active);
    let back = Staff { valid: Validity::ALWAYS, ..hai };
    let made = house.act(save(&back, Some(row(&house, "hai").rev))).seq;
    house.act(save(&viewer, Some(row(&house, "trinh").rev)));
    assert_eq!(house.act_as(&other, Command::Undo { seq: made }), Err(Refusal::LastAdmin));
}

#[test]
fn a_suspended_account_is_over_at_once_and_its_follow_ups_pass_on() {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let hai = add(&house, "hai", StaffRole::Recorder);
    add(&house, "an", StaffRole::Recorder);
    add(&house, "bay", StaffRole::Viewer);
    let writer = house.registry.enter("hai").unwrap();
    let note = |text: &str, follow_up: Option<&str>, done: Option<&str>| Note {
        id: NoteId(house.request()),
        about: NoteAbout::Household(household),
        text: text.into(),
        follow_up: follow_up.map(day),
        done: done.map(day),
        on: day("2023-11-14"),
        by: String::new(),
    };
    let notes = [
        (&writer, note("hẹn sửa đường", Some("2023-12-01"), None)),
        (&writer, note("chỉ ghi chú", None, None)),
        (&writer, note("đã xong", Some("2023-12-01"), Some("2023-11-14"))),
        (&house.actor, note("của trinh", Some("2023-12-02"), None)),
    ];
    for (actor, note) in notes {
        let command = Command::Save { record: Box::new(note.into()), base: None };
        house.registry.act(actor, house.request(), command).unwrap();
    }
    let who = |login: &str| {
        vec![("hẹn sửa đường".to_owned(), login.to_owned()), ("của trinh".into(), "trinh".into())]
    };
    let successor = |login| faults(suspend(&house, "hai", Some(login)));
    assert_eq!(successor("hai"), [(Field::Successor, Why::NotAChoice)]);
    assert_eq!(successor("bay"), [(Field::Successor, Why::CannotRecord)]);
    let nobody = Command::Suspend { staff: hai.id, base: 1, successor: Some(StaffId(Uuid::nil())) };
    assert_eq!(faults(house.try_act(nobody)), [(Field::Successor, Why::NotFound)]);
    let old = Command::Suspend { staff: hai.id, base: 9, successor: None };
    assert!(matches!(house.try_act(old), Err(Refusal::Conflict { .. })));
    assert_eq!(follow_ups(&house), who("hai"));

    let saved = suspend(&house, "hai", Some("an")).unwrap();
    assert_eq!((saved.act, saved.keys.len()), (Act::SuspendStaff as u16, 2));
    assert_eq!(follow_ups(&house), who("an"));
    assert!(matches!(house.registry.enter("hai"), Err(Refusal::Stranger(_))));
    assert!(!house.registry.is_member("hai").unwrap());
    assert_eq!(suspend(&house, "hai", Some("an")).unwrap().seq, saved.seq, "again it changes nothing");

    house.act(Command::Undo { seq: saved.seq });
    assert_eq!(follow_ups(&house), who("hai"));
    assert!(house.registry.enter("hai").is_ok());
    suspend(&house, "hai", None).unwrap();
    assert_eq!(follow_ups(&house), who("hai"), "they wait until somebody is named");
    suspend(&house, "hai", Some("an")).unwrap();
    assert_eq!(follow_ups(&house), who("an"));
}

#[test]
fn a_group_that_somebody_looks_after_is_not_taken_back() {
    let house = House::new();
    let Answer::Units(units) = house.ask(Query::Units) else { panic!() };
    let group = Group {
        id: GroupId(house.request()),
        number: 6,
        hamlets: vec![Dated { value: units.hamlets[0].id, valid: Validity::ALWAYS }],
        name: None,
        founded: None,
        meeting_day: None,
        grades: vec![],
        source: None,
    };
    let scope = vec![ScopeUnit::Group(group.id)];
    let made = house.act(Command::Save { record: Box::new(group.into()), base: None }).seq;
    let an = add(&house, "an", StaffRole::Recorder);
    let seq = house.act(save(&Staff { scope, ..an }, Some(1))).seq;
    let refused = house.try_act(Command::Undo { seq: made });
    assert!(matches!(refused, Err(Refusal::ChangedSince(later)) if later.seq == seq));
    house.act(Command::Undo { seq });
    house.act(Command::Undo { seq: made });
}

#[test]
fn who_is_administrator_no_more_takes_no_change_of_staff_back() {
    let house = House::new();
    add(&house, "hai", StaffRole::Admin);
    let seq = suspend(&house, "hai", None).unwrap().seq;
    let recorder = Actor { role: StaffRole::Recorder, ..house.actor.clone() };
    let undo = |actor: &Actor| house.registry.act(actor, house.request(), Command::Undo { seq });
    assert_eq!(undo(&recorder), Err(Refusal::NotAllowed));
    assert!(undo(&house.actor).is_ok());
}

#[test]
fn that_somebody_was_a_member_of_staff_is_not_taken_back() {
    let house = House::new();
    add(&house, "an", StaffRole::Recorder);
    let Answer::Acts(acts) = house.ask(Query::Undoable) else { panic!() };
    assert!(acts.iter().all(|act| act.act != Act::AddStaff as u16));
    let added = house.registry.store.head().seq;
    house.registry.rescue("bay", true).unwrap();
    for (seq, act) in [(added, Act::AddStaff), (added + 1, Act::Rescue)] {
        let refused = house.try_act(Command::Undo { seq });
        assert_eq!(refused, Err(Refusal::NeverUndone { seq, act: act as u16 }));
    }
}

#[test]
fn a_rescue_leaves_somebody_who_looks_after_all_of_it_for_good() {
    let house = House::new();
    let me = row(&house, "trinh").record;
    let scope = vec![ScopeUnit::Group(house.group)];
    let until = |valid: Validity| valid.ended_on(day("2024-11-14"));
    let admin = StaffRole::Admin;
    let cases = [
        ("some units", Staff { scope, role: admin, ..add(&house, "an", StaffRole::Recorder) }),
        ("a year", {
            let hai = add(&house, "hai", StaffRole::Recorder);
            Staff { valid: until(Validity::since(day("2020-01-01"))), role: admin, ..hai }
        }),
        ("ended", Staff { valid: until(Validity::ALWAYS), ..add(&house, "bay", StaffRole::Viewer) }),
    ];
    let admins = |login: &str| Err(Refusal::AdminsThere(vec![login.to_owned()]));
    for (what, staff) in cases {
        house.act(save(&staff, Some(1)));
        assert_eq!(house.registry.rescue(&staff.login, false), admins(&me.login), "{what}");
        house.registry.rescue(&staff.login, true).unwrap();
        let now = row(&house, &staff.login).record;
        let from = staff.valid.from();
        assert_eq!(
            (now.role, now.scope.len(), now.valid.from(), now.valid.to()),
            (admin, 0, from, None),
            "{what}"
        );
        house.registry.rescue(&staff.login, false).unwrap();
        let ends = Staff { role: StaffRole::Viewer, ..now };
        house.act(save(&ends, Some(row(&house, &staff.login).rev)));
    }
}
