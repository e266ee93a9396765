//! What an act changed, in words.

use super::{Lang, Words, book, field, fill};
use crate::domain::{Date, Validity};
use crate::protocol::{Chosen, Difference, Moment, Shown};
use crate::text::date::show_day;
use crate::text::number;

book! {
    /// Differences in words.
    Differences {
        nothing_before: "(chưa có)", "(nothing)";
        nothing_after: "(bỏ trống)", "(left empty)";
        other_digits: "{} (đã đổi các số che ở giữa)", "{} (the masked digits were changed)";
        since: "từ {}", "from {}";
        until: "đến {}", "until {}";
        between: "từ {} đến {}", "from {} to {}";
        receipt: "phiếu {}", "receipt {}";
        ex_officio: "{} đương nhiên", "{} ex officio";
        nobody_left: "không còn ai", "nobody left";
        yes: "có", "yes";
        no: "không", "no";
        money: "{} đ", "{} đ";
        area: "{} m²", "{} m²";
        length: "{} m", "{} m";
        labour: "{} công", "{} days";
    }
}

fn words(lang: Lang) -> &'static Differences {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// A difference in one line: `Họ và tên: Nguyễn Văn An -> Nguyễn Văn Ân`, `Tổ: + 05 Quới An (số hộ 26)`.
pub fn difference(lang: Lang, difference: &Difference) -> String {
    let label = label(lang, difference);
    if difference.item.is_empty() {
        return format!("{label}: {}", step(lang, difference));
    }
    let item = joined(lang, &difference.item, " ");
    let with = |value: &[Shown]| match joined(lang, value, ", ") {
        more if more.is_empty() => item.clone(),
        more => format!("{item} ({more})"),
    };
    match (&difference.before, &difference.after) {
        (None, Some(after)) if difference.made => format!("{label}: {}", with(after)),
        (None, Some(after)) => format!("{label}: + {}", with(after)),
        (Some(before), None) => format!("{label}: - {}", with(before)),
        _ => format!("{label} {item}: {}", step(lang, difference)),
    }
}

/// The label of what changed, with the record's name when it is not the one the act is shown for.
pub fn label(lang: Lang, difference: &Difference) -> String {
    match &difference.of {
        Some(of) => format!("{of}, {}", lower_first(field(lang, difference.field))),
        None => field(lang, difference.field).to_owned(),
    }
}

/// Before and after.
fn step(lang: Lang, difference: &Difference) -> String {
    let words = words(lang);
    let said =
        |value: &Option<Vec<Shown>>| value.as_ref().map(|value| parts(lang, value)).unwrap_or_default();
    let (before, after) = (said(&difference.before), said(&difference.after));
    match (before.as_str(), after.as_str()) {
        (_, after) if difference.made => after.to_owned(),
        (before, after) if before == after => fill(words.other_digits, &[after]),
        ("", after) => format!("{} -> {after}", words.nothing_before),
        (before, "") => format!("{before} -> {}", words.nothing_after),
        (before, after) => format!("{before} -> {after}"),
    }
}

/// A value: its first part, and what more there is to say of it behind it.
pub fn parts(lang: Lang, value: &[Shown]) -> String {
    let Some((first, rest)) = value.split_first() else { return String::new() };
    let (first, rest) = (shown(lang, first), joined(lang, rest, ", "));
    if rest.is_empty() { first } else { format!("{first} ({rest})") }
}

/// Parts side by side.
pub fn joined(lang: Lang, value: &[Shown], between: &str) -> String {
    let said = value.iter().map(|part| shown(lang, part)).filter(|part| !part.is_empty());
    said.collect::<Vec<String>>().join(between)
}

/// A part of a value.
pub fn shown(lang: Lang, value: &Shown) -> String {
    let words = words(lang);
    match value {
        Shown::Text(text) | Shown::Record(_, text) => text.replace('\n', " "),
        Shown::Count(count) => count.to_string(),
        Shown::Day(day) => show_day(day.naive()),
        Shown::Partial(date) => date.show(),
        Shown::Money(money) => fill(words.money, &[&money.to_string()]),
        Shown::Area(area) => fill(words.area, &[&area.to_string()]),
        Shown::Length(length) => fill(words.length, &[&length.to_string()]),
        Shown::Labour(labour) => fill(words.labour, &[&labour.to_string()]),
        Shown::Hundredths(hundredths) => number::decimal(*hundredths),
        Shown::Yes(yes) => (if *yes { words.yes } else { words.no }).to_owned(),
        Shown::Chosen(chosen) => chosen.word(lang).to_owned(),
        Shown::Period(valid) => period(lang, *valid),
        Shown::Receipt(number) => fill(words.receipt, &[&format!("{number:04}")]),
        Shown::ExOfficio(role) => fill(words.ex_officio, &[role.word(lang)]),
        Shown::NobodyLeft => words.nobody_left.to_owned(),
        Shown::Act(number) => super::act(lang, *number).to_owned(),
        Shown::With(of, value) => {
            format!("{} {}", lower_first(field(lang, *of)), shown(lang, value))
        }
    }
}

fn period(lang: Lang, valid: Validity) -> String {
    let words = words(lang);
    let day = |day: Date| show_day(day.naive());
    match (valid.from(), valid.to()) {
        (None, None) => String::new(),
        (Some(from), None) => fill(words.since, &[&day(from)]),
        (None, Some(to)) => fill(words.until, &[&day(to)]),
        (Some(from), Some(to)) => fill(words.between, &[&day(from), &day(to)]),
    }
}

/// A moment: `24/11/2026 09:14`.
pub fn moment(moment: Moment) -> String {
    format!("{} {:02}:{:02}", show_day(moment.day.naive()), moment.minute / 60, moment.minute % 60)
}

/// A word at the beginning of a line.
pub fn upper_first(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

/// A label inside a sentence.
fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

impl Words for Chosen {
    fn word(self, lang: Lang) -> &'static str {
        match self {
            Chosen::Sex(value) => value.word(lang),
            Chosen::UnitKind(value) => value.word(lang),
            Chosen::GroupGrade(value) => value.word(lang),
            Chosen::GroupRole(value) => value.word(lang),
            Chosen::PovertyStatus(value) => value.word(lang),
            Chosen::ResidenceKind(value) => value.word(lang),
            Chosen::Association(value) => value.word(lang),
            Chosen::RelationToHead(value) => value.word(lang),
            Chosen::CommitteeKind(value) => value.word(lang),
            Chosen::HeldBasis(value) => value.word(lang),
            Chosen::ProjectKind(value) => value.word(lang),
            Chosen::LevyBasis(value) => value.word(lang),
            Chosen::EvidenceKind(value) => value.word(lang),
            Chosen::Movement(value) => value.word(lang),
            Chosen::ModelStatus(value) => value.word(lang),
            Chosen::StaffRole(value) => value.word(lang),
            Chosen::Giving(value) => value.word(lang),
            Chosen::LifeKind(value) => value.word(lang),
            Chosen::Kind(value) => value.word(lang),
            Chosen::RequestKind(value) => value.word(lang),
            Chosen::MeetingKind(value) => value.word(lang),
            Chosen::RollMark(value) => value.word(lang),
        }
    }
}
