//! The last acts, and the history of a record with its differences.

use super::super::Registry;
use super::super::view::View;
use crate::domain::{AnyRecord, Gift, RecordKey, Vnd};
use crate::protocol::{Act, ActRow, Change, Difference, Edit, Refusal};
use crate::store::decode_any;

/// How far back the last act of somebody is looked for.
const LOOK_BACK: u64 = 200;
/// Fields that say nothing to a person.
const SILENT: [&str; 2] = ["id", "source"];

/// The last acts, newest first.
pub(super) fn last(registry: &Registry, limit: usize, view: &View<'_>) -> Result<Vec<ActRow>, Refusal> {
    let head = registry.store.head().seq;
    let first = head.saturating_sub(limit as u64);
    let mut rows = Vec::new();
    for seq in (first + 1..=head).rev() {
        let Some(change) = view.change(seq)? else { continue };
        let mut row = row(&change, view)?;
        row.undone_by = undone_by(&rows, seq);
        rows.push(row);
    }
    Ok(rows)
}

fn undone_by(later: &[ActRow], seq: u64) -> Option<u64> {
    later.iter().find(|row| row.undoes == Some(seq)).map(|row| row.seq)
}

/// The last act of somebody.
pub(super) fn last_of(registry: &Registry, login: &str, view: &View<'_>) -> Result<Option<ActRow>, Refusal> {
    let head = registry.store.head().seq;
    for seq in (head.saturating_sub(LOOK_BACK) + 1..=head).rev() {
        let Some(change) = view.change(seq)? else { continue };
        let fixed = [Act::OpenHome as u16, Act::Import as u16, Act::Abandon as u16];
        if change.by.login == login && !fixed.contains(&change.act) {
            return row(&change, view).map(Some);
        }
    }
    Ok(None)
}

/// The acts that touched a record, newest first, with what changed in it.
pub(super) fn history(key: RecordKey, view: &View<'_>) -> Result<Vec<ActRow>, Refusal> {
    let mut rows = Vec::new();
    for seq in view.history_of(key)? {
        let Some(change) = view.change(seq)? else { continue };
        let mut row = row(&change, view)?;
        row.undone_by = undone_by(&rows, seq);
        let edit = change.edits.iter().find(|edit| edit.key() == Some(key));
        row.differences = edit.map(differences).transpose()?.unwrap_or_default();
        rows.push(row);
    }
    Ok(rows)
}

fn row(change: &Change, view: &View<'_>) -> Result<ActRow, Refusal> {
    let names = view.names();
    let mut records = Vec::new();
    for edit in &change.edits {
        records.extend(record_of(edit)?);
    }
    let subject = records.iter().find(|record| !matches!(record, AnyRecord::Home(_)));
    Ok(ActRow {
        seq: change.seq,
        at: change.at,
        login: change.by.login.clone(),
        act: change.act,
        subject: subject.map(|record| names.record(record)).transpose()?.unwrap_or_default(),
        household: records.iter().find_map(|record| names.household_of(record)),
        money: subject.and_then(money),
        undone_by: None,
        undoes: change.undoes,
        differences: Vec::new(),
    })
}

fn money(record: &AnyRecord) -> Option<Vnd> {
    match record {
        AnyRecord::Contribution(contribution) => match &contribution.gift {
            Gift::Money(receipts) => receipts.last().map(|receipt| receipt.amount),
            _ => None,
        },
        _ => None,
    }
}

fn record_of(edit: &Edit) -> Result<Option<AnyRecord>, Refusal> {
    decode(edit, edit.after.as_ref().or(edit.before.as_ref()))
}

fn decode(edit: &Edit, bytes: Option<&Vec<u8>>) -> Result<Option<AnyRecord>, Refusal> {
    let (Some(key), Some(bytes)) = (edit.key(), bytes) else { return Ok(None) };
    let stored = decode_any(key, bytes).map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
    Ok(Some(stored.record))
}

fn differences(edit: &Edit) -> Result<Vec<Difference>, Refusal> {
    let before = decode(edit, edit.before.as_ref())?.map(|record| masked(&record)).unwrap_or_default();
    let after = decode(edit, edit.after.as_ref())?.map(|record| masked(&record)).unwrap_or_default();
    let mut found = Vec::new();
    compare("", &before, &after, &mut found);
    Ok(found)
}

/// A record as JSON, its personal ids and phones masked: a history is no way round the mask.
fn masked(record: &AnyRecord) -> serde_json::Value {
    let mut value = match record {
        AnyRecord::Person(person) => serde_json::to_value(person),
        AnyRecord::Household(household) => serde_json::to_value(household),
        other => serde_json::to_value(other)
            .map(|value| value.as_object().and_then(|o| o.values().next().cloned()).unwrap_or(value)),
    }
    .unwrap_or_default();
    if let AnyRecord::Person(person) = record {
        value["personal_id"] = person.personal_id.as_ref().map(|id| id.masked()).into();
        value["old_id"] = person.old_id.as_ref().map(|id| format!("{id:?}")).into();
    }
    if let AnyRecord::Household(household) = record {
        value["phones"] = household.phones.iter().map(|phone| phone.masked()).collect::<Vec<String>>().into();
    }
    value
}

fn compare(path: &str, before: &serde_json::Value, after: &serde_json::Value, found: &mut Vec<Difference>) {
    use serde_json::Value;
    if before == after {
        return;
    }
    let null = Value::Null;
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys.into_iter().filter(|key| !SILENT.contains(&key.as_str())) {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&below, a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null), found);
            }
        }
        (Value::Null, Value::Object(_)) if path.is_empty() => {
            compare(path, &Value::Object(serde_json::Map::new()), after, found);
        }
        _ => {
            let (before, after) = (show(before), show(after));
            if before != after {
                found.push(Difference { path: path.to_owned(), before, after });
            }
        }
    }
}

fn show(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(list) if list.is_empty() => String::new(),
        other => other.to_string(),
    }
}
