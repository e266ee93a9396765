//! Whoever reads is answered alike, however far sled is behind.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::protocol::Digest;

const CACHE: u64 = 1024 * 1024;

/// A view that nobody follows: what is shown stays ahead until it is put by hand.
fn unfollowed(dir: &std::path::Path) -> Live {
    Live::of(SledView::open(dir, CACHE).unwrap(), false)
}

fn show(live: &Live, steps: &[Arc<Reached>]) {
    live.shared.show(steps);
    live.shared.give(steps);
}

/// A step that does this, whatever change would lead to it.
fn step(seq: u64, edits: usize, ops: Vec<Op>) -> Reached {
    let head = Head { seq, ..Head::start(Uuid::nil(), 0) };
    (Step { seq, digest_after: Digest::default(), requested: 0, edits, ops }, head)
}

/// Steps of one edit each, numbered from 1.
fn steps(edits: &[Vec<(bool, u8, Option<u8>)>]) -> Vec<Arc<Reached>> {
    let op = |(in_index, key, value): &(bool, u8, Option<u8>)| Op {
        tree: if *in_index { Tree::Index } else { Tree::Records },
        key: vec![key / 8, key % 8],
        value: value.map(|value| vec![value]),
    };
    (1..).zip(edits).map(|(seq, ops)| Arc::new(step(seq, 1, ops.iter().map(op).collect()))).collect()
}

/// All that can be asked, answered.
fn answers(live: &Live) -> Vec<String> {
    let mut all = Vec::new();
    for tree in [Tree::Records, Tree::Index] {
        for key in 0..32_u8 {
            all.push(format!("{:?}", live.get(tree, &[key / 8, key % 8]).unwrap()));
        }
        for prefix in [&[][..], &[0], &[1], &[2], &[9]] {
            let keys = live.keys(tree, prefix, usize::MAX).unwrap();
            assert_eq!(live.last_key(tree, prefix).unwrap(), keys.last().cloned());
            for limit in [0, 1, 3] {
                assert_eq!(live.keys(tree, prefix, limit).unwrap(), keys[..limit.min(keys.len())]);
            }
            let mut entries = Vec::new();
            let each = |key: &[u8], value: &[u8]| {
                entries.push((key.to_vec(), value.to_vec()));
                Ok::<(), ViewError>(())
            };
            by_pages(|from| live.page(tree, prefix, from, 2), prefix, each).unwrap();
            assert!(entries.iter().map(|(key, _)| key).eq(&keys), "{entries:?} {keys:?}");
            all.push(format!("{entries:?}"));
        }
    }
    all
}

fn edit() -> impl Strategy<Value = (bool, u8, Option<u8>)> {
    (any::<bool>(), 0..32_u8, proptest::option::weighted(0.6, any::<u8>()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sled_and_what_is_ahead_of_it_answer_as_one(
        edits in proptest::collection::vec(proptest::collection::vec(edit(), 1..6), 1..12),
        there in 0..12_usize,
        half in 0..40_usize,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let live = unfollowed(dir.path());
        let steps = steps(&edits);
        let (before, after) = steps.split_at(there.min(steps.len()));
        show(&live, before);
        live.shared.put_all();
        show(&live, after);
        let mut model = BTreeMap::new();
        for op in steps.iter().flat_map(|reached| &reached.0.ops) {
            model.insert((op.tree as u8, op.key.clone()), op.value.clone());
        }
        for ((tree, key), value) in &model {
            let tree = if *tree == Tree::Index as u8 { Tree::Index } else { Tree::Records };
            prop_assert_eq!(&live.get(tree, key).unwrap(), value);
        }
        let want = answers(&live);
        // Sled is in the midst of putting them.
        let ops: Vec<&Op> = after.iter().flat_map(|reached| &reached.0.ops).take(half).collect();
        live.shared.sled.put(&ops, None).unwrap();
        prop_assert_eq!(&answers(&live), &want);
        live.shared.put_all();
        prop_assert_eq!(&answers(&live), &want);
        prop_assert!(live.shared.read_ahead().is_empty());
    }
}

#[test]
fn the_follower_gets_there_and_is_waited_for_when_it_is_far_behind() {
    let dir = tempfile::tempdir().unwrap();
    let live = Live::of(SledView::open(dir.path(), CACHE).unwrap(), true);
    let key = |number: u64| number.to_be_bytes().to_vec();
    let count = 2 * MOST_BEHIND as u64 / 100;
    for seq in 1..=count {
        let op = |n: u64| Op { tree: Tree::Records, key: key(100 * seq + n), value: Some(vec![1]) };
        live.follow(vec![step(seq, 100, (0..100).map(op).collect())]);
        assert!(live.shared.behind().edits <= MOST_BEHIND + 100);
        assert!(live.get(Tree::Records, &key(100 * seq)).unwrap().is_some());
    }
    let sled = live.settled();
    assert_eq!(sled.head().unwrap().unwrap().seq, count);
    assert_eq!(sled.keys(Tree::Records, &[], usize::MAX).unwrap().len() as u64, 100 * count);
    assert!(live.shared.read_ahead().is_empty());
    assert!(live.close());
}

#[test]
fn whoever_waits_for_sled_does_not_wait_for_what_comes_later() {
    let dir = tempfile::tempdir().unwrap();
    let live = Live::of(SledView::open(dir.path(), CACHE).unwrap(), true);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for seq in 1_u64.. {
                let op = Op { tree: Tree::Records, key: seq.to_be_bytes().to_vec(), value: Some(vec![1]) };
                live.follow(vec![step(seq, 1, vec![op])]);
                if stop.load(Ordering::Acquire) {
                    return;
                }
            }
        });
        for _ in 0..5 {
            let came = live.shared.behind().last_came;
            let head = live.settled().head().unwrap();
            assert!(head.map_or(0, |head| head.seq) >= came);
        }
        stop.store(true, Ordering::Release);
    });
}

#[test]
fn nobody_waits_for_a_follower_that_has_gone() {
    let dir = tempfile::tempdir().unwrap();
    let live = unfollowed(dir.path());
    show(&live, &steps(&[vec![(false, 1, Some(7))]]));
    let shared = Arc::clone(&live.shared);
    let goes = thread::spawn(move || {
        let _tells = TellsWhenItPanics(&shared);
        panic!("as a fault of the program would");
    });
    live.settled();
    assert!(goes.join().is_err());
    assert!(live.has_failed() && live.failure().is_some());
    assert_eq!(live.get(Tree::Records, &[0, 1]).unwrap(), Some(vec![7]));
}

#[test]
fn a_sled_that_fails_is_said_once_and_reading_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let live = Live::of(SledView::open(dir.path(), CACHE).unwrap(), true);
    assert!(live.settled().close());
    let steps = steps(&[vec![(false, 1, Some(7))]]);
    live.follow(steps.into_iter().map(|step| (step.0.clone(), step.1)).collect());
    live.settled();
    assert!(live.has_failed());
    assert!(matches!(live.failure(), Some(ViewError::Closed)));
    assert!(live.failure().is_none());
    assert_eq!(live.get(Tree::Records, &[0, 1]).unwrap(), Some(vec![7]));
    assert!(!live.close());
}
