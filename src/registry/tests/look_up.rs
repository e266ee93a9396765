//! The look-up over restarts and from day to day: what is found does not depend on where it was read from.

use std::fs;

use super::*;

struct Later(i64);

impl Clock for Later {
    fn now_ms(&self) -> i64 {
        Noon.now_ms() + self.0 * 86_400_000
    }
}

/// A home that is opened again and again.
struct Home {
    dir: tempfile::TempDir,
    group: GroupId,
}

impl Home {
    fn new() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let registry = open(dir.path());
        let actor = registry.enter("trinh").unwrap();
        let set_up = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
        let Answer::Saved(saved) = registry.act(&actor, Uuid::from_u128(1), Command::SetUp(set_up)).unwrap()
        else {
            panic!("not saved");
        };
        registry.close();
        Home { dir, group: GroupId(saved.keys[0].id) }
    }

    fn file(&self) -> std::path::PathBuf {
        self.dir.path().join(crate::registry::look_up::FILE)
    }

    /// Opens it so many days later, does something, and closes it unless it is to be killed.
    fn open<T>(&self, days: i64, kill: bool, act: impl FnOnce(&Registry, &Actor) -> T) -> T {
        let registry = Registry::open(self.dir.path(), Arc::new(Later(days))).unwrap().0;
        let actor = registry.enter("trinh").unwrap();
        let done = act(&registry, &actor);
        if kill {
            registry.store.close();
        } else {
            registry.close();
        }
        done
    }

    fn add(&self, registry: &Registry, actor: &Actor, request: u128, name: &str) {
        let household = NewHousehold {
            group: self.group,
            book_number: None,
            address: "Số 1".into(),
            phones: vec![],
            nickname: None,
            head: someone(name, RelationToHead::Head, 1970),
            since: None,
        };
        registry.act(actor, Uuid::from_u128(request), Command::AddHousehold(household)).unwrap();
    }
}

fn found(registry: &Registry, actor: &Actor, words: &str) -> Vec<String> {
    match registry.ask(actor, &Query::Find { words: words.into(), limit: 20 }).unwrap() {
        Answer::Found(found) => found.hits.into_iter().map(|hit| hit.name).collect(),
        other => panic!("{other:?}"),
    }
}

fn counts(registry: &Registry, actor: &Actor) -> Counts {
    match registry.ask(actor, &Query::Status).unwrap() {
        Answer::Status(status) => status.counts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_came_after_the_file_is_read_from_the_journal() {
    let home = Home::new();
    home.open(0, false, |registry, actor| home.add(registry, actor, 10, "Trần Văn Út"));
    let before = fs::read(home.file()).unwrap();
    home.open(0, true, |registry, actor| {
        assert_eq!(found(registry, actor, "ut"), ["Trần Văn Út"]);
        home.add(registry, actor, 11, "Lê Thị Sáu");
    });
    assert!(fs::read(home.file()).unwrap() == before, "a kill writes no file");
    home.open(0, false, |registry, actor| {
        assert_eq!(found(registry, actor, "sau"), ["Lê Thị Sáu"]);
        assert_eq!(found(registry, actor, "ut"), ["Trần Văn Út"]);
    });
    assert!(fs::read(home.file()).unwrap() != before);
    // An older file of the same home is as good, for counts too.
    fs::write(home.file(), &before).unwrap();
    home.open(0, false, |registry, actor| {
        assert_eq!(found(registry, actor, "5/2"), ["Lê Thị Sáu"]);
        let kept = counts(registry, actor);
        registry.count_all().unwrap();
        assert_eq!(kept, counts(registry, actor));
        assert_eq!((kept.households, kept.persons), (2, 2));
    });
}

#[test]
fn a_file_that_is_damaged_missing_or_of_another_home_does_no_harm() {
    let home = Home::new();
    home.open(0, false, |registry, actor| home.add(registry, actor, 10, "Trần Văn Út"));
    let other = Home::new();
    other.open(0, false, |registry, actor| other.add(registry, actor, 10, "Lê Thị Sáu"));
    let whole = fs::read(home.file()).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let files =
        [Some(damaged), Some(whole[..whole.len() / 3].to_vec()), None, Some(fs::read(other.file()).unwrap())];
    for file in files {
        match file {
            Some(bytes) => fs::write(home.file(), bytes).unwrap(),
            None => fs::remove_file(home.file()).unwrap(),
        }
        home.open(0, false, |registry, actor| {
            assert_eq!(found(registry, actor, "ut"), ["Trần Văn Út"]);
            assert!(found(registry, actor, "sau").is_empty());
        });
        assert!(LookUp::read(&fs::read(home.file()).unwrap(), |_| true).is_ok(), "it is written anew");
    }
}

#[test]
fn who_moves_out_on_a_day_is_gone_from_that_day_on() {
    let home = Home::new();
    let gone = |registry: &Registry, actor: &Actor| {
        let Answer::Found(found) =
            registry.ask(actor, &Query::Find { words: "ut".into(), limit: 1 }).unwrap()
        else {
            panic!("not found");
        };
        (found.hits[0].gone.is_some(), found.hits[0].score)
    };
    home.open(0, false, |registry, actor| {
        home.add(registry, actor, 10, "Trần Văn Út");
        let household = match registry.ask(actor, &Query::Find { words: "ut".into(), limit: 1 }).unwrap() {
            Answer::Found(found) => found.hits[0].clone(),
            other => panic!("{other:?}"),
        };
        let view = registry.view();
        let mut person = view.need::<Person>(household.person.0).unwrap().record;
        let until = Date::of_instant(Later(3).now_ms(), VIET_NAM_OFFSET);
        person.memberships[0].valid =
            Validity::between(person.memberships[0].valid.from(), Some(until)).unwrap();
        let key = RecordKey { kind: Kind::Person, id: person.id.0 };
        registry.write_own(Act::Import, vec![(key, Some(person.into()))]).unwrap();
    });
    let here = home.open(3, false, gone);
    let left = home.open(4, false, gone);
    assert_eq!((here.0, left.0), (false, true));
    assert!(here.1 > left.1, "and stands below who is here: {here:?} {left:?}");
    // A clock that is set right again.
    assert_eq!(home.open(0, false, gone), here);
}
