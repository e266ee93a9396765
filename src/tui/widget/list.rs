//! Which row of a list is chosen, and which rows are in sight. Moved on update, never while painting.

use std::ops::Range;

use crate::tui::input::Key;

/// A window over rows: the chosen row is always in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The chosen row.
    pub selected: usize,
    /// The first row in sight.
    pub offset: usize,
    height: usize,
    len: usize,
}

impl Default for Window {
    fn default() -> Window {
        Window::new(0, 1)
    }
}

impl Window {
    /// Over `len` rows, `height` of them in sight.
    pub fn new(len: usize, height: usize) -> Window {
        Window { selected: 0, offset: 0, height: height.max(1), len }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is nothing to choose.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// There are other rows now; the chosen place stays as far as it can.
    pub fn set_len(&mut self, len: usize) {
        self.len = len;
        self.select(self.selected);
    }

    /// There is other room now.
    pub fn set_height(&mut self, height: usize) {
        self.height = height.max(1);
        self.select(self.selected);
    }

    /// Chooses a row, or the last one. Whether another one is chosen now.
    pub fn select(&mut self, row: usize) -> bool {
        let before = self.selected;
        self.selected = row.min(self.len.saturating_sub(1));
        let lowest = (self.selected + 1).saturating_sub(self.height);
        // Nor is the window left half empty when rows went.
        let highest = self.selected.min(self.len.saturating_sub(self.height));
        self.offset = self.offset.min(highest).max(lowest);
        self.selected != before
    }

    /// A row up.
    pub fn up(&mut self) -> bool {
        self.select(self.selected.saturating_sub(1))
    }

    /// A row down.
    pub fn down(&mut self) -> bool {
        self.select(self.selected.saturating_add(1))
    }

    /// A page up.
    pub fn page_up(&mut self) -> bool {
        self.select(self.selected.saturating_sub(self.height))
    }

    /// A page down.
    pub fn page_down(&mut self) -> bool {
        self.select(self.selected.saturating_add(self.height))
    }

    /// To the first row.
    pub fn home(&mut self) -> bool {
        self.select(0)
    }

    /// To the last row.
    pub fn end(&mut self) -> bool {
        self.select(usize::MAX)
    }

    /// The rows in sight.
    pub fn visible(&self) -> Range<usize> {
        self.offset..self.len.min(self.offset.saturating_add(self.height))
    }

    /// A key. Whether it is one that moves in a list, even where it moves nothing at its end.
    pub fn handle(&mut self, key: &Key) -> bool {
        match key {
            Key::Up => self.up(),
            Key::Down => self.down(),
            Key::PageUp => self.page_up(),
            Key::PageDown => self.page_down(),
            Key::Home => self.home(),
            Key::End => self.end(),
            _ => return false,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_chosen_row_is_always_in_sight() {
        let mut window = Window::new(10, 4);
        let moves = [
            (Key::Up, 0, 0..4),
            (Key::PageDown, 4, 1..5),
            (Key::Down, 5, 2..6),
            (Key::PageDown, 9, 6..10),
            (Key::Down, 9, 6..10),
            (Key::PageUp, 5, 5..9),
            (Key::Home, 0, 0..4),
            (Key::End, 9, 6..10),
        ];
        for (key, selected, visible) in moves {
            assert!(window.handle(&key));
            assert_eq!((window.selected, window.visible()), (selected, visible), "{key:?}");
        }
        assert!(!window.handle(&Key::Enter));
    }

    #[test]
    fn rows_that_go_leave_no_hole_and_an_empty_list_has_nothing_to_choose() {
        let mut window = Window::new(10, 4);
        window.end();
        window.set_len(5);
        assert_eq!((window.selected, window.visible()), (4, 1..5));
        window.set_height(9);
        assert_eq!(window.visible(), 0..5);
        let mut empty = Window::new(0, 3);
        assert!(!empty.down() && !empty.page_up() && !empty.end());
        assert_eq!(empty.visible(), 0..0);
    }

    proptest! {
        #[test]
        fn whatever_happens(steps in prop::collection::vec((0..8_usize, 0..30_usize), 0..60)) {
            let keys = [Key::Up, Key::Down, Key::PageUp, Key::PageDown, Key::Home, Key::End];
            let mut window = Window::default();
            for (what, number) in steps {
                match keys.get(what) {
                    Some(key) => { window.handle(key); }
                    None if what == 6 => window.set_len(number),
                    None => window.set_height(number),
                }
                prop_assert!(window.is_empty() || window.visible().contains(&window.selected));
                prop_assert!(window.visible().end <= window.len());
            }
        }
    }
}
