//! A clock that was set back or is far ahead is noticed; `seq` orders, and nothing is refused.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use uuid::Uuid;

use super::super::{Actor, Clock, Registry};
use crate::domain::{Unit, UnitId, UnitKind, UnitVersion, Validity};
use crate::protocol::{Answer, ClockTrouble, Command, Query};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Noon of 14/11/2023 in Viet Nam.
const NOON: i64 = 1_699_938_000_000;

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn open(home: &Path, hands: &Arc<Hands>) -> (Registry, Actor) {
    let registry = Registry::open(home, hands.clone()).unwrap().0;
    let actor = registry.enter("trinh").unwrap();
    (registry, actor)
}

fn add(registry: &Registry, actor: &Actor, number: u128) -> u64 {
    let (name, valid) = (format!("Tỉnh {number}"), Validity::ALWAYS);
    let versions = vec![UnitVersion { name, code: None, parent: None, valid, basis: None }];
    let id = UnitId(Uuid::from_u128(number));
    let unit = Unit { id, kind: UnitKind::Province, versions, aliases: vec![], source: None };
    let command = Command::Save { record: Box::new(unit.into()), base: None };
    match registry.act(actor, Uuid::from_u128(1_000 + number), command).unwrap() {
        Answer::Saved(saved) => saved.seq,
        other => panic!("{other:?}"),
    }
}

fn word(trouble: Option<ClockTrouble>) -> &'static str {
    match trouble {
        None => "right",
        Some(ClockTrouble::Behind { .. }) => "behind",
        Some(ClockTrouble::Ahead { .. }) => "ahead",
        Some(ClockTrouble::Unset { .. }) => "unset",
    }
}

#[test]
fn a_clock_is_judged_by_the_last_changes() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Arc::new(Hands(AtomicI64::new(NOON)));
    let (registry, actor) = open(dir.path(), &hands);
    add(&registry, &actor, 1);
    let cases = [
        (NOON, "right"),
        (NOON + MINUTE, "right"),
        (NOON - 4 * MINUTE, "right"),
        (NOON - 6 * MINUTE, "behind"),
        (NOON - 200 * DAY, "behind"),
        (NOON + 170 * DAY, "right"),
        (NOON + 181 * DAY, "ahead"),
        (0, "unset"),
        (-1, "unset"),
    ];
    for (now, want) in cases {
        hands.0.store(now, Ordering::Relaxed);
        assert_eq!(word(registry.clock_trouble().unwrap()), want, "{now}");
        let Answer::Status(status) = registry.ask(&actor, &Query::Status).unwrap() else { panic!() };
        let Answer::Home(home) = registry.ask(&actor, &Query::Home).unwrap() else { panic!() };
        assert_eq!((word(status.clock), word(home.clock)), (want, want), "{now}");
    }
}

#[test]
fn a_clock_set_back_blocks_nothing_shows_after_a_restart_and_seq_orders() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Arc::new(Hands(AtomicI64::new(NOON)));
    let (registry, actor) = open(dir.path(), &hands);
    let first = add(&registry, &actor, 1);
    hands.0.store(NOON - 300 * DAY, Ordering::Relaxed);
    let second = add(&registry, &actor, 2);
    assert_eq!(second, first + 1);
    // One change made with the wrong clock does not make it right.
    assert_eq!(word(registry.clock_trouble().unwrap()), "behind");
    registry.close();
    drop(registry);
    let (registry, actor) = open(dir.path(), &hands);
    assert_eq!(word(registry.clock_trouble().unwrap()), "behind");
    let Answer::Acts(acts) = registry.ask(&actor, &Query::LastActs { limit: 2 }).unwrap() else { panic!() };
    assert_eq!(acts.iter().map(|act| act.seq).collect::<Vec<u64>>(), [second, first]);
    hands.0.store(NOON + DAY, Ordering::Relaxed);
    assert_eq!(word(registry.clock_trouble().unwrap()), "right");
    assert_eq!(add(&registry, &actor, 3), second + 1);
}
