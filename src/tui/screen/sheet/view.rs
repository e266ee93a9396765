//! Painting a sheet.

use super::prompt::Asks;
use super::{Focus, Sheet};
use crate::domain::Giving;
use crate::phrases::sheet::{Sheet as Phrases, sheet as words_of};
use crate::phrases::{Lang, Words, fill};
use crate::text::date::show_day;
use crate::text::width;
use crate::tui::model::Model;
use crate::tui::paint::Painter;

/// Where rows begin: below the title, two lines about the sheet, a rule, the names of the columns.
const TOP: u16 = 5;
/// Lines below the rows: a rule, sums, cash, state or question, the keys, the function keys.
const BELOW: u16 = 6;
/// The width of the cell that is typed into.
const BOX: u16 = 13;

/// How many rows fit on a screen of this height.
pub(super) fn rows_for(height: u16) -> u16 {
    height.saturating_sub(if height >= 16 { TOP + BELOW } else { 5 }).max(1)
}

/// Where the columns end.
struct Columns {
    head: u16,
    asked: Option<u16>,
    received: Option<u16>,
    today: u16,
    left: Option<u16>,
    note: Option<u16>,
}

impl Columns {
    fn of(width: u16, giving: Giving) -> Columns {
        if width < 60 {
            let today = width.saturating_sub(1).min(38);
            return Columns {
                head: today.saturating_sub(BOX + 1),
                asked: None,
                received: None,
                today,
                left: None,
                note: None,
            };
        }
        // A wide screen gives its room to names and notes.
        let head = 25 + width.saturating_sub(80).min(30) / 2;
        let asked = (giving == Giving::Money).then_some(head + 10);
        let received = asked.unwrap_or(head) + 11;
        let today = received + BOX + 2;
        let left = (giving == Giving::Money).then_some(today + 10);
        let note = left.unwrap_or(today) + 1;
        Columns {
            head,
            asked,
            received: Some(received),
            today,
            left,
            note: (note + 4 < width).then_some(note),
        }
    }
}

/// Paints it.
pub fn paint(sheet: &Sheet, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = words_of(model.lang);
    let is_low = painter.height() < 16;
    let top = if is_low { 3 } else { TOP };
    let in_head = head(sheet, model, words, painter, is_low);
    let columns = Columns::of(painter.width(), sheet.giving);
    names(&columns, words, top - 1, painter);
    let in_rows = rows(sheet, model, &columns, top, painter);
    let below = top + rows_for(painter.height());
    let in_foot = foot(sheet, words, &columns, below, is_low, painter);
    match (&sheet.prompt, sheet.focus) {
        (Some(_), _) => prompt(sheet, words, painter),
        (None, Focus::Cell) => in_rows,
        (None, Focus::Counted) => in_foot,
        (None, _) => in_head,
    }
}

fn head(
    sheet: &Sheet,
    model: &Model,
    words: &Phrases,
    painter: &mut Painter<'_>,
    is_low: bool,
) -> Option<(u16, u16)> {
    let (normal, dim) = (painter.theme.normal, painter.theme.dim);
    let levy = sheet.view.as_ref().and_then(|view| view.levy.as_ref());
    let agreed = levy.map_or(words.no_levy.to_owned(), |levy| {
        let decided = levy.decided_at.as_deref().unwrap_or("");
        fill(words.levy, &[&levy.amount.to_string(), decided]).trim_end_matches([' ', ',']).to_owned()
    });
    let mut cursor = None;
    let mut x = 1;
    let mut y = 1;
    if !is_low {
        let room = painter.width().saturating_sub(44);
        painter.cut(1, y, &agreed, room, dim);
        x = 1 + room;
    }
    let mut field = |label: &str,
                     line: &str,
                     caret: usize,
                     focus: Focus,
                     room: u16,
                     at: (u16, u16),
                     painter: &mut Painter<'_>| {
        let (x, y) = at;
        painter.text(x, y, &format!("{label}: "), dim);
        let start = x + u16::try_from(width::cells(label)).unwrap_or(0) + 2;
        let style = if sheet.focus == focus { painter.theme.field_active } else { painter.theme.field };
        painter.cut(start, y, &width::pad(line, usize::from(room)), room, style);
        if sheet.focus == focus {
            cursor = Some((start + u16::try_from(caret).unwrap_or(0).min(room.saturating_sub(1)), y));
        }
        start + room + 2
    };
    let (day, caret) = sheet.on.view(11);
    x = field(words.day, &day, caret, Focus::Day, 12, (x, y), painter);
    if sheet.giving == Giving::Money && !is_low {
        let next = sheet.view.as_ref().map_or(0, |view| view.next_receipt);
        painter.text(x, y, &fill(words.next_receipt, &[&format!("{next:04}")]), normal);
    }
    if !is_low {
        (x, y) = (1, 2);
    }
    if sheet.giving == Giving::Money {
        let (line, caret) = sheet.collector.view(24);
        x = field(words.collector, &line, caret, Focus::Collector, 25, (x, y), painter);
    }
    let giving = sheet.giving.word(model.lang);
    x = field(words.giving, giving, 0, Focus::Giving, 10, (x, y), painter);
    if sheet.giving == Giving::Goods {
        let (line, caret) = sheet.goods.view(19);
        field(words.goods, &line, caret, Focus::Goods, 20, (x, y), painter);
    }
    if !is_low {
        painter.rule(3, "");
    }
    cursor
}

fn names(columns: &Columns, words: &Phrases, y: u16, painter: &mut Painter<'_>) {
    let dim = painter.theme.dim;
    painter.right(5, y, words.c_book, dim);
    painter.text(7, y, words.c_head, dim);
    let ends =
        [(columns.asked, words.c_asked), (columns.received, words.c_received), (columns.left, words.c_left)];
    for (end, name) in ends {
        if let Some(end) = end {
            painter.right(end, y, name, dim);
        }
    }
    painter.right(columns.today, y, words.c_today, painter.theme.title);
    if let Some(x) = columns.note {
        painter.text(x + 1, y, words.c_note, dim);
    }
}

fn rows(
    sheet: &Sheet,
    model: &Model,
    columns: &Columns,
    top: u16,
    painter: &mut Painter<'_>,
) -> Option<(u16, u16)> {
    let credits = sheet.credits();
    let mut cursor = None;
    for (y, at) in (top..).zip(sheet.window.visible()) {
        let chosen = at == sheet.window.selected;
        let caret = row(sheet, model.lang, columns, (at, chosen), &credits, y, painter);
        cursor = cursor.or(caret);
    }
    cursor
}

fn row(
    sheet: &Sheet,
    lang: Lang,
    columns: &Columns,
    (at, chosen): (usize, bool),
    credits: &[(i64, i64, Option<usize>)],
    y: u16,
    painter: &mut Painter<'_>,
) -> Option<(u16, u16)> {
    let words = words_of(lang);
    let (normal, warning, fault) = (painter.theme.normal, painter.theme.warning, painter.theme.fault);
    let style = if chosen { painter.theme.title } else { normal };
    let data = sheet.row(at)?;
    let cell = &sheet.cells[at];
    let (own, others, by) = credits[at];
    painter.text(0, y, if chosen { ">" } else { " " }, normal);
    painter.right(5, y, &format!("{:02}", data.household.book_number), style);
    painter.cut(7, y, &data.household.head, columns.head.saturating_sub(7), style);
    let is_waived = data.due.is_some() && sheet.asked(at) == 0;
    if let Some(end) = columns.asked {
        let asked = if is_waived { words.waived.to_owned() } else { amount(sheet, sheet.asked(at)) };
        painter.right(end, y, &asked, style);
    }
    if let Some(end) = columns.received {
        painter.right(end, y, &amount(sheet, sheet.received(at)), style);
    }
    if let Some(end) = columns.left.filter(|_| data.due.is_some() && !is_waived) {
        painter.right(end, y, &sheet.show((sheet.open(at) - own - others).max(0)), style);
    }
    if let Some(x) = columns.note {
        painter.text(x + 1, y, &note(sheet, at, is_waived, by, words), style);
    }
    if let Some(text) = &cell.fault {
        // Over the columns behind the cell: what is wrong comes first.
        let text = format!("! {text}");
        painter.text(columns.today + 1, y, &width::pad(&text, usize::from(painter.width())), fault);
    }
    let line = if sheet.verifying { &cell.again } else { &cell.edit };
    let is_typed = chosen && sheet.focus == Focus::Cell && sheet.prompt.is_none();
    if is_typed {
        let (text, caret) = line.view(usize::from(BOX - 3));
        let x = columns.today.saturating_sub(BOX);
        let active = painter.theme.field_active;
        painter.text(x, y, &format!("[{}]", width::pad(&text, usize::from(BOX - 2))), active);
        return Some((x + 1 + u16::try_from(caret).unwrap_or(0), y));
    }
    let shown = match sheet.typed(at) {
        _ if sheet.is_unlike(at) => format!("! {}", line.text()),
        Some(typed) if !sheet.verifying => {
            let book = typed.for_book.map(|book| format!("/{book}")).unwrap_or_default();
            sheet.show(typed.amount) + &book
        }
        _ => line.text().to_owned(),
    };
    let is_unread = sheet.is_unread(at);
    let is_wrong = cell.fault.is_some() || is_unread || sheet.is_unlike(at);
    let shown = if is_unread { format!("! {shown}") } else { shown };
    let shown = if shown.is_empty() && others > 0 { format!("({})", sheet.show(others)) } else { shown };
    painter.right(columns.today, y, &shown, if is_wrong { warning } else { style });
    None
}

fn amount(sheet: &Sheet, amount: i64) -> String {
    if amount == 0 { String::new() } else { sheet.show(amount) }
}

fn note(sheet: &Sheet, at: usize, is_waived: bool, by: Option<usize>, words: &Phrases) -> String {
    let cell = &sheet.cells[at];
    let book = |row: usize| sheet.row(row).map_or(0, |row| row.household.book_number).to_string();
    if let Some(note) = &cell.note {
        return note.clone();
    }
    if let Some(other) = sheet.typed(at).and_then(|typed| typed.for_book) {
        return fill(words.pays_for, &[&other.to_string()]);
    }
    if let Some(by) = by {
        return fill(words.paid_by, &[&book(by)]);
    }
    let due = sheet.due(at);
    let reason =
        cell.relief.as_ref().map(|relief| relief.reason.clone()).or(due.and_then(|due| due.reason.clone()));
    if let Some(reason) = reason {
        return if is_waived { reason } else { format!("{}: {reason}", words.lowered) };
    }
    if let Some(day) = cell.promised.or(due.and_then(|due| due.promised)) {
        let day = show_day(day.naive());
        return fill(words.promised, &[&day[..day.len().min(5)]]);
    }
    let is_full = due.is_some() && !is_waived && sheet.open(at) == 0;
    if is_full { words.paid.to_owned() } else { String::new() }
}

fn foot(
    sheet: &Sheet,
    words: &Phrases,
    columns: &Columns,
    y: u16,
    is_low: bool,
    painter: &mut Painter<'_>,
) -> Option<(u16, u16)> {
    let (normal, dim, ok, warning) =
        (painter.theme.normal, painter.theme.dim, painter.theme.ok, painter.theme.warning);
    if is_low {
        return None;
    }
    let count = sheet.cells.len();
    let visible = sheet.window.visible();
    let numbers =
        [visible.start + usize::from(count > 0), visible.end, count].map(|number| number.to_string());
    painter.rule(y, &fill(words.rows, &[&numbers[0], &numbers[1], &numbers[2]]));
    let totals = sheet.totals();
    painter.text(7, y + 1, &fill(words.sum, &[&count.to_string()]), normal);
    let sums = [
        (columns.asked, totals.asked),
        (columns.received, totals.received),
        (Some(columns.today), totals.today),
        (columns.left, totals.left),
    ];
    // Sums of a whole group have no room for their last three noughts.
    let is_short = sheet.giving == Giving::Money && sums.iter().all(|(_, sum)| sum % 1_000 == 0);
    for (end, sum) in sums {
        if let Some(end) = end {
            painter.right(end, y + 1, &sheet.show(if is_short { sum / 1_000 } else { sum }), normal);
        }
    }
    if let Some(x) = columns.note.filter(|_| is_short) {
        painter.text(x + 1, y + 1, words.thousands, dim);
    }
    let mut cursor = None;
    if sheet.giving == Giving::Money {
        painter.text(1, y + 2, &format!("{}: ", words.counted), dim);
        let x = 3 + u16::try_from(width::cells(words.counted)).unwrap_or(0);
        let style =
            if sheet.focus == Focus::Counted { painter.theme.field_active } else { painter.theme.field };
        let (text, caret) = sheet.counted.view(13);
        painter.text(x, y + 2, &width::pad(&text, 14), style);
        cursor = Some((x + u16::try_from(caret).unwrap_or(0), y + 2));
        let (told, style) = match sheet.off_by() {
            Err(_) => (format!("! {}", words.no_sum), painter.theme.fault),
            Ok(None) => (String::new(), normal),
            Ok(Some(0)) => (words.fits.to_owned(), ok),
            Ok(Some(off)) => (format!("! {}", fill(words.differs, &[&sheet.show(off)])), warning),
        };
        painter.text(x + 16, y + 2, &told, style);
        let told_to = x + 17 + u16::try_from(width::cells(&told)).unwrap_or(u16::MAX);
        let parts = [totals.full, totals.part, totals.none, totals.waived].map(|part| part.to_string());
        let progress = fill(words.progress, &[&parts[0], &parts[1], &parts[2], &parts[3]]);
        let end = painter.width().saturating_sub(1);
        // A part of a sum would be another sum: it comes before how many gave.
        if usize::from(told_to) + width::cells(&progress) <= usize::from(end) {
            painter.right(end, y + 2, &progress, dim);
        }
    }
    let wrong = sheet.cells.get(sheet.window.selected).and_then(|cell| cell.fault.as_ref());
    let (state, style) = match (sheet.verifying, totals.filled) {
        _ if wrong.is_some() => (format!("! {}", wrong.map_or("", String::as_str)), painter.theme.fault),
        (true, _) => (words.verifying.to_owned(), warning),
        (false, 0) => (words.nothing_yet.to_owned(), dim),
        (false, filled) => (fill(words.unsaved, &[&filled.to_string()]), normal),
    };
    painter.text(1, y + 3, &state, style);
    cursor
}

fn prompt(sheet: &Sheet, words: &Phrases, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let prompt = sheet.prompt.as_ref()?;
    let label = match prompt.asks {
        Asks::Relief => words.ask_relief,
        Asks::Note => words.ask_note,
        Asks::Jump => words.ask_jump,
    };
    let y = painter.height().saturating_sub(3);
    let (warning, active) = (painter.theme.warning, painter.theme.field_active);
    let blank = " ".repeat(usize::from(painter.width()));
    painter.text(0, y, &blank, warning);
    painter.text(1, y, label, warning);
    let x = (2 + u16::try_from(width::cells(label)).unwrap_or(0)).min(painter.width() / 2);
    let room = painter.width().saturating_sub(x + 1).max(2);
    let (text, caret) = prompt.edit.view(usize::from(room - 1));
    painter.text(x, y, &width::pad(&text, usize::from(room)), active);
    Some((x + u16::try_from(caret).unwrap_or(0), y))
}
