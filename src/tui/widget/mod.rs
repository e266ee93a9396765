//! Small pieces that screens are made of. They draw at every size, and cut where there is no room.

pub mod bar;
pub mod line_edit;
pub mod list;
pub mod table_window;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::theme::Glyphs;
use crate::text::{clean, width};

/// Part of an area's first row, as far as it is on the screen.
fn place(buffer: &Buffer, area: Rect, x: u16, cells: u16) -> Rect {
    let left = area.x.saturating_add(x).min(area.right());
    let height = area.height.min(1);
    Rect::new(left, area.y, cells.min(area.right() - left), height).intersection(buffer.area)
}

/// A text in its place: fitted, and with nothing in it that could steer the terminal.
fn put(buffer: &mut Buffer, place: Rect, text: &str, style: Style, glyphs: Glyphs) {
    if place.is_empty() {
        return;
    }
    let room = usize::from(place.width);
    let fitted = width::fit(&clean::for_terminal(text), room);
    buffer.set_stringn(place.x, place.y, glyphs.shown(&fitted), room, style);
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What is painted on a screen of so many cells, without the blanks at the ends.
    pub(crate) fn lines(columns: u16, rows: u16, paint: impl FnOnce(&mut Buffer, Rect)) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let area = buffer.area;
        paint(&mut buffer, area);
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..rows).map(row).collect()
    }

    /// One line of it.
    pub(crate) fn line(columns: u16, paint: impl FnOnce(&mut Buffer, Rect)) -> String {
        lines(columns, 1, paint).remove(0)
    }

    /// Paints on screens of every size, and in places that are partly or wholly off the screen.
    pub(crate) fn every_size(mut paint: impl FnMut(&mut Buffer, Rect)) {
        for rows in 1..=30 {
            for columns in (1..=20).chain([39, 40, 79, 80, 81, 100]) {
                let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
                let area = buffer.area;
                paint(&mut buffer, area);
                paint(&mut buffer, Rect { width: 0, ..area });
                paint(&mut buffer, Rect { height: 0, ..area });
                paint(&mut buffer, Rect { x: columns, y: rows, ..area });
                paint(&mut buffer, Rect::new(columns / 2, rows / 2, columns, rows));
            }
        }
    }
}
