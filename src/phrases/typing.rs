//! The words of typing Vietnamese.

use super::{Lang, book};

book! {
    /// Words of typing.
    Typing {
        a_typing: "Kiểu gõ: Telex, VNI, VIQR, tắt", "Typing: Telex, VNI, VIQR, off";
        a_placement: "Đặt dấu kiểu cũ, kiểu mới (hòa, hoà)", "Tones placed the old way, the new way (hòa, hoà)";
        off: "tắt", "off";
        number: "số", "digits";
        client: "máy gõ", "own";
        now: "Kiểu gõ: {}", "Typing: {}";
        now_off: "Đã tắt kiểu gõ: gõ phím nào ra chữ đó", "Typing is off: keys are what they say";
        now_client: "Máy của bạn có bộ gõ riêng, nên ở đây không bỏ dấu nữa. F12 bật lại.",
            "Your computer composes letters by itself, so it is not done here any more. F12 turns it on again.";
        old_placement: "Đặt dấu kiểu cũ: hòa, thúy", "Tones the old way: hòa, thúy";
        new_placement: "Đặt dấu kiểu mới: hoà, thuý", "Tones the new way: hoà, thuý";
    }
}

/// The words in a language.
pub fn typing(lang: Lang) -> &'static Typing {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
