//! What the look-up knows of a household: its keys, folded once.

use crate::domain::{ERASED, GroupId, HouseholdId, PersonId, RelationToHead};
use crate::protocol::Gone;
use crate::text::{keys, order};

/// A text as words in the three keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Word by word: exact, folded, loose.
    pub(super) words: Vec<[Box<str>; 3]>,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        // Nobody is found by what stands where a name was.
        let text = if text == ERASED { "" } else { text };
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let key = |part: &str| [keys::exact(part).into(), keys::fold(part).into(), keys::loose(part).into()];
        Words { words: parts.map(key).collect() }
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
        Entry {
            household,
            number,
            head: head_at.map_or(String::new(), |at| members[at].name.clone()),
            hamlets: names.map(|name| Words::of(name)).collect(),
            address: Words::of(&places.address),
            nickname: Words::of(places.nickname.as_deref().unwrap_or("")),
            places,
            members,
            head_at,
        }
    }
}
