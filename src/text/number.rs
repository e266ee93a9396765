//! Numbers in Vietnamese: `.` for thousands, `,` for decimals. Whole numbers throughout, never floats.

use serde::{Deserialize, Serialize};

use super::keys;

/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NumberFault {
    /// Nothing there.
    #[error("nothing was given")]
    Empty,
    /// Not a number.
    #[error("not a number")]
    NotANumber,
    /// A `.` that is not followed by exactly three digits: most likely a decimal comma was meant.
    #[error("a point groups thousands; did you mean {offer}?")]
    DotNotThousands {
        /// What may have been meant.
        offer: String,
    },
    /// More decimals than can be kept.
    #[error("too many decimals")]
    TooManyDecimals,
    /// Too large to be kept.
    #[error("too large")]
    TooLarge,
    /// Below zero.
    #[error("below zero")]
    Negative,
}

/// `1.060.120.000`.
pub fn group_thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Hundredths as people write them: `2,5`, `97,09`, `40`, `1.250,5`.
pub fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    let whole = group_thousands(i64::try_from(size / 100).unwrap_or(i64::MAX));
    match size % 100 {
        0 => format!("{sign}{whole}"),
        part if part % 10 == 0 => format!("{sign}{whole},{}", part / 10),
        part => format!("{sign}{whole},{part:02}"),
    }
}

/// Numbers below ten are written with two digits in official prose: `05`.
pub fn zero_padded(value: i64) -> String {
    if (0..10).contains(&value) { format!("0{value}") } else { group_thousands(value) }
}

/// Reads a sum in đồng: `500000`, `500.000`, `500k`, `1,5tr`, `2 triệu`, `1,2 tỷ`.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_money(text: &str) -> Result<i64, NumberFault> {
    let folded = keys::fold(&text.replace(['.', ','], "p")); // Only the letters of the unit are wanted here.
    let unit: String = folded.chars().filter(|c| c.is_alphabetic() && *c != 'p').collect();
    let (scale, decimals) = match unit.as_str() {
        "" | "d" | "dong" | "vnd" => (1, 0),
        "k" | "ng" | "ngan" | "nghin" | "kd" => (1_000, 3),
        "tr" | "trieu" | "trd" | "trieud" | "trieudong" => (1_000_000, 6),
        "ty" | "ti" | "tyd" | "tydong" => (1_000_000_000, 9),
        _ => return Err(NumberFault::NotANumber),
    };
    let digits = text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || is_mark(c));
    parse_scaled(digits, scale, decimals)
}

/// Reads a number with at most two decimals, as hundredths.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_hundredths(text: &str) -> Result<i64, NumberFault> {
    parse_scaled(text.trim(), 100, 2)
}

/// Reads a count.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_count(text: &str) -> Result<u32, NumberFault> {
    let value = parse_scaled(text.trim(), 1, 0)?;
    u32::try_from(value).map_err(|_| NumberFault::TooLarge)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A number in Vietnamese writing times `scale`, which has `decimals` zeros.
fn parse_scaled(text: &str, scale: i64, decimals: usize) -> Result<i64, NumberFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberFault::Empty);
    }
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        return parse_scaled(rest, scale, decimals).and(Err(NumberFault::Negative));
    }
    let (whole, part) = match text.split_once(',') {
        Some((whole, part)) => (whole, part.trim_end_matches('0')),
        None => (text, ""),
    };
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let grouped = whole_digits(whole)?;
    if grouped.is_empty() || !is_digits(&grouped) || !is_digits(part) {
        return Err(NumberFault::NotANumber);
    }
    if part.len() > decimals {
        return Err(NumberFault::TooManyDecimals);
    }
    let value: i64 = grouped.parse().map_err(|_| NumberFault::TooLarge)?;
    let scaled = value.checked_mul(scale).ok_or(NumberFault::TooLarge)?;
    let fraction = fraction_of(part, scale);
    scaled.checked_add(fraction).ok_or(NumberFault::TooLarge)
}

/// The digits after the comma times the scale. There are no more of them than the scale has zeros.
fn fraction_of(part: &str, scale: i64) -> i64 {
    let mut weight = scale;
    let mut sum = 0;
    for digit in part.bytes() {
        weight /= 10;
        sum += i64::from(digit - b'0') * weight;
    }
    sum
}

/// The digits of the whole part, its points checked: each must be followed by exactly three digits.
fn whole_digits(whole: &str) -> Result<String, NumberFault> {
    let mut groups = whole.split('.');
    let mut digits = groups.next().unwrap_or("").trim().to_owned();
    let rest: Vec<&str> = groups.collect();
    let is_digits = |text: &&str| text.bytes().all(|b| b.is_ascii_digit());
    if !rest.iter().all(is_digits) {
        return Err(NumberFault::NotANumber);
    }
    if rest.iter().any(|group| group.len() != 3) || (!rest.is_empty() && !(1..=3).contains(&digits.len())) {
        let offer = match rest.as_slice() {
            [only] => format!("{digits},{only}"),
            all => format!("{digits}{}", all.concat()),
        };
        return Err(NumberFault::DotNotThousands { offer });
    }
    rest.iter().for_each(|group| digits.push_str(group));
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberFault as F;
    use proptest::prelude::*;

    #[test]
    fn sums_are_read_as_they_are_said() {
        let dot = |offer: &str| Err(F::DotNotThousands { offer: offer.into() });
        let cases = [
            ("500000", Ok(500_000)),
            ("500.000", Ok(500_000)),
            ("500.000 đ", Ok(500_000)),
            ("500k", Ok(500_000)),
            ("500 K", Ok(500_000)),
            ("1,5tr", Ok(1_500_000)),
            ("2 triệu", Ok(2_000_000)),
            ("2 trieu", Ok(2_000_000)),
            ("1 tỷ", Ok(1_000_000_000)),
            ("1,2 ty", Ok(1_200_000_000)),
            ("1.250.000đ", Ok(1_250_000)),
            ("", Err(F::Empty)),
            ("  ", Err(F::Empty)),
            ("k", Err(F::Empty)),
            ("2.5", dot("2,5")),
            ("2.5tr", dot("2,5")),
            ("1234.567", dot("1234,567")),
            ("1.23.456", dot("123456")),
            ("1,5", Err(F::TooManyDecimals)),
            ("-5", Err(F::Negative)),
            ("năm trăm", Err(F::NotANumber)),
            ("5 bao", Err(F::NotANumber)),
            ("99999999999 tỷ", Err(F::TooLarge)),
        ];
        for (text, want) in cases {
            assert_eq!(parse_money(text), want, "{text:?}");
        }
    }

    #[test]
    fn hundredths_and_counts() {
        let cases = [("2,5", Ok(250)), ("40", Ok(4_000)), ("97,09", Ok(9_709)), ("1.250,5", Ok(125_050))];
        for (text, want) in cases {
            assert_eq!(parse_hundredths(text), want, "{text}");
        }
        assert_eq!(parse_hundredths("2,555"), Err(F::TooManyDecimals));
        assert_eq!(parse_hundredths("2.5"), Err(F::DotNotThousands { offer: "2,5".into() }));
        assert_eq!(parse_count("28"), Ok(28));
        assert_eq!(parse_count("5000000000"), Err(F::TooLarge));
    }

    #[test]
    fn numbers_are_written_in_vietnamese() {
        assert_eq!(group_thousands(1_060_120_000), "1.060.120.000");
        assert_eq!(group_thousands(-1_234), "-1.234");
        assert_eq!(decimal(250), "2,5");
        assert_eq!(decimal(9_709), "97,09");
        assert_eq!(decimal(4_000), "40");
        assert_eq!(decimal(105), "1,05");
        assert_eq!(zero_padded(5), "05");
        assert_eq!(zero_padded(2_646), "2.646");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn what_is_written_reads_back(value in 0..=9_000_000_000_000_i64) {
            prop_assert_eq!(parse_money(&group_thousands(value)), Ok(value));
            prop_assert_eq!(parse_hundredths(&decimal(value)), Ok(value));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (parse_money(&text), parse_hundredths(&text), parse_count(&text));
        }
    }
}
