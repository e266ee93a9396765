//! Rows one under the other.

use crate::text::width;

/// Rows as lines with their columns one under the other, two spaces apart.
pub fn in_columns(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width::cells(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|at| widest(at).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| width::pad(cell, *width));
        cells.collect::<Vec<String>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows =
            [vec!["Út".to_owned(), "05/26".into()], vec!["Lê Thị Sáu".into(), "05/08".into(), "".into()]];
        assert_eq!(in_columns(&rows), ["Út          05/26", "Lê Thị Sáu  05/08"]);
    }
}
