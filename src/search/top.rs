//! The best rows of many, the best class first.
//!
//! Each term is given a class; together they are a bound on the score of the rows that are in all of them. The highest bound
//! is looked at first, and rows lie in the order of their names: so no more rows are looked at than are shown, but for
//! those of equal names.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::rc::Rc;

use super::index::{Index, MIDDLE, RowId};
use super::list::Bits;
use super::score::{Scorer, standing_points};
use super::understood::{Class, Field, Understood, points};

/// The most rows of one bound that are scored. Only bounds that nearly no row reaches have so many.
const MOST: usize = 8_192;

/// A row with its score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub row: RowId,
    pub score: u32,
}

/// What all rows are ranked by.
pub(super) struct Ranking<'a, 'i> {
    pub scorer: Scorer<'a, 'i>,
    /// Rows in the own hamlet of who asks.
    pub own: Option<&'a Bits>,
}

/// Rows with the bound on their score, while some terms have no class yet.
struct Node {
    bound: u32,
    rows: Rc<Bits>,
    /// The points that are settled.
    settled: u32,
    term: usize,
    /// The class that `rows` is still to be cut to.
    class: Option<usize>,
    /// The place of the last word of the name that was given.
    last: Option<usize>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Node) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    /// The highest bound first, and of equals what is nearest to its end.
    fn cmp(&self, other: &Node) -> Ordering {
        (self.bound, self.term).cmp(&(other.bound, other.term))
    }
}

/// The rows found so far.
struct Best {
    scores: HashMap<RowId, u32>,
    limit: usize,
}

impl Best {
    /// Whether no row with this score can come among the first any more.
    fn is_settled(&self, bound: u32) -> bool {
        self.scores.len() >= self.limit
            && self.scores.values().filter(|score| **score > bound).count() >= self.limit
    }
}

impl Ranking<'_, '_> {
    fn index(&self) -> &Index {
        self.scorer.index
    }

    /// The best of some rows.
    pub fn best(&self, fitting: &Bits, limit: usize) -> Vec<Ranked> {
        let mut rows = self.score_best(fitting, limit);
        self.first(&mut rows, limit);
        rows
    }

    /// Each of some rows that fits, unsorted.
    pub fn score_all(&self, fitting: &Bits) -> Vec<Ranked> {
        fitting.iter().filter_map(|row| Some(Ranked { row, score: self.score(row)? })).collect()
    }

    fn score(&self, row: RowId) -> Option<u32> {
        let standing = self.index().rows.standing[row as usize];
        let own = self.own.is_some_and(|own| own.contains(row));
        Some(self.scorer.score(row)? + standing_points(standing) + if own { points::OWN } else { 0 })
    }

    /// The first rows in their order.
    pub fn first(&self, rows: &mut Vec<Ranked>, limit: usize) {
        if rows.len() > limit && limit > 0 {
            rows.select_nth_unstable_by(limit - 1, |a, b| self.compare(a, b));
        }
        rows.truncate(limit);
        rows.sort_unstable_by(|a, b| self.compare(a, b));
    }

    /// Best first; then Vietnamese order of names, hamlet, group, place in the book, number, and place in the household.
    fn compare(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let index = self.index();
        let (names, households) = (&index.rows.name, &index.households);
        let slot = |ranked: &Ranked| index.rows.household[ranked.row as usize] as usize;
        let place = |at: usize| (households.group_number[at], households.book[at], households.number[at]);
        let member = |ranked: &Ranked| {
            let rows = households.rows_of(index.rows.household[ranked.row as usize]);
            rows.iter().position(|row| *row == ranked.row)
        };
        b.score
            .cmp(&a.score)
            .then_with(|| index.names.compare(names[a.row as usize], names[b.row as usize]))
            .then_with(|| self.hamlet_key(slot(a)).cmp(self.hamlet_key(slot(b))))
            .then_with(|| place(slot(a)).cmp(&place(slot(b))))
            .then_with(|| member(a).cmp(&member(b)))
    }

    fn hamlet_key(&self, slot: usize) -> &[u8] {
        let index = self.index();
        let hamlet = index.hamlets.get(index.households.hamlet[slot] as usize);
        hamlet.map_or(&[], |hamlet| &hamlet.key)
    }

    fn score_best(&self, fitting: &Bits, limit: usize) -> Vec<Ranked> {
        let terms = self.scorer.terms;
        // What the terms from each on can still give.
        let mut most: Vec<u32> = terms.iter().map(Understood::most).chain([0]).collect();
        for at in (0..terms.len()).rev() {
            let in_order = if at > 0 { points::IN_ORDER } else { 0 };
            most[at] += most[at + 1] + in_order;
        }
        let mut heap: BinaryHeap<Node> = self.roots(fitting, most[0]).into();
        let mut best = Best { scores: HashMap::new(), limit };
        let mut nodes = self.nodes_worth(fitting.count());
        while let Some(node) = heap.pop() {
            if nodes == 0 {
                return self.score_all(fitting);
            }
            nodes -= 1;
            if best.is_settled(node.bound) {
                break;
            }
            let Some(node) = self.cut(node) else { continue };
            match terms.get(node.term) {
                _ if self.is_small(&node.rows) => {
                    node.rows.iter().for_each(|row| drop(self.scored(row, &mut best)))
                }
                None => self.collect(&node, &mut best),
                Some(term) => heap.extend(children(&node, term, most[node.term + 1])),
            }
        }
        best.scores.into_iter().map(|(row, score)| Ranked { row, score }).collect()
    }

    /// So few rows are scored sooner than told apart any further.
    fn is_small(&self, rows: &Bits) -> bool {
        const SMALL: usize = 100;
        rows.iter().nth(SMALL).is_none()
    }

    /// So many nodes cost as much as scoring so many rows one by one: where terms may mean many things, bounds help little.
    fn nodes_worth(&self, rows: usize) -> usize {
        /// What a node costs, in rows scored: some for itself, and some for each 65,536 rows there are.
        const A_NODE: usize = 8;
        const A_CHUNK: usize = 4;
        let chunks = self.index().rows.name.len() >> 16;
        rows / (A_NODE + A_CHUNK * chunks) + 64
    }

    /// The rows by their standing, and by whether they are in the own hamlet.
    fn roots(&self, fitting: &Bits, most: u32) -> Vec<Node> {
        let mut roots = Vec::new();
        for (standing, rows) in (0..).zip(&self.index().standing) {
            let mut rows = fitting.common(rows);
            let mut parts = Vec::new();
            if let Some(own) = self.own {
                let mut mine = rows.clone();
                mine.and(own);
                rows.take_away(own);
                parts.push((points::OWN, mine));
            }
            parts.push((0, rows));
            for (own, rows) in parts.into_iter().filter(|(_, rows)| !rows.is_empty()) {
                let settled = standing_points(standing) + own;
                let (bound, rows) = (settled + most, Rc::new(rows));
                roots.push(Node { bound, rows, settled, term: 0, class: None, last: None });
            }
        }
        roots
    }

    /// Cuts the rows of a node to its class; none when nothing is left.
    fn cut(&self, node: Node) -> Option<Node> {
        let Some(class) = node.class else { return Some(node) };
        let class: &Class<'_> = &self.scorer.terms[node.term - 1].classes[class];
        let rows = class.rows.common(&node.rows);
        if rows.is_empty() { None } else { Some(Node { rows: Rc::new(rows), class: None, ..node }) }
    }

    /// The first rows of a node that reach its bound, with all that have the name of the last of them, and all that came
    /// later: those are not in order.
    fn collect(&self, node: &Node, best: &mut Best) {
        let index = self.index();
        let mut reached = 0;
        let mut last_name = None;
        for row in node.rows.iter().take_while(|row| *row < index.in_order).take(MOST) {
            let name = index.rows.name[row as usize];
            if reached >= best.limit && last_name != Some(name) {
                break;
            }
            if self.scored(row, best).is_some_and(|score| score >= node.bound) {
                reached += 1;
                last_name = Some(name);
            }
        }
        for row in node.rows.iter_from(index.in_order).take(MOST) {
            self.scored(row, best);
        }
    }

    /// The score of a row, worked out once.
    fn scored(&self, row: RowId, best: &mut Best) -> Option<u32> {
        if let Some(score) = best.scores.get(&row) {
            return Some(*score);
        }
        let score = self.score(row)?;
        best.scores.insert(row, score);
        Some(score)
    }
}

/// The node with each class of its next term.
fn children<'n>(node: &'n Node, term: &'n Understood<'_>, rest: u32) -> impl Iterator<Item = Node> + 'n {
    term.live().filter_map(move |(at, class)| {
        let place = match class.field {
            Field::Name(place) => Some(place),
            _ => None,
        };
        let gained = match (place, node.last) {
            // The first and the given name are one word each.
            (Some(place), Some(last)) if place == last && place != MIDDLE => return None,
            (Some(place), Some(last)) if place >= last => points::IN_ORDER,
            _ => 0,
        };
        let settled = node.settled + class.points + gained;
        Some(Node {
            bound: settled + rest,
            rows: Rc::clone(&node.rows),
            settled,
            term: node.term + 1,
            class: Some(at),
            last: place.or(node.last),
        })
    })
}
