//! Vietnamese order: letters, then tones, then case. Keys compare as bytes.
//!
//! Letters: a ă â b c d đ e ê ... o ô ơ ... u ư. Tones: none, huyền, hỏi, ngã, sắc, nặng. The order is that of CLDR
//! for `vi`, which the tests hold it to.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters in order.
const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// What comes before digits and letters, in the order of CLDR.
const SIGNS: &str = " _-–—,;:!¡?¿.·'‘’‚‹›\"“”„«»()[]{}§¶@*/\\&#%‰†‡•`^°©®+±÷×<=>|~¤¢$£¥₫€";
/// The tones in order: none, grave, hook above, tilde, acute, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Where signs, other signs, digits, letters and other letters begin at the first level. Zero ends a level.
const FIRST_SIGN: u8 = 1;
const OTHER_SIGN: u8 = 79;
const FIRST_DIGIT: u8 = 80;
const FIRST_LETTER: u8 = 100;
const OTHER_LETTER: u8 = 200;

/// A key by which names sort: the given name, which is the last word, before the rest.
pub fn name_sort_key(name: &str) -> Vec<u8> {
    let name = name.trim();
    let mut key = Key::default();
    match name.rsplit_once(char::is_whitespace) {
        Some((rest, given)) => {
            key.push(given);
            key.push(" ");
            key.push(rest.trim_end());
        }
        None => key.push(name),
    }
    key.finish()
}

/// A key by which other texts sort.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Key::default();
    key.push(text);
    key.finish()
}

/// The three levels of a key as they grow.
#[derive(Default)]
struct Key {
    letters: Vec<u8>,
    marks: Vec<u8>,
    cases: Vec<u8>,
}

impl Key {
    fn push(&mut self, text: &str) {
        // NFKD, so that a letter waits for its marks; m² sorts as m2 and a no-break space as a space, as in CLDR.
        let mut waiting: Option<char> = None;
        for c in text.nfkd() {
            if !is_combining_mark(c) {
                self.push_letter(waiting.take());
                self.marks.push(1);
                self.cases.push(1 + u8::from(c.is_uppercase()));
                waiting = Some(lower(c));
            } else if let Some(letter) = waiting.and_then(|base| vietnamese(base, c)) {
                waiting = Some(letter);
            } else {
                self.marks.push(mark_weight(c));
            }
        }
        self.push_letter(waiting);
    }

    /// Signs, then digits, then letters; others by their number, in bytes that are never zero.
    fn push_letter(&mut self, letter: Option<char>) {
        let Some(letter) = letter else { return };
        if let Some(weight) = weight_of(letter) {
            self.letters.push(weight);
            return;
        }
        self.letters.push(if letter.is_alphanumeric() { OTHER_LETTER } else { OTHER_SIGN });
        let bytes =
            [14, 7, 0].map(|shift| 0x80 | u8::try_from(u32::from(letter) >> shift & 0x7f).unwrap_or(0));
        self.letters.extend(bytes);
    }

    fn finish(self) -> Vec<u8> {
        let mut key = self.letters;
        key.reserve_exact(self.marks.len() + self.cases.len() + 2);
        key.push(0);
        key.extend(self.marks);
        key.push(0);
        key.extend(self.cases);
        key
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The letter that a mark makes of another one: a letter of its own in Vietnamese.
fn vietnamese(base: char, mark: char) -> Option<char> {
    Some(match (base, mark) {
        ('a', '\u{306}') => 'ă',
        ('a', '\u{302}') => 'â',
        ('e', '\u{302}') => 'ê',
        ('o', '\u{302}') => 'ô',
        ('o', '\u{31b}') => 'ơ',
        ('u', '\u{31b}') => 'ư',
        _ => return None,
    })
}

/// Tones in their order, then the marks of other languages.
fn mark_weight(mark: char) -> u8 {
    let at = TONES.iter().position(|tone| *tone == mark).and_then(|at| u8::try_from(at).ok());
    at.map_or(10 + u8::try_from(u32::from(mark) & 0x7f).unwrap_or(0), |at| 2 + at)
}

fn weight_of(letter: char) -> Option<u8> {
    let place = |list: &str| list.chars().position(|c| c == letter).and_then(|at| u8::try_from(at).ok());
    if let Some(digit) = letter.to_digit(10) {
        return Some(FIRST_DIGIT + u8::try_from(digit).unwrap_or(0));
    }
    if letter.is_alphabetic() {
        return place(LETTERS).map(|at| FIRST_LETTER + at);
    }
    place(SIGNS).map(|at| FIRST_SIGN + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_collator::options::{CollatorOptions, Strength};
    use icu_collator::{Collator, CollatorBorrowed};
    use icu_locale::locale;

    /// A small generator, so that the names are the same on every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % sides
        }

        fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
            list[self.roll(list.len())]
        }
    }

    const FAMILY: &[&str] = &[
        "Nguyễn", "Nguyên", "Trần", "Tràn", "Lê", "Le", "Phạm", "Phan", "Võ", "Vỏ", "Đặng", "Dặng", "Đỗ",
        "Do", "Huỳnh", "Hùynh", "Bùi", "Ngô", "Ngo", "Lý", "Lỳ", "Ông", "Ong", "Ưng", "nguyễn", "ĐẶNG",
    ];
    const MIDDLE: &[&str] = &[
        "Văn", "Vãn", "Van", "Vang", "Thinh", "Thị", "Thi", "Thanh", "Thành", "Thạnh", "Ngọc", "Hữu", "Mỹ",
        "", "",
    ];
    const GIVEN: &[&str] = &[
        "An", "Ân", "Ấn", "Ẩn", "Ẵn", "Ăn", "Bé", "Bẻ", "Bẽ", "Bẹ", "Be", "Bê", "Tài", "Tại", "Tải", "Tãi",
        "Tai", "Tái", "Sáu", "Sâu", "Sau", "Sậu", "Út", "Ụt", "Ức", "Ước", "Yến", "Yên", "Đông", "Dong",
        "Dông", "Đong", "quý", "Quý", "QUÝ", "Quỳ", "Hoa", "Hòa", "Hoà", "Hóa", "Hỏa", "Họa", "Hõa", "Zin",
        "Anh", "Ánh", "Ang", "Hoan", "Hoàng", "Bén", "Taim", "Jun", "Wu", "Fa", "Ơn", "Ớn", "Ổn", "Ôn",
    ];

    /// Not cleaned: where the middle name is missing two spaces remain, and they must sort like ICU's too.
    fn names() -> Vec<String> {
        let mut dice = Dice(7);
        let mut names: Vec<String> = (0..2_000)
            .map(|_| format!("{} {} {}", dice.of(FAMILY), dice.of(MIDDLE), dice.of(GIVEN)))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// What ICU is to compare for a name: `An Nguyễn Văn` for `Nguyễn Văn An`.
    fn turned(name: &str) -> String {
        let words: Vec<&str> = name.split(' ').collect();
        let (given, rest) = words.split_last().unwrap();
        format!("{given} {}", rest.join(" ").trim_end())
    }

    fn icu() -> CollatorBorrowed<'static> {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        Collator::try_new(locale!("vi").into(), options).unwrap()
    }

    /// No difference between our keys and ICU over all neighbours after sorting, and over many pairs by chance.
    fn assert_agrees_with_icu(texts: &[String], key: fn(&str) -> Vec<u8>, as_icu_sees: fn(&str) -> String) {
        let icu = icu();
        let mut rows: Vec<(Vec<u8>, String)> =
            texts.iter().map(|text| (key(text), as_icu_sees(text))).collect();
        rows.sort();
        let mut dice = Dice(11);
        let by_chance = (0..200_000).map(|_| (dice.roll(rows.len()), dice.roll(rows.len())));
        for (a, b) in (1..rows.len()).map(|at| (at - 1, at)).chain(by_chance) {
            let ((key, text), (other_key, other)) = (&rows[a], &rows[b]);
            assert_eq!(key.cmp(other_key), icu.compare(text, other), "{text} / {other}");
        }
    }

    #[test]
    fn texts_and_names_sort_as_icu_sorts_them() {
        let names = names();
        assert!(names.len() >= 1_000, "only {} names", names.len());
        assert_agrees_with_icu(&names, sort_key, str::to_owned);
        assert_agrees_with_icu(&names, name_sort_key, turned);
    }

    #[test]
    fn every_sign_digit_and_letter_stands_where_icu_has_it() {
        let icu = icu();
        let upper = LETTERS.to_uppercase();
        let toned = "àáâãèéêìíòóôõùúýỳẠạẢảẤấẬậẮắẶặẸẹẾếỆệỊịỌọỐốỘộỚớỢợỤụỨứỰự";
        let all: Vec<String> =
            [SIGNS, "0123456789", LETTERS, &upper, toned].concat().chars().map(String::from).collect();
        for a in &all {
            for b in &all {
                assert_eq!(sort_key(a).cmp(&sort_key(b)), icu.compare(a, b), "{a} / {b}");
            }
        }
    }

    #[test]
    fn letters_of_other_languages_stand_beside_their_base() {
        let mut texts = ["z", "b", "ü", "Ω", "u", "→", "ê", "e", "1", "m²", "m3", "v"];
        texts.sort_by_key(|text| sort_key(text));
        assert_eq!(texts, ["→", "1", "b", "e", "ê", "m²", "m3", "u", "ü", "v", "z", "Ω"]);
    }

    #[test]
    fn a_level_holds_no_zero() {
        // ÿ, and the first character of a block of 256 or 65,536, once gave zero bytes.
        for text in ["ÿ", "\u{feff}", "\u{4e00}", "\u{10000}", "a\u{0300}\u{0380}", "\0"] {
            let zeros = sort_key(text).iter().filter(|byte| **byte == 0).count();
            assert_eq!(zeros, 2, "{text:?}");
        }
    }

    #[test]
    fn given_names_come_first() {
        let mut names = ["Nguyễn Văn Sáu", "Trần An", "Lê Thị Ân", "Đỗ Văn An", "Bùi Văn Sau"];
        names.sort_by_key(|name| name_sort_key(name));
        assert_eq!(names, ["Đỗ Văn An", "Trần An", "Lê Thị Ân", "Bùi Văn Sau", "Nguyễn Văn Sáu"]);
    }

    #[test]
    fn places_sort_by_their_numbers_and_signs_as_icu_does() {
        let icu = icu();
        let texts =
            ["Tổ 05", "Tổ-05", "Tổ 5", "Số 12A", "Số 12, kinh", "Số 12.", "a b", "ab", "1", "a", "(a)"];
        for a in texts {
            for b in texts {
                assert_eq!(sort_key(a).cmp(&sort_key(b)), icu.compare(a, b), "{a} / {b}");
            }
        }
    }
}
