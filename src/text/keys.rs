//! The three search keys. Each keeps one character a letter, so that a match can be shown in the text it came from.
//!
//! *exact*: lower case, one tone placement (hoà = hòa). *fold*: base letters, đ as d. *loose*: also a final y as i
//! after a consonant or qu (Quý = Quí, kỷ = kỉ).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Lower case, NFC, the tone where the old rule puts it.
pub fn exact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_exact(text, &mut out);
    out
}

/// Base letters in lower case; punctuation as spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_fold(text, &mut out);
    out
}

/// Like [`fold`], with i and y alike where Vietnamese spelling wavers.
pub fn loose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_loose(text, &mut out);
    out
}

/// The words of a key.
pub fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split_whitespace()
}

/// The first letters: `nvh` for Nguyễn Văn Hùng.
pub fn initials(text: &str) -> String {
    words(&fold(text)).filter_map(|word| word.chars().next()).collect()
}

/// Appends the exact key.
pub fn push_exact(text: &str, out: &mut String) {
    let mut word: Vec<char> = Vec::new();
    for c in text.nfc().flat_map(char::to_lowercase).chain([' ']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        move_tone(&mut word);
        out.extend(word.drain(..));
        out.push(c);
    }
    out.pop();
}

/// Appends the folded key.
pub fn push_fold(text: &str, out: &mut String) {
    for c in text.chars() {
        fold_char(c, out);
    }
}

/// Appends the loose key.
pub fn push_loose(text: &str, out: &mut String) {
    let start = out.len();
    push_fold(text, out);
    let bytes = out.as_bytes();
    let mut ends = Vec::new();
    for at in start..bytes.len() {
        let last = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
        if bytes[at] == b'y' && last && is_wavering(&bytes[start..at]) {
            ends.push(at);
        }
    }
    for at in ends {
        out.replace_range(at..=at, "i");
    }
}

/// Whether a final y after these letters is as often written i: after a consonant, or after the u of qu.
fn is_wavering(before: &[u8]) -> bool {
    match before {
        [.., b'q', b'u'] => true,
        [.., last] => last.is_ascii_alphabetic() && !matches!(last, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'),
        [] => false,
    }
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        'đ' | 'Đ' | 'Ð' | 'ð' => out.push('d'),
        c if c.is_ascii() || c.is_whitespace() => out.push(' '),
        c if is_combining_mark(c) => {}
        c => decompose_compatible(c, |part| {
            if is_combining_mark(part) {
                return;
            }
            if part.is_alphanumeric() {
                out.extend(part.to_lowercase().filter(|lower| !is_combining_mark(*lower)));
            } else {
                out.push(' ');
            }
        }),
    }
}

/// The open syllables in which the new rule puts the tone on the second vowel: oa, oe, uy.
const MOVED: [(char, &str, char, &str); 3] =
    [('o', "òỏõóọ", 'a', "àảãáạ"), ('o', "òỏõóọ", 'e', "èẻẽéẹ"), ('u', "ùủũúụ", 'y', "ỳỷỹýỵ")];

/// Puts the tone of a word that ends in oà, oè, uỳ on its first vowel. After q the u is no vowel: quý stays.
fn move_tone(word: &mut [char]) {
    let [before @ .., first, second] = word else { return };
    if *first == 'u' && before.last() == Some(&'q') {
        return;
    }
    for (plain_first, toned_first, plain_second, toned_second) in MOVED {
        let Some(tone) = toned_second.chars().position(|toned| toned == *second) else { continue };
        if *first == plain_first {
            *first = toned_first.chars().nth(tone).unwrap_or(plain_first);
            *second = plain_second;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_of_real_names() {
        let cases = [
            ("Nguyễn Văn An", "nguyễn văn an", "nguyen van an", "nguyen van an"),
            ("ĐẶNG Thị Hoà", "đặng thị hòa", "dang thi hoa", "dang thi hoa"),
            ("Hòa Phú", "hòa phú", "hoa phu", "hoa phu"),
            ("Thuỷ", "thủy", "thuy", "thuy"),
            ("Quý", "quý", "quy", "qui"),
            ("Quí", "quí", "qui", "qui"),
            ("kỷ niệm", "kỷ niệm", "ky niem", "ki niem"),
            ("Khoẻ", "khỏe", "khoe", "khoe"),
            ("hoàn toàn", "hoàn toàn", "hoan toan", "hoan toan"),
            ("Quới An", "quới an", "quoi an", "quoi an"),
            ("Qưới An", "qưới an", "quoi an", "quoi an"),
            ("Lý Thị Mỹ Ý", "lý thị mỹ ý", "ly thi my y", "li thi mi y"),
            ("Bảy Mây", "bảy mây", "bay may", "bay may"),
            ("Số 140B, hẻm", "số 140b, hẻm", "so 140b  hem", "so 140b  hem"),
            ("５ m²", "５ m²", "5 m2", "5 m2"),
        ];
        for (text, want_exact, want_fold, want_loose) in cases {
            assert_eq!(exact(text), want_exact, "{text}");
            assert_eq!(fold(text), want_fold, "{text}");
            assert_eq!(loose(text), want_loose, "{text}");
        }
        assert_eq!(initials("Nguyễn Văn Hùng"), "nvh");
        assert_eq!(initials("Đỗ Ái"), "da");
    }

    #[test]
    fn a_letter_stays_one_character() {
        for text in ["Nguyễn Thị Ánh Tuyết", "ĐẶNG QUỐC GIÀU", "Quới An"] {
            let count = text.chars().count();
            assert_eq!(exact(text).chars().count(), count, "{text}");
            assert_eq!(fold(text).chars().count(), count, "{text}");
            assert_eq!(loose(text).chars().count(), count, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn composed_and_decomposed_text_have_the_same_keys(text in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯáàảãạấừợỷỹ ]{0,20}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(exact(&text), exact(&decomposed));
            prop_assert_eq!(fold(&text), fold(&decomposed));
            prop_assert_eq!(loose(&text), loose(&decomposed));
            prop_assert!(fold(&text).is_ascii());
        }

        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
