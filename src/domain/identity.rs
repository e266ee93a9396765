//! Numbers that identify people: personal ids, old ids, phones. Never used as numbers, always masked unless asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Sex, Why};

/// The digits of a text, when it holds nothing but digits and the usual separators.
fn digits_of(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' => {}
            _ => return None,
        }
    }
    Some(digits)
}

/// Keeps the first three and the last four digits: `082*****1234`.
fn mask(digits: &str) -> String {
    let (head, tail) = (&digits[..3.min(digits.len())], &digits[digits.len().saturating_sub(4)..]);
    format!("{head}*****{tail}")
}

/// A personal identification number (số định danh cá nhân): 12 digits, no check digit.
///
/// Digits 1-3 are the province of birth registration, digit 4 century and sex, digits 5-6 the birth year
/// (Decree 137/2015, article 13). The codes were not renumbered when provinces merged in 2025.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonalId(String);

impl PersonalId {
    /// Reads 12 digits, spaces and dots between them allowed.
    ///
    /// # Errors
    /// `NotAPersonalId` for anything else.
    pub fn parse(text: &str) -> Result<PersonalId, Why> {
        match digits_of(text) {
            Some(digits) if digits.len() == 12 => Ok(PersonalId(digits)),
            Some(digits) if digits.is_empty() => Err(Why::Missing),
            _ => Err(Why::NotAPersonalId),
        }
    }

    /// The twelve digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// As it is shown until somebody asks for it with a reason: `082*****1234`.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }

    /// The sex and the birth year it tells.
    pub fn tells(&self) -> (Sex, i32) {
        let digit = |at: usize| i32::from(self.0.as_bytes().get(at).copied().unwrap_or(b'0') - b'0');
        let century = digit(3);
        let sex = if century % 2 == 0 { Sex::Male } else { Sex::Female };
        (sex, 1900 + century / 2 * 100 + digit(4) * 10 + digit(5))
    }

    /// Whether it can be this person's as far as sex and birth year are known. Disagreement is only a warning.
    pub fn agrees(&self, sex: Option<Sex>, birth_year: Option<i32>) -> bool {
        let (its_sex, its_year) = self.tells();
        sex.is_none_or(|sex| sex == its_sex) && birth_year.is_none_or(|year| year == its_year)
    }
}

impl fmt::Debug for PersonalId {
    /// Masked: a debug print may end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// An identity card number from before 2016 (CMND), 9 digits, kept as given.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OldId(String);

impl OldId {
    /// Reads 9 digits.
    ///
    /// # Errors
    /// `NotAnOldId` for anything else.
    pub fn parse(text: &str) -> Result<OldId, Why> {
        match digits_of(text) {
            Some(digits) if digits.len() == 9 => Ok(OldId(digits)),
            _ => Err(Why::NotAnOldId),
        }
    }

    /// The nine digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// As it is shown until somebody asks for it with a reason.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

impl fmt::Debug for OldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A phone number: 10 digits from a leading 0 (mobile, or a land line, which may have 11 digits from `02`).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// The mobile prefixes that lost a digit from 15/09/2018 on (Ministry of Information and Communications): old, new.
const PREFIXES_OF_2018: [(&str, &str); 21] = [
    ("0120", "070"),
    ("0121", "079"),
    ("0122", "077"),
    ("0126", "076"),
    ("0128", "078"),
    ("0123", "083"),
    ("0124", "084"),
    ("0125", "085"),
    ("0127", "081"),
    ("0129", "082"),
    ("0162", "032"),
    ("0163", "033"),
    ("0164", "034"),
    ("0165", "035"),
    ("0166", "036"),
    ("0167", "037"),
    ("0168", "038"),
    ("0169", "039"),
    ("0186", "056"),
    ("0188", "058"),
    ("0199", "059"),
];

impl Phone {
    /// Reads a number with a leading 0 or +84.
    ///
    /// # Errors
    /// `NotAPhone`; for an old 11-digit mobile number with the ten-digit form it has had since 2018.
    pub fn parse(text: &str) -> Result<Phone, Why> {
        let text = text.trim();
        let local = match text.strip_prefix("+84") {
            Some(rest) => format!("0{}", rest.trim_start()),
            None => text.to_owned(),
        };
        let digits = digits_of(&local).ok_or(Why::NotAPhone(None))?;
        match digits.len() {
            0 => Err(Why::Missing),
            10 if digits.starts_with('0') => Ok(Phone(digits)),
            11 if digits.starts_with("02") => Ok(Phone(digits)),
            11 => Err(Why::NotAPhone(Self::form_of_2018(&digits))),
            _ => Err(Why::NotAPhone(None)),
        }
    }

    fn form_of_2018(digits: &str) -> Option<String> {
        let (old, new) = PREFIXES_OF_2018.iter().find(|(old, _)| digits.starts_with(old))?;
        Some(format!("{new}{}", &digits[old.len()..]))
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// As it is shown until somebody asks for it with a reason: the first and the last two digits.
    pub fn masked(&self) -> String {
        format!("{}*******{}", &self.0[..1], &self.0[self.0.len() - 2..])
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_ids_tell_sex_and_year() {
        let cases = [
            ("000074000001", Sex::Male, 1974),
            ("000173000002", Sex::Female, 1973),
            ("082208001234", Sex::Male, 2008),
            ("082 308 001 234", Sex::Female, 2008),
        ];
        for (text, sex, year) in cases {
            let id = PersonalId::parse(text).unwrap();
            assert_eq!(id.tells(), (sex, year), "{text}");
            assert!(id.agrees(None, Some(year)) && !id.agrees(Some(sex), Some(year + 1)));
        }
        for wrong in ["08220800123", "0822080012345", "08220800123a"] {
            assert_eq!(PersonalId::parse(wrong), Err(Why::NotAPersonalId), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_masked_even_in_debug_prints() {
        let id = PersonalId::parse("082208001234").unwrap();
        assert_eq!(format!("{id:?}"), "082*****1234");
        let phone = Phone::parse("0901234533").unwrap();
        assert_eq!(format!("{phone:?}"), "0*******33");
    }

    #[test]
    fn old_mobile_numbers_are_offered_their_new_form() {
        let cases = [
            ("0901234567", Ok("0901234567")),
            ("+84 901 234 567", Ok("0901234567")),
            ("02733850001", Ok("02733850001")),
            ("01681234567", Err(Why::NotAPhone(Some("0381234567".into())))),
            ("01201234567", Err(Why::NotAPhone(Some("0701234567".into())))),
            ("12345", Err(Why::NotAPhone(None))),
            ("chưa có", Err(Why::NotAPhone(None))),
        ];
        for (text, want) in cases {
            let got = Phone::parse(text);
            assert_eq!(got.as_ref().map(Phone::digits), want.as_ref().copied(), "{text}");
        }
    }
}
