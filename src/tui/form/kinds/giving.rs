//! What was given: contributions of each kind, levies, dues, voiding.

use super::life::member_field;
use super::{line, optional, save, yes_no};
use crate::domain::{
    AreaM2, Choice, Contribution, Contributor, Date, Due, Evidence, EvidenceKind, Field, Gift, Giving,
    HalfDays, HouseholdId, Kind, Levy, LevyBasis, ModelId, PartialDate, PersonId, Project, ProjectId, Relief,
    Vnd, Why,
};
use crate::phrases::{Lang, screens};
use crate::protocol::{Command, Contribute, GiftEntry, GiftLine};
use crate::text::date::show_day;
use crate::text::number;
use crate::tui::form::HouseholdContext;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// Fields of a contribution. Those that do not go with the chosen form of giving are not asked for.
pub fn contribute_fields(context: &HouseholdContext, lang: Lang, today: Date) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    let mut project = new(Field::Project, Input::Record(Kind::Project));
    let known = context.project.as_ref().map(|(id, name)| (*id, name));
    let due = context.due.as_ref().map(|(id, name, _)| (*id, name));
    if let Some((id, name)) = known.or(due) {
        project = project.with_record(id.0, name);
    }
    let mut fields = vec![project, FieldState::choice(lang, Field::Giving, Some(Giving::Money))];
    if context.id.is_none() {
        fields.push(new(Field::Household, Input::Record(Kind::Household)));
        fields.push(line(lang, Field::Sponsor));
    }
    let left = context.due.as_ref().filter(|_| context.project.is_none());
    fields.extend([
        new(Field::Money, Input::Money).with(left.map(|(_, _, left)| left.to_string()).unwrap_or_default()),
        new(Field::Land, Input::Number),
        new(Field::Labour, Input::Number),
        line(lang, Field::Goods),
        new(Field::Quantity, Input::Number),
        line(lang, Field::Measure),
        new(Field::On, Input::Day).with(show_day(today.naive())),
        new(Field::Valued, Input::Money),
        line(lang, Field::Rule),
        line(lang, Field::Collector),
        line(lang, Field::Payer),
        new(Field::OnBehalf, Input::Record(Kind::Household)),
    ]);
    if context.id.is_some() {
        fields.push(member_field(Field::GivenBy, context, lang, None, true));
    }
    fields.extend([
        line(lang, Field::Parcel),
        yes_no(lang, Field::Certificate, false),
        line(lang, Field::Evidence),
        line(lang, Field::Witnesses),
    ]);
    fields
}

/// Whether a field goes with the chosen form of giving.
pub fn is_asked(field: &FieldState, fields: &[FieldState]) -> bool {
    let giving = fields.iter().find(|field| field.field == Field::Giving);
    let giving = giving.and_then(|field| field.chosen.as_deref()).unwrap_or("money");
    match field.field {
        Field::Money | Field::Collector | Field::Payer | Field::OnBehalf => giving == "money",
        Field::Land | Field::Parcel | Field::Certificate => giving == "land",
        Field::Labour => giving == "labour",
        Field::Goods | Field::Quantity | Field::Measure => giving == "goods",
        Field::Valued | Field::Rule | Field::Evidence | Field::Witnesses => giving != "money",
        _ => true,
    }
}

/// Reads a contribution.
pub fn contribute(context: &HouseholdContext, values: &mut Values<'_>) -> Option<Command> {
    let from = giver(context, values);
    let project = values.need_record(Field::Project).map(ProjectId);
    let giving = values.choice(Field::Giving).unwrap_or(Giving::Money);
    let gift = gift(giving, values);
    let on = values.need_day(Field::On);
    let valued = match giving {
        Giving::Money => None,
        // The price is often decided at a later meeting; the edit of the contribution takes it.
        _ => values.read(Field::Valued, Vnd::parse),
    };
    Some(Command::Contribute(Box::new(Contribute {
        from: from?,
        project: Some(project?),
        model: None::<ModelId>,
        gift: gift?,
        valued,
        rule: values.optional(Field::Rule),
        on: on?,
        witnesses: split(&values.text(Field::Witnesses)),
        evidence: evidence(giving, values),
    })))
}

fn giver(context: &HouseholdContext, values: &mut Values<'_>) -> Option<Contributor> {
    if let Some(household) = context.id {
        let given_by = values.record(Field::GivenBy).map(PersonId);
        return Some(Contributor::Household { household, given_by });
    }
    let household = values.record(Field::Household).map(HouseholdId);
    let sponsor = values.optional(Field::Sponsor);
    match (household, sponsor) {
        (Some(_), Some(_)) => {
            values.fault(Field::Sponsor, Why::Twice);
            None
        }
        (Some(household), None) => Some(Contributor::Household { household, given_by: None }),
        (None, Some(name)) => Some(Contributor::Sponsor(name)),
        (None, None) => {
            values.fault(Field::Household, Why::Missing);
            None
        }
    }
}

fn gift(giving: Giving, values: &mut Values<'_>) -> Option<GiftEntry> {
    Some(match giving {
        Giving::Money => {
            let amount = values.need(Field::Money, Vnd::parse);
            let on_behalf = values.record(Field::OnBehalf).map(HouseholdId);
            let (collector, payer) = (values.optional(Field::Collector), values.optional(Field::Payer));
            GiftEntry::Money { amount: amount?, collector, payer, on_behalf }
        }
        Giving::Land => GiftEntry::Land {
            area: values.need(Field::Land, AreaM2::parse)?,
            typed: values.optional(Field::Land),
            parcel: values.optional(Field::Parcel),
            certificate_updated: values.yes(Field::Certificate),
        },
        Giving::Labour => GiftEntry::Labour(values.need(Field::Labour, HalfDays::parse)?),
        Giving::Goods => {
            let what = values.needed(Field::Goods);
            let quantity = values.need(Field::Quantity, |typed| Ok(number::parse_hundredths(typed)?));
            GiftEntry::Goods { what, quantity: quantity?, measure: values.text(Field::Measure) }
        }
    })
}

fn evidence(giving: Giving, values: &Values<'_>) -> Vec<Evidence> {
    let kind = if giving == Giving::Land { EvidenceKind::DonationRecord } else { EvidenceKind::Other };
    split(&values.text(Field::Evidence)).into_iter().map(|number| Evidence { kind, number }).collect()
}

fn split(text: &str) -> Vec<String> {
    text.split([',', ';']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Fields of the edit of a contribution: what was given stays, only what stands around it can be put right.
pub fn contribution_fields(contribution: &Contribution, lang: Lang) -> Vec<FieldState> {
    let evidence: Vec<&str> = contribution.evidence.iter().map(|evidence| evidence.number.as_str()).collect();
    let mut fields = Vec::new();
    if !matches!(contribution.gift, Gift::Money(_)) {
        let new = |of, input| FieldState::new(lang, of, input);
        fields.push(new(Field::On, Input::Day).with(PartialDate::Day(contribution.on).show()));
        fields.push(new(Field::Valued, Input::Money).with(match contribution.valued {
            Vnd(0) => String::new(),
            valued => valued.to_string(),
        }));
        fields.push(line(lang, Field::Rule).with(optional(contribution.rule.as_ref())));
    }
    if let Gift::Land { parcel, certificate_updated, .. } = &contribution.gift {
        fields.push(line(lang, Field::Parcel).with(optional(parcel.as_ref())));
        fields.push(yes_no(lang, Field::Certificate, *certificate_updated));
    }
    fields.push(line(lang, Field::Evidence).with(evidence.join(", ")));
    fields.push(line(lang, Field::Witnesses).with(contribution.witnesses.join(", ")));
    fields
}

/// Reads the edit of a contribution.
pub fn contribution(before: &Contribution, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut edited = before.clone();
    if !matches!(edited.gift, Gift::Money(_)) {
        edited.on = values.need_day(Field::On)?;
        edited.valued = values.read(Field::Valued, Vnd::parse).unwrap_or(Vnd(0));
        edited.rule = values.optional(Field::Rule);
    }
    if let Gift::Land { parcel, certificate_updated, .. } = &mut edited.gift {
        *parcel = values.optional(Field::Parcel);
        *certificate_updated = values.yes(Field::Certificate);
    }
    edited.evidence = evidence(before.gift.giving(), values);
    edited.witnesses = split(&values.text(Field::Witnesses));
    save(edited, Some(rev))
}

/// Fields of voiding: what is voided is named, and a reason is asked for.
pub fn void_fields(gift: &GiftLine, lang: Lang) -> Vec<FieldState> {
    let receipt = gift.receipt.map(|number| format!(" ({} {number:04})", screens(lang).receipt));
    let day = show_day(gift.on.naive());
    let what = format!("{}{}, {day}, {}", gift.valued, receipt.unwrap_or_default(), gift.to);
    vec![line(lang, Field::Whole).with(what).fixed(), line(lang, Field::Reason)]
}

/// Reads voiding.
pub fn void(gift: &GiftLine, values: &mut Values<'_>) -> Option<Command> {
    let reason = values.needed(Field::Reason);
    Some(Command::Void { contribution: gift.id, receipt: gift.receipt_index, reason })
}

/// Fields of a due: what is still asked for, and a day agreed.
pub fn due_fields(due: &Due, lang: Lang) -> Vec<FieldState> {
    let relief = due.relief.as_ref();
    let new = |of, input| FieldState::new(lang, of, input);
    vec![
        new(Field::Levy, Input::Money).with(due.amount.to_string()).fixed(),
        new(Field::Reduced, Input::Money)
            .with(relief.map(|relief| relief.asked.to_string()).unwrap_or_default()),
        line(lang, Field::Reason).with(relief.map_or("", |relief| relief.reason.as_str())),
        new(Field::Due, Input::Day).with(due.promised.map(|day| show_day(day.naive())).unwrap_or_default()),
    ]
}

/// Reads a due. An empty amount asks for all of it; `0` waives it.
pub fn due(before: &Due, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut due = before.clone();
    let asked = values.read(Field::Reduced, |typed| match typed {
        "0" => Ok(Vnd(0)),
        typed => Vnd::parse(typed),
    });
    due.relief = match asked {
        Some(asked) if asked < before.amount => Some(Relief { asked, reason: values.needed(Field::Reason) }),
        Some(asked) if asked > before.amount => {
            values.fault(Field::Reduced, Why::TooLarge);
            None
        }
        _ => None,
    };
    due.promised = values.day(Field::Due);
    save(due, Some(rev))
}

/// Fields of a levy.
pub fn levy_fields(lang: Lang) -> Vec<FieldState> {
    let words = screens(lang);
    vec![
        FieldState::choice(lang, Field::LevyBasis, Some(LevyBasis::Household)),
        FieldState::new(lang, Field::Levy, Input::Money),
        line(lang, Field::DecidedAt),
        FieldState::new(lang, Field::Due, Input::Day),
        line(lang, Field::Whole).with(words.levy_explained).fixed().in_row(0, ""),
    ]
}

/// Fields of a levy, filled with the one that stands.
pub fn levy_as_it_stands(project: &Project, lang: Lang) -> Vec<FieldState> {
    let mut fields = levy_fields(lang);
    let Some(levy) = &project.levy else { return fields };
    for field in &mut fields {
        let text = match field.field {
            Field::LevyBasis => {
                field.choose(Choice::key(levy.basis));
                continue;
            }
            Field::Levy => levy.amount.to_string(),
            Field::DecidedAt => levy.decided_at.clone().unwrap_or_default(),
            Field::Due => levy.due.map(|day| show_day(day.naive())).unwrap_or_default(),
            _ => continue,
        };
        *field = field.clone().with(text);
    }
    fields
}

/// Reads a levy.
pub fn levy(project: ProjectId, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let amount = values.need(Field::Levy, Vnd::parse);
    let levy = Levy {
        basis: values.choice(Field::LevyBasis).unwrap_or(LevyBasis::Household),
        amount: amount?,
        decided_at: values.optional(Field::DecidedAt),
        due: values.day(Field::Due),
    };
    Some(Command::SetLevy { project, base: rev, levy, relief: Vec::new() })
}
