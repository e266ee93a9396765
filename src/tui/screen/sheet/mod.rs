//! The collection sheet: a row for each household of a group, in the order of its book, and one input: received today.
//!
//! A cell never means the total, or the second instalment would write over the first. The whole sheet is recorded by one
//! act.

mod cells;
mod keep;
mod prompt;
mod view;

use uuid::Uuid;

pub use cells::{Cell, Totals};
pub use keep::{kept, refused, resume, save_anyway, saved, throw_away};
pub use prompt::Prompt;
pub use view::paint;

use crate::domain::{Choice, Date, Giving, GroupId, ProjectId};
use crate::phrases::{self, fill};
use crate::protocol::{Draft, Query, SheetView};
use crate::text::date::show_day;
use crate::text::typing::Typing;
use crate::tui::input::Key;
use crate::tui::keeping::Keeping;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::{Screen, confirm};
use crate::tui::widget::line_edit::LineEdit;
use crate::tui::widget::list::Window;
use crate::tui::widget::live::{self, Shape};

/// Where the cursor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// In the cell of the chosen row.
    Cell,
    /// The cash that was counted.
    Counted,
    /// What is given.
    Giving,
    /// Which goods, and their measure.
    Goods,
    /// The day.
    Day,
    /// Who took it.
    Collector,
}

/// What a sheet is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetOf {
    /// The project.
    pub project: ProjectId,
    /// The group.
    pub group: GroupId,
    /// What the project is called.
    pub name: String,
    /// The day, where it is not today: of the meeting at which it is collected.
    pub on: Option<Date>,
}

/// A sheet.
pub struct Sheet {
    /// This instance, for its draft.
    pub id: Uuid,
    /// The project.
    pub project: ProjectId,
    /// The group.
    pub group: GroupId,
    /// What the project is called.
    pub name: String,
    /// The households, once they have arrived.
    pub view: Option<SheetView>,
    /// What is given.
    pub giving: Giving,
    /// Which goods, and their measure behind a comma.
    pub goods: LineEdit,
    /// The day.
    pub on: LineEdit,
    /// Who took it.
    pub collector: LineEdit,
    /// The cash that was counted.
    pub counted: LineEdit,
    /// A cell for each row of the view.
    pub cells: Vec<Cell>,
    /// Where the cursor stands.
    pub focus: Focus,
    /// Which row.
    pub window: Window,
    /// A question about the chosen row.
    pub prompt: Option<Prompt>,
    /// All is typed a second time.
    pub verifying: bool,
    /// How far it is kept.
    pub keeping: Keeping,
    /// The cursor has just come here: a digit goes in the place of what stands there.
    fresh: bool,
    /// What may be a slip in it was said: the next F10 means it.
    looked_at: bool,
    /// It is being saved under this key, and these rows were sent.
    saving: Option<(Uuid, Vec<usize>)>,
    /// What a draft kept, until the households are there.
    draft: Option<Box<Draft>>,
}

impl Sheet {
    fn new(id: Uuid, of: SheetOf, model: &Model) -> Sheet {
        let SheetOf { project, group, name, on } = of;
        let on = on.unwrap_or_else(|| model.today());
        Sheet {
            id,
            project,
            group,
            name,
            view: None,
            giving: Giving::Money,
            goods: LineEdit::default(),
            on: LineEdit::with(&show_day(on.naive())),
            collector: LineEdit::default(),
            counted: LineEdit::default(),
            cells: Vec::new(),
            focus: Focus::Cell,
            window: Window::default(),
            prompt: None,
            verifying: false,
            keeping: Keeping::default(),
            fresh: true,
            looked_at: false,
            saving: None,
            draft: None,
        }
    }

    /// Whether keys are digits where the cursor stands.
    pub fn is_number(&self) -> bool {
        self.prompt.is_none() && matches!(self.focus, Focus::Cell | Focus::Counted | Focus::Day)
    }

    /// The cell of the chosen row.
    fn cell(&mut self) -> Option<&mut Cell> {
        self.cells.get_mut(self.window.selected)
    }

    /// The line that the cursor stands in.
    fn line(&mut self) -> Option<&mut LineEdit> {
        let verifying = self.verifying;
        match self.focus {
            Focus::Cell => self.cell().map(|cell| if verifying { &mut cell.again } else { &mut cell.edit }),
            Focus::Counted => Some(&mut self.counted),
            Focus::Goods => Some(&mut self.goods),
            Focus::Day => Some(&mut self.on),
            Focus::Collector => Some(&mut self.collector),
            Focus::Giving => None,
        }
    }

    /// The places that Tab goes through.
    fn places(&self) -> Vec<Focus> {
        let mut places =
            vec![Focus::Cell, Focus::Counted, Focus::Giving, Focus::Goods, Focus::Day, Focus::Collector];
        let is_money = self.giving == Giving::Money;
        places.retain(|place| match place {
            Focus::Counted | Focus::Collector => is_money,
            Focus::Goods => self.giving == Giving::Goods,
            _ => true,
        });
        places
    }

    fn step(&mut self, back: bool) {
        let places = self.places();
        let at = places.iter().position(|place| *place == self.focus).unwrap_or(0);
        let by = if back { places.len() - 1 } else { 1 };
        self.focus = places[(at + by) % places.len()];
    }

    fn refit(&mut self, height: u16) {
        let selected = self.window.selected;
        self.window = Window::new(self.cells.len(), usize::from(view::rows_for(height)));
        self.window.select(selected);
    }

    fn changed(&mut self) {
        self.keeping.typed();
        (self.saving, self.looked_at) = (None, false);
        if let Some(cell) = self.cell() {
            cell.fault = None;
        }
    }
}

fn screen(model: &mut Model) -> Option<&mut Sheet> {
    match model.top() {
        Screen::Sheet(sheet) => Some(&mut **sheet),
        _ => None,
    }
}

/// The sheet of an identity, wherever it is in the stack.
fn find(model: &mut Model, id: Uuid) -> Option<&mut Sheet> {
    model.stack.iter_mut().find_map(|screen| match screen {
        Screen::Sheet(sheet) if sheet.id == id => Some(&mut **sheet),
        _ => None,
    })
}

/// Opens the sheet of a project in a group.
pub fn open(model: &mut Model, of: SheetOf) -> Vec<Effect> {
    if !model.may_write() {
        model.complain(phrases::screens(model.lang).only_viewing);
        return Vec::new();
    }
    let id = model.new_id();
    let sheet = Sheet::new(id, of, model);
    put(model, sheet)
}

fn put(model: &mut Model, sheet: Sheet) -> Vec<Effect> {
    let (id, query) = (sheet.id, Query::Sheet { project: sheet.project, group: sheet.group });
    model.stack.push(Screen::Sheet(Box::new(sheet)));
    vec![model.ask(Ask::Households(id), query)]
}

/// Asks again how everything stands, for the sheet on top.
pub fn ask_again(model: &mut Model) -> Option<(Ask, Query)> {
    let sheet = screen(model)?;
    Some((Ask::Households(sheet.id), Query::Sheet { project: sheet.project, group: sheet.group }))
}

/// The households arrived, or how they stand now; what was typed stays with its household.
pub fn arrived(model: &mut Model, id: Uuid, view: SheetView) {
    let (height, lang) = (model.size.1, model.lang);
    let Some(sheet) = find(model, id) else { return };
    let is_first = sheet.view.is_none();
    let mut old = std::mem::take(&mut sheet.cells);
    let cell = |household| match old.iter().position(|cell| cell.household == household) {
        Some(at) => old.swap_remove(at),
        None => Cell::new(household),
    };
    sheet.cells = view.rows.iter().map(|row| row.household.id).map(cell).collect();
    if is_first && sheet.collector.text().is_empty() {
        sheet.collector = LineEdit::with(&view.leader);
    }
    sheet.view = Some(view);
    if let Some(draft) = sheet.draft.take() {
        sheet.fill(&draft);
    }
    sheet.refit(height);
    if sheet.cells.is_empty() {
        model.complain(phrases::sheet(lang).no_households);
    }
}

/// The size of the terminal changed.
pub fn resized(sheet: &mut Sheet, height: u16) {
    sheet.refit(height);
}

/// A key that is not in the table.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let composer = model.composer();
    let Some(sheet) = screen(model).filter(|sheet| sheet.view.is_some()) else { return Vec::new() };
    let id = sheet.id;
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let Some(sheet) = screen(model) else { return Vec::new() };
    if let Some(prompt) = &mut sheet.prompt {
        prompt.edit.handle(key, composer);
        return Vec::new();
    }
    match (sheet.focus, key) {
        (Focus::Cell, Key::Char(letter)) => return in_cell(model, *letter),
        (Focus::Cell, Key::Paste(text)) if text.contains(['\n', '\t']) => return prompt::paste(model, text),
        (Focus::Giving, Key::Left | Key::Right | Key::Char(_)) => return next_giving(model, key),
        _ => {}
    }
    let typing = if sheet.is_number() { Typing::OFF } else { composer };
    type_in(model, key, typing)
}

fn type_in(model: &mut Model, key: &Key, typing: Typing) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let shape = match sheet.focus {
        Focus::Cell | Focus::Counted if sheet.giving == Giving::Money => Some(Shape::Thousands),
        Focus::Day => Some(Shape::Day),
        _ => None,
    };
    let begins = matches!(key, Key::Char(letter) if letter.is_ascii_digit());
    let is_over = std::mem::take(&mut sheet.fresh) && begins && sheet.is_number();
    let Some(line) = sheet.line() else { return Vec::new() };
    let before = line.text().to_owned();
    if is_over {
        line.set("");
    }
    match shape {
        Some(shape) => live::handle(line, key, shape),
        None => drop(line.handle(key, typing)),
    }
    if line.text() == before {
        return Vec::new();
    }
    sheet.changed();
    keep::keep(model)
}

/// A letter in a cell: an amount is typed, all others are what the line of keys says.
fn in_cell(model: &mut Model, letter: char) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let is_empty = sheet.line().is_some_and(|line| line.text().is_empty());
    match letter {
        '=' => fill_left(model),
        'm' | 'M' => prompt::relief(model),
        'g' | 'G' => prompt::note(model),
        'v' | 'V' => verify(model),
        '"' => copy_down(model),
        '/' if is_empty => prompt::jump(model),
        letter if is_of_amount(letter, is_empty) => type_in(model, &Key::Char(letter), Typing::OFF),
        _ => Vec::new(),
    }
}

/// V: all is typed a second time, from the first row on; or it is enough, and what differs is said.
fn verify(model: &mut Model) -> Vec<Effect> {
    let words = phrases::sheet(model.lang);
    let Some(sheet) = screen(model) else { return Vec::new() };
    if !sheet.verifying {
        sheet.verifying = true;
        sheet.window.home();
        return Vec::new();
    }
    let unlike = sheet.unlike();
    sheet.verifying = false;
    match unlike.first() {
        None => model.say(words.all_alike),
        Some(first) => {
            sheet.window.select(*first);
            model.complain(fill(words.not_alike, &[&unlike.len().to_string()]));
        }
    }
    Vec::new()
}

/// What amounts are typed with: digits, and behind them `500k`, `1,5tr`, `2 công`, `/33` for another household.
fn is_of_amount(letter: char, is_first: bool) -> bool {
    letter.is_ascii_digit() || !is_first && "., /ktriecong".contains(letter)
}

/// `=`: all that is left, and on to the next row.
fn fill_left(model: &mut Model) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let at = sheet.window.selected;
    let left = sheet.open(at);
    if left > 0 && sheet.giving == Giving::Money {
        let text = sheet.show(left);
        if let Some(line) = sheet.line() {
            line.set(&text);
        }
        sheet.changed();
    }
    sheet.window.down();
    keep::keep(model)
}

/// `"`: what was typed in the row above.
fn copy_down(model: &mut Model) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let above = sheet.window.selected.checked_sub(1).and_then(|at| sheet.cells.get(at));
    let Some(text) = above.map(|cell| cell.edit.text().to_owned()) else { return Vec::new() };
    if let Some(line) = sheet.line() {
        line.set(&text);
    }
    sheet.changed();
    sheet.window.down();
    keep::keep(model)
}

/// Another kind of gift: only while nothing is typed, since an amount would mean something else then.
fn next_giving(model: &mut Model, key: &Key) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    if sheet.cells.iter().any(|cell| !cell.edit.text().is_empty()) {
        return Vec::new();
    }
    let at = Giving::ALL.iter().position(|giving| *giving == sheet.giving).unwrap_or(0);
    let by = if *key == Key::Left { Giving::ALL.len() - 1 } else { 1 };
    sheet.giving = Giving::ALL[(at + by) % Giving::ALL.len()];
    Vec::new()
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let sheet = screen(model)?;
    sheet.fresh = true;
    if sheet.prompt.is_some() {
        match action {
            Action::Open => return Some(prompt::answer(model)),
            Action::Back => sheet.prompt = None,
            Action::Help | Action::Find | Action::Blank | Action::Language | Action::Typing => return None,
            _ => {}
        }
        return Some(Vec::new());
    }
    match action {
        Action::Up | Action::Down | Action::Open if sheet.focus != Focus::Cell => {
            let back = action == Action::Up;
            sheet.step(back);
        }
        Action::Up => {
            sheet.window.up();
        }
        Action::Down | Action::Open => {
            sheet.window.down();
        }
        Action::First | Action::Last if sheet.focus != Focus::Cell => {
            let key = if action == Action::First { Key::Home } else { Key::End };
            return Some(type_in(model, &key, Typing::OFF));
        }
        Action::First => {
            sheet.window.home();
        }
        Action::Last => {
            sheet.window.end();
        }
        Action::PageUp => {
            sheet.window.page_up();
        }
        Action::PageDown => {
            sheet.window.page_down();
        }
        Action::NextField => sheet.step(false),
        Action::PreviousField => sheet.step(true),
        Action::Save => return Some(keep::save(model)),
        Action::Void => {
            let words = phrases::screens(model.lang);
            let question = format!("{} {}?", words.throw_away_question, phrases::sheet(model.lang).form);
            return Some(confirm::ask(model, question, confirm::Then::ThrowAway));
        }
        Action::Back => return Some(keep::leave(model)),
        _ => return None,
    }
    Some(Vec::new())
}
