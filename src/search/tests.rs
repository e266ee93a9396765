//! The look-up as a table: a small hamlet, what is typed, who comes.

use super::*;
use crate::domain::{PersonId, RelationToHead as R};
use crate::protocol::{Gone, Matched};
use uuid::Uuid;

fn person(n: u128, name: &str, nickname: Option<&str>, relation: R, birth_year: i16) -> Member {
    let mut member =
        Member::new(PersonId(Uuid::from_u128(n)), name.into(), nickname.map(Into::into), relation);
    member.birth_year = Some(birth_year);
    member.is_head = relation == R::Head;
    member.ids = vec![format!("0820{:02}{:06}", birth_year % 100, n)];
    member
}

fn group_id(number: u16) -> GroupId {
    GroupId(Uuid::from_u128(number.into()))
}

fn hamlet() -> LookUp {
    let mut look_up = LookUp::default();
    let mut put = |n: u32, group, book_number, members| {
        let places = Places {
            hamlet: "Quới An".into(),
            hamlet_names: vec!["Qưới An".into()],
            group_id: Some(group_id(group)),
            ended: false,
            group,
            book_number,
            address: format!("Số {}, bờ kinh Chợ Gạo", 100 + n),
            nickname: None,
            phones: vec![format!("09012345{n:02}")],
        };
        look_up.put(Entry::new(HouseholdId(Uuid::from_u128(u128::from(n))), n, places, members));
    };
    let mut dead = person(8, "Phan Văn Sáu", None, R::Father, 1939);
    dead.gone = Some(Gone::Died(None));
    put(
        1,
        5,
        26,
        vec![
            person(1, "Trần Văn Út", None, R::Head, 1979),
            person(2, "Lê Thị Sáu", Some("Sáu Lúa"), R::Mother, 1954),
        ],
    );
    put(2, 5, 8, vec![person(3, "Nguyễn Văn Sáu", Some("Sáu Cò"), R::Head, 1961), dead]);
    put(
        3,
        6,
        1,
        vec![
            person(4, "Nguyễn Thanh Tài", None, R::Head, 1980),
            person(9, "Cù Cung Cát", None, R::Child, 2001),
        ],
    );
    put(4, 6, 2, vec![person(5, "Nguyễn Thành Tài", None, R::Head, 1981)]);
    put(
        5,
        7,
        3,
        vec![person(6, "Lê Ngọc Quý", None, R::Head, 1990), person(7, "Võ Thị Hòa", None, R::Wife, 1992)],
    );
    look_up
}

#[test]
fn what_is_typed_and_who_comes() {
    let look_up = hamlet();
    let cases: [(&str, &[&str]); 19] = [
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
        ("khong co ai", &[]),
    ];
    for (typed, want) in cases {
        let found = look_up.find(typed, 20, &Asking::ANYTHING);
        let names: Vec<&str> = found.hits.iter().map(|hit| hit.name.as_str()).collect();
        assert_eq!(names, want, "{typed}");
        assert_eq!(found.persons as usize, want.len(), "{typed}");
    }
}

#[test]
fn a_hamlet_is_found_under_every_spelling() {
    let look_up = hamlet();
    for typed in ["qưới an", "quới an", "quoi an", "QUOI AN"] {
        let found = look_up.find(typed, 20, &Asking::ANYTHING);
        assert_eq!(found.households, 5, "{typed}");
        assert!(found.hits.iter().all(|hit| hit.matched == [Matched::Hamlet]), "{typed}");
    }
}

#[test]
fn the_matched_part_is_told_in_characters() {
    let found = hamlet().find("le sa", 20, &Asking::ANYTHING);
    let hit = found.hits.first().unwrap();
    assert_eq!((hit.name.as_str(), hit.spans.as_slice()), ("Lê Thị Sáu", &[(0, 2), (7, 9)][..]));
}

#[test]
fn what_is_out_of_scope_is_neither_found_nor_counted() {
    let look_up = hamlet();
    let found_in = |groups: &[u16], typed: &str| {
        let groups = groups.iter().map(|number| group_id(*number)).collect();
        let found = look_up.find(typed, 20, &Asking { within: Some(&groups), digits: DigitsFind::AnyRun });
        (found.persons as usize, found.hits.len(), found.households)
    };
    let all = look_up.find("n", 20, &Asking::ANYTHING);
    let (fifth, others) = (found_in(&[5], "n"), found_in(&[4, 6, 7], "n"));
    assert_eq!(fifth.0 + others.0, all.persons as usize);
    assert!(fifth.0 > 0 && fifth.0 == fifth.1, "{fifth:?}");
    assert_eq!(found_in(&[], "n"), (0, 0, 0));
}

#[test]
fn masked_digits_are_found_whole_or_by_their_last_four_and_by_nothing_else() {
    let look_up = hamlet();
    let asking = Asking { within: None, digits: DigitsFind::WholeOrLastFour };
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
    for (typed, want) in [("sau 4503", "4503"), ("to 5", ""), ("090", ""), ("0901 2345", "0901 2345")] {
        assert_eq!(digits_in(typed), want, "{typed}");
    }
}

#[test]
fn the_limit_bounds_the_rows_and_not_the_count() {
    let found = hamlet().find("n", 2, &Asking::ANYTHING);
    assert_eq!((found.hits.len(), found.persons), (2, 4));
}
