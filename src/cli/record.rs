//! `ndtq record contribution`: for scripts. It exits with 0 only when the contribution is durable.

use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::link::{Link, answered, new_request};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{
    AreaM2, Contributor, Date, Fault, Field, HalfDays, HouseholdId, Kind, PersonId, ProjectId, Vnd, Why,
};
use crate::phrases::{Lang, clock, clock_words, fault, fill, phrases, warning};
use crate::protocol::{Command, Contribute, GiftEntry, Saved};
use crate::text::date::{self, DateFault};
use crate::text::{clean, number};

/// Record an act
#[derive(Debug, Args)]
pub struct Record {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Contribution(Box<ContributionArgs>),
}

/// A household's contribution to a project; prints its number
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("gift").required(true))]
struct ContributionArgs {
    /// The household: H-02054 or a UUID
    #[arg(long, value_name = "ID")]
    household: String,
    /// The project: J-01 or a UUID
    #[arg(long, value_name = "ID")]
    project: String,
    /// Money: 500k, 1,5tr, 500.000
    #[arg(long, value_name = "SUM", group = "gift", conflicts_with_all = ["value", "rule"])]
    money: Option<String>,
    /// Land: 40m2, "2,5 công" (a công is 1.000 m²)
    #[arg(long, value_name = "AREA", group = "gift")]
    land: Option<String>,
    /// Labour in days, halves allowed: 2,5
    #[arg(long, value_name = "DAYS", group = "gift")]
    labour: Option<String>,
    /// Goods: what
    #[arg(long, value_name = "WHAT", group = "gift", requires_all = ["quantity", "measure"])]
    goods: Option<String>,
    /// Goods: how many
    #[arg(long, value_name = "N", conflicts_with_all = ["money", "land", "labour"])]
    quantity: Option<String>,
    /// Goods: counted in (bao, m³, cái)
    #[arg(long, value_name = "M", conflicts_with_all = ["money", "land", "labour"])]
    measure: Option<String>,
    /// Its value in money, for all but money; it can be put in later
    #[arg(long, value_name = "SUM")]
    value: Option<String>,
    /// How it was valued, such as the price a meeting decided
    #[arg(long, value_name = "TEXT", requires = "value")]
    rule: Option<String>,
    /// The day: 17/06/2022, 17/6, 2022-06-17; today when not given
    #[arg(long, value_name = "D")]
    date: Option<String>,
    /// The member who stood for the household: a UUID
    #[arg(long, value_name = "ID")]
    given_by: Option<String>,
    /// Money: who brought it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["land", "labour", "goods"])]
    payer: Option<String>,
    /// Money: who took it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["land", "labour", "goods"])]
    collector: Option<String>,
    /// Money: the other household whose due it settles
    #[arg(long, value_name = "ID", conflicts_with_all = ["land", "labour", "goods"])]
    on_behalf: Option<String>,
    /// A key of one's own: the same key again records nothing twice
    #[arg(long, value_name = "UUID")]
    request: Option<Uuid>,
    /// One object with id, number, receipt and seq
    #[arg(long)]
    json: bool,
}

impl Record {
    /// Records and prints the number.
    ///
    /// # Errors
    /// When a value cannot be read (all such faults at once), an id names nothing, or the register refuses.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let What::Contribution(arguments) = self.what;
        let lang = settings.lang;
        let gift = arguments.gift().map_err(|faults| refused(&faults, lang))?;
        let mut link = Link::open(&settings.options()?, lang)?;
        let on = arguments.day(&mut link, lang, out)?;
        let contribute = arguments.contribute(gift, on, &mut link)?;
        let request = match arguments.request {
            Some(request) => request,
            None => new_request(lang)?,
        };
        let saved = answered!(link.act(request, Command::Contribute(Box::new(contribute)))?, Saved, lang)?;
        arguments.tell(&saved, lang, out)
    }
}

/// What was typed for the gift, read.
#[derive(Debug, PartialEq, Eq)]
struct ReadGift {
    entry: Entry,
    valued: Option<Vnd>,
}

#[derive(Debug, PartialEq, Eq)]
enum Entry {
    Money(Vnd),
    Land(AreaM2, String),
    Labour(HalfDays),
    Goods(String, i64, String),
}

fn refused(faults: &[Fault], lang: Lang) -> Failure {
    Failure::usage(faults.iter().map(|one| fault(lang, one)).collect::<Vec<String>>().join("\n"))
}

fn cleaned(text: &Option<String>) -> Option<String> {
    text.as_deref().map(clean::line).filter(|text| !text.is_empty())
}

impl ContributionArgs {
    /// Reads the values that need no register, all faults at once.
    fn gift(&self) -> Result<ReadGift, Vec<Fault>> {
        let mut faults = Vec::new();
        let valued = read(self.value.as_deref(), Field::Valued, Vnd::parse, &mut faults);
        let money = read(self.money.as_deref(), Field::Money, Vnd::parse, &mut faults);
        let land = read(self.land.as_deref(), Field::Land, AreaM2::parse, &mut faults);
        let labour = read(self.labour.as_deref(), Field::Labour, HalfDays::parse, &mut faults);
        let quantity = read(self.quantity.as_deref(), Field::Quantity, hundredths, &mut faults);
        let goods = cleaned(&self.goods).zip(quantity);
        let typed = self.land.as_deref().map(clean::line).unwrap_or_default();
        let measure = cleaned(&self.measure).unwrap_or_default();
        let entry = (money.map(Entry::Money))
            .or(land.map(|area| Entry::Land(area, typed)))
            .or(labour.map(Entry::Labour))
            .or(goods.map(|(what, quantity)| Entry::Goods(what, quantity, measure)));
        match entry {
            Some(entry) if faults.is_empty() => Ok(ReadGift { entry, valued }),
            None if faults.is_empty() => Err(vec![Fault::new(Field::Goods, Why::Missing)]),
            _ => Err(faults),
        }
    }

    fn contribute(&self, gift: ReadGift, on: Date, link: &mut Link) -> Result<Contribute, Failure> {
        let household = link.resolve_as("--household", Kind::Household, &self.household)?;
        let project = link.resolve_as("--project", Kind::Project, &self.project)?;
        let person = |link: &mut Link| {
            let id = self.given_by.as_deref().map(|id| link.resolve_as("--given-by", Kind::Person, id));
            id.transpose()
        };
        let given_by = person(link)?.map(PersonId);
        let other = self.on_behalf.as_deref().map(|id| link.resolve_as("--on-behalf", Kind::Household, id));
        let on_behalf = other.transpose()?.map(HouseholdId);
        Ok(Contribute {
            from: Contributor::Household { household: HouseholdId(household), given_by },
            project: Some(ProjectId(project)),
            model: None,
            gift: self.entry(gift.entry, on_behalf),
            valued: gift.valued,
            rule: cleaned(&self.rule),
            on,
            witnesses: vec![],
            evidence: vec![],
        })
    }

    fn entry(&self, entry: Entry, on_behalf: Option<HouseholdId>) -> GiftEntry {
        match entry {
            Entry::Money(amount) => GiftEntry::Money {
                amount,
                collector: cleaned(&self.collector),
                payer: cleaned(&self.payer),
                on_behalf,
            },
            Entry::Land(area, typed) => {
                GiftEntry::Land { area, typed: Some(typed), parcel: None, certificate_updated: false }
            }
            Entry::Labour(half_days) => GiftEntry::Labour(half_days),
            Entry::Goods(what, quantity, measure) => GiftEntry::Goods { what, quantity, measure },
        }
    }

    /// The day given; today is the home's, not this computer's. From a clock that cannot be right it is not taken unseen.
    fn day(&self, link: &mut Link, lang: Lang, out: &mut Out) -> Result<Date, Failure> {
        let home = link.home()?;
        let today = home.today;
        let Some(text) = &self.date else {
            if let Some(trouble) = home.clock {
                let (said, day) = (clock(lang, trouble), date::show_day(today.naive()));
                out.note(&fill(clock_words(lang).day_taken, &[&said, &day]));
            }
            return Ok(today);
        };
        date::parse_day(text, today.naive()).map(Date::from).map_err(|error| {
            let why = match error {
                DateFault::Empty => Why::Missing,
                DateFault::NotADate => Why::NotADate,
                DateFault::NoSuchDay | DateFault::OutOfRange => Why::NoSuchDay,
            };
            refused(&[Fault::new(Field::On, why)], lang)
        })
    }

    fn tell(&self, saved: &Saved, lang: Lang, out: &mut Out) -> Outcome {
        let words = phrases(lang).cli;
        let id = saved.keys.first().map(|key| key.id.to_string()).unwrap_or_default();
        let number = saved.number.map_or_else(|| id.clone(), |number| number.to_string());
        if self.json {
            let object = json!({ "id": id, "number": number, "receipt": saved.receipt, "seq": saved.seq });
            out.data(&object.to_string())?;
        } else {
            out.line(&number)?;
        }
        out.note(&match saved.receipt {
            Some(receipt) => fill(words.recorded_receipt, &[&number, &format!("{receipt:04}")]),
            None => fill(words.recorded, &[&number]),
        });
        for one in &saved.warnings {
            out.note(&fill(words.warning, &[&warning(lang, one)]));
        }
        Ok(())
    }
}

fn hundredths(text: &str) -> Result<i64, Why> {
    match number::parse_hundredths(text)? {
        0 => Err(Why::NotPositive),
        value => Ok(value),
    }
}

fn read<T>(
    text: Option<&str>,
    field: Field,
    parse: impl Fn(&str) -> Result<T, Why>,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    match parse(text?) {
        Ok(value) => Some(value),
        Err(why) => {
            faults.push(Fault::new(field, why));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn gift(line: &str) -> Result<ReadGift, Vec<Fault>> {
        #[derive(Parser)]
        struct Line {
            #[command(flatten)]
            arguments: ContributionArgs,
        }
        let whole = format!("x --household H-1 --project J-1 {line}");
        Line::try_parse_from(whole.split_whitespace()).unwrap().arguments.gift()
    }

    #[test]
    fn gifts_are_read_as_they_are_typed() {
        let read = |line: &str| gift(line).map(|gift| (gift.entry, gift.valued));
        assert_eq!(read("--money 500k"), Ok((Entry::Money(Vnd(500_000)), None)));
        let land = Entry::Land(AreaM2(4_000), "40m2".into());
        assert_eq!(read("--land 40m2 --value 4tr"), Ok((land, Some(Vnd(4_000_000)))));
        let labour = Entry::Labour(HalfDays(5));
        assert_eq!(read("--labour 2,5 --value 750k"), Ok((labour, Some(Vnd(750_000)))));
        let goods = Entry::Goods("cát".into(), 250, "m3".into());
        let line = "--goods cát --quantity 2,5 --measure m3 --value 1tr";
        assert_eq!(read(line), Ok((goods, Some(Vnd(1_000_000)))));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let faults = gift("--labour 2.5 --value 100").unwrap_err();
        let want = [
            Fault::new(Field::Valued, Why::ThousandsLeftOff),
            Fault::new(Field::Labour, Why::DotNotThousands("2,5".into())),
        ];
        assert_eq!(faults, want);
        let Failure::Told(exit, told) = refused(&faults, Lang::Vi) else { panic!() };
        assert_eq!(exit, crate::cli::Exit::Usage);
        assert!(told.contains("có phải 2,5?"), "{told}");
    }
}
