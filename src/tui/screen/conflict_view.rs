//! Painting the conflict screen: three columns side by side where they fit, one below the other where not.

use super::conflict::Conflict;
use crate::phrases::together;
use crate::text::width;
use crate::tui::form::compare::{Changed, Compared, Side};
use crate::tui::model::Model;
use crate::tui::paint::Painter;

/// Below this width the three values of a row stand below one another, for the row with the cursor.
const WIDE: u16 = 72;
/// Cells of a label.
const LABEL: u16 = 16;

/// Paints it.
pub fn paint(conflict: &Conflict, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let total = painter.width();
    let warning = painter.theme.warning;
    let mut y = 1;
    // On a low screen the fields need the lines more than the sentence does: who and when stand at its beginning.
    let most = if painter.height() < 16 { 2 } else { 4 };
    let lines = width::wrap(&conflict.says, usize::from(total.saturating_sub(2)).max(1));
    for line in lines.iter().take(most) {
        painter.text(1, y, line, warning);
        y += 1;
    }
    let bottom = painter.height().saturating_sub(2);
    let details = if total < WIDE { 4 } else { 5 };
    let rows = bottom.saturating_sub(y + 1 + details).max(1);
    if painter.height() >= 16 {
        painter.rule(y, "");
        y += 1;
    }
    heading(model, y, painter);
    let places = Places::of(total);
    let first = conflict.row.saturating_sub(usize::from(rows).saturating_sub(1));
    let mut cursor = None;
    for (at, field) in conflict.rows().enumerate().skip(first).take(usize::from(rows)) {
        y += 1;
        let selected = at == conflict.row;
        row(field, selected, y, &places, painter);
        if selected {
            cursor = Some((0, y));
        }
    }
    let hidden = conflict.rows().count().saturating_sub(first + usize::from(rows));
    if hidden > 0 {
        let dim = painter.theme.dim;
        painter.right(total, y, &format!(" +{hidden}"), dim);
    }
    if let Some(field) = conflict.selected() {
        detail(field, model, bottom.saturating_sub(details), painter);
    }
    cursor
}

/// Where the values of a row stand.
struct Places {
    values: Vec<(u16, Shown)>,
    room: u16,
}

#[derive(Clone, Copy)]
enum Shown {
    Base,
    Side(Side),
    Taken,
}

impl Places {
    fn of(total: u16) -> Places {
        let begin = 2 + LABEL + 1;
        if total < WIDE {
            return Places { values: vec![(begin, Shown::Taken)], room: total.saturating_sub(begin + 1) };
        }
        let room = (total - begin) / 3 - 1;
        let shown = [Shown::Base, Shown::Side(Side::Theirs), Shown::Side(Side::Mine)];
        let values = shown.into_iter().zip(0..).map(|(shown, at)| (begin + at * (room + 1), shown)).collect();
        Places { values, room }
    }
}

fn heading(model: &Model, y: u16, painter: &mut Painter<'_>) {
    let words = together(model.lang);
    let dim = painter.theme.dim;
    painter.cut(2, y, words.conflict_field, LABEL, dim);
    let places = Places::of(painter.width());
    for (x, shown) in &places.values {
        let title = match shown {
            Shown::Base => words.conflict_base,
            Shown::Side(Side::Theirs) => words.conflict_theirs,
            Shown::Side(Side::Mine) => words.conflict_mine,
            Shown::Taken => words.conflict_takes,
        };
        painter.cut(x + 1, y, title, places.room.saturating_sub(1), dim);
    }
}

/// The value that will be saved stands in brackets, so that it is seen without colours.
fn row(field: &Compared, selected: bool, y: u16, places: &Places, painter: &mut Painter<'_>) {
    let (normal, dim) = (painter.theme.normal, painter.theme.dim);
    let style = if selected { painter.theme.selected } else { normal };
    painter.text(0, y, if selected { ">" } else { " " }, style);
    painter.cut(2, y, field.label(), LABEL, style);
    for (x, shown) in &places.values {
        let (text, taken) = match shown {
            Shown::Base => (field.base(), false),
            Shown::Side(side) => (field.of_side(*side), *side == field.takes),
            Shown::Taken => (field.of_side(field.takes), true),
        };
        let fitted = width::fit(text, usize::from(places.room.saturating_sub(2)));
        let shown = if taken { format!("[{fitted}]") } else { format!(" {fitted} ") };
        painter.cut(*x, y, &shown, places.room, if taken { style } else { dim });
    }
}

/// The row with the cursor in full, and what becomes of it.
fn detail(field: &Compared, model: &Model, top: u16, painter: &mut Painter<'_>) {
    let words = together(model.lang);
    let (dim, normal) = (painter.theme.dim, painter.theme.normal);
    let becomes = match (field.changed, field.takes) {
        (Changed::Theirs, _) => words.only_theirs,
        (Changed::Mine | Changed::Alike, _) => words.only_mine,
        (Changed::Both, Side::Mine) => words.both_keep,
        (Changed::Both, Side::Theirs) => words.both_take,
    };
    let mut y = top;
    if painter.width() >= WIDE {
        painter.rule(y, field.label());
        y += 1;
    }
    let lines = [
        (words.conflict_base, field.base(), false),
        (words.conflict_theirs, field.of_side(Side::Theirs), field.takes == Side::Theirs),
        (words.conflict_mine, field.of_side(Side::Mine), field.takes == Side::Mine),
    ];
    for (label, text, taken) in lines {
        let mark = if taken { ">" } else { " " };
        painter.text(1, y, &format!("{mark} {label}"), dim);
        let style = if taken { normal } else { dim };
        painter.text(2 + LABEL + 1, y, text, style);
        y += 1;
    }
    painter.text(1, y, becomes, normal);
}
