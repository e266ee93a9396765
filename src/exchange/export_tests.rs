//! What leaves the register: masked, defused, and the same columns every time.

use super::*;
use crate::domain::*;
use crate::protocol::Digits;

fn masked(record: impl Into<AnyRecord>) -> Exported {
    Exported::of(record.into(), Digits::Masked)
}

fn day() -> Date {
    Date::ymd(2023, 11, 14).unwrap()
}

fn sau() -> Person {
    Person {
        id: PersonId(Uuid::from_u128(1)),
        full_name: "=Lê Thị Sáu".into(),
        nickname: None,
        sex: Some(Sex::Female),
        birth: Some(PartialDate::Month(1954, 12)),
        personal_id: PersonalId::parse("082154000917").ok(),
        old_id: OldId::parse("311234567").ok(),
        occupation: None,
        residences: vec![Dated { value: ResidenceKind::Permanent, valid: Validity::ALWAYS }],
        moved_place: None,
        associations: vec![],
        death: None,
        memberships: vec![Membership {
            household: HouseholdId(Uuid::from_u128(2)),
            relation: RelationToHead::Head,
            valid: Validity::ALWAYS,
        }],
        source: None,
    }
}

fn household() -> Household {
    Household {
        id: HouseholdId(Uuid::from_u128(2)),
        number: 2_054,
        placements: vec![Placement {
            group: GroupId(Uuid::from_u128(3)),
            book_number: 26,
            valid: Validity::ALWAYS,
        }],
        address: "Số 154, bờ kinh Chợ Gạo".into(),
        heads: vec![Dated { value: PersonId(Uuid::from_u128(1)), valid: Validity::ALWAYS }],
        representatives: vec![],
        phones: vec![Phone::parse("0901234533").unwrap()],
        nickname: None,
        poverty: vec![PovertyYear { year: 2023, status: PovertyStatus::NearPoor, decision: None }],
        cultural: vec![],
        policy: vec![],
        verified: None,
        ended: None,
        source: None,
    }
}

fn land() -> Contribution {
    Contribution {
        id: ContributionId(Uuid::from_u128(4)),
        number: 12,
        from: Contributor::Household { household: HouseholdId(Uuid::from_u128(2)), given_by: None },
        project: None,
        model: None,
        gift: Gift::Land { area: AreaM2(4_050), typed: None, parcel: None, certificate_updated: false },
        valued: Vnd(9_450_000),
        rule: None,
        on: day(),
        witnesses: vec![],
        evidence: vec![],
        voided: None,
        source: None,
    }
}

fn names() -> Names {
    let mut names = Names::default();
    names.learn(&sau().into(), day());
    names.learn(&household().into(), day());
    names
}

#[test]
fn digits_are_masked_in_json() {
    let line = jsonl_line(&masked(sau()));
    assert!(line.contains(r#""personal_id":"082*****0917""#) && line.contains("311*****4567"), "{line}");
    assert!(!line.contains("082154000917") && !line.contains("311234567"), "{line}");
    assert!(line.starts_with(r#"{"person":{"#) && line.contains(r#""sex":"female""#), "{line}");
    assert!(line.contains(r#""birth":"1954-12""#), "{line}");
    let line = jsonl_line(&masked(household()));
    assert!(line.contains(r#""phones":["0*******33"]"#) && !line.contains("0901234533"), "{line}");
}

#[test]
fn digits_in_clear_stand_where_the_masked_ones_do() {
    let clear = |record: AnyRecord| Exported::of(record, Digits::InClear);
    let line = jsonl_line(&clear(sau().into()));
    assert!(
        line.contains(r#""personal_id":"082154000917""#) && line.contains(r#""old_id":"311234567""#),
        "{line}"
    );
    let row = sheet_row(&clear(household().into()), &names(), day()).unwrap();
    assert!(row.contains(&"0901234533".to_owned()), "{row:?}");
}

#[test]
fn a_row_has_a_cell_for_each_column() {
    let records: [AnyRecord; 3] = [sau().into(), household().into(), land().into()];
    for record in records {
        let columns = sheet_columns(record.key().kind).unwrap();
        let row = sheet_row(&masked(record), &names(), day()).unwrap();
        assert_eq!(row.len(), columns.len(), "{columns:?}");
        assert!(row.iter().all(|cell| !cell.starts_with('=') && !cell.contains("0901234533")));
    }
}

#[test]
fn a_sheet_has_names_and_plain_numbers() {
    let cell = |record: AnyRecord, column: &str| {
        let at = sheet_columns(record.key().kind).unwrap().iter().position(|name| *name == column).unwrap();
        sheet_row(&masked(record), &names(), day()).unwrap()[at].clone()
    };
    assert_eq!(cell(land().into(), "land_m2"), "40.5");
    assert_eq!(cell(land().into(), "household"), "H-02054");
    assert_eq!(cell(land().into(), "valued_vnd"), "9450000");
    assert_eq!(cell(household().into(), "poverty"), "2023:near_poor");
    assert_eq!(cell(sau().into(), "full_name"), "'=Lê Thị Sáu");
    assert_eq!(cell(sau().into(), "relation"), "head");
}

#[test]
fn hundredths_lose_only_their_zeros() {
    for (value, want) in [(4_000, "40"), (4_050, "40.5"), (5, "0.05"), (100_000, "1000")] {
        assert_eq!(decimal(Some(value)), want);
    }
}
