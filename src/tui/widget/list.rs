//! Which row of a list is chosen, and which rows are in sight. Moved on update, never while painting.

/// A window over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The chosen row.
    pub selected: usize,
    /// The first row in sight.
    pub offset: usize,
    height: usize,
    len: usize,
}

impl Window {
    /// Over so many rows, so many of them in sight.
    pub fn new(len: usize, height: usize) -> Window {
        Window { selected: 0, offset: 0, height: height.max(1), len }
    }

    /// Chooses a row, or the last one. Whether another one is chosen now.
    pub fn select(&mut self, row: usize) -> bool {
        let before = self.selected;
        self.selected = row.min(self.len.saturating_sub(1));
        self.offset = self.offset.min(self.selected).max((self.selected + 1).saturating_sub(self.height));
        self.selected != before
    }

    /// A row up.
    pub fn up(&mut self) -> bool {
        self.select(self.selected.saturating_sub(1))
    }

    /// A row down.
    pub fn down(&mut self) -> bool {
        self.select(self.selected + 1)
    }

    /// A page up.
    pub fn page_up(&mut self) -> bool {
        self.select(self.selected.saturating_sub(self.height))
    }

    /// A page down.
    pub fn page_down(&mut self) -> bool {
        self.select(self.selected + self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn the_chosen_row_is_always_in_sight() {
        let mut window = Window::new(10, 4);
        let moves: [(&str, fn(&mut Window) -> bool, (usize, usize)); 6] = [
            ("up at the top", Window::up, (0, 0)),
            ("page down", Window::page_down, (4, 1)),
            ("down", Window::down, (5, 2)),
            ("page down", Window::page_down, (9, 6)),
            ("down at the end", Window::down, (9, 6)),
            ("page up", Window::page_up, (5, 5)),
        ];
        for (what, act, want) in moves {
            act(&mut window);
            assert_eq!((window.selected, window.offset), want, "{what}");
        }
        let mut empty = Window::new(0, 3);
        assert!(!empty.down() && !empty.page_up());
    }
}
