//! `ndtq staff list` and `ndtq staff reach`: everybody, and who can see what today.

use std::collections::HashMap;

use clap::Args;
use serde_json::{Value, json};

use super::super::out::{Out, Outcome};
use super::Room;
use super::keys::Keyring;
use crate::domain::{Choice, Field, ScopeUnit, StaffId, StaffRole};
use crate::page::in_columns;
use crate::phrases::{Words, field, fill, scope_name, scope_names};
use crate::protocol::StaffRow;
use crate::text::date::show_day;

/// Everybody who has or had an account
#[derive(Debug, Args)]
pub(super) struct List {
    /// One array
    #[arg(long)]
    json: bool,
}

/// Who can see what today
#[derive(Debug, Args)]
pub(super) struct Reach {
    /// One array
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, room: &Room<'_>, out: &mut Out) -> Outcome {
        let keys = key_counts(room);
        if self.json {
            let all: Vec<Value> = room.rows.iter().map(|row| as_json(row, keys.as_ref(), room)).collect();
            return out.data(&Value::Array(all).to_string());
        }
        let label = |what| field(room.lang, what).to_owned();
        let head = [Field::Login, Field::FullName, Field::StaffRole, Field::Scope, Field::To].map(label);
        let mut head = head.to_vec();
        head.extend(keys.as_ref().map(|_| room.words().keys.to_owned()));
        let mut table = vec![head];
        for row in &room.rows {
            let mut cells = cells_of(row, scope_names(room.lang, &row.scope), room);
            cells.extend(keys.as_ref().map(|keys| count_of(keys, row).to_string()));
            table.push(cells);
        }
        out.lines(in_columns(&table))
    }
}

impl Reach {
    pub(super) fn run(self, room: &Room<'_>, out: &mut Out) -> Outcome {
        let here = room.rows.iter().filter(|row| row.active);
        if self.json {
            let all: Vec<Value> = here.map(|row| reach_json(row, room)).collect();
            return out.data(&Value::Array(all).to_string());
        }
        let label = |what| field(room.lang, what).to_owned();
        let head = [Field::Login, Field::FullName, Field::StaffRole, Field::Scope, Field::To].map(label);
        let rows = here.map(|row| cells_of(row, reach_of(row, room), room));
        out.lines(in_columns(&std::iter::once(head.to_vec()).chain(rows).collect::<Vec<_>>()))
    }
}

/// Whoever makes backups sees nothing, wherever that is.
fn reach_of(row: &StaffRow, room: &Room<'_>) -> String {
    match row.record.role {
        StaffRole::Backup => room.words().sees_nothing.to_owned(),
        _ => scope_names(room.lang, &row.scope),
    }
}

fn cells_of(row: &StaffRow, scope: String, room: &Room<'_>) -> Vec<String> {
    let words = room.words();
    let until = match row.record.valid.to() {
        None => words.no_end.to_owned(),
        Some(day) if row.active => show_day(day.naive()),
        Some(day) => fill(words.over, &[&show_day(day.naive())]),
    };
    let role = row.record.role.word(room.lang).to_owned();
    vec![row.record.login.clone(), row.record.name.clone(), role, scope, until]
}

fn as_json(row: &StaffRow, keys: Option<&HashMap<StaffId, usize>>, room: &Room<'_>) -> Value {
    let staff = &row.record;
    let scope = staff.scope.iter().zip(&row.scope).map(|(unit, name)| {
        let (unit, group) = match unit {
            ScopeUnit::Unit(unit) => (Some(unit), None),
            ScopeUnit::Group(group) => (None, Some(group)),
        };
        json!({ "unit": unit, "group": group, "name": scope_name(room.lang, name) })
    });
    json!({
        "id": staff.id,
        "login": staff.login,
        "name": staff.name,
        "role": staff.role.key(),
        "scope": scope.collect::<Vec<Value>>(),
        "from": staff.valid.from(),
        "until": staff.valid.to(),
        "active": row.active,
        "keys": keys.map(|keys| count_of(keys, row)),
        "rev": row.rev,
    })
}

fn reach_json(row: &StaffRow, room: &Room<'_>) -> Value {
    let staff = &row.record;
    let everything = staff.scope.is_empty() && staff.role != StaffRole::Backup;
    let places = row.scope.iter().filter(|_| staff.role != StaffRole::Backup);
    json!({
        "login": staff.login,
        "name": staff.name,
        "role": staff.role.key(),
        "everything": everything,
        "places": places.map(|place| scope_name(room.lang, place)).collect::<Vec<String>>(),
        "until": staff.valid.to(),
    })
}

/// How many keys each has where this account keeps them; none when that cannot be read, which is no reason to fail.
fn key_counts(room: &Room<'_>) -> Option<HashMap<StaffId, usize>> {
    let owners = Keyring::usual(room).ok()?.file().owners().ok()?;
    let mut counts = HashMap::new();
    for owner in owners {
        *counts.entry(owner).or_insert(0) += 1;
    }
    Some(counts)
}

fn count_of(keys: &HashMap<StaffId, usize>, row: &StaffRow) -> usize {
    keys.get(&row.record.id).copied().unwrap_or(0)
}
