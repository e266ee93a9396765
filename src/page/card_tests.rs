//! The card in lines, as a screen reader would read it out.

use super::*;
use crate::domain::*;
use crate::protocol::Gone;
use uuid::Uuid;

fn on(year: i32, month: u32, date: u32) -> Date {
    Date::ymd(year, month, date).unwrap()
}

fn member(name: &str, sex: Sex, year: i16, relation: RelationToHead, gone: Option<Gone>) -> CardMember {
    CardMember {
        id: PersonId(Uuid::nil()),
        name: name.into(),
        nickname: None,
        sex: Some(sex),
        birth: Some(PartialDate::Year(year)),
        age: None,
        relation,
        personal_id: Some("000*****4219".into()),
        occupation: None,
        residence: Some(ResidenceKind::Permanent),
        gone,
    }
}

fn gift() -> GiftLine {
    GiftLine {
        id: ContributionId(Uuid::nil()),
        number: ShortNumber { kind: Kind::Contribution, number: 12 },
        on: on(2023, 11, 14),
        to: "Đường đèn Tổ 05".into(),
        from: "Trần Văn Út".into(),
        household: None,
        money: Some(Vnd(300_000)),
        receipt_index: Some(0),
        land: None,
        labour: None,
        goods: None,
        valued: Vnd(300_000),
        receipt: Some(101),
        given_by: None,
        on_behalf: None,
        evidence: vec![],
        witnesses: 0,
        certificate_updated: None,
        voided: None,
        elsewhere: false,
    }
}

fn card() -> Card {
    Card {
        id: HouseholdId(Uuid::nil()),
        rev: 1,
        number: ShortNumber { kind: Kind::Household, number: 2_054 },
        group: GroupId(Uuid::nil()),
        group_number: 5,
        book_number: 26,
        hamlet: "Quới An".into(),
        placed_since: None,
        came_from: None,
        address: "Số 154, bờ kinh Chợ Gạo".into(),
        phones: vec!["0*******33".into()],
        nickname: None,
        head: "Trần Văn Út".into(),
        representative: "Trần Văn Út".into(),
        representative_relation: None,
        poverty: vec![PovertyYear { year: 2023, status: PovertyStatus::NearPoor, decision: None }],
        cultural: vec![2021, 2022],
        policy: vec![],
        verified: None,
        ended: None,
        members: vec![
            member("Trần Văn Út", Sex::Male, 1979, RelationToHead::Head, None),
            member("Trần Văn Lúa", Sex::Male, 1950, RelationToHead::Father, Some(Gone::Died(None))),
        ],
        seats: vec![],
        contributions: vec![gift()],
        given: Given { money: Vnd(300_000), valued: Vnd(300_000), ..Given::default() },
        dues: vec![],
        notes: vec![],
        leaving: None,
        life: vec![],
    }
}

#[test]
fn a_card_reads_from_top_to_bottom() {
    let want = "\
HỘ H-02054  Trần Văn Út
Ấp Quới An > Tổ 05, hộ 26
Địa chỉ:           Số 154, bờ kinh Chợ Gạo
Điện thoại:        0*******33
Đại diện hộ:       Trần Văn Út
Diện hộ:           cận nghèo 2023
Gia đình văn hóa:  2021 2022

Nhân khẩu  1 đang ở
  Trần Văn Út   nam  1979  chủ hộ  000*****4219  thường trú
  Trần Văn Lúa  nam  1950  cha     000*****4219  đã mất

Đóng góp  tiền 300.000  quy ra 300.000
  14/11/2023  D-00012  Đường đèn Tổ 05  Trần Văn Út  tiền 300.000  phiếu 0101";
    assert_eq!(of_household(&card(), Lang::Vi).join("\n"), want);
}

#[test]
fn the_whole_card_is_in_the_json() {
    let json = serde_json::to_value(card()).unwrap();
    assert_eq!(json["number"], "H-02054");
    assert_eq!(json["members"][0]["relation"], "head");
    assert_eq!(json["members"][0]["birth"], "1979");
    assert_eq!(json["poverty"][0]["status"], "near_poor");
    assert_eq!(json["contributions"][0]["money"], 300_000);
    assert_eq!(json["given"]["valued"], 300_000);
}
