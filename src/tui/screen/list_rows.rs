//! The rows of each kind of list, made from an answer or from the tables of keys.

use super::card_view::{amount, basis_words, detail, sums};
use super::list::{Column, Content, ListKind, Row, Target};
use super::{act_rows, meeting_rows, staff, transfer_rows};
use crate::domain::PartialDate;
use crate::phrases::screens::Screens;
use crate::phrases::{Lang, Words, meeting, papers, screens, together};
use crate::protocol::{Answer, CommitteeView, GroupView, ModelView, ProjectRow, ProjectView};
use crate::text::date::show_day;
use crate::tui::model::Model;

pub(super) const fn column(title: &'static str, width: u16) -> Column {
    Column { title, width, right: false }
}

pub(super) const fn number(title: &'static str, width: u16) -> Column {
    Column { title, width, right: true }
}

/// The title of a list before its rows arrive.
pub fn title(kind: ListKind, lang: Lang) -> String {
    let words = screens(lang);
    match kind {
        ListKind::Menu | ListKind::AddMenu | ListKind::NewMenu | ListKind::EditMenu => words.menu_title,
        ListKind::LifeMenu => words.life_menu_title,
        ListKind::GiveMenu => words.a_give,
        ListKind::Palette => words.palette_title,
        ListKind::Units => words.units_title,
        ListKind::Group(_) => words.group,
        ListKind::Projects | ListKind::Project(_) => words.projects_title,
        ListKind::Models | ListKind::Model(_) => words.models_title,
        ListKind::Meetings | ListKind::Meeting(_) => meeting(lang).title,
        ListKind::Sheets(..) => words.a_give,
        ListKind::Acts | ListKind::Change(_) => words.acts_title,
        ListKind::History(_) => words.history_title,
        ListKind::FollowUps => words.follow_ups_title,
        ListKind::Recent => words.a_recent,
        ListKind::Drafts => words.drafts_title,
        ListKind::Staff => together(lang).staff_title,
        ListKind::Access => together(lang).access_title,
        ListKind::Transfers => words.a_transfers,
        ListKind::Departed(_) => words.t_departed_title,
        ListKind::Inbox => papers(lang).inbox_title,
        ListKind::BringIn => papers(lang).a_bring_in,
    }
    .to_uppercase()
}

/// The content of a list that was asked for.
pub fn content(kind: ListKind, answer: &Answer, model: &Model) -> Content {
    let lang = model.lang;
    let words = screens(lang);
    let mut content = match answer {
        Answer::Units(units) => units_content(units, words, lang),
        Answer::Group(group) => group_content(group, words, model),
        Answer::Projects(rows) => projects_content(kind, rows, lang),
        Answer::Project(project) => project_content(project, words, model),
        Answer::Meetings(rows) => meeting_rows::meetings(rows, lang),
        Answer::Meeting(view) => meeting_rows::meeting(view, lang),
        Answer::Models(rows) => models_content(rows, words, lang),
        Answer::Model(model_view) => model_content(model_view, words, model),
        Answer::Acts(acts) => act_rows::acts(kind, acts, words, model),
        Answer::FollowUps(notes) => follow_ups_content(notes, words),
        Answer::Staff(rows) => staff::staff_content(rows, lang),
        Answer::Access(rows) => staff::access_content(rows, words, model),
        Answer::Transfers(view) => transfer_rows::transfers(view, words),
        Answer::Departed(view) => transfer_rows::departed(view, words),
        _ => Content::default(),
    };
    if content.title.is_empty() {
        content.title = title(kind, lang);
    }
    content
}

fn units_content(units: &crate::protocol::UnitsView, words: &'static Screens, lang: Lang) -> Content {
    let mut rows = Vec::new();
    for hamlet in &units.hamlets {
        let aliases = if hamlet.aliases.is_empty() {
            String::new()
        } else {
            format!("({})", hamlet.aliases.join(", "))
        };
        let households: u32 = hamlet.groups.iter().map(|group| group.households).sum();
        let cells = vec![
            format!("{} {} {aliases}", words.hamlet, hamlet.name),
            households.to_string(),
            String::new(),
            String::new(),
        ];
        rows.push(Row::new(cells, Target::Edit(crate::tui::form::EditOf::Unit(hamlet.id))));
        for group in &hamlet.groups {
            let grade = group.grade.map(|grade| grade.word(lang)).unwrap_or("");
            let cells = vec![
                format!("   {} {:02}  {}", words.group, group.number, hamlet.name),
                group.households.to_string(),
                group.leader.clone(),
                grade.to_owned(),
            ];
            rows.push(Row::new(cells, Target::List(ListKind::Group(group.id))));
        }
    }
    let columns = vec![
        column(words.name, 0),
        number(words.households, 5),
        column(words.leader, 22),
        column(words.grade, 11),
    ];
    Content { title: String::new(), head: Vec::new(), columns, rows }
}

/// A committee in a line a seat.
fn committee_lines(committee: &CommitteeView, model: &Model) -> Vec<String> {
    let head = format!("{} {}", committee.kind.word(model.lang), committee.name);
    let seats = committee.seats.iter().map(|seat| {
        let words = screens(model.lang);
        let name = if seat.name.is_empty() { words.vacant } else { &seat.name };
        format!("   {name}: {}, {}", seat.role.word(model.lang), basis_words(seat, model.lang))
    });
    std::iter::once(head).chain(seats).collect()
}

fn group_content(group: &GroupView, words: &'static Screens, model: &Model) -> Content {
    let mut head = Vec::new();
    let grades: Vec<String> =
        group.grades.iter().map(|grade| format!("{} {}", grade.year, grade.grade.word(model.lang))).collect();
    head.push(format!(
        "{} {}, {} {}   {}",
        group.households.len(),
        words.households,
        group.persons,
        words.members,
        grades.join(", ")
    ));
    if let Some(board) = &group.board {
        let seat = |seat: &crate::protocol::SeatLine| format!("{} {}", seat.role.word(model.lang), seat.name);
        head.push(board.seats.iter().map(seat).collect::<Vec<String>>().join("   "));
    }
    for team in &group.teams {
        head.extend(committee_lines(team, model));
    }
    let rows = group.households.iter().map(|household| {
        let poverty = household.poverty.map(|status| status.word(model.lang)).unwrap_or("");
        let left = if household.left.0 > 0 { household.left.to_string() } else { String::new() };
        let cells = vec![
            format!("{:02}", household.book_number),
            household.head.clone(),
            household.members.to_string(),
            if household.given.0 > 0 { household.given.to_string() } else { String::new() },
            left,
            poverty.to_owned(),
            match &household.leaving {
                Some(group) => format!("-> {group}"),
                None => household.address.clone(),
            },
        ];
        Row::new(cells, Target::Household(household.id))
    });
    Content {
        title: format!("{} {:02}  {} {}", words.group, group.number, words.hamlet, group.hamlet_name)
            .to_uppercase(),
        columns: vec![
            number(words.book_number, 4),
            column(words.head, 22),
            number(words.members, 5),
            number(words.given, 11),
            number(words.left_to_pay, 9),
            column("", 9),
            column(words.address, 0),
        ],
        rows: rows.collect(),
        head,
    }
}

fn project_columns(words: &'static Screens) -> Vec<Column> {
    vec![
        column(words.code, 4),
        column(words.name, 0),
        number(words.gifts, 4),
        number(words.valued, 13),
        number(words.levy, 9),
        column(words.finished, 10),
    ]
}

fn projects_content(kind: ListKind, rows: &[ProjectRow], lang: Lang) -> Content {
    if let ListKind::Sheets(group, on) = kind {
        return meeting_rows::sheets(rows, group, on, lang);
    }
    let columns = project_columns(screens(lang));
    Content { columns, rows: rows.iter().map(project_row).collect(), ..Content::default() }
}

fn project_row(project: &ProjectRow) -> Row {
    let cells = vec![
        project.number.to_string(),
        project.name.clone(),
        project.contributions.to_string(),
        project.given.valued.to_string(),
        project.levy.map(|levy| levy.to_string()).unwrap_or_default(),
        project.finished.map(PartialDate::show).unwrap_or_default(),
    ];
    Row::new(cells, Target::List(ListKind::Project(project.id)))
}

fn project_content(view: &ProjectView, words: &'static Screens, model: &Model) -> Content {
    let project = &view.project;
    let mut facts = vec![project.kind.word(model.lang).to_owned(), view.row.unit.clone()];
    let mut fact =
        |label: &str, value: Option<String>| facts.extend(value.map(|value| format!("{label} {value}")));
    fact(words.length, project.length.map(|length| length.to_string()));
    fact(words.width, project.width.map(|width| width.to_string()));
    fact(words.lamps, project.lamps.map(|lamps| lamps.to_string()));
    fact(words.cameras, project.cameras.map(|cameras| cameras.to_string()));
    fact(words.started, project.started.map(PartialDate::show));
    fact(words.finished, project.finished.map(PartialDate::show));
    let mut head = vec![facts.join("   "), format!("{}: {}", words.given, sums(&view.row.given, words))];
    if let Some(levy) = &project.levy {
        let full = view.dues.iter().filter(|due| due.due.left.0 == 0).count();
        let left: i64 = view.dues.iter().map(|due| due.due.left.0).sum();
        head.push(format!(
            "{}: {} {}   {} {}/{}   {} {}",
            words.levy,
            levy.amount,
            levy.basis.word(model.lang),
            words.paid_up,
            full,
            view.dues.len(),
            words.left_to_pay,
            crate::domain::Vnd(left)
        ));
    }
    for committee in &view.committees {
        head.extend(committee_lines(committee, model));
    }
    let mut rows: Vec<Row> = view
        .contributions
        .iter()
        .map(|line| {
            let cells =
                vec![show_day(line.on.naive()), line.from.clone(), amount(line, words), detail(line, words)];
            let target = line.household.map_or(Target::Nothing, Target::Household);
            Row { cells, target, dim: line.voided.is_some() }
        })
        .collect();
    rows.extend(view.dues.iter().filter(|due| due.due.left.0 > 0).map(|due| {
        let household = &due.household;
        let cells = vec![
            String::new(),
            format!("{:02}/{:02} {}", household.group, household.book_number, household.head),
            String::new(),
            format!("{} {}", words.left_to_pay, due.due.left),
        ];
        Row { cells, target: Target::Household(household.id), dim: true }
    }));
    Content {
        title: format!("{}  {}", view.row.number, view.row.name).to_uppercase(),
        columns: vec![
            column(words.on, 10),
            column(words.from_whom, 30),
            number(words.amount, 14),
            column("", 0),
        ],
        rows,
        head,
    }
}

fn models_content(rows: &[crate::protocol::ModelRow], words: &'static Screens, lang: Lang) -> Content {
    let row = |model: &crate::protocol::ModelRow| {
        let cells = vec![
            model.started.to_string(),
            model.movement.word(lang).to_owned(),
            model.name.clone(),
            model.participants.to_string(),
            model.given.valued.to_string(),
        ];
        Row::new(cells, Target::List(ListKind::Model(model.id)))
    };
    Content {
        columns: vec![
            column(words.year, 4),
            column(words.movement, 12),
            column(words.name, 0),
            number(words.persons, 5),
            number(words.valued, 13),
        ],
        rows: rows.iter().map(row).collect(),
        ..Content::default()
    }
}

fn model_content(view: &ModelView, words: &'static Screens, model: &Model) -> Content {
    let mut head = vec![format!(
        "{} {}   {} {} {}   {} {}",
        view.row.movement.word(model.lang),
        view.row.started,
        view.row.unit,
        view.row.participants,
        words.persons,
        words.valued,
        view.row.given.valued
    )];
    for team in &view.teams {
        head.extend(committee_lines(team, model));
    }
    Content {
        title: view.row.name.to_uppercase(),
        columns: project_columns(words),
        rows: view.projects.iter().map(project_row).collect(),
        head,
    }
}

fn follow_ups_content(notes: &[crate::protocol::NoteRow], words: &'static Screens) -> Content {
    let row = |note: &crate::protocol::NoteRow| {
        let household = note.household.as_ref();
        let place = household.map(|h| format!("{:02}/{:02} {}", h.group, h.book_number, h.head));
        let cells = vec![
            note.follow_up.map(|day| show_day(day.naive())).unwrap_or_default(),
            place.unwrap_or_default(),
            note.text.replace('\n', " "),
            note.by.clone(),
        ];
        Row::new(cells, Target::Note(note.id, household.map(|household| household.id)))
    };
    Content {
        columns: vec![
            column(words.follow_up, 10),
            column(words.household, 26),
            column(words.note, 0),
            column(words.who, 8),
        ],
        rows: notes.iter().map(row).collect(),
        ..Content::default()
    }
}
