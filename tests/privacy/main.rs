//! What the law and the masks promise, tried with the real program: digits leave only for a reason, a person gets all
//! that is held on them, and after an erasure they are nowhere in the home.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

#[path = "../support/home.rs"]
mod home;

mod erasing;
mod masks;
mod requests;

use std::process::Output;

use home::{Home, key, saved};
use ndtq::client::Session;
use ndtq::domain::*;
use ndtq::protocol::{
    Answer, Command, Contribute, Draft, DraftField, DraftOp, GiftEntry, NewHousehold, SetUp,
};
use uuid::Uuid;

pub(crate) const NAME: &str = "Lê Thị Sáu";
pub(crate) const PERSONAL_ID: &str = "000154000917";
pub(crate) const OLD_ID: &str = "311234567";
pub(crate) const PHONE: &str = "0917123456";

/// A register with one person whose digits are known, two members of staff, and unfinished forms.
pub(crate) struct Told {
    pub(crate) home: Home,
    pub(crate) person: PersonId,
    /// The other member of her household.
    pub(crate) other: PersonId,
}

fn someone(name: &str, relation: RelationToHead) -> NewPerson {
    NewPerson {
        full_name: name.into(),
        nickname: None,
        sex: None,
        birth: Some(PartialDate::Year(1954)),
        personal_id: None,
        old_id: None,
        occupation: Some("bán bánh tét".into()),
        relation,
        residence: ResidenceKind::Permanent,
    }
}

fn act(session: &mut Session, number: u128, command: Command) -> Vec<RecordKey> {
    saved(session.act(key(number), command).unwrap()).keys
}

fn save(session: &mut Session, number: u128, record: impl Into<AnyRecord>) {
    act(session, number, Command::Save { record: Box::new(record.into()), base: None });
}

fn of(keys: &[RecordKey], kind: Kind) -> Uuid {
    keys.iter().find(|key| key.kind == kind).unwrap().id
}

impl Told {
    pub(crate) fn new() -> Told {
        let home = Home::new();
        let mut session = Session::connect(&home.options()).unwrap();
        let session = &mut session;
        let set_up = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
        let group = GroupId(of(&act(session, 1, Command::SetUp(set_up)), Kind::Group));
        let head = NewPerson {
            personal_id: PersonalId::parse(PERSONAL_ID).ok(),
            old_id: OldId::parse(OLD_ID).ok(),
            ..someone(NAME, RelationToHead::Head)
        };
        let new = NewHousehold {
            group,
            book_number: Some(26),
            address: "Số 154".into(),
            phones: vec![Phone::parse(PHONE).unwrap()],
            nickname: None,
            head,
            since: None,
        };
        let keys = act(session, 2, Command::AddHousehold(new));
        let (household, person) =
            (HouseholdId(of(&keys, Kind::Household)), PersonId(of(&keys, Kind::Person)));
        let child = someone("Trần Văn Út", RelationToHead::Child);
        let keys = act(session, 3, Command::AddPerson { household, person: child, since: None });
        let told = Told { home, person, other: PersonId(of(&keys, Kind::Person)) };
        told.give(session, group, household);
        for (number, login, role) in [(6, "ghi", StaffRole::Recorder), (7, "xem", StaffRole::Viewer)] {
            let id = StaffId(Uuid::from_u128(number));
            let (name, scope, valid) = (login.to_owned(), vec![], Validity::ALWAYS);
            save(session, number, Staff { id, login: login.into(), name, role, scope, valid });
        }
        told.type_something(household);
        told
    }

    fn give(&self, session: &mut Session, group: GroupId, household: HouseholdId) {
        let Answer::Units(units) = session.ask(ndtq::protocol::Query::Units).unwrap() else { panic!() };
        let project = ProjectId(Uuid::from_u128(40));
        save(
            session,
            4,
            Project {
                id: project,
                number: 0,
                kind: ProjectKind::RuralRoad,
                name: "Đường đèn Tổ 05".into(),
                unit: units.hamlets[0].id,
                group: Some(group),
                model: None,
                route: None,
                length: None,
                width: None,
                lamps: None,
                cameras: None,
                budget: None,
                funding: vec![],
                started: None,
                finished: None,
                handover: None,
                custodian: None,
                levy: None,
                source: None,
            },
        );
        let entry = Contribute {
            from: Contributor::Household { household, given_by: Some(self.person) },
            project: Some(project),
            model: None,
            gift: GiftEntry::Money {
                amount: Vnd(500_000),
                collector: None,
                payer: Some(NAME.into()),
                on_behalf: None,
            },
            valued: None,
            rule: None,
            on: Date::ymd(2026, 1, 5).unwrap(),
            witnesses: vec![NAME.into(), "Nguyễn Văn Bông".into()],
            evidence: vec![],
        };
        act(session, 5, Command::Contribute(Box::new(entry)));
    }

    /// One form about her, one about her household, one elsewhere; and what could not be read whole.
    fn type_something(&self, household: HouseholdId) {
        let mut session = Session::connect(&self.home.as_login("ghi")).unwrap();
        let rows = [
            (1, Some(self.person.key()), NAME),
            (2, Some(household.key()), "sửa số 000154000917 của bà LÊ THỊ SÁU"),
            (3, None, "Đỗ Văn Khác"),
        ];
        for (number, about, text) in rows {
            let field = DraftField { name: "address".into(), text: text.into() };
            let draft = Draft {
                id: Uuid::from_u128(number),
                form: "person".into(),
                title: format!("Sửa {text}"),
                about,
                base: Some(1),
                fields: vec![field],
                login: String::new(),
                at: 1,
            };
            session.draft(DraftOp::Put(Box::new(draft))).unwrap();
        }
        let kept = self.home.path().join("drafts").join("0.kept1");
        std::fs::write(kept, format!("{{\"fields\": \"{NAME}")).unwrap();
    }

    pub(crate) fn run(&self, login: Option<&str>, arguments: &[&str]) -> Output {
        let as_login: Vec<&str> = login.map_or_else(Vec::new, |login| vec!["--as", login]);
        self.home.run(&[&as_login, arguments].concat())
    }
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
