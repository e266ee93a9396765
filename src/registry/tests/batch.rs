//! A large act is several changes: cut off at any point, it is whole or undone when the register opens again.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// Three changes of a thousand edits at most.
const UNITS: u32 = 2_500;

fn rows() -> Vec<ImportRow> {
    let unit = |line: u32| RowBody::Unit {
        key: format!("u{line}"),
        kind: UnitKind::Province,
        code: None,
        name: format!("Tỉnh {line}"),
        parents: Vec::new(),
        valid: Validity::ALWAYS,
        basis: None,
    };
    (1..=UNITS).map(|line| ImportRow { line, body: unit(line) }).collect()
}

fn import(registry: &Registry) {
    let (actor, batch) = (registry.enter("trinh").unwrap(), Uuid::from_u128(1));
    let step = |request, step| registry.act(&actor, Uuid::from_u128(request), Command::Import(step)).unwrap();
    step(50, ImportStep::Rows { batch, before: 0, rows: rows() });
    let finish = ImportStep::Finish { batch, rows: UNITS, book: "sổ giấy".into(), dry_run: false };
    let Answer::Imported(report) = step(51, finish) else { panic!() };
    assert!(report.written, "{report:?}");
}

/// Its first segment, in which all of it is.
fn journal(home: &Path) -> PathBuf {
    home.join("data/journal/00000000000000000001.seg")
}

/// Where its frames begin, and where the last one ends.
fn ends(home: &Path) -> Vec<usize> {
    let bytes = fs::read(journal(home)).unwrap();
    let mut ends: Vec<usize> =
        bytes.windows(5).enumerate().filter(|(_, five)| *five == b"NDTF\x01").map(|(at, _)| at).collect();
    ends.push(bytes.len());
    ends
}

/// A home with the first bytes of another's journal and nothing else, as a kill during a write may leave it.
fn cut(home: &Path, length: usize) -> tempfile::TempDir {
    let left = tempfile::tempdir().unwrap();
    fs::create_dir_all(left.path().join("data/journal")).unwrap();
    let bytes = fs::read(journal(home)).unwrap();
    fs::write(journal(left.path()), &bytes[..length]).unwrap();
    left
}

fn units(registry: &Registry) -> usize {
    registry.view().every::<Unit>().unwrap().len()
}

#[test]
fn an_import_cut_off_anywhere_is_whole_or_undone() {
    let home = tempfile::tempdir().unwrap();
    let registry = open(home.path());
    registry.enter("trinh").unwrap();
    let before = registry.store.head().seq;
    import(&registry);
    assert_eq!(registry.store.head().seq, before + 3);
    drop(registry);
    let ends = ends(home.path());
    let (first, last) = (ends[before as usize], ends[ends.len() - 1]);
    let cuts = ends[before as usize..].iter().flat_map(|end| [end.saturating_sub(40).max(first), *end]);
    for length in cuts {
        let left = cut(home.path(), length);
        let (registry, opened) = Registry::open(left.path(), Arc::new(Noon)).unwrap();
        let whole = length == last;
        let parts = ends[before as usize + 1..].iter().filter(|end| **end <= length).count();
        assert_eq!(units(&registry), if whole { UNITS as usize } else { 0 }, "cut at {length}");
        assert_eq!(opened.abandoned as usize, if whole { 0 } else { parts }, "cut at {length}");
        assert_eq!(
            opened.to_string().contains("was taken back"),
            !whole && parts > 0,
            "it is said: {opened}"
        );
        if !whole {
            import(&registry);
            assert_eq!(units(&registry), UNITS as usize, "cut at {length}: it can be done again");
        }
    }
}

#[test]
fn taking_back_may_be_cut_off_as_well() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    let registry = open(home.path());
    registry.enter("trinh").unwrap();
    let before = registry.store.head().seq as usize;
    import(&registry);
    drop(registry);
    let two_parts = ends(home.path())[before + 2];
    let left = cut(home.path(), two_parts);
    drop(open(left.path()));
    let ends = ends(left.path());
    assert_eq!(ends.len(), before + 2 + 2 + 1, "two parts, taken back in two");
    for length in ends[before + 2..].iter().flat_map(|end| [end - 1, *end]) {
        let again = cut(left.path(), length);
        let registry = open(again.path());
        assert_eq!(units(&registry), 0, "cut at {length}");
        drop(registry);
        assert_eq!(units(&open(again.path())), 0, "cut at {length}, opened again");
    }
}
