//! Records of one kind, as the types they are.

use std::marker::PhantomData;

use uuid::Uuid;

use super::codec::{Stored, decode_record};
use super::error::StoreError;
use super::live::Live;
use super::step::{Tree, record_at, record_key};
use crate::domain::{Kind, Record, RecordKey};

/// The records of one kind.
pub struct Table<'a, R> {
    view: &'a Live,
    of: PhantomData<R>,
}

impl<'a, R: Record> Table<'a, R> {
    pub(super) fn of(view: &'a Live) -> Table<'a, R> {
        Table { view, of: PhantomData }
    }

    /// One record.
    ///
    /// # Errors
    /// When the view fails, or the record is damaged or of a later build.
    pub fn get(&self, id: Uuid) -> Result<Option<Stored<R>>, StoreError> {
        let key = RecordKey { kind: R::KIND, id };
        let bytes = self.view.get(Tree::Records, &record_key(key))?;
        bytes.map(|bytes| Ok(decode_record(key, &bytes)?)).transpose()
    }

    /// Every record, in the order of their identities.
    ///
    /// # Errors
    /// When the view fails, or a record is damaged or of a later build.
    pub fn for_each(&self, mut each: impl FnMut(Stored<R>)) -> Result<(), StoreError> {
        self.view.for_each(Tree::Records, &[R::KIND as u8], |key, bytes| {
            if let Some(key) = record_at(key) {
                each(decode_record(key, bytes)?);
            }
            Ok(())
        })
    }

    /// The records after an identity, in the order of identities; `limit` of them at most.
    ///
    /// # Errors
    /// When the view fails, or a record is damaged or of a later build.
    pub fn page(&self, after: Option<Uuid>, limit: usize) -> Result<Vec<Stored<R>>, StoreError> {
        let prefix = [R::KIND as u8];
        let from = match after {
            Some(id) => [record_key(RecordKey { kind: R::KIND, id }).as_slice(), &[0]].concat(),
            None => prefix.to_vec(),
        };
        let page = self.view.page(Tree::Records, &prefix, &from, limit)?;
        let keyed = page.iter().filter_map(|(key, bytes)| Some((record_at(key)?, bytes)));
        keyed.map(|(key, bytes)| Ok(decode_record(key, bytes)?)).collect()
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        R::KIND
    }
}
