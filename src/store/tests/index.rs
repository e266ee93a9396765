//! The index: which question each kind of record answers.

use super::*;
use crate::domain::*;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn source() -> Option<Source> {
    Some(Source { book: "sổ tổ 5".into(), key: "26".into() })
}

fn since(year: i32) -> Validity {
    Validity::since(day(year, 1, 1))
}

fn until(year: i32) -> Validity {
    Validity::between(None, Some(day(year, 12, 31))).unwrap()
}

fn unit() -> Unit {
    let version = |parent, valid| UnitVersion {
        name: "Long Bình".into(),
        code: Some("28687".into()),
        parent: Some(UnitId(id(parent))),
        valid,
        basis: None,
    };
    let versions = vec![version(101, until(2025)), version(102, since(2026))];
    Unit { id: UnitId(id(1)), kind: UnitKind::Commune, versions, aliases: vec![], source: source() }
}

fn group() -> Group {
    Group {
        id: GroupId(id(2)),
        number: 5,
        hamlets: vec![
            Dated { value: UnitId(id(103)), valid: until(2020) },
            Dated { value: UnitId(id(104)), valid: since(2021) },
        ],
        name: None,
        founded: None,
        meeting_day: None,
        grades: vec![],
        source: source(),
    }
}

fn household() -> Household {
    let place = |group, book_number, valid| Placement { group: GroupId(id(group)), book_number, valid };
    Household {
        id: HouseholdId(id(3)),
        number: 2054,
        placements: vec![place(105, 300, until(2020)), place(106, 26, since(2021))],
        address: String::new(),
        heads: vec![],
        representatives: vec![],
        phones: vec![],
        nickname: None,
        poverty: vec![],
        cultural: vec![],
        policy: vec![],
        verified: None,
        ended: None,
        source: source(),
    }
}

fn person() -> Person {
    let member = |household, valid| Membership {
        household: HouseholdId(id(household)),
        relation: RelationToHead::Child,
        valid,
    };
    Person {
        id: PersonId(id(4)),
        full_name: "Nguyễn Văn An".into(),
        nickname: None,
        sex: None,
        birth: None,
        personal_id: Some(PersonalId::parse("000095000123").unwrap()),
        old_id: None,
        occupation: None,
        residences: vec![],
        moved_place: None,
        associations: vec![],
        death: None,
        memberships: vec![member(107, until(2020)), member(108, since(2021)), member(107, until(2010))],
        source: source(),
    }
}

fn committee() -> Committee {
    let holder = Holder::Person(PersonId(id(109)));
    let held = Holding::Held { holder, basis: HeldBasis::Elected };
    let seat = |role, holding| Seat { role, holding, decision: None, valid: Validity::ALWAYS };
    Committee {
        id: CommitteeId(id(5)),
        kind: CommitteeKind::ModelExecutive,
        of: CommitteeOf::Model(ModelId(id(110))),
        name: None,
        seats: vec![
            seat(GroupRole::Leader, Holding::ExOfficio(GroupRole::Leader)),
            seat(GroupRole::Member, held),
        ],
        source: source(),
    }
}

fn project() -> Project {
    Project {
        id: ProjectId(id(6)),
        number: 1,
        kind: ProjectKind::RuralRoad,
        name: "Đường tổ 5".into(),
        unit: UnitId(id(111)),
        group: Some(GroupId(id(112))),
        model: Some(ModelId(id(113))),
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
        source: source(),
    }
}

fn contribution() -> Contribution {
    let voided = Some(Voided { on: day(2023, 6, 1), reason: "ghi nhầm".into() });
    let receipt = |number, on, on_behalf, voided| Receipt {
        number,
        on,
        amount: Vnd(500_000),
        collector: None,
        payer: None,
        on_behalf,
        voided,
    };
    Contribution {
        id: ContributionId(id(7)),
        number: 12,
        from: Contributor::Household { household: HouseholdId(id(114)), given_by: Some(PersonId(id(115))) },
        project: Some(ProjectId(id(116))),
        model: Some(ModelId(id(117))),
        gift: Gift::Money(vec![
            receipt(41, day(2022, 5, 1), None, None),
            receipt(1, day(2023, 5, 1), Some(HouseholdId(id(118))), None),
            receipt(258, day(2023, 6, 1), None, voided),
        ]),
        valued: Vnd(1_000_000),
        rule: None,
        on: day(2022, 5, 1),
        witnesses: vec![],
        evidence: vec![],
        voided: None,
        source: source(),
    }
}

fn model() -> MovementModel {
    MovementModel {
        id: ModelId(id(9)),
        movement: Movement::BacHo,
        name: "Tủ sách".into(),
        started: 2022,
        unit: None,
        group: Some(GroupId(id(119))),
        years: vec![],
        participants: vec![],
        source: source(),
    }
}

fn staff() -> Staff {
    Staff {
        id: StaffId(id(10)),
        login: "trinh".into(),
        name: "Trinh".into(),
        role: StaffRole::Admin,
        scope: vec![],
        valid: Validity::ALWAYS,
    }
}

fn due() -> Due {
    Due {
        id: DueId(id(11)),
        project: ProjectId(id(120)),
        household: HouseholdId(id(121)),
        amount: Vnd(500_000),
        relief: None,
        promised: None,
    }
}

fn life_change() -> LifeChange {
    LifeChange {
        id: LifeChangeId(id(13)),
        kind: LifeKind::Split,
        on: day(2023, 5, 1),
        household: HouseholdId(id(122)),
        other: Some(HouseholdId(id(123))),
        group: None,
        persons: vec![],
        place: None,
        basis: None,
        told_by: None,
    }
}

fn home() -> Home {
    Home { commune: Some(UnitId(id(1))), offset_minutes: VIET_NAM_OFFSET, practice: false }
}

fn everything() -> Vec<AnyRecord> {
    vec![
        unit().into(),
        group().into(),
        household().into(),
        person().into(),
        committee().into(),
        project().into(),
        contribution().into(),
        note(8, "Hư cống").into(),
        model().into(),
        staff().into(),
        due().into(),
        life_change().into(),
        home().into(),
    ]
}

#[test]
fn every_question_finds_its_record_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    save(&store, everything());
    let number = |kind, number| Lookup::Number(ShortNumber { kind, number });
    let (h, p) = (|n| HouseholdId(id(n)), |n| PersonId(id(n)));
    let model = CommitteeOf::Model(ModelId(id(110)));
    let cases: Vec<(Lookup<'_>, &[u128])> = vec![
        (number(Kind::Household, 2054), &[3]),
        (number(Kind::Household, 205), &[]),
        (number(Kind::Project, 1), &[6]),
        (number(Kind::Contribution, 12), &[7]),
        (Lookup::HouseholdsOf(GroupId(id(105))), &[3]),
        (Lookup::OpenHouseholdsOf(GroupId(id(105))), &[]),
        (Lookup::OpenHouseholdsOf(GroupId(id(106))), &[3]),
        (Lookup::PersonsOf(h(107)), &[4]),
        (Lookup::PersonsOf(h(108)), &[4]),
        (Lookup::PersonsOf(h(109)), &[]),
        (Lookup::ContributionsFrom(h(114)), &[7]),
        (Lookup::ContributionsGivenBy(p(115)), &[7]),
        (Lookup::ContributionsTo(ProjectId(id(116))), &[7]),
        (Lookup::ContributionsToModel(ModelId(id(117))), &[7]),
        (Lookup::PaidFor(h(118)), &[7]),
        (Lookup::Receipts(2022), &[7]),
        (Lookup::Receipts(2023), &[7, 7]),
        (Lookup::CommitteesOf(model), &[5]),
        (Lookup::CommitteesOf(CommitteeOf::Project(ProjectId(id(110)))), &[]),
        (Lookup::SeatsOf(p(109)), &[5]),
        (Lookup::DuesOn(ProjectId(id(120))), &[11]),
        (Lookup::DuesOf(h(121)), &[11]),
        (Lookup::NotesAbout(NoteAbout::Household(h(7))), &[8]),
        (Lookup::NotesAbout(NoteAbout::Person(p(7))), &[]),
        (Lookup::FollowUps, &[8]),
        (Lookup::GroupsOf(UnitId(id(103))), &[2]),
        (Lookup::GroupsOf(UnitId(id(104))), &[2]),
        (Lookup::UnitsUnder(UnitId(id(101))), &[1]),
        (Lookup::UnitsUnder(UnitId(id(102))), &[1]),
        (Lookup::ProjectsIn(UnitId(id(111))), &[6]),
        (Lookup::ProjectsOfGroup(GroupId(id(112))), &[6]),
        (Lookup::ProjectsOfModel(ModelId(id(113))), &[6]),
        (Lookup::ModelsOf(GroupId(id(119))), &[9]),
        (Lookup::StaffNamed("trinh"), &[10]),
        (Lookup::StaffNamed("tri"), &[]),
        (Lookup::LifeChangesOf(h(122)), &[13]),
        (Lookup::LifeChangesTo(h(123)), &[13]),
        (Lookup::PersonalId("000095000123"), &[4]),
        (Lookup::PersonalId("00009500012"), &[]),
    ];
    for (lookup, want) in cases {
        let want: Vec<Uuid> = want.iter().map(|number| id(*number)).collect();
        assert_eq!(store.find(lookup).unwrap(), want, "{lookup:?}");
        assert_eq!(store.find_one(lookup).unwrap(), want.first().copied(), "{lookup:?}");
    }
}

#[test]
fn a_source_leads_to_every_record_made_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    save(&store, everything());
    let source = source().unwrap();
    let keys = store.keys(Lookup::Source(&source), 100).unwrap();
    let kinds: Vec<u8> = keys.iter().map(|key| source_target(key).unwrap().kind as u8).collect();
    assert_eq!(kinds, [1, 2, 3, 4, 5, 6, 7, 9]);
    let other = Source { key: "2".into(), ..source };
    assert_eq!(store.keys(Lookup::Source(&other), 100).unwrap(), Vec::<Vec<u8>>::new());
}

#[test]
fn keys_say_what_they_sort_by() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    save(&store, everything());

    let last = store.last_key(Lookup::Receipts(2023)).unwrap().unwrap();
    let want = ReceiptEntry { year: 2023, number: 258, contribution: ContributionId(id(7)) };
    assert_eq!(receipt_in(&last), Some(want), "the highest number of the year, voided or not");
    assert_eq!(store.last_key(Lookup::Receipts(2024)).unwrap(), None);

    let last = store.last_key(Lookup::Numbers(Kind::Household)).unwrap().unwrap();
    assert_eq!(number_in(&last), Some(2054));

    let places = store.keys(Lookup::HouseholdsOf(GroupId(id(105))), 10).unwrap();
    let want = PlaceEntry { is_open: false, book_number: 300, household: HouseholdId(id(3)) };
    assert_eq!(places.iter().filter_map(|key| place_in(key)).collect::<Vec<_>>(), [want]);

    let waiting = store.keys(Lookup::FollowUps, 10).unwrap();
    assert_eq!(follow_up_in(&waiting[0]), Some((day(2024, 1, 15), NoteId(id(8)))));
    assert_eq!(number_in(&waiting[0]), None, "a key of another kind says nothing");
}

#[test]
fn keys_follow_a_record_as_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    save(&store, [note(8, "Hư cống").into(), household().into()]);
    let mut moved = household();
    moved.placements[1].valid = until(2023);
    moved.placements.push(Placement { group: GroupId(id(200)), book_number: 1, valid: since(2024) });
    let done = Note { done: Some(day(2024, 1, 15)), ..note(8, "Hư cống") };
    save(&store, [done.into(), moved.into()]);

    assert!(store.find(Lookup::FollowUps).unwrap().is_empty());
    assert!(store.find(Lookup::OpenHouseholdsOf(GroupId(id(106)))).unwrap().is_empty());
    assert_eq!(store.find(Lookup::HouseholdsOf(GroupId(id(106)))).unwrap(), [id(3)]);
    assert_eq!(store.find(Lookup::OpenHouseholdsOf(GroupId(id(200)))).unwrap(), [id(3)]);
    let head = store.head();
    assert_eq!(store.view.measure().unwrap(), (head.digest, head.derived));
}

#[test]
fn keys_sort_as_years_and_days_do() {
    let years = [-1i16, 0, 1, 1999, 2000, 2023].map(|year| Lookup::Receipts(year).prefix());
    assert!(years.is_sorted(), "{years:?}");
}
