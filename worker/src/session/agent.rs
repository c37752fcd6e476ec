//! The actor that owns the worker's state. One thing happens at a time, and carrying it out
//! never waits: neither for the coordinator, nor for an attempt, nor for a disk.

use std::time::Duration;

use prost_types::Timestamp;
use taskmaster_proto::{
    convert::timestamp,
    v1::{Heartbeat, Hello, Welcome, goodbye::Reason, open_session_response::Message},
};
use taskmaster_runtime::Clock;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    EVENTS, Ended, LAST_WAIT,
    lease::Lease,
    link::{Link, Lost, News},
    outbound::Outbound,
    patience::Patience,
};
use crate::{
    book::Book,
    executor::{Crew, Event, Sampler, Stop},
    load::Meter,
    output::Credit,
};

/// How long commands that are handed back may take to end.
const HAND_BACK: Duration = Duration::from_secs(5);
/// How long results may take to be acknowledged at the end.
const FLUSH: Duration = Duration::from_secs(3);

/// The worker.
pub(super) struct Agent {
    hello: Hello,
    drain_grace: Duration,
    idle_exit: Option<Duration>,
    pub(super) clock: Clock,
    credit: Credit,
    pub(super) book: Book,
    pub(super) crew: Crew,
    sampler: Sampler,
    lease: Lease,
    pub(super) link: Link,
    outbound: Option<Outbound>,
    events: mpsc::Receiver<Event>,
    gathered: Vec<Event>,
    patience: Patience,
    meter: Meter,
    /// Bytes that one attempt may print.
    pub(super) output_limit: u64,
    heartbeat: Duration,
    next_beat: Instant,
    last_heard: Instant,
    phase: Phase,
    /// The coordinator said: take nothing new. The worker stays.
    pub(super) ordered_to_drain: bool,
}

/// How far its own end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    /// What runs may go on until then.
    Draining {
        until: Instant,
    },
    /// What still ran was told to stop and should have by then.
    HandingBack {
        until: Instant,
    },
    /// Nothing runs; what is to be said should be by then.
    Flushing {
        until: Instant,
    },
}

/// What can happen.
enum Happening {
    Kill,
    Stop,
    News(News),
    Events,
    Free,
    Time,
}

impl Agent {
    #[expect(clippy::too_many_arguments, reason = "its parts; there is one caller")]
    pub(super) fn new(
        hello: Hello,
        drain_grace: Duration,
        idle_exit: Option<Duration>,
        clock: Clock,
        credit: Credit,
        crew: Crew,
        sampler: Sampler,
        link: Link,
        events: mpsc::Receiver<Event>,
    ) -> Self {
        let now = Instant::now();
        Self {
            hello,
            drain_grace,
            idle_exit,
            clock,
            credit,
            book: Book::default(),
            crew,
            sampler,
            lease: Lease::default(),
            link,
            outbound: None,
            events,
            gathered: Vec::with_capacity(EVENTS),
            patience: Patience::default(),
            meter: Meter::default(),
            output_limit: 0,
            heartbeat: Duration::from_secs(5),
            next_beat: now,
            last_heard: now,
            phase: Phase::Serving,
            ordered_to_drain: false,
        }
    }

    /// Works until it ends.
    pub(super) async fn run(mut self, stop: &CancellationToken, kill: &CancellationToken) -> Ended {
        let ended = loop {
            let happening = self.next(stop, kill).await;
            if let Some(ended) = self.on(happening) {
                break ended;
            }
        };
        self.crew.stop_all(Stop::Forget);
        let _ = timeout(LAST_WAIT, self.wait_for_crew()).await;
        self.outbound = None;
        if let Ended::Drained { .. } = ended {
            self.link.close(LAST_WAIT).await;
        }
        ended
    }

    async fn next(&mut self, stop: &CancellationToken, kill: &CancellationToken) -> Happening {
        let alarm = self.alarm();
        let speaks = self.book.has_report() && self.patience.until().is_none();
        tokio::select! {
            () = kill.cancelled() => Happening::Kill,
            () = stop.cancelled(), if self.phase == Phase::Serving => Happening::Stop,
            news = self.link.next() => Happening::News(news),
            _ = self.events.recv_many(&mut self.gathered, EVENTS) => Happening::Events,
            () = free(self.outbound.as_ref()), if speaks => Happening::Free,
            () = sleep_until(alarm) => Happening::Time,
        }
    }

    /// Carries out what happened; how the worker ended, if it has.
    fn on(&mut self, happening: Happening) -> Option<Ended> {
        match happening {
            Happening::Kill => return Some(Ended::Killed),
            Happening::Stop => self.drain(),
            Happening::News(news) => {
                if let Some(ended) = self.on_news(news) {
                    return Some(ended);
                }
            }
            Happening::Events => self.on_events(),
            Happening::Free => {}
            Happening::Time => {
                if let Some(ended) = self.on_time(Instant::now()) {
                    return Some(ended);
                }
            }
        }
        self.speak();
        self.settle()
    }

    fn on_news(&mut self, news: News) -> Option<Ended> {
        match news {
            News::Due => {
                let hello = Hello { holding: self.book.holding(), ..self.hello.clone() };
                self.link.connect(hello);
            }
            News::Open { welcome, hello_at, outbound } => self.open(&welcome, hello_at, outbound),
            News::Message(message) => return self.on_message(message),
            News::Lost(lost) => self.lost(&lost),
        }
        None
    }

    /// A session has opened: the lease starts anew and all that is unacknowledged is said again.
    fn open(&mut self, welcome: &Welcome, hello_at: Instant, outbound: Outbound) {
        tracing::info!(
            worker.id = welcome.worker_id,
            worker.name = welcome.name,
            session = welcome.session,
            holding = self.book.len(),
            "the session is open"
        );
        // A name that was given is kept over reconnects.
        self.hello.name.clone_from(&welcome.name);
        let duration = |wire: Option<prost_types::Duration>, absent: u64| {
            let wire = wire.and_then(|wire| Duration::try_from(wire).ok());
            wire.filter(|length| !length.is_zero()).unwrap_or(Duration::from_secs(absent))
        };
        self.heartbeat = duration(welcome.heartbeat, 5);
        self.lease.opened(duration(welcome.lease, 30), hello_at);
        self.hear_time(hello_at, welcome.now.as_ref());
        self.output_limit = u64::try_from(welcome.output_limit).unwrap_or(0);
        self.credit.set_total(usize::try_from(welcome.output_credit).unwrap_or(0));
        // Told while there was no session, or in words that never arrived.
        self.ordered_to_drain = welcome.draining;
        self.outbound = Some(outbound);
        self.last_heard = Instant::now();
        self.book.reopen();
        self.beat();
        self.crew.fill(self.output_limit);
    }

    fn lost(&mut self, lost: &Lost) {
        tracing::warn!(cause = %lost, running = self.crew.running(), "there is no session");
        self.outbound = None;
    }

    fn on_message(&mut self, message: Message) -> Option<Ended> {
        self.last_heard = Instant::now();
        match message {
            Message::Assign(assign) => self.on_assign(assign.assignments),
            Message::Ack(ack) => self.on_ack(&ack),
            Message::HeartbeatAck(ack) => {
                if let Some(sent_at) = self.lease.acknowledged(ack.number) {
                    self.hear_time(sent_at, ack.now.as_ref());
                }
            }
            Message::Orders(orders) => self.on_orders(&orders),
            Message::Goodbye(goodbye) => return self.on_goodbye(goodbye.reason()),
            Message::Welcome(_) => tracing::error!("the coordinator sent a second welcome"),
        }
        None
    }

    /// An older coordinator does not say what time it is.
    fn hear_time(&self, asked_at: Instant, said: Option<&Timestamp>) {
        if let Some(said) = said.and_then(timestamp) {
            self.clock.hear(asked_at, said);
        }
    }

    fn on_goodbye(&mut self, reason: Reason) -> Option<Ended> {
        tracing::info!(reason = reason.as_str_name(), "the coordinator said goodbye");
        self.outbound = None;
        match reason {
            Reason::Superseded => return Some(Ended::Superseded),
            Reason::Shutdown => self.link.leave(true),
            Reason::Silent | Reason::Unspecified => self.link.leave(false),
        }
        None
    }

    fn on_events(&mut self) {
        for event in self.gathered.drain(..) {
            match event {
                Event::Started { of, at } => self.book.started(of, at),
                Event::Output { of, piece, grant } => self.book.printed(of, piece, grant),
                Event::Progress { of, progress } => self.book.progressed(of, progress),
                Event::Sampled(samples) => {
                    for (of, sample) in samples {
                        self.book.sampled(of, sample);
                    }
                }
                Event::Ended { of, end } => {
                    self.crew.ended(of);
                    if let Some(end) = end {
                        self.book.ended(of, end);
                    }
                }
            }
        }
        self.crew.fill(self.output_limit);
    }

    /// The next time at which something must be done.
    fn alarm(&self) -> Instant {
        let beat = self.outbound.as_ref().map(|_| self.next_beat);
        let silence = self.outbound.as_ref().map(|_| self.last_heard + self.lease.length());
        let exclusive = self.lease.last_call().filter(|_| self.crew.has_exclusive());
        let idle = self.idle_at();
        let phase = match self.phase {
            Phase::Serving => None,
            Phase::Draining { until }
            | Phase::HandingBack { until }
            | Phase::Flushing { until } => Some(until),
        };
        let times = [beat, silence, exclusive, idle, phase, self.patience.until()];
        times
            .into_iter()
            .flatten()
            .min()
            .unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600))
    }

    /// When it ends for want of work and of anybody who could give it some.
    fn idle_at(&self) -> Option<Instant> {
        let alone = self.outbound.is_none() && self.crew.is_idle();
        self.idle_exit.filter(|_| alone).map(|wait| self.last_heard + wait)
    }

    fn on_time(&mut self, now: Instant) -> Option<Ended> {
        if self.idle_at().is_some_and(|at| at <= now) {
            return Some(Ended::Idle);
        }
        if self.crew.has_exclusive() && self.lease.last_call().is_some_and(|at| at <= now) {
            tracing::warn!(
                "the lease ends without a word from a coordinator: exclusive attempts stop"
            );
            for of in self.crew.end_lease() {
                self.book.give_back(of);
            }
        }
        if self.outbound.is_some() {
            if self.last_heard + self.lease.length() <= now {
                self.lost(&Lost::Silent);
                self.link.leave(false);
            } else if self.next_beat <= now {
                self.beat();
            }
        }
        match self.phase {
            Phase::Draining { until } if until <= now => {
                tracing::warn!(running = self.crew.running(), "the grace is over, handing back");
                self.crew.stop_all(Stop::HandBack);
                self.phase = Phase::HandingBack { until: now + HAND_BACK };
            }
            Phase::HandingBack { until } if until <= now => {
                self.phase = Phase::Flushing { until: now + FLUSH };
            }
            Phase::Flushing { until } if until <= now => return Some(self.drained()),
            Phase::Serving
            | Phase::Draining { .. }
            | Phase::HandingBack { .. }
            | Phase::Flushing { .. } => {}
        }
        None
    }

    /// Sends a heartbeat now; the next one follows in its time.
    pub(super) fn beat(&mut self) {
        let now = Instant::now();
        self.next_beat = now + self.heartbeat;
        let draining = self.phase != Phase::Serving;
        let Some(outbound) = &self.outbound else { return };
        self.sampler.look();
        let load = self.meter.measure();
        outbound.beat(Heartbeat {
            number: self.lease.sending(now),
            cpu_percent: load.cpu_percent,
            memory_percent: load.memory_percent,
            memory_bytes: load.memory_bytes,
            draining,
        });
    }

    /// Sends the next report when the one before is on its way; what gathers meanwhile goes with
    /// the next.
    fn speak(&mut self) {
        if self.patience.holds(self.book.news(), self.crew.has_waiting(), Instant::now()) {
            return;
        }
        let Some(outbound) = self.outbound.as_ref().filter(|outbound| outbound.is_free()) else {
            return;
        };
        if let Some(report) = self.book.next_report() {
            outbound.report(report);
        }
    }

    fn drain(&mut self) {
        tracing::info!(running = self.crew.running(), grace = ?self.drain_grace, "draining");
        self.phase = Phase::Draining { until: Instant::now() + self.drain_grace };
        self.give_back_waiting();
        self.beat();
    }

    /// Nothing new is taken.
    pub(super) fn drains(&self) -> bool {
        self.ordered_to_drain || self.phase != Phase::Serving
    }

    /// Goes from draining to flushing to the end as soon as there is nothing to wait for.
    fn settle(&mut self) -> Option<Ended> {
        match self.phase {
            Phase::Draining { .. } | Phase::HandingBack { .. } if self.crew.is_idle() => {
                self.phase = Phase::Flushing { until: Instant::now() + FLUSH };
            }
            Phase::Serving
            | Phase::Draining { .. }
            | Phase::HandingBack { .. }
            | Phase::Flushing { .. } => {}
        }
        let flushing = matches!(self.phase, Phase::Flushing { .. });
        let said = self.book.unacked() == 0 && !self.book.has_report();
        (flushing && said).then(|| self.drained())
    }

    fn drained(&self) -> Ended {
        Ended::Drained { unreported: self.book.unacked() }
    }

    /// Waits until nothing runs; what attempts still say is of no interest.
    async fn wait_for_crew(&mut self) {
        while self.crew.running() > 0 {
            if let Some(Event::Ended { of, .. }) = self.events.recv().await {
                self.crew.ended(of);
            }
        }
    }
}

async fn free(outbound: Option<&Outbound>) {
    match outbound {
        Some(outbound) => outbound.free().await,
        None => std::future::pending().await,
    }
}
