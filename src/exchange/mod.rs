//! Import and export: files of other programs to and from plain data.
//!
//! | module | for |
//! |---|---|
//! | [`folder`](read_folder) | a folder of TSV files as rows for an import, with all its problems at once |
//! | [`stream`](read_stream) | one table alone, from a file or a line |
//! | [`practice`](practice_commune) | the practice commune, packed into the program |
//! | [`backup`](write_backup) | a backup as one file, and back |
//! | [`ssh_key`](PublicKey) | the public key that a member of staff sends in |
//! | [`authorized_keys`](AuthorizedKeys) | the file that lets such keys in |
//! | [`staff_sheet`](read_staff_sheet) | many members of staff from one sheet |
//! | [`boxes`](Boxes) | the files that wait for a forced session over ssh, or come out of one |
//! | [`files`](Files) | where a session writes, and names that take nothing's place |
//! | [`export`] | records as JSON lines and as rows of a sheet, digits masked |
//! | [`sheet`] | what a screen lists as a sheet |
//! | [`pieces`](in_pieces) | what every way of importing one file shares |
//!
//! The tables of a folder stand in one file a theme (`units`, `people`, `committees`, `works`): each is a list of
//! columns and a function from the cells of a row to what the row says.

mod authorized_keys;
mod backup;
mod base64;
mod boxes;
mod cells;
mod committees;
pub mod export;
mod files;
mod folder;
mod meetings;
mod numbers;
mod people;
mod pieces;
mod practice;
pub mod sheet;
mod ssh_key;
mod staff_sheet;
mod stream;
mod table;
mod units;
mod words;
mod works;

pub use authorized_keys::{AuthorizedKeys, ForcedSession, KeyOwner, KeysError};
pub use backup::{BackupError, unpack_backup, verify_backup, write_backup};
pub use boxes::{BoxError, BoxName, Boxes, MOST_FILE_BYTES, MOST_FILES, OpenBox, Side, Waiting};
pub use files::{Files, GivenOut, PaperName, give_out};
pub use folder::{Ignored, ReadError, Reading, read_folder, read_tables};
pub use pieces::{Book, book_of, in_pieces};
pub use practice::{practice_commune, unpack_practice};
pub use ssh_key::{KeyFault, PublicKey};
pub use staff_sheet::{StaffLine, StaffSheet, read_staff_sheet};
pub use stream::{NoTable, TableKind, read_file, read_stream};
