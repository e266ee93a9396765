//! Numbers and dates as files write them: a program's `3.5` and a clerk's `3,5` are the same, thousands are not
//! grouped, days are `2023-04-19` or `19/04/2023`.

use crate::domain::{AreaM2, Date, HalfDays, Metres, PartialDate, Vnd, Why};
use crate::text::date::{self, DateFault, DateParts};
use crate::text::number;

/// A number with at most two decimals, as hundredths.
///
/// In a form a point groups thousands. In a file it is a decimal point, and three digits behind it could be
/// either: that is a fault, not a guess.
pub(super) fn hundredths(text: &str) -> Result<i64, Why> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return Err(Why::NotANumber);
    }
    let cents = match part.len() {
        0 => Ok(0),
        1 => part.parse::<i64>().map(|tenths| tenths * 10),
        2 => part.parse::<i64>(),
        _ => return Err(Why::TooManyDecimals),
    };
    let (Ok(whole), Ok(cents)) = (whole.parse::<i64>(), cents) else { return Err(Why::TooLarge) };
    whole.checked_mul(100).and_then(|value| value.checked_add(cents)).ok_or(Why::TooLarge)
}

fn positive(text: &str) -> Result<i64, Why> {
    hundredths(text).and_then(|value| if value > 0 { Ok(value) } else { Err(Why::NotPositive) })
}

/// A quantity in hundredths of its measure.
pub(super) fn quantity(text: &str) -> Result<i64, Why> {
    positive(text)
}

/// An area in m².
pub(super) fn area(text: &str) -> Result<AreaM2, Why> {
    positive(text).map(AreaM2)
}

/// A length in m.
pub(super) fn metres(text: &str) -> Result<Metres, Why> {
    positive(text).map(Metres)
}

/// Labour in days.
pub(super) fn labour(text: &str) -> Result<HalfDays, Why> {
    let value = positive(text)?;
    if value % 50 != 0 {
        return Err(Why::TooManyDecimals);
    }
    Ok(HalfDays(value / 50))
}

/// A sum of money; đồng have no decimals, so grouped thousands cannot be mistaken.
pub(super) fn money(text: &str) -> Result<Vnd, Why> {
    Vnd::parse(text)
}

/// A value in money, which may be nothing.
pub(super) fn value(text: &str) -> Result<Vnd, Why> {
    match number::parse_money(text) {
        Ok(0) => Ok(Vnd(0)),
        _ => Vnd::parse(text),
    }
}

/// A count.
pub(super) fn count(text: &str) -> Result<u32, Why> {
    number::parse_count(text).map_err(Why::from)
}

/// A group's number.
pub(super) fn small(text: &str) -> Result<u16, Why> {
    count(text).and_then(|value| u16::try_from(value).map_err(|_| Why::TooLarge))
}

/// A year.
pub(super) fn year(text: &str) -> Result<i16, Why> {
    match date::parse_partial(text).map_err(date_fault)? {
        DateParts::Year(year) => i16::try_from(year).map_err(|_| Why::NoSuchDay),
        _ => Err(Why::NotADate),
    }
}

/// A day.
pub(super) fn day(text: &str) -> Result<Date, Why> {
    match date::parse_partial(text).map_err(date_fault)? {
        DateParts::Day(day) => Ok(Date::from(day)),
        _ => Err(Why::NotADate),
    }
}

/// A date of which only the year, or the month, may be known. `2023-07` is a month, as other programs write it.
pub(super) fn partial(text: &str) -> Result<PartialDate, Why> {
    let turned = match text.split_once('-') {
        Some((year, month)) if year.len() == 4 && !month.contains('-') => format!("{month}/{year}"),
        _ => text.to_owned(),
    };
    date::parse_partial(&turned).map(PartialDate::from_parts).map_err(date_fault)
}

fn date_fault(fault: DateFault) -> Why {
    match fault {
        DateFault::Empty => Why::Missing,
        DateFault::NotADate => Why::NotADate,
        DateFault::NoSuchDay | DateFault::OutOfRange => Why::NoSuchDay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_a_file_is_a_decimal_point() {
        let cases = [
            ("3.5", Ok(350)),
            ("3,5", Ok(350)),
            ("40", Ok(4_000)),
            ("0.25", Ok(25)),
            ("1.000", Err(Why::TooManyDecimals)),
            ("1.000,5", Err(Why::NotANumber)),
            (".5", Err(Why::NotANumber)),
            ("-3", Err(Why::NotANumber)),
            ("99999999999999999999", Err(Why::TooLarge)),
        ];
        for (text, want) in cases {
            assert_eq!(hundredths(text), want, "{text}");
        }
        assert_eq!(labour("2.25"), Err(Why::TooManyDecimals));
        assert_eq!(labour("2.5"), Ok(HalfDays(5)));
        assert_eq!(area("0"), Err(Why::NotPositive));
        assert_eq!(value("0"), Ok(Vnd(0)));
        assert_eq!(money("500.000"), Ok(Vnd(500_000)));
        assert_eq!(money("500"), Err(Why::ThousandsLeftOff));
    }

    #[test]
    fn days_come_either_way_round() {
        assert_eq!(day("2023-04-19"), day("19/04/2023"));
        assert_eq!(day("2023-02-30"), Err(Why::NoSuchDay));
        assert_eq!(day("2023"), Err(Why::NotADate));
        assert_eq!(partial("2023-07"), Ok(PartialDate::Month(2023, 7)));
        assert_eq!(partial("1954"), Ok(PartialDate::Year(1954)));
        assert_eq!(year("54"), Err(Why::NotADate));
    }
}
