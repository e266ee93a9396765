//! What units and groups are called, with the words that go before them.

use super::{Lang, Words, phrases};
use crate::protocol::ScopeName;

/// A unit or a group: `ấp Quới An`, `tổ 05 ấp Quới An`.
pub fn scope_name(lang: Lang, place: &ScopeName) -> String {
    let (kind, name) = (place.kind.word(lang), &place.name);
    let unit = match lang {
        Lang::Vi => format!("{kind} {name}"),
        Lang::En => format!("{name} {kind}"),
    };
    match (place.group, lang) {
        (None, _) => unit,
        (Some(group), Lang::Vi) => format!("tổ {group:02} {unit}"),
        (Some(group), Lang::En) => format!("group {group:02}, {unit}"),
    }
}

/// All places that somebody looks after in one text.
pub fn scope_names(lang: Lang, places: &[ScopeName]) -> String {
    if places.is_empty() {
        return phrases(lang).staff.everywhere.to_owned();
    }
    places.iter().map(|place| scope_name(lang, place)).collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnitKind;

    #[test]
    fn places_have_their_words() {
        let place = |group| ScopeName { kind: UnitKind::Hamlet, name: "Quới An".into(), group };
        assert_eq!(scope_name(Lang::Vi, &place(None)), "ấp Quới An");
        assert_eq!(scope_name(Lang::Vi, &place(Some(5))), "tổ 05 ấp Quới An");
        assert_eq!(scope_name(Lang::En, &place(Some(5))), "group 05, Quới An hamlet");
    }
}
