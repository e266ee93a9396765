//! The look-up as a table: a small hamlet, what is typed, who comes.

use super::*;
use crate::domain::{PersonId, UnitId};
use crate::protocol::Matched;
use uuid::Uuid;

fn person(n: u128, name: &str, nickname: Option<&str>, is_head: bool, birth_year: i16) -> Member {
    Member {
        person: PersonId(Uuid::from_u128(n)),
        name: name.into(),
        nickname: nickname.map(Into::into),
        birth_year: Some(birth_year),
        is_head,
        is_gone: false,
        is_at_home: true,
        ids: vec![format!("0820{:02}{:06}", birth_year % 100, n)],
    }
}

fn group_id(number: u16) -> GroupId {
    GroupId(Uuid::from_u128(number.into()))
}

fn hamlet() -> LookUp {
    let mut look_up = LookUp::default();
    let mut put = |n: u32, group, book_number, members| {
        let places = Places {
            hamlet_id: Some(UnitId(Uuid::from_u128(1))),
            hamlet: "Quới An".into(),
            hamlet_names: vec!["Qưới An".into()],
            group_id: Some(group_id(group)),
            group,
            book_number,
            address: format!("Số {}, bờ kinh Chợ Gạo", 100 + n),
            phones: vec![format!("09012345{n:02}")],
            statuses: if n == 3 { vec![Status::Poor] } else { vec![] },
            ..Places::default()
        };
        let household = HouseholdId(Uuid::from_u128(u128::from(n)));
        look_up.put(&Entry { household, number: n, places, members, turns: None });
    };
    let dead = Member { is_gone: true, ..person(8, "Phan Văn Sáu", None, false, 1939) };
    put(
        1,
        5,
        26,
        vec![
            person(1, "Trần Văn Út", None, true, 1979),
            person(2, "Lê Thị Sáu", Some("Sáu Lúa"), false, 1954),
        ],
    );
    put(2, 5, 8, vec![person(3, "Nguyễn Văn Sáu", Some("Sáu Cò"), true, 1961), dead]);
    put(
        3,
        6,
        1,
        vec![person(4, "Nguyễn Thanh Tài", None, true, 1980), person(9, "Cù Cung Cát", None, false, 2001)],
    );
    put(4, 6, 2, vec![person(5, "Nguyễn Thành Tài", None, true, 1981)]);
    put(
        5,
        7,
        3,
        vec![person(6, "Lê Ngọc Quý", None, true, 1990), person(7, "Võ Thị Hòa", None, false, 1992)],
    );
    look_up
}

fn names(found: &Sought) -> Vec<&str> {
    found.rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn what_is_typed_and_who_comes() {
    let look_up = hamlet();
    let cases: [(&str, &[&str]); 30] = [
        ("sau to 5", &["Nguyễn Văn Sáu", "Lê Thị Sáu", "Phan Văn Sáu"]),
        ("nguyen thanh tai", &["Nguyễn Thanh Tài", "Nguyễn Thành Tài"]),
        ("nguyễn thành tài", &["Nguyễn Thành Tài", "Nguyễn Thanh Tài"]),
        ("tai nguyen", &["Nguyễn Thanh Tài", "Nguyễn Thành Tài"]),
        ("sau lua", &["Lê Thị Sáu"]),
        ("quí", &["Lê Ngọc Quý"]),
        ("hoà", &["Võ Thị Hòa"]),
        ("hoa", &["Võ Thị Hòa"]),
        ("1954", &["Lê Thị Sáu"]),
        ("0901234503", &["Nguyễn Thanh Tài"]),
        ("4504", &["Nguyễn Thành Tài"]),
        ("082054000002", &["Lê Thị Sáu"]),
        ("5/26", &["Trần Văn Út"]),
        ("h-00005", &["Lê Ngọc Quý"]),
        ("cu cu", &["Cù Cung Cát"]),
        ("cu cun", &["Cù Cung Cát"]),
        ("cat cu cung", &["Cù Cung Cát"]),
        ("út út", &[]),
        ("nvs", &["Nguyễn Văn Sáu"]),
        ("ngheo", &["Nguyễn Thanh Tài"]),
        ("cat ho ngheo", &["Cù Cung Cát"]),
        ("\"thanh tai\"", &["Nguyễn Thanh Tài", "Nguyễn Thành Tài"]),
        ("\"tai thanh\"", &[]),
        ("\"nguyen tai\"", &[]),
        ("=thành", &["Nguyễn Thành Tài"]),
        ("=quí", &[]),
        ("ly", &[]),
        ("kinh gao 103", &["Nguyễn Thanh Tài"]),
        ("54000", &["Lê Thị Sáu"]),
        ("khong co ai", &[]),
    ];
    for (typed, want) in cases {
        let found = look_up.find(typed, 20, &Asking::ANYTHING);
        assert_eq!(names(&found), want, "{typed}");
        assert_eq!(found.persons as usize, want.len(), "{typed}");
    }
}

#[test]
fn a_hamlet_is_found_under_every_spelling() {
    let look_up = hamlet();
    for typed in ["qưới an", "quới an", "quoi an", "QUOI AN"] {
        let found = look_up.find(typed, 20, &Asking::ANYTHING);
        assert_eq!(found.households, Some(5), "{typed}");
        assert!(found.rows.iter().all(|row| row.matched == [Matched::Hamlet]), "{typed}");
    }
}

#[test]
fn the_matched_part_is_told_in_characters() {
    let found = hamlet().find("le sa", 20, &Asking::ANYTHING);
    let row = found.rows.first().unwrap();
    assert_eq!((row.name.as_str(), row.spans.as_slice()), ("Lê Thị Sáu", &[(0, 2), (7, 9)][..]));
}

#[test]
fn what_is_out_of_scope_is_neither_found_nor_counted() {
    let look_up = hamlet();
    let found_in = |groups: &[u16], typed: &str| {
        let groups = groups.iter().map(|number| group_id(*number)).collect();
        let found = look_up.find(typed, 20, &Asking { within: Some(&groups), ..Asking::ANYTHING });
        (found.persons, found.rows.len() as u32, found.households.unwrap())
    };
    let all = look_up.find("n", 20, &Asking::ANYTHING);
    let (fifth, others) = (found_in(&[5], "n"), found_in(&[4, 6, 7], "n"));
    assert_eq!(fifth.0 + others.0, all.persons);
    assert!(fifth.0 > 0 && fifth.0 == fifth.1, "{fifth:?}");
    assert_eq!(found_in(&[], "n"), (0, 0, 0));
}

#[test]
fn masked_digits_are_found_whole_or_by_their_last_four_and_by_nothing_else() {
    let look_up = hamlet();
    let asking = Asking { digits: DigitsFind::WholeOrLastFour, ..Asking::ANYTHING };
    let cases = [
        ("0901234503", 1),
        ("4503", 1),
        ("090123450", 0),
        ("0123", 0),
        ("34503", 0),
        ("503", 0),
        ("082054000002", 1),
        ("08205400000", 0),
        ("2054", 0),
    ];
    for (typed, want) in cases {
        assert_eq!(look_up.find(typed, 20, &asking).persons, want, "{typed}");
    }
    for (typed, want) in [
        ("sau 4503", "4503"),
        ("to 5", ""),
        ("090", ""),
        ("0901 2345", "0901 2345"),
        ("09012", ""),
        ("090123456", "090123456"),
    ] {
        assert_eq!(digits_in(typed), want, "{typed}");
    }
}

#[test]
fn the_limit_bounds_the_rows_and_not_the_count() {
    let found = hamlet().find("n", 2, &Asking::ANYTHING);
    assert_eq!((found.rows.len(), found.persons), (2, 4));
}
