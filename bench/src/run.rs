//! The whole run: group by group, database by database.

use std::io::{self, Write as _};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::time::Instant;

use crate::{
    engine::{Engine, Server},
    error::{Error, Result, within},
    figures::Figures,
    measure::{self, Setting},
    options::{Group, Options},
    report::{self, Machine},
};

/// Measures what was asked for, prints the page and, when it is whole, writes it. A measure that
/// fails is named on the page and does not end the run, but makes it end badly.
pub(crate) async fn run(options: Options) -> Result {
    raise_open_files();
    let server = match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => Some(Server::at(&url)?),
        Err(_) => None,
    };
    let machine = Machine::look(server.as_ref()).await;
    let groups: Vec<Group> =
        Group::ALL.into_iter().filter(|group| is_wanted(&options.only, group)).collect();
    let mut figures = Figures::default();
    for group in &groups {
        for engine in Engine::ALL.into_iter().filter(|engine| is_wanted(&options.engine, engine)) {
            let setting = Setting { engine, server: server.as_ref(), sizes: options.sizes() };
            let what = format!("{group:?} on {engine}");
            let began = Instant::now();
            let work = measure::measure(*group, setting, &mut figures);
            let ended = within(group.limit(), "it", work).await;
            let took = began.elapsed().as_secs_f64();
            match ended {
                Ok(()) => note(&format!("{what}: {took:.1} s")),
                Err(Error(why)) => {
                    note(&format!("{what}: not measured: {why}"));
                    figures.fail(*group, engine, why);
                }
            }
        }
    }
    let whole = options.is_whole();
    let page =
        report::page(&figures, &groups, &machine, if whole { "" } else { "Not a whole run." });
    io::stdout().lock().write_all(page.as_bytes())?;
    match options.write {
        Some(path) if whole => report::write(&path, &page)?,
        Some(path) => note(&format!("{} is left as it is: this was no whole run", path.display())),
        None => {}
    }
    match figures.failures().len() {
        0 => Ok(()),
        count => Err(Error(format!("{count} measures failed"))),
    }
}

/// Thousands of sockets are open at once, here and in the processes that are started.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    // What is refused shows when a socket is.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

fn is_wanted<T: PartialEq>(asked: &[T], one: &T) -> bool {
    asked.is_empty() || asked.contains(one)
}

fn note(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
