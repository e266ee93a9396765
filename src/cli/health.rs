//! `ndtq status --check`: one line and an exit code for whoever watches over many machines.

use serde_json::{Value, json};

use super::out::{Exit, Failure, Out, Outcome};
use crate::phrases::{Lang, fill, keeping, upper_first};
use crate::protocol::{BackupMark, CheckMark, StatusView};
use crate::text::number::group_thousands;

/// A backup is made every day; two may fail before somebody is told.
const BACKUP_DAYS: i64 = 3;
/// A check is made every week.
const CHECK_DAYS: i64 = 8;
/// A register grows by some MB a year; a snapshot and a rebuilt store need a hundred.
const LEAST_FREE_MB: u64 = 500;
/// Mistyped searches of viewers are a few a day.
const MOST_REFUSED: u32 = 100;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Something that somebody has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    Reading,
    Clock,
    NoBackup,
    OldBackup(i64),
    NoCheck,
    OldCheck(i64),
    Findings(u64),
    LittleRoom(u64),
    ManyRefused(u32),
}

impl Concern {
    /// Its name for scripts.
    fn key(self) -> &'static str {
        match self {
            Concern::Reading => "read_only",
            Concern::Clock => "clock",
            Concern::NoBackup => "no_backup",
            Concern::OldBackup(_) => "old_backup",
            Concern::NoCheck => "no_check",
            Concern::OldCheck(_) => "old_check",
            Concern::Findings(_) => "findings",
            Concern::LittleRoom(_) => "little_room",
            Concern::ManyRefused(_) => "many_refused",
        }
    }

    fn in_words(self, lang: Lang) -> String {
        let words = keeping(lang);
        let with = |phrase: &str, number: &str| fill(phrase, &[number]);
        match self {
            Concern::Reading => words.reading.to_owned(),
            Concern::Clock => words.clock.to_owned(),
            Concern::NoBackup => words.no_backup.to_owned(),
            Concern::OldBackup(days) => with(words.old_backup, &days.to_string()),
            Concern::NoCheck => words.no_check.to_owned(),
            Concern::OldCheck(days) => with(words.old_check, &days.to_string()),
            Concern::Findings(count) => with(words.findings, &count.to_string()),
            Concern::LittleRoom(megabytes) => with(words.little_room, &megabytes.to_string()),
            Concern::ManyRefused(count) => with(words.many_refused, &count.to_string()),
        }
    }
}

/// Says how the register is; with [`Exit::Attention`] when somebody has to look at it.
///
/// # Errors
/// When it cannot be written, or somebody has to look.
pub(super) fn say(status: &StatusView, json: bool, lang: Lang, out: &mut Out) -> Outcome {
    let concerns = concerns(status);
    let text = if json { as_json(status, &concerns).to_string() } else { line(status, &concerns, lang) };
    if json {
        out.data(&text)?
    } else {
        out.line(&text)?
    }
    if concerns.is_empty() { Ok(()) } else { Err(Failure::Told(Exit::Attention, String::new())) }
}

/// Says that it cannot be asked, which is a reason to look at it.
pub(super) fn unreachable(why: Failure, json: bool, lang: Lang, out: &mut Out) -> Outcome {
    let Failure::Told(_, why) = why else { return Err(why) };
    if json {
        out.data(&json!({ "good": false, "concerns": ["unreachable"] }).to_string())?;
    } else {
        out.line(&format!("{} ({})", keeping(lang).attention, keeping(lang).unreachable))?;
    }
    Err(Failure::Told(Exit::Attention, why))
}

fn concerns(status: &StatusView) -> Vec<Concern> {
    let mut found = Vec::new();
    let days = |at: i64| (status.at - at).max(0) / DAY_MS;
    found.extend(status.read_only.as_ref().map(|_| Concern::Reading));
    found.extend(status.clock.map(|_| Concern::Clock));
    // Nobody backs up what is for practice.
    if !status.practice {
        found.extend(match status.care.backup.map(|backup| days(backup.at)) {
            None => Some(Concern::NoBackup),
            Some(days) => (days > BACKUP_DAYS).then_some(Concern::OldBackup(days)),
        });
        found.extend(match status.care.check.map(|check| days(check.at)) {
            None => Some(Concern::NoCheck),
            Some(days) => (days > CHECK_DAYS).then_some(Concern::OldCheck(days)),
        });
    }
    let findings = status.care.check.map_or(0, |check| check.findings);
    found.extend((findings > 0).then_some(Concern::Findings(findings)));
    let free = status.free_bytes.map(megabytes);
    found.extend(free.filter(|free| *free < LEAST_FREE_MB).map(Concern::LittleRoom));
    found.extend(status.refused.filter(|refused| *refused > MOST_REFUSED).map(Concern::ManyRefused));
    found
}

fn megabytes(bytes: u64) -> u64 {
    bytes / 1_000_000
}

fn line(status: &StatusView, concerns: &[Concern], lang: Lang) -> String {
    let words = keeping(lang);
    let state = if concerns.is_empty() {
        words.good.to_owned()
    } else {
        let concerns: Vec<String> = concerns.iter().map(|concern| concern.in_words(lang)).collect();
        format!("{} ({})", words.attention, concerns.join("; "))
    };
    let grouped = |bytes: u64| group_thousands(i64::try_from(megabytes(bytes)).unwrap_or(i64::MAX));
    let mut parts = vec![
        format!("{}: {}", words.backup_label, backup(status, lang)),
        format!("{}: {}", words.check_label, check(status, lang)),
    ];
    parts.extend(status.free_bytes.map(|free| format!("{}: {} MB", words.free_label, grouped(free))));
    let journal = grouped(status.journal_bytes.next_multiple_of(1_000_000));
    parts.push(format!("{}: {journal} MB", words.journal_label));
    parts.extend(
        status
            .refused
            .map(|count| format!("{}: {}", words.refused_label, fill(words.times, &[&count.to_string()]))),
    );
    format!("{state}  {}", parts.join("; "))
}

/// The same for the figures of `ndtq status`.
pub(super) fn rows(status: &StatusView, lang: Lang) -> Vec<Vec<String>> {
    let words = keeping(lang);
    let looked_after = [(words.backup_label, backup(status, lang)), (words.check_label, check(status, lang))];
    looked_after.map(|(label, text)| vec![upper_first(label), text]).to_vec()
}

fn ago(status: &StatusView, at: i64, lang: Lang) -> String {
    match (status.at - at).max(0) / DAY_MS {
        0 => keeping(lang).today.to_owned(),
        days => fill(keeping(lang).days_ago, &[&days.to_string()]),
    }
}

fn backup(status: &StatusView, lang: Lang) -> String {
    let words = keeping(lang);
    let Some(BackupMark { at, seq, verified, .. }) = status.care.backup else {
        return words.never.to_owned();
    };
    let up_to = fill(words.up_to, &[&seq.to_string()]);
    let unread = if verified { String::new() } else { format!(", {}", words.not_read_back) };
    format!("{} ({up_to}{unread})", ago(status, at, lang))
}

fn check(status: &StatusView, lang: Lang) -> String {
    let words = keeping(lang);
    let Some(CheckMark { at, .. }) = status.care.check else { return words.never.to_owned() };
    ago(status, at, lang)
}

fn as_json(status: &StatusView, concerns: &[Concern]) -> Value {
    let keys: Vec<&str> = concerns.iter().map(|concern| concern.key()).collect();
    json!({
        "good": concerns.is_empty(), "concerns": keys, "backup": status.care.backup, "check": status.care.check,
        "free_bytes": status.free_bytes, "journal_bytes": status.journal_bytes, "refused": status.refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::status::tests::status;
    use crate::protocol::{CareMarks, ReadOnly};

    fn good() -> StatusView {
        let at = 100 * DAY_MS;
        let backup = BackupMark { at: at - DAY_MS / 2, seq: 12, bytes: 3, verified: true };
        let check = CheckMark { at: at - 2 * DAY_MS, seq: 12, deep: false, findings: 0 };
        let care = CareMarks { backup: Some(backup), check: Some(check) };
        StatusView { at, care, free_bytes: Some(12_345_000_000), journal_bytes: 2_100_000, ..status() }
    }

    #[test]
    fn each_concern_has_its_bound() {
        assert_eq!(concerns(&good()), []);
        let backup = |days: i64| {
            let mut status = good();
            status.care.backup =
                status.care.backup.map(|b| BackupMark { at: status.at - days * DAY_MS, ..b });
            status
        };
        let check = |days: i64, findings: u64| {
            let mut status = good();
            let at = status.at - days * DAY_MS;
            status.care.check = status.care.check.map(|c| CheckMark { at, findings, ..c });
            status
        };
        let why = ReadOnly::Asked { reason: "gộp sổ".into(), by: "trinh".into() };
        let cases = [
            (backup(3), vec![]),
            (backup(4), vec![Concern::OldBackup(4)]),
            (check(8, 0), vec![]),
            (check(9, 2), vec![Concern::OldCheck(9), Concern::Findings(2)]),
            (StatusView { free_bytes: Some(499_999_999), ..good() }, vec![Concern::LittleRoom(499)]),
            (StatusView { free_bytes: Some(500_000_000), ..good() }, vec![]),
            (StatusView { free_bytes: None, ..good() }, vec![]),
            (StatusView { refused: Some(101), ..good() }, vec![Concern::ManyRefused(101)]),
            (StatusView { read_only: Some(why), ..good() }, vec![Concern::Reading]),
            (StatusView { care: CareMarks::default(), ..good() }, vec![Concern::NoBackup, Concern::NoCheck]),
            (StatusView { care: CareMarks::default(), practice: true, ..good() }, vec![]),
        ];
        for (status, want) in cases {
            assert_eq!(concerns(&status), want, "{status:?}");
        }
    }

    #[test]
    fn the_line_says_all_of_it() {
        assert_eq!(
            line(&good(), &[], Lang::Vi),
            "TỐT  sao lưu: chưa đến 1 ngày trước (đến lần ghi 12); kiểm tra: 2 ngày trước; trống: 12.345 MB; \
             nhật ký: 3 MB"
        );
        let status = StatusView { care: CareMarks::default(), refused: Some(4), ..good() };
        let text = line(&status, &concerns(&status), Lang::En);
        assert!(
            text.starts_with("ATTENTION (there is no backup yet; it was never checked)  backup: never"),
            "{text}"
        );
        assert!(text.ends_with("refused: 4 since yesterday"), "{text}");
        assert_eq!(as_json(&status, &concerns(&status))["concerns"], json!(["no_backup", "no_check"]));
    }
}
