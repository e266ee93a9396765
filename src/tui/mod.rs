//! The terminal screens: keys in, model in the middle, frames out.
//!
//! ```text
//! bytes -> Key -> keymap(scope) -> Action -> update(&mut Model, Msg) -> Vec<Effect> -> the service
//! answers, signals, the end of the line -> Msg;      view(&Model) -> a frame, in one write
//! ```
//!
//! One channel carries everything that happens. The loop drains it, then paints once, and paints nothing when
//! nothing changed. While nobody touches a key it sleeps.

pub mod events;
pub mod form;
pub mod input;
pub mod keymap;
pub mod model;
pub mod msg;
pub mod paint;
pub mod screen;
mod shown;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod widget;

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use uuid::Uuid;

use crate::client::{ConnectError, Link, LinkEvent, Options};
use crate::exchange::Files;
use crate::phrases::Lang;
use model::Model;
use msg::{Effect, Msg};
use terminal::Terminal;
use theme::{Glyphs, Theme};

/// After this long without a key the screen is hidden: the next visitor stands at the desk.
const IDLE: Duration = Duration::from_secs(300);

/// How the screens begin.
pub struct Start {
    /// How to reach the service.
    pub options: Options,
    /// The language.
    pub lang: Lang,
    /// Where the language is kept when it is switched.
    pub config: Option<PathBuf>,
    /// Where what is written or brought in lies: a forced session has only its boxes.
    pub files: Files,
    /// NO_COLOR is set.
    pub no_color: bool,
    /// Only ASCII glyphs.
    pub ascii: bool,
    /// The kind of terminal.
    pub term: String,
}

/// Why the screens ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The service cannot be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// There is no terminal, or it takes nothing.
    #[error("the screen needs a terminal: {0}")]
    Terminal(#[from] io::Error),
}

/// Runs the screens until they are left.
///
/// # Errors
/// When the service cannot be reached, or there is no terminal.
pub fn run(start: Start) -> Result<(), ScreenError> {
    let (to_loop, messages) = unbounded();
    let from_link = to_loop.clone();
    let link = Link::open(&start.options, move |event| from_link.send(from_service(event)).is_ok())?;
    let theme = Theme::of(start.no_color, &start.term);
    let glyphs = Glyphs::of(start.ascii, &start.term, "");
    let terminal = Terminal::enter()?;
    let size = terminal::size();
    let _sources = events::start(&to_loop)?;
    let model = Model::new(start.lang, size, Box::new(random_id));
    let mut screens = Running { terminal, link, model, theme, glyphs, config: start.config, to_loop };
    screens.run(&messages)
}

fn from_service(event: LinkEvent) -> Msg {
    match event {
        LinkEvent::Reply { tag, result } => Msg::Reply { tag, result },
        LinkEvent::Event(event) => Msg::Event(event),
        LinkEvent::Lost { why } => Msg::Lost(why),
        LinkEvent::Back => Msg::Back,
        LinkEvent::Held => Msg::Held,
        LinkEvent::Refused(why) => Msg::Refused(why),
        LinkEvent::Opening(percent) => Msg::Opening(percent),
    }
}

/// A new identity: UUID v7 of now.
fn random_id() -> Uuid {
    let mut random = [0; 10];
    // Without random bytes the time alone still tells two requests of one screen apart.
    let _ = getrandom::fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now_ms()).unwrap_or(0), &random).into_uuid()
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

struct Running {
    terminal: Terminal,
    link: Link,
    model: Model,
    theme: Theme,
    glyphs: Glyphs,
    config: Option<PathBuf>,
    /// Keeps the channel open while the threads that feed it come and go.
    to_loop: Sender<Msg>,
}

impl Running {
    fn run(&mut self, messages: &Receiver<Msg>) -> Result<(), ScreenError> {
        self.model.now_ms = now_ms();
        let effects = update::begin(&mut self.model);
        self.carry_out(effects)?;
        let mut last_key = Instant::now();
        self.paint()?;
        while !self.model.ending {
            let first = match self.wait(messages, last_key) {
                Some(message) => message,
                None => continue,
            };
            for message in std::iter::once(first).chain(messages.try_iter()) {
                if matches!(message, Msg::Key(_)) {
                    last_key = Instant::now();
                }
                if matches!(message, Msg::TerminalLost) {
                    self.terminal.lost();
                }
                if matches!(message, Msg::Redraw) {
                    self.terminal.resume()?;
                }
                if let Msg::Refused(why) = message {
                    return Err(ConnectError::Refused(why).into());
                }
                self.model.now_ms = now_ms();
                let effects = update::update(&mut self.model, message);
                self.carry_out(effects)?;
                if self.model.ending {
                    return Ok(());
                }
            }
            self.paint()?;
        }
        Ok(())
    }

    /// Waits for a message: for ever once the screen is hidden, until then at most until it is.
    fn wait(&self, messages: &Receiver<Msg>, last_key: Instant) -> Option<Msg> {
        if self.model.blank {
            return messages.recv().ok();
        }
        match messages.recv_deadline(last_key + IDLE) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => Some(Msg::Idle),
            Err(RecvTimeoutError::Disconnected) => self.to_loop.send(Msg::End).err().map(|_| Msg::End),
        }
    }

    fn paint(&mut self) -> io::Result<()> {
        let (model, theme, glyphs) = (&self.model, &self.theme, &self.glyphs);
        self.terminal.draw(|buffer| view::paint(model, buffer, theme, glyphs))?;
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Send { tag, request } => self.link.send(tag, request),
                Effect::Repaint => {
                    let (columns, rows) = self.model.size;
                    self.terminal.resize(columns, rows)?;
                }
                Effect::KeepLanguage => self.keep_language(),
                Effect::Quit => {}
            }
        }
        Ok(())
    }

    /// The language stays for the next time; a home that cannot be written only forgets it.
    fn keep_language(&self) {
        let Some(config) = &self.config else { return };
        let old = std::fs::read_to_string(config).unwrap_or_default();
        let mut lines: Vec<&str> =
            old.lines().filter(|line| !line.trim_start().starts_with("lang")).collect();
        let line = format!("lang = \"{}\"", self.model.lang.key());
        lines.insert(0, &line);
        let _ = std::fs::write(config, lines.join("\n") + "\n");
    }
}
