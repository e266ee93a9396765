//! Vietnamese order: letters, then tones, then case. Keys compare as bytes.
//!
//! Letters: a ă â b c d đ e ê ... o ô ơ ... u ư. Tones: none, huyền, hỏi, ngã, sắc, nặng. The order is that of CLDR
//! for `vi`, which the tests hold it to.

use unicode_normalization::UnicodeNormalization;

/// The letters in order.
const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// What comes before digits and letters, in the order of CLDR.
const SIGNS: &str = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
/// The tones in order: none, grave, hook above, tilde, acute, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A key by which names sort: the given name, which is the last word, before the rest.
pub fn name_sort_key(name: &str) -> Vec<u8> {
    sort_key(&turned(name))
}

/// A key by which other texts sort.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 3 + 2);
    let (mut tones, mut cases) = (Vec::new(), Vec::new());
    for c in text.nfc() {
        push_weights(c, &mut key, &mut tones, &mut cases);
    }
    key.push(0);
    key.extend(tones);
    key.push(0);
    key.extend(cases);
    key
}

/// `An Nguyễn Văn` for `Nguyễn Văn An`.
fn turned(name: &str) -> String {
    let name = name.trim();
    match name.rsplit_once(char::is_whitespace) {
        Some((rest, given)) => format!("{given} {}", rest.trim_end()),
        None => name.to_owned(),
    }
}

fn push_weights(c: char, key: &mut Vec<u8>, tones: &mut Vec<u8>, cases: &mut Vec<u8>) {
    let upper = c.is_uppercase();
    let mut tone = 1;
    let mut letter = String::new();
    for part in c.to_lowercase().flat_map(|lower| std::iter::once(lower).nfd().collect::<Vec<char>>()) {
        match TONES.iter().position(|mark| *mark == part) {
            Some(at) => tone = u8::try_from(at).unwrap_or(0) + 2,
            None => letter.push(part),
        }
    }
    let letter = letter.nfc().next().unwrap_or(c);
    key.extend(primary(letter));
    tones.push(tone);
    cases.push(1 + u8::from(upper));
}

/// Signs, then digits, then letters, then everything else by its number. Never a zero byte: zero ends the level.
fn primary(letter: char) -> Vec<u8> {
    let place = |list: &str| list.chars().position(|c| c == letter).and_then(|at| u8::try_from(at).ok());
    if let Some(at) = place(SIGNS) {
        return vec![1 + at];
    }
    if let Some(digit) = letter.to_digit(10) {
        return vec![60 + u8::try_from(digit).unwrap_or(0)];
    }
    if let Some(at) = place(LETTERS) {
        return vec![80 + at];
    }
    let mut bytes = vec![200];
    bytes.extend((u32::from(letter) + 0x0101_0101).to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_collator::Collator;
    use icu_collator::options::{CollatorOptions, Strength};
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
    const MIDDLE: &[&str] =
        &["Văn", "Vãn", "Van", "Thị", "Thi", "Thanh", "Thành", "Thạnh", "Ngọc", "Hữu", "Mỹ", "", ""];
    const GIVEN: &[&str] = &[
        "An", "Ân", "Ấn", "Ẩn", "Ẵn", "Ăn", "Bé", "Bẻ", "Bẽ", "Bẹ", "Be", "Bê", "Tài", "Tại", "Tải", "Tãi",
        "Tai", "Tái", "Sáu", "Sâu", "Sau", "Sậu", "Út", "Ụt", "Ức", "Ước", "Yến", "Yên", "Đông", "Dong",
        "Dông", "Đong", "quý", "Quý", "QUÝ", "Quỳ", "Hoa", "Hòa", "Hoà", "Hóa", "Hỏa", "Họa", "Hõa", "Zin",
        "Jun", "Wu", "Fa", "Ơn", "Ớn", "Ổn", "Ôn",
    ];

    fn names() -> Vec<String> {
        let mut dice = Dice(7);
        let mut names: Vec<String> = (0..2_000)
            .map(|_| format!("{} {} {}", dice.of(FAMILY), dice.of(MIDDLE), dice.of(GIVEN)))
            .map(|name| crate::text::clean::line(&name))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn the_order_is_that_of_icu() {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        let icu = Collator::try_new(locale!("vi").into(), options).unwrap();
        let names = names();
        assert!(names.len() >= 1_000, "only {} names", names.len());
        let keys: Vec<Vec<u8>> = names.iter().map(|name| sort_key(name)).collect();
        let mut dice = Dice(11);
        for _ in 0..200_000 {
            let (a, b) = (dice.roll(names.len()), dice.roll(names.len()));
            let (name, other) = (&names[a], &names[b]);
            assert_eq!(keys[a].cmp(&keys[b]), icu.compare(name, other), "{name} / {other}");
        }
        let mut sorted = names.clone();
        sorted.sort_by_key(|name| name_sort_key(name));
        for pair in sorted.windows(2) {
            let order = icu.compare(&turned(&pair[0]), &turned(&pair[1]));
            assert_ne!(order, std::cmp::Ordering::Greater, "{} / {}", pair[0], pair[1]);
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
        let icu = Collator::try_new(locale!("vi").into(), CollatorOptions::default()).unwrap();
        let texts =
            ["Tổ 05", "Tổ-05", "Tổ 5", "Số 12A", "Số 12, kinh", "Số 12.", "a b", "ab", "1", "a", "(a)"];
        for a in texts {
            for b in texts {
                assert_eq!(sort_key(a).cmp(&sort_key(b)), icu.compare(a, b), "{a} / {b}");
            }
        }
    }
}
