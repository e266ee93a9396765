//! Dates in Vietnamese: dd/mm/yyyy, mm/yyyy or yyyy.

use chrono::{Datelike, NaiveDate};

use super::keys;
use super::number::narrow;

/// What a text says of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateParts {
    /// A year.
    Year(i32),
    /// A year and a month.
    Month(i32, u32),
    /// A day.
    Day(NaiveDate),
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Nothing there.
    #[error("nothing was given")]
    Empty,
    /// Not a date.
    #[error("not a date")]
    NotADate,
    /// The calendar has no such day.
    #[error("the calendar has no such day")]
    NoSuchDay,
    /// A year before 1850 or after 2150.
    #[error("the year is far off")]
    OutOfRange,
}

/// Reads a date of which only the year, or the month and year, may be known.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_partial(text: &str) -> Result<DateParts, DateFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateFault::Empty);
    }
    let numbers = numbers_of(text).ok_or(DateFault::NotADate)?;
    match numbers.as_slice() {
        [(year, 4)] => in_range(*year).map(DateParts::Year),
        [(run, 8)] => day(run / 1_000_000, run / 10_000 % 100, run % 10_000).map(DateParts::Day),
        [(month, 1 | 2), (year, 4)] => month_of(*month, *year),
        [(year, 4), (month, 1 | 2), (date, 1 | 2)] => day(*date, *month, *year).map(DateParts::Day),
        [(date, 1 | 2), (month, 1 | 2), (year, 4)] => day(*date, *month, *year).map(DateParts::Day),
        _ => Err(DateFault::NotADate),
    }
}

/// Reads a day; `d/m` is of this year, and today and yesterday can be said in words.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, DateFault> {
    if text.trim() == "." {
        return Ok(today);
    }
    let folded = keys::fold(text);
    match keys::words(&folded).collect::<Vec<&str>>().as_slice() {
        ["hom", "nay"] | ["nay"] | ["today"] => return Ok(today),
        ["hom", "qua"] | ["qua"] | ["yesterday"] => return today.pred_opt().ok_or(DateFault::NoSuchDay),
        _ => {}
    }
    if let Some([(date, 1 | 2), (month, 1 | 2)]) = numbers_of(text).as_deref() {
        let year = u32::try_from(today.year()).map_err(|_| DateFault::OutOfRange)?;
        return day(*date, *month, year);
    }
    match parse_partial(text)? {
        DateParts::Day(date) => Ok(date),
        _ => Err(DateFault::NotADate),
    }
}

/// `03/05/2008`.
pub fn show_day(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// As much of a date as is known: `1954`, `12/1982`, `03/05/2008`.
pub fn show_parts(parts: DateParts) -> String {
    match parts {
        DateParts::Year(year) => year.to_string(),
        DateParts::Month(year, month) => format!("{month:02}/{year}"),
        DateParts::Day(date) => show_day(date),
    }
}

/// `03/3/2023`: Decree 30/2020 pads days below ten, and only the months 1 and 2.
pub fn prose_day(date: NaiveDate) -> String {
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("{:02}/{month}/{}", date.day(), date.year())
}

/// The numbers of a date, each with how many digits it has. A separator with nothing beside it is a slip of the
/// finger: `/5/2008` lacks its day, and is not May 2008.
fn numbers_of(text: &str) -> Option<Vec<(u32, usize)>> {
    let text = narrow(text.trim());
    if text.contains(['/', '-', '.']) {
        text.split(['/', '-', '.']).map(|part| number(part.trim())).collect()
    } else {
        text.split_whitespace().map(number).collect()
    }
}

fn number(part: &str) -> Option<(u32, usize)> {
    let fits = (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if fits { part.parse().ok().map(|number| (number, part.len())) } else { None }
}

fn in_range(year: u32) -> Result<i32, DateFault> {
    if (1850..=2150).contains(&year) {
        i32::try_from(year).map_err(|_| DateFault::OutOfRange)
    } else {
        Err(DateFault::OutOfRange)
    }
}

fn month_of(month: u32, year: u32) -> Result<DateParts, DateFault> {
    let year = in_range(year)?;
    if !(1..=12).contains(&month) {
        return Err(DateFault::NoSuchDay);
    }
    Ok(DateParts::Month(year, month))
}

fn day(date: u32, month: u32, year: u32) -> Result<NaiveDate, DateFault> {
    let year = in_range(year)?;
    NaiveDate::from_ymd_opt(year, month, date).ok_or(DateFault::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_read_as_they_are_typed() {
        let day = |y, m, d| Ok(DateParts::Day(ymd(y, m, d)));
        let cases = [
            ("1954", Ok(DateParts::Year(1954))),
            ("12/1982", Ok(DateParts::Month(1982, 12))),
            ("3/5/2008", day(2008, 5, 3)),
            ("03-05-2008", day(2008, 5, 3)),
            ("03.05.2008", day(2008, 5, 3)),
            ("03 05 2008", day(2008, 5, 3)),
            ("03052008", day(2008, 5, 3)),
            ("2008-05-03", day(2008, 5, 3)),
            ("5-3-2008", day(2008, 3, 5)),
            ("2 / 3 / 2008", day(2008, 3, 2)),
            ("２/3/2008", day(2008, 3, 2)),
            ("29/02/2024", day(2024, 2, 29)),
            ("1850", Ok(DateParts::Year(1850))),
            ("2150", Ok(DateParts::Year(2150))),
            ("1849", Err(DateFault::OutOfRange)),
            ("2151", Err(DateFault::OutOfRange)),
            ("20080503", Err(DateFault::OutOfRange)),
            ("29/02/2023", Err(DateFault::NoSuchDay)),
            ("0/2008", Err(DateFault::NoSuchDay)),
            ("", Err(DateFault::Empty)),
            (" ", Err(DateFault::Empty)),
            ("3/5/08", Err(DateFault::NotADate)),
            ("/5/2008", Err(DateFault::NotADate)),
            ("3//5/2008", Err(DateFault::NotADate)),
            ("-1954", Err(DateFault::NotADate)),
            ("1954/", Err(DateFault::NotADate)),
            ("30/02/2008", Err(DateFault::NoSuchDay)),
            ("13/1982", Err(DateFault::NoSuchDay)),
            ("1700", Err(DateFault::OutOfRange)),
            ("54", Err(DateFault::NotADate)),
            ("xx/yy", Err(DateFault::NotADate)),
            ("1/2/3/2004", Err(DateFault::NotADate)),
        ];
        for (text, want) in cases {
            assert_eq!(parse_partial(text), want, "{text:?}");
        }
    }

    #[test]
    fn days_can_be_said_short() {
        let today = ymd(2023, 11, 14);
        let cases = [
            ("14/11", Ok(today)),
            (".", Ok(today)),
            ("hôm nay", Ok(today)),
            ("hom qua", Ok(ymd(2023, 11, 13))),
            ("02/09/2023", Ok(ymd(2023, 9, 2))),
            ("2.9", Ok(ymd(2023, 9, 2))),
            ("14 11", Ok(today)),
            ("HÔM  NAY", Ok(today)),
            ("today", Ok(today)),
            ("Yesterday", Ok(ymd(2023, 11, 13))),
            ("ho\u{302}m nay", Ok(today)),
            ("", Err(DateFault::Empty)),
            ("31/13", Err(DateFault::NoSuchDay)),
            ("0005/3", Err(DateFault::NotADate)),
            ("31/02", Err(DateFault::NoSuchDay)),
            ("2023", Err(DateFault::NotADate)),
            ("12/1982", Err(DateFault::NotADate)),
        ];
        for (text, want) in cases {
            assert_eq!(parse_day(text, today), want, "{text:?}");
        }
    }

    #[test]
    fn dates_are_written_for_screens_and_for_prose() {
        assert_eq!(show_day(ymd(2008, 5, 3)), "03/05/2008");
        assert_eq!(show_parts(DateParts::Year(1954)), "1954");
        assert_eq!(show_parts(DateParts::Month(1982, 2)), "02/1982");
        assert_eq!(show_parts(DateParts::Day(ymd(2008, 5, 3))), "03/05/2008");
        assert_eq!(prose_day(ymd(2023, 3, 3)), "03/3/2023");
        assert_eq!(prose_day(ymd(2023, 12, 10)), "10/12/2023");
        assert_eq!(prose_day(ymd(2023, 2, 22)), "22/02/2023");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_reads_back(days in 690_000..740_000_i32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let month = DateParts::Month(date.year(), date.month());
            for parts in [DateParts::Day(date), month, DateParts::Year(date.year())] {
                prop_assert_eq!(parse_partial(&show_parts(parts)), Ok(parts));
            }
            prop_assert_eq!(parse_day(&prose_day(date), date), Ok(date));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (parse_partial(&text), parse_day(&text, ymd(2023, 11, 14)));
        }
    }
}
