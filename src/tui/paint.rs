//! Painting text into cells. Nothing here decides anything.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::theme::{Glyphs, Theme};
use crate::text::{clean, width};

/// A part of the screen that can be painted; every position is within it or is left out.
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    /// The styles.
    pub theme: &'a Theme,
    /// The glyphs.
    pub glyphs: &'a Glyphs,
}

impl<'a> Painter<'a> {
    /// Of a whole frame.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, glyphs: &'a Glyphs) -> Painter<'a> {
        let area = buffer.area;
        Painter { buffer, area, theme, glyphs }
    }

    /// Of the upper lines of a frame.
    pub fn above(buffer: &'a mut Buffer, lines: u16, theme: &'a Theme, glyphs: &'a Glyphs) -> Painter<'a> {
        let area = Rect { height: lines.min(buffer.area.height), ..buffer.area };
        Painter { buffer, area, theme, glyphs }
    }

    /// How wide it is.
    pub fn width(&self) -> u16 {
        self.area.width
    }

    /// How high it is.
    pub fn height(&self) -> u16 {
        self.area.height
    }

    /// A text from a column on, cut at the right edge. What came from outside cannot steer the terminal.
    pub fn text(&mut self, x: u16, y: u16, text: &str, style: Style) {
        let room = self.area.width.saturating_sub(x);
        self.cut(x, y, text, room, style);
    }

    /// A text in at most so many cells.
    pub fn cut(&mut self, x: u16, y: u16, text: &str, cells: u16, style: Style) {
        if y >= self.area.height || x >= self.area.width || cells == 0 {
            return;
        }
        let room = usize::from(cells.min(self.area.width - x));
        let fitted = width::fit(&clean::for_terminal(text), room);
        let fitted = self.glyphs.shown(&fitted);
        self.buffer.set_stringn(self.area.x + x, self.area.y + y, fitted, room, style);
    }

    /// A text that ends before a column.
    pub fn right(&mut self, end: u16, y: u16, text: &str, style: Style) {
        let cells = u16::try_from(width::cells(text)).unwrap_or(u16::MAX);
        self.text(end.saturating_sub(cells), y, text, style);
    }

    /// An empty line, over whatever a screen painted there.
    pub fn blank(&mut self, y: u16) {
        let (line, normal) = (" ".repeat(usize::from(self.area.width)), self.theme.normal);
        self.text(0, y, &line, normal);
    }

    /// A style over cells that are painted already.
    pub fn style(&mut self, x: u16, y: u16, cells: u16, style: Style) {
        if y >= self.area.height || x >= self.area.width {
            return;
        }
        let cells = cells.min(self.area.width - x);
        self.buffer.set_style(Rect::new(self.area.x + x, self.area.y + y, cells, 1), style);
    }

    /// A rule across the whole width, with a caption in it.
    pub fn rule(&mut self, y: u16, caption: &str) {
        let line = self.glyphs.line().repeat(usize::from(self.area.width));
        let dim = self.theme.dim;
        self.text(0, y, &line, dim);
        if !caption.is_empty() {
            let title = self.theme.title;
            self.text(1, y, &format!(" {caption} "), title);
        }
    }
}
