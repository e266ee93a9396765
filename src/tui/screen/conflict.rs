//! Two edits of one entry, field by field: what stood when the form was begun, what stands now, what was typed. It lies
//! on top of its form, which stays as it was typed until something is decided here.

use uuid::Uuid;

use crate::phrases::together;
use crate::tui::form::compare::{Changed, Compared, Side};
use crate::tui::form::{self, Form, FormKind};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::screen::Screen;

/// The conflict screen.
pub struct Conflict {
    /// The form below.
    pub form: Uuid,
    /// The form on the record as it stands.
    pub present: FormKind,
    /// All fields of the form, those that nobody changed too.
    pub fields: Vec<Compared>,
    /// Who changed what, and when.
    pub says: String,
    /// Which of the rows the cursor is on.
    pub row: usize,
}

impl Conflict {
    /// Begins at the first field that both changed.
    pub fn new(form: Uuid, present: FormKind, fields: Vec<Compared>, says: String) -> Conflict {
        let mut rows = fields.iter().filter(|field| field.differs());
        let row = rows.position(|field| field.changed == Changed::Both).unwrap_or(0);
        Conflict { form, present, fields, says, row }
    }

    /// The fields that differ.
    pub fn rows(&self) -> impl Iterator<Item = &Compared> {
        self.fields.iter().filter(|field| field.differs())
    }

    /// The field the cursor is on.
    pub fn selected(&self) -> Option<&Compared> {
        self.rows().nth(self.row)
    }

    /// The form below it.
    pub fn form_in<'a>(&self, model: &'a Model) -> Option<&'a Form> {
        model.stack.iter().find_map(|screen| match screen {
            Screen::Form(form) if form.id == self.form => Some(&**form),
            _ => None,
        })
    }

    fn selected_mut(&mut self) -> Option<&mut Compared> {
        self.fields.iter_mut().filter(|field| field.differs()).nth(self.row)
    }
}

/// Puts it on top of its form, wherever that is: somebody may have gone to another screen meanwhile.
pub fn open(model: &mut Model, conflict: Conflict) {
    let below = |screen: &Screen| matches!(screen, Screen::Form(form) if form.id == conflict.form);
    let Some(at) = model.stack.iter().position(below) else { return };
    model.notice = None;
    model.stack.insert(at + 1, Screen::Conflict(Box::new(conflict)));
}

fn screen(model: &mut Model) -> Option<&mut Conflict> {
    match model.top() {
        Screen::Conflict(conflict) => Some(&mut **conflict),
        _ => None,
    }
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let conflict = screen(model)?;
    let last = conflict.rows().count().saturating_sub(1);
    let could = match action {
        Action::Up => {
            conflict.row = conflict.row.saturating_sub(1);
            true
        }
        Action::Down => {
            conflict.row = (conflict.row + 1).min(last);
            true
        }
        Action::Swap => conflict.selected_mut().is_some_and(Compared::swap),
        Action::TakeTheirs => conflict.selected_mut().is_some_and(|field| field.take(Side::Theirs)),
        Action::KeepMine => conflict.selected_mut().is_some_and(|field| field.take(Side::Mine)),
        Action::Edit => return Some(edit(model)),
        Action::Save => return Some(save(model)),
        Action::Back => return Some(back(model)),
        _ => return None,
    };
    if !could {
        model.say(together(model.lang).merged_by_itself);
    }
    Some(Vec::new())
}

/// The form goes on merged as chosen, on the record as it stands.
fn merge(model: &mut Model) {
    let Some(Screen::Conflict(conflict)) = model.stack.pop() else { return };
    let Conflict { form, present, fields, .. } = *conflict;
    form::merge(model, form, present, fields);
}

/// F10: saves the merged form. Where somebody saved again meanwhile, the same screen comes again.
fn save(model: &mut Model) -> Vec<Effect> {
    merge(model);
    let mut effects = form::keep(model);
    effects.extend(form::act(model, Action::Save).unwrap_or_default());
    effects
}

/// F2: to the field of the row, in the merged form. Nothing is saved by it.
fn edit(model: &mut Model) -> Vec<Effect> {
    let Some(conflict) = screen(model) else { return Vec::new() };
    let (id, name) = (conflict.form, conflict.selected().map(Compared::name));
    merge(model);
    if let Some(form) = model.form(id) {
        let at = form.fields.iter().position(|field| Some(field.name()) == name && field.is_open());
        form.focus = at.unwrap_or(form.focus);
    }
    model.say(together(model.lang).merged_in_form);
    form::keep(model)
}

/// Esc: the form as it was typed, on the revision it was begun on. Its next save asks again.
fn back(model: &mut Model) -> Vec<Effect> {
    model.stack.pop();
    model.say(together(model.lang).back_to_form);
    Vec::new()
}
