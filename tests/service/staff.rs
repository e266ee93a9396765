//! Several staff at one service: each hears of their own, and who is removed is out at once.

use ndtq::client::{ConnectError, LinkEvent, Options, Session};
use ndtq::domain::{AnyRecord, ScopeUnit, Staff, StaffId, StaffRole, UnitId, Validity};
use ndtq::protocol::{Answer, Command, Event, Query, Refusal, Request};
use uuid::Uuid;

use crate::home::{Home, add_staff, add_unit, key, open_link, remove_staff, reply_to, saved, wait_for};

fn as_login(home: &Home, login: &str) -> Options {
    Options { login: Some(login.into()), ..home.options() }
}

#[test]
fn who_is_removed_is_out_at_once_with_all_their_screens() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    add_staff(&mut admin, "trinh");
    let mut command = Session::connect(&as_login(&home, "trinh")).unwrap();
    let (link, events) = open_link(&as_login(&home, "trinh"));
    link.send(1, Request::Ask(Box::new(Query::Home)));
    assert!(matches!(reply_to(&events, 1), Ok(Answer::Home(_))));
    assert!(matches!(command.ask(Query::Home), Ok(Answer::Home(_))));

    remove_staff(&mut admin, "trinh");
    // Nobody asked for anything: the screen is told by being let go.
    let end = wait_for(&events, |event| matches!(event, LinkEvent::Refused(_)));
    assert_eq!(end, LinkEvent::Refused(Refusal::Stranger("trinh".into())));
    let refused = command.ask(Query::Home).unwrap_err().to_string();
    assert!(refused.contains("trinh is no member of staff"), "{refused}");
    let again = Session::connect(&as_login(&home, "trinh"));
    assert!(matches!(again, Err(ConnectError::Refused(Refusal::Stranger(login))) if login == "trinh"));
    assert!(matches!(admin.ask(Query::Home), Ok(Answer::Home(_))));
}

#[test]
fn each_hears_of_what_is_in_their_scope() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    let mut number = 1;
    let mut save = |record: AnyRecord, base: Option<u64>| {
        number += 1;
        saved(admin.act(key(number), Command::Save { record: Box::new(record), base }).unwrap())
    };
    let units = [1, 2].map(|at| match add_unit(at) {
        Command::Save { record, .. } => *record,
        other => panic!("{other:?}"),
    });
    let [own, other] = units.clone().map(|unit| UnitId(unit.key().id));
    let staff = |at: u128, login: &str, unit: UnitId| Staff {
        id: StaffId(Uuid::from_u128(at)),
        login: login.into(),
        name: login.into(),
        role: StaffRole::Viewer,
        scope: vec![ScopeUnit::Unit(unit)],
        valid: Validity::ALWAYS,
    };
    units.iter().for_each(|unit| drop(save(unit.clone(), None)));
    save(staff(91, "an", own).into(), None);
    save(staff(92, "binh", other).into(), None);
    let (_an, an_hears) = open_link(&as_login(&home, "an"));
    let (_binh, binh_hears) = open_link(&as_login(&home, "binh"));
    let [first, second] = units.map(|mut unit| {
        let AnyRecord::Unit(edited) = &mut unit else { panic!("{unit:?}") };
        edited.versions[0].name += " Đông";
        save(unit, Some(1)).seq
    });
    let heard =
        |events| match wait_for(events, |event| matches!(event, LinkEvent::Event(Event::Changed { .. }))) {
            LinkEvent::Event(Event::Changed { seq, .. }) => seq,
            other => panic!("{other:?}"),
        };
    assert_eq!((heard(&an_hears), heard(&binh_hears)), (first, second));
}
