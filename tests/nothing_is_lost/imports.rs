//! An act too large for one change is several in one write: whatever a power cut leaves of it, all of it is there or
//! none, also when the power is cut again while the home takes it back.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ndtq::domain::{Kind, UnitKind, Validity};
use ndtq::protocol::{Answer, Command, ImportRow, ImportStep, Query, RowBody};
use ndtq::registry::{Actor, Registry, SystemClock};
use uuid::Uuid;

use crate::evidence::copy_dir;
use crate::random::{Random, seed};

/// Three changes.
const UNITS: u32 = 2_300;
const CUTS: u32 = 6;
const SEGMENT: &str = "data/journal/00000000000000000001.seg";

#[test]
fn an_import_is_there_wholly_or_not() {
    let (seed, folder) = (seed(), tempfile::tempdir().unwrap());
    let (home, mut random) = (folder.path().join("home"), Random::of(seed));
    let (registry, actor) = open(&home);
    let before = length(&home);
    import(&registry, &actor);
    assert_eq!(units(&registry, &actor), UNITS);
    drop(registry);
    let after = length(&home);
    let mut taken_back = 0;
    for case in 0..CUTS {
        let cut = folder.path().join(format!("cut {case}"));
        let what = format!("NDTQ_PROOF_SEED={seed}, case {case}");
        // Every second time two of the three changes are left, so that taking them back takes two as well.
        let third = (after - before) / 3;
        let at = if case % 2 == 0 {
            after - 1 - random.below(third / 4)
        } else {
            before + random.below(after - before)
        };
        leave(&home, &cut, at);
        let (registry, actor) = open(&cut);
        assert_eq!(units(&registry, &actor), 0, "{what}");
        drop(registry);
        if length(&cut) > at {
            taken_back += 1;
            let again = folder.path().join(format!("cut {case} again"));
            leave(&cut, &again, at + random.below(length(&cut) - at));
            let (registry, actor) = open(&again);
            assert_eq!(units(&registry, &actor), 0, "{what}, cut again while it was taken back");
            import(&registry, &actor);
            assert_eq!(units(&registry, &actor), UNITS, "{what}");
        }
    }
    println!(
        "imports: {CUTS} cut off (seed {seed}), {taken_back} taken back and that cut off; half applied 0"
    );
}

fn open(home: &Path) -> (Registry, Actor) {
    let (registry, _) = Registry::open(home, Arc::new(SystemClock)).unwrap();
    let actor = registry.enter("trinh").unwrap();
    (registry, actor)
}

/// A home of its own, whose journal ends at a byte, without a view.
fn leave(home: &Path, cut: &Path, at: u64) {
    copy_dir(&home.join("data/journal"), &cut.join("data/journal"));
    fs::OpenOptions::new().write(true).open(cut.join(SEGMENT)).unwrap().set_len(at).unwrap();
}

fn length(home: &Path) -> u64 {
    fs::metadata(home.join(SEGMENT)).unwrap().len()
}

fn import(registry: &Registry, actor: &Actor) {
    let unit = |number: u32| ImportRow {
        line: number,
        body: RowBody::Unit {
            key: format!("u{number}"),
            kind: UnitKind::Province,
            code: None,
            name: format!("Tỉnh {number}"),
            parents: Vec::new(),
            valid: Validity::ALWAYS,
            basis: None,
        },
    };
    let (batch, rows) = (Uuid::from_u128(1), (1..=UNITS).map(unit).collect());
    let finish = ImportStep::Finish { batch, rows: UNITS, book: "sổ".into(), dry_run: false };
    for (number, step) in (0..).zip([ImportStep::Rows { batch, before: 0, rows }, finish]) {
        let answer = registry.act(actor, Uuid::from_u128(0x1A + number), Command::Import(step)).unwrap();
        if let Answer::Imported(report) = answer {
            assert!(report.written, "{report:?}");
        }
    }
}

fn units(registry: &Registry, actor: &Actor) -> u32 {
    let (mut count, mut after) = (0, None);
    loop {
        let query = Query::Export { kind: Kind::Unit, after, limit: 500, unmask: None };
        let Answer::Export(records) = registry.ask(actor, &query).unwrap() else { panic!() };
        let Some(last) = records.last() else { return count };
        count += u32::try_from(records.len()).unwrap();
        after = Some(last.record.key().id);
    }
}
