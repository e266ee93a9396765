//! The lines of what people do together: committees, projects, contributions, notes, and the small records.

use super::lines::{Lines, labelled, parts, some};
use crate::domain::*;
use crate::protocol::{Act, Refusal, Shown};

impl Lines<'_> {
    pub(super) fn committee(&mut self, committee: &Committee) -> Result<(), Refusal> {
        let Committee { id: _, kind, of, name, seats, source: _ } = committee;
        self.one(Field::KindOf, *kind);
        let of = match of {
            CommitteeOf::Group(group) => self.group_named(*group)?,
            CommitteeOf::Unit(unit) => self.unit_named(*unit)?,
            CommitteeOf::Model(model) => self.model_named(*model)?,
            CommitteeOf::Project(project) => self.project_named(*project)?,
        };
        self.one(Field::Of, of);
        self.maybe(Field::Name, name.clone());
        for seat in seats {
            self.seat(seat)?;
        }
        Ok(())
    }

    fn seat(&mut self, seat: &Seat) -> Result<(), Refusal> {
        let Seat { role, holding, decision, valid } = seat;
        let (holder, post, basis) = match holding {
            Holding::ExOfficio(role) => (Shown::ExOfficio(*role), None, None),
            Holding::Held { holder: Holder::Person(person), basis } => {
                (self.person_named(*person)?, None, Some(*basis))
            }
            Holding::Held { holder: Holder::Outsider { name, post }, basis } => {
                let post = Some(post.clone()).filter(|post| !post.is_empty());
                (name.clone().into(), post, Some(*basis))
            }
        };
        let value = parts([
            some(post),
            some(basis),
            labelled(Field::Decision, decision.clone()),
            Some((*valid).into()),
        ]);
        self.item(Field::Seats, vec![(*role).into(), holder], value);
        Ok(())
    }

    pub(super) fn project(&mut self, project: &Project) -> Result<(), Refusal> {
        let Project { id: _, number, kind, name, unit, group, model, route, length, width, .. } = project;
        let Project { lamps, cameras, budget, funding, started, finished, handover, .. } = project;
        let Project { custodian, levy, source: _, .. } = project;
        let number = ShortNumber { kind: Kind::Project, number: *number };
        self.one(Field::Code, number.to_string());
        self.one(Field::KindOf, *kind);
        self.one(Field::Name, name.clone());
        self.one(Field::Hamlet, self.unit_named(*unit)?);
        self.maybe(Field::Group, group.map(|group| self.group_named(group)).transpose()?);
        self.maybe(Field::Model, model.map(|model| self.model_named(model)).transpose()?);
        self.maybe(Field::Route, route.clone());
        self.maybe(Field::Length, *length);
        self.maybe(Field::Width, *width);
        self.maybe(Field::Lamps, *lamps);
        self.maybe(Field::Cameras, *cameras);
        self.maybe(Field::Budget, *budget);
        for Funding { source, amount } in funding {
            let field = match source {
                FundingSource::State => Field::State,
                FundingSource::People => Field::People,
                FundingSource::Sponsor => Field::Sponsors,
            };
            self.one(field, *amount);
        }
        self.maybe(Field::Started, *started);
        self.maybe(Field::Finished, *finished);
        self.maybe(Field::Handover, *handover);
        self.maybe(Field::Custodian, custodian.clone());
        if let Some(Levy { basis, amount, decided_at, due }) = levy {
            self.all(Field::Levy, vec![(*amount).into(), (*basis).into()]);
            self.maybe(Field::DecidedAt, decided_at.clone());
            self.maybe(Field::Due, *due);
        }
        Ok(())
    }

    pub(super) fn due(&mut self, due: &Due) -> Result<(), Refusal> {
        let Due { id: _, project, household, amount, relief, promised } = due;
        self.one(Field::Project, self.project_named(*project)?);
        self.one(Field::Household, self.household_named(*household)?);
        self.one(Field::Levy, *amount);
        if let Some(Relief { asked, reason }) = relief {
            self.all(Field::Reduced, vec![(*asked).into(), reason.clone().into()]);
        }
        self.maybe(Field::Due, *promised);
        Ok(())
    }

    pub(super) fn contribution(&mut self, contribution: &Contribution) -> Result<(), Refusal> {
        let Contribution { id: _, number, from, project, model, gift, valued, rule, .. } = contribution;
        let Contribution { on, witnesses, evidence, voided, source: _, .. } = contribution;
        let number = ShortNumber { kind: Kind::Contribution, number: *number };
        self.one(Field::Code, number.to_string());
        match from {
            Contributor::Household { household, given_by } => {
                self.one(Field::Household, self.household_named(*household)?);
                self.maybe(Field::GivenBy, given_by.map(|person| self.person_named(person)).transpose()?);
            }
            Contributor::Sponsor(name) => self.one(Field::Sponsor, name.clone()),
        }
        self.maybe(Field::Project, project.map(|project| self.project_named(project)).transpose()?);
        self.maybe(Field::Model, model.map(|model| self.model_named(model)).transpose()?);
        self.gift(gift)?;
        // Of money the receipts say it; zero is a value that has not been agreed yet.
        if !matches!(gift, Gift::Money(_)) && valued.0 != 0 {
            self.one(Field::Valued, *valued);
        }
        self.maybe(Field::Rule, rule.clone());
        self.one(Field::On, *on);
        for witness in witnesses {
            self.item(Field::Witnesses, vec![witness.clone().into()], Vec::new());
        }
        for Evidence { kind, number } in evidence {
            self.item(Field::Evidence, vec![number.clone().into()], vec![(*kind).into()]);
        }
        self.voided(voided.as_ref());
        Ok(())
    }

    fn voided(&mut self, voided: Option<&Voided>) {
        if let Some(Voided { on, reason }) = voided {
            self.all(Field::Voided, vec![(*on).into(), reason.clone().into()]);
        }
    }

    fn gift(&mut self, gift: &Gift) -> Result<(), Refusal> {
        match gift {
            Gift::Money(receipts) => receipts.iter().try_for_each(|receipt| self.receipt(receipt))?,
            Gift::Land { area, typed, parcel, certificate_updated } => {
                // Typed in another measure: what the giver said stands beside the square metres.
                let said = typed.clone().filter(|typed| typed.contains(char::is_alphabetic));
                self.all(Field::Land, parts([Some((*area).into()), some(said)]));
                self.maybe(Field::Parcel, parcel.clone());
                self.one(Field::Certificate, *certificate_updated);
            }
            Gift::Labour(half_days) => self.one(Field::Labour, *half_days),
            Gift::Goods { what, quantity, measure } => {
                self.one(Field::Goods, what.clone());
                let measure = Some(measure.clone()).filter(|measure| !measure.is_empty());
                self.all(Field::Quantity, parts([Some(Shown::Hundredths(*quantity)), some(measure)]));
            }
        }
        Ok(())
    }

    fn receipt(&mut self, receipt: &Receipt) -> Result<(), Refusal> {
        let Receipt { number, on, amount, collector, payer, on_behalf, voided } = receipt;
        let on_behalf = on_behalf.map(|household| self.household_named(household)).transpose()?;
        let voided = voided.as_ref();
        let value = parts([
            Some((*amount).into()),
            Some((*on).into()),
            labelled(Field::Collector, collector.clone()),
            labelled(Field::Payer, payer.clone()),
            labelled(Field::OnBehalf, on_behalf),
            labelled(Field::Voided, voided.map(|voided| voided.on)),
            some(voided.map(|voided| voided.reason.clone())),
        ]);
        self.item(Field::Money, vec![Shown::Receipt(*number)], value);
        Ok(())
    }

    pub(super) fn note(&mut self, note: &Note) -> Result<(), Refusal> {
        let Note { id: _, about, text, follow_up, done, on, by } = note;
        match about {
            NoteAbout::Household(id) => self.one(Field::Household, self.household_named(*id)?),
            NoteAbout::Person(id) => self.one(Field::Person, self.person_named(*id)?),
            NoteAbout::Contribution(id) => {
                let named = Shown::Record(id.key(), self.names.contribution(*id)?);
                self.one(Field::Contribution, named);
            }
            NoteAbout::Project(id) => self.one(Field::Project, self.project_named(*id)?),
        }
        self.one(Field::Text, text.clone());
        self.maybe(Field::FollowUp, *follow_up);
        self.maybe(Field::Done, *done);
        self.all(Field::WrittenBy, vec![by.clone().into(), (*on).into()]);
        Ok(())
    }

    pub(super) fn meeting(&mut self, meeting: &Meeting) -> Result<(), Refusal> {
        let Meeting { id: _, kind, of, on, place, chair, secretary, topic, occasion, .. } = meeting;
        let Meeting { minutes_no, model, headcount, roll, votes, decision, petition, source: _, .. } =
            meeting;
        self.one(Field::KindOf, *kind);
        let of = match of {
            MeetingOf::Group(group) => self.group_named(*group)?,
            MeetingOf::Unit(unit) => self.unit_named(*unit)?,
        };
        self.one(Field::Of, of);
        self.one(Field::On, *on);
        let texts = [
            (Field::MeetingPlace, place),
            (Field::Chair, chair),
            (Field::Secretary, secretary),
            (Field::Topic, topic),
            (Field::Occasion, occasion),
            (Field::MinutesNo, minutes_no),
        ];
        for (field, text) in texts {
            self.maybe(field, text.clone());
        }
        self.maybe(Field::Model, model.map(|model| self.model_named(model)).transpose()?);
        self.maybe(Field::Headcount, headcount.map(|count| count.0));
        for RollLine { household, mark } in roll {
            let household = self.household_named(*household)?;
            self.item(Field::Roll, vec![household], vec![(*mark).into()]);
        }
        for Vote { on, in_favour, against, other } in votes {
            let value = parts([
                labelled(Field::InFavour, Some(*in_favour)),
                labelled(Field::Against, Some(*against)),
                labelled(Field::OtherVotes, Some(*other)),
            ]);
            self.item(Field::VoteOn, vec![on.clone().into()], value);
        }
        self.maybe(Field::Conclusion, decision.clone());
        self.maybe(Field::Petition, petition.clone());
        Ok(())
    }

    pub(super) fn model(&mut self, model: &MovementModel) -> Result<(), Refusal> {
        let MovementModel { id: _, movement, name, started, unit, group, .. } = model;
        let MovementModel { years, participants, source: _, .. } = model;
        self.one(Field::Movement, *movement);
        self.one(Field::Name, name.clone());
        self.one(Field::Started, *started);
        self.maybe(Field::Hamlet, unit.map(|unit| self.unit_named(unit)).transpose()?);
        self.maybe(Field::Group, group.map(|group| self.group_named(group)).transpose()?);
        for ModelYear { year, status } in years {
            self.item(Field::Year, vec![(*year).into()], vec![(*status).into()]);
        }
        for Dated { value, valid } in participants {
            let person = self.person_named(*value)?;
            self.item(Field::Participants, vec![person], parts([Some((*valid).into())]));
        }
        Ok(())
    }

    pub(super) fn staff(&mut self, staff: &Staff) -> Result<(), Refusal> {
        let Staff { id: _, login, name, role, scope, valid } = staff;
        self.one(Field::Login, login.clone());
        self.one(Field::FullName, name.clone());
        self.one(Field::StaffRole, *role);
        for unit in scope {
            let named = match unit {
                ScopeUnit::Unit(unit) => self.unit_named(*unit)?,
                ScopeUnit::Group(group) => self.group_named(*group)?,
            };
            self.item(Field::Scope, vec![named], Vec::new());
        }
        self.maybe(Field::From, valid.from());
        self.maybe(Field::To, valid.to());
        Ok(())
    }

    pub(super) fn life_change(&mut self, change: &LifeChange) -> Result<(), Refusal> {
        let LifeChange { id: _, kind, on, household, other, group, persons, place, basis, told_by } = change;
        self.one(Field::KindOf, *kind);
        self.one(Field::On, *on);
        self.one(Field::Household, self.household_named(*household)?);
        self.maybe(Field::OtherHousehold, other.map(|other| self.household_named(other)).transpose()?);
        self.maybe(Field::Group, group.map(|group| self.group_named(group)).transpose()?);
        for person in persons {
            let person = self.person_named(*person)?;
            self.item(Field::Person, vec![person], Vec::new());
        }
        self.maybe(Field::Place, place.clone());
        self.maybe(Field::Basis, basis.clone());
        self.maybe(Field::ToldBy, told_by.clone());
        Ok(())
    }

    pub(super) fn transfer(&mut self, transfer: &Transfer) -> Result<(), Refusal> {
        let Transfer { id: _, household, from, to, on, basis, told_by, asked_by, asked_on, answer } =
            transfer;
        self.one(Field::Household, self.household_named(*household)?);
        self.one(Field::Place, self.group_named(*from)?);
        self.one(Field::Group, self.group_named(*to)?);
        self.one(Field::On, *on);
        self.maybe(Field::Basis, basis.clone());
        self.maybe(Field::ToldBy, told_by.clone());
        self.all(Field::WrittenBy, vec![asked_by.clone().into(), (*asked_on).into()]);
        if let Some(TransferAnswer { on, by, outcome }) = answer {
            let act = |act: Act| Shown::Act(act as u16);
            let (what, reason) = match outcome {
                TransferOutcome::Accepted => (act(Act::AcceptTransfer), None),
                TransferOutcome::Declined(reason) => (act(Act::DeclineTransfer), Some(reason.clone())),
                TransferOutcome::TakenBack(reason) => (act(Act::WithdrawTransfer), reason.clone()),
                TransferOutcome::HouseholdEnded => (Shown::from(*on).with(Field::Ended), None),
            };
            let parts = parts([Some(what), some(reason), some(Some(*on)), some(Some(by.clone()))]);
            self.all(Field::Answer, parts);
        }
        Ok(())
    }

    pub(super) fn home(&mut self, home: &Home) -> Result<(), Refusal> {
        let Home { commune, offset_minutes, practice } = home;
        self.maybe(Field::Commune, commune.map(|commune| self.unit_named(commune)).transpose()?);
        self.one(Field::Offset, i64::from(*offset_minutes));
        self.one(Field::Practice, *practice);
        Ok(())
    }

    pub(super) fn data_request(&mut self, request: &DataRequest) -> Result<(), Refusal> {
        let DataRequest { id: _, number: _, kind, person, asked_by, asked_on, .. } = request;
        let DataRequest { answered_on, ended, note, by, .. } = request;
        self.one(Field::Code, request.short_number().to_string());
        self.one(Field::KindOf, *kind);
        self.maybe(Field::Person, person.map(|person| self.person_named(person)).transpose()?);
        self.one(Field::AskedBy, asked_by.clone());
        self.one(Field::AskedOn, *asked_on);
        self.maybe(Field::AnsweredOn, *answered_on);
        if let Some(RequestEnd { on, outcome }) = ended {
            self.one(Field::CompletedOn, *on);
            if let RequestOutcome::Refused(why) = outcome {
                self.one(Field::Reason, why.clone());
            }
        }
        self.maybe(Field::Text, note.clone());
        self.one(Field::WrittenBy, by.clone());
        Ok(())
    }
}
