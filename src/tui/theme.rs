//! Styles and glyphs. Nothing has its meaning by colour alone: what is chosen has `>`, what is wrong has `!`.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

/// The styles.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Plain text.
    pub normal: Style,
    /// Titles and captions.
    pub title: Style,
    /// The bar at the top.
    pub band: Style,
    /// Less important.
    pub dim: Style,
    /// The part of a name that fits what was typed.
    pub matched: Style,
    /// The row with the cursor.
    pub selected: Style,
    /// What is wrong.
    pub fault: Style,
    /// What is worth a look.
    pub warning: Style,
    /// All is well.
    pub ok: Style,
    /// The name of a key.
    pub key: Style,
    /// A field.
    pub field: Style,
    /// The field with the cursor.
    pub field_active: Style,
}

impl Theme {
    /// For sixteen colours. Only those that are readable on a dark and on a light ground.
    pub fn colours() -> Theme {
        let on = |colour| Style::new().fg(colour);
        Theme {
            title: on(Color::Cyan).add_modifier(Modifier::BOLD),
            dim: Style::new().add_modifier(Modifier::DIM),
            matched: on(Color::Yellow).add_modifier(Modifier::BOLD),
            fault: on(Color::Red).add_modifier(Modifier::BOLD),
            warning: on(Color::Yellow),
            ok: on(Color::Green),
            key: on(Color::Cyan).add_modifier(Modifier::BOLD),
            ..Theme::mono()
        }
    }

    /// Without colours: under NO_COLOR, and on terminals that have none.
    pub fn mono() -> Theme {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Theme {
            normal: plain,
            title: bold,
            band: reversed,
            dim: plain,
            matched: plain.add_modifier(Modifier::UNDERLINED),
            selected: bold,
            fault: bold,
            warning: bold,
            ok: plain,
            key: bold,
            field: plain.add_modifier(Modifier::UNDERLINED),
            field_active: reversed,
        }
    }

    /// The theme that goes with a terminal.
    pub fn of(no_color: bool, term: &str) -> Theme {
        let plain = matches!(term, "" | "dumb" | "vt100" | "vt102" | "vt220");
        if no_color || plain { Theme::mono() } else { Theme::colours() }
    }
}

/// The glyphs outside the alphabet. The console fonts for Vietnamese lack most ornaments, so there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    ascii: bool,
}

impl Glyphs {
    /// The glyphs that go with a terminal.
    pub fn of(ascii: bool, term: &str) -> Glyphs {
        Glyphs { ascii: ascii || matches!(term, "" | "dumb" | "vt100" | "vt102" | "vt220") }
    }

    /// The horizontal line.
    pub fn line(self) -> &'static str {
        if self.ascii { "-" } else { "─" }
    }

    /// A text as this terminal can show it.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        if self.ascii && text.contains('…') {
            Cow::Owned(text.replace('…', "~"))
        } else {
            Cow::Borrowed(text)
        }
    }
}
