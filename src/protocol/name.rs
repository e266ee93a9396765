//! What a command or query is called in a log: its variant, and nothing of what it holds.

use std::fmt::{self, Debug, Write};

/// The first word of a debug print. Printing stops there, so a large value costs nothing and says nothing.
struct FirstWord(String);

impl Write for FirstWord {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        self.0.push_str(&text[..end]);
        if end == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

/// The name of a value's variant.
pub(super) fn of(value: &impl Debug) -> String {
    let mut word = FirstWord(String::new());
    // It ends early by design.
    write!(word, "{value:?}").unwrap_or_default();
    word.0
}

#[cfg(test)]
mod tests {
    use crate::domain::HouseholdId;
    use crate::protocol::{Command, Query};

    #[test]
    fn the_name_is_the_variant_and_nothing_else() {
        let household = HouseholdId(uuid::Uuid::nil());
        assert_eq!(Query::Home.name(), "Home");
        assert_eq!(Query::Find { words: "Lê Thị Sáu".into(), limit: 5 }.name(), "Find");
        assert_eq!(Query::Unmask { household, reason: "0901234567".into() }.name(), "Unmask");
        assert_eq!(Command::Verify(household).name(), "Verify");
    }
}
