//! Rows of what was done and of what is unfinished: the last acts, histories, drafts.

use super::list::{Content, ListKind, Row, Target};
use super::list_rows::{column, title};
use crate::domain::{Date, VIET_NAM_OFFSET};
use crate::phrases::screens::Screens;
use crate::phrases::{self, act};
use crate::protocol::{ActRow, Difference, Draft};
use crate::text::date::show_day;
use crate::text::width;
use crate::tui::form;
use crate::tui::model::Model;

/// Unfinished forms: two of one title are told apart by what was typed first, and by whose they are.
pub(super) fn drafts(model: &Model) -> Vec<Row> {
    let own = model.home.as_ref().map(|home| home.login.as_str()).unwrap_or_default();
    let row = |draft: &Draft| {
        // Of one that was damaged the login may be lost.
        let whose = if draft.login.is_empty() { "?" } else { &draft.login };
        let whose = if whose == own { "" } else { whose };
        let cells = vec![
            form::title_of(draft, model.lang),
            form::first_typed(draft),
            whose.to_owned(),
            when(draft.at, model),
        ];
        Row::new(cells, Target::Draft(Box::new(draft.clone())))
    };
    model.drafts.iter().map(row).collect()
}

/// The last acts, one act, or a history: each act a row, and below it what it changed.
pub(super) fn acts(kind: ListKind, acts: &[ActRow], words: &'static Screens, model: &Model) -> Content {
    let mut rows = Vec::new();
    for line in acts {
        let money = line.money.map(|money| format!(" {money}")).unwrap_or_default();
        let cells = vec![
            format!("#{}", line.seq),
            when(line.at, model),
            line.login.clone(),
            act(model.lang, line.act).to_owned(),
            format!("{}{money}", line.subject),
        ];
        let dim = line.undone_by.is_some() || line.undoes.is_some();
        rows.push(Row { cells, target: Target::Change(line.seq), dim });
        let marks =
            [line.undone_by.map(|seq| (words.undone, seq)), line.undoes.map(|seq| (words.undoes, seq))];
        rows.extend(marks.into_iter().flatten().map(|(mark, seq)| Row {
            cells: vec![format!("  {mark} #{seq}")],
            target: Target::Nothing,
            dim: true,
        }));
        rows.extend(line.differences.iter().flat_map(|difference| sentence(difference, model)));
        if line.more > 0 {
            let more =
                phrases::fill(phrases::phrases(model.lang).cli.more_differences, &[&line.more.to_string()]);
            rows.push(Row { cells: vec![format!("  {more}")], target: Target::Nothing, dim: true });
        }
    }
    let title = title(kind, model.lang);
    let columns = vec![
        column("", 6),
        column(words.on, 11),
        column(words.who, 8),
        column(words.what, 22),
        column("", 0),
    ];
    Content { title, head: Vec::new(), columns, rows }
}

/// A difference, over as many lines as it needs: what stands at its end is what it became.
fn sentence(difference: &Difference, model: &Model) -> Vec<Row> {
    let room = usize::from(model.size.0.saturating_sub(8).max(20));
    let lines = width::wrap(&phrases::difference(model.lang, difference), room);
    let row = |(at, line): (usize, String)| {
        let indent = if at == 0 { "  " } else { "      " };
        Row { cells: vec![format!("{indent}{line}")], target: Target::Nothing, dim: true }
    };
    lines.into_iter().enumerate().map(row).collect()
}

fn offset(model: &Model) -> i16 {
    model.home.as_ref().map_or(VIET_NAM_OFFSET, |home| home.offset_minutes)
}

/// `24/11 19:59` of this year, `24/11/2025` of an earlier one.
pub(super) fn when(at: i64, model: &Model) -> String {
    let day = Date::of_instant(at, offset(model));
    let shown = show_day(day.naive());
    if day.year() != model.today().year() {
        return shown;
    }
    format!("{} {}", shown.get(..5).unwrap_or_default(), model.time_of(at))
}
