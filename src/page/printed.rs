//! A household on paper: its card in lines of 80 columns, below who printed it, where and when.

use super::card;
use crate::phrases::{Lang, fill, papers};
use crate::protocol::{Card, HomeView, Moment};
use crate::text::{clean, width};

/// The columns of a page.
const COLUMNS: usize = 80;
/// What goes on in the next line stands under what it belongs to.
const INDENT: &str = "    ";

/// What stands above what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Where.
    pub commune: String,
    /// By whom.
    pub name: String,
    /// When.
    pub at: Moment,
    /// It is out of a practice home: nothing on it is so.
    pub is_practice: bool,
}

impl Heading {
    /// What is known of who sits at a screen, and the instant in UTC milliseconds.
    pub fn of(home: &HomeView, now_ms: i64) -> Heading {
        Heading {
            commune: home.commune.clone(),
            name: home.name.clone(),
            at: Moment::of(now_ms, home.offset_minutes),
            is_practice: home.practice,
        }
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let words = papers(lang);
        let printed = fill(words.printed, &[&crate::phrases::moment(self.at), &self.name]);
        let place = Some(&self.commune).filter(|commune| !commune.is_empty()).cloned();
        let practice = self.is_practice.then(|| words.practice_page.to_owned());
        practice.into_iter().chain(place).chain([printed, String::new()]).collect()
    }
}

/// The card of a household as a page of text. Its numbers are masked, as in the card.
pub fn household(card: &Card, heading: &Heading, lang: Lang) -> String {
    let lines = heading.lines(lang).into_iter().chain(card::of_household(card, lang));
    let mut page: String = lines.flat_map(|line| fitted(&line)).map(|line| line + "\n").collect();
    page.push_str(&fitted(&format!("\n{}", papers(lang).masked_page)).join("\n"));
    page.push('\n');
    page
}

/// A line, or several where it is too long. What a person typed keeps its line ends and cannot steer a printer.
fn fitted(line: &str) -> Vec<String> {
    line.split('\n').flat_map(one_fitted).collect()
}

fn one_fitted(line: &str) -> Vec<String> {
    let line = clean::for_terminal(line);
    let line = line.trim_end();
    if width::cells(line) <= COLUMNS {
        return vec![line.to_owned()];
    }
    let lead = &line[..line.len() - line.trim_start().len()];
    let rest = format!("{lead}{INDENT}");
    let wrapped = width::wrap(line.trim_start(), COLUMNS - width::cells(&rest));
    let put =
        |(at, text): (usize, String)| if at == 0 { format!("{lead}{text}") } else { format!("{rest}{text}") };
    wrapped.into_iter().enumerate().map(put).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_wrapped_under_themselves_and_controls_are_shown() {
        let long = format!("  14/11/2023  {}", "đường đèn Tổ 05 ".repeat(12));
        let lines = fitted(&long);
        assert!(lines.len() > 2 && lines.iter().all(|line| width::cells(line) <= COLUMNS), "{lines:?}");
        assert!(lines[0].starts_with("  14/11/2023") && lines[1].starts_with("      "), "{lines:?}");
        assert_eq!(lines.concat().split_whitespace().count(), long.split_whitespace().count());
        assert_eq!(fitted("a\u{1b}[2J\u{c}b\nhai"), ["a·[2J·b", "hai"]);
    }
}
