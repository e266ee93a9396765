//! A table of which only the rows in sight are made and painted: ratatui's own takes every row it is given.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list::Window;
use super::{place, put};
use crate::text::width::cells;
use crate::tui::theme::{CHOSEN, Glyphs, Theme};

/// Before the first column: the mark of the chosen row and a blank.
const MARGIN: u16 = 2;

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Names.
    #[default]
    Left,
    /// Sums.
    Right,
}

/// A column; a blank stands between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// In cells; 0 takes what is left of the row.
    pub width: u16,
    /// On which side the text stands.
    pub align: Align,
}

/// What stands in a row under a column.
#[derive(Clone, Debug, Default)]
pub struct Cell<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The cells of it that fit what was typed, each from and up to, counted from the text's first.
    pub matched: &'a [(u16, u16)],
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Cell<'a> {
    fn from(text: T) -> Cell<'a> {
        Cell { text: text.into(), matched: &[] }
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    /// One a column.
    pub cells: Vec<Cell<'a>>,
    /// How it looks when it is not chosen.
    pub style: Style,
}

/// How a table looks.
#[derive(Clone, Copy, Debug)]
pub struct TableWindow<'a> {
    /// From left to right.
    pub columns: &'a [Column],
    /// The styles.
    pub theme: &'a Theme,
    /// The glyphs.
    pub glyphs: Glyphs,
}

impl TableWindow<'_> {
    /// The names of the columns, on the first row of the area.
    pub fn header(&self, buffer: &mut Buffer, area: Rect, names: &[&str]) {
        let cells = names.iter().map(|name| Cell::from(*name)).collect();
        self.row(buffer, area, &Row { cells, style: self.theme.dim }, self.theme.dim);
    }

    /// The rows in sight; `make` is asked for these alone.
    pub fn draw<'r>(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        window: &Window,
        mut make: impl FnMut(usize) -> Row<'r>,
    ) {
        for (line, at) in (0..area.height).zip(window.visible()) {
            let place_of_row = Rect { y: area.y.saturating_add(line), height: 1, ..area };
            let row = make(at);
            if at == window.selected {
                let style = row.style.patch(self.theme.selected);
                put(buffer, place(buffer, place_of_row, 0, 1), CHOSEN, style, self.glyphs);
                self.row(buffer, place_of_row, &row, style);
            } else {
                self.row(buffer, place_of_row, &row, row.style);
            }
        }
    }

    fn row(&self, buffer: &mut Buffer, area: Rect, row: &Row<'_>, style: Style) {
        let mut x = MARGIN;
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            let left = area.width.saturating_sub(x);
            let width = if column.width == 0 { left } else { column.width.min(left) };
            self.cell(buffer, place(buffer, area, x, width), *column, cell, style);
            x = x.saturating_add(width).saturating_add(1);
        }
    }

    fn cell(&self, buffer: &mut Buffer, room: Rect, column: Column, cell: &Cell<'_>, style: Style) {
        let wide = u16::try_from(cells(&cell.text)).unwrap_or(u16::MAX);
        let indent = match column.align {
            Align::Left => 0,
            Align::Right => room.width.saturating_sub(wide),
        };
        let text = place(buffer, room, indent, room.width - indent);
        put(buffer, text, &cell.text, style, self.glyphs);
        for (from, to) in cell.matched {
            let matched = place(buffer, text, *from, to.saturating_sub(*from));
            buffer.set_style(matched, self.theme.matched);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::tests::{every_size, lines};

    const COLUMNS: [Column; 3] = [
        Column { width: 12, align: Align::Left },
        Column { width: 9, align: Align::Right },
        Column { width: 0, align: Align::Left },
    ];

    fn household(at: usize) -> Row<'static> {
        let due = ["500.000", "MIỄN"][at % 2];
        let cells = vec![format!("Trần Văn Út {at}").into(), due.into(), "hẹn 30/11".into()];
        Row { cells, style: Style::new() }
    }

    fn table(theme: &Theme) -> TableWindow<'_> {
        TableWindow { columns: &COLUMNS, theme, glyphs: Glyphs::unicode() }
    }

    #[test]
    fn rows_in_sight_and_no_others_are_made() {
        let theme = Theme::mono();
        let mut window = Window::new(20_000, 3);
        window.select(7);
        let mut made = Vec::new();
        let shown = lines(34, 4, |buffer, area| {
            table(&theme).header(buffer, Rect { height: 1, ..area }, &["Chủ hộ", "Mức", "Ghi chú"]);
            let rows = Rect { y: 1, height: 3, ..area };
            table(&theme).draw(buffer, rows, &window, |at| {
                made.push(at);
                household(at)
            });
        });
        assert_eq!(
            shown,
            [
                "  Chủ hộ             Mức Ghi chú",
                "  Trần Văn Út…      MIỄN hẹn 30/11",
                "  Trần Văn Út…   500.000 hẹn 30/11",
                "> Trần Văn Út…      MIỄN hẹn 30/11",
            ]
        );
        assert_eq!(made, [5, 6, 7]);
    }

    #[test]
    fn what_was_typed_is_marked_in_the_text_and_not_beyond() {
        let theme = Theme::mono();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let row = || Row {
            cells: vec![Cell { text: "Lê Thị Sáu".into(), matched: &[(3, 99)] }],
            style: Style::new(),
        };
        let area = buffer.area;
        table(&theme).draw(&mut buffer, area, &Window::new(1, 1), |_| row());
        let underlined: Vec<u16> = (0..8)
            .filter(|x| buffer[(*x, 0)].modifier.contains(ratatui::style::Modifier::UNDERLINED))
            .collect();
        assert_eq!(underlined, [5, 6, 7]);
    }

    #[test]
    fn every_size_draws() {
        let theme = Theme::colours();
        every_size(|buffer, area| {
            let mut window = Window::new(50, usize::from(area.height));
            window.select(30);
            table(&theme).header(buffer, area, &["Chủ hộ", "Mức", "Ghi chú"]);
            table(&theme).draw(buffer, area, &window, household);
        });
    }
}
