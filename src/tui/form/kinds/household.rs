//! Households: a new one with its head, and the edit of one.

use uuid::Uuid;

use super::person;
use super::{line, optional, save};
use crate::domain::{
    CulturalYear, Date, Field, GroupId, Household, Kind, Phone, PolicyStatus, PovertyStatus, PovertyYear,
    Validity, Why,
};
use crate::phrases::Lang;
use crate::protocol::{Command, NewHousehold};
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// Fields of a new household.
pub fn add_fields(
    group: Option<&(GroupId, String)>,
    book_number: Option<u16>,
    lang: Lang,
) -> Vec<FieldState> {
    let mut of_group = FieldState::new(lang, Field::Group, Input::Record(Kind::Group));
    if let Some((id, label)) = group {
        of_group = of_group.with_record(id.0, label);
    }
    let number = book_number.map(|number| number.to_string()).unwrap_or_default();
    let mut fields = vec![
        of_group,
        FieldState::new(lang, Field::BookNumber, Input::Count).with(number),
        line(lang, Field::FullName),
    ];
    fields.extend(person::own_fields(lang));
    fields.push(line(lang, Field::Address));
    fields.push(FieldState::new(lang, Field::Phones, Input::Digits));
    fields.push(FieldState::new(lang, Field::From, Input::Day));
    fields
}

/// Reads a new household.
pub fn add(values: &mut Values<'_>) -> Option<Command> {
    let group = values.need_record(Field::Group);
    let head = person::read(values, crate::domain::RelationToHead::Head);
    let new = NewHousehold {
        group: GroupId(group.unwrap_or_else(Uuid::nil)),
        book_number: values.small(Field::BookNumber),
        address: values.text(Field::Address),
        phones: phones(values),
        nickname: None,
        head,
        since: values.day(Field::From),
    };
    Some(Command::AddHousehold(new))
}

/// Phones in one field, by commas or spaces between numbers of full length.
fn phones(values: &mut Values<'_>) -> Vec<Phone> {
    let typed = values.text(Field::Phones);
    let mut phones = Vec::new();
    for part in typed.split([',', ';', '|', '/']).map(str::trim).filter(|part| !part.is_empty()) {
        match Phone::parse(part) {
            Ok(phone) => phones.push(phone),
            Err(why) => values.fault(Field::Phones, why),
        }
    }
    phones
}

/// Fields of the edit of a household.
pub fn edit_fields(household: &Household, lang: Lang, today: Date) -> Vec<FieldState> {
    let phones: Vec<&str> = household.phones.iter().map(Phone::digits).collect();
    let poverty = household.latest_poverty();
    let year = poverty.map_or(today.year(), |poverty| i32::from(poverty.year));
    let cultural: Vec<String> =
        household.cultural.iter().filter(|year| year.awarded).map(|year| year.year.to_string()).collect();
    let policy = household.policy.iter().find(|policy| policy.valid.is_open());
    vec![
        line(lang, Field::Address).with(&household.address),
        FieldState::new(lang, Field::Phones, Input::Digits).with(phones.join(", ")),
        line(lang, Field::Nickname).with(optional(household.nickname.as_ref())),
        FieldState::optional_choice::<PovertyStatus>(
            lang,
            Field::Poverty,
            poverty.map(|poverty| poverty.status),
        ),
        FieldState::new(lang, Field::Year, Input::Count).with(year.to_string()),
        line(lang, Field::Decision).with(optional(poverty.and_then(|poverty| poverty.decision.as_ref()))),
        line(lang, Field::Cultural).with(cultural.join(" ")),
        line(lang, Field::Policy).with(policy.map_or("", |policy| policy.category.as_str())),
    ]
}

/// Reads the edit of a household.
pub fn edit(before: &Household, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut household = before.clone();
    household.address = values.text(Field::Address);
    household.phones = phones(values);
    household.nickname = values.optional(Field::Nickname);
    read_poverty(&mut household, values);
    read_cultural(&mut household, values);
    read_policy(&mut household, values);
    save(household, Some(rev))
}

fn read_poverty(household: &mut Household, values: &mut Values<'_>) {
    let status: Option<PovertyStatus> = values.choice(Field::Poverty);
    let Some(year) = values.year(Field::Year) else {
        if status.is_some() {
            values.fault(Field::Year, Why::Missing);
        }
        return;
    };
    household.poverty.retain(|poverty| poverty.year != year);
    if let Some(status) = status {
        household.poverty.push(PovertyYear { year, status, decision: values.optional(Field::Decision) });
    }
}

fn read_cultural(household: &mut Household, values: &mut Values<'_>) {
    let typed = values.text(Field::Cultural);
    let mut years = Vec::new();
    for part in typed.split([' ', ',']).filter(|part| !part.is_empty()) {
        match part.parse::<i16>() {
            Ok(year) if (1990..=2150).contains(&year) => years.push(year),
            _ => values.fault(Field::Cultural, Why::NoSuchDay),
        }
    }
    household.cultural.retain(|year| !year.awarded);
    household.cultural.extend(years.into_iter().map(|year| CulturalYear { year, awarded: true }));
    household.cultural.sort_by_key(|year| year.year);
}

/// Another category ends the one before today and begins; the old one stays in the history.
fn read_policy(household: &mut Household, values: &mut Values<'_>) {
    let category = values.optional(Field::Policy);
    let open = household.policy.iter().position(|policy| policy.valid.is_open());
    let same = open.map(|at| household.policy[at].category.as_str()) == category.as_deref();
    if same {
        return;
    }
    let today = values.today();
    if let Some(at) = open {
        household.policy[at].valid = household.policy[at].valid.ended_before(today);
    }
    if let Some(category) = category {
        household.policy.push(PolicyStatus { category, decision: None, valid: Validity::since(today) });
    }
}
