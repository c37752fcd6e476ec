//! The WebSocket: what it tells, whom, and what it does about those who do not listen.

use std::time::Duration;

use serde_json::{Value, json};
use taskmaster_domain::Timestamp;
use taskmaster_tests::{Reply, Rest, Socket, Up, WITHIN, bash, noop, until};

fn is_of(message: &Value, id: u64, kind: &str) -> bool {
    message["id"] == id && message["type"] == kind
}

/// Hears tasks until `task` is told to have completed, and gives what was told of it.
async fn life(socket: &mut Socket, id: u64, task: &str) -> Vec<String> {
    let is_end = |said: &Value| {
        is_of(said, id, "event")
            && said["event"] == "task.completed"
            && said["data"]["taskId"] == task
    };
    let all = socket.hear_until("the end of a task", WITHIN, is_end).await;
    let of_it = all.iter().filter(|said| said["data"]["taskId"] == task);
    of_it.map(|said| said["event"].as_str().unwrap().to_owned()).collect()
}

/// Numbers of the lines among these messages.
fn lines(messages: &[Value], id: u64) -> Vec<u64> {
    let events = messages.iter().filter(|said| is_of(said, id, "event"));
    events.map(|said| said["seq"].as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topic_tasks_tells_of_a_life_to_its_end() {
    let up = Up::with(1, 1).start().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    assert_eq!(socket.subscribe(1, "tasks", json!({})).await, Vec::<Value>::new());
    socket.subscribe(2, "tasks", json!({ "queue": "elsewhere" })).await;
    let task = up.client().submit(bash("sleep 0.7")).await;
    let told = life(&mut socket, 1, &task).await;
    assert!(told.iter().any(|event| event == "task.running"), "{told:?}");
    assert!(told.iter().all(|event| event.starts_with("task.")), "{told:?}");

    socket.say(&json!({ "type": "unsubscribe", "id": 1 })).await;
    let rest = socket.hear_until("the end", WITHIN, |said| is_of(said, 1, "end")).await;
    assert!(rest.iter().all(|said| said["id"] == 1), "nothing of the other queue: {rest:?}");
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topics_task_and_workers_tell_what_rest_shows() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let mut socket = Socket::open(&rest, &up.admin_token()).await;
    socket.subscribe(1, "workers", json!({})).await;
    let first = socket.hear().await;
    assert_eq!(first["event"], "workers.changed");
    let shown = rest.get("/api/workers").await.must(200);
    assert_eq!(first["data"]["workers"][0]["name"], shown["workers"][0]["name"]);
    assert_eq!(first["data"]["workers"][0]["status"], "idle");

    let task = up.client().submit(bash("sleep 0.7")).await;
    socket.subscribe(2, "task", json!({ "taskId": task })).await;
    let told = socket.hear_until("its end", WITHIN, |said| is_of(said, 2, "end")).await;
    let of_task: Vec<&Value> = told.iter().filter(|said| is_of(said, 2, "event")).collect();
    let last = of_task.last().unwrap();
    assert_eq!(last["event"], "task.completed");
    assert_eq!(last["data"], rest.get(&format!("/api/tasks/{task}")).await.must(200));
    let numbers: Vec<u64> = of_task.iter().map(|said| said["seq"].as_u64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");

    let is_idle =
        |said: &Value| is_of(said, 1, "event") && said["data"]["workers"][0]["tasksCompleted"] == 1;
    if !told.iter().any(is_idle) {
        socket.hear_until("the worker's rest", WITHIN, is_idle).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_comes_whole_and_in_order() {
    const LINES: u64 = 3_000;
    let up = Up::with(1, 1).start().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    let slowly = format!(
        "for i in $(seq {LINES}); do echo line-$i; [ $((i % 500)) = 0 ] && sleep 0.1; done; true"
    );
    let task = up.client().submit(bash(&slowly)).await;
    socket.subscribe(1, "log", json!({ "taskId": task })).await;
    let all = socket.hear_until("the end of the log", WITHIN, |said| is_of(said, 1, "end")).await;
    assert!(lines(&all, 1).into_iter().eq(1..=LINES));
    let tenth = &all[9];
    assert_eq!(tenth["event"], "log.line");
    assert_eq!(
        (&tenth["data"]["text"], &tenth["data"]["stream"]),
        (&json!("line-10"), &json!("stdout"))
    );

    socket.subscribe(2, "log", json!({ "taskId": task, "after": LINES - 2, "attempt": 1 })).await;
    let rest = socket.hear_until("the end of it", WITHIN, |said| is_of(said, 2, "end")).await;
    assert_eq!(lines(&rest, 2), [LINES - 1, LINES]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_come_in_is_told_before_the_upgrade() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let (rest, admin) = (up.rest(), up.admin_token());
    let status = async |path: &str, headers: &[(&'static str, &str)]| {
        let opened = Socket::try_open(&rest, path, headers).await;
        opened.map(|socket| socket.protocol).map_err(|(status, _)| status)
    };
    let (bearer, join) = (format!("Bearer {admin}"), format!("Bearer {}", up.join_token()));
    assert_eq!(status("/api/ws", &[]).await, Err(401));
    assert_eq!(status(&format!("/api/ws?token={admin}&access_token={admin}"), &[]).await, Err(401));
    assert_eq!(status("/api/ws", &[("authorization", "Bearer wrong")]).await, Err(401));
    assert_eq!(status("/api/ws", &[("authorization", &join)]).await, Err(403));
    let foreign = [("authorization", bearer.as_str()), ("origin", "https://evil.example")];
    assert_eq!(status("/api/ws", &foreign).await, Err(403));
    let own = [("authorization", bearer.as_str()), ("origin", rest.base())];
    assert_eq!(status("/api/ws", &own).await, Ok(String::new()));
    let offered = format!("taskmaster, bearer.{admin}");
    let protocol = [("sec-websocket-protocol", offered.as_str())];
    assert_eq!(status("/api/ws", &protocol).await, Ok("taskmaster".to_owned()));
    assert_eq!(rest.get("/api/ws").await.status, 426, "no upgrade");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_had_is_refused_without_closing() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    let mut refusal = async |message: Value| {
        socket.say(&message).await;
        let said = socket.hear().await;
        assert_eq!(said["type"], "error", "{said}");
        (said["id"].clone(), said["problem"]["status"].as_u64().unwrap())
    };
    let weather = json!({ "type": "subscribe", "id": 3, "topic": "weather" });
    assert_eq!(refusal(weather).await, (json!(3), 400));
    assert_eq!(refusal(json!({ "type": "unsubscribe", "id": 4 })).await, (json!(4), 400));
    assert_eq!(refusal(json!("hello")).await, (Value::Null, 400));
    let unknown = "018f0000-0000-7000-8000-000000000000";
    let task = json!({ "type": "subscribe", "id": 5, "topic": "task", "taskId": unknown });
    assert_eq!(refusal(task).await, (json!(5), 404));
    let log = json!({ "type": "subscribe", "id": 5, "topic": "log", "taskId": unknown });
    assert_eq!(refusal(log).await, (json!(5), 404));
    for id in 100..132 {
        socket.subscribe(id, "tasks", json!({})).await;
    }
    socket.say(&json!({ "type": "subscribe", "id": 132, "topic": "tasks" })).await;
    assert_eq!(socket.hear().await["problem"]["status"], 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_delays_nobody_and_misses_no_line() {
    const LINES: u64 = 30_000;
    let up = Up::with(1, 2).start().await;
    let (rest, admin) = (up.rest(), up.admin_token());
    let mut quick = Socket::open(&rest, &admin).await;
    let mut slow = Socket::open(&rest, &admin).await;
    let mut never = Socket::open(&rest, &admin).await;
    let wide = "x".repeat(1_000);
    let task = up.client().submit(bash(format!("yes {wide} | head -n {LINES}"))).await;
    for socket in [&mut quick, &mut slow, &mut never] {
        socket.subscribe(1, "tasks", json!({})).await;
        socket.subscribe(2, "log", json!({ "taskId": task })).await;
    }
    let all = quick.hear_until("the log", WITHIN * 2, |said| is_of(said, 2, "end")).await;
    assert!(lines(&all, 2).into_iter().eq(1..=LINES), "the quick one has it all");
    // More tellings than are kept for anybody.
    for _ in 0..12 {
        let task = up.client().submit(noop()).await;
        life(&mut quick, 1, &task).await;
    }

    let mut lagged = 0;
    let all = slow.hear_until("the log", WITHIN * 2, |said| {
        lagged += u64::from(is_of(said, 1, "lagged"));
        is_of(said, 2, "end")
    });
    let all = all.await;
    assert!(lines(&all, 2).into_iter().eq(1..=LINES), "the slow one has it all too");
    if lagged == 0 {
        let task = up.client().submit(noop()).await;
        let is_new = |said: &Value| said["data"]["taskId"] == task;
        let rest = slow.hear_until("what it missed", WITHIN, is_new).await;
        assert!(rest.iter().any(|said| is_of(said, 1, "lagged")), "{rest:?}");
    }

    let open = async || up.metrics().await.sum("taskmaster_http_sockets", &[]);
    let two = async || (open().await < 2.5).then_some(());
    until("the end of the one that never reads", WITHIN * 2, two).await;
    quick.say(&json!({ "type": "ping" })).await;
    quick.hear_until("a pong", WITHIN, |said| said["type"] == "pong").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_fleet_is_told_in_a_word() {
    let up = Up::with(1, 4).start().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    socket.subscribe(1, "tasks", json!({})).await;
    up.client().submit_all((0..2_000).map(|_| noop()).collect()).await;
    let mut told = 0;
    let all = socket.hear_until("2,000 tasks", WITHIN, |said| {
        told += match said["type"].as_str() {
            Some("lagged") => said["dropped"].as_u64().unwrap(),
            _ => 1,
        };
        told >= 2_000
    });
    let messages = all.await.len();
    assert!(messages < 700, "{messages} messages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_stops_says_goodbye() {
    let mut up = Up::with(1, 1).start().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    socket.subscribe(1, "tasks", json!({})).await;
    up.service().term();
    let told = tokio::time::timeout(WITHIN, async {
        loop {
            if let Err(code) = socket.next().await {
                break code;
            }
        }
    });
    assert_eq!(told.await.unwrap(), 1001, "the gateway goes away");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_long_closes_the_socket_and_says_so() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let mut socket = Socket::open(&up.rest(), &up.admin_token()).await;
    socket.say(&json!({ "type": "ping", "more": "x".repeat(70_000) })).await;
    assert_eq!(socket.next().await, Err(1009));
}

/// The parts of a cookie.
fn cookie(reply: &Reply) -> Vec<String> {
    reply.header("set-cookie").split("; ").map(str::to_owned).collect()
}

/// The same client, with a browser's cookie in place of the token.
fn browser(rest: &Rest, parts: &[String]) -> Rest {
    rest.with_token("").with("cookie", &parts[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_signs_in_with_a_token_and_out_again() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let rest = up.rest().with_token("");
    let token = json!({ "token": up.admin_token() });
    let reply = rest.send("/api/session", &token).await;
    assert_eq!((reply.status, reply.text().as_str()), (204, ""));
    let parts = cookie(&reply);
    let port = rest.base().rsplit_once(':').unwrap().1;
    let name = format!("taskmaster_session_{port}");
    assert!(parts[0].starts_with(&format!("{name}=")), "{parts:?}");
    assert!(!parts[0].contains(&up.admin_token()), "the token itself stays out of the browser");
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(parts.iter().any(|part| part == flag), "{flag}: {parts:?}");
    }
    assert!(!parts.iter().any(|part| part == "Secure"), "{parts:?}");
    let age = parts.iter().find_map(|part| part.strip_prefix("Max-Age=")).unwrap();
    assert!((40_000..=43_200).contains(&age.parse::<u32>().unwrap()), "{age}");
    let proxied = rest.with("x-forwarded-proto", "https").send("/api/session", &token).await;
    assert!(cookie(&proxied).iter().any(|part| part == "Secure"));

    let browser = browser(&rest, &parts);
    let session = browser.get("/api/session").await.must(200);
    assert_eq!(session["role"], "admin");
    let end: Timestamp = session["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!(end > Timestamp::from_micros(0));
    browser.get("/api/tasks").await.must(200);
    let socket = Socket::try_open(&rest, "/api/ws", &[("cookie", &parts[0])]).await;
    socket.expect("the cookie opens a socket");
    let drain = "/api/workers/nobody/drain";
    let foreign = [("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:1")];
    for (name, value) in foreign {
        let evil = browser.with(name, value);
        let refused = evil.post(drain).await.must(403);
        assert_eq!(refused["type"], "/problems/forbidden", "{value}");
        evil.with_token(&up.admin_token()).post(drain).await.must(404);
    }
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", rest.base())] {
        browser.with(name, value).post(drain).await.must(404);
    }

    let second = cookie(&rest.send("/api/session", &token).await);
    let out = browser.call("DELETE", "/api/session", "").await;
    assert_eq!(out.status, 204);
    browser.get("/api/session").await.must(401);
    let again = browser.call("DELETE", "/api/session", "").await;
    assert_eq!(again.status, 204, "it has ended already");
    self::browser(&rest, &second).get("/api/session").await.must(200);

    let out = rest.call("DELETE", "/api/session", "").await;
    assert_eq!(out.status, 204, "signing out needs no session");
    let parts = cookie(&out);
    assert_eq!(parts[0], format!("{name}="));
    assert!(parts.iter().any(|part| part == "Max-Age=0"), "{parts:?}");
    rest.get("/api/session").await.must(401);
    rest.with_token(&"a".repeat(16_000)).get("/api/session").await.must(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_the_sockets_of_that_session_and_no_others() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest().with_token("");
    let token = json!({ "token": up.admin_token() });
    let (leaves, stays) =
        (rest.send("/api/session", &token).await, rest.send("/api/session", &token).await);
    let open = async |reply: &Reply| {
        let opened = Socket::try_open(&rest, "/api/ws", &[("cookie", &cookie(reply)[0])]).await;
        opened.expect("the cookie opens a socket")
    };
    let (mut silent, mut reader) = (open(&leaves).await, open(&leaves).await);
    let (mut other, mut program) =
        (open(&stays).await, Socket::open(&rest, &up.admin_token()).await);
    let task = up.client().submit(bash("echo a; sleep 600")).await;
    reader.subscribe(1, "log", json!({ "taskId": task })).await;
    other.subscribe(1, "tasks", json!({})).await;
    let browser = browser(&rest, &cookie(&leaves));
    assert_eq!(browser.call("DELETE", "/api/session", "").await.status, 204);
    let ended = (1008, "the session was ended".to_owned());
    for socket in [&mut silent, &mut reader] {
        assert_eq!(socket.end(Duration::from_secs(3)).await, ended);
    }
    let refused = Socket::try_open(&rest, "/api/ws", &[("cookie", &cookie(&leaves)[0])]).await;
    assert_eq!(refused.unwrap_err().0, 401, "who connects again is led to sign in");
    for socket in [&mut other, &mut program] {
        socket.say(&json!({ "type": "ping" })).await;
        socket.hear_until("a pong", WITHIN, |said| said["type"] == "pong").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_refused_for_a_reason() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let rest = up.rest().with_token("");
    let status = async |body: Value| rest.send("/api/session", &body).await.status;
    assert_eq!(status(json!({ "token": "wrong" })).await, 401);
    assert_eq!(status(json!({ "code": "wrong" })).await, 401);
    assert_eq!(status(json!({ "token": up.join_token() })).await, 403);
    assert_eq!(status(json!({})).await, 400);
    assert_eq!(status(json!({ "token": "a", "code": "b" })).await, 400);
    assert_eq!(status(json!({ "token": "" })).await, 400);
    assert_eq!(status(json!({ "token": "x".repeat(4_096) })).await, 401);
    assert_eq!(status(json!({ "token": "x".repeat(4_097) })).await, 400);
    assert_eq!(status(json!({ "code": "x".repeat(129) })).await, 400);
    assert_eq!(status(json!({ "token": "x".repeat(9_000) })).await, 413);
    let token = json!({ "token": up.admin_token() });
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let evil = rest.with(name, value);
        assert_eq!(evil.send("/api/session", &token).await.status, 403);
        assert_eq!(evil.call("DELETE", "/api/session", "").await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_signs_in_once() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let rest = up.rest().with_token("");
    let mut identity = taskmaster_proto::v1::identity_service_client::IdentityServiceClient::new(
        up.client().link(),
    );
    let made = identity.create_sign_in_code(taskmaster_proto::v1::CreateSignInCodeRequest {});
    let code = json!({ "code": made.await.unwrap().into_inner().code });
    let first = rest.send("/api/session", &code).await;
    assert_eq!(first.status, 204, "{}", first.text());
    browser(&rest, &cookie(&first)).get("/api/tasks").await.must(200);
    assert_eq!(rest.send("/api/session", &code).await.status, 401);
}

/// With a built dashboard: without one there is a page that says how it is built, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_is_served_below_the_base_path() {
    let up = Up::with(1, 1)
        .set("fleet.backend", "none")
        .set("http.base_path", "/tm")
        .without_workers()
        .await;
    let rest = up.rest().with_token("");
    let browser = rest.with("accept", "text/html,*/*;q=0.8");
    let page = rest.get("/tm/").await;
    let html = page.text();
    assert!(html.contains(r#"<base href="/tm/" />"#), "{html}");
    let script = html.split_once("src=\"./").and_then(|(_, rest)| rest.split('"').next());
    let deep = browser.get("/tm/tasks/some.task").await;
    let Some(script) = script else {
        assert_eq!(deep.status, 404);
        return;
    };
    assert_eq!(deep.status, 200);
    assert_eq!(deep.header("cache-control"), "no-store");
    let nonce = |reply: &Reply| {
        let policy = reply.header("content-security-policy").to_owned();
        let nonce = policy.split_once("'nonce-").and_then(|(_, rest)| rest.split('\'').next());
        nonce.expect("a nonce").to_owned()
    };
    assert!(deep.text().contains(&nonce(&deep)), "the page knows its nonce");
    assert_ne!(nonce(&deep), nonce(&page), "each answer has another one");

    let length = |reply: &Reply| reply.header("content-length").parse::<u64>().expect("a length");
    let plain = rest.get(&format!("/tm/{script}")).await;
    assert_eq!((plain.status, plain.header("content-encoding")), (200, ""));
    assert!(plain.header("content-type").starts_with("text/javascript"));
    assert!(plain.header("cache-control").contains("immutable"));
    let packed = rest.with("accept-encoding", "gzip, br").get(&format!("/tm/{script}")).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(2 * length(&packed) < length(&plain), "what is compressed is far smaller");

    for (rest, path) in [
        (&browser, "/tm/assets/none.js"),
        (&browser, "/tm/api/none"),
        (&browser, "/none"),
        (&rest, "/tm/none"),
    ] {
        let reply = rest.get(path).await;
        assert_eq!((reply.status, reply.header("content-type")), (404, "application/problem+json"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_open_without_a_token_and_below_the_base_path() {
    let up = Up::with(1, 1)
        .set("fleet.backend", "none")
        .set("http.base_path", "/tm")
        .without_workers()
        .await;
    let (admin, rest) = (up.rest(), up.rest().with_token(""));
    let reply = rest.get("/tm/api/docs").await;
    assert_eq!((reply.status, reply.header("location")), (307, "/tm/api/docs/"));
    let pages = [
        ("/tm", "text/html"),
        ("/tm/", "text/html"),
        ("/tm/sign-in", "text/html"),
        ("/tm/api/docs/", "text/html"),
        ("/tm/api/docs/docs.js", "text/javascript"),
        ("/tm/api/docs/swagger-ui-bundle.js", "text/javascript"),
        ("/tm/api/docs/swagger-ui.css", "text/css"),
    ];
    for (path, kind) in pages {
        let reply = rest.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.header("content-type").starts_with(kind), "{path}");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("default-src") && !policy.contains("script-src 'unsafe"), "{path}");
        if kind == "text/html" {
            assert!(!reply.text().contains("://"), "{path} needs no network");
        }
    }
    assert_eq!(rest.get("/tm/api/docs/other.js").await.status, 404);

    assert_eq!(rest.get("/tm/api/openapi.json").await.status, 401);
    let reply = admin.get("/tm/api/openapi.json").await;
    assert_eq!(reply.must(200)["servers"], json!([{ "url": "/tm" }]));
    let again = admin.with("if-none-match", reply.header("etag"));
    assert_eq!(again.get("/tm/api/openapi.json").await.status, 304);
    let reply = rest.send("/tm/api/session", &json!({ "token": up.admin_token() })).await;
    assert!(cookie(&reply).iter().any(|part| part == "Path=/tm"), "{:?}", cookie(&reply));
    let bearer = format!("Bearer {}", up.admin_token());
    let opened = Socket::try_open(&rest, "/tm/api/ws", &[("authorization", &bearer)]).await;
    opened.expect("the socket is below the base path too");
}
