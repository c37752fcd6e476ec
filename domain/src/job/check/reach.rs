//! The command that tries a TCP connection, and what its end means.

/// How a connection fails, by a word of the sentence in which the C library tells it, the exit code
/// that stands for it, and what people are told. Codes are those of errno, or of sysexits.
const FAILURES: [(&str, i32, &str); 6] = [
    ("refused", 111, "connection refused"),
    ("timed out", 110, "connection timed out"),
    ("No route to host", 113, "no route to host"),
    ("Network is unreachable", 101, "network is unreachable"),
    ("name resolution", 75, "its name cannot be looked up just now"),
    ("not known", 68, "its name is not known"),
];

/// Host and port, as they are written together.
fn address(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// A command line that connects, hangs up and ends with 0; else with the code of its failure, and
/// that in one line of output. `host` has nothing that a shell reads as something else.
pub(super) fn command(host: &str, port: u16) -> String {
    let cannot = format!("cannot connect to {}", address(host, port));
    let of = |(word, code, said): &(&str, i32, &str)| {
        format!("*\"{word}\"*) echo \"{cannot}: {said}\"; exit {code};;\n")
    };
    let known: String = FAILURES.iter().map(of).collect();
    format!(
        "LC_ALL=C\n\
         said=$( {{ exec 3<>/dev/tcp/{host}/{port}; }} 2>&1 ) && exit 0\n\
         case $said in\n{known}*) echo \"{cannot}\"; exit 1;;\nesac"
    )
}

/// What the failure of such a command means: `code` and `message` are what its task ended with.
pub(super) fn failure(host: &str, port: u16, code: i32, message: &str) -> String {
    let cannot = format!("cannot connect to {}", address(host, port));
    match FAILURES.iter().find(|(_, known, _)| *known == code) {
        Some((.., said)) => format!("{cannot}: {said}"),
        None if code == 1 => cannot,
        // It was stopped: its time was up.
        None => format!("{cannot}: {message}"),
    }
}
