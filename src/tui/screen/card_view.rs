//! Painting the card. Panels share the height: each gets what it needs, the longest give way first.

use super::card::{CardScreen, PANELS, Panel};
use super::lookup_view::{gone_words, note_line};
use super::transfer_rows::leaving;
use crate::domain::{PartialDate, ResidenceKind};
use crate::phrases::screens::Screens;
use crate::phrases::{Words, screens};
use crate::protocol::{Card, CardMember, DueLine, GiftLine, Given, LifeLine, SeatLine, Unmasked};
use crate::text::date::show_day;
use crate::tui::model::Model;
use crate::tui::paint::Painter;

/// The first line of the panels: title and four lines of facts above.
pub const TOP: u16 = 5;
/// Below this width the ids of members are out of sight.
const NARROW: u16 = 74;

/// Paints it.
pub fn paint(screen: &CardScreen, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = screens(model.lang);
    let Some(card) = &screen.card else {
        let dim = painter.theme.dim;
        painter.text(2, 2, words.waiting, dim);
        return None;
    };
    facts(card, screen, model, painter);
    let bottom = painter.height().saturating_sub(2);
    let mut top = TOP;
    if let Some(row) = &card.leaving {
        let warning = painter.theme.warning;
        painter.text(1, top, &leaving(row, words), warning);
        top += 1;
    }
    let panels: Vec<Panel> = if screen.zoomed { vec![screen.panel] } else { shown(screen) };
    let heights = share(screen, &panels, bottom.saturating_sub(top));
    let mut y = top;
    for (panel, rows) in panels.iter().zip(heights) {
        if y >= bottom {
            break;
        }
        painter.rule(y, &caption(card, *panel, words));
        let rows = rows.min(bottom.saturating_sub(y + 1));
        panel_rows(screen, card, *panel, (y + 1, rows), model, painter);
        y += 1 + rows;
    }
    None
}

/// Panels with something in them; members always.
fn shown(screen: &CardScreen) -> Vec<Panel> {
    PANELS.into_iter().filter(|panel| *panel == Panel::Members || screen.rows(*panel) > 0).collect()
}

/// How many rows each panel gets: all it has where there is room, otherwise the longest gives first, none below two.
fn share(screen: &CardScreen, panels: &[Panel], height: u16) -> Vec<u16> {
    let rows = |panel: &Panel| u16::try_from(screen.rows(*panel).max(1)).unwrap_or(u16::MAX);
    let mut heights: Vec<u16> = panels.iter().map(rows).collect();
    let room = height.saturating_sub(u16::try_from(panels.len()).unwrap_or(0));
    while heights.iter().sum::<u16>() > room {
        let Some(longest) = heights.iter_mut().max_by_key(|rows| **rows) else { break };
        if *longest <= 1 {
            break;
        }
        *longest -= 1;
    }
    heights
}

fn facts(card: &Card, screen: &CardScreen, model: &Model, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let left = [
        (words.address, card.address.clone()),
        (words.representative, representative(card, model)),
        (words.status, statuses(card, model)),
        (words.in_group_since, placed(card, words)),
    ];
    if let Some(numbers) = screen.numbers.as_ref().filter(|_| painter.width() < NARROW) {
        numbers_below_one_another(card, numbers, screen, model, painter);
        return;
    }
    let phones = match (&screen.numbers, card.phones.as_slice()) {
        (Some(numbers), _) => numbers.phones.join(" "),
        (None, []) => String::new(),
        (None, [one]) => one.clone(),
        (None, [first, ..]) => format!("{first}   {} {}", card.phones.len(), words.numbers),
    };
    let verified = card.verified.as_ref();
    let verified =
        verified.map(|v| format!("{} {}", PartialDate::Day(v.on).show(), v.by)).unwrap_or_default();
    let cultural: Vec<String> = card.cultural.iter().map(ToString::to_string).collect();
    let right = [
        (words.phones, phones),
        (words.verified, verified),
        (words.cultural, cultural.join(" ")),
        (words.household_number, card.number.to_string()),
    ];
    let (dim, normal) = (painter.theme.dim, painter.theme.normal);
    let half = painter.width().min(80) * 11 / 20;
    for (at, ((label, value), (label2, value2))) in left.iter().zip(&right).enumerate() {
        let y = 1 + u16::try_from(at).unwrap_or(0);
        painter.cut(1, y, label, 9, dim);
        painter.cut(11, y, value, half.saturating_sub(12), normal);
        painter.cut(half, y, label2, 11, dim);
        painter.text(half + 12, y, value2, normal);
    }
    if let Some(end) = &card.ended {
        let warning = painter.theme.warning;
        painter.text(
            11,
            4,
            &format!("{} {}", words.household_ended, PartialDate::Day(end.on).show()),
            warning,
        );
    }
}

/// On a narrow screen the column of ids is out of sight: phones, and the numbers of the member with the cursor, stand
/// where the facts were.
fn numbers_below_one_another(
    card: &Card,
    numbers: &Unmasked,
    screen: &CardScreen,
    model: &Model,
    painter: &mut Painter<'_>,
) {
    let words = screens(model.lang);
    let (dim, normal) = (painter.theme.dim, painter.theme.normal);
    let at = if screen.panel == Panel::Members { screen.row } else { 0 };
    let member = card.members.get(at);
    painter.text(1, 1, words.phones, dim);
    painter.text(12, 1, &numbers.phones.join(" "), normal);
    if let Some(member) = member {
        painter.text(1, 2, &member.name, dim);
        painter.text(1, 3, &number_of(member, Some(numbers)), normal);
    }
}

/// The id of a member: in clear where it may be seen, an old one where there is no other.
fn number_of(member: &CardMember, numbers: Option<&Unmasked>) -> String {
    let clear = numbers.and_then(|numbers| numbers.members.iter().find(|other| other.person == member.id));
    let number = match clear {
        Some(clear) => clear.personal_id.as_ref().or(clear.old_id.as_ref()),
        None => member.personal_id.as_ref(),
    };
    number.cloned().unwrap_or_default()
}

fn representative(card: &Card, model: &Model) -> String {
    match card.representative_relation {
        Some(relation) => format!("{} ({})", card.representative, relation.word(model.lang)),
        None => card.representative.clone(),
    }
}

fn statuses(card: &Card, model: &Model) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(poverty) = card.poverty.first() {
        let decision = poverty.decision.as_ref().map(|decision| format!(" ({decision})")).unwrap_or_default();
        parts.push(format!("{} {}{decision}", poverty.status.word(model.lang), poverty.year));
    }
    parts.extend(card.policy.iter().cloned());
    parts.join(", ")
}

fn placed(card: &Card, words: &Screens) -> String {
    let since = card.placed_since.map(|day| show_day(day.naive())).unwrap_or_default();
    match card.came_from {
        Some(group) => format!("{since}, {} {} {group:02}", words.from, words.group),
        None => since,
    }
}

fn caption(card: &Card, panel: Panel, words: &Screens) -> String {
    match panel {
        Panel::Members => {
            let here = card.members.iter().filter(|member| member.gone.is_none()).count();
            let gone = card.members.len() - here;
            let gone = if gone > 0 { format!(", {gone} {}", words.gone_count) } else { String::new() };
            format!("{}  {here} {}{gone}", words.members_title, words.living_count)
        }
        Panel::Gifts => {
            format!("{}  {}", words.gifts_title, sums(&card.given, words))
        }
        Panel::Dues => words.dues_title.to_owned(),
        Panel::Notes => words.notes_title.to_owned(),
        Panel::Seats => words.seats_title.to_owned(),
        Panel::Life => words.life_title.to_owned(),
    }
}

fn panel_rows(
    screen: &CardScreen,
    card: &Card,
    panel: Panel,
    (top, rows): (u16, u16),
    model: &Model,
    painter: &mut Painter<'_>,
) {
    let focused = screen.panel == panel;
    let selected = if focused { screen.row } else { 0 };
    let offset = selected.saturating_sub(usize::from(rows).saturating_sub(1));
    for line in 0..rows {
        let at = offset + usize::from(line);
        if at >= screen.rows(panel) {
            break;
        }
        let y = top + line;
        let marked = focused && at == selected;
        if marked {
            let style = painter.theme.selected;
            painter.text(0, y, ">", style);
        }
        paint_row(screen, card, panel, at, (y, marked), model, painter);
    }
    let hidden = screen.rows(panel).saturating_sub(offset + usize::from(rows));
    if hidden > 0 && rows > 0 {
        let dim = painter.theme.dim;
        painter.right(painter.width(), top + rows - 1, &format!(" +{hidden}"), dim);
    }
}

fn paint_row(
    screen: &CardScreen,
    card: &Card,
    panel: Panel,
    at: usize,
    (y, marked): (u16, bool),
    model: &Model,
    painter: &mut Painter<'_>,
) {
    let words = screens(model.lang);
    let style = if marked { painter.theme.selected } else { painter.theme.normal };
    match panel {
        Panel::Members => {
            let number = number_of(&card.members[at], screen.numbers.as_deref());
            member(&card.members[at], &number, (at, y), style, model, painter);
        }
        Panel::Gifts => gift(&card.contributions[at], y, style, words, painter),
        Panel::Dues => due(&card.dues[at], y, style, words, painter),
        Panel::Notes => {
            let note = &card.notes[at];
            let done = note.done.map(|day| format!("  ({} {})", words.done, show_day(day.naive())));
            let line = format!("{} ({}){}", note_line(note, words), note.by, done.unwrap_or_default());
            painter.text(2, y, &line, style);
        }
        Panel::Seats => painter.text(2, y, &seat_line(&card.seats[at], model), style),
        Panel::Life => painter.text(2, y, &life_line(&card.life[at], model), style),
    }
}

fn member(
    member: &CardMember,
    number: &str,
    (at, y): (usize, u16),
    style: ratatui::style::Style,
    model: &Model,
    painter: &mut Painter<'_>,
) {
    let words = screens(model.lang);
    let style = if member.gone.is_some() { style.patch(painter.theme.dim) } else { style };
    let name = match &member.nickname {
        Some(nickname) => format!("{} ({nickname})", member.name),
        None => member.name.clone(),
    };
    let birth = member.birth.map(PartialDate::show).unwrap_or_default();
    let age = member.age.map(|age| age.to_string()).unwrap_or_default();
    let residence = match member.gone {
        Some(gone) => gone_words(gone, words),
        None => member.residence.map(|kind| residence_word(kind, words).to_owned()).unwrap_or_default(),
    };
    let cells: [(u16, u16, String); 8] = [
        (2, 2, (at + 1).to_string()),
        (5, 23, name),
        (29, 6, member.sex.map(|sex| sex.word(model.lang).to_owned()).unwrap_or_default()),
        (36, 10, birth),
        (47, 3, age),
        (51, 9, member.relation.word(model.lang).to_owned()),
        (61, 12, number.to_owned()),
        (74, 12, residence),
    ];
    for (x, room, text) in cells {
        painter.cut(x, y, &text, room, style);
    }
}

fn residence_word(kind: ResidenceKind, words: &Screens) -> &'static str {
    match kind {
        ResidenceKind::Permanent => words.permanent_short,
        ResidenceKind::Temporary => words.temporary_short,
        ResidenceKind::Absent => words.absent_short,
        ResidenceKind::Moved => words.left_short,
    }
}

/// What was given in all, by kind and in value.
pub(super) fn sums(given: &Given, words: &Screens) -> String {
    let Given { money, land, labour, valued, .. } = given;
    let (of_money, of_land, of_labour, in_all) = (words.money, words.land, words.labour, words.valued);
    format!("{of_money} {money}   {of_land} {land} m²   {of_labour} {labour}   {in_all} {valued}")
}

/// What was given, as the last column says it: `300.000`, `40 m²`, `2,5 công`.
pub(super) fn amount(line: &GiftLine, words: &Screens) -> String {
    if let Some(money) = line.money {
        return money.to_string();
    }
    if let Some(land) = line.land {
        return format!("{land} m²");
    }
    if let Some(labour) = line.labour {
        return format!("{labour} {}", words.labour);
    }
    line.goods.clone().unwrap_or_default()
}

/// What stands behind a contribution: receipt, value, who stood for it, papers.
pub(super) fn detail(line: &GiftLine, words: &Screens) -> String {
    let mut parts = Vec::new();
    if let Some(reason) = &line.voided {
        parts.push(format!("{}: {reason}", words.voided));
    }
    if let Some(receipt) = line.receipt {
        parts.push(format!("{} {receipt:04}", words.receipt));
    } else if line.valued.0 > 0 {
        parts.push(format!("{} {}", words.valued, line.valued));
    }
    if let Some(other) = &line.on_behalf {
        parts.push(format!("{} {other}", words.on_behalf));
    }
    if let Some(person) = &line.given_by {
        parts.push(format!("{person} {}", words.stood_for));
    }
    if line.certificate_updated == Some(false) {
        parts.push(words.certificate_open.to_owned());
    }
    parts.extend(line.evidence.iter().map(|evidence| evidence.number.clone()));
    parts.join(", ")
}

fn gift(line: &GiftLine, y: u16, style: ratatui::style::Style, words: &Screens, painter: &mut Painter<'_>) {
    let style = if line.voided.is_some() { style.patch(painter.theme.dim) } else { style };
    painter.cut(2, y, &show_day(line.on.naive()), 10, style);
    painter.cut(14, y, &line.to, 26, style);
    painter.right(52, y, &amount(line, words), style);
    let elsewhere =
        if line.elsewhere { format!("{} {}, ", words.elsewhere, line.from) } else { String::new() };
    painter.text(54, y, &format!("{elsewhere}{}", detail(line, words)), style);
}

fn due(due: &DueLine, y: u16, style: ratatui::style::Style, words: &Screens, painter: &mut Painter<'_>) {
    let asked = match &due.reason {
        Some(reason) if due.asked.0 == 0 => format!("{} ({reason})", words.waived),
        Some(reason) => format!("{} ({}: {reason})", due.asked, words.reduced),
        None => due.amount.to_string(),
    };
    let mut text = asked;
    if due.payments > 0 {
        text = format!("{text}, {} {} ({} {})", words.received, due.received, due.payments, words.times);
    }
    if let Some(day) = due.promised {
        text = format!("{text}, {} {}", words.follow_up, show_day(day.naive()));
    }
    let left =
        if due.left.0 > 0 { format!("{} {}", words.left_to_pay, due.left) } else { words.paid_up.to_owned() };
    let edge = painter.width().saturating_sub(1);
    painter.cut(2, y, &due.name, 28, style);
    painter.cut(31, y, &text, edge.saturating_sub(31 + 14), style);
    painter.right(edge, y, &left, style);
}

/// By what right somebody has a seat.
pub(super) fn basis_words(seat: &SeatLine, lang: crate::phrases::Lang) -> String {
    match (seat.ex_officio, seat.basis) {
        (Some(role), _) => format!("{} ({})", screens(lang).ex_officio, role.word(lang)),
        (None, Some(basis)) => basis.word(lang).to_owned(),
        (None, None) => String::new(),
    }
}

/// A seat in one line: role, of what, since when, by what right.
fn seat_line(seat: &SeatLine, model: &Model) -> String {
    let words = screens(model.lang);
    let basis = basis_words(seat, model.lang);
    let since =
        seat.since.map(|day| format!(", {} {}", words.since, show_day(day.naive()))).unwrap_or_default();
    let name = if seat.name.is_empty() { words.vacant } else { &seat.name };
    format!(
        "{name}: {}, {} {}, {basis}{since}",
        seat.role.word(model.lang),
        seat.kind.word(model.lang),
        seat.of
    )
}

fn life_line(line: &LifeLine, model: &Model) -> String {
    let words = screens(model.lang);
    let basis = line.basis.as_ref().map(|basis| format!("{} {basis}", words.basis));
    let said: Vec<&String> =
        line.persons.iter().chain(&line.other).chain(&line.place).chain(&basis).collect();
    let said: Vec<&str> = said.into_iter().map(String::as_str).collect();
    format!("{}  {}: {}", show_day(line.on.naive()), line.kind.word(model.lang), said.join(", "))
}
