//! Typing Vietnamese: every syllable and every name in every way, and what the screens make of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

#[path = "support/home.rs"]
mod home;
#[allow(dead_code, reason = "the example that writes a province needs more")]
#[path = "../examples/synth/province.rs"]
mod province;
mod support;

use std::collections::BTreeSet;

use home::Home;
use ndtq::client::Session;
use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Query, Request};
use ndtq::text::typing::{Method, Placement, Typing, Word};
use province::{Province, hamlet};
use support::desk::Desk;
use unicode_normalization::UnicodeNormalization;

fn typed(method: Method, keys: &str) -> String {
    let mut word = Word::new(Typing { method, placement: Placement::Old });
    keys.chars().for_each(|key| word.press(key));
    word.text()
}

const INITIALS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// Every vowel of the language with what may follow it.
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et \
    ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu o oc oi om on ong oc op ot oa oac \
    oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u uc ui um un ung up ut ua uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyt uyu uyên uyêt \
    ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu";

/// How somebody presses the marks: as soon as they can, horns of ươ once, or all behind the word.
#[derive(Clone, Copy, Debug)]
enum Style {
    Inline,
    OneHook,
    Behind,
}

/// The keys of a word in a style, from what it looks like: nothing here knows the composer.
fn keys_of(text: &str, method: Method, style: Style) -> String {
    let is_viqr = method == Method::Viqr;
    let (mut keys, mut behind, mut tone) = (String::new(), String::new(), None);
    let mut had_horn = false;
    // Full stops and question marks are punctuation behind a consonant: in VIQR they follow the vowels.
    let mut after_vowels = String::new();
    for c in text.chars() {
        let upper = c.is_uppercase();
        let mut parts = c.nfd();
        let base = parts.next().unwrap();
        let is_vowel = "aeiouyAEIOUY".contains(base);
        if !is_vowel {
            keys.push_str(&std::mem::take(&mut after_vowels));
        }
        let (base, bar) = match base {
            'đ' => ('d', true),
            'Đ' => ('D', true),
            other => (other, false),
        };
        keys.push(base);
        let mut put = |key: char, keys: &mut String| {
            let key = if upper { key.to_ascii_uppercase() } else { key };
            let goes_behind = matches!(style, Style::Behind);
            if goes_behind { behind.push(key) } else { keys.push(key) }
        };
        if bar {
            match method {
                Method::Vni => put('9', &mut keys),
                // VIQR knows no d from afar.
                Method::Viqr => keys.push(base),
                _ => put('d', &mut keys),
            }
        }
        for mark in parts {
            let at = |telex: char, vni, viqr| match method {
                Method::Vni => vni,
                Method::Viqr => viqr,
                _ => telex,
            };
            let lower = base.to_ascii_lowercase();
            match mark {
                '\u{302}' => put(at(lower, '6', '^'), &mut keys),
                '\u{306}' => put(at('w', '8', '('), &mut keys),
                '\u{31b}' => {
                    let is_second = std::mem::replace(&mut had_horn, true);
                    // One key for both: behind the o. The first of a lone ư, or of ươ typed out, is its own.
                    let skips = match style {
                        Style::Inline => false,
                        Style::OneHook => lower == 'u' && text_has_horned_o(text),
                        Style::Behind => is_second,
                    };
                    if !skips {
                        put(at('w', '7', '+'), &mut keys);
                    }
                }
                '\u{300}' => tone = Some(at('f', '2', '`')),
                '\u{309}' => tone = Some(at('r', '3', '?')),
                '\u{303}' => tone = Some(at('x', '4', '~')),
                '\u{301}' => tone = Some(at('s', '1', '\'')),
                '\u{323}' => tone = Some(at('j', '5', '.')),
                other => panic!("{other:?} in {text}"),
            }
        }
        if let Some(sign) = tone.take() {
            let sign = if upper { sign.to_ascii_uppercase() } else { sign };
            match style {
                Style::Inline => keys.push(sign),
                _ if is_viqr && matches!(sign, '.' | '?') => after_vowels.push(sign),
                _ => behind.push(sign),
            }
        }
    }
    keys.push_str(&after_vowels);
    keys + &behind
}

fn text_has_horned_o(text: &str) -> bool {
    let lower: String = text.to_lowercase().nfd().collect();
    lower.contains("o\u{31b}")
}

/// Types a word in every style, case and method.
fn typed_every_way(word: &str, wrong: &mut Vec<String>) {
    for method in [Method::Telex, Method::Vni, Method::Viqr] {
        for style in [Style::Inline, Style::OneHook, Style::Behind] {
            for text in [word.to_owned(), word.to_uppercase()] {
                let keys = keys_of(&text, method, style);
                let got = typed(method, &keys);
                if got != text {
                    wrong.push(format!("{method:?} {style:?} {keys}: {got} and not {text}"));
                }
            }
        }
    }
}

#[test]
fn every_syllable_can_be_typed_in_every_way() {
    let tones = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];
    let mut wrong = Vec::new();
    let mut count = 0;
    for initial in INITIALS {
        for rhyme in RHYMES.split_whitespace() {
            // What would be read as another syllable: gi and a, not g and ia.
            let is_other = match initial {
                "qu" => rhyme.starts_with(['u', 'o', 'ư']),
                "gi" => rhyme.starts_with(['i', 'y']),
                "g" => rhyme.starts_with("ia") || rhyme.starts_with("iê") || rhyme == "iu",
                _ => false,
            };
            if is_other {
                continue;
            }
            for tone in tones {
                typed_every_way(&toned(initial, rhyme, tone), &mut wrong);
                count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} words: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
}

/// A syllable with a combining tone where the old rule puts it: on the marked vowel, on the last before a consonant, on the
/// last but one.
fn toned(initial: &str, rhyme: &str, tone: &str) -> String {
    let letters: Vec<char> = rhyme.chars().collect();
    let is_marked = |c: &char| "ăâêôơư".contains(*c);
    let vowels = letters.iter().take_while(|c| "aeiouy".contains(**c) || is_marked(c)).count();
    let at = match letters[..vowels].iter().rposition(is_marked) {
        Some(marked) => marked,
        None if vowels < letters.len() => vowels - 1,
        None if vowels < 3 => 0,
        None => 1,
    };
    let (before, after): (String, String) =
        (letters[..=at].iter().collect(), letters[at + 1..].iter().collect());
    format!("{initial}{before}{tone}{after}").nfc().collect()
}

#[test]
fn every_name_of_a_province_can_be_typed_in_every_way() {
    let mut words = BTreeSet::new();
    for household in Province::new(4_000, 7) {
        let names = household.persons.iter().map(|person| person.name.clone());
        for text in names.chain([hamlet(household.hamlet).name]) {
            words.extend(text.split_whitespace().map(str::to_owned));
        }
    }
    words.extend(["Quới", "Nhựt", "Khuyên", "Nguyệt", "Uyên", "Krông"].map(str::to_owned));
    let mut wrong = Vec::new();
    words
        .iter()
        .filter(|word| word.chars().all(char::is_alphabetic))
        .for_each(|word| typed_every_way(word, &mut wrong));
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), words.len(), &wrong[..wrong.len().min(40)]);
    assert!(words.len() > 250, "{}", words.len());
}

const SIZE: (u16, u16) = (80, 24);

#[test]
fn a_name_is_typed_in_telex_and_found_by_it() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.shows("[Telex]");
    desk.keys("nguyeenx thanhf taif");
    desk.shows("Tìm: nguyễn thành tài");
    desk.shows("> Nguyễn Thành Tài");
    desk.keys("<F3>5/1 quoi an<Enter><F4><Enter>LEE THIJ BAYR<Enter>");
    desk.shows("LÊ THỊ BẢY");
    desk.keys("m<Enter>");
    desk.shows("[Telex]");
    desk.keys("<Enter>");
    desk.shows("[số]");
    desk.keys("1954<F10>");
    desk.shows("Đã ghi");
    desk.shows("LÊ THỊ BẢY");
}

#[test]
fn what_makes_no_syllable_is_looked_up_as_it_was_typed() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("windows");
    desk.shows("(windows)");
    desk.keys("<F3>nguyen van an");
    desk.shows("> Nguyễn Văn An");
    desk.keys("<F3>tesst<C-n>");
    desk.shows("Tìm: tesst");
}

#[test]
fn one_key_goes_round_the_ways_of_typing() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let ways = [
        ("<F12>", "[VNI]", "le6 thi5 lo65c", "Tìm: lê thị lộc"),
        ("<F12>", "[VIQR]", "le^ thi. lo^.c", "Tìm: lê thị lộc"),
        ("<F12>", "[tắt]", "leex", "Tìm: leex"),
        // The second way to F12.
        ("<C-g>=", "[Telex]", "leex", "Tìm: lễ"),
    ];
    for (key, label, keys, shown) in ways {
        desk.keys(key);
        desk.shows(label);
        desk.keys(&format!("<F3>{keys}"));
        desk.shows(shown);
    }
    desk.keys("<F3><C-p>ddawtj daaus<Enter>");
    desk.shows("hoà, thuý");
    desk.keys("thuys hoaf");
    desk.shows("Tìm: thuý hoà");
}

#[test]
fn an_input_method_in_front_is_left_alone_until_somebody_asks() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("Lê");
    desk.shows("[máy gõ]");
    desk.shows("bộ gõ riêng");
    desk.keys(" as");
    desk.shows("Tìm: Lê as");
    desk.keys("<F12> as");
    desk.shows("[Telex]");
    desk.shows("Tìm: Lê as á");
    // A tone on its own, as some send it, joins its letter and says the same.
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("Le\u{302}");
    desk.shows("Tìm: Lê");
    desk.shows("[máy gõ]");
}

#[test]
fn how_somebody_types_follows_them_to_every_screen() {
    let vni = Typing { method: Method::Vni, placement: Placement::New };
    let home = Home::new();
    let typing = |session: &mut Session| match session.ask(Query::Home).unwrap() {
        Answer::Home(home) => home.typing,
        other => panic!("{other:?}"),
    };
    let mut session = Session::connect(&home.options()).unwrap();
    assert_eq!(typing(&mut session), Typing::default());
    session.steer(&Request::Types(vni)).unwrap();
    let mut other = Session::connect(&home.options()).unwrap();
    assert_eq!(typing(&mut other), vni);
    other.stop(false).unwrap();
    let mut later = Session::connect(&home.options()).unwrap();
    assert_eq!(typing(&mut later), vni);
}
