//! Painting a list: the line that narrows it, lines above, columns, rows.

use super::list::{Column, List};
use crate::phrases::screens;
use crate::text::width;
use crate::tui::model::Model;
use crate::tui::paint::Painter;

/// Paints it.
pub fn paint(list: &List, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = screens(model.lang);
    let (normal, dim) = (painter.theme.normal, painter.theme.dim);
    let mut y = 1;
    let filter = format!(" {}: ", words.filter);
    painter.text(0, y, &filter, dim);
    let at = u16::try_from(width::cells(&filter)).unwrap_or(6);
    let room = painter.width().saturating_sub(at + 1);
    let (typed, caret) = list.filter.view(usize::from(room));
    painter.text(at, y, &typed, normal);
    let cursor = (at + u16::try_from(caret).unwrap_or(0), y);
    y += 1;
    let head = list.head(painter.height());
    for line in head {
        painter.text(1, y, line, normal);
        y += 1;
    }
    let cut = list.content.head.len() - head.len();
    if cut > 0 {
        painter.right(painter.width().saturating_sub(1), y.saturating_sub(1), &format!(" ... +{cut}"), dim);
    }
    if !list.content.head.is_empty() {
        painter.rule(y, "");
        y += 1;
    }
    let columns = with_room(&list.content.columns, painter.width());
    let widths = widths(columns, painter.width());
    if columns.iter().any(|column| !column.title.is_empty()) {
        let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
        cells(&titles, columns, &widths, y, dim, painter);
        y += 1;
    }
    // Where there is no list in the list, its lines above say it all.
    if list.fits.is_empty() && (!list.arrived || !list.content.columns.is_empty()) {
        let text = if list.arrived { words.nothing_here } else { words.waiting };
        painter.text(2, y, text, dim);
    }
    let bottom = painter.height().saturating_sub(2);
    for (line, at) in list.fits.iter().enumerate().skip(list.window.offset) {
        if y >= bottom {
            break;
        }
        let row = &list.content.rows[*at];
        let selected = line == list.window.selected;
        let style = if selected { painter.theme.selected } else { painter.theme.normal };
        let style = if row.dim { style.patch(painter.theme.dim) } else { style };
        if selected {
            painter.text(0, y, ">", style);
        }
        cells(&row.cells, columns, &widths, y, style, painter);
        y += 1;
    }
    Some(cursor)
}

/// The least that a column of what is left is to have: a name that can be told from others.
const LEAST: u16 = 14;

/// The columns that a screen has room for: those behind a name give way to it, the last ones first.
fn with_room(columns: &[Column], total: u16) -> &[Column] {
    let open = columns.iter().position(|column| column.width == 0).unwrap_or(columns.len());
    let mut shown = columns;
    while let Some((_, others)) = shown.split_last() {
        let needed: u16 =
            shown.iter().map(|column| column.width.max(LEAST * u16::from(column.width == 0)) + 1).sum();
        if needed + 2 <= total || others.len() <= open {
            break;
        }
        shown = others;
    }
    shown
}

/// Where each column begins and how wide it is.
fn widths(columns: &[Column], total: u16) -> Vec<(u16, u16)> {
    let fixed: u16 = columns.iter().map(|column| column.width + 1).sum();
    let open = columns.iter().filter(|column| column.width == 0).count().max(1);
    let rest = total.saturating_sub(fixed + 2) / u16::try_from(open).unwrap_or(1);
    let mut x = 2;
    let mut places = Vec::new();
    for column in columns {
        let width = if column.width == 0 { rest.max(4) } else { column.width };
        places.push((x, width));
        x += width + 1;
    }
    places
}

fn cells(
    texts: &[String],
    columns: &[Column],
    places: &[(u16, u16)],
    y: u16,
    style: ratatui::style::Style,
    painter: &mut Painter<'_>,
) {
    // A row of one cell below rows of many is a sentence: it takes the whole line.
    if let ([text], [_, _, ..]) = (texts, columns) {
        painter.cut(2, y, text, painter.width().saturating_sub(2), style);
        return;
    }
    for ((text, column), (x, room)) in texts.iter().zip(columns).zip(places) {
        if column.right && x + room > painter.width() {
            // A part of a number would be another number.
            continue;
        }
        if column.right {
            let padded = width::pad_left(text, usize::from(*room));
            painter.cut(*x, y, &padded, *room, style);
        } else {
            painter.cut(*x, y, text, *room, style);
        }
    }
}
