//! The file of a person as a page: sections of rows, as lines for a terminal or as one page to print.

use crate::domain::{Date, Field, Person, Validity};
use crate::page::in_columns;
use crate::phrases::{self, Lang, Privacy, Words, field, fill, privacy};
use crate::protocol::{AccessRow, ActRow, FileDue, FileGift, FileHousehold, Moment, PersonFile, Shown};
use crate::text::clean;
use crate::text::date::show_day;

/// A page.
pub struct Page {
    title: String,
    made: String,
    sections: Vec<Section>,
}

struct Section {
    title: String,
    rows: Vec<Vec<String>>,
}

/// The page of a file.
pub fn of(file: &PersonFile, offset: i16, lang: Lang) -> Page {
    let words = privacy(lang);
    let section = |title: &str, rows: Vec<Vec<String>>| Section { title: title.to_owned(), rows };
    Page {
        title: fill(words.title, &[&file.person.full_name]),
        made: fill(words.made, &[&phrases::moment(file.made), format!(" {}", file.commune).trim_end()]),
        sections: vec![
            section(field(lang, Field::Person), of_person(&file.person, lang)),
            section(words.households, rows(&file.households, |one| of_household(one, lang))),
            section(words.gifts, rows(&file.contributions, |one| of_gift(one, lang))),
            section(words.dues, rows(&file.dues, |one| of_due(one, lang))),
            section(words.seats, seats(file, lang)),
            section(words.models, models(file, lang)),
            section(words.life, life(file, lang)),
            section(words.notes, notes(file)),
            section(words.requests, requests(file, lang)),
            section(words.drafts, rows(&file.drafts, |id| vec![id.to_string()])),
            section(words.accesses, rows(&file.accesses, |one| of_access(one, offset, lang))),
            section(words.history, rows(&file.history, |one| of_act(one, offset, lang))),
        ],
    }
}

fn rows<T>(list: &[T], row: impl Fn(&T) -> Vec<String>) -> Vec<Vec<String>> {
    list.iter().map(row).collect()
}

fn day(date: Date) -> String {
    show_day(date.naive())
}

fn period(valid: Validity, lang: Lang) -> String {
    phrases::shown(lang, &Shown::Period(valid))
}

fn of_person(person: &Person, lang: Lang) -> Vec<Vec<String>> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let dated = |word: &str, valid| format!("{word} {}", period(valid, lang)).trim_end().to_owned();
    let list = |values: Vec<String>| values.join("; ");
    let residences = person.residences.iter().map(|one| dated(one.value.word(lang), one.valid)).collect();
    let associations = person.associations.iter().map(|one| dated(one.value.word(lang), one.valid)).collect();
    let pairs = [
        (Field::FullName, person.full_name.clone()),
        (Field::Nickname, text(&person.nickname)),
        (Field::Sex, person.sex.map(|sex| sex.word(lang).to_owned()).unwrap_or_default()),
        (Field::Birth, person.birth.map(|date| date.show()).unwrap_or_default()),
        (Field::PersonalId, person.personal_id.as_ref().map(|id| id.digits().to_owned()).unwrap_or_default()),
        (Field::OldId, person.old_id.as_ref().map(|id| id.digits().to_owned()).unwrap_or_default()),
        (Field::Occupation, text(&person.occupation)),
        (Field::Residence, list(residences)),
        (Field::Place, text(&person.moved_place)),
        (Field::Associations, list(associations)),
        (Field::Died, person.death.map(|date| date.show()).unwrap_or_default()),
    ];
    let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(label, value)| vec![field(lang, label).to_owned(), value]).collect()
}

fn of_household(household: &FileHousehold, lang: Lang) -> Vec<String> {
    let others: Vec<&str> = household.others.iter().map(|relation| relation.word(lang)).collect();
    let mut more: Vec<String> = household.address.iter().chain(&household.phones).cloned().collect();
    if !others.is_empty() {
        more.push(fill(privacy(lang).others, &[&others.join(", ")]));
    }
    vec![
        household.number.to_string(),
        format!("{:02}/{:02} {}", household.group, household.book_number, household.hamlet),
        household.relation.word(lang).to_owned(),
        period(household.valid, lang),
        more.join("; "),
    ]
}

fn of_gift(gift: &FileGift, lang: Lang) -> Vec<String> {
    let cli = phrases::phrases(lang).cli;
    let mut more: Vec<String> = Vec::new();
    more.extend(gift.given_by_them.then(|| privacy(lang).given_by.to_owned()));
    more.extend(gift.receipt.map(|receipt| fill(cli.receipt, &[&format!("{receipt:04}")])));
    more.extend(gift.voided.as_ref().map(|why| fill(cli.voided, &[why])));
    let amount = match gift.giving {
        crate::domain::Giving::Labour => fill(cli.labour, &[&gift.amount]),
        _ => gift.amount.clone(),
    };
    let household = gift.household.map(|number| number.to_string()).unwrap_or_default();
    vec![day(gift.on), gift.number.to_string(), household, amount, gift.to.clone(), more.join(", ")]
}

fn of_due(due: &FileDue, lang: Lang) -> Vec<String> {
    let received = fill(privacy(lang).of_asked, &[&money(due.due.received.0), &money(due.due.asked.0)]);
    vec![due.household.to_string(), due.due.name.clone(), received]
}

fn money(vnd: i64) -> String {
    format!("{} đ", crate::text::number::group_thousands(vnd))
}

fn seats(file: &PersonFile, lang: Lang) -> Vec<Vec<String>> {
    rows(&file.seats, |seat| {
        let kind = seat.kind.word(lang).to_owned();
        vec![seat.role.word(lang).to_owned(), kind, seat.of.clone(), period(seat.valid, lang)]
    })
}

fn models(file: &PersonFile, lang: Lang) -> Vec<Vec<String>> {
    rows(&file.models, |model| {
        vec![model.name.clone(), model.movement.word(lang).to_owned(), period(model.valid, lang)]
    })
}

fn life(file: &PersonFile, lang: Lang) -> Vec<Vec<String>> {
    rows(&file.life, |change| {
        let household = change.household.map(|number| number.to_string()).unwrap_or_default();
        let more: Vec<String> = change.place.iter().chain(&change.basis).cloned().collect();
        vec![day(change.on), change.kind.word(lang).to_owned(), household, more.join("; ")]
    })
}

fn notes(file: &PersonFile) -> Vec<Vec<String>> {
    rows(&file.notes, |note| vec![day(note.on), note.by.clone(), note.text.replace('\n', " ")])
}

fn requests(file: &PersonFile, lang: Lang) -> Vec<Vec<String>> {
    rows(&file.requests, |row| super::super::request::row(row, lang))
}

fn of_access(row: &AccessRow, offset: i16, lang: Lang) -> Vec<String> {
    let access = &row.access;
    let number = row.number.map(|number| number.to_string()).unwrap_or_default();
    let when = phrases::moment(Moment::of(access.at, offset));
    vec![
        when,
        access.login.clone(),
        phrases::access(lang, access.what).to_owned(),
        number,
        access.why.clone(),
    ]
}

fn of_act(row: &ActRow, offset: i16, lang: Lang) -> Vec<String> {
    let when = phrases::moment(Moment::of(row.at, offset));
    let changes = row.differences.iter().map(|one| phrases::difference(lang, one));
    let changes = changes.collect::<Vec<String>>().join("; ");
    vec![when, row.login.clone(), phrases::act(lang, row.act).to_owned(), changes]
}

impl Page {
    /// Lines, with the rows of a section in columns.
    pub fn as_text(&self) -> Vec<String> {
        let mut lines = vec![self.title.clone(), self.made.clone()];
        for section in self.sections.iter().filter(|section| !section.rows.is_empty()) {
            lines.extend([String::new(), section.title.clone()]);
            lines.extend(in_columns(&section.rows).into_iter().map(|line| format!("  {line}")));
        }
        lines
    }

    /// One page that needs nothing else, for a printer. Nothing in it is markup but what stands here.
    pub fn as_html(&self, lang: Lang) -> Vec<String> {
        let words: &Privacy = privacy(lang);
        let mut lines = vec![
            "<!doctype html>".to_owned(),
            format!("<html lang=\"{}\"><head><meta charset=\"utf-8\">", lang.key()),
            format!("<title>{}</title>", escaped(&self.title)),
            format!("<style>{STYLE}</style></head><body>"),
            format!("<h1>{}</h1>", escaped(&self.title)),
            format!("<p>{}</p>", escaped(&self.made)),
        ];
        for section in &self.sections {
            lines.push(format!("<h2>{}</h2>", escaped(&section.title)));
            if section.rows.is_empty() {
                lines.push(format!("<p>{}</p>", escaped(words.nothing)));
                continue;
            }
            lines.push("<table>".to_owned());
            for row in &section.rows {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
                lines.push(format!("<tr>{cells}</tr>"));
            }
            lines.push("</table>".to_owned());
        }
        lines.push("</body></html>".to_owned());
        lines
    }
}

/// Black on white, rows that are not torn over two sheets.
const STYLE: &str = "body{font:11pt/1.4 serif;margin:2cm;max-width:25cm}h1{font-size:16pt}\
    h2{font-size:12pt;margin:1em 0 .3em}table{border-collapse:collapse;width:100%}\
    td{border:1px solid #999;padding:2pt 5pt;vertical-align:top}tr{break-inside:avoid}";

/// Text as a page shows it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in clean::for_terminal(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_is_markup() {
        let rows = vec![vec!["<script>alert('a')</script>".to_owned(), "a & \"b\"".to_owned()]];
        let page = Page {
            title: "DỮ LIỆU VỀ <b>Út</b>".into(),
            made: "\u{1b}[2J".into(),
            sections: vec![
                Section { title: "Ghi chú".into(), rows },
                Section { title: "Chức việc".into(), rows: Vec::new() },
            ],
        };
        let html = page.as_html(Lang::Vi).join("\n");
        assert!(html.contains("&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;"), "{html}");
        assert!(html.contains("<td>a &amp; &quot;b&quot;</td>") && html.contains("&lt;b&gt;Út"), "{html}");
        assert!(!html.contains("<script") && !html.contains('\u{1b}') && html.contains("(không có)"));
        assert!(html.starts_with("<!doctype html>") && !html.contains("http"), "it needs nothing else");
        let text = page.as_text();
        assert!(text.iter().any(|line| line.contains("Ghi chú")));
        assert!(!text.iter().any(|line| line.contains("Chức việc")), "what is empty takes no room");
    }
}
