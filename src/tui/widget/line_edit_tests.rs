//! A line before, the keys, the line after.

use proptest::prelude::*;

use super::*;
use Key::*;

fn typed(text: &str) -> Vec<Key> {
    text.chars().map(Char).collect()
}

/// The line with `|` where the caret is.
fn shown(edit: &LineEdit) -> String {
    format!("{}|{}", edit.before_caret(), &edit.text()[edit.before_caret().len()..])
}

#[track_caller]
fn check(cases: &[(&str, Vec<Key>, &str)]) {
    for (before, keys, after) in cases {
        let mut edit = LineEdit::with(before);
        for key in keys {
            edit.handle(key, Typing::OFF);
        }
        assert_eq!(shown(&edit), *after, "{before:?} {keys:?}");
    }
}

#[test]
fn letters_go_where_the_caret_is() {
    check(&[
        ("", typed("Út"), "Út|"),
        ("An", vec![Left, Left, Left, Char('L')], "L|An"),
        ("Nguyễn", vec![Backspace], "Nguyễ|"),
        ("Lê Sáu", vec![Home, Delete, Delete], "| Sáu"),
        ("An", vec![Home, Backspace, End, Delete], "An|"),
        ("Lê Thị Sáu", vec![WordLeft, WordLeft], "Lê |Thị Sáu"),
        ("Lê Thị Sáu", vec![Home, WordRight, WordRight], "Lê Thị| Sáu"),
        // Unikey takes letters back and types others, in one burst.
        ("Trân", vec![Backspace, Backspace, Char('ầ'), Char('n')], "Trần|"),
    ]);
}

#[test]
fn marks_join_the_letter_before() {
    check(&[
        ("", typed("Nguye\u{302}\u{303}n"), "Nguyễn|"),
        // The tone before the hat, as some input methods send them.
        ("", typed("Nguye\u{303}\u{302}n"), "Nguyễn|"),
        ("", typed("Quo\u{301}\u{31b}i"), "Quới|"),
        ("Sau", vec![Left, Char('\u{301}')], "Sá|u"),
        ("", typed("\u{301}a"), "a|"),
        ("An ", typed("\u{301}"), "An |"),
        ("", vec![Paste("Nguye\u{302}\u{303}n".into())], "Nguyễn|"),
        ("", vec![Paste("\u{301}An".into())], "An|"),
    ]);
}

#[test]
fn killed_text_comes_back() {
    check(&[
        ("Lê Thị Sáu", vec![Ctrl('w'), Ctrl('w'), Ctrl('y')], "Lê Thị |"),
        ("Lê Thị Sáu", vec![Ctrl('u')], "|"),
        ("Lê Thị Sáu", vec![Home, WordRight, Ctrl('k'), Home, Ctrl('y')], " Thị Sáu|Lê"),
    ]);
}

#[test]
fn undo_goes_by_words_and_by_what_was_done() {
    let z = || Ctrl('z');
    check(&[
        ("", [typed("Lê Thị"), vec![z()]].concat(), "Lê|"),
        ("", [typed("Lê Thị"), vec![z(), z()]].concat(), "|"),
        ("An", vec![Backspace, Backspace, z()], "An|"),
        ("An", vec![Ctrl('u'), Char('x'), z(), z()], "An|"),
        ("An", vec![Char('h'), Home, Char('B'), z()], "|Anh"),
        ("", vec![Paste("Lê".into()), Paste(" Út".into()), z()], "Lê|"),
    ]);
    let mut edit = LineEdit::with("An");
    assert!(!edit.handle(&Ctrl('z'), Typing::OFF), "nothing to undo here: the key is free for the last acts");
    assert!(
        !edit.handle(&Enter, Typing::OFF)
            && !edit.handle(&Up, Typing::OFF)
            && !edit.handle(&F(5), Typing::OFF)
    );
}

#[test]
fn pastes_become_one_line_and_lines_have_an_end() {
    check(&[
        ("An", vec![Paste("h\nBình\t".into())], "Anh Bình |"),
        ("", vec![Paste("a\u{1b}[31mb".into())], "a[31mb|"),
    ]);
    let mut edit = LineEdit::with("").at_most(4);
    edit.handle(&Paste("Nguyễn".into()), Typing::OFF);
    edit.handle(&Char('x'), Typing::OFF);
    assert_eq!(edit.text(), "Nguy");
    edit.handle(&Char('\u{301}'), Typing::OFF);
    assert_eq!(edit.text(), "Nguý", "a mark needs no room");
}

/// The line after keys in a way of typing.
fn with(typing: Typing, before: &str, keys: &[Key]) -> LineEdit {
    let mut edit = LineEdit::with(before);
    for key in keys {
        edit.handle(key, typing);
    }
    edit
}

#[test]
fn words_are_composed_where_the_caret_is() {
    let n = || Ctrl('n');
    let cases = [
        ("", typed("Nguyeenx Thij Sasu"), "Nguyễn Thị Sáu|"),
        ("Le An", vec![Home, WordRight, Char('e')], "Lê| An"),
        ("Trân An", vec![Home, WordRight, Char('f')], "Trần| An"),
        ("hoan", vec![Left, Char('f')], "hoà|n"),
        ("loạn", vec![Backspace], "lọa|"),
        ("Hoà", vec![Char('n'), Backspace], "Hoà|"),
        ("", [typed("windows"), vec![n()]].concat(), "windows|"),
        ("", [typed("windows"), vec![n(), n(), Char(' ')]].concat(), "ưindớ |"),
        ("", [typed("Leex"), vec![Ctrl('z')]].concat(), "|"),
        ("", [typed("Le Leex"), vec![Ctrl('z')]].concat(), "Le|"),
        ("", typed("12A, hem 3s"), "12A, hem 3s|"),
        ("", vec![Paste("aas d".into()), Char('d')], "aas đ|"),
        ("Số ", typed("54"), "Số 54|"),
        ("e\u{323}n", vec![Left, Char('e')], "ệ|n"),
    ];
    for (before, keys, after) in cases {
        assert_eq!(shown(&with(Typing::default(), before, &keys)), after, "{before:?} {keys:?}");
    }
    let viqr = Typing { method: Method::Viqr, ..Typing::default() };
    assert_eq!(shown(&with(viqr, "", &typed("Tra^`n An. (La.\\.) o+?"))), "Trần An. (Lạ.) ở|");
    let full = with(Typing::default(), "", &[]).at_most(3);
    let mut full = LineEdit { text: "xan".into(), caret: 3, ..full };
    for key in typed("gs") {
        full.handle(&key, Typing::default());
    }
    assert_eq!(full.text(), "xán", "a tone needs no room, a letter does");
}

#[test]
fn a_word_that_is_no_syllable_is_searched_as_it_was_typed() {
    let cases = [
        ("nguyeenx van an", "nguyễn van an"),
        ("windows xp", "windows xp"),
        ("stieng", "stieng"),
        ("fax hoaf", "fax hòa"),
        ("meet", "mêt"),
    ];
    for (keys, want) in cases {
        let edit = with(Typing::default(), "", &typed(keys));
        assert_eq!((edit.searched().as_str(), edit.pressed().as_str()), (want, keys));
    }
}

#[test]
fn the_caret_is_always_in_sight() {
    let mut edit = LineEdit::with("Nguyễn Thị Ánh Tuyết");
    assert_eq!(edit.view(6), ("Tuyết".into(), 5));
    assert_eq!(edit.view(20), (" Ánh Tuyết".into(), 10), "twenty letters and the caret are one too many");
    assert_eq!(edit.view(21), ("Nguyễn Thị Ánh Tuyết".into(), 20));
    edit.handle(&Home, Typing::OFF);
    assert_eq!(edit.view(6), ("Nguyễn".into(), 0));
    assert_eq!(edit.view(0), (String::new(), 0));
    assert_eq!(LineEdit::with("a漢漢漢").view(5), (" 漢".into(), 3));
}

proptest! {
    #[test]
    fn no_keys_break_a_line(text in "\\PC{0,12}", moves in prop::collection::vec(0..19_usize, 0..40), width in 0..20_usize, telex in any::<bool>()) {
        let set = [
            Left, Right, Home, End, Backspace, Delete, WordLeft, WordRight, Ctrl('w'), Ctrl('y'), Ctrl('z'), Char('ế'),
            Char('\u{301}'), Char(' '), Ctrl('k'), Paste("🇻🇳e\u{301}\u{200d}".into()),
            Char('a'), Char('s'), Ctrl('n'),
        ];
        let mut edit = LineEdit::with(&text);
        for at in moves {
            edit.handle(&set[at], if telex { Typing::default() } else { Typing::OFF });
            let (shown, column) = edit.view(width);
            prop_assert!(cells(&shown) <= width && (column < width || width == 0), "{:?} {}", shown, column);
            prop_assert!(edit.text().graphemes(true).count() <= MOST);
        }
    }
}
