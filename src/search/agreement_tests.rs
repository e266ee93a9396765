//! The index and the reference find the same, in the same order: over a synthetic hamlet, after changes, for any words and
//! any scope.

use std::collections::HashSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::reference::Reference;
use super::*;
use crate::domain::{PersonId, UnitId};

/// Few names, and those that are easily confused.
const NAMES: &[&str] = &[
    "Nguyễn Văn An",
    "Nguyễn Văn Ân",
    "Nguyễn Thị An",
    "Trần Văn An",
    "Trần Thanh An",
    "An Văn Nguyễn",
    "Lê An",
    "Cù Cung Cát",
    "Cù Cát",
    "Lê Thị Lan Anh",
    "Trần Anh Lan",
    "Lê Quý",
    "Lê Quí",
    "Võ Hoà",
    "Võ Hòa",
    "Võ Thị Hoa",
    "Nguyễn Thị Ngọc Hân",
    "Nguyễn Ngọc Thị Hân",
    "Sáu",
    "Phan Sáu Sáu",
    "Đỗ Đăng",
    "Đặng Đỗ",
    "Quới An",
    "Kỷ",
    "Lê Kỉ",
];
const HAMLETS: &[(&str, &[&str])] = &[("Quới An", &["Qưới An"]), ("An Hòa", &[]), ("Ngon", &[])];
const WORDS: &[&str] = &[
    "n",
    "ng",
    "nguyen",
    "nguyễn",
    "nguyem",
    "an",
    "ân",
    "a",
    "van",
    "vâ",
    "thi",
    "lan",
    "anh",
    "cu",
    "cat",
    "cu cu",
    "quý",
    "qui",
    "hoà",
    "hoa",
    "ap an hoa",
    "quoi an",
    "quới",
    "an hoa",
    "t1",
    "to 2",
    "1/2",
    "h-3",
    "1980",
    "0901",
    "4501",
    "082",
    "0820",
    "sau",
    "sua",
    "sáu lúa",
    "lua",
    "kinh",
    "154",
    "so",
    "ngheo",
    "can ngheo",
    "chinh sach",
    "\"van an\"",
    "\"an",
    "=an",
    "nva",
    "la",
    "ngoc thi",
    "thi ngoc",
    "ap ngon",
    "ky",
    "đ",
    "d",
    "đỗ",
    "dang",
    "xyz",
];

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

prop_compose! {
    fn member(at: u128)(
        who in 0_u128..4, name in 0..NAMES.len(), called in 0_usize..8, year in 1978_i16..1983,
        is_gone in prop::bool::weighted(0.2), serial in 0_u32..30, is_at_home: bool,
    ) -> Member {
        Member {
            person: PersonId(id(at * 10 + who)),
            name: NAMES[name].into(),
            nickname: ["Sáu Lúa", "Út An"].get(called).map(|name| (*name).to_owned()),
            birth_year: Some(year),
            is_head: false,
            is_gone,
            is_at_home,
            ids: vec![format!("0820{:02}{serial:06}", year % 100), format!("3100{serial:05}")],
        }
    }
}

prop_compose! {
    fn entry()(at in 0_u128..24)(
        members in prop::collection::vec(member(at), 0..5), at in Just(at), hamlet in 0..HAMLETS.len(), group in 1_u16..4,
        head in prop::option::of(0_usize..4), house in 150_u16..156, phones in prop::collection::vec(0_u32..20, 0..3),
        nickname in 0_usize..6, status in prop::collection::vec(0_usize..3, 0..2),
    ) -> Entry {
        let mut members = members;
        members.sort_by_key(|member| member.person);
        members.dedup_by_key(|member| member.person);
        if let Some(head) = head.and_then(|head| members.get_mut(head)) {
            head.is_head = true;
        }
        let (name, others) = HAMLETS[hamlet];
        let number = u32::try_from(at).unwrap() + 1;
        Entry {
            household: HouseholdId(id(1_000 - at)),
            number,
            places: Places {
                hamlet_id: Some(UnitId(id(hamlet as u128))),
                hamlet: name.into(),
                hamlet_names: others.iter().map(|name| (*name).to_owned()).collect(),
                group_id: Some(group_id(hamlet, group)),
                ended: false,
                group,
                book_number: u16::try_from(at).unwrap() % 5,
                address: format!("Số {house}, bờ kinh An Hòa"),
                nickname: ["Bún", "Lê"].get(nickname).map(|name| (*name).to_owned()),
                phones: phones.iter().map(|phone| format!("0901234{:03}", phone * 25)).collect(),
                statuses: status.iter().map(|at| Status::ALL[*at]).collect(),
            },
            members,
            turns: None,
        }
    }
}

fn group_id(hamlet: usize, group: u16) -> GroupId {
    GroupId(id(hamlet as u128 * 100 + u128::from(group)))
}

#[derive(Clone, Debug)]
enum Step {
    Put(Box<Entry>),
    Remove(u128),
    InOrder,
    Reload,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => entry().prop_map(|entry| Step::Put(Box::new(entry))),
        2 => (0_u128..24).prop_map(Step::Remove),
        1 => Just(Step::InOrder),
        1 => Just(Step::Reload),
    ]
}

/// The rows of an index as the reference tells them.
fn rows(found: &Sought, entries: &std::collections::BTreeMap<HouseholdId, Entry>) -> Vec<reference::Row> {
    let row = |row: &SoughtRow| {
        let members = &entries[&row.household].members;
        let member = members.iter().find(|member| is_tagged(member.person.0, row.tag)).unwrap();
        assert_eq!(member.name, row.name);
        reference::Row { household: row.household, person: member.person, score: row.score, near: row.near }
    };
    found.rows.iter().map(row).collect()
}

fn written_and_read(look_up: &LookUp) -> LookUp {
    let mut file = Vec::new();
    look_up.write(b"this", b"that", &mut file).unwrap();
    let (again, beside) = LookUp::read(&file, |about| about == b"this").unwrap();
    assert_eq!(beside, b"that");
    let mut copy = Vec::new();
    again.write(b"this", beside, &mut copy).unwrap();
    assert_eq!(file.len(), copy.len());
    again
}

#[test]
fn a_file_that_is_damaged_or_of_something_else_is_not_read() {
    let mut look_up = LookUp::default();
    let members = vec![Member {
        person: PersonId(id(1)),
        name: NAMES[0].into(),
        nickname: None,
        birth_year: Some(1980),
        is_head: true,
        is_gone: false,
        is_at_home: true,
        ids: vec!["082080000001".into()],
    }];
    look_up.put(&Entry {
        household: HouseholdId(id(2)),
        number: 1,
        places: Places::default(),
        members,
        turns: None,
    });
    let mut file = Vec::new();
    assert!(look_up.write(b"this", b"", &mut file).is_err(), "it was not put in order");
    look_up.put_in_order();
    look_up.write(b"this", b"", &mut file).unwrap();
    let read = |file: &[u8]| LookUp::read(file, |about| about == b"this").map(|_| ());
    assert_eq!(read(&file), Ok(()));
    assert_eq!(LookUp::read(&file, |_| false).map(|_| ()).unwrap_err(), Unusable::Elsewhere);
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 0x10;
        assert!(read(&damaged).is_err(), "byte {at}");
        assert!(read(&file[..at]).is_err(), "cut at {at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_index_finds_what_the_reference_finds(
        steps in prop::collection::vec(step(), 1..60),
        queries in prop::collection::vec(prop::collection::vec(0..WORDS.len(), 1..4), 24),
        scope in prop::collection::vec((0..HAMLETS.len(), 1_u16..4), 0..5),
        own in prop::collection::vec((0..HAMLETS.len(), 1_u16..4), 0..3),
        limit in 1_usize..25,
    ) {
        // Every other time all rows are ranked by bounds, as they are where many fit.
        let few = if limit % 2 == 0 { 0 } else { 256 };
        let mut look_up = LookUp { index: Index::with_few(few), ..LookUp::default() };
        let mut entries = std::collections::BTreeMap::new();
        for step in steps {
            match step {
                Step::Put(entry) => {
                    look_up.put(&entry);
                    entries.insert(entry.household, *entry);
                }
                Step::Remove(at) => {
                    let household = HouseholdId(id(1_000 - at));
                    look_up.remove(household);
                    entries.remove(&household);
                }
                Step::InOrder => look_up.put_in_order(),
                Step::Reload => {
                    look_up.put_in_order();
                    let few = look_up.index.few;
                    look_up = written_and_read(&look_up);
                    look_up.index.few = few;
                }
            }
        }
        let mut reference = Reference::default();
        entries.values().for_each(|entry| reference.put(entry));
        let groups = |list: &[(usize, u16)]| list.iter().map(|(hamlet, group)| group_id(*hamlet, *group)).collect::<HashSet<_>>();
        let (within, own) = (groups(&scope), groups(&own));
        for (at, query) in queries.into_iter().enumerate() {
            let typed = query.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
            let asking = Asking {
                within: (at % 3 == 0).then_some(&within),
                own: (at % 2 == 0).then_some(&own),
                digits: if at % 4 == 0 { DigitsFind::WholeOrLastFour } else { DigitsFind::AnyRun },
            };
            let (want, count) = reference.find(&typed, limit, &asking);
            let found = look_up.find(&typed, limit, &asking);
            prop_assert_eq!(rows(&found, &entries), want, "{}", typed);
            if few > 0 {
                prop_assert_eq!(found.persons as usize, count, "{}", typed);
            }
        }
    }
}
