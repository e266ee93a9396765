//! Every kind of record, filled: no value of it can change without a line in words that says so.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::differences::between;
use super::*;
use crate::phrases::{self, Lang};
use crate::registry::{Registry, SystemClock};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn day(text: &str) -> Date {
    Date::from(text.parse::<chrono::NaiveDate>().unwrap())
}

fn period() -> Validity {
    Validity::between(Some(day("2015-01-01")), Some(day("2023-06-30"))).unwrap()
}

fn dated<T>(value: T) -> Vec<Dated<T>> {
    vec![Dated { value, valid: period() }]
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn places() -> Vec<AnyRecord> {
    let version = UnitVersion {
        name: "Quới An".into(),
        code: text("28687"),
        parent: Some(UnitId(id(1))),
        valid: period(),
        basis: text("NQ 1663"),
    };
    let alias = UnitAlias { name: "Qưới An".into(), seen_in: text("sổ cũ") };
    let grade = YearGrade { year: 2023, grade: GroupGrade::Good, decision: text("12/QĐ") };
    vec![
        Unit {
            id: UnitId(id(2)),
            kind: UnitKind::Hamlet,
            versions: vec![version],
            aliases: vec![alias],
            source: None,
        }
        .into(),
        Group {
            id: GroupId(id(3)),
            number: 5,
            hamlets: dated(UnitId(id(2))),
            name: text("Tổ 5"),
            founded: Some(PartialDate::Year(2010)),
            meeting_day: Some(15),
            grades: vec![grade],
            source: None,
        }
        .into(),
        Home { commune: Some(UnitId(id(1))), offset_minutes: 420, practice: true }.into(),
    ]
}

fn household(why: HouseholdEndReason) -> AnyRecord {
    Household {
        id: HouseholdId(id(4)),
        number: 2054,
        placements: vec![Placement { group: GroupId(id(3)), book_number: 26, valid: period() }],
        address: "Số 154".into(),
        heads: dated(PersonId(id(5))),
        representatives: dated(PersonId(id(6))),
        phones: vec![Phone::parse("0917123456").unwrap()],
        nickname: text("Út Lúa"),
        poverty: vec![PovertyYear { year: 2022, status: PovertyStatus::NearPoor, decision: text("7/QĐ") }],
        cultural: vec![CulturalYear { year: 2021, awarded: true }],
        policy: vec![PolicyStatus {
            category: "thương binh".into(),
            decision: text("8/QĐ"),
            valid: period(),
        }],
        verified: Some(Verified { on: day("2023-10-01"), by: "trinh".into() }),
        ended: Some(HouseholdEnd { on: day("2023-11-01"), why }),
        source: None,
    }
    .into()
}

fn persons() -> Vec<AnyRecord> {
    let membership = Membership {
        household: HouseholdId(id(4)),
        relation: RelationToHead::Child,
        valid: Validity::since(day("2015-01-01")),
    };
    let person = Person {
        id: PersonId(id(5)),
        full_name: "Nguyễn Văn An".into(),
        nickname: text("Hai An"),
        sex: Some(Sex::Male),
        birth: Some(PartialDate::Month(1979, 5)),
        personal_id: Some(PersonalId::parse("082079001234").unwrap()),
        old_id: Some(OldId::parse("311234567").unwrap()),
        occupation: text("làm ruộng"),
        residences: dated(ResidenceKind::Permanent),
        moved_place: text("Tiền Giang"),
        associations: dated(Association::Farmers),
        death: Some(PartialDate::Day(day("2023-11-01"))),
        memberships: vec![membership],
        source: None,
    };
    let staff = Staff {
        id: StaffId(id(7)),
        login: "trinh".into(),
        name: "Trinh".into(),
        role: StaffRole::Recorder,
        scope: vec![ScopeUnit::Unit(UnitId(id(2))), ScopeUnit::Group(GroupId(id(3)))],
        valid: period(),
    };
    let change = LifeChange {
        id: LifeChangeId(id(8)),
        kind: LifeKind::Split,
        on: day("2023-05-01"),
        household: HouseholdId(id(4)),
        other: Some(HouseholdId(id(9))),
        group: Some(GroupId(id(3))),
        persons: vec![PersonId(id(5))],
        place: text("Mỹ Tho"),
        basis: text("đơn"),
        told_by: text("Trần Văn Út"),
    };
    let answer = |outcome| TransferAnswer { on: day("2023-06-01"), by: "hai".into(), outcome };
    let transfer = Transfer {
        id: TransferId(id(12)),
        household: HouseholdId(id(4)),
        from: GroupId(id(3)),
        to: GroupId(id(13)),
        on: day("2023-05-01"),
        basis: text("đơn"),
        told_by: text("Trần Văn Út"),
        asked_by: "trinh".into(),
        asked_on: day("2023-05-02"),
        answer: Some(answer(TransferOutcome::Declined("chưa về ở".into()))),
    };
    vec![
        person.into(),
        staff.into(),
        change.into(),
        household(HouseholdEndReason::MovedOut("Mỹ Tho".into())),
        household(HouseholdEndReason::Joined(HouseholdId(id(9)))),
        household(HouseholdEndReason::NobodyLeft),
        transfer.into(),
    ]
}

fn meeting(of: MeetingOf) -> AnyRecord {
    let line = RollLine { household: HouseholdId(id(4)), mark: RollMark::Excused };
    let vote = Vote { on: "mức đóng góp".into(), in_favour: 20, against: 2, other: 1 };
    Meeting {
        id: MeetingId(id(14)),
        kind: MeetingKind::Decision,
        of,
        on: day("2023-10-25"),
        place: text("nhà ông Sáu"),
        chair: text("Phan Thị Quyên"),
        secretary: text("Lê Văn Ba"),
        topic: text("đường đèn"),
        occasion: text("Quốc khánh"),
        minutes_no: text("BB 07"),
        model: Some(ModelId(id(6))),
        headcount: Some(Attendances(40)),
        roll: vec![line],
        votes: vec![vote],
        decision: text("500.000 mỗi hộ"),
        petition: text("sửa cống"),
        source: None,
    }
    .into()
}

fn committee(of: CommitteeOf) -> AnyRecord {
    let seat = |holding| Seat { role: GroupRole::Member, holding, decision: text("12/QĐ"), valid: period() };
    let outsider = Holder::Outsider { name: "Lê Văn Ba".into(), post: "bí thư".into() };
    let held = |holder| Holding::Held { holder, basis: HeldBasis::Farmers };
    Committee {
        id: CommitteeId(id(10)),
        kind: CommitteeKind::ModelExecutive,
        of,
        name: text("Tổ điều hành"),
        seats: vec![
            seat(Holding::ExOfficio(GroupRole::Leader)),
            seat(held(Holder::Person(PersonId(id(5))))),
            seat(held(outsider)),
        ],
        source: None,
    }
    .into()
}

fn works() -> Vec<AnyRecord> {
    let levy = Levy {
        basis: LevyBasis::Household,
        amount: Vnd(500_000),
        decided_at: text("BB 07"),
        due: Some(day("2023-12-31")),
    };
    let project = Project {
        id: ProjectId(id(11)),
        number: 1,
        kind: ProjectKind::LightingRoad,
        name: "Đường đèn".into(),
        unit: UnitId(id(2)),
        group: Some(GroupId(id(3))),
        model: Some(ModelId(id(12))),
        route: text("bờ kinh"),
        length: Some(Metres(50_000)),
        width: Some(Metres(350)),
        lamps: Some(28),
        cameras: Some(4),
        budget: Some(Vnd(90_000_000)),
        funding: vec![Funding { source: FundingSource::People, amount: Vnd(40_000_000) }],
        started: Some(PartialDate::Month(2023, 3)),
        finished: Some(PartialDate::Month(2023, 8)),
        handover: Some(PartialDate::Year(2023)),
        custodian: text("ông Tư"),
        levy: Some(levy),
        source: None,
    };
    let due = Due {
        id: DueId(id(13)),
        project: ProjectId(id(11)),
        household: HouseholdId(id(4)),
        amount: Vnd(500_000),
        relief: Some(Relief { asked: Vnd(0), reason: "nghèo".into() }),
        promised: Some(day("2023-12-01")),
    };
    let model = MovementModel {
        id: ModelId(id(12)),
        movement: Movement::DanVanKheo,
        name: "Ánh sáng".into(),
        started: 2022,
        unit: Some(UnitId(id(2))),
        group: Some(GroupId(id(3))),
        years: vec![ModelYear { year: 2023, status: ModelStatus::Active }],
        participants: dated(PersonId(id(5))),
        source: None,
    };
    let committees = [
        CommitteeOf::Group(GroupId(id(3))),
        CommitteeOf::Unit(UnitId(id(2))),
        CommitteeOf::Model(ModelId(id(12))),
        CommitteeOf::Project(ProjectId(id(11))),
    ];
    let mut works = vec![project.into(), due.into(), model.into()];
    works.extend(committees.map(committee));
    works
}

fn gifts() -> Vec<AnyRecord> {
    let voided = || Some(Voided { on: day("2023-11-14"), reason: "ghi nhầm".into() });
    let receipt = Receipt {
        number: 12,
        on: day("2023-11-14"),
        amount: Vnd(500_000),
        collector: text("Quyên"),
        payer: text("An"),
        on_behalf: Some(HouseholdId(id(9))),
        voided: voided(),
    };
    let land = Gift::Land {
        area: AreaM2(250_000),
        typed: text("2,5 công"),
        parcel: text("tờ 3, thửa 12"),
        certificate_updated: false,
    };
    let goods = Gift::Goods { what: "cát".into(), quantity: 250, measure: "m³".into() };
    let family = Contributor::Household { household: HouseholdId(id(4)), given_by: Some(PersonId(id(5))) };
    let sponsor = Contributor::Sponsor("Công ty A".into());
    let gift = |from: &Contributor, gift| Contribution {
        id: ContributionId(id(14)),
        number: 12,
        from: from.clone(),
        project: Some(ProjectId(id(11))),
        model: Some(ModelId(id(12))),
        gift,
        valued: Vnd(500_000),
        rule: text("300k/công"),
        on: day("2023-11-14"),
        witnesses: vec!["Tư".into()],
        evidence: vec![Evidence { kind: EvidenceKind::DonationRecord, number: "BB 3".into() }],
        voided: voided(),
        source: None,
    };
    let all = [
        gift(&family, Gift::Money(vec![receipt])),
        gift(&sponsor, land),
        gift(&family, Gift::Labour(HalfDays(5))),
        gift(&sponsor, goods),
    ];
    all.map(AnyRecord::from).into()
}

fn notes() -> Vec<AnyRecord> {
    let abouts = [
        NoteAbout::Household(HouseholdId(id(4))),
        NoteAbout::Person(PersonId(id(5))),
        NoteAbout::Contribution(ContributionId(id(14))),
        NoteAbout::Project(ProjectId(id(11))),
    ];
    let note = |about| Note {
        id: NoteId(id(15)),
        about,
        text: "trả lời việc giấy đất".into(),
        follow_up: Some(day("2023-11-20")),
        done: Some(day("2023-11-21")),
        on: day("2023-11-14"),
        by: "trinh".into(),
    };
    let notes = abouts.map(|about| note(about).into());
    [notes.into(), requests()].concat()
}

fn requests() -> Vec<AnyRecord> {
    let request = |outcome| DataRequest {
        id: DataRequestId(id(16)),
        number: 3,
        kind: RequestKind::Erase,
        person: Some(PersonId(id(5))),
        asked_by: "Nguyễn Văn An".into(),
        asked_on: day("2026-11-20"),
        answered_on: Some(day("2026-11-23")),
        ended: Some(RequestEnd { on: day("2026-11-24"), outcome }),
        note: text("đơn số 12"),
        by: "trinh".into(),
    };
    let outcomes = [RequestOutcome::Done, RequestOutcome::Refused("chưa rõ là ai".into())];
    outcomes.map(|outcome| request(outcome).into()).into()
}

/// Every place in a value: keys and positions.
fn places_in(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, below) in object.iter().filter(|(key, _)| !["id", "source"].contains(&key.as_str())) {
                places_in(below, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(list) => {
            found.push(path.to_owned());
            list.iter().enumerate().for_each(|(at, below)| places_in(below, &format!("{path}/{at}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// What may stand in a place instead, the first that makes a record.
fn changed(record: &AnyRecord, path: &str) -> Option<AnyRecord> {
    let before = serde_json::to_value(record).unwrap();
    let others = [
        json!([]),
        json!(2019),
        json!("0190f3a2-7b1c-7d2e-8f00-000000000000"),
        json!("2014-02-03"),
        json!("elderly"),
        json!("other"),
        json!("082079999234"),
        json!(true),
        json!(false),
        json!(17),
        json!("weak"),
        json!("secretary"),
        json!("poor"),
        json!("moved"),
        json!("wife"),
        json!("theme_team"),
        json!("appointed"),
        json!("state"),
        json!("person"),
        json!("finished"),
        json!("admin"),
        json!("female"),
        json!("ward"),
        json!("birth"),
        json!({"moved_out": "Mỹ Tho"}),
        json!("object"),
        json!("absent"),
        json!({"refused": "không phải người ấy"}),
    ];
    others.into_iter().find_map(|other| {
        let mut value = before.clone();
        *value.pointer_mut(path)? = other;
        serde_json::from_value::<AnyRecord>(value).ok().filter(|after| after != record)
    })
}

#[test]
fn nothing_changes_without_a_line_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::open(dir.path(), Arc::new(SystemClock)).unwrap().0;
    let view = registry.view();
    let names = view.names();
    let meetings = vec![meeting(MeetingOf::Group(GroupId(id(3)))), meeting(MeetingOf::Unit(UnitId(id(2))))];
    let samples = [places(), persons(), works(), gifts(), notes(), meetings].concat();
    for kind in Kind::ALL {
        assert!(samples.iter().any(|sample| sample.key().kind == kind), "no sample of {kind:?}");
    }
    let mut changes = 0;
    for record in &samples {
        let mut paths = Vec::new();
        places_in(&serde_json::to_value(record).unwrap(), "", &mut paths);
        let is_money = serde_json::to_string(record).unwrap().contains("\"money\":[");
        // The value of money is the sum of its receipts.
        for path in paths.iter().filter(|path| !(is_money && path.ends_with("/valued"))) {
            let after =
                changed(record, path).unwrap_or_else(|| panic!("{path} of {record:?} stays as it is"));
            let found = between(Some(record), &after, &names).unwrap();
            assert!(!found.is_empty(), "{path} of {record:?} has no line");
            changes += 1;
        }
        let made = between(None, record, &names).unwrap();
        for lang in [Lang::Vi, Lang::En] {
            for difference in &made {
                let text = phrases::difference(lang, difference);
                assert!(!text.contains(['_', '{', '}', '[', '"']), "{text}");
                assert!(text.contains(": ") && !text.contains("082079001234"), "{text}");
            }
        }
    }
    assert!(changes > 200, "{changes}");
}

#[test]
fn differences_read_as_a_clerk_says_them() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::open(dir.path(), Arc::new(SystemClock)).unwrap().0;
    let view = registry.view();
    let AnyRecord::Person(person) = &persons()[0] else { panic!() };
    let AnyRecord::Household(household) = &persons()[3] else { panic!() };
    let of_person = |edit: fn(&mut Person)| {
        let mut after = person.clone();
        edit(&mut after);
        (AnyRecord::from(person.clone()), AnyRecord::from(after))
    };
    let of_household = |edit: fn(&mut Household)| {
        let mut after = household.clone();
        edit(&mut after);
        (AnyRecord::from(household.clone()), AnyRecord::from(after))
    };
    let cases = [
        (of_person(|p| p.full_name = "Nguyễn Văn Ân".into()), "Họ và tên: Nguyễn Văn An -> Nguyễn Văn Ân"),
        (of_person(|p| p.birth = None), "Ngày sinh: 05/1979 -> (bỏ trống)"),
        (
            of_person(|p| p.personal_id = PersonalId::parse("082079551234").ok()),
            "Số định danh: 082*****1234 (đã đổi các số che ở giữa)",
        ),
        (
            of_person(|p| p.associations.push(Dated::since(Association::Youth, day("2023-11-14")))),
            "Đoàn thể: + Đoàn TNCS Hồ Chí Minh (từ 14/11/2023)",
        ),
        (of_household(|h| h.phones.clear()), "Điện thoại: - 0*******56"),
        (of_household(|h| h.cultural[0].awarded = false), "Gia đình văn hóa 2021: có -> không"),
        (
            of_household(|h| h.poverty[0].status = PovertyStatus::Escaped),
            "Diện hộ 2022: cận nghèo (quyết định số 7/QĐ) -> mới thoát nghèo (quyết định số 7/QĐ)",
        ),
        (of_household(|h| h.nickname = None), "Tên thường gọi: Út Lúa -> (bỏ trống)"),
    ];
    for ((before, after), want) in cases {
        let found = between(Some(&before), &after, &view.names()).unwrap();
        let said: Vec<String> = found.iter().map(|one| phrases::difference(Lang::Vi, one)).collect();
        assert_eq!(said, [want]);
    }
}
