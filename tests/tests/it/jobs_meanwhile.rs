//! Jobs that somebody else sets between a command's look at them and its word: nothing of that is
//! lost.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use futures::future::{BoxFuture, poll_fn};
use serde_json::{Value, json};
use taskmaster_runtime::Tasks;
use taskmaster_tests::{Cli, Rest, Up};
use tokio::net::TcpListener;
use tonic::{
    body::Body,
    codegen::{Service, http},
    server::NamedService,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};

/// A cron schedule at so many minutes past three.
fn at_minute(minute: u32) -> Value {
    json!({"kind": "cron", "expressions": [format!("{minute} 3 * * *")]})
}

/// Stands before the jobs of a coordinator, and sets the schedule of one itself before it passes on
/// what would set one.
#[derive(Clone, Debug)]
struct Between {
    to: Channel,
    rest: Rest,
    /// Path of the job.
    job: String,
    /// Edits that it has made; the next one is at that minute.
    edits: Arc<AtomicU32>,
    most: u32,
}

impl Between {
    /// Makes at most so many edits of a job. The URL to call instead of the coordinator's.
    async fn before(up: &Up, tasks: &Tasks, job: &str, most: u32) -> (String, Arc<AtomicU32>) {
        let to = Endpoint::from_shared(up.client().url().to_owned()).unwrap().connect_lazy();
        let edits = Arc::new(AtomicU32::new(0));
        let job = format!("/api/jobs/{job}");
        let between = Self { to, rest: up.rest(), job, edits: Arc::clone(&edits), most };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder().add_service(between);
        tasks.spawn("between", server.serve_with_incoming(TcpIncoming::from(listener)));
        (url, edits)
    }

    async fn edit(&self) {
        let edits = self.edits.load(SeqCst);
        if edits < self.most {
            let path = format!("{}/schedule", self.job);
            self.rest.put(&path, &at_minute(edits)).await.must(200);
            self.edits.store(edits + 1, SeqCst);
        }
    }
}

impl NamedService for Between {
    const NAME: &'static str = "taskmaster.v1.JobService";
}

impl Service<http::Request<Body>> for Between {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let mut own = self.clone();
        Box::pin(async move {
            if request.uri().path().ends_with("/SetJobSchedule") {
                own.edit().await;
            }
            poll_fn(|context| own.to.poll_ready(context)).await.unwrap();
            Ok(own.to.call(request).await.unwrap())
        })
    }
}

async fn job(cli: &Cli, name: &str) -> Value {
    cli.run(&["job", "get", name, "-o", "json"]).await.ok().json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_leaves_a_schedule_as_it_was_set_meanwhile() {
    let (up, tasks) = (Up::with(1, 1).start().await, Tasks::default());
    let (rest, cli) = (up.rest(), up.cli());
    let body = json!({"name": "nightly", "task": {"command": "true"}, "schedule": at_minute(59)});
    let made = rest.send("/api/jobs", &body).await.must(201);
    let id = made["id"].as_str().unwrap();

    let (url, edits) = Between::before(&up, &tasks, id, 2).await;
    cli.run(&["job", "off", "nightly", "--coordinator", &url]).await.ok();
    let off = job(&cli, "nightly").await;
    let schedule = &off["schedule"];
    assert_eq!((edits.load(SeqCst), &schedule["active"]), (2, &json!(false)));
    assert_eq!(schedule["expressions"], at_minute(1)["expressions"]);

    let (url, edits) = Between::before(&up, &tasks, id, 100).await;
    let all = ["job", "off", "--all", "--yes", "--coordinator", &url];
    cli.run(&["job", "on", "nightly"]).await.ok();
    let outrun = cli.run(&all).await;
    assert_eq!(outrun.code, Some(1), "{outrun:?}");
    assert!(outrun.err().contains("error: nightly: the job has version "), "{}", outrun.err());
    let edits = edits.load(SeqCst);
    assert!((2..10).contains(&edits), "it was tried again, and not for ever: {edits}");
    let on = job(&cli, "nightly").await;
    assert_eq!(on["schedule"]["expressions"], at_minute(edits - 1)["expressions"]);
    assert_eq!(on["scheduleState"], "on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_for_its_checks_is_left_as_it_was_set_meanwhile() {
    let (up, tasks) = (Up::with(1, 1).start().await, Tasks::default());
    let cli = up.cli();
    let file = up.folder().join("jobs.json");
    let mut gated = json!({
        "name": "gated", "task": {"command": "true"}, "requiresChecks": true,
        "checks": [{"name": "well", "kind": "command", "command": "true"}],
        "schedule": {"kind": "cron", "expressions": ["59 3 * * *"], "active": false},
    });
    let made = up.rest().send("/api/jobs", &gated).await.must(201);
    gated["schedule"]["active"] = json!(true);
    std::fs::write(&file, json!({ "jobs": [gated] }).to_string()).unwrap();

    let (url, edits) = Between::before(&up, &tasks, made["id"].as_str().unwrap(), 1).await;
    let apply = ["job", "apply", "-f", file.to_str().unwrap()];
    let answer = cli.run(&[&apply[..], &["--coordinator", &url]].concat()).await;
    assert_eq!((answer.code, edits.load(SeqCst)), (Some(1), 1), "{answer:?}");
    let told = "error: gated: was changed meanwhile, and is left so; not as wanted: schedule.expressions\n";
    assert!(answer.err().contains(told), "{}", answer.err());
    let left = job(&cli, "gated").await;
    assert_eq!(left["schedule"]["expressions"], at_minute(0)["expressions"]);

    cli.run(&apply).await.ok();
    let set = job(&cli, "gated").await;
    assert_eq!(set["schedule"]["expressions"], json!(["59 3 * * *"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_tells_programs_the_same_of_one_job_as_of_many() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    for name in ["a", "b"] {
        let new = ["job", "create", "--name", name, "--cron", "@yearly", "-q", "--", "true"];
        cli.run(&new).await.ok();
    }
    let outcomes = |told: &Value| -> Vec<String> {
        let row = |row: &Value| format!("{} {}", row["name"], row["outcome"]).replace('"', "");
        told["jobs"].as_array().unwrap().iter().map(row).collect()
    };
    let off =
        async |names: &[&str]| cli.run(&[&["job", "off", "-o", "json"][..], names].concat()).await;
    let one = off(&["a"]).await.ok().json();
    assert_eq!(outcomes(&one), ["a switched"]);
    let counts = (&one["switched"], &one["unchanged"], &one["failed"]);
    assert_eq!(counts, (&json!(1), &json!(0), &json!(0)));
    let two = off(&["a", "b"]).await.ok().json();
    assert_eq!(outcomes(&two), ["a unchanged", "b switched"]);
    let none = off(&["nobody"]).await;
    assert_eq!((none.code, outcomes(&none.json())), (Some(1), vec!["nobody failed".to_owned()]));
    let why = &none.json()["jobs"][0]["message"];
    assert_eq!(why, "there is no job nobody");
    let help = cli.run(&["job", "off", "--help"]).await.ok().out();
    assert!(help.contains("\"switched\""), "{help}");
}
