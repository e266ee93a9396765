//! group_boards, committees, models, model_participants: who does what, and with whom.

use super::cells::Cells;
use super::table::{Table, maybe, needed, rows_stand_alone};
use super::words::Basis;
use super::{numbers, words};
use crate::domain::{Field, ModelStatus, Why};
use crate::protocol::{ImportHolding, RowBody};

pub(super) static GROUP_BOARDS: Table = Table {
    name: "group_boards",
    columns: &[
        needed("group_id", Field::Group),
        needed("role", Field::Role),
        needed("person_id", Field::Holder),
        maybe("from", Field::From),
    ],
    yearly: &[],
    read: read_board_seat,
    finish: rows_stand_alone,
};

pub(super) static COMMITTEES: Table = Table {
    name: "committees",
    columns: &[
        needed("committee_id", Field::Of),
        needed("kind", Field::KindOf),
        maybe("group_id", Field::Group),
        maybe("model_id", Field::Model),
        // The place in the list, for people; the order of the rows is what counts.
        maybe("seat", Field::Seats),
        needed("basis", Field::SeatBasis),
        needed("person_id", Field::Holder),
        maybe("from", Field::From),
    ],
    yearly: &[],
    read: read_seat,
    finish: rows_stand_alone,
};

pub(super) static MODELS: Table = Table {
    name: "models",
    columns: &[
        needed("model_id", Field::Model),
        needed("movement", Field::Movement),
        needed("started", Field::Year),
        needed("name", Field::Name),
        maybe("unit", Field::Parent),
        maybe("group", Field::Group),
    ],
    yearly: &[],
    read: read_model,
    finish: carry_over,
};

pub(super) static PARTICIPANTS: Table = Table {
    name: "model_participants",
    columns: &[needed("model_id", Field::Model), needed("person_id", Field::Participants)],
    yearly: &[],
    read: read_participant,
    finish: rows_stand_alone,
};

fn read_board_seat(cells: &mut Cells<'_>) -> Option<RowBody> {
    let group = cells.required("group_id");
    let role = cells.must("role", words::role);
    let person = cells.required("person_id");
    let from = cells.may("from", numbers::day);
    Some(RowBody::BoardSeat { group, role: role?, person, from })
}

fn read_seat(cells: &mut Cells<'_>) -> Option<RowBody> {
    let committee = cells.required("committee_id");
    let kind = cells.must("kind", words::committee_kind);
    let basis = cells.must("basis", words::basis);
    let person = cells.optional("person_id");
    let from = cells.may("from", numbers::day);
    let holding = match (basis, person) {
        (Some(Basis::ExOfficio(role)), None) => Some(ImportHolding::ExOfficio(role)),
        (Some(Basis::Held(basis)), Some(person)) => Some(ImportHolding::Held(person, basis)),
        (Some(Basis::ExOfficio(_)), Some(_)) => {
            // Whom the file names may differ from the board: the seat follows the board and stores nobody.
            cells.fault(Field::Holder, Why::Elsewhere);
            None
        }
        (Some(Basis::Held(_)), None) => {
            cells.fault(Field::Holder, Why::Missing);
            None
        }
        (None, _) => None,
    };
    let (group, model) = (cells.optional("group_id"), cells.optional("model_id"));
    Some(RowBody::Seat { committee, kind: kind?, group, model, holding: holding?, from })
}

fn read_model(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("model_id");
    let movement = cells.must("movement", words::movement);
    let started = cells.must("started", numbers::year);
    let name = cells.required("name");
    let (unit, group) = (cells.optional("unit"), cells.optional("group"));
    Some(RowBody::Model { key, movement: movement?, started: started?, name, unit, group, years: vec![] })
}

/// The file lists the models that run in the newest year a model of it started in: older ones were carried over.
fn carry_over(rows: &mut [RowBody]) {
    let start_of = |row: &RowBody| match row {
        RowBody::Model { started, .. } => Some(*started),
        _ => None,
    };
    let Some(newest) = rows.iter().filter_map(start_of).max() else { return };
    for row in rows {
        if let RowBody::Model { started, years, .. } = row {
            *years = (*started..=newest).map(|year| (year, ModelStatus::Active)).collect();
        }
    }
}

fn read_participant(cells: &mut Cells<'_>) -> Option<RowBody> {
    let (model, person) = (cells.required("model_id"), cells.required("person_id"));
    Some(RowBody::Participant { model, person })
}
