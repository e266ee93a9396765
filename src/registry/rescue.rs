//! The way back when the only administrator is gone: whoever owns the files of the register makes another one.
//!
//! It is a change like any other, by the program itself under an act of its own, so that the log shows it for ever.

use super::apply::staff::looks_after_all;
use super::{Registry, locked, new_id};
use crate::domain::{Staff, StaffId, StaffRole, Validity};
use crate::protocol::{Act, Refusal};

impl Registry {
    /// Makes a login an administrator. Whoever calls it has seen to it that the user owns the files. An order that
    /// nothing be saved does not hold here: only an administrator could end it.
    ///
    /// # Errors
    /// [`Refusal::AdminsThere`] when others are administrators and it is not to be done even so.
    pub fn rescue(&self, login: &str, even_so: bool) -> Result<(), Refusal> {
        let _alone = locked!(self.entering.lock());
        if !Staff::is_login(login) {
            return Err(Refusal::NoLogin(login.to_owned()));
        }
        self.refuse_when_damaged()?;
        let view = self.view();
        let today = self.today();
        // An administrator of some units, or for some time, is not who a register is left with.
        let known = view.staff_by_login(login)?;
        if known.as_ref().is_some_and(|staff| looks_after_all(staff, today)) {
            return Ok(());
        }
        let everybody = view.every::<Staff>()?;
        let admins =
            everybody.iter().map(|stored| &stored.record).filter(|staff| looks_after_all(staff, today));
        let admins: Vec<String> = admins.map(|staff| staff.login.clone()).collect();
        if !admins.is_empty() && !even_so {
            return Err(Refusal::AdminsThere(admins));
        }
        let staff = match known {
            Some(staff) => {
                let since = staff.valid.from().filter(|_| staff.valid.contains(today));
                let valid = since.map_or(Validity::ALWAYS, Validity::since);
                Staff { role: StaffRole::Admin, scope: Vec::new(), valid, ..staff }
            }
            None => Staff {
                id: StaffId(new_id(self.clock.now_ms())?),
                login: login.to_owned(),
                name: login.to_owned(),
                role: StaffRole::Admin,
                scope: Vec::new(),
                valid: Validity::ALWAYS,
            },
        };
        self.write_own(Act::Rescue, vec![(staff.id.key(), Some(staff.into()))])
    }
}
