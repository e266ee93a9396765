//! The three search keys. Each keeps one character a letter, so that a match can be shown in the text it came from.
//!
//! *exact*: lower case, one tone placement (hoà = hòa, Hòang = Hoàng, Qúy = Quý). *fold*: base letters, đ as d. *loose*: also a final y as i
//! after a consonant or qu (Quý = Quí, kỷ = kỉ).

use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

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
    // Stored text is composed already, and composing it again costs more than all the rest.
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        push_exact_words(text.chars(), out);
    } else {
        push_exact_words(text.nfc(), out);
    }
}

fn push_exact_words(composed: impl Iterator<Item = char>, out: &mut String) {
    let mut word: Vec<char> = Vec::new();
    for c in composed.flat_map(char::to_lowercase).chain([' ']) {
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
        'đ' | 'Đ' => out.push('d'),
        c if c.is_ascii() || c.is_whitespace() => out.push(' '),
        c if is_combining_mark(c) => {}
        c => decompose_compatible(c, |part| {
            if is_combining_mark(part) {
                return;
            }
            if part.is_alphanumeric() {
                out.extend(part.to_lowercase().filter(|lower| !is_combining_mark(*lower)).map(plain_d));
            } else {
                out.push(' ');
            }
        }),
    }
}

/// đ and the foreign letters that are mistaken for it.
fn plain_d(c: char) -> char {
    if matches!(c, 'đ' | 'ð' | 'ɖ') { 'd' } else { c }
}

/// The vowels between which the tone wanders, each with its five tones.
const TONED: [(char, &str); 6] =
    [('a', "àảãáạ"), ('e', "èẻẽéẹ"), ('i', "ìỉĩíị"), ('o', "òỏõóọ"), ('u', "ùủũúụ"), ('y', "ỳỷỹýỵ")];

/// The vowel without its tone, and which tone it has.
fn split_tone(c: char) -> (char, Option<usize>) {
    let toned = TONED.iter().find_map(|(plain, toned)| Some((*plain, toned.chars().position(|t| t == c)?)));
    toned.map_or((c, None), |(plain, tone)| (plain, Some(tone)))
}

fn with_tone(plain: char, tone: usize) -> char {
    let row = TONED.iter().find(|(vowel, _)| *vowel == plain);
    row.and_then(|(_, toned)| toned.chars().nth(tone)).unwrap_or(plain)
}

/// Puts the tone of oa, oe and uy on the first vowel where they end the word (hòa), on the second before other
/// letters (hoàng). After q the u is no vowel and never has it (quý). People write all of them either way.
fn move_tone(word: &mut [char]) {
    for at in 1..word.len() {
        // Only a pair of a bare vowel and one with a tone can move; nearly all pairs are told apart by this.
        if word[at - 1].is_ascii() == word[at].is_ascii() {
            continue;
        }
        let ((first, first_tone), (second, second_tone)) = (split_tone(word[at - 1]), split_tone(word[at]));
        let ((Some(tone), None) | (None, Some(tone))) = (first_tone, second_tone) else { continue };
        let after_q = first == 'u' && at >= 2 && word[at - 2] == 'q';
        let wanders = match (first, second) {
            ('u', 'a' | 'e' | 'i' | 'y') if after_q => true,
            ('o', 'a' | 'e') | ('u', 'y') => true,
            _ => false,
        };
        if !wanders {
            continue;
        }
        let on_first = !after_q && at + 1 == word.len();
        word[at - 1] = if on_first { with_tone(first, tone) } else { first };
        word[at] = if on_first { second } else { with_tone(second, tone) };
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
            ("Hòang Tòan", "hoàng toàn", "hoang toan", "hoang toan"),
            ("Hùynh", "huỳnh", "huynh", "huynh"),
            ("Qúy Quà Qúi", "quý quà quí", "quy qua qui", "qui qua qui"),
            ("Mùa của Xoáy", "mùa của xoáy", "mua cua xoay", "mua cua xoay"),
            ("Nguyễn Thuyền", "nguyễn thuyền", "nguyen thuyen", "nguyen thuyen"),
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
        let alike = [("hoà", "hòa"), ("Thuỷ", "thủy"), ("HOẺ", "hỏe"), ("Quý", "qúy")];
        for (a, b) in alike {
            assert_eq!(exact(a), exact(b), "{a} {b}");
        }
        // What must stay apart, or a look-up by accents would find the neighbour.
        for (a, b) in [("Hóa", "Hòa"), ("Lan", "Lân"), ("Đông", "Dông"), ("Quý", "Quí")] {
            assert_ne!(exact(a), exact(b), "{a} {b}");
        }
        for (a, b) in [("Quý", "Quí"), ("kỷ", "kỉ"), ("Quới An", "Qưới An"), ("qươn", "quơn")] {
            assert_eq!(loose(a), loose(b), "{a} {b}");
        }
        assert_ne!(loose("Thúy"), loose("Thúi"));
        assert_ne!(loose("Mây"), loose("Mai"));
        assert_eq!(words(&fold("Lê  Thị-Sáu ")).collect::<Vec<_>>(), ["le", "thi", "sau"]);
        assert_eq!(initials("Nguyễn Văn Hùng"), "nvh");
        assert_eq!(initials("Đỗ Ái"), "da");
    }

    #[test]
    fn every_letter_of_unicode_folds_once_and_for_all() {
        // The phonetic ᶞ once became ð and then d.
        for c in (0..0x1_1000).filter_map(char::from_u32) {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "{c:?}");
        }
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

        #[test]
        fn keys_are_added_behind_what_is_there(text in "[a-zA-ZđĐươáàỳ ,]{0,12}", before in "[a-zqu]{0,3}") {
            for (key, push) in [(exact as fn(&str) -> String, push_exact as fn(&str, &mut String)), (fold, push_fold), (loose, push_loose)] {
                let mut out = before.clone();
                push(&text, &mut out);
                prop_assert_eq!(out, format!("{before}{}", key(&text)));
            }
            prop_assert_eq!(exact(&exact(&text)), exact(&text));
            prop_assert_eq!(loose(&loose(&text)), loose(&text));
        }
    }
}
