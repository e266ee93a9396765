//! What people type at a desk, in the kinds that come up there.

use ndtq::text::keys;

use crate::province::{Dice, Household, hamlet};

/// So many queries about some households, with what kind each is.
pub fn queries(households: &[Household], count: usize, seed: u64) -> Vec<(&'static str, String)> {
    let mut dice = Dice::new(seed);
    let mut queries = Vec::new();
    while queries.len() < count {
        let household = dice.one_of(households).clone();
        let person = dice.one_of(&household.persons).clone();
        let plain = keys::fold(&person.name);
        let words: Vec<&str> = plain.split_whitespace().collect();
        let given = words.last().copied().unwrap_or_default().to_owned();
        match queries.len() % 10 {
            0 => {
                // Key by key.
                let letters: Vec<char> = plain.chars().collect();
                let ends = (1..=letters.len()).filter(|end| letters[end - 1] != ' ');
                queries.extend(ends.map(|end| ("key by key", letters[..end].iter().collect())));
            }
            1 => queries.push(("two words", format!("{} {given}", words[0]))),
            2 => queries.push(("id begin", person.personal_id[..7 + dice.below(5) as usize].to_owned())),
            3 => {
                let digits = household.phone.unwrap_or(person.personal_id);
                queries.push(("last four", digits[digits.len() - 4..].to_owned()));
            }
            4 => queries
                .push(("hamlet and name", format!("{} {given}", keys::fold(&hamlet(household.hamlet).name)))),
            5 => queries.push(("one letter", given[..1].to_owned())),
            6 => queries.push(("no match", format!("{given} xzq{}", dice.below(1000)))),
            7 => queries.push(("typo", slip(&plain, &mut dice))),
            8 => queries.push(("accents", person.name.to_lowercase())),
            _ => queries.push(("name and group", format!("{given} to {}", household.group))),
        }
    }
    queries.truncate(count);
    queries
}

/// A name with a slip in its longest word.
fn slip(name: &str, dice: &mut Dice) -> String {
    let mut words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    let Some(longest) = (0..words.len()).max_by_key(|at| words[*at].len()) else { return String::new() };
    let word = words[longest].as_bytes().to_vec();
    let at = 1 + dice.below(word.len().saturating_sub(1).max(1) as u32) as usize % word.len();
    let mut slipped = word.clone();
    match dice.below(3) {
        0 => slipped[at] = b'x',
        1 => drop(slipped.remove(at)),
        _ => slipped.swap(at, at - 1),
    }
    words[longest] = String::from_utf8_lossy(&slipped).into_owned();
    words.join(" ")
}
