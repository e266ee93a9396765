//! Civil dates and periods. A date is a day in the calendar of the home, never an instant.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A civil date. Encoded as days since 1 January of year 1, so that its bytes are small and frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The day of the calendar, when it has it.
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        NaiveDate::from_ymd_opt(year, month, day).map(Date)
    }

    /// The calendar's own type.
    pub fn naive(self) -> NaiveDate {
        self.0
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The day before; the same day at the beginning of the calendar.
    pub fn yesterday(self) -> Date {
        Date(self.0.checked_sub_days(Days::new(1)).unwrap_or(self.0))
    }

    /// The day after; the same day at the end of the calendar.
    pub fn tomorrow(self) -> Date {
        Date(self.0.checked_add_days(Days::new(1)).unwrap_or(self.0))
    }

    /// The day, in a place `offset_minutes` east of UTC, of an instant in UTC milliseconds.
    ///
    /// Servers run on UTC: until 07:00 their own today is yesterday in Viet Nam.
    pub fn of_instant(utc_ms: i64, offset_minutes: i16) -> Date {
        const MS_PER_DAY: i64 = 86_400_000;
        let local = utc_ms.saturating_add(i64::from(offset_minutes) * 60_000);
        let days = i32::try_from(local.div_euclid(MS_PER_DAY)).unwrap_or(0);
        const DAYS_TO_1970: i32 = 719_163;
        let naive = NaiveDate::from_num_days_from_ce_opt(days.saturating_add(DAYS_TO_1970));
        Date(naive.unwrap_or(NaiveDate::MIN))
    }

    /// The instant at which the day begins there, in UTC milliseconds.
    pub fn begins_at(self, offset_minutes: i16) -> i64 {
        let midnight = self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        midnight - i64::from(offset_minutes) * 60_000
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Date {
        Date(date)
    }
}

impl std::fmt::Display for Date {
    /// ISO 8601, for machines; people read [`crate::text`]'s form.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(&self.0);
        }
        serializer.serialize_i32(self.0.num_days_from_ce())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return text.parse().map(Date).map_err(D::Error::custom);
        }
        let days = i32::deserialize(deserializer)?;
        NaiveDate::from_num_days_from_ce_opt(days).map(Date).ok_or_else(|| D::Error::custom("no such day"))
    }
}

/// A date of which only the year, or the year and the month, may be known: often all that a person's birth has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// Only the year.
    Year(i16),
    /// The year and the month, 1 to 12.
    Month(i16, u8),
    /// The day.
    Day(Date),
}

impl PartialDate {
    /// The year, always known.
    pub fn year(self) -> i32 {
        match self {
            PartialDate::Year(year) | PartialDate::Month(year, _) => i32::from(year),
            PartialDate::Day(date) => date.year(),
        }
    }

    /// The first day it may be.
    pub fn earliest(self) -> Option<Date> {
        match self {
            PartialDate::Year(year) => Date::ymd(i32::from(year), 1, 1),
            PartialDate::Month(year, month) => Date::ymd(i32::from(year), u32::from(month), 1),
            PartialDate::Day(date) => Some(date),
        }
    }

    /// Age in full years on a day; from the years alone where the birthday is not known.
    pub fn age_on(self, day: Date) -> i32 {
        let years = day.year() - self.year();
        match self {
            PartialDate::Day(birth) => {
                let before = (day.0.month(), day.0.day()) < (birth.0.month(), birth.0.day());
                years - i32::from(before)
            }
            _ => years,
        }
    }

    /// From what [`crate::text::date`] read.
    pub fn from_parts(parts: crate::text::date::DateParts) -> PartialDate {
        use crate::text::date::DateParts;
        match parts {
            DateParts::Year(year) => PartialDate::Year(i16::try_from(year).unwrap_or(i16::MAX)),
            DateParts::Month(year, month) => {
                PartialDate::Month(i16::try_from(year).unwrap_or(i16::MAX), u8::try_from(month).unwrap_or(12))
            }
            DateParts::Day(day) => PartialDate::Day(Date(day)),
        }
    }

    /// As machines write it: `1954`, `1982-12`, `2008-05-03`.
    pub fn iso(self) -> String {
        match self {
            PartialDate::Year(year) => format!("{year:04}"),
            PartialDate::Month(year, month) => format!("{year:04}-{month:02}"),
            PartialDate::Day(date) => date.to_string(),
        }
    }

    /// Reads what [`PartialDate::iso`] wrote.
    pub fn from_iso(text: &str) -> Option<PartialDate> {
        match text.split('-').collect::<Vec<&str>>().as_slice() {
            [year] => year.parse().ok().map(PartialDate::Year),
            [year, month] => {
                let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
                Some(PartialDate::Month(year.parse().ok()?, month))
            }
            _ => text.parse().ok().map(|day| PartialDate::Day(Date(day))),
        }
    }

    /// As people write it: `1954`, `12/1982`, `03/05/2008`.
    pub fn show(self) -> String {
        match self {
            PartialDate::Year(year) => year.to_string(),
            PartialDate::Month(year, month) => format!("{month:02}/{year}"),
            PartialDate::Day(date) => crate::text::date::show_day(date.naive()),
        }
    }
}

/// A partial date as it is encoded; JSON has it as a text.
#[derive(Serialize, Deserialize)]
enum Encoded {
    Year(i16),
    Month(i16, u8),
    Day(Date),
}

impl Serialize for PartialDate {
    /// `1954`, `1982-12` or `2008-05-03` in JSON.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(&self.iso());
        }
        let encoded = match *self {
            PartialDate::Year(year) => Encoded::Year(year),
            PartialDate::Month(year, month) => Encoded::Month(year, month),
            PartialDate::Day(date) => Encoded::Day(date),
        };
        encoded.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return PartialDate::from_iso(&text).ok_or_else(|| D::Error::custom("not a date"));
        }
        Ok(match Encoded::deserialize(deserializer)? {
            Encoded::Year(year) => PartialDate::Year(year),
            Encoded::Month(year, month) => PartialDate::Month(year, month),
            Encoded::Day(date) => PartialDate::Day(date),
        })
    }
}

/// A period of days, both ends included; an open end where it is not known or not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    from: Option<Date>,
    to: Option<Date>,
}

impl Validity {
    /// Without a known begin or end.
    pub const ALWAYS: Validity = Validity { from: None, to: None };

    /// From a day on.
    pub fn since(from: Date) -> Validity {
        Validity { from: Some(from), to: None }
    }

    /// Between two days; `None` when the end comes before the begin.
    pub fn between(from: Option<Date>, to: Option<Date>) -> Option<Validity> {
        let turned = matches!((from, to), (Some(from), Some(to)) if to < from);
        (!turned).then_some(Validity { from, to })
    }

    /// The first day, when known.
    pub fn from(self) -> Option<Date> {
        self.from
    }

    /// The last day, when it has ended.
    pub fn to(self) -> Option<Date> {
        self.to
    }

    /// Whether the day is in it.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The first day after a day on which it begins to hold, or no longer holds.
    pub fn next_turn(self, day: Date) -> Option<Date> {
        let over = self.to.map(Date::tomorrow);
        [self.from, over].into_iter().flatten().filter(|turn| *turn > day).min()
    }

    /// Whether it has no end.
    pub fn is_open(self) -> bool {
        self.to.is_none()
    }

    /// The same period, over before `day`. A period that would begin on or after `day` keeps one day, its first:
    /// what was recorded stays visible, and a correction on the same day does not turn the period round.
    pub fn ended_before(self, day: Date) -> Validity {
        let last = day.yesterday();
        let to = match self.from {
            Some(from) if last < from => from,
            _ => last,
        };
        Validity { from: self.from, to: Some(self.to.map_or(to, |old| old.min(to))) }
    }

    /// The same period with its last day on `day`, or on its first day when that is later.
    pub fn ended_on(self, day: Date) -> Validity {
        let to = self.from.map_or(day, |from| from.max(day));
        Validity { from: self.from, to: Some(self.to.map_or(to, |old| old.min(to))) }
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Validity) -> bool {
        let starts_before_end = |a: Validity, b: Validity| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// A value with the period in which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// What holds.
    pub value: T,
    /// When.
    pub valid: Validity,
}

impl<T> Dated<T> {
    /// Holds from a day on.
    pub fn since(value: T, from: Date) -> Dated<T> {
        Dated { value, valid: Validity::since(from) }
    }
}

/// The value that holds on a day. The latest begin wins, so that a change on the same day shows at once.
pub fn on_day<T>(list: &[Dated<T>], day: Date) -> Option<&T> {
    // `max_by_key` gives the last of equals, and later entries stand later in the list.
    list.iter()
        .filter(|dated| dated.valid.contains(day))
        .max_by_key(|dated| dated.valid.from())
        .map(|d| &d.value)
}

/// Ends what holds on a day and lets `value` hold from it on.
pub fn succeed<T: PartialEq>(list: &mut Vec<Dated<T>>, value: T, from: Date) {
    for dated in list.iter_mut().filter(|dated| dated.valid.is_open()) {
        dated.valid = dated.valid.ended_before(from);
    }
    list.push(Dated::since(value, from));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date(text.parse().unwrap())
    }

    #[test]
    fn today_is_the_homes_not_the_servers() {
        let cases = [
            (0, 0, "1970-01-01"),
            (1_700_000_000_000, 420, "2023-11-15"),
            (1_700_006_399_000, 420, "2023-11-15"),
            (1_699_980_000_000, 0, "2023-11-14"),
            (1_699_981_200_000, 420, "2023-11-15"),
            (-1, 0, "1969-12-31"),
        ];
        for (ms, offset, want) in cases {
            assert_eq!(Date::of_instant(ms, offset).to_string(), want, "{ms} {offset}");
        }
    }

    #[test]
    fn ages_count_full_years() {
        let on = day("2023-11-14");
        let cases = [
            (PartialDate::Year(1954), 69),
            (PartialDate::Month(1982, 12), 41),
            (PartialDate::Day(day("2008-11-14")), 15),
            (PartialDate::Day(day("2008-11-15")), 14),
        ];
        for (birth, want) in cases {
            assert_eq!(birth.age_on(on), want, "{birth:?}");
        }
    }

    #[test]
    fn json_has_partial_dates_as_texts() {
        let cases = [
            (PartialDate::Year(1954), "\"1954\""),
            (PartialDate::Month(1982, 12), "\"1982-12\""),
            (PartialDate::Day(day("2008-05-03")), "\"2008-05-03\""),
        ];
        for (date, json) in cases {
            assert_eq!(serde_json::to_string(&date).unwrap(), json);
            assert_eq!(serde_json::from_str::<PartialDate>(json).unwrap(), date);
        }
        assert!(serde_json::from_str::<PartialDate>("\"1982-13\"").is_err());
    }

    #[test]
    fn a_period_never_turns_round() {
        let from = day("2023-05-01");
        assert_eq!(Validity::between(Some(from), Some(day("2023-04-30"))), None);
        let open = Validity::since(from);
        assert_eq!(open.ended_before(day("2023-06-01")).to(), Some(day("2023-05-31")));
        assert_eq!(open.ended_before(from).to(), Some(from));
        assert!(open.overlaps(Validity::ALWAYS));
        assert!(!open.overlaps(Validity::between(None, Some(day("2023-04-30"))).unwrap()));
    }

    #[test]
    fn a_successor_holds_from_its_day_on() {
        let mut heads = vec![Dated::since("Út", day("2015-01-01"))];
        succeed(&mut heads, "Nga", day("2023-05-01"));
        assert_eq!(on_day(&heads, day("2023-04-30")), Some(&"Út"));
        assert_eq!(on_day(&heads, day("2023-05-01")), Some(&"Nga"));
        succeed(&mut heads, "Sáu", day("2023-05-01"));
        assert_eq!(
            on_day(&heads, day("2023-05-01")),
            Some(&"Sáu"),
            "a correction on the same day shows at once"
        );
    }
}
