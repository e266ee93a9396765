//! Numbers and days put into shape while they are typed: `1000000` shows as 1.000.000, `14112023` as 14/11/2023.
//!
//! Only what had that shape before the key keeps it. Who types a dot or a slash of their own is left alone: `2.5` is not 25,
//! and has to reach the one that asks about it.

use super::line_edit::LineEdit;
use crate::text::typing::Typing;
use crate::tui::input::Key;

/// What a line is shaped as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Thousands apart: 1.000.000.
    Thousands,
    /// Day, month, year: 14/11/2023.
    Day,
}

impl Shape {
    fn separator(self) -> char {
        match self {
            Shape::Thousands => '.',
            Shape::Day => '/',
        }
    }

    /// Digits with their separators.
    fn of(self, digits: &str) -> String {
        let count = digits.len();
        let is_cut = |at: usize| match self {
            Shape::Thousands => at > 0 && (count - at).is_multiple_of(3),
            Shape::Day => at == 2 || at == 4,
        };
        let mut shaped = String::with_capacity(count + count / 2);
        for (at, digit) in digits.chars().enumerate() {
            shaped.extend(is_cut(at).then_some(self.separator()));
            shaped.push(digit);
        }
        shaped
    }

    fn has(self, text: &str) -> bool {
        text.chars().all(|c| c.is_ascii_digit() || c == self.separator()) && self.of(&digits(text)) == text
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Types a key into a line of numbers, and keeps its shape.
pub fn handle(edit: &mut LineEdit, key: &Key, shape: Shape) {
    let before = edit.text().to_owned();
    edit.handle(key, Typing::OFF);
    let shapes = matches!(key, Key::Backspace | Key::Delete)
        || matches!(key, Key::Char(letter) if letter.is_ascii_digit());
    if !shapes || !shape.has(&before) || edit.text() == before {
        return;
    }
    // A separator is no letter that somebody typed: the digit beside it goes.
    if digits(edit.text()) == digits(&before) {
        edit.handle(key, Typing::OFF);
    }
    let digits_before = digits(edit.before_caret()).len();
    let shaped = shape.of(&digits(edit.text()));
    let mut seen = 0;
    let caret = shaped.char_indices().find_map(|(at, c)| {
        if seen == digits_before {
            return Some(at);
        }
        seen += usize::from(c.is_ascii_digit());
        None
    });
    let caret = caret.unwrap_or(shaped.len());
    edit.reshape(shaped, caret);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(shape: Shape, before: &str, keys: &[Key]) -> String {
        let mut edit = LineEdit::with(before);
        keys.iter().for_each(|key| handle(&mut edit, key, shape));
        format!("{}|{}", edit.before_caret(), &edit.text()[edit.before_caret().len()..])
    }

    fn letters(text: &str) -> Vec<Key> {
        text.chars().map(Key::Char).collect()
    }

    #[test]
    fn thousands_come_apart_as_they_are_typed() {
        let cases = [
            ("", letters("1000000"), "1.000.000|"),
            ("", letters("500k"), "500k|"),
            ("", letters("1500k"), "1.500k|"),
            ("", letters("1,5tr"), "1,5tr|"),
            // A dot of one's own stays, and so does what follows it.
            ("", letters("2.5"), "2.5|"),
            ("", letters("2.500"), "2.500|"),
            ("", letters("2.5000"), "25.000|"),
            ("", letters("2.50000"), "250.000|"),
            ("1.000", vec![Key::Backspace], "100|"),
            ("1.000", vec![Key::Home, Key::Char('2')], "2|1.000"),
            ("1.000.000", vec![Key::Left, Key::Left, Key::Left, Key::Backspace], "100|.000"),
            ("1.000", vec![Key::Home, Key::Delete], "|000"),
            ("1.000", vec![Key::Home, Key::Right, Key::Delete], "1|00"),
            ("0", letters("1"), "01|"),
            ("", vec![Key::Paste("1000000".into())], "1000000|"),
        ];
        for (before, keys, want) in cases {
            assert_eq!(typed(Shape::Thousands, before, &keys), want, "{before} {keys:?}");
        }
    }

    #[test]
    fn days_come_apart_as_they_are_typed() {
        let cases = [
            ("", letters("14112023"), "14/11/2023|"),
            ("", letters("1411"), "14/11|"),
            ("", letters("5/11"), "5/11|"),
            ("", letters("5/112023"), "5/112023|"),
            ("", letters("."), ".|"),
            ("14/11/2023", vec![Key::Backspace, Key::Backspace], "14/11/20|"),
            ("14/1", vec![Key::Backspace], "14|"),
        ];
        for (before, keys, want) in cases {
            assert_eq!(typed(Shape::Day, before, &keys), want, "{before} {keys:?}");
        }
    }
}
