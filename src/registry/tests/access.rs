//! What is written down of who saw what, and what must be before it is shown.

use super::*;

fn log(house: &House, login: &str) -> Vec<(AccessKind, Option<RecordKey>, String)> {
    let query = Query::AccessLog { limit: 100, login: Some(login.into()), from: None };
    let Answer::Access(rows) = house.ask(query) else { panic!() };
    rows.into_iter().rev().map(|row| (row.access.what, row.access.about, row.access.why)).collect()
}

fn household_with_digits(house: &House) -> (HouseholdId, PersonId) {
    let household = house.household("Trần Văn Út", Some(26));
    let mut person = someone("Lê Thị Sáu", RelationToHead::Mother, 1954);
    person.personal_id = PersonalId::parse("000154000917").ok();
    let saved = house.act(Command::AddPerson { household, person, since: None });
    (household, PersonId(saved.keys[0].id))
}

#[test]
fn digits_are_shown_in_clear_once_the_reason_is_written_down() {
    let house = House::new();
    let (household, sau) = household_with_digits(&house);
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    let unmask =
        |reason: &str| house.registry.ask(&clerk, &Query::Unmask { household, reason: reason.into() });
    for none in ["", "  ", ".", "--", "a1"] {
        assert_eq!(unmask(none), Err(Refusal::NoReason), "{none:?}");
    }
    assert!(log(&house, "an").is_empty());
    let Answer::Unmasked(unmasked) = unmask("đối chiếu CCCD\u{1b}[2J").unwrap() else { panic!() };
    let member = unmasked.members.iter().find(|member| member.person == sau).unwrap();
    assert_eq!(member.personal_id.as_deref(), Some("000154000917"));
    let key = Some(household.key());
    assert_eq!(log(&house, "an"), [(AccessKind::Unmasked, key, "đối chiếu CCCD[2J".to_owned())]);
}

#[test]
fn what_is_opened_taken_out_and_refused_is_written_down() {
    let house = House::new();
    let (household, sau) = household_with_digits(&house);
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    let viewer = house.staff("binh", StaffRole::Viewer, vec![]);
    let ask = |actor: &Actor, query: Query| house.registry.ask(actor, &query);
    // A screen asks for its open card again with every change: that is one visit.
    for _ in 0..3 {
        ask(&clerk, Query::Card(household)).unwrap();
    }
    ask(&clerk, Query::Record(sau.key())).unwrap();
    let export = |after, unmask: Option<&str>| Query::Export {
        kind: Kind::Person,
        after,
        limit: 1,
        unmask: unmask.map(str::to_owned),
    };
    let digits = |answer: Answer| match answer {
        Answer::Export(rows) => rows.into_iter().filter_map(|row| row.personal_id).collect::<Vec<String>>(),
        other => panic!("{other:?}"),
    };
    let everybody = Query::Export { kind: Kind::Person, after: None, limit: 100, unmask: None };
    assert_eq!(digits(ask(&clerk, everybody).unwrap()), ["000*****0917"]);
    assert_eq!(ask(&clerk, export(None, Some("?"))), Err(Refusal::NoReason));
    // Whoever begins with the second page is written down all the same, and once for all pages.
    let before_sau = Uuid::from_u128(sau.0.as_u128() - 1);
    for _ in 0..2 {
        let page = export(Some(before_sau), Some("lập danh sách bầu cử"));
        assert_eq!(digits(ask(&clerk, page).unwrap()), ["000154000917"]);
    }
    ask(&viewer, Query::Card(household)).unwrap();
    assert_eq!(ask(&viewer, Query::Record(sau.key())), Err(Refusal::NotAllowed));
    let voiding = house.registry.act(&viewer, house.request(), Command::Verify(household));
    assert_eq!(voiding, Err(Refusal::NotAllowed));
    let (card, person) = (Some(household.key()), Some(sau.key()));
    let own = |what, about, why: &str| (what, about, why.to_owned());
    assert_eq!(
        log(&house, "an"),
        [
            own(AccessKind::Opened, card, ""),
            own(AccessKind::Edited, person, ""),
            own(AccessKind::Exported, None, "Person: -"),
            own(AccessKind::ExportedInClear, None, "Person: lập danh sách bầu cử"),
        ]
    );
    assert_eq!(
        log(&house, "binh"),
        [
            own(AccessKind::Opened, card, ""),
            own(AccessKind::Refused, person, "Record"),
            own(AccessKind::Refused, None, "Verify"),
        ]
    );
}

#[test]
fn a_viewer_finds_nobody_out_digit_by_digit() {
    let house = House::new();
    household_with_digits(&house);
    let viewer = house.staff("binh", StaffRole::Viewer, vec![]);
    let found = |actor: &Actor, words: &str| match house
        .registry
        .ask(actor, &Query::Find { words: words.into(), limit: 20 })?
    {
        Answer::Found(found) => Ok(found.persons),
        other => panic!("{other:?}"),
    };
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    for run in ["000154", "0001540009", "54000", "00154000917"] {
        assert_eq!((found(&clerk, run), found(&viewer, run)), (Ok(1), Ok(0)), "{run}");
    }
    for whole in ["0917", "000154000917"] {
        assert_eq!((found(&clerk, whole), found(&viewer, whole)), (Ok(1), Ok(1)), "{whole}");
    }
    let tries: Vec<_> = (0..100).map(|n| found(&viewer, &format!("0001540{n:02}917"))).collect();
    let refused = tries.iter().filter(|outcome| matches!(outcome, Err(Refusal::TooManyDigits(_)))).count();
    assert!(refused >= 55, "{refused}");
    assert_eq!(found(&viewer, "sau"), Ok(1));
    let said = format!("{:?}", log(&house, "binh"));
    assert!(said.contains("LookedUpDigits") && !said.contains("0917"), "{said}");
    // Guessing again and again fills no disk: 20 refusals a minute are written, and the rest counted.
    assert!(log(&house, "binh").iter().filter(|(what, ..)| *what == AccessKind::Refused).count() <= 20);
}

#[test]
fn a_replayed_request_of_somebody_else_is_answered_with_nothing() {
    let house = House::new();
    let (household, _) = household_with_digits(&house);
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    let request = house.request();
    let verify = || Command::Verify(household);
    let first = house.registry.act(&house.actor, request, verify()).unwrap();
    assert_eq!(house.registry.act(&house.actor, request, verify()), Ok(first));
    assert_eq!(house.registry.act(&clerk, request, verify()), Err(Refusal::NotAllowed));
}

#[test]
fn each_run_in_clear_and_each_reason_is_written_down() {
    let house = House::new();
    household_with_digits(&house);
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    let export = |reason: &str| {
        let unmask = Some(reason.to_owned());
        let query = Query::Export { kind: Kind::Person, after: None, limit: 10, unmask };
        house.registry.ask(&clerk, &query).unwrap();
    };
    for reason in ["lập danh sách", "lập danh sách", "đối chiếu giấy tờ"] {
        export(reason);
    }
    let reasons: Vec<String> = log(&house, "an").into_iter().map(|(_, _, why)| why).collect();
    assert_eq!(reasons, ["Person: lập danh sách", "Person: lập danh sách", "Person: đối chiếu giấy tờ"]);
}
