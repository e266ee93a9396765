//! The household card: everything about a household on one screen, in panels.

use crate::domain::{HouseholdId, PersonId};
use crate::phrases::together;
use crate::protocol::{Card, DueLine, GiftLine, NoteRow, Query, Unmasked};
use crate::tui::form::{self, EditOf, FormKind};
use crate::tui::input::Key;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::printing;
use crate::tui::screen::list::{self, ListKind};
use crate::tui::screen::{Screen, lookup, reason};

/// The panels of the card, top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Members.
    Members,
    /// Contributions.
    Gifts,
    /// Dues.
    Dues,
    /// Notes.
    Notes,
    /// Seats held.
    Seats,
    /// Changes of life.
    Life,
}

/// The panels in order.
pub const PANELS: [Panel; 6] =
    [Panel::Members, Panel::Gifts, Panel::Dues, Panel::Notes, Panel::Seats, Panel::Life];

/// The card.
pub struct CardScreen {
    /// The household.
    pub id: HouseholdId,
    /// What the service said of it; none before the first answer.
    pub card: Option<Card>,
    /// The panel with the cursor.
    pub panel: Panel,
    /// The row in it.
    pub row: usize,
    /// The panel has the whole screen.
    pub zoomed: bool,
    /// Its numbers in clear, while they may be seen.
    pub numbers: Option<Box<Unmasked>>,
}

impl CardScreen {
    /// How many rows a panel has.
    pub fn rows(&self, panel: Panel) -> usize {
        let Some(card) = &self.card else { return 0 };
        match panel {
            Panel::Members => card.members.len(),
            Panel::Gifts => card.contributions.len(),
            Panel::Dues => card.dues.len(),
            Panel::Notes => card.notes.len(),
            Panel::Seats => card.seats.len(),
            Panel::Life => card.life.len(),
        }
    }

    fn person(&self) -> Option<PersonId> {
        let row = (self.panel == Panel::Members).then_some(self.row)?;
        self.card.as_ref()?.members.get(row).map(|member| member.id)
    }

    fn gift(&self) -> Option<&GiftLine> {
        let row = (self.panel == Panel::Gifts).then_some(self.row)?;
        self.card.as_ref()?.contributions.get(row)
    }

    fn due(&self) -> Option<&DueLine> {
        let row = (self.panel == Panel::Dues).then_some(self.row)?;
        self.card.as_ref()?.dues.get(row)
    }

    fn note(&self) -> Option<&NoteRow> {
        let row = (self.panel == Panel::Notes).then_some(self.row)?;
        self.card.as_ref()?.notes.get(row)
    }

    /// What forms begun here are told of the household.
    pub fn context(&self) -> form::HouseholdContext {
        let mut context = form::HouseholdContext { id: Some(self.id), ..form::HouseholdContext::default() };
        if let Some(card) = &self.card {
            context.title = format!("{:02}/{:02} {}", card.group_number, card.book_number, card.head);
            context.group = Some((card.group, format!("{:02} {}", card.group_number, card.hamlet)));
            context.address = card.address.clone();
            let here = card.members.iter().filter(|member| member.gone.is_none());
            context.members = here.map(|member| (member.id, member.name.clone(), member.relation)).collect();
            context.head = context.members.iter().find(|m| m.1 == card.head).map(|member| member.0);
            context.selected = self.person();
            context.due = card
                .dues
                .iter()
                .find(|due| due.left.0 > 0)
                .map(|due| (due.project, due.name.clone(), due.left));
        }
        context
    }
}

/// Opens a card on top.
pub fn open(model: &mut Model, id: HouseholdId) -> Vec<Effect> {
    let screen = CardScreen { id, card: None, panel: Panel::Members, row: 0, zoomed: false, numbers: None };
    model.stack.push(Screen::Card(Box::new(screen)));
    vec![model.ask(Ask::Card(id), Query::Card(id))]
}

/// The card arrived.
pub fn arrived(model: &mut Model, id: HouseholdId, card: Card) {
    let title = format!("{:02}/{:02} {}   {}", card.group_number, card.book_number, card.head, card.hamlet);
    model.recent.retain(|(other, _)| *other != id);
    model.recent.insert(0, (id, title));
    model.recent.truncate(MOST_RECENT);
    for screen in &mut model.stack {
        if let Screen::Card(screen) = screen
            && screen.id == id
        {
            if screen.card.as_ref().is_none_or(|old| masked(old) != masked(&card)) {
                screen.numbers = None;
            }
            screen.card = Some(card.clone());
            screen.row = screen.row.min(screen.rows(screen.panel).saturating_sub(1));
        }
    }
}

/// How many households a screen remembers.
const MOST_RECENT: usize = 30;

/// The numbers as everybody sees them: while these stay, those in clear are still the right ones.
fn masked(card: &Card) -> (&[String], Vec<(PersonId, Option<&String>)>) {
    let members = card.members.iter().map(|member| (member.id, member.personal_id.as_ref()));
    (&card.phones, members.collect())
}

/// The numbers of a card in clear arrived. They stand on the visible card alone, and nowhere else in the model.
pub fn unmasked(model: &mut Model, id: HouseholdId, numbers: Unmasked) {
    if let Some(screen) = screen(model).filter(|screen| screen.id == id) {
        screen.numbers = Some(Box::new(numbers));
    }
}

/// Whether numbers stand in clear.
pub fn shows_numbers(model: &Model) -> bool {
    model.stack.iter().any(|screen| matches!(screen, Screen::Card(card) if card.numbers.is_some()))
}

/// The time is over.
pub fn mask(model: &mut Model) -> Vec<Effect> {
    if shows_numbers(model) {
        forget_numbers(model);
        let words = together(model.lang);
        model.say(words.masked_again);
    }
    Vec::new()
}

fn forget_numbers(model: &mut Model) {
    for screen in &mut model.stack {
        if let Screen::Card(screen) = screen {
            screen.numbers = None;
        }
    }
}

/// Numbers are forgotten as soon as their card is not what is seen: left, covered, or hidden.
pub fn keep_numbers_in_sight(model: &mut Model) {
    let in_sight = !model.blank && screen(model).is_some_and(|card| card.numbers.is_some());
    if !in_sight && shows_numbers(model) {
        forget_numbers(model);
    }
}

/// Ctrl-R: asks why, then shows them; once they are shown, hides them.
fn unmask(model: &mut Model) -> Vec<Effect> {
    if shows_numbers(model) {
        return mask(model);
    }
    let Some(screen) = screen(model) else { return Vec::new() };
    let (id, title) = (screen.id, screen.context().title);
    reason::ask(model, id, title)
}

fn screen(model: &mut Model) -> Option<&mut CardScreen> {
    match model.top() {
        Screen::Card(screen) => Some(&mut **screen),
        _ => None,
    }
}

/// On the card any letter or digit starts a new look-up.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    if !matches!(key, Key::Char(_) | Key::Paste(_)) {
        return Vec::new();
    }
    // The card is left behind: a look-up from a card is the next visitor, not a question about this one. A form
    // below it stays where it is.
    while matches!(model.top(), Screen::Card(_) | Screen::List(_)) {
        model.stack.pop();
    }
    if !matches!(model.top(), Screen::LookUp(_)) {
        model.stack.push(Screen::LookUp(Box::default()));
    }
    if let Screen::LookUp(screen) = model.top() {
        screen.edit = crate::tui::widget::line_edit::LineEdit::default();
    }
    lookup::key(model, key)
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let screen = screen(model)?;
    match action {
        Action::Up => screen.step(-1),
        Action::Down => screen.step(1),
        Action::PageUp => screen.row = 0,
        Action::PageDown => screen.row = screen.rows(screen.panel).saturating_sub(1),
        Action::NextPanel => screen.turn(1),
        Action::PreviousPanel => screen.turn(PANELS.len() - 1),
        Action::Zoom => screen.zoomed = !screen.zoomed,
        Action::Back if screen.zoomed => screen.zoomed = false,
        Action::Edit | Action::Open => return Some(edit(model, action)),
        Action::Add => return Some(list::open(model, ListKind::AddMenu)),
        Action::Give => return Some(give(model)),
        Action::Life => return Some(list::open(model, ListKind::LifeMenu)),
        Action::Void => return Some(void(model)),
        Action::Print => return Some(printing::act(model)),
        Action::Unmask => return Some(unmask(model)),
        Action::History => {
            // That of the household has its members in it; that of one member is in the menu of F2.
            let key = screen.id.key();
            return Some(list::open(model, ListKind::History(key)));
        }
        Action::Verify => {
            let command = crate::protocol::Command::Verify(screen.id);
            return Some(vec![model.act(Ask::Act, command)]);
        }
        _ => return None,
    }
    Some(Vec::new())
}

impl CardScreen {
    /// Moves a row, on into the next panel at an end.
    fn step(&mut self, by: isize) {
        let rows = self.rows(self.panel);
        let next = self.row.checked_add_signed(by);
        match next {
            Some(next) if next < rows => self.row = next,
            _ if self.zoomed => {}
            None => {
                let before = PANELS.iter().position(|panel| *panel == self.panel).unwrap_or(0);
                let above = PANELS[..before].iter().rev().find(|panel| self.rows(**panel) > 0).copied();
                if let Some(panel) = above {
                    self.panel = panel;
                    self.row = self.rows(panel).saturating_sub(1);
                }
            }
            Some(_) => {
                let at = PANELS.iter().position(|panel| *panel == self.panel).unwrap_or(0);
                if let Some(panel) = PANELS[at + 1..].iter().find(|panel| self.rows(**panel) > 0) {
                    self.panel = *panel;
                    self.row = 0;
                }
            }
        }
    }

    /// Goes to another panel that has rows.
    fn turn(&mut self, by: usize) {
        let at = PANELS.iter().position(|panel| *panel == self.panel).unwrap_or(0);
        let ring = (1..=PANELS.len()).map(|step| PANELS[(at + step * by) % PANELS.len()]);
        let next = ring.into_iter().find(|panel| self.rows(*panel) > 0);
        self.panel = next.unwrap_or(self.panel);
        self.row = 0;
    }
}

/// F2 and Enter edit what the cursor is on; F2 elsewhere edits the household.
fn edit(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    let of_row = match screen.panel {
        Panel::Members => screen.person().map(EditOf::Person),
        Panel::Dues => screen.due().map(|due| EditOf::Due(due.id)),
        Panel::Notes => screen.note().map(|note| EditOf::Note(note.id)),
        Panel::Gifts => screen.gift().map(|gift| EditOf::Contribution(gift.id)),
        Panel::Seats | Panel::Life => None,
    };
    let household = EditOf::Household(screen.id);
    match (of_row, action) {
        (Some(of), Action::Open) => form::edit(model, of),
        (Some(of), _) if !matches!(of, EditOf::Person(_)) => form::edit(model, of),
        (Some(EditOf::Person(_)), _) => list::open(model, ListKind::EditMenu),
        (_, Action::Open) => Vec::new(),
        _ => form::edit(model, household),
    }
}

fn give(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    let context = screen.context();
    form::open(model, FormKind::Contribute(Box::new(context)))
}

fn void(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    let Some(gift) = screen.gift().filter(|gift| gift.voided.is_none() && !gift.elsewhere).cloned() else {
        let words = crate::phrases::screens(model.lang);
        model.say(words.void_what);
        return Vec::new();
    };
    form::open(model, FormKind::Void(Box::new(gift)))
}
