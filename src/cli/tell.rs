//! `ndtq tell`: a message to every screen, such as that the service restarts at 11:30.

use clap::Args;

use super::link::Link;
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::phrases::{Lang, fill, keeping};
use crate::protocol::{MOST_TOLD_CHARS, Request};
use crate::text::clean;

/// Tell every screen something, and those that come within the hour (administrators)
#[derive(Debug, Args)]
pub struct Tell {
    /// The message
    #[arg(required_unless_present = "clear", conflicts_with = "clear")]
    text: Vec<String>,
    /// The time it is about, such as 11:30: it stands before the message, which newcomers are told until then
    #[arg(long, value_name = "HH:MM", conflicts_with = "clear")]
    at: Option<String>,
    /// Take the last message back
    #[arg(long)]
    clear: bool,
}

impl Tell {
    /// Tells it.
    ///
    /// # Errors
    /// When there is nothing to tell, it is too long, or who asks may not.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let words = keeping(lang);
        if self.clear {
            Link::open(&settings.options()?, lang)?.steer(&Request::Hush)?;
            out.note(words.hushed);
            return Ok(());
        }
        let (text, until) = self.message(lang)?;
        Link::open(&settings.options()?, lang)?.steer(&Request::Tell { text: text.clone(), until })?;
        out.note(&fill(words.told, &[&text]));
        Ok(())
    }

    fn message(&self, lang: Lang) -> Result<(String, Option<u16>), Failure> {
        let words = keeping(lang);
        let text = clean::line(&self.text.join(" "));
        if text.is_empty() {
            return Err(Failure::usage(words.nothing_to_tell));
        }
        let (text, until) = match &self.at {
            None => (text, None),
            Some(at) => {
                let minute = minute_of(at).ok_or_else(|| Failure::usage(fill(words.bad_time, &[at])))?;
                (format!("{:02}:{:02} {text}", minute / 60, minute % 60), Some(minute))
            }
        };
        let length = text.chars().count();
        if length > MOST_TOLD_CHARS {
            let (length, most) = (length.to_string(), MOST_TOLD_CHARS.to_string());
            return Err(Failure::usage(fill(words.too_long_to_tell, &[&length, &most])));
        }
        Ok((text, until))
    }
}

fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', 'h'])?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_and_stands_before_the_message() {
        let cases = [
            ("11:30", Some(690)),
            ("0:05", Some(5)),
            ("23h59", Some(1439)),
            ("24:00", None),
            ("11", None),
            ("x:1", None),
            ("1:60", None),
        ];
        for (text, want) in cases {
            assert_eq!(minute_of(text), want, "{text}");
        }
        let tell = |text: &str, at: Option<&str>| Tell {
            text: vec![text.into()],
            at: at.map(Into::into),
            clear: false,
        };
        let told = tell("Dịch vụ\x1b[2J khởi động lại", Some("9:05")).message(Lang::Vi).unwrap();
        assert_eq!(told, ("09:05 Dịch vụ[2J khởi động lại".to_owned(), Some(545)));
        assert!(tell(&"x".repeat(201), None).message(Lang::Vi).is_err());
        assert!(tell(" \x07 ", None).message(Lang::Vi).is_err());
    }
}
