//! The dispatcher: which worker gets which task next.
//!
//! One actor knows the room of every worker whose session is here. It learns of ready lanes by
//! wake-ups, claims one lane at a time for as many seats as there are, and hands what it got to
//! the sessions. While a claim is under way, room and wake-ups gather for the next.

mod actor;
mod members;

use taskmaster_domain::{Incarnation, WorkerId, worker::Capacity};
use taskmaster_runtime::Tasks;
use tokio::sync::mpsc;

pub(crate) use actor::{Actor, Parts};

use crate::session::Letterbox;

/// What the dispatcher is told.
#[derive(Debug)]
pub(crate) enum News {
    /// A session opened.
    Joined(Member),
    /// A session ended.
    Left {
        /// Whose.
        worker: WorkerId,
        /// Which; an older one than the present is no news.
        session: i64,
    },
    /// Attempts ended or came back.
    Freed {
        /// Whose.
        worker: WorkerId,
        /// Of which session.
        session: i64,
        /// How many.
        count: u32,
        /// What may be handed out beyond the slots from now on.
        prefetch: u32,
    },
    /// The worker takes nothing new.
    Draining {
        /// Whose.
        worker: WorkerId,
    },
    /// The worker takes tasks again.
    Resumed {
        /// Whose.
        worker: WorkerId,
    },
}

/// A worker whose session is here.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) worker: WorkerId,
    pub(crate) incarnation: Incarnation,
    pub(crate) session: i64,
    pub(crate) capacity: Capacity,
    /// Attempts that it has already.
    pub(crate) held: u32,
    /// It takes nothing new.
    pub(crate) draining: bool,
    pub(crate) letterbox: Letterbox,
}

/// A cheap handle of the dispatcher.
#[derive(Clone, Debug)]
pub(crate) struct Dispatcher {
    news: mpsc::Sender<News>,
}

impl Dispatcher {
    /// Starts the actor.
    pub(crate) fn start(parts: Parts, tasks: &Tasks) -> Self {
        let (news, inbox) = mpsc::channel(4_096);
        tasks.spawn("dispatch", Actor::new(parts, inbox, tasks.stop().clone()).run());
        Self { news }
    }

    /// Tells the dispatcher. It never waits on the store to listen, so this is short.
    pub(crate) async fn tell(&self, news: News) {
        let _ = self.news.send(news).await;
    }
}
