//! Cleaning: what may be stored, what may reach a terminal, what may reach a spreadsheet.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A line of text as it is stored: NFC, one space between words, nothing invisible, Đ as the Vietnamese letter.
pub fn line(raw: &str) -> String {
    if is_composed(raw) {
        return spaced(raw);
    }
    spaced(&compose(raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c })))
}

/// A name as it is stored. One without any capital letter was typed in a hurry: its words get them.
pub fn name(raw: &str) -> String {
    let name = line(raw);
    if name.chars().any(char::is_uppercase) {
        return name;
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
        first.unwrap_or_default() + letters.as_str()
    };
    name.split(' ').map(capital).collect::<Vec<String>>().join(" ")
}

/// The words with one space between them.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether [`compose`] would leave a text as it is: nearly all that is imported, and taking it apart costs seven times
/// as much as this look.
fn is_composed(text: &str) -> bool {
    let strange = |c: char| {
        (c.is_control() && !c.is_whitespace())
            || is_invisible(c)
            || is_combining_mark(c)
            || vietnamese_d(c) != c
    };
    is_nfc_quick(text.chars()) == IsNormalized::Yes && !text.chars().any(strange)
}

/// Prose as it is stored: like [`line`], but line breaks and spacing inside a line stay.
pub fn prose(raw: &str) -> String {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let is_composed = is_composed(&unified);
    let lines = unified.split('\n').map(|line| {
        let spaces = line.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
        let composed = if is_composed { spaces.collect() } else { compose(spaces) };
        composed.trim_end().to_owned()
    });
    lines.collect::<Vec<String>>().join("\n").trim().to_owned()
}

/// Whether a text is as [`line`] would leave it.
pub fn is_clean(text: &str) -> bool {
    line(text) == text
}

/// A text for a terminal: nothing in it can steer one. Controls show as `·`, invisible characters go.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().filter(|c| !is_invisible(*c));
    Cow::Owned(shown.map(|c| if c.is_control() { '·' } else { c }).collect())
}

/// A text for a spreadsheet: one that begins like a formula is marked as text with an apostrophe. The wide forms
/// count too: a spreadsheet in an East Asian locale reads `＝` as `=`.
pub fn for_sheet(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Zero-width and bidirectional characters, the byte order mark, the soft hyphen, variation selectors and tags: they
/// hide or turn text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// NFC without invisible characters. Marks that stand apart from their letter, or before it in the wrong order,
/// are put where they belong: NFC sorts marks by class, and a tone typed before the hook of ơ then composes.
fn compose(chars: impl Iterator<Item = char>) -> String {
    let visible = chars.filter(|c| !c.is_control() && !is_invisible(*c)).map(vietnamese_d);
    let mut out = String::new();
    let mut cluster = String::new();
    // NFD again, since a mark that moved may belong before those that were there.
    for c in reattached(visible).nfd() {
        if !is_combining_mark(c) {
            flush(&mut cluster, &mut out);
        }
        cluster.push(c);
    }
    flush(&mut cluster, &mut out);
    // Once more as a whole: letters that compose with the next letter (Hangul) were flushed one by one.
    out.nfc().collect()
}

/// NFD, with every mark on the letter before it. No mark belongs on a space: texts copied from a PDF have
/// `Nguyê ̃n`, where the space is what is wrong.
fn reattached(visible: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in visible.nfd() {
        if is_combining_mark(c) {
            out.truncate(out.trim_end_matches(' ').len());
        }
        out.push(c);
    }
    out
}

/// Ð is Icelandic eth, which looks like Đ and finds nothing.
fn vietnamese_d(c: char) -> char {
    match c {
        'Ð' | 'Ɖ' => 'Đ',
        'ð' | 'ɖ' => 'đ',
        c => c,
    }
}

/// Composes a letter with its marks, those that change the letter (hook, breve, circumflex) before tones.
fn flush(cluster: &mut String, out: &mut String) {
    let mut letters = cluster.chars();
    let Some(base) = letters.next() else { return };
    if is_combining_mark(base) {
        // A mark with no letter before it means nothing.
        cluster.clear();
        return;
    }
    let mut marks: Vec<char> = letters.collect();
    marks.sort_by_key(|mark| !matches!(mark, '\u{302}' | '\u{306}' | '\u{31b}'));
    marks.dedup();
    out.extend(std::iter::once(base).chain(marks).nfc());
    cluster.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_have_capitals() {
        let cases = [
            ("lê thị  hoa", "Lê Thị Hoa"),
            ("đặng văn ớt", "Đặng Văn Ớt"),
            ("Lê thị Hoa", "Lê thị Hoa"),
            ("NGUYỄN AN", "NGUYỄN AN"),
            ("", ""),
        ];
        for (raw, want) in cases {
            assert_eq!(name(raw), want);
        }
    }

    #[test]
    fn lines_are_stored_clean() {
        let cases = [
            ("  Nguyễn   Văn\u{a0}An ", "Nguyễn Văn An"),
            ("Nguye\u{302}\u{303}n", "Nguyễn"),
            ("Nguye\u{303}\u{302}n", "Nguyễn"),
            ("Quo\u{301}\u{31b}i", "Quới"),
            ("Quo\u{31b}\u{301}i", "Quới"),
            ("\u{301}An", "An"),
            (" \u{301}An", "An"),
            ("Nguyê \u{303}n", "Nguyễn"),
            ("Lê\u{a0}\u{300} An", "Lề An"),
            ("e\u{200b}\u{302}", "ê"),
            ("e\u{300}\u{323} \u{323}", "ẹ\u{300}"),
            ("An\u{fe0f}\u{e0041}", "An"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            ("Ðặng", "Đặng"),
            ("Lê\u{200b} Thị\u{202e} Sáu", "Lê Thị Sáu"),
            ("a\u{1b}[31mb", "a[31mb"),
            ("An\tBình\nHòa", "An Bình Hòa"),
            ("40 m² ½", "40 m² ½"),
            ("", ""),
        ];
        for (raw, want) in cases {
            assert_eq!(line(raw), want, "{raw:?}");
        }
        assert_eq!(prose("dòng một \r\ndòng  hai\u{7}\n"), "dòng một\ndòng  hai");
    }

    #[test]
    fn what_is_taken_for_composed_is() {
        for c in (0..0x1_1000).filter_map(char::from_u32).filter(|c| !c.is_whitespace()) {
            let text = c.to_string();
            if is_composed(&text) {
                assert_eq!(compose(text.chars()), text, "{c:?}");
            }
        }
    }

    #[test]
    fn nothing_steers_a_terminal_or_a_sheet() {
        assert_eq!(for_terminal("\u{1b}]0;x\u{7}a\u{9b}b"), "·]0;x·a·b");
        assert_eq!(for_terminal("Lê Thị Sáu"), "Lê Thị Sáu");
        assert_eq!(for_terminal("a\u{202e}\u{200b}b"), "ab");
        for formula in ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(for_sheet(formula), format!("'{formula}"));
        }
        for plain in ["An", "", "1-2", "a=b", "'=1"] {
            assert_eq!(for_sheet(plain), plain);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>()) {
            prop_assert!(is_clean(&line(&raw)), "{raw:?}");
            prop_assert_eq!(prose(&prose(&raw)), prose(&raw));
        }

        // Where cleaning has the most to do: marks in every order, on spaces, at the start, behind what is invisible.
        #[test]
        fn stray_marks_are_cleaned_once_and_for_all(raw in "[aeouyđ\u{300}\u{301}\u{302}\u{306}\u{31b}\u{323}\u{200b}\n ]{0,16}") {
            let clean = line(&raw);
            prop_assert!(is_clean(&clean), "{raw:?} {clean:?}");
            prop_assert!(unicode_normalization::is_nfc(&clean));
            prop_assert!(!clean.split(' ').any(|word| word.starts_with(is_combining_mark)), "{raw:?} {clean:?}");
            prop_assert_eq!(prose(&prose(&raw)), prose(&raw));
        }

        #[test]
        fn composed_and_decomposed_text_are_stored_alike(raw in "[a-zăâđêôơưáàảãạ ]{0,16}") {
            let decomposed: String = raw.nfd().collect();
            prop_assert_eq!(line(&raw), line(&decomposed));
        }

        #[test]
        fn no_control_reaches_a_terminal(raw in any::<String>()) {
            prop_assert!(!for_terminal(&raw).chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
