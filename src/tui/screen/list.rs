//! Lists of every kind: menus, hamlets, groups, projects, acts. One screen, told by data what it shows.

pub use super::list_kind::{ListKind, Target};
use crate::phrases::Lang;
use crate::protocol::{Answer, Draft};
use crate::text::keys;
use crate::tui::form::{self, EditOf, FormKind};
use crate::tui::input::Key;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::printing;
use crate::tui::screen::{
    Screen, bring_in, card, inbox, list_acts, list_rows, menus, roll, sheet, staff, transfer_rows,
};
use crate::tui::widget::line_edit::LineEdit;
use crate::tui::widget::list::Window;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its cells, one a column.
    pub cells: Vec<String>,
    /// What it leads to.
    pub target: Target,
    /// Less important, such as an act that was taken back.
    pub dim: bool,
}

impl Row {
    /// A row.
    pub fn new(cells: Vec<String>, target: Target) -> Row {
        Row { cells, target, dim: false }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its width; 0 takes what is left.
    pub width: u16,
    /// Whether it holds numbers.
    pub right: bool,
}

/// What a list shows, made from an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The title.
    pub title: String,
    /// Lines above the rows.
    pub head: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A list.
pub struct List {
    /// What it shows.
    pub kind: ListKind,
    /// Its content; empty before the first answer.
    pub content: Content,
    /// Whether the content has arrived.
    pub arrived: bool,
    /// The rows that fit what was typed, by their place in the content.
    pub fits: Vec<usize>,
    /// Which row.
    pub window: Window,
    /// What was typed to find a row.
    pub filter: LineEdit,
    /// What forms begun from its rows are told of the household below.
    pub context: Option<Box<form::HouseholdContext>>,
    /// The group or project shown, for the acts begun here.
    pub answer: Option<Box<Answer>>,
}

/// Lines that the head of a list leaves to others: title, filter, rule, names of columns, keys, function keys;
const AROUND_HEAD: usize = 6;
/// and so many rows, where there are as many.
const LEAST_ROWS: usize = 5;

impl List {
    /// A list whose rows have yet to be asked for.
    pub fn awaited(kind: ListKind, lang: Lang) -> List {
        List {
            kind,
            content: Content { title: list_rows::title(kind, lang), ..Content::default() },
            arrived: false,
            fits: Vec::new(),
            window: Window::new(0, 1),
            filter: LineEdit::default(),
            context: None,
            answer: None,
        }
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Row> {
        self.fits.get(self.window.selected).and_then(|at| self.content.rows.get(*at))
    }

    /// Puts in content, and keeps the row.
    pub fn fill(&mut self, content: Content, height: u16) {
        let selected = self.window.selected;
        self.content = content;
        self.arrived = true;
        self.refit(height);
        self.window.select(selected);
    }

    /// Which rows fit what was typed.
    pub fn refit(&mut self, height: u16) {
        // In Vietnamese as it is composed, and in English as it was pressed.
        let wanted = [self.filter.searched(), self.filter.pressed()].map(|typed| keys::loose(&typed));
        let fits = |row: &Row| {
            let text = keys::loose(&row.cells.join(" "));
            let has = |word: &str| text.split_whitespace().any(|other| other.starts_with(word));
            wanted.iter().any(|wanted| wanted.split_whitespace().all(has))
        };
        self.fits = (0..self.content.rows.len()).filter(|at| fits(&self.content.rows[*at])).collect();
        let lines = height.saturating_sub(self.top(height) + 2).max(1);
        self.window = Window::new(self.fits.len(), usize::from(lines));
    }

    /// The lines above the rows, as many as leave room for some rows.
    pub(super) fn head(&self, height: u16) -> &[String] {
        let rows = self.content.rows.len().min(LEAST_ROWS);
        let most = usize::from(height).saturating_sub(AROUND_HEAD + rows).max(1);
        &self.content.head[..self.content.head.len().min(most)]
    }

    /// The first line of the rows.
    fn top(&self, height: u16) -> u16 {
        let head = u16::try_from(self.head(height).len()).unwrap_or(0);
        let columns = u16::from(self.content.columns.iter().any(|column| !column.title.is_empty()));
        2 + head + u16::from(head > 0) + columns
    }
}

/// Opens a list on top. A menu over a card keeps what its forms need to know of the household.
pub fn open(model: &mut Model, kind: ListKind) -> Vec<Effect> {
    let context = match model.top() {
        Screen::Card(card) => Some(Box::new(card.context())),
        _ => None,
    };
    let mut list = List { context, ..List::awaited(kind, model.lang) };
    let height = model.size.1;
    match kind.query() {
        Some(query) => {
            model.stack.push(Screen::List(Box::new(list)));
            vec![model.ask(Ask::List(kind), query)]
        }
        None => {
            let scopes = model.top().scopes();
            let content = menus::menu(kind, scopes, model);
            list.fill(content, height);
            model.stack.push(Screen::List(Box::new(list)));
            Vec::new()
        }
    }
}

/// The rows arrived.
pub fn arrived(model: &mut Model, kind: ListKind, answer: Answer) {
    let content = list_rows::content(kind, &answer, model);
    refill(model, kind, &content);
    for screen in &mut model.stack {
        if let Screen::List(list) = screen
            && list.kind == kind
        {
            list.answer = Some(Box::new(answer.clone()));
        }
    }
}

/// Says all open lists in the language of the model.
pub fn in_language(model: &mut Model) {
    let mut stack = std::mem::take(&mut model.stack);
    for screen in &mut stack {
        if let Screen::List(list) = screen
            && let Some(answer) = &list.answer
        {
            let content = list_rows::content(list.kind, answer, model);
            list.fill(content, model.size.1);
        }
    }
    model.stack = stack;
}

/// Puts other content into the lists of a kind, and keeps their rows.
pub(super) fn refill(model: &mut Model, kind: ListKind, content: &Content) {
    let height = model.size.1;
    for screen in &mut model.stack {
        if let Screen::List(list) = screen
            && list.kind == kind
        {
            list.fill(content.clone(), height);
        }
    }
}

/// The list, where one is on top.
pub(super) fn screen(model: &mut Model) -> Option<&mut List> {
    match model.top() {
        Screen::List(list) => Some(&mut **list),
        _ => None,
    }
}

/// A key that is not in the table narrows the rows.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let height = model.size.1;
    let typing = model.composer();
    if let Some(list) = screen(model) {
        list.filter.handle(key, typing);
        list.refit(height);
    }
    Vec::new()
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let own = staff::act(model, action).or_else(|| inbox::act(model, action));
    if let Some(effects) = own.or_else(|| bring_in::act(model, action)) {
        return Some(effects);
    }
    let height = model.size.1;
    let list = screen(model)?;
    match action {
        Action::Up => {
            list.window.up();
        }
        Action::Down => {
            list.window.down();
        }
        Action::PageUp => {
            list.window.page_up();
        }
        Action::PageDown => {
            list.window.page_down();
        }
        Action::First => {
            list.window.select(0);
        }
        Action::Last => {
            list.window.select(usize::MAX);
        }
        Action::Back if !list.filter.text().is_empty() => {
            list.filter = LineEdit::default();
            list.refit(height);
        }
        Action::Open => return Some(enter(model)),
        Action::Decline => return Some(transfer_rows::decline(model)),
        Action::Undo => return Some(list_acts::undo(model)),
        Action::Done => return Some(list_acts::done(model)),
        Action::Print => return Some(printing::act(model)),
        Action::Edit | Action::Add | Action::Give | Action::Levy | Action::ChangeSeat | Action::Roll => {
            return list_acts::about(model, action);
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Goes on with what was left unfinished: a sheet, a roll or a form.
fn resume(model: &mut Model, draft: Draft) -> Vec<Effect> {
    let of_rows = sheet::resume(model, &draft).or_else(|| roll::resume(model, &draft));
    of_rows.unwrap_or_else(|| form::resume(model, draft))
}

/// Enter on a row.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(list) = screen(model) else { return Vec::new() };
    let Some(target) = list.selected().map(|row| row.target.clone()) else { return Vec::new() };
    let context = list.context.clone();
    let list_kind = list.kind;
    if list_kind.is_menu() {
        model.stack.pop();
    }
    match target {
        Target::Nothing => Vec::new(),
        Target::Action(action) => crate::tui::update::act(model, action),
        Target::Form(kind) => form::open(model, kind),
        Target::Life(kind) => match context {
            Some(context) => form::open(model, FormKind::Life(kind, context)),
            None => Vec::new(),
        },
        Target::Edit(of) => form::edit(model, of),
        Target::Sheet(of) => sheet::open(model, of),
        Target::Roll(meeting) => roll::open(model, meeting),
        Target::Household(id) | Target::Note(_, Some(id)) => card::open(model, id),
        Target::Note(id, None) => form::edit(model, EditOf::Note(id)),
        Target::Incoming(row) => form::open(model, FormKind::Accept(row)),
        Target::Outgoing(row) => card::open(model, row.household),
        Target::List(kind) => open(model, kind),
        Target::File(name) => bring_in::open(model, name),
        Target::Draft(draft) => resume(model, *draft),
        Target::Staff(row) => form::open(model, FormKind::Staff(row)),
        // A history has the part of an act that is about its record; this is all of it.
        Target::Change(seq) if list_kind != ListKind::Change(seq) => open(model, ListKind::Change(seq)),
        Target::Change(_) => Vec::new(),
    }
}
