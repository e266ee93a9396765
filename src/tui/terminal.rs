//! The terminal: entered, drawn to with one write a frame, left as it was found.
//!
//! It is never asked anything: `Terminal::clear` of ratatui 0.30 asks for the cursor and can stall two seconds.

use std::cell::RefCell;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::sync::Mutex;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{TerminalOptions, Viewport};
use ratatui_crossterm::CrosstermBackend;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

/// Alternate screen, bracketed paste, keypad as digits (PuTTY's application keypad sends sequences), all painted over.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?1l\x1b>\x1b[0m\x1b[2J";
/// The way back, in the other order; the cursor is shown, the colours are off.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?1049l";
/// A frame appears at once or not at all.
const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// What the terminal was like before, for whoever has to put it back: the loop, or a panic.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Columns and rows; 80 by 24 where the terminal does not tell.
pub fn size() -> (u16, u16) {
    match tcgetwinsize(io::stdout().as_fd()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

/// The bytes of a frame, gathered so that they go out in one write.
#[derive(Clone, Default)]
struct Gathered(Rc<RefCell<Vec<u8>>>);

impl Write for Gathered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while the program has it.
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Gathered>>,
    gathered: Gathered,
    is_lost: bool,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When standard input is no terminal.
    pub fn enter() -> io::Result<Terminal> {
        raw()?;
        io::stdout().write_all(ENTER)?;
        io::stdout().flush()?;
        // crossterm leaves out bold too under NO_COLOR; the theme has no colours then.
        crossterm::style::force_color_output(true);
        let gathered = Gathered::default();
        let (columns, rows) = size();
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, columns, rows)) };
        let backend = CrosstermBackend::new(gathered.clone());
        let inner = ratatui::Terminal::with_options(backend, options)?;
        Ok(Terminal { inner, gathered, is_lost: false })
    }

    /// Paints a frame: only what changed, in one write.
    ///
    /// # Errors
    /// When the terminal takes no bytes.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>) -> io::Result<usize> {
        let drawn = self.inner.draw(|frame| {
            if let Some((x, y)) = paint(frame.buffer_mut()) {
                frame.set_cursor_position((x, y));
            }
        });
        drawn?;
        let bytes = std::mem::take(&mut *self.gathered.0.borrow_mut());
        if bytes.is_empty() {
            return Ok(0);
        }
        let mut out = Vec::with_capacity(bytes.len() + FRAME_BEGIN.len() + FRAME_END.len());
        out.extend_from_slice(FRAME_BEGIN);
        out.extend_from_slice(&bytes);
        out.extend_from_slice(FRAME_END);
        let mut stdout = io::stdout();
        stdout.write_all(&out)?;
        stdout.flush()?;
        Ok(out.len())
    }

    /// The terminal has another size, or shows something else than we think: paint all of it.
    ///
    /// # Errors
    /// When the terminal takes no bytes.
    pub fn resize(&mut self, columns: u16, rows: u16) -> io::Result<()> {
        self.inner.resize(Rect::new(0, 0, columns, rows))?;
        self.gathered.0.borrow_mut().clear();
        io::stdout().write_all(b"\x1b[0m\x1b[2J")?;
        Ok(())
    }

    /// The terminal is gone: nothing more is written to it.
    pub fn lost(&mut self) {
        self.is_lost = true;
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.is_lost {
            leave();
        }
    }
}

/// Puts the terminal back as it was. Twice is as good as once.
pub fn leave() {
    let before = BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    let Some(before) = before else { return };
    let mut stdout = io::stdout();
    // Nothing is left to do when even this fails: the terminal is gone.
    let _ = stdout.write_all(LEAVE).and_then(|()| stdout.flush());
    let _ = tcsetattr(io::stdin().as_fd(), OptionalActions::Now, &before);
}

/// Keys one by one, unseen and unmeant: Ctrl-S, Ctrl-Q, Ctrl-C, Ctrl-Z and Ctrl-O arrive as keys.
fn raw() -> io::Result<()> {
    let stdin = io::stdin();
    let before = tcgetattr(stdin.as_fd())?;
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(stdin.as_fd(), OptionalActions::Now, &raw)?;
    *BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(before);
    Ok(())
}

/// Puts the terminal back before a panic's message is printed, so that it can be read.
pub fn restore_on_panic() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        leave();
        print(info);
    }));
}
