//! Connections, a few for each purpose.
//!
//! Unlike a general pool this one adds no round trip: it does not test a connection before or
//! after use. One that fails, or whose call was given up, is closed together with the idle ones of
//! its line, which most likely broke at the same moment.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};
use taskmaster_store::{Error, Result};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{
    error::{Fault, Outcome},
    options::PostgresOptions,
};

/// How often a call is made that runs into a deadlock.
const TRIES: u32 = 5;

/// Runs an operation on a connection of a line: `on!(line, |c| operation(c, arguments))`. The
/// operation is an async function of a `&mut PgConnection` that gives an [`Outcome`]; it is called
/// again when another transaction was in the way.
macro_rules! on {
    ($line:expr, |$connection:ident| $operation:expr) => {
        async {
            let line: &$crate::line::Line = &$line;
            let mut tries = 0;
            loop {
                let mut held = line.take().await?;
                let outcome = {
                    let $connection = held.connection();
                    line.bounded($operation).await
                };
                if let Some(done) = held.settle(outcome, &mut tries).await {
                    break done;
                }
                line.pause(tries).await;
            }
        }
        .await
    };
}
pub(crate) use on;

/// At most so many connections for one purpose, opened when they are first needed.
#[derive(Debug)]
pub(crate) struct Line {
    options: PgConnectOptions,
    permits: Semaphore,
    idle: Mutex<Vec<PgConnection>>,
    closed: AtomicBool,
    acquire_timeout: Duration,
    call_timeout: Duration,
}

/// A connection in use. Dropped without [`Held::settle`], that is when its caller went away, it is
/// closed: nobody knows what is still to be read from it.
pub(crate) struct Held<'l> {
    line: &'l Line,
    connection: PgConnection,
    _permit: SemaphorePermit<'l>,
}

impl Line {
    fn new(options: &PostgresOptions, connect: PgConnectOptions, size: u32) -> Self {
        Self {
            options: connect,
            permits: Semaphore::new(usize::try_from(size.max(1)).unwrap_or(1)),
            idle: Mutex::new(Vec::new()),
            closed: AtomicBool::new(false),
            acquire_timeout: options.acquire_timeout,
            call_timeout: options.call_timeout,
        }
    }

    /// A connection that is free, or a new one.
    pub(crate) async fn take(&self) -> Result<Held<'_>> {
        let taking = async {
            let permit = self.permits.acquire().await.map_err(|_| closed())?;
            let idle = self.lock_idle().pop();
            let connection = match idle {
                Some(connection) => connection,
                None => PgConnection::connect_with(&self.options)
                    .await
                    .map_err(|error| Fault::Sql(error).into_store())?,
            };
            Ok(Held { line: self, connection, _permit: permit })
        };
        timeout(self.acquire_timeout, taking).await.unwrap_or_else(|_| {
            Err(Error::Unavailable("no connection became free or could be made in time".to_owned()))
        })
    }

    /// The operation within the time that one call may take.
    pub(crate) async fn bounded<T>(
        &self,
        operation: impl Future<Output = Outcome<T>>,
    ) -> Option<Outcome<T>> {
        timeout(self.call_timeout, operation).await.ok()
    }

    /// Steps aside for the other transaction; longer each time.
    pub(crate) async fn pause(&self, tries: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(tries) * 5)).await;
    }

    /// Closes what is idle; what is in use is closed when it comes back.
    fn close(&self) -> Vec<PgConnection> {
        self.closed.store(true, Ordering::Release);
        self.permits.close();
        std::mem::take(&mut *self.lock_idle())
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<PgConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held<'_> {
    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// What the caller is told; nothing when it is to be tried again.
    pub(crate) async fn settle<T>(
        self,
        outcome: Option<Outcome<T>>,
        tries: &mut u32,
    ) -> Option<Result<T>> {
        match outcome {
            None => {
                let text = "the database did not answer in time".to_owned();
                Some(Err(Error::Unavailable(text)))
            }
            Some(Err(fault)) if fault.breaks_connection() => {
                self.line.lock_idle().clear();
                Some(Err(fault.into_store()))
            }
            Some(Ok(value)) => Some(self.give_back().await.map(|()| value)),
            Some(Err(fault)) => {
                *tries += 1;
                let again = fault.is_conflict() && *tries < TRIES;
                let given_back = self.give_back().await;
                (!again || given_back.is_err()).then(|| Err(fault.into_store()))
            }
        }
    }

    /// A transaction that was dropped leaves its rollback to whoever uses the connection next;
    /// until then it would keep its locks. So it is sent here. Costs nothing when there is none.
    async fn give_back(self) -> Result<()> {
        let Self { line, mut connection, _permit } = self;
        let flushed = line.bounded(async { Ok(connection.flush().await?) }).await;
        match flushed {
            Some(Ok(())) => {}
            Some(Err(fault)) => return Err(fault.into_store()),
            None => {
                return Err(Error::Unavailable("the database did not answer in time".to_owned()));
            }
        }
        if !line.closed.load(Ordering::Acquire) {
            line.lock_idle().push(connection);
        }
        Ok(())
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".to_owned())
}

/// All connections of a process, by purpose.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Views, control, sweeps, hellos.
    pub(crate) main: Line,
    pub(crate) submit: Line,
    pub(crate) claim: Line,
    pub(crate) report: Line,
    pub(crate) output: Line,
    pub(crate) beat: Line,
    /// Promotion, start timeouts, pruning; planned as the hot path is.
    pub(crate) sweep: Line,
    /// Fires and ends of jobs' runs, which wait for no pruning; planned as the hot path is.
    pub(crate) jobs: Line,
    /// Migrations and checks, which may take longer than any call.
    pub(crate) operator: Line,
    /// One to listen and one to tell; a pool because sqlx's listener wants one.
    pub(crate) wakes: PgPool,
}

impl Lines {
    /// Opens nothing yet.
    pub(crate) fn new(options: &PostgresOptions) -> Result<Self> {
        let base = options.connection()?;
        let limit = options.call_timeout.as_millis().to_string();
        let bounded = base.clone().options([("statement_timeout", limit)]);
        // The statements of the hot path have one right plan, whatever the statistics say of
        // tables that were empty a minute ago.
        let hot = bounded.clone().options([
            ("plan_cache_mode", "force_generic_plan"),
            ("enable_seqscan", "off"),
            ("enable_bitmapscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
        ]);
        let patient = PostgresOptions { call_timeout: Duration::MAX, ..options.clone() };
        let wakes = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(options.acquire_timeout)
            .connect_lazy_with(bounded.clone());
        Ok(Self {
            main: Line::new(options, bounded.clone(), options.pool),
            submit: Line::new(options, hot.clone(), 2),
            claim: Line::new(options, hot.clone(), 2),
            report: Line::new(options, hot.clone(), 2),
            output: Line::new(options, hot.clone(), 2),
            sweep: Line::new(options, hot.clone(), 1),
            jobs: Line::new(options, hot, 4),
            beat: Line::new(options, bounded, 1),
            operator: Line::new(&patient, base, 1),
            wakes,
        })
    }

    /// Closes all of them.
    pub(crate) async fn close(&self) {
        for line in [
            &self.main,
            &self.submit,
            &self.claim,
            &self.report,
            &self.output,
            &self.beat,
            &self.sweep,
            &self.jobs,
            &self.operator,
        ] {
            for connection in line.close() {
                // Told goodbye, so that the server does not log a lost client.
                let _ = timeout(Duration::from_secs(1), connection.close()).await;
            }
        }
        let _ = timeout(Duration::from_secs(1), self.wakes.close()).await;
    }
}
