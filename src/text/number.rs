//! Numbers in Vietnamese: `.` for thousands, `,` for decimals. Whole numbers throughout, never floats.

use std::borrow::Cow;

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
    let text = narrow(text.trim());
    let unit_at = text.find(|c: char| c.is_alphabetic() || c == '₫').unwrap_or(text.len());
    let (digits, unit) = text.split_at(unit_at);
    let digits = digits.trim_end();
    let (scale, decimals) = scale_of(unit).ok_or(NumberFault::NotANumber)?;
    parse_scaled(digits, scale, decimals).map_err(|fault| match fault {
        // With the unit as it was typed, or whoever takes up the offer gets 2,5 đồng for 2.5 triệu.
        NumberFault::DotNotThousands { offer } => {
            NumberFault::DotNotThousands { offer: offer + &text[digits.len()..] }
        }
        fault => fault,
    })
}

/// Reads a number with at most two decimals, as hundredths.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_hundredths(text: &str) -> Result<i64, NumberFault> {
    parse_scaled(&narrow(text), 100, 2)
}

/// Reads a count.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_count(text: &str) -> Result<u32, NumberFault> {
    let value = parse_scaled(&narrow(text), 1, 0)?;
    u32::try_from(value).map_err(|_| NumberFault::TooLarge)
}

/// The wide digits and signs of an East Asian input method as ASCII. Not all of NFKC: that reads 5² as 52.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    let wide = '！'..='～';
    if !text.contains(|c| wide.contains(&c)) {
        return Cow::Borrowed(text);
    }
    let to_ascii = |c: char| char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
    Cow::Owned(text.chars().map(|c| if wide.contains(&c) { to_ascii(c) } else { c }).collect())
}

/// What one of a unit of money is in đồng, and how many zeros that has.
fn scale_of(unit: &str) -> Option<(i64, usize)> {
    let folded = keys::fold(&unit.replace('₫', "đ")).replace(' ', "");
    let scale = ["vnd", "dong", "d"].iter().find_map(|currency| folded.strip_suffix(currency));
    match scale.unwrap_or(&folded) {
        "" => Some((1, 0)),
        "k" | "ng" | "ngan" | "nghin" => Some((1_000, 3)),
        "tr" | "trieu" => Some((1_000_000, 6)),
        "ty" | "ti" => Some((1_000_000_000, 9)),
        _ => None,
    }
}

/// A number in Vietnamese writing times `scale`, which has `decimals` zeros.
fn parse_scaled(text: &str, scale: i64, decimals: usize) -> Result<i64, NumberFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberFault::Empty);
    }
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        return match parse_scaled(rest, scale, decimals) {
            Err(NumberFault::Empty) => Err(NumberFault::NotANumber),
            read => read.and(Err(NumberFault::Negative)),
        };
    }
    let (whole, part) = match text.split_once(',') {
        Some((whole, part)) => (whole.trim_end(), Some(part)),
        None => (text, None),
    };
    if !part.unwrap_or("").bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberFault::NotANumber);
    }
    let digits = whole_digits(whole, part)?;
    let part = part.unwrap_or("").trim_end_matches('0');
    if part.len() > decimals {
        return Err(NumberFault::TooManyDecimals);
    }
    let value: i64 = digits.parse().map_err(|_| NumberFault::TooLarge)?;
    let scaled = value.checked_mul(scale).ok_or(NumberFault::TooLarge)?;
    scaled.checked_add(fraction_of(part, scale)).ok_or(NumberFault::TooLarge)
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

/// The digits of the whole part, its points checked: each must be followed by exactly three digits, and what comes
/// before the first by no zero (0.500 is half of one, not five hundred).
fn whole_digits(whole: &str, part: Option<&str>) -> Result<String, NumberFault> {
    let digits = whole.replace('.', "");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberFault::NotANumber);
    }
    let Some((first, rest)) = whole.split_once('.') else { return Ok(digits) };
    let grouped = (1..=3).contains(&first.len()) && !first.starts_with('0');
    if grouped && rest.split('.').all(|group| group.len() == 3) {
        return Ok(digits);
    }
    let offer = match part {
        Some(part) => format!("{digits},{part}"),
        None if rest.is_empty() || rest.contains('.') => digits,
        None if first.is_empty() => format!("0,{rest}"),
        None => format!("{first},{rest}"),
    };
    Err(NumberFault::DotNotThousands { offer })
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
            ("500 nghìn đồng", Ok(500_000)),
            ("2 tỉ đồng", Ok(2_000_000_000)),
            ("2 trie\u{323}\u{302}u", Ok(2_000_000)),
            ("500.000 ₫", Ok(500_000)),
            ("500.000 VNĐ", Ok(500_000)),
            ("５００k", Ok(500_000)),
            ("0,000000001 tỷ", Ok(1)),
            ("9.223.372.036.854.775.807", Ok(i64::MAX)),
            ("9.223.372.036.854.775.808", Err(F::TooLarge)),
            ("9223372036,854775808 tỷ", Err(F::TooLarge)),
            ("", Err(F::Empty)),
            ("  ", Err(F::Empty)),
            ("k", Err(F::Empty)),
            ("2.5", dot("2,5")),
            ("2.5tr", dot("2,5tr")),
            ("2.5 triệu", dot("2,5 triệu")),
            ("0.500 tỷ", dot("0,500 tỷ")),
            (".5tr", dot("0,5tr")),
            ("2.", dot("2")),
            ("2.5,5", dot("25,5")),
            ("1.5.000", dot("15000")),
            ("1234.567", dot("1234,567")),
            ("1.23.456", dot("123456")),
            ("1,5", Err(F::TooManyDecimals)),
            ("-5", Err(F::Negative)),
            ("năm trăm", Err(F::NotANumber)),
            ("5 bao", Err(F::NotANumber)),
            ("10 p", Err(F::NotANumber)),
            ("5tpr", Err(F::NotANumber)),
            ("1tr5", Err(F::NotANumber)),
            ("500 000", Err(F::NotANumber)),
            ("5²", Err(F::NotANumber)),
            ("+5", Err(F::NotANumber)),
            ("-", Err(F::NotANumber)),
            ("1,2,3", Err(F::NotANumber)),
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
        assert_eq!(parse_hundredths("0.25"), Err(F::DotNotThousands { offer: "0,25".into() }));
        assert_eq!(parse_hundredths("0.250"), Err(F::DotNotThousands { offer: "0,250".into() }));
        assert_eq!(parse_hundredths("92233720368547758,08"), Err(F::TooLarge));
        assert_eq!(parse_count("1.000"), Ok(1_000));
        assert_eq!(parse_count("28,5"), Err(F::TooManyDecimals));
        assert_eq!(parse_count("-1"), Err(F::Negative));
        assert_eq!(parse_count("28"), Ok(28));
        assert_eq!(parse_count("5000000000"), Err(F::TooLarge));
    }

    #[test]
    fn numbers_are_written_in_vietnamese() {
        assert_eq!(group_thousands(1_060_120_000), "1.060.120.000");
        assert_eq!(group_thousands(-1_234), "-1.234");
        assert_eq!(group_thousands(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(decimal(-5), "-0,05");
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
        fn an_offer_is_never_refused_for_its_points(text in "[0-9]{0,4}(\\.[0-9]{0,4}){1,3}(,[0-9]{1,2})?( ?tr)?") {
            if let Err(F::DotNotThousands { offer }) = parse_money(&text) {
                let taken = parse_money(&offer);
                let again = matches!(taken, Err(F::DotNotThousands { .. } | F::NotANumber | F::Empty));
                prop_assert!(!again, "{text} {offer}");
                prop_assert_eq!(offer.ends_with("tr"), text.ends_with("tr"));
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (parse_money(&text), parse_hundredths(&text), parse_count(&text));
        }
    }
}
