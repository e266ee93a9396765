//! A levy on a project, and the dues that follow for its households.

use super::{Context, Planned, refuse};
use crate::domain::{
    Due, DueId, Fault, Faults, Field, HouseholdId, Levy, LevyBasis, Project, ProjectId, Relief, Vnd, Why,
};
use crate::protocol::{Act, Refusal};
use crate::registry::work::Work;

/// Plans it. Households that have a due already keep it as it is when something was given; otherwise the amount follows.
pub(super) fn set_levy(
    project: ProjectId,
    base: u64,
    levy: &Levy,
    relief: &[(HouseholdId, Relief)],
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let stored = work.view.get::<Project>(project.0)?.ok_or(Refusal::NotFound)?;
    if stored.rev != base {
        return Err(work.view.conflict_on(project.key())?);
    }
    let mut record = stored.record;
    record.levy = Some(levy.clone());
    let households = work.view.households_of_project(&record, context.today)?;
    let mut faults = Faults::default();
    faults.require(!households.is_empty(), Field::Levy, Why::NobodyLeft);
    // Metres of frontage are known to nobody but the clerk: such a levy asks the same of each, to be reduced by hand.
    faults.require(levy.basis != LevyBasis::Metre, Field::LevyBasis, Why::NotAChoice);
    for (row, (household, _)) in relief.iter().enumerate() {
        if !households.contains(household) {
            faults.add_row(Field::Reduced, row, Why::Elsewhere);
        }
    }
    let mut all = faults.into_vec();
    all.extend(record.check().err().unwrap_or_default());
    refuse(all)?;
    work.put(record)?;
    let faults = put_dues(project, levy, relief, &households, work, context)?;
    refuse(faults)?;
    Ok(Planned::of(Act::SetLevy, project.key()))
}

fn put_dues(
    project: ProjectId,
    levy: &Levy,
    relief: &[(HouseholdId, Relief)],
    households: &[HouseholdId],
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Vec<Fault>, Refusal> {
    let mut faults = Vec::new();
    let existing = work.view.dues_of_project(project)?;
    for household in households {
        let let_off = relief.iter().find(|(other, _)| other == household).map(|(_, relief)| relief.clone());
        let old = existing.iter().find(|due| due.record.household == *household).map(|due| &due.record);
        if old.is_some() && work.view.received(project, *household)? > Vnd(0) {
            continue;
        }
        let due = Due {
            id: old.map_or_else(|| (context.new_id)().map(DueId), |due| Ok(due.id))?,
            project,
            household: *household,
            amount: amount_for(levy, *household, work, context)?,
            relief: let_off.or_else(|| old.and_then(|due| due.relief.clone())),
            promised: old.and_then(|due| due.promised),
        };
        faults.extend(due.check().err().unwrap_or_default());
        work.put(due)?;
    }
    Ok(faults)
}

fn amount_for(
    levy: &Levy,
    household: HouseholdId,
    work: &Work<'_>,
    context: &Context<'_>,
) -> Result<Vnd, Refusal> {
    if levy.basis != LevyBasis::Person {
        return Ok(levy.amount);
    }
    let members = work.view.living_members(household, context.today)?.len().max(1);
    Ok(Vnd(levy.amount.0.saturating_mul(i64::try_from(members).unwrap_or(1))))
}
