//! A sheet kept as a draft, read back from one, saved and left.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Cell, Focus, Sheet, SheetOf, find, put, screen};
use crate::domain::{Choice, Date, Field, Giving, GroupId, PartialDate, ProjectId, Relief, Vnd};
use crate::phrases::{self, fill, screens};
use crate::protocol::{Collection, CollectionRow, Command, Draft, DraftField, GiftEntry, Refusal, Saved};
use crate::text::date;
use crate::text::number;
use crate::tui::form;
use crate::tui::keeping::{self, who_and_when};
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::{Screen, confirm};
use crate::tui::widget::line_edit::LineEdit;

/// The kind of its drafts.
const FORM: &str = "sheet";
/// The hidden field that says which sheet it is.
const KIND: &str = "_sheet";

#[derive(Serialize, Deserialize)]
struct About {
    project: ProjectId,
    group: GroupId,
    name: String,
    giving: String,
}

impl Sheet {
    fn draft(&self, login: &str, at: i64, title: &str) -> Draft {
        let about = About {
            project: self.project,
            group: self.group,
            name: self.name.clone(),
            giving: self.giving.key().to_owned(),
        };
        let mut fields = vec![(KIND.to_owned(), serde_json::to_string(&about).unwrap_or_default())];
        let mut keep = |name: String, text: &str| {
            if !text.is_empty() {
                fields.push((name, text.to_owned()));
            }
        };
        for cell in &self.cells {
            let row = cell.household.0;
            keep(format!("today.{row}"), cell.edit.text());
            let relief = cell.relief.as_ref().map(|relief| format!("{} {}", relief.asked, relief.reason));
            keep(format!("relief.{row}"), &relief.unwrap_or_default());
            keep(format!("promised.{row}"), &cell.promised.map(|day| day.to_string()).unwrap_or_default());
            keep(format!("note.{row}"), cell.note.as_deref().unwrap_or(""));
        }
        keep("on".to_owned(), self.on.text());
        keep("collector".to_owned(), self.collector.text());
        keep("counted".to_owned(), self.counted.text());
        keep("goods".to_owned(), self.goods.text());
        Draft {
            id: self.id,
            form: FORM.to_owned(),
            title: format!("{title}, {}", self.name),
            about: Some(self.project.key()),
            base: None,
            fields: fields.into_iter().map(|(name, text)| DraftField { name, text }).collect(),
            login: login.to_owned(),
            at,
        }
    }

    /// Puts back what a draft kept; rows that are not in the sheet any more are left out.
    pub(super) fn fill(&mut self, draft: &Draft) {
        let text = |name: &str| {
            draft
                .fields
                .iter()
                .find(|field| field.name == name)
                .map(|field| field.text.as_str())
                .unwrap_or("")
        };
        for cell in &mut self.cells {
            let row = cell.household.0;
            cell.edit = LineEdit::with(text(&format!("today.{row}")));
            cell.relief = read_relief(text(&format!("relief.{row}")));
            cell.promised = match PartialDate::from_iso(text(&format!("promised.{row}"))) {
                Some(PartialDate::Day(day)) => Some(day),
                _ => None,
            };
            cell.note = Some(text(&format!("note.{row}")).to_owned()).filter(|note| !note.is_empty());
        }
        for (line, name) in
            [(&mut self.on, "on"), (&mut self.collector, "collector"), (&mut self.counted, "counted")]
        {
            *line = LineEdit::with(text(name));
        }
        self.goods = LineEdit::with(text("goods"));
        self.keeping.touched = true;
    }
}

/// `0 hộ nghèo`: what is still asked, then why. Without an amount nothing is asked any more.
pub(super) fn read_relief(text: &str) -> Option<Relief> {
    let (first, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if first.is_empty() {
        return None;
    }
    Some(match number::parse_money(first) {
        Ok(asked) => Relief { asked: Vnd(asked), reason: rest.trim().to_owned() },
        Err(_) => Relief { asked: Vnd(0), reason: text.trim().to_owned() },
    })
}

/// Goes on with an unfinished sheet. `None` when the draft is none.
pub fn resume(model: &mut Model, draft: &Draft) -> Option<Vec<Effect>> {
    if draft.form != FORM {
        return None;
    }
    let kind = draft.fields.iter().find(|field| field.name == KIND)?;
    let about: About = serde_json::from_str(&kind.text).ok()?;
    let About { project, group, name, giving } = about;
    let mut sheet = Sheet::new(draft.id, SheetOf { project, group, name, on: None }, model);
    sheet.giving = Giving::ALL.iter().copied().find(|other| other.key() == giving)?;
    sheet.draft = Some(Box::new(draft.clone()));
    let mut effects = put(model, sheet);
    effects.push(keeping::take_up(model, draft.id));
    Some(effects)
}

fn draft_of(model: &mut Model, id: Uuid) -> Option<Draft> {
    let ((login, at), title) = (who_and_when(model), phrases::sheet(model.lang).form);
    find(model, id).map(|sheet| sheet.draft(&login, at, title))
}

/// Sends what is typed to the service, unless it is still busy keeping the last text: then the answer sends it.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let begins = screen(model).and_then(|sheet| sheet.keeping.begins().then_some(sheet.id));
    let Some(id) = begins else { return Vec::new() };
    draft_of(model, id).map(|draft| model.keep(draft)).into_iter().collect()
}

/// The service kept a sheet's text.
pub fn kept(model: &mut Model, id: Uuid) -> Vec<Effect> {
    if !find(model, id).is_some_and(|sheet| sheet.keeping.ended()) {
        return Vec::new();
    }
    draft_of(model, id).map(|draft| model.keep(draft)).into_iter().collect()
}

/// F10: all faults of all rows at once, or one act. Cash that does not fit is asked about.
pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let words = phrases::sheet(model.lang);
    let Some(sheet) = screen(model) else { return Vec::new() };
    let unlike = sheet.unlike();
    if let Some(first) = unlike.first() {
        sheet.window.select(*first);
        model.complain(fill(words.not_alike, &[&unlike.len().to_string()]));
        return Vec::new();
    }
    if sheet.looked_at {
        // Whatever there was to ask was asked.
        return save_anyway(model);
    }
    match sheet.off_by() {
        Err(fault) => {
            sheet.focus = Focus::Counted;
            let why = phrases::why(model.lang, &fault.into());
            model.complain(format!("{}: {why}", words.counted));
            Vec::new()
        }
        Ok(None | Some(0)) => save_anyway(model),
        Ok(Some(off)) => {
            let off = sheet.show(off);
            confirm::ask(model, fill(words.counted_question, &[&off]), confirm::Then::SaveSheet)
        }
    }
}

/// Saves, whatever was counted.
pub fn save_anyway(model: &mut Model) -> Vec<Effect> {
    let (lang, today) = (model.lang, model.today());
    let Some(id) = screen(model).map(|sheet| sheet.id) else { return Vec::new() };
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let words = phrases::sheet(lang);
    let Some(sheet) = screen(model) else { return Vec::new() };
    let day = date::parse_day(sheet.on.text(), today.naive());
    let on = match day {
        Ok(day) => Date::from(day),
        Err(fault) => {
            let why = phrases::why(lang, &fault.into());
            model.complain(format!("{}: {why}", words.day));
            return Vec::new();
        }
    };
    let rows = match rows_of(sheet, lang) {
        Ok(rows) => rows,
        Err(count) => {
            model.complain(format!("{count} {}", screens(lang).faults));
            return Vec::new();
        }
    };
    if rows.is_empty() {
        model.say(words.empty);
        return Vec::new();
    }
    let (sent, rows): (Vec<usize>, Vec<CollectionRow>) = rows.into_iter().unzip();
    let collector = Some(sheet.collector.text().trim().to_owned()).filter(|name| !name.is_empty());
    let collection = Collection { project: sheet.project, on, collector, rows };
    let (id, earlier) = (sheet.id, sheet.saving.take());
    let request = earlier.map_or_else(|| model.new_id(), |(request, _)| request);
    let mut looked_at = false;
    if let Some(sheet) = screen(model) {
        sheet.saving = Some((request, sent));
        looked_at = sheet.looked_at;
    }
    model.say(screens(lang).saving);
    let command = Command::Collect(Box::new(collection));
    vec![model.send(Ask::Save(id), form::wish(looked_at, request, command))]
}

/// The rows with something in them; how many have faults, where any has.
fn rows_of(sheet: &mut Sheet, lang: phrases::Lang) -> Result<Vec<(usize, CollectionRow)>, usize> {
    let (mut rows, mut faults) = (Vec::new(), 0);
    for at in 0..sheet.cells.len() {
        let gifts = sheet.gifts(at, lang);
        let due_rev = sheet.due(at).map(|due| due.rev);
        let cell = &mut sheet.cells[at];
        cell.fault = gifts.as_ref().err().cloned();
        faults += usize::from(cell.fault.is_some());
        if let (Ok(gifts), true) = (gifts, cell.is_filled()) {
            rows.push((at, row_of(cell, gifts, due_rev)));
        }
    }
    if faults == 0 {
        return Ok(rows);
    }
    if let Some(first) = sheet.cells.iter().position(|cell| cell.fault.is_some()) {
        sheet.window.select(first);
    }
    Err(faults)
}

fn row_of(cell: &Cell, gifts: Vec<GiftEntry>, due_rev: Option<u64>) -> CollectionRow {
    let (relief, promised, note) = (cell.relief.clone(), cell.promised, cell.note.clone());
    CollectionRow { household: cell.household, gifts, relief, promised, due_rev, note }
}

/// What became of a save; `None` when it was no sheet's.
pub fn saved(model: &mut Model, id: Uuid, outcome: &Result<Saved, Refusal>) -> Option<Vec<Effect>> {
    find(model, id)?;
    Some(match outcome {
        Ok(saved) => done(model, id, saved),
        Err(refusal) => {
            not_saved(model, id, refusal);
            Vec::new()
        }
    })
}

fn done(model: &mut Model, id: Uuid, saved: &Saved) -> Vec<Effect> {
    let at = model.stack.iter().position(|screen| matches!(screen, Screen::Sheet(sheet) if sheet.id == id));
    let Some(Screen::Sheet(sheet)) = at.map(|at| model.stack.remove(at)) else { return Vec::new() };
    let words = phrases::sheet(model.lang);
    let sent = sheet.saving.as_ref().map_or(0, |(_, rows)| rows.len());
    let mut text = fill(words.saved, &[&sent.to_string(), &sheet.show(sheet.totals().today)]);
    if let Some(first) = saved.receipt {
        let gifts = (0..sheet.cells.len()).filter_map(|at| sheet.gifts(at, model.lang).ok());
        let count = u32::try_from(gifts.map(|gifts| gifts.len()).sum::<usize>()).unwrap_or(1);
        let last = first + count.saturating_sub(1);
        let range = if last > first { format!("{first:04}-{last:04}") } else { format!("{first:04}") };
        text = format!("{text}, {}", fill(words.receipts, &[&range]));
    }
    model.say(text);
    let mut effects = vec![keeping::drop_draft(model, id)];
    effects.extend(crate::tui::update::refresh(model));
    effects
}

fn not_saved(model: &mut Model, id: Uuid, refusal: &Refusal) {
    let lang = model.lang;
    let text = phrases::refusal(lang, refusal);
    let Some(sheet) = find(model, id) else { return };
    let sent = sheet.saving.take().map(|(_, rows)| rows).unwrap_or_default();
    if let Refusal::LookAgain(warnings) = refusal {
        sheet.looked_at = true;
        return model.complain(form::look_again(lang, warnings));
    }
    let Refusal::Faults(faults) = refusal else { return model.complain(text) };
    let mut homeless = Vec::new();
    for fault in faults {
        let why = phrases::why(lang, &fault.why);
        let at = fault.row.and_then(|row| sent.get(usize::from(row)).copied());
        match at.and_then(|at| sheet.cells.get_mut(at)) {
            Some(cell) => {
                let is_amount = fault.field == Field::Money;
                let told =
                    if is_amount { why } else { format!("{}: {why}", phrases::field(lang, fault.field)) };
                cell.fault.get_or_insert(told);
            }
            None => homeless.push(format!("{}: {why}", phrases::field(lang, fault.field))),
        }
    }
    if let Some(first) = sheet.cells.iter().position(|cell| cell.fault.is_some()) {
        sheet.window.select(first);
    }
    let counted = format!("{} {}", faults.len(), screens(lang).faults);
    model.complain(if homeless.is_empty() { counted } else { format!("{counted}: {}", homeless.join("; ")) });
}

/// The project or the group cannot be had: it was taken back, or is somebody else's by now. A sheet that never arrived goes,
/// and what a draft kept of it waits where it did.
pub fn refused(model: &mut Model, id: Uuid) {
    let unread =
        |screen: &Screen| matches!(screen, Screen::Sheet(sheet) if sheet.id == id && sheet.view.is_none());
    let Some(at) = model.stack.iter().position(unread) else { return };
    if let Screen::Sheet(sheet) = model.stack.remove(at) {
        keeping::waits_again(model, sheet.draft);
    }
}

/// Esc: an untouched sheet goes, a touched one waits among the unfinished forms.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let (id, touched, unread) = (sheet.id, sheet.keeping.touched, sheet.draft.take());
    let typed = draft_of(model, id).filter(|_| touched);
    keeping::leave(model, unread, typed)
}

/// Throws the visible sheet away, its draft too. `None` when none is visible.
pub fn throw_away(model: &mut Model) -> Option<Vec<Effect>> {
    let id = screen(model)?.id;
    Some(keeping::throw_away(model, id))
}
