//! **ndtq**: the register that hamlet staff keep of their self-managed groups (Tổ Nhân dân tự quản).
//!
//! The house, floor by floor. A floor uses only floors above it in this list; `tests/floors.rs` checks that.
//!
//! | floor | what it is for |
//! |---|---|
//! | [`text`] | Vietnamese text: cleaning, search keys, sort order, numbers and dates |
//! | [`domain`] | what is recorded and what makes it valid; pure |
//! | [`protocol`] | plain data that crosses the socket or enters the journal |
//! | [`store`] | the journal, and sled as its fast view |
//! | [`search`] | finding a household by a few typed letters |
//! | [`report`] | figures from records |
//! | [`exchange`] | reading and writing files of other programs |
//! | [`registry`] | the one door to the data |
//! | [`service`] | the socket, and a thread for each session |
//! | [`client`] | reaching the service, starting it, coming back to it |
//! | [`phrases`] | every string a person reads, in Vietnamese and English |
//! | [`page`] | cards, groups and projects as lines of text and as pages to print |
//! | [`tui`] | the screens |
//! | [`cli`] | the sub-commands |

pub mod cli;
pub mod client;
pub mod domain;
pub mod exchange;
pub mod page;
pub mod phrases;
pub mod protocol;
pub mod registry;
pub mod report;
pub mod search;
pub mod service;
pub mod store;
pub mod text;
pub mod tui;
