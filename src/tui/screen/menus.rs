//! The menus: what F9 and F4 offer, the parts of a card that F2 edits, the changes of life, every action by name.

use super::list::{Content, ListKind, Row, Target};
use super::list_rows::{column, title};
use super::sheet::SheetOf;
use super::{act_rows, bring_in_rows, inbox};
use crate::domain::{GroupId, LifeKind};
use crate::phrases::screens::Screens;
use crate::phrases::{self, Lang, Words, fill, screens};
use crate::protocol::{Answer, GroupName};
use crate::tui::form::{FormKind, HouseholdContext};
use crate::tui::keymap::{self, Action, Scope};
use crate::tui::model::Model;

/// A menu.
pub fn menu(kind: ListKind, below: &'static [Scope], model: &Model) -> Content {
    let lang = model.lang;
    let words = screens(lang);
    let rows = match kind {
        ListKind::Inbox => return inbox::content(model),
        ListKind::BringIn => return bring_in_rows::content(model),
        ListKind::Menu => main_menu(model),
        ListKind::AddMenu => add_menu(model, words),
        ListKind::NewMenu => new_menu(model),
        ListKind::EditMenu => edit_menu(model, words),
        ListKind::LifeMenu => life_menu(lang),
        ListKind::GiveMenu => give_menu(model),
        ListKind::Palette => palette(below, model),
        ListKind::Recent => recent(model),
        _ => act_rows::drafts(model),
    };
    let columns = match kind {
        ListKind::Drafts => {
            vec![
                column(words.what, 0),
                column(words.draft_text, 22),
                column(words.who, 8),
                column(words.on, 11),
            ]
        }
        _ => vec![column("", 0), column("", 10)],
    };
    Content { title: title(kind, lang), head: Vec::new(), columns, rows }
}

fn row(text: &str, target: Target) -> Row {
    Row::new(vec![text.to_owned(), String::new()], target)
}

fn main_menu(model: &Model) -> Vec<Row> {
    let actions = [
        Action::Units,
        Action::Projects,
        Action::Meetings,
        Action::Models,
        Action::FollowUps,
        Action::Transfers,
        Action::Inbox,
        Action::Recent,
        Action::Drafts,
        Action::Acts,
        Action::Staff,
        Action::Access,
        Action::Palette,
        Action::Help,
        Action::Language,
        Action::Blank,
        Action::Quit,
    ];
    let offered = actions.into_iter().filter(|action| model.may(*action));
    let mut rows: Vec<Row> =
        offered.map(|action| row(keymap::phrase(action, model.lang), Target::Action(action))).collect();
    rows.splice(4..4, new_menu(model));
    rows
}

fn new_menu(model: &Model) -> Vec<Row> {
    let words = screens(model.lang);
    vec![
        row(words.add_household, Target::Form(FormKind::AddHousehold { group: None, book_number: None })),
        row(phrases::meeting(model.lang).add, Target::Form(FormKind::AddMeeting(group_below(model)))),
        row(words.add_project, Target::Form(FormKind::AddProject)),
        row(words.add_model, Target::Form(FormKind::AddModel)),
        row(words.add_team, Target::Form(FormKind::AddTeam)),
        row(words.add_group, Target::Form(FormKind::AddGroup)),
        row(words.add_unit, Target::Form(FormKind::AddUnit)),
    ]
}

/// The group whose page or card is below: what is begun there is of it.
fn group_below(model: &Model) -> Option<(GroupId, String)> {
    model.stack.iter().rev().find_map(|screen| match screen {
        super::Screen::List(list) => match list.answer.as_deref() {
            Some(Answer::Group(group)) => {
                Some((group.id, format!("{:02} {}", group.number, group.hamlet_name)))
            }
            _ => None,
        },
        super::Screen::Card(card) => card.context().group,
        _ => None,
    })
}

/// What the card below knows of its household.
fn below(model: &Model) -> Option<HouseholdContext> {
    model.stack.iter().rev().find_map(|screen| match screen {
        super::Screen::Card(card) => Some(card.context()),
        _ => None,
    })
}

fn add_menu(model: &Model, words: &Screens) -> Vec<Row> {
    let Some(context) = below(model) else { return Vec::new() };
    let boxed = || Box::new(context.clone());
    vec![
        row(words.add_person, Target::Form(FormKind::AddPerson(boxed()))),
        row(words.add_note, Target::Form(FormKind::AddNote(boxed()))),
        row(words.add_contribution, Target::Form(FormKind::Contribute(boxed()))),
        row(words.verify, Target::Action(Action::Verify)),
    ]
}

/// What can be given to the project below: a sheet for each of its groups, or one gift.
fn give_menu(model: &Model) -> Vec<Row> {
    let project = model.stack.iter().rev().find_map(|screen| match screen {
        super::Screen::List(list) => match list.answer.as_deref() {
            Some(Answer::Project(project)) => Some(project),
            _ => None,
        },
        _ => None,
    });
    let Some(project) = project else { return Vec::new() };
    let (words, name) = (phrases::sheet(model.lang), &project.row.name);
    let of_group = |group: &GroupName| {
        let called = format!("{} {:02} {}", screens(model.lang).group, group.number, group.hamlet);
        let of = SheetOf { project: project.project.id, group: group.id, name: name.clone(), on: None };
        row(&fill(words.open_for, &[&called]), Target::Sheet(of))
    };
    let context =
        HouseholdContext { project: Some((project.project.id, name.clone())), ..HouseholdContext::default() };
    let one = row(words.one_gift, Target::Form(FormKind::Contribute(Box::new(context))));
    project.groups.iter().map(of_group).chain([one]).collect()
}

fn edit_menu(model: &Model, words: &Screens) -> Vec<Row> {
    use crate::tui::form::EditOf;
    let Some(context) = below(model) else { return Vec::new() };
    let (mut rows, mut histories) = (Vec::new(), Vec::new());
    let history = |of: &str, key| {
        let text = format!("{}: {of}", keymap::phrase(Action::History, model.lang));
        row(&text, Target::List(ListKind::History(key)))
    };
    if let Some(person) = context.selected {
        let name = context.members.iter().find(|member| member.0 == person).map(|member| member.1.clone());
        let name = name.unwrap_or_default();
        rows.push(row(&format!("{} {name}", words.edit_person), Target::Edit(EditOf::Person(person))));
        histories.push(history(&name, person.key()));
    }
    if let Some(id) = context.id {
        rows.push(row(words.edit_household, Target::Edit(EditOf::Household(id))));
        histories.insert(0, history(&format!("{} {}", words.household, context.title), id.key()));
    }
    rows.extend(histories);
    rows
}

fn life_menu(lang: Lang) -> Vec<Row> {
    LifeKind::ALL.into_iter().map(|kind| row(kind.word(lang), Target::Life(kind))).collect()
}

/// Households whose cards were open, the last one first.
fn recent(model: &Model) -> Vec<Row> {
    model.recent.iter().map(|(id, title)| row(title, Target::Household(*id))).collect()
}

fn palette(below: &'static [Scope], model: &Model) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in keymap::lines(below) {
        let moves = matches!(
            line.action,
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last
        );
        let text = keymap::phrase(line.action, model.lang);
        let known = rows.iter().any(|row| row.target == Target::Action(line.action));
        if moves || known || line.action == Action::Palette || !model.may(line.action) {
            continue;
        }
        let key = line.key.as_ref().map(keymap::key_name).unwrap_or_default();
        rows.push(Row::new(vec![text.to_owned(), key], Target::Action(line.action)));
    }
    let words = screens(model.lang);
    if below.first() == Some(&Scope::Card) {
        rows.extend(add_menu(model, words));
        rows.extend(life_menu(model.lang));
        rows.extend(edit_menu(model, words));
    }
    rows.extend(new_menu(model));
    rows
}
