//! Households, projects and groups as lines of text, for a terminal without screens, for a screen reader and for paper.

use super::columns::in_columns;
use crate::domain::{Date, Field, PartialDate, Vnd};
use crate::phrases::cli::Cli;
use crate::phrases::{Lang, Words, field, fill, phrases, relation};
use crate::protocol::{
    Card, CardMember, CommitteeView, DepartedView, DueLine, GiftLine, Given, Gone, GroupView, NoteRow,
    ProjectView, SeatLine, Unmasked,
};
use crate::text::date;

/// The card of a household.
pub fn of_household(card: &Card, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let mut lines = vec![fill(words.house, &[&card.number.to_string(), &card.head])];
    let (group, book) = (two_digits(card.group_number), two_digits(card.book_number));
    lines.push(fill(words.place, &[&card.hamlet, &group, &book]));
    if let Some(end) = &card.ended {
        lines.push(fill(words.ended, &[&day(end.on)]));
    }
    if let Some(row) = &card.leaving {
        lines.push(fill(words.leaving, &[&row.to, &day(row.on)]));
    }
    lines.extend(details(card, lang));
    let living = card.members.iter().filter(|member| member.gone.is_none()).count();
    let members: Vec<Vec<String>> = card.members.iter().map(|member| member_row(member, lang)).collect();
    let title = format!("{}  {}", words.members, fill(words.living, &[&living.to_string()]));
    section(&mut lines, &title, in_columns(&members));
    section(&mut lines, words.seats, card.seats.iter().map(|seat| seat_line(seat, lang)).collect());
    let given = given_in_words(&card.given, words);
    let gifts = card.contributions.iter().map(|line| gift_line(line, lang)).collect();
    section(&mut lines, &format!("{}  {given}", words.gifts), gifts);
    section(&mut lines, words.dues, card.dues.iter().map(|due| due_line(due, words)).collect());
    section(&mut lines, words.notes, card.notes.iter().map(|note| note_line(note, words)).collect());
    let life = card.life.iter().map(|change| {
        let whom = change.persons.join(", ");
        format!("{}  {}  {whom}", day(change.on), change.kind.word(lang)).trim_end().to_owned()
    });
    section(&mut lines, words.life, life.collect());
    lines
}

/// What stays known of a household that went.
pub fn of_departed(view: &DepartedView, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let row = &view.row;
    let mut lines = vec![fill(words.went, &[&row.number.to_string(), &row.head])];
    lines.push(way(&row.from, &row.to, &day(row.since), lang));
    let given = given_in_words(&view.given, words);
    let gifts = view.contributions.iter().map(|line| gift_line(line, lang)).collect();
    section(&mut lines, &format!("{}  {given}", words.given_here), gifts);
    lines
}

/// Where a household goes, and from when.
pub fn way(from: &str, to: &str, on: &str, lang: Lang) -> String {
    fill(phrases(lang).cli.transfer_way, &[from, to, on])
}

/// The digits of a household in clear, below its card.
pub fn of_unmasked(card: &Card, unmasked: &Unmasked, lang: Lang) -> Vec<String> {
    let mut rows = Vec::new();
    if !unmasked.phones.is_empty() {
        rows.push(vec![field(lang, Field::Phones).to_owned(), unmasked.phones.join(", ")]);
    }
    for member in &unmasked.members {
        let name = card.members.iter().find(|other| other.id == member.person).map(|other| &other.name);
        let ids: Vec<&str> = member.personal_id.iter().chain(&member.old_id).map(String::as_str).collect();
        if !ids.is_empty() {
            rows.push(vec![name.cloned().unwrap_or_default(), ids.join(", ")]);
        }
    }
    let mut lines = Vec::new();
    section(&mut lines, phrases(lang).cli.in_clear, in_columns(&rows));
    lines
}

fn details(card: &Card, lang: Lang) -> Vec<String> {
    let poverty = card.poverty.first().map(|year| format!("{} {}", year.status.word(lang), year.year));
    let cultural: Vec<String> = card.cultural.iter().map(i16::to_string).collect();
    let verified = card.verified.as_ref().map(|verified| format!("{} {}", day(verified.on), verified.by));
    let pairs = [
        (Field::Nickname, card.nickname.clone()),
        (Field::Address, Some(card.address.clone())),
        (Field::Phones, Some(card.phones.join(", "))),
        (Field::Representative, Some(card.representative.clone())),
        (Field::Poverty, poverty),
        (Field::Cultural, Some(cultural.join(" "))),
        (Field::Policy, Some(card.policy.join(", "))),
        (Field::VerifiedOn, verified),
    ];
    labelled(&pairs, lang)
}

/// Label and value, line by line; what is empty is left out.
fn labelled(pairs: &[(Field, Option<String>)], lang: Lang) -> Vec<String> {
    let filled = pairs.iter().filter_map(|(label, value)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(vec![format!("{}:", field(lang, *label)), value.to_owned()])
    });
    in_columns(&filled.collect::<Vec<Vec<String>>>())
}

/// A title with lines below it; nothing where there are none.
pub fn section(lines: &mut Vec<String>, title: &str, below: Vec<String>) {
    if below.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(title.trim_end().to_owned());
    lines.extend(below.into_iter().map(|line| format!("  {line}")));
}

fn member_row(member: &CardMember, lang: Lang) -> Vec<String> {
    let name = match &member.nickname {
        Some(nickname) => format!("{} ({nickname})", member.name),
        None => member.name.clone(),
    };
    let stays = match (member.gone, member.residence) {
        (Some(gone), _) => gone_in_words(gone, lang),
        (None, Some(residence)) => residence.word(lang).to_owned(),
        (None, None) => String::new(),
    };
    vec![
        name,
        member.sex.map_or_else(String::new, |sex| sex.word(lang).to_owned()),
        member.birth.map_or_else(String::new, |birth| birth.show()),
        relation(lang, member.relation, member.sex).to_owned(),
        member.personal_id.clone().unwrap_or_default(),
        stays,
    ]
}

fn seat_line(seat: &SeatLine, lang: Lang) -> String {
    let basis = match (seat.ex_officio, seat.basis) {
        (Some(role), _) => role.word(lang),
        (None, Some(basis)) => basis.word(lang),
        (None, None) => "",
    };
    let line =
        format!("{}  {}  {} {}  {basis}", seat.name, seat.role.word(lang), seat.kind.word(lang), seat.of);
    line.trim_end().to_owned()
}

/// A contribution in one line.
pub fn gift_line(line: &GiftLine, lang: Lang) -> String {
    let words = phrases(lang).cli;
    let given = given_of(line, words);
    let mut parts = vec![day(line.on), line.number.to_string(), line.to.clone(), line.from.clone(), given];
    if line.money.is_none() {
        parts.push(fill(words.valued, &[&line.valued.to_string()]));
    }
    if let Some(receipt) = line.receipt {
        parts.push(fill(words.receipt, &[&format!("{receipt:04}")]));
    }
    if let Some(giver) = &line.given_by {
        parts.push(format!("{}: {giver}", field(lang, Field::GivenBy)));
    }
    if let Some(household) = &line.on_behalf {
        parts.push(format!("{}: {household}", field(lang, Field::OnBehalf)));
    }
    if let Some(why) = &line.voided {
        parts.push(fill(words.voided, &[why]));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

fn given_of(line: &GiftLine, words: &Cli) -> String {
    let money = line.money.map(|money| fill(words.money, &[&money.to_string()]));
    let land = line.land.map(|land| fill(words.land, &[&land.to_string()]));
    let labour = line.labour.map(|labour| fill(words.labour, &[&labour.to_string()]));
    money.or(land).or(labour).or_else(|| line.goods.clone()).unwrap_or_default()
}

fn given_in_words(given: &Given, words: &Cli) -> String {
    let mut parts = Vec::new();
    if given.money.0 > 0 {
        parts.push(fill(words.money, &[&given.money.to_string()]));
    }
    if given.land.0 > 0 {
        parts.push(fill(words.land, &[&given.land.to_string()]));
    }
    if given.labour.0 > 0 {
        parts.push(fill(words.labour, &[&given.labour.to_string()]));
    }
    if given.goods > 0 {
        parts.push(fill(words.goods, &[&given.goods.to_string()]));
    }
    if given.valued.0 > 0 {
        parts.push(fill(words.valued, &[&given.valued.to_string()]));
    }
    parts.join("  ")
}

fn due_line(due: &DueLine, words: &Cli) -> String {
    format!("{}  {}", due.name, due_cells(due, words).join("  ")).trim_end().to_owned()
}

/// What was agreed, what was received, what is left, and what more there is to say.
fn due_cells(due: &DueLine, words: &Cli) -> Vec<String> {
    let promised = due.promised.map(|promised| fill(words.follow_up, &[&day(promised)]));
    let more: Vec<String> = due.reason.clone().into_iter().chain(promised).collect();
    vec![
        fill(words.asked, &[&due.asked.to_string()]),
        fill(words.received, &[&due.received.to_string()]),
        fill(words.remaining, &[&due.left.to_string()]),
        more.join("  "),
    ]
}

fn note_line(note: &NoteRow, words: &Cli) -> String {
    let follow_up = note.follow_up.filter(|_| note.done.is_none());
    let when = follow_up.map(|when| format!("  {}", fill(words.follow_up, &[&day(when)])));
    format!("{}  {}{}  ({})", day(note.on), note.text, when.unwrap_or_default(), note.by)
}

/// A project with what was given.
pub fn of_project(view: &ProjectView, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let (row, project) = (&view.row, &view.project);
    let mut lines = vec![format!("{}  {}", row.number, row.name)];
    let show = |date: Option<PartialDate>| date.map(|date| date.show());
    let pairs = [
        (Field::KindOf, Some(row.kind.word(lang).to_owned())),
        (Field::Hamlet, Some(row.unit.clone())),
        (Field::Group, row.group.map(two_digits)),
        (Field::Model, view.model.clone()),
        (Field::Route, project.route.clone()),
        (Field::Length, project.length.map(|length| length.to_string())),
        (Field::Width, project.width.map(|width| width.to_string())),
        (Field::Lamps, project.lamps.map(|lamps| lamps.to_string())),
        (Field::Cameras, project.cameras.map(|cameras| cameras.to_string())),
        (Field::Budget, project.budget.map(|budget| budget.to_string())),
        (Field::Levy, row.levy.map(|levy| levy.to_string())),
        (Field::Started, show(project.started)),
        (Field::Finished, show(project.finished)),
        (Field::Handover, show(project.handover)),
        (Field::Custodian, project.custodian.clone()),
    ];
    lines.extend(labelled(&pairs, lang));
    for committee in &view.committees {
        committee_section(&mut lines, committee, lang);
    }
    let left = view.dues.iter().map(|due| due.due.left).sum::<Vnd>();
    let title = format!("{}  {}", words.dues, fill(words.remaining, &[&left.to_string()]));
    let dues = view.dues.iter().map(|due| {
        let whose = vec![due.household.number.to_string(), due.household.head.clone()];
        [whose, due_cells(&due.due, words)].concat()
    });
    section(&mut lines, &title, in_columns(&dues.collect::<Vec<Vec<String>>>()));
    let title = format!("{}  {}", words.gifts, given_in_words(&row.given, words));
    let gifts = view.contributions.iter().map(|line| gift_line(line, lang));
    section(&mut lines, &title, gifts.collect());
    lines
}

/// A group with its board and its households.
pub fn of_group(view: &GroupView, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let mut lines = vec![fill(words.group_title, &[&two_digits(view.number), &view.hamlet_name])];
    let grade = view.grades.first().map(|year| format!("{} {}", year.grade.word(lang), year.year));
    lines.extend(labelled(&[(Field::Name, view.name.clone()), (Field::Grade, grade)], lang));
    for committee in view.board.iter().chain(&view.teams) {
        committee_section(&mut lines, committee, lang);
    }
    let rows: Vec<Vec<String>> = view
        .households
        .iter()
        .map(|row| {
            vec![two_digits(row.book_number), row.number.to_string(), row.head.clone(), row.address.clone()]
        })
        .collect();
    section(&mut lines, words.households, in_columns(&rows));
    lines
}

fn committee_section(lines: &mut Vec<String>, committee: &CommitteeView, lang: Lang) {
    let rows: Vec<Vec<String>> = committee
        .seats
        .iter()
        .map(|seat| {
            let basis = match (seat.ex_officio, seat.basis) {
                (Some(role), _) => role.word(lang),
                (None, basis) => basis.map_or("", |basis| basis.word(lang)),
            };
            vec![seat.name.clone(), seat.role.word(lang).to_owned(), basis.to_owned()]
        })
        .collect();
    section(lines, &format!("{} {}", committee.kind.word(lang), committee.name), in_columns(&rows));
}

/// Why somebody does not live there any more.
pub fn gone_in_words(gone: Gone, lang: Lang) -> String {
    let words = phrases(lang).cli;
    match gone {
        Gone::Died(None) => words.died.to_owned(),
        Gone::Died(Some(when)) => fill(words.died_in, &[&when.show()]),
        Gone::Left(None) => words.left.to_owned(),
        Gone::Left(Some(on)) => fill(words.left_on, &[&day(on)]),
    }
}

fn two_digits(number: u16) -> String {
    format!("{number:02}")
}

fn day(day: Date) -> String {
    date::show_day(day.naive())
}

#[cfg(test)]
#[path = "card_tests.rs"]
mod tests;
