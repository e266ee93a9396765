//! What is wrong with the clock, and what to do.

use super::{Lang, book, fill, moment};
use crate::protocol::ClockTrouble;

book! {
    /// The clock in words.
    Clock {
        behind: "Giờ máy {} chậm hơn lần ghi trước {}; hãy xem lại ngày giờ của máy.",
            "Clock {} is behind the last change {}; check the machine's date and time.";
        ahead: "Giờ máy {} cách lần ghi trước {} quá lâu; hãy xem lại ngày giờ của máy.",
            "Clock {} is far ahead of the last change {}; check the machine's date and time.";
        unset: "Giờ máy {} chưa được chỉnh; hãy xem lại ngày giờ của máy.",
            "Clock {} is not set; check the machine's date and time.";
        label: "Đồng hồ", "Clock";
        short: "XEM GIỜ MÁY", "CHECK CLOCK";
        type_the_day: "{} Ô ngày để trống: hãy tự gõ.", "{} Days are left empty: type them.";
        day_taken: "{} Ngày ghi lấy theo máy là {}; muốn khác thì thêm --date.",
            "{} The day taken from it is {}; for another add --date.";
    }
}

/// The words of the clock.
pub fn words(lang: Lang) -> &'static Clock {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// What is wrong with the clock.
pub fn clock(lang: Lang, trouble: ClockTrouble) -> String {
    let words = words(lang);
    match trouble {
        ClockTrouble::Behind { now, last } => fill(words.behind, &[&moment(now), &moment(last)]),
        ClockTrouble::Ahead { now, last } => fill(words.ahead, &[&moment(now), &moment(last)]),
        ClockTrouble::Unset { now } => fill(words.unset, &[&moment(now)]),
    }
}
