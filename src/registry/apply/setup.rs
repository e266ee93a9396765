//! The first run: an empty home gets its commune, first hamlet and first group.

use super::{Context, Planned, refuse};
use crate::domain::{
    Dated, Faults, Field, Group, GroupId, Home, NAME, Unit, UnitId, UnitKind, UnitVersion, VIET_NAM_OFFSET,
    Validity, Why,
};
use crate::protocol::{Act, Refusal, SetUp};
use crate::registry::work::Work;

/// Plans the set-up.
pub(super) fn set_up(set_up: &SetUp, work: &mut Work<'_>, context: &Context<'_>) -> Result<Planned, Refusal> {
    let home = work.view.home()?;
    if home.as_ref().is_some_and(|home| home.commune.is_some()) {
        return Err(Refusal::NotAllowed);
    }
    let mut faults = Faults::default();
    faults.text(&set_up.commune, Field::Commune, NAME);
    faults.text(&set_up.hamlet, Field::Hamlet, NAME);
    faults.require((1..=999).contains(&set_up.group_number), Field::GroupNumber, Why::NotANumber);
    refuse(faults.into_vec())?;

    let commune = unit(UnitKind::Commune, &set_up.commune, None, context)?;
    let hamlet = unit(UnitKind::Hamlet, &set_up.hamlet, Some(commune.id), context)?;
    let group = Group {
        id: GroupId((context.new_id)()?),
        number: set_up.group_number,
        hamlets: vec![Dated { value: hamlet.id, valid: Validity::ALWAYS }],
        name: None,
        founded: None,
        meeting_day: None,
        grades: Vec::new(),
        source: None,
    };
    let base = home.unwrap_or(Home { commune: None, offset_minutes: VIET_NAM_OFFSET, practice: false });
    let subject = group.id.key();
    work.put(group)?;
    work.put(Home { commune: Some(commune.id), ..base })?;
    work.put(commune)?;
    work.put(hamlet)?;
    Ok(Planned::of(Act::SetUp, subject))
}

fn unit(kind: UnitKind, name: &str, parent: Option<UnitId>, context: &Context<'_>) -> Result<Unit, Refusal> {
    let version = UnitVersion {
        name: crate::text::clean::line(name),
        code: None,
        parent,
        valid: Validity::ALWAYS,
        basis: None,
    };
    let id = UnitId((context.new_id)()?);
    Ok(Unit { id, kind, versions: vec![version], aliases: Vec::new(), source: None })
}
