//! Vietnamese text: clean, fold, sort order, numbers and dates, and how wide it is on a screen.
//!
//! | module | for |
//! |---|---|
//! | [`clean`] | what may be stored, shown on a terminal, put into a sheet |
//! | [`keys`] | the three search keys: exact, folded, loose |
//! | [`order`] | sorting by given name in Vietnamese order |
//! | [`number`] | amounts as they are typed and printed |
//! | [`date`] | dates as they are typed and printed |
//! | [`typing`] | Telex, VNI and VIQR |
//! | [`width`] | fitting text into cells |

pub mod clean;
pub mod date;
pub mod keys;
pub mod number;
pub mod order;
pub mod typing;
pub mod width;

pub use clean::{for_sheet, for_terminal};
pub use date::{DateFault, DateParts};
pub use number::NumberFault;

#[cfg(test)]
mod tests {
    use super::{clean, date, keys, number, order, width};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn no_text_panics_in_this_room(text in any::<String>(), width in 0..20_usize) {
            let today = chrono::NaiveDate::from_ymd_opt(2023, 11, 14).unwrap();
            let _ = (clean::line(&text), clean::prose(&text), clean::for_terminal(&text), clean::for_sheet(&text));
            let _ = (keys::exact(&text), keys::fold(&text), keys::loose(&text), keys::initials(&text));
            let _ = (order::sort_key(&text), order::name_sort_key(&text));
            let _ = (number::parse_money(&text), number::parse_hundredths(&text), number::parse_count(&text));
            let _ = (date::parse_partial(&text), date::parse_day(&text, today));
            let _ = (width::fit(&text, width), width::pad(&text, width), width::pad_left(&text, width));
        }

        // Whatever an input method sends, a name is stored, found and sorted alike.
        #[test]
        fn composed_and_decomposed_names_are_one_name(name in "[A-ZĂÂĐÊÔƠƯ][a-zăâđêôơưáàảãạấầẩẫậắặếềểễệốộớờởỡợứừữựýỳỷỹỵ]{0,6}( [a-zđáàươễộýỳ]{1,6}){0,3}") {
            use unicode_normalization::UnicodeNormalization;
            let decomposed: String = name.nfd().collect();
            prop_assert_eq!(clean::line(&name), clean::line(&decomposed));
            prop_assert_eq!(keys::exact(&name), keys::exact(&decomposed));
            prop_assert_eq!(keys::fold(&name), keys::fold(&decomposed));
            prop_assert_eq!(keys::loose(&name), keys::loose(&decomposed));
            prop_assert_eq!(order::name_sort_key(&name), order::name_sort_key(&decomposed));
            prop_assert_eq!(width::cells(&name), width::cells(&decomposed));
        }
    }
}
