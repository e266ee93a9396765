//! Boards and executive teams, and seats that change hands.

use uuid::Uuid;

use super::{line, save};
use crate::domain::{
    Choice, Committee, CommitteeId, CommitteeKind, CommitteeOf, Date, Fault, Field, GroupId, GroupRole,
    HeldBasis, Holder, Holding, Kind, ModelId, PersonId, ProjectId, Seat, Validity, Why,
};
use crate::phrases::{Lang, Words, screens};
use crate::protocol::Command;
use crate::text::date::show_day;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// The seats a team's form has room for.
const SEATS: usize = 8;
/// What the first six seats of an executive team rest on: two ex officio and four associations (the report's team).
const USUAL: [&str; SEATS] = ["ex_leader", "ex_deputy", "farmers", "women", "youth", "elderly", "", ""];
/// The roles of a group's board.
const BOARD: [GroupRole; 3] = [GroupRole::Leader, GroupRole::Deputy, GroupRole::Secretary];

/// Fields of a new team.
pub fn team_fields(lang: Lang, today: Date) -> Vec<FieldState> {
    let words = screens(lang);
    let new = |of, input| FieldState::new(lang, of, input);
    let mut fields = vec![
        FieldState::choice(lang, Field::KindOf, Some(CommitteeKind::ModelExecutive)),
        new(Field::Model, Input::Record(Kind::MovementModel)),
        new(Field::Group, Input::Record(Kind::Group)),
        new(Field::Project, Input::Record(Kind::Project)),
        new(Field::From, Input::Day).with(show_day(today.naive())),
        line(lang, Field::Decision),
    ];
    for (at, usual) in USUAL.iter().enumerate() {
        let label = format!("{} {}", words.seat, at + 1);
        let mut basis = new(Field::SeatBasis, Input::Choice(bases(lang))).in_row(at, label);
        basis.choose(usual);
        fields.push(basis);
        fields.push(new(Field::Holder, Input::Record(Kind::Person)).in_row(at, words.holder));
    }
    fields
}

/// What a seat can rest on: nothing (no such seat), a role on the board, or what somebody holds it by.
fn bases(lang: Lang) -> Vec<(String, String)> {
    let words = screens(lang);
    let mut items = vec![(String::new(), words.no_seat.to_owned())];
    for role in BOARD {
        let label = format!("{} ({})", role.word(lang), words.ex_officio);
        items.push((format!("ex_{}", role.key()), label));
    }
    items.extend(HeldBasis::ALL.iter().map(|basis| (basis.key().to_owned(), basis.word(lang).to_owned())));
    items
}

/// A holder is asked for only where the seat is not read from the board; what a team is of, by its kind.
pub fn is_asked(field: &FieldState, fields: &[FieldState]) -> bool {
    let chosen = |of, row| {
        let field = fields.iter().find(|field| field.field == of && field.row == row);
        field.and_then(|field| field.chosen.as_deref()).unwrap_or("")
    };
    let kind = chosen(Field::KindOf, None);
    match field.field {
        Field::Holder => {
            let basis = chosen(Field::SeatBasis, field.row);
            !basis.is_empty() && !basis.starts_with("ex_")
        }
        Field::Model => kind == CommitteeKind::ModelExecutive.key(),
        Field::Project => {
            kind == CommitteeKind::ProjectBoard.key() || kind == CommitteeKind::SupervisionBoard.key()
        }
        Field::Group => {
            ![CommitteeKind::ModelExecutive, CommitteeKind::ProjectBoard, CommitteeKind::SupervisionBoard]
                .iter()
                .any(|other| other.key() == kind)
        }
        _ => true,
    }
}

/// Reads a new team.
pub fn team(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let kind = values.choice(Field::KindOf).unwrap_or(CommitteeKind::ModelExecutive);
    let of = match kind {
        CommitteeKind::ModelExecutive => {
            values.need_record(Field::Model).map(|id| CommitteeOf::Model(ModelId(id)))
        }
        CommitteeKind::ProjectBoard | CommitteeKind::SupervisionBoard => {
            values.need_record(Field::Project).map(|id| CommitteeOf::Project(ProjectId(id)))
        }
        _ => values.need_record(Field::Group).map(|id| CommitteeOf::Group(GroupId(id))),
    };
    let from = values.need_day(Field::From);
    let decision = values.optional(Field::Decision);
    let valid = from.map_or(Validity::ALWAYS, Validity::since);
    let mut seats = Vec::new();
    for row in 0..SEATS {
        let Some(holding) = holding(row, values) else { continue };
        let role = match &holding {
            Holding::ExOfficio(role) => *role,
            Holding::Held { .. } => GroupRole::Member,
        };
        seats.push(Seat { role, holding, decision: decision.clone(), valid });
    }
    save(Committee { id: CommitteeId(id), kind, of: of?, name: None, seats, source: None }, None)
}

fn holding(row: usize, values: &mut Values<'_>) -> Option<Holding> {
    let basis = values.key_in(Field::SeatBasis, Some(row)).filter(|basis| !basis.is_empty())?;
    if let Some(role) = basis.strip_prefix("ex_") {
        return GroupRole::from_key(role).map(Holding::ExOfficio);
    }
    let basis = HeldBasis::from_key(basis)?;
    match values.record_in(Field::Holder, Some(row)) {
        Some(person) => Some(Holding::Held { holder: Holder::Person(PersonId(person)), basis }),
        None => {
            values.push(Fault::in_row(Field::Holder, row, Why::Missing));
            None
        }
    }
}

/// Fields of a group's first board.
pub fn board_fields(lang: Lang, today: Date) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    let mut fields =
        vec![new(Field::From, Input::Day).with(show_day(today.naive())), line(lang, Field::Decision)];
    for (at, role) in BOARD.iter().enumerate() {
        fields.push(new(Field::Holder, Input::Record(Kind::Person)).in_row(at, role.word(lang)));
    }
    fields
}

/// Reads a group's first board.
pub fn board(group: GroupId, id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let from = values.need_day(Field::From)?;
    let decision = values.optional(Field::Decision);
    let mut seats = Vec::new();
    for (row, role) in BOARD.into_iter().enumerate() {
        let Some(person) = values.record_in(Field::Holder, Some(row)) else { continue };
        let holding = Holding::Held { holder: Holder::Person(PersonId(person)), basis: HeldBasis::Elected };
        seats.push(Seat { role, holding, decision: decision.clone(), valid: Validity::since(from) });
    }
    if seats.is_empty() {
        values.push(Fault::in_row(Field::Holder, 0, Why::Missing));
    }
    let of = CommitteeOf::Group(group);
    save(
        Committee {
            id: CommitteeId(id),
            kind: CommitteeKind::GroupBoard,
            of,
            name: None,
            seats,
            source: None,
        },
        None,
    )
}

/// Fields of a seat that changes hands.
pub fn change_fields(lang: Lang, today: Date) -> Vec<FieldState> {
    let items = BOARD.iter().map(|role| (role.key().to_owned(), role.word(lang).to_owned())).collect();
    let mut role = FieldState::new(lang, Field::Role, Input::Choice(items));
    role.choose(GroupRole::Leader.key());
    vec![
        role,
        FieldState::new(lang, Field::Holder, Input::Record(Kind::Person)),
        FieldState::new(lang, Field::From, Input::Day).with(show_day(today.naive())),
        line(lang, Field::Decision),
    ]
}

/// Reads a seat that changes hands.
pub fn change(committee: CommitteeId, values: &mut Values<'_>) -> Option<Command> {
    let holder = values.need_record(Field::Holder);
    let from = values.need_day(Field::From);
    Some(Command::ChangeSeat {
        committee,
        role: values.choice(Field::Role).unwrap_or(GroupRole::Leader),
        holder: Holder::Person(PersonId(holder?)),
        from: from?,
        decision: values.optional(Field::Decision),
    })
}
