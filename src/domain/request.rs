//! The register of requests: who asked what of their personal data, what became of it, and by when it must.
//!
//! Law 91/2025/QH15 gives the person the rights, Decree 356/2025/NĐ-CP the days: an answer within 2 working days, and
//! completion within 10 to 20 days by kind. The days of a kind stand in [`RequestKind::days`].

use chrono::{Datelike, Days, Weekday};
use serde::{Deserialize, Serialize};

use super::{
    DataRequestId, Date, Fault, Faults, Field, Kind, LINE, NAME, PersonId, RequestKind, ShortNumber, Why,
};

/// Within how many working days it must be answered that a request was received, and how it will be done.
const ANSWER_WITHIN: u32 = 2;

/// A request of a person about their personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRequest {
    /// Identity.
    pub id: DataRequestId,
    /// The short number in this home, `Y-00003`; given by the registry.
    pub number: u32,
    /// What is asked for.
    pub kind: RequestKind,
    /// About whom; none while that is not clear, or when they are not in the register.
    pub person: Option<PersonId>,
    /// Who asked, by name: the person, or who speaks for them.
    pub asked_by: String,
    /// The day it came in.
    pub asked_on: Date,
    /// The day it was answered that it was received and how it will be done.
    pub answered_on: Option<Date>,
    /// What became of it.
    pub ended: Option<RequestEnd>,
    /// More about it.
    pub note: Option<String>,
    /// The login of who recorded it.
    pub by: String,
}

/// When and how a request ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestEnd {
    /// The day.
    pub on: Date,
    /// How.
    pub outcome: RequestOutcome,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestOutcome {
    /// It was done.
    Done,
    /// It was refused; why, as the person was told.
    Refused(String),
}

impl RequestKind {
    /// Within how many days of its coming in it must be completed.
    ///
    /// Decree 356/2025/NĐ-CP sets them by kind, from 10 to 20 days: 15 for whoever withdraws a consent, restricts or
    /// objects (20 when a third party has to be told, and once 15 more where it is hard). For access, correction and
    /// erasure the text itself was not at hand when this was written, only summaries that give the range: its earlier
    /// end stands here, which is never too late.
    pub fn days(self) -> u32 {
        match self {
            RequestKind::Access | RequestKind::Correct | RequestKind::Erase => 10,
            RequestKind::Restrict | RequestKind::Object | RequestKind::Withdraw => 15,
        }
    }
}

impl DataRequest {
    /// How people call it: `Y-00003`.
    pub fn short_number(&self) -> ShortNumber {
        ShortNumber { kind: Kind::DataRequest, number: self.number }
    }

    /// The last day to answer that it was received. Saturdays and Sundays do not count; public holidays do, for there
    /// is no table of them here: the day is early rather than late.
    pub fn answer_by(&self) -> Date {
        let mut day = self.asked_on.naive();
        let mut left = ANSWER_WITHIN;
        while let (1.., Some(next)) = (left, day.succ_opt()) {
            day = next;
            left -= u32::from(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
        }
        day.into()
    }

    /// The last day to complete it.
    pub fn complete_by(&self) -> Date {
        let asked = self.asked_on.naive();
        asked.checked_add_days(Days::new(u64::from(self.kind.days()))).unwrap_or(asked).into()
    }

    /// The next day by which something must be done; none once it ended.
    pub fn due(&self) -> Option<Date> {
        match (&self.ended, self.answered_on) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(self.complete_by()),
            (None, None) => Some(self.answer_by().min(self.complete_by())),
        }
    }

    /// Whether that day is past.
    pub fn is_overdue_on(&self, today: Date) -> bool {
        self.due().is_some_and(|due| due < today)
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.text(&self.asked_by, Field::AskedBy, NAME);
        faults.require(self.asked_on <= today, Field::AskedOn, Why::InFuture);
        let mut follows = |day: Option<Date>, field| {
            faults.require(day.is_none_or(|day| day <= today), field, Why::InFuture);
            faults.require(day.is_none_or(|day| day >= self.asked_on), field, Why::EndsBeforeBegins);
        };
        follows(self.answered_on, Field::AnsweredOn);
        follows(self.ended.as_ref().map(|end| end.on), Field::CompletedOn);
        if let Some(RequestEnd { outcome: RequestOutcome::Refused(why), .. }) = &self.ended {
            faults.text(why, Field::Reason, LINE);
        }
        faults.optional_text(self.note.as_deref().unwrap_or(""), Field::Text, LINE);
        faults.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse::<chrono::NaiveDate>().unwrap().into()
    }

    fn request(kind: RequestKind, asked_on: &str) -> DataRequest {
        DataRequest {
            id: DataRequestId(uuid::Uuid::nil()),
            number: 1,
            kind,
            person: None,
            asked_by: "Trần Văn Út".into(),
            asked_on: day(asked_on),
            answered_on: None,
            ended: None,
            note: None,
            by: "trinh".into(),
        }
    }

    #[test]
    fn two_working_days_pass_over_a_weekend() {
        let cases = [
            ("monday", "2026-11-23", "2026-11-25"),
            ("thursday", "2026-11-26", "2026-11-30"),
            ("friday", "2026-11-27", "2026-12-01"),
            ("saturday", "2026-11-28", "2026-12-01"),
            ("sunday", "2026-11-29", "2026-12-01"),
        ];
        for (what, asked, answer_by) in cases {
            assert_eq!(request(RequestKind::Access, asked).answer_by(), day(answer_by), "{what}");
        }
    }

    #[test]
    fn the_day_to_complete_goes_by_the_kind() {
        let cases = [
            (RequestKind::Access, "2026-12-03"),
            (RequestKind::Correct, "2026-12-03"),
            (RequestKind::Erase, "2026-12-03"),
            (RequestKind::Restrict, "2026-12-08"),
            (RequestKind::Object, "2026-12-08"),
            (RequestKind::Withdraw, "2026-12-08"),
        ];
        for (kind, complete_by) in cases {
            assert_eq!(request(kind, "2026-11-23").complete_by(), day(complete_by), "{kind:?}");
        }
    }

    #[test]
    fn what_is_overdue_is_first_the_answer_then_the_doing() {
        let mut one = request(RequestKind::Access, "2026-11-23");
        assert!(!one.is_overdue_on(day("2026-11-25")) && one.is_overdue_on(day("2026-11-26")));
        one.answered_on = Some(day("2026-11-24"));
        assert!(!one.is_overdue_on(day("2026-12-03")) && one.is_overdue_on(day("2026-12-04")));
        one.ended = Some(RequestEnd { on: day("2026-12-03"), outcome: RequestOutcome::Done });
        assert!(!one.is_overdue_on(day("2027-12-04")) && one.due().is_none());
    }

    #[test]
    fn what_cannot_be_is_a_fault() {
        let today = day("2026-11-24");
        let fields = |one: &DataRequest| {
            let faults = one.check(today).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.field).collect::<Vec<Field>>()
        };
        let good = request(RequestKind::Erase, "2026-11-23");
        let refused = |why: &str| RequestEnd {
            on: day("2026-11-24"),
            outcome: RequestOutcome::Refused(why.to_owned()),
        };
        let cases = [
            (good.clone(), vec![]),
            (DataRequest { asked_by: " ".into(), ..good.clone() }, vec![Field::AskedBy]),
            (DataRequest { asked_on: day("2026-11-25"), ..good.clone() }, vec![Field::AskedOn]),
            (DataRequest { answered_on: Some(day("2026-11-22")), ..good.clone() }, vec![Field::AnsweredOn]),
            (DataRequest { ended: Some(refused("")), ..good.clone() }, vec![Field::Reason]),
            (DataRequest { ended: Some(refused("không có trong sổ")), ..good }, vec![]),
        ];
        for (one, want) in cases {
            assert_eq!(fields(&one), want, "{one:?}");
        }
    }
}
