//! Files of the session: what F7 writes, what waits in the inbox. A thread of its own does it, one after the other, so
//! that no disk and no large file holds up the screen.

use std::io;
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use crossbeam_channel::{Sender, unbounded};

use super::msg::Msg;
use crate::exchange::{
    BoxError, BoxName, Files, GivenOut, OpenBox, PaperName, ReadError, Reading, Side, Waiting, give_out,
    read_stream,
};
use crate::phrases::{Lang, box_error, fill, papers, system, unlooked};

/// What is to be done with files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOp {
    /// Give out a text under a free name.
    GiveOut {
        /// What it is to be called.
        name: PaperName,
        /// The whole of it.
        text: String,
    },
    /// See what waits in the inbox.
    LookIn,
    /// Read a table that waits.
    Read(BoxName),
    /// Take a file out of the inbox.
    Drop(BoxName),
}

/// What came of it; what went wrong in words.
#[derive(Clone, Debug)]
pub enum FileReport {
    /// A text was given out.
    GivenOut(Result<GivenOut, String>),
    /// What waits, the newest first.
    Waiting(Result<Vec<Waiting>, String>),
    /// A table was read.
    Read(BoxName, Result<Box<Reading>, String>),
    /// A file was taken out.
    Dropped(BoxName, Result<(), String>),
}

/// Does it, and waits for it.
pub fn perform(files: &Files, op: FileOp, lang: Lang) -> FileReport {
    let told = |error: BoxError| box_error(lang, &error);
    match op {
        FileOp::GiveOut { name, text } => {
            let given = give_out(files, &name, text.as_bytes(), SystemTime::now());
            FileReport::GivenOut(given.map_err(|error| unwritten(files, &error, lang)))
        }
        FileOp::LookIn => FileReport::Waiting(
            inbox(files).and_then(|open| open.map_or(Ok(Vec::new()), |open| open.list())).map_err(told),
        ),
        FileOp::Read(name) => {
            let read = read(files, &name, lang);
            FileReport::Read(name, read)
        }
        FileOp::Drop(name) => {
            let dropped = inbox(files).and_then(|open| open.map_or(Ok(()), |open| open.remove(&name)));
            FileReport::Dropped(name, dropped.map_err(told))
        }
    }
}

/// Only a forced session has one.
fn inbox(files: &Files) -> Result<Option<OpenBox>, BoxError> {
    match files {
        Files::Here => Ok(None),
        Files::Boxes(boxes) => boxes.open(Side::In, SystemTime::now()).map(Some),
    }
}

fn read(files: &Files, name: &BoxName, lang: Lang) -> Result<Box<Reading>, String> {
    let told = |error: BoxError| box_error(lang, &error);
    let gone = || told(BoxError::NotThere(name.clone()));
    let open = inbox(files).map_err(told)?.ok_or_else(gone)?;
    let mut file = open.read(name).map_err(told)?;
    let reading = read_stream(&mut file, None).map_err(|error: ReadError| unlooked(lang, &error))?;
    Ok(Box::new(reading))
}

fn unwritten(files: &Files, error: &BoxError, lang: Lang) -> String {
    match (files, error) {
        (Files::Here, BoxError::Io(error)) => fill(papers(lang).cannot_write, &[&system(lang, error)]),
        _ => box_error(lang, error),
    }
}

/// Who does it beside the loop. Dropping it waits for what is under way: half a page is none.
pub struct Clerk {
    jobs: Option<Sender<(FileOp, Lang)>>,
    thread: Option<JoinHandle<()>>,
}

impl Clerk {
    /// Starts; reports go into the loop's channel.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(files: Files, to_loop: Sender<Msg>) -> io::Result<Clerk> {
        let (jobs, to_do) = unbounded::<(FileOp, Lang)>();
        let work = move || {
            for (op, lang) in to_do {
                to_loop.send(Msg::File(perform(&files, op, lang))).unwrap_or_default();
            }
        };
        let thread = thread::Builder::new().name("files".into()).spawn(work)?;
        Ok(Clerk { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Asks for something, and does not wait.
    pub fn ask(&self, op: FileOp, lang: Lang) {
        if let Some(jobs) = &self.jobs {
            jobs.send((op, lang)).unwrap_or_default();
        }
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
    }
}
