//! Styles and glyphs. Nothing has its meaning by colour alone: what is chosen also has `>`, what is wrong also has `!`.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

/// What stands before a chosen row, so that it is seen without colours.
pub const CHOSEN: &str = ">";
/// What stands before something wrong.
pub const WRONG: &str = "!";

/// The styles, each named by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Plain text.
    pub normal: Style,
    /// Titles and captions.
    pub title: Style,
    /// The bar at the top.
    pub band: Style,
    /// Of less weight: rules, hints, what is over.
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
    /// For sixteen colours: only those that can be read on a dark and on a light ground.
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

    /// Without colours: bold, underlined and reversed only.
    pub fn mono() -> Theme {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let underlined = plain.add_modifier(Modifier::UNDERLINED);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Theme {
            normal: plain,
            title: bold,
            band: reversed,
            dim: plain,
            matched: underlined,
            selected: bold,
            fault: bold,
            warning: bold,
            ok: plain,
            key: bold,
            field: underlined,
            field_active: reversed,
        }
    }

    /// The theme for a terminal: `no_color` says that NO_COLOR is set, `term` is TERM.
    pub fn of(no_color: bool, term: &str) -> Theme {
        if no_color || is_plain(term) { Theme::mono() } else { Theme::colours() }
    }
}

/// The glyphs outside the alphabet. Vietnamese console fonts lack ▌ ▐ ▓ ► ◄ ✓ ₫, so none of these is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    line: &'static str,
    ellipsis: &'static str,
}

impl Glyphs {
    /// `─` and `…`.
    pub const fn unicode() -> Glyphs {
        Glyphs { line: "─", ellipsis: "…" }
    }

    /// `-` and `~`.
    pub const fn ascii() -> Glyphs {
        Glyphs { line: "-", ellipsis: "~" }
    }

    /// The glyphs for a terminal: `ascii` says that NDTQ_ASCII is set, `term` is TERM, `lang` is LANG (or what
    /// overrides it). A LANG that names no encoding says nothing: servers often have none, and the names are UTF-8
    /// in any case.
    pub fn of(ascii: bool, term: &str, lang: &str) -> Glyphs {
        let encoding = lang.split_once('.').map(|(_, encoding)| encoding.to_ascii_lowercase());
        let is_other = encoding.is_some_and(|encoding| !encoding.starts_with("utf"));
        if ascii || is_other || is_plain(term) { Glyphs::ascii() } else { Glyphs::unicode() }
    }

    /// The horizontal line of rules.
    pub fn line(self) -> &'static str {
        self.line
    }

    /// What stands for text that has no room.
    pub fn ellipsis(self) -> &'static str {
        self.ellipsis
    }

    /// A text as this terminal can show it: `width::fit` writes `…` where text is missing.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        if self.ellipsis != "…" && text.contains('…') {
            Cow::Owned(text.replace('…', self.ellipsis))
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// Terminals with neither colours nor line glyphs.
fn is_plain(term: &str) -> bool {
    matches!(term, "" | "dumb" | "vt52" | "vt100" | "vt102" | "vt220")
        || term.ends_with("-mono")
        || term.ends_with("-m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(theme: Theme) -> [Style; 12] {
        let t = theme;
        [
            t.normal,
            t.title,
            t.band,
            t.dim,
            t.matched,
            t.selected,
            t.fault,
            t.warning,
            t.ok,
            t.key,
            t.field,
            t.field_active,
        ]
    }

    #[test]
    fn no_color_and_plain_terminals_get_no_colour_but_still_tell_things_apart() {
        for (no_color, term) in [(true, "xterm-256color"), (false, "vt100"), (false, "dumb"), (false, "")] {
            let theme = Theme::of(no_color, term);
            assert!(styles(theme).iter().all(|style| style.fg.is_none() && style.bg.is_none()), "{term}");
            assert_ne!(theme.selected, theme.normal);
            assert_ne!(theme.field, theme.field_active);
        }
        assert_eq!(Theme::of(false, "linux"), Theme::colours());
        assert_eq!(Theme::of(false, "xterm"), Theme::colours());
    }

    #[test]
    fn colours_are_among_the_eight_that_every_console_has() {
        let eight = [Color::Red, Color::Green, Color::Yellow, Color::Blue, Color::Magenta, Color::Cyan];
        for style in styles(Theme::colours()) {
            assert!(style.fg.is_none_or(|colour| eight.contains(&colour)), "{style:?}");
            assert_eq!(style.bg, None, "the ground is the terminal's own, dark or light");
        }
    }

    #[test]
    fn glyphs_follow_the_terminal() {
        let cases = [
            (false, "xterm", "vi_VN.UTF-8", Glyphs::unicode()),
            (false, "linux", "C.utf8", Glyphs::unicode()),
            (false, "putty", "", Glyphs::unicode()),
            (false, "xterm", "C", Glyphs::unicode()),
            (false, "xterm", "vi_VN.TCVN", Glyphs::ascii()),
            (false, "vt100", "vi_VN.UTF-8", Glyphs::ascii()),
            (true, "xterm", "vi_VN.UTF-8", Glyphs::ascii()),
        ];
        for (ascii, term, lang, want) in cases {
            assert_eq!(Glyphs::of(ascii, term, lang), want, "{term} {lang}");
        }
        assert_eq!(Glyphs::ascii().shown("Nguyễn V…"), "Nguyễn V~");
        assert_eq!(Glyphs::unicode().shown("Nguyễn V…"), "Nguyễn V…");
    }
}
