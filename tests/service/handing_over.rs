//! Two clerks of two hamlets and a household that goes from one to the other, over the real service and command line.

use ndtq::client::{LinkEvent, Session};
use ndtq::domain::{
    Date, Dated, Group, GroupId, Kind, LifeAct, LifeEvent, NewPerson, RelationToHead, ResidenceKind,
    ScopeUnit, Staff, StaffId, StaffRole, Unit, UnitId, UnitKind, UnitVersion, Validity,
};
use ndtq::protocol::{Answer, Command, Event, NewHousehold, Query, Saved, SetUp};
use serde_json::Value;
use uuid::Uuid;

use crate::home::{Home, key, open_link, saved, wait_for};

/// A register with two hamlets, a clerk for each, and a household in the first.
struct Desks {
    home: Home,
    an: Session,
    there: GroupId,
    today: Date,
    household: ndtq::domain::HouseholdId,
}

fn save(session: &mut Session, number: u128, record: impl Into<ndtq::domain::AnyRecord>) -> Saved {
    let command = Command::Save { record: Box::new(record.into()), base: None };
    saved(session.act(key(number), command).unwrap())
}

fn clerk(login: &str, number: u128, hamlet: UnitId) -> Staff {
    Staff {
        id: StaffId(Uuid::from_u128(number)),
        login: login.into(),
        name: login.into(),
        role: StaffRole::Recorder,
        scope: vec![ScopeUnit::Unit(hamlet)],
        valid: Validity::ALWAYS,
    }
}

impl Desks {
    fn new() -> Desks {
        let home = Home::new();
        let mut session = Session::connect(&home.options()).unwrap();
        let set_up = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
        let here = GroupId(saved(session.act(key(1), Command::SetUp(set_up)).unwrap()).keys[0].id);
        let Answer::Units(units) = session.ask(Query::Units).unwrap() else { panic!("no units") };
        let (hamlet, there) = (UnitId(Uuid::from_u128(2)), GroupId(Uuid::from_u128(3)));
        let version = UnitVersion {
            name: "Long Thới".into(),
            code: None,
            parent: units.commune_id,
            valid: Validity::ALWAYS,
            basis: None,
        };
        let (versions, aliases) = (vec![version], Vec::new());
        save(&mut session, 2, Unit { id: hamlet, kind: UnitKind::Hamlet, versions, aliases, source: None });
        let group = Group {
            id: there,
            number: 7,
            hamlets: vec![Dated { value: hamlet, valid: Validity::ALWAYS }],
            name: None,
            founded: None,
            meeting_day: None,
            grades: Vec::new(),
            source: None,
        };
        save(&mut session, 3, group);
        save(&mut session, 4, clerk("an", 4, units.hamlets[0].id));
        save(&mut session, 5, clerk("binh", 5, hamlet));
        let Answer::Home(view) = session.ask(Query::Home).unwrap() else { panic!("no home") };
        let mut an = Session::connect(&home.as_login("an")).unwrap();
        let head = NewPerson {
            full_name: "Trần Văn Út".into(),
            nickname: None,
            sex: None,
            birth: None,
            personal_id: None,
            old_id: None,
            occupation: None,
            relation: RelationToHead::Head,
            residence: ResidenceKind::Permanent,
        };
        let new = NewHousehold {
            group: here,
            book_number: None,
            address: "Số 154".into(),
            phones: Vec::new(),
            nickname: None,
            head,
            since: Date::ymd(2015, 1, 1),
        };
        let made = saved(an.act(key(6), Command::AddHousehold(new)).unwrap());
        Desks { home, an, there, today: view.today, household: ndtq::domain::HouseholdId(made.keys[0].id) }
    }

    /// Sends the household over.
    fn send(&mut self, number: u128) -> Saved {
        let act = LifeAct {
            household: self.household,
            event: LifeEvent::ChangeGroup { group: self.there, book_number: None },
            on: self.today,
            basis: Some("đơn".into()),
            told_by: None,
            new_head: None,
            new_representative: None,
            relations: Vec::new(),
        };
        saved(self.an.act(key(number), Command::Life(Box::new(act))).unwrap())
    }

    /// Runs a sub-command as somebody: its exit code, what it printed, what it noted.
    fn run(&self, login: &str, arguments: &[&str]) -> (i32, String, String) {
        let output = self.home.run(&[&["--as", login], arguments].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    fn transfers(&self, login: &str) -> Value {
        let (code, lines, notes) = self.run(login, &["transfers", "--json"]);
        assert_eq!(code, 0, "{notes}");
        serde_json::from_str(&lines).unwrap()
    }
}

#[test]
fn a_household_is_sent_heard_of_taken_in_and_still_known() {
    let mut desks = Desks::new();
    let (_link, events) = open_link(&desks.home.as_login("binh"));
    let sent = desks.send(10);
    // Whoever has to answer hears of it, and finds what they need.
    let hears = |seq: u64, kind: Kind| {
        wait_for(&events, |event| {
            matches!(event, LinkEvent::Event(Event::Changed { seq: of, keys, .. })
                if *of == seq && keys.iter().any(|key| key.kind == kind))
        });
    };
    hears(sent.seq, Kind::Transfer);
    let row = desks.transfers("binh")["incoming"][0].clone();
    let want = [
        ("number", "H-00001"),
        ("head", "Trần Văn Út"),
        ("from", "05 Quới An"),
        ("to", "07 Long Thới"),
        ("on", &desks.today.naive().to_string()),
        ("asked_by", "an"),
        ("basis", "đơn"),
    ];
    for (field, value) in want {
        assert_eq!(row[field], value, "{row}");
    }
    assert_eq!((row["persons"].as_u64(), row["book_number"].as_u64()), (Some(1), Some(1)));
    let (code, lines, _) = desks.run("binh", &["show", "H-00001"]);
    assert_eq!((code, lines.as_str()), (1, ""));
    let (_, card, _) = desks.run("an", &["show", "H-00001"]);
    let today = ndtq::text::date::show_day(desks.today.naive());
    assert!(card.contains(&format!("Đang chuyển sang Tổ 07 Long Thới từ {today}, chờ nhận")), "{card}");
    // Sent back for a reason, sent again, taken in.
    let (code, _, notes) = desks.run("binh", &["transfer", "decline", "H-00001"]);
    assert_eq!(code, 1);
    assert!(notes.contains("Lý do"), "{notes}");
    let (code, lines, notes) =
        desks.run("binh", &["transfer", "decline", "H-00001", "--reason", "chưa về ở"]);
    assert_eq!(code, 0, "{notes}");
    assert!(lines.contains("trả lại hộ chuyển đến"), "{lines}");
    assert_eq!(desks.transfers("an")["outgoing"][0]["answer"]["outcome"]["declined"], "chưa về ở");
    desks.send(11);
    let (code, _, notes) = desks.run("an", &["transfer", "accept", "H-00001"]);
    assert_eq!(code, 1, "{notes}");
    assert!(notes.contains("ngoài địa bàn"), "{notes}");
    let (code, lines, notes) =
        desks.run("binh", &["transfer", "accept", "H-00001", "--book-number", "9", "--json"]);
    assert_eq!(code, 0, "{notes}");
    let taken: Value = serde_json::from_str(&lines).unwrap();
    hears(taken["seq"].as_u64().unwrap(), Kind::Household);
    let (_, card, _) = desks.run("binh", &["show", "H-00001"]);
    assert!(card.contains("Ấp Long Thới > Tổ 07, hộ 09"), "{card}");
    let (code, lines, _) = desks.run("an", &["show", "H-00001", "--json"]);
    let departed: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(
        (code, &departed["departed"], &departed["to"]),
        (0, &Value::Bool(true), &"07 Long Thới".into())
    );
    assert_eq!(desks.transfers("an")["departed"][0]["number"], "H-00001");
    let (code, _, notes) = desks.run("binh", &["transfer", "accept", "H-00001"]);
    assert_eq!(code, 1);
    assert!(notes.contains("ndtq transfers"), "{notes}");
    let (code, lines, notes) = desks.run("trinh-khong-co", &["transfers"]);
    assert_eq!((code, lines.as_str()), (1, ""), "{notes}");
}
