//! Links with which a browser signs in.

use taskmaster_domain::Timestamp;
use taskmaster_proto::v1;
use taskmaster_runtime::{Config, config::Http};

use super::endpoints::{Endpoints, reachable};
use crate::{
    client::Client,
    error::{Error, Result},
    show,
};

/// A link for one sign-in.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) url: String,
    /// Until when it is good.
    pub(crate) expires_at: Option<Timestamp>,
}

/// Asks the coordinator for a code, and makes the link to the gateway at `base` from it.
pub(crate) async fn fresh(client: &Client, base: &str) -> Result<Link> {
    let request = v1::CreateSignInCodeRequest {};
    let made = client.identity().create_sign_in_code(request).await?.into_inner();
    let expires_at = show::time(made.expires_at.as_ref());
    Ok(Link { url: sign_in(base, &made.code), expires_at })
}

/// The link that hands `code` to the gateway at `base`. The code stands in the fragment, which a
/// browser sends to nobody: it is in no server's log.
pub(crate) fn sign_in(base: &str, code: &str) -> String {
    format!("{}/sign-in#code={code}", base.trim_end_matches('/'))
}

/// Where browsers find the gateway, with its base path: as configured, else as the `up` of the
/// data folder was told and where it listens, else where a gateway of this configuration does.
///
/// # Errors
/// When `http.public_url` is no place.
pub(crate) fn base(config: &Config, endpoints: Option<&Endpoints>) -> Result<String> {
    let Http { public_url, base_path, listen, .. } = &config.http;
    let left = |base_path| endpoints.map_or(base_path, |endpoints| &endpoints.base_path);
    let base_path = if base_path.is_empty() { left(base_path) } else { base_path };
    let left = || endpoints.and_then(|endpoints| endpoints.public_url.as_ref());
    if let Some(url) = public_url.as_ref().or_else(left) {
        return public(url, base_path);
    }
    let kept = endpoints.and_then(|endpoints| endpoints.http);
    let configured = Some(listen.0).filter(|address| address.port() != 0);
    let address = kept.or(configured).unwrap_or(Http::default().listen.0);
    Ok(format!("http://{}{base_path}", reachable(address)))
}

/// A public URL is told with the base path or without.
fn public(url: &str, base_path: &str) -> Result<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let sane = |rest: &&str| {
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#');
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(odd)
    };
    if rest.filter(sane).is_none() {
        let message = format!("{url:?} is no gateway's URL, such as https://tasks.example.com");
        return Err(Error::Usage(message));
    }
    let url = url.trim_end_matches('/');
    let path = if url.ends_with(base_path) { "" } else { base_path };
    Ok(format!("{url}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: Option<&str>, base_path: &str) -> Config {
        let mut config = Config::default();
        config.http.public_url = public_url.map(str::to_owned);
        config.http.base_path = base_path.to_owned();
        config
    }

    fn at(http: &str) -> Endpoints {
        let http = Some(http.parse().unwrap());
        Endpoints::of(&config(None, ""), "127.0.0.1:1".parse().unwrap(), http)
    }

    #[test]
    fn the_code_stands_in_the_fragment() {
        assert_eq!(sign_in("https://a.example", "x-_1"), "https://a.example/sign-in#code=x-_1");
        assert_eq!(sign_in("http://[::1]:8081/tm/", "x"), "http://[::1]:8081/tm/sign-in#code=x");
    }

    #[test]
    fn what_is_configured_beats_what_was_left_and_that_beats_the_default() {
        let none = config(None, "");
        assert_eq!(base(&none, None).unwrap(), "http://127.0.0.1:8081");
        assert_eq!(base(&none, Some(&at("0.0.0.0:7001"))).unwrap(), "http://127.0.0.1:7001");
        let public = config(Some("https://tasks.example.com/"), "");
        assert_eq!(base(&public, Some(&at("[::]:1"))).unwrap(), "https://tasks.example.com");
        let mut elsewhere = config(None, "");
        elsewhere.http.listen = "10.0.0.1:9".parse().unwrap();
        assert_eq!(base(&elsewhere, None).unwrap(), "http://10.0.0.1:9");
        elsewhere.http.listen = "127.0.0.1:0".parse().unwrap();
        assert_eq!(base(&elsewhere, None).unwrap(), "http://127.0.0.1:8081");
    }

    #[test]
    fn the_base_path_is_in_the_link_once() {
        let local = config(None, "/tm");
        assert_eq!(base(&local, Some(&at("127.0.0.1:7"))).unwrap(), "http://127.0.0.1:7/tm");
        for url in ["https://a.example", "https://a.example/tm", "https://a.example/tm/"] {
            let url = config(Some(url), "/tm");
            assert_eq!(base(&url, None).unwrap(), "https://a.example/tm");
        }
    }

    #[test]
    fn what_only_the_running_up_was_told_is_in_the_link() {
        let none = config(None, "");
        let mut left = at("127.0.0.1:7");
        left.base_path = "/tm".to_owned();
        assert_eq!(base(&none, Some(&left)).unwrap(), "http://127.0.0.1:7/tm");
        left.public_url = Some("https://a.example".to_owned());
        assert_eq!(base(&none, Some(&left)).unwrap(), "https://a.example/tm");
        let said = config(Some("https://b.example"), "/x");
        assert_eq!(base(&said, Some(&left)).unwrap(), "https://b.example/x");
    }

    #[test]
    fn a_url_that_is_no_place_is_refused() {
        for url in
            ["tasks.example.com", "ftp://a", "http://", "http:///x", "http://a/?q", "http://a b"]
        {
            assert!(base(&config(Some(url), ""), None).is_err(), "{url}");
        }
    }
}
