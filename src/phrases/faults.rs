//! What is wrong with an entry: what happened, and what to do.

use super::{Lang, Pair, book, field, fill};
use crate::domain::{Fault, Field, Warning, Why};
use crate::protocol::ImportProblem;
use crate::text::number;

book! {
    /// The frames that faults are told in.
    Frames {
        in_row: "{}, dòng {}", "{}, row {}";
        at: "{}: {}", "{}: {}";
        problem: "{}.tsv, dòng {}: {}", "{}.tsv, line {}: {}";
    }
}

fn frames(lang: Lang) -> &'static Frames {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// A fault in a sentence, with the label of its field.
pub fn fault(lang: Lang, fault: &Fault) -> String {
    let sentence = why(lang, &fault.why);
    if fault.field == Field::Whole && fault.row.is_none() {
        return sentence;
    }
    let label = field(lang, fault.field);
    let place = match fault.row {
        Some(row) => fill(frames(lang).in_row, &[label, &(row + 1).to_string()]),
        None => label.to_owned(),
    };
    fill(frames(lang).at, &[&place, &sentence])
}

/// What is wrong with a row of a file, in one line.
pub fn problem(lang: Lang, problem: &ImportProblem) -> String {
    let faults: Vec<String> = problem.faults.iter().map(|one| fault(lang, one)).collect();
    fill(frames(lang).problem, &[&problem.table, &problem.line.to_string(), &faults.join("; ")])
}

/// Why a value cannot stand, for beside its field.
pub fn why(lang: Lang, why: &Why) -> String {
    let phrase = lang.pick(reason(why));
    match why {
        Why::TooLong(most) => fill(phrase, &[&most.to_string()]),
        Why::DotNotThousands(said)
        | Why::NotAPhone(Some(said))
        | Why::Taken(said)
        | Why::OnItsWay(said)
        | Why::Answered(said) => fill(phrase, &[said]),
        Why::MoreThanLeft(left) => fill(phrase, &[&number::group_thousands(*left)]),
        _ => phrase.to_owned(),
    }
}

fn reason(why: &Why) -> Pair {
    match why {
        Why::Missing => ("chưa điền; phần này phải có", "is empty; it must be filled in"),
        Why::TooLong(_) => ("quá dài; nhiều nhất {} ký tự", "is too long; at most {} characters"),
        Why::NotANumber => {
            ("không phải là số; hãy gõ như 500.000 hoặc 2,5", "is not a number; type it like 500.000 or 2,5")
        }
        Why::DotNotThousands(_) => ("có phải {}?", "did you mean {}?"),
        Why::TooManyDecimals => (
            "quá nhiều số lẻ; hãy làm tròn (ngày công đến nửa ngày)",
            "has too many decimals; round it (labour to half days)",
        ),
        Why::TooLarge => ("lớn quá; hãy xem lại", "is too large; look at it again"),
        Why::NotPositive => ("phải lớn hơn 0", "must be more than 0"),
        Why::ThousandsLeftOff => (
            "dưới 1.000 đ; có phải thiếu mấy số 0? (500k là 500.000)",
            "is under 1.000 đ; were the thousands left off? (500k is 500.000)",
        ),
        Why::NotADate => (
            "không phải là ngày; hãy gõ như 03/05/2008, 05/2008 hoặc 2008",
            "is not a date; type it like 03/05/2008, 05/2008 or 2008",
        ),
        Why::NoSuchDay => ("không có ngày này; hãy xem lại", "there is no such day; look at it again"),
        Why::Past => ("là ngày đã qua; hãy xem lại", "is past; look at it again"),
        Why::InFuture => ("sau ngày hôm nay; hãy xem lại", "is after today; look at it again"),
        Why::EndsBeforeBegins => {
            ("kết thúc trước lúc bắt đầu; hãy xem lại", "ends before it begins; look at it again")
        }
        Why::BeforeBirth => ("trước năm sinh; hãy xem lại", "is before the birth; look at it again"),
        Why::NotAPersonalId => ("số định danh có đúng 12 chữ số", "a personal id has exactly 12 digits"),
        Why::NotAnOldId => ("số CMND cũ có đúng 9 chữ số", "an old id has exactly 9 digits"),
        Why::NotAPhone(None) => (
            "không phải số điện thoại; số có 10 chữ số và bắt đầu bằng 0",
            "is not a phone number; it has 10 digits and begins with 0",
        ),
        Why::NotAPhone(Some(_)) => {
            ("số cũ có 11 chữ số; bây giờ có phải {}?", "is an old number of 11 digits; is it {} now?")
        }
        Why::Overlap => {
            ("trùng thời gian với mục khác; hãy xem lại ngày", "overlaps another one; look at the dates")
        }
        Why::Taken(_) => ("đã có rồi: {}", "is taken already: {}"),
        Why::NotFound => {
            ("không tìm thấy trong sổ; hãy tìm và chọn lại", "is not in the register; look it up again")
        }
        Why::NotAMember => ("không phải người đang ở hộ này", "is not a member of this household now"),
        Why::Deceased => ("người này đã mất", "is recorded as deceased"),
        Why::Ended => {
            ("hộ này đã chuyển đi hoặc nhập hộ khác", "this household has moved away or joined another")
        }
        Why::Voided => ("mục này đã hủy", "was voided"),
        Why::Elsewhere => ("không khớp với phần khác của mục này", "does not fit the rest of the entry"),
        Why::MoreThanLeft(_) => ("nhiều hơn phần còn lại; còn lại {} đ", "is more than what is left: {} đ"),
        Why::NobodyLeft => ("không còn ai để chọn", "nobody is left to choose"),
        Why::Twice => ("ghi trùng hai lần", "stands there twice"),
        Why::NotAChoice => {
            ("không có trong danh sách; hãy chọn lại", "is not one of the choices; choose again")
        }
        Why::ShortRow => {
            ("dòng này thiếu ô so với dòng đầu của tệp", "the row has fewer cells than the first line")
        }
        Why::LongRow => {
            ("dòng này thừa ô so với dòng đầu của tệp", "the row has more cells than the first line")
        }
        Why::OpenQuote => (
            "một ô kéo dài nhiều dòng; hãy xem lại dấu nháy kép",
            "a cell runs over several lines; look for a stray quotation mark",
        ),
        Why::NoColumn => {
            ("dòng đầu của tệp không có cột này", "the first line of the file has no such column")
        }
        Why::NotALogin => (
            "chỉ gồm chữ thường không dấu, chữ số, - và _, bắt đầu bằng chữ, nhiều nhất 32 ký tự",
            "has small letters without accents, digits, - and _, begins with a letter, and has at most 32 of them",
        ),
        Why::CannotRecord => (
            "người này không được ghi sổ; hãy chọn người ghi sổ hoặc người quản trị",
            "may not record; choose a recorder or an administrator",
        ),
        Why::NotUtf8 => (
            "chữ không phải Unicode (UTF-8), có thể là TCVN3 hoặc VNI; hãy lưu lại tệp dạng UTF-8",
            "the text is not UTF-8, perhaps TCVN3 or VNI; save the file as UTF-8",
        ),
        Why::OnItsWay(_) => (
            "hộ đang chờ Tổ {} nhận; nơi đó nhận hay trả lại rồi mới chuyển tiếp được",
            "the household waits to be taken in by group {}; it can move on once that is answered",
        ),
        Why::GivenThere => (
            "số trong sổ do tổ nhận cấp; hãy để trống ô này",
            "the number in the book is given by the group that takes it in; leave this empty",
        ),
        Why::OtherCommune => (
            "tổ này ở xã khác; hãy ghi là Chuyển đi, nơi đến ghi bằng chữ",
            "the group is in another commune; record it as moving out, with the place in words",
        ),
        Why::Answered(_) => (
            "{} đã trả lời rồi; hãy mở lại danh sách hộ chuyển",
            "was answered by {} already; look at the list of transfers again",
        ),
    }
}

/// Something worth a second look that may be saved all the same.
pub fn warning(lang: Lang, warning: &Warning) -> String {
    let phrase = lang.pick(second_look(warning));
    match warning {
        Warning::LargeGroup(households) => fill(phrase, &[&households.to_string()]),
        Warning::SameName(whom) => fill(phrase, &[whom]),
        Warning::UnusualAmount(whom, usual) => fill(phrase, &[whom, &usual.to_string()]),
        Warning::MoreVotesThanPeople(on, votes, people) => {
            fill(phrase, &[on, &votes.to_string(), &people.to_string()])
        }
        Warning::FewerPeopleThanHouseholds(people, households) => {
            fill(phrase, &[&people.to_string(), &households.to_string()])
        }
        Warning::IdDisagrees | Warning::VeryOld => phrase.to_owned(),
    }
}

fn second_look(warning: &Warning) -> Pair {
    match warning {
        Warning::IdDisagrees => (
            "Số định danh cho biết giới tính hoặc năm sinh khác; hãy xem lại giấy tờ",
            "The personal id says another sex or birth year; look at the papers",
        ),
        Warning::VeryOld => (
            "Trên 110 tuổi mà chưa ghi là đã mất; hãy hỏi lại",
            "More than 110 years old and not recorded as deceased; ask again",
        ),
        Warning::LargeGroup(_) => (
            "Tổ có {} hộ, đông hơn mức thường có (20 đến 40 hộ)",
            "The group has {} households, more than the usual 20 to 40",
        ),
        Warning::SameName(_) => (
            "Trong tổ đã có người cùng tên, cùng năm sinh: {}",
            "Somebody of the same name and birth year lives in the group: {}",
        ),
        Warning::UnusualAmount(..) => (
            "{}: gấp mười lần mức thường nộp ({} đ) hay hơn",
            "{}: ten times the usual payment ({} đ) or more",
        ),
        Warning::MoreVotesThanPeople(..) => {
            ("{}: {} phiếu mà chỉ có {} người dự", "{}: {} votes, and only {} people were there")
        }
        Warning::FewerPeopleThanHouseholds(..) => (
            "Số lượt dự {} ít hơn số hộ có mặt {}",
            "{} people are fewer than the {} households that were represented",
        ),
    }
}

#[cfg(test)]
pub(super) fn all_pairs() -> Vec<Pair> {
    let warnings = [
        Warning::IdDisagrees,
        Warning::VeryOld,
        Warning::LargeGroup(43),
        Warning::SameName("Lê Thị Sáu".into()),
        Warning::UnusualAmount("Lê Thị Sáu".into(), crate::domain::Vnd(500_000)),
        Warning::MoreVotesThanPeople("mức".into(), 280, 31),
        Warning::FewerPeopleThanHouseholds(5, 29),
    ];
    let reasons = every_why().iter().map(reason).collect::<Vec<Pair>>();
    [pairs(), reasons, warnings.iter().map(second_look).collect()].concat()
}

#[cfg(test)]
fn every_why() -> Vec<Why> {
    vec![
        Why::Missing,
        Why::TooLong(120),
        Why::NotANumber,
        Why::DotNotThousands("2,5".into()),
        Why::TooManyDecimals,
        Why::TooLarge,
        Why::NotPositive,
        Why::ThousandsLeftOff,
        Why::NotADate,
        Why::NoSuchDay,
        Why::InFuture,
        Why::EndsBeforeBegins,
        Why::BeforeBirth,
        Why::NotAPersonalId,
        Why::NotAnOldId,
        Why::NotAPhone(None),
        Why::NotAPhone(Some("0381234567".into())),
        Why::Overlap,
        Why::Taken("Tổ 05".into()),
        Why::NotFound,
        Why::NotAMember,
        Why::Deceased,
        Why::Ended,
        Why::Voided,
        Why::Elsewhere,
        Why::MoreThanLeft(200_000),
        Why::NobodyLeft,
        Why::Twice,
        Why::NotAChoice,
        Why::ShortRow,
        Why::LongRow,
        Why::OpenQuote,
        Why::NoColumn,
        Why::NotUtf8,
        Why::CannotRecord,
        Why::NotALogin,
        Why::Past,
        Why::OnItsWay("07 Long Thới".into()),
        Why::GivenThere,
        Why::OtherCommune,
        Why::Answered("hai".into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_warning() -> Vec<Warning> {
        vec![
            Warning::IdDisagrees,
            Warning::VeryOld,
            Warning::LargeGroup(43),
            Warning::SameName("Lê Thị Sáu".into()),
        ]
    }

    #[test]
    fn every_fault_is_a_sentence_with_its_values() {
        for lang in [Lang::Vi, Lang::En] {
            for reason in every_why() {
                let sentence = why(lang, &reason);
                assert!(!sentence.contains("{}") && sentence.chars().count() > 6, "{sentence}");
            }
            for one in every_warning() {
                assert!(!warning(lang, &one).contains("{}"));
            }
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let labour = Fault::new(Field::Labour, Why::DotNotThousands("2,5".into()));
        assert_eq!(fault(Lang::Vi, &labour), "Ngày công: có phải 2,5?");
        let left = Fault::in_row(Field::Money, 0, Why::MoreThanLeft(200_000));
        assert_eq!(fault(Lang::Vi, &left), "Tiền, dòng 1: nhiều hơn phần còn lại; còn lại 200.000 đ");
        let row = ImportProblem {
            table: "persons".into(),
            line: 3,
            faults: vec![Fault::new(Field::Whole, Why::ShortRow), Fault::new(Field::Sex, Why::NotAChoice)],
        };
        assert_eq!(
            problem(Lang::En, &row),
            "persons.tsv, line 3: the row has fewer cells than the first line; \
             Sex: is not one of the choices; choose again"
        );
    }
}
