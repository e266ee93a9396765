//! A plain scan: one folded line a household in one buffer, words searched with `memmem`. It counts the households that have
//! all words and keeps the first twenty it meets; it ranks nothing.

use memchr::memmem::Finder;
use ndtq::search::Entry;
use ndtq::text::keys;

const SHOWN: usize = 20;

/// All households as folded text.
#[derive(Default)]
pub struct Plain {
    text: String,
    /// Where each line ends.
    ends: Vec<u32>,
    /// How many words each line has; kept between queries.
    has: Vec<u8>,
}

impl Plain {
    pub fn put(&mut self, entry: &Entry) {
        let mut add = |text: &str| {
            keys::push_fold(text, &mut self.text);
            self.text.push(' ');
        };
        for member in &entry.members {
            add(&member.name);
            member.nickname.iter().for_each(|name| add(name));
            member.ids.iter().for_each(|id| add(id));
        }
        let places = &entry.places;
        add(&places.hamlet);
        add(&format!("to {}", places.group));
        add(&places.address);
        places.phones.iter().for_each(|phone| add(phone));
        self.text.push('\n');
        self.ends.push(u32::try_from(self.text.len()).unwrap());
    }

    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How many households have all words, and the first of them: each word is searched in the whole buffer.
    pub fn each_word(&mut self, typed: &str) -> (u32, Vec<u32>) {
        let folded = keys::fold(typed);
        let words = folded.split_whitespace().count();
        self.has.clear();
        self.has.resize(self.ends.len(), 0);
        for word in folded.split_whitespace() {
            let finder = Finder::new(word);
            let (mut from, mut line) = (0, 0);
            while let Some(at) = finder.find(&self.text.as_bytes()[from..]) {
                line = self.line_of(line, from + at);
                self.has[line] += 1;
                from = self.ends[line] as usize;
            }
        }
        let all = self.has.iter().zip(0_u32..).filter(|(has, _)| usize::from(**has) == words && words > 0);
        let shown = all.clone().map(|(_, line)| line).take(SHOWN).collect();
        (u32::try_from(all.count()).unwrap(), shown)
    }

    fn line_of(&self, from: usize, at: usize) -> usize {
        let at = u32::try_from(at).unwrap();
        // Hits lie close together or far apart: a few lines are looked at before searching.
        let near = self.ends[from..].iter().take(4).position(|end| *end > at);
        near.map_or_else(|| from + self.ends[from..].partition_point(|end| *end <= at), |near| from + near)
    }

    /// The same, cleverer: the longest word is searched, the others only in the lines it is in.
    pub fn longest_first(&self, typed: &str) -> (u32, Vec<u32>) {
        let folded = keys::fold(typed);
        let finders: Vec<Finder<'_>> = folded.split_whitespace().map(Finder::new).collect();
        // The longest word is met least often.
        let Some(first) = (0..finders.len()).max_by_key(|at| finders[*at].needle().len()) else {
            return (0, Vec::new());
        };
        let text = self.text.as_bytes();
        let (mut count, mut shown) = (0, Vec::with_capacity(SHOWN));
        let (mut from, mut line) = (0, 0);
        while let Some(at) = finders[first].find(&text[from..]) {
            line = self.line_of(line, from + at);
            let start = if line == 0 { 0 } else { self.ends[line - 1] as usize };
            let end = self.ends[line] as usize;
            let others = finders.iter().enumerate().filter(|(other, _)| *other != first);
            if others.map(|(_, finder)| finder).all(|finder| finder.find(&text[start..end]).is_some()) {
                count += 1;
                if shown.len() < SHOWN {
                    shown.push(u32::try_from(line).unwrap());
                }
            }
            from = end;
        }
        (count, shown)
    }
}
