//! The terminal screens: keys in, model in the middle, frames out.
//!
//! ```text
//! bytes -> Key -> keymap(scope) -> Action -> update(&mut Model, Msg) -> Vec<Effect> -> the service
//! answers, signals, the end of the line -> Msg;      view(&Model) -> a frame, in one write
//! ```
//!
//! One channel carries everything that happens. The loop drains it, then paints once, and paints nothing when
//! nothing changed. While nobody touches a key it sleeps.

mod answers;
pub mod events;
pub mod filing;
pub mod form;
pub mod input;
mod keeping;
pub mod keymap;
pub mod model;
pub mod msg;
pub mod paint;
mod people;
mod printing;
pub mod probe;
pub mod screen;
mod shown;
pub mod terminal;
pub mod theme;
pub mod tour;
mod typing;
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
use crate::protocol::Refusal;
use crate::protocol::place::write_durably;
use filing::Clerk;
use model::Model;
use msg::{Effect, Msg};
use screen::card;
use terminal::Terminal;
use theme::{Glyphs, Theme};

/// After this long without a key the screen is hidden: the next visitor stands at the desk.
const IDLE: Duration = Duration::from_secs(300);

/// So long numbers stand in clear.
const NUMBERS: Duration = Duration::from_secs(60);

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
    /// The tutorial goes along.
    pub tour: bool,
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
    /// The service lets this member of staff in no more; why.
    #[error("the service let this session go: {0:?}")]
    LetGo(Refusal),
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
    let mut model = Model::new(start.lang, size, Box::new(random_id));
    if start.tour {
        tour::begin(&mut model);
    }
    model.inbox = matches!(start.files, Files::Boxes(_)).then(Vec::new);
    let clerk = Clerk::start(start.files, to_loop.clone())?;
    let mut screens = Running { terminal, link, model, theme, glyphs, config: start.config, clerk, to_loop };
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
        LinkEvent::OtherVersion(build) => Msg::OtherVersion(build),
        LinkEvent::TurnedAway(why) => Msg::TurnedAway(why),
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

/// What happens next when nothing else does, and when.
fn next_due(last_key: Instant, shown_since: Option<Instant>) -> (Instant, Msg) {
    let idle = last_key + IDLE;
    match shown_since.map(|since| since + NUMBERS).filter(|mask| *mask < idle) {
        Some(mask) => (mask, Msg::Mask),
        None => (idle, Msg::Idle),
    }
}

struct Running {
    terminal: Terminal,
    link: Link,
    model: Model,
    theme: Theme,
    glyphs: Glyphs,
    config: Option<PathBuf>,
    clerk: Clerk,
    /// Keeps the channel open while the threads that feed it come and go.
    to_loop: Sender<Msg>,
}

impl Running {
    fn run(&mut self, messages: &Receiver<Msg>) -> Result<(), ScreenError> {
        self.model.now_ms = now_ms();
        let effects = update::begin(&mut self.model);
        self.carry_out(effects)?;
        let mut last_key = Instant::now();
        let mut shown_since = None;
        self.paint()?;
        while !self.model.ending {
            let first = match self.wait(messages, last_key, shown_since) {
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
                    return Err(ScreenError::LetGo(why));
                }
                self.model.now_ms = now_ms();
                let effects = update::update(&mut self.model, message);
                self.carry_out(effects)?;
                if self.model.ending {
                    return Ok(());
                }
            }
            shown_since = shown_since.filter(|_| card::shows_numbers(&self.model));
            if shown_since.is_none() && card::shows_numbers(&self.model) {
                shown_since = Some(Instant::now());
            }
            self.paint()?;
        }
        Ok(())
    }

    /// Waits for a message: for ever once the screen is hidden, until then at most until it is, or until numbers have
    /// been in clear for long enough.
    fn wait(&self, messages: &Receiver<Msg>, last_key: Instant, shown_since: Option<Instant>) -> Option<Msg> {
        if self.model.blank {
            return messages.recv().ok();
        }
        let (deadline, due) = next_due(last_key, shown_since);
        match messages.recv_deadline(deadline) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => Some(due),
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
                    let (columns, rows) = self.model.terminal;
                    self.terminal.resize(columns, rows)?;
                }
                Effect::File(op) => self.clerk.ask(op, self.model.lang),
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
        let _ = write_durably(config, (lines.join("\n") + "\n").as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked_after_a_minute_whatever_is_typed_and_the_screen_hides_after_five() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        // The last key, since when numbers are shown; when what happens.
        let cases = [
            (0, None, 300, "Idle"),
            (0, Some(0), 60, "Mask"),
            (50, Some(0), 60, "Mask"),
            (0, Some(250), 300, "Idle"),
        ];
        for (last_key, shown, when, what) in cases {
            let (due, msg) = next_due(at(last_key), shown.map(at));
            assert_eq!((due, format!("{msg:?}")), (at(when), what.to_owned()));
        }
    }
}
