//! Who comes in: a member of staff by their login, and in a new home the first to come.

use super::{Actor, Registry, locked, new_id};
use crate::domain::{StaffId, StaffRole, Validity};
use crate::protocol::{Act, Refusal};

impl Registry {
    /// The member of staff of a login. The first to come to a new home becomes its admin.
    ///
    /// # Errors
    /// [`Refusal::Stranger`] for a login that is no member of staff.
    pub fn enter(&self, login: &str) -> Result<Actor, Refusal> {
        let _alone = locked!(self.entering.lock());
        let view = self.view();
        let found = match view.staff_by_login(login)? {
            None if view.every::<crate::domain::Staff>()?.is_empty() => {
                self.add_first_admin(login)?;
                view.staff_by_login(login)?
            }
            found => found,
        };
        let staff = found.filter(|staff| staff.is_member_on(self.today()));
        let staff = staff.ok_or_else(|| Refusal::Stranger(login.to_owned()))?;
        Ok(Actor { staff: staff.id, login: staff.login, name: staff.name, role: staff.role })
    }

    fn add_first_admin(&self, login: &str) -> Result<(), Refusal> {
        if !crate::domain::Staff::is_login(login) {
            return Err(Refusal::Stranger(login.to_owned()));
        }
        let staff = crate::domain::Staff {
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
