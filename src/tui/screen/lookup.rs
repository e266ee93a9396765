//! The look-up: the home screen. Every letter typed searches; the preview answers most questions without Enter.

use crate::domain::HouseholdId;
use crate::protocol::{Found, Hit, Preview, Query};
use crate::tui::input::Key;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::Screen;
use crate::tui::widget::line_edit::LineEdit;
use crate::tui::widget::list::Window;

/// How many rows are asked for when somebody goes on beyond those that came first.
const MORE: u16 = 120;
/// The most rows there are to go through; whoever has not found somebody among them types another letter.
const MOST: u16 = 480;

/// The look-up.
#[derive(Default)]
pub struct LookUp {
    /// What is typed.
    pub edit: LineEdit,
    /// What was found.
    pub found: Found,
    /// Which row.
    pub window: Window,
    /// The household of the selected row.
    pub preview: Option<Preview>,
    /// What was asked for last.
    asked: String,
    /// Why there are no results.
    pub refused: Option<String>,
}

impl LookUp {
    /// The selected row.
    pub fn selected(&self) -> Option<&Hit> {
        self.found.hits.get(self.window.selected)
    }

    /// Over the rows that were found, on a screen of this height. The line above those that fit nearly needs room too.
    pub fn fit(&mut self, height: u16) {
        let selected = self.window.selected;
        let near = usize::from(self.found.hits.iter().any(|hit| hit.near));
        let rows = usize::from(rows_for(height)).saturating_sub(near);
        self.window = Window::new(self.found.hits.len(), rows);
        self.window.select(selected);
    }

    /// How many rows are to be asked for, where the next page is not there yet and there is one.
    fn wants_more(&self, height: u16) -> Option<u16> {
        let here = self.found.hits.len();
        let next_page = self.window.selected + usize::from(rows_for(height));
        let there_are = (self.found.persons as usize).min(usize::from(MOST));
        let here_rows = u16::try_from(here).unwrap_or(MOST);
        (next_page >= here && here < there_are).then(|| here_rows.saturating_add(MORE).min(MOST))
    }

    /// The household of the selected row.
    pub fn household(&self) -> Option<HouseholdId> {
        self.selected().map(|hit| hit.household)
    }
}

fn screen(model: &mut Model) -> Option<&mut LookUp> {
    match model.top() {
        Screen::LookUp(screen) => Some(&mut **screen),
        _ => None,
    }
}

/// How many rows of results fit on a screen of this height.
pub fn rows_for(height: u16) -> u16 {
    // Title, box, reading, rule and header above; preview, today and the two bottom lines below.
    let below = if height >= 20 {
        10
    } else if height >= 12 {
        3
    } else {
        1
    };
    height.saturating_sub(5 + below).max(1)
}

/// A key that is not in the table goes into the box.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let typing = model.composer();
    let Some(screen) = screen(model) else { return Vec::new() };
    let before = screen.edit.text().to_owned();
    screen.edit.handle(key, typing);
    if screen.edit.text() == before { Vec::new() } else { search(model) }
}

/// Asks for what is typed.
pub fn search(model: &mut Model) -> Vec<Effect> {
    let pages = rows_for(model.size.1).saturating_mul(2);
    let Some(screen) = screen(model) else { return Vec::new() };
    let words = screen.edit.searched();
    if words.is_empty() {
        *screen = LookUp { edit: std::mem::take(&mut screen.edit), ..LookUp::default() };
        return vec![model.ask(Ask::Home, Query::Home)];
    }
    // Those in sight, and the page behind them; all that are here where the same is asked again.
    let here = if screen.asked == words { screen.found.hits.len() } else { 0 };
    screen.asked.clone_from(&words);
    let limit = pages.max(u16::try_from(here).unwrap_or(MOST));
    vec![model.ask(Ask::Find, Query::Find { words, limit })]
}

/// What was found.
pub fn found(model: &mut Model, found: Found) -> Vec<Effect> {
    let height = model.size.1;
    let target = model.stack.iter_mut().rev().find_map(|screen| match screen {
        Screen::LookUp(screen) => Some(screen),
        _ => None,
    });
    let Some(screen) = target else { return Vec::new() };
    if screen.edit.text().trim().is_empty() {
        return Vec::new();
    }
    // A refresh after somebody's save keeps the row; a new question begins at the best one.
    let same = screen.found.read_as == found.read_as;
    let selected = if same { screen.window.selected } else { 0 };
    screen.refused = None;
    screen.found = found;
    screen.window.selected = selected;
    screen.fit(height);
    preview(model)
}

/// The look-up was refused: the sentence stands where the results would, and no earlier result stands beside it.
pub fn refused(model: &mut Model, why: String) {
    let newest = model.stack.iter_mut().rev().find_map(|screen| match screen {
        Screen::LookUp(screen) => Some(screen),
        _ => None,
    });
    if let Some(screen) = newest {
        **screen = LookUp { edit: std::mem::take(&mut screen.edit), refused: Some(why), ..LookUp::default() };
    }
}

/// Asks for the preview of the selected row.
pub fn preview(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    match screen.household() {
        Some(household) => vec![model.ask(Ask::Preview, Query::Preview(household))],
        None => {
            screen.preview = None;
            Vec::new()
        }
    }
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let height = model.size.1;
    let screen = screen(model)?;
    let moved = match action {
        Action::Up => screen.window.up(),
        Action::Down => screen.window.down(),
        Action::PageUp => screen.window.page_up(),
        Action::PageDown => screen.window.page_down(),
        Action::Open => {
            let household = screen.household();
            return Some(household.map_or_else(Vec::new, |id| super::card::open(model, id)));
        }
        Action::Back if !screen.edit.text().is_empty() => {
            screen.edit = LineEdit::default();
            return Some(search(model));
        }
        _ => return None,
    };
    let words = screen.edit.searched();
    let more = screen.wants_more(height).filter(|_| moved && !words.is_empty());
    let mut effects = if moved { preview(model) } else { Vec::new() };
    effects.extend(more.map(|limit| model.ask(Ask::Find, Query::Find { words, limit })));
    Some(effects)
}
