use proptest::prelude::*;

use super::*;

fn typed(typing: Typing, keys: &str) -> Word {
    let mut word = Word::new(typing);
    keys.chars().for_each(|key| word.press(key));
    word
}

fn with(method: Method) -> Typing {
    Typing { method, placement: Placement::Old }
}

/// Method and placement of a heading: `[telex new] the new placement`.
fn heading(line: &str) -> Option<Typing> {
    let (named, _) = line.strip_prefix('[')?.split_once(']')?;
    let method = match named.split(' ').next()? {
        "telex" => Method::Telex,
        "vni" => Method::Vni,
        "viqr" => Method::Viqr,
        _ => Method::Off,
    };
    Some(Typing { method, placement: if named.ends_with("new") { Placement::New } else { Placement::Old } })
}

#[test]
fn what_is_typed_and_what_stands_there() {
    let mut typing = Typing::OFF;
    let (mut count, mut wrong) = (0, Vec::new());
    for line in include_str!("cases.txt").lines().filter(|line| !line.starts_with('#')) {
        if let Some(other) = heading(line) {
            typing = other;
            continue;
        }
        for (keys, want) in line.split_whitespace().map(|case| case.split_once('>').unwrap()) {
            count += 1;
            let word = typed(typing, keys);
            if word.text() != want {
                wrong.push(format!("{:?} {keys}: {} and not {want}", typing.method, word.text()));
            }
            assert_eq!(word.keys(), keys, "{typing:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count >= 400, "{count}");
}

#[test]
fn backspace_takes_the_letter_and_puts_the_tone_where_it_belongs() {
    let cases = [
        (Method::Telex, "loanj", 1, "lọa"),
        (Method::Telex, "hoafn", 2, "hò"),
        (Method::Telex, "nguyeenx", 1, "nguyễ"),
        (Method::Telex, "nguyeenx", 3, "ngũ"),
        (Method::Telex, "tieengs", 2, "tiế"),
        (Method::Telex, "as", 1, ""),
        (Method::Telex, "bas", 2, ""),
        (Method::Telex, "ass", 1, "a"),
        (Method::Vni, "loan5", 1, "lọa"),
        (Method::Viqr, "loa.n", 1, "lọa"),
    ];
    for (method, keys, times, want) in cases {
        let mut word = typed(with(method), keys);
        (0..times).for_each(|_| word.backspace());
        assert_eq!(word.text(), want, "{method:?} {keys}");
    }
    // What was taken back works again once it is gone.
    let mut word = typed(with(Method::Telex), "ass");
    word.backspace();
    word.press('s');
    assert_eq!(word.text(), "á");
}

#[test]
fn a_word_of_the_text_is_taken_up_where_the_caret_is() {
    let cases = [
        // Before and behind the caret, keys, what stands there then and before the caret.
        ("nguyên", "", "x", "nguyễn", "nguyễn"),
        ("hoa", "n", "f", "hoàn", "hoà"),
        ("ho", "n", "a", "hoan", "hoa"),
        ("hó", "", "a", "hóa", "hóa"),
        ("dươ", "ng", "d", "đương", "đươ"),
        ("dương", "", "d", "đương", "đương"),
        ("ĐẶN", "", "G", "ĐẶNG", "ĐẶNG"),
        ("Hoà", "", "n", "Hoàn", "Hoàn"),
        ("Đe\u{301}p", "", "s", "Đeps", "Đeps"),
        ("ểẽ", "", "n", "ểẽn", "ểẽn"),
        ("", "an", "d", "dan", "d"),
        ("Ni\u{f1}", "", "o", "Niño", "Niño"),
    ];
    for (before, after, keys, want, want_before) in cases {
        use unicode_normalization::UnicodeNormalization;
        let before: String = before.nfc().collect();
        let mut word = Word::around(Typing::default(), &before, after);
        keys.chars().for_each(|key| word.press(key));
        assert_eq!(
            (word.text(), word.before_caret()),
            (want.to_owned(), want_before.to_owned()),
            "{before}|{after}"
        );
    }
}

#[test]
fn the_keys_come_back_and_go_again() {
    let mut word = typed(Typing::default(), "windows");
    let composed = word.text();
    word.toggle();
    assert_eq!(word.text(), "windows");
    word.press('s');
    assert_eq!(word.text(), "windowss");
    word.backspace();
    word.toggle();
    assert_ne!(composed, "windows");
    assert!(!word.is_syllable());
    assert!(typed(Typing::default(), "nguyeenx").is_syllable());
}

#[test]
fn what_can_be_a_syllable() {
    let can = ["nguyễn", "Quới", "Qưới", "giữ", "gì", "yến", "ư", "khuya", "Tổ", "thuở", "xoong", "Đ", "tr"];
    let cannot = ["windưs", "nguyenvan", "aươ", "tâ", "tiê", "fa", "Neáng", "hoach1"];
    for (text, want) in can.iter().map(|text| (text, true)).chain(cannot.iter().map(|text| (text, false))) {
        assert_eq!(Word::around(Typing::default(), text, "").is_syllable(), want, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_keys_panic_and_the_keys_come_back(
        keys in "[a-zA-Z0-9'`?~.^+(\\\\*sfrxjwdaeo]{0,14}", method in 0_usize..4, new in any::<bool>(),
        moves in prop::collection::vec(0_u8..3, 0..6),
    ) {
        let placement = if new { Placement::New } else { Placement::Old };
        let typing = Typing { method: Method::ALL[method], placement };
        let mut word = typed(typing, &keys);
        prop_assert_eq!(word.keys(), keys.as_str());
        let composed = word.text();
        word.toggle();
        prop_assert_eq!(word.text(), keys.as_str());
        word.toggle();
        prop_assert_eq!(word.text(), composed.as_str());
        for step in moves {
            match step {
                0 => word.backspace(),
                1 => word.press('s'),
                _ => word.toggle(),
            }
            prop_assert!(word.text().starts_with(&word.before_caret()));
        }
    }

    // Any text around any caret is taken up without loss.
    #[test]
    fn a_word_that_is_only_looked_at_stays(before in "[a-zA-ZđĐươáàỳêÊñ0-9]{0,6}", after in "[a-zỳêếư]{0,4}") {
        let word = Word::around(Typing::OFF, &before, &after);
        prop_assert_eq!(word.text().chars().count(), before.chars().count() + after.chars().count());
    }
}
