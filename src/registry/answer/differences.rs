//! What an act changed, field by field and item by item, as lists of acts and histories show it.

use super::lines::{self, Line};
use crate::domain::{AnyRecord, Field, Kind, RecordKey, ShortNumber};
use crate::protocol::{Change, Difference, Edit, Refusal, Shown};
use crate::registry::names::Names;
use crate::store::decode_any;

/// The most differences one act is shown with: a levy on a whole hamlet has hundreds.
const MOST: usize = 100;

/// The record of an edit as it was and as it became.
pub(super) struct Pair {
    pub key: RecordKey,
    pub before: Option<AnyRecord>,
    pub after: Option<AnyRecord>,
}

impl Pair {
    /// The record, newest first.
    pub fn record(&self) -> Option<&AnyRecord> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// Reads an edit; none when this build does not know the kind of its record.
fn pair(edit: &Edit) -> Result<Option<Pair>, Refusal> {
    let Some(key) = edit.key() else { return Ok(None) };
    let read = |bytes: &Option<Vec<u8>>| {
        let stored = bytes.as_ref().map(|bytes| decode_any(key, bytes)).transpose();
        stored.map_err(|error| Refusal::NeedsAttention(error.to_string()))
    };
    let (before, after) = (read(&edit.before)?, read(&edit.after)?);
    Ok(Some(Pair {
        key,
        before: before.map(|stored| stored.record),
        after: after.map(|stored| stored.record),
    }))
}

/// Reads the edits of a change.
pub(super) fn pairs(change: &Change) -> Result<Vec<Pair>, Refusal> {
    pairs_where(change, |_| true)
}

/// Reads those edits of a change whose records are wanted, in their order.
pub(super) fn pairs_where(
    change: &Change,
    is_wanted: impl Fn(RecordKey) -> bool,
) -> Result<Vec<Pair>, Refusal> {
    let wanted = change.edits.iter().filter(|edit| edit.key().is_some_and(&is_wanted));
    let read: Result<Vec<Option<Pair>>, Refusal> = wanted.map(pair).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// The differences of an act: those of its own record whole, of others what came, what went, what changed in them. The
/// number says how many more there were than are listed.
pub(super) fn of_act(
    pairs: &[Pair],
    own: Option<RecordKey>,
    names: &Names<'_>,
) -> Result<(Vec<Difference>, u32), Refusal> {
    let mut found = Vec::new();
    for pair in pairs {
        match (Some(pair.key) == own, &pair.before, &pair.after) {
            (true, _, _) | (false, Some(_), Some(_)) => found.extend(within(pair, own, names)?),
            (false, None, Some(said @ (AnyRecord::LifeChange(_) | AnyRecord::Transfer(_)))) => {
                found.extend(said_of(said, names)?);
            }
            (false, before, after) => found.extend(whole(before.as_ref(), after.as_ref(), own, names)?),
        }
    }
    let more = u32::try_from(found.len().saturating_sub(MOST)).unwrap_or(u32::MAX);
    found.truncate(MOST);
    Ok((found, more))
}

/// What a change of life says beside what it did to persons and households; and where a household was sent.
fn said_of(change: &AnyRecord, names: &Names<'_>) -> Result<Vec<Difference>, Refusal> {
    let said: &[Field] = match change {
        AnyRecord::Transfer(_) => &[Field::Group, Field::On, Field::Basis, Field::ToldBy],
        _ => &[Field::Place, Field::Basis, Field::ToldBy],
    };
    let mut all = between(None, change, names)?;
    all.retain(|difference| said.contains(&difference.field));
    Ok(all)
}

/// What changed in one record.
fn within(pair: &Pair, own: Option<RecordKey>, names: &Names<'_>) -> Result<Vec<Difference>, Refusal> {
    let Some(after) = &pair.after else {
        return Ok(whole(pair.before.as_ref(), None, own, names)?.into_iter().collect());
    };
    let of = if Some(pair.key) == own { None } else { Some(name_beside(after, own, names)?) };
    let found = between(pair.before.as_ref(), after, names)?;
    Ok(found.into_iter().map(|difference| Difference { of: of.clone(), ..difference }).collect())
}

/// What changed from one state of a record to another; all of it when there was none before.
pub(super) fn between(
    before: Option<&AnyRecord>,
    after: &AnyRecord,
    names: &Names<'_>,
) -> Result<Vec<Difference>, Refusal> {
    let old = before.map(|record| lines::of(record, names)).transpose()?;
    let made = old.is_none();
    let changed = compare(old.unwrap_or_default(), lines::of(after, names)?);
    Ok(changed.into_iter().map(|difference| Difference { made, ..difference }).collect())
}

/// A record that came or went beside the one an act is about.
fn whole(
    before: Option<&AnyRecord>,
    after: Option<&AnyRecord>,
    own: Option<RecordKey>,
    names: &Names<'_>,
) -> Result<Option<Difference>, Refusal> {
    let Some(record) = after.or(before) else { return Ok(None) };
    let Some(field) = field_of(record.key().kind) else { return Ok(None) };
    let item = vec![Shown::Record(record.key(), name_beside(record, own, names)?)];
    let said: Vec<Shown> = more(record).into_iter().collect();
    let value = |there: Option<&AnyRecord>| there.map(|_| said.clone());
    Ok(Some(Difference { of: None, field, item, before: value(before), after: value(after), made: false }))
}

/// How a record is called beside another one: not by the household or the project whose history this is.
fn name_beside(record: &AnyRecord, own: Option<RecordKey>, names: &Names<'_>) -> Result<String, Refusal> {
    match record {
        AnyRecord::Contribution(contribution) => {
            let to = contribution.project.map(|project| names.project(project)).transpose()?;
            let number = ShortNumber { kind: Kind::Contribution, number: contribution.number };
            Ok(format!("{number} {}", to.unwrap_or_default()).trim_end().to_owned())
        }
        AnyRecord::Due(due) if own == Some(due.household.key()) => names.project(due.project),
        AnyRecord::Transfer(transfer) if own == Some(transfer.household.key()) => names.group(transfer.to),
        other => names.record(other),
    }
}

/// The field under which a record stands beside another one; a change of life is said by the act itself.
fn field_of(kind: Kind) -> Option<Field> {
    Some(match kind {
        Kind::Unit => Field::Hamlet,
        Kind::Group => Field::Group,
        Kind::Household => Field::Household,
        Kind::Person => Field::Members,
        Kind::Committee => Field::Seats,
        Kind::Project => Field::Project,
        Kind::Contribution => Field::Contribution,
        Kind::Note => Field::Text,
        Kind::MovementModel => Field::Model,
        Kind::Staff => Field::Login,
        Kind::Due => Field::Levy,
        Kind::DataRequest => Field::AskedBy,
        Kind::Meeting => Field::Topic,
        Kind::Home | Kind::LifeChange | Kind::Transfer => return None,
    })
}

fn more(record: &AnyRecord) -> Option<Shown> {
    match record {
        AnyRecord::Person(person) => person.memberships.last().map(|membership| membership.relation.into()),
        AnyRecord::Due(due) => Some(due.asked().into()),
        AnyRecord::Contribution(contribution) => Some(contribution.valued.into()),
        _ => None,
    }
}

/// Compares lines: the same item of the same field is one line, whatever stands in it.
fn compare(mut old: Vec<Line>, new: Vec<Line>) -> Vec<Difference> {
    // What stayed as it is goes first, so that of two items of one name the changed one is seen as changed.
    let mut changed = Vec::new();
    for line in new {
        match old.iter().position(|other| is_same(other, &line)) {
            Some(at) => drop(old.remove(at)),
            None => changed.push(line),
        }
    }
    let mut found = Vec::new();
    for line in changed {
        let at = old.iter().position(|other| other.field == line.field && is_one(other, &line));
        let before = at.map(|at| old.remove(at).value);
        let (field, item, after) = (line.field, line.item, Some(line.value));
        found.push(Difference { of: None, field, item, before, after, made: false });
    }
    for Line { field, item, value, .. } in old {
        found.push(Difference { of: None, field, item, before: Some(value), after: None, made: false });
    }
    found
}

fn is_same(one: &Line, other: &Line) -> bool {
    one.field == other.field
        && (&one.item, &one.value, &one.exact) == (&other.item, &other.value, &other.exact)
}

/// Whether two lines are of one item. Masked digits are one item only when the digits are the same.
fn is_one(one: &Line, other: &Line) -> bool {
    one.item == other.item && (one.item.is_empty() || one.exact == other.exact)
}
