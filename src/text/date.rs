//! Dates in Vietnamese: dd/mm/yyyy, mm/yyyy or yyyy.

use chrono::{Datelike, NaiveDate};

use super::keys;

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
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| number(part)).collect();
    let numbers = numbers.ok_or(DateFault::NotADate)?;
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (numbers.as_slice(), lengths.as_slice()) {
        ([year], [4]) => in_range(*year).map(DateParts::Year),
        ([run], [8]) => day(run / 1_000_000, run / 10_000 % 100, run % 10_000).map(DateParts::Day),
        ([month, year], [1 | 2, 4]) => month_of(*month, *year),
        ([year, month, date], [4, 1 | 2, 1 | 2]) => day(*date, *month, *year).map(DateParts::Day),
        ([date, month, year], [1 | 2, 1 | 2, 4]) => day(*date, *month, *year).map(DateParts::Day),
        _ => Err(DateFault::NotADate),
    }
}

/// Reads a day; `d/m` is of this year, and today and yesterday can be said in words.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, DateFault> {
    match keys::fold(text).trim() {
        "hom nay" | "nay" | "today" => return Ok(today),
        "hom qua" | "qua" | "yesterday" => return today.pred_opt().ok_or(DateFault::NoSuchDay),
        _ if text.trim() == "." => return Ok(today),
        _ => {}
    }
    let short = text.trim().split(['/', '-', '.']).map(number).collect::<Option<Vec<u32>>>();
    if let Some([date, month]) = short.as_deref()
        && *month <= 12
    {
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

/// `03/3/2023`: Decree 30/2020 pads days below ten, and only the months 1 and 2.
pub fn prose_day(date: NaiveDate) -> String {
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("{:02}/{month}/{}", date.day(), date.year())
}

fn number(part: &str) -> Option<u32> {
    let fits = (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if fits { part.parse().ok() } else { None }
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
            ("", Err(DateFault::Empty)),
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
        assert_eq!(prose_day(ymd(2023, 3, 3)), "03/3/2023");
        assert_eq!(prose_day(ymd(2023, 2, 22)), "22/02/2023");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_reads_back(days in 690_000..740_000_i32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            prop_assert_eq!(parse_partial(&show_day(date)), Ok(DateParts::Day(date)));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (parse_partial(&text), parse_day(&text, ymd(2023, 11, 14)));
        }
    }
}
