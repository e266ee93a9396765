//! Folders as they come: broken, in another order, from another program.

use super::*;
use crate::domain::{Field, Why};

fn faults_of(reading: &Reading) -> Vec<(&str, u32, Field, Why)> {
    let flat = reading.problems.iter().flat_map(|problem| {
        let place = (problem.table.as_str(), problem.line);
        problem.faults.iter().map(move |fault| (place.0, place.1, fault.field, fault.why.clone()))
    });
    flat.collect()
}

const PERSONS: &str =
    "person_id\thousehold_id\tfull_name\tsex\tbirth_year\tpersonal_id\trelation\tresidence\n";

#[test]
fn all_problems_are_told_at_once() {
    let persons = format!(
        "{PERSONS}P-1\tH-1\tLê Thị Sáu\tF\t1954\t000154000917\tmẹ\tthường trú\n\
         P-2\tH-1\t\tX\t31/02/1960\t12\thàng xóm\tthường trú\n\
         P-3\tH-1\tTrần Văn Út\n"
    );
    let contributions = "contribution_id\tproject_id\tmodel_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n\
         D-1\tJ-1\t\tH-1\tmoney\t500000\tvnd\t400000\t2023-13-01\n\
         D-2\t\t\tH-1\tlabour\t2.25\thours\t1\t19/04/2023\n";
    let reading = read_tables(&[("persons", persons.as_str()), ("contributions", contributions)]);
    assert_eq!(reading.rows.len(), 1);
    let want = [
        ("persons", 3, Field::FullName, Why::Missing),
        ("persons", 3, Field::Sex, Why::NotAChoice),
        ("persons", 3, Field::Birth, Why::NoSuchDay),
        ("persons", 3, Field::PersonalId, Why::NotAPersonalId),
        ("persons", 3, Field::Relation, Why::NotAChoice),
        ("persons", 4, Field::Whole, Why::ShortRow),
        ("persons", 4, Field::Relation, Why::Missing),
        ("persons", 4, Field::Residence, Why::Missing),
        ("contributions", 2, Field::On, Why::NoSuchDay),
        ("contributions", 2, Field::Valued, Why::Elsewhere),
        ("contributions", 3, Field::Project, Why::Missing),
        ("contributions", 3, Field::Valued, Why::ThousandsLeftOff),
        ("contributions", 3, Field::Measure, Why::NotAChoice),
        ("contributions", 3, Field::Quantity, Why::TooManyDecimals),
    ];
    assert_eq!(faults_of(&reading), want);
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    let units = "\u{feff}Name\tcolour\tunit_id\tkind\r\nQuới An\txanh\tU-1\tấp\r\n\r\n";
    let reading = read_tables(&[("units", units)]);
    assert_eq!(reading.problems, []);
    assert!(
        matches!(&reading.rows[..], [ImportRow { line: 2, body: RowBody::Unit { name, .. } }] if name == "Quới An")
    );
    let colour = Ignored { table: "units".into(), column: Some("colour".into()) };
    assert_eq!(reading.ignored, [colour]);
}

#[test]
fn a_missing_column_is_one_problem_not_one_a_row() {
    let reading = read_tables(&[("units", "unit_id\tkind\nU-1\tấp\nU-2\tấp\n")]);
    assert_eq!(faults_of(&reading), [("units", 1, Field::Name, Why::NoColumn)]);
    assert!(reading.rows.is_empty());
}

#[test]
fn what_is_no_text_is_said() {
    let legacy = b"unit_id\tkind\tname\nU-1\thamlet\tQu\xedi An\nU-2\thamlet\tAn\n".as_slice();
    let reading = read_tables(&[("units", legacy), ("groups", b"".as_slice())]);
    let want = [("units", 2, Field::Whole, Why::NotUtf8), ("groups", 1, Field::Whole, Why::Missing)];
    assert_eq!(faults_of(&reading), want);
    assert_eq!(reading.rows.len(), 1);
}

#[test]
fn a_quote_that_never_closes_swallows_no_rows_in_silence() {
    let aliases = "unit_id\talias\nU-1\t\"Qưới An\nU-2\tAn\nU-3\tBình\n";
    let reading = read_tables(&[("aliases", aliases)]);
    assert_eq!(faults_of(&reading), [("aliases", 2, Field::Whole, Why::OpenQuote)]);
    let closed = "unit_id\talias\nU-1\t\"Qưới An\"\n";
    assert_eq!(read_tables(&[("aliases", closed)]).problems, []);
}

#[test]
fn years_stand_in_the_names_of_columns() {
    let households = "household_id\tgroup_id\thead\tpoverty_2022\tpoverty_2023\tgdvh_2023\tphones\n\
         H-1\tG-1\tP-1\tnghèo\tcận nghèo\t1\t0901234567|0000000037\n";
    let reading = read_tables(&[("households", households)]);
    let [ImportRow { body: RowBody::Household { poverty, cultural, phones, representative, .. }, .. }] =
        &reading.rows[..]
    else {
        panic!("{reading:?}")
    };
    assert_eq!(poverty.iter().map(|(year, _)| *year).collect::<Vec<i16>>(), [2022, 2023]);
    assert_eq!(cultural, &[(2023, true)]);
    assert_eq!(phones.len(), 2);
    assert_eq!(representative, "P-1");
}

#[test]
fn a_folder_without_tables_is_no_commune() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read_folder(folder.path()), Err(ReadError::NoTables(_))));
    assert!(matches!(read_folder(&folder.path().join("nowhere")), Err(ReadError::Unreadable { .. })));
    std::fs::write(folder.path().join("units.tsv"), "unit_id\tkind\tname\n").unwrap();
    std::fs::write(folder.path().join("prices.tsv"), "a\n1\n").unwrap();
    let reading = read_folder(folder.path()).unwrap();
    assert_eq!(reading.ignored, [Ignored { table: "prices".into(), column: None }]);
}
