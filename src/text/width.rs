//! Fitting text into terminal cells.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells a text takes.
pub fn cells(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text cut to a width, with `…` where something is missing.
pub fn fit(text: &str, width: usize) -> String {
    if cells(text) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else { return String::new() };
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let next = used + cells(grapheme);
        if next > room {
            break;
        }
        used = next;
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

/// The text in exactly that many cells, at the left.
pub fn pad(text: &str, width: usize) -> String {
    let mut out = fit(text, width);
    let missing = width.saturating_sub(cells(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// The text in exactly that many cells, at the right.
pub fn pad_left(text: &str, width: usize) -> String {
    let out = fit(text, width);
    let missing = width.saturating_sub(cells(&out));
    " ".repeat(missing) + &out
}

/// The text in lines of at most that many cells, broken between words; a word too long for a line is cut.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if cells(line) + 1 + cells(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fit(word, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_are_broken_between_words() {
        let cases: [(&str, usize, &[&str]); 4] = [
            ("hai vừa sửa hộ này", 9, &["hai vừa", "sửa hộ", "này"]),
            ("một", 20, &["một"]),
            ("", 5, &[]),
            ("nguyenvanan a", 5, &["nguy…", "a"]),
        ];
        for (text, width, want) in cases {
            assert_eq!(wrap(text, width), want, "{text}");
        }
    }

    #[test]
    fn texts_are_cut_where_a_letter_ends() {
        assert_eq!(fit("Nguyễn Văn An", 8), "Nguyễn …");
        assert_eq!(fit("An", 8), "An");
        assert_eq!(fit("An", 1), "…");
        assert_eq!(fit("An", 0), "");
        assert_eq!(fit("Nguye\u{302}\u{303}n", 6), "Nguye\u{302}\u{303}n");
        assert_eq!(fit("Nguye\u{302}\u{303}n", 5), "Nguy…");
        assert_eq!(fit("漢字漢字", 4), "漢…");
        assert_eq!(pad("漢字漢字", 4), "漢… ");
        assert_eq!(cells("Nguyễn"), 6);
        assert_eq!(cells("漢"), 2);
        assert_eq!(pad("Út", 4), "Út  ");
        assert_eq!(pad_left("500", 5), "  500");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_is_ever_wider_than_asked(text in any::<String>(), width in 0..40_usize) {
            prop_assert!(cells(&fit(&text, width)) <= width);
            prop_assert_eq!(cells(&pad(&text, width)), width);
            prop_assert_eq!(cells(&pad_left(&text, width)), width);
        }
    }
}
