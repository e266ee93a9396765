//! Contributions and dues as lists show them, and their sums.

use super::super::view::View;
use super::Asked;
use crate::domain::*;
use crate::protocol::{DueLine, GiftLine, Given, Refusal};
use crate::store::Stored;

/// Adds up what was not voided.
pub(super) fn sum<'a>(contributions: impl Iterator<Item = &'a Contribution>) -> Given {
    let mut given = Given::default();
    for contribution in contributions.filter(|contribution| contribution.voided.is_none()) {
        given.valued.0 = given.valued.0.saturating_add(contribution.valued.0);
        match &contribution.gift {
            Gift::Money(_) => given.money.0 = given.money.0.saturating_add(contribution.gift.money().0),
            Gift::Land { area, .. } => given.land.0 = given.land.0.saturating_add(area.0),
            Gift::Labour(half_days) => given.labour.0 = given.labour.0.saturating_add(half_days.0),
            Gift::Goods { .. } => given.goods += 1,
        }
    }
    given
}

/// The lines of contributions, newest first: one a receipt for money.
pub(super) fn lines(
    contributions: &[Stored<Contribution>],
    asked: &Asked<'_>,
) -> Result<Vec<GiftLine>, Refusal> {
    let mut lines = Vec::new();
    for stored in contributions {
        push_lines(&stored.record, asked, &mut lines)?;
    }
    lines.sort_by(|a, b| {
        b.on.cmp(&a.on).then_with(|| b.number.cmp(&a.number)).then(b.receipt.cmp(&a.receipt))
    });
    Ok(lines)
}

fn push_lines(
    contribution: &Contribution,
    asked: &Asked<'_>,
    lines: &mut Vec<GiftLine>,
) -> Result<(), Refusal> {
    let names = asked.view.names();
    let to = match (contribution.project, contribution.model) {
        (Some(project), _) => names.project(project)?,
        (None, Some(model)) => names.model(model)?,
        (None, None) => String::new(),
    };
    let line = GiftLine {
        id: contribution.id,
        number: ShortNumber { kind: Kind::Contribution, number: contribution.number },
        on: contribution.on,
        to,
        from: names.giver(contribution)?,
        household: contribution.household(),
        money: None,
        receipt_index: None,
        land: None,
        labour: None,
        goods: None,
        valued: contribution.valued,
        receipt: None,
        given_by: contribution.given_by().map(|person| names.person(person)).transpose()?,
        on_behalf: None,
        evidence: contribution.evidence.clone(),
        witnesses: u16::try_from(contribution.witnesses.len()).unwrap_or(u16::MAX),
        certificate_updated: None,
        voided: contribution.voided.as_ref().map(|voided| voided.reason.clone()),
        elsewhere: false,
    };
    match &contribution.gift {
        Gift::Money(receipts) => {
            for (at, receipt) in receipts.iter().enumerate() {
                lines.push(receipt_line(&line, at, receipt, asked)?);
            }
        }
        Gift::Land { area, certificate_updated, .. } => {
            lines.push(GiftLine {
                land: Some(*area),
                certificate_updated: Some(*certificate_updated),
                ..line
            });
        }
        Gift::Labour(half_days) => lines.push(GiftLine { labour: Some(*half_days), ..line }),
        Gift::Goods { what, quantity, measure } => {
            let amount = crate::text::number::decimal(*quantity);
            lines.push(GiftLine { goods: Some(format!("{amount} {measure} {what}")), ..line });
        }
    }
    Ok(())
}

fn receipt_line(
    line: &GiftLine,
    at: usize,
    receipt: &Receipt,
    asked: &Asked<'_>,
) -> Result<GiftLine, Refusal> {
    let voided = receipt.voided.as_ref().map(|voided| voided.reason.clone());
    Ok(GiftLine {
        on: receipt.on,
        money: Some(receipt.amount),
        receipt_index: u16::try_from(at).ok(),
        valued: receipt.amount,
        receipt: Some(receipt.number),
        on_behalf: receipt.on_behalf.map(|household| asked.household(household)).transpose()?,
        voided: voided.or_else(|| line.voided.clone()),
        ..line.clone()
    })
}

/// A due with what was given against it.
pub(super) fn due_line(due: &Stored<Due>, view: &View<'_>) -> Result<DueLine, Refusal> {
    let Due { id, project, household, amount, relief, promised } = due.record.clone();
    let own = view.contributions_of(household)?;
    let others = view.contributions_for(household)?;
    let mut payments = 0;
    let mut received = 0;
    for stored in own.iter().chain(&others).filter(|stored| stored.record.project == Some(project)) {
        let settles = stored.record.settles(household).0;
        received += settles;
        let credited =
            |receipt: &&Receipt| receipt.on_behalf.or(stored.record.household()) == Some(household);
        let live = stored.record.voided.is_none();
        payments += if live { stored.record.gift.live_receipts().filter(credited).count() } else { 0 };
    }
    let asked = due.record.asked();
    Ok(DueLine {
        id,
        rev: due.rev,
        project,
        name: view.names().project(project)?,
        amount,
        asked,
        reason: relief.map(|relief| relief.reason),
        received: Vnd(received),
        payments: u16::try_from(payments).unwrap_or(u16::MAX),
        left: Vnd((asked.0 - received).max(0)),
        promised,
    })
}
