//! The words that files use for choices: the key of the choice, or the word the paper books use for it.

use crate::domain::{
    Choice, CommitteeKind, Giving, GroupGrade, GroupRole, MeetingKind, Movement, PovertyStatus, ProjectKind,
    RelationToHead as R, ResidenceKind, Sex, UnitKind, Why,
};
use crate::text::keys;

/// A choice by its key, in any case and with or without the lines between its words: `DanVanKheo`.
fn by_key<T: Choice>(text: &str) -> Option<T> {
    let squash = |text: &str| text.replace(['_', '-', ' '], "").to_ascii_lowercase();
    T::ALL.iter().copied().find(|value| squash(value.key()) == squash(text))
}

/// A choice by key, else by a word of the paper books. The word as it is spelled comes first: without marks
/// `bà` (grandmother) and `ba` (father) are one.
fn by_word<T: Choice>(text: &str, words: &[(&str, T)]) -> Result<T, Why> {
    if let Some(value) = by_key(text) {
        return Ok(value);
    }
    let said = |key: fn(&str) -> String| {
        let wanted = key(text);
        words.iter().find(|(word, _)| key(word) == wanted).map(|(_, value)| *value)
    };
    said(keys::exact).or_else(|| said(keys::fold)).ok_or(Why::NotAChoice)
}

/// The kind of a unit.
pub(super) fn unit_kind(text: &str) -> Result<UnitKind, Why> {
    let words = [
        ("tỉnh", UnitKind::Province),
        ("huyện", UnitKind::District),
        ("xã", UnitKind::Commune),
        ("phường", UnitKind::Ward),
        ("ấp", UnitKind::Hamlet),
        ("thôn", UnitKind::Hamlet),
        ("khóm", UnitKind::Quarter),
        ("khu phố", UnitKind::Quarter),
        ("chi bộ", UnitKind::PartyCell),
        ("cơ quan", UnitKind::Institution),
        ("trường", UnitKind::Institution),
    ];
    by_word(text, &words)
}

/// The kind of a meeting.
pub(super) fn meeting_kind(text: &str) -> Result<MeetingKind, Why> {
    let words = [
        ("lệ kỳ", MeetingKind::Regular),
        ("họp tổ", MeetingKind::Regular),
        ("họp bàn", MeetingKind::Decision),
        ("biểu quyết", MeetingKind::Decision),
        ("tuyên truyền", MeetingKind::Propaganda),
        ("sinh hoạt chính trị", MeetingKind::Political),
        ("chuyên đề", MeetingKind::ThematicCell),
        ("tập huấn", MeetingKind::Training),
        ("ra mắt", MeetingKind::Launch),
        ("khác", MeetingKind::Other),
    ];
    by_word(text, &words)
}

/// A group's grade.
pub(super) fn grade(text: &str) -> Result<GroupGrade, Why> {
    by_key(text).or_else(|| GroupGrade::from_word(text)).ok_or(Why::NotAChoice)
}

/// A role on a board.
pub(super) fn role(text: &str) -> Result<GroupRole, Why> {
    let words = [
        ("tổ trưởng", GroupRole::Leader),
        ("tổ phó", GroupRole::Deputy),
        ("thư ký", GroupRole::Secretary),
        ("thành viên", GroupRole::Member),
        ("tổ viên", GroupRole::Member),
    ];
    by_word(text, &words)
}

/// Poverty status.
pub(super) fn poverty(text: &str) -> Result<PovertyStatus, Why> {
    let words = [
        ("nghèo", PovertyStatus::Poor),
        ("hộ nghèo", PovertyStatus::Poor),
        ("cận nghèo", PovertyStatus::NearPoor),
        ("hộ cận nghèo", PovertyStatus::NearPoor),
        ("mới thoát nghèo", PovertyStatus::Escaped),
        ("thoát nghèo", PovertyStatus::Escaped),
        ("tái nghèo", PovertyStatus::Relapsed),
    ];
    by_word(text, &words)
}

/// Yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, Why> {
    match keys::fold(text).as_str() {
        "1" | "x" | "co" | "yes" | "dat" => Ok(true),
        "0" | "khong" | "no" | "khong dat" => Ok(false),
        _ => Err(Why::NotAChoice),
    }
}

/// Sex.
pub(super) fn sex(text: &str) -> Result<Sex, Why> {
    by_word(text, &[("m", Sex::Male), ("nam", Sex::Male), ("f", Sex::Female), ("nữ", Sex::Female)])
}

/// Relation to the head of household.
pub(super) fn relation(text: &str) -> Result<R, Why> {
    let words = [
        ("chủ hộ", R::Head),
        ("vợ", R::Wife),
        ("chồng", R::Husband),
        ("con", R::Child),
        ("con nuôi", R::Child),
        ("cha", R::Father),
        ("bố", R::Father),
        ("ba", R::Father),
        ("mẹ", R::Mother),
        ("má", R::Mother),
        ("cháu", R::Grandchild),
        ("ông", R::Grandparent),
        ("bà", R::Grandparent),
        ("ông, bà", R::Grandparent),
        ("anh", R::Sibling),
        ("chị", R::Sibling),
        ("em", R::Sibling),
        ("anh, chị, em", R::Sibling),
        ("con dâu", R::ChildInLaw),
        ("con rể", R::ChildInLaw),
        ("dâu", R::ChildInLaw),
        ("rể", R::ChildInLaw),
        ("người thân khác", R::OtherKin),
        ("khác", R::OtherKin),
        ("ở nhờ", R::NotKin),
        ("ở thuê", R::NotKin),
    ];
    by_word(text, &words)
}

/// Residence.
pub(super) fn residence(text: &str) -> Result<ResidenceKind, Why> {
    let words = [
        ("thường trú", ResidenceKind::Permanent),
        ("tạm trú", ResidenceKind::Temporary),
        ("tạm vắng", ResidenceKind::Absent),
        ("đã chuyển đi", ResidenceKind::Moved),
        ("chuyển đi", ResidenceKind::Moved),
    ];
    by_word(text, &words)
}

/// The kind of a committee.
pub(super) fn committee_kind(text: &str) -> Result<CommitteeKind, Why> {
    by_key(text).ok_or(Why::NotAChoice)
}

/// The movement of a model.
pub(super) fn movement(text: &str) -> Result<Movement, Why> {
    by_word(text, &[("Dân vận khéo", Movement::DanVanKheo), ("Học tập và làm theo Bác", Movement::BacHo)])
}

/// The kind of a project.
pub(super) fn project_kind(text: &str) -> Result<ProjectKind, Why> {
    by_key(text).ok_or(Why::NotAChoice)
}

/// The form of a contribution.
pub(super) fn giving(text: &str) -> Result<Giving, Why> {
    let words = [
        ("tiền", Giving::Money),
        ("đất", Giving::Land),
        ("ngày công", Giving::Labour),
        ("công", Giving::Labour),
        ("hiện vật", Giving::Goods),
        ("in kind", Giving::Goods),
    ];
    by_word(text, &words)
}

/// What a held seat rests on, or the role an ex officio seat follows: `ExOfficio:Leader`, `Association:Farmers`,
/// `Elected`, `Appointed`.
pub(super) fn basis(text: &str) -> Result<Basis, Why> {
    let (what, of) = text.split_once(':').unwrap_or((text, ""));
    match keys::fold(what).replace(['_', ' '], "").as_str() {
        "exofficio" => role(of).map(Basis::ExOfficio),
        "association" => by_key(of).ok_or(Why::NotAChoice).map(Basis::Held),
        _ => by_key(text).ok_or(Why::NotAChoice).map(Basis::Held),
    }
}

/// What a seat rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// The role on the group's board.
    ExOfficio(GroupRole),
    /// Somebody holds it by name.
    Held(crate::domain::HeldBasis),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::HeldBasis;

    #[test]
    fn words_are_read_with_and_without_marks() {
        let cases = [
            ("chủ hộ", R::Head),
            ("Chu ho", R::Head),
            ("bà", R::Grandparent),
            ("ba", R::Father),
            ("head", R::Head),
        ];
        for (text, want) in cases {
            assert_eq!(relation(text), Ok(want), "{text}");
        }
        assert_eq!(relation("hàng xóm"), Err(Why::NotAChoice));
        assert_eq!(sex("Nữ"), Ok(Sex::Female));
        assert_eq!(movement("DanVanKheo"), Ok(Movement::DanVanKheo));
        assert_eq!(committee_kind("ModelExecutive"), Ok(CommitteeKind::ModelExecutive));
        assert_eq!(basis("ExOfficio:Leader"), Ok(Basis::ExOfficio(GroupRole::Leader)));
        assert_eq!(basis("Association:Farmers"), Ok(Basis::Held(HeldBasis::Farmers)));
        assert_eq!(basis("Elected"), Ok(Basis::Held(HeldBasis::Elected)));
        assert_eq!(basis("ExOfficio:Nobody"), Err(Why::NotAChoice));
    }
}
