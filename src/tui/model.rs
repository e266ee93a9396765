//! The model: everything the screen shows, and nothing else.

use std::collections::{HashMap, VecDeque};

use uuid::Uuid;

use super::form::{Above, Form};
use super::input::Key;
use super::keymap::Action;
use super::msg::{Ask, Effect};
use super::printing::Gathering;
use super::screen::Screen;
use super::screen::bring_in::Bringing;
use super::tour::Tour;
use crate::domain::{Date, HouseholdId, RecordKey, StaffRole};
use crate::exchange::Waiting;
use crate::phrases::{Lang, screens};
use crate::protocol::{ClockTrouble, Command, Draft, DraftOp, HomeView, Query, Request, Told};
use crate::text::typing::Typing;

/// The state of the line to the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Up.
    Good,
    /// Down; it is being restored.
    Lost,
    /// The service is held down.
    Held,
    /// A service of another version is there; its version.
    OtherVersion(String),
    /// The service reads its journal; so many parts of a hundred are done.
    Opening(u8),
}

/// A sentence for the clerk, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whether it says that something went wrong.
    pub bad: bool,
    /// The sentence.
    pub text: String,
}

/// The model.
pub struct Model {
    /// The language.
    pub lang: Lang,
    /// Columns and rows of the terminal.
    pub terminal: (u16, u16),
    /// Columns and rows that the screens have of it: the tutorial takes some.
    pub size: (u16, u16),
    /// Who and where; none before the first answer.
    pub home: Option<HomeView>,
    /// The screens, the visible one last. Never empty: the look-up is at the bottom.
    pub stack: Vec<Screen>,
    /// A sentence for the clerk.
    pub notice: Option<Notice>,
    /// What somebody told every screen, until it is seen.
    pub told: Option<Told>,
    /// The record that the service was told is open here.
    pub looks_at: Option<RecordKey>,
    /// Who else has it open.
    pub beside: Vec<String>,
    /// The line to the service.
    pub line: Line,
    /// UTC milliseconds of the last message.
    pub now_ms: i64,
    /// The screen is hidden until the next key.
    pub blank: bool,
    /// The leader key was pressed.
    pub leader: bool,
    /// Unfinished forms, those of earlier sessions too.
    pub drafts: Vec<Draft>,
    /// The program ends after this.
    pub ending: bool,
    /// Something changed while the visible screen's question was under way: ask again when it is answered.
    pub stale: bool,
    /// Keys typed ahead of an answer that decides what they mean.
    pub held: VecDeque<Key>,
    /// What to do on a card once it has arrived.
    pub after_card: Option<Action>,
    /// What waits in the inbox; none where there is no inbox.
    pub inbox: Option<Vec<Waiting>>,
    /// The file of the inbox that is looked at.
    pub bringing: Option<Bringing>,
    /// A sheet on its way to a file.
    pub gathering: Option<Gathering>,
    /// The tutorial, where one is under way.
    pub tour: Option<Tour>,
    /// How many acts were recorded from this screen.
    pub saved: u64,
    /// What was typed in the last forms.
    pub above: Above,
    /// Households whose cards were open, the last one first, and how they are called.
    pub recent: Vec<(HouseholdId, String)>,
    /// How who sits here types Vietnamese.
    pub typing: Typing,
    /// Letters arrive composed: the computer in front has an input method of its own, and ours would get in its way.
    pub is_composed_before: bool,
    next_tag: u64,
    pending: HashMap<u64, Ask>,
    new_id: Box<dyn FnMut() -> Uuid + Send>,
}

impl Model {
    /// A model that has asked for nothing yet.
    pub fn new(lang: Lang, size: (u16, u16), new_id: Box<dyn FnMut() -> Uuid + Send>) -> Model {
        Model {
            lang,
            terminal: size,
            size,
            home: None,
            stack: vec![Screen::LookUp(Box::default())],
            notice: None,
            told: None,
            looks_at: None,
            beside: Vec::new(),
            line: Line::Good,
            now_ms: 0,
            blank: false,
            leader: false,
            drafts: Vec::new(),
            ending: false,
            stale: false,
            held: VecDeque::new(),
            after_card: None,
            inbox: None,
            bringing: None,
            gathering: None,
            tour: None,
            saved: 0,
            above: Above::default(),
            recent: Vec::new(),
            typing: Typing::default(),
            is_composed_before: false,
            next_tag: 1,
            pending: HashMap::new(),
            new_id,
        }
    }

    /// The visible screen.
    pub fn top(&mut self) -> &mut Screen {
        if self.stack.is_empty() {
            self.stack.push(Screen::LookUp(Box::default()));
        }
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    /// Today, as the service says.
    pub fn today(&self) -> Date {
        self.home.as_ref().map_or_else(|| Date::of_instant(self.now_ms, 420), |home| home.today)
    }

    /// The time of day where the home is, `07:42`.
    pub fn time(&self) -> String {
        let offset = self.home.as_ref().map_or(420, |home| i64::from(home.offset_minutes));
        self.local_time(self.now_ms, offset)
    }

    /// The time of day of an instant.
    pub fn time_of(&self, at_ms: i64) -> String {
        let offset = self.home.as_ref().map_or(420, |home| i64::from(home.offset_minutes));
        self.local_time(at_ms, offset)
    }

    fn local_time(&self, at_ms: i64, offset: i64) -> String {
        let minutes = (at_ms.div_euclid(60_000) + offset).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// What is wrong with the clock, as the service says.
    pub fn clock_trouble(&self) -> Option<ClockTrouble> {
        self.home.as_ref().and_then(|home| home.clock)
    }

    /// Whether this member of staff may write.
    pub fn may_write(&self) -> bool {
        self.home.as_ref().is_none_or(|home| matches!(home.role, StaffRole::Admin | StaffRole::Recorder))
    }

    /// Whether an action is offered: what is for administrators alone is not named to others. The service decides.
    pub fn may(&self, action: Action) -> bool {
        let keeper = self.home.as_ref().filter(|home| home.role == StaffRole::Admin);
        match action {
            Action::Staff => keeper.is_some(),
            Action::EndTour => self.tour.is_some(),
            Action::Inbox => self.inbox.is_some() && self.may_write(),
            Action::Access => keeper.is_some_and(|home| home.area.is_empty()),
            _ => true,
        }
    }

    /// A new identity.
    pub fn new_id(&mut self) -> Uuid {
        (self.new_id)()
    }

    /// Sends a request and remembers what its answer is for.
    pub fn send(&mut self, ask: Ask, request: Request) -> Effect {
        let tag = self.next_tag;
        self.next_tag += 1;
        if let Some(name) = superseding(&ask) {
            // The service need not answer a look-up that a later one has overtaken.
            self.pending.retain(|_, other| superseding(other) != Some(name));
        }
        self.pending.insert(tag, ask);
        Effect::Send { tag, request }
    }

    /// Asks a question.
    pub fn ask(&mut self, ask: Ask, query: Query) -> Effect {
        self.send(ask, Request::Ask(Box::new(query)))
    }

    /// Does an act under a key of its own.
    pub fn act(&mut self, ask: Ask, command: Command) -> Effect {
        let request = self.new_id();
        self.send(ask, Request::Act { request, command: Box::new(command) })
    }

    /// Keeps what is being typed.
    pub fn keep(&mut self, draft: Draft) -> Effect {
        let id = draft.id;
        self.send(Ask::Kept(id), Request::Draft(DraftOp::Put(Box::new(draft))))
    }

    /// What an answer is for; none when a later question made it stale.
    pub fn take(&mut self, tag: u64) -> Option<Ask> {
        self.pending.remove(&tag)
    }

    /// Whether an answer of this kind is still awaited.
    pub fn awaits(&self, ask: &Ask) -> bool {
        self.pending.values().any(|pending| pending == ask)
    }

    /// Whether an answer is awaited that will put another screen on top, or other values into a form.
    pub fn awaits_screen(&self) -> bool {
        self.pending.values().any(|ask| matches!(ask, Ask::Save(_) | Ask::Record(_) | Ask::Present(_)))
    }

    /// Whether a form, a sheet or a roll was sent and not answered yet: over a broken line that takes a while. Nothing is
    /// typed into it meanwhile, or what was typed would go with it, and it is not sent a second time.
    pub fn is_being_saved(&mut self, id: Uuid) -> bool {
        let is_being = self.awaits(&Ask::Save(id));
        if is_being {
            self.say(screens(self.lang).being_saved);
        }
        is_being
    }

    /// Says something.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { bad: false, text: text.into() });
    }

    /// Says that something went wrong.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { bad: true, text: text.into() });
    }

    /// The form of an identity, wherever it is in the stack.
    pub fn form(&mut self, id: Uuid) -> Option<&mut Form> {
        self.stack.iter_mut().find_map(|screen| match screen {
            Screen::Form(form) if form.id == id => Some(&mut **form),
            _ => None,
        })
    }
}

/// Questions of which only the newest answer counts, by name.
fn superseding(ask: &Ask) -> Option<&'static str> {
    match ask {
        Ask::Find => Some("find"),
        Ask::Preview => Some("preview"),
        Ask::Choices(_) => Some("choices"),
        Ask::Foresee(_) => Some("foresee"),
        _ => None,
    }
}
