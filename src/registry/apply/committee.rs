//! Seats that change hands. Ex officio seats elsewhere follow without being touched.

use super::{Context, Planned, refuse};
use crate::domain::{
    Committee, CommitteeId, Date, Faults, Field, GroupRole, HeldBasis, Holder, Holding, LINE, Person, Seat,
    Validity, Why,
};
use crate::protocol::{Act, Refusal};
use crate::registry::work::Work;

/// Who takes a seat.
pub(super) struct NewHolder<'a> {
    /// The role.
    pub role: GroupRole,
    /// Who.
    pub holder: &'a Holder,
    /// From when on.
    pub from: Date,
    /// The decision's number.
    pub decision: Option<&'a str>,
}

/// Plans it.
pub(super) fn change_seat(
    committee: CommitteeId,
    new: &NewHolder<'_>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut record: Committee = work.need(committee.key())?;
    let mut faults = Faults::default();
    faults.require(new.from <= context.today, Field::From, Why::InFuture);
    faults.optional_text(new.decision.unwrap_or(""), Field::Decision, LINE);
    faults.require(new.role != GroupRole::Member, Field::Role, Why::NotAChoice);
    if let Holder::Person(person) = new.holder {
        match work.get::<Person>(person.key())? {
            None => faults.add(Field::Holder, Why::NotFound),
            Some(person) => faults.require(person.death.is_none(), Field::Holder, Why::Deceased),
        }
    }
    refuse(faults.into_vec())?;
    let basis = leave(&mut record, new);
    record.seats.push(Seat {
        role: new.role,
        holding: Holding::Held { holder: new.holder.clone(), basis },
        decision: new.decision.map(crate::text::clean::line).filter(|text| !text.is_empty()),
        valid: Validity::since(new.from),
    });
    refuse(record.check().err().unwrap_or_default())?;
    work.put(record)?;
    Ok(Planned::of(Act::ChangeSeat, committee.key()))
}

/// Ends what stands in the way: the role's old holder, and any other seat of the new one. Gives the seat's basis.
fn leave(record: &mut Committee, new: &NewHolder<'_>) -> HeldBasis {
    let mut basis = HeldBasis::Elected;
    // A seat that began on the same day was a mistake put right: it never held.
    record.seats.retain(|seat| !(is_in_the_way(seat, new) && seat.valid.from() == Some(new.from)));
    for seat in record.seats.iter_mut().filter(|seat| is_in_the_way(seat, new)) {
        if let (Holding::Held { basis: old, .. }, true) = (&seat.holding, seat.role == new.role) {
            basis = *old;
        }
        seat.valid = seat.valid.ended_before(new.from);
    }
    basis
}

fn is_in_the_way(seat: &Seat, new: &NewHolder<'_>) -> bool {
    let same_person = matches!((&seat.holding, new.holder),
        (Holding::Held { holder: Holder::Person(old), .. }, Holder::Person(new)) if old == new);
    seat.valid.is_open() && (seat.role == new.role || same_person)
}
