//! What the terminal shows, so that a short gap between two changes is written over instead of jumped.
//!
//! The first frame of the look-up writes every word apart, since a blank does not differ from an empty screen, and
//! moves the cursor over each blank with 6 to 8 bytes: measured on the screens as designed, 3,507 bytes for 2,259 of
//! text. With the gaps filled it takes 2,300.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// A cell and its place.
pub(super) type Change<'a> = (u16, u16, &'a Cell);

/// The cells that were written last.
#[derive(Debug)]
pub(super) struct Shown {
    cells: Buffer,
}

impl Shown {
    /// An empty screen.
    pub(super) fn new(columns: u16, rows: u16) -> Shown {
        Shown { cells: Buffer::empty(Rect::new(0, 0, columns, rows)) }
    }

    /// The screen was cleared.
    pub(super) fn clear(&mut self) {
        self.cells.reset();
    }

    /// The changes with the gaps filled that are cheaper to write than to jump.
    pub(super) fn bridged<'a>(&'a self, changes: &[Change<'a>]) -> Vec<Change<'a>> {
        let mut out: Vec<Change<'a>> = Vec::with_capacity(changes.len() * 2);
        for change in changes {
            if let Some(last) = out.last().copied() {
                out.extend(self.bridge(last, *change).unwrap_or_default());
            }
            out.push(*change);
        }
        out
    }

    /// The changes are on the screen now.
    pub(super) fn remember(&mut self, changes: &[Change<'_>]) {
        for (x, y, cell) in changes {
            if let Some(shown) = self.cells.cell_mut((*x, *y)) {
                *shown = (*cell).clone();
            }
        }
    }

    /// The cells between two changes of one row, where writing them is cheaper.
    fn bridge<'a>(&'a self, from: Change<'a>, to: Change<'a>) -> Option<Vec<Change<'a>>> {
        let ((from_x, from_y, before), (x, y, after)) = (from, to);
        let is_short = from_y == y && x > from_x + 1 && usize::from(x - from_x) <= jump(x, y);
        if !is_short || before.symbol().width() != 1 {
            return None;
        }
        let gap: Option<Vec<Change<'a>>> =
            (from_x + 1..x).map(|x| self.cells.cell((x, y)).map(|cell| (x, y, cell))).collect();
        let gap = gap?;
        let narrow = gap.iter().all(|(_, _, cell)| cell.symbol().width() == 1);
        let bytes: usize = gap.iter().map(|(_, _, cell)| cell.symbol().len()).sum();
        let switches = switches(before, gap.iter().map(|(_, _, cell)| *cell).chain([after]));
        let is_cheaper = narrow && bytes < jump(x, y) && switches <= switches_direct(before, after);
        is_cheaper.then_some(gap)
    }
}

/// The bytes of `ESC [ row ; column H`.
fn jump(x: u16, y: u16) -> usize {
    let digits = |n: u16| {
        if n < 9 {
            1
        } else if n < 99 {
            2
        } else {
            3
        }
    };
    4 + digits(x) + digits(y)
}

fn switches<'a>(first: &'a Cell, rest: impl Iterator<Item = &'a Cell>) -> usize {
    let mut last = first;
    let mut count = 0;
    for cell in rest {
        count += switches_direct(last, cell);
        last = cell;
    }
    count
}

fn switches_direct(a: &Cell, b: &Cell) -> usize {
    usize::from((a.fg, a.bg, a.modifier) != (b.fg, b.bg, b.modifier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn row(text: &str) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
        buffer.set_string(0, 0, text, Style::new());
        buffer
    }

    fn written(shown: &Shown, next: &Buffer) -> String {
        let changes: Vec<Change<'_>> = shown.cells.diff_iter(next).collect();
        let mut text = String::new();
        let mut last = None;
        for (x, _, cell) in shown.bridged(&changes) {
            if last.is_some_and(|last| x != last + 1) {
                text.push('|');
            }
            text.push_str(cell.symbol());
            last = Some(x);
        }
        text
    }

    #[test]
    fn short_gaps_are_written_and_long_ones_jumped() {
        let empty = Shown::new(40, 1);
        assert_eq!(written(&empty, &row("Lê Thị Sáu")), "Lê Thị Sáu");
        assert_eq!(written(&empty, &row("Sáu          mẹ")), "Sáu|mẹ");
        let mut shown = Shown::new(40, 1);
        shown.cells = row("Tổ 05 Quới An");
        assert_eq!(written(&shown, &row("Bổ 06 Quới An")), "Bổ 06", "letters in between are written again");
        let mut styled = row("a b");
        styled.set_style(Rect::new(1, 0, 1, 1), Style::new().reversed());
        shown.cells = styled;
        assert_eq!(written(&shown, &row("x y")), "x y");
    }

    #[test]
    fn what_was_written_is_remembered() {
        let mut shown = Shown::new(40, 1);
        let next = row("Út");
        let changes: Vec<(u16, u16, Cell)> =
            shown.cells.diff_iter(&next).map(|(x, y, cell)| (x, y, cell.clone())).collect();
        shown.remember(&changes.iter().map(|(x, y, cell)| (*x, *y, cell)).collect::<Vec<Change<'_>>>());
        assert_eq!(shown.cells, next);
        shown.clear();
        assert_eq!(shown.cells, Buffer::empty(Rect::new(0, 0, 40, 1)));
    }
}
