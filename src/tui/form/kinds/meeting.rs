//! Meetings: where, who led it, what was voted on and decided. The roll is called on a screen of its own.

use uuid::Uuid;

use super::{line, optional, save};
use crate::domain::{
    Attendances, Choice, Date, Fault, Field, GroupId, Kind, Meeting, MeetingId, MeetingKind, MeetingOf,
    ModelId, PROSE, UnitId, Vote, Why,
};
use crate::phrases::Lang;
use crate::protocol::Command;
use crate::text::date::show_day;
use crate::text::{clean, number};
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// How many votes a form has room for.
const VOTES: usize = 4;

/// Fields of a new meeting: of a group, where none is chosen of a hamlet or another unit.
pub fn add_fields(group: Option<&(GroupId, String)>, lang: Lang, today: Date) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    let mut of = new(Field::Group, Input::Record(Kind::Group));
    if let Some((id, name)) = group {
        of = of.with_record(id.0, name);
    }
    let mut fields = vec![
        of,
        new(Field::Hamlet, Input::Record(Kind::Unit)),
        FieldState::choice(lang, Field::KindOf, Some(MeetingKind::Regular)),
        new(Field::On, Input::Day).with(show_day(today.naive())),
        new(Field::Model, Input::Record(Kind::MovementModel)),
    ];
    fields.extend(common_fields(lang));
    fields
}

fn common_fields(lang: Lang) -> Vec<FieldState> {
    let mut fields: Vec<FieldState> = [
        Field::Topic,
        Field::MeetingPlace,
        Field::Chair,
        Field::Secretary,
        Field::MinutesNo,
        Field::Occasion,
    ]
    .map(|field| line(lang, field))
    .into();
    fields.push(FieldState::new(lang, Field::Headcount, Input::Count));
    for row in 0..VOTES {
        let label = |field| crate::phrases::field(lang, field);
        fields.push(line(lang, Field::VoteOn).in_row(row, label(Field::VoteOn)));
        for field in COUNTS {
            let label = format!("   {}", label(field));
            fields.push(FieldState::new(lang, field, Input::Count).in_row(row, label));
        }
    }
    fields.push(long(line(lang, Field::Conclusion)));
    fields.push(long(line(lang, Field::Petition)));
    fields
}

/// The counts of a vote, as they stand in the minutes.
const COUNTS: [Field; 3] = [Field::InFavour, Field::Against, Field::OtherVotes];

/// Counts are asked for where something was voted on, and another vote below the last one. A model is asked for at its
/// launch, a unit where no group is chosen.
pub fn is_asked(field: &FieldState, fields: &[FieldState]) -> bool {
    let state = |of, row| fields.iter().find(|field| field.field == of && field.row == row);
    let is_empty = |row| state(Field::VoteOn, row).is_none_or(|vote| vote.edit.text().trim().is_empty());
    match (field.field, field.row) {
        (Field::VoteOn, Some(row)) => row == 0 || !is_empty(Some(row - 1)) || !is_empty(Some(row)),
        (field, row) if COUNTS.contains(&field) => !is_empty(row),
        (Field::Hamlet, _) => state(Field::Group, None).is_none_or(|of| of.chosen.is_none()),
        (Field::Model, _) => {
            let kind = state(Field::KindOf, None).and_then(|kind| kind.chosen.as_deref());
            kind == Some(MeetingKind::Launch.key())
        }
        _ => true,
    }
}

/// Reads a new meeting.
pub fn add(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let of = match (values.record(Field::Group), values.record(Field::Hamlet)) {
        (Some(group), _) => Some(MeetingOf::Group(GroupId(group))),
        (None, Some(unit)) => Some(MeetingOf::Unit(UnitId(unit))),
        (None, None) => {
            values.fault(Field::Group, Why::Missing);
            None
        }
    };
    let on = values.need_day(Field::On);
    let kind = values.choice(Field::KindOf).unwrap_or(MeetingKind::Regular);
    let model = values.record(Field::Model).map(ModelId).filter(|_| kind == MeetingKind::Launch);
    let empty = Meeting {
        id: MeetingId(id),
        kind,
        of: of.unwrap_or(MeetingOf::Unit(UnitId(Uuid::nil()))),
        on: on.unwrap_or(values.today()),
        place: None,
        chair: None,
        secretary: None,
        topic: None,
        occasion: None,
        minutes_no: None,
        model,
        headcount: None,
        roll: Vec::new(),
        votes: Vec::new(),
        decision: None,
        petition: None,
        source: None,
    };
    let meeting = read_common(empty, values);
    of.zip(on)?;
    save(meeting, None)
}

fn read_common(meeting: Meeting, values: &mut Values<'_>) -> Meeting {
    Meeting {
        topic: values.optional(Field::Topic),
        place: values.optional(Field::MeetingPlace),
        chair: values.optional(Field::Chair),
        secretary: values.optional(Field::Secretary),
        minutes_no: values.optional(Field::MinutesNo),
        occasion: values.optional(Field::Occasion),
        headcount: values.count(Field::Headcount).map(Attendances),
        votes: votes(values),
        decision: values.optional(Field::Conclusion),
        petition: values.optional(Field::Petition),
        ..meeting
    }
}

fn votes(values: &mut Values<'_>) -> Vec<Vote> {
    let mut votes = Vec::new();
    for row in 0..VOTES {
        let on = values.text_in(Field::VoteOn, row);
        if on.is_empty() {
            continue;
        }
        let [in_favour, against, other] = COUNTS.map(|field| {
            let typed = values.text_in(field, row);
            match typed.as_str() {
                "" => 0,
                typed => number::parse_count(typed).unwrap_or_else(|fault| {
                    values.push(Fault::in_row(field, row, fault.into()));
                    0
                }),
            }
        });
        votes.push(Vote { on, in_favour, against, other });
    }
    votes
}

/// Fields of the edit of a meeting. Whose it is stays.
pub fn edit_fields(meeting: &Meeting, lang: Lang) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    let mut fields = vec![
        FieldState::choice(lang, Field::KindOf, Some(meeting.kind)),
        new(Field::On, Input::Day).with(show_day(meeting.on.naive())),
    ];
    fields.extend(common_fields(lang));
    let count = |count: u32| count.to_string();
    for field in &mut fields {
        let vote = field.row.and_then(|row| meeting.votes.get(usize::from(row)));
        let text = match field.field {
            Field::Topic => optional(meeting.topic.as_ref()).to_owned(),
            Field::MeetingPlace => optional(meeting.place.as_ref()).to_owned(),
            Field::Chair => optional(meeting.chair.as_ref()).to_owned(),
            Field::Secretary => optional(meeting.secretary.as_ref()).to_owned(),
            Field::MinutesNo => optional(meeting.minutes_no.as_ref()).to_owned(),
            Field::Occasion => optional(meeting.occasion.as_ref()).to_owned(),
            Field::Headcount => meeting.headcount.map(|attended| count(attended.0)).unwrap_or_default(),
            Field::VoteOn => vote.map(|vote| vote.on.clone()).unwrap_or_default(),
            Field::InFavour => vote.map(|vote| count(vote.in_favour)).unwrap_or_default(),
            Field::Against => vote.map(|vote| count(vote.against)).unwrap_or_default(),
            Field::OtherVotes => vote.map(|vote| count(vote.other)).unwrap_or_default(),
            Field::Conclusion => optional(meeting.decision.as_ref()).to_owned(),
            Field::Petition => optional(meeting.petition.as_ref()).to_owned(),
            _ => continue,
        };
        *field = long(field.clone().with(text));
    }
    fields
}

/// Minutes are longer than other texts.
fn long(mut field: FieldState) -> FieldState {
    if matches!(field.field, Field::Conclusion | Field::Petition) {
        field.edit = field.edit.at_most(usize::from(PROSE));
    }
    field
}

/// Reads the edit of a meeting. Votes beyond those that the form has room for stay as they are.
pub fn edit(before: &Meeting, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let kind = values.choice(Field::KindOf).unwrap_or(before.kind);
    let on = values.need_day(Field::On);
    let mut meeting = read_common(before.clone(), values);
    // A field has no paragraphs: what nobody touched keeps its own.
    for (old, new) in [(&before.decision, &mut meeting.decision), (&before.petition, &mut meeting.petition)] {
        if old.as_deref().map(clean::line) == *new {
            new.clone_from(old);
        }
    }
    meeting.votes.extend(before.votes.iter().skip(VOTES).cloned());
    save(Meeting { kind, on: on?, ..meeting }, Some(rev))
}
