//! Many members of staff at once, from a sheet saved as CSV: the cells of each row as text, and where rows are amiss.
//!
//! A spreadsheet set to Vietnamese parts the cells with semicolons, so the first line says which it is.

use std::io::{self, Read};
use std::path::Path;

use crate::domain::{Fault, Field, Why};
use crate::text::{clean, keys};

/// The largest sheet: thousands of rows with keys.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The columns, each with the name that a sheet in Vietnamese gives it.
const COLUMNS: [(&str, &str, Field); 6] = [
    ("login", "tên đăng nhập", Field::Login),
    ("name", "họ và tên", Field::FullName),
    ("role", "quyền", Field::StaffRole),
    ("scope", "phạm vi", Field::Scope),
    ("until", "đến ngày", Field::To),
    ("key", "khóa", Field::Whole),
];
/// How many of them a sheet has to have.
const NEEDED: usize = 3;

/// A row, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffLine {
    /// Its line in the file.
    pub line: u64,
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// Units and groups; several stand in one cell with `;` or `|` between them.
    pub scope: Vec<String>,
    /// The last day.
    pub until: Option<String>,
    /// A key, or a key file.
    pub key: Option<String>,
}

/// What a sheet says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffSheet {
    /// The rows that have the right number of cells.
    pub rows: Vec<StaffLine>,
    /// What is wrong, with the line.
    pub problems: Vec<(u64, Fault)>,
}

/// Reads a sheet.
///
/// # Errors
/// When the file cannot be read.
pub fn read_staff_sheet(path: &Path) -> io::Result<StaffSheet> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> StaffSheet {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return only_problem(Fault::new(Field::Whole, Why::NotUtf8));
    };
    // With the ends of lines of Windows the lines would be counted one too low.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let parted_by =
        [b';', b'\t', b','].into_iter().max_by_key(|by| first.bytes().filter(|b| b == by).count());
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.flexible(true).delimiter(parted_by.unwrap_or(b',')).from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map(|row| row.iter().map(keys::fold).collect()).unwrap_or_default();
    let places = COLUMNS.map(|(name, word, _)| {
        names.iter().position(|found| found.trim() == name || found.trim() == keys::fold(word))
    });
    let missing = COLUMNS.iter().zip(places).take(NEEDED).filter(|(_, place)| place.is_none());
    let missing: Vec<_> = missing.map(|((_, _, field), _)| (1, Fault::new(*field, Why::NoColumn))).collect();
    if !missing.is_empty() {
        return StaffSheet { rows: vec![], problems: missing };
    }
    let mut sheet = StaffSheet::default();
    for record in reader.records().flatten() {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| places[at].and_then(|at| record.get(at)).map(clean::line).unwrap_or_default();
        match amiss(&record, names.len()) {
            None if record.iter().all(|cell| cell.trim().is_empty()) => {}
            None => sheet.rows.push(row_of(line, cell)),
            Some(why) => sheet.problems.push((line, Fault::new(Field::Whole, why))),
        }
    }
    sheet
}

fn only_problem(fault: Fault) -> StaffSheet {
    StaffSheet { rows: vec![], problems: vec![(1, fault)] }
}

fn amiss(record: &csv::StringRecord, width: usize) -> Option<Why> {
    if record.iter().any(|cell| cell.contains('\n')) {
        return Some(Why::OpenQuote);
    }
    match record.len().cmp(&width) {
        std::cmp::Ordering::Less => Some(Why::ShortRow),
        std::cmp::Ordering::Greater => Some(Why::LongRow),
        std::cmp::Ordering::Equal => None,
    }
}

fn row_of(line: u64, cell: impl Fn(usize) -> String) -> StaffLine {
    let optional = |at| Some(cell(at)).filter(|text| !text.is_empty());
    let scope = cell(3);
    let places = scope.split([';', '|']).map(str::trim).filter(|place| !place.is_empty());
    StaffLine {
        line,
        login: cell(0),
        name: cell(1),
        role: cell(2),
        scope: places.map(str::to_owned).collect(),
        until: optional(4),
        key: optional(5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: u64, login: &str, name: &str, role: &str) -> StaffLine {
        StaffLine { line, login: login.into(), name: name.into(), role: role.into(), ..StaffLine::default() }
    }

    #[test]
    fn sheets_are_read_as_spreadsheets_save_them() {
        let want = [
            StaffLine {
                scope: vec!["Quới An/5".into(), "Bình Long".into()],
                until: Some("31/12/2026".into()),
                key: Some("khoa/an.pub".into()),
                ..line(2, "an", "Nguyễn Văn An", "recorder")
            },
            line(4, "hai", "Lê Thị Hai", "chỉ xem"),
        ];
        let comma = "login,name,role,scope,until,key\n\
                     an,Nguyễn Văn An,recorder,Quới An/5; Bình Long,31/12/2026,khoa/an.pub\n\
                     ,,,,,\n\
                     hai, Lê  Thị Hai ,chỉ xem,,,\n";
        let semicolon = "\u{feff}Tên đăng nhập;Họ và tên;Quyền;Phạm vi;Đến ngày;Khóa\r\n\
                     an;Nguyễn Văn An;recorder;\"Quới An/5; Bình Long\";31/12/2026;khoa/an.pub\r\n\
                     ;;;;;\r\n\
                     hai;Lê Thị Hai;chỉ xem;;;\r\n";
        let tab = comma.replace(',', "\t");
        for text in [comma, semicolon, &tab] {
            let sheet = parse(text.as_bytes());
            assert_eq!((sheet.rows, sheet.problems), (want.to_vec(), vec![]), "{text}");
        }
        let least = parse(b"role,login,name\nviewer,hai,Hai\n");
        assert_eq!(least.rows, [line(2, "hai", "Hai", "viewer")]);
    }

    #[test]
    fn all_that_is_amiss_is_told_with_its_line() {
        type Problem = (u64, Field, Why);
        let cases: [(&[u8], &[Problem]); 4] = [
            (
                "login,tên\n".as_bytes(),
                &[(1, Field::FullName, Why::NoColumn), (1, Field::StaffRole, Why::NoColumn)],
            ),
            (b"login,name,role\nan,\xff\n", &[(1, Field::Whole, Why::NotUtf8)]),
            (
                b"login,name,role\nan,An\nhai,Hai,viewer,more\nba,Ba,viewer\n",
                &[(2, Field::Whole, Why::ShortRow), (3, Field::Whole, Why::LongRow)],
            ),
            (b"login,name,role\nan,\"An,viewer\nhai,Hai,viewer\n", &[(2, Field::Whole, Why::OpenQuote)]),
        ];
        for (text, want) in cases {
            let found: Vec<_> = parse(text)
                .problems
                .into_iter()
                .map(|(line, fault)| (line, fault.field, fault.why))
                .collect();
            assert_eq!(found, want, "{}", String::from_utf8_lossy(text));
        }
    }
}
