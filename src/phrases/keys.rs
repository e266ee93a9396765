//! Keys for logging in over ssh: why a file or a line was not taken, and what to send instead.

use super::{Lang, book, fill, system};
use crate::exchange::{KeyFault, KeyOwner, KeysError};

book! {
    /// What is said of key files and of `authorized_keys`.
    Keys {
        unreadable: "Không đọc được tệp khóa: {}", "The key file cannot be read: {}";
        empty: "Tệp khóa trống; hãy gửi tệp có đuôi .pub.", "The key file is empty; send the one that ends in .pub.";
        too_large: "Tệp lớn hơn 16 KB, không phải khóa công khai; hãy gửi tệp có đuôi .pub.",
            "The file is larger than 16 KB and no public key; send the one that ends in .pub.";
        not_text: "Tệp có ký tự lạ (không phải UTF-8, hoặc ký tự điều khiển); hãy lưu lại dạng UTF-8, hoặc chép lại tệp .pub.",
            "The file holds characters that no key has; save it as UTF-8, or copy the .pub file again.";
        several_lines: "Tệp có nhiều dòng; mỗi tệp chỉ một khóa, nằm trên một dòng.",
            "The file has several lines; a file is one key on one line.";
        no_key: "Sau tên loại không có khóa; hãy chép lại cả dòng.", "No key stands behind the type; copy the whole line again.";
        options: "Trước khóa có tùy chọn (như command=, from=); sổ tự ghi tùy chọn. Hãy gửi tệp .pub còn nguyên.",
            "Options (such as command= or from=) stand before the key; the register writes its own. Send the .pub file as it is.";
        private: "Đây là khóa riêng, không được gửi cho ai. Hãy giữ kín tệp này và gửi tệp khóa công khai (đuôi .pub). Nếu đã lỡ gửi qua mạng thì tạo cặp khóa khác.",
            "This is the private key, which is for nobody else. Keep it, and send the public one (.pub). If it went over the network, make a new pair.";
        certificate: "Đây là chứng thư, không phải khóa; hãy gửi tệp .pub của chính cặp khóa.",
            "This is a certificate, not a key; send the .pub file of the pair itself.";
        dsa: "Khóa DSA không còn an toàn; hãy tạo khóa khác: ssh-keygen -t ed25519",
            "DSA keys are no longer safe; make another one: ssh-keygen -t ed25519";
        unknown_type: "Không nhận loại khóa \"{}\"; hãy dùng ed25519, ecdsa hoặc rsa: ssh-keygen -t ed25519",
            "Keys of the type \"{}\" are not taken; use ed25519, ecdsa or rsa: ssh-keygen -t ed25519";
        not_base64: "Khóa bị gõ sai hoặc bị cắt; hãy chép lại tệp .pub.", "The key was mistyped or cut off; copy the .pub file again.";
        other_type: "Dòng ghi là {} mà khóa bên trong là {}; hãy chép lại tệp .pub.",
            "The line says {}, the key in it says {}; copy the .pub file again.";
        damaged: "Khóa bị hỏng hoặc bị cắt; hãy chép lại tệp .pub.", "The key is damaged or was cut off; copy the .pub file again.";
        trailing: "Sau khóa còn thừa dữ liệu; hãy chép lại tệp .pub.", "More stands behind the key than a key has; copy the .pub file again.";
        short_rsa: "Khóa RSA {} bit ngắn quá (ít nhất 2048); hãy tạo khóa khác: ssh-keygen -t ed25519",
            "An RSA key of {} bits is too short (2048 at least); make another one: ssh-keygen -t ed25519";
        no_end: "Tệp SSH2 thiếu dòng cuối; hãy lưu lại từ PuTTYgen.", "The SSH2 file lacks its last line; save it again from PuTTYgen.";

        unfit: "\"{}\" không ghi vào authorized_keys được: phải là đường dẫn đầy đủ, không có dấu cách, dấu nháy hay ký tự đặc biệt. Hãy dời đi nơi khác hoặc đổi tên.",
            "\"{}\" cannot stand in authorized_keys: it must be a whole path without blanks, quotes or special characters. Move or rename it.";
        link: "{} là liên kết tới tệp khác nên không sửa; hãy thay bằng tệp thật, hoặc chỉ rõ tệp: --authorized-keys TỆP",
            "{} is a symbolic link and was left alone; put a file in its place, or name one: --authorized-keys FILE";
        not_a_file: "{} không phải tệp; hãy chỉ tệp khác: --authorized-keys TỆP", "{} is no file; name another one: --authorized-keys FILE";
        taken: "Khóa này đang là của {}; mỗi người một khóa riêng. Hãy dùng khóa khác.",
            "This key is {}'s already; each has a key of their own. Use another one.";
        taken_line: "Khóa này đã có ở dòng {} của authorized_keys, do người khác ghi; hãy dùng khóa khác, hoặc bỏ dòng ấy.",
            "This key stands in line {} of authorized_keys already, by another hand; use another one, or take that line out.";
        cannot_use: "Không đọc hoặc ghi được {}: {}", "{} cannot be read or written: {}";
    }
}

fn words(lang: Lang) -> &'static Keys {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// Why a key file is not taken.
pub fn key_fault(lang: Lang, fault: &KeyFault) -> String {
    let words = words(lang);
    let phrase = match fault {
        KeyFault::Unreadable(error) => return fill(words.unreadable, &[&system(lang, error)]),
        KeyFault::UnknownType(name) => return fill(words.unknown_type, &[name]),
        KeyFault::OtherType { outside, inside } => return fill(words.other_type, &[outside, inside]),
        KeyFault::ShortRsa(bits) => return fill(words.short_rsa, &[&bits.to_string()]),
        KeyFault::Empty => words.empty,
        KeyFault::TooLarge => words.too_large,
        KeyFault::NotText => words.not_text,
        KeyFault::SeveralLines => words.several_lines,
        KeyFault::NoKey => words.no_key,
        KeyFault::Options => words.options,
        KeyFault::Private => words.private,
        KeyFault::Certificate => words.certificate,
        KeyFault::Dsa => words.dsa,
        KeyFault::NotBase64 => words.not_base64,
        KeyFault::Damaged => words.damaged,
        KeyFault::TrailingBytes => words.trailing,
        KeyFault::NoEnd => words.no_end,
    };
    phrase.to_owned()
}

/// Why `authorized_keys` was left as it is; `owner` is the name of the member of staff who has the key.
pub fn keys_error(lang: Lang, error: &KeysError, owner: &str) -> String {
    let words = words(lang);
    match error {
        KeysError::Unfit(text) => fill(words.unfit, &[text]),
        KeysError::Link(path) => fill(words.link, &[&path.display().to_string()]),
        KeysError::NotAFile(path) => fill(words.not_a_file, &[&path.display().to_string()]),
        KeysError::Taken(KeyOwner::Staff(_)) => fill(words.taken, &[owner]),
        KeysError::Taken(KeyOwner::Line(line)) => fill(words.taken_line, &[&line.to_string()]),
        KeysError::Io { path, source } => {
            fill(words.cannot_use, &[&path.display().to_string(), &system(lang, source)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::PublicKey;

    #[test]
    fn whoever_sends_a_wrong_file_is_told_which_one_to_send() {
        let said = |text: &str| key_fault(Lang::En, &PublicKey::parse(text.as_bytes()).unwrap_err());
        let cases = [
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "This is the private key"),
            ("command=\"sh\" ssh-rsa AAAA", "Options (such as command="),
            ("ssh-foo AAAA", "Keys of the type \"ssh-foo\""),
        ];
        for (text, want) in cases {
            assert!(said(text).starts_with(want), "{}", said(text));
        }
    }

    #[test]
    fn the_owner_of_a_key_is_named() {
        let of = |owner| keys_error(Lang::Vi, &KeysError::Taken(owner), "trinh (Lê Thị Trinh)");
        let staff = crate::domain::StaffId(uuid::Uuid::nil());
        assert!(of(KeyOwner::Staff(staff)).contains("của trinh (Lê Thị Trinh)"));
        assert!(of(KeyOwner::Line(3)).contains("dòng 3"));
    }
}
