//! Bytes and the keys they are, encoding by encoding.

use proptest::prelude::*;

use super::{Decoder, Key, decode, split_alt};
use Key::*;

fn letters(text: &str) -> Vec<Key> {
    text.chars().map(Char).collect()
}

#[track_caller]
fn check(cases: &[(&[u8], &[Key])]) {
    for (bytes, want) in cases {
        assert_eq!(decode(bytes), *want, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn text() {
    check(&[
        (b"an", &letters("an")),
        ("Đặng Thị Lành".as_bytes(), &letters("Đặng Thị Lành")),
        // NFD, as macOS sends pasted names: each mark on its own, for the line to compose.
        ("e\u{302}\u{301}".as_bytes(), &letters("e\u{302}\u{301}")),
        ("a\u{202f}b\u{a0}c".as_bytes(), &letters("a b c")),
        ("a\u{200b}b\u{202e}c\u{feff}\u{85}".as_bytes(), &letters("abc")),
        ("😀".as_bytes(), &letters("😀")),
        // Unikey and EVKey on the client: take back two letters, type two others, in one burst.
        (
            b"tra\x7f\x08\xc3\xa2n",
            &[Char('t'), Char('r'), Char('a'), Backspace, Backspace, Char('â'), Char('n')],
        ),
    ]);
}

#[test]
fn bytes_that_are_no_text_are_dropped_and_nothing_after_them() {
    check(&[
        (b"\xff\xfea", &letters("a")),
        (b"\xc3(", &letters("(")),
        (b"\xe1\xbb\xe1\xbb\x85", &letters("ễ")),
        // Overlong, a surrogate, beyond the last character.
        (b"\xc0\xafa\xed\xa0\x80b\xf4\x90\x80\x80c", &letters("abc")),
        (b"\x1b\xc3(", &[Esc, Char('(')]),
        (b"\xe1\xbb", &[]),
    ]);
}

#[test]
fn control_characters() {
    check(&[
        (b"\r\n\t", &[Enter, Enter, Tab]),
        (b"\x08\x7f", &[Backspace, Backspace]),
        (b"\x03\x0f\x10\x11\x13\x1a", &[Ctrl('c'), Ctrl('o'), Ctrl('p'), Ctrl('q'), Ctrl('s'), Ctrl('z')]),
        (b"\x00\x1c\x1d\x1e\x1f", &[Ctrl(' '), Ctrl('\\'), Ctrl(']'), Ctrl('^'), Ctrl('_')]),
    ]);
}

#[test]
fn arrows_and_their_like() {
    check(&[
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", &[Up, Down, Right, Left]),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", &[Up, Down, Right, Left]),
        // Home and End: xterm, xterm in application mode, PuTTY and the Linux console, rxvt.
        (b"\x1b[H\x1b[F", &[Home, End]),
        (b"\x1bOH\x1bOF", &[Home, End]),
        (b"\x1b[1~\x1b[4~", &[Home, End]),
        (b"\x1b[7~\x1b[8~", &[Home, End]),
        (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~", &[Insert, Delete, PageUp, PageDown]),
        (b"\x1b[Z", &[BackTab]),
        // With Ctrl, with Alt, with Shift; the last two as old terminals write Ctrl.
        (b"\x1b[1;5D\x1b[1;5C", &[WordLeft, WordRight]),
        (b"\x1b[1;3D\x1b[1;3C", &[WordLeft, WordRight]),
        (b"\x1b[1;2D\x1b[1;2C", &[Left, Right]),
        (b"\x1b[1;5A\x1b[1;5H\x1b[3;5~", &[Up, Home, Delete]),
        (b"\x1b[5D\x1bO5C", &[WordLeft, WordRight]),
    ]);
}

#[test]
fn function_keys() {
    let twelve: Vec<Key> = (1..=12).map(F).collect();
    check(&[
        (b"\x1bOP\x1bOQ\x1bOR\x1bOS", &twelve[..4]),
        // The Linux console and PuTTY's "Linux" mode.
        (b"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E", &twelve[..5]),
        // PuTTY as it comes.
        (
            b"\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~",
            &twelve,
        ),
        // PuTTY's "VT100+" mode.
        (b"\x1bOP\x1bOQ\x1bOR\x1bOS\x1bOT\x1bOU\x1bOV\x1bOW\x1bOX\x1bOY\x1bOZ\x1bO[", &twelve),
        (b"\x1b[P\x1b[Q\x1b[S", &[F(1), F(2), F(4)]),
        (b"\x1b[1;2P\x1b[1;5R\x1b[21;2~", &[F(1), F(3), F(10)]),
        (b"\x1b[25~\x1b[26~\x1b[28~\x1b[29~\x1b[31~\x1b[34~", &[F(13), F(14), F(15), F(16), F(17), F(20)]),
    ]);
}

#[test]
fn the_keypad_in_application_mode() {
    check(&[
        (b"\x1bOp\x1bOq\x1bOr\x1bOs\x1bOt\x1bOu\x1bOv\x1bOw\x1bOx\x1bOy", &letters("0123456789")),
        (b"\x1bOj\x1bOk\x1bOl\x1bOm\x1bOn\x1bOo", &letters("*+,-./")),
        (b"\x1bOM", &[Enter]),
    ]);
}

#[test]
fn esc_and_alt() {
    check(&[
        (b"\x1b", &[Esc]),
        (b"\x1b\x1b", &[Esc, Esc]),
        (b"\x1b\x1b\x1b", &[Esc, Esc, Esc]),
        (b"\x1ba", &[Alt('a')]),
        ("\u{1b}đ".as_bytes(), &[Alt('đ')]),
        (b"\x1b5", &[Alt('5')]),
        (b"\x1b\x1b[A", &[Esc, Up]),
        (b"\x1b\r\x1b\x7f", &[Esc, Enter, Esc, Backspace]),
        // Esc and a name, in one piece.
        (b"\x1bOanh", &[Alt('O'), Char('a'), Char('n'), Char('h')]),
        (b"\x1bO", &[Alt('O')]),
        (b"\x1b[", &[Alt('[')]),
        (b"\x1bO\r", &[Alt('O'), Enter]),
        (b"\x1b[\x1b[A", &[Alt('['), Up]),
    ]);
    assert_eq!(split_alt('a'), [Esc, Char('a')]);
}

#[test]
fn pastes() {
    check(&[
        (
            b"\x1b[200~Nguy\xe1\xbb\x85n\tV\x1b[31mn\r\nTh\xe1\xbb\x8b\r\x07\x1b[201~x",
            &[Paste("Nguyễn V[31mn\nThị\n".into()), Char('x')],
        ),
        (b"\x1b[200~\x1b[20\x1b\x1b[201~", &[Paste("[20".into())]),
        (b"\x1b[200~\x1b[201~", &[]),
        // The end got lost: what came is there all the same.
        (b"\x1b[200~an\x1b[20", &[Paste("an".into())]),
        (b"\x1b[201~a", &letters("a")),
    ]);
    let mut long = b"\x1b[200~".to_vec();
    long.extend(vec![b'a'; 1_000_000]);
    long.extend(b"\x1b[201~z");
    let keys = decode(&long);
    assert!(matches!(&keys[0], Paste(text) if text.len() == 256 * 1024));
    assert_eq!(keys[1..], letters("z"));
}

#[test]
fn sequences_that_mean_nothing_here_leave_nothing_behind() {
    check(&[
        // Answers to questions, the focus, the mouse, a key that is let go, a private one, an overlong one.
        (b"\x1b[?1;2c\x1b[24;80R\x1b[?2026;2$y", &[]),
        (b"\x1b[I\x1b[O\x1b[<0;10;5M\x1b[<0;10;5m", &[]),
        (b"\x1b[97;1:3ua", &letters("a")),
        (b"\x1b[99~\x1b[>1~\x1b[G\x1b[[Z", &[]),
        (b"\x1b[1111111111111111111111111111111111111111111111111111111111111111~a", &letters("a")),
        (b"\x1b[1;\x18a", &[Ctrl('x'), Char('a')]),
        (b"\x1b[1;\xc3\xa9", &letters("é")),
        (b"\x1b[1;", &[]),
    ]);
}

#[test]
fn keys_told_by_their_code() {
    check(&[
        (b"\x1b[97u\x1b[97;5u\x1b[97;3u", &[Char('a'), Ctrl('a'), Alt('a')]),
        (b"\x1b[27u\x1b[13u\x1b[9u\x1b[9;2u\x1b[127u", &[Esc, Enter, Tab, BackTab, Backspace]),
        (b"\x1b[104;5u\x1b[105;5u\x1b[27;5;115~", &[Backspace, Tab, Ctrl('s')]),
        (b"\x1b[97;1:1u\x1b[97;1:2u", &letters("aa")),
    ]);
}

#[test]
fn an_esc_waits_a_little_and_half_a_sequence_longer() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.patience(), None);
    assert_eq!(decoder.feed(b"\x1b"), []);
    assert!(decoder.patience().is_some_and(|wait| wait.as_millis() == 30));
    assert_eq!(decoder.flush(), [Esc]);
    assert_eq!(decoder.feed(b"\x1b[1;5"), []);
    assert!(decoder.patience().is_some_and(|wait| wait.as_millis() > 100), "a slow line may tear a sequence");
    assert_eq!(decoder.feed(b"D"), [WordLeft]);
    assert_eq!(decoder.patience(), None);
    // Half a letter needs no timer: it is nothing without the rest.
    assert_eq!(decoder.feed(b"\xe1\xbb"), []);
    assert_eq!(decoder.patience(), None);
    assert_eq!(decoder.feed(b"\x85"), letters("ễ"));
}

/// Bytes among which sequences are likely.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let likely = prop::sample::select(b"\x1b\x1b\x1b[[O;~0125ADMPpuZ\x08\r\xc3\xa2\xe1\xbb\x85\xf0".to_vec());
    prop::collection::vec(prop_oneof![3 => likely, 1 => any::<u8>()], 0..80)
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_the_same_keys(bytes in any_bytes(), cuts in prop::collection::vec(1..9_usize, 1..80)) {
        let whole = decode(&bytes);
        let mut decoder = Decoder::default();
        let mut keys = Vec::new();
        let mut rest = &bytes[..];
        for cut in cuts.iter().cycle() {
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            keys.extend(decoder.feed(piece));
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        keys.extend(decoder.flush());
        prop_assert_eq!(keys, whole);
    }

    #[test]
    fn no_key_carries_a_control_character(bytes in any_bytes()) {
        for key in decode(&bytes) {
            match key {
                Char(c) | Alt(c) | Ctrl(c) => prop_assert!(!c.is_control()),
                Paste(text) => prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control())),
                _ => {}
            }
        }
    }

    #[test]
    fn text_comes_through_whole(text in "[ -~À-ỹ]{0,40}") {
        prop_assert_eq!(decode(text.as_bytes()), letters(&text));
    }
}
