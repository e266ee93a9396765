//! What is left of a record when personal data is erased from it: all that counts and sums go by, and nothing that
//! tells who somebody is.
//!
//! Records *of* a person lose their personal fields whole. Records that only *mention* them (who paid, who witnessed,
//! a note about their household) lose the person's name and digits, and keep what is said of others.

use std::collections::BTreeSet;

use super::{
    AnyRecord, Committee, Contribution, Contributor, DataRequest, Due, Gift, Holder, Holding, Household,
    HouseholdEndReason, LifeChange, Meeting, MovementModel, Note, Person, Project, RequestOutcome, Transfer,
    TransferOutcome,
};

/// What stands where a name or a text was.
pub const ERASED: &str = "(đã ẩn danh)";

/// The names and numbers by which a person can be known in a text: all that their record ever had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownBy(BTreeSet<Vec<char>>);

impl KnownBy {
    /// Adds what a person's record says of who they are.
    pub fn learn(&mut self, person: &Person) {
        self.add(&person.full_name);
        person.personal_id.iter().for_each(|id| self.add(id.digits()));
        person.old_id.iter().for_each(|id| self.add(id.digits()));
    }

    /// A name of one word is left out: "Ba" is a word of any text.
    fn add(&mut self, text: &str) {
        let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if text != ERASED && (is_number || text.split_whitespace().count() > 1) {
            self.0.insert(text.chars().map(lower).collect());
        }
    }

    /// Adds those of somebody else.
    pub fn merge(&mut self, other: KnownBy) {
        self.0.extend(other.0);
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text names the person.
    pub fn is_in(&self, text: &str) -> bool {
        self.taken_out_of(text).is_some()
    }

    /// The text with [`ERASED`] where the person was named; none when they were not. Only whole words count:
    /// "Nguyễn Văn An" is not in "Nguyễn Văn Anh".
    pub fn taken_out_of(&self, text: &str) -> Option<String> {
        let letters: Vec<char> = text.chars().collect();
        let lowered: Vec<char> = letters.iter().copied().map(lower).collect();
        let (mut left, mut at, mut found) = (String::with_capacity(text.len()), 0, false);
        while at < letters.len() {
            match self.length_at(&lowered, at) {
                Some(length) => {
                    left.push_str(ERASED);
                    (at, found) = (at + length, true);
                }
                None => {
                    left.push(letters[at]);
                    at += 1;
                }
            }
        }
        found.then_some(left)
    }

    fn length_at(&self, text: &[char], at: usize) -> Option<usize> {
        let begins = at == 0 || !text[at - 1].is_alphanumeric();
        let fits = |known: &&Vec<char>| {
            let end = at + known.len();
            text[at..].starts_with(known) && text.get(end).is_none_or(|after| !after.is_alphanumeric())
        };
        // The longest first: of two names the shorter may be the beginning of the other.
        self.0.iter().filter(|_| begins).filter(fits).map(Vec::len).max()
    }
}

/// One letter for one letter, so that places in a text stay the same.
fn lower(c: char) -> char {
    let mut lowered = c.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn erase(text: &mut Option<String>) {
    if text.is_some() {
        *text = Some(ERASED.to_owned());
    }
}

impl Person {
    /// Whether their personal data was erased.
    pub fn is_erased(&self) -> bool {
        self.full_name == ERASED
    }
}

impl AnyRecord {
    /// The record without what tells who somebody is; none for a kind of record that has nothing of the kind.
    /// Sex, years of residence and memberships stay: the counts of past years go by them (Law 91/2025 on personal
    /// data lets figures be kept).
    pub fn without_personal_data(&self) -> Option<AnyRecord> {
        match self {
            AnyRecord::Person(person) => {
                let mut erased = person.clone();
                erased.full_name = ERASED.to_owned();
                (erased.nickname, erased.occupation, erased.moved_place) = (None, None, None);
                (erased.birth, erased.personal_id, erased.old_id) = (None, None, None);
                Some(erased.into())
            }
            AnyRecord::Household(household) => {
                let mut erased = household.clone();
                erased.address = ERASED.to_owned();
                erased.nickname = None;
                erased.phones.clear();
                if let Some(HouseholdEndReason::MovedOut(to)) = erased.ended.as_mut().map(|end| &mut end.why)
                {
                    *to = String::new();
                }
                Some(erased.into())
            }
            AnyRecord::Note(note) => Some(Note { text: ERASED.to_owned(), ..note.clone() }.into()),
            AnyRecord::LifeChange(change) => {
                let mut erased = change.clone();
                [&mut erased.place, &mut erased.basis, &mut erased.told_by].into_iter().for_each(erase);
                Some(erased.into())
            }
            AnyRecord::DataRequest(request) => {
                let mut erased = request.clone();
                erased.asked_by = ERASED.to_owned();
                erase(&mut erased.note);
                if let Some(RequestOutcome::Refused(why)) = erased.ended.as_mut().map(|end| &mut end.outcome)
                {
                    *why = ERASED.to_owned();
                }
                Some(erased.into())
            }
            AnyRecord::Transfer(transfer) => {
                let mut erased = transfer.clone();
                of_transfer(&mut erased).into_iter().for_each(|text| *text = ERASED.to_owned());
                Some(erased.into())
            }
            _ => None,
        }
    }

    /// The record without the name and the digits of somebody whom a text in it mentions; none when nobody does.
    pub fn without_mentions(&self, known: &KnownBy) -> Option<AnyRecord> {
        let mut erased = self.clone();
        let mut found = false;
        for text in erased.texts() {
            if let Some(left) = known.taken_out_of(text) {
                (*text, found) = (left, true);
            }
        }
        found.then_some(erased)
    }

    /// Every text in it that somebody typed freely, and may have named a person in.
    fn texts(&mut self) -> Vec<&mut String> {
        match self {
            AnyRecord::Household(household) => of_household(household),
            AnyRecord::Person(person) => {
                let Person { nickname, occupation, moved_place, .. } = person;
                nickname.iter_mut().chain(occupation).chain(moved_place).collect()
            }
            AnyRecord::Committee(committee) => of_committee(committee),
            AnyRecord::Project(Project { name, route, custodian, levy, .. }) => {
                let decided_at = levy.iter_mut().filter_map(|levy| levy.decided_at.as_mut());
                std::iter::once(name).chain(route).chain(custodian).chain(decided_at).collect()
            }
            AnyRecord::Contribution(contribution) => of_contribution(contribution),
            AnyRecord::Note(Note { text, .. }) => vec![text],
            AnyRecord::MovementModel(MovementModel { name, .. }) => vec![name],
            AnyRecord::Due(Due { relief, .. }) => {
                relief.iter_mut().map(|relief| &mut relief.reason).collect()
            }
            AnyRecord::LifeChange(LifeChange { place, basis, told_by, .. }) => {
                place.iter_mut().chain(basis).chain(told_by).collect()
            }
            AnyRecord::DataRequest(DataRequest { asked_by, note, ended, .. }) => {
                let why = ended.iter_mut().filter_map(|end| match &mut end.outcome {
                    RequestOutcome::Refused(why) => Some(why),
                    RequestOutcome::Done => None,
                });
                std::iter::once(asked_by).chain(note).chain(why).collect()
            }
            AnyRecord::Transfer(transfer) => of_transfer(transfer),
            AnyRecord::Meeting(meeting) => of_meeting(meeting),
            // Units and groups are no persons; staff are looked after as staff.
            AnyRecord::Unit(_) | AnyRecord::Group(_) | AnyRecord::Staff(_) | AnyRecord::Home(_) => Vec::new(),
        }
    }
}

fn of_household(household: &mut Household) -> Vec<&mut String> {
    let Household { address, nickname, ended, policy, .. } = household;
    let moved_to = ended.iter_mut().filter_map(|end| match &mut end.why {
        HouseholdEndReason::MovedOut(to) => Some(to),
        _ => None,
    });
    let policies = policy.iter_mut().map(|policy| &mut policy.category);
    std::iter::once(address).chain(nickname).chain(moved_to).chain(policies).collect()
}

fn of_committee(committee: &mut Committee) -> Vec<&mut String> {
    let Committee { name, seats, .. } = committee;
    let outsiders = seats.iter_mut().flat_map(|seat| match &mut seat.holding {
        Holding::Held { holder: Holder::Outsider { name, post }, .. } => vec![name, post],
        _ => Vec::new(),
    });
    name.iter_mut().chain(outsiders).collect()
}

fn of_transfer(transfer: &mut Transfer) -> Vec<&mut String> {
    let Transfer { basis, told_by, answer, .. } = transfer;
    let reason = answer.iter_mut().filter_map(|answer| match &mut answer.outcome {
        TransferOutcome::Declined(reason) => Some(reason),
        TransferOutcome::TakenBack(reason) => reason.as_mut(),
        TransferOutcome::Accepted | TransferOutcome::HouseholdEnded => None,
    });
    basis.iter_mut().chain(told_by).chain(reason).collect()
}

fn of_meeting(meeting: &mut Meeting) -> Vec<&mut String> {
    let Meeting { place, chair, secretary, topic, occasion, minutes_no, votes, decision, petition, .. } =
        meeting;
    let texts = [place, chair, secretary, topic, occasion, minutes_no, decision, petition];
    texts.into_iter().flatten().chain(votes.iter_mut().map(|vote| &mut vote.on)).collect()
}

fn of_contribution(contribution: &mut Contribution) -> Vec<&mut String> {
    let Contribution { from, gift, rule, witnesses, evidence, voided, .. } = contribution;
    let sponsor = match from {
        Contributor::Sponsor(name) => Some(name),
        Contributor::Household { .. } => None,
    };
    let mut texts: Vec<&mut String> = sponsor.into_iter().chain(rule).chain(witnesses).collect();
    texts.extend(evidence.iter_mut().map(|paper| &mut paper.number));
    texts.extend(voided.iter_mut().map(|voided| &mut voided.reason));
    match gift {
        Gift::Money(receipts) => {
            for receipt in receipts {
                texts.extend(receipt.collector.iter_mut().chain(&mut receipt.payer));
                texts.extend(receipt.voided.iter_mut().map(|voided| &mut voided.reason));
            }
        }
        Gift::Land { typed, parcel, .. } => texts.extend(typed.iter_mut().chain(parcel)),
        Gift::Labour(_) => {}
        Gift::Goods { what, measure, .. } => texts.extend([what, measure]),
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names: &[&str]) -> KnownBy {
        let mut known = KnownBy::default();
        names.iter().for_each(|name| known.add(name));
        known
    }

    #[test]
    fn only_whole_names_and_numbers_are_taken_out() {
        let an = known(&["Nguyễn Văn An", "082079001234", "Út"]);
        let cases = [
            ("Nguyễn Văn An", Some("(đã ẩn danh)")),
            ("NGUYỄN VĂN AN nộp thay", Some("(đã ẩn danh) nộp thay")),
            ("ông Nguyễn Văn An, số 082079001234.", Some("ông (đã ẩn danh), số (đã ẩn danh).")),
            ("Nguyễn Văn Anh", None),
            ("Đỗ Nguyễn Văn An", Some("Đỗ (đã ẩn danh)")),
            ("0082079001234", None),
            ("nhà Út", None),
            ("", None),
        ];
        for (text, want) in cases {
            assert_eq!(an.taken_out_of(text).as_deref(), want, "{text}");
            assert_eq!(an.is_in(text), want.is_some(), "{text}");
        }
        assert!(known(&["", ERASED]).is_empty());
    }

    #[test]
    fn the_longer_of_two_names_is_taken_out_whole() {
        let two = known(&["Trần Văn", "Trần Văn Út"]);
        assert_eq!(two.taken_out_of("Trần Văn Út").as_deref(), Some(ERASED));
    }

    #[test]
    fn a_sending_loses_its_texts_whole_or_the_names_in_them() {
        use super::super::{Date, GroupId, HouseholdId, TransferAnswer, TransferId};
        let day = Date::ymd(2023, 11, 10).unwrap();
        let sent = |text: &str, outcome| Transfer {
            id: TransferId(uuid::Uuid::from_u128(1)),
            household: HouseholdId(uuid::Uuid::from_u128(2)),
            from: GroupId(uuid::Uuid::from_u128(3)),
            to: GroupId(uuid::Uuid::from_u128(4)),
            on: day,
            basis: Some(text.into()),
            told_by: Some(text.into()),
            asked_by: "an".into(),
            asked_on: day,
            answer: Some(TransferAnswer { on: day, by: "binh".into(), outcome }),
        };
        let an = known(&["Nguyễn Văn An"]);
        type Outcome = fn(String) -> TransferOutcome;
        let outcomes: [Outcome; 4] = [
            TransferOutcome::Declined,
            |reason| TransferOutcome::TakenBack(Some(reason)),
            |_| TransferOutcome::TakenBack(None),
            |_| TransferOutcome::Accepted,
        ];
        for outcome in outcomes {
            let with = |text: &str| AnyRecord::from(sent(text, outcome(text.to_owned())));
            let record = with("ông Nguyễn Văn An đã đi");
            assert_eq!(record.without_mentions(&an), Some(with("ông (đã ẩn danh) đã đi")));
            assert_eq!(with("ông Bông đã đi").without_mentions(&an), None);
            assert_eq!(record.without_personal_data(), Some(with(ERASED)));
        }
    }
}
