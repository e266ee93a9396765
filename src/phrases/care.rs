//! How the register is kept: why it can only be read, what a check found, what a backup holds.

use super::{Lang, Words, book, fault, fill};
use crate::protocol::{Damage, Differs, Finding, Flawed, ReadOnly};

book! {
    /// What is said of the journal, snapshots and backups.
    Care {
        journal_damaged: "nhật ký ghi bị hỏng: {}", "the journal is damaged: {}";
        at_byte: "{} hỏng ở byte {}", "{} is damaged at byte {}";
        out_of_chain: "{} ở byte {} không nối tiếp phần trước", "{} at byte {} does not follow on what is before it";
        file_missing: "thiếu tệp {}", "{} is missing";
        one_change: "không đọc được lần ghi {}", "change {} cannot be read";
        some_changes: "không đọc được các lần ghi {} đến {}", "changes {} to {} cannot be read";
        lost_end: "đã ghi đến lần {} mà nhật ký chỉ còn đến lần {}: mất phần cuối",
            "change {} was recorded and the journal ends with {}: it lost its end";
        no_room: "ổ đĩa của sổ không nhận: {}. Hãy dọn ít nhất 50 MB, hoặc cho ghi lại vào ổ đĩa, rồi lưu lần nữa.",
            "the disk of the register takes nothing: {}. Make room for 50 MB, or let it be written again, then save once more.";
        asked: "{} đang tạm dừng việc ghi{}. Vẫn tra cứu và xem được; chữ đã gõ thì mẫu còn giữ, lưu lại sau.",
            "{} has stopped all saving for a while{}. Looking up goes on; what was typed is kept, save it later.";
        run_check: "Không có gì bị cắt bỏ. Người quản trị hãy chạy: ndtq check",
            "Nothing was cut. The administrator should run: ndtq check";
        no_journal: "thiếu nhật ký (data/journal), chỉ còn kho và ảnh chụp",
            "the journal (data/journal) is not there, only the store and snapshots are";
        digest: "lần ghi {} không dẫn tới các mục nó nêu", "change {} does not lead to the records it names";
        erasure: "lần ghi {} khác với lúc gỡ dữ liệu cá nhân", "change {} differs from what its erasure names";
        snapshot: "ảnh chụp ở lần ghi {} bị hỏng hoặc của sổ khác (không sao, có ảnh khác thay)",
            "the snapshot at change {} is damaged or of another journal (no harm: another one serves)";
        view_missing: "kho thiếu {} {}", "the store lacks the {} {}";
        view_extra: "kho thừa {} {}", "the store has a {} too many: {}";
        view_bytes: "kho chép sai {} {}", "the store has other bytes of the {} {}";
        index: "mục lục thiếu {} khóa, thừa {} khóa", "the index lacks {} keys and has {} too many";
        no_view: "không xem được kho: {}", "the store cannot be looked at: {}";
        rule: "{} {}: {}", "{} {}: {}";
        dangling: "{} {} nhắc tới {} {} không có trong sổ", "the {} {} names the {} {}, which is not there";
        unreadable: "không đọc được {} {}: {}", "the {} {} cannot be read: {}";
    }
}

fn words(lang: Lang) -> &'static Care {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// Why a register can only be read, and what to do.
pub fn read_only(lang: Lang, why: &ReadOnly) -> String {
    let words = words(lang);
    let what = match why {
        ReadOnly::Damaged(places) => {
            let places: Vec<String> = places.iter().map(|place| damage(lang, place)).collect();
            fill(words.journal_damaged, &[&places.join("; ")])
        }
        ReadOnly::LostEnd { known, journal } => {
            fill(words.lost_end, &[&known.to_string(), &journal.to_string()])
        }
        ReadOnly::Asked { reason, by } => {
            let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            return fill(words.asked, &[by, &reason]);
        }
        ReadOnly::NoRoom(why) => return fill(words.no_room, &[&super::system_text(lang, why)]),
    };
    format!("{what}. {}", words.run_check)
}

/// A damaged place of the journal.
pub fn damage(lang: Lang, damage: &Damage) -> String {
    let words = words(lang);
    let Damage { what, segment, offset, first, last } = damage;
    let place = match what {
        Flawed::Unreadable => fill(words.at_byte, &[segment, &offset.to_string()]),
        Flawed::OutOfChain => fill(words.out_of_chain, &[segment, &offset.to_string()]),
        Flawed::Missing => fill(words.file_missing, &[segment]),
    };
    match first.cmp(last) {
        std::cmp::Ordering::Greater => place,
        std::cmp::Ordering::Equal => format!("{place}: {}", fill(words.one_change, &[&first.to_string()])),
        std::cmp::Ordering::Less => {
            format!("{place}: {}", fill(words.some_changes, &[&first.to_string(), &last.to_string()]))
        }
    }
}

/// What a check found.
pub fn finding(lang: Lang, finding: &Finding) -> String {
    let words = words(lang);
    match finding {
        Finding::Journal(place) => damage(lang, place),
        Finding::LostEnd { known, journal } => {
            fill(words.lost_end, &[&known.to_string(), &journal.to_string()])
        }
        Finding::NoJournal => words.no_journal.to_owned(),
        Finding::Digest { seq } => fill(words.digest, &[&seq.to_string()]),
        Finding::Erasure { seq } => fill(words.erasure, &[&seq.to_string()]),
        Finding::Snapshot { seq } => fill(words.snapshot, &[&seq.to_string()]),
        Finding::View { key, how } => {
            let template = match how {
                Differs::Missing => words.view_missing,
                Differs::Extra => words.view_extra,
                Differs::Bytes => words.view_bytes,
            };
            fill(template, &[key.kind.word(lang), &key.id.to_string()])
        }
        Finding::Index { missing, extra } => fill(words.index, &[&missing.to_string(), &extra.to_string()]),
        Finding::NoView(why) => fill(words.no_view, &[why]),
        Finding::Rule { key, faults } => {
            let faults: Vec<String> = faults.iter().map(|one| fault(lang, one)).collect();
            fill(words.rule, &[key.kind.word(lang), &key.id.to_string(), &faults.join("; ")])
        }
        Finding::Dangling { key, names } => fill(
            words.dangling,
            &[key.kind.word(lang), &key.id.to_string(), names.kind.word(lang), &names.id.to_string()],
        ),
        Finding::Record { key, why } => {
            fill(words.unreadable, &[key.kind.word(lang), &key.id.to_string(), why])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_names_its_changes() {
        let place = |first, last| Damage {
            what: Flawed::Unreadable,
            segment: "1.seg".into(),
            offset: 84,
            first,
            last,
        };
        let cases = [
            (place(3, 5), "1.seg is damaged at byte 84: changes 3 to 5 cannot be read"),
            (place(3, 3), "1.seg is damaged at byte 84: change 3 cannot be read"),
            (place(3, 2), "1.seg is damaged at byte 84"),
        ];
        for (place, want) in cases {
            assert_eq!(damage(Lang::En, &place), want);
            assert_eq!(place.to_string(), want, "the log says the same");
        }
    }
}
