//! The screens. Each is data with its own update; painting is in a file beside it.

mod act_rows;
pub mod bring_in;
mod bring_in_rows;
pub mod card;
pub mod card_view;
pub mod confirm;
pub mod conflict;
mod conflict_view;
pub mod help;
pub mod inbox;
pub mod left;
pub mod list;
mod list_acts;
mod list_kind;
mod list_rows;
mod list_view;
pub mod lookup;
mod lookup_view;
pub mod meeting_rows;
mod menus;
pub mod reason;
pub mod roll;
pub mod sheet;
mod staff;
mod transfer_rows;

use super::form::Form;
use super::keymap::Scope;
use super::model::Model;
use super::paint::Painter;

/// A screen in the stack.
pub enum Screen {
    /// The look-up, which is the home screen.
    LookUp(Box<lookup::LookUp>),
    /// A household.
    Card(Box<card::CardScreen>),
    /// A list of any kind, with lines above it.
    List(Box<list::List>),
    /// A form.
    Form(Box<Form>),
    /// Two edits of one entry.
    Conflict(Box<conflict::Conflict>),
    /// A question.
    Confirm(confirm::Confirm),
    /// The question why numbers shall be shown.
    Reason(Box<reason::Reason>),
    /// A collection sheet.
    Sheet(Box<sheet::Sheet>),
    /// The roll of a meeting.
    Roll(Box<roll::Roll>),
    /// The help page.
    Help(help::Help),
}

impl Screen {
    /// Where its keys have their meaning, the innermost first.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Screen::LookUp(_) => &[Scope::LookUp],
            Screen::Card(_) => &[Scope::Card],
            Screen::List(list) => list.kind.scopes(),
            Screen::Form(form) => form.scopes(),
            Screen::Conflict(_) => &[Scope::Conflict],
            Screen::Confirm(_) => &[Scope::Confirm],
            Screen::Reason(_) => &[Scope::Reason],
            Screen::Sheet(_) => &[Scope::Sheet],
            Screen::Roll(_) => &[Scope::Roll, Scope::Sheet],
            Screen::Help(_) => &[Scope::Help],
        }
    }

    /// Paints it, all but the title and the bottom line. Gives the place of the cursor.
    pub fn paint(&self, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
        match self {
            Screen::LookUp(screen) => lookup_view::paint(screen, model, painter),
            Screen::Card(screen) => card_view::paint(screen, model, painter),
            Screen::List(screen) => list_view::paint(screen, model, painter),
            Screen::Form(form) => super::form::view::paint(form, model, painter),
            Screen::Conflict(conflict) => conflict_view::paint(conflict, model, painter),
            Screen::Confirm(confirm) => confirm::paint(confirm, model, painter),
            Screen::Reason(reason) => reason::paint(reason, model, painter),
            Screen::Sheet(sheet) => sheet::paint(sheet, model, painter),
            Screen::Roll(roll) => roll::paint(roll, model, painter),
            Screen::Help(help) => help::paint(help, model, painter),
        }
    }
}
