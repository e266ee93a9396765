//! Checking, backing up, restoring and erasing, as the registry does them.

use std::collections::BTreeSet;

use super::*;
use crate::exchange::write_backup;

/// Everything recorded, as a backup.
pub(super) fn backup_of(registry: &Registry, admin: &Actor) -> Vec<u8> {
    let Answer::BackupPlan(plan) = registry.ask(admin, &Query::BackupPlan).unwrap() else { panic!() };
    let mut out = Vec::new();
    write_backup(&mut out, &plan.title, &plan.files, |name, offset, length| {
        let query = Query::BackupPart { run: plan.run, name: name.to_owned(), offset, length };
        match registry.ask(admin, &query) {
            Ok(Answer::Bytes(bytes)) => Ok(bytes),
            other => Err(std::io::Error::other(format!("{other:?}"))),
        }
    })
    .unwrap();
    out
}

pub(super) fn checked(registry: &Registry, admin: &Actor, deep: bool) -> CheckView {
    match registry.ask(admin, &Query::Check { deep }).unwrap() {
        Answer::Check(found) => *found,
        other => panic!("{other:?}"),
    }
}

pub(super) fn restored(home: &Path, backup: &[u8], erased: Option<&Path>) -> Result<Restored, RestoreError> {
    let clock: Arc<dyn Clock> = Arc::new(Noon);
    restore(home, backup, erased, &clock)
}

/// A house with a household of two, a note on it, and an act that was undone.
fn lived_in() -> (House, HouseholdId, PersonId) {
    let house = House::new();
    let saved = house.act(Command::AddHousehold(NewHousehold {
        group: house.group,
        book_number: None,
        address: "Bờ kinh Sáu Thước".into(),
        nickname: None,
        phones: vec![],
        head: someone("Nguyễn Văn Bông", RelationToHead::Head, 1954),
        since: None,
    }));
    let household = HouseholdId(saved.keys[0].id);
    let person = house.act(Command::AddPerson {
        household,
        person: someone("Trần Thị Sen", RelationToHead::Wife, 1958),
        since: None,
    });
    let person = PersonId(person.keys.iter().find(|key| key.kind == Kind::Person).unwrap().id);
    let seq = house.act(Command::Verify(household)).seq;
    house.act(Command::Undo { seq });
    (house, household, person)
}

#[test]
fn a_backup_taken_while_people_work_restores_to_the_same() {
    let (house, household, _) = lived_in();
    let backup = backup_of(&house.registry, &house.actor);
    house.act(Command::Verify(household));
    let home = tempfile::tempdir().unwrap();
    let restored = restored(home.path(), &backup, None).unwrap();
    assert_eq!((restored.counts.households, restored.counts.persons), (1, 2));
    let registry = open(home.path());
    let seq = restored.title.seq;
    assert_eq!(registry.store.head().seq, seq);
    assert_eq!(registry.store.head().timeline, house.registry.store.head().timeline + 1);
    assert_eq!(
        registry.store.changes(1, usize::MAX).unwrap(),
        house.registry.store.changes(1, seq as usize).unwrap()
    );
    assert_eq!(checked(&registry, &house.actor, true).findings, []);
    // Life goes on in the restored one.
    registry.act(&house.actor, Uuid::from_u128(900), Command::Verify(household)).unwrap();
    assert_eq!(registry.store.head().seq, seq + 1);
}

#[test]
fn what_is_no_good_backup_changes_nothing() {
    let (house, ..) = lived_in();
    let backup = backup_of(&house.registry, &house.actor);
    let mut altered = backup.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let cases: [(&str, &[u8]); 3] =
        [("cut", &backup[..backup.len() - 9]), ("altered", &altered), ("something else", b"hello")];
    for (what, bytes) in cases {
        let home = tempfile::tempdir().unwrap();
        assert!(restored(home.path(), bytes, None).is_err(), "{what}");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "{what}");
    }
    let home = tempfile::tempdir().unwrap();
    restored(home.path(), &backup, None).unwrap();
    let again = restored(home.path(), &backup, None).unwrap_err();
    assert!(matches!(again, RestoreError::NotEmpty(_)), "{again}");
}

#[test]
fn a_check_sees_what_breaks_a_rule_or_dangles() {
    let (house, household, person) = lived_in();
    assert_eq!(checked(&house.registry, &house.actor, false).findings, []);
    let view = house.registry.view();
    let mut broken = view.get::<Household>(household.0).unwrap().unwrap().record;
    broken.heads[0].value = PersonId(Uuid::from_u128(404));
    let mut nameless = view.get::<Person>(person.0).unwrap().unwrap().record;
    nameless.full_name = String::new();
    let records = [(broken.id.key(), Some(broken.into())), (nameless.id.key(), Some(nameless.into()))];
    house.registry.write_own(Act::EditHousehold, records.to_vec()).unwrap();
    let found = checked(&house.registry, &house.actor, true).findings;
    let names = PersonId(Uuid::from_u128(404)).key();
    assert!(found.contains(&Finding::Dangling { key: household.key(), names }), "{found:?}");
    let rule = |finding: &Finding| matches!(finding, Finding::Rule { key, .. } if *key == person.key());
    assert!(found.iter().any(rule) && found.len() == 2, "{found:?}");
    // It is a register all the same, and its backup is one.
    let home = tempfile::tempdir().unwrap();
    restored(home.path(), &backup_of(&house.registry, &house.actor), None).unwrap();
    assert_eq!(checked(&open(home.path()), &house.actor, true).findings, found);
}

#[test]
fn who_may_not_is_refused() {
    let (house, _, person) = lived_in();
    for role in [StaffRole::Recorder, StaffRole::Viewer] {
        let other = Actor { role, ..house.actor.clone() };
        for query in [Query::Check { deep: false }, Query::BackupPlan] {
            assert_eq!(house.registry.ask(&other, &query), Err(Refusal::NotAllowed), "{role:?}");
        }
        let erase = house.registry.act(&other, house.request(), Command::Erase(vec![person.key()]));
        assert_eq!(erase, Err(Refusal::NotAllowed), "{role:?}");
    }
    let old = Query::BackupPart { run: Uuid::nil(), name: "journal/x".into(), offset: 0, length: 1 };
    assert_eq!(house.registry.ask(&house.actor, &old), Err(Refusal::PlanIsOld));
}

#[test]
fn what_was_erased_stays_erased_and_is_not_undone() {
    let (house, household, person) = lived_in();
    let before = backup_of(&house.registry, &house.actor);
    let edited = house.registry.view().get::<Person>(person.0).unwrap().unwrap();
    let named = Person { full_name: "Trần Thị Sen Hồng".into(), ..edited.record };
    let save = Command::Save { record: Box::new(named.into()), base: Some(edited.rev) };
    let seq = house.act(save).seq;
    let erased = house.act(Command::Erase(vec![person.key()]));
    assert!(house.registry.is_over() && house.registry.opens_again());
    assert_eq!(house.try_act(Command::Verify(household)), Err(Refusal::Stopping));

    let House { registry, actor, _dir: dir, .. } = house;
    drop(registry);
    let registry = open(dir.path());
    let request = |number| Uuid::from_u128(number);
    let record = registry.view().get::<Person>(person.0).unwrap().unwrap().record;
    assert_eq!((record.full_name.as_str(), record.birth), (ERASED, None));
    assert_eq!(registry.store.head().seq, erased.seq);
    assert_eq!(checked(&registry, &actor, true).findings, []);
    let undo = registry.act(&actor, request(901), Command::Undo { seq });
    assert!(matches!(&undo, Err(Refusal::ChangedSince(later)) if later.seq == erased.seq), "{undo:?}");
    let undo = registry.act(&actor, request(902), Command::Undo { seq: erased.seq });
    assert!(matches!(undo, Err(Refusal::NeverUndone { .. })), "{undo:?}");
    let found = registry.ask(&actor, &Query::Find { words: "tran thi sen".into(), limit: 10 }).unwrap();
    assert!(matches!(found, Answer::Found(found) if found.hits.is_empty()));

    // A backup from before knows the name; the list of what was erased makes it forget it again.
    let home = tempfile::tempdir().unwrap();
    let list = dir.path().join("data/erased.txt");
    let restored = restored(home.path(), &before, Some(&list)).unwrap();
    assert_eq!(restored.erased_again, 1);
    let registry = open(home.path());
    assert_eq!(registry.view().get::<Person>(person.0).unwrap().unwrap().record.full_name, ERASED);
    let list = crate::store::read_erased_list(&home.path().join("data/erased.txt")).unwrap();
    assert_eq!((list.own, list.mentions.len()), (BTreeSet::from([person.key()]), 0));

    // A backup from after it has no list either, and the restored register makes one of its journal.
    let after = backup_of(&registry, &actor);
    let again = tempfile::tempdir().unwrap();
    self::restored(again.path(), &after, None).unwrap();
    let list = crate::store::read_erased_list(&again.path().join("data/erased.txt")).unwrap();
    assert_eq!((list.own, list.mentions.len()), (BTreeSet::from([person.key()]), 0));
}

#[test]
fn what_is_only_in_the_past_is_erased_from_there() {
    let (house, household, _) = lived_in();
    let added = house.act(Command::AddPerson {
        household,
        person: someone("Nguyễn Ghi Nhầm", RelationToHead::Child, 1990),
        since: None,
    });
    let key = *added.keys.iter().find(|key| key.kind == Kind::Person).unwrap();
    house.act(Command::Undo { seq: added.seq });
    let erased = house.act(Command::Erase(vec![key]));
    let House { registry, actor, _dir: dir, .. } = house;
    drop(registry);
    let registry = open(dir.path());
    assert_eq!(registry.store.head().seq, erased.seq);
    assert_eq!(checked(&registry, &actor, true).findings, []);
    let changes = registry.store.changes(1, usize::MAX).unwrap();
    let bytes = changes
        .iter()
        .flat_map(|change| &change.edits)
        .flat_map(|edit| edit.before.iter().chain(&edit.after));
    let name = "Nguyễn Ghi Nhầm".as_bytes();
    assert!(bytes.into_iter().all(|bytes| !bytes.windows(name.len()).any(|part| part == name)));
    let list = crate::store::read_erased_list(&dir.path().join("data/erased.txt")).unwrap();
    assert_eq!((list.own, list.mentions.len()), (BTreeSet::from([key]), 0));
}
