//! Choices for a field: records of a kind whose name fits what was typed.

use super::super::view::View;
use super::Asked;
use super::find::find;
use crate::domain::*;
use crate::protocol::{ChoiceRow, Refusal};
use crate::text::{keys, order};

/// The choices, best first. Units and groups are all there, since a household may go to any group of the commune; the
/// rest is cut to scope. Names that begin as typed before names that hold it somewhere.
pub(super) fn choices(
    kind: Kind,
    words: &str,
    limit: usize,
    asked: &Asked<'_>,
) -> Result<Vec<ChoiceRow>, Refusal> {
    if matches!(kind, Kind::Person | Kind::Household) {
        return people(kind, words, limit, asked);
    }
    let mut rows = match kind {
        Kind::Unit => units(asked.view, asked.today)?,
        Kind::Group => groups(asked.view, asked.today)?,
        Kind::Project => projects(asked)?,
        Kind::MovementModel => models(asked)?,
        _ => Vec::new(),
    };
    let wanted: Vec<String> = keys::words(&keys::loose(words)).map(str::to_owned).collect();
    let text = |row: &ChoiceRow| keys::loose(&format!("{} {}", row.label, row.detail));
    rows.retain(|row| {
        let text = text(row);
        wanted.iter().all(|word| keys::words(&text).any(|other| other.starts_with(word.as_str())))
    });
    let first = wanted.first().cloned().unwrap_or_default();
    rows.sort_by_cached_key(|row| {
        (!keys::loose(&row.label).starts_with(&first), order::sort_key(&row.label))
    });
    rows.truncate(limit);
    Ok(rows)
}

fn people(kind: Kind, words: &str, limit: usize, asked: &Asked<'_>) -> Result<Vec<ChoiceRow>, Refusal> {
    let found = find(words, limit, asked)?;
    let row = |hit: crate::protocol::Hit| {
        let place = format!("{:02}/{:02} {}", hit.group, hit.book_number, hit.hamlet);
        let (key, label) = match kind {
            Kind::Person => (hit.person.key(), hit.name),
            _ => (hit.household.key(), hit.head.clone()),
        };
        let year = hit.birth_year.map(|year| format!("{year} ")).unwrap_or_default();
        ChoiceRow { key, label, detail: if kind == Kind::Person { year + &place } else { place } }
    };
    let mut rows: Vec<ChoiceRow> = found.hits.into_iter().map(row).collect();
    let mut seen = Vec::new();
    rows.retain(|row| {
        !seen.contains(&row.key) && {
            seen.push(row.key);
            true
        }
    });
    Ok(rows)
}

fn units(view: &View<'_>, today: Date) -> Result<Vec<ChoiceRow>, Refusal> {
    let mut rows = Vec::new();
    for unit in view.every::<Unit>()?.into_iter().map(|stored| stored.record) {
        if unit.exists_on(today) && unit.kind != UnitKind::PartyCell {
            let label = unit.name_on(today).to_owned();
            let aliases: Vec<&str> = unit.aliases.iter().map(|alias| alias.name.as_str()).collect();
            rows.push(ChoiceRow { key: unit.id.key(), label, detail: aliases.join(", ") });
        }
    }
    Ok(rows)
}

fn groups(view: &View<'_>, today: Date) -> Result<Vec<ChoiceRow>, Refusal> {
    let mut rows = Vec::new();
    for group in view.every::<Group>()?.into_iter().map(|stored| stored.record) {
        let hamlet = group.hamlet_on(today).map(|hamlet| view.names().unit(hamlet)).transpose()?;
        let label = format!("{:02} {}", group.number, hamlet.unwrap_or_default());
        // The number without its zero, so that "5" finds "05".
        rows.push(ChoiceRow { key: group.id.key(), label, detail: group.number.to_string() });
    }
    Ok(rows)
}

fn projects(asked: &Asked<'_>) -> Result<Vec<ChoiceRow>, Refusal> {
    let mut rows = Vec::new();
    for project in asked.view.every::<Project>()?.into_iter().map(|stored| stored.record) {
        if !asked.sees(&project.clone().into())? {
            continue;
        }
        let number = ShortNumber { kind: Kind::Project, number: project.number };
        rows.push(ChoiceRow { key: project.id.key(), label: project.name, detail: number.to_string() });
    }
    Ok(rows)
}

fn models(asked: &Asked<'_>) -> Result<Vec<ChoiceRow>, Refusal> {
    let mut rows = Vec::new();
    for model in asked.view.every::<MovementModel>()?.into_iter().map(|stored| stored.record) {
        if asked.sees(&model.clone().into())? {
            let detail = model.started.to_string();
            rows.push(ChoiceRow { key: model.id.key(), label: model.name, detail });
        }
    }
    Ok(rows)
}
