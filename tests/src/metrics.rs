//! Numbers as Prometheus reads them.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What one look at `/metrics` showed.
#[derive(Clone, Debug)]
pub struct Scrape(String);

/// The answer to a GET, head and body.
pub(crate) async fn get(address: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

impl Scrape {
    /// Looks once.
    pub async fn of(address: &str) -> Self {
        let answer = get(address, "/metrics").await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        Self(answer)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The sum of a metric over all its rows that have these labels, 0 when there is none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let wanted: Vec<String> = labels.iter().map(|(k, v)| format!("{k}=\"{v}\"")).collect();
        let rows = self.0.lines().filter_map(|line| {
            let (row, value) = line.rsplit_once(' ')?;
            let (known, rest) = row.split_once('{').unwrap_or((row, ""));
            let all = wanted.iter().all(|label| rest.contains(label.as_str()));
            (known == name && all).then(|| value.parse::<f64>().unwrap())
        });
        rows.sum()
    }

    /// Whether there is a metric of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.lines().any(|line| line.starts_with(&format!("# TYPE {name} ")))
    }
}
