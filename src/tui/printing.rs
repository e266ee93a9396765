//! F7: a household as a page, a group or a project as a sheet. What is written is made here; the loop writes it.

use std::collections::HashSet;

use uuid::Uuid;

use super::filing::FileOp;
use super::model::Model;
use super::msg::{Ask, Effect};
use super::screen::Screen;
use crate::exchange::sheet::Listed;
use crate::exchange::{GivenOut, PaperName};
use crate::page;
use crate::phrases::{fill, papers};
use crate::protocol::{Answer, Exported, Query};

/// How many records are asked for at once.
pub const PAGE: u16 = 1_000;

/// A sheet whose records come page by page. Only those of the list are kept.
pub struct Gathering {
    listed: Listed,
    wanted: HashSet<Uuid>,
    given: Vec<Exported>,
}

/// F7 on a card or a list.
pub fn act(model: &mut Model) -> Vec<Effect> {
    let listed = match model.top() {
        Screen::Card(_) => return card(model),
        Screen::List(list) => list.answer.as_deref().and_then(listed),
        _ => None,
    };
    let words = papers(model.lang);
    match listed {
        Some(Listed::Project(project)) if project.dues.is_empty() => {
            model.complain(words.no_levy);
            Vec::new()
        }
        Some(listed) if model.gathering.is_none() => {
            model.say(words.writing);
            let kind = listed.kind();
            model.gathering = Some(Gathering { wanted: listed.wanted(), listed, given: Vec::new() });
            vec![ask(model, kind, None)]
        }
        _ => Vec::new(),
    }
}

fn listed(answer: &Answer) -> Option<Listed> {
    match answer {
        Answer::Group(group) => Some(Listed::Group(group.clone())),
        Answer::Project(project) => Some(Listed::Project(project.clone())),
        _ => None,
    }
}

fn ask(model: &mut Model, kind: crate::domain::Kind, after: Option<Uuid>) -> Effect {
    model.ask(Ask::Sheet, Query::Export { kind, after, limit: PAGE, unmask: None })
}

/// The card as everybody sees it: numbers that stand in clear are beside it, and do not come onto paper.
fn card(model: &mut Model) -> Vec<Effect> {
    let (lang, now_ms) = (model.lang, model.now_ms);
    let Some(heading) = model.home.as_ref().map(|home| page::Heading::of(home, now_ms)) else {
        return Vec::new();
    };
    let Screen::Card(screen) = model.top() else { return Vec::new() };
    let Some(card) = &screen.card else { return Vec::new() };
    let stem = format!("ho-{:02}-{:02}", card.group_number, card.book_number);
    let text = page::household(card, &heading, lang);
    vec![give_out(model, stem, "txt", text)]
}

fn give_out(model: &mut Model, stem: String, ending: &'static str, text: String) -> Effect {
    model.say(papers(model.lang).writing);
    let name = PaperName { stem, on: model.today(), ending };
    Effect::File(FileOp::GiveOut { name, text })
}

/// A page of records arrived; after the last one the sheet is written.
pub fn arrived(model: &mut Model, records: Vec<Exported>) -> Vec<Effect> {
    let Some(gathering) = &mut model.gathering else { return Vec::new() };
    let last = records.last().map(|exported| exported.record.key().id);
    let wanted = records.into_iter().filter(|exported| gathering.wanted.contains(&exported.record.key().id));
    gathering.given.extend(wanted);
    let is_whole = gathering.given.len() >= gathering.wanted.len();
    if let (Some(last), false) = (last, is_whole) {
        let kind = gathering.listed.kind();
        return vec![ask(model, kind, Some(last))];
    }
    let Some(gathering) = model.gathering.take() else { return Vec::new() };
    let stem = match &gathering.listed {
        Listed::Group(group) => format!("to-{:02}-{}", group.number, group.hamlet_name),
        Listed::Project(project) => format!("thu-{}", project.row.number),
    };
    let text = gathering.listed.to_csv(&gathering.given, model.today());
    vec![give_out(model, stem, "csv", text)]
}

/// It was written, or not.
pub fn written(model: &mut Model, result: Result<GivenOut, String>) {
    let words = papers(model.lang);
    match result {
        Ok(GivenOut::Outbox(name)) => {
            let name = name.as_str();
            model.say(fill(words.in_outbox, &[name, name, name]));
        }
        Ok(GivenOut::Here(path)) => model.say(fill(words.written_here, &[&path.display().to_string()])),
        Err(why) => model.complain(why),
    }
}
