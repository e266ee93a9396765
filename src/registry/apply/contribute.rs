//! Contributions: what was given, receipts in the order of their year, and voiding.

use super::{Context, Planned, refuse};
use crate::domain::{
    AnyRecord, Contribution, ContributionId, Contributor, Due, Fault, Faults, Field, Gift, Household,
    HouseholdId, Kind, LINE, MovementModel, Person, Project, ProjectId, Receipt, Vnd, Voided, Warning, Why,
};
use crate::protocol::{Act, Contribute, GiftEntry, Refusal};
use crate::registry::Sure;
use crate::registry::work::Work;
use crate::store::Stored;
use crate::text::clean;

/// So many of the latest payments to a project say what is usual there, and so many there have to be.
const LATEST: usize = 40;
const ENOUGH: usize = 5;
/// So many times the usual payment is worth a second look.
const UNUSUAL: i64 = 10;

/// Plans a contribution.
pub(super) fn contribute(
    entry: &Contribute,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    if let (Sure::NotYet, GiftEntry::Money { amount, .. }) = (context.sure, &entry.gift) {
        let usual = usual_payment(entry.project, work)?;
        let agreed = match (&entry.from, entry.project) {
            (Contributor::Household { household, .. }, Some(project)) => agreed(project, *household, work)?,
            _ => None,
        };
        let giver = giver(&entry.from, work, context)?;
        warn_of_amount(*amount, usual.into_iter().chain(agreed).min(), giver, work);
    }
    record(entry, work, context)
}

/// The middle one of the latest payments to a project.
pub(super) fn usual_payment(project: Option<ProjectId>, work: &Work<'_>) -> Result<Option<Vnd>, Refusal> {
    let Some(project) = project else { return Ok(None) };
    let latest = work.view.latest_contributions_to(project, LATEST)?;
    let mut amounts: Vec<Vnd> =
        latest.iter().flat_map(|gift| gift.gift.live_receipts()).map(|receipt| receipt.amount).collect();
    amounts.sort_unstable();
    Ok((amounts.len() >= ENOUGH).then(|| amounts[amounts.len() / 2]))
}

/// What was agreed with a household, where something was.
pub(super) fn agreed(
    project: ProjectId,
    household: HouseholdId,
    work: &Work<'_>,
) -> Result<Option<Vnd>, Refusal> {
    let due = due_of(project, household, work)?;
    Ok(due.map(|due| due.record.asked()).filter(|asked| asked.0 > 0))
}

/// Says what may be a slip in an amount.
pub(super) fn warn_of_amount(amount: Vnd, usual: Option<Vnd>, giver: String, work: &mut Work<'_>) {
    if let Some(usual) = usual.filter(|usual| amount.0 >= usual.0.saturating_mul(UNUSUAL)) {
        work.warnings.push(Warning::UnusualAmount(giver, usual));
    }
}

fn giver(from: &Contributor, work: &Work<'_>, context: &Context<'_>) -> Result<String, Refusal> {
    match from {
        Contributor::Household { household, .. } => context.household(*household, work.view),
        Contributor::Sponsor(name) => Ok(clean::line(name)),
    }
}

/// Records it. Money is added as a receipt to what the household already gave to the project.
pub(super) fn record(
    entry: &Contribute,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut faults = check_ends(entry, work)?;
    faults.extend(check_payment(entry, work)?);
    refuse(faults)?;
    if let GiftEntry::Money { .. } = entry.gift
        && let Some(earlier) = earlier_money(entry, work)?
    {
        return add_receipt(earlier, entry, work, context);
    }
    let gift = gift(entry, work)?;
    let valued = match &gift {
        Gift::Money(_) => gift.money(),
        _ => entry.valued.unwrap_or(Vnd(0)),
    };
    let contribution = Contribution {
        id: ContributionId((context.new_id)()?),
        number: work.next_number(Kind::Contribution)?,
        from: tidy_giver(&entry.from),
        project: entry.project,
        model: entry.model,
        gift,
        valued,
        rule: entry.rule.as_deref().map(clean::line).filter(|text| !text.is_empty()),
        on: entry.on,
        witnesses: entry
            .witnesses
            .iter()
            .map(|name| clean::line(name))
            .filter(|name| !name.is_empty())
            .collect(),
        evidence: entry.evidence.clone(),
        voided: None,
        source: None,
    };
    refuse(contribution.check(context.today).err().unwrap_or_default())?;
    let subject = contribution.id.key();
    work.put(contribution)?;
    Ok(Planned::of(Act::RecordContribution, subject))
}

fn tidy_giver(from: &Contributor) -> Contributor {
    match from {
        Contributor::Sponsor(name) => Contributor::Sponsor(clean::line(name)),
        household => household.clone(),
    }
}

/// Both ends of the gift must be there, and the giver of the household it is from.
fn check_ends(entry: &Contribute, work: &Work<'_>) -> Result<Vec<Fault>, Refusal> {
    let mut faults = Faults::default();
    if let Contributor::Household { household, given_by } = &entry.from {
        let found: Option<Household> = work.get(household.key())?;
        faults.require(found.is_some(), Field::Household, Why::NotFound);
        if let Some(person) = given_by {
            let person: Option<Person> = work.get(person.key())?;
            let belongs = person.is_some_and(|person| person.last_membership_in(*household).is_some());
            faults.require(belongs, Field::GivenBy, Why::NotAMember);
        }
    }
    if let Some(project) = entry.project {
        faults.require(work.get::<Project>(project.key())?.is_some(), Field::Project, Why::NotFound);
    }
    if let Some(model) = entry.model {
        faults.require(work.get::<MovementModel>(model.key())?.is_some(), Field::Model, Why::NotFound);
    }
    Ok(faults.into_vec())
}

/// A payment on behalf of another household must find a due there, and not be more than is left of it.
fn check_payment(entry: &Contribute, work: &Work<'_>) -> Result<Vec<Fault>, Refusal> {
    let mut faults = Faults::default();
    let GiftEntry::Money { amount, on_behalf: Some(other), .. } = &entry.gift else { return Ok(Vec::new()) };
    let Some(project) = entry.project else {
        faults.add(Field::Project, Why::Missing);
        return Ok(faults.into_vec());
    };
    let own = matches!(&entry.from, Contributor::Household { household, .. } if household == other);
    faults.require(!own, Field::OnBehalf, Why::Twice);
    match due_of(project, *other, work)? {
        None => faults.add(Field::OnBehalf, Why::NotFound),
        Some(due) => {
            let left = due.record.asked().0 - work.view.received(project, *other)?.0;
            faults.require(amount.0 <= left, Field::Money, Why::MoreThanLeft(left.max(0)));
        }
    }
    Ok(faults.into_vec())
}

/// What a household is asked for in a project.
pub(super) fn due_of(
    project: ProjectId,
    household: HouseholdId,
    work: &Work<'_>,
) -> Result<Option<Stored<Due>>, Refusal> {
    let dues = work.view.dues_of_household(household)?;
    Ok(dues.into_iter().find(|due| due.record.project == project))
}

/// The money contribution of the same household, person, project and model that a payment belongs to.
fn earlier_money(entry: &Contribute, work: &Work<'_>) -> Result<Option<Contribution>, Refusal> {
    let Contributor::Household { household, .. } = &entry.from else { return Ok(None) };
    let same = |old: &Contribution| {
        old.voided.is_none()
            && old.source.is_none()
            && matches!(old.gift, Gift::Money(_))
            && old.from == entry.from
            && (old.project, old.model) == (entry.project, entry.model)
    };
    let staged = work.edits().find_map(|(_, after)| match after {
        Some(AnyRecord::Contribution(made)) if same(made) => Some(made.clone()),
        _ => None,
    });
    if staged.is_some() {
        return Ok(staged);
    }
    let all = work.view.contributions_of(*household)?;
    Ok(all.into_iter().map(|stored| stored.record).find(same))
}

fn add_receipt(
    mut contribution: Contribution,
    entry: &Contribute,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let Gift::Money(new) = gift(entry, work)? else { return Err(Refusal::NotAllowed) };
    if let Gift::Money(receipts) = &mut contribution.gift {
        receipts.extend(new);
    }
    contribution.valued = contribution.gift.money();
    contribution.on = contribution.on.min(entry.on);
    refuse(contribution.check(context.today).err().unwrap_or_default())?;
    let subject = contribution.id.key();
    work.put(contribution)?;
    Ok(Planned::of(Act::AddReceipt, subject))
}

fn gift(entry: &Contribute, work: &mut Work<'_>) -> Result<Gift, Refusal> {
    Ok(match &entry.gift {
        GiftEntry::Money { amount, collector, payer, on_behalf } => {
            let number = work.give_receipt(entry.on.year())?;
            let name =
                |text: &Option<String>| text.as_deref().map(clean::line).filter(|text| !text.is_empty());
            Gift::Money(vec![Receipt {
                number,
                on: entry.on,
                amount: *amount,
                collector: name(collector),
                payer: name(payer),
                on_behalf: *on_behalf,
                voided: None,
            }])
        }
        GiftEntry::Land { area, typed, parcel, certificate_updated } => Gift::Land {
            area: *area,
            typed: typed.clone(),
            parcel: parcel.as_deref().map(clean::line).filter(|text| !text.is_empty()),
            certificate_updated: *certificate_updated,
        },
        GiftEntry::Labour(half_days) => Gift::Labour(*half_days),
        GiftEntry::Goods { what, quantity, measure } => {
            Gift::Goods { what: clean::line(what), quantity: *quantity, measure: clean::line(measure) }
        }
    })
}

/// Plans voiding. A voided receipt keeps its number, so that the year's numbers stay without gaps.
pub(super) fn void(
    contribution: ContributionId,
    receipt: Option<u16>,
    reason: &str,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut record: Contribution = work.need(contribution.key())?;
    let mut faults = Faults::default();
    faults.text(reason, Field::Reason, LINE);
    faults.require(record.voided.is_none(), Field::Whole, Why::Voided);
    refuse(faults.into_vec())?;
    let voided = Voided { on: context.today, reason: clean::line(reason) };
    match receipt {
        Some(at) => void_receipt(&mut record, usize::from(at), &voided)?,
        None => void_all(&mut record, &voided),
    }
    work.put(record)?;
    Ok(Planned::of(Act::VoidContribution, contribution.key()))
}

fn void_all(record: &mut Contribution, voided: &Voided) {
    if let Gift::Money(receipts) = &mut record.gift {
        for receipt in receipts.iter_mut().filter(|receipt| receipt.voided.is_none()) {
            receipt.voided = Some(voided.clone());
        }
    }
    record.voided = Some(voided.clone());
}

fn void_receipt(record: &mut Contribution, at: usize, voided: &Voided) -> Result<(), Refusal> {
    let fault = |why| Refusal::Faults(vec![Fault::new(Field::ReceiptNumber, why)]);
    let Gift::Money(receipts) = &mut record.gift else { return Err(fault(Why::NotFound)) };
    let receipt = receipts.get_mut(at).ok_or(fault(Why::NotFound))?;
    if receipt.voided.is_some() {
        return Err(fault(Why::Voided));
    }
    receipt.voided = Some(voided.clone());
    if receipts.iter().all(|receipt| receipt.voided.is_some()) {
        record.voided = Some(voided.clone());
    }
    let first = record.gift.live_receipts().map(|receipt| receipt.on).min();
    record.on = first.unwrap_or(record.on);
    record.valued = match record.voided {
        // The value stays readable on a contribution that is void as a whole; no sum counts it.
        Some(_) => record.valued,
        None => record.gift.money(),
    };
    Ok(())
}
