//! Amounts that cannot be mixed up: money, areas, lengths and labour are types of their own, all whole numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Why;
use crate::text::number::{self, NumberFault};

macro_rules! amounts {
    ($($(#[$doc:meta])* $name:ident: $repr:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = $name>>(all: I) -> $name {
                $name(all.fold(0, |sum, one| sum.saturating_add(one.0)))
            }
        }
    )*};
}

amounts! {
    /// Vietnamese đồng, whole. Never a float: totals of a commune must add up to the đồng.
    Vnd: i64,
    /// An area in hundredths of a square metre.
    AreaM2: i64,
    /// A length in hundredths of a metre.
    Metres: i64,
    /// Labour in half days (nửa ngày công).
    HalfDays: i64,
    /// Attendances (lượt): the same person at two meetings is two of them. Not meetings (cuộc), not persons (người).
    Attendances: u32,
}

/// A `công` of land, in hundredths of a square metre: 1,000 m² in the Mekong delta.
const CONG_OF_LAND: i64 = 100_000;
/// The largest sum read from a form: a thousand billion đồng.
const MOST_VND: i64 = 1_000_000_000_000;

impl From<NumberFault> for Why {
    fn from(fault: NumberFault) -> Why {
        match fault {
            NumberFault::Empty => Why::Missing,
            NumberFault::NotANumber => Why::NotANumber,
            NumberFault::DotNotThousands { offer } => Why::DotNotThousands(offer),
            NumberFault::TooManyDecimals => Why::TooManyDecimals,
            NumberFault::TooLarge => Why::TooLarge,
            NumberFault::Negative => Why::NotPositive,
        }
    }
}

fn positive(value: i64) -> Result<i64, Why> {
    if value <= 0 { Err(Why::NotPositive) } else { Ok(value) }
}

impl Vnd {
    /// Reads `500k`, `1,5tr`, `2 triệu`, `500.000`.
    ///
    /// # Errors
    /// What is wrong with the text. A sum from 1 to 999 đ is asked about, since no such note or coin is in use.
    pub fn parse(text: &str) -> Result<Vnd, Why> {
        let value = positive(number::parse_money(text)?)?;
        if value < 1_000 {
            return Err(Why::ThousandsLeftOff);
        }
        if value > MOST_VND {
            return Err(Why::TooLarge);
        }
        Ok(Vnd(value))
    }
}

impl AreaM2 {
    /// Reads `40`, `40 m2`, `2,5 công`; a công of land is 1,000 m².
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<AreaM2, Why> {
        let in_cong = crate::text::keys::fold(text).trim().ends_with("cong");
        let (digits, scale) = match in_cong {
            true => (text.trim().trim_end_matches(char::is_alphabetic), CONG_OF_LAND / 100),
            false => (text.trim().trim_end_matches("m2").trim_end_matches("m²"), 1),
        };
        let value = match number::parse_hundredths(digits) {
            // The offer keeps the unit: without it the land would be a thousand times smaller.
            Err(NumberFault::DotNotThousands { offer }) if in_cong => {
                return Err(Why::DotNotThousands(format!("{offer} công")));
            }
            value => positive(value?)?,
        };
        value.checked_mul(scale).map(AreaM2).ok_or(Why::TooLarge)
    }
}

impl Metres {
    /// Reads `850` or `3,5`.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Metres, Why> {
        positive(number::parse_hundredths(text.trim().trim_end_matches('m'))?).map(Metres)
    }
}

impl HalfDays {
    /// Reads days: `3` or `2,5`; nothing finer than a half day is kept.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<HalfDays, Why> {
        let hundredths = positive(number::parse_hundredths(text)?)?;
        if hundredths % 50 != 0 {
            return Err(Why::TooManyDecimals);
        }
        Ok(HalfDays(hundredths / 50))
    }
}

impl fmt::Display for Vnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::group_thousands(self.0))
    }
}

impl fmt::Display for AreaM2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::decimal(self.0))
    }
}

impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::decimal(self.0))
    }
}

impl fmt::Display for HalfDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::decimal(self.0.saturating_mul(50)))
    }
}

impl fmt::Display for Attendances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::group_thousands(i64::from(self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_a_clerk_types_them() {
        let money = [
            ("500k", Ok(500_000)),
            ("1,5tr", Ok(1_500_000)),
            ("500.000", Ok(500_000)),
            ("200", Err(Why::ThousandsLeftOff)),
            ("0", Err(Why::NotPositive)),
            ("", Err(Why::Missing)),
            ("2.5", Err(Why::DotNotThousands("2,5".into()))),
            ("2000 tỷ", Err(Why::TooLarge)),
        ];
        for (text, want) in money {
            assert_eq!(Vnd::parse(text).map(|v| v.0), want, "{text}");
        }
        let offer = Err(Why::DotNotThousands("2,5 công".into()));
        let land = [
            ("2.5 công", offer),
            ("40", Ok(4_000)),
            ("40 m2", Ok(4_000)),
            ("40m²", Ok(4_000)),
            ("2,5 công", Ok(250_000)),
        ];
        for (text, want) in land {
            assert_eq!(AreaM2::parse(text).map(|v| v.0), want, "{text}");
        }
        let labour = [("2,5", Ok(5)), ("3", Ok(6)), ("2,25", Err(Why::TooManyDecimals))];
        for (text, want) in labour {
            assert_eq!(HalfDays::parse(text).map(|v| v.0), want, "{text}");
        }
    }

    #[test]
    fn amounts_show_as_a_clerk_reads_them() {
        assert_eq!(Vnd(1_060_120_000).to_string(), "1.060.120.000");
        assert_eq!(AreaM2(4_000).to_string(), "40");
        assert_eq!(HalfDays(5).to_string(), "2,5");
        assert_eq!(Metres(350).to_string(), "3,5");
    }
}
