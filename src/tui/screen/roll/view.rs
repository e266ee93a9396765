//! Painting a roll: what it comes to above, then the households in columns, one below the other in the order of the book.

use super::{Focus, Line, Roll};
use crate::domain::{RollMark, needed_of};
use crate::phrases::fill;
use crate::phrases::meeting::{Meeting as Phrases, meeting as words_of};
use crate::text::width;
use crate::tui::model::Model;
use crate::tui::paint::Painter;

/// Where households begin: below the title, two lines of sums, a rule.
const TOP: u16 = 4;
/// Lines below them: a rule, the letters, the keys, the function keys.
const BELOW: u16 = 4;
/// On a low screen: title, one line of sums.
const LOW_TOP: u16 = 2;
const LOW_BELOW: u16 = 2;
/// The narrowest column that a name and a mark fit in.
const COLUMN: u16 = 38;
/// Of that, what stands beside the name: mark of the chosen one, number, blanks, mark, how often missed.
const BESIDE_NAME: u16 = 18;
/// The width of a mark.
const MARK: u16 = 9;

pub(super) fn is_low(height: u16) -> bool {
    height < 16
}

fn columns(width: u16) -> u16 {
    (width / COLUMN).max(1)
}

/// How many households stand in one column.
pub(super) fn column_height((_, height): (u16, u16)) -> usize {
    let around = if is_low(height) { LOW_TOP + LOW_BELOW } else { TOP + BELOW };
    usize::from(height.saturating_sub(around).max(1))
}

/// How many households are in sight.
pub(super) fn lines_for(size: (u16, u16)) -> usize {
    column_height(size) * usize::from(columns(size.0))
}

/// Paints it.
pub fn paint(roll: &Roll, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = words_of(model.lang);
    let size = (painter.width(), painter.height());
    let low = is_low(size.1);
    let in_head = head(roll, words, painter);
    let top = if low { LOW_TOP } else { TOP };
    let high = column_height(size);
    let wide = painter.width() / columns(size.0);
    let mut in_lines = None;
    for (place, at) in roll.window.visible().enumerate() {
        let x = u16::try_from(place / high).unwrap_or(0) * wide;
        let y = top + u16::try_from(place % high).unwrap_or(0);
        let chosen = at == roll.window.selected;
        line(&roll.lines.all()[at], model, (x, y), wide, chosen, painter);
        if chosen {
            in_lines = Some((x + 1, y));
        }
    }
    if !low {
        foot(roll, words, painter);
    }
    let typed = number(roll, words, painter).or_else(|| search(roll, words, painter));
    match roll.focus {
        Focus::Headcount => in_head,
        Focus::Lines => typed.or(in_lines),
    }
}

/// What the marks come to: `Có mặt 38/43 hộ, cần ít nhất 22`, the marks one by one, the head count.
fn head(roll: &Roll, words: &Phrases, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let (normal, dim, ok, warning) =
        (painter.theme.normal, painter.theme.dim, painter.theme.ok, painter.theme.warning);
    let count = roll.lines.count();
    let all = roll.lines.len();
    let needed = needed_of(u32::try_from(all).unwrap_or(u32::MAX));
    let is_enough = count.represented() >= needed;
    let numbers = [count.represented().to_string(), all.to_string(), needed.to_string()];
    let style = if is_enough { ok } else { normal };
    let uncalled = roll.lines.uncalled().len();
    let left = uncalled.to_string();
    if is_low(painter.height()) {
        let all = fill(words.in_short, &[&numbers[0], &numbers[1], &numbers[2], &left]);
        painter.text(1, 1, &all, style);
        return None;
    }
    painter.text(1, 1, &fill(words.represented, &[&numbers[0], &numbers[1], &numbers[2]]), style);
    let style = if uncalled > 0 { warning } else { dim };
    painter.right(painter.width().saturating_sub(1), 1, &fill(words.uncalled, &[&left]), style);
    let numbers =
        [count.present, count.late, count.proxy, count.excused, count.absent].map(|one| one.to_string());
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    painter.text(1, 2, &fill(words.by_mark, &numbers), dim);
    let label = format!("{}: ", words.headcount);
    let room = 7;
    let end = painter.width().saturating_sub(1);
    let x = end.saturating_sub(room);
    painter.right(x, 2, &label, dim);
    let style = if roll.focus == Focus::Headcount { painter.theme.field_active } else { painter.theme.field };
    let (text, caret) = roll.headcount.edit.view(usize::from(room - 1));
    painter.text(x, 2, &width::pad(&text, usize::from(room)), style);
    painter.rule(3, "");
    Some((x + u16::try_from(caret).unwrap_or(0), 2))
}

fn line(line: &Line, model: &Model, (x, y): (u16, u16), wide: u16, chosen: bool, painter: &mut Painter<'_>) {
    let words = words_of(model.lang);
    let (normal, dim, warning) = (painter.theme.normal, painter.theme.dim, painter.theme.warning);
    let style = if chosen { painter.theme.title } else { normal };
    painter.text(x, y, if chosen { ">" } else { " " }, normal);
    painter.right(x + 5, y, &format!("{:02}", line.household.book_number), style);
    let name = wide.saturating_sub(BESIDE_NAME).min(30);
    painter.cut(x + 6, y, &line.household.head, name, style);
    let x = x + 7 + name;
    let mark = line.mark.map_or("?", |mark| word(mark, words));
    // Who is not there stands out by more than a colour.
    let is_missing = line.mark.is_some_and(|mark| !mark.is_there());
    let mark = if is_missing { mark.to_uppercase() } else { mark.to_owned() };
    let style = match line.mark {
        None => dim,
        Some(_) if is_missing => warning,
        Some(_) => style,
    };
    if let Some(theirs) = line.theirs {
        painter.cut(x, y, &format!("! {}", word(theirs, words)), MARK, painter.theme.fault);
        return;
    }
    painter.cut(x, y, &mark, MARK, style);
    // Once is nothing to speak of.
    if line.missed > 1 {
        painter.right(x + MARK + 2, y, &format!("-{}", line.missed.min(99)), warning);
    }
}

fn foot(roll: &Roll, words: &Phrases, painter: &mut Painter<'_>) {
    let y = painter.height().saturating_sub(BELOW);
    let visible = roll.window.visible();
    let count = roll.lines.len();
    let numbers = [visible.start + usize::from(count > 0), visible.end, count].map(|one| one.to_string());
    painter.rule(y, &fill(words.lines, &[&numbers[0], &numbers[1], &numbers[2]]));
    let chosen = roll.lines.all().get(roll.window.selected);
    let (normal, dim, warning, fault) =
        (painter.theme.normal, painter.theme.dim, painter.theme.warning, painter.theme.fault);
    let (text, style) = match chosen {
        Some(Line { theirs: Some(mark), .. }) => (fill(words.theirs, &[word(*mark, words)]), fault),
        Some(Line { missed, .. }) if *missed > 1 => (fill(words.missed, &[&missed.to_string()]), warning),
        _ if roll.keeping.touched => (words.unsaved.to_owned(), normal),
        _ => (words.how.to_owned(), dim),
    };
    painter.text(1, y + 1, &text, style);
}

/// The number that is being typed, on the line of keys.
fn number(roll: &Roll, words: &Phrases, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let typed = Some(roll.number.as_str()).filter(|typed| !typed.is_empty())?;
    Some(asked(words.number, typed, typed.len(), painter))
}

/// The name that is looked for, in its place.
fn search(roll: &Roll, words: &Phrases, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let search = roll.search.as_ref()?;
    let (text, caret) = search.view(24);
    Some(asked(words.look_for, &text, caret, painter))
}

fn asked(label: &str, text: &str, caret: usize, painter: &mut Painter<'_>) -> (u16, u16) {
    let y = painter.height().saturating_sub(3);
    let (warning, active) = (painter.theme.warning, painter.theme.field_active);
    let blank = " ".repeat(usize::from(painter.width()));
    painter.text(0, y, &blank, warning);
    painter.text(1, y, label, warning);
    let x = 2 + u16::try_from(width::cells(label)).unwrap_or(0);
    painter.text(x, y, &width::pad(text, 25), active);
    (x + u16::try_from(caret).unwrap_or(0), y)
}

/// A mark in the width of a column.
fn word(mark: RollMark, words: &Phrases) -> &'static str {
    match mark {
        RollMark::Present => words.m_present,
        RollMark::Late => words.m_late,
        RollMark::Proxy => words.m_proxy,
        RollMark::Excused => words.m_excused,
        RollMark::Absent => words.m_absent,
    }
}
