//! Lines that every screen has: the title above, rules between, the function keys at the bottom.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{place, put};
use crate::text::width::cells;
use crate::tui::theme::{Glyphs, Theme};

/// A key of the bottom line: its number, and what it means everywhere in the program.
pub type FunctionKey<'a> = (u8, &'a str);

/// The title: what this is at the left; who, how and when at the right, as long as there is room for both.
pub fn title(buffer: &mut Buffer, area: Rect, left: &str, right: &str, theme: &Theme, glyphs: Glyphs) {
    let row = place(buffer, area, 0, area.width);
    buffer.set_style(row, theme.band);
    let width = cells(right);
    let has_room = width > 0 && width + 1 < usize::from(row.width);
    let kept = if has_room { u16::try_from(width).unwrap_or(row.width) } else { 0 };
    let room = row.width - kept - u16::from(has_room);
    put(buffer, Rect { width: room, ..row }, left, theme.band, glyphs);
    put(buffer, Rect { x: row.right() - kept, width: kept, ..row }, right, theme.band, glyphs);
}

/// A rule across the row with a caption near its begin: `─ Nhân khẩu  4 đang ở ─────`.
pub fn rule(buffer: &mut Buffer, area: Rect, caption: &str, theme: &Theme, glyphs: Glyphs) {
    let row = place(buffer, area, 0, area.width);
    put(buffer, row, &glyphs.line().repeat(usize::from(row.width)), theme.dim, glyphs);
    if !caption.is_empty() {
        let after_line = place(buffer, area, 1, row.width.saturating_sub(1));
        put(buffer, after_line, &format!(" {caption} "), theme.title, glyphs);
    }
}

/// Where each key stands: one after the other with a blank between, whatever screen it is.
pub fn columns(all: &[FunctionKey<'_>]) -> Vec<u16> {
    let mut at = 0_usize;
    let mut columns = Vec::with_capacity(all.len());
    for (number, label) in all {
        columns.push(u16::try_from(at).unwrap_or(u16::MAX));
        at += cells(&written(*number, label)) + 1;
    }
    columns
}

/// The bottom line: of `all` keys of the program those that mean something `here`, each in its own column and blank
/// where it means nothing, so that the eye finds it without reading. A line too narrow for all shows those that are
/// meant here one after the other.
pub fn function_keys(buffer: &mut Buffer, area: Rect, all: &[FunctionKey<'_>], here: &[u8], theme: &Theme) {
    let mut columns = columns(all);
    let whole: usize = all.iter().map(|(number, label)| cells(&written(*number, label)) + 1).sum();
    if whole > usize::from(area.width) + 1 {
        let meant: Vec<FunctionKey<'_>> =
            all.iter().filter(|(number, _)| here.contains(number)).copied().collect();
        columns = self::columns(&meant);
        return draw(buffer, area, &meant, &columns, here, theme);
    }
    draw(buffer, area, all, &columns, here, theme);
}

fn draw(
    buffer: &mut Buffer,
    area: Rect,
    keys: &[FunctionKey<'_>],
    columns: &[u16],
    here: &[u8],
    theme: &Theme,
) {
    for ((number, label), x) in keys.iter().zip(columns) {
        if !here.contains(number) {
            continue;
        }
        let name = format!("F{number}");
        let wide = u16::try_from(name.len()).unwrap_or(3);
        let room = area.width.saturating_sub(*x);
        put(buffer, place(buffer, area, *x, wide.min(room)), &name, theme.key, Glyphs::unicode());
        let after = x.saturating_add(wide + 1);
        let label_place = place(buffer, area, after, area.width.saturating_sub(after));
        // Cut without an ellipsis: a label of three letters would be nothing but one.
        buffer.set_stringn(label_place.x, label_place.y, label, usize::from(label_place.width), theme.normal);
    }
}

fn written(number: u8, label: &str) -> String {
    format!("F{number} {label}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::tests::{every_size, line};

    const ALL: [FunctionKey<'_>; 10] = [
        (1, "Giúp"),
        (2, "Sửa"),
        (3, "Tìm"),
        (4, "Thêm"),
        (5, "Góp"),
        (6, "Biến động"),
        (7, "In"),
        (8, "Hủy"),
        (9, "Menu"),
        (10, "Lưu"),
    ];

    #[test]
    fn each_key_has_its_column_whatever_else_is_there() {
        let bar = |here: &[u8], width| {
            line(width, |buffer, area| function_keys(buffer, area, &ALL, here, &Theme::mono()))
        };
        assert_eq!(
            bar(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 80),
            "F1 Giúp F2 Sửa F3 Tìm F4 Thêm F5 Góp F6 Biến động F7 In F8 Hủy F9 Menu F10 Lưu"
        );
        assert_eq!(
            bar(&[1, 3, 4, 5, 6, 7, 9], 80),
            "F1 Giúp        F3 Tìm F4 Thêm F5 Góp F6 Biến động F7 In        F9 Menu"
        );
        assert_eq!(bar(&[1, 3, 10], 40), "F1 Giúp F3 Tìm F10 Lưu");
        assert_eq!(columns(&ALL), [0, 8, 15, 22, 30, 37, 50, 56, 63, 71]);
    }

    #[test]
    fn titles_and_rules() {
        let theme = Theme::mono();
        let title = |width| {
            line(width, |buffer, area| {
                title(buffer, area, " TRA CỨU  Xã Long Bình", "Trinh  07:42", &theme, Glyphs::unicode());
            })
        };
        assert_eq!(title(40), " TRA CỨU  Xã Long Bình      Trinh  07:42");
        assert_eq!(title(30), " TRA CỨU  Xã Lon… Trinh  07:42");
        assert_eq!(title(10), " TRA CỨU …");
        let rule = |width, glyphs| {
            line(width, |buffer, area| rule(buffer, area, "Nhân khẩu  4 đang ở", &theme, glyphs))
        };
        assert_eq!(rule(30, Glyphs::unicode()), "─ Nhân khẩu  4 đang ở ────────");
        assert_eq!(rule(12, Glyphs::ascii()), "- Nhân khẩu~");
    }

    #[test]
    fn every_size_draws() {
        every_size(|buffer, area| {
            let theme = Theme::colours();
            title(buffer, area, " TRA CỨU", "07:42", &theme, Glyphs::unicode());
            rule(buffer, area, "Nhân khẩu", &theme, Glyphs::unicode());
            function_keys(buffer, area, &ALL, &[1, 3, 10], &theme);
        });
    }
}
