//! What comes in after a book did: rows name what is there, and numbers go on.

use super::*;
use crate::exchange::read_tables;

const UNITS: &str = "unit_id\tkind\tname\nU-1\thamlet\tQuới An\n";
const GROUPS: &str = "group_id\thamlet\tnumber\nG-5\tU-1\t5\n";
const HOUSEHOLDS: &str = "household_id\tgroup_id\thead\n";
const PERSONS: &str = "person_id\thousehold_id\tfull_name\trelation\tresidence\n";
const PROJECTS: &str = "project_id\tkind\tname\tunit\tgroup\tlevy_vnd\n";

fn import(registry: &Registry, batch: u128, tables: &[(&str, &str)]) -> ImportReport {
    let reading = read_tables(tables);
    assert_eq!(reading.problems, []);
    let actor = registry.enter("trinh").unwrap();
    let mut request = batch * 10;
    let mut step = |step| {
        request += 1;
        registry.act(&actor, Uuid::from_u128(request), Command::Import(step)).unwrap()
    };
    let (batch, rows) = (Uuid::from_u128(batch), u32::try_from(reading.rows.len()).unwrap());
    step(ImportStep::Rows { batch, before: 0, rows: reading.rows });
    let Answer::Imported(report) =
        step(ImportStep::Finish { batch, rows, book: "sổ giấy".into(), dry_run: false })
    else {
        panic!()
    };
    *report
}

fn household(number: u32) -> (String, String) {
    let (head, key) = (format!("P-{number}"), format!("H-{number}"));
    (
        format!("{HOUSEHOLDS}{key}\tG-5\t{head}\n"),
        format!("{PERSONS}{head}\t{key}\tLê Thị {number}\tchủ hộ\tthường trú\n"),
    )
}

fn with_a_book() -> (tempfile::TempDir, Registry) {
    let home = tempfile::tempdir().unwrap();
    let registry = open(home.path());
    let (households, persons) = household(1);
    let tables = [("units", UNITS), ("groups", GROUPS), ("households", &households), ("persons", &persons)];
    assert!(import(&registry, 1, &tables).written);
    (home, registry)
}

fn placements(registry: &Registry) -> Vec<u16> {
    let view = registry.view();
    let group = view.every::<crate::domain::Group>().unwrap()[0].record.id;
    let mut numbers: Vec<u16> = view.placements_in(group).unwrap().into_iter().map(|(_, n)| n).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_household_that_comes_later_gets_the_next_number_of_its_group() {
    let (_home, registry) = with_a_book();
    for number in [2, 3] {
        let (households, persons) = household(number);
        let report =
            import(&registry, u128::from(number), &[("households", &households), ("persons", &persons)]);
        assert!(report.written, "{report:?}");
    }
    assert_eq!(placements(&registry), [1, 2, 3]);
}

#[test]
fn a_levy_that_comes_later_asks_the_households_of_before() {
    for group in ["", "G-5"] {
        let (_home, registry) = with_a_book();
        let (households, persons) = household(2);
        let projects = format!("{PROJECTS}J-1\trural_road\tĐường 5\tU-1\t{group}\t300000\n");
        let tables = [("households", &*households), ("persons", &*persons), ("projects", &*projects)];
        assert!(import(&registry, 4, &tables).written);
        let dues = registry.view().every::<crate::domain::Due>().unwrap();
        assert_eq!(dues.len(), 2, "{group:?}");
    }
}

#[test]
fn who_lives_elsewhere_heads_no_new_household_and_other_books_are_not_meant() {
    let (_home, registry) = with_a_book();
    let heads = format!("{HOUSEHOLDS}H-9\tG-5\tP-1\n");
    let unknown = format!("{PERSONS}P-9\tH-7\tLê Thị Chín\tcon\tthường trú\n");
    for (batch, table, text, field) in
        [(5, "households", &heads, Field::Head), (6, "persons", &unknown, Field::Household)]
    {
        let report = import(&registry, batch, &[(table, text)]);
        assert!(!report.written);
        assert_eq!(report.problems[0].faults[0].field, field, "{report:?}");
    }
    assert_eq!(placements(&registry), [1]);
}

#[test]
fn an_import_that_is_ended_twice_is_done_once_and_answered_alike() {
    let home = tempfile::tempdir().unwrap();
    let registry = open(home.path());
    let actor = registry.enter("trinh").unwrap();
    let (households, persons) = household(1);
    let tables = [("units", UNITS), ("groups", GROUPS), ("households", &households), ("persons", &persons)];
    let (batch, rows) = (Uuid::from_u128(1), read_tables(&tables).rows);
    let count = u32::try_from(rows.len()).unwrap();
    let finish = |registry: &Registry, request: u128, rows, dry_run| {
        let step = ImportStep::Finish { batch, rows, book: "sổ giấy".into(), dry_run };
        match registry.act(&actor, Uuid::from_u128(request), Command::Import(step)) {
            Ok(Answer::Imported(report)) => Ok(*report),
            other => Err(other.unwrap_err()),
        }
    };
    let send = |request: u128| {
        let step = ImportStep::Rows { batch, before: 0, rows: rows.clone() };
        registry.act(&actor, Uuid::from_u128(request), Command::Import(step)).unwrap();
    };
    for (request, dry_run) in [(1, true), (2, false)] {
        send(100 + request);
        let report = finish(&registry, request, count, dry_run).unwrap();
        assert_eq!((report.written, report.counts.is_empty()), (!dry_run, false));
        assert_eq!(finish(&registry, request, count, dry_run), Ok(report));
    }
    assert_eq!(finish(&registry, 3, count, false), Err(Refusal::Incomplete));
    let head = registry.store.head().seq;
    drop(registry);
    let registry = open(home.path());
    assert!(finish(&registry, 2, count, false).unwrap().written, "also after a restart");
    assert_eq!(finish(&registry, 1, count, true), Err(Refusal::Incomplete), "a dry run left nothing behind");
    assert_eq!(registry.store.head().seq, head);
}
