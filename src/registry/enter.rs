//! Who comes in: a member of staff by their login, and in a new home the first to come.

use super::{Actor, Registry, locked, new_id};
use crate::domain::{Staff, StaffId, StaffRole, Validity};
use crate::protocol::{Act, Refusal};

impl Registry {
    /// The member of staff of a login. The first to come to a new home becomes its admin.
    ///
    /// # Errors
    /// [`Refusal::Stranger`] for a login that is no member of staff.
    pub fn enter(&self, login: &str) -> Result<Actor, Refusal> {
        let _alone = locked!(self.entering.lock());
        // Asked before: what changes meanwhile is read anew the next time.
        let standing = self.standing();
        let view = self.view();
        let found = match view.staff_by_login(login)? {
            None if view.every::<Staff>()?.is_empty() => {
                self.add_first_admin(login)?;
                view.staff_by_login(login)?
            }
            found => found,
        };
        let staff = found.filter(|staff| staff.is_member_on(standing.today()));
        Actor::of(staff.ok_or_else(|| Refusal::Stranger(login.to_owned()))?, &view, standing)
    }

    /// Whether a login is a member of staff today. Who was removed is none any more, although their record stays.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn is_member(&self, login: &str) -> Result<bool, Refusal> {
        let staff = self.view().staff_by_login(login)?;
        Ok(staff.is_some_and(|staff| staff.is_member_on(self.today())))
    }

    fn add_first_admin(&self, login: &str) -> Result<(), Refusal> {
        if !Staff::is_login(login) {
            return Err(Refusal::Stranger(login.to_owned()));
        }
        let staff = Staff {
            id: StaffId(new_id(self.clock.now_ms())?),
            login: login.to_owned(),
            name: login.to_owned(),
            role: StaffRole::Admin,
            scope: Vec::new(),
            valid: Validity::ALWAYS,
        };
        self.write_own(Act::AddStaff, vec![(staff.id.key(), Some(staff.into()))])
    }
}
