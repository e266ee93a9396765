//! What the look-up knows of a household: its keys, folded once.

use crate::domain::{ERASED, GroupId, HouseholdId, PersonId, RelationToHead};
use crate::protocol::Gone;
use crate::text::{keys, order};

/// What words begin with: their first letter, and their first two. Nearly all that does not fit is told apart by this
/// alone, without reading the words, which lie scattered in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Begins(u128);

impl Begins {
    /// Of one folded word.
    pub(super) fn of(fold: &str) -> Begins {
        /// The letters of the alphabet, and all else as one.
        const LETTERS: u32 = 27;
        // A final y may be typed i and the other way round.
        let letter = |byte: u8| match byte {
            b'y' => u32::from(b'i' - b'a'),
            b'a'..=b'z' => u32::from(byte - b'a'),
            _ => LETTERS - 1,
        };
        match *fold.as_bytes() {
            [] => Begins(0),
            [first] => Begins(1 << letter(first)),
            [first, second, ..] => {
                let pair = (letter(first) * LETTERS + letter(second)) % (u128::BITS - LETTERS);
                Begins(1 << letter(first) | 1 << (LETTERS + pair))
            }
        }
    }

    pub(super) fn and(self, other: Begins) -> Begins {
        Begins(self.0 | other.0)
    }

    /// Whether all of the other are among these.
    pub(super) fn have(self, other: Begins) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A text as words in the three keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Word by word: exact, folded, loose.
    pub(super) words: Vec<[Box<str>; 3]>,
    pub(super) begins: Begins,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        // Nobody is found by what stands where a name was.
        let text = if text == ERASED { "" } else { text };
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let key = |part: &str| [keys::exact(part).into(), keys::fold(part).into(), keys::loose(part).into()];
        let words: Vec<[Box<str>; 3]> = parts.map(key).collect();
        let begins = words.iter().map(|[_, fold, _]| Begins::of(fold)).fold(Begins::default(), Begins::and);
        Words { words, begins }
    }
}

/// Where a household is, as a form describes it to [`Entry::new`].
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The hamlet's name.
    pub hamlet: String,
    /// Every other name and spelling of the hamlet.
    pub hamlet_names: Vec<String>,
    /// The group.
    pub group_id: Option<GroupId>,
    /// The group's number.
    pub group: u16,
    /// The household is none any more.
    pub ended: bool,
    /// The number in the group's book.
    pub book_number: u16,
    /// The address.
    pub address: String,
    /// What the neighbours call the household.
    pub nickname: Option<String>,
    /// Phones, digits only.
    pub phones: Vec<String>,
}

/// A household with everybody who belongs or belonged to it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Identity.
    pub household: HouseholdId,
    /// Short number.
    pub number: u32,
    /// The head's name.
    pub head: String,
    /// Where it is.
    pub places: Places,
    pub(super) hamlets: Vec<Words>,
    pub(super) address: Words,
    pub(super) nickname: Words,
    pub(super) members: Vec<Member>,
    pub(super) head_at: Option<usize>,
    /// Of all its words and those of its members.
    pub(super) begins: Begins,
}

/// A person of a household.
#[derive(Clone, Debug)]
pub struct Member {
    /// Identity.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What people call them.
    pub nickname: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Relation to the head.
    pub relation: RelationToHead,
    /// Whether they are the head now.
    pub is_head: bool,
    /// Whether they are gone.
    pub gone: Option<Gone>,
    /// Personal and old id, digits only.
    pub ids: Vec<String>,
    pub(super) words: Words,
    pub(super) called: Words,
    pub(super) sort_key: Vec<u8>,
}

impl Member {
    /// Folds the keys of a person.
    pub fn new(person: PersonId, name: String, nickname: Option<String>, relation: RelationToHead) -> Member {
        Member {
            person,
            words: Words::of(&name),
            called: Words::of(nickname.as_deref().unwrap_or("")),
            sort_key: order::name_sort_key(&name),
            name,
            nickname,
            birth_year: None,
            relation,
            is_head: false,
            gone: None,
            ids: Vec::new(),
        }
    }
}

impl Entry {
    /// Everybody who belongs or belonged to it.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Folds the keys of a household. Its head is the member who is marked so.
    pub fn new(household: HouseholdId, number: u32, places: Places, members: Vec<Member>) -> Entry {
        let head_at = members.iter().position(|member| member.is_head);
        let names = std::iter::once(&places.hamlet).chain(&places.hamlet_names);
        let hamlets: Vec<Words> = names.map(|name| Words::of(name)).collect();
        let address = Words::of(&places.address);
        let nickname = Words::of(places.nickname.as_deref().unwrap_or(""));
        let of_members = members.iter().flat_map(|member| [&member.words, &member.called]);
        let all = of_members.chain(&hamlets).chain([&address, &nickname]);
        Entry {
            household,
            number,
            head: head_at.map_or(String::new(), |at| members[at].name.clone()),
            begins: all.map(|words| words.begins).fold(Begins::default(), Begins::and),
            hamlets,
            address,
            nickname,
            places,
            members,
            head_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_fits_in_some_key_begins_alike(word in "[a-zA-Zđàáâêộơưýỳỷĩí0-9ﬁ]{1,6}", letters in 1_usize..7) {
            let spellings = [word.clone(), keys::exact(&word), keys::fold(&word), keys::loose(&word)];
            for spelling in spellings {
                let typed: String = spelling.chars().take(letters).collect();
                for key in [keys::exact, keys::fold, keys::loose] {
                    let fits = key(&word).starts_with(&key(&typed));
                    let begins = Begins::of(&keys::fold(&word)).have(Begins::of(&keys::fold(&typed)));
                    prop_assert!(!fits || begins, "{typed} fits {word}");
                }
            }
        }
    }
}
