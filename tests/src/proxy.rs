//! A TCP connection with somebody in its middle, who can hold it up, lose what goes one way, or
//! cut it.

use std::time::Duration;

use taskmaster_runtime::Tasks;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// What happens to bytes of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Way {
    /// They arrive.
    #[default]
    Open,
    /// They are held back and arrive later; the sender feels it once all buffers are full.
    Stalled,
    /// They are taken and lost, as when a cable was pulled.
    Lost,
}

/// Listens on loopback and passes on to a target.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    to_target: watch::Sender<Way>,
    to_client: watch::Sender<Way>,
    /// Rises with each cut.
    cut: watch::Sender<u64>,
    accepts: watch::Sender<bool>,
    passed: watch::Sender<u64>,
    tasks: Tasks,
}

#[derive(Clone, Debug)]
struct Switches {
    target: String,
    to_target: watch::Receiver<Way>,
    to_client: watch::Receiver<Way>,
    cut: watch::Receiver<u64>,
    accepts: watch::Receiver<bool>,
    passed: watch::Sender<u64>,
}

impl Proxy {
    /// One in front of `target`, `host:port`.
    pub async fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let tasks = Tasks::default();
        let proxy = Self {
            port,
            to_target: watch::Sender::default(),
            to_client: watch::Sender::default(),
            cut: watch::Sender::default(),
            accepts: watch::Sender::new(true),
            passed: watch::Sender::default(),
            tasks,
        };
        let switches = Switches {
            target: target.to_owned(),
            to_target: proxy.to_target.subscribe(),
            to_client: proxy.to_client.subscribe(),
            cut: proxy.cut.subscribe(),
            accepts: proxy.accepts.subscribe(),
            passed: proxy.passed.clone(),
        };
        let (own, stop) = (proxy.tasks.clone(), proxy.tasks.stop().clone());
        proxy.tasks.spawn("proxy", async move {
            while let Some(Ok((client, _))) = stop.run_until_cancelled(listener.accept()).await {
                if *switches.accepts.borrow() {
                    let (switches, stop) = (switches.clone(), stop.clone());
                    own.spawn("pass", async move {
                        stop.run_until_cancelled(pass(client, switches)).await;
                    });
                }
            }
        });
        proxy
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The same as a URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Pieces of what clients sent that arrived; a request is one, unless it is long.
    pub fn passed(&self) -> u64 {
        *self.passed.borrow()
    }

    /// Waits until so many pieces have arrived in all.
    pub async fn has_passed(&self, pieces: u64) {
        let _ = self.passed.subscribe().wait_for(|passed| *passed >= pieces).await;
    }

    /// Holds back what goes either way; the connections stay.
    pub fn stall(&self) {
        self.to_target.send_replace(Way::Stalled);
        self.to_client.send_replace(Way::Stalled);
    }

    /// Holds back what the target answers.
    pub fn stall_answers(&self) {
        self.to_client.send_replace(Way::Stalled);
    }

    /// Loses what clients send: a partition in one direction.
    pub fn lose_requests(&self) {
        self.to_target.send_replace(Way::Lost);
    }

    /// Loses what the target answers: a partition in the other direction.
    pub fn lose_answers(&self) {
        self.to_client.send_replace(Way::Lost);
    }

    /// Cuts every connection, and those to come are open again. What was lost leaves a hole in a
    /// connection, so this is the way back from it.
    pub fn cut(&self) {
        self.to_target.send_replace(Way::Open);
        self.to_client.send_replace(Way::Open);
        self.cut.send_modify(|times| *times += 1);
    }

    /// Cuts every connection and takes no other until [`Self::open`].
    pub fn close(&self) {
        self.accepts.send_replace(false);
        self.cut();
    }

    /// Passes everything on again, also what was held back.
    pub fn open(&self) {
        self.accepts.send_replace(true);
        self.to_target.send_replace(Way::Open);
        self.to_client.send_replace(Way::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.tasks.stop().cancel();
    }
}

async fn pass(client: TcpStream, mut switches: Switches) {
    let target = tokio::time::timeout(Duration::from_secs(5), TcpStream::connect(&switches.target));
    let Ok(Ok(target)) = target.await else { return };
    let _ = (client.set_nodelay(true), target.set_nodelay(true));
    let ((from_client, to_client), (from_target, to_target)) =
        (client.into_split(), target.into_split());
    switches.cut.borrow_and_update();
    let (there, back) = (switches.to_target.clone(), switches.to_client.clone());
    let (count, uncounted) = (Some(&switches.passed), None);
    tokio::select! {
        () = one_way(from_client, to_target, there, count) => {}
        () = one_way(from_target, to_client, back, uncounted) => {}
        _ = switches.cut.changed() => {}
    }
}

async fn one_way(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut way: watch::Receiver<Way>,
    count: Option<&watch::Sender<u64>>,
) {
    let mut bytes = vec![0; 65_536];
    while let Ok(size) = from.read(&mut bytes).await {
        let Ok(now) = way.wait_for(|way| *way != Way::Stalled).await.map(|way| *way) else {
            return;
        };
        if size == 0 {
            return;
        }
        if now == Way::Lost {
            continue;
        }
        if to.write_all(&bytes[..size]).await.is_err() {
            return;
        }
        if let Some(count) = count {
            count.send_modify(|passed| *passed += 1);
        }
    }
}
