//! The best rows of many, the best class first.
//!
//! Each term is given a class; together they are a bound on the score of the rows that are in all of them. The highest bound
//! is looked at first, and rows lie in the order of their names: so no more rows are looked at than are shown, but for
//! those of equal names.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::ops::ControlFlow;

use super::bits::Bits;
use super::chunk::{WORDS, Words, rows_in};
use super::index::{Index, MIDDLE, RowId};
use super::score::{Scorer, standing_points};
use super::understood::{Field, Understood, points};

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

/// A choice of classes for the first terms, with the bound on the score of the rows that are in all of them.
struct Node {
    bound: u32,
    /// The points that are settled.
    settled: u32,
    /// Which of the roots the rows are of.
    root: usize,
    /// The class of each term that has one.
    classes: Vec<u16>,
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
        (self.bound, self.classes.len()).cmp(&(other.bound, other.classes.len()))
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
        let standing = self.index().rows.standing(row);
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
        let roots = self.roots(fitting);
        let node = |(root, (settled, _)): (usize, &(u32, Bits))| Node {
            bound: settled + most[0],
            settled: *settled,
            root,
            classes: Vec::new(),
            last: None,
        };
        let mut heap: BinaryHeap<Node> = roots.iter().enumerate().map(node).collect();
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
            let rows = &roots[node.root].1;
            match terms.get(node.classes.len()) {
                None => self.collect(&node, rows, &mut best),
                Some(_) if self.is_small(&node, rows, &mut best) => {}
                Some(term) => heap.extend(children(&node, term, most[node.classes.len() + 1])),
            }
        }
        best.scores.into_iter().map(|(row, score)| Ranked { row, score }).collect()
    }

    /// The rows of a node, chunk by chunk, until enough is seen of them.
    fn each_chunk(&self, node: &Node, rows: &Bits, mut see: impl FnMut(u16, &Words) -> ControlFlow<()>) {
        let mut buffers = [[0; WORDS]; 2];
        'chunks: for (high, words) in rows.chunks() {
            let [one, other] = &mut buffers;
            let (mut now, mut next) = (&mut *one, &mut *other);
            for (at, (term, class)) in self.scorer.terms.iter().zip(&node.classes).enumerate() {
                let before = if at == 0 { words } else { &*now };
                if !term.classes[usize::from(*class)].rows.put_common(high, next, before) {
                    continue 'chunks;
                }
                (now, next) = (next, now);
            }
            let left = if node.classes.is_empty() { words } else { &*now };
            if see(high, left).is_break() {
                return;
            }
        }
    }

    /// Whether a node has so few rows that they are scored sooner than told apart any further; then they are.
    fn is_small(&self, node: &Node, rows: &Bits, best: &mut Best) -> bool {
        const SMALL: usize = 100;
        let mut few = Vec::new();
        self.each_chunk(node, rows, |high, words| {
            few.extend(rows_in(high, words).take(SMALL + 1 - few.len()));
            if few.len() > SMALL { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if few.len() > SMALL {
            return false;
        }
        for row in few {
            self.scored(row, best);
        }
        true
    }

    /// So many nodes cost as much as scoring so many rows one by one: where terms may mean many things, bounds help little.
    fn nodes_worth(&self, rows: usize) -> usize {
        /// What a node costs, in rows scored: some for itself, and some for each 65,536 rows there are.
        const A_NODE: usize = 8;
        const A_CHUNK: usize = 4;
        let chunks = self.index().rows.name.len() >> 16;
        rows / (A_NODE + A_CHUNK * chunks) + 64
    }

    /// The rows by their standing, and by whether they are in the own hamlet, each with the points of that.
    fn roots(&self, fitting: &Bits) -> Vec<(u32, Bits)> {
        let mut roots = Vec::new();
        for (standing, rows) in (0..).zip(&self.index().standing) {
            let mut rows = fitting.common(rows);
            let points = standing_points(standing);
            if let Some(own) = self.own {
                roots.push((points + points::OWN, rows.common_bits(own)));
                rows.take_away(own);
            }
            roots.push((points, rows));
        }
        roots.retain(|(_, rows)| !rows.is_empty());
        roots
    }

    /// The first rows of a node that reach its bound, with all that have the name of the last of them, and all that came
    /// later: those are not in order.
    fn collect(&self, node: &Node, rows: &Bits, best: &mut Best) {
        let index = self.index();
        let (mut reached, mut scored) = (0, 0);
        let mut last_name = None;
        let mut is_enough = false;
        self.each_chunk(node, rows, |high, words| {
            // What came later lies behind.
            if is_enough && (u32::from(high) + 1) << 16 <= index.in_order {
                return ControlFlow::Continue(());
            }
            for row in rows_in(high, words) {
                let name = index.rows.name[row as usize];
                is_enough |= scored >= MOST || reached >= best.limit && last_name != Some(name);
                if is_enough && row < index.in_order {
                    continue;
                }
                scored += 1;
                if self.scored(row, best).is_some_and(|score| score >= node.bound) {
                    reached += 1;
                    last_name = Some(name);
                }
            }
            let is_done = is_enough && index.in_order == index.row_count();
            if is_done { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
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
        let class = u16::try_from(at).ok()?;
        let classes = node.classes.iter().copied().chain([class]).collect();
        Some(Node { bound: settled + rest, settled, root: node.root, classes, last: place.or(node.last) })
    })
}
