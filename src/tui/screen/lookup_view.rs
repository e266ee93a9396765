//! Painting the look-up: box, how it was read, rows, preview, what waits today.

use super::lookup::{LookUp, rows_for};
use super::transfer_rows::leaving;
use crate::domain::{PartialDate, PovertyStatus, Vnd};
use crate::phrases::screens::Screens;
use crate::phrases::{Words, fill, papers, screens};
use crate::protocol::{Found, Gone, Hit, NoteRow, Preview, ReadAs};
use crate::text::date::show_day;
use crate::text::number::group_thousands;
use crate::text::width;
use crate::tui::keymap::Action;
use crate::tui::model::{Line, Model};
use crate::tui::paint::Painter;

/// Where the columns begin: name, year, relation, head, place, hamlet.
const COLUMNS: [u16; 6] = [2, 26, 31, 41, 59, 66];

/// Paints it.
pub fn paint(screen: &LookUp, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = screens(model.lang);
    let label = format!(" {}: ", words.find);
    let at = u16::try_from(width::cells(&label)).unwrap_or(6);
    let (key, normal) = (painter.theme.key, painter.theme.normal);
    painter.text(0, 1, &label, key);
    let room = painter.width().saturating_sub(at + 1);
    let (typed, caret) = screen.edit.view(usize::from(room));
    painter.text(at, 1, &typed, normal);
    read_as(screen, model, painter);
    painter.rule(3, "");
    let height = painter.height();
    let rows = rows_for(height);
    if screen.edit.text().trim().is_empty() {
        welcome(model, painter);
    } else {
        results(screen, model, rows, painter);
    }
    if height >= 20 {
        let top = 5 + rows;
        preview(screen.preview.as_ref(), model, top, painter);
        today(model, height - 5, painter);
    }
    Some((at + u16::try_from(caret).unwrap_or(0), 1))
}

fn read_as(screen: &LookUp, model: &Model, painter: &mut Painter<'_>) {
    if screen.found.read_as.is_empty() {
        return;
    }
    let words = screens(model.lang);
    let chip = |read: &ReadAs| match read {
        ReadAs::Word(word) => format!("({word})"),
        ReadAs::Group(number) => format!("({} {number:02})", words.group),
        ReadAs::Digits(digits) => format!("({}: {digits})", words.digits),
        ReadAs::Hamlet(name) => format!("({} {name})", words.hamlet),
        ReadAs::Poor => format!("({})", PovertyStatus::Poor.word(model.lang)),
        ReadAs::NearPoor => format!("({})", PovertyStatus::NearPoor.word(model.lang)),
        ReadAs::Policy => format!("({})", words.policy),
    };
    let chips: Vec<String> = screen.found.read_as.iter().map(chip).collect();
    let dim = painter.theme.dim;
    let counted = counted(&screen.found, words);
    let taken = u16::try_from(width::cells(&counted)).unwrap_or(u16::MAX);
    let room = painter.width().saturating_sub(taken.saturating_add(3));
    painter.cut(1, 2, &format!("{}: {}", words.read_as, chips.join(" ")), room, dim);
    painter.right(painter.width().saturating_sub(1), 2, &counted, dim);
}

/// `6 người, 6 hộ, 1 gần đúng`.
fn counted(found: &Found, words: &Screens) -> String {
    let persons = group_thousands(i64::from(found.persons));
    let mut parts = vec![format!("{persons} {}", words.persons)];
    if let Some(households) = found.households {
        parts.push(format!("{} {}", group_thousands(i64::from(households)), words.households));
    }
    // Those that fit strictly stand first, and all of them are here.
    let strict = found.hits.iter().position(|hit| hit.near);
    if let Some(near) = strict.and_then(|strict| found.persons.checked_sub(u32::try_from(strict).ok()?)) {
        let near = group_thousands(i64::from(near));
        parts.push(format!("{near} {}", words.near));
    }
    parts.join(", ")
}

fn welcome(model: &Model, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let (normal, dim) = (painter.theme.normal, painter.theme.dim);
    painter.text(2, 5, words.welcome, normal);
    for (at, hint) in words.welcome_hints.iter().enumerate() {
        painter.text(4, 7 + u16::try_from(at).unwrap_or(0), hint, dim);
    }
}

fn results(screen: &LookUp, model: &Model, rows: u16, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    if let Some(why) = &screen.refused {
        let fault = painter.theme.fault;
        let room = usize::from(painter.width().saturating_sub(4)).max(1);
        for (line, y) in width::wrap(why, room).iter().zip(5..) {
            painter.text(2, y, line, fault);
        }
        painter.text(0, 5, "!", fault);
        return;
    }
    let dim = painter.theme.dim;
    for (x, title) in COLUMNS.iter().zip(words.find_columns) {
        painter.text(*x, 4, title, dim);
    }
    if screen.found.hits.is_empty() {
        let normal = painter.theme.normal;
        painter.text(2, 5, words.nothing_found, normal);
        return;
    }
    let first_near = screen.found.hits.iter().position(|hit| hit.near);
    let mut y = 5;
    for (at, hit) in screen.found.hits.iter().enumerate().skip(screen.window.offset) {
        if first_near == Some(at) {
            painter.text(1, y, &format!("{}:", words.near), dim);
            y += 1;
        }
        if y >= 5 + rows {
            break;
        }
        row(hit, at == screen.window.selected, y, model, painter);
        y += 1;
    }
}

fn row(hit: &Hit, selected: bool, y: u16, model: &Model, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let style = if selected { painter.theme.selected } else { painter.theme.normal };
    let style = if hit.gone.is_some() { style.patch(painter.theme.dim) } else { style };
    if selected {
        painter.text(0, y, ">", style);
    }
    let name = match &hit.nickname {
        Some(nickname) => format!("{} ({nickname})", hit.name),
        None => hit.name.clone(),
    };
    painter.cut(COLUMNS[0], y, &name, COLUMNS[1] - COLUMNS[0] - 1, style);
    let year = hit.birth_year.map(|year| year.to_string()).unwrap_or_default();
    painter.cut(COLUMNS[1], y, &year, 4, style);
    let relation = hit.relation.word(model.lang);
    painter.cut(COLUMNS[2], y, relation, COLUMNS[3] - COLUMNS[2] - 1, style);
    let is_head = hit.relation == crate::domain::RelationToHead::Head;
    let head = if is_head { "" } else { &hit.head };
    painter.cut(COLUMNS[3], y, head, COLUMNS[4] - COLUMNS[3] - 1, style);
    painter.cut(COLUMNS[4], y, &format!("{:02}/{:02}", hit.group, hit.book_number), 6, style);
    let last = hit.gone.map_or_else(|| hit.hamlet.clone(), |gone| gone_words(gone, words));
    painter.text(COLUMNS[5], y, &last, style);
    for (start, end) in &hit.spans {
        let from = COLUMNS[0] + start;
        let cells = end.saturating_sub(*start).min((COLUMNS[1] - 1).saturating_sub(from));
        let matched = painter.theme.matched;
        painter.style(from, y, cells, matched);
    }
}

/// `mất 22`, `đi 03/21`.
pub(super) fn gone_words(gone: Gone, words: &Screens) -> String {
    match gone {
        Gone::Died(Some(died)) => format!("{} {:02}", words.died_short, died.year().rem_euclid(100)),
        Gone::Died(None) => words.died.to_owned(),
        Gone::Left(Some(day)) => {
            let day = show_day(day.naive());
            format!("{} {}/{}", words.left_short, &day[3..5], &day[8..10])
        }
        Gone::Left(None) => words.left_short.to_owned(),
    }
}

fn preview(preview: Option<&Preview>, model: &Model, top: u16, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let Some(preview) = preview else {
        painter.rule(top, "");
        return;
    };
    let caption =
        format!("{} {:02}/{:02}  {}", words.household, preview.group, preview.book_number, preview.head);
    painter.rule(top, &caption);
    let normal = painter.theme.normal;
    let poverty = preview.poverty.map(|(year, status)| format!("{} {year}", status.word(model.lang)));
    let members = preview.members.len();
    let mut first = format!("{}     {members} {}", preview.address, words.members);
    if preview.representative != preview.head {
        first = format!("{first}     {}: {}", words.representative, preview.representative);
    }
    painter.text(1, top + 1, &first, normal);
    if let Some(poverty) = poverty {
        let warning = painter.theme.warning;
        painter.right(painter.width().saturating_sub(1), top + 1, &poverty, warning);
    }
    painter.text(1, top + 2, &format!("{}: {}", words.living, living(preview, model)), normal);
    painter.text(1, top + 3, &given(preview, words), normal);
    if preview.left > Vnd(0) {
        let warning = painter.theme.warning;
        let left = format!("{} {}", words.left_to_pay, preview.left);
        painter.right(painter.width().saturating_sub(1), top + 3, &left, warning);
    }
    if let Some(row) = &preview.leaving {
        let warning = painter.theme.warning;
        painter.text(1, top + 4, &leaving(row, words), warning);
    } else if let Some(note) = preview.notes.first() {
        painter.text(1, top + 4, &note_line(note, words), normal);
    }
}

fn living(preview: &Preview, model: &Model) -> String {
    let given_name = |name: &str| name.rsplit(' ').next().unwrap_or(name).to_owned();
    let member = |member: &crate::protocol::PreviewMember| {
        let year = member.birth_year.map(|year| format!(" {year}")).unwrap_or_default();
        let relation = match member.relation {
            crate::domain::RelationToHead::Head => String::new(),
            relation => format!(" ({})", relation.word(model.lang)),
        };
        format!("{}{year}{relation}", given_name(&member.name))
    };
    preview.members.iter().map(member).collect::<Vec<String>>().join(", ")
}

fn given(preview: &Preview, words: &Screens) -> String {
    let given = &preview.given;
    let mut parts = Vec::new();
    if given.land.0 > 0 {
        parts.push(format!("{} {} m²", words.land, given.land));
    }
    if given.money.0 > 0 {
        parts.push(format!("{} {}", words.money, given.money));
    }
    if given.labour.0 > 0 {
        parts.push(format!("{} {}", words.labour, given.labour));
    }
    if given.goods > 0 {
        parts.push(format!("{} {}", words.goods, given.goods));
    }
    if parts.is_empty() {
        parts.push(words.nothing_given.to_owned());
    }
    format!("{}: {}", words.given, parts.join("   "))
}

/// A note in one line: the day to come back to it, then its text.
pub(super) fn note_line(note: &NoteRow, words: &Screens) -> String {
    let day = note.follow_up.map(|day| format!(", {} {}", words.follow_up, PartialDate::Day(day).show()));
    format!("{}: {}{}", words.note, note.text.replace('\n', " "), day.unwrap_or_default())
}

fn today(model: &Model, top: u16, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    painter.rule(top, words.today);
    let Some(home) = &model.home else { return };
    let normal = painter.theme.normal;
    let mut waits = Vec::new();
    if home.requests_overdue > 0 {
        waits.push(format!("{} {}", home.requests_overdue, words.requests_overdue));
    }
    let files = model.inbox.as_ref().filter(|_| model.may(Action::Inbox)).map_or(0, Vec::len);
    if files > 0 {
        waits.push(fill(papers(model.lang).waiting, &[&files.to_string()]));
    }
    if let Some(draft) = model.drafts.first() {
        let title = crate::tui::form::title_of(draft, model.lang);
        waits.push(format!("{} {} ({title})", model.drafts.len(), words.drafts));
    }
    if home.follow_ups > 0 {
        waits.push(format!("{} {}", home.follow_ups, words.follow_ups));
    }
    if home.incoming > 0 {
        waits.push(format!("{} {}", home.incoming, words.t_waiting_here));
    }
    if waits.is_empty() {
        waits.push(words.nothing_waits.to_owned());
    }
    painter.text(1, top + 1, &waits.join("   "), normal);
    let room = painter.width().saturating_sub(14);
    if let Some(trouble) = home.clock {
        let warning = painter.theme.warning;
        painter.cut(1, top + 2, &crate::phrases::clock(model.lang, trouble), room, warning);
    } else if let Some(last) = &home.last {
        let mut line = format!(
            "{} {}: {}, {}",
            words.last_saved,
            model.time_of(last.at),
            crate::phrases::act(model.lang, last.act),
            last.subject
        );
        if let Some(money) = last.money {
            line = format!("{line}, {money}");
        }
        painter.cut(1, top + 2, &line, room, normal);
    }
    let (text, style) = match model.line {
        Line::Good => (words.line_good.to_owned(), painter.theme.ok),
        Line::Lost => (words.line_lost.to_owned(), painter.theme.fault),
        Line::Held => (words.line_held.to_owned(), painter.theme.fault),
        Line::OtherVersion(_) => (words.line_other_version.to_owned(), painter.theme.fault),
        Line::Opening(percent) => (fill(words.line_opening, &[&percent.to_string()]), painter.theme.fault),
    };
    painter.right(painter.width().saturating_sub(1), top + 2, &text, style);
}
