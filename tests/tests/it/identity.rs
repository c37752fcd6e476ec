//! Signing in: a code for one browser, a session in place of the token, tokens that are fit.

use std::time::Duration;

use taskmaster_proto::v1;
use taskmaster_tests::{
    Answer, Cli, Client, Cluster, Database, Told, Up, WITHIN, fields, noop, reason, until, within,
};
use tonic::Code;

/// A code of the caller.
async fn code(client: &Client) -> String {
    let made = client.identity().create_sign_in_code(v1::CreateSignInCodeRequest {}).await;
    made.unwrap().into_inner().code
}

/// What a browser without a token gets for a code.
async fn exchange(client: &Client, code: &str) -> Told<v1::Session> {
    let request = v1::ExchangeSignInCodeRequest { code: code.to_owned() };
    let answer = client.with_token("").identity().exchange_sign_in_code(request).await?;
    Ok(answer.into_inner().session.unwrap())
}

/// A session of the caller.
async fn session(client: &Client) -> v1::Session {
    let made = client.identity().create_session(v1::CreateSessionRequest {}).await;
    made.unwrap().into_inner().session.unwrap()
}

async fn caller(client: &Client) -> Told<v1::GetCallerResponse> {
    Ok(client.identity().get_caller(v1::GetCallerRequest {}).await?.into_inner())
}

/// The code of a link.
fn of_link(url: &str) -> String {
    url.split_once("/sign-in#code=").unwrap_or_else(|| panic!("{url}")).1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_signs_one_browser_in_as_who_made_it() {
    let mut up = Up::with(1, 1).set("http.base_path", "/tm").start().await;
    let (cli, client) = (up.cli(), up.client());
    let link = cli.run(&["token", "link", "--output", "json"]).await.ok().json();
    let code = of_link(link["url"].as_str().unwrap());
    let ends: i64 = link["expiresAt"].as_str().unwrap()[..4].parse().unwrap();
    assert!(ends >= 2026, "{link}");

    let session = exchange(&client, &code).await.unwrap();
    let browser = client.with_token(&session.token);
    let who = caller(&browser).await.unwrap();
    assert_eq!((who.principal.as_str(), who.role()), ("token:admin", v1::Role::Admin));
    assert_eq!(who.expires_at, session.expires_at);
    let admin = caller(&client).await.unwrap();
    assert_eq!((admin.principal.as_str(), admin.expires_at), ("token:admin", None));

    let id = browser.submit(noop()).await;
    let task = browser.ended(&id, WITHIN).await;
    assert_eq!(task.created_by, "token:admin");

    let used = exchange(&client, &code).await.unwrap_err();
    let unknown = exchange(&client, &format!("{}A", &code[1..])).await.unwrap_err();
    for refused in [&used, &unknown] {
        assert_eq!(refused.code(), Code::Unauthenticated);
        assert_eq!(reason(refused), "sign-in-code");
    }
    assert_eq!(used.message(), unknown.message(), "nobody is told which");
    assert!(!up.service().said().contains(&code), "a code is in the log");
    assert!(!up.service().said().contains("tms_"), "a session is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_printed_for_the_url_that_browsers_use() {
    let up = Up::with(1, 1).start().await;
    let link = up.cli().run(&["token", "link", "--url", "https://tasks.example.com/"]).await.ok();
    let line = link.out();
    assert!(line.starts_with("https://tasks.example.com/sign-in#code="), "{line}");
    assert_eq!(line.lines().count(), 1, "what it is good for is no result: {line}");
    exchange(&up.client(), &of_link(line.trim())).await.unwrap();
    let cli = up.cli().variable("TASKMASTER_HTTP__PUBLIC_URL", "https://a.example");
    let link = cli.run(&["token", "link"]).await.ok().out();
    assert!(link.starts_with("https://a.example/sign-in#code="), "{link}");
    let wrong = up.cli().run(&["token", "link", "--url", "tasks.example.com"]).await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_code_is_the_callers_fault() {
    let up = Up::with(1, 1).start().await;
    for code in [String::new(), "x".repeat(129)] {
        let refused = exchange(&up.client(), &code).await.unwrap_err();
        assert_eq!(
            (refused.code(), fields(&refused)),
            (Code::InvalidArgument, vec!["code".into()])
        );
    }
    let refused = exchange(&up.client(), &"x".repeat(128)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cannot_prolong_itself() {
    let up = Up::with(1, 1).start().await;
    let first = session(&up.client()).await;
    let browser = up.client().with_token(&first.token);
    let second = session(&browser).await;
    assert_eq!(second, first, "it gets itself, so that it can be ended");
    let third = exchange(&up.client(), &code(&browser).await).await.unwrap();
    assert_eq!(third.expires_at, first.expires_at, "not by way of a code either");
    let straight = exchange(&up.client(), &code(&up.client()).await).await.unwrap();
    assert_ne!(straight.expires_at, first.expires_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_altered_is_nobodys() {
    let up = Up::with(1, 1).start().await;
    let token = session(&up.client()).await.token;
    let last = if token.ends_with('A') { 'B' } else { 'A' };
    let altered = format!("{}{last}", &token[..token.len() - 1]);
    for token in [&altered, &token[..token.len() - 1], "tms_", &token[4..]] {
        let refused = caller(&up.client().with_token(token)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
        assert_eq!(reason(&refused), "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coordinators_of_one_cluster_take_each_others_sessions_and_a_code_once() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    // Both bring the new database up to date.
    let (mut one, two) = tokio::join!(cluster.coordinator("one"), cluster.coordinator("two"));
    let opened = session(&one.client()).await;
    let browser = two.client().with_token(&opened.token);
    assert_eq!(caller(&browser).await.unwrap().expires_at, opened.expires_at);

    for _ in 0..10 {
        let code = code(&one.client()).await;
        let (a, b) = (one.client(), two.client());
        let (a, b) = tokio::join!(exchange(&a, &code), exchange(&b, &code));
        let refused = match (a, b) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            other => panic!("one of two gets a session: {other:?}"),
        };
        assert_eq!(refused.code(), Code::Unauthenticated, "{refused}");
    }

    one.restart().await;
    caller(&one.client().with_token(&opened.token)).await.unwrap();
    let waiting = code(&two.client()).await;
    let settings = cluster.settings().with("auth.admin_token", "the-admin-token-after-that");
    let changed = cluster.coordinator_with("changed", settings).await;
    let client = Client::new(changed.url(), "the-admin-token-after-that");
    let refused = caller(&client.with_token(&opened.token)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "a new admin token signs everybody out");
    let refused = exchange(&client, &waiting).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "and ends what waits");
    exchange(&two.client(), &waiting).await.unwrap();

    let other = Database::fresh().await;
    let stranger = Cluster::on(&other).coordinator("stranger").await;
    let refused = caller(&stranger.client().with_token(&opened.token)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "another cluster, the same admin token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_ended_at_one_coordinator_is_nobodys_at_any() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let (mut one, two) = tokio::join!(cluster.coordinator("one"), cluster.coordinator("two"));
    let (ended, other) = (session(&one.client()).await, session(&one.client()).await);
    let browser = one.client().with_token(&ended.token);
    let there = two.client().with_token(&ended.token);
    caller(&there).await.unwrap();
    browser.identity().end_session(v1::EndSessionRequest {}).await.unwrap();
    let refused = caller(&browser).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "at once where it was ended");
    until("the other coordinator to hear of it", WITHIN, async || {
        let refused = caller(&there).await.err()?;
        (refused.code() == Code::Unauthenticated).then_some(())
    })
    .await;
    one.restart().await;
    let refused = caller(&one.client().with_token(&ended.token)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "a start forgets nothing");
    caller(&one.client().with_token(&other.token)).await.unwrap();

    let client = one.client();
    client.identity().end_session(v1::EndSessionRequest {}).await.unwrap();
    caller(&client).await.unwrap();
}

/// A command that must end at once and say in one line what is wrong with a token.
fn refused(answer: &Answer) {
    assert_eq!(answer.code, Some(1), "{answer:?}");
    let error = answer.err();
    assert_eq!(error.lines().count(), 1, "one line: {error}");
    assert!(error.contains("bad.token must have at least 16 characters"), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_role_starts_with_a_token_that_could_be_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.token");
    let (file, data) = (path.to_str().unwrap(), folder.path().join("data"));
    let cli = Cli::new(folder.path())
        .variable("DATABASE_URL", "")
        .variable("TASKMASTER_METRICS__LISTEN", "off");
    let postgres = cli.clone().variable("DATABASE_URL", "postgres://127.0.0.1:1/none");
    let admin = format!("auth.admin_token_file={file}");
    let run = async |cli: &Cli, args: &[&str]| {
        within("an end", WITHIN, cli.run_within(args, Duration::from_secs(20))).await
    };
    for text in ["s3cret-of-15-ch", "s3cret with some spaces", "s3cret-and-then\ta-tab"] {
        std::fs::write(&path, text).unwrap();
        let data = data.to_str().unwrap();
        let up = ["up", "--data-dir", data, "--grpc", "127.0.0.1:0", "--set", &admin];
        refused(&run(&cli, &up).await);
        let tokens = ["--admin-token-file", file, "--join-token-file", file];
        refused(&run(&postgres, &[&["coordinator"], &tokens[..]].concat()).await);
        let worker = ["worker", "--run-dir", data, "--join-token-file", file];
        refused(&run(&cli, &worker).await);
    }
}
