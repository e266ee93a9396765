//! The access log, as `ndtq log --access` prints it.

use serde_json::{Value, json};

use super::log::iso;
use super::out::{Out, Outcome};
use crate::phrases::{self, Lang};
use crate::protocol::{AccessRow, Moment};

/// Prints entries, newest first.
///
/// # Errors
/// When the output takes nothing.
pub fn print(rows: &[AccessRow], offset: i16, json: bool, lang: Lang, out: &mut Out) -> Outcome {
    if json {
        let all: Vec<Value> = rows.iter().map(|row| as_json(row, offset)).collect();
        return out.data(&Value::Array(all).to_string());
    }
    rows.iter().try_for_each(|row| out.lines(vec![as_line(row, offset, lang)]))
}

/// `24/11/2026 09:14  trinh  xem số đầy đủ  05/26 Trần Văn Út (H-02054)  đối chiếu CCCD`
fn as_line(row: &AccessRow, offset: i16, lang: Lang) -> String {
    let access = &row.access;
    let number = row.number.map(|number| format!("({number})")).unwrap_or_default();
    let mut parts = vec![
        phrases::moment(Moment::of(access.at, offset)),
        access.login.clone(),
        phrases::access(lang, access.what).to_owned(),
        format!("{} {number}", row.name).trim().to_owned(),
        access.why.clone(),
        if access.more > 0 { format!("(+{})", access.more) } else { String::new() },
    ];
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

/// The field names are a contract.
fn as_json(row: &AccessRow, offset: i16) -> Value {
    let access = &row.access;
    json!({
        "at": iso(access.at, offset),
        "login": access.login,
        "what": access.what,
        "about": access.about,
        "name": row.name,
        "number": row.number,
        "why": access.why,
        "more": access.more,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, RecordKey, ShortNumber};
    use crate::protocol::{Access, AccessKind};

    #[test]
    fn an_entry_is_a_line() {
        let about = Some(RecordKey { kind: Kind::Household, id: uuid::Uuid::nil() });
        let access = Access {
            at: 1_795_486_447_000,
            login: "an".into(),
            what: AccessKind::Unmasked,
            about,
            why: "đối chiếu CCCD".into(),
            more: 0,
        };
        let number = Some(ShortNumber { kind: Kind::Household, number: 2_054 });
        let row = AccessRow { access, name: "05/26 Trần Văn Út".into(), number };
        let line = as_line(&row, 420, Lang::Vi);
        assert_eq!(line, "24/11/2026 09:14  an  xem số đầy đủ  05/26 Trần Văn Út (H-02054)  đối chiếu CCCD");
        let refused =
            Access { what: AccessKind::Refused, about: None, why: "Check".into(), more: 7, ..row.access };
        let row = AccessRow { access: refused, name: String::new(), number: None };
        assert_eq!(as_line(&row, 420, Lang::En), "24/11/2026 09:14  an  was refused  Check  (+7)");
        assert_eq!(as_json(&row, 420)["what"], "refused");
    }
}
