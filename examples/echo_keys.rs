//! Shows each key as the register understands it: what `ndtq doctor --terminal` will grow from.
//!
//!     cargo run --example echo_keys [-- --deaf]
//!
//! Ctrl-D ends it, Ctrl-X makes it panic (the terminal must be as before, and the message readable). With `--deaf` it
//! does not listen to SIGHUP, so that it ends only because it learns that its terminal is gone.

use std::io;

use crossbeam_channel::{Receiver, unbounded};
use ndtq::tui::events::{self, Outside};
use ndtq::tui::input::Key;
use ndtq::tui::paint::Painter;
use ndtq::tui::terminal::{self, Terminal};
use ndtq::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;

fn main() -> io::Result<()> {
    let env = |name| std::env::var(name).unwrap_or_default();
    let mut echo = Echo {
        terminal: Terminal::enter()?,
        theme: Theme::of(!env("NO_COLOR").is_empty(), &env("TERM")),
        glyphs: Glyphs::of(!env("NDTQ_ASCII").is_empty(), &env("TERM"), &env("LANG")),
        is_deaf: std::env::args().any(|arg| arg == "--deaf"),
        size: terminal::size(),
        lines: Vec::new(),
    };
    let (to_loop, told) = unbounded();
    let _sources = events::start(&to_loop)?;
    echo.run(&told)
}

struct Echo {
    terminal: Terminal,
    theme: Theme,
    glyphs: Glyphs,
    is_deaf: bool,
    size: (u16, u16),
    lines: Vec<String>,
}

impl Echo {
    /// Drains what was told, then paints once.
    fn run(&mut self, told: &Receiver<Outside>) -> io::Result<()> {
        loop {
            let (lines, size, theme, glyphs) = (&self.lines, self.size, &self.theme, self.glyphs);
            self.terminal.draw(|buffer| paint(buffer, lines, size, theme, glyphs))?;
            let Ok(first) = told.recv() else { return Ok(()) };
            for event in std::iter::once(first).chain(told.try_iter()) {
                if self.take(event)? {
                    return Ok(());
                }
            }
        }
    }

    /// Whether that was the end.
    #[expect(clippy::panic, reason = "to see what a panic leaves of the terminal")]
    fn take(&mut self, event: Outside) -> io::Result<bool> {
        match event {
            Outside::Key(Key::Ctrl('d')) | Outside::Terminate => return Ok(true),
            Outside::Key(Key::Ctrl('x')) => panic!("asked to"),
            Outside::Key(key) => self.lines.push(format!("{} {key:?}", self.lines.len() + 1)),
            Outside::Resize(columns, rows) => {
                self.size = (columns, rows);
                self.terminal.resize(columns, rows)?;
            }
            Outside::Hangup => return Ok(!self.is_deaf),
            Outside::Lost => {
                self.terminal.lost();
                return Ok(true);
            }
            Outside::Wake => self.terminal.resume()?,
        }
        Ok(false)
    }
}

fn paint(
    buffer: &mut Buffer,
    lines: &[String],
    size: (u16, u16),
    theme: &Theme,
    glyphs: Glyphs,
) -> Option<(u16, u16)> {
    let area = buffer.area;
    let room = usize::from(area.height.saturating_sub(2));
    let mut painter = Painter::new(buffer, theme, &glyphs);
    painter.text(0, 0, &format!(" ndtq: phím  {}x{}", size.0, size.1), theme.band);
    painter.rule(1, "Ctrl-D thôi");
    let first = lines.len().saturating_sub(room);
    for (y, line) in (2..area.height).zip(&lines[first..]) {
        buffer.set_stringn(0, y, line, usize::from(area.width), theme.normal);
    }
    Some((0, area.height.saturating_sub(1)))
}
