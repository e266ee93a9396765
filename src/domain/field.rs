//! The names of the fields of every entry: forms, faults, drafts and the command line speak of the same ones.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// A field of an entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* $name,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The name drafts and JSON use; it never changes.
            pub fn key(self) -> &'static str {
                match self { $(Field::$name => $key,)* }
            }

            /// The field of that name.
            pub fn from_key(key: &str) -> Option<Field> {
                Field::ALL.iter().copied().find(|field| field.key() == key)
            }
        }
    };
}

fields! {
    /// The entry as a whole.
    Whole = "whole",
    /// A name of a unit, group, project, model or committee.
    Name = "name",
    /// The kind of a unit, project, committee or model.
    KindOf = "kind",
    /// An administrative code.
    Code = "code",
    /// The unit above.
    Parent = "parent",
    /// Legal basis.
    Basis = "basis",
    /// Another spelling.
    Alias = "alias",
    /// The commune.
    Commune = "commune",
    /// The hamlet.
    Hamlet = "hamlet",
    /// A group.
    Group = "group",
    /// A group's number.
    GroupNumber = "group_number",
    /// When a group was founded.
    Founded = "founded",
    /// A group's meeting day of the month.
    MeetingDay = "meeting_day",
    /// The grade of a year.
    Grade = "grade",
    /// The begin of a period.
    From = "from",
    /// The end of a period.
    To = "to",
    /// A household.
    Household = "household",
    /// The number in the group's book.
    BookNumber = "book_number",
    /// Address.
    Address = "address",
    /// Head of household.
    Head = "head",
    /// Household representative.
    Representative = "representative",
    /// Phones.
    Phones = "phones",
    /// What people call somebody.
    Nickname = "nickname",
    /// Poverty status.
    Poverty = "poverty",
    /// Number of a decision.
    Decision = "decision",
    /// The year a status is of.
    Year = "year",
    /// Cultural family title.
    Cultural = "cultural",
    /// Policy category.
    Policy = "policy",
    /// Last verified.
    VerifiedOn = "verified_on",
    /// A person.
    Person = "person",
    /// Full name.
    FullName = "full_name",
    /// Sex.
    Sex = "sex",
    /// Birth.
    Birth = "birth",
    /// Personal id.
    PersonalId = "personal_id",
    /// Old 9-digit id.
    OldId = "old_id",
    /// Relation to the head.
    Relation = "relation",
    /// Occupation.
    Occupation = "occupation",
    /// Residence.
    Residence = "residence",
    /// Associations.
    Associations = "associations",
    /// Death.
    Died = "died",
    /// The day something happened or was given.
    On = "on",
    /// Who said so.
    ToldBy = "told_by",
    /// Where to, or where from.
    Place = "place",
    /// Members chosen for an act.
    Members = "members",
    /// What a committee is of.
    Of = "of",
    /// Seats.
    Seats = "seats",
    /// Holder of a seat.
    Holder = "holder",
    /// Role of a seat.
    Role = "role",
    /// What a seat rests on.
    SeatBasis = "seat_basis",
    /// Project.
    Project = "project",
    /// Movement model.
    Model = "model",
    /// Route.
    Route = "route",
    /// Length.
    Length = "length",
    /// Width.
    Width = "width",
    /// Lamps.
    Lamps = "lamps",
    /// Cameras.
    Cameras = "cameras",
    /// Budget.
    Budget = "budget",
    /// State funding.
    State = "state",
    /// People's funding.
    People = "people",
    /// Sponsors' funding.
    Sponsors = "sponsors",
    /// Start of works.
    Started = "started",
    /// Finish of works.
    Finished = "finished",
    /// Handover.
    Handover = "handover",
    /// Custodian.
    Custodian = "custodian",
    /// Levy.
    Levy = "levy",
    /// What a levy is counted by.
    LevyBasis = "levy_basis",
    /// The meeting that decided.
    DecidedAt = "decided_at",
    /// Due date.
    Due = "due",
    /// Waived or reduced: the amount left to give.
    Reduced = "reduced",
    /// A reason.
    Reason = "reason",
    /// Sponsor's name.
    Sponsor = "sponsor",
    /// Who stood for the household.
    GivenBy = "given_by",
    /// Form of a contribution.
    Giving = "giving",
    /// Money.
    Money = "money",
    /// Land.
    Land = "land",
    /// Labour.
    Labour = "labour",
    /// Goods: what.
    Goods = "goods",
    /// Goods: how many.
    Quantity = "quantity",
    /// Goods: counted in.
    Measure = "measure",
    /// Valued in money.
    Valued = "valued",
    /// Valuation rule.
    Rule = "rule",
    /// Collector.
    Collector = "collector",
    /// Payer.
    Payer = "payer",
    /// On behalf of which household.
    OnBehalf = "on_behalf",
    /// Receipt number.
    ReceiptNumber = "receipt_no",
    /// Witnesses.
    Witnesses = "witnesses",
    /// Evidence.
    Evidence = "evidence",
    /// Map sheet and parcel.
    Parcel = "parcel",
    /// Certificate updated.
    Certificate = "certificate",
    /// A note's text.
    Text = "text",
    /// Follow-up date.
    FollowUp = "follow_up",
    /// Movement of a model.
    Movement = "movement",
    /// Participants.
    Participants = "participants",
    /// Login.
    Login = "login",
    /// Role of a member of staff.
    StaffRole = "staff_role",
    /// Scope of a member of staff.
    Scope = "scope",
    /// UTC offset of the home.
    Offset = "offset",
    /// When a household ended, and why.
    Ended = "ended",
    /// When something was voided, and why.
    Voided = "voided",
    /// When a note was dealt with.
    Done = "done",
    /// Who wrote it.
    WrittenBy = "written_by",
    /// The other household of a change of life.
    OtherHousehold = "other_household",
    /// A home for practice.
    Practice = "practice",
    /// A contribution.
    Contribution = "contribution",
    /// Who takes over from a member of staff.
    Successor = "successor",
    /// Who asked about their data.
    AskedBy = "asked_by",
    /// The day a request came in.
    AskedOn = "asked_on",
    /// The day a request was answered.
    AnsweredOn = "answered_on",
    /// The day a request was completed or refused.
    CompletedOn = "completed_on",
    /// Where a meeting was.
    MeetingPlace = "meeting_place",
    /// Who led a meeting.
    Chair = "chair",
    /// Who wrote the minutes.
    Secretary = "secretary",
    /// What a meeting was about.
    Topic = "topic",
    /// The occasion of a series of meetings.
    Occasion = "occasion",
    /// Number of the minutes.
    MinutesNo = "minutes_no",
    /// Head count.
    Headcount = "headcount",
    /// What was voted on.
    VoteOn = "vote_on",
    /// Votes for it.
    InFavour = "in_favour",
    /// Votes against it.
    Against = "against",
    /// Votes that are neither.
    OtherVotes = "other_votes",
    /// What a meeting decided.
    Conclusion = "conclusion",
    /// What a meeting asked of others.
    Petition = "petition",
    /// The households of a roll.
    Roll = "roll",
    /// What came of sending a household to another group.
    Answer = "answer",
}

#[cfg(test)]
mod tests {
    use super::Field;
    use std::collections::HashSet;

    #[test]
    fn keys_are_unique_and_read_back() {
        let keys: HashSet<&str> = Field::ALL.iter().map(|f| f.key()).collect();
        assert_eq!(keys.len(), Field::ALL.len());
        assert!(Field::ALL.iter().all(|f| Field::from_key(f.key()) == Some(*f)));
    }
}
