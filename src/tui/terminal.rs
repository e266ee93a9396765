//! The terminal: entered, painted with one write a frame, left as it was found.
//!
//! It is never asked anything. `Terminal::clear` of ratatui 0.30 asks for the cursor, which stalled for two seconds
//! on a console that does not answer, and crossterm runs `tput` where it cannot learn the size; so the backend below
//! answers both from what we know.

use std::io;
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui_crossterm::CrosstermBackend;
use ratatui_crossterm::crossterm::style::force_color_output;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{
    OptionalActions, QueueSelector, SpecialCodeIndex, Termios, isatty, tcflush, tcgetattr, tcgetwinsize,
    tcsetattr,
};

use super::shown::{Change, Shown};
use crate::text::clean;

/// Alternate screen, bracketed paste, arrows and keypad in their plain modes (an earlier program may have left PuTTY's
/// keypad sending sequences), and an empty ground, so that the first frame need not paint blanks.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25h\x1b[?1l\x1b>\x1b[0m\x1b[2J";
/// The way back. Cleared first, for the Linux console has no other screen to go back to.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?25h\x1b[?2004l\x1b[2J\x1b[H\x1b[?1049l";
/// The same without a screen of its own.
const BARE_ENTER: &[u8] = b"\x1b[?2004h\x1b[?1l\x1b>";
const BARE_LEAVE: &[u8] = b"\x1b[?2004l";
const CLEAR: &[u8] = b"\x1b[2J";
/// A frame appears at once or not at all, where the terminal knows how.
const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// How the terminal was before, for whoever puts it back: the loop, or a panic on any thread.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// Columns and rows; 80 by 24 where the terminal does not tell.
pub fn size() -> (u16, u16) {
    match tcgetwinsize(io::stdout().as_fd()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

/// The terminal while the program has it; dropping it gives it back.
pub struct Terminal {
    inner: ratatui::Terminal<Gathered>,
    is_lost: bool,
    last_frame: usize,
}

impl Terminal {
    /// Takes the terminal over. A panic gives it back before the message is printed, so that it can be read.
    ///
    /// # Errors
    /// When standard input or output is no terminal.
    pub fn enter() -> io::Result<Terminal> {
        if !isatty(io::stdout().as_fd()) {
            return Err(Errno::NOTTY.into());
        }
        raw_mode()?;
        HOOK.call_once(restore_on_panic);
        write_all(ENTER)?;
        // Under NO_COLOR crossterm leaves out bold and underlined too; the theme has no colours then.
        force_color_output(true);
        let (columns, rows) = size();
        let inner = ratatui::Terminal::new(Gathered::new(columns, rows))?;
        Ok(Terminal { inner, is_lost: false, last_frame: 0 })
    }

    /// Paints a frame and puts the cursor where `paint` says, or hides it: only what changed, in one write, and
    /// nothing when nothing changed. Gives the number of bytes.
    ///
    /// A terminal that takes no bytes is lost, which is no error here: the reader of keys tells it to the loop, which
    /// then ends in order, with what was typed last still to be saved.
    ///
    /// # Errors
    /// When a panic on another thread gave the terminal back.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>) -> io::Result<usize> {
        self.last_frame = 0;
        if self.is_lost {
            return Ok(0);
        }
        if before().is_none() {
            return Err(io::Error::other("the terminal was given back"));
        }
        self.inner.draw(|frame| {
            if let Some(cursor) = paint(frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        let bytes = self.inner.backend_mut().take_frame();
        match write_all(&bytes) {
            Ok(()) => self.last_frame = bytes.len(),
            Err(_) => self.lost(),
        }
        Ok(self.last_frame)
    }

    /// The bytes that the last frame took.
    pub fn last_frame_bytes(&self) -> usize {
        self.last_frame
    }

    /// The terminal has another size, or shows something else than we think: the next frame paints all of it.
    ///
    /// # Errors
    /// Never today; the backend of ratatui may fail.
    pub fn resize(&mut self, columns: u16, rows: u16) -> io::Result<()> {
        self.inner.backend_mut().resize(columns, rows);
        self.inner.resize(Rect::new(0, 0, columns, rows))
    }

    /// The process was stopped and goes on: takes the terminal over again, for a shell may have changed it. A client
    /// that dies sends the same signal; then the terminal is lost.
    ///
    /// # Errors
    /// Never today; the backend of ratatui may fail.
    pub fn resume(&mut self) -> io::Result<()> {
        if self.is_lost {
            return Ok(());
        }
        if raw_mode().and_then(|()| write_all(ENTER)).is_err() {
            self.lost();
            return Ok(());
        }
        self.inner.backend_mut().is_hidden = false;
        let (columns, rows) = size();
        self.resize(columns, rows)
    }

    /// Whether the line is gone.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// The line is gone: nothing more is written to it, neither by us nor by a panic.
    pub fn lost(&mut self) {
        self.is_lost = true;
        before().take();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.is_lost {
            before().take();
        }
        leave();
    }
}

/// The terminal with every key coming as it is sent, and nothing else changed: lines scroll as they do for a shell.
/// Dropping it gives it back.
pub struct Bare(());

impl Bare {
    /// Takes the keys over, with bracketed paste and the keypad as the screens have them.
    ///
    /// # Errors
    /// When standard input or output is no terminal.
    pub fn enter() -> io::Result<Bare> {
        if !isatty(io::stdout().as_fd()) {
            return Err(Errno::NOTTY.into());
        }
        raw_mode()?;
        HOOK.call_once(restore_on_panic);
        write_all(BARE_ENTER)?;
        Ok(Bare(()))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When the terminal takes nothing.
    pub fn line(&self, text: &str) -> io::Result<()> {
        write_all(format!("{}\r\n", clean::for_terminal(text)).as_bytes())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        leave_with(BARE_LEAVE);
    }
}

/// Puts the terminal back as it was. Twice is as good as once.
pub fn leave() {
    leave_with(LEAVE);
}

fn leave_with(last: &[u8]) {
    let Some(old) = before().take() else { return };
    let stdin = io::stdin();
    // A client that is frozen takes no bytes: leaving must not wait for it for ever.
    if is_writable_soon() {
        // When even this fails the terminal is gone, and nobody is left to tell.
        let _ = write_all(last);
    }
    // Now, not after the output is drained, for the same reason.
    let _ = tcsetattr(stdin.as_fd(), OptionalActions::Now, &old);
    // What was typed ahead was meant for us, and must not run as a command of the shell.
    let _ = tcflush(stdin.as_fd(), QueueSelector::IFlush);
}

fn before() -> MutexGuard<'static, Option<Termios>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keys one by one and all of them: Ctrl-C, Ctrl-Z, Ctrl-S, Ctrl-Q and Ctrl-O arrive as keys (no ISIG, IXON, IEXTEN).
fn raw_mode() -> io::Result<()> {
    let stdin = io::stdin();
    let now = tcgetattr(stdin.as_fd())?;
    let mut raw = now.clone();
    raw.make_raw();
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    raw.special_codes[SpecialCodeIndex::VTIME] = 0;
    // Kept before the change: a panic or a signal in between still finds the way back.
    before().get_or_insert(now);
    tcsetattr(stdin.as_fd(), OptionalActions::Now, &raw).map_err(io::Error::from)
}

fn restore_on_panic() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        leave();
        print(info);
    }));
}

/// Straight to the descriptor: `std::io::Stdout` cuts at line ends and holds a lock that a panic would wait for.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout.as_fd(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            // Somebody who shares the terminal may have made it non-blocking.
            Err(Errno::AGAIN) => {
                poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn is_writable_soon() -> bool {
    let stdout = io::stdout();
    let mut fds = [PollFd::new(&stdout, PollFlags::OUT)];
    let second = Timespec { tv_sec: 1, tv_nsec: 0 };
    let is_ready = poll(&mut fds, Some(&second)).is_ok_and(|ready| ready > 0);
    is_ready && fds[0].revents() == PollFlags::OUT
}

/// ratatui's crossterm backend over a buffer of bytes: what a frame takes is known, and goes out at once.
struct Gathered {
    out: Vec<u8>,
    size: Size,
    shown: Shown,
    /// Where the cursor of the terminal is, when we know.
    cursor: Option<Position>,
    is_hidden: bool,
}

impl Gathered {
    fn new(columns: u16, rows: u16) -> Gathered {
        let size = Size::new(columns, rows);
        Gathered { out: Vec::new(), size, shown: Shown::new(columns, rows), cursor: None, is_hidden: false }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.size = Size::new(columns, rows);
        self.shown = Shown::new(columns, rows);
    }

    /// The bytes gathered since the last frame, so wrapped that they appear at once.
    fn take_frame(&mut self) -> Vec<u8> {
        if self.out.is_empty() {
            return Vec::new();
        }
        let mut frame = Vec::with_capacity(self.out.len() + FRAME_BEGIN.len() + FRAME_END.len());
        frame.extend_from_slice(FRAME_BEGIN);
        frame.append(&mut self.out);
        frame.extend_from_slice(FRAME_END);
        frame
    }

    fn crossterm(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.out)
    }
}

impl Backend for Gathered {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let changes: Vec<Change<'a>> = content.collect();
        // crossterm ends even an empty frame with 14 bytes that reset the colours.
        if changes.is_empty() {
            return Ok(());
        }
        CrosstermBackend::new(&mut self.out).draw(self.shown.bridged(&changes).into_iter())?;
        self.shown.remember(&changes);
        self.cursor = None;
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.is_hidden, true) { Ok(()) } else { self.crossterm().hide_cursor() }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.is_hidden, false) { self.crossterm().show_cursor() } else { Ok(()) }
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor == Some(position) {
            return Ok(());
        }
        self.cursor = Some(position);
        self.crossterm().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Always the whole screen: nothing else is asked of a full-screen terminal.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        if !self.out.ends_with(CLEAR) {
            self.out.extend_from_slice(CLEAR);
        }
        self.shown.clear();
        self.cursor = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(
        terminal: &mut ratatui::Terminal<Gathered>,
        lines: &[&str],
        cursor: Option<(u16, u16)>,
    ) -> Vec<u8> {
        let drawn = terminal.draw(|frame| {
            for (y, line) in (0..).zip(lines) {
                frame.buffer_mut().set_string(0, y, line, ratatui::style::Style::new());
            }
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        });
        drawn.unwrap();
        terminal.backend_mut().take_frame()
    }

    #[test]
    fn a_frame_is_as_small_as_what_changed() {
        let mut terminal = ratatui::Terminal::new(Gathered::new(80, 24)).unwrap();
        let look_up =
            [" Tìm: sau", "> Lê Thị Sáu (Sáu Lúa)       1954 mẹ        Trần Văn Út        05/26  Quới An"];
        let text: usize = look_up.iter().map(|line| line.len()).sum();
        let first = frame(&mut terminal, &look_up, Some((9, 0)));
        assert!(
            first.len() < text + 60,
            "{} bytes for {text}: {:?}",
            first.len(),
            String::from_utf8_lossy(&first)
        );
        assert!(first.starts_with(FRAME_BEGIN) && first.ends_with(FRAME_END));
        assert_eq!(frame(&mut terminal, &look_up, Some((9, 0))), b"", "nothing changed, nothing is written");
        let typed = [" Tìm: sau ", look_up[1]];
        assert_eq!(frame(&mut terminal, &typed, Some((10, 0))), b"\x1b[?2026h\x1b[1;11H\x1b[?2026l");
    }

    #[test]
    fn after_a_resize_all_is_painted_on_an_empty_ground() {
        let mut terminal = ratatui::Terminal::new(Gathered::new(80, 24)).unwrap();
        frame(&mut terminal, &["Hộ 05/26"], None);
        terminal.backend_mut().resize(40, 10);
        terminal.resize(Rect::new(0, 0, 40, 10)).unwrap();
        let bytes = frame(&mut terminal, &["Hộ 05/26"], None);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches("\x1b[2J").count(), 1, "{text:?}");
        assert!(text.contains("Hộ 05/26"), "{text:?}");
    }
}
