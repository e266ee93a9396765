//! Committees and their seats.
//!
//! A seat ex officio stores no holder: it is read from the group's board on the day asked, so a change of leader
//! shows in every team without touching it.

use serde::{Deserialize, Serialize};

use super::{
    CommitteeId, CommitteeKind, Date, Fault, Faults, Field, GroupId, GroupRole, HeldBasis, ModelId, NAME,
    PersonId, ProjectId, Source, UnitId, Validity, Why,
};

/// A group's board, a model's executive team, or another team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committee {
    /// Identity.
    pub id: CommitteeId,
    /// What it is.
    pub kind: CommitteeKind,
    /// What it is of.
    pub of: CommitteeOf,
    /// What it is called here; names differ by province, so the label is data.
    pub name: Option<String>,
    /// The seats, over time.
    pub seats: Vec<Seat>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// What a committee belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitteeOf {
    /// A group.
    Group(GroupId),
    /// A hamlet or another unit.
    Unit(UnitId),
    /// A movement model.
    Model(ModelId),
    /// A project.
    Project(ProjectId),
}

/// A seat in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The role: leader, deputy, secretary or member.
    pub role: GroupRole,
    /// Who holds it.
    pub holding: Holding,
    /// The decision's number.
    pub decision: Option<String>,
    /// When.
    pub valid: Validity,
}

/// Who holds a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Whoever has this role on the group's board on the day asked.
    ExOfficio(GroupRole),
    /// Somebody by name.
    Held {
        /// Who.
        holder: Holder,
        /// Sent by whom.
        basis: HeldBasis,
    },
}

/// Somebody who holds a seat by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A person of the register.
    Person(PersonId),
    /// Somebody from outside, with their post.
    Outsider {
        /// Their name.
        name: String,
        /// Their post, such as "Phó Chủ tịch Hội Nông dân xã".
        post: String,
    },
}

impl Seat {
    /// The person who holds it by name.
    pub fn person(&self) -> Option<PersonId> {
        match &self.holding {
            Holding::Held { holder: Holder::Person(person), .. } => Some(*person),
            _ => None,
        }
    }
}

impl Committee {
    /// The seats that exist on a day.
    pub fn seats_on(&self, day: Date) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(move |seat| seat.valid.contains(day))
    }

    /// The holder of a role by name on a day; of two on the same day the later entry.
    pub fn holder_of(&self, role: GroupRole, day: Date) -> Option<&Holder> {
        let seats = self.seats.iter().rev().filter(|seat| seat.role == role && seat.valid.contains(day));
        seats
            .filter_map(|seat| match &seat.holding {
                Holding::Held { holder, .. } => Some(holder),
                Holding::ExOfficio(_) => None,
            })
            .next()
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.optional_text(self.name.as_deref().unwrap_or(""), Field::Name, NAME);
        faults.require(!self.seats.is_empty(), Field::Seats, Why::Missing);
        let is_board = self.kind == CommitteeKind::GroupBoard;
        faults.require(!is_board || matches!(self.of, CommitteeOf::Group(_)), Field::Of, Why::Elsewhere);
        for (row, seat) in self.seats.iter().enumerate() {
            self.check_seat(row, seat, is_board, &mut faults);
        }
        faults.check()
    }

    fn check_seat(&self, row: usize, seat: &Seat, is_board: bool, faults: &mut Faults) {
        match &seat.holding {
            // The board is what ex officio seats are read from; one inside it would read itself.
            Holding::ExOfficio(_) if is_board => faults.add_row(Field::SeatBasis, row, Why::NotAChoice),
            Holding::Held { holder: Holder::Outsider { name, .. }, .. } if name.trim().is_empty() => {
                faults.add_row(Field::Holder, row, Why::Missing);
            }
            _ => {}
        }
        let twice = self.seats[..row].iter().any(|earlier| {
            earlier.valid.overlaps(seat.valid)
                && earlier.person().is_some()
                && earlier.person() == seat.person()
        });
        if twice {
            faults.add_row(Field::Holder, row, Why::Twice);
        }
    }
}
