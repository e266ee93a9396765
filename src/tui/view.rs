//! From the model to a frame: title, screen, hints, function keys. It only reads.

use ratatui::buffer::Buffer;

use super::keymap::{self, Action, Scope};
use super::model::{Line, Model, Notice};
use super::paint::Painter;
use super::people;
use super::screen::{Screen, card, meeting_rows};
use super::theme::{Glyphs, Theme};
use super::{tour, typing};
use crate::phrases::{self, Lang, fill, papers, scope_name, screens, together, upper_first};
use crate::protocol::HomeView;
use crate::text::date::show_day;
use crate::text::width;

/// The function keys, each at its place on the bottom line: all ten in 80 columns, so the places follow the labels.
const PLACES: [(u8, u16); 10] =
    [(1, 0), (2, 8), (3, 15), (4, 22), (5, 30), (6, 37), (7, 50), (8, 56), (9, 63), (10, 71)];
/// The same for English labels.
const ENGLISH_PLACES: [(u8, u16); 10] =
    [(1, 0), (2, 8), (3, 16), (4, 24), (5, 31), (6, 39), (7, 47), (8, 56), (9, 64), (10, 72)];

/// How wide a screen has to be for all of them.
const ALL_PLACES: u16 = 80;

/// Cells between a title and the area of who sits here.
const GAP: usize = 3;

/// Paints the whole frame. Gives the place of the cursor.
pub fn paint(model: &Model, buffer: &mut Buffer, theme: &Theme, glyphs: &Glyphs) -> Option<(u16, u16)> {
    tour::paint(model, &mut Painter::new(buffer, theme, glyphs));
    let mut painter = Painter::above(buffer, model.size.1, theme, glyphs);
    if model.blank {
        let dim = theme.dim;
        painter.text(1, 0, screens(model.lang).blanked, dim);
        return Some((0, 0));
    }
    let screen = model.stack.last()?;
    let cursor = screen.paint(model, &mut painter);
    people::paint(model, screen, &mut painter);
    title(model, screen, &mut painter);
    hints(model, screen, &mut painter);
    function_keys(model, screen, &mut painter);
    let height = painter.height();
    // On a line too low for the screen the cursor stays where something can be typed.
    cursor.map(|(x, y)| (x.min(painter.width().saturating_sub(1)), y.min(height.saturating_sub(1))))
}

/// What a screen calls itself on the first line.
fn own_title(model: &Model, screen: &Screen) -> String {
    let (words, together) = (screens(model.lang), together(model.lang));
    match screen {
        Screen::LookUp(_) => words.look_up.to_owned(),
        Screen::Card(card) => match &card.card {
            Some(card) => format!(
                "{} {:02}/{:02}  {}   {} {} > {} {:02}",
                words.household.to_uppercase(),
                card.group_number,
                card.book_number,
                card.head,
                words.hamlet,
                card.hamlet,
                words.group,
                card.group_number
            ),
            None => words.household.to_owned(),
        },
        Screen::List(list) => list.content.title.clone(),
        Screen::Form(form) => form.title.clone(),
        Screen::Conflict(conflict) => {
            let title = match conflict.form_in(model) {
                Some(form) => form.title.as_str(),
                None => "",
            };
            format!("{}  {title}", together.conflict_title)
        }
        Screen::Reason(reason) => format!("{}  {} {}", together.unmask_title, words.household, reason.title),
        Screen::Sheet(sheet) => {
            let place = sheet.view.as_ref().map(|view| {
                format!("   {} {} > {} {:02}", words.hamlet, view.hamlet, words.group, view.group_number)
            });
            format!("{}  {}{}", phrases::sheet(model.lang).title, sheet.name, place.unwrap_or_default())
        }
        Screen::Roll(roll) => {
            let of = roll.row.as_ref().map(|row| {
                format!("  {}  {}", show_day(row.on.naive()), meeting_rows::whose(row, model.lang))
            });
            format!("{}{}", phrases::meeting(model.lang).roll_title, of.unwrap_or_default())
        }
        Screen::Confirm(_) => "?".to_owned(),
        Screen::Help(_) => keymap::phrase(Action::Help, model.lang).to_owned(),
    }
}

/// The screens that Esc leads back to, the nearest first; the look-up at the end of all ways needs no name.
fn ways_back(model: &Model) -> Vec<String> {
    let words = screens(model.lang);
    let below = model.stack.get(1..model.stack.len().saturating_sub(1)).unwrap_or_default();
    let short = |screen: &Screen| match screen {
        Screen::Card(card) => card
            .card
            .as_ref()
            .map(|card| format!("{} {:02}/{:02}", words.household, card.group_number, card.book_number)),
        Screen::Sheet(_) => Some(phrases::sheet(model.lang).form.to_owned()),
        Screen::Roll(_) => Some(phrases::meeting(model.lang).roll.to_owned()),
        Screen::Help(_) | Screen::Confirm(_) | Screen::Reason(_) => None,
        other => Some(own_title(model, other)),
    };
    below.iter().rev().filter_map(short).collect()
}

/// A title with as many of the screens below it as there is room for: `Họp tổ > Điểm danh`.
fn with_ways_back(own: String, model: &Model, room: usize) -> String {
    let mut title = own;
    for name in ways_back(model) {
        let longer = format!("{name} > {title}");
        if width::cells(&longer) > room {
            break;
        }
        title = longer;
    }
    title
}

fn title(model: &Model, screen: &Screen, painter: &mut Painter<'_>) {
    let own = own_title(model, screen);
    let is_typed = matches!(
        screen,
        Screen::LookUp(_) | Screen::Form(_) | Screen::Reason(_) | Screen::Sheet(_) | Screen::Roll(_)
    );
    let narrow = painter.width() < 60;
    let label = format!("[{}]", typing::label(model, screen));
    let with_label = status(model, narrow, is_typed, Some(&label));
    // Where nothing is typed, what the screen is about comes first.
    let has_room = width::cells(&own) + 1 + width::cells(&with_label) < usize::from(painter.width());
    let right = if is_typed || has_room { with_label } else { status(model, narrow, is_typed, None) };
    let total = usize::from(painter.width());
    let room = total.saturating_sub(width::cells(&right) + 1);
    let band = painter.theme.band;
    let left = format!(" {}", with_ways_back(own, model, room.saturating_sub(1)));
    let place = model.home.as_ref().and_then(|home| {
        let room = room.saturating_sub(width::cells(&left) + GAP);
        area(home, model.lang).into_iter().find(|area| width::cells(area) <= room)
    });
    let left = match (place, screen) {
        (None, _) => left,
        (Some(place), Screen::LookUp(_)) => format!("{left}  {place}"),
        (Some(place), _) => {
            let gap = room.saturating_sub(width::cells(&left) + width::cells(&place) + 1);
            format!("{left}{}{place}", " ".repeat(gap))
        }
    };
    painter.text(0, 0, &width::pad(&left, room), band);
    painter.text(u16::try_from(room).unwrap_or(0), 0, &width::pad_left(&right, total - room), band);
}

/// Who sits here, how they type, and how everything stands. A whole name would leave no room for the title of a narrow
/// screen; where something is typed there, how it is counts more.
fn status(model: &Model, narrow: bool, is_typed: bool, label: Option<&str>) -> String {
    let words = screens(model.lang);
    let mut parts = Vec::new();
    if let Some(home) = &model.home {
        match (narrow, is_typed) {
            (false, _) => parts.push(home.name.clone()),
            (true, false) => parts.push(home.login.clone()),
            (true, true) => {}
        }
        parts.extend(label.map(str::to_owned));
        if home.practice {
            parts.push(words.practice.to_owned());
        }
        if home.read_only {
            parts.push(words.read_only.to_owned());
        }
    }
    if model.clock_trouble().is_some() {
        parts.push(phrases::clock_words(model.lang).short.to_owned());
    }
    if model.line != Line::Good {
        parts.push("(!)".to_owned());
    }
    parts.push(model.time());
    parts.join("  ") + " "
}

/// Where who sits here works, the longest way of saying it first: `Long Bình > Ấp Quới An`, `Ấp Quới An`; `2 ấp`.
fn area(home: &HomeView, lang: Lang) -> Vec<String> {
    let words = together(lang);
    let count = home.area.len().to_string();
    let groups = home.area.iter().filter(|place| place.group.is_some()).count();
    let own = match home.area.as_slice() {
        [] => return vec![home.commune.clone()],
        [one] => upper_first(&scope_name(lang, one)),
        all if groups == all.len() => fill(words.groups, &[&count]),
        _ if groups == 0 => fill(words.hamlets, &[&count]),
        _ => fill(words.places, &[&count]),
    };
    let mut ways = vec![own.clone()];
    if !home.commune.is_empty() {
        ways.insert(0, format!("{} > {own}", home.commune));
    }
    ways
}

fn hints(model: &Model, screen: &Screen, painter: &mut Painter<'_>) {
    let (words, together) = (screens(model.lang), together(model.lang));
    let Some(y) = painter.height().checked_sub(2).filter(|y| *y > 0) else { return };
    painter.blank(y);
    if let Some(notice) = &model.notice {
        say(notice, y, painter);
        return;
    }
    if let Some(text) = people::message(model) {
        say(&Notice { bad: false, text }, y, painter);
        return;
    }
    if let Line::OtherVersion(build) = &model.line {
        say(&Notice { bad: true, text: fill(words.other_version, &[build]) }, y, painter);
        return;
    }
    let asks = matches!(screen, Screen::Sheet(sheet) if sheet.prompt.is_some());
    let looks_for = matches!(screen, Screen::Roll(roll) if roll.search.is_some());
    let text = match screen.scopes().first() {
        Some(Scope::Sheet) if asks => phrases::sheet(model.lang).prompt_keys,
        Some(Scope::LookUp) => words.look_up_keys,
        Some(Scope::Card) if card::shows_numbers(model) => together.numbers_keys,
        Some(Scope::Card) => words.card_keys,
        Some(Scope::Adding) => words.adding_keys,
        Some(Scope::Form) => words.form_keys,
        Some(Scope::Group) => words.group_keys,
        Some(Scope::Project) => words.project_keys,
        Some(Scope::Acts) => words.acts_keys,
        Some(Scope::FollowUps) => words.follow_ups_keys,
        Some(Scope::Staff) => together.staff_keys,
        Some(Scope::Transfers) => words.transfers_keys,
        Some(Scope::Inbox) => papers(model.lang).inbox_keys,
        Some(Scope::BringIn) => papers(model.lang).look_keys,
        Some(Scope::Sheet) => phrases::sheet(model.lang).keys,
        Some(Scope::Roll) if looks_for => phrases::meeting(model.lang).prompt_keys,
        Some(Scope::Roll) => phrases::meeting(model.lang).keys,
        Some(Scope::Meetings) => phrases::meeting(model.lang).meetings_keys,
        Some(Scope::Meeting) => phrases::meeting(model.lang).meeting_keys,
        Some(Scope::Confirm) => words.confirm_keys,
        Some(Scope::Reason) => together.unmask_keys,
        Some(Scope::Conflict) if painter.width() < 72 => together.conflict_keys_short,
        Some(Scope::Conflict) => together.conflict_keys,
        Some(Scope::List) => words.list_keys,
        _ => words.back_keys,
    };
    let dim = painter.theme.dim;
    painter.text(1, y, text, dim);
}

/// A sentence for the clerk. A long one covers lines of the screen above, until the next key.
fn say(notice: &Notice, bottom: u16, painter: &mut Painter<'_>) {
    let style = if notice.bad { painter.theme.fault } else { painter.theme.ok };
    let width = usize::from(painter.width());
    let lines = width::wrap(&notice.text, width.saturating_sub(1).max(1));
    let most = usize::from(bottom).max(1);
    let lines = &lines[..lines.len().min(most)];
    for (at, line) in lines.iter().rev().enumerate() {
        let first = at + 1 == lines.len();
        let mark = if notice.bad && first { "!" } else { " " };
        let y = bottom.saturating_sub(u16::try_from(at).unwrap_or(bottom));
        painter.text(0, y, &width::pad(&format!("{mark}{line}"), width), style);
    }
}

fn function_keys(model: &Model, screen: &Screen, painter: &mut Painter<'_>) {
    let Some(y) = painter.height().checked_sub(1) else { return };
    painter.blank(y);
    let (key, normal) = (painter.theme.key, painter.theme.normal);
    let places = match model.lang {
        Lang::Vi => PLACES,
        Lang::En => ENGLISH_PLACES,
    };
    let is_narrow = painter.width() < ALL_PLACES;
    let mut next = 0;
    for (number, place) in places {
        let bound = keymap::action(screen.scopes(), &super::input::Key::F(number));
        let Some(label) = bound.and_then(|_| keymap::f_key_label(number, model.lang)) else { continue };
        // Where there is no room for all ten, those that mean something here come one behind the other.
        let x = if is_narrow { next } else { place };
        let name = format!("F{number}");
        painter.text(x, y, &name, key);
        let after = x + u16::try_from(name.len()).unwrap_or(2) + 1;
        painter.text(after, y, label, normal);
        next = after + u16::try_from(width::cells(label)).unwrap_or(0) + 1;
    }
}
