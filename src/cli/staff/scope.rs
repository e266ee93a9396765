//! Places by name: a commune, a hamlet, or a group of one, as a person types them.

use uuid::Uuid;

use super::super::link::Link;
use crate::domain::{GroupId, Kind, Reference, ScopeUnit, UnitId};
use crate::phrases::{Lang, fill, phrases};
use crate::protocol::{Answer, GroupRow, Query, UnitsView};
use crate::text::keys;

/// How many places a sentence lists.
const MOST_LISTED: usize = 12;

/// A place that can be named.
#[derive(Clone, Copy)]
struct Place<'u> {
    unit: UnitId,
    name: &'u str,
    aliases: &'u [String],
    groups: &'u [GroupRow],
    /// The commune is above all hamlets.
    above: bool,
}

impl Place<'_> {
    fn is_called(&self, text: &str, key: fn(&str) -> String) -> bool {
        let wanted = key(text);
        std::iter::once(self.name)
            .chain(self.aliases.iter().map(String::as_str))
            .any(|name| key(name) == wanted)
    }
}

fn places(units: &UnitsView) -> Vec<Place<'_>> {
    let commune = units.commune_id.map(|unit| Place {
        unit,
        name: &units.commune,
        aliases: &[],
        groups: &[],
        above: true,
    });
    let hamlets = units.hamlets.iter().map(|hamlet| Place {
        unit: hamlet.id,
        name: &hamlet.name,
        aliases: &hamlet.aliases,
        groups: &hamlet.groups,
        above: false,
    });
    commune.into_iter().chain(hamlets).collect()
}

/// What a word of a scope means.
///
/// # Errors
/// In a sentence, with what it could have been.
pub(super) fn scope_of(
    word: &str,
    units: &UnitsView,
    link: &mut Link,
    lang: Lang,
) -> Result<ScopeUnit, String> {
    match word.trim().parse::<Uuid>() {
        Ok(id) => by_id(id, word, link, lang),
        Err(_) => by_name(word, units, lang),
    }
}

fn by_id(id: Uuid, word: &str, link: &mut Link, lang: Lang) -> Result<ScopeUnit, String> {
    let answer = link.ask(Query::Resolve(Reference::Id(id)));
    match answer {
        Ok(Answer::Resolved(key)) if key.kind == Kind::Unit => Ok(ScopeUnit::Unit(UnitId(key.id))),
        Ok(Answer::Resolved(key)) if key.kind == Kind::Group => Ok(ScopeUnit::Group(GroupId(key.id))),
        _ => Err(fill(phrases(lang).staff.scope_no_place, &[word])),
    }
}

fn by_name(word: &str, units: &UnitsView, lang: Lang) -> Result<ScopeUnit, String> {
    let (name, number) = match word.rsplit_once('/') {
        Some((name, number)) => (name, Some(number.trim())),
        None => (word, None),
    };
    let place = place_named(name, word, units, lang)?;
    let Some(number) = number else { return Ok(ScopeUnit::Unit(place.unit)) };
    let wanted = number.parse::<u16>().ok();
    if let Some(group) = place.groups.iter().find(|group| Some(group.number) == wanted) {
        return Ok(ScopeUnit::Group(group.id));
    }
    let numbers: Vec<String> = place.groups.iter().map(|group| format!("{:02}", group.number)).collect();
    let words = phrases(lang).staff;
    let numbers = if numbers.is_empty() { words.none.to_owned() } else { numbers.join(", ") };
    Err(fill(words.scope_no_group, &[word, place.name, &numbers]))
}

/// The one place of a name. As it is spelled comes first: Quới An and Quới Ân are two.
fn place_named<'u>(name: &str, word: &str, units: &'u UnitsView, lang: Lang) -> Result<Place<'u>, String> {
    let all = places(units);
    let bare = without_kind(name);
    let said = |key: fn(&str) -> String| -> Vec<Place<'u>> {
        let whole: Vec<Place<'u>> = all.iter().filter(|place| place.is_called(name, key)).copied().collect();
        if !whole.is_empty() {
            return whole;
        }
        let Some((above, bare)) = bare else { return Vec::new() };
        all.iter().filter(|place| place.above == above && place.is_called(bare, key)).copied().collect()
    };
    let mut found = said(keys::exact);
    if found.is_empty() {
        found = said(keys::loose);
    }
    let words = phrases(lang).staff;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(fill(words.scope_unknown, &[word, &near(name, &all, lang)])),
        several => {
            let named = several.iter().map(|place| format!("{} {}", place.name, place.unit.0));
            Err(fill(words.scope_several, &[word, &named.collect::<Vec<String>>().join("; ")]))
        }
    }
}

/// The name behind a word for its kind, and whether that kind stands above hamlets.
fn without_kind(name: &str) -> Option<(bool, &str)> {
    let (kind, rest) = name.trim().split_once(' ')?;
    match keys::fold(kind).as_str() {
        "xa" | "phuong" => Some((true, rest)),
        "ap" | "khom" | "thon" => Some((false, rest)),
        _ => None,
    }
}

/// Places that share a word with what was typed, or else all.
fn near(name: &str, all: &[Place<'_>], lang: Lang) -> String {
    let typed = keys::loose(name);
    let shares = |place: &&Place<'_>| {
        keys::words(&typed).any(|word| keys::words(&keys::loose(place.name)).any(|other| other == word))
    };
    let close: Vec<&str> = all.iter().filter(shares).map(|place| place.name).collect();
    let listed = if close.is_empty() { all.iter().map(|place| place.name).collect() } else { close };
    if listed.is_empty() {
        return phrases(lang).staff.none.to_owned();
    }
    let more = if listed.len() > MOST_LISTED { ", ..." } else { "" };
    listed.into_iter().take(MOST_LISTED).collect::<Vec<&str>>().join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::HamletRow;

    fn units() -> UnitsView {
        let hamlet = |id: u128, name: &str, alias: &str, groups: &[u16]| HamletRow {
            id: UnitId(Uuid::from_u128(id)),
            name: name.into(),
            aliases: Some(alias).filter(|alias| !alias.is_empty()).map(str::to_owned).into_iter().collect(),
            groups: groups
                .iter()
                .map(|number| GroupRow {
                    id: GroupId(Uuid::from_u128(id * 100 + u128::from(*number))),
                    number: *number,
                    households: 0,
                    leader: String::new(),
                    grade: None,
                })
                .collect(),
        };
        UnitsView {
            commune: "Long Bình".into(),
            commune_id: Some(UnitId(Uuid::from_u128(1))),
            hamlets: vec![
                hamlet(2, "Quới An", "Qưới An", &[4, 5]),
                hamlet(3, "Quới Ân", "", &[5]),
                hamlet(4, "Long Bình", "", &[]),
                hamlet(5, "Khánh", "", &[1]),
                hamlet(6, "Khánh", "", &[]),
            ],
        }
    }

    #[test]
    fn places_are_named_as_people_name_them() {
        let unit = |id| Ok(ScopeUnit::Unit(UnitId(Uuid::from_u128(id))));
        let group = |id| Ok(ScopeUnit::Group(GroupId(Uuid::from_u128(id))));
        let cases = [
            ("Quới An", unit(2)),
            ("quới ân", unit(3)),
            ("Qưới An", unit(2)),
            ("ấp Quới An", unit(2)),
            ("Quới An/5", group(205)),
            ("ấp Quới An / 04", group(204)),
            ("Quới Ân/05", group(305)),
            ("xã Long Bình", unit(1)),
            ("Ấp Long Bình", unit(4)),
        ];
        for (word, want) in cases {
            assert_eq!(by_name(word, &units(), Lang::Vi), want, "{word}");
        }
    }

    #[test]
    fn what_is_not_one_place_is_refused_with_what_there_is() {
        let cases = [
            ("Bình", "Bình: không biết đơn vị này; có: Long Bình, Long Bình"),
            ("Mỹ", "Mỹ: không biết đơn vị này; có: Long Bình, Quới An, Quới Ân, Long Bình, Khánh, Khánh"),
            ("Quới An/9", "Quới An/9: Quới An không có tổ này; có tổ: 04, 05"),
            ("Quới An/x", "Quới An/x: Quới An không có tổ này; có tổ: 04, 05"),
            ("xã Long Bình/1", "xã Long Bình/1: Long Bình không có tổ này; có tổ: chưa có gì"),
        ];
        for (word, want) in cases {
            assert_eq!(by_name(word, &units(), Lang::Vi), Err(want.into()), "{word}");
        }
        for word in ["quoi an", "Khánh", "Long Bình"] {
            let told = by_name(word, &units(), Lang::Vi).unwrap_err();
            assert!(told.contains("nhiều nơi cùng tên") && told.contains("00000000-"), "{told}");
        }
    }
}
